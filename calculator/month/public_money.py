"""What a change of a household's position means for public money, and which body gains or pays."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from calculator.contract.result import PublicFinances
from calculator.month.inputs import ZERO
from calculator.month.statement import Statement, StatementLine

BODIES = ("uk_government", "scottish_government", "welsh_government", "council")
MONTHS = 12


def public_finances(
    statement: Statement,
    nation: str | None,
    of_line: Callable[[StatementLine], Decimal],
    of_rule: Callable[[str], Decimal],
) -> PublicFinances:
    """What the change means in pounds a year. of_line, of_rule: how much more a line or a rule comes to, in pounds a month."""
    bodies = dict.fromkeys(BODIES, ZERO)
    saved = reduction = ZERO
    for line in statement.lines:
        body = line.body_in(nation)
        if body:
            less = -of_line(line) * MONTHS
            saved += less
            bodies[body] += less
            reduction += less if line.kind == "reduction" else ZERO
    public = statement.public_finances
    taxes = {"income_tax": ZERO, "national_insurance": ZERO}
    for part in public.tax:
        more = of_rule(part.rule) * MONTHS
        taxes[part.kind] += more
        welsh = of_rule(part.welsh_part) * MONTHS if part.welsh_part else ZERO
        bodies["welsh_government"] += welsh
        bodies[part.body_in(nation)] += more - welsh
    employer = of_rule(public.employer) * MONTHS
    bodies["uk_government"] += employer
    paid = sum(taxes.values(), ZERO)
    return PublicFinances(
        benefits_saved=saved,
        council_tax_reduction_saved=reduction,
        childcare_paid=sum((of_rule(rule) for rule in public.childcare), ZERO) * MONTHS,
        tax_and_national_insurance=paid,
        income_tax=taxes["income_tax"],
        national_insurance=taxes["national_insurance"],
        employer_national_insurance=employer,
        total=saved + paid + employer,
        by_body=bodies,
    )
