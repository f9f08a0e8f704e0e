"""The tables of a report, in which small counts are hidden before anything else can see them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from calculator.caseload.suppress import hidden, with_totals
from calculator.contract.record import Number, Record, says
from calculator.i18n.language import gettext

ALL, OTHER = "all", "other"  # the row of all households, and the row of groups with few
Unit = Literal["households", "pounds", "percent", "hours", "text"]


@dataclass(slots=True)
class TableColumn(Record):
    """A column of a table."""

    title: str = field(metadata=says("What the column is.", "Better off"))
    unit: Unit = field(metadata=says("The unit of its values.", "households"))


@dataclass(slots=True)
class ReportRow(Record):
    """A row of a table. A value is null if it is hidden because few households are behind it."""

    title: str = field(metadata=says("What the row is about.", "16 hours"))
    values: list[Number | str | None] = field(metadata=says("One value for each column.", [62, 11, 27]))


@dataclass(slots=True)
class ReportTable(Record):
    """A table of a report."""

    id: str = field(metadata=says("The name of the table.", "better_off"))
    title: str = field(metadata=says("What it shows.", "Better off, about the same and worse off"))
    text: str = field(metadata=says("How to read it.", "Each household is counted once in each row."))
    head: str = field(metadata=says("What its rows are.", "Hours a week"))
    columns: list[TableColumn] = field(metadata=says("Its columns."))
    rows: list[ReportRow] = field(metadata=says("Its rows."))

    def column(self, place: int) -> list[Number | str | None]:
        """The values of a column."""
        return [row.values[place] for row in self.rows]


def counted(
    rows: Mapping[str, Sequence[int]], least: int, row_totals: bool = True, told: frozenset[int] | None = None
) -> tuple[list[tuple[str, list[Number | str | None]]], set[str]]:
    """Counts by row, with a row of totals and, with row_totals, a column of them; and the rows about whose households nothing may be said.

    These are rows whose total is hidden, and of rows without totals those with any hidden count. told: as in `hidden`.
    """
    counts = [list(row) for row in rows.values()]
    if not counts:
        return [], set()
    cells = hidden(counts, least, row_totals, told)
    full = with_totals(counts) if row_totals else [*counts, [sum(column) for column in zip(*counts, strict=True)]]
    made: list[tuple[str, list[Number | str | None]]] = []
    silent: set[str] = set()
    for place, (name, row) in enumerate(zip([*rows, ALL], full, strict=True)):
        made.append((name, [None if (place, column) in cells else Decimal(each) for column, each in enumerate(row)]))
        last = made[-1][1][-1] is None if row_totals else None in made[-1][1]
        if last or full[place][-1] < least:
            silent.add(name)
    return made, silent


def merged(counts: Mapping[str, int], least: int) -> dict[str, str]:
    """Which row each group goes into: its own, or OTHER if it has few households. If these are too few together, the next smallest joins them."""
    small = {name for name, count in counts.items() if count < 2 * least}
    large = sorted((name for name in counts if name not in small), key=lambda name: (counts[name], name))
    while small and sum(counts[name] for name in small) < 2 * least and large:
        small.add(large.pop(0))
    return {name: OTHER if name in small else name for name in counts}


def average(total: Decimal, number: int) -> Decimal | None:
    """A mean; None of nobody."""
    return total / number if number else None


def percent(part: int, whole: int) -> Decimal | None:
    """A share in percent; None of nobody."""
    return Decimal(100) * part / whole if whole else None


def households_column(title: str | None = None) -> TableColumn:
    """A column of numbers of households."""
    return TableColumn(title or gettext("All households"), "households")
