"""What a household claims, what its Universal Credit account says, and when its money comes in and goes out."""

from typing import Annotated, Literal

from calculator.contract.model import Model
from calculator.contract.money import Money
from calculator.contract.values import Bounds, Date, Flag, Period, Pounds


class Claims(Model):
    universal_credit: Flag | None = None
    council_tax_reduction: Flag | None = None
    child_benefit: Flag | None = None
    housing_benefit: Flag | None = None


class UniversalCreditAccount(Model):
    """Facts from the person's own Universal Credit account."""

    assessment_period_day: Annotated[int, Bounds(1, 31, whole=True)] | None = None
    paid: Literal["monthly", "twice_monthly"] | None = None
    transitional_element: Pounds | None = None
    transitional_first_period_over_threshold: Flag | None = None
    surplus_earnings: Pounds | None = None
    benefit_cap_grace_ends: Date | None = None
    award_ended: Date | None = None


class Deduction(Money):
    kind: Literal[
        "advance", "budgeting", "rent_arrears", "council_tax", "overpayment", "fine", "child_maintenance", "other"
    ]
    ends: Date | None = None


class PaydayOf(Model):
    next: Date
    every: Period


class Paydays(Model):
    """When other money comes in and goes out, by line of the result."""

    new_style_esa: PaydayOf | None = None
    new_style_jsa: PaydayOf | None = None
    housing_benefit: PaydayOf | None = None
    carers_allowance: PaydayOf | None = None
    child_benefit: PaydayOf | None = None
    pip: PaydayOf | None = None
    child_disability: PaydayOf | None = None
    scottish_child_payment: PaydayOf | None = None
    tax_free_childcare: PaydayOf | None = None
    maintenance: PaydayOf | None = None
    other_income: PaydayOf | None = None
    rent: PaydayOf | None = None
    council_tax: PaydayOf | None = None
    childcare: PaydayOf | None = None
    work_costs: PaydayOf | None = None
