"""Money and time as the rules count them: periods of money, and whole months, years and days between days."""

from __future__ import annotations

import calendar
import datetime as dt
from decimal import Decimal
from typing import Protocol

ZERO = Decimal(0)
PER_YEAR = {
    "week": Decimal(52),
    "two_weeks": Decimal(26),
    "four_weeks": Decimal(13),
    "month": Decimal(12),
    "quarter": Decimal(4),
    "year": Decimal(1),
}


class PeriodicMoney(Protocol):
    """Pounds for a period, such as Money and Deduction of a Case."""

    @property
    def amount(self) -> Decimal: ...

    @property
    def per(self) -> str: ...


# What a Case can say of an input, before it is a value of the rules.
Fact = Decimal | bool | int | str | dt.date | PeriodicMoney | None


def yearly(amount: Decimal, per: str) -> Decimal:
    """An amount for a period, in pounds a year. A year has 52 weeks, as the contract says."""
    return amount * PER_YEAR[per]


def monthly(money: PeriodicMoney | None) -> Decimal:
    """Money for a period, in pounds a month; nothing if it is not given."""
    return yearly(money.amount, money.per) / 12 if money is not None else ZERO


def days_since(start: dt.date | None, date: dt.date) -> int | None:
    """Days from one day to another; 0 if the first is later."""
    return None if start is None else max(0, (date - start).days)


def months_between(start: dt.date | None, end: dt.date) -> int | None:
    """Whole months from one day to another; 0 if the first is later. The last day of a shorter month ends a month too."""
    if start is None:
        return None
    last_day = calendar.monthrange(end.year, end.month)[1]
    return max(0, (end.year - start.year) * 12 + end.month - start.month - (end.day < min(start.day, last_day)))


def years_before(date: dt.date, years: int) -> dt.date:
    """The same day so many years before; 28 February for 29 February in a year without one."""
    try:
        return date.replace(year=date.year - years)
    except ValueError:  # 29 February
        return date.replace(year=date.year - years, day=28)
