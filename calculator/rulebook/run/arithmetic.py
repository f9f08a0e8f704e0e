"""The functions that compiled rules call, in three arithmetics: Decimal (exact), Fraction (to check it) and NumPy arrays.

Decimal is not exact at x 52/12, so every rounding and comparison first allows for 1e-9; arrays allow for 1e-7. Money is pounds.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

Namespace = dict[str, Any]

_SNAP = Decimal("1e-9")
_PENNY = Decimal("0.01")
_ONE = Decimal(1)


def whole_years(born: int, day: int) -> int:
    """Completed years between two proleptic ordinals; 0 where either is not given."""
    if not born or not day or day < born:
        return 0
    start, end = datetime.date.fromordinal(born), datetime.date.fromordinal(day)
    return end.year - start.year - ((end.month, end.day) < (start.month, start.day))


def in_bands(x: Any, rows: Sequence[tuple[Any, Any]]) -> Any:
    """The sum over bands (from, rate), rising, of rate x the part of x inside each."""
    total = 0 * x
    for position, (low, rate) in enumerate(rows):
        if x <= low:
            break
        top = min(x, rows[position + 1][0]) if position + 1 < len(rows) else x
        total += rate * (top - low)
    return total


def _common(number: Callable[[Any], Any], epsilon: Any) -> Namespace:
    def highest(values: Any) -> Any:
        return max(values, default=number(0))

    def lowest(values: Any) -> Any:
        return min(values, default=number(0))

    return {
        "D": number, "E": epsilon, "N0": number(0), "N1": number(1), "N2": number(2), "N100": number(100),
        "bands": in_bands, "highest": highest, "lowest": lowest, "limit": lambda x, low, high: min(max(x, low), high),
        "age_on": lambda day, born: number(whole_years(born, day)),
    }  # fmt: skip


def exact() -> Namespace:
    """Decimal arithmetic, one household."""

    def round_penny(x: Decimal) -> Decimal:
        return x.quantize(_SNAP).quantize(_PENNY, ROUND_HALF_UP)

    def floor(x: Decimal) -> Decimal:
        return x.quantize(_SNAP).quantize(_ONE, ROUND_FLOOR)

    def ceil(x: Decimal) -> Decimal:
        return x.quantize(_SNAP).quantize(_ONE, ROUND_CEILING)

    return _common(Decimal, _SNAP) | {
        "round_penny": round_penny, "floor": floor, "ceil": ceil, "floor_pound": floor,
        "ceil_to": lambda x, step: ceil(x / step) * step, "floor_to": lambda x, step: floor(x / step) * step,
    }  # fmt: skip


def fractions() -> Namespace:
    """Fraction arithmetic, without any snap: what the exact path is checked against."""

    def floor(x: Fraction) -> Fraction:
        return Fraction(x.numerator // x.denominator)

    def ceil(x: Fraction) -> Fraction:
        return -floor(-x)

    def round_penny(x: Fraction) -> Fraction:
        half_up = floor(abs(x) * 100 + Fraction(1, 2)) / 100
        return half_up if x >= 0 else -half_up

    return _common(Fraction, Fraction(0)) | {
        "round_penny": round_penny, "floor": floor, "ceil": ceil, "floor_pound": floor,
        "ceil_to": lambda x, step: ceil(x / step) * step, "floor_to": lambda x, step: floor(x / step) * step,
    }  # fmt: skip


def arrays(smooth: bool = False) -> Namespace:
    """NumPy arithmetic over many households. `smooth` leaves rounding to the penny out, so that slopes are true.

    Arrays are short and there are hundreds of them, so NumPy's own ufuncs stand where its wrappers (sum, clip) would cost as much again.
    """
    import numpy as np

    snap = 1e-7

    def round_penny(x: Any) -> Any:
        x = np.asarray(x, dtype=float)
        return np.copysign(np.floor(np.abs(x) * 100 + 0.5 + snap * 100) / 100, x)

    def floor(x: Any) -> Any:
        return np.floor(np.asarray(x, dtype=float) + snap)

    def ceil(x: Any) -> Any:
        return np.ceil(np.asarray(x, dtype=float) - snap)

    def bands(x: Any, rows: Sequence[tuple[float, float]]) -> Any:
        total = 0.0
        for position, (low, rate) in enumerate(rows):
            top = rows[position + 1][0] if position + 1 < len(rows) else float("inf")
            total = total + rate * limit(x - low, 0.0, top - low)
        return total

    def limit(x: Any, low: Any, high: Any) -> Any:
        return np.minimum(np.maximum(x, low), high)

    def age_on(day: Any, born: Any) -> Any:
        return np.vectorize(whole_years, otypes=[float])(born, day)

    def masked(x: Any, mask: Any, absent: Any) -> Any:
        return x if mask is None else np.where(mask, x, absent)

    def over(function: Any, absent: Any) -> Callable[[Any, Any, Any], Any]:
        return lambda x, axis, mask: function(masked(x, mask, absent), axis=axis)

    def highest(x: Any, axis: Any, mask: Any) -> Any:
        found = np.maximum.reduce(masked(x, mask, -np.inf), axis=axis, initial=-np.inf)
        return np.where(np.isinf(found), 0.0, found)

    def lowest(x: Any, axis: Any, mask: Any) -> Any:
        found = np.minimum.reduce(masked(x, mask, np.inf), axis=axis, initial=np.inf)
        return np.where(np.isinf(found), 0.0, found)

    def least(*xs: Any) -> Any:
        found = xs[0]
        for x in xs[1:]:
            found = np.minimum(found, x)
        return found

    def most(*xs: Any) -> Any:
        found = xs[0]
        for x in xs[1:]:
            found = np.maximum(found, x)
        return found

    return {
        "D": float, "E": snap, "N0": 0.0, "N1": 1.0, "N2": 2.0, "N100": 100.0,
        "bands": bands, "limit": limit, "age_on": age_on, "min": least, "max": most, "masked": masked,
        "round_penny": (lambda x: x) if smooth else round_penny, "floor": floor, "ceil": ceil, "floor_pound": floor,
        "ceil_to": lambda x, step: ceil(x / step) * step, "floor_to": lambda x, step: floor(x / step) * step,
        "where": np.where, "take": np.take, "asarray": np.asarray,
        "AND": np.logical_and, "OR": np.logical_or, "NOT": np.logical_not,
        "r_sum": over(np.add.reduce, 0.0), "r_any": over(np.logical_or.reduce, False), "r_all": over(np.logical_and.reduce, True),
        "r_count": lambda x, axis, mask: np.add.reduce(masked(x, mask, False), axis=axis, dtype=float),
        "r_highest": highest, "r_lowest": lowest,
        "swap": lambda x: x[..., ::-1] if np.shape(x)[-1] == 2 else np.zeros_like(x),
    }  # fmt: skip
