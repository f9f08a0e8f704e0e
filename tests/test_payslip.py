"""A payslip and statement beside the rules: what agrees, what does not, and the cause that is named."""

from typing import Any

import pytest

from calculator.calculator import Calculator
from calculator.contract.errors import CaseError
from calculator.contract.job import Payslip
from calculator.contract.reading import read_case
from calculator.contract.result import Finding

CASE: dict[str, Any] = {
    "date": "2026-11-23",
    "nation": "england",
    "adults": [{"age": 34, "uc_health": "lcwra", "lcwra_rate": "protected"}],
    "home": {"tenure": "social", "rent": {"amount": 450, "per": "month"}, "bedrooms": 1},
    "savings": 0,
    "universal_credit": {"assessment_period_day": 14},
}
JOB: dict[str, Any] = {
    "hours_per_week": 36,
    "pay": {"amount": 2000, "per": "month"},
    "paid": "month",
    "payday": "last working day",
    "first_payday": "2026-12-31",
    "starter_statement": "A",
}


@pytest.fixture(scope="module")
def calculator() -> Calculator:
    return Calculator.load()


def check(
    calculator: Calculator, day: int | None = None, date: str = "2026-12-31", **slip: float
) -> dict[str, Finding]:
    account = {"assessment_period_day": day} if day else CASE["universal_credit"]
    case = read_case(
        {**CASE, "universal_credit": account, "options": [{"name": "job", "job": JOB, "starts": "2026-12-01"}]}
    )
    found = calculator.check_payslip(case, 0, Payslip.model_validate({"date": date, "gross": 2000, **slip}))
    return {each.id: each for each in found}


# 2,000 in December: no tax on statement A; 76.16 National Insurance; 5% of 1,480, less the relief: 59.20.
def test_a_payslip_that_is_right(calculator: Calculator) -> None:
    found = check(
        calculator, tax=0, national_insurance=76.16, pension=59.20, take_home=1864.64, counted=1864.64, award=514.00
    )
    assert {each.agrees for each in found.values()} == {True}
    assert set(found) == {"tax", "national_insurance", "pension", "take_home", "counted", "award"}


@pytest.mark.parametrize(
    ("tax", "words"),
    [(190.20, "each payday alone"), (400, "code BR"), (399.90, "code BR"), (250, "no tax code")],
)
def test_tax_that_fits_another_code(calculator: Calculator, tax: float, words: str) -> None:
    found = check(calculator, tax=tax)["tax"]
    assert not found.agrees
    assert words in found.text


def test_no_pension_taken(calculator: Calculator) -> None:
    assert "three months" in check(calculator, pension=0)["pension"].text


@pytest.mark.parametrize(
    ("counted", "words"),
    [
        (2000, "before tax, National Insurance or pension"),
        (1923.84, "before the pension came off"),
        (1500, "not the pay"),
    ],
)
def test_pay_counted_otherwise(calculator: Calculator, counted: float, words: str) -> None:
    found = check(calculator, tax=0, national_insurance=76.16, pension=59.20, counted=counted)["counted"]
    assert not found.agrees
    assert words in found.text


def test_two_paydays_in_the_period(calculator: Calculator) -> None:
    found = check(calculator, 30, date="2027-01-29", tax=0, national_insurance=76.16, pension=59.20, counted=1864.64)[
        "counted"
    ]
    assert found.expected == 2 * found.found
    assert "Only one of the paydays" in found.text
    both = check(calculator, 30, date="2027-01-29", tax=0, national_insurance=76.16, pension=59.20, counted=3729.28)[
        "counted"
    ]
    assert both.agrees
    assert "regulation 61" in both.text


@pytest.mark.parametrize(
    ("award", "words"),
    [
        (279.15, "no work allowance"),
        (1304.70, "no pay counted"),
        (84.20, "extra money for health"),
        (600, "line by line"),
    ],
)
def test_an_award_with_something_missing(calculator: Calculator, award: float, words: str) -> None:
    found = check(calculator, tax=0, national_insurance=76.16, pension=59.20, award=award)["award"]
    assert not found.agrees
    assert words in found.text


def test_a_payday_on_another_day(calculator: Calculator) -> None:
    found = check(calculator, date="2026-12-24", tax=0)
    assert "31 December 2026" in found["date"].text
    assert found["tax"].agrees


def test_what_cannot_be_checked_is_said(calculator: Calculator) -> None:
    with pytest.raises(CaseError, match="must not be before the job starts"):
        check(calculator, date="2026-11-30", tax=0)
    case = read_case({**CASE, "options": [{"name": "none", "work": "none"}]})
    with pytest.raises(CaseError, match="pay before deductions is given"):
        calculator.check_payslip(case, 0, Payslip.model_validate({"date": "2026-12-31", "gross": 5}))
