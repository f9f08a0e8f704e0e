"""What to do and by when, and what changes on a day: the events of a year that are not payments."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from calculator.contract import result as out
from calculator.i18n.language import day_said, gettext
from calculator.month.change_words import on_days
from calculator.month.run import Run, title_of
from calculator.month.year_statement import PER_WORDS, Action, Word
from calculator.year.anchors import Anchor, anchors
from calculator.year.dates import DAY, monday, money, new_rates
from calculator.year.employments import Employment
from calculator.year.payments import CourseYear

# The days that actions for the sake of a job hang on. They are too late once the job has ended.
_OF_THE_JOB = ("starts", "permitted_work", "new_employer", "childcare_bill", "first_payday", "two_paydays", "claim")


def actions(year: CourseYear, now: Run, then: Run, ends: dt.date | None) -> Iterator[out.Event]:
    """What to tell somebody or to do by a day.

    `now` and `then` are the typical months as now and in the option; `ends` is the last day of the option's job, if it ends.
    """
    chosen = year.course.chosen()
    days = anchors(year, ends)
    known = _known(year, chosen, {name: found[0].day for name, found in days.items()})
    goes_on = chosen is not None and chosen.goes_on
    for action in year.plan.actions:
        for anchor in days.get(action.anchor, ()):
            if not _holds(action, now, then, anchor.adult):
                continue
            date = max(year.case.date, anchor.day + action.days * DAY)
            if date < action.from_:
                continue
            if ends is not None and action.anchor in _OF_THE_JOB and action.kind == "deadline" and date >= ends:
                continue
            # "I start work on …" is not what somebody says of a job that goes on with other hours.
            words = {} if goes_on and action.anchor in _OF_THE_JOB else known
            yield _event(action, date, anchor, words)


def _event(action: Action, date: dt.date, anchor: Anchor, known: dict[str, str]) -> out.Event:
    """An action on its day, in the language in use."""
    known = known if action.anchor == "first_payday" else known | {action.anchor: day_said(anchor.day)}
    say = _filled(gettext(action.wording), known) if action.wording else None
    source = out.Source(action.source.law, action.source.url)
    return out.Event(
        date, action.kind, None, anchor.adult, gettext(action.title), None, gettext(action.text), say, source=source
    )


def _known(year: CourseYear, chosen: Employment | None, days: dict[str, dt.date]) -> dict[str, str]:
    """What ready wording can be filled with: days, and the hours and pay of the job as it begins."""
    known = {name: day_said(day) for name, day in days.items()}
    known["payday"] = known.pop("first_payday", "")
    job = chosen.job if chosen else None
    if job is not None and not job.schedule and job.hours_per_week is not None and job.pay is not None:
        known["hours"] = f"{job.hours_per_week.normalize():f}"
        known["pay"] = f"£{job.pay.amount:,.2f} {year.words[PER_WORDS[job.pay.per]]}"
    return {name: words for name, words in known.items() if words}


def _filled(words: str, known: dict[str, str]) -> str | None:
    """Ready wording with its places filled; None if one of them is not known."""
    try:
        return words.format_map(known)
    except KeyError:
        return None


def _holds(action: Action, now: Run, then: Run, adult: int | None) -> bool:
    """Whether the conditions of an action hold: rules that must be true or above nothing, or must not.

    A rule of each adult is asked for the adult whose action it is, and a rule of each job for the job that the option is about. Nothing holds
    of somebody who is not in the household.
    """

    def above(run: Run, name: str) -> bool:
        value = run.values[name]
        if adult is not None and run.book.rules.rules[name].each == "adult":
            return adult <= len(value) and bool(value[adult - 1])
        if run.book.rules.rules[name].each == "job" and run.inputs.chosen_job is not None:
            return bool(value[run.inputs.chosen_job])
        return any(value) if isinstance(value, list) else bool(value)

    return (
        (action.if_now is None or above(now, action.if_now))
        and (action.if_ is None or above(then, action.if_))
        and (action.unless is None or not above(then, action.unless))
    )


def changes(year: CourseYear) -> Iterator[out.Event]:
    """What the option changes in the household, benefits that stop or begin, and new rates."""
    yield from _household_changes(year)
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
            late = year.ledger.rules.renewals.text(year.stretches.on(year.course, year.last))
            note = " ".join(filter(None, (words["rates_note"], late)))
            yield out.Event(period, "change", None, None, words["rates"], None, note)


def _household_changes(year: CourseYear) -> Iterator[out.Event]:
    """The changes of the option, each on its day."""
    if year.course.option is None:
        return
    for day, change in on_days(year.case, year.course.option):
        if year.first <= day <= year.last:
            what = year.ledger.rules.changes.what(change)
            yield out.Event(day, "change", None, None, what[:1].upper() + what[1:], None, None)


def _housing_benefit_changes(year: CourseYear) -> Iterator[out.Event]:
    """Housing Benefit that stops, begins, or meets more or less of the rent."""
    words, line = year.words, year.lines["housing_benefit"]
    title = title_of(line, year.case.nation)
    for day, before, since in year.housing_benefit.changes(year.first, year.last):
        name: Word = "begins" if not before else "stops" if not since else "goes_up" if since > before else "goes_down"
        note = words["rent_met_more" if since > before else "rent_met_less"]
        text = note.format(before=money(before), amount=money(since))
        yield out.Event(day, "change", line.id, None, words[name].format(title=title), None, text)


def _benefits_that_change(year: CourseYear) -> Iterator[out.Event]:
    stretches, course = year.stretches, year.course
    lines = [
        line
        for line in year.lines.values()
        if line.kind == "benefit"
        and line.id
        not in ("universal_credit", "housing_benefit", *year.plan.with_universal_credit, *year.plan.while_paid)
    ]
    by_week = year.plan.by_monday
    turns = {turn for turn in course.turns if year.first < turn <= year.last}
    mondays = {turn + -turn.weekday() % 7 * DAY for turn in turns}
    for line in lines:
        days = sorted(day for day in (mondays if line.id in by_week else turns) if day <= year.last)
        before = stretches.on(course, monday(year.first) if line.id in by_week else year.first)
        for day in days:
            run = stretches.on(course, day)
            had, has = before.total(line.rule), run.total(line.rule)
            if bool(had) != bool(has):
                title = year.words["stops" if had else "begins"].format(title=title_of(line, year.case.nation))
                yield out.Event(day, "change", line.id, None, title, None, None)
            before = run
