"""Childcare in the year: the bills that count in an assessment period, and the first one, which the Jobcentre can pay.

The amounts are those of April 2026: 424.90 for one adult from 25, 303.94 for a child born from April 2017 on, 85% of childcare.
"""

from decimal import Decimal
from typing import Any

import pytest

from calculator.calculator import Calculator
from calculator.contract.reading import read_case
from calculator.contract.result import Timeline

HOURLY = {"amount": 12.71, "per": "hour"}
WITHOUT = Decimal("728.84")  # 424.90 + 303.94, with a rent of nothing


def year_of(calculator: Calculator, charges: Any, starts: str, **more: Any) -> Timeline:
    """Three hours of work a week, which the work allowance leaves out of account."""
    option = {
        "name": "Job",
        "adult": 1,
        "job": {"hours_per_week": 3, "pay": HOURLY, "paid": "month"},
        "starts": starts,
        "childcare": charges,
    }
    case = {
        "date": "2026-06-01",
        "nation": "england",
        "adults": [{"age": 40}],
        "children": more.pop("children", [{"age": 3}]),
        "savings": 0,
        "universal_credit": {"assessment_period_day": 5},
        "views": ["timeline"],
        "options": [{**option, **more.pop("option", {})}],
        **more,
    }
    found = calculator.calculate(read_case(case)).options[0].timeline
    assert found is not None
    return found


def award(timeline: Timeline, starts: str) -> Decimal:
    return next(Decimal(each.award) for each in timeline.assessment_periods if str(each.starts) == starts)


def bills(timeline: Timeline) -> dict[str, Decimal]:
    return {str(event.date): Decimal(event.amount or 0) for event in timeline.events if event.line == "childcare"}


@pytest.mark.parametrize(
    ("starts", "counted"),
    [
        ("2026-07-04", "25.50"),  # for 4 July to 3 August: one of 31 days is in the period to 4 July
        ("2026-06-20", "395.25"),  # for 20 June to 19 July: 15 of 30 days are in the period to 4 July
        ("2026-06-05", "790.50"),  # all 30 days
    ],
)
def test_a_bill_paid_in_advance_counts_for_its_days_in_the_period(
    calculator: Calculator, starts: str, counted: str
) -> None:
    timeline = year_of(calculator, {"amount": 930, "per": "month"}, starts)
    assert award(timeline, "2026-06-05") == WITHOUT + Decimal(counted)
    assert award(timeline, "2026-08-05") == WITHOUT + Decimal("790.50")


def test_the_last_bill_counts_for_its_days_after_the_job(calculator: Calculator) -> None:
    """The bill of 20 July is for 20 July to 19 August, and the job ends on 1 August. Work that ended in the period before counts (reg 32(2))."""
    timeline = year_of(calculator, {"amount": 930, "per": "month"}, "2026-06-20", option={"ends": "2026-08-01"})
    assert list(bills(timeline)) == ["2026-06-20", "2026-07-20"]
    # 5 July to 4 August: 15 of 30 days of the first bill and 16 of 31 of the second, which is paid for each day: a month.
    assert award(timeline, "2026-07-05") == WITHOUT + Decimal("790.50")
    # 5 to 19 August: 15 of 31 days. 930 x 15 / 31 = 450.
    assert award(timeline, "2026-08-05") == WITHOUT + Decimal("382.50")
    assert award(timeline, "2026-09-05") == WITHOUT


def test_childcare_that_changes_counts_at_each_price_for_its_days(calculator: Calculator) -> None:
    """Of 30 days from 5 June, 15 are on the bill of 20 May at 310 for 31 days, and 15 on that of 20 June at 930 for 30."""
    adults = [{"age": 40, "jobs": [{"name": "Now", "hours_per_week": 3, "pay": HOURLY, "paid": "month"}]}]
    now = {"amount": 310, "per": "month"}
    timeline = year_of(calculator, {"amount": 930, "per": "month"}, "2026-06-20", adults=adults, childcare=now)
    assert award(timeline, "2026-05-05") == WITHOUT + Decimal("263.50")
    assert award(timeline, "2026-06-05") == WITHOUT + Decimal("522.75")  # 150 + 465 = 615
    assert award(timeline, "2026-07-05") == WITHOUT + Decimal("790.50")


