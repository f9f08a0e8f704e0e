"""Which day picks an amount: the start of the assessment period, the payday, or the day itself.

10 April 2026 lies after each change of that April. For an assessment period that began on the 1st, Universal Credit still has the amounts of
2025-26 (UC Regs 2013 Sch 1 of the up-rating orders: the first period that begins on or after 6 April).
"""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from loaded import CALCULATOR

from calculator.contract.reading import read_case
from calculator.month.situation import now

FAMILY: dict[str, Any] = {
    "nation": "england",
    "adults": [{"age": 40, "cares_35_hours": True, "cares_for": "outside"}],
    "children": [
        {"date_of_birth": "2015-05-01", "disability": "higher"},
        {"date_of_birth": "2018-05-01", "disability": "lower"},
    ],
    "home": {"tenure": "social", "rent": {"amount": 450, "per": "month"}, "bedrooms": 2},
}
# Amounts of 2025-26 and 2026-27 as published by DWP (benefit and pension rates).
BY_PERIOD = {
    "standard_allowance": ("400.14", "424.90"),
    "lcwra_element": ("423.27", "429.80"),
    "work_allowance": ("411", "427"),
}


def values(date: str, day: int, **more: Any) -> Any:
    case = read_case({"date": date, "universal_credit": {"assessment_period_day": day}, **FAMILY, **more})
    return CALCULATOR.run(now(case)).values


@pytest.mark.parametrize("name", BY_PERIOD)
@pytest.mark.parametrize(("day", "year"), [(1, 0), (5, 0), (6, 1), (10, 1), (11, 0)])
def test_universal_credit_goes_by_the_start_of_the_assessment_period(name: str, day: int, year: int) -> None:
    """A period that starts on the 11th began on 11 March."""
    adults = [{"age": 40, "uc_health": "lcwra", "lcwra_rate": "protected"}]
    assert values("2026-04-10", day, adults=adults)[f"universal_credit.{name}"] == Decimal(BY_PERIOD[name][year])


def test_every_amount_of_the_award_goes_by_the_same_clock() -> None:
    """No element of a family changes between a period of 1 April 2026 and the period before it, and all do in the one after 6 April."""
    names = ["standard_allowance", "child_element", "disabled_child_addition", "carer_element", "work_allowance"]
    march, april, may = (values(date, 1) for date in ("2026-03-10", "2026-04-10", "2026-05-10"))
    for name in names:
        before, same, after = (found[f"universal_credit.{name}"] for found in (march, april, may))
        assert (name, before) == (name, same)
        assert (name, same != after) == (name, True)


@pytest.mark.parametrize(
    ("rule", "day", "expected"),
    [
        # Tax and National Insurance change with the tax year, and the minimum wage on 1 April, whatever the assessment period.
        ("minimum_wage.rate_21", "2026-03-31", "12.21"),
        ("minimum_wage.rate_21", "2026-04-01", "12.71"),
        ("sick_pay.rate", "2026-04-05", "118.75"),
        ("sick_pay.rate", "2026-04-06", "123.25"),
        ("esa.basic", "2026-04-05", "92.05"),
        ("esa.basic", "2026-04-06", "95.55"),
    ],
)
def test_other_amounts_go_by_their_own_day(rule: str, day: str, expected: str) -> None:
    held = CALCULATOR.book.rules.rules[rule]
    ordinal = dt.date.fromisoformat(day).toordinal()
    others = dt.date(2024, 6, 1).toordinal()
    dates = {clock: ordinal if clock == held.clock else others for clock in ("day", "payday", "assessment_period")}
    assert held.clock in ("day", "payday")
    assert CALCULATOR.engine.amount(rule, None, None, dates) == Decimal(expected)


# The clock of every dated amount. Universal Credit and what it asks about work change with the first assessment period that starts on or
# after the day (the up-rating orders say so). Tax, National Insurance and student loans go by the payday (ITEPA 2003 s 686, SSCBA 1992 s 6,
# SI 2009/470 reg 44), and so do the rates that an employer has to pay. Everything else goes by the day.
BY_SUBJECT = {
    "universal_credit": "assessment_period",
    "duties": "assessment_period",
    "national_insurance": "payday",
    "student_loan": "payday",
    "tax": "payday",
    "minimum_wage": "payday",
    "sick_pay": "payday",
}
# The end of August is looked at on the payday, not at the start of the period.
OTHERWISE = {"universal_credit.last_august": "payday"}
DATED = [
    rule
    for rule in CALCULATOR.book.rules.rules.values()
    if rule.kind == "values" and len(rule.versions) > 1 and not rule.hidden
]


@pytest.mark.parametrize("rule", DATED, ids=lambda rule: rule.name)
def test_every_dated_amount_changes_with_its_own_clock_and_no_other(rule: Any) -> None:
    clock = OTHERWISE.get(rule.name) or BY_SUBJECT.get(rule.prefix, "day")
    newest, before = len(rule.versions) - 1, rule.versions[-1].start - 1
    for passed in ("day", "payday", "assessment_period"):
        dates = {each: before + (each == passed) for each in ("day", "payday", "assessment_period")}
        used = CALCULATOR.engine.version(rule, None, dates)
        assert used == (newest if passed == clock else newest - 1), passed
