"""A job: hours, pay, paydays, pension, sickness; and a payslip of one."""

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from calculator.contract.checks import Found, given, in_order, items, one_of, unique
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
    Month,
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
    """What the worker pays into a workplace pension."""

    employee_percent: Percent | None = Field(
        None,
        description="The worker's share of pay that goes into the pension. If absent, it is the legal minimum.",
        examples=[5],
    )
    basis: Literal["qualifying", "all_pay"] | None = Field(
        None,
        description="The pay that the share is taken of: pay between the two legal limits, or all pay. If absent, qualifying.",
        examples=["qualifying"],
    )
    method: Literal["relief_at_source", "net_pay", "salary_sacrifice"] | None = Field(
        None,
        description="How the contribution gets its tax relief. If absent, relief_at_source.",
        examples=["relief_at_source"],
    )
    from_: Date | None = Field(
        None,
        alias="from",
        description="The first day of contributions. If absent, they start with the job.",
        examples=["2027-03-01"],
    )


class PayStep(Model):
    """A change of hours or pay within a job, such as a step of a phased return."""

    from_: Date = Field(alias="from", description="The first day of the new hours or pay.", examples=["2027-01-04"])
    hours_per_week: HoursPerWeek | None = Field(
        None, description="Hours from that day. If absent, they stay the same.", examples=[24]
    )
    days_per_week: DaysPerWeek | None = Field(
        None, description="Working days from that day. If absent, they stay the same.", examples=[3]
    )
    pay: PayMoney | None = Field(
        None,
        description="Pay before deductions from that day. If absent, it stays the same.",
        examples=[{"amount": 13.10, "per": "hour"}],
    )


class SinglePay(Model):
    """The pay of a single payday. On a usual payday it replaces the usual pay; on another day it is paid as well."""

    date: Date = Field(description="The payday.", examples=["2026-12-31"])
    gross: Pounds | None = Field(
        None, description="Pay before deductions. If absent, take_home is needed.", examples=[640]
    )
    take_home: Pounds | None = Field(
        None, description="Pay after deductions. If absent, gross is needed.", examples=[600]
    )
    hours: Annotated[Decimal, Bounds(0, 9000, unit="hours")] | None = Field(
        None, description="Hours that this pay is for. If absent, they are not known.", examples=[50]
    )

    @classmethod
    def checks(cls, data: object) -> Iterable[Found]:
        yield from one_of(data, "gross", "take_home", needed=True)


class Payslip(Model):
    """A real payslip, and the figures of the Universal Credit statement that covers it."""

    date: Date = Field(description="The payday on the payslip.", examples=["2026-12-31"])
    gross: Pounds = Field(description="Pay before deductions.", examples=[881.23])
    tax: Balance | None = Field(
        None, description="Income tax taken. A refund is negative. If absent, tax is not checked.", examples=[0]
    )
    national_insurance: Pounds | None = Field(
        None, description="National Insurance taken. If absent, it is not checked.", examples=[0]
    )
    pension: Pounds | None = Field(
        None, description="The worker's own pension contribution. If absent, it is not checked.", examples=[17.94]
    )
    take_home: Pounds | None = Field(
        None, description="Pay that reached the bank. If absent, it is not checked.", examples=[863.29]
    )
    counted: Pounds | None = Field(
        None,
        description="Earnings that the Universal Credit statement counts. If absent, they are not checked.",
        examples=[863.29],
    )
    award: Pounds | None = Field(
        None,
        description="The payment on the Universal Credit statement, before deductions for debts. If absent, it is not checked.",
        examples=[512.40],
    )


class MonthOfProfit(Model):
    """The profit of self-employment in one calendar month. Universal Credit counts it in the assessment period in which the month ends."""

    month: Month = Field(description="The month.", examples=["2027-01"])
    amount: Balance = Field(
        description="Receipts of the month less its allowed costs. A loss is negative.", examples=[-120]
    )


class UnpaidPeriod(Model):
    """A period in which the job goes on without pay."""

    from_: Date = Field(alias="from", description="The first unpaid day.", examples=["2027-04-05"])
    to: Date = Field(description="The last unpaid day. It must not be before from.", examples=["2027-04-16"])

    @classmethod
    def checks(cls, data: object) -> Iterable[Found]:
        yield from in_order(data, "from", "to")


