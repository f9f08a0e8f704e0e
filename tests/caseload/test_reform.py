"""Two sets of rules across households, against one worked out by hand."""

from decimal import Decimal

import pytest
from by_hand import CALCULATOR, TAPER_50, amended, case_of

from calculator.calculator import Calculator
from calculator.caseload.assess import HOURS
from calculator.caseload.reform import Compared, compare
from calculator.contract.case import Case

WAGE = Decimal("12.71")
# A lone parent with one child, without rent, who works 24 hours at £12.71: £1,321.84 a month. Tax is 20% above £12,570 a year, £54.87;
# National Insurance 8% above £1,048, £21.91. Universal Credit counts £1,245.06, and £535.06 of it above the work allowance of £710. At 55%
# £294.28 is taken off; at 50% it is £267.53.
PARENT = {
    "adults": [
        {
            "age": 34,
            "jobs": [{"name": "Shop", "hours_per_week": 24, "pay": {"amount": 12.71, "per": "hour"}, "pension": None}],
        }
    ],
    "children": [{"date_of_birth": "2020-05-01"}],
}


def compared(case: Case, other: Calculator = TAPER_50) -> Compared:
    return compare(CALCULATOR, other, 1, case, HOURS, WAGE)


def test_a_lower_taper_by_hand() -> None:
    found = compared(case_of(**PARENT))
    assert found.gain == Decimal("26.75")
    assert found.effect == "gains"
    assert found.public.total == -12 * Decimal("26.75")
    assert found.public.by_body["uk_government"] == found.public.total


def test_marginal_rates_by_hand() -> None:
    """Of the next pound at 24 hours 28p go in tax and National Insurance, and 55% or 50% of the other 72p off Universal Credit."""
    found = compared(case_of(**PARENT))
    before, after = found.before.at(24), found.after.at(24)
    assert before is not None
    assert after is not None
    assert before.marginal == pytest.approx(0.28 + 0.72 * 0.55, abs=0.0005)
    assert after.marginal == pytest.approx(0.28 + 0.72 * 0.50, abs=0.0005)


def test_participation_rate_by_hand() -> None:
    """16 hours bring £881.23, and all £424.90 of Universal Credit go. At 50%, £440.62 would be taken off, which is still all of it."""
    at = compared(case_of()).before.at(16)
    assert at is not None
    assert at.participation == pytest.approx(424.90 / 881.23, abs=0.0005)
    at_8 = compared(case_of()).after.at(8)
    assert at_8 is not None
    assert at_8.participation == pytest.approx(0.50, abs=0.0005)


def test_nobody_out_of_work_gains_by_a_lower_taper() -> None:
    assert compared(case_of()).effect == "same"


def test_a_lower_health_element_takes_what_the_rates_differ_by() -> None:
    """£429.80 less £217.26."""
    ill = case_of(adults=[{"age": 34, "uc_health": "lcwra", "lcwra_rate": "protected"}])
    found = compared(ill, amended("lower-lcwra-for-all.yaml"))
    assert (found.gain, found.effect) == (Decimal("-212.54"), "loses")
    assert found.public.total == 12 * Decimal("212.54")


def test_a_higher_work_allowance_is_worth_55p_a_pound_to_those_who_have_one() -> None:
    other = amended("higher-work-allowance.yaml")
    assert compared(case_of(**PARENT), other).gain == Decimal("55.00")
    single = case_of(adults=[{"age": 34, "jobs": PARENT["adults"][0]["jobs"]}])
    assert compared(single, other).gain == 0
