"""A job: hours, pay, paydays, pension, sickness; and a payslip of one."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from calculator.contract.checks import Found, given, in_order, items, one_of
from calculator.contract.model import Model
from calculator.contract.money import Money, NamedMoney, PayMoney
from calculator.contract.values import (
    Balance,
    Bounds,
    Date,
    DaysPerWeek,
    Flag,
    HoursPerWeek,
    Many,
    PayCycle,
    Payday,
    Percent,
    Pounds,
    TaxCode,
    Text,
    WeeksPerYear,
)


def _pension(value: object) -> object:
    """'none' means the same as null: opted out."""
    return None if value == "none" else value


class PensionContribution(Model):
    employee_percent: Percent | None = None
    basis: Literal["qualifying", "all_pay"] | None = None
    method: Literal["relief_at_source", "net_pay", "salary_sacrifice"] | None = None
    from_: Date | None = Field(None, alias="from")


class PayStep(Model):
    """A change of hours or pay within a job, such as a step of a phased return."""

    from_: Date = Field(alias="from")
    hours_per_week: HoursPerWeek | None = None
    days_per_week: DaysPerWeek | None = None
    pay: PayMoney | None = None


class SinglePay(Model):
    """One payday that is known."""

    date: Date
    gross: Pounds | None = None
    take_home: Pounds | None = None
    hours: Annotated[Decimal, Bounds(0, 9000)] | None = None

    @classmethod
    def checks(cls, data: object) -> Iterable[Found]:
        yield from one_of(data, "gross", "take_home", needed=True)


class Payslip(Model):
    """A real payslip, and what the Universal Credit statement for it says."""

    date: Date
    gross: Pounds
    tax: Balance | None = None
    national_insurance: Pounds | None = None
    pension: Pounds | None = None
    take_home: Pounds | None = None
    counted: Pounds | None = None
    award: Pounds | None = None


class UnpaidPeriod(Model):
    from_: Date = Field(alias="from")
    to: Date

    @classmethod
    def checks(cls, data: object) -> Iterable[Found]:
        yield from in_order(data, "from", "to")


class ContractSickPay(Money):
    until: Date


class Sick(Model):
    from_: Date = Field(alias="from")
    ssp_weeks_used: Annotated[Decimal, Bounds(0, 28)] | None = None
    average_weekly_earnings: Money | None = None
    contract_pay: Annotated[tuple[ContractSickPay, ...], Many(10)] = ()


class Job(Model):
    name: Text | None = None
    hours_per_week: HoursPerWeek | None = None
    days_per_week: DaysPerWeek | None = None
    weeks_per_year: WeeksPerYear | None = None
    pay: PayMoney | None = None
    take_home: PayMoney | None = None
    profit: Money | None = None
    gainful: Flag | None = None
    trading_from: Date | None = None
    schedule: Annotated[tuple[PayStep, ...], Many(60)] = ()
    pays: Annotated[tuple[SinglePay, ...], Many(120)] = ()
    unpaid_periods: Annotated[tuple[UnpaidPeriod, ...], Many(20)] = ()
    paid: PayCycle | None = None
    first_payday: Date | None = None
    payday: Payday | None = None
    pension: Annotated[PensionContribution | None, BeforeValidator(_pension)] = None
    tax_code: TaxCode | None = None
    starter_statement: Literal["A", "B", "C"] | None = None
    apprentice: Flag | None = None
    work_costs: Annotated[tuple[NamedMoney, ...], Many(20)] = ()
    sick: Sick | None = None

    @property
    def settled(self) -> "Job":
        """The job as it is once its schedule of changes has run: its last step laid over it."""
        if not self.schedule:
            return self
        last = max(self.schedule, key=lambda step: step.from_)
        changes = {"hours_per_week": last.hours_per_week, "days_per_week": last.days_per_week, "pay": last.pay}
        changed: dict[str, Any] = {name: value for name, value in changes.items() if value is not None}
        if "pay" in changed:
            changed["take_home"] = None
        return self.model_copy(update=changed)

    @property
    def pension_choice(self) -> Literal["automatic", "none", "given"]:
        """Absent is by the automatic-enrolment rules; null is opted out."""
        if self.pension is not None:
            return "given"
        return "none" if "pension" in self.model_fields_set else "automatic"

    @classmethod
    def checks(cls, data: object) -> Iterable[Found]:
        steps = items(data, "schedule")
        paid_otherwise = (
            given(data, "sick") is not None
            or bool(items(data, "pays"))
            or (bool(steps) and all(given(step, "pay") is not None for step in steps))
        )
        yield from one_of(data, "pay", "take_home", "profit", needed=not paid_otherwise)
        for pay in ("pay", "take_home"):
            per = given(given(data, pay), "per")
            if per == "hour" and given(data, "hours_per_week") is None and not steps:
                yield ("hours_per_week",), f"is needed where {pay} is by the hour"
            if per == "day" and given(data, "days_per_week") is None and not steps:
                yield ("days_per_week",), f"is needed where {pay} is by the day"
