"""What is said of payments and when things are to be done: the words fit the dates and the amounts."""

from typing import Any

import pytest

from calculator.calculator import Calculator
from calculator.cli.calendar import calendar
from calculator.contract.reading import read_case
from calculator.contract.result import Event, Result

HOURLY = {"amount": 12.71, "per": "hour"}
LCWRA = {"age": 40, "uc_health": "lcwra", "lcwra_rate": "protected"}
HOME = {"tenure": "social", "rent": {"amount": 450, "per": "month"}, "bedrooms": 1}
Json = dict[str, Any]


def job(hours: float, **more: Any) -> Json:
    return {"name": "Shop", "hours_per_week": hours, "pay": HOURLY, "paid": "month", **more}


def worked(calculator: Calculator, taken_up: Json, starts: str = "2026-06-15", **more: Any) -> Result:
    option = {"name": "Job", "adult": 1, "job": taken_up, "starts": starts, **more.pop("option", {})}
    case = {
        "date": "2026-06-01",
        "nation": "england",
        "adults": [LCWRA],
        "home": HOME,
        "savings": 0,
        "universal_credit": {"assessment_period_day": 14},
        "views": ["timeline"],
        "options": [option],
        **more,
    }
    return calculator.calculate(read_case(case))


def events(result: Result, kind: str) -> dict[str, Event]:
    timeline = result.options[0].timeline
    assert timeline is not None
    return {str(each.date): each for each in timeline.events if each.kind == kind}


def note(event: Event) -> str:
    return event.note or ""


# ---------------------------------------------------------------------- how long an award can come back (reg 21(3C))
def test_an_award_can_come_back_for_six_months_after_it_ended(calculator: Calculator) -> None:
    """4,000 a month leaves none. The first pay is for a part of July, so the last award is for the period to 13 August, and six months end on 13 February."""
    taken_up = {"name": "Shop", "hours_per_week": 40, "take_home": {"amount": 4000, "per": "month"}, "payday": 28}
    payments = events(worked(calculator, taken_up, "2026-07-14"), "universal_credit")
    nil = {day: note(each) for day, each in payments.items() if each.amount == 0}
    assert min(nil) == "2026-09-18"
    for day, said in nil.items():
        early = day <= "2027-02-13"
        assert ("can come back up to 13 February 2027" in said) is early, day
        assert ("last award ended on 13 August 2026" in said) is not early, day
    assert any(day > "2027-02-13" for day in nil)


# ---------------------------------------------------------------------- pay that is not a usual one
def test_a_pay_of_more_days_is_no_part_of_a_full_pay(calculator: Calculator) -> None:
    """Work from 15 June that is first paid on 31 July is 12 weekdays of June and all of July."""
    notes = {
        day: note(each)
        for day, each in events(worked(calculator, job(16, first_payday="2026-07-31")), "payday").items()
    }
    assert "part of a full pay" not in notes["2026-07-31"]
    assert "more days than a usual pay" in notes["2026-07-31"]
    assert "usual pay" not in notes["2026-08-28"]
    part = {day: note(each) for day, each in events(worked(calculator, job(16)), "payday").items()}
    assert "part of a full pay" in part["2026-06-30"]


def test_a_payday_of_nothing_is_not_counted(calculator: Calculator) -> None:
    """Of the Fridays 19 and 26 June, 3 and 10 July in the period from 14 June, two bring nothing."""
    unpaid = [{"from": "2026-06-22", "to": "2026-06-28"}, {"from": "2026-07-06", "to": "2026-07-12"}]
    taken_up = job(16, paid="week", first_payday="2026-06-19", unpaid_periods=unpaid)
    said = note(events(worked(calculator, taken_up), "universal_credit")["2026-07-20"])
    paid = [day for day in events(worked(calculator, taken_up), "payday") if "2026-06-14" <= day <= "2026-07-13"]
    assert said.startswith(f"{len(paid)} paydays fall")
    assert len(paid) == 2


