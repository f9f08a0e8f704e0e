"""The table of functions: each is complete, its forms agree with one another, and the guide has it."""

import random
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from calculator.rulebook.language.expression import parse
from calculator.rulebook.language.functions import CALCULATIONS, CONVERSIONS, FUNCTIONS, REDUCTIONS, Calculation
from calculator.rulebook.language.ranges import YES_CODE, Range, option

GUIDE = Path(__file__).parent.parent.parent / "docs" / "how-to-write-a-rule.md"
BANDS = ((Decimal(0), Decimal("0.2")), (Decimal(50), Decimal("0.4")), (Decimal(125), Decimal("0.45")))


def arguments(function: Calculation, chance: random.Random) -> list[Any]:
    """What a function may be called with: hundredths, and now and then exactly half a penny."""
    if function.name == "age_on":
        return [chance.randint(700_000, 740_000), chance.choice([0, chance.randint(690_000, 745_000)])]
    count = chance.randint(function.arguments[0], min(function.arguments[1], 4))
    numbers: list[Any] = [Decimal(chance.randint(-30_000, 30_000)) / chance.choice([100, 200]) for _ in range(count)]
    if function.name == "bands":
        return [abs(numbers[0]), BANDS]
    if function.name in ("ceil_to", "floor_to"):
        return [numbers[0], Decimal(chance.choice([1, 5, 250]))]
    return [numbers[0], *sorted(numbers[1:])] if function.name == "limit" else numbers


def fraction(value: Any) -> Any:
    return tuple(map(fraction, value)) if isinstance(value, tuple) else Fraction(value)


def floating(value: Any) -> Any:
    return tuple(map(floating, value)) if isinstance(value, tuple) else float(value)


@pytest.mark.parametrize("name", CALCULATIONS)
def test_the_four_forms_of_a_calculation_agree(name: str) -> None:
    function, chance = CALCULATIONS[name], random.Random(name)
    for _ in range(300):
        given = arguments(function, chance)
        exact = function.exact(*given)
        dates = name == "age_on"
        assert function.fraction(*(given if dates else map(fraction, given))) == exact
        array = function.array(np)(*(given if dates else map(floating, given)))
        assert float(array) == pytest.approx(float(exact), abs=1e-6), given
        found = function.interval([Range(value, value) for value in given])
        assert (found.low, found.high) == (exact, exact)


@pytest.mark.parametrize("name", CALCULATIONS)
def test_the_range_of_a_calculation_holds_every_figure_it_can_come_to(name: str) -> None:
    function, chance = CALCULATIONS[name], random.Random(name)
    for _ in range(100):
        given = arguments(function, chance)
        others = given[1:] if name in ("bands", "ceil_to", "floor_to", "limit") else arguments(function, chance)[1:]
        lists = [sorted([given[0], arguments(function, chance)[0]])]
        lists += [sorted([a, b]) for a, b in zip(given[1:], others, strict=False) if not isinstance(a, tuple)]
        ranges = [Range(low, high, frozenset({("x", None)})) for low, high in lists]
        ranges += [Range(rows, rows) for rows in given[1:] if isinstance(rows, tuple)]
        if len(ranges) < function.arguments[0]:
            continue
        found = function.interval(ranges)
        for end in ("low", "high"):
            value = function.exact(*(getattr(part, end) for part in ranges))
            assert found.low <= value <= found.high
        assert found.low == found.high or found.by


@pytest.mark.parametrize("name", REDUCTIONS)
def test_the_four_forms_of_a_reduction_agree(name: str) -> None:
    function, chance = REDUCTIONS[name], random.Random(name)
    for count in [0, 1, 2, 3] * 20:
        truths = function.takes == "bool"
        values = [chance.random() < 0.5 if truths else Decimal(chance.randint(-900, 900)) / 100 for _ in range(count)]
        exact = function.exact(iter(values))
        assert function.fraction(value if truths else Fraction(value) for value in values) == exact
        mask = np.array([True] * count + [False] * 2)
        padded = np.array([*values, *([True, True] if truths else [99, -99])], dtype=bool if truths else float)
        assert float(function.array(np)(padded, -1, mask)) == pytest.approx(float(exact))
        ranges = [option(frozenset({int(v)}), frozenset()) if truths else Range(v, v) for v in values]
        found = function.interval(ranges)
        assert (found.codes == YES_CODE if function.gives == "bool" else found.low) == exact


def test_every_function_is_in_the_language_with_as_many_arguments_as_it_takes() -> None:
    assert set(FUNCTIONS) >= {*CALCULATIONS, *REDUCTIONS, *CONVERSIONS}
    for name, function in FUNCTIONS.items():
        parts = ", ".join("x" for _ in range(function.arguments[0]))
        assert parse(f"{name}({parts})")[:2] == ("call", name)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_the_guide_says_what_every_function_means(name: str) -> None:
    rows = [line for line in GUIDE.read_text().splitlines() if line.startswith(f"| `{name}(")]
    assert [row.split(" | ")[1].removesuffix(" |") for row in rows] == [FUNCTIONS[name].meaning]


def test_only_what_leaves_the_slope_true_is_left_out_of_smooth_curves() -> None:
    assert [name for name, function in CALCULATIONS.items() if function.smooth] == ["round_penny"]
