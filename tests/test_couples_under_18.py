"""Couples of whom one is 16 or 17 (UC Regs 2013 regs 3(3), 8, 18, 22 and 36)."""

from decimal import Decimal
from typing import Any

import pytest
from loaded import CALCULATOR

from calculator.contract.reading import read_case
from calculator.contract.result import Result

SINGLE, SINGLE_UNDER_25, COUPLE_UNDER_25, RENT = (Decimal(each) for each in ("424.90", "338.58", "528.34", "450"))
JOB = {"hours_per_week": 20, "pay": {"amount": 1000, "per": "month"}, "pension": None}


def worked(*adults: dict[str, Any], **household: Any) -> Result:
    given = {
        "date": "2026-11-23", "nation": "england", "adults": list(adults), "options": [],
        "home": {"tenure": "social", "rent": {"amount": 450, "per": "month"}, "bedrooms": 1}, **household,
    }  # fmt: skip
    return CALCULATOR.calculate(read_case(given))


@pytest.mark.parametrize(
    ("adults", "due"),
    [
        ([{"age": 25}, {"age": 17}], SINGLE + RENT),
        ([{"age": 24}, {"age": 17}], SINGLE_UNDER_25 + RENT),
        ([{"age": 17}, {"age": 19}], SINGLE_UNDER_25 + RENT),
        # Somebody of 17 with a health decision may claim (reg 8(1)(a)), so these claim together.
        ([{"age": 24}, {"age": 17, "uc_health": "lcw"}], COUPLE_UNDER_25 + RENT),
        ([{"age": 24}, {"age": 18}], COUPLE_UNDER_25 + RENT),
    ],
)
def test_the_amounts_are_those_of_whoever_may_claim(adults: list[dict[str, Any]], due: Decimal) -> None:
    assert worked(*adults).now.universal_credit.award == due


def test_pay_and_savings_of_both_count() -> None:
    """£1,000 leaves no tax or National Insurance, and there is no work allowance: 55% is £550 (reg 22(3)). £16,000.01 is too much (reg 18(2))."""
    with_pay = worked({"age": 25}, {"age": 17, "jobs": [JOB]})
    assert with_pay.now.universal_credit.award == SINGLE + RENT - 550
    assert worked({"age": 25}, {"age": 17}, savings=16000.01).now.universal_credit.award == 0
    assert "claims_alone_beside_under_18" in {notice.id for notice in with_pay.notices}


@pytest.mark.parametrize("adults", [[{"age": 17}], [{"age": 17}, {"age": 16}]])
def test_where_nobody_may_claim_it_is_not_worked_out(adults: list[dict[str, Any]]) -> None:
    result = worked(*adults)
    assert "universal_credit" in result.now.missing
    assert {"universal_credit_under_18"} == {
        notice.id
        for notice in result.notices
        if notice.id in ("universal_credit_under_18", "claims_alone_beside_under_18")
    }


def test_someone_who_turns_to_self_employment_is_told_of_trying_it_first() -> None:
    trade = {"name": "Trade", "job": {"hours_per_week": 10, "profit": {"amount": 300, "per": "month"}}}
    for adult, told in (
        ({"age": 40, "new_style_esa": {"group": "support"}}, True),
        ({"age": 40}, False),
        ({"age": 40, "uc_health": "lcw"}, True),
    ):
        notices = worked(adult, options=[trade]).options[0].notices
        assert ("test_trading" in {notice.id for notice in notices}) == told
    employed = worked({"age": 40, "uc_health": "lcw"}, options=[{"name": "Job", "job": JOB}]).options[0].notices
    assert "test_trading" not in {notice.id for notice in employed}
