"""What the rules cover, by benefit, nation and year. It is worked out from the rules and rules/coverage.yaml.

A year is `whole` if the rules behind a benefit are in force throughout, every amount that is set each year has a figure for
that year, and nothing is named as left out. It is `part` if any of this is missing, and `not covered` if no rule is in force.
"""

from __future__ import annotations

import datetime as dt
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from calculator.rulebook import ENDED, Book, Resolved, Rule, Rulebook

NATIONS = {"england": "England", "scotland": "Scotland", "wales": "Wales"}
WHOLE, PART, NOT_COVERED = "whole", "part", "not covered"
KEYS = {"benefit", "titles", "lines", "rules", "notices", "nations", "not", "absent"}
STATEMENT_KEYS = {"say", "nations", "years"}
# An amount that changed in this many years in a row is expected to change in the next one too.
YEARLY = 3


@dataclass(frozen=True, slots=True)
class CoverageYear:
    """A tax year, or the part of it that the rules cover."""

    name: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class CoverageRow:
    """One benefit in the nations that have the same coverage of it: a mark for each year, and what is left out."""

    benefit: str
    nations: tuple[str, ...]
    marks: tuple[str, ...]
    left_out: tuple[str, ...]

    @property
    def where(self) -> str:
        return ", ".join(NATIONS[nation] for nation in self.nations)


def years(statement: dict[str, Any]) -> list[CoverageYear]:
    """The tax years that the rules cover."""
    first, last = (dt.date.fromisoformat(statement[name]) for name in ("covers_from", "covers_to"))
    found = []
    for year in range(_tax_year(first), _tax_year(last) + 1):
        starts = max(first, dt.date(year, 4, 6)).toordinal()
        ends = min(last, dt.date(year + 1, 4, 5)).toordinal()
        if starts <= ends:
            found.append(CoverageYear(f"{year}-{(year + 1) % 100:02}", starts, ends))
    return found


def _tax_year(day: dt.date) -> int:
    # The rates of a new year begin between 1 and 11 April, so a figure from 1 April belongs to the new year.
    return day.year if (day.month, day.day) >= (4, 1) else day.year - 1


def faults(book: Rulebook) -> list[str]:
    """What is wrong with the coverage section, such as names of rules or lines that do not exist."""
    held = {line["id"] for line in book.statement["lines"]}
    wanting = {line for notice in book.notices.values() for line in notice.missing}
    named = {year.name for year in years(book.statement)}
    rows: Sequence[dict[str, Any]] = book.statement.get("coverage", ())
    found = []
    for row in rows:
        said = row.get("benefit", "a row without benefit:")
        statements = [_statement(each) for each in row.get("not", ())]
        found += [f"{said}: '{key}' is not known: use {', '.join(sorted(KEYS))}" for key in sorted(set(row) - KEYS)]
        found += [f"{said}: there is no rule {name}" for name in row.get("rules", ()) if name not in book.rules]
        found += [f"{said}: there is no notice {name}" for name in row.get("notices", ()) if name not in book.notices]
        for line in row.get("lines", ()):
            if line not in held | wanting:
                found.append(f"{said}: no result has the line {line}, and no notice says that it is missing")
            if line in held & wanting and not statements:
                found.append(f"{said}: a notice says that the line {line} can be missing: say in not: when")
        for each in statements:
            found += [f"{said}: '{key}' is not known in not:" for key in sorted(set(each) - STATEMENT_KEYS)]
            found += [f"{said}: {year} is not covered" for year in each.get("years", ()) if year not in named]
        places = [row.get("nations", ()), row.get("titles", ()), *(each.get("nations", ()) for each in statements)]
        found += [f"{said}: {nation} is not a nation" for place in places for nation in place if nation not in NATIONS]
    shown = {line for row in rows for line in row.get("lines", ())}
    missing = sorted({line["id"] for line in book.statement["lines"] if "body" in line} - shown)
    return found + [f"no row of coverage names the line {line}" for line in missing if rows]


def rows(book: Book) -> list[CoverageRow]:
    """The table: a row for each benefit, and one for each group of nations if they differ."""
    found = []
    for each in book.rules.statement.get("coverage", ()):
        alike: dict[tuple[str, tuple[str, ...], tuple[str, ...]], list[str]] = {}
        for nation in each.get("nations", NATIONS):
            name = each.get("titles", {}).get(nation, each["benefit"])
            marks, left_out = _nation(book, each, nation)
            alike.setdefault((name, marks, left_out), []).append(nation)
        found += [
            CoverageRow(name, tuple(nations), marks, left_out) for (name, marks, left_out), nations in alike.items()
        ]
    return found


