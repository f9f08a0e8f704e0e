"""Tax-Free Childcare beside Universal Credit: what changing over would do is worked out (Childcare Payments Act 2014)."""

from decimal import Decimal
from typing import Any

import pytest
from loaded import CALCULATOR

from calculator.contract.reading import read_case
from calculator.contract.result import OptionResult


def option(pay: int, childcare: int, claims: bool = True, **household: Any) -> OptionResult:
    given = {
        "date": "2026-11-23", "nation": "england", "adults": [{"age": 34}], "children": [{"age": 2}, {"age": 4}],
        "home": {"tenure": "owner", "council_tax": {"amount": 1500, "per": "year"}},
        "childcare": {"amount": childcare, "per": "month"}, "claims": {"universal_credit": claims, "council_tax_reduction": False},
        "options": [{"name": "Job", "job": {"hours_per_week": 35, "pay": {"amount": pay, "per": "year"}, "pension": None}}], **household,
    }  # fmt: skip
    return CALCULATOR.calculate(read_case(given)).options[0]


def told(found: OptionResult) -> tuple[str, str]:
    (notice,) = [each for each in found.notices if each.id == "tax_free_childcare_choice"]
    return notice.title, notice.text


@pytest.mark.parametrize(("pay", "childcare"), [(20000, 900), (30000, 900), (45000, 1200), (60000, 1600)])
def test_the_comparison_is_what_the_other_claim_would_leave(pay: int, childcare: int) -> None:
    credit, without = option(pay, childcare), option(pay, childcare, claims=False)
    lines = {line.id: Decimal(line.per_month) for line in credit.position.lines}
    difference = without.position.left_over_before_debts - credit.position.left_over_before_debts
    if "universal_credit" not in lines:
        assert not [each for each in credit.notices if each.id == "tax_free_childcare_choice"]
        return
    title, text = told(credit)
    assert f"{abs(difference):,.2f} a month" in text.replace("£", "")
    assert title.startswith("Tax-Free Childcare" if difference > 0 else "Universal Credit")
    back, said = told(without)
    assert f"{abs(difference):,.2f} a month" in said.replace("£", "")
    assert back.startswith("Tax-Free Childcare" if difference > 0 else "Universal Credit")


def test_an_award_that_is_more_than_the_top_up() -> None:
    """By hand: £47,000 is £3,916.67 a month. Tax of £573.83 and National Insurance of £229.49 leave £3,113.34, and £710 of it is left alone.

    Maximum: £424.90, twice £303.94 and 85% of £1,000 are £1,882.78. Less 55% of £2,403.34 (£1,321.84) is £560.94. The top-up is a fifth: £200.
    """
    title, text = told(option(47000, 1000))
    assert title == "Universal Credit leaves more than Tax-Free Childcare"
    assert "£360.94 a month less" in text
    assert "£200 a month" in text


def test_a_small_award_is_less_than_the_top_up() -> None:
    """£62,000 is £5,166.67 a month: tax £1,019.33 (20% to £50,270 and 40% above) and National Insurance £270.83 (8% to £4,189 and 2% above).

    £3,876.51 is left. £1,882.78 less 55% of £3,166.51 (£1,741.58) is £141.20, which is £58.80 less than £200.
    """
    title, text = told(option(62000, 1000))
    assert title == "Tax-Free Childcare would leave more than Universal Credit"
    assert "£58.80 a month more" in text


def test_with_no_choice_nothing_is_said() -> None:
    for found in (option(20000, 0), option(8000, 900), option(90000, 900)):
        assert not [each for each in found.notices if each.id == "tax_free_childcare_choice"]
