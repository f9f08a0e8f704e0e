"""What goes in: a `Case`, with its options.

A field that is left out is None, so "not given" never means 0 or false. A list that is left out is empty.
"""

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from calculator.contract.benefits import Claims, Deduction, Paydays, UniversalCreditAccount
from calculator.contract.checks import (
    Found,
    ages,
    days_of_options,
    given,
    in_order,
    one_of,
    references,
    unchangeable,
    unique,
)
from calculator.contract.home import ChildCareCosts, Home
from calculator.contract.job import Job
from calculator.contract.model import Model
from calculator.contract.money import Money, OneOffMoney
from calculator.contract.people import Adult, Child
from calculator.contract.values import (
    MOST_CHANGES,
    MOST_ONE_OFF,
    MOST_OPTIONS,
    AdultNumber,
    Balance,
    Bounds,
    Date,
    HoursPerWeek,
    Many,
    Nation,
    Pointer,
    Pounds,
    Replaces,
    Text,
    View,
    refusal,
)

CONTRACT = "1.1"


class WhatIf(Model):
    """Something that might happen to the job of an option, for the timeline. Either after_weeks or date is needed."""

    kind: Literal["ends", "hours", "sick", "payday"] = Field(
        description="What happens: the job ends, its hours change, the worker is off sick, or a payday moves.",
        examples=["ends"],
    )
    after_weeks: Annotated[int, Bounds(0, 520, whole=True, unit="weeks")] | None = Field(
        None, description="Weeks from the start of the option. If absent, date is needed.", examples=[6]
    )
    date: Date | None = Field(
        None, description="The day on which it happens. If absent, after_weeks is needed.", examples=["2027-01-18"]
    )
    hours: HoursPerWeek | None = Field(
        None, description="The new hours; the kind hours needs them. If absent, hours do not change.", examples=[10]
    )
    weeks: Annotated[int, Bounds(0, 520, whole=True, unit="weeks")] | None = Field(
        None, description="How long the sickness lasts. If absent, it goes on.", examples=[4]
    )

    @classmethod
    def checks(cls, data: object) -> Iterable[Found]:
        yield from one_of(data, "after_weeks", "date", needed=True)
        if given(data, "kind") == "hours" and given(data, "hours") is None:
            yield ("hours",), "is needed if the kind is hours"


class HouseholdChange(Model):
    """A change to the household, as an operation of JSON Patch (RFC 6902) on the case. It holds from its day on."""

    op: Literal["add", "replace", "remove"] = Field(
        description="What is done: something is added, replaced or removed.", examples=["replace"]
    )
    path: Pointer = Field(
        description="The place in the case, as a JSON pointer (RFC 6901). Places in lists count from 0, and - is the place after the last item.",
        examples=["/home/rent", "/adults/1", "/children/-"],
    )
    value: Any = Field(
        None,
        description="What is added, or takes the place of what was there. If absent, op must be remove.",
        examples=[{"amount": 500, "per": "month"}],
    )
    from_: Date | None = Field(
        None,
        alias="from",
        description="The first day of the change. If absent, the day on which the option starts.",
        examples=["2027-03-01"],
    )

    @classmethod
    def checks(cls, data: object) -> Iterable[Found]:
        has_value = isinstance(data, Mapping) and "value" in data
        if given(data, "op") in ("add", "replace") and not has_value:
            yield ("value",), "is needed if op is 'add' or 'replace'"
        if given(data, "op") == "remove" and given(data, "value") is not None:
            yield ("value",), "must be absent if op is 'remove'"
        yield from unchangeable(data)


