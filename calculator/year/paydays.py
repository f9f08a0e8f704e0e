"""The paydays of a job, and the days of work that each of them pays for."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from calculator.contract.job import Job
from calculator.contract.values import Nation
from calculator.year.banking import paid_by
from calculator.year.paye import tax_year

_DAY = dt.timedelta(days=1)
_CYCLES = {"week": 7, "two_weeks": 14, "four_weeks": 28}
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_FRIDAY, _SATURDAY = 4, 5
# A payday moves by a bank holiday, or to another day of its month: paydays this much later are looked at as well.
MOST_MOVED = 62 * _DAY
# A payday from this day of the month on pays for that month. An earlier one pays for the month before, unless the first comes in the month of the start.
_MID_MONTH = 16
_USUAL = "last working day"  # the payday of a monthly pay where a Case does not say


@dataclass(frozen=True, slots=True)
class Payday:
    """`date` is the day the money comes, `due` the usual day where that is no banking day.

    The pay is for the work of the days `from_` to `to`, both included; a full pay is for `full` weekdays.
    """

    date: dt.date
    due: dt.date
    from_: dt.date
    to: dt.date
    full: int


def weekdays(first: dt.date, last: dt.date) -> int:
    """Days from Monday to Friday from first to last, both included: by these a part of a pay is reckoned."""
    days = (last - first).days + 1
    weeks, rest = divmod(max(0, days), 7)
    return weeks * 5 + sum(1 for n in range(rest) if (first.weekday() + n) % 7 < _SATURDAY)


def usual_first(job: Job, starts: dt.date, nation: Nation | None) -> dt.date:
    """The day on which a job's first pay is due where a Case does not say: in the month of the start, or the first Friday after a whole week.

    The money comes on that day or on the last banking day before it, which is not before the start.
    """
    if job.pay_cycle == "month":
        rule = job.payday or _USUAL
        due = _in_month(starts.year, starts.month, rule)
        return due if paid_by(due, nation) >= starts else _in_month(*_next(starts.year, starts.month), rule)
    return starts + dt.timedelta(days=7 + (_FRIDAY - starts.weekday()) % 7)


def paid_since(date: dt.date) -> dt.date:
    """From when paydays matter to a case of a date: the start of the tax year, or of the assessment period that the date is in."""
    return min(dt.date(tax_year(date), 4, 6), date - MOST_MOVED)


def next_due(job: Job, since: dt.date, day: dt.date, nation: Nation | None) -> dt.date:
    """The first usual day of pay by the week on a day or after it, for a job held since long ago. It can be no banking day."""
    cycle = _CYCLES[job.paid or "week"]
    first = job.first_payday or usual_first(job, since, nation)
    return first + -(-(day - first).days // cycle) * cycle * _DAY


def paydays(
    job: Job,
    starts: dt.date | None,
    ends: dt.date | None,
    until: dt.date,
    nation: Nation | None,
    since: dt.date,
) -> Iterator[Payday]:
    """Every payday to `until` for the work from `starts` to `ends`, in order; None where that is long ago, or not known.

    The first is the one that the Case gives, or the usual one. For a job that began long ago, any payday that is given fixes the others, and
    there are paydays before it. Paydays more than a cycle before `since` are left out, and so are those at
    either end of a job that would be for weekend days alone.
    """
    first = job.first_payday or usual_first(job, starts or since, nation)
    made = _monthly if job.pay_cycle == "month" else _weekly
    for payday in made(job, first, starts, nation, max(first, since) if starts else since):
        if payday.date > until or (ends is not None and payday.from_ > ends):
            return
        begins, worked_to = max(payday.from_, starts or payday.from_), min(payday.to, ends or payday.to)
        if weekdays(begins, worked_to) or (worked_to >= begins and payday.date == job.first_payday):
            yield replace(payday, from_=begins, to=worked_to)


def has_a_day_of_its_own(job: Job) -> bool:
    """Whether the usual payday can be no banking day. The last working day of a month cannot."""
    return job.pay_cycle != "month" or (job.payday or (job.first_payday and job.first_payday.day) or _USUAL) != _USUAL


def full_days(job: Job, payday: Payday, day: dt.date) -> int:
    """The weekdays that a full pay is for, of the pay that a day's work belongs to: a monthly pay is shared out within each month."""
    if job.pay_cycle != "month":
        return payday.full
    return weekdays(day.replace(day=1), _in_month(day.year, day.month, _USUAL))


def moved_to(day: dt.date, due: Sequence[Payday], job: Job, nation: Nation | None) -> list[Payday]:
    """The same paydays where the payday becomes another from a day on: each still pays for the same work.

    A monthly pay comes on that day of its month, from the month of `day` on; any other pay as many days sooner or later as the first one.
    """
    if job.pay_cycle == "month":
        first = day.replace(day=1)
        later = [each for each in due if each.due >= first]
        dates = [_in_month(each.due.year, each.due.month, day.day) for each in later]
    else:
        later = [each for each in due if each.date >= day]
        dates = [day + (each.due - later[0].due) for each in later]
    kept = [each for each in due if each not in later]
    return kept + [
        replace(payday, date=date if date == day else paid_by(date, nation), due=date)
        for payday, date in zip(later, dates, strict=True)
    ]


def _weekly(
    job: Job, first: dt.date, starts: dt.date | None, nation: Nation | None, since: dt.date
) -> Iterator[Payday]:
    length = _CYCLES[job.paid or "week"]
    cycle = dt.timedelta(days=length)
    # How long after the work the money comes: what the first payday leaves of the days since the start.
    lag = dt.timedelta(days=max(0, (first - starts).days - length + 1) if starts else 0)
    due = first + (since - first).days // length * cycle
    while True:
        date = due if due == job.first_payday else paid_by(due, nation)
        yield Payday(date, due, due - lag - cycle + _DAY, due - lag, length // 7 * 5)
        due += cycle


def _monthly(
    job: Job, first: dt.date, starts: dt.date | None, nation: Nation | None, since: dt.date
) -> Iterator[Payday]:
    rule = job.payday or (job.first_payday.day if job.first_payday else _USUAL)
    year, month = since.year, since.month
    in_first_month = job.first_payday and starts and starts.replace(day=1) == job.first_payday.replace(day=1)
    in_arrears = isinstance(rule, int) and rule < _MID_MONTH and not in_first_month
    while True:
        due = _in_month(year, month, rule)
        date = paid_by(due, nation)
        of = _previous(year, month) if in_arrears else (year, month)
        begins = dt.date(*of, 1)
        ends = begins.replace(day=calendar.monthrange(*of)[1])
        full = weekdays(begins, ends)
        if (year, month) == (first.year, first.month):
            # The first pay is for all work up to then.
            date = job.first_payday or date
            begins = min(begins, starts or begins)
        yield Payday(date, due, begins, ends, full)
        year, month = _next(year, month)


def _in_month(year: int, month: int, rule: int | str) -> dt.date:
    """The usual payday of a month: a day of it (its last where it is shorter), its last day, or its last Friday, say."""
    last = dt.date(year, month, calendar.monthrange(year, month)[1])
    if isinstance(rule, int):
        return last.replace(day=min(rule, last.day))
    if rule == "last working day":
        return last
    weekday = _WEEKDAYS.index(rule.removeprefix("last "))
    return last - dt.timedelta(days=(last.weekday() - weekday) % 7)


def _next(year: int, month: int) -> tuple[int, int]:
    return (year + month // 12, month % 12 + 1)


def _previous(year: int, month: int) -> tuple[int, int]:
    return (year - 1, 12) if month == 1 else (year, month - 1)
