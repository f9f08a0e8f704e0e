"""Weeks ahead with more pay or hours than a benefit allows: each of them is said, by its payday.

New Style ESA allows 203.50 a week and less than 16 hours from April 2026 on (ESA Regs 2013 reg 39(1)(c)).
"""

from typing import Any

import pytest

from calculator.calculator import Calculator
from calculator.contract.reading import read_case

Json = dict[str, Any]
ON_ESA = {"age": 39, "new_style_esa": {"group": "support"}}
CARER = {"age": 39, "cares_35_hours": True, "cares_for": "outside", "carers_allowance": True}


def told(calculator: Calculator, adult: Json, pays: list[Json], words: str, **more: Any) -> list[str]:
    """The days of the events with some words in the title, for a job of 12 hours paid on Fridays."""
    taken_up = {
        "name": "Warehouse",
        "hours_per_week": 12,
        "pay": {"amount": 12.71, "per": "hour"},
        "paid": "week",
        "first_payday": "2026-07-17",
        "pension": None,
        "pays": pays,
        **more,
    }
    case = {
        "date": "2026-07-01",
        "nation": "england",
        "adults": [adult],
        "savings": 0,
        "views": ["timeline"],
        "options": [{"name": "Agency", "adult": 1, "job": taken_up, "starts": "2026-07-06"}],
    }
    timeline = calculator.calculate(read_case(case)).options[0].timeline
    assert timeline is not None
    return [str(each.date) for each in timeline.events if words in each.title]


def test_every_pay_over_the_limit_of_permitted_work_is_said(calculator: Calculator) -> None:
    pays = [{"date": f"2026-{day}", "gross": 260} for day in ("07-31", "08-07", "10-02")]
    assert told(calculator, ON_ESA, pays, "weekly limit of permitted work") == [
        "2026-07-31",
        "2026-08-07",
        "2026-10-02",
    ]


@pytest.mark.parametrize(
    ("hours", "more", "days"),
    [
        (16, {}, ["2026-07-31"]),
        (15.9, {}, []),
        (16, {"supported_permitted_work": True}, []),
    ],
    ids=["16 hours", "fewer", "supported"],
)
def test_a_week_of_16_hours_within_the_pay_is_said(
    calculator: Calculator, hours: float, more: Json, days: list[str]
) -> None:
    """16 hours at the minimum wage are 203.36, which is within the limit of pay."""
    pays = [{"date": "2026-07-31", "gross": 203.36, "hours": hours}]
    assert told(calculator, ON_ESA, pays, "too many hours", **more) == days
    assert told(calculator, ON_ESA, pays, "weekly limit of permitted work", **more) == []


def test_hours_of_a_month_are_those_of_its_weeks(calculator: Calculator) -> None:
    """70 hours for a month are 16.15 a week, and 69 are 15.92."""
    monthly = {"paid": "month", "first_payday": "2026-07-31"}
    pays = [{"date": "2026-08-28", "gross": 700, "hours": 70}, {"date": "2026-09-30", "gross": 700, "hours": 69}]
    assert told(calculator, ON_ESA, pays, "too many hours", **monthly) == ["2026-08-28"]


def test_every_pay_over_the_carers_limit_is_said_also_in_weeks_that_lose_the_benefit(calculator: Calculator) -> None:
    """The limit is 204 from April 2026 on. The pay of 31 July takes the benefit of the week after, in which the next pay is over it too."""
    pays = [{"date": f"2026-{day}", "gross": 230} for day in ("07-31", "08-07", "10-02")]
    assert told(calculator, CARER, pays, "weekly limit of your carer's benefit") == [
        "2026-07-31",
        "2026-08-07",
        "2026-10-02",
    ]
