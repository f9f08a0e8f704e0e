"""What the specialist's page shows beside a case: the choices in columns, what each comes to, hours by pay, and what-ifs.

Every part uses the same case and the same calculation.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from werkzeug.datastructures import MultiDict

from calculator import compare, effort
from calculator.contract.case import Case, WhatIf
from calculator.contract.errors import CaseError
from calculator.contract.reading import read_case
from calculator.contract.result import OptionResult, Result
from calculator.web import site
from calculator.web.answer.names import GROUPS, row_title
from calculator.web.answer.words import Told
from calculator.web.answer.working import Step
from calculator.web.format import Formats
from calculator.web.language import _
from calculator.web.pages import pages
from calculator.web.specialist import changes
from calculator.web.typed.quantities import as_counted
from calculator.web.year.year import ends, first_pay, other_than_now, with_year

# What each axis of the grid counts.
AXES = {"grid_hours": "hours_a_week", "grid_pay": "money_an_hour"}
MOST_CELLS = 12
MOST_ON_AXIS = 1000
# Hours across and pay down the grid, where nothing else is asked for. Pay begins at the minimum wage.
HOURS, PAYS = (4, 40, 4), (0, 4, 1)
Panel = Literal["grid", "whatif"]  # tables that are opened and closed, and worked out only while they are open
PANELS: tuple[Panel, ...] = ("grid", "whatif")
SICK = WhatIf(kind="sick", after_weeks=13, weeks=4)


@dataclass(frozen=True, slots=True)
class Axis:
    """Numbers from one to another, as they were typed into their boxes."""

    name: str
    start: Decimal
    end: Decimal
    step: Decimal

    @property
    def values(self) -> list[Decimal]:
        """At most a dozen, so that the table stays a table."""
        if self.step <= 0 or self.end < self.start:
            return [self.start]
        count = min(int((self.end - self.start) / self.step) + 1, MOST_CELLS)
        return [self.start + self.step * place for place in range(count)]


@dataclass(frozen=True, slots=True)
class Across:
    """A line of the statement in every choice."""

    id: str
    title: str
    kind: str
    now: Decimal
    amounts: list[Decimal]
    spans: list[str]  # now and each choice, as a figure or a range
    confidence: str | None
    differs: bool


@dataclass(frozen=True, slots=True)
class DeskGroup:
    """Lines of the statement that stand together."""

    title: str
    rows: list[Across]


@dataclass(frozen=True, slots=True)
class OpenedLine:
    """How a figure of one choice is worked out."""

    title: str
    amount: Decimal
    steps: list[Step]


@dataclass(frozen=True, slots=True)
class Together:
    """What the ticked what-ifs come to: more or less a month, and after the year. None means that no figure can be given."""

    a_month: Decimal | None
    year: Decimal | None


@dataclass(frozen=True, slots=True)
class Found:
    """What stands beside the form. `number` is the choice that the tables below the columns are about; `panels` are those that it has,
    and `opened_panels` those that are worked out; `cells` are rows of pay with hours, change and whether fewer hours leave more; `year_ifs`
    are what a year would come to against never starting, or against the choice `than` if the case compares with one."""

    result: Result
    told: list[Told]
    groups: list[DeskGroup]
    comes_to: list[tuple[str, list[str]]]
    number: int
    axes: tuple[Axis, Axis]
    panels: list[Panel]
    opened_panels: Collection[Panel]
    cells: list[tuple[Decimal, list[tuple[Decimal, Decimal, bool]]]]
    what_ifs: list[tuple[str, str, Decimal | None]]
    ticked: list[str]
    together: Together | None
    year_ifs: list[tuple[str, Decimal]]
    than: str
    opened: list[OpenedLine]


def find_all(case: Case, asked: MultiDict[str, str], opened: Collection[Panel] = PANELS) -> Found:
    """Everything beside a case. `asked` is what else was posted: the choice, the boxes of the grid, and ticked what-ifs.

    opened: the panels to work out, which are half of the work. Raises CaseError.
    """
    calculator = site.calculator()
    formats = site.formats()
    number = max(0, min(pages.chosen(asked.get("show", "")), len(case.options) - 1))
    dated = _dated(case, number, "whatif" in opened) if case.options else case
    # The year of every choice where that can be worked out in one go, or else of the one that is looked at.
    closely = None if effort.estimate(dated).total <= effort.MOST else [number]
    result: Result = calculator.calculate(dated, closely)
    told = [Told(result, case, each, formats) for each in range(len(case.options))]
    least = calculator.amount_today("minimum_wage.rate_21")
    hours = _axis(asked, "grid_hours", *(Decimal(each) for each in HOURS))
    pays = _axis(asked, "grid_pay", least + PAYS[0], least + PAYS[1], Decimal(PAYS[2]))
    panels: list[Panel] = ["grid"] if case.options and calculator.has_grid(case, number) else []
    if case.options and result.options[number].change_per_month is not None:
        panels.append("whatif")
    cells = []
    if "grid" in panels and "grid" in opened:
        for pay, row in zip(pays.values, calculator.grid(case, number, hours.values, pays.values), strict=True):
            best: Decimal | None = None
            line = []
            for at, change in zip(hours.values, row, strict=True):
                line.append((at, change, best is not None and change < best))
                best = change if best is None else max(best, change)
            cells.append((pay, line))
    ticked = asked.getlist("what_if")
    tried = "whatif" in panels and "whatif" in opened
    return Found(
        result,
        told,
        list(_grouped(told)),
        _comes_to(told, formats),
        number,
        (hours, pays),
        panels,
        [each for each in PANELS if each in opened],
        cells,
        list(_what_ifs(case, number, result)) if tried else [],
        ticked,
        _together(case, number, result, [each for each in changes.CHANGES if each.id in ticked])
        if ticked and tried
        else None,
        list(_year_ifs(result.options[number])) if told else [],
        other_than_now(case),
        _opened(told[number]) if told else [],
    )


def _dated(case: Case, number: int, with_what_ifs: bool) -> Case:
    """The case with its year, and with what-ifs for the choice that is shown if they are wanted."""
    if not with_what_ifs:
        return with_year(case, number, ())
    sick = (SICK,) if case.options[number].work_done == "job" else ()
    return with_year(case, number, (*ends(case, number), *sick))


def _grouped(told: list[Told]) -> Iterator[DeskGroup]:
    """The lines of all choices, in the statement's order. A line that a choice does not have is 0 there."""
    for name, title in GROUPS.items():
        rows = [{row.id: row for group in each.groups if group.id == name for row in group.rows} for each in told]
        order = max((list(held) for held in rows), key=len, default=[])
        names = sorted(
            dict.fromkeys(each for held in rows for each in held),
            key=lambda each: order.index(each) if each in order else len(order),
        )
        found = []
        for each in names:
            held = [row.get(each) for row in rows]
            first = next(row for row in held if row)
            amounts = [row.then if row else Decimal(0) for row in held]
            sure = next((row.confidence for row in held if row and row.confidence in ("depends", "ask")), None)
            spans = [told[0].span(first.now, first.ranges[0])]
            spans += [told[0].span(row.then if row else Decimal(0), row.ranges[1] if row else None) for row in held]
            differs = len({*spans[1:]}) > 1
            found.append(Across(each, row_title(first)[0], first.kind, first.now, amounts, spans, sure, differs))
        if found:
            yield DeskGroup(title(), found)


