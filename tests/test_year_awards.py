"""The year of awards: what happens to Universal Credit, Housing Benefit and Child Benefit when something ends, pauses or begins again."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from calculator.calculator import Calculator
from calculator.contract.reading import read_case
from calculator.contract.result import AssessmentPeriod, Event, OptionResult, Timeline

SOCIAL = {"tenure": "social", "rent": {"amount": 450, "per": "month"}, "bedrooms": 1}
LCWRA = {"age": 40, "uc_health": "lcwra", "lcwra_rate": "protected"}
HOURLY = {"amount": 12.71, "per": "hour"}


@pytest.fixture(scope="module")
def calculator() -> Calculator:
    return Calculator.load()


def job_of(hours: float, **job: Any) -> dict[str, Any]:
    return {"hours_per_week": hours, "pay": HOURLY, "paid": "month", "payday": "last working day", **job}


def worked(
    calculator: Calculator, date: str, adults: list[dict[str, Any]], option: dict[str, Any], **household: Any
) -> OptionResult:
    case = {
        "date": date, "nation": "england", "adults": adults, "home": SOCIAL, "savings": 0,
        "universal_credit": {"assessment_period_day": 14}, "views": ["timeline"],
        "options": [{"name": "Job", "adult": 1, "replaces": "all", **option}], **household,
    }  # fmt: skip
    return calculator.calculate(read_case(case)).options[0]


def timeline_of(option: OptionResult) -> Timeline:
    assert option.timeline is not None
    return option.timeline


def period(timeline: Timeline, starts: str) -> AssessmentPeriod:
    return next(each for each in timeline.assessment_periods if each.starts == dt.date.fromisoformat(starts))


def paid(timeline: Timeline, line: str) -> dict[str, Decimal]:
    """The payments of a line by day, as text."""
    return {
        str(event.date): Decimal(event.amount or 0) for event in timeline.events if event.line == line and event.amount
    }


def told(timeline: Timeline, words: str) -> list[Event]:
    return [event for event in timeline.events if words in event.title]


# ---------------------------------------------------------------------- LCWRA from before 6 April 2026
@pytest.mark.parametrize(
    ("adults", "from_april"),
    [
        ([{"age": 40, "uc_health": "lcwra"}], "1304.70"),
        # The three months of waiting end on 20 April. The decision was made before, so it is the protected rate.
        ([{"age": 40, "uc_health": "lcwra", "medical_evidence_from": "2026-01-10"}], "1304.70"),
        ([{"age": 40, "new_style_esa": {"group": "support", "amount": {"amount": 0.01, "per": "week"}}}], "1304.66"),
        ([{"age": 40, "uc_health": "lcwra", "lcwra_rate": "new"}], "1092.16"),
        ([{"age": 40}, {"age": 41, "uc_health": "lcwra"}], "1546.77"),
    ],
)
def test_a_decision_from_before_april_2026_keeps_the_higher_rate(
    calculator: Calculator, adults: list[dict[str, Any]], from_april: str
) -> None:
    timeline = timeline_of(worked(calculator, "2026-02-09", adults, {"job": job_of(1), "starts": "2026-02-16"}))
    assert period(timeline, "2026-05-14").award == Decimal(from_april)


# ---------------------------------------------------------------------- Child Benefit to the 20th birthday
AT_18 = {"date_of_birth": "2006-10-01", "in_education": True}
CHILD_BENEFIT = {"child_benefit": {"next": "2026-05-11", "every": "four_weeks"}}


def child_benefit(calculator: Calculator, *children: dict[str, Any]) -> dict[str, Decimal]:
    option = {"job": job_of(16), "starts": "2026-05-11"}
    household = {"children": list(children), "paydays": CHILD_BENEFIT, "home": SOCIAL | {"bedrooms": 3}}
    return paid(timeline_of(worked(calculator, "2026-05-04", [{"age": 40}], option, **household)), "child_benefit")


def test_child_benefit_ends_at_20_also_in_education(calculator: Calculator) -> None:
    found = child_benefit(calculator, AT_18)
    assert found["2026-09-28"] == Decimal("108.20")
    # Two days of the next four weeks are before 1 October: 27.05 x 2 / 7.
    assert found["2026-10-26"] == Decimal("7.73")
    assert max(found) == "2026-10-26"


def test_the_next_child_has_the_rate_of_the_eldest_after_that(calculator: Calculator) -> None:
    found = child_benefit(calculator, AT_18, {"age": 9})
    assert found["2026-09-28"] == Decimal("179.80")
    assert found["2026-11-23"] == Decimal("108.20")


def test_the_19th_birthday_changes_nothing(calculator: Calculator) -> None:
    found = child_benefit(calculator, {"date_of_birth": "2007-10-01", "in_education": True})
    assert found["2026-11-23"] == Decimal("108.20")
