"""Units as exponents, checked when rules are compiled and free when they run."""

from __future__ import annotations

BASES = ("GBP", "hour", "day", "week", "month", "year", "pay_period")
PERIODS = ("day", "week", "month", "year", "pay_period")
WORDS = ("bool", "choice", "date")  # not quantities
PLAIN = ("ratio", "count")  # no dimension

Unit = tuple[int, ...]
NONE: Unit = (0,) * len(BASES)


def parse_unit(text: str) -> Unit | None:
    """The exponents of a unit such as `GBP/week`; None where it is not one."""
    if text in PLAIN:
        return NONE
    exponents = [0] * len(BASES)
    for position, part in enumerate(text.split("/")):
        if part not in BASES:
            return None
        exponents[BASES.index(part)] += -1 if position else 1
    return tuple(exponents)


def multiply(first: Unit, second: Unit) -> Unit:
    return tuple(a + b for a, b in zip(first, second, strict=True))


def divide(first: Unit, second: Unit) -> Unit:
    return tuple(a - b for a, b in zip(first, second, strict=True))


def say(unit: Unit) -> str:
    """The unit in words for a message: `GBP/week`, `hour x week/year`, `a plain number`."""
    top = [base for base, exponent in zip(BASES, unit, strict=True) for _ in range(max(exponent, 0))]
    bottom = [base for base, exponent in zip(BASES, unit, strict=True) for _ in range(max(-exponent, 0))]
    if not top and not bottom:
        return "a plain number"
    return " x ".join(top or ["1"]) + "".join("/" + base for base in bottom)


def period_of(unit: Unit) -> str | None:
    """The one period that a unit is per, or None where there is none or more than one."""
    found = [period for period in PERIODS if unit[BASES.index(period)] == -1]
    return found[0] if len(found) == 1 else None


def with_period(unit: Unit, old: str, new: str) -> Unit:
    changed = list(unit)
    changed[BASES.index(old)] += 1
    changed[BASES.index(new)] -= 1
    return tuple(changed)
