"""Council tax by instalments: they come to the bill, in whole pounds but for the first (SI 1992/613 Sch 1 paras 2 and 3)."""

from decimal import Decimal
from typing import Any

import pytest

from calculator.calculator import Calculator
from calculator.contract.reading import read_case
from calculator.year.instalments import InstalmentRules, of_year

RULES = InstalmentRules(10, Decimal(1), Decimal(5))


def paid(bill: str, *later: tuple[int, str]) -> list[Decimal]:
    """The instalments of a year's bill that changes to another from a month on, counted from 0."""
    months = [Decimal(bill) / 12] * 12
    for month, other in later:
        months[month:] = [Decimal(other) / 12] * (12 - month)
    return [amount for amount, _ in of_year(((month, Decimal(0)) for month in months), Decimal(0), RULES)]


@pytest.mark.parametrize(
    ("bill", "first", "others"),
    [
        ("2090.58", "209.58", "209"),  # 209.058 is nearest to 209, and 2,090.58 less 9 x 209 is 209.58
        ("1233.51", "126.51", "123"),
        ("1777.77", "175.77", "178"),  # the first is the smaller one where the others are rounded up
        ("1200.00", "120", "120"),
    ],
)
def test_the_first_instalment_carries_the_pence(bill: str, first: str, others: str) -> None:
    assert paid(bill) == [Decimal(first), *[Decimal(others)] * 9, 0, 0]


@pytest.mark.parametrize(
    ("bill", "instalments"),
    [("49.00", ["4.00", *["5"] * 8 + ["5"]]), ("9.99", ["9.99"]), ("23.40", ["7.40", "5", "5", "6"])],
)
def test_small_bills_have_fewer_instalments(bill: str, instalments: list[str]) -> None:
    found = [amount for amount in paid(bill) if amount]
    assert sum(found) == Decimal(bill)
    assert len(found) == max(1, int(Decimal(bill) // 5))


def test_a_bill_that_changes_is_spread_over_the_instalments_that_are_left() -> None:
    """Five instalments of 120 are paid. From September the months cost 50 and not 100: 500 and 350 less 600 leave 250 for five."""
    assert paid("1200", (5, "600")) == [*[120] * 5, *[50] * 5, 0, 0]


def test_a_bill_that_rises_after_the_last_instalment_is_due_at_once() -> None:
    found = paid("1200", (10, "1320.12"))
    assert found[:10] == [120] * 10
    assert found[10:] == [Decimal("20.02"), 0]


@pytest.mark.parametrize(
    ("paydays", "instalments"),
    [
        ({}, {"04-01": "140.36", "05-01": "140", "01-01": "140"}),
        (
            {"council_tax": {"next": "2026-04-15", "every": "month"}},
            {"04-15": "113.36", "05-15": "117", "03-15": "117"},
        ),
        ({"council_tax": {"next": "2026-04-30", "every": "month"}}, {"04-30": "113.36", "02-28": "117"}),
    ],
    ids=["ten", "twelve", "twelve at the end of the month"],
)
def test_the_year_pays_the_bill(calculator: Calculator, paydays: dict[str, Any], instalments: dict[str, str]) -> None:
    """1,400.36 by ten is 140 and by twelve 117 to the nearest pound, and the first carries what is left."""
    home = {
        "tenure": "social",
        "rent": {"amount": 450, "per": "month"},
        "bedrooms": 1,
        "council_tax": {"amount": 1400.36, "per": "year"},
    }
    option: dict[str, Any] = {"name": "Job", "job": {"hours_per_week": 5, "pay": {"amount": 13, "per": "hour"}}}
    case = {
        "date": "2026-04-01",
        "nation": "england",
        "adults": [{"age": 40}],
        "home": home,
        "savings": 0,
        "claims": {"universal_credit": False, "council_tax_reduction": False},
        "views": ["timeline"],
        "options": [option],
        **({"paydays": paydays} if paydays else {}),
    }
    timeline = calculator.calculate(read_case(case)).options[0].timeline
    assert timeline is not None
    bills = {f"{each.date:%m-%d}": Decimal(each.amount or 0) for each in timeline.events if each.line == "council_tax"}
    assert sum(bills.values()) == Decimal("1400.36")
    assert {day: bills[day] for day in instalments} == {day: Decimal(text) for day, text in instalments.items()}
