"""The people of a household: adults and children, with their health, benefits and other income."""

from collections.abc import Iterable
from typing import Annotated, Literal

from pydantic import Field

from calculator.contract.checks import Found, in_order, one_of, unique
from calculator.contract.job import Job
from calculator.contract.model import Model
from calculator.contract.money import Money
from calculator.contract.values import AdultAge, Bounds, Date, Flag, HoursPerWeek, Many, Pounds, TaxCode, Text, Who


class NewStyleESA(Model):
    """New Style Employment and Support Allowance that an adult gets now."""

    group: Literal["assessment", "work_related", "support"] = Field(
        description="The group of the claim.", examples=["support"]
    )
    from_: Date | None = Field(
        None,
        alias="from",
        description="The first day of the award. If absent, it is not known.",
        examples=["2026-03-02"],
    )
    amount: Money | None = Field(
        None,
        description="The amount paid now. If absent, it is worked out from the rates.",
        examples=[{"amount": 140.55, "per": "week"}],
    )
    next_payday: Date | None = Field(
        None,
        description="The next payday, which is then every two weeks. If absent, a usual cycle is assumed.",
        examples=["2026-12-03"],
    )
    days_counted: Annotated[int, Bounds(0, 366, whole=True, unit="days")] | None = Field(
        None,
        description="Days that count towards the limit outside the support group. If absent, they are counted from the start of an award under a year old.",
        examples=[120],
    )


class NewStyleJSA(Model):
    """New Style Jobseeker's Allowance that an adult gets now."""

    from_: Date | None = Field(
        None,
        alias="from",
        description="The first day of the award. If absent, it is not known.",
        examples=["2026-10-05"],
    )
    amount: Money | None = Field(
        None,
        description="The amount paid now. If absent, it is worked out from the rates.",
        examples=[{"amount": 92.05, "per": "week"}],
    )
    next_payday: Date | None = Field(
        None,
        description="The next payday, which is then every two weeks. If absent, a usual cycle is assumed.",
        examples=["2026-12-03"],
    )


IncomeKind = Literal[
    "child_maintenance",
    "spousal_maintenance",
    "occupational_pension",
    "income_protection",
    "maternity_allowance",
    "industrial_injuries",
    "bereavement",
    "lodger",
    "rental",
    "student_finance",
    "state_pension",
    "other",
]
StudentLoan = Literal["plan_1", "plan_2", "plan_4", "plan_5", "postgraduate"]


class OtherIncome(Money):
    """Regular income that is neither pay nor a benefit with a field of its own."""

    kind: IncomeKind = Field(
        description="The kind of income, which decides how benefits count it.", examples=["occupational_pension"]
    )
    from_: Date | None = Field(
        None,
        alias="from",
        description="The first day that it is for, if it begins later. If absent, it has begun.",
        examples=["2027-01-11"],
    )
    to: Date | None = Field(
        None, description="The last day that it is for. If absent, it goes on.", examples=["2027-09-26"]
    )

    @classmethod
    def checks(cls, data: object) -> Iterable[Found]:
        yield from in_order(data, "from", "to")


class TaxThisYear(Model):
    """Pay and tax so far in the tax year, from a P45 or the last payslip."""

    pay: Pounds = Field(description="Taxable pay so far.", examples=[8400])
    tax: Pounds = Field(description="Income tax paid so far.", examples=[312.40])


# Benefits and programmes that have ended, but that people may still hear about.
EndedBenefit = Literal[
    "incapacity_benefit",
    "severe_disablement_allowance",
    "income_related_esa",
    "income_support",
    "income_based_jsa",
    "child_tax_credit",
    "working_tax_credit",
    "housing_benefit",
    "work_programme",
    "work_choice",
]