# ---------------------------------------------------------------------- prescriptions, childcare, and what is not known
def test_free_prescriptions_hang_on_the_period_before_the_claim(calculator: Calculator) -> None:
    """Two pays of 881.23 in the period to 13 July are over the limit. It is the last whole period from 14 July to 13 August."""
    pays = [{"date": "2026-06-30", "gross": 881.23}, {"date": "2026-07-10", "gross": 881.23}]
    said = note(events(worked(calculator, job(16, pays=pays)), "universal_credit")["2026-07-20"])
    assert "from 14 July 2026 to 13 August 2026" in said


@pytest.mark.parametrize(
    ("paydays", "day"),
    [({}, "2026-06-15"), ({"paydays": {"childcare": {"next": "2026-06-26", "every": "month"}}}, "2026-06-26")],
    ids=["with the job", "on a day of its own"],
)
def test_childcare_is_reported_once_it_is_paid(calculator: Calculator, paydays: Json, day: str) -> None:
    option = {"childcare": {"amount": 300, "per": "month"}}
    timeline = worked(calculator, job(16), option=option, children=[{"age": 3}], **paydays).options[0].timeline
    assert timeline is not None
    assert [str(each.date) for each in timeline.events if "Report your childcare" in each.title] == [day]


def test_a_claim_on_a_known_day_needs_no_assumption_about_its_periods(calculator: Calculator) -> None:
    claims: Json = {"claims": {"universal_credit": False}, "option": {"claims": {"universal_credit": True}}}
    claims["universal_credit"] = {}
    assert "assessment_period_day" not in {each.id for each in worked(calculator, job(16), **claims).assumptions}
    now = worked(calculator, job(16), universal_credit={}).assumptions
    assert "assessment_period_day" in {each.id for each in now}


def test_the_year_says_that_help_with_council_tax_is_not_worked_out(calculator: Calculator) -> None:
    said = "Not worked out here, so not counted: council tax reduction."
    home = {**HOME, "council_tax": {"amount": 1400, "per": "year"}}
    missing = worked(calculator, job(16), home=home, council="Oxford")
    assert missing.options[0].position.missing == ["council_tax_reduction"]
    assert said in calendar(missing)
    assert said not in calendar(worked(calculator, job(16)))


@pytest.mark.parametrize(("pay", "days"), [(12.60, ["2026-06-15"]), (12.71, [])])
def test_the_year_says_that_pay_is_under_the_minimum_wage(calculator: Calculator, pay: float, days: list[str]) -> None:
    """It is 12.71 an hour from April 2026 on, at 40."""
    told = worked(calculator, job(16, pay={"amount": pay, "per": "hour"})).options[0].timeline
    assert told is not None
    assert [str(each.date) for each in told.events if "minimum wage" in each.title] == days


def test_pay_of_another_job_under_the_minimum_wage_is_not_said_of_the_option(calculator: Calculator) -> None:
    now = {"name": "Now", "hours_per_week": 2, "pay": {"amount": 10, "per": "hour"}}
    adults = [{**LCWRA, "jobs": [now]}]
    told = worked(calculator, job(10), adults=adults, option={"replaces": "none"}).options[0].timeline
    assert told is not None
    assert not [each for each in told.events if "minimum wage" in each.title]


def test_a_pay_for_other_hours_is_no_part_of_a_full_pay(calculator: Calculator) -> None:
    """Hours that rise within July make its pay less than one at the new hours, though all days are worked."""
    schedule = [{"from": "2026-07-15", "hours_per_week": 20}]
    notes = {day: note(each) for day, each in events(worked(calculator, job(10, schedule=schedule)), "payday").items()}
    assert "part of a full pay" not in notes["2026-07-31"]
    assert "usual pay" not in notes["2026-07-31"]
    unpaid = [{"from": "2026-08-03", "to": "2026-08-04"}]
    part = {
        day: note(each) for day, each in events(worked(calculator, job(10, unpaid_periods=unpaid)), "payday").items()
    }
    assert "part of a full pay" in part["2026-08-28"]