@pytest.mark.parametrize(
    ("paydays", "counted"),
    [
        ({"next": "2026-07-01", "every": "month"}, "101.47"),  # the first bill is of 1 to 31 July: four of its days
        ({"next": "2026-06-26", "every": "week"}, "393.20"),  # each day of care: 15 of 30
    ],
)  # fmt: skip
def test_bills_count_by_the_days_on_which_they_are_paid(
    calculator: Calculator, paydays: dict[str, str], counted: str
) -> None:
    """213.50 a week is 11,102 / 12 a month."""
    timeline = year_of(calculator, {"amount": 213.5, "per": "week"}, "2026-06-20", paydays={"childcare": paydays})
    assert award(timeline, "2026-06-05") == WITHOUT + Decimal(counted)


BY_CHILD = [
    {"child": 1, "amount": 600, "per": "month", "first_month_paid_by_jobcentre": True},
    {"child": 2, "amount": 200, "per": "month"},
]


def test_the_jobcentre_pays_the_first_bill_and_universal_credit_counts_it(calculator: Calculator) -> None:
    """Such a payment is not left out of the charges (UC Regs 2013 reg 34(3), as SI 2023/593 has it)."""
    timeline = year_of(calculator, BY_CHILD, "2026-06-20", children=[{"age": 3}, {"age": 5}])
    assert [bills(timeline)[day] for day in ("2026-06-20", "2026-07-20", "2026-08-20")] == [200, 800, 800]
    two = WITHOUT + Decimal("303.94")
    assert award(timeline, "2026-06-05") == two + Decimal("340.00")  # 15 of 30 days of 800
    assert award(timeline, "2026-07-05") == two + Decimal("680.00")


def test_by_the_week_the_jobcentre_pays_for_the_days_of_the_first_month(calculator: Calculator) -> None:
    """A month is 364 / 12 days of weekly money. The first month is 20 June to 19 July."""
    timeline = year_of(
        calculator, BY_CHILD[:1], "2026-06-20", paydays={"childcare": {"next": "2026-07-03", "every": "week"}}
    )
    paid = bills(timeline)
    assert "2026-07-17" not in paid
    assert paid["2026-07-24"] == Decimal("98.90")  # 20 to 24 July: 600 x 12 x 5 / 364
    assert paid["2026-07-31"] == Decimal("138.46")


def test_childcare_that_goes_on_at_the_same_price_counts_as_a_month(calculator: Calculator) -> None:
    """The bill of 20 May has 31 days and that of 20 June 30, but each day is paid for alike."""
    adults = [{"age": 40, "jobs": [{"name": "Now", "hours_per_week": 3, "pay": HOURLY, "paid": "month"}]}]
    same = {"amount": 310, "per": "month"}
    timeline = year_of(calculator, same, "2026-06-20", adults=adults, childcare=same)
    assert award(timeline, "2026-06-05") == WITHOUT + Decimal("263.50")


@pytest.mark.parametrize("place", [1, 2])
def test_the_charges_of_a_child_are_its_own_wherever_it_stands(calculator: Calculator, place: int) -> None:
    """Childcare counts for the child of 3 and not for the one of 17 (UC Regs 2013 reg 33(1)), whichever of them is given first."""
    small, tall = {"age": 3}, {"age": 17, "in_education": True}
    charges = [{"amount": 930, "per": "month", "child": place}]
    timeline = year_of(calculator, charges, "2026-06-20", children=[small, tall] if place == 1 else [tall, small])
    assert award(timeline, "2026-06-05") - award(timeline, "2026-05-05") == Decimal("395.25")
