"""Days as arrays of proleptic ordinals: ages and months, by the same rules as for one case."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy import float64
    from numpy.typing import NDArray

    Floats = NDArray[float64]

_EPOCH = 719163  # the ordinal of 1 January 1970


def _parts(days: Floats) -> tuple[Any, Any, Any]:
    """The month of each day, counted from 1970; the day in it; and the last day of it."""
    whole = (days.astype(np.int64) - _EPOCH).astype("datetime64[D]")
    month = whole.astype("datetime64[M]")
    day = (whole - month.astype("datetime64[D]")).astype(np.int64) + 1
    return month.astype(np.int64), day, _last_day(month)


def _last_day(month: Any) -> Any:
    return ((month + 1).astype("datetime64[D]") - month.astype("datetime64[D]")).astype(np.int64)


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
