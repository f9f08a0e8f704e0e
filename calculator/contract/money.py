"""Amounts of money with the period that each is for."""

from calculator.contract.model import Model
from calculator.contract.values import PayPeriod, Period, Pounds, Text


class Money(Model):
    amount: Pounds
    per: Period


class PayMoney(Model):
    amount: Pounds
    per: PayPeriod


class NamedMoney(Money):
    name: Text