class Adult(Model):
    """An adult of the household. Either age or date_of_birth is needed."""

    name: Text | None = Field(None, description="A label. If absent, the adult has no name.", examples=["Sam"])
    age: AdultAge | None = Field(
        None, description="Age on the case's date. If absent, date_of_birth is needed.", examples=[34]
    )
    date_of_birth: Date | None = Field(
        None,
        description="Date of birth. If absent, age is needed, and birthdays during the year are not known.",
        examples=["1992-03-01"],
    )
    uc_health: Literal["none", "lcw", "lcwra"] | None = Field(
        None,
        description="Universal Credit's decision on health: lcw is limited capability for work, and lcwra for work-related activity too. If absent, none.",
        examples=["lcwra"],
    )
    lcw_element: Flag | None = Field(
        None,
        description="Whether the award includes the LCW element, which needs a decision from before April 2017. If absent, no.",
        examples=[False],
    )
    lcwra_rate: Literal["protected", "new"] | None = Field(
        None,
        description="The rate of the LCWRA element. If absent, it follows from lcwra_from, or figures show both rates.",
        examples=["new"],
    )
    lcwra_from: Date | None = Field(
        None, description="The first day of LCWRA. If absent, it is not known.", examples=["2026-05-11"]
    )
    medical_evidence_from: Date | None = Field(
        None,
        description="The date of the first fit note given to Universal Credit, which starts the three-month wait for LCWRA. If absent, the wait is over; "
        "for LCWRA that a change of an option gives, it begins with the change.",
        examples=["2026-09-14"],
    )
    pip_daily_living: Literal["none", "standard", "enhanced"] | None = Field(
        None,
        description="The daily living rate of Personal Independence Payment, or of Adult Disability Payment in Scotland. If absent, none.",
        examples=["standard"],
    )
    pip_mobility: Literal["none", "standard", "enhanced"] | None = Field(
        None, description="The mobility rate of the same benefit. If absent, none.", examples=["none"]
    )
    cares_35_hours: Flag | None = Field(
        None,
        description="Whether this adult cares for a disabled person for at least 35 hours a week. If absent, no.",
        examples=[False],
    )
    cares_for: Who | None = Field(
        None,
        description="The person cared for: somebody in the case, or outside. If absent, it is not known.",
        examples=["child:1", "outside"],
    )
    carers_allowance: Flag | None = Field(
        None,
        description="Whether this adult gets Carer's Allowance, or Carer Support Payment in Scotland. If absent, no.",
        examples=[False],
    )
    carer_paid_for_them: Flag | None = Field(
        None, description="Whether somebody gets a carer's benefit for this adult. If absent, no.", examples=[False]
    )
    new_style_esa: NewStyleESA | None = Field(
        None, description="New Style ESA that this adult gets. If absent, none.", examples=[{"group": "support"}]
    )
    new_style_jsa: NewStyleJSA | None = Field(
        None, description="New Style JSA that this adult gets. If absent, none.", examples=[{"from": "2026-10-05"}]
    )
    student_loans: Annotated[tuple[StudentLoan, ...], Many(5)] = Field(
        (),
        description="Student loans that are being repaid from pay. If absent, there are none.",
        examples=[["plan_2"]],
    )
    tax_code: TaxCode | None = Field(
        None, description="The tax code of the main job. If absent, it is worked out.", examples=["1257L"]
    )
    tax_this_year: TaxThisYear | None = Field(
        None,
        description="Pay and tax so far this tax year. If absent, they are not known.",
        examples=[{"pay": 8400, "tax": 312.4}],
    )
    jobs: Annotated[tuple[Job, ...], Many(10)] = Field(
        (),
        description="Jobs that this adult does now. If absent, there are none.",
        examples=[[{"name": "Shop", "hours_per_week": 8, "pay": {"amount": 12.71, "per": "hour"}}]],
    )
    other_income: Annotated[tuple[OtherIncome, ...], Many(20)] = Field(
        (),
        description="Other regular income. If absent, there is none.",
        examples=[[{"kind": "occupational_pension", "amount": 120, "per": "month"}]],
    )
    start_up_period_ends: Date | None = Field(
        None,
        description="The last day of the start-up period, in which Universal Credit assumes no minimum income from self-employment. If absent, there is none.",
        examples=["2027-08-31"],
    )
    expected_hours: HoursPerWeek | None = Field(
        None,
        description="Hours of work that Universal Credit expects of a self-employed person. If absent, 35.",
        examples=[35],
    )
    care_leaver: Flag | None = Field(
        None, description="Whether this adult has left local authority care. If absent, no.", examples=[False]
    )
    shared_rate_exempt: Flag | None = Field(
        None,
        description="Whether this adult is exempt from the shared accommodation rate of a private rent. If absent, no.",
        examples=[False],
    )
    full_time_student: Flag | None = Field(
        None, description="Whether this adult studies full time. If absent, no.", examples=[False]
    )
    no_public_funds: Flag | None = Field(
        None,
        description="Whether this adult has no recourse to public funds; the result then has no figures and says where to get advice. If absent, no.",
        examples=[False],
    )
    prescription_items_per_month: Annotated[int, Bounds(0, 100, whole=True, unit="items a month")] | None = Field(
        None,
        description="Prescription items, to value free prescriptions. If absent, they are not counted.",
        examples=[2],
    )
    ended_benefits: Annotated[tuple[EndedBenefit, ...], Many(10)] = Field(
        (),
        description="Benefits and programmes that have ended but that the person still gets or asks about. If absent, there are none.",
        examples=[["working_tax_credit"]],
    )

    @classmethod
    def checks(cls, data: object) -> Iterable[Found]:
        yield from one_of(data, "age", "date_of_birth", needed=True)
        yield from unique(data, "jobs", "name")


class Child(Model):
    """A child of the household. Either age or date_of_birth is needed."""

    age: Annotated[int, Bounds(0, 19, whole=True, unit="years")] | None = Field(
        None, description="Age on the case's date. If absent, date_of_birth is needed.", examples=[6]
    )
    date_of_birth: Date | None = Field(
        None,
        description="Date of birth. If absent, age is needed, and figures may show a range where a birthday matters.",
        examples=["2020-06-15"],
    )
    disability: Literal["none", "lower", "higher"] | None = Field(
        None,
        description="The disabled child addition of Universal Credit. If absent, it follows from care and mobility.",
        examples=["none"],
    )
    care: Literal["none", "lowest", "middle", "highest"] | None = Field(
        None,
        description="The care rate of Disability Living Allowance, or of Child Disability Payment in Scotland. If absent, none, unless disability is given.",
        examples=["middle"],
    )
    mobility: Literal["none", "lower", "higher"] | None = Field(
        None,
        description="The mobility rate of the same benefit. If absent, none, unless disability is given.",
        examples=["lower"],
    )
    sex: Literal["female", "male"] | None = Field(
        None,
        description="Sex, which decides from age 10 whether children share a bedroom. If absent, it is not known.",
        examples=["female"],
    )
    in_education: Flag | None = Field(
        None,
        description="Whether a young person of 16 to 19 is still in school or college. If absent, no.",
        examples=[True],
    )
    two_child_exception: Flag | None = Field(
        None,
        description="Whether an exception to the two-child limit applies, for dates before April 2026. If absent, no.",
        examples=[False],
    )

    @classmethod
    def checks(cls, data: object) -> Iterable[Found]:
        yield from one_of(data, "age", "date_of_birth", needed=True)
        yield from one_of(data, "disability", "care")
        yield from one_of(data, "disability", "mobility")
