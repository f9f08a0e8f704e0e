"""A Result as a readable table for a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING

from calculator import compare
from calculator.contract.result import Finding, Line, Notice, OptionResult, Position, Result

if TYPE_CHECKING:
    from calculator.contract.statement_reading import StatementReading

WIDTH = 100
_GROUPS = (
    ("Money in", ("benefit", "pay")),
    ("Taken off pay", ("deduction",)),
    ("Money out", ("cost",)),
    ("Repayments", ("debt",)),
)
_MARKS = {"settled": "", "depends": " *", "ask": " ?"}
_FACT_MARKS = {"settled": "✓", "likely": "~", "open": "?"}
_SURENESS = {"settled": "", "depends": " [depends on something not known]", "ask": " [ask an adviser]"}


def table(result: Result) -> str:
    """The position now and each option side by side, line by line, then the notices of each."""
    positions = [("Now", result.now), *((option.name, option.position) for option in result.options)]
    parts = [f"A typical month, with the rules of {result.rules.as_of}. An estimate and not a decision.", ""]
    parts += _lines(positions)
    for option in result.options:
        parts += ["", *_option(result, option)]
    if result.notices:
        parts += ["", "Now", *_notices(result.notices)]
    if result.warnings:
        parts += ["", "Is that right?"]
        parts += [wrapped(f"! {each.text} ({each.pointer})") for each in result.warnings]
    if result.assumptions:
        parts += ["", "What we assumed"]
        parts += [wrapped(f"- {each.text} ({each.path})") for each in result.assumptions]
    return "\n".join(parts)


def _lines(positions: list[tuple[str, Position]]) -> list[str]:
    names = [name if len(name) <= 18 else name[:17] + "…" for name, _ in positions]
    columns = [max(12, len(name)) for name in names]
    first = 52

    def row(title: str, cells: list[str]) -> str:
        return f"{title:<{first}}" + "".join(f"  {cell:>{width}}" for cell, width in zip(cells, columns, strict=True))

    order: dict[str, Line] = {}
    for _, position in positions:
        for line in position.lines:
            order.setdefault(line.id, line)
    rows = [row("A month", names)]
    for heading, kinds in _GROUPS:
        inside = [line for line in order.values() if line.kind in kinds]
        if inside:
            rows += ["", heading]
        for line in inside:
            cells, mark = [], ""
            for _, position in positions:
                found = next((each for each in position.lines if each.id == line.id), None)
                cells.append(pounds(found.per_month) if found else "–")
                if found:
                    mark = max(mark, _MARKS[found.confidence])
            title = line.title if len(line.title) <= first - 4 else line.title[: first - 5] + "…"
            rows.append(row(f"  {title}{mark}", cells))
    rows += [
        "",
        row("Left over before repayments", [pounds(position.left_over_before_debts) for _, position in positions]),
        row("Left over", [pounds(position.left_over) for _, position in positions]),
    ]
    if any(position.left_over_range for _, position in positions):
        rows += [
            f"    Left over before repayments, {name}: from {pounds(position.left_over_range[0])} to {pounds(position.left_over_range[1])}"
            for name, position in positions
            if position.left_over_range
        ]
    missing = list(dict.fromkeys(name for _, position in positions for name in position.missing))
    if missing:
        rows += ["", wrapped(not_worked_out(missing))]
    known = [line for _, position in positions for line in position.lines if line.confidence != "settled"]
    if any(line.confidence == "depends" for line in known):
        rows += [wrapped(f"* depends on something not known{_asked(known)}")]
    if any(line.confidence == "ask" for line in known):
        rows += ["? ask an adviser"]
    for line in order.values():
        if line.scheme:
            rows += [wrapped(f"{line.title}, taken off already: {_each(line, positions)}. {line.scheme.law}.")]
    for name, position in positions:
        rows += [
            f"    {line.title}, {name}: from {pounds(line.range[0])} to {pounds(line.range[1])}"
            for line in position.lines
            if line.range
        ]
    return rows


def not_worked_out(missing: Iterable[str]) -> str:
    """What the figures leave out, because the rules for it are not held."""
    return "Not worked out here, so not counted: " + ", ".join(name.replace("_", " ") for name in missing) + "."


def _each(line: Line, positions: list[tuple[str, Position]]) -> str:
    """The amount of a line in each position."""
    amounts = [
        (name, {each.id: each.per_month for each in position.lines}.get(line.id, Decimal(0)))
        for name, position in positions
    ]
    return ", ".join(f"{pounds(amount)} {name}" for name, amount in amounts)


def _asked(lines: list[Line]) -> str:
    """The missing answers that would make the figures certain."""
    paths = dict.fromkeys(path for line in lines for path in line.depends_on)
    return f": {', '.join(paths)}" if paths else ""


def _option(result: Result, option: OptionResult) -> list[str]:
    found = compare.answer(result, option)
    parts = [option.name]
    if found.change is None:
        parts.append("  We cannot say what the difference would be")
    elif found.as_range is None:
        counted = "" if found.between is None else ", with what is worked out here"
        average = ", on average over the first year" if found.by_year else ""
        parts.append(f"  {difference(found.change)} a month{average}{counted}")
    low, high = found.between or (Decimal(0), Decimal(0))
    if low != high:
        parts.append(
            f"  The real difference is between {difference(low)} and {difference(high)}, because some answers are missing"
        )
    if found.months is not None:
        low, high = found.months
        parts.append(f"  In a single month it is from {difference(low)} to {difference(high)}")
    known = found.change is not None and found.between is None and not found.by_year
    if known and option.kept_per_pound is not None and 0 <= option.kept_per_pound <= 1:
        parts.append(f"  Of each £1 of pay you would keep about {round(Decimal(option.kept_per_pound) * 100)}p")
    if known and option.better_off_per_hour is not None:
        parts.append(f"  That is {pounds(option.better_off_per_hour)} for each hour worked")
    for spell in option.worse_hours:
        than = "fewer hours would" if spell.than == "fewer_hours" else "you have now"
        hours = f"{spell.from_}" if spell.from_ == spell.to else f"From {spell.from_} to {spell.to}"
        leaves = "hour leaves" if spell.to == 1 else "hours leaves" if spell.from_ != spell.to else "hours leave"
        parts.append(f"  {hours} {leaves} less than {than}, by up to {pounds(spell.loss_per_month)} a month")
    parts += [f"  Up to {_plain(limit.hours)} hours a week at this pay: {limit.title}" for limit in option.limits]
    parts += _notices(option.notices)
    for lost in option.lost:
        parts.append(wrapped(f"Would stop: {lost.title}{_SURENESS[lost.confidence]}. {lost.text}"))
    for said, sure in (("Help", True), ("Help to ask an adviser about", False)):
        titles = [each.title for each in option.help if (each.confidence == "settled") == sure]
        if titles:
            parts.append(wrapped(f"{said}: {'; '.join(titles)}."))
    return parts


def _notices(notices: list[Notice]) -> list[str]:
    found = []
    for notice in notices:
        found.append(
            wrapped(
                f"{'!' if notice.severity == 'warning' else '-'} {notice.title}{_SURENESS[notice.confidence]}. {notice.text}"
            )
        )
        if notice.source:
            found.append(wrapped(f"  From: {notice.source.law}"))
    return found


def findings(found: list[Finding]) -> str:
    """Which lines of a payslip agree and which do not, with what to ask for."""
    if not found:
        return "There is nothing to check: give the tax, National Insurance or another figure."
    parts = []
    for each in found:
        amounts = f": {pounds(each.found)}" if each.found is not None else ""
        expected = f", expected {pounds(each.expected)}" if each.expected is not None and not each.agrees else ""
        parts += [f"{'✓' if each.agrees else '!'} {each.title}{amounts}{expected}", wrapped(each.text)]
    return "\n".join(parts)


def statement(found: StatementReading) -> str:
    """What a statement tells, line by line, what was not understood, what is left to ask, and the check."""
    parts = [f"Read with the amounts of {found.rules_on}.", "", "What follows from it"]
    for fact in found.facts:
        others = f" (or: {'; '.join(fact.alternatives)})" if fact.alternatives else ""
        parts += [
            wrapped(f"{_FACT_MARKS[fact.sureness]} {fact.title}: {fact.text}{others}"),
            f"    from: {fact.written}",
        ]
        parts += [wrapped(f"    {fact.why}")] if fact.why else []
    if found.not_understood:
        parts += ["", "Not understood", *(wrapped(f"- {each.text}: {each.why}") for each in found.not_understood)]
    if found.ask:
        parts += ["", "Left to ask", *(f"- {each.title} ({each.pointer})" for each in found.ask)]
    if found.check:
        parts += ["", wrapped(found.check.text)]
        for line in found.check.lines:
            shown = pounds(line.found) if line.found is not None else "nothing"
            expected = "" if line.agrees else f", expected {pounds(line.expected)}"
            parts.append(f"{'✓' if line.agrees else '!'} {line.title}: {shown}{expected}")
            parts += [] if line.agrees else [wrapped(line.why), wrapped(line.ask)]
        parts += [wrapped(found.check.cause)] if found.check.cause else []
    return "\n".join(parts)


def difference(amount: Decimal) -> str:
    """`£12.00 more`, `£12.00 less` or `no change`: gains and losses have the same form."""
    if not amount:
        return "no change"
    return f"{pounds(abs(amount))} {'more' if amount > 0 else 'less'}"


def pounds(amount: Decimal) -> str:
    return f"{'−' if amount < 0 else ''}£{abs(amount):,.2f}"


def _plain(number: Decimal) -> str:
    return f"{number:.1f}".removesuffix(".0")


def wrapped(text: str, indent: int = 2) -> str:
    return textwrap.fill(text, WIDTH, initial_indent=" " * indent, subsequent_indent=" " * (indent + 2))
