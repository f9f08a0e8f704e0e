"""The days that actions hang on: found in the states of the jobs and awards of a year."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from calculator.month.inputs import ZERO
from calculator.year.awards import BEYOND, AwardPeriod
from calculator.year.carer_weeks import weekly
from calculator.year.childcare import paid_by_jobcentre
from calculator.year.dates import DAY, add_months, council_tax_year
from calculator.year.employments import Employment
from calculator.year.ends_of_esa import work_ends_esa
from calculator.year.payments import CourseYear
from calculator.year.payroll import Pay

# Less than this is rounding, and nobody is told to ask for it.
_WORTH_ASKING = Decimal(1)


@dataclass(frozen=True, slots=True)
class Anchor:
    """A day, and the adult whose day it is, counted from 1; None for the household."""

    day: dt.date
    adult: int | None


def anchors(year: CourseYear, ends: dt.date | None) -> dict[str, list[Anchor]]:
    """The days that actions hang on, by the names that rules/result.yaml uses. A name without a day is left out.

    `ends` is the last day of the option's job, if it ends.
    """
    chosen = year.course.chosen()
    pays = year.ledger.payroll.pays(chosen, year.last + BEYOND) if chosen else []
    extended = year.housing_benefit.extra()
    single: dict[str, dt.date | None] = {
        "starts": year.starts if chosen else None,
        "new_employer": year.starts if chosen and not chosen.goes_on else None,
        "childcare_bill": _first_childcare_bill(year),
        "first_payday": pays[0].date if pays else None,
        "claim": year.course.claims_from,
        "ends": ends,
        **_award_anchors(year, ends),
        "extended_from": extended.first if extended else None,
        "extended_to": extended.last if extended else None,
        "reduction_extended_from": next((each.first for each in year.extended_reductions), None),
        "cap_grace_ends": _cap_grace_ends(year),
        "new_bill": _new_bill(year),
    }
    adult = chosen.adult + 1 if chosen else None
    found = {name: [Anchor(day, adult)] for name, day in single.items() if day}
    found |= {name: [anchor] for name, anchor in _esa_anchors(year).items()}
    found["jsa_too_late"] = [
        Anchor(wait.first, wait.adult + 1)
        for wait in year.course.jsa_waits
        if wait.again == dt.date.max and year.first <= wait.first <= year.last
    ]
    if chosen and _begins_as_permitted_work(year, chosen.adult):
        found["permitted_work"] = [Anchor(year.starts, adult)]
    for day, number in work_ends_esa(year.ledger, year.course):
        if year.first <= day <= year.last:
            name = (
                "esa_stops_at_start" if chosen and (day, number) == (year.starts, chosen.adult) else "esa_stops_later"
            )
            found.setdefault(name, []).append(Anchor(day, number + 1))
    found["two_paydays"] = [Anchor(day, adult) for day in dict.fromkeys(_two_paydays(year))]
    found["claim_again"] = [Anchor(day, None) for day in _claims_again(year)]
    for employment in year.course.employments:
        for name, day in [*_sick_days(year, employment), *_weeks_over(year, employment)]:
            found.setdefault(name, []).append(Anchor(day, employment.adult + 1))
    return {name: days for name, days in found.items() if days}


def _begins_as_permitted_work(year: CourseYear, adult: int) -> bool:
    """Whether New Style ESA is due to an adult on the first day of the option, beside work within the limits of permitted work."""
    values = year.stretches.on(year.course, year.starts).values
    award: str = year.plan.by_day["adult.esa"]
    return bool(values[award][adult] > 0 and values["esa.permitted_work_kept"][adult])


def _first_childcare_bill(year: CourseYear) -> dt.date | None:
    """The day on which the first bill of childcare from the option's start on is paid; its start if the Jobcentre pays that bill."""
    if year.course.begins is None:
        return None
    bills = (each.date for each in year.payments if each.line == "childcare" and each.date >= year.starts)
    first = next(bills, None)
    return first if first is None or paid_by_jobcentre(year.case, year.course, year.starts) == 0 else year.starts


