"""The contract's way in: a `Case`.

A field that is left out is None, so "not given" never means 0 or false. A list that is left out is empty.
"""

import datetime as dt
import re
from collections.abc import Iterable
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from calculator.contract.benefits import Claims, Deduction, Paydays, UniversalCreditAccount
from calculator.contract.checks import Found, ages, given, in_order, one_of, references, unique
from calculator.contract.home import ChildCareCosts, Home
from calculator.contract.job import Job
from calculator.contract.model import Model
from calculator.contract.money import Money
from calculator.contract.people import Adult, Child
from calculator.contract.values import (
    MOST_OPTIONS,
    AdultNumber,
    Balance,
    Bounds,
    Date,
    HoursPerWeek,
    Many,
    Nation,
    Pounds,
    Replaces,
    Text,
    View,
    refusal,
)

CONTRACT = "1.0"


class WhatIf(Model):
    kind: Literal["ends", "hours", "sick", "payday"]
    after_weeks: Annotated[int, Bounds(0, 520, whole=True)] | None = None
    date: Date | None = None
    hours: HoursPerWeek | None = None
    weeks: Annotated[int, Bounds(0, 520, whole=True)] | None = None

    @classmethod
    def checks(cls, data: object) -> Iterable[Found]:
        yield from one_of(data, "after_weeks", "date", needed=True)
        if given(data, "kind") == "hours" and given(data, "hours") is None:
            yield ("hours",), "is needed where the kind is hours"


class Work(Model):
    """What one adult would do: a job, no job, or as now."""

    work: Literal["job", "none", "as_now"] | None = None
    job: Job | None = None
    replaces: Replaces = "all"
    starts: Date | None = None
    ends: Date | None = None

    @property
    def work_done(self) -> Literal["job", "none", "as_now"]:
        """Where `work` is absent the job says it: given, null (no job), or absent (as now)."""
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
            yield ("job",), "is needed where work is 'job'"
        if work in ("none", "as_now") and job is not None:
            yield ("work",), "must be 'job', or absent, where a job is given"


class AlsoWork(Work):
    adult: AdultNumber


class Option(Work):
    name: Text
    adult: AdultNumber = 1
    also: Annotated[tuple[AlsoWork, ...], Many(10)] = ()
    claims: Claims | None = None
    universal_credit_from: Date | None = None
    childcare: ChildCareCosts | None = None
    what_if: Annotated[tuple[WhatIf, ...], Many(10)] = ()

    @property
    def claims_made(self) -> Claims | None:
        """What would be claimed: a day from which Universal Credit is claimed says that it is, where `claims` does not say."""
        if self.universal_credit_from is None or (self.claims is not None and self.claims.universal_credit is not None):
            return self.claims
        return (self.claims or Claims()).model_copy(update={"universal_credit": True})


def _contract(value: object) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"[0-9]{1,3}\.[0-9]{1,3}", value):
        raise refusal(f'must be a version in quotes, such as "{CONTRACT}"')
    major, known = int(value.split(".")[0]), int(CONTRACT.split(".")[0])
    if major > known:
        raise refusal(f"this case is for a newer calculator: {value} is given, {CONTRACT} is read here")
    if major < known:
        raise refusal(f"there is no contract {value}: {CONTRACT} is read here")
    return value


class Case(Model):
    contract: Annotated[str, BeforeValidator(_contract)] = CONTRACT
    date: Date = Field(default_factory=dt.date.today)
    nation: Nation | None = None
    council: Text | None = None
    brma: Text | None = None
    adults: Annotated[tuple[Adult, ...], Many(2, least=1)]
    children: Annotated[tuple[Child, ...], Many(20)] = ()
    home: Home | None = None
    savings: Pounds | None = None
    childcare: ChildCareCosts | None = None
    claims: Claims | None = None
    universal_credit: UniversalCreditAccount | None = None
    deductions: Annotated[tuple[Deduction, ...], Many(20)] = ()
    bank_balance: Balance | None = None
    everyday_spending: Money | None = None
    paydays: Paydays | None = None
    compare_with: Text = "now"
    options: Annotated[tuple[Option, ...], Many(MOST_OPTIONS)] = ()
    views: Annotated[tuple[View, ...], Many(10)] = ()

    @classmethod
    def checks(cls, data: object) -> Iterable[Found]:
        yield from unique(data, "options", "name")
        yield from ages(data)
        yield from references(data)
