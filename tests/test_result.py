"""A Result's JSON: the contract's names, and pounds and pence as numbers."""

import datetime as dt
import json
from decimal import Decimal

import pytest
from loaded import CALCULATOR

from calculator.contract.reading import read_case
from calculator.contract.result import Help, Line, Lost, OptionResult, Position, WorkingEntry, WorseHours

NOTHING = Position([], True, [], 0, 0, 0, 0)


def test_money_is_a_number_rounded_to_the_penny_half_up() -> None:
    line = Line("pay", "pay", "Pay", Decimal("881.225"), 203.355, Decimal(10574), [Decimal("881.2249999"), 0])
    assert line.to_json()["per_month"] == 881.23
    assert line.to_json()["per_week"] == 203.36
    assert json.dumps(line.to_json()["by_adult"]) == "[881.22, 0]"


def test_names_are_the_contracts() -> None:
    assert list(WorseHours(16, 28, "fewer_hours", 15, Decimal("480.12")).to_json()) == [
        "from",
        "to",
        "than",
        "best_hours",
        "loss_per_month",
    ]
    entry = WorkingEntry("a.b", "A", Decimal("0.55"), "ratio", None, "x", {"x": 1 / 3}, None, dt.date(2026, 4, 6))
    assert entry.to_json()["with"] == {"x": 0.333333}
    assert entry.to_json()["in_force_from"] == "2026-04-06"


def test_a_view_not_asked_for_is_absent_and_a_figure_not_known_is_null() -> None:
    option = OptionResult("A", NOTHING, None).to_json()
    assert not {"timeline", "hours", "year"} & option.keys()
    assert "working" not in option["position"]
    assert option["change_per_month"] is None
    assert option["position"]["universal_credit"]["status"] == "not_claimed"


def test_help_and_losses_say_how_sure_they_are() -> None:
    assert Help("a", "A", "Text.", None, None, "ask").to_json()["confidence"] == "ask"
    lost = Lost("b", "B", Decimal(118), None, "Text.").to_json()
    assert (lost["text"], lost["confidence"], lost["value_per_year"]) == ("Text.", "settled", 118)


def test_what_json_cannot_say_is_not_guessed_at() -> None:
    with pytest.raises(TypeError):
        Line("pay", "pay", "Pay", object(), 0, 0, []).to_json()  # type: ignore[arg-type]


def test_the_case_in_a_result_keeps_every_decimal_that_was_given() -> None:
    case = {
        "nation": "england",
        "adults": [{"age": 30}],
        "home": {"tenure": "social", "rent": {"amount": 450.125, "per": "month"}},
    }
    case["options"] = [{"name": "Job", "job": {"hours_per_week": 16, "pay": {"amount": 12.7155, "per": "hour"}}}]
    shown = CALCULATOR.calculate(read_case(case)).to_json()["case"]
    assert shown["options"][0]["job"]["pay"]["amount"] == 12.7155
    assert shown["home"]["rent"]["amount"] == 450.125