def _award_anchors(year: CourseYear, ends: dt.date | None) -> dict[str, dt.date]:
    """The last day to go back to Universal Credit as before, or the day a job ends after that day has passed.

    The months count from the end of the last award before the job ended (UC Regs 2013 reg 21(3C)).
    """
    award_ended = _award_ended(year.periods, ends) if ends else None
    if ends is None or award_ended is None:
        return {}
    months = int(year.ledger.rules.amount("universal_credit.claim_again_months", award_ended))
    last = add_months(award_ended, months)
    return {"award_last_day": last} if last >= ends else {"award_too_late": ends}


def _award_ended(periods: list[AwardPeriod], ends: dt.date) -> dt.date | None:
    """The last day of the last award before the pay of a job that ended left no Universal Credit; None if it leaves some.

    The last pay can be small enough to bring some back, or large enough to end it only in the period after.
    """
    until = [period for period in periods if period.starts <= ends]
    if all(period.award > 0 for period in until[-2:]):
        following = periods[len(until) : len(until) + 1]
        return until[-1].ends if until and following and not following[0].award else None
    before = until[:-1] if until[-1].award > 0 else until
    return next((period.ends for period in reversed(before) if period.award > 0), None)


def _esa_anchors(year: CourseYear) -> dict[str, Anchor]:
    """The last day to claim New Style ESA again as before, and the day from which only a new claim could bring it back.

    The weeks count from the last day on which ESA was due (ESA Regs 2013 reg 86).
    """
    anchors: dict[str, Anchor] = {}
    for gap in year.stretches.esa_gaps(year.course):
        if year.first <= gap.returns <= year.last:
            if gap.linked:
                anchors.setdefault("esa_last_day", Anchor(year.stretches.last_day_to_link(gap.last), gap.adult + 1))
            else:
                anchors.setdefault("esa_too_late", Anchor(gap.returns, gap.adult + 1))
    return anchors


def _two_paydays(year: CourseYear) -> Iterator[dt.date]:
    """Each day on which a second monthly pay falls in one assessment period, if it pays to have pays counted in the periods next to theirs."""
    for place, period in enumerate(year.periods):
        for employment in year.course.employments:
            own = _pays_of(employment, period)
            if len(own) < 2 or not employment.paid_by_the_month or own[1].date < year.first:
                continue
            ways = [_to_one_without_pay(year, employment, [*reversed(year.periods[: place + 1])])]
            ways.append(_to_one_without_pay(year, employment, year.periods[place:]))
            if any(way and _gains(year, employment, way) for way in ways):
                yield own[1].date


def _to_one_without_pay(year: CourseYear, employment: Employment, periods: Sequence[AwardPeriod]) -> list[AwardPeriod]:
    """The periods from the first to the one that misses a pay of a job, if each between them has one pay; none if there is no such period."""
    for place, period in enumerate(periods[1:], 2):
        if _misses_a_pay(year, employment, period):
            return list(periods[:place])
        if len(_pays_of(employment, period)) != 1:
            break
    return []


def _pays_of(employment: Employment, period: AwardPeriod) -> list[Pay]:
    """The pays of a job in a period, without those of nothing."""
    return [pay for pay in period.pays if pay.employment is employment and pay.counted]


def _misses_a_pay(year: CourseYear, employment: Employment, period: AwardPeriod) -> bool:
    """Whether a period has no pay of a job that is held in it and had its first pay before."""
    if not employment.held(period.starts, period.ends) or _pays_of(employment, period):
        return False
    return any(pay.date < period.starts for pay in year.ledger.payroll.pays(employment, year.last + BEYOND))


