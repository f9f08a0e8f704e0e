"""The model alone: HMRC's test data for payroll software 2025 to 2026, and dates. And the model shares nothing with the calculator."""

import ast
import datetime as dt
import re
from decimal import Decimal
from pathlib import Path

import pytest
from loaded import yaml_of
from published import NATIONAL_INSURANCE

from independent import dates, model, paye
from independent.universal_credit import OutOfScopeError

HERE = Path(__file__).parent
APRIL = dt.date(2025, 4, 10)


def by_month(number: int) -> dt.date:
    return dt.date(2025, 3 + number, 10)


def by_week(number: int) -> dt.date:
    return APRIL + dt.timedelta(weeks=number - 1)


# Code, cycle, first day of the cumulative basis, and (period, pay, tax) in the order of the paydays.
HMRC = [
    ("1257L", "month", False, [(1, "1156.25", "21.40"), (2, "1156.26", "21.60"), (3, "31123.26", "10188.00")]),
    ("1257L", "week", False, [(1, "267.07", "5.00"), (2, "266.08", "4.80"), (3, "853.05", "122.20")]),
    ("1257L", "week", False, [(6, "28241.45", None), (7, "242.84", "-264.87")]),
    ("45L", "month", True, [(4, "3164.24", "625.00")]),
    ("145L", "week", True, [(9, "750.06", "144.40")]),
    ("BR", "month", False, [(1, "2870.55", "574.00")]),
    ("BR", "week", False, [(1, "650.15", "130.00")]),
    ("D0", "week", True, [(5, "101.99", "40.40")]),
    ("K585", "month", False, [(1, "895.00", "276.60"), (2, "1250.00", "347.60")]),
    ("K630", "week", False, [(1, "150.00", "54.20"), (2, "300.00", "84.20")]),
    ("1000L", "month", False, [(1, "3000.00", "433.00")]),
    ("S1257L", "month", False, [(1, "1156.25", "20.33"), (2, "1156.26", "20.52")]),
    ("S1257L", "week", False, [(1, "267.07", "4.75")]),
    ("SK585", "month", False, [(1, "895.00", "275.63")]),
    ("SBR", "month", True, [(1, "1450.03", "290.00")]),
]


@pytest.mark.parametrize(("code", "cycle", "on_its_own", "pays"), HMRC)
def test_income_tax_is_that_of_hmrcs_test_data(
    code: str, cycle: str, on_its_own: bool, pays: list[tuple[int, str, str | None]]
) -> None:
    record = paye.TaxRecord(code, dt.date.max if on_its_own else dt.date.min)
    for number, pay, tax in pays:
        day = by_month(number) if cycle == "month" else by_week(number)
        taken = record.take(day, cycle, Decimal(pay))
        assert tax is None or taken == Decimal(tax)


@pytest.mark.parametrize(
    ("cycle", "pay", "due"),
    NATIONAL_INSURANCE,
)
def test_national_insurance_is_that_of_hmrcs_test_data(cycle: str, pay: str, due: str) -> None:
    assert paye.national_insurance(cycle, Decimal(pay)) == Decimal(due)


def test_tax_is_at_most_half_of_a_pay() -> None:
    record = paye.TaxRecord("1257L", year=dt.date(2025, 4, 6), pay=Decimal(15_000), tax=Decimal(400))
    assert record.take(dt.date(2025, 11, 28), "month", Decimal("461.60")) == Decimal("230.80")


def test_week_53_is_taxed_on_its_own() -> None:
    record = paye.TaxRecord("1257L")
    record.take(dt.date(2026, 3, 29), "week", Decimal(15000))
    assert record.take(dt.date(2026, 4, 5), "week", Decimal("241.92")) == 0


@pytest.mark.parametrize(
    ("day", "starts"),
    [
        (31, ["2026-12-31", "2027-01-31", "2027-02-28", "2027-03-31", "2027-04-30"]),
        (30, ["2026-12-30", "2027-01-30", "2027-02-27", "2027-03-30", "2027-04-30"]),
        (29, ["2027-12-29", "2028-01-29", "2028-02-28", "2028-03-29", "2028-04-29"]),
    ],
)
def test_assessment_periods_of_the_last_days_of_a_month(day: int, starts: list[str]) -> None:
    """UC Regs 2013 reg 21(2)."""
    first, last = dt.date.fromisoformat(starts[0]), dt.date.fromisoformat(starts[-1])
    assert [str(start) for start, _ in dates.assessment_periods(day, first, last)] == starts


def test_the_model_gives_the_worked_examples_of_dated_money() -> None:
    """The entries of tests/examples/timeline.yaml that are within its scope, published ones among them."""
    checked = 0
    for entry in yaml_of(HERE.parent / "examples" / "timeline.yaml"):
        case = entry["case"]
        last = dt.date.fromisoformat(case["options"][0]["starts"]) + dt.timedelta(weeks=52)
        try:
            _, periods = model.timeline(case, last)
        except OutOfScopeError:
            continue
        came = {str(period.starts): {"award": period.award, "earnings_counted": period.earnings} for period in periods}
        for expected in entry["expect"]:
            found = re.fullmatch(
                r"options\[0\]\.timeline\.assessment_periods\[starts=(.*)\]\.(award|earnings_counted)", expected["path"]
            )
            if found and found[1] in came:  # it stops where a claim would start anew
                assert abs(float(came[found[1]][found[2]]) - expected["value"]) <= expected["within"], entry["id"]
                checked += 1
    assert checked > 20


def test_the_model_imports_nothing_of_the_calculator() -> None:
    allowed = {
        "ast",
        "calendar",
        "collections",
        "dataclasses",
        "datetime",
        "decimal",
        "fractions",
        "hypothesis",
        "re",
        "typing",
        "independent",
    }
    for path in HERE.glob("*.py"):
        if path.name.startswith("test_"):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [each.name for each in node.names] if isinstance(node, ast.Import) else []
            names += [str(node.module)] if isinstance(node, ast.ImportFrom) else []
            assert {name.split(".")[0] for name in names} <= allowed, path.name
