"""The home of a household and what it pays for childcare."""

from collections.abc import Iterable
from functools import cache
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, TypeAdapter

from calculator.contract.checks import Found, given
from calculator.contract.model import Model
from calculator.contract.money import Money
from calculator.contract.values import (
    AdultAge,
    Bounds,
    ChildNumber,
    DaysPerWeek,
    Flag,
    HoursPerWeek,
    Many,
    PayPeriod,
    Pounds,
    Text,
    WeeksPerYear,
)


class NonDependant(Model):
    """Another adult who lives in the home, such as a grown-up child, and is not part of the household's claim."""

    age: AdultAge | None = Field(None, description="Age. If absent, 30.", examples=[25])
    gross_pay: Money | None = Field(
        None,
        description="Pay before deductions. If absent, there is none.",
        examples=[{"amount": 1500, "per": "month"}],
    )
    exempt: Flag | None = Field(
        None,
        description="Whether no contribution to the rent is due from this person. If absent, no.",
        examples=[False],
    )


class Home(Model):
    """Where the household lives and what the home costs."""

    tenure: (
        Literal["social", "private", "owner", "shared_ownership", "living_with_others", "supported", "temporary"] | None
    ) = Field(
        None,
        description="The kind of landlord or ownership. An owner with a rent is taken for a shared owner. If absent, living_with_others.",
        examples=["social"],
    )
    postcode: Text | None = Field(
        None,
        exclude=True,
        repr=False,
        description="The postcode of the home or its first part, which settles the council. It is not kept. If absent, council says where the home is.",
        examples=["LS6 2AB", "LS6"],
    )
    rent: Money | None = Field(
        None,
        description="The household's share of the rent, with charges that benefits do not cover. If absent, there is none.",
        examples=[{"amount": 450, "per": "month"}],
    )
    ineligible_charges: Money | None = Field(
        None,
        description="The part of the rent that is for charges which benefits do not cover, such as heating. If absent, there is none.",
        examples=[{"amount": 20, "per": "month"}],
    )
    housing_help_on_statement: Money | None = Field(
        None,
        description="The help with housing on the Universal Credit statement. It is used while the home stays the same. If absent, it is worked out.",
        examples=[{"amount": 412.50, "per": "month"}],
    )
    rent_free_weeks: Annotated[int, Bounds(0, 26, whole=True, unit="weeks a year")] | None = Field(
        None, description="Weeks in a year for which no rent is charged. If absent, 0.", examples=[2]
    )
    other_joint_tenants: Annotated[int, Bounds(0, 10, whole=True)] | None = Field(
        None, description="Joint tenants outside the household. If absent, 0.", examples=[1]
    )
    bedrooms: Annotated[int, Bounds(0, 20, whole=True)] | None = Field(
        None, description="Bedrooms in the home. If absent, there is no spare bedroom.", examples=[2]
    )
    extra_bedrooms: Annotated[int, Bounds(0, 4, whole=True)] | None = Field(
        None,
        description="Bedrooms allowed beyond the usual ones, for example for an overnight carer. If absent, 0.",
        examples=[1],
    )
    paid_to_landlord: Flag | None = Field(
        None,
        description="Whether help with rent goes straight to the landlord. If absent, only Housing Benefit in supported or temporary homes does.",
        examples=[True],
    )
    council_tax: Money | None = Field(
        None,
        description="The council tax bill after discounts and before any reduction. If absent, council_tax_band gives an estimate, or it is left out.",
        examples=[{"amount": 1400, "per": "year"}],
    )
    council_tax_band: Literal["A", "B", "C", "D", "E", "F", "G", "H", "I"] | None = Field(
        None, description="The council tax band. If absent, no bill is estimated.", examples=["B"]
    )
    band_reduced_for_disability: Flag | None = Field(
        None,
        description="Whether the bill is that of a lower band because the home has what a disabled person needs. Used if council_tax is absent. If absent, no.",
        examples=[True],
    )
    non_dependants: Annotated[tuple[NonDependant, ...], Many(10)] = Field(
        (), description="Other adults who live in the home. If absent, there are none.", examples=[[{"age": 25}]]
    )


class ChildCare(Model):
    """What one child's registered childcare costs."""

    child: ChildNumber = Field(description="The child's place in children, counted from 1.", examples=[1])
    amount: Pounds = Field(description="The cost for one period.", examples=[62])
    per: PayPeriod = Field(description="The period that the cost is for.", examples=["day"])
    hours_per_week: HoursPerWeek | None = Field(
        None,
        description="Hours of childcare; a cost by the hour needs them. If absent, they are not known.",
        examples=[20],
    )
    days_per_week: DaysPerWeek | None = Field(
        None,
        description="Days of childcare; a cost by the day needs them. If absent, they are not known.",
        examples=[3],
    )
    weeks_per_year: WeeksPerYear | None = Field(
        None, description="Weeks in a year with childcare. If absent, 52.", examples=[52]
    )
    first_month_paid_by_jobcentre: Flag | None = Field(
        None, description="Whether the Jobcentre pays the first month's cost. If absent, no.", examples=[False]
    )

    @classmethod
    def checks(cls, data: object) -> Iterable[Found]:
        for per, needed in (("hour", "hours_per_week"), ("day", "days_per_week")):
            if given(data, "per") == per and given(data, needed) is None:
                yield (needed,), f"is needed if childcare is by the {per}"


@cache
def _by_child() -> TypeAdapter[tuple[ChildCare, ...]]:
    """What checks the costs of single children. It is made when a case first has them."""
    return TypeAdapter(Annotated[tuple[ChildCare, ...], Many(20)])


def _childcare(value: object) -> object:
    """Choose the form by its shape, so that a person sees only the problems of the form that they used."""
    if isinstance(value, list | tuple):
        return _by_child().validate_python(value)
    return value if value is None else Money.model_validate(value)


ChildCareCosts = Annotated[Money | tuple[ChildCare, ...], BeforeValidator(_childcare)]