class Work(Model):
    """What one adult would do: a job, no job, or as now."""

    work: Literal["job", "none", "as_now"] | None = Field(
        None,
        description="What the adult would do. If absent, job if a job is given, none if job is null, and as_now otherwise.",
        examples=["job"],
    )
    job: Job | None = Field(
        None,
        description="The job; null means no job. If absent, work goes on as now.",
        examples=[{"hours_per_week": 16, "pay": {"amount": 12.71, "per": "hour"}}],
    )
    replaces: Replaces = Field(
        "all",
        description="The current jobs that this ends: all, none, or a list of their names. If absent, all.",
        examples=["all", ["Shop"]],
    )
    starts: Date | None = Field(None, description="The first day. If absent, the case's date.", examples=["2026-12-07"])
    ends: Date | None = Field(None, description="The last day. If absent, it goes on.", examples=["2027-05-28"])

    @property
    def work_done(self) -> Literal["job", "none", "as_now"]:
        """What the adult would do. If `work` is absent, `job` decides: given, null (no job) or absent (as now)."""
        if self.work is not None:
            return self.work
        if self.job is not None:
            return "job"
        return "none" if "job" in self.model_fields_set else "as_now"

    @classmethod
    def checks(cls, data: object) -> Iterable[Found]:
        yield from in_order(data, "starts", "ends")
        work, job = given(data, "work"), given(data, "job")
        if work == "job" and job is None:
            yield ("job",), "is needed if work is 'job'"
        if work in ("none", "as_now") and job is not None:
            yield ("work",), "must be 'job' or absent if a job is given"


class AlsoWork(Work):
    """Further work that belongs to an option, such as a job for the partner."""

    adult: AdultNumber = Field(
        description="Whose work it is: the adult's place in adults, counted from 1.", examples=[2]
    )


class Option(Work):
    """A choice to compare with now or with another option."""

    name: Text = Field(description="The name of the option, which must be unique.", examples=["Cafe, 16 hours"])
    adult: AdultNumber = Field(
        1, description="Whose choice it is: the adult's place in adults, counted from 1. If absent, 1.", examples=[1]
    )
    also: Annotated[tuple[AlsoWork, ...], Many(10)] = Field(
        (),
        description="Other work that would start or stop with this option. If absent, there is none.",
        examples=[[{"adult": 2, "job": None}]],
    )
    claims: Claims | None = Field(
        None, description="What the household would claim. If absent, as now.", examples=[{"universal_credit": False}]
    )
    universal_credit_from: Date | None = Field(
        None,
        description="The day from which the household would claim Universal Credit. If absent, the award goes on, or is claimed when the option starts.",
        examples=["2026-12-07"],
    )
    childcare: ChildCareCosts | None = Field(
        None,
        description="What childcare would cost, as one sum or child by child. If absent, as now.",
        examples=[{"amount": 320, "per": "month"}],
    )
    changes: Annotated[tuple[HouseholdChange, ...], Many(MOST_CHANGES)] = Field(
        (),
        description="What else changes in the household, each from a day on. If absent, nothing else changes.",
        examples=[
            [{"op": "replace", "path": "/home/rent", "value": {"amount": 500, "per": "month"}, "from": "2027-03-01"}]
        ],
    )
    money: Annotated[tuple[OneOffMoney, ...], Many(MOST_ONE_OFF)] = Field(
        (),
        description="Money that comes once with this option, beside that of the case. If absent, there is none.",
        examples=[[{"date": "2027-01-29", "amount": 1800, "kind": "redundancy"}]],
    )
    what_if: Annotated[tuple[WhatIf, ...], Many(10)] = Field(
        (),
        description="Events to follow in the timeline. If absent, there are none.",
        examples=[[{"kind": "ends", "after_weeks": 6}]],
    )

    @property
    def claims_made(self) -> Claims | None:
        """What the household would claim. A day in `universal_credit_from` means that Universal Credit is claimed, unless `claims` says."""
        if self.universal_credit_from is None or (self.claims is not None and self.claims.universal_credit is not None):
            return self.claims
        return (self.claims or Claims()).model_copy(update={"universal_credit": True})


def _contract(value: object) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"[0-9]{1,3}\.[0-9]{1,3}", value):
        raise refusal(f'must be a version in quotes, such as "{CONTRACT}"')
    major, known = int(value.split(".")[0]), int(CONTRACT.split(".")[0])
    if major > known:
        raise refusal(f"this case is for a newer calculator: it says {value}, and this calculator reads {CONTRACT}")
    if major < known:
        raise refusal(f"contract {value} does not exist; this calculator reads {CONTRACT}")
    return value


