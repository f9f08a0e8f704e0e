"""Days: bank holidays, paydays, assessment periods and the day on which Universal Credit is paid."""

import calendar
import datetime as dt
from collections.abc import Iterator

Day = dt.date
DAY = dt.timedelta(days=1)
WEEKS = {"week": 1, "two_weeks": 2, "four_weeks": 4}
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

# Bank holidays of England and Wales, as listed at https://www.gov.uk/bank-holidays. 2028 follows from the Banking and Financial
# Dealings Act 1971: Easter is on 16 April, and 1 January is a Saturday, so 3 January takes its place.
LISTED = """
    2024-01-01 2024-03-29 2024-04-01 2024-05-06 2024-05-27 2024-08-26 2024-12-25 2024-12-26
    2025-01-01 2025-04-18 2025-04-21 2025-05-05 2025-05-26 2025-08-25 2025-12-25 2025-12-26
    2026-01-01 2026-04-03 2026-04-06 2026-05-04 2026-05-25 2026-08-31 2026-12-25 2026-12-28
    2027-01-01 2027-03-26 2027-03-29 2027-05-03 2027-05-31 2027-08-30 2027-12-27 2027-12-28
    2028-01-03 2028-04-14 2028-04-17 2028-05-01 2028-05-29 2028-08-28 2028-12-25 2028-12-26
"""
BANK_HOLIDAYS = {Day.fromisoformat(day) for day in LISTED.split()}
# Banks in Scotland keep the English days, and 2 January (or the next working day) as well.
SECOND_OF_JANUARY = {Day(2024, 1, 2), Day(2025, 1, 2), Day(2026, 1, 2), Day(2027, 1, 4), Day(2028, 1, 4)}


def is_banking_day(day: Day, nation: str) -> bool:
    closed = BANK_HOLIDAYS | SECOND_OF_JANUARY if nation == "scotland" else BANK_HOLIDAYS
    return day.weekday() < 5 and day not in closed


def banked(day: Day, nation: str) -> Day:
    """The last banking day on or before a day."""
    while not is_banking_day(day, nation):
        day -= DAY
    return day


def month_end(day: Day) -> Day:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def next_month(day: Day) -> Day:
    """The first day of the next month."""
    return month_end(day) + DAY


def weekdays(first: Day, last: Day) -> Iterator[Day]:
    """Mondays to Fridays from the first day to the last, both included."""
    while first <= last:
        if first.weekday() < 5:
            yield first
        first += DAY


# ---------------------------------------------------------------------- assessment periods
def period_start(year: int, month: int, day: int) -> Day:
    """The day on which an assessment period starts in a month (UC Regs 2013 reg 21(2))."""
    last = calendar.monthrange(year, month)[1]
    if day == 31:
        return Day(year, month, last)
    if month == 2 and day in (29, 30):
        return Day(year, month, last - 1)
    return Day(year, month, day)


def assessment_periods(day: int, first: Day, last: Day) -> list[tuple[Day, Day]]:
    """The periods, as first and last day, from the one that has the first day in it to the one that has the last."""
    month = (first.replace(day=1) - DAY).replace(day=1)
    periods: list[tuple[Day, Day]] = []
    while True:
        following = next_month(month)
        start, end = (
            period_start(month.year, month.month, day),
            period_start(following.year, following.month, day) - DAY,
        )
        if start > last:
            return periods
        if end >= first:
            periods.append((start, end))
        month = following


def universal_credit_payday(period_end: Day, nation: str) -> Day:
    """Seven days after the period, or the last banking day before that."""
    return banked(period_end + 7 * DAY, nation)


# ---------------------------------------------------------------------- paydays
def monthly_payday(month: Day, rule: int | str, nation: str) -> Day:
    """The usual payday in a month, before it is moved to a banking day."""
    last = month_end(month)
    if isinstance(rule, int):
        return last.replace(day=min(rule, last.day))
    if rule == "last working day":
        return banked(last, nation)
    wanted = WEEKDAYS.index(rule.removeprefix("last "))
    return last - (last.weekday() - wanted) % 7 * DAY


def month_paid_for(usual: Day) -> Day:
    """The last day of the month that a monthly payday pays for: a payday before the 16th pays for the month before."""
    return month_end(usual) if usual.day >= 16 else usual.replace(day=1) - DAY


def default_first_payday(starts: Day) -> Day:
    """For pay by the week: the Friday of the week after the first weekday of work."""
    while starts.weekday() > 4:
        starts += DAY
    return starts + (4 - starts.weekday() + 7) * DAY


def tax_year(day: Day) -> Day:
    """The first day of the tax year that a day is in."""
    start = Day(day.year, 4, 6)
    return start if day >= start else Day(day.year - 1, 4, 6)


def tax_month(day: Day) -> int:
    start = tax_year(day)
    return (day.year - start.year) * 12 + day.month - start.month + (1 if day.day >= 6 else 0)
