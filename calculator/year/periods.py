"""Universal Credit assessment periods (UC Regs 2013 reg 21)."""

from __future__ import annotations

import calendar
import datetime as dt


def start_in(year: int, month: int, day: int) -> dt.date:
    """The day on which the assessment period starts in a month.

    One that starts on the 31st starts on the last day of each month; on the 29th or 30th, on the 27th of February, or the
    28th in a leap year (reg 21(2)).
    """
    last = calendar.monthrange(year, month)[1]
    if day == 31:
        return dt.date(year, month, last)
    if month == 2 and day > 28:
        return dt.date(year, month, last - 1)
    return dt.date(year, month, day)


def period_holding(date: dt.date, day: int) -> dt.date:
    """The first day of the assessment period that a date is in."""
    start = start_in(date.year, date.month, day)
    if start <= date:
        return start
    before = date.replace(day=1) - dt.timedelta(days=1)
    return start_in(before.year, before.month, day)


def period_after(start: dt.date, day: int) -> dt.date:
    """The first day of the assessment period after the one that starts on a date."""
    return start_in(start.year + start.month // 12, start.month % 12 + 1, day)