class Case(Model):
    """A household, and the choices of work to compare. Everything but adults is optional."""

    contract: Annotated[str, BeforeValidator(_contract)] = Field(
        CONTRACT,
        description="The version of the contract that the case is written for. If absent, the current one.",
        examples=[CONTRACT],
    )
    date: Date = Field(
        default_factory=dt.date.today,
        description="The day that the figures are for, which selects the rules. If absent, today.",
        examples=["2026-11-23"],
    )
    nation: Nation | None = Field(
        None,
        description="The nation of the home. If absent, it follows from the council, and is otherwise taken to be England.",
        examples=["england"],
    )
    council: Text | None = Field(
        None,
        description="The council, by name or GSS code. If absent, council tax reduction is worked out only where one scheme serves the whole nation.",
        examples=["Sheffield"],
    )
    brma: Text | None = Field(
        None,
        description="The broad rental market area, for a private rent. If absent, a council with a single area settles it; otherwise figures show a range.",
        examples=["Sheffield"],
    )
    adults: Annotated[tuple[Adult, ...], Many(2, least=1)] = Field(
        description="One or two adults. The first is the person who asks.", examples=[[{"age": 34}]]
    )
    children: Annotated[tuple[Child, ...], Many(20)] = Field(
        (), description="Children of the household. If absent, there are none.", examples=[[{"age": 6}]]
    )
    home: Home | None = Field(
        None,
        description="The home. If absent, the household lives with others and pays no rent.",
        examples=[{"tenure": "social", "rent": {"amount": 450, "per": "month"}}],
    )
    savings: Pounds | None = Field(
        None, description="Savings and other capital that benefits count. If absent, 0.", examples=[2500]
    )
    childcare: ChildCareCosts | None = Field(
        None,
        description="What registered childcare costs now, as one sum or child by child. If absent, nothing.",
        examples=[{"amount": 320, "per": "month"}, [{"child": 1, "amount": 62, "per": "day", "days_per_week": 3}]],
    )
    claims: Claims | None = Field(
        None,
        description="Which benefits the household claims. If absent, it is taken to claim what it can get.",
        examples=[{"universal_credit": True}],
    )
    universal_credit: UniversalCreditAccount | None = Field(
        None,
        description="Facts from the Universal Credit account. If absent, they are not known.",
        examples=[{"assessment_period_day": 14}],
    )
    deductions: Annotated[tuple[Deduction, ...], Many(20)] = Field(
        (),
        description="Repayments taken from Universal Credit. If absent, there are none.",
        examples=[[{"kind": "advance", "amount": 30, "per": "month"}]],
    )
    bank_balance: Balance | None = Field(
        None,
        description="Money in the bank on the case's date. If absent, the timeline starts from 0 and shows only changes.",
        examples=[240],
    )
    money: Annotated[tuple[OneOffMoney, ...], Many(MOST_ONE_OFF)] = Field(
        (),
        description="Money that comes once, whatever is chosen. If absent, there is none.",
        examples=[[{"date": "2027-01-15", "amount": 320, "kind": "tax_refund"}]],
    )
    everyday_spending: Money | None = Field(
        None,
        description="What the household spends on everyday life. If absent, it is taken to spend what is left over now.",
        examples=[{"amount": 180, "per": "week"}],
    )
    paydays: Paydays | None = Field(
        None,
        description="When other money is paid. If absent, usual cycles are assumed.",
        examples=[{"child_benefit": {"next": "2026-12-01", "every": "four_weeks"}}],
    )
    compare_with: Text = Field(
        "now",
        description="What options are compared with: now, or the name of an option. If absent, now.",
        examples=["now"],
    )
    options: Annotated[tuple[Option, ...], Many(MOST_OPTIONS)] = Field(
        (),
        description="The choices to compare. If absent, only the position now is worked out.",
        examples=[[{"name": "Cafe, 16 hours", "job": {"hours_per_week": 16, "pay": {"amount": 12.71, "per": "hour"}}}]],
    )
    views: Annotated[tuple[View, ...], Many(10)] = Field(
        (), description="What to work out beyond the comparison. If absent, nothing more.", examples=[["timeline"]]
    )

    def start_of(self, option: Option) -> dt.date:
        """The day on which an option starts: the case's date if the option has no later day of its own."""
        return max(self.date, option.starts or self.date)

    @classmethod
    def checks(cls, data: object) -> Iterable[Found]:
        yield from unique(data, "options", "name")
        yield from ages(data)
        yield from days_of_options(data)
        yield from references(data)
