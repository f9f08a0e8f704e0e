"""The upright axis of a picture of money: amounts as heights in pixels, and lines across at whole amounts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

MOST_LINES = 5


@dataclass(frozen=True, slots=True)
class MoneyAxis:
    """An axis from the lowest amount at `bottom` to the highest at `top`, both in pixels from the top of the picture."""

    lowest: Decimal
    highest: Decimal
    top: int
    bottom: int

    def y(self, amount: Decimal) -> float:
        """The height of an amount, in pixels from the top."""
        scale = (self.bottom - self.top) / float(max(self.highest - self.lowest, Decimal(1)))
        return round(self.bottom - float(amount - self.lowest) * scale, 1)

    def amounts(self, start: Decimal, steps: Sequence[int]) -> Iterator[Decimal]:
        """The amounts at which lines go across: whole steps from `start`, without `start` itself.

        The step is the first of `steps` that gives few enough lines.
        """
        span = self.highest - self.lowest
        step = next((each for each in steps if span / each <= MOST_LINES), steps[-1])
        first, last = int((self.lowest - start) / step), int((self.highest - start) / step)
        yield from (start + count * step for count in range(first, last + 1) if count)


def anchor(x: float, edge: int) -> str:
    """How a text at a place is aligned: to the side of the picture if it is within `edge` per cent of it."""
    return "start" if x < edge else "end" if x > 100 - edge else "middle"
