"""What a household claims, what its Universal Credit account says, and when its money comes in and goes out."""

from typing import Annotated, Literal

from pydantic import Field

from calculator.contract.account import AccountStatement, DeductionKind
from calculator.contract.model import Model
from calculator.contract.money import Money
from calculator.contract.values import Bounds, Date, Flag, Period, Pounds


class Claims(Model):
    """Which benefits the household claims."""

    universal_credit: Flag | None = Field(
        None,
        description="Whether the household claims Universal Credit. If absent, it is taken to claim it.",
        examples=[True],
    )
    council_tax_reduction: Flag | None = Field(
        None,
        description="Whether the household claims council tax reduction. If absent, it is taken to claim it.",
        examples=[True],
    )
    child_benefit: Flag | None = Field(
        None,
        description="Whether the household claims Child Benefit. If absent, it is taken to claim it.",
        examples=[True],
    )
    housing_benefit: Flag | None = Field(
        None,
        description="Whether the household claims Housing Benefit. If absent, it is worked out from the home and the household.",
        examples=[False],
    )


class UniversalCreditAccount(Model):
    """Facts from the household's own Universal Credit account."""

    assessment_period_day: Annotated[int, Bounds(1, 31, whole=True)] | None = Field(
        None,
        description="The day of the month on which an assessment period starts. If absent, the day of the case's date.",
        examples=[14],
    )
    paid: Literal["monthly", "twice_monthly"] | None = Field(
        None,
        description="How often it is paid. Twice a month is usual only in Scotland. If absent, monthly.",
        examples=["monthly"],
    )
    transitional_element: Pounds | None = Field(
        None, description="The transitional element each month. If absent, 0.", examples=[85.50]
    )
    transitional_first_period_over_threshold: Flag | None = Field(
        None,
        description="Whether earnings in the first assessment period reached the threshold of the transitional element. If absent, it is not known.",
        examples=[True],
    )
    surplus_earnings: Pounds | None = Field(
        None, description="Surplus earnings carried into the next assessment period. If absent, 0.", examples=[0]
    )
    benefit_cap_grace_ends: Date | None = Field(
        None,
        description="The last day of the nine months without a benefit cap after enough pay. If absent, it is not known, and figures may show both cases.",
        examples=["2027-03-31"],
    )
    award_ended: Date | None = Field(
        None,
        description="The day on which an earlier award ended. If absent, no earlier award has ended.",
        examples=["2026-08-13"],
    )
    statement: AccountStatement | None = Field(
        None,
        description="The lines of a statement, to check the figures against. If absent, nothing is checked against a statement.",
        examples=[{"from": "2026-10-14", "to": "2026-11-13", "standard_allowance": 424.90, "payment": 424.90}],
    )


class Deduction(Money):
    """A repayment that is taken from Universal Credit."""

    kind: DeductionKind = Field(description="What is repaid.", examples=["advance"])
    ends: Date | None = Field(
        None, description="The last day of the repayment. If absent, it goes on.", examples=["2027-06-30"]
    )


class PaydayOf(Model):
    """When one kind of money is paid."""

    next: Date = Field(description="The next payday.", examples=["2026-12-01"])
    every: Period = Field(description="The time from one payday to the next.", examples=["four_weeks"])


class Paydays(Model):
    """When money other than pay and Universal Credit comes in and goes out, by line of the result."""

    new_style_esa: PaydayOf | None = Field(
        None,
        description="When New Style ESA is paid. If absent, a usual cycle is assumed.",
        examples=[{"next": "2026-12-01", "every": "two_weeks"}],
    )
    new_style_jsa: PaydayOf | None = Field(
        None,
        description="When New Style JSA is paid. If absent, a usual cycle is assumed.",
        examples=[{"next": "2026-12-01", "every": "two_weeks"}],
    )
    housing_benefit: PaydayOf | None = Field(
        None,
        description="When Housing Benefit is paid. If absent, a usual cycle is assumed.",
        examples=[{"next": "2026-12-01", "every": "four_weeks"}],
    )
    carers_allowance: PaydayOf | None = Field(
        None,
        description="When Carer's Allowance, or Carer Support Payment in Scotland is paid. If absent, a usual cycle is assumed.",
        examples=[{"next": "2026-12-01", "every": "four_weeks"}],
    )
    child_benefit: PaydayOf | None = Field(
        None,
        description="When Child Benefit is paid. If absent, a usual cycle is assumed.",
        examples=[{"next": "2026-12-01", "every": "four_weeks"}],
    )
    pip: PaydayOf | None = Field(
        None,
        description="When Personal Independence Payment, or Adult Disability Payment in Scotland is paid. If absent, a usual cycle is assumed.",
        examples=[{"next": "2026-12-01", "every": "four_weeks"}],
    )
    child_disability: PaydayOf | None = Field(
        None,
        description="When a child's disability benefit is paid. If absent, a usual cycle is assumed.",
        examples=[{"next": "2026-12-01", "every": "four_weeks"}],
    )
    scottish_child_payment: PaydayOf | None = Field(
        None,
        description="When Scottish Child Payment is paid. If absent, a usual cycle is assumed.",
        examples=[{"next": "2026-12-01", "every": "four_weeks"}],
    )
    tax_free_childcare: PaydayOf | None = Field(
        None,
        description="When the Tax-Free Childcare top-up is paid. If absent, a usual cycle is assumed.",
        examples=[{"next": "2026-12-01", "every": "month"}],
    )
    maintenance: PaydayOf | None = Field(
        None,
        description="When maintenance is paid. If absent, a usual cycle is assumed.",
        examples=[{"next": "2026-12-01", "every": "month"}],
    )
    other_income: PaydayOf | None = Field(
        None,
        description="When other income is paid. If absent, a usual cycle is assumed.",
        examples=[{"next": "2026-12-01", "every": "month"}],
    )
    rent: PaydayOf | None = Field(
        None,
        description="When the rent is paid. If absent, a usual cycle is assumed.",
        examples=[{"next": "2026-12-01", "every": "month"}],
    )
    council_tax: PaydayOf | None = Field(
        None,
        description="When council tax is paid. If absent, a usual cycle is assumed.",
        examples=[{"next": "2026-12-01", "every": "month"}],
    )
    childcare: PaydayOf | None = Field(
        None,
        description="When childcare is paid. If absent, a usual cycle is assumed.",
        examples=[{"next": "2026-12-01", "every": "month"}],
    )
    work_costs: PaydayOf | None = Field(
        None,
        description="When costs of working are paid. If absent, a usual cycle is assumed.",
        examples=[{"next": "2026-12-01", "every": "month"}],
    )
