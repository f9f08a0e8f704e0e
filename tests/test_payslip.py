"""A payslip and statement beside the rules: what agrees, what does not, and the cause that is named."""

import re
from typing import Any

import pytest

from calculator.calculator import Calculator
from calculator.contract.errors import CaseError
from calculator.contract.job import Payslip
from calculator.contract.reading import read_case
from calculator.contract.result import Finding
from calculator.month.situation import now
from calculator.year.dated_rules import DatedRules
from calculator.year.ledger import Ledger
from calculator.year.payslip import Check

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


def check(
    calculator: Calculator,
    day: int | None = None,
    date: str = "2026-12-31",
    job: dict[str, Any] | None = None,
    household: dict[str, Any] | None = None,
    **slip: float,
) -> dict[str, Finding]:
    account = {"assessment_period_day": day} if day else CASE["universal_credit"]
    option = {"name": "job", "job": job or JOB, "starts": "2026-12-01"}
    case = read_case({**CASE, **(household or {}), "universal_credit": account, "options": [option]})
    found = calculator.check_payslip(case, 0, Payslip.model_validate({"date": date, "gross": 2000, **slip}))
    return {each.id: each for each in found}


# 2,000 in December: no tax on statement A; 76.16 National Insurance; 5% of 1,480, less the relief: 59.20.
def test_a_payslip_that_is_right(calculator: Calculator) -> None:
    found = check(
        calculator, tax=0, national_insurance=76.16, pension=59.20, take_home=1864.64, counted=1864.64, award=514.00
    )
    assert {each.agrees for each in found.values()} == {True}
    assert set(found) == {"gross", "tax", "national_insurance", "pension", "take_home", "counted", "award"}


