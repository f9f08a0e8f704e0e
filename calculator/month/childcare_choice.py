"""The two kinds of help with childcare side by side: what an option would leave with the other one.

A claim for Tax-Free Childcare ends Universal Credit (Childcare Payments Act 2014 s 30), so the other position differs in everything that comes
with the award.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from calculator.contract.benefits import Claims
from calculator.month.run import Run
from calculator.month.situation import Situation

_MORE = "household.more_with_other_childcare_help"


def with_other_help(run: Run, work_out: Callable[[Situation], Run]) -> Run:
    """The same position, told how much more a month the other kind of help with childcare would leave. Without a choice it stays as it is."""
    if not run.figures_given() or not _has_choice(run):
        return run
    claimed = bool(run.inputs.values["household.claims_universal_credit"])
    claims = (run.situation.claims or Claims()).model_copy(update={"universal_credit": not claimed})
    other = work_out(replace(run.situation, claims=claims))
    if other.missing_worth or (not claimed and not _has_help(other, "universal_credit.childcare_element")):
        return run
    values = run.inputs.values
    values[_MORE], values["?" + _MORE] = other.left_over() - run.left_over(), True
    found = run.engine.run(run.values.dates, values, run.inputs.structure)
    return Run(run.book, run.situation, run.inputs, found)


def _has_choice(run: Run) -> bool:
    """Whether one kind of help is had and the parents may qualify for the other."""
    if _has_help(run, "universal_credit.childcare_element"):
        return bool(run.values["tax_free_childcare.parents_qualify"]) and not run.missing_worth
    claimed = run.inputs.values["household.claims_universal_credit"]
    return not claimed and _has_help(run, "tax_free_childcare.award") and not run.missing_worth


def _has_help(run: Run, name: str) -> bool:
    amount: Decimal = run.values[name]
    return amount > 0 and (name == "tax_free_childcare.award" or run.values["universal_credit.award"] > 0)
