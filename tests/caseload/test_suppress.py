"""Small counts are hidden, and no hidden count can be worked out from what is shown."""

import itertools
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import tries

from calculator.caseload.suppress import hidden, with_totals

Grid = list[list[int]]
Cells = frozenset[tuple[int, int]]


def possible(counts: Grid, cells: Cells) -> dict[tuple[int, int], set[int]]:
    """What each hidden count inside the table can be: every way to fill the table that agrees with all that is shown, totals among it."""
    full = with_totals(counts)
    rows, columns = len(counts), len(counts[0])
    inside = sorted(cell for cell in cells if cell[0] < rows and cell[1] < columns)
    found: dict[tuple[int, int], set[int]] = {cell: set() for cell in inside}
    for values in itertools.product(range(9), repeat=len(inside)):
        filled = [list(row) for row in counts]
        for (row, column), value in zip(inside, values, strict=True):
            filled[row][column] = value
        made = with_totals(filled)
        totals = [(row, columns) for row in range(rows + 1)] + [(rows, column) for column in range(columns)]
        if all(made[row][column] == full[row][column] for row, column in totals if (row, column) not in cells):
            for cell, value in zip(inside, values, strict=True):
                found[cell].add(value)
    return found


def test_nothing_is_hidden_where_no_count_is_small() -> None:
    assert hidden([[5, 0, 12], [40, 6, 0]], 5) == frozenset()


def test_a_single_small_count_takes_others_with_it() -> None:
    """3 alone would follow from its row and its column. It takes the cheapest other corners of a rectangle."""
    assert hidden([[3, 20, 30], [40, 50, 60]], 5) == {(0, 0), (0, 1), (1, 0), (1, 1)}


def test_a_list_with_a_total_hides_a_second_count() -> None:
    assert hidden([[3], [20], [9]], 5, row_totals=False) == {(0, 0), (2, 0)}


def test_two_ones_tell_too_much_together() -> None:
    """Both would be known from their sum of 2, so a third is hidden."""
    assert hidden([[1], [1], [30], [40]], 5, row_totals=False) == {(0, 0), (1, 0), (2, 0)}


def test_a_small_total_is_hidden_too() -> None:
    """Two columns come to 3 and to 4 of all households: neither total is shown, and no sum of shown counts tells them."""
    counts = [[3, 4, 50], [0, 0, 60]]
    cells = hidden(counts, 5)
    assert {(0, 0), (0, 1), (2, 0), (2, 1)} <= cells
    assert all(len(values) > 1 for values in possible(counts, cells).values())


def test_a_bridge_between_two_groups_of_hidden_counts_is_closed() -> None:
    """Each line has two hidden counts or more, but one count joins two squares and so would follow from the sums."""
    counts = [[4, 30, 40, 40], [30, 4, 4, 40], [40, 40, 4, 30], [40, 40, 30, 4]]
    cells = hidden(counts, 5)
    assert {(0, 0), (1, 1), (1, 2), (2, 2), (3, 3)} <= cells
    lines = [[cell for cell in cells if cell[axis] == place] for axis in (0, 1) for place in range(4)]
    assert all(len(line) != 1 for line in lines)


@pytest.mark.parametrize("seed", range(30))
def test_no_hidden_count_can_be_worked_out(seed: int) -> None:
    """Against every way to fill the table, which shares no step with how it is hidden."""
    draws = random.Random(seed)
    counts = [[draws.choice((0, 2, 4, 5, 6, 7)) for _ in range(3)] for _ in range(2)]
    cells = hidden(counts, 5)
    small = {(row, column) for row in range(2) for column in range(3) if 0 < counts[row][column] < 5}
    assert small <= cells
    if len(cells) <= 5:
        assert [cell for cell, values in possible(counts, cells).items() if len(values) == 1] == []


@tries(25)
@given(st.lists(st.lists(st.integers(0, 40), min_size=4, max_size=4), min_size=2, max_size=7))
def test_no_line_has_one_hidden_count(counts: Grid) -> None:
    cells = hidden(counts, 5)
    for row in range(len(counts) + 1):
        assert sum(cell[0] == row for cell in cells) != 1
    for column in range(5):
        assert sum(cell[1] == column for cell in cells) != 1


def test_every_count_of_almost_nobody_is_hidden() -> None:
    assert hidden([[1, 0], [2, 0]], 5) >= {(0, 0), (1, 0), (0, 2), (1, 2), (2, 0), (2, 2)}
