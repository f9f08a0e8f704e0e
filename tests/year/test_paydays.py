"""Paydays fall on the days that employers mean, and each pays for its own work once."""

import datetime as dt
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calculator.contract.job import Job
from calculator.contract.values import Nation
from calculator.year.banking import is_banking_day, paid_by
from calculator.year.paydays import full_days, paydays

LONG_AGO, END = dt.date(2024, 4, 6), dt.date(2027, 12, 31)


def job(**given: Any) -> Job:
    return Job.model_validate({"take_home": {"amount": 800, "per": "month"}, **given})


def dates(
    made: Job, first: str, starts: str | None = None, ends: str | None = None, count: int = 4, since: dt.date = LONG_AGO
) -> list[str]:
    given = made.model_copy(update={"first_payday": dt.date.fromisoformat(first)})
    day = dt.date.fromisoformat
    days = paydays(given, day(starts) if starts else None, day(ends) if ends else None, END, "england", since)
    return [each.date.isoformat() for each, _ in zip(days, range(count), strict=False)]


@pytest.mark.parametrize(
    ("given", "first", "expected"),
    [
        ({"paid": "month", "payday": "last working day"}, "2026-12-31", ["2026-12-31", "2027-01-29", "2027-02-26", "2027-03-31"]),
        ({"paid": "month", "payday": "last friday"}, "2026-12-18", ["2026-12-18", "2027-01-29", "2027-02-26", "2027-03-25"]),
        ({"paid": "month", "payday": 31}, "2026-12-31", ["2026-12-31", "2027-01-29", "2027-02-26", "2027-03-31"]),
        ({"paid": "month"}, "2026-12-15", ["2026-12-15", "2027-01-15", "2027-02-15", "2027-03-15"]),
        ({"paid": "four_weeks"}, "2026-12-31", ["2026-12-31", "2027-01-28", "2027-02-25", "2027-03-25"]),
        # Christmas Day and New Year's Day are Fridays: the money comes the day before.
        ({"paid": "week"}, "2026-12-18", ["2026-12-18", "2026-12-24", "2026-12-31", "2027-01-08"]),
    ],
)  # fmt: skip
def test_the_days(given: dict[str, Any], first: str, expected: list[str]) -> None:
    assert dates(job(**given), first, since=dt.date.fromisoformat(first)) == expected


@pytest.mark.parametrize(
    ("given", "known", "expected"),
    [
        ({"paid": "week"}, "2026-11-27", ["2026-11-13", "2026-11-20", "2026-11-27", "2026-12-04"]),
        ({"paid": "two_weeks"}, "2026-11-27", ["2026-11-13", "2026-11-27", "2026-12-11", "2026-12-24"]),
        ({"paid": "four_weeks"}, "2026-12-18", ["2026-11-20", "2026-12-18", "2027-01-15", "2027-02-12"]),
        ({"paid": "month", "payday": 28}, "2026-12-28", ["2026-11-27", "2026-12-28", "2027-01-28", "2027-02-26"]),
    ],
)
def test_a_job_now_has_paydays_before_the_one_that_is_known(
    given: dict[str, Any], known: str, expected: list[str]
) -> None:
    """Pay that came earlier in the assessment period counts in it (UC Regs 2013 reg 54)."""
    since = dt.date(2026, 11, 14)
    assert [day for day in dates(job(**given), known, since=since, count=5) if day >= "2026-11-10"][:4] == expected


def test_scotland_keeps_its_own_holidays() -> None:
    second_of_january = dt.date(2026, 1, 2)
    assert is_banking_day(second_of_january, "england")
    assert not is_banking_day(second_of_january, "scotland")
    assert paid_by(dt.date(2026, 1, 4), "scotland") == dt.date(2025, 12, 31)


def test_a_first_month_is_for_the_days_since_the_start() -> None:
    made = job(paid="month", payday="last working day")
    first = next(paydays(made, dt.date(2026, 12, 14), None, END, None, LONG_AGO))
    assert (first.from_, first.to, first.full) == (dt.date(2026, 12, 14), dt.date(2026, 12, 31), 23)


def test_work_of_the_month_before_the_first_payday_is_paid_with_it() -> None:
    made = job(paid="month", payday="last working day", first_payday="2027-01-29")
    first = next(paydays(made, dt.date(2026, 12, 14), None, END, None, LONG_AGO))
    assert (first.from_, first.to) == (dt.date(2026, 12, 14), dt.date(2027, 1, 31))
    # Each month's part is a share of that month's weekdays.
    assert [full_days(made, first, day) for day in (first.from_, first.to)] == [23, 21]


@pytest.mark.parametrize(
    ("payday", "starts", "paid", "from_", "to"),
    [
        (25, "2026-12-28", "2027-01-25", "2026-12-28", "2027-01-31"),
        (25, "2026-11-30", "2026-12-24", "2026-11-30", "2026-12-31"),
        (10, "2026-12-28", "2027-01-08", "2026-12-28", "2026-12-31"),
        # The pay of 10 November would be for Saturday 31 October alone.
        (10, "2026-10-31", "2026-12-10", "2026-11-01", "2026-11-30"),
        ("last friday", "2027-01-30", "2027-02-26", "2027-01-30", "2027-02-28"),
    ],
)
def test_days_of_work_before_the_first_month_are_paid_with_it(
    payday: int | str, starts: str, paid: str, from_: str, to: str
) -> None:
    day = dt.date.fromisoformat
    first = next(paydays(job(paid="month", payday=payday), day(starts), None, END, "england", LONG_AGO))
    assert (first.date, first.from_, first.to) == (day(paid), day(from_), day(to))


