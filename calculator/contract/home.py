"""The home of a household and what it pays for childcare."""

from collections.abc import Iterable
from typing import Annotated, Literal

from pydantic import BeforeValidator, TypeAdapter

from calculator.contract.checks import Found, given
from calculator.contract.model import Model
from calculator.contract.money import Money
from calculator.contract.values import (
    Bounds,
    ChildNumber,
    DaysPerWeek,
    Flag,
    HoursPerWeek,
    Many,
    PayPeriod,
    Pounds,
    WeeksPerYear,
)


class NonDependant(Model):
    age: Annotated[int, Bounds(16, 120, whole=True)] | None = None
    gross_pay: Money | None = None
    exempt: Flag | None = None


class Home(Model):
    tenure: Literal["social", "private", "owner", "living_with_others", "supported", "temporary"] | None = None
    rent: Money | None = None
    ineligible_charges: Money | None = None
    rent_free_weeks: Annotated[int, Bounds(0, 26, whole=True)] | None = None
    other_joint_tenants: Annotated[int, Bounds(0, 10, whole=True)] | None = None
    bedrooms: Annotated[int, Bounds(0, 20, whole=True)] | None = None
    extra_bedrooms: Annotated[int, Bounds(0, 4, whole=True)] | None = None
    paid_to_landlord: Flag | None = None
    council_tax: Money | None = None
    council_tax_band: Literal["A", "B", "C", "D", "E", "F", "G", "H", "I"] | None = None
    non_dependants: Annotated[tuple[NonDependant, ...], Many(10)] = ()


class ChildCare(Model):
    """What one child's registered childcare costs."""

    child: ChildNumber
    amount: Pounds
    per: PayPeriod
    hours_per_week: HoursPerWeek | None = None
    days_per_week: DaysPerWeek | None = None
    weeks_per_year: WeeksPerYear | None = None
    first_month_paid_by_jobcentre: Flag | None = None

    @classmethod
    def checks(cls, data: object) -> Iterable[Found]:
        for per, needed in (("hour", "hours_per_week"), ("day", "days_per_week")):
            if given(data, "per") == per and given(data, needed) is None:
                yield (needed,), f"is needed where childcare is by the {per}"


_CHILD_CARE = TypeAdapter(Annotated[tuple[ChildCare, ...], Many(20)])


def _childcare(value: object) -> object:
    """Taken by shape, so that a problem is told of the form that was meant and not of both."""
    if isinstance(value, list | tuple):
        return _CHILD_CARE.validate_python(value)
    return value if value is None else Money.model_validate(value)


ChildCareCosts = Annotated[Money | tuple[ChildCare, ...], BeforeValidator(_childcare)]