def _comes_to(told: list[Told], formats: Formats) -> list[tuple[str, list[str]]]:
    """What each choice comes to, with a row for each measure. Measures that no choice has are left out."""
    than = other_than_now(told[0].case) if told else ""
    measures = [
        (_("Kept of each £1 of extra pay"), [_kept(each.option, formats) for each in told]),
        (
            _("Better off for each hour"),
            [formats.pounds(hour) if (hour := each.option.better_off_per_hour) is not None else "" for each in told],
        ),
        (
            _("From how many hours as much as now"),
            [formats.hours(least) if (least := each.option.break_even_hours) is not None else "" for each in told],
        ),
        (_("Would stop"), ["; ".join(lost.title for lost in each.option.lost) for each in told]),
        (_("First pay"), [_first_pay(each.option, formats) for each in told]),
        (
            _("Lowest point, compared with “%(than)s”") % {"than": than}
            if than
            else _("Lowest point, compared with staying as now"),
            [_furthest_behind(each.option, formats) for each in told],
        ),
        (_("Lowest Universal Credit payment"), [_lowest_award(each.option, formats) for each in told]),
        (
            _("After a year, against “%(than)s”") % {"than": than} if than else _("After a year, against now"),
            [formats.more_or_less(year.change, True) if (year := each.option.year) else "" for each in told],
        ),
    ]
    return [(title, values) for title, values in measures if any(values)]