@pytest.mark.parametrize("rule", [{}, {"payday": 15}])
def test_a_first_payday_early_in_the_first_month_pays_for_that_month(rule: dict[str, int]) -> None:
    made = job(paid="month", first_payday="2026-11-13", **rule)
    days = paydays(made, dt.date(2026, 11, 2), None, END, "england", LONG_AGO)
    found = [next(days) for _ in range(2)]
    assert [each.date for each in found] == [dt.date(2026, 11, 13), dt.date(2026, 12, 15 if rule else 11)]
    assert [(each.from_, each.to) for each in found] == [
        (dt.date(2026, 11, 2), dt.date(2026, 11, 30)),
        (dt.date(2026, 12, 1), dt.date(2026, 12, 31)),
    ]


def test_a_payday_that_is_not_given_stays_the_last_working_day_or_the_friday() -> None:
    def first(cycle: str, starts: str, count: int = 3) -> list[str]:
        days = paydays(job(paid=cycle), dt.date.fromisoformat(starts), None, END, "england", LONG_AGO)
        return [each.date.isoformat() for each, _ in zip(days, range(count), strict=False)]

    assert first("month", "2026-05-11") == ["2026-05-29", "2026-06-30", "2026-07-31"]
    assert first("month", "2027-02-08") == ["2027-02-26", "2027-03-31", "2027-04-30"]
    # Good Friday, and Christmas Day of 2026: the money comes on the Thursday, and on Fridays after that.
    assert first("week", "2027-03-15") == ["2027-03-25", "2027-04-02", "2027-04-09"]
    assert first("two_weeks", "2026-12-14") == ["2026-12-24", "2027-01-08", "2027-01-22"]
    given = job(paid="week", first_payday="2027-03-26")
    assert next(paydays(given, dt.date(2027, 3, 15), None, END, "england", LONG_AGO)).date == dt.date(2027, 3, 26)


@pytest.mark.parametrize(
    ("cycle", "ends", "last"),
    [
        ("month", "2026-11-01", "2026-10-30"),
        ("month", "2026-08-02", "2026-07-31"),
        ("month", "2026-11-02", "2026-11-30"),
        ("month", "2027-01-01", "2027-01-29"),
        ("week", "2026-11-01", "2026-11-06"),
    ],
)
def test_no_payday_is_for_the_weekend_after_the_last_working_day_alone(cycle: str, ends: str, last: str) -> None:
    day = dt.date.fromisoformat
    *_, found = paydays(job(paid=cycle), day("2026-03-02"), day(ends), END, "england", LONG_AGO)
    assert found.date == day(last)


def test_a_week_in_hand_is_paid_after_the_job_has_ended() -> None:
    made = job(paid="week", first_payday="2026-12-18")
    days = list(paydays(made, dt.date(2026, 11, 30), dt.date(2026, 12, 20), END, None, LONG_AGO))
    assert [each.date for each in days] == [dt.date(2026, 12, 18), dt.date(2026, 12, 24), dt.date(2026, 12, 31)]
    assert [(each.to - each.from_).days + 1 for each in days] == [7, 7, 7]


@given(
    st.sampled_from(["week", "two_weeks", "four_weeks", "month"]),
    st.dates(dt.date(2026, 1, 1), dt.date(2026, 6, 30)),
    st.integers(20, 300),
)
def test_every_day_worked_is_paid_for_once(cycle: str, starts: dt.date, length: int) -> None:
    ends = starts + dt.timedelta(days=length)
    days = list(paydays(job(paid=cycle), starts, ends, dt.date(2028, 1, 1), "wales", LONG_AGO))
    paid = [each.from_ + dt.timedelta(days=n) for each in days for n in range((each.to - each.from_).days + 1)]
    assert len(paid) == len(set(paid))
    worked = {starts + dt.timedelta(days=n) for n in range(length + 1)}
    # Only a weekend at either end can be left out: it belongs to no payday of its own.
    assert all(day.weekday() >= 5 for day in worked ^ set(paid))
    assert set(paid) <= worked
    assert all(before.date < after.date for before, after in pairwise(days))


@pytest.mark.parametrize(
    ("due", "nation", "paid"),
    [
        ("2026-04-06", "scotland", "2026-04-02"),  # Easter Monday is a bank holiday in England only
        ("2026-08-03", "scotland", "2026-08-03"),
        ("2026-08-31", "scotland", "2026-08-28"),
        ("2026-11-30", "scotland", "2026-11-30"),  # Saint Andrew
        ("2026-06-15", "scotland", "2026-06-15"),  # a holiday of that year, in Scotland only
        ("2026-01-02", "scotland", "2025-12-31"),
        ("2027-01-04", "scotland", "2026-12-31"),  # in place of Saturday 2 January
        ("2027-01-04", "england", "2027-01-04"),
        ("2026-01-02", "wales", "2026-01-02"),
        ("2026-12-28", "scotland", "2026-12-24"),
        ("2026-12-28", "wales", "2026-12-24"),
        ("2027-03-29", "scotland", "2027-03-25"),
        ("2027-03-29", None, "2027-03-25"),
    ],
)
def test_payments_keep_englands_bank_holidays_and_scotlands_new_year(
    due: str, nation: Nation | None, paid: str
) -> None:
    assert paid_by(dt.date.fromisoformat(due), nation) == dt.date.fromisoformat(paid)
