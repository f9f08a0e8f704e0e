"""Ranges: what a figure can still be while some inputs are missing, and which of those can move it.

A known value is a range of one point. A missing input is the range or the choices that its declaration allows, and carries its own
name. A result carries the names of the missing inputs that can still move it; once it has shrunk to a point it carries none,
so that nobody is asked for an input that no longer matters.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

Missing = tuple[str, int | None]  # an input, and which entity it is of (None for the household)
NOBODY: frozenset[Missing] = frozenset()
HUGE = Decimal(10) ** 9  # stands for "as much as you like"
SNAP = Decimal("1e-9")  # two exact figures that differ by no more than this are equal


@dataclass(slots=True)
class Range:
    """Numbers and dates lie from `low` to `high`; for choices and truths `codes` has those still possible. `by`: what can move it."""

    low: Any
    high: Any
    by: frozenset[Missing] = NOBODY
    codes: frozenset[int] | None = None

    @property
    def settled(self) -> bool:
        """Whether it is one point."""
        return len(self.codes) == 1 if self.codes is not None else bool(self.low == self.high)

    @property
    def value(self) -> Any:
        """The value of a settled range."""
        return next(iter(self.codes)) if self.codes is not None else self.low


def between(low: Any, high: Any, by: frozenset[Missing]) -> Range:
    """A range of numbers or dates."""
    return Range(low, high, NOBODY if low == high else by)


def option(codes: frozenset[int], by: frozenset[Missing]) -> Range:
    """The choices that are possible, by their codes."""
    return Range(None, None, NOBODY if len(codes) == 1 else by, codes)


YES_CODE, NO_CODE = frozenset({1}), frozenset({0})
YES, NO = option(YES_CODE, NOBODY), option(NO_CODE, NOBODY)


def truth(yes: bool, no: bool, by: frozenset[Missing]) -> Range:
    """Whether something can be true, and whether it can be false."""
    return option(frozenset(code for code, possible in ((1, yes), (0, no)) if possible), by)


def moved_by(parts: Sequence[Range]) -> frozenset[Missing]:
    """The missing inputs that can move any of these."""
    return NOBODY.union(*(part.by for part in parts))


def hull(parts: Sequence[Range], by: frozenset[Missing] = NOBODY) -> Range:
    """The range that holds all of these, one of which it will be; `by` decides which."""
    by = by | moved_by(parts)
    if parts[0].codes is not None:
        return option(frozenset().union(*(part.codes or frozenset() for part in parts)), by)
    return between(min(part.low for part in parts), max(part.high for part in parts), by)


def all_of(parts: Sequence[Range]) -> Range:
    """Whether all of these hold."""
    if any(part.codes == NO_CODE for part in parts):
        return NO
    undecided = [part for part in parts if part.codes != YES_CODE]
    return option(YES_CODE | NO_CODE, moved_by(undecided)) if undecided else YES


def any_of(parts: Sequence[Range]) -> Range:
    """Whether any of these holds."""
    if any(part.codes == YES_CODE for part in parts):
        return YES
    undecided = [part for part in parts if part.codes != NO_CODE]
    return option(YES_CODE | NO_CODE, moved_by(undecided)) if undecided else NO


def minimum(parts: Sequence[Range]) -> Range:
    """The least of these; what cannot be the least does not count as moving it."""
    high = min(part.high for part in parts)
    live = [part for part in parts if part.low < high or (part.settled and part.low == high)]
    return between(min(part.low for part in parts), high, moved_by(live))


def maximum(parts: Sequence[Range]) -> Range:
    """The greatest of these; what cannot be the greatest does not count as moving it."""
    low = max(part.low for part in parts)
    live = [part for part in parts if part.high > low or (part.settled and part.high == low)]
    return between(low, max(part.high for part in parts), moved_by(live))


def arithmetic(op: str, a: Range, b: Range) -> Range:
    """a op b, for + - * and /. A division by 0 gives 0, and one by a range that holds 0 may give anything."""
    by = a.by | b.by
    if op == "+":
        return between(a.low + b.low, a.high + b.high, by)
    if op == "-":
        return between(a.low - b.high, a.high - b.low, by)
    if op == "*":
        corners = [x * y for x in (a.low, a.high) for y in (b.low, b.high)]
        return between(min(corners), max(corners), by)
    if b.low <= 0 <= b.high:
        return Range(Decimal(0), Decimal(0)) if b.settled else between(-HUGE, HUGE, by)
    corners = [x / y for x in (a.low, a.high) for y in (b.low, b.high)]
    return between(min(corners), max(corners), by)


def comparison(op: str, a: Range, b: Range) -> Range:
    """a op b, for < <= > >= == and !=. Choices and truths compare by == and != only."""
    by = a.by | b.by
    if op in (">", ">="):
        return comparison({">": "<", ">=": "<="}[op], b, a)
    if op == "<":
        return truth(a.low < b.high - SNAP, a.high >= b.low - SNAP, by)
    if op == "<=":
        return truth(a.low <= b.high + SNAP, a.high > b.low + SNAP, by)
    if a.codes is not None and b.codes is not None:
        same, differ = bool(a.codes & b.codes), len(a.codes | b.codes) > 1
    else:
        same = bool(a.low <= b.high and b.low <= a.high)
        differ = not (a.settled and b.settled and abs(a.low - b.low) <= SNAP)
    return truth(same, differ, by) if op == "==" else truth(differ, same, by)
