"""Other choices for a job that somebody has now come out as one would write them by hand."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from calculator.changes import PayNotKnown, fewer_hours, off_sick, phased_return
from calculator.contract.job import Job

MONDAY = dt.date(2026, 11, 30)
SALARY = {"hours_per_week": 37.5, "pay": {"amount": 2000, "per": "month"}}


def job(**facts: Any) -> Job:
    return Job.model_validate({"hours_per_week": 37.5, "pay": {"amount": 14.6, "per": "hour"}, **facts})


def made(facts: dict[str, Any]) -> Job:
    return Job.model_validate(facts)


def test_a_phased_return_takes_a_step_for_each_day_that_is_added() -> None:
    found = made(phased_return(job(days_per_week=5, sick={"from": "2026-10-05"}), MONDAY, 6, Decimal(15), Decimal(2)))
    steps = [(step.from_.isoformat(), step.hours_per_week, step.days_per_week) for step in found.schedule]
    assert (found.hours_per_week, found.days_per_week, found.sick) == (15, 2, None)
    assert steps == [("2026-12-14", Decimal("22.5"), 3), ("2026-12-28", 30, 4), ("2027-01-11", Decimal("37.5"), 5)]


def test_without_days_it_takes_a_step_a_week_and_ends_at_the_jobs_own_hours() -> None:
    found = made(phased_return(job(), MONDAY, 4, Decimal(10)))
    assert [step.hours_per_week for step in found.schedule] == [17, Decimal("23.75"), Decimal("30.75"), Decimal("37.5")]
    assert [(step.from_ - MONDAY).days for step in found.schedule] == [7, 14, 21, 28]
    assert found.settled.hours_per_week == Decimal("37.5")


def test_a_salary_goes_with_the_hours_and_is_whole_again_at_the_end() -> None:
    found = made(phased_return(job(**SALARY), MONDAY, 2, Decimal(15)))
    assert found.pay
    assert found.pay.amount == 800
    assert [step.pay.amount for step in found.schedule if step.pay] == [1400, 2000]
    fewer = made(fewer_hours(job(**SALARY), Decimal("22.5"))).settled.pay
    assert fewer
    assert fewer.amount == 1200


def test_fares_go_by_the_days_where_both_are_known() -> None:
    fares = [{"name": "fuel", "amount": 70, "per": "week"}]
    known = made(fewer_hours(job(days_per_week=5, work_costs=fares), Decimal("22.5"), Decimal(3)))
    assert known.work_costs[0].amount == 42
    assert made(fewer_hours(job(work_costs=fares), Decimal(20))).work_costs[0].amount == 70


def test_sick_pay_takes_the_place_of_pay_from_a_day_on() -> None:
    found = made(off_sick(job(paid="month"), MONDAY))
    assert found.sick
    assert found.sick.from_ == MONDAY
    assert found.pay == job().pay


@pytest.mark.parametrize(
    "facts",
    [{"pay": None, "take_home": {"amount": 1500, "per": "month"}}, {"hours_per_week": None, "pay": SALARY["pay"]}],
)
def test_what_other_hours_pay_is_not_guessed(facts: dict[str, Any]) -> None:
    with pytest.raises(PayNotKnown):
        fewer_hours(job(**facts), Decimal(20))
