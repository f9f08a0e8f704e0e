"""Income tax on a payday agrees with HMRC's own test data, to the penny."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from published import EIGHT_MONTHS

from calculator.contract.values import PayCycle
from calculator.year.paye import Code, TaxRecord, TaxTables, due, on_payday, period, read_code

ENGLAND = ((0, "0.20"), (37700, "0.40"), (125140, "0.45"))
SCOTLAND = ((0, "0.19"), (2827, "0.20"), (14921, "0.21"), (31092, "0.42"), (62430, "0.45"), (125140, "0.48"))
FREE_PAY = {"month": Decimal("416.67"), "week": Decimal("96.16")}


def tables(code: Code) -> TaxTables:
    bands = tuple((Decimal(start), Decimal(rate)) for start, rate in (SCOTLAND if code.scottish else ENGLAND))
    return TaxTables(bands, 500, FREE_PAY, Decimal(10), Decimal(9), Decimal("0.5"))


def taken(text: str, cycle: PayCycle, pays: dict[int, str]) -> list[Decimal]:
    """Tax on each pay, by tax month or week of 2025-26."""
    code, record, found = read_code(text), TaxRecord(2025), []
    for number, pay in pays.items():
        month, week = dt.date(2025 + (number + 2) // 12, (number + 2) % 12 + 1, 28), dt.timedelta(weeks=number - 1)
        date = month if cycle == "month" else dt.date(2025, 4, 6) + week
        tax = on_payday(code, tables(code), record, date, cycle, Decimal(pay))
        record = record.after(Decimal(pay), tax)
        found.append(tax)
    return found


# HMRC, Payroll technical specifications: income tax, test data 2025 to 2026.
@pytest.mark.parametrize(
    ("code", "cycle", "pays", "tax"),
    [
        ("1257L", "month", {1: "1156.25", 2: "1156.26", 3: "31123.26"}, ["21.40", "21.60", "10188.00"]),
        # The 45% band: the tax on the full bands below it is cut to ten-thousandths of a pound once, not band by band.
        (
            "1257L",
            "month",
            EIGHT_MONTHS,
            ["21.40", "21.60", "10188.00", "4838.60", "22085.10", "20878.65", "5128.20", "4679.10"],
        ),
        ("45L M1", "month", {1: "10500.78"}, ["3558.15"]),
        ("C45L M1", "month", {1: "12539.25"}, ["4475.70"]),
        (
            "S1257L",
            "month",
            EIGHT_MONTHS,
            ["20.33", "20.52", "11444.72", "5382.96", "23756.02", "22469.14", "5668.65", "5189.61"],
        ),
        ("1257L", "week", {1: "267.07", 2: "266.08", 3: "853.05"}, ["5.00", "4.80", "122.20"]),
        ("45L M1", "month", {1: "3164.24"}, ["625.00"]),
        ("145L W1", "week", {1: "750.06"}, ["144.40"]),
        ("BR", "month", {1: "2870.55"}, ["574.00"]),
        ("BR", "week", {1: "650.15"}, ["130.00"]),
        ("D0 W1", "week", {1: "101.99"}, ["40.40"]),
        ("K585", "month", {1: "895.00", 2: "1250"}, ["276.60", "347.60"]),
        ("K630", "week", {1: "150.00", 2: "300"}, ["54.20", "84.20"]),
        ("1000L", "month", {1: "3000.00"}, ["433.00"]),
        ("S1257L", "month", {1: "1156.25", 2: "1156.26"}, ["20.33", "20.52"]),
        ("S1257L", "week", {1: "267.07"}, ["4.75"]),
        ("SK585", "month", {1: "895.00"}, ["275.63"]),
        ("SBR M1", "month", {1: "1450.03"}, ["290.00"]),
        ("0T M1", "month", {1: "2000"}, ["400.00"]),
        ("D1", "month", {1: "1000.99"}, ["450.00"]),
        ("SD0", "month", {1: "1000"}, ["210.00"]),
        ("NT", "month", {1: "3000"}, ["0"]),
        ("C1257L", "month", {1: "1156.25"}, ["21.40"]),
    ],
)
def test_hmrc_test_data(code: str, cycle: PayCycle, pays: dict[int, str], tax: list[str]) -> None:
    assert taken(code, cycle, pays) == [Decimal(each) for each in tax]


def test_a_low_pay_after_a_high_one_brings_tax_back() -> None:
    first, second = taken("1257L", "month", {1: "4000", 2: "0"})
    assert first > 0
    assert second < 0
    assert first + second == taken("1257L", "month", {2: "4000"})[0]


def test_statement_a_late_in_the_year_uses_all_the_months_before() -> None:
    assert taken("1257L", "month", {9: "2000"}) == [0]
    assert taken("1257L M1", "month", {9: "2000"}) == [Decimal("190.20")]


def test_no_code_takes_more_than_half_of_a_pay_and_the_rest_waits() -> None:
    assert taken("K9999", "month", {1: "100"}) == [50]
    # 3,000 without tax and then 500.01: of the 490.20 that the year so far owes, half of the pay is taken, and then half again.
    code, record = read_code("1257L"), TaxRecord(2025, Decimal(3000))
    first = on_payday(code, tables(code), record, dt.date(2025, 4, 28), "month", Decimal("500.01"))
    assert first == 250
    second = on_payday(
        code, tables(code), record.after(Decimal("500.01"), first), dt.date(2025, 5, 28), "month", Decimal("500.01")
    )
    assert second == Decimal("130.60")  # 20% of 1,903, which is 4,000.02 less 2,096.52 in whole pounds, less the 250


@pytest.mark.parametrize(
    ("day", "cycle", "number", "beyond"),
    [
        (dt.date(2026, 4, 6), "month", 1, False),
        (dt.date(2026, 5, 5), "month", 1, False),
        (dt.date(2026, 12, 31), "month", 9, False),
        (dt.date(2027, 4, 5), "month", 12, False),
        (dt.date(2026, 4, 12), "week", 1, False),
        (dt.date(2026, 4, 13), "week", 2, False),
        (dt.date(2026, 4, 13), "two_weeks", 2, False),
        (dt.date(2026, 5, 4), "four_weeks", 8, False),
        (dt.date(2027, 4, 4), "week", 52, False),
        (dt.date(2027, 4, 5), "week", 53, True),
        (dt.date(2027, 4, 5), "four_weeks", 56, True),
    ],
)
def test_the_period_is_that_of_the_day_paid(day: dt.date, cycle: PayCycle, number: int, beyond: bool) -> None:
    assert period(day, cycle) == (number, beyond)


@given(st.decimals(0, 20000, places=2), st.decimals(0, 5000, places=2), st.integers(1, 12))
def test_more_pay_is_never_less_after_tax(pay: Decimal, more: Decimal, number: int) -> None:
    code = read_code("1257L")
    before, after = (due(code, tables(code), each, number, "month") for each in (pay, pay + more))
    # Taxable pay is in whole pounds, so a penny more can cost the tax on the pound that it completes.
    assert 0 <= after - before <= more * Decimal("0.45") + 1
