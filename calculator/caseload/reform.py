"""A household by two sets of rules: what it gains or loses, and what that costs public money."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from calculator.calculator import Calculator
from calculator.caseload.assess import Assessed, assessed_with_run
from calculator.contract.case import Case
from calculator.contract.result import PublicFinances
from calculator.month.public_money import public_finances
from calculator.month.run import pence

GAIN = Decimal(1)  # pounds a month: a smaller gain or loss counts as none
Effect = Literal["gains", "same", "loses"]


@dataclass(frozen=True, slots=True)
class Compared:
    """One household by the rules in force and by other rules, with nothing else changed.

    `gain` is how much more is left over now, in pounds a month; `public` is what that means for public money, in pounds a year, and below zero if the
    other rules cost more.
    """

    before: Assessed
    after: Assessed
    gain: Decimal
    public: PublicFinances

    @property
    def effect(self) -> Effect:
        """Whether the household gains, loses or is as before."""
        return effect_of(self.gain)


def effect_of(gain: Decimal) -> Effect:
    """What a gain in pounds a month counts as."""
    return "same" if abs(gain) < GAIN else "gains" if gain > 0 else "loses"


def compare(
    rules: Calculator, other: Calculator, number: int, case: Case, hours: Sequence[int], standard_pay: Decimal
) -> Compared:
    """Work out a household by both sets of rules. Raises CaseError if either gives no figures."""
    before, run = assessed_with_run(rules, number, case, hours, standard_pay)
    after, changed = assessed_with_run(other, number, case, hours, standard_pay)
    money = public_finances(
        rules.statement,
        run.situation.case.nation,
        lambda line: pence(changed.total(line.rule)) - pence(run.total(line.rule)),
        lambda rule: pence(changed.total(rule)) - pence(run.total(rule)),
    )
    return Compared(before, after, after.left_over - before.left_over, money)
