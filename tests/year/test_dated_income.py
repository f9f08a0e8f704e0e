"""Income that begins or ends on a day, such as Maternity Allowance, in the typical month and period by period in the year."""

from decimal import Decimal
from typing import Any

import pytest
from loaded import LAST_OF_2026, known_to

from calculator.contract.errors import CaseError
from calculator.contract.reading import read_case
from calculator.contract.result import Result, Timeline

FULL = Decimal("424.90") + 450
ALLOWANCE = {"kind": "maternity_allowance", "amount": 194.32, "per": "week"}  # £842.05 a month


def worked(*income: dict[str, Any], option: dict[str, Any] | None = None, **household: Any) -> Result:
    given = {
        "date": "2026-11-23", "nation": "england", "adults": [{"date_of_birth": "1990-01-01", "other_income": list(income)}],
        "home": {"tenure": "social", "rent": {"amount": 450, "per": "month"}, "bedrooms": 1},
        "universal_credit": {"assessment_period_day": 14}, "views": ["timeline"],
        "options": [{"name": "On", "work": "as_now", **(option or {})}], **household,
    }  # fmt: skip
    return known_to(LAST_OF_2026).calculate(read_case(given))


def timeline_of(result: Result) -> Timeline:
    timeline = result.options[0].timeline
    assert timeline is not None
    return timeline


def awards(result: Result) -> dict[str, Decimal]:
    return {str(each.starts): Decimal(each.award) for each in timeline_of(result).assessment_periods}


def test_maternity_allowance_counts_by_the_day_where_it_begins_and_ends() -> None:
    """UC Regs regs 66(1)(b) and 73(2A): pound for pound. £842.05 x 12 / 365 is £27.68 a day: 3 days to 13 January, and 13 from 14 September."""
    found = awards(worked({**ALLOWANCE, "from": "2027-01-11", "to": "2027-09-26"}))
    assert found["2026-11-14"] == FULL
    assert found["2026-12-14"] == FULL - Decimal("83.05")
    assert found["2027-01-14"] == found["2027-08-14"] == FULL - Decimal("842.05")
    assert found["2027-09-14"] == FULL - Decimal("359.89")
    assert found["2027-10-14"] == FULL


@pytest.mark.parametrize(
    ("dates", "periods"),
    [
        ({"from": "2027-01-14", "to": "2027-02-13"}, {"2027-01-14": "842.05"}),
        ({"from": "2027-01-14", "to": "2027-01-14"}, {"2027-01-14": "27.68"}),
        ({"to": "2027-01-13"}, {"2026-11-14": "842.05", "2026-12-14": "842.05"}),
    ],
)
def test_a_whole_period_has_a_whole_month(dates: dict[str, str], periods: dict[str, str]) -> None:
    found = awards(worked({**ALLOWANCE, **dates}))
    assert {day: str(FULL - award) for day, award in found.items() if award != FULL} == periods


def test_the_typical_month_has_what_is_paid_on_its_day() -> None:
    later = worked({**ALLOWANCE, "from": "2027-01-11", "to": "2027-09-26"}, option={"starts": "2027-02-01"})
    assert later.now.universal_credit.award == FULL
    assert later.options[0].position.universal_credit.award == FULL - Decimal("842.05")
    over = worked({**ALLOWANCE, "to": "2027-01-31"}, option={"starts": "2027-02-01"})
    assert over.now.universal_credit.award == FULL - Decimal("842.05")
    assert over.options[0].position.universal_credit.award == FULL


def test_money_comes_in_only_while_it_is_for() -> None:
    """It is paid on the first of each month, or on the working day before it."""
    events = timeline_of(worked({**ALLOWANCE, "to": "2027-01-31"})).events
    paid = [(str(each.date), each.amount) for each in events if each.line == "other_income" and each.amount]
    assert paid == [("2026-12-01", Decimal("842.05")), ("2026-12-31", Decimal("842.05"))]


def test_the_last_day_is_not_before_the_first() -> None:
    with pytest.raises(CaseError) as caught:
        worked({**ALLOWANCE, "from": "2027-02-01", "to": "2027-01-31"})
    assert "/adults/0/other_income/0/to" in str(caught.value)