@pytest.mark.parametrize(
    ("tax", "words"),
    [
        (190.20, "each payday alone"),
        (400, "code BR"),
        (399.90, "code BR"),
        (400, "code 0T"),
        (186.89, "another nation"),  # S1257L M1: 19% of 330.58 and 20% of the rest of 951
        (250, "no tax code"),
    ],
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
        (301.46, "other rate of the extra money"),  # 217.26 in place of 429.80
        (669.65, "other work allowance"),  # 55% of 710 less 427
        (64.00, "without help with rent"),
        (219.65, "without help with rent"),  # with the higher work allowance, as there is no rent in it
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


WEEKLY = {"hours_per_week": 20, "pay": {"amount": 12.71, "per": "hour"}, "paid": "week", "first_payday": "2026-12-11", "starter_statement": "A"}  # fmt: skip


# 20 hours at 12.71 are 254.20: 0.98 of National Insurance above 242, and 4% of what is above 120.
# From April on, 20% of what is above 241.98 in each week of the year so far, in whole pounds.
@pytest.mark.parametrize(
    ("date", "tax"),
    [("2026-12-11", 0), ("2026-12-18", 0), ("2026-12-24", 0), ("2027-03-25", 0), ("2027-07-02", 2.40)],
)
def test_every_payday_of_a_weekly_pay_is_the_right_day(date: str, tax: float, calculator: Calculator) -> None:
    found = check(calculator, date=date, job=WEEKLY, gross=254.20, tax=tax, national_insurance=0.98, pension=5.37)
    assert "date" not in found
    assert {each.agrees for each in found.values()} == {True}


def test_paydays_of_a_weekly_pay_are_no_matter_for_regulation_61(calculator: Calculator) -> None:
    counted = 4 * (254.20 - 0.98 - 5.37)
    found = check(calculator, date="2026-12-18", job=WEEKLY, gross=254.20, counted=counted)["counted"]
    assert found.agrees
    assert "61" not in found.text


def test_a_slip_a_day_late_keeps_the_year_so_far(calculator: Calculator) -> None:
    found = check(calculator, date="2027-03-30", tax=0)
    assert "31 March 2027" in found["date"].text
    assert found["tax"].agrees


@pytest.mark.parametrize(
    ("slip", "words"),
    [
        ({"date": "2026-12-18", "gross": 203.36}, "4 hours at £12.71 less"),
        ({"date": "2026-12-18", "gross": 273.27}, "1.5 hours at £12.71 more"),
    ],
)
def test_pay_for_other_hours(slip: dict[str, Any], words: str, calculator: Calculator) -> None:
    found = check(calculator, job=WEEKLY, **slip)["gross"]
    assert not found.agrees
    assert words in found.text


@pytest.mark.parametrize(
    ("changes", "gross", "words"),
    [
        # 20 hours on four days: one day of 5 hours, three of them, and hours that are no whole days.
        ({"days_per_week": 4}, 190.65, "5 hours at £12.71 less than we expected, as many as 1 of your usual days"),
        ({"days_per_week": 4}, 63.55, "15 hours at £12.71 less than we expected, as many as 3 of your usual days"),
        ({"days_per_week": 4}, 203.36, "4 hours at £12.71 less than we expected. Ask"),
        # Two of the four weeks; without the days of a week, hours are not taken as days.
        (
            {"paid": "four_weeks", "first_payday": "2026-12-31"},
            508.40,
            "40 hours at £12.71 less than we expected, as many as 2 of your usual weeks",
        ),
        ({}, 203.36, "4 hours at £12.71 less than we expected. Ask"),
    ],
)
def test_missing_days_and_weeks_can_be_holiday(
    changes: dict[str, Any], gross: float, words: str, calculator: Calculator
) -> None:
    date = changes.get("first_payday", "2026-12-18")
    found = check(calculator, job={**WEEKLY, **changes}, date=date, gross=gross)["gross"]
    assert not found.agrees
    assert words in found.text
    assert ("holiday pay" in found.text) == ("as many as" in words)


def test_a_student_loan_of_another_plan(calculator: Calculator) -> None:
    # Plan 5 takes 9% of what is above 2,083.33 a month: nothing of 2,000; a postgraduate loan takes 6% above 1,750.
    loans = {"adults": [{**CASE["adults"][0], "student_loans": ["plan_5"]}]}
    slip = {"tax": 0, "national_insurance": 76.16, "pension": 59.20}
    assert check(calculator, household=loans, take_home=1864.64, **slip)["take_home"].agrees
    found = check(calculator, household=loans, take_home=1864.64 - 15, **slip)["take_home"]
    assert "another plan" in found.text


@pytest.mark.parametrize("cycle", ["week", "two_weeks", "four_weeks", "month"])
def test_right_slips_raise_no_alarm(cycle: str, calculator: Calculator) -> None:
    """Some fifty slips for each cycle, as the timeline has them. All slips of a case are held against one ledger, for speed."""
    checked = 0
    for hours in (6, 16, 25, 37.5):
        job = {**WEEKLY, "hours_per_week": hours, "paid": cycle, "first_payday": None}
        case = read_case(
            {**CASE, "options": [{"name": "job", "job": job, "starts": "2026-12-01"}], "views": ["timeline"]}
        )
        timeline = calculator.calculate(case).options[0].timeline
        assert timeline is not None
        events = [event for event in timeline.events if event.kind == "payday"][:13]
        placed = calculator.councils.register.placed(case)
        now_run = calculator.run(now(placed))
        ledger = Ledger(DatedRules(calculator.book, calculator.councils, placed, now_run))
        for event in events:
            before = re.search(r"([0-9,.]+) before deductions", event.note or "")
            gross = float(before[1].replace(",", "") if before else event.amount or 0)
            period = next(each for each in timeline.assessment_periods if each.starts <= event.date <= each.ends)
            slip = {
                "date": event.date.isoformat(), "gross": gross, "take_home": float(event.amount or 0),
                "counted": float(period.earnings_counted or 0), "award": float(period.award or 0),
            }  # fmt: skip
            found = Check(ledger, 0, Payslip.model_validate(slip)).findings()
            assert [each for each in found if not each.agrees] == []
            checked += 1
    assert checked >= 44


def test_what_cannot_be_checked_is_said(calculator: Calculator) -> None:
    with pytest.raises(CaseError, match="must not be before the job starts"):
        check(calculator, date="2026-11-30", tax=0)
    case = read_case({**CASE, "options": [{"name": "none", "work": "none"}]})
    with pytest.raises(CaseError, match="pay before deductions is given"):
        calculator.check_payslip(case, 0, Payslip.model_validate({"date": "2026-12-31", "gross": 5}))
