"""Amounts of money with the period that each is for."""

from typing import Annotated

from pydantic import Field

from calculator.contract.model import Model
from calculator.contract.values import AdultNumber, Bounds, Date, OneOffKind, PayPeriod, Period, Pounds, Text


class Money(Model):
    """An amount of money and the period that it is for. Weekly amounts become monthly ones by x 52 / 12."""

    amount: Pounds = Field(description="The amount for one period.", examples=[450])
    per: Period = Field(description="The period that the amount is for.", examples=["month"])


class PayMoney(Model):
    """An amount of pay and the period that it is for, which can also be an hour or a day."""

    amount: Pounds = Field(description="The amount for one period.", examples=[12.71])
    per: PayPeriod = Field(description="The period that the amount is for.", examples=["hour"])


class NamedMoney(Money):
    """A regular cost with a name."""

    name: Text = Field(description="What the cost is for. It is only a label.", examples=["bus pass"])


class OneOffMoney(Model):
    """Money that comes once, on a day. It is in the year and not in the typical month."""

    date: Date = Field(description="The day on which it comes.", examples=["2027-01-15"])
    amount: Pounds = Field(description="What reaches the bank, after any tax.", examples=[320])
    kind: OneOffKind = Field(
        description="What the money is, which decides how benefits count it.", examples=["tax_refund"]
    )
    weeks: Annotated[int, Bounds(1, 520, whole=True, unit="weeks")] | None = Field(
        None,
        description="How many weeks of work a bonus or back pay is for, over which the limit of permitted work counts it. If absent, it is for no "
        "particular weeks.",
        examples=[52],
    )
    name: Text | None = Field(
        None, description="What it is called in the year. If absent, its kind.", examples=["Refund for 2026 to 2027"]
    )
    adult: AdultNumber = Field(
        1, description="Whose money it is: the adult's place in adults, counted from 1. If absent, 1.", examples=[1]
    )