class ContractSickPay(Money):
    """Sick pay that the employer adds to Statutory Sick Pay, up to a day."""

    until: Date = Field(description="The last day of this rate of sick pay.", examples=["2027-01-31"])


class Sick(Model):
    """A current absence from a job because of sickness."""

    from_: Date = Field(alias="from", description="The first day of sickness.", examples=["2026-11-02"])
    ssp_weeks_used: Annotated[Decimal, Bounds(0, 28, unit="weeks")] | None = Field(
        None,
        description="Statutory Sick Pay already paid by the case's date. If absent, it is counted from the first day of sickness.",
        examples=[3],
    )
    average_weekly_earnings: Money | None = Field(
        None,
        description="Average pay before deductions in the eight weeks before the sickness. If absent, it is the job's usual pay.",
        examples=[{"amount": 320, "per": "week"}],
    )
    contract_pay: Annotated[tuple[ContractSickPay, ...], Many(10)] = Field(
        (),
        description="Sick pay from the employer beyond Statutory Sick Pay. If absent, there is none.",
        examples=[[{"until": "2027-01-31", "amount": 100, "per": "week"}]],
    )


# A period of a week has this between its first and last day.
_SIX_DAYS = dt.timedelta(days=6)


class Job(Model):
    """A job, employed or self-employed. Its pay is given as pay, take_home or profit."""

    name: Text | None = Field(
        None,
        description="A label, which must be different from the adult's other jobs. An option's job with the name of a job that it replaces is with "
        "the same employer. If absent, the job has no name.",
        examples=["Cafe assistant"],
    )
    hours_per_week: HoursPerWeek | None = Field(
        None, description="Usual paid hours. If absent, they are not known; pay by the hour needs them.", examples=[16]
    )
    days_per_week: DaysPerWeek | None = Field(
        None, description="Usual working days. If absent, they are not known; pay by the day needs them.", examples=[3]
    )
    weeks_per_year: WeeksPerYear | None = Field(
        None, description="Weeks in a year with pay; a term-time job has about 39. If absent, 52.", examples=[39]
    )
    pay: PayMoney | None = Field(
        None,
        description="Pay before deductions. If absent, give take_home or profit.",
        examples=[{"amount": 12.71, "per": "hour"}],
    )
    take_home: PayMoney | None = Field(
        None,
        description="Pay that reaches the bank, if only that is known; no tax, National Insurance or pension is worked out. If absent, give pay or profit.",
        examples=[{"amount": 770, "per": "month"}],
    )
    profit: Money | None = Field(
        None,
        description="Profit from self-employment: receipts less allowed costs. If absent, the work is employed.",
        examples=[{"amount": 900, "per": "month"}],
    )
    profits: Annotated[tuple[MonthOfProfit, ...], Many(60)] = Field(
        (),
        description="Profit month by month, if it varies. Any other month has the usual profit: profit or, if that is absent, the average of these. "
        "If absent, every month is alike.",
        examples=[[{"month": "2027-01", "amount": -120}, {"month": "2027-02", "amount": 1150}]],
    )
    gainful: Flag | None = Field(
        None,
        description="Whether the Jobcentre has decided that the self-employment is the main work. If absent, it is taken to be so.",
        examples=[True],
    )
    trading_from: Date | None = Field(
        None,
        description="The day on which the self-employment began. If absent, work in an option is taken to begin with the option.",
        examples=["2026-09-01"],
    )
    schedule: Annotated[tuple[PayStep, ...], Many(60)] = Field(
        (),
        description="Changes of hours or pay over time. If absent, there are none.",
        examples=[[{"from": "2027-01-04", "hours_per_week": 24}]],
    )
    pays: Annotated[tuple[SinglePay, ...], Many(120)] = Field(
        (),
        description="Single paydays whose pay is known. If absent, every pay is the usual one.",
        examples=[[{"date": "2026-12-31", "gross": 640}]],
    )
    unpaid_periods: Annotated[tuple[UnpaidPeriod, ...], Many(20)] = Field(
        (),
        description="Periods without pay. If absent, there are none.",
        examples=[[{"from": "2027-04-05", "to": "2027-04-16"}]],
    )
    paid: PayCycle | None = Field(None, description="How often pay comes. If absent, month.", examples=["month"])
    first_payday: Date | None = Field(
        None,
        description="The first payday, or any known payday of a current job. If absent, a usual payday is assumed.",
        examples=["2026-12-31"],
    )
    payday: Payday | None = Field(
        None,
        description="The payday of a monthly job. If absent, the last working day.",
        examples=["last working day", 28, "last friday"],
    )
    pension: Annotated[PensionContribution | None, BeforeValidator(_pension)] = Field(
        None,
        description='The workplace pension; null or "none" means opted out. If absent, automatic enrolment decides.',
        examples=[{"employee_percent": 5, "basis": "qualifying", "method": "relief_at_source"}],
    )
    tax_code: TaxCode | None = Field(
        None, description="The tax code of this job. If absent, it is worked out.", examples=["1257L"]
    )
    starter_statement: Literal["A", "B", "C"] | None = Field(
        None,
        description="The statement ticked on the starter checklist of a new job. If absent, the one that fits the case is assumed.",
        examples=["B"],
    )
    apprentice: Flag | None = Field(
        None, description="Whether the apprentice rate of the minimum wage applies. If absent, no.", examples=[False]
    )
    supported_permitted_work: Flag | None = Field(
        None,
        description="Whether it is supported permitted work, or part of treatment in or from a hospital, for New Style ESA. If absent, no.",
        examples=[False],
    )
    work_costs: Annotated[tuple[NamedMoney, ...], Many(20)] = Field(
        (),
        description="Regular costs of working, such as travel. If absent, there are none.",
        examples=[[{"name": "bus pass", "amount": 60, "per": "month"}]],
    )
    sick: Sick | None = Field(
        None,
        description="A current absence because of sickness. If absent, the person is not off sick.",
        examples=[{"from": "2026-11-02"}],
    )

    @property
    def pay_cycle(self) -> PayCycle:
        """How often pay comes: by the month if nothing is said."""
        return self.paid or "month"

    @property
    def is_trade(self) -> bool:
        """Whether it is self-employment."""
        return self.profit is not None or bool(self.profits)

    @property
    def usual_profit(self) -> Money | None:
        """The profit of a usual month of self-employment. An average loss counts as no profit."""
        if self.profit is not None or not self.profits:
            return self.profit
        average = sum((each.amount for each in self.profits), Decimal(0)) / len(self.profits)
        return Money.model_construct(amount=max(Decimal(0), average), per="month")

    def profit_of(self, month: dt.date) -> Decimal | None:
        """The profit that the case gives for the month of a day."""
        return next((each.amount for each in self.profits if each.month == f"{month:%Y-%m}"), None)

    def on_unpaid_leave(self, day: dt.date) -> bool:
        """Whether a day is in a period without pay of a week or more. Benefits go by whole weeks of work (ESA Regs 2013 reg 37)."""
        weeks = (period for period in self.unpaid_periods if period.to - period.from_ >= _SIX_DAYS)
        return any(period.from_ <= day <= period.to for period in weeks)

    @property
    def without_work(self) -> "Job":
        """The job in a period without pay: it is held, but no work is done in it."""
        changes = {"hours_per_week": Decimal(0), "days_per_week": None, "pay": None, "take_home": None, "schedule": ()}
        return self.model_copy(update=changes)

    @property
    def settled(self) -> "Job":
        """The job as it is after the last step of its schedule."""
        if not self.schedule:
            return self
        last = max(self.schedule, key=lambda step: step.from_)
        changes = {"hours_per_week": last.hours_per_week, "days_per_week": last.days_per_week, "pay": last.pay}
        changed: dict[str, object] = {name: value for name, value in changes.items() if value is not None}
        if "pay" in changed:
            changed["take_home"] = None
        return self.model_copy(update=changed)

    @property
    def pension_choice(self) -> Literal["automatic", "none", "given"]:
        """Which pension applies. If the field is absent, automatic enrolment decides; null means opted out."""
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
        trades = bool(items(data, "profits"))
        yield from one_of(data, "pay", "take_home", "profit", needed=not paid_otherwise and not trades)
        paid = next((name for name in ("pay", "take_home") if given(data, name) is not None), None)
        if trades and paid:
            yield ("profits",), f"give {paid} or profits, not both"
        yield from unique(data, "profits", "month")
        for pay in ("pay", "take_home"):
            per = given(given(data, pay), "per")
            if per == "hour" and given(data, "hours_per_week") is None and not steps:
                yield ("hours_per_week",), f"is needed if {pay} is by the hour"
            if per == "day" and given(data, "days_per_week") is None and not steps:
                yield ("days_per_week",), f"is needed if {pay} is by the day"
