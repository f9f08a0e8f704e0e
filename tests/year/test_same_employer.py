"""An option can change a job that somebody has, as a phased return does. The employment goes on: code, tax record, pension and paydays."""

from typing import Any

import pytest

from calculator.calculator import Calculator
from calculator.contract.reading import read_case
from calculator.contract.result import Result

HOURLY = {"amount": 12.71, "per": "hour"}
Json = dict[str, Any]


def job(name: str, hours: float, **more: Any) -> Json:
    return {"name": name, "hours_per_week": hours, "pay": HOURLY, "paid": "month", **more}


def worked(
    calculator: Calculator, held: Json, taken_up: Json, starts: str, household: Json | None = None, **adult: Any
) -> Result:
    case = {
        "date": "2026-11-02",
        "nation": "england",
        "adults": [{"age": 40, "jobs": [held], **adult}],
        "savings": 0,
        "claims": {"universal_credit": False},
        "views": ["timeline"],
        "options": [{"name": "Change", "adult": 1, "job": taken_up, "starts": starts}],
        **(household or {}),
    }
    return calculator.calculate(read_case(case))


def paydays(result: Result) -> list[tuple[str, float]]:
    timeline = result.options[0].timeline
    assert timeline is not None
    return [(str(each.date), float(each.amount or 0)) for each in timeline.events if each.kind == "payday"]


def assumed(result: Result) -> dict[str, str]:
    return {each.id: each.text for each in result.assumptions if each.path.startswith("/options/0/job")}


def test_a_member_of_the_pension_stays_one_when_hours_fall(calculator: Calculator) -> None:
    """12 hours are 660.92 a month, too little to be enrolled, but a member goes on (Pensions Act 2008 s 2).

    4% of 660.92 less 520 is 5.64 (5% less tax relief).
    """
    paid = dict(paydays(worked(calculator, job("Shop", 30), job("Shop", 12), "2026-12-01")))
    assert paid["2026-12-31"] == 655.28
    other = dict(paydays(worked(calculator, job("Shop", 30), job("Cafe", 12), "2026-12-01")))
    assert other["2026-12-31"] == 660.92


@pytest.mark.parametrize(
    ("taken_up", "same"),
    [
        (job("Shop", 20), True),
        (job("shop", 20), True),
        (job("Cafe", 20), False),
        (job("Shop", 20, starter_statement="B"), False),
    ],
    ids=["same name", "other case", "other name", "a starter checklist"],
)
def test_the_tax_code_goes_on_and_nothing_is_asked_for_a_starter(
    calculator: Calculator, taken_up: Json, same: bool
) -> None:
    said = assumed(worked(calculator, job("Shop", 30), taken_up, "2026-12-01"))
    assert ("same_employer" in said) is same
    assert "M1" not in said["tax_code"] or not same
    assert "starter_statement" not in said or not same


def test_the_year_so_far_goes_on(calculator: Calculator) -> None:
    """Pay to 30 November is 10,000 + 1,652.30 and tax on it 653.20. With 2,203.07 more, 884.20 is due by 31 December: 231.00.

    National Insurance is 8% of 1,155.07, and the pension 4% of 1,683.07 (5% less tax relief).
    """
    so_far = {"pay": 10_000, "tax": 0}
    paid = dict(paydays(worked(calculator, job("Shop", 30), job("Shop", 40), "2026-12-01", tax_this_year=so_far)))
    assert paid["2026-12-31"] == pytest.approx(2203.07 - 231.00 - 92.41 - 67.32, abs=0.01)


def test_one_payday_brings_the_pay_before_the_change_and_after_it(calculator: Calculator) -> None:
    """The pay of 10 December is for November: ten weekdays of 21 at 30 hours (1,652.30) and eleven at 40 (2,203.07), 1,940.79.

    Tax of month 1 is 178.40, National Insurance 71.42 and the pension 56.83.
    """
    found = paydays(worked(calculator, job("Shop", 30, payday=10), job("Shop", 40, payday=10), "2026-11-16"))
    december = [amount for day, amount in found if day.startswith("2026-12")]
    assert december == [pytest.approx(1940.79 - 178.40 - 71.42 - 56.83, abs=0.02)]


@pytest.mark.parametrize(("paid", "every"), [("week", 7), ("two_weeks", 14), ("four_weeks", 28)])
@pytest.mark.parametrize("first", [{}, {"first_payday": "2026-10-09"}], ids=["not given", "given"])
def test_the_paydays_go_on(calculator: Calculator, paid: str, every: int, first: Json) -> None:
    held = job("Shop", 30, paid=paid, **first)
    found = [day for day, _ in paydays(worked(calculator, held, job("Shop", 12, paid=paid), "2026-11-16"))]
    staying = [day for day, _ in paydays(worked(calculator, held, {**held, "hours_per_week": 31}, "2027-03-01"))]
    assert found[:3] == staying[:3]
    assert len(found) == len(set(found)) >= 364 // every - 1


def test_the_day_of_the_month_goes_on(calculator: Calculator) -> None:
    held = {name: part for name, part in job("Shop", 30, payday=20).items() if name != "paid"}
    found = [day for day, _ in paydays(worked(calculator, held, job("Shop", 12), "2026-11-30"))]
    assert found[:3] == ["2026-11-20", "2026-12-18", "2027-01-20"]


# ---------------------------------------------------------------------- Access to Work
@pytest.mark.parametrize(
    ("name", "adult", "deadline"),
    [
        ("Cafe", {"uc_health": "lcwra", "lcwra_rate": "new"}, ["2027-01-11"]),
        ("Cafe", {"pip_daily_living": "standard"}, ["2027-01-11"]),
        ("Cafe", {}, []),
        ("Shop", {"pip_daily_living": "standard"}, []),
    ],
    ids=["a health decision", "PIP", "no health condition", "in post for long"],
)
def test_access_to_work_has_a_deadline_for_new_jobs_of_people_with_a_health_condition(
    calculator: Calculator, name: str, adult: Json, deadline: list[str]
) -> None:
    """It can pay all of the cost if it is asked for in the first six weeks: by the 42nd day of 1 December to 11 January."""
    timeline = worked(calculator, job("Shop", 12), job(name, 16), "2026-12-01", **adult).options[0].timeline
    assert timeline is not None
    assert [str(each.date) for each in timeline.events if "Access to Work" in each.title] == deadline


@pytest.mark.parametrize(("name", "said"), [("Cafe", True), ("Shop", False)])
def test_nobody_says_that_they_start_a_job_that_goes_on(calculator: Calculator, name: str, said: bool) -> None:
    home = {"tenure": "social", "rent": {"amount": 450, "per": "month"}, "bedrooms": 1}
    more = {"claims": {"universal_credit": True}, "home": home}
    timeline = worked(calculator, job("Shop", 10), job(name, 16), "2026-12-01", more).options[0].timeline
    assert timeline is not None
    (told,) = [each for each in timeline.events if "Tell Universal Credit about the job" in each.title]
    assert ("I start work on 1 December 2026" in (told.say or "")) is said
