"""Child Benefit by the week: what holds on a Monday holds for its week (SSCBA 1992 s 147(1) and (2)), and weeks are paid once they have ended."""

from typing import Any

import pytest

from calculator.calculator import Calculator
from calculator.contract.reading import read_case
from calculator.contract.result import Timeline

HOME = {"tenure": "social", "rent": {"amount": 450, "per": "month"}, "bedrooms": 2}


def timeline_of(
    calculator: Calculator, date: str, children: list[dict[str, Any]], next_day: str, **option: Any
) -> Timeline:
    case = {
        "contract": "1.1", "date": date, "nation": "england", "adults": [{"age": 40}], "children": children, "home": HOME, "savings": 0,
        "universal_credit": {"assessment_period_day": 14}, "views": ["timeline"],
        "paydays": {"child_benefit": {"next": next_day, "every": "four_weeks"}},
        "options": [{"name": "Same", "adult": 1, "work": "as_now", **option}],
    }  # fmt: skip
    timeline = calculator.calculate(read_case(case)).options[0].timeline
    assert timeline is not None
    return timeline


def paid(timeline: Timeline, count: int) -> list[tuple[str, float]]:
    events = [event for event in timeline.events if event.line == "child_benefit" and event.amount]
    return [(event.date.isoformat(), float(event.amount or 0)) for event in events[:count]]


def told(timeline: Timeline) -> list[tuple[str, str]]:
    events = [event for event in timeline.events if event.line == "child_benefit" and event.kind == "change"]
    return [(event.date.isoformat(), event.title) for event in events]


# The payment of Tuesday 29 September 2026 is for the four weeks to Sunday 27 September.
@pytest.mark.parametrize(
    ("born", "weeks", "stops"),
    [
        # On Wednesday 16 September: on the Monday before, the young person is still 19.
        ("2006-09-16", 3, "2026-09-21"),
        # On Monday 14 September: not for the week that begins on that day.
        ("2006-09-14", 2, "2026-09-14"),
        # On Sunday 27 September: for the whole of the week before it.
        ("2006-09-27", 4, "2026-09-28"),
    ],
)
def test_the_20th_birthday_ends_it_with_the_week(calculator: Calculator, born: str, weeks: int, stops: str) -> None:
    child = {"date_of_birth": born, "in_education": True}
    timeline = timeline_of(calculator, "2026-08-24", [child], "2026-09-01")
    assert paid(timeline, 5)[:2] == [("2026-09-01", 108.20), ("2026-09-29", round(weeks * 27.05, 2))]
    assert told(timeline) == [(stops, "Child Benefit stops")]


def test_31_august_on_a_monday_is_paid_with_its_week(calculator: Calculator) -> None:
    # A child of 16 who leaves school counts up to 31 August (reg 4). The younger one has the higher rate from the Monday after.
    children = [{"date_of_birth": "2010-05-10", "in_education": False}, {"date_of_birth": "2018-01-05"}]
    timeline = timeline_of(calculator, "2026-08-24", children, "2026-09-01")
    assert paid(timeline, 2) == [("2026-09-01", 179.80), ("2026-09-29", round(44.95 + 3 * 27.05, 2))]


def test_a_baby_counts_from_the_monday_after(calculator: Calculator) -> None:
    baby = {"op": "add", "path": "/children/-", "value": {"date_of_birth": "2026-09-16"}}
    timeline = timeline_of(
        calculator,
        "2026-08-24",
        [{"date_of_birth": "2018-01-05"}],
        "2026-09-01",
        changes=[{"from": "2026-09-16", **baby}],
    )
    assert paid(timeline, 2) == [("2026-09-01", 108.20), ("2026-09-29", round(3 * 27.05 + 44.95, 2))]
