"""The answer in easy read: short sentences, one idea a line, in the order in which people need it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from calculator import compare
from calculator.web.answer.names import line_names, listed
from calculator.web.answer.words import Told
from calculator.web.language import _


@dataclass(slots=True)
class EasyPart:
    """One part of the page: its name, and its lines."""

    id: str
    title: str
    lines: list[str] = field(default_factory=list)


def easy(told: Told) -> list[EasyPart]:
    """The parts that have something to say."""
    parts = [
        EasyPart("answer", _("The answer"), list(_answer(told))),
        EasyPart("money", _("Your money each month"), list(_money(told))),
        EasyPart(
            "same",
            _("What stays the same"),
            [_("You keep this: %(name)s, %(money)s.") % {"name": name, "money": money} for name, money in told.stays],
        ),
        EasyPart(
            "stops",
            _("What would stop"),
            [_("This would stop: %(name)s.") % {"name": each.title} for each in told.option.lost],
        ),
        EasyPart("know", _("What to know"), list(_know(told))),
        EasyPart("next", _("What you can do"), list(_next())),
    ]
    return [part for part in parts if part.lines]


def _answer(told: Told) -> Iterator[str]:
    yield f"{told.heading}."
    if told.answer.change is None:
        yield _("Something here is not worked out.")
        yield _("An adviser can tell you.")
        return
    if told.single_months:
        yield _("It is not the same in every month.")
        yield f"{told.single_months[:1].upper()}{told.single_months[1:]}."
    if told.between:
        yield _("It could also be another amount.")
        yield _("That is because we do not know everything.")
    yield _("This is an estimate.")
    yield _("It is not a decision.")


def _money(told: Told) -> Iterator[str]:
    if told.answer.change is None:
        return
    rows = {row.id: row for group in told.groups for row in group.rows}
    pay, award = rows.get("take_home_pay") or rows.get("pay"), rows.get("award") or rows.get("universal_credit")
    now, then, _difference = told.figures
    if told.answer.by_year:
        yield _("Not every month is the same.")
        yield _("In a usual month it would be like this.")
    if pay is not None:
        yield _("You would have %(money)s of pay.") % {"money": told.amount(pay.then, pay.ranges[1], whole=True)}
    if award is not None:
        given = {"money": told.amount(award.now, award.ranges[0], whole=True), "other": told.compared}
        if told.case.compare_with == "now":
            yield _("Now you have %(money)s of Universal Credit.") % given
        else:
            yield _("With %(other)s you would have %(money)s of Universal Credit.") % given
        yield _("Then you would have %(money)s of Universal Credit.") % {
            "money": told.amount(award.then, award.ranges[1], whole=True)
        }
        if award.then < award.now and award.then:
            yield _("Universal Credit goes down when pay goes up.")
            if _kept_some(told):
                yield _("It does not go down by as much as your pay.")
    costs = line_names(line.id for line in compare.costs(told.option.position))
    if costs:
        yield _("Some money goes out: %(costs)s.") % {"costs": listed(costs)}
    if told.answer.by_year:
        yield _("This is the average over the first year.")
    if told.case.compare_with == "now":
        yield _("Now you have %(money)s left after that.") % {"money": now}
    yield _("Then you would have %(money)s left after that.") % {"money": then}
    if told.before_debts:
        yield _("Some of what is left goes to debts.")


def _kept_some(told: Told) -> bool:
    kept = told.option.kept_per_pound
    return kept is not None and kept > 0


def _know(told: Told) -> Iterator[str]:
    warnings = [each for each in told.notices if each.severity == "warning"]
    for each in warnings:
        yield f"{each.title}."
    if warnings:
        yield _("The full answer says more about these.")
    for limit in told.option.limits:
        given = {"name": _(limit.title), "hours": told.formats.hours(limit.hours)}
        yield _("%(name)s: up to %(hours)s a week.") % given


def _next() -> Iterator[str]:
    yield _("You do not have to do anything.")
    yield _("Looking at this changes no benefit.")
    yield _("You can talk to a benefits adviser.")
    yield _("It is free.")
    yield _("Advisers are not part of DWP.")