def _nation(book: Book, row: dict[str, Any], nation: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The mark of each year in one nation, and what is left out."""
    roots = _roots(book.rules, row)
    amounts = [rule for rule in _behind(book.resolved, roots) if rule.kind == "values"]
    marks, left_out = [], dict[str, None]()
    every = years(book.rules.statement)
    for year in every:
        in_force = [any(_in_force(book.rules.rules[name], day) for name in roots) for day in (year.first, year.last)]
        if not any(in_force) or any(_is_for(each, nation, year) for each in row.get("absent", ())):
            marks.append(NOT_COVERED)
            continue
        gaps = [_dated(each, every) for each in map(_statement, row.get("not", ())) if _is_for(each, nation, year)]
        gaps += [f"The figure of {year.name}: {rule.title}." for rule in amounts if _due(rule, year)]
        marks.append(WHOLE if all(in_force) and not gaps else PART)
        left_out.update(dict.fromkeys(gaps))
    return tuple(marks), tuple(left_out)


def _statement(said: str | dict[str, Any]) -> dict[str, Any]:
    return {"say": said} if isinstance(said, str) else said


def _is_for(said: dict[str, Any], nation: str, year: CoverageYear) -> bool:
    """Whether a statement is about this nation and year. It is about all of them if it names none."""
    return nation in said.get("nations", NATIONS) and year.name in said.get("years", [year.name])


def _dated(statement: dict[str, Any], every: Sequence[CoverageYear]) -> str:
    named = statement.get("years", ())
    told: str = statement["say"]
    return f"In {' and '.join(named)}: {told[0].lower()}{told[1:]}" if 0 < len(named) < len(every) else told


def _roots(book: Rulebook, row: dict[str, Any]) -> list[str]:
    by_line = {line["id"]: line["rule"] for line in book.statement["lines"]}
    found = [by_line[line] for line in row.get("lines", ()) if line in by_line]
    found += row.get("rules", ())
    return found + [part for name in row.get("notices", ()) for part in book.notices[name].parts()]


def _behind(resolved: Resolved, roots: Sequence[str]) -> Iterator[Rule]:
    """The rules that these use, directly or through other rules."""
    seen: set[str] = set()
    waiting = list(roots)
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            yield resolved.book.rules[name]
            # Sorted, because the order of a set differs from run to run.
            waiting.extend(sorted({used for used, _ in resolved.refers.get(name, ())}))


def _in_force(rule: Rule, day: int) -> bool:
    at = rule.version_at(day)
    return at >= 0 and rule.versions[at].content != ENDED


def _due(rule: Rule, year: CoverageYear) -> bool:
    """Whether an amount still has the figure of another year although it usually changes each year."""
    began = {_tax_year(dt.date.fromordinal(version.start)) for version in rule.versions if version.start > 1}
    this = int(year.name[:4])
    if this in began or not _in_force(rule, year.last):
        return False
    return {this - 1, this + 1} <= began or set(range(this - YEARLY, this)) <= began


# ---------------------------------------------------------------------- in words
def table(book: Book, form: str) -> str:
    """The table and what is left out, aligned for a terminal (`text`) or as Markdown."""
    heads = ["Benefit", "Where", *(year.name for year in years(book.rules.statement))]
    found = rows(book)
    cells = [heads, *([row.benefit, row.where, *row.marks] for row in found)]
    if form == "markdown":
        lines = [_markdown(cells[0]), _markdown(["---"] * len(heads)), *map(_markdown, cells[1:])]
    else:
        widths = [max(len(row[at]) for row in cells) for at in range(len(heads))]
        lines = [
            "  ".join(f"{text:<{width}}" for text, width in zip(row, widths, strict=True)).rstrip() for row in cells
        ]
    told = [line for benefit in dict.fromkeys(row.benefit for row in found) for line in _left_out(benefit, found, form)]
    if told:
        lines += ["", "What is left out where a year is in part:", "", *told]
    return "\n".join(lines)


def _left_out(benefit: str, found: Sequence[CoverageRow], form: str) -> Iterator[str]:
    """What is left out of one benefit, with the nations if it is not left out in all of them."""
    where: dict[str, list[str]] = {}
    mine = [row for row in found if row.benefit == benefit]
    for row in mine:
        for each in row.left_out:
            where.setdefault(each, []).append(row.where)
    said = " ".join(
        text if len(places) == len(mine) else f"{', '.join(places)}: {text}" for text, places in where.items()
    )
    if said:
        line = f"- {benefit}. {said}"
        yield line if form == "markdown" else textwrap.fill(line, 110, subsequent_indent="  ")


def _markdown(row: Sequence[str]) -> str:
    return f"| {' | '.join(row)} |"
