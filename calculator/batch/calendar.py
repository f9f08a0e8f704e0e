"""Days as arrays of proleptic ordinals: ages and months, by the same rules as for one case."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy import datetime64, float64, int64
    from numpy.typing import NDArray

    Floats = NDArray[float64]
    Wholes = NDArray[int64]
    Months = NDArray[datetime64]

_EPOCH = 719163  # the ordinal of 1 January 1970
_WIDE = 1 << 20  # a span of numbers for which a table is too large
_PAIR = 1 << 20  # more than any day's ordinal


def distinct(keys: Wholes) -> tuple[Wholes, Wholes]:
    """The different numbers among some whole numbers, and for each of them its place among these."""
    if not len(keys):
        return keys, keys
    low, high = int(keys.min()), int(keys.max())
    if low == high:
        return keys[:1], np.zeros(len(keys), dtype=np.int64)
    if high - low > _WIDE:
        return np.unique(keys, return_inverse=True)
    there = np.zeros(high - low + 1, dtype=np.int64)
    there[keys - low] = 1
    found = np.flatnonzero(there)
    there[found] = np.arange(len(found))
    return found + low, there[keys - low]


def by_pairs(count: Callable[[Floats, Floats], Floats], first: Floats, second: Floats) -> Floats:
    """A function of two days, or of a day and years, worked out once for each pair that comes up."""
    found, places = distinct(first.astype(np.int64) * _PAIR + second.astype(np.int64))
    some: Floats = count((found // _PAIR).astype(float), (found % _PAIR).astype(float))
    each: Floats = some[places]
    return each


def _parts(days: Floats) -> tuple[Wholes, Wholes, Wholes]:
    """The month of each day, counted from 1970; the day in it; and the last day of it."""
    whole = (days.astype(np.int64) - _EPOCH).astype("datetime64[D]")
    month = whole.astype("datetime64[M]")
    day = (whole - month.astype("datetime64[D]")).astype(np.int64) + 1
    return month.astype(np.int64), day, _last_day(month)


def _last_day(month: Months) -> Wholes:
    found: Wholes = ((month + 1).astype("datetime64[D]") - month.astype("datetime64[D]")).astype(np.int64)
    return found


def whole_years(born: Floats, day: Floats) -> Floats:
    """Age in whole years on a day."""
    (born_month, born_day, _), (month, in_month, _) = _parts(born), _parts(day)
    found: Floats = ((month - born_month - (in_month < born_day)) // 12).astype(float)
    return found


def whole_months(start: Floats, end: Floats) -> Floats:
    """Whole months from one day to another; 0 if the first is later. The last day of a shorter month ends a month too."""
    (first, first_day, _), (last, last_day, ends) = _parts(start), _parts(end)
    found: Floats = np.maximum(0, last - first - (last_day < np.minimum(first_day, ends))).astype(float)
    return found


def years_before(day: Floats, years: Floats) -> Floats:
    """The same day so many years before; 28 February for 29 February in a year without one."""
    month, in_month, _ = _parts(day)
    earlier = (month - 12 * years.astype(np.int64)).astype("datetime64[M]")
    first = earlier.astype("datetime64[D]").astype(np.int64) + _EPOCH
    found: Floats = (first + np.minimum(in_month, _last_day(earlier)) - 1).astype(float)
    return found
