"""What a Universal Credit statement tells: statements of different households are read to the right facts, and broken ones to none."""

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, event, given
from hypothesis import strategies as st
from loaded import CALCULATOR, yaml_of
from strategies import cases, tries

from calculator.contract.account import AccountStatement
from calculator.contract.errors import CaseError
from calculator.contract.position import UniversalCreditStatement
from calculator.contract.reading import read_case, read_model
from calculator.contract.statement_reading import StatementReading
from calculator.statement.reading import read_text
from calculator.year.periods import period_after, period_holding

TODAY = dt.date(2026, 11, 30)
STATEMENTS = yaml_of(Path(__file__).with_name("statements.yaml"))
BROKEN = yaml_of(Path(__file__).with_name("broken.yaml"))


def reading(text: str, **lines: Any) -> StatementReading:
    read = read_text(text)
    statement = read_model(AccountStatement, {**read.lines, **lines})
    return CALCULATOR.read_statement(statement, TODAY, None, read)


@pytest.mark.parametrize("held", STATEMENTS, ids=[held["name"] for held in STATEMENTS])
def test_a_statement_is_read_to_its_facts(held: dict[str, Any]) -> None:
    found = reading(held["text"], **held.get("lines", {}))
    facts = {fact.id: fact for fact in found.facts}
    wanted = {name: tuple(each) for name, each in held["facts"].items()}
    assert {
        name: (facts[name].value, facts[name].sureness) if name in facts else (None, "absent") for name in wanted
    } == wanted
    assert [each.text for each in found.not_understood] == held.get("unread", [])
    assert found.check is not None
    assert found.check.expected == Decimal(str(held["ours"]))


def in_text(shown: UniversalCreditStatement, starts: dt.date, ends: dt.date) -> str:
    """A statement as the account shows it, with the amounts that our rules give."""
    given = [
        ("Standard allowance", shown.standard_allowance),
        ("Housing", shown.housing_element),
        ("Children", shown.child_element),
        ("Disabled children", shown.disabled_child_addition),
        ("Childcare", shown.childcare_element),
        ("Limited capability for work", shown.lcw_element + shown.lcwra_element),
        ("Carer", shown.carer_element),
        ("Transitional protection", shown.transitional_element),
    ]
    taken = [
        ("Take-home pay", shown.earned_income_deduction),
        ("Pension", shown.unearned_income_deduction - shown.tariff_income),
        ("Savings", shown.tariff_income),
        ("Benefit cap", shown.benefit_cap_reduction),
        ("Advance", shown.deductions),
    ]
    rows = [f"This payment is for {starts:%d %B %Y} to {ends:%d %B %Y}", "What you're entitled to"]
    rows += [part for name, amount in given if amount for part in (name, f"£{amount:,.2f}")]
    rows += [f"Total entitlement before deductions £{shown.maximum_amount:,.2f}", "What we take off (deductions)"]
    rows += [f"{name} - £{amount:,.2f}" for name, amount in taken if amount]
    rows.append(f"The total take-home pay for this period is £{shown.earned_income:,.2f}")
    rows.append(f"Total payment for this month £{shown.paid:,.2f}")
    return "\n".join(rows)


@tries(25)
@given(cases(options=0))
def test_a_statement_made_from_our_figures_is_read_back_to_facts_that_give_the_same_award(case: dict[str, Any]) -> None:
    worked = CALCULATOR.calculate(read_case(case))
    shown = worked.now.universal_credit
    assume(shown.status in ("in_payment", "nil_earnings"))
    day = (case.get("universal_credit") or {}).get("assessment_period_day") or dt.date.fromisoformat(case["date"]).day
    starts = period_holding(dt.date.fromisoformat(case["date"]), day)
    found = reading(in_text(shown, starts, period_after(starts, day) - dt.timedelta(days=1)))
    assert found.check is not None
    event(f"agrees {found.check.agrees}")
    assert found.not_understood == []
    assert [line for line in found.check.lines if not line.agrees] == []
    assert found.check.expected == shown.paid


LABELS_OF_TEXT = st.sampled_from(
    ["Standard allowance", "Housing", "Children", "Carer", "Total deductions", "Advance", "Pension", "What we take off", "Mystery", "You get this", ""]
)  # fmt: skip
AMOUNTS_OF_TEXT = st.sampled_from(
    ["£424.90", "- £12.00", "£5", "", "12", "£1,2", "£4.9", "£1.00 £2.00", "£99,999,999.00", "12.71"]
)
ROWS_OF_TEXT = st.lists(
    st.builds(lambda label, amount: f"{label} {amount}".strip(), LABELS_OF_TEXT, AMOUNTS_OF_TEXT), max_size=12
)


@tries(150)
@given(ROWS_OF_TEXT)
def test_every_line_with_a_figure_is_either_read_or_comes_back(rows: list[str]) -> None:
    read = read_text("\n".join(rows))
    told = [*read.places.values(), *(each.text for each in read.unread)]
    assert [row for row in rows if any(map(str.isdigit, row)) and not any(row in each for each in told)] == []
    for name in read.places:
        assert name.partition("/")[0] in read.lines


