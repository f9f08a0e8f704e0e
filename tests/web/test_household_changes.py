"""The form's questions about what else changes in a choice, and about money that comes once."""

import datetime as dt
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from calculator.i18n.language import WELSH, speaking
from calculator.web.form.household_changes import MOST_ROWS, NAMED
from calculator.web.form.line_words import read_one_off, read_profit

AS_NOW = {"job1_kind": "as_now", "age": "34", "tenure": "social", "rent": "450", "rent_per": "month", "bedrooms": "1"}
PARTNER = {"op": "add", "path": "/adults/1", "value": {"age": 30}}
ODD = {"op": "replace", "path": "/home/bedrooms", "value": 2}
REFUND = {"date": "2099-01-20", "amount": 300, "kind": "tax_refund"}


def data_of(app: Flask, answers: dict[str, str]) -> dict[str, Any]:
    with app.test_request_context():
        return app.extensions["form"].data(answers)[0]


def shown(app: Flask, option: dict[str, Any]) -> dict[str, str]:
    with app.test_request_context():
        return app.extensions["form"].typed({"options": [option]})


@pytest.mark.parametrize("kind", NAMED)
def test_each_named_change_goes_into_the_case_and_comes_back(app: Flask, kind: str) -> None:
    typed = {
        "job1_changes": kind,
        "job1_changes_from": "1 3 2099",
        **({"job1_changes_figure": "2"} if NAMED[kind].needs else {}),
    }
    changes = data_of(app, {**AS_NOW, **typed})["options"][0]["changes"]
    assert len(changes) == len(NAMED[kind].operations)
    assert {each["from"] for each in changes} == {"2099-03-01"}
    again = shown(app, {"name": "A", "changes": changes})
    assert {name: value for name, value in again.items() if name.startswith("job1_changes")} == typed


@pytest.mark.parametrize(
    ("kind", "figure", "expected"),
    [
        ("partner_in", "34", [{"op": "add", "path": "/adults/1", "value": {"age": 34}}]),
        ("child_moves_out", "2", [{"op": "remove", "path": "/children/1"}]),
        ("child_leaves_school", "1", [{"op": "add", "path": "/children/0/in_education", "value": False}]),
        ("rent", "£520.50", [{"op": "add", "path": "/home/rent", "value": {"amount": 520.5, "per": "month"}}]),
        ("baby", "", [{"op": "add", "path": "/children/-", "value": {"age": 0}}]),
        (
            "to_private_home", "700",
            [{"op": "add", "path": "/home/tenure", "value": "private"}, {"op": "add", "path": "/home/rent", "value": {"amount": 700, "per": "month"}}],
        ),
    ],
)  # fmt: skip
def test_a_figure_goes_to_its_place(app: Flask, kind: str, figure: str, expected: list[Any]) -> None:
    changes = data_of(app, {**AS_NOW, "job1_changes": kind, "job1_changes_figure": figure})["options"][0]["changes"]
    assert changes == expected


