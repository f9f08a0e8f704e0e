"""Paydays fall on the days that employers mean, and each pays for its own work once."""

import datetime as dt
from itertools import pairwise, takewhile
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calculator.contract.job import Job
from calculator.contract.values import Nation
from calculator.year.banking import is_banking_day, paid_by
from calculator.year.paydays import paydays, usual_first

END = dt.date(2027, 12, 31)


def job(**given: Any) -> Job:
    return Job.model_validate({"take_home": {"amount": 800, "per": "month"}, **given})


def dates(made: Job, first: str, starts: str | None = None, ends: str | None = None, count: int = 4) -> list[str]:
    days = paydays(
        made,
        dt.date.fromisoformat(first),
        dt.date.fromisoformat(starts) if starts else None,
        dt.date.fromisoformat(ends) if ends else None,
        END,
        "england",
    )
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
    assert dates(job(**given), first) == expected


def test_scotland_keeps_its_own_holidays() -> None:
    second_of_january = dt.date(2026, 1, 2)
    assert is_banking_day(second_of_january, "england")
    assert not is_banking_day(second_of_january, "scotland")
    assert paid_by(dt.date(2026, 1, 4), "scotland") == dt.date(2025, 12, 31)


def test_a_first_month_is_for_the_days_since_the_start() -> None:
    made = job(paid="month", payday="last working day")
    first = next(paydays(made, dt.date(2026, 12, 31), dt.date(2026, 12, 14), None, END, None))
    assert (first.from_, first.to, first.full) == (dt.date(2026, 12, 14), dt.date(2026, 12, 31), 23)


def test_work_of_the_month_before_the_first_payday_is_paid_with_it() -> None:
    made = job(paid="month", payday="last working day")
    first = next(paydays(made, dt.date(2027, 1, 29), dt.date(2026, 12, 14), None, END, None))
    assert (first.from_, first.to) == (dt.date(2026, 12, 14), dt.date(2027, 1, 31))


def test_a_week_in_hand_is_paid_after_the_job_has_ended() -> None:
    made = job(paid="week")
    days = list(paydays(made, dt.date(2026, 12, 18), dt.date(2026, 11, 30), dt.date(2026, 12, 20), END, None))
    assert [each.date for each in days] == [dt.date(2026, 12, 18), dt.date(2026, 12, 24), dt.date(2026, 12, 31)]
    assert [(each.to - each.from_).days + 1 for each in days] == [7, 7, 7]


@given(
    st.sampled_from(["week", "two_weeks", "four_weeks", "month"]),
    st.dates(dt.date(2026, 1, 1), dt.date(2026, 6, 30)),
    st.integers(20, 300),
)
def test_every_day_worked_is_paid_for_once(cycle: str, starts: dt.date, length: int) -> None:
    made = job(paid=cycle)
    ends = starts + dt.timedelta(days=length)
    days = list(paydays(made, usual_first(made, starts, "wales"), starts, ends, dt.date(2028, 1, 1), "wales"))
    worked = [each.from_ + dt.timedelta(days=n) for each in days for n in range((each.to - each.from_).days + 1)]
    assert len(worked) == len(set(worked))
    # But for some days of a first pay that comes before a whole period is worked, none is left out.
    assert set(worked) == set(
        takewhile(lambda day: day <= ends, (worked[0] + dt.timedelta(days=n) for n in range(400)))
    )
    assert worked[0] - starts <= dt.timedelta(days=7)
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