def _kept(option: OptionResult, formats: Formats) -> str:
    return "" if option.kept_per_pound is None else formats.pence_of_a_pound(option.kept_per_pound)


def _first_pay(option: OptionResult, formats: Formats) -> str:
    day = first_pay(option.timeline) if option.timeline else None
    return formats.date(day) if day else ""


def _furthest_behind(option: OptionResult, formats: Formats) -> str:
    days = option.timeline.days if option.timeline else []
    least = min(days, key=lambda day: day.difference, default=None)
    if least is None:
        return ""
    return (
        f"{formats.more_or_less(least.difference, True)}, {formats.date(least.date)}"
        if least.difference < 0
        else _("never")
    )


def _lowest_award(option: OptionResult, formats: Formats) -> str:
    periods = option.timeline.assessment_periods if option.timeline else []
    least = min((each for each in periods if each.status != "not_claimed"), key=lambda each: each.paid, default=None)
    return f"{formats.pounds(least.paid)}, {formats.date(least.paid_on)}" if least else ""


def _year_ifs(option: OptionResult) -> Iterator[tuple[str, Decimal]]:
    """What each what-if of the year would come to, compared as the year is."""
    words = {"ends": _("The job ends on %(date)s"), "sick": _("Off sick for four weeks from %(date)s")}
    formats = site.formats()
    for each in option.timeline.what_if if option.timeline else ():
        if each.kind in words and each.checkpoints and each.date:
            yield words[each.kind] % {"date": formats.date(each.date)}, each.checkpoints[-1].difference


def _opened(told: Told) -> list[OpenedLine]:
    """The working of every line of a choice."""
    rows = [row for group in told.groups for row in group.rows]
    return [
        OpenedLine(row_title(row)[0], row.then, steps)
        for row in rows
        if row.kind == "line" and (steps := told.steps(row))
    ]


def _axis(asked: Mapping[str, str], name: str, start: Decimal, end: Decimal, step: Decimal) -> Axis:
    """The axis that its three boxes ask for. A box without a number has its usual value."""
    given = []
    for part, usual in (("from", start), ("to", end), ("step", step)):
        typed = as_counted(asked.get(f"{name}_{part}", ""), AXES[name])
        given.append(typed if isinstance(typed, Decimal) and 0 <= typed < MOST_ON_AXIS else usual)
    return Axis(name, *given)


def _what_ifs(case: Case, number: int, result: Result) -> Iterator[tuple[str, str, Decimal | None]]:
    """Each change that can be made to the case: its name, its words and the difference a month. None means that it cannot be worked out."""
    for change in changes.CHANGES:
        if changes.fits(case, change, number):
            yield change.id, change.title, _changed(case, number, result, [change])


def _changed(case: Case, number: int, result: Result, made: Sequence[changes.TriedChange]) -> Decimal | None:
    """How much more or less a month a choice would leave over with these changes. None means that no figure can be given."""
    found = _with(case, number, made, [])
    return None if found is None else _more(found, result, number)


def _together(case: Case, number: int, result: Result, made: Sequence[changes.TriedChange]) -> Together:
    """What some changes come to together, a month and after the year that the page shows."""
    found = _with(case, number, made, ["timeline"])
    if found is None:
        return Together(None, None)
    year, base = found.options[0].year, result.options[number].year
    comparable = year is not None and base is not None and case.compare_with == "now"
    return Together(_more(found, result, number), year.change - base.change if comparable and year and base else None)


def _with(case: Case, number: int, made: Sequence[changes.TriedChange], views: list[str]) -> Result | None:
    """The result of a choice with some changes, with its year if `views` asks for it. None if they do not fit."""
    changed = changes.with_changes(case, made, number)
    try:
        closely = [0] if views else ()
        tried = None if changed is None else read_case({**changed, "views": views})
        return None if tried is None else site.calculator().calculate(tried, closely)
    except CaseError:
        return None


def _more(found: Result, result: Result, number: int) -> Decimal | None:
    answer, base = compare.answer(found, found.options[0]), compare.answer(result, result.options[number])
    return None if answer.change is None else answer.then - base.then
