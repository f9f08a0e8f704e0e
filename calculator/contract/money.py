"""Amounts of money with the period that each is for."""

from pydantic import Field

from calculator.contract.model import Model
from calculator.contract.values import PayPeriod, Period, Pounds, Text


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
