"""The first twelve assessment periods of an option beside those of what it is compared with: their average, and what differs between them.

A typical month is made of a month's pay. Somebody paid by the week has no such month: a limit can lie between a month of four paydays and one
of five. Other things end within the year. If the ordinary months of a year are not alike, the average of the year is the answer.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import islice

from calculator.contract import result as out
from calculator.contract.case import Case
from calculator.i18n.language import day_said, gettext
from calculator.month.inputs import ZERO
from calculator.month.open_questions import Answered, Answers, both_answered, bounds
from calculator.month.run import Run, pence
from calculator.month.statement import StatementLine, UnevenKind, UnevenWords
from calculator.year.awards import BEYOND, AwardPeriod, profit_by_month
from calculator.year.dates import DAY, WEEK, monday, money
from calculator.year.employments import Course, Employment
from calculator.year.housing_benefit import HousingBenefit
from calculator.year.ledger import Ledger
from calculator.year.payroll import Pay
from calculator.year.varying import any_month_may_vary, paid_otherwise, something_ends

MONTHS = 12
# With more sets of answers than this, only the outermost are followed through the year.
MOST_YEARS = 8
# The first period can begin a month after the start, and the last is paid some days after it ends.
_LONGEST = 430 * DAY
# As in the year that is shown, what a period carries into the next is followed from so long before the start.
_BEFORE = 183 * DAY
_INTERVALS = {"week": 7 * DAY, "two_weeks": 14 * DAY, "four_weeks": 28 * DAY, "month": 31 * DAY}
_RECEIVED = {"benefit": 1, "cost": -1}
State = bool | Decimal


@dataclass(frozen=True, slots=True)
class MonthOfYear:
    """One assessment period of a course, and the state of each cause in it.

    `ordinary` means that every job is in full pay, or plays no part. `shifted` means that a monthly payday so close to the end of a period
    has moved in or out, so that there are two or none.
    """

    starts: dt.date
    ordinary: bool
    shifted: bool
    states: tuple[State, ...]


class FirstYear:
    """The first twelve assessment periods that begin on or after a day in one course, claimed or not."""

    def __init__(self, ledger: Ledger, course: Course, starts: dt.date, causes: tuple[UnevenKind, ...]) -> None:
        self.ledger, self.course, self.causes = ledger, course, causes
        self.starts, self.until = starts, starts + _LONGEST

    @cached_property
    def periods(self) -> list[AwardPeriod]:
        since = max(self.ledger.case.date, self.starts - _BEFORE)
        every = self.ledger.awards.every(self.course, self.until, since)
        return list(islice((each for each in every if each.starts >= self.starts), MONTHS))

    @cached_property
    def months(self) -> list[MonthOfYear]:
        return [self._month(period) for period in self.periods]

    @cached_property
    def left_over(self) -> list[Decimal]:
        """What each month leaves over before debts."""
        return [self._left_over(period) for period in self.periods]

    @property
    def average(self) -> Decimal:
        """What a month leaves over before debts, on average; nothing if no assessment period begins in time."""
        return sum(self.left_over, ZERO) / len(self.left_over) if self.left_over else ZERO

    @cached_property
    def _housing_benefit(self) -> HousingBenefit:
        return HousingBenefit(self.ledger, self.course, self.periods, self._period_on)

    def _period_on(self, day: dt.date) -> AwardPeriod | None:
        return next((each for each in self.periods if each.starts <= day <= each.ends), None)

    def _month(self, period: AwardPeriod) -> MonthOfYear:
        return MonthOfYear(
            period.starts,
            not any(period.besides) and all(self._is_ordinary(each, period) for each in self.course.employments),
            any(self._is_shifted(each, period) for each in self.course.employments),
            states(period.run, self.causes),
        )

    # ------------------------------------------------------------------ what a period leaves over
    def _left_over(self, period: AwardPeriod) -> Decimal:
        """The pay received in a period and the award for it, with every other line as it is on its days."""
        statement = self.ledger.rules.statement
        received = (pay.received for pay in period.pays if pay.employment.belongs(pay.date))
        once = self.ledger.rules.one_off(self.course.option)
        total = sum(received, ZERO) + period.award
        total += sum((each.amount for each in once if period.starts <= each.date <= period.ends), ZERO)
        total += sum(self._profits(period), ZERO)
        for line in statement.lines:
            if line.kind in _RECEIVED and line.rule != statement.award:
                total += _RECEIVED[line.kind] * self._line(line, period)
        return total

    def _profits(self, period: AwardPeriod) -> list[Decimal]:
        """The profit or loss of the month that ends in a period, after tax, for each adult."""
        values = self.ledger.stretches.on(self.course, period.ends).values
        usual, profit = values["self_employment.net_profit"], values["self_employment.profit_month"]
        given = (profit_by_month(self.course, adult, period.starts, period.ends) for adult in range(len(usual)))
        return [
            net if amount is None else amount - (gross - net)
            for amount, net, gross in zip(given, usual, profit, strict=True)
        ]

    def _line(self, line: StatementLine, period: AwardPeriod) -> Decimal:
        """What a line comes to in a period, in pounds."""
        if line.id in self.ledger.rules.plan.with_universal_credit:
            return period.run.total(line.rule)
        stretches, paid = self.ledger.stretches, line.id == "housing_benefit"
        total, day, length = ZERO, period.starts, (period.ends - period.starts).days + 1
        while day <= period.ends:
            to = stretches.until(self.course, day, period.ends)
            if paid:
                to = self._housing_benefit.until(day, to)
            going = period.award > 0 if line.id in self.ledger.rules.plan.while_paid else None
            by_monday = line.id in self.ledger.rules.plan.by_monday
            if by_monday:
                to = min(to, monday(day) + WEEK - DAY)
            run = stretches.while_paid(self.course, monday(day) if by_monday else day, going)
            amount = self._housing_benefit.on(day) if paid else run.total(line.rule)
            total += amount * ((to - day).days + 1) / length
            day = to + DAY
        return total

    # ------------------------------------------------------------------ which periods are ordinary
    def _is_shifted(self, employment: Employment, period: AwardPeriod) -> bool:
        own = [pay for pay in period.pays if pay.employment is employment]
        begun = employment.starts is None or employment.starts < period.starts - _INTERVALS["month"]
        held = employment.last_held(period.ends) == period.ends
        return employment.paid_by_the_month and begun and held and len(own) != 1

    def _is_ordinary(self, employment: Employment, period: AwardPeriod) -> bool:
        """Whether a job is in full pay in a period, or plays no part in it: no start, end, change or single payday falls in it."""
        pays = self.ledger.payroll.pays(employment, self.until + BEYOND)
        if not employment.held(period.starts, period.ends):
            # Pay for the last days of a job can come after them. A job that has not begun, or has ended, is not the option.
            return not employment.new and not any(pay.employment is employment for pay in period.pays)
        whole = (employment.starts is None or employment.starts <= period.starts) and employment.last_held(
            period.ends
        ) == period.ends
        single = {each.date for each in employment.job.pays}
        own = [pay for pay in period.pays if pay.employment is employment]
        if self._is_shifted(employment, period):
            return False
        odd = any(pay.date in single for pay in own)
        unpaid = any(each.from_ <= period.ends and each.to >= period.starts for each in employment.job.unpaid_periods)
        changed = any(period.starts < change <= period.ends for change in employment.changes())
        later = any(step.from_ > period.starts for step in employment.job.schedule)
        return (
            whole
            and not odd
            and not unpaid
            and not changed
            and not later
            and _is_in_full_pay(employment, pays, period.starts)
        )


def _is_in_full_pay(employment: Employment, pays: list[Pay], day: dt.date) -> bool:
    """Whether every payday from a day on is one of the usual ones: the first came before it, or comes no later than any other would."""
    if not employment.new or not pays:
        return True
    first = pays[0]
    return first.date < day or (not first.part and first.date - _INTERVALS[employment.job.pay_cycle] < day)


def states(run: Run, causes: tuple[UnevenKind, ...]) -> tuple[State, ...]:
    """The state of each cause in a month: whether its rule is true or above nothing, or how much it is."""
    return tuple(pence(run.total(each.rule)) if each.amounts else run.held(each.rule, None) for each in causes)


# ---------------------------------------------------------------------- two courses side by side
@dataclass(frozen=True, slots=True)
class SideBySide:
    """The first year of an option and of what it is compared with, for one set of answers to what is open.

    `low` and `high` are how far lines that are not covered can move a change.
    """

    then: FirstYear
    was: FirstYear
    causes: tuple[out.UnevenCause, ...]
    low: Decimal
    high: Decimal

    @property
    def change(self) -> Decimal:
        """What the option brings a month on average."""
        return self.then.average - self.was.average

    @property
    def averages(self) -> tuple[Decimal, Decimal]:
        """The least and the most that the average can be."""
        return pence(self.change + self.low), pence(self.change + self.high)

    @property
    def single(self) -> tuple[Decimal, Decimal]:
        """The least and the most that the change in one month can be."""
        left, months = (
            zip(self.then.left_over, self.was.left_over, strict=False),
            zip(self.then.months, self.was.months, strict=False),
        )
        changes = [
            after - before
            for (after, before), (then, was) in zip(left, months, strict=False)
            if not then.shifted and not was.shifted
        ]
        return pence(min(self.change, *changes) + self.low), pence(max(self.change, *changes) + self.high)


class FirstYears:
    """The first years of the options of one case, each beside what it is compared with. What two options share is worked out once."""

    def __init__(self, ledger: Callable[[], Ledger], now: Answered, words: UnevenWords) -> None:
        self._ledger, self.now, self.words = ledger, now, words
        self._ledgers: dict[Answers, Ledger] = {}
        self._years: dict[tuple[Answers, Course, dt.date], FirstYear] = {}

    def average_change(self, number: int, base_number: int | None) -> Decimal:
        """What an option brings a month on average over what it is compared with, by the usual answers."""
        then, was = self._two(number, base_number, ())
        return pence(then.average - was.average)

    def add_to(
        self, found: out.OptionResult, number: int, option: Answered, base: Answered, base_number: int | None
    ) -> None:
        """Add the average and a notice to an option whose ordinary months are not alike, and widen its range if an amount jumps between them."""
        if found.change_per_month is None or not any_month_may_vary(self.now.usual.situation.case):
            return
        ledger = self._ledger()
        courses = [self._course(ledger, number), self._course(ledger, base_number)]
        if not any(may_vary(ledger.case, course) for course in courses):
            return
        sides = [
            self._side(answers, after, before, number, base_number)
            for answers, after, before in _outermost([*self._unlike(option, base)])
        ]
        uneven = [side for side in sides if side.causes]
        if not uneven:
            return
        jumps = {cause.id for cause in self.words.causes if not cause.no_jump}
        moved = [side.single for side in uneven if any(cause.id in jumps for cause in side.causes)]
        if moved:
            ends = found.change_range or (found.change_per_month,) * 2
            found.change_range = min(ends[0], *(low for low, _ in moved)), max(ends[1], *(high for _, high in moved))
        if sides[0].causes:
            found.uneven_months = _record(sides, [side.single for side in uneven])
            replaced = {*self.words.in_place_of}
            for cause in self.words.causes:
                if any(each.id == cause.id for each in sides[0].causes):
                    replaced |= {*cause.in_place_of}
            found.notices = [each for each in found.notices if each.id not in replaced]
            found.notices.insert(0, self._notice(found.uneven_months))

    def _unlike(self, option: Answered, base: Answered) -> Iterator[tuple[Answers, Run, Run]]:
        """The sets of answers that give unlike months, with the two months by each. Those that give the same months give the same year."""
        seen: set[object] = set()
        ends = something_ends(self.now.usual.situation.case)
        for answers in both_answered(option, base):
            after, before = option.under(answers), base.under(answers)
            # Without Universal Credit on either side, and with nothing that ends, no month differs from another.
            if not ends and not (self._may_be_paid(after) or self._may_be_paid(before)):
                continue
            months = self._money_of(after), self._money_of(before)
            if months not in seen:
                seen.add(months)
                yield answers, after, before

    def _may_be_paid(self, run: Run) -> bool:
        """Whether Universal Credit is claimed in a position, and could be due in some month."""
        rule = run.rules.rules[run.statement.universal_credit["status"]]
        return rule.choices[run.values[rule.name]] not in run.statement.no_statement_when

    def _money_of(self, run: Run) -> object:
        """Everything in a month that its money hangs on."""
        lines = tuple((line.id, per_month) for line, _amount, per_month in run.amounts)
        statement = tuple(run.total(rule) for rule in run.statement.universal_credit.values())
        return lines, statement, states(run, self.words.causes), tuple(run.missing_worth.items())

    def _course(self, ledger: Ledger, number: int | None) -> Course:
        return ledger.courses.as_now() if number is None else ledger.courses.claiming(number)

    def _two(self, number: int, base: int | None, answers: Answers) -> tuple[FirstYear, FirstYear]:
        """The first year of an option and that of what it is compared with."""
        case = self._ledger().case
        starts = case.start_of(case.options[number])
        ledger = self._ledger_under(answers)
        return self._year(answers, ledger, number, starts), self._year(answers, ledger, base, starts)

    def _year(self, answers: Answers, ledger: Ledger, number: int | None, starts: dt.date) -> FirstYear:
        course = self._course(ledger, number)
        key = (answers, course, starts)
        if key not in self._years:
            self._years[key] = FirstYear(ledger, course, starts, self.words.causes)
        return self._years[key]

    def _ledger_under(self, answers: Answers) -> Ledger:
        """The parts of the year with some answers, without those that are the usual ones."""
        if answers not in self._ledgers:
            made = self._ledger()
            self._ledgers[answers] = made.under(self.now.under(answers), answers) if answers else made
        return self._ledgers[answers]

    def _side(self, answers: Answers, after: Run, before: Run, number: int, base_number: int | None) -> SideBySide:
        then, was = self._two(number, base_number, tuple(pair for pair in answers if pair[1] != pair[0].tries[0]))
        change = after.left_over() - before.left_over()
        low, high = bounds(after, before) or (change, change)
        causes = [*self._causes(then, after, now=False), *self._causes(was, before, now=True)]
        return SideBySide(then, was, tuple(causes), low - change, high - change)

    def _causes(self, year: FirstYear, typical: Run, now: bool) -> Iterator[out.UnevenCause]:
        """What differs between the ordinary months of a course, or between them and its typical month. All twelve months are counted."""
        if not may_vary(year.ledger.case, year.course):
            return
        usual = states(typical, self.words.causes)
        for place, cause in enumerate(self.words.causes):
            if all(month.states[place] == usual[place] for month in year.months if month.ordinary):
                continue
            other = usual[place] if cause.amounts else cause.without
            so = [month.starts for month in year.months if month.states[place] != other]
            if so:
                text = gettext(cause.text).format(count=len(so), months=len(year.months), first=day_said(so[0]))
                yield out.UnevenCause(cause.id, now, len(so), len(year.months), so[0], text)

    def _notice(self, found: out.UnevenMonths) -> out.Notice:
        """The notice that the months are not alike, with what differs."""
        now, source = gettext(self.words.now), self.words.source
        causes = [now.format(cause=each.text) if each.now else each.text for each in found.causes]
        text = gettext(self.words.text).format(
            causes=" ".join(causes), months=MONTHS, lowest=_signed(found.lowest), highest=_signed(found.highest)
        )
        return out.Notice(
            "uneven_months",
            "warning",
            None,
            gettext(self.words.title),
            text,
            "settled",
            out.Source(source.law, source.url),
        )


def _outermost(sets: list[tuple[Answers, Run, Run]]) -> list[tuple[Answers, Run, Run]]:
    """The sets of answers, or of very many only the usual one and those whose typical months are the lowest and the highest."""
    if len(sets) <= MOST_YEARS:
        return sets
    measures: tuple[Callable[[Run, Run], Decimal], ...] = (
        lambda after, before: after.left_over() - before.left_over(),
        lambda after, _before: after.left_over(),
        lambda _after, before: before.left_over(),
    )
    kept = {0}
    for measure in measures:
        found = [measure(after, before) for _answers, after, before in sets]
        kept |= {found.index(min(found)), found.index(max(found))}
    return [sets[number] for number in sorted(kept)]


def _record(sides: list[SideBySide], singles: list[tuple[Decimal, Decimal]]) -> out.UnevenMonths:
    usual = sides[0]
    now, then = pence(usual.was.average), pence(usual.then.average)
    low, high = min(side.averages[0] for side in sides), max(side.averages[1] for side in sides)
    return out.UnevenMonths(
        left_over_now=now,
        left_over_then=then,
        change_per_month=then - now,
        change_range=(low, high) if low != high else None,
        lowest=min(low for low, _ in singles),
        highest=max(high for _, high in singles),
        causes=list(usual.causes),
    )


def _signed(amount: Decimal) -> str:
    """A change in words: so much more, or so much less."""
    said = gettext("£%(money)s more") if amount >= 0 else gettext("£%(money)s less")
    return said % {"money": money(abs(amount))}


def may_vary(case: Case, course: Course) -> bool:
    """Whether the ordinary months of a course can differ at all: by pay that does not come by the month, or by something that ends."""
    paid = any(paid_otherwise(each.job) and each.last_held(dt.date.max) >= case.date for each in course.employments)
    return paid or something_ends(case)
