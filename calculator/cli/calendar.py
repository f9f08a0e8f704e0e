"""Timelines as a readable calendar for a terminal."""

from __future__ import annotations

from itertools import groupby

from calculator.cli.tables import difference, not_worked_out, pounds, wrapped
from calculator.contract.result import Event, Result, Timeline
from calculator.i18n.language import day_said

_WHAT_IF = {
    "ends": "If the job ends",
    "hours": "If the hours change",
    "sick": "If you are off sick",
    "payday": "If the payday moves",
}


def calendar(result: Result) -> str:
    """Each option's year: the months, every dated event, and what-ifs."""
    compared = result.case["compare_with"]
    than = "staying as now" if compared == "now" else f"with “{compared}”"
    parts = [f"The first year, with the rules of {result.rules.as_of}. An estimate and not a decision."]
    for option in result.options:
        if option.timeline is None:
            parts += ["", option.name, "  No dates can be given: see what is said of it in `calculator calculate`."]
        else:
            parts += ["", option.name, *_option(option.timeline, than)]
            if option.position.missing:
                parts.append(wrapped(not_worked_out(option.position.missing), indent=2))
    if result.assumptions:
        parts += ["", "What we assumed"]
        parts += [wrapped(f"- {each.text} ({each.path})") for each in result.assumptions]
    return "\n".join(parts)


def _option(timeline: Timeline, than: str) -> list[str]:
    parts = [*_short(timeline, than), "", *_months(timeline), ""]
    for month, events in groupby(timeline.events, key=lambda event: f"{event.date:%B %Y}"):
        parts += [f"  {month}", *(line for event in events for line in _event(event)), ""]
    for other in timeline.what_if:
        when = f" on {day_said(other.date)}" if other.date else ""
        parts += [f"  {_WHAT_IF[other.kind or 'ends']}{when}", *_short(other, than)]
        parts += [line for event in other.events if event.is_to_do for line in _event(event)]
    return parts


def _short(timeline: Timeline, than: str) -> list[str]:
    found = [f"  After {each.weeks} weeks: {difference(each.difference)} than {than}" if each.difference else
             f"  After {each.weeks} weeks: no change" for each in timeline.checkpoints]  # fmt: skip
    if timeline.lowest:
        said = (
            "The lowest point, from nothing at the start"
            if timeline.lowest.relative
            else "The day with the least money"
        )
        found.append(f"  {said}: {day_said(timeline.lowest.date)}, {pounds(timeline.lowest.balance)}")
    return found


def _months(timeline: Timeline) -> list[str]:
    rows = [f"  {'Month':<10}{'Money in':>14}{'Money out':>14}{'Difference':>14}{'Since the start':>18}"]
    rows += [
        f"  {month.month:<10}{pounds(month.money_in):>14}{pounds(month.money_out):>14}"
        f"{pounds(month.difference):>14}{pounds(month.running_difference):>18}"
        + (f"  to {day_said(month.part_until)} only" if month.part_until else "")
        for month in timeline.months
    ]
    return rows


def _event(event: Event) -> list[str]:
    sign = "−" if event.kind == "cost" else ""
    amount = f"{sign}{pounds(event.amount)}" if event.amount is not None else ""
    mark = {"tell": "> ", "deadline": "! ", "change": "* "}.get(event.kind, "")
    rows = [f"    {event.date:%a %d}  {amount:>12}  {mark}{event.title}"]
    if event.note:
        rows.append(wrapped(event.note, indent=24))
    return rows
