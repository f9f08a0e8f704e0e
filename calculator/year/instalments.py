"""The instalments of a council tax bill: whole pounds, and the first of them carries the rest (SI 1992/613 Sch 1 para 2; SI 1992/1332 Sch 1 para 1)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from calculator.month.inputs import ZERO
from calculator.month.run import pence


@dataclass(frozen=True, slots=True)
class InstalmentRules:
    """How many instalments a year's bill has, the step of their amounts, and the least that one comes to unless the whole bill is less."""

    count: int
    step: Decimal
    least: Decimal


def plan(owed: Decimal, left: int, rules: InstalmentRules) -> list[Decimal]:
    """The instalments that are left of what is owed, in order."""
    if owed <= 0:
        return []
    if owed / left < rules.least:
        left = max(1, int(owed / rules.least))
    each = (owed / left / rules.step).quantize(Decimal(1), ROUND_HALF_UP) * rules.step
    return [owed - (left - 1) * each, *[each] * (left - 1)]


def of_year(
    months: Iterable[tuple[Decimal, Decimal]], brought: Decimal, rules: InstalmentRules
) -> Iterator[tuple[Decimal, Decimal]]:
    """The instalment of each month of a council tax year, with what is owed after it for the months so far.

    `months` are the bill for each month as it is known by its day, with what comes off the year's bill once in that month, and `brought` is what
    the year before leaves. A bill that changes is spread anew over the instalments that are left. After the last of them, it is due at once.
    """
    so_far, paid = brought, ZERO
    planned: list[Decimal] = []
    for number, (month, once) in enumerate(months):
        so_far += month - once
        known = pence(so_far + month * (11 - number) - paid)
        if known != sum(planned, ZERO):
            planned = plan(known, max(1, rules.count - number), rules)
        amount = planned.pop(0) if planned else ZERO
        paid += amount
        yield amount, so_far - paid
