"""Rent by the week and Housing Benefit are for whole benefit weeks, from Monday to Sunday (HB Regs 2006 reg 2(1))."""

from decimal import Decimal
from typing import Any

import pytest

from calculator.calculator import Calculator
from calculator.contract.reading import read_case
from calculator.contract.result import Timeline


def year_of(calculator: Calculator, paydays: dict[str, Any] | None = None, **home: Any) -> Timeline:
    """Pay of 3,200 on 28 January leaves no Universal Credit from the period of 10 January on, so Housing Benefit falls from Monday 11 January."""
    job = {
        "hours_per_week": 37,
        "pay": {"amount": 20, "per": "hour"},
        "paid": "month",
        "payday": 28,
        "first_payday": "2027-01-28",
    }
    case = {
        "date": "2026-11-23",
        "nation": "england",
        "adults": [{"age": 40, "uc_health": "lcwra", "lcwra_rate": "protected"}],
        "home": {"tenure": "supported", "rent": {"amount": 300, "per": "week"}, **home},
        "savings": 0,
        "universal_credit": {"assessment_period_day": 10},
        "views": ["timeline"],
        "options": [{"name": "Job", "adult": 1, "job": job, "starts": "2026-12-07"}],
        **({"paydays": paydays} if paydays else {}),
    }
    found = calculator.calculate(read_case(case)).options[0].timeline
    assert found is not None
    return found


def paid(timeline: Timeline, line: str) -> dict[str, Decimal]:
    return {str(each.date): Decimal(each.amount or 0) for each in timeline.events if each.line == line and each.amount}


@pytest.mark.parametrize(
    ("due", "before", "after"),
    [("2026-12-14", "2027-01-04", "2027-01-11"), ("2026-12-17", "2027-01-07", "2027-01-14")],
    ids=["on Mondays", "on Thursdays"],
)
def test_a_weeks_rent_has_one_weeks_housing_benefit_off_it(
    calculator: Calculator, due: str, before: str, after: str
) -> None:
    """The rent of the week from Monday 4 January is met in full. From Monday 11 January on, the pay counts."""
    rents = paid(year_of(calculator, {"rent": {"next": due, "every": "week"}}), "rent")
    assert before not in rents
    assert min(rents) == after
    assert len(set(list(rents.values())[:8])) == 1


def test_housing_benefit_every_four_weeks_is_for_four_benefit_weeks(calculator: Calculator) -> None:
    """Paid on Monday 18 January, it is for 21 December to 17 January: three weeks of 300, and one by the pay."""
    paydays = {"housing_benefit": {"next": "2026-12-21", "every": "four_weeks"}}
    found = paid(year_of(calculator, paydays, paid_to_landlord=False), "housing_benefit")
    assert found["2026-12-21"] == 1200
    assert abs(found["2027-01-18"] - 900 - found["2027-02-15"] / 4) <= Decimal("0.01")
