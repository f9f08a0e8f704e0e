"""The arithmetic that functions.py puts together: forms for Decimals, for Fractions, for NumPy arrays and for ranges.

Decimal is not exact at x 52/12, so the exact forms first round to 1e-9, and the array forms allow for 1e-7. The fraction forms
need no such margin: they are there to check the others. Money is in pounds.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from fractions import Fraction
from types import ModuleType
from typing import TYPE_CHECKING, Any, TypeVar

from calculator.rulebook.language.ranges import NO_CODE, SNAP, YES_CODE, Range, between, moved_by

if TYPE_CHECKING:
    from numpy import float64
    from numpy.typing import NDArray

    Array = NDArray[float64]

ARRAY_SNAP = 1e-7

Form = Callable[..., Any]
Number = TypeVar("Number", Decimal, Fraction)  # exact arithmetic, in either
ArrayForm = Callable[[ModuleType], Form]  # given NumPy, the form: so this module does without importing it
Ranges = Sequence[Range]
RangeForm = Callable[[Ranges], Range]


# ---------------------------------------------------------------------- exact forms
def whole_years(day: int, born: int) -> int:
    """Completed years between two proleptic ordinals; 0 if either is not given."""
    if not born or not day or day < born:
        return 0
    start, end = datetime.date.fromordinal(born), datetime.date.fromordinal(day)
    return end.year - start.year - ((end.month, end.day) < (start.month, start.day))


def in_bands(x: Number, rows: Sequence[tuple[Number, Number]]) -> Number:
    """The sum over bands (from, rate), rising, of rate x the part of x inside each."""
    total = 0 * x
    for position, (low, rate) in enumerate(rows):
        if x <= low:
            break
        top = min(x, rows[position + 1][0]) if position + 1 < len(rows) else x
        total += rate * (top - low)
    return total


def penny(x: Decimal) -> Decimal:
    return x.quantize(SNAP).quantize(Decimal("0.01"), ROUND_HALF_UP)


def floor(x: Decimal) -> Decimal:
    return x.quantize(SNAP).quantize(Decimal(1), ROUND_FLOOR)


def ceil(x: Decimal) -> Decimal:
    return x.quantize(SNAP).quantize(Decimal(1), ROUND_CEILING)


def limit(x: Number, low: Number, high: Number) -> Number:
    return min(max(x, low), high)


# ---------------------------------------------------------------------- fraction forms
def floor_fraction(x: Fraction) -> Fraction:
    return Fraction(x.numerator // x.denominator)


def ceil_fraction(x: Fraction) -> Fraction:
    return -floor_fraction(-x)


def penny_fraction(x: Fraction) -> Fraction:
    half_up = floor_fraction(abs(x) * 100 + Fraction(1, 2)) / 100
    return half_up if x >= 0 else -half_up


# ---------------------------------------------------------------------- array forms
# Arrays are short and there are hundreds of them, so these call NumPy's ufuncs: its wrappers (sum, clip) would cost as much again.
def penny_array(np: ModuleType) -> Form:
    def round_penny(x: Array) -> Array:
        x = np.asarray(x, dtype=float)
        rounded: Array = np.copysign(np.floor(np.abs(x) * 100 + 0.5 + ARRAY_SNAP * 100) / 100, x)
        return rounded

    return round_penny


def floor_array(np: ModuleType) -> Form:
    return lambda x: np.floor(np.asarray(x, dtype=float) + ARRAY_SNAP)


def ceil_array(np: ModuleType) -> Form:
    return lambda x: np.ceil(np.asarray(x, dtype=float) - ARRAY_SNAP)


def pairwise(ufunc: str) -> ArrayForm:
    """A form that goes through its arguments with a ufunc of two."""

    def form(np: ModuleType) -> Form:
        call = getattr(np, ufunc)

        def through(first: Array, *others: Array) -> Array:
            for other in others:
                first = call(first, other)
            return first

        return through

    return form


def limit_array(np: ModuleType) -> Form:
    return lambda x, low, high: np.minimum(np.maximum(x, low), high)


def bands_array(np: ModuleType) -> Form:
    limit = limit_array(np)

    def bands(x: Array, rows: Sequence[tuple[float, float]]) -> Array:
        total: Array = 0.0 * x
        for position, (low, rate) in enumerate(rows):
            top = rows[position + 1][0] if position + 1 < len(rows) else float("inf")
            total = total + rate * limit(x - low, 0.0, top - low)
        return total

    return bands


def multiple(rounded: Form) -> Form:
    """To a whole multiple of a step, with a form that rounds to whole units."""
    return lambda x, step: rounded(x / step) * step


def over(ufunc: str, absent: float | bool, **options: float | type) -> ArrayForm:
    """A reduction by a ufunc, with `absent` in the places of entities that there are not."""

    def form(np: ModuleType) -> Form:
        reduce = getattr(np, ufunc).reduce
        return lambda x, axis, mask: reduce(x if mask is None else np.where(mask, x, absent), axis=axis, **options)

    return form


def extreme(ufunc: str, absent: float) -> ArrayForm:
    """The highest or lowest, and 0 of nothing."""

    def form(np: ModuleType) -> Form:
        reduce = over(ufunc, absent, initial=absent)(np)

        def extreme(x: Array, axis: int, mask: Array | None) -> Array:
            found = reduce(x, axis, mask)
            finite: Array = np.where(np.isinf(found), 0.0, found)
            return finite

        return extreme

    return form


# ---------------------------------------------------------------------- interval forms
def rising(exact: Form) -> RangeForm:
    """The form on ranges of a function that only rises with its first argument; the others are amounts that are known."""

    def form(parts: Ranges) -> Range:
        first, others = parts[0], [part.low for part in parts[1:]]
        return between(exact(first.low, *others), exact(first.high, *others), moved_by(parts))

    return form


def age(parts: Ranges) -> Range:
    """The form on ranges of whole_years: a day that is 0, "not given", makes the age 0."""
    day, born = parts
    fewest = whole_years(int(day.low), int(born.high)) if day.low and born.low else 0
    most = whole_years(int(day.high), int(born.low or min(1, born.high)))
    return between(Decimal(fewest), Decimal(most), moved_by(parts))


def total(parts: Ranges) -> Range:
    zero = Decimal(0)
    return between(sum((part.low for part in parts), zero), sum((part.high for part in parts), zero), moved_by(parts))


def number_that_hold(parts: Ranges) -> Range:
    certain = sum(part.codes == YES_CODE for part in parts)
    possible = sum(part.codes != NO_CODE for part in parts)
    return between(Decimal(certain), Decimal(possible), moved_by(parts))


def or_nothing(extreme: RangeForm) -> RangeForm:
    return lambda parts: extreme(parts) if parts else Range(Decimal(0), Decimal(0))
