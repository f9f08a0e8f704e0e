"""The calculator's year and the independent model agree payment by payment, to the day and the penny."""

import datetime as dt
from typing import Any

from hypothesis import assume, given
from strategies import tries

from calculator.calculator import Calculator
from calculator.contract.reading import read_case
from independent import households, model
from independent.universal_credit import OutOfScopeError

Json = dict[str, Any]
CALCULATOR = Calculator.load()
YEAR = dt.timedelta(weeks=52)


def pence(amount: float) -> int:
    return round(amount * 100)


def compare(case: Json) -> None:
    """Holds the calculator's timeline against the model's."""
    last = dt.date.fromisoformat(case["options"][0]["starts"]) + YEAR - dt.timedelta(days=1)
    pays, periods = model.timeline(case, last)
    timeline = CALCULATOR.calculate(read_case(case)).to_json()["options"][0]["timeline"]
    came = {period["starts"]: period for period in timeline["assessment_periods"]}
    for period in periods:
        theirs = came.get(str(period.starts))
        if theirs is None:
            continue
        assert theirs["ends"] == str(period.ends), period
        assert theirs["paid_on"] == str(period.paid_on), period
        if period.ends <= last:
            assert pence(theirs["earnings_counted"]) == pence(float(period.earnings)), (period, theirs)
            assert pence(theirs["award"]) == pence(float(period.award)), (period, theirs)
    known = max(period.paid_on for period in periods)
    for kind in ("pay", "universal_credit"):
        end = min(last, known) if kind == "universal_credit" else last
        ours = [payment for payment in model.payments(case, end) if payment[1] == kind]
        assert paid(timeline, kind, end) == ours


def paid(timeline: Json, kind: str, end: dt.date) -> list[tuple[dt.date, str, int]]:
    names = {"payday": "pay", "universal_credit": "universal_credit"}
    money = [
        (dt.date.fromisoformat(event["date"]), kind, pence(event["amount"]))
        for event in timeline["events"]
        if names.get(event["kind"]) == kind and event["amount"]
    ]
    return sorted(payment for payment in money if payment[0] <= end)


@tries(300)
@given(households.cases())
def test_the_year_agrees_with_the_independent_model(case: Json) -> None:
    try:
        compare(case)
    except OutOfScopeError:
        assume(False)
