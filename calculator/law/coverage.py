"""What the rules cover, by benefit, nation and year. It is worked out from the rules and rules/coverage.yaml.

A year is `whole` if the rules behind a benefit are in force throughout, every amount that is set each year has a figure for
that year, and nothing is named as left out. It is `part` if any of this is missing, and `not covered` if no rule is in force.
"""

from __future__ import annotations

import datetime as dt
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from calculator.contract.values import Nation
from calculator.month.renewal import is_due, year_of_rates
from calculator.month.sense_statement import Absent, CoveredBenefit, Gap
from calculator.month.statement import StatedBook, Statement
from calculator.rulebook import ENDED, Resolved, Rule, Rulebook

NATIONS: dict[Nation, str] = {"england": "England", "scotland": "Scotland", "wales": "Wales"}
WHOLE, PART, NOT_COVERED = "whole", "part", "not covered"


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
    nations: tuple[Nation, ...]
    marks: tuple[str, ...]
    left_out: tuple[str, ...]

    @property
    def where(self) -> str:
        return ", ".join(NATIONS[nation] for nation in self.nations)


def years(statement: Statement) -> list[CoverageYear]:
    """The tax years that the rules cover."""
    first, last = statement.covers_from, statement.covers_to
    found = []
    for year in range(year_of_rates(first), year_of_rates(last) + 1):
        starts = max(first, dt.date(year, 4, 6)).toordinal()
        ends = min(last, dt.date(year + 1, 4, 5)).toordinal()
        if starts <= ends:
            found.append(CoverageYear(f"{year}-{(year + 1) % 100:02}", starts, ends))
    return found


def faults(book: Rulebook, statement: Statement) -> list[str]:
    """What is wrong with the rows of coverage, besides their form: lines and years that there are not, and lines that no row names."""
    held = {line.id for line in statement.lines}
    wanting = {line for notice in book.notices.values() for line in notice.missing}
    named = {year.name for year in years(statement)}
    found = []
    for row in statement.coverage:
        for line in row.lines:
            if line not in held | wanting:
                found.append(f"{row.benefit}: no result has the line {line}, and no notice says that it is missing")
            if line in held & wanting and not row.not_:
                found.append(f"{row.benefit}: a notice says that the line {line} can be missing: say in not: when")
        told = {year for each in row.not_ for year in each.years} | {year for each in row.absent for year in each.years}
        found += [f"{row.benefit}: {year} is not covered" for year in sorted(told - named)]
    shown = {line for row in statement.coverage for line in row.lines}
    missing = sorted({line.id for line in statement.lines if line.body} - shown)
    return found + [f"no row of coverage names the line {line}" for line in missing if statement.coverage]


def rows(book: StatedBook) -> list[CoverageRow]:
    """The table: a row for each benefit, split where nations differ."""
    found = []
    for each in book.statement.coverage:
        alike: dict[tuple[str, tuple[str, ...], tuple[str, ...]], list[Nation]] = {}
        for nation in each.nations:
            name = each.titles.get(nation, each.benefit)
            marks, left_out = _nation(book, each, nation)
            alike.setdefault((name, marks, left_out), []).append(nation)
        found += [
            CoverageRow(name, tuple(nations), marks, left_out) for (name, marks, left_out), nations in alike.items()
        ]
    return found


def _nation(book: StatedBook, row: CoveredBenefit, nation: Nation) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The mark of each year in one nation, and what is left out."""
    roots = _roots(book, row)
    amounts = [rule for rule in _behind(book.resolved, roots) if rule.kind == "values"]
    marks, left_out = [], dict[str, None]()
    every = years(book.statement)
    for year in every:
        in_force = [any(_in_force(book.rules.rules[name], day) for name in roots) for day in (year.first, year.last)]
        if not any(in_force) or any(_is_for(each, nation, year) for each in row.absent):
            marks.append(NOT_COVERED)
            continue
        gaps = [_dated(each, every) for each in row.not_ if _is_for(each, nation, year)]
        gaps += [
            f"The figure of {year.name}: {rule.title}."
            for rule in amounts
            if is_due(rule, int(year.name[:4]), year.last)
        ]
        marks.append(WHOLE if all(in_force) and not gaps else PART)
        left_out.update(dict.fromkeys(gaps))
    return tuple(marks), tuple(left_out)


def _is_for(said: Gap | Absent, nation: Nation, year: CoverageYear) -> bool:
    """Whether a gap is in this nation and year. One that names no nation is in all of them, and the same for years."""
    return (not said.nations or nation in said.nations) and (not said.years or year.name in said.years)


def _dated(gap: Gap, every: Sequence[CoverageYear]) -> str:
    if not 0 < len(gap.years) < len(every):
        return gap.say
    return f"In {' and '.join(gap.years)}: {gap.say[0].lower()}{gap.say[1:]}"


def _roots(book: StatedBook, row: CoveredBenefit) -> list[str]:
    by_line = {line.id: line.rule for line in book.statement.lines}
    found = [by_line[line] for line in row.lines if line in by_line]
    found += row.rules
    return found + [part for name in row.notices for part in book.rules.notices[name].parts()]


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


# ---------------------------------------------------------------------- in words
def table(book: StatedBook, form: str) -> str:
    """The table and what is left out, aligned for a terminal (`text`) or as Markdown."""
    heads = ["Benefit", "Where", *(year.name for year in years(book.statement))]
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
