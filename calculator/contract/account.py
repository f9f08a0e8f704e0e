"""What a Universal Credit statement says, line by line, in the order in which the statement has it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import Field, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from calculator.contract.checks import Found, given, in_order, one_of
from calculator.contract.model import Model
from calculator.contract.values import Bounds, Date, Many, Pounds, refusal

MOST_CHARACTERS = 20_000  # in the text of a statement

DeductionKind = Literal[
    "advance", "budgeting", "rent_arrears", "council_tax", "overpayment", "fine", "child_maintenance", "other"
]
IncomeOnStatement = Literal[
    "new_style_esa", "new_style_jsa", "carers_allowance", "maternity_allowance", "industrial_injuries", "occupational_pension",
    "state_pension", "spousal_maintenance", "income_protection", "student_finance", "other",
]  # fmt: skip


class StatementPayment(Model):
    """One payment that a statement announces."""

    date: Date = Field(description="The day of the payment.", examples=["2026-11-21"])
    amount: Pounds | None = Field(
        None, description="What is paid on that day. If absent, the statement does not say.", examples=[1239.54]
    )


class StatementIncome(Model):
    """A benefit or other income for which a statement takes something off."""

    kind: IncomeOnStatement = Field(description="What the income is.", examples=["new_style_esa"])
    amount: Pounds = Field(description="What is taken off for it in the period.", examples=[632.23])


class StatementDeduction(Model):
    """A repayment that a statement takes off."""

    kind: DeductionKind = Field(description="What is repaid.", examples=["advance"])
    amount: Pounds = Field(description="What is taken off in the period.", examples=[30])


class AccountStatement(Model):
    """A Universal Credit statement for one assessment period. Every amount is what the statement shows for that period."""

    from_: Date | None = Field(
        None,
        alias="from",
        description="The first day of the assessment period. If absent, it is not known, and the day of payment is used.",
        examples=["2026-10-14"],
    )
    to: Date | None = Field(
        None,
        description="The last day of the assessment period. If absent, it follows from the first day.",
        examples=["2026-11-13"],
    )
    payments: Annotated[tuple[StatementPayment, ...], Many(2)] = Field(
        (),
        description="The payments, of which there are two if it is paid twice a month. If absent, they are not known.",
        examples=[[{"date": "2026-11-20", "amount": 1239.54}]],
    )
    standard_allowance: Pounds | None = Field(
        None, description="The standard allowance. If absent, the line was not copied.", examples=[424.90]
    )
    housing: Pounds | None = Field(
        None, description="The help with housing. If absent, there is no such line.", examples=[450]
    )
    rent: Pounds | None = Field(
        None,
        description="The rent a month that the statement counts. If absent, the statement does not say.",
        examples=[500],
    )
    children: Pounds | None = Field(
        None, description="The amount for children. If absent, there is no such line.", examples=[303.94]
    )
    children_supported: Annotated[int, Bounds(0, 20, whole=True)] | None = Field(
        None,
        description="The number of children that the statement names. If absent, it follows from the amount.",
        examples=[1],
    )
    disabled_children: Pounds | None = Field(
        None,
        description="The amount for disabled children. If absent, there is no such line, or it is in children.",
        examples=[164.79],
    )
    childcare: Pounds | None = Field(
        None, description="The childcare costs paid back. If absent, there is no such line.", examples=[340]
    )
    health: Pounds | None = Field(
        None,
        description="The amount for limited capability for work, or for work and work-related activity. If absent, there is no such line.",
        examples=[217.26],
    )
    carer: Pounds | None = Field(
        None, description="The amount for caring. If absent, there is no such line.", examples=[209.34]
    )
    transitional_protection: Pounds | None = Field(
        None, description="The transitional element. If absent, there is no such line.", examples=[85.50]
    )
    entitlement: Pounds | None = Field(
        None,
        description="The total before anything is taken off. If absent, the line was not copied.",
        examples=[1397.34],
    )
    take_home_pay: Pounds | None = Field(
        None,
        description="The household's take-home pay that was counted. If absent, it follows from earnings_deduction.",
        examples=[881.23],
    )
    take_home_pay_by_adult: Annotated[tuple[Pounds, ...], Many(2)] = Field(
        (),
        description="The same for each adult, in the order of the statement. If absent, the statement gives one amount.",
        examples=[[881.23, 0]],
    )
    work_allowance: Pounds | None = Field(
        None,
        description="The pay that is kept in full. If absent, the statement does not say.",
        examples=[427],
    )
    earnings_deduction: Pounds | None = Field(
        None, description="What is taken off for pay. If absent, there is no such line.", examples=[249.83]
    )
    surplus_earnings: Pounds | None = Field(
        None,
        description="Earlier pay that counts again in this period. If absent, there is none.",
        examples=[120.50],
    )
    other_income: Annotated[tuple[StatementIncome, ...], Many(20)] = Field(
        (),
        description="What is taken off for other benefits and income, line by line. If absent, there is none.",
        examples=[[{"kind": "new_style_esa", "amount": 632.23}]],
    )
    savings: Pounds | None = Field(
        None, description="What is taken off for savings. If absent, there is no such line.", examples=[8.70]
    )
    benefit_cap: Pounds | None = Field(
        None, description="What the benefit cap takes off. If absent, there is no such line.", examples=[120]
    )
    deductions: Annotated[tuple[StatementDeduction, ...], Many(20)] = Field(
        (),
        description="Repayments that are taken off, line by line. If absent, there are none.",
        examples=[[{"kind": "advance", "amount": 30}]],
    )
    sanction: Pounds | None = Field(
        None, description="What a sanction takes off. If absent, there is none.", examples=[95.20]
    )
    taken_off: Pounds | None = Field(
        None,
        description="The total that is taken off. If absent, the line was not copied.",
        examples=[279.83],
    )
    paid_to_landlord: Pounds | None = Field(
        None,
        description="The part of the payment that goes straight to the landlord. If absent, the statement has none.",
        examples=[450],
    )
    payment: Pounds | None = Field(
        None, description="What is paid for the period. If absent, the line was not copied.", examples=[1117.51]
    )

    @classmethod
    def checks(cls, data: object) -> Iterable[Found]:
        yield from in_order(data, "from", "to")


class Letters(Model):
    """The figures that matter of letters about other benefits and council tax."""

    esa_per_week: Pounds | None = Field(
        None, description="New Style ESA a week. If absent, there is no such letter.", examples=[145.90]
    )
    pip_per_week: Pounds | None = Field(
        None,
        description="Personal Independence Payment a week, both parts together, or Adult Disability Payment in Scotland. If absent, there is no such letter.",
        examples=[107.00],
    )
    housing_benefit_per_week: Pounds | None = Field(
        None, description="Housing Benefit a week. If absent, there is no such letter.", examples=[95.20]
    )
    council_tax_band: Literal["A", "B", "C", "D", "E", "F", "G", "H", "I"] | None = Field(
        None, description="The council tax band. If absent, it is not known.", examples=["B"]
    )
    council_tax_bill: Pounds | None = Field(
        None,
        description="The year's bill after discounts and before any reduction. If absent, it is not known.",
        examples=[1400],
    )
    council_tax_reduction: Pounds | None = Field(
        None, description="The year's reduction for a low income. If absent, it is not known.", examples=[980]
    )


@dataclass(frozen=True)
class PastedText:
    """Text of any number of lines, as it is copied from a page."""

    def check(self, value: object) -> str:
        if not isinstance(value, str) or not 1 <= len(value) <= MOST_CHARACTERS:
            raise refusal(f"must be text of 1 to {MOST_CHARACTERS:,} characters")
        return value

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(self.check)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {"type": "string", "minLength": 1, "maxLength": MOST_CHARACTERS}


class StatementRequest(Model):
    """A statement to read, as text or line by line, and what is known of the household already."""

    text: Annotated[str, PastedText()] | None = Field(
        None,
        description="The text of the statement as it is copied from the account. If absent, statement or letters is needed.",
        examples=["Standard allowance £424.90"],
    )
    statement: AccountStatement | None = Field(
        None,
        description="The lines of the statement. If absent, text or letters is needed.",
        examples=[{"from": "2026-10-14", "standard_allowance": 424.90}],
    )
    letters: Letters | None = Field(
        None,
        description="Figures of other letters. If absent, there are none.",
        examples=[{"pip_per_week": 107.00}],
    )
    case: dict[str, Any] | None = Field(
        None,
        description="A case with what is known already; only its adults may be left out. If absent, nothing else is known.",
        examples=[{"nation": "england"}],
    )

    @classmethod
    def checks(cls, data: object) -> Iterable[Found]:
        yield from one_of(data, "text", "statement", needed=given(data, "letters") is None)
