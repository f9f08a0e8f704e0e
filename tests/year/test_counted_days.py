"""Days of New Style ESA and JSA that count, and New Style JSA that has to wait after a time in work."""

import datetime as dt
from typing import Any

import pytest

from calculator.calculator import Calculator
from calculator.contract.reading import read_case
from calculator.contract.result import Timeline
from calculator.year.dates import benefit_year


def timeline_after(calculator: Calculator, weeks: int, jsa: dict[str, Any], **adult: Any) -> Timeline:
    """The what-if in which a job that starts on 15 June 2026 ends after so many weeks."""
    case = {
        "date": "2026-06-01", "nation": "england", "adults": [{"age": 40, "new_style_jsa": jsa, **adult}], "home": {"tenure": "owner"},
        "savings": 20000, "views": ["timeline"],
        "options": [
            {
                "name": "Job", "adult": 1, "starts": "2026-06-15",
                "job": {"hours_per_week": 20, "pay": {"amount": 14, "per": "hour"}, "paid": "week"},
                "what_if": [{"kind": "ends", "after_weeks": weeks}],
            }
        ],
    }  # fmt: skip
    timeline = calculator.calculate(read_case(case)).options[0].timeline
    assert timeline is not None
    what_if: Timeline = timeline.what_if[0]
    return what_if


def turns(timeline: Timeline) -> list[tuple[str, str]]:
    """The days on which New Style JSA stops and begins."""
    events = [event for event in timeline.events if event.kind == "change" and event.line == "new_style_jsa"]
    return [(event.date.isoformat(), event.title.rsplit(" ", 1)[-1]) for event in events]


@pytest.mark.parametrize(
    ("weeks", "begins", "used_up"),
    [
        (6, "2026-07-27", "2026-11-23"),
        (12, "2026-09-07", "2027-01-04"),
        # More than 12 weeks: seven waiting days, which use none of the 182.
        (13, "2026-09-21", "2027-01-18"),
        (20, "2026-11-09", "2027-03-08"),
    ],
)
def test_jsa_after_a_job_in_the_same_benefit_year(
    calculator: Calculator, weeks: int, begins: str, used_up: str
) -> None:
    timeline = timeline_after(calculator, weeks, {"from": "2026-04-13"})
    assert turns(timeline) == [("2026-06-15", "stops"), (begins, "begins"), (used_up, "stops")]


@pytest.mark.parametrize(
    ("weeks", "jsa"),
    # The job ends on 10 January 2027, in the next benefit year; or the case does not say when New Style JSA began.
    [(30, {"from": "2026-04-13"}), (13, {})],
)
def test_a_new_claim_by_other_years_is_not_counted(calculator: Calculator, weeks: int, jsa: dict[str, Any]) -> None:
    timeline = timeline_after(calculator, weeks, jsa)
    assert turns(timeline) == [("2026-06-15", "stops")]
    told = [event for event in timeline.events if event.title == "New Style JSA does not start again by itself"]
    assert [event.date for event in told] == [dt.date(2026, 6, 15) + dt.timedelta(weeks=weeks)]


def test_jsa_without_a_first_day_goes_on_within_twelve_weeks(calculator: Calculator) -> None:
    assert turns(timeline_after(calculator, 12, {})) == [("2026-06-15", "stops"), ("2026-09-07", "begins")]


@pytest.mark.parametrize(
    ("day", "year"),
    [("2026-01-03", 2025), ("2026-01-04", 2026), ("2027-01-02", 2026), ("2027-01-03", 2027), ("2023-01-01", 2023)],
)
def test_benefit_years_begin_on_the_first_sunday_of_january(day: str, year: int) -> None:
    assert benefit_year(dt.date.fromisoformat(day)) == year


def test_the_permitted_work_form_is_for_work_that_grows_later_too(calculator: Calculator) -> None:
    case = {
        "date": "2026-06-01", "nation": "england", "home": {"tenure": "owner"}, "savings": 20000, "views": ["timeline"],
        "adults": [{"age": 40, "new_style_esa": {"group": "support", "from": "2024-04-13", "next_payday": "2026-06-05"}}],
        "options": [
            {
                "name": "Job", "adult": 1, "starts": "2026-06-22",
                "job": {
                    "hours_per_week": 10, "pay": {"amount": 14, "per": "hour"}, "paid": "week",
                    "schedule": [{"from": "2026-08-03", "hours_per_week": 20}],
                },
            }
        ],
    }  # fmt: skip
    timeline = calculator.calculate(read_case(case)).options[0].timeline
    assert timeline is not None
    told = {event.title: event.date for event in timeline.events if event.kind == "tell"}
    assert told["Send the permitted work form (PW1)"] == dt.date(2026, 6, 8)
    assert told["Tell the Jobcentre that New Style ESA would stop"] == dt.date(2026, 8, 3)


def test_universal_credit_makes_up_for_the_waiting_days(calculator: Calculator) -> None:
    case = {
        "date": "2026-06-01", "nation": "england", "adults": [{"age": 40, "new_style_jsa": {"from": "2026-04-13"}}], "savings": 0,
        "home": {"tenure": "social", "rent": {"amount": 450, "per": "month"}, "bedrooms": 1}, "views": ["timeline"],
        "universal_credit": {"assessment_period_day": 8},
        "options": [
            {
                "name": "Job", "adult": 1, "starts": "2026-06-15",
                "job": {"hours_per_week": 20, "pay": {"amount": 14, "per": "hour"}, "paid": "week"},
                "what_if": [{"kind": "ends", "after_weeks": 20}],
            }
        ],
    }  # fmt: skip
    timeline = calculator.calculate(read_case(case)).options[0].timeline
    assert timeline is not None
    awards = {period.starts: float(period.award) for period in timeline.what_if[0].assessment_periods}
    # JSA is due from 9 November: 29 of the 30 days of the period from 8 November to 7 December.
    # 424.90 + 450 - 29 x (95.55 x 52 / 12 x 12 / 365)
    assert awards[dt.date(2026, 11, 8)] == pytest.approx(424.90 + 450 - 29 * 95.55 * 52 / 365, abs=0.02)
    assert awards[dt.date(2026, 12, 8)] == pytest.approx(424.90 + 450 - 95.55 * 52 / 12, abs=0.02)
