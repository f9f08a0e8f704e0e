"""What to do and by when, and what changes on a day: the events of a year that are not payments."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from typing import Any

from calculator.contract import result as out
from calculator.i18n.language import day_said, gettext
from calculator.month.run import Run, title_of
from calculator.year.awards import BEYOND, AwardPeriod
from calculator.year.dates import DAY, add_months, money, new_rates
from calculator.year.employments import Employment
from calculator.year.payments import CourseYear
from calculator.year.payroll import Pay

# The days that actions for the sake of a job hang on. They are too late once the job has ended.
_OF_THE_JOB = ("starts", "first_payday", "two_paydays", "claim")
# Less than this is rounding, and nobody is told to ask for it.
_WORTH_ASKING = Decimal(1)


def actions(year: CourseYear, now: Run, then: Run, ends: dt.date | None) -> Iterator[out.Event]:
    """What to tell somebody or to do by a day.

    `now` and `then` are the typical months as now and in the option; `ends` is the last day of the option's job, if it ends.
    """
    chosen = year.course.chosen()
    anchors = _anchors(year, chosen, ends)
    known = _known(year, chosen, anchors)
    for action in year.plan["actions"]:
        anchor = anchors.get(action["anchor"])
        if anchor is None or not _holds(action, now, then):
            continue
        date = max(year.case.date, anchor + int(action.get("days", 0)) * DAY)
        if date < dt.date.fromisoformat(action["from"]):
            continue
        if ends is not None and action["anchor"] in _OF_THE_JOB and action["kind"] == "deadline" and date >= ends:
            continue
        title, text, wording = action["title"], action["text"], action.get("wording")
        say = _filled(gettext(wording), known) if wording else None
        adult = chosen.adult + 1 if chosen else None
        source = out.Source(action["source"]["law"], action["source"]["url"])
        yield out.Event(date, action["kind"], None, adult, gettext(title), None, gettext(text), say, source=source)


def _anchors(year: CourseYear, chosen: Employment | None, ends: dt.date | None) -> dict[str, dt.date | None]:
    """The days that actions hang on, by the names that rules/result.yaml uses; None for what does not happen."""
    pays = year.ledger.payroll.pays(chosen, year.last + BEYOND) if chosen else []
    extended = year.housing_benefit.extra()
    return {
        "starts": year.starts if chosen else None,
        "first_payday": pays[0].date if pays else None,
        "two_paydays": _two_paydays(year),
        "claim": year.course.claims_from,
        "ends": ends,
        **_award_anchors(year, ends),
        **_esa_anchors(year),
        **({"extended_from": extended.first, "extended_to": extended.last} if extended else {}),
    }


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


def _esa_anchors(year: CourseYear) -> dict[str, dt.date]:
    """The last day to claim New Style ESA again as before, and the day from which only a new claim could bring it back.

    The weeks count from the last day on which ESA was due (ESA Regs 2013 reg 86).
    """
    anchors: dict[str, dt.date] = {}
    for gap in year.stretches.esa_gaps(year.course):
        if year.first <= gap.returns <= year.last:
            if gap.linked:
                anchors.setdefault("esa_last_day", year.stretches.last_day_to_link(gap.last))
            else:
                anchors.setdefault("esa_too_late", gap.returns)
    return anchors


def _two_paydays(year: CourseYear) -> dt.date | None:
    """The day on which a second monthly pay falls in one assessment period, if it pays to have one counted in the period next to it."""
    for before, period, after in zip([None, *year.periods], year.periods, [*year.periods[1:], None], strict=False):
        for employment in year.course.employments:
            own = _pays_of(employment, period)
            if len(own) < 2 or not employment.paid_by_the_month:
                continue
            free = [each for each in (before, after) if each and _misses_a_pay(year, employment, each)]
            if any(_gains(year, employment, period, other) for other in free):
                return own[1].date
    return None


def _pays_of(employment: Employment, period: AwardPeriod) -> list[Pay]:
    """The pays of a job in a period, without those of nothing."""
    return [pay for pay in period.pays if pay.employment is employment and pay.counted]


def _misses_a_pay(year: CourseYear, employment: Employment, period: AwardPeriod) -> bool:
    """Whether a period has no pay of a job that is held in it and had its first pay before."""
    if not employment.held(period.starts, period.ends) or _pays_of(employment, period):
        return False
    return any(pay.date < period.starts for pay in year.ledger.payroll.pays(employment, year.last + BEYOND))


def _gains(year: CourseYear, employment: Employment, period: AwardPeriod, other: AwardPeriod) -> bool:
    """Whether the awards of a period and of the one next to it come to more, beyond pennies, with a pay counted in the other (reg 61(6))."""
    own = _pays_of(employment, period)
    moved = own[0] if other.starts < period.starts else own[-1]
    awards = year.ledger.awards
    counted = {each.starts: each.received(len(year.case.adults)) for each in (period, other)}
    counted[period.starts][employment.adult] -= moved.counted
    counted[other.starts][employment.adult] += moved.counted
    first, second = sorted((period, other), key=lambda each: each.starts)
    award, left_over = awards.with_pay(first, counted[first.starts])
    following, _ = awards.with_pay(second, counted[second.starts], left_over)
    return award + following >= period.award + other.award + _WORTH_ASKING


def _known(year: CourseYear, chosen: Employment | None, anchors: dict[str, dt.date | None]) -> dict[str, str]:
    """What ready wording can be filled with: days, and the hours and pay of the job as it begins."""
    known = {name: day_said(day) for name, day in anchors.items() if day}
    known["payday"] = known.pop("first_payday", "")
    job = chosen.job if chosen else None
    if job is not None and not job.schedule and job.hours_per_week is not None and job.pay is not None:
        known["hours"] = f"{job.hours_per_week.normalize():f}"
        known["pay"] = f"£{job.pay.amount:,.2f} {year.words[f'per_{job.pay.per}']}"
    return {name: words for name, words in known.items() if words}


def _filled(words: str, known: dict[str, str]) -> str | None:
    """Ready wording with its places filled; None if one of them is not known."""
    try:
        return words.format_map(known)
    except KeyError:
        return None


def _holds(action: dict[str, Any], now: Run, then: Run) -> bool:
    """Whether the conditions of an action hold: rules that must be true or above nothing, or must not."""

    def above(run: Run, name: str) -> bool:
        value = run.values[name]
        return any(value) if isinstance(value, list) else bool(value)

    tests: Iterable[tuple[str, Callable[[str], bool]]] = (
        ("if_now", lambda name: above(now, name)),
        ("if", lambda name: above(then, name)),
        ("unless", lambda name: not above(then, name)),
    )
    return all(test(action[key]) for key, test in tests if key in action)


def changes(year: CourseYear) -> Iterator[out.Event]:
    """Benefits that stop or begin, and new rates."""
    yield from _benefits_that_change(year)
    yield from _housing_benefit_changes(year)
    words = year.words
    for day in (new_rates(year.first.year), new_rates(year.first.year + 1)):
        if not year.first < day <= year.last:
            continue
        if day >= year.ledger.rules.first_unknown_rates:
            text = words["rates_unknown"].format(day=day_said(day))
            yield out.Event(day, "change", None, None, words["rates"], None, text)
            continue
        period = next((period.starts for period in year.periods if period.starts >= day), None)
        if period:
            yield out.Event(period, "change", None, None, words["rates"], None, words["rates_note"])


def _housing_benefit_changes(year: CourseYear) -> Iterator[out.Event]:
    """Housing Benefit that stops, begins, or meets more or less of the rent."""
    words, line = year.words, year.lines["housing_benefit"]
    title = title_of(line, year.case.nation)
    for day, before, since in year.housing_benefit.changes(year.first, year.last):
        name = "begins" if not before else "stops" if not since else "goes_up" if since > before else "goes_down"
        note = words["rent_met_more" if since > before else "rent_met_less"]
        text = note.format(before=money(before), amount=money(since))
        yield out.Event(day, "change", line["id"], None, words[name].format(title=title), None, text)


def _benefits_that_change(year: CourseYear) -> Iterator[out.Event]:
    stretches, course = year.stretches, year.course
    lines = [
        line
        for line in year.lines.values()
        if line["kind"] == "benefit"
        and line["id"] != "universal_credit"
        and line["id"] not in ("housing_benefit", *year.plan["with_universal_credit"])
    ]
    before = stretches.on(course, year.first)
    for day in course.turns:
        if day <= year.first:
            continue
        if day > year.last:
            break
        run = stretches.on(course, day)
        for line in lines:
            had, has = before.total(line["rule"]), run.total(line["rule"])
            if bool(had) != bool(has):
                title = year.words["stops" if had else "begins"].format(title=title_of(line, year.case.nation))
                yield out.Event(day, "change", line["id"], None, title, None, None)
        before = run
