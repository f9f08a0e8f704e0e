"""Usual paydays on weekends and bank holidays, at the turn of an assessment period: two pays in one period, and none in the next."""

from typing import Any

import pytest

from calculator.calculator import Calculator
from calculator.contract.reading import read_case
from calculator.contract.result import Result

Json = dict[str, Any]


def worked(calculator: Calculator, **job: Any) -> Result:
    """From April 2026 on, the 28th is no banking day in June, November and December, and in February and March."""
    taken_up = {"hours_per_week": 16, "pay": {"amount": 12.71, "per": "hour"}, "paid": "month", **job}
    case = {
        "date": "2026-04-01",
        "nation": "england",
        "adults": [{"age": 40, "uc_health": "lcwra", "lcwra_rate": "protected"}],
        "home": {"tenure": "social", "rent": {"amount": 450, "per": "month"}, "bedrooms": 1},
        "savings": 0,
        "universal_credit": {"assessment_period_day": 28},
        "views": ["timeline"],
        "options": [{"name": "Job", "adult": 1, "job": taken_up, "starts": "2026-04-06"}],
    }
    return calculator.calculate(read_case(case))


def test_each_pair_of_paydays_in_one_period_is_said(calculator: Calculator) -> None:
    """28 May and 26 June are in one period, and the next has no pay. 28 October and 27 November are in one too; the next has the pay of 24 December,
    and the one after it has none, so each can give one pay to the next. The same goes for 28 January and 26 February (reg 61(6)).
    """
    timeline = worked(calculator, payday=28).options[0].timeline
    assert timeline is not None
    asked = [str(each.date) for each in timeline.events if "move one payday" in each.title]
    assert asked == ["2026-06-26", "2026-11-27", "2027-02-26"]


@pytest.mark.parametrize(
    ("job", "said"),
    [
        ({"payday": 28}, True),
        (
            {"paid": "week", "first_payday": "2026-04-17"},
            False,
        ),  # no holiday on a Friday is the 28th, and the money of 25 December counts in its period
        ({"payday": 15}, False),
        ({"payday": "last working day"}, False),
        ({}, False),
    ],
    ids=["on the first day of a period", "by the week", "within a period", "a working day", "not given"],
)
def test_a_payday_that_counts_elsewhere_if_the_usual_day_is_reported_is_an_assumption(
    calculator: Calculator, job: Json, said: bool
) -> None:
    found = {each.id: each for each in worked(calculator, **job).assumptions}
    assert ("payday_moved" in found) is said
    if said:
        assert found["payday_moved"].path == "/options/0/job/payday"
        assert "HMRC asks employers to report the usual payday" in found["payday_moved"].text
