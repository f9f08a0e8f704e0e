"""Small helpers that the whole year shares: days of the calendar, and an amount inside a note."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

DAY = dt.timedelta(days=1)
# The months from one payment to the next, of what is paid by the month or more seldom.
CYCLES_IN_MONTHS = {"month": 1, "quarter": 3, "year": 12}
WEEK = dt.timedelta(days=7)


def add_months(date: dt.date, months: int) -> dt.date:
    """The same day so many months later, or the last day of the month if that month is shorter."""
    year, month = divmod(date.year * 12 + date.month - 1 + months, 12)
    following = dt.date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1)
    return dt.date(year, month + 1, min(date.day, (following - DAY).day))


def monday(date: dt.date) -> dt.date:
    """The Monday of the week that a day is in."""
    return date - date.weekday() * DAY


def sunday_by(date: dt.date) -> dt.date:
    """The last Sunday up to a day: benefit weeks run from Monday to Sunday (HB Regs 2006 reg 2(1))."""
    return date - (date.weekday() + 1) % 7 * DAY


def birthday(born: dt.date, year: int) -> dt.date:
    """The birthday in a year. Someone born on 29 February has it on 1 March in other years."""
    try:
        return born.replace(year=year)
    except ValueError:
        return dt.date(year, 3, 1)


def new_rates(year: int) -> dt.date:
    """The first Monday of the tax year that begins in a year, from which benefits have new rates.

    Universal Credit has them from the first assessment period that begins on that day or later (SSAA 1992 s 150(10)).
    """
    begins = dt.date(year, 4, 6)
    return begins + -begins.weekday() % 7 * DAY


def benefit_year(day: dt.date) -> int:
    """The benefit year that a day is in, by the year in which it begins, on the first Sunday of January (SSCBA 1992 s 21(6))."""
    first = dt.date(day.year, 1, 1)
    return day.year if day >= first + -(first.weekday() + 1) % 7 * DAY else day.year - 1


def council_tax_year(year: int) -> dt.date:
    """The first day of the council tax year that begins in a year (Local Government Finance Act 1992 s 69(1))."""
    return dt.date(year, 4, 1)


def money(amount: Decimal) -> str:
    """An amount as it stands in a note, without the pound sign."""
    return f"{amount:,.2f}"