def test_changes_that_the_form_does_not_ask_keep_their_places(app: Flask) -> None:
    baby = {"op": "add", "path": "/children/-", "value": {"age": 0}, "from": "2099-05-01"}
    named = [PARTNER, baby, {**baby, "from": "2099-06-01"}, {**baby, "from": "2099-07-01"}]
    changes = [ODD, *named, ODD]
    with app.test_request_context():
        form = app.extensions["form"]
        answers = form.shown(
            {"adults": [{"age": 34}], "options": [{"name": "A", "work": "as_now", "changes": changes}]}
        )
        assert form.data(answers)[0]["options"][0]["changes"] == changes
        # The fourth named change has no row. Without the second row, it and all others stay.
        assert len(form.fields["job1_changes"].rows) == MOST_ROWS == 3
        answers.pop("job1_changes_2")
        left = form.data(answers)[0]["options"][0]["changes"]
    assert left == [ODD, PARTNER, {**baby, "from": "2099-06-01"}, {**baby, "from": "2099-07-01"}, ODD]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"job1_changes": "partner_in"}, "Enter the age of the partner who moves in"),
        ({"job1_changes": "partner_in", "job1_changes_figure": "young"}, "Enter the age of the partner who moves in"),
        ({"job1_changes": "rent", "job1_changes_figure": "-4"}, "Enter the new rent a month"),
        ({"job1_changes": "baby", "job1_changes_from": "tomorrow"}, "Enter the date as day, month and year"),
        ({"job1_changes": "baby", "job1_changes_from": "1 1 2020"}, "This must not be before the day of the calculation"),
        ({"job1_changes": "partner_out"}, "has to be among the answers"),
        ({"job1_changes": "child_moves_out", "job1_changes_figure": "3"}, "has to be among the answers"),
        ({"job1_changes": "nonsense"}, "has to be among the answers"),
        ({"job1_money": "a bonus in May"}, "Write each amount on a line of its own"),
        ({"one_off": "1/1/2020 300 tax refund"}, "This must not be before the day of the calculation"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_said_at_its_field(client: FlaskClient, typed: dict[str, str], said: str) -> None:
    (field,) = {name.partition("_from")[0].partition("_figure")[0] for name in typed}
    page = client.post("/calculate", data={**AS_NOW, **typed, "base": '{"date": "2026-11-23"}'})
    assert page.status_code == 422
    assert said in page.text
    assert f'href="#{field}"' in page.text
    assert f'id="{field}"' in page.text
    assert f'id="{field}-error"' in page.text


def test_a_choice_of_changes_alone_is_worked_out_without_a_script(client: FlaskClient) -> None:
    day = dt.date.today() + dt.timedelta(days=40)
    typed = {
        "job1_changes": "partner_in", "job1_changes_figure": "30", "job1_changes_2": "rent", "job1_changes_2_figure": "500",
        "job1_changes_2_from": f"{day.day} {day.month} {day.year}", "job1_money": f"{day.day}/{day.month}/{day.year} 300 tax refund",
    }  # fmt: skip
    for address in ("/calculate", "/plan"):
        page = client.post(address, data={**AS_NOW, **typed})
        assert page.status_code == 200
        assert "a partner moves in (Age: 30)" in page.text
        assert "Rent: £500 a month" in page.text
        assert "Tax refund, £300." in page.text


@pytest.mark.parametrize(
    ("line", "money"),
    [
        ("20/1/2099 300 tax refund", REFUND),
        ("20 January 2099 £300 refund", REFUND),
        ("20/1/2099: 300 tax refund, my partner", {**REFUND, "adult": 2}),
        ("20/1/2099 520 bonus, 52 weeks: For 2098, all", {"date": "2099-01-20", "amount": 520, "kind": "bonus", "weeks": 52, "name": "For 2098, all"}),
        ("20/1/2099 1,800.50 Redundancy Pay", {"date": "2099-01-20", "amount": 1800.5, "kind": "redundancy"}),
        ("20/1/2099 300 ad-daliad treth, fy mhartner", {**REFUND, "adult": 2}),
    ],
)  # fmt: skip
def test_money_that_comes_once_is_read_from_a_line(app: Flask, line: str, money: dict[str, Any]) -> None:
    read = read_one_off(line)
    assert isinstance(read, dict)
    assert {name: float(value) if name in ("amount", "weeks") else value for name, value in read.items()} == money
    for language in ("en", WELSH):
        with app.test_request_context(), speaking(language):
            (again,) = app.extensions["form"].fields["one_off"].shown({"money": [read]})
            assert read_one_off(again[1]) == read


@pytest.mark.parametrize(
    "line", ["300 tax refund", "20/1/2099 tax refund", "20/1/2099 300", "20/1/2099 300 win", "x" * 150]
)
def test_a_line_that_is_no_money_comes_back_as_it_is(line: str) -> None:
    assert read_one_off(line) == line


def test_the_journey_asks_only_people_who_say_that_something_changes(app: Flask) -> None:
    pages = {page.id: page for page in app.extensions["questions"].pages}
    assert {pages[name].topic for name in ("what_changes", "choice_money", "one_off")} == {"changing"}
    assert "changing" in {topic.id for topic in pages["topics"].topics}


@pytest.mark.parametrize(
    ("line", "profit"),
    [
        ("1/2027 -120", {"month": "2027-01", "amount": -120}),
        ("January 2027 1,150.50", {"month": "2027-01", "amount": 1150.5}),
        ("Rhagfyr 2026: £900", {"month": "2026-12", "amount": 900}),
    ],
)
def test_the_profit_of_a_month_is_read_from_a_line(app: Flask, line: str, profit: dict[str, Any]) -> None:
    read = read_profit(line)
    assert isinstance(read, dict)
    assert {**read, "amount": float(read["amount"])} == profit
    with app.test_request_context():
        shown_again = app.extensions["form"].fields["job1_profits"].line(read)
    assert read_profit(shown_again) == read


def test_profit_by_month_is_enough_without_a_usual_profit(client: FlaskClient) -> None:
    typed = {"job1_hours": "20", "job1_profits": "1/2027 -120\n2/2027 1150"}
    page = client.post("/calculate", data={**AS_NOW, "job1_kind": "job", **typed, "base": '{"date": "2026-11-23"}'})
    assert page.status_code == 200
    assert "The typical month has the usual profit" in page.text


@pytest.mark.parametrize("line", ["2027 -120", "1/2027", "1/27 300", "1/2027 a loss"])
def test_a_line_that_is_no_profit_comes_back_as_it_is(line: str) -> None:
    assert read_profit(line) == line