@tries(150)
@given(st.text(max_size=300))
def test_any_text_at_all_can_be_read(text: str) -> None:
    found = reading(text)
    assert all(fact.sureness in ("settled", "likely", "open") for fact in found.facts)


@pytest.mark.parametrize("held", BROKEN, ids=[held["name"] for held in BROKEN])
def test_a_broken_statement_loses_nothing_and_guesses_nothing(held: dict[str, Any]) -> None:
    read = read_text(held["text"])
    assert read.lines == {
        name: Decimal(str(each)) if isinstance(each, float | int) else each for name, each in held["read"].items()
    }
    assert [each.text for each in read.unread] == held["unread"]
    found = reading(held["text"])
    assert [each.line for each in found.not_understood if each.line] == held.get("strange", [])
    if "facts" in held:
        assert [fact.id for fact in found.facts] == held["facts"]
    assert all(each.why for each in found.not_understood)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("14 October 2026 to 13 November 2026", {"from": "2026-10-14", "to": "2026-11-13"}),
        ("11/10/2026 - 10/11/2026", {"from": "2026-10-11", "to": "2026-11-10"}),
        ("Assessment period\n2026-10-14 to 2026-11-13", {"from": "2026-10-14", "to": "2026-11-13"}),
        ("Period: 20 December to 19 January 2027", {"from": "2026-12-20", "to": "2027-01-19"}),
        ("Paid on 20 November 2026\nWe'll pay £424.90 into your account on 20 November 2026",
         {"payments": [{"date": "2026-11-20", "amount": Decimal("424.90")}]}),
        ("We'll pay £450.00 to your landlord on 20 November 2026", {"paid_to_landlord": Decimal("450.00")}),
    ],
)  # fmt: skip
def test_days_and_payments_are_told_apart(text: str, lines: dict[str, Any]) -> None:
    read = read_text(text)
    assert (read.lines, read.unread) == (lines, [])


def test_two_days_of_payment_that_are_not_half_a_month_apart_are_not_understood() -> None:
    lines = {"from": "2026-10-14", "payments": [{"date": "2026-11-20"}, {"date": "2026-12-20"}]}
    found = CALCULATOR.read_statement(read_model(AccountStatement, lines), TODAY)
    assert "paid" not in {fact.id for fact in found.facts}
    assert [each.line for each in found.not_understood] == ["payments"]


def test_a_text_in_welsh_is_read_too() -> None:
    read = read_text(
        "Lwfans safonol\n£424.90\nTai £450.00\nMae'r taliad hwn ar gyfer y cyfnod 14 Hydref 2026 i 13 Tachwedd 2026"
    )
    assert read.lines == {
        "standard_allowance": Decimal("424.90"),
        "housing": Decimal("450.00"),
        "from": "2026-10-14",
        "to": "2026-11-13",
    }
    assert read.unread == []


@pytest.mark.parametrize(
    ("starts", "allowance", "known"),
    [
        ("2026-03-31", "400.14", True), ("2026-04-05", "400.14", True), ("2026-04-06", "424.90", True),
        ("2026-04-05", "424.90", False), ("2026-04-06", "400.14", False), ("2025-04-06", "393.45", True), ("2025-04-07", "400.14", True),
    ],
)  # fmt: skip
def test_the_first_day_of_the_period_decides_which_year_s_amounts_are_looked_at(
    starts: str, allowance: str, known: bool
) -> None:
    statement = read_model(AccountStatement, {"from": starts, "standard_allowance": float(allowance)})
    found = CALCULATOR.read_statement(statement, TODAY)
    assert ("adults" in {fact.id for fact in found.facts}) is known
    assert bool(found.not_understood) is not known


@pytest.mark.parametrize(
    ("starts", "ends", "days", "sure"),
    [
        ("2026-10-14", "2026-11-13", [14], "settled"), ("2026-01-31", "2026-02-27", [31], "settled"), ("2026-04-30", None, [30, 31], "open"),
        ("2026-02-27", "2026-03-28", [29], "settled"), ("2026-02-28", None, [28, 31], "open"),
    ],
)  # fmt: skip
def test_a_period_at_the_end_of_a_month_leaves_open_what_it_leaves_open(
    starts: str, ends: str | None, days: list[int], sure: str
) -> None:
    statement = read_model(AccountStatement, {"from": starts, "to": ends})
    fact = next(fact for fact in CALCULATOR.read_statement(statement, TODAY).facts if fact.id == "period_day")
    assert (fact.value, fact.sureness, len(fact.alternatives)) == (days[0], sure, len(days) - 1)


def test_the_day_of_payment_gives_the_period_but_is_not_sure() -> None:
    statement = read_model(AccountStatement, {"payments": [{"date": "2026-11-20"}]})
    fact = next(fact for fact in CALCULATOR.read_statement(statement, TODAY).facts if fact.id == "period_day")
    assert (fact.value, fact.sureness) == (14, "likely")