def _gains(year: CourseYear, employment: Employment, way: list[AwardPeriod]) -> bool:
    """Whether the awards come to more, beyond pennies, if each period on the way gives one pay to the next (reg 61(6))."""
    if not all(employment.belongs(each.ends) for each in way):
        return False
    later = way[0].starts < way[-1].starts
    counted = {each.starts: each.received for each in way}
    for period, other in pairwise(way):
        own = _pays_of(employment, period)
        moved = own[-1] if later else own[0]
        counted[period.starts][employment.adult] -= moved.counted
        counted[other.starts][employment.adult] += moved.counted
    awards, total, left_over = year.ledger.awards, ZERO, None
    for period in sorted(way, key=lambda each: each.starts):
        award, left_over = awards.with_pay(period, counted[period.starts], left_over)
        total += award
    return total >= sum((each.award for each in way), ZERO) + _WORTH_ASKING


def _claims_again(year: CourseYear) -> Iterator[dt.date]:
    """The first day of each period with an award after one that pay left without, within the months in which the claim goes on."""
    since: dt.date | None = None
    for period in year.periods:
        if period.award > 0:
            months = int(year.ledger.rules.amount("universal_credit.claim_again_months", period.starts))
            if since and year.first < period.starts <= year.last and period.starts < add_months(since, months):
                yield period.starts
            since = None
        elif period.status == "nil_earnings":
            since = since or period.starts


def _cap_grace_ends(year: CourseYear) -> dt.date | None:
    """The last day of the benefit cap's grace period, if the cap takes something off after it."""
    account = year.case.universal_credit
    ends = account.benefit_cap_grace_ends if account else None
    if ends is None or not year.first <= ends <= year.last:
        return None
    return ends if any(period.capped for period in year.periods if period.starts > ends) else None


def _new_bill(year: CourseYear) -> dt.date | None:
    """The first day of the next council tax year."""
    days = (council_tax_year(year.first.year + n) for n in range(2))
    return next((day for day in days if year.first < day <= year.last), None)


def _sick_days(year: CourseYear, employment: Employment) -> Iterator[tuple[str, dt.date]]:
    """The first day off sick, and the last day of Statutory Sick Pay if the person is still off by then."""
    absence = employment.absence
    if absence is None:
        return
    if year.first <= absence.first <= year.last:
        yield "sick_from", absence.first
    last = year.ledger.payroll.sick_pay_ends(employment)
    if last and absence.holds(last + DAY) and employment.held(last, last) and year.first <= last <= year.last:
        yield "sick_pay_ends", last


def _weeks_over(year: CourseYear, employment: Employment) -> Iterator[tuple[str, dt.date]]:
    """Each payday ahead whose pay or hours are over a weekly limit of a benefit that the usual pay keeps."""
    for pay in year.ledger.payroll.pays(employment, year.last + BEYOND):
        if pay.part or not year.first < pay.date <= year.last or not employment.belongs(pay.date):
            continue
        values, adult = year.stretches.on(year.course, pay.date).values, employment.adult
        # In a week that an earlier pay leaves without a carer's benefit, the usual pay would keep it.
        off = adult in year.course.without_carers_benefit(pay.date)
        # In one that an earlier pay leaves with it, the usual pay ends it, so this pay says nothing new.
        on = adult in year.course.within_carers_limit(pay.date)
        over: list[str] = [
            name
            for name, (award, limit) in year.plan.weekly_limits.items()
            if (values[award][adult] > 0 or (off and name == "week_over_carer_limit"))
            and weekly(pay) > values[limit]
            and not (on and name == "week_over_carer_limit")
        ]
        if not over:
            over = [
                name
                for name, (award, most, least) in year.plan.weekly_hours.items()
                if values[award][adult] > 0 and _hours(pay) >= values[most] and weekly(pay) > values[least]
            ]
        yield from ((name, pay.date) for name in over)


def _hours(pay: Pay) -> Decimal:
    """The hours a week that a single pay of the case is for; nothing if they are not known, or have no limit."""
    job = pay.employment.job
    hours = [single.hours for single in job.pays if single.date == pay.date and single.hours is not None]
    return ZERO if job.supported_permitted_work else sum(hours, ZERO) * pay.employment.paydays_per_year / 52
