"""Hides small counts, and as many others as it takes that no hidden count can be worked out from what is shown.

A count from 1 to one less than the least that is shown is hidden, totals too. Then more are hidden until two things hold. No hidden count follows
from the counts and totals that are shown. And the hidden counts of a line whose total is shown are together no fewer than the least, so that their
sum tells little.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

LEAST = 5
Cell = tuple[int, int]
Line = dict[Cell, int]  # cells that come to nothing together: 1 for a part, -1 for the total
Counts = Sequence[Sequence[int]]


def with_totals(counts: Counts) -> list[list[int]]:
    """The table with a last column and a last row of totals."""
    rows = [[*row, sum(row)] for row in counts]
    return [*rows, [sum(column) for column in zip(*rows, strict=True)]]


def hidden(counts: Counts, least: int, row_totals: bool = True, told: frozenset[int] | None = None) -> frozenset[Cell]:
    """The cells to hide, by row and column. The last row is that of the totals and, with row_totals, the last column too.

    row_totals: whether each household is in one column of its row, so that the total of a row says something. Without it, columns are about the same
    households, and each has a total of its own. told: the columns whose totals another table shows. Then these totals of columns are shown and no
    others, and so are the totals of all rows that are not small.
    """
    full = with_totals(counts) if row_totals else [*counts, [sum(column) for column in zip(*counts, strict=True)]]
    every = [(row, column) for row in range(len(full)) for column in range(len(full[0]))]
    lines = _lines(len(full), len(full[0]), row_totals)
    small = {cell for cell in every if 0 < _at(full, cell) < least}
    settled, kept = _settled(len(full), len(full[0]), told, small)
    found = (small - kept) | (settled - kept)
    while found and (weak := _weak(found, lines, full, least)):
        more = [cell for cell in weak if cell not in found and cell not in settled]
        if not more:
            return frozenset(set(every) - kept)
        found.add(min(more, key=lambda cell: _dearness(cell, found, lines, full)))
    return frozenset(found)


def _settled(rows: int, columns: int, told: frozenset[int] | None, small: set[Cell]) -> tuple[set[Cell], set[Cell]]:
    """The totals of which it is settled whether they are shown, and those of them that are: what another table shows, and rows that are not small."""
    if told is None:
        return set(), set()
    of_columns = {(rows - 1, column) for column in range(columns)}
    of_rows = {(row, columns - 1) for row in range(rows - 1)}
    return of_columns | of_rows, {cell for cell in of_columns if cell[1] in told} | (of_rows - small)


def _lines(rows: int, columns: int, row_totals: bool) -> list[Line]:
    """Each column with its total, and each row with its own."""
    last_row, last_column = rows - 1, columns - 1
    found = [{(row, column): -1 if row == last_row else 1 for row in range(rows)} for column in range(columns)]
    if row_totals:
        found += [
            {(row, column): -1 if column == last_column else 1 for column in range(columns)} for row in range(rows)
        ]
    return found


def _at(counts: Counts, cell: Cell) -> int:
    return counts[cell[0]][cell[1]]


def _weak(found: set[Cell], lines: Sequence[Line], counts: Counts, least: int) -> Line | None:
    """A line in which one more cell must be hidden; None if there is none."""
    for line in lines:
        inside = [cell for cell in line if cell in found]
        total_shown = all(line[cell] > 0 for cell in inside)
        if len(inside) == 1 or (inside and total_shown and sum(_at(counts, cell) for cell in inside) < least):
            return line
    for cell in sorted(_determined(found, lines)):
        shown = [line for line in lines if cell in line and not line.keys() <= found]
        return shown[0] if shown else dict.fromkeys(found, 1)
    return None


def _dearness(cell: Cell, found: set[Cell], lines: Sequence[Line], counts: Counts) -> tuple[bool, bool, int, int]:
    """What hiding a cell costs: totals last, then zeros, which hide little; first those whose other lines have hidden cells already."""
    total = any(line.get(cell) == -1 for line in lines)
    alone = sum(1 for line in lines if cell in line and not line.keys() & found)
    return total, _at(counts, cell) == 0, alone, _at(counts, cell)


def _determined(found: set[Cell], lines: Sequence[Line]) -> set[Cell]:
    """The hidden cells that follow from what is shown: those that are the same in every solution of the sums of the lines."""
    order = sorted(found)
    pivots: dict[int, list[Fraction]] = {}
    for line in lines:
        row = [Fraction(line.get(cell, 0)) for cell in order]
        for column, pivot in pivots.items():
            row = _less(row, pivot, row[column])
        lead = next((column for column, each in enumerate(row) if each), None)
        if lead is not None:
            row = [each / row[lead] for each in row]
            pivots = {column: _less(pivot, row, pivot[lead]) for column, pivot in pivots.items()}
            pivots[lead] = row
    alone = {lead for lead, row in pivots.items() if sum(1 for each in row if each) == 1}
    return {cell for place, cell in enumerate(order) if place in alone}


def _less(row: list[Fraction], other: list[Fraction], times: Fraction) -> list[Fraction]:
    return [each - times * less for each, less in zip(row, other, strict=True)] if times else row
