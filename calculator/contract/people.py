"""The people of a household: adults and children, with their health, benefits and other income."""

from collections.abc import Iterable
from typing import Annotated, Literal

from pydantic import Field

from calculator.contract.checks import Found, one_of, unique
from calculator.contract.job import Job
from calculator.contract.model import Model
from calculator.contract.money import Money
from calculator.contract.values import Bounds, Date, Flag, HoursPerWeek, Many, Pounds, TaxCode, Text, Who


class NewStyleESA(Model):
    group: Literal["assessment", "work_related", "support"]
    from_: Date | None = Field(None, alias="from")
    amount: Money | None = None
    next_payday: Date | None = None
    days_counted: Annotated[int, Bounds(0, 366, whole=True)] | None = None


class NewStyleJSA(Model):
    from_: Date | None = Field(None, alias="from")
    amount: Money | None = None
    next_payday: Date | None = None


class OtherIncome(Money):
    kind: Literal[
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


class TaxThisYear(Model):
    pay: Pounds
    tax: Pounds


# Benefits and programmes that are no more, but that people may still be told about.
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
    name: Text | None = None
    age: Annotated[int, Bounds(16, 120, whole=True)] | None = None
    date_of_birth: Date | None = None
    uc_health: Literal["none", "lcw", "lcwra"] | None = None
    lcw_element: Flag | None = None
    lcwra_rate: Literal["protected", "new"] | None = None
    lcwra_from: Date | None = None
    medical_evidence_from: Date | None = None
    pip_daily_living: Literal["none", "standard", "enhanced"] | None = None
    pip_mobility: Literal["none", "standard", "enhanced"] | None = None
    cares_35_hours: Flag | None = None
    cares_for: Who | None = None
    carers_allowance: Flag | None = None
    carer_paid_for_them: Flag | None = None
    new_style_esa: NewStyleESA | None = None
    new_style_jsa: NewStyleJSA | None = None
    student_loans: Annotated[tuple[Literal["plan_1", "plan_2", "plan_4", "plan_5", "postgraduate"], ...], Many(5)] = ()
    tax_code: TaxCode | None = None
    tax_this_year: TaxThisYear | None = None
    jobs: Annotated[tuple[Job, ...], Many(10)] = ()
    other_income: Annotated[tuple[OtherIncome, ...], Many(20)] = ()
    start_up_period_ends: Date | None = None
    expected_hours: HoursPerWeek | None = None
    care_leaver: Flag | None = None
    shared_rate_exempt: Flag | None = None
    full_time_student: Flag | None = None
    no_public_funds: Flag | None = None
    prescription_items_per_month: Annotated[int, Bounds(0, 100, whole=True)] | None = None
    ended_benefits: Annotated[tuple[EndedBenefit, ...], Many(10)] = ()

    @classmethod
    def checks(cls, data: object) -> Iterable[Found]:
        yield from one_of(data, "age", "date_of_birth", needed=True)
        yield from unique(data, "jobs", "name")


class Child(Model):
    age: Annotated[int, Bounds(0, 19, whole=True)] | None = None
    date_of_birth: Date | None = None
    disability: Literal["none", "lower", "higher"] | None = None
    care: Literal["none", "lowest", "middle", "highest"] | None = None
    mobility: Literal["none", "lower", "higher"] | None = None
    sex: Literal["female", "male"] | None = None
    in_education: Flag | None = None
    two_child_exception: Flag | None = None

    @classmethod
    def checks(cls, data: object) -> Iterable[Found]:
        yield from one_of(data, "age", "date_of_birth", needed=True)
        yield from one_of(data, "disability", "care")
        yield from one_of(data, "disability", "mobility")
