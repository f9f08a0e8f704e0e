"""Assessment periods begin on the same day of each month, as UC Regs 2013 reg 21 says, to the end of short months."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import tries

from calculator.year.periods import period_holding, start_in

DAYS = st.integers(1, 31)
DATES = st.dates(dt.date(2013, 4, 29), dt.date(2100, 12, 31))


@pytest.mark.parametrize(
    ("year", "month", "day", "starts"),
    [
        (2026, 11, 14, "2026-11-14"),
        (2026, 11, 31, "2026-11-30"),
        (2026, 12, 31, "2026-12-31"),
        (2027, 2, 31, "2027-02-28"),
        (2028, 2, 31, "2028-02-29"),
        (2027, 2, 30, "2027-02-27"),
        (2027, 2, 29, "2027-02-27"),
        (2028, 2, 30, "2028-02-28"),
        (2028, 2, 29, "2028-02-28"),
        (2027, 2, 28, "2027-02-28"),
        (2026, 11, 30, "2026-11-30"),
        (2100, 2, 29, "2100-02-27"),
    ],
)
def test_a_period_starts_as_regulation_21_says_in_short_months(year: int, month: int, day: int, starts: str) -> None:
    assert start_in(year, month, day) == dt.date.fromisoformat(starts)


@pytest.mark.parametrize(
    ("date", "day", "starts"),
    [
        ("2026-11-23", 14, "2026-11-14"),
        ("2026-11-14", 14, "2026-11-14"),
        ("2026-11-13", 14, "2026-10-14"),
        ("2027-01-05", 14, "2026-12-14"),
        ("2026-11-29", 31, "2026-10-31"),
        ("2026-11-30", 31, "2026-11-30"),
        ("2027-03-30", 31, "2027-02-28"),
        ("2027-02-27", 30, "2027-02-27"),
        ("2027-02-26", 30, "2027-01-30"),
        ("2028-02-28", 29, "2028-02-28"),
    ],
)
def test_a_day_is_in_the_period_that_started_last(date: str, day: int, starts: str) -> None:
    assert period_holding(dt.date.fromisoformat(date), day) == dt.date.fromisoformat(starts)


@tries(100)
@given(DATES, DAYS)
def test_every_day_is_in_a_period_of_about_a_month_that_began_on_it_or_before(date: dt.date, day: int) -> None:
    starts = period_holding(date, day)
    assert starts <= date < starts + dt.timedelta(days=33)


@tries(100)
@given(DATES, DAYS)
def test_every_day_of_a_period_is_in_the_same_period(date: dt.date, day: int) -> None:
    starts = period_holding(date, day)
    assert period_holding(starts, day) == starts
    assert all(period_holding(starts + dt.timedelta(days=n), day) == starts for n in range((date - starts).days + 1))


@tries(100)
@given(st.integers(2014, 2099), DAYS)
def test_a_year_has_twelve_periods(year: int, day: int) -> None:
    days = (dt.date(year, 1, 1) + dt.timedelta(days=n) for n in range(366))
    starts = {period_holding(each, day) for each in days if each.year == year}
    assert len({each for each in starts if each.year == year}) == 12
