"""The names that compiled rules use, in three arithmetics: Decimal (exact), Fraction (to check it) and NumPy arrays.

The functions of the rule language come from their table; the rest is what the operators and the lookups are written with.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

from calculator.rulebook.language.forms import ARRAY_SNAP
from calculator.rulebook.language.functions import CALCULATIONS, REDUCTIONS, Calculation
from calculator.rulebook.language.ranges import SNAP

Namespace = dict[str, Any]

_CALLED: dict[str, Calculation] = {**CALCULATIONS, **REDUCTIONS}


def exact() -> Namespace:
    """Decimal arithmetic, one household."""
    return {"N0": Decimal(0), "N1": Decimal(1), "N2": Decimal(2), "N100": Decimal(100), "E": SNAP} | {
        name: function.exact for name, function in _CALLED.items()
    }


def fractions() -> Namespace:
    """Fraction arithmetic with no margin: what the exact arithmetic is checked against."""
    return {"N0": Fraction(0), "N1": Fraction(1), "N2": Fraction(2), "N100": Fraction(100), "E": Fraction(0)} | {
        name: function.fraction for name, function in _CALLED.items()
    }


def arrays(smooth: bool = False) -> Namespace:
    """NumPy arithmetic over many households. `smooth` leaves rounding to the penny out, so that slopes are true."""
    import numpy as np

    namespace = {
        "E": ARRAY_SNAP, "where": np.where, "take": np.take, "asarray": np.asarray,
        "AND": np.logical_and, "OR": np.logical_or, "NOT": np.logical_not,
        "masked": lambda x, mask, absent: x if mask is None else np.where(mask, x, absent),
        "swap": lambda x: x[..., ::-1] if np.shape(x)[-1] == 2 else np.zeros_like(x),
    }  # fmt: skip
    for name, function in _CALLED.items():
        namespace[name] = (lambda x: x) if smooth and function.smooth else function.array(np)
    return namespace
