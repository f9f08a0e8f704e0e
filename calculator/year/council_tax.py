"""Council tax reduction that goes on for some weeks where work ends New Style ESA (extended reduction)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from calculator.month.inputs import ZERO
from calculator.month.run import Run, pence
from calculator.year.dates import DAY, WEEK
from calculator.year.employments import Course
from calculator.year.ends_of_esa import ends_of_esa
from calculator.year.ledger import Ledger

_LINE = "council_tax_reduction"


@dataclass(frozen=True, slots=True)
class ExtendedReduction:
    """Days on which the reduction stays as it was, and what that takes off the bill in all."""

    first: dt.date
    last: dt.date
    worth: Decimal


def extended_reductions(ledger: Ledger, course: Course) -> Iterator[ExtendedReduction]:
    """The extended reductions of a course, where the scheme has them and the reduction would be lower from the first day of work."""
    rule = next(line.rule for line in ledger.rules.statement.lines if line.id == _LINE)

    def run_on(day: dt.date) -> Run:
        return ledger.stretches.on(course, day)

    for turn in ends_of_esa(ledger, course, run_on):
        before, since = run_on(turn - DAY), run_on(turn)
        weeks = int(before.values[ledger.rules.plan.reduction_weeks])
        less = (before.total(rule) - since.total(rule)) * 12 / 52
        if weeks and less > ZERO:
            yield ExtendedReduction(turn, turn + weeks * WEEK - DAY, pence(less * weeks))