def test_without_any_day_no_fact_that_rests_on_an_amount_is_settled() -> None:
    statement = read_model(AccountStatement, {"standard_allowance": 424.90, "health": 429.80})
    facts = CALCULATOR.read_statement(statement, TODAY).facts
    assert facts
    assert {fact.sureness for fact in facts} == {"likely"}


def test_an_amount_of_a_year_that_is_not_known_yet_is_not_called_wrong() -> None:
    statement = read_model(AccountStatement, {"from": "2027-06-01", "standard_allowance": 440.12})
    (strange,) = CALCULATOR.read_statement(statement, TODAY).not_understood
    assert strange.why == "The amounts for this day are not known yet."


def test_a_statement_from_before_the_rules_held_is_refused() -> None:
    statement = read_model(AccountStatement, {"from": "2024-03-01"})
    with pytest.raises(CaseError) as caught:
        CALCULATOR.read_statement(statement, TODAY)
    assert [problem.pointer for problem in caught.value.problems] == ["/from"]


def test_what_the_person_told_is_not_replaced_and_the_line_that_differs_is_said_with_words_to_ask() -> None:
    told = {"date": "2026-11-30", "adults": [{"age": 30}], "children": [{"age": 3}, {"age": 5}]}
    text = "Assessment period 14 October 2026 to 13 November 2026\nStandard allowance £424.90\nChildren £303.94\nTotal entitlement £728.84"
    read = read_text(f"{text}\nYour payment this month £728.84")
    found = CALCULATOR.read_statement(read_model(AccountStatement, read.lines), TODAY, told, read)
    assert found.check is not None
    assert found.case["children"] == told["children"]
    wrong = {line.id: line for line in found.check.lines if not line.agrees}
    assert list(wrong) == ["children", "entitlement", "payment"]
    assert (wrong["children"].found, wrong["children"].expected) == (Decimal("303.94"), Decimal("607.88"))
    assert "£303.94" in wrong["children"].ask
    assert "14 October 2026 to 13 November 2026" in wrong["children"].ask
    assert wrong["children"].why


def test_if_only_the_payment_differs_the_reason_is_not_another_line() -> None:
    statement = {"from": "2026-10-14", "standard_allowance": 424.90, "payment": 400}
    found = CALCULATOR.read_statement(read_model(AccountStatement, statement), TODAY)
    assert found.check is not None
    (wrong,) = [line for line in found.check.lines if not line.agrees]
    assert wrong.id == "payment"
    assert "Every other line agrees" in wrong.why


def test_the_usual_cause_of_another_payment_is_named() -> None:
    statement = {
        "from": "2026-10-14",
        "standard_allowance": 424.90,
        "children": 303.94,
        "take_home_pay": 881.23,
        "payment": 244.16,
    }
    found = CALCULATOR.read_statement(read_model(AccountStatement, statement), TODAY)
    assert found.check is not None
    assert "no work allowance" in found.check.cause


def test_pay_alone_without_what_was_taken_off_is_read_and_the_deduction_alone_leaves_it_likely_or_open() -> None:
    def pay(**lines: float) -> tuple[float, str]:
        statement = read_model(AccountStatement, {"from": "2026-10-14", "standard_allowance": 424.90, **lines})
        fact = next(fact for fact in CALCULATOR.read_statement(statement, TODAY).facts if fact.id == "pay")
        return fact.value["amount"], fact.sureness

    assert pay(take_home_pay=881.23) == (881.23, "settled")
    assert pay(children=303.94, earnings_deduction=94.18) == (881.24, "likely")
    assert pay(earnings_deduction=94.18) == (171.24, "open")


def test_text_longer_than_any_statement_is_refused() -> None:
    for text in ("x" * 20_001, "£1.00\n" * 401):
        with pytest.raises(CaseError) as caught:
            read_text(text)
        assert [problem.pointer for problem in caught.value.problems] == ["/text"]


def test_a_line_longer_than_any_of_a_statement_comes_back_cut_short() -> None:
    read = read_text(f"Housing {'x' * 300} £450.00")
    assert read.lines == {}
    assert [len(each.text) for each in read.unread] == [201]


def test_the_lower_work_allowance_with_no_help_with_housing_tells_of_a_temporary_home() -> None:
    lines = {"from": "2026-10-14", "standard_allowance": 424.90, "children": 303.94, "entitlement": 728.84}
    pay = {"take_home_pay": 881.23, "earnings_deduction": 249.83, "payment": 479.01}
    found = CALCULATOR.read_statement(read_model(AccountStatement, {**lines, **pay}), TODAY)
    facts = {fact.id: (fact.value, fact.sureness) for fact in found.facts}
    assert facts["tenure"] == ("temporary", "likely")
    assert facts["housing_benefit"] == (True, "likely")
    assert found.check is not None
    assert found.check.agrees
