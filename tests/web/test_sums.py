"""Formulas said in words, and figures as people read them."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from loaded import CALCULATOR

from calculator.i18n.language import speaking
from calculator.rulebook import Formula
from calculator.web.answer.sums import Sayer, names_said, read
from calculator.web.format import Formats

ENGLISH = Formats()
MONTH, WEEK, YEAR = ({"unit": f"GBP/{period}"} for period in ("month", "week", "year"))


def say(formula: str, names: dict[str, Any], **given: Any) -> str:
    part = read(formula)
    assert part is not None
    values = {
        name: Decimal(str(value)) if isinstance(value, int | float) and not isinstance(value, bool) else value
        for name, value in given.items()
    }
    return Sayer(values, names, ENGLISH).say(part)


def test_a_sum_is_said_with_its_numbers() -> None:
    names = {"rate": {"unit": "ratio"}, "pay": MONTH, "kept": MONTH}
    said = say("round_penny(rate * max(0, pay - kept))", names, rate=0.55, pay=660.92, kept=427)
    assert said == "55% × the higher of (0, £660.92 − £427.00)"


@pytest.mark.parametrize(
    ("formula", "said"),
    [
        ("monthly(a)", "£10.00 × 52 ÷ 12"),
        ("monthly(a + b)", "(£10.00 + £20.00) × 52 ÷ 12"),
        ("monthly(y)", "£1,200.00 ÷ 12"),
        ("yearly(a)", "£10.00 × 52"),
        ("a + nothing", "£10.00"),
        ("nothing + a", "£10.00"),
        ("a - monthly(nothing)", "£10.00"),
        ("a - (b - y)", "£10.00 − (£20.00 − £1,200.00)"),
        ("a if yes else b", "£10.00"),
        ("a if not yes else b", "£20.00"),
        ("a if word == 'this' else b", "£10.00"),
        ("a if word != 'this' and yes else b", "£20.00"),
        ("a if a > b else b", "£10.00, or £20.00 where that does not apply"),
        ("sum(several)", "(£1.00 + £2.00)"),
        ("table[word]", "£5.00"),
        ("-a", "−£10.00"),
        ("bands(a, t)", "the rates in bands on £10.00"),
        ("unheard_of", "unheard of"),
    ],
)
def test_what_formulas_are_made_of_is_said(formula: str, said: str) -> None:
    names = {"a": WEEK, "b": WEEK, "y": YEAR, "nothing": WEEK, "several": WEEK, "table[word]": WEEK}
    given = {"a": 10, "b": 20, "y": 1200, "nothing": 0, "yes": True, "word": "this"}
    assert say(formula, names, **given, several=[Decimal(1), Decimal(2)], **{"table[word]": 5}) == said


def test_only_the_side_taken_is_counted_as_said() -> None:
    part = read("a + (b if c else d)")
    assert set(names_said(part, {"c": True})) == {"a", "b"}
    assert set(names_said(part, {})) == {"a", "b", "c", "d"}


def test_every_formula_of_the_rules_can_be_said() -> None:
    said = 0
    for rule in CALCULATOR.book.rules.rules.values():
        for version in rule.versions:
            if isinstance(version.content, Formula):
                for branch in version.content.branches:
                    part = read(branch.give_text)
                    assert part is not None
                    assert Sayer({}, {}, ENGLISH).say(part)
                    said += 1
    assert said > 100


@pytest.mark.parametrize(
    ("amount", "said"),
    [("1157.07", "£1,157.07"), ("-513.5", "−£513.50"), ("0", "£0.00"), ("-0.001", "£0.00"), ("0.005", "£0.01")],
)
def test_money_is_said_in_pounds_and_pence(amount: str, said: str) -> None:
    assert ENGLISH.pounds(Decimal(amount)) == said


@pytest.mark.parametrize(
    ("change", "said"), [("399.66", "£399.66 more"), ("-28.6", "£28.60 less"), ("0", "same"), ("0.004", "same")]
)
def test_a_change_is_more_less_or_the_same(change: str, said: str) -> None:
    assert ENGLISH.more_or_less(Decimal(change)) == said


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        (Decimal("12.71"), "GBP/hour", "£12.71 an hour"),
        (Decimal("0.55"), "ratio", "55%"),
        (Decimal("16.0"), "hour/week", "16 hours a week"),
        (Decimal("15.9"), "count", "15.9"),
        (True, "bool", "yes"),
        ("work_related", "choice", "work related"),
        (dt.date(2026, 4, 6), "date", "6 April 2026"),
        ([Decimal(1), Decimal(2)], "count", "1, 2"),
        (None, "GBP", "none"),
    ],
)
def test_a_value_is_said_by_its_unit(value: Any, unit: str, said: str) -> None:
    assert ENGLISH.value(value, unit) == said


def test_welsh_amounts_and_dates_follow_babel() -> None:
    with speaking("cy"):
        assert Formats().pounds(Decimal("1157.07")) == "£1,157.07"
        assert Formats().date(dt.date(2026, 4, 6)) == "6 Ebrill 2026"
