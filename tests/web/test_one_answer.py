"""The same figures stand for a choice on every page: an average where months are not alike, and a range where something is not known."""

import html
import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from calculator.cli.tables import table
from calculator.compare import answer
from calculator.contract.reading import read_case
from calculator.web import site

Json = dict[str, Any]
JOB = {"hours_per_week": 16, "pay": {"amount": 12.71, "per": "hour"}, "pension": None}
SOCIAL = {"tenure": "social", "rent": {"amount": 450, "per": "month"}, "bedrooms": 1}


def case(*paid: str, **household: Any) -> Json:
    options = [{"name": f"Job {n}", "adult": 1, "job": {**JOB, "paid": each}} for n, each in enumerate(paid)]
    found = {"date": "2026-11-23", "nation": "england", "home": SOCIAL, "claims": {"universal_credit": True}}
    return {**found, "options": options, **household}


CAPPED = case(
    "week",
    "month",
    council="Arun",
    adults=[{"age": 31}],
    children=[{"age": 11}, {"age": 6}, {"age": 2}],
    home={"tenure": "social", "rent": {"amount": 700, "per": "month"}, "bedrooms": 3},
)
# Ashford's scheme is held for Universal Credit without pay, and not beside pay.
PARTLY_COVERED = case(
    "month",
    council="Ashford",
    adults=[{"age": 40, "uc_health": "lcwra", "lcwra_rate": "protected"}],
    home={**SOCIAL, "council_tax": {"amount": 1500, "per": "year"}, "council_tax_band": "B"},
)
UNDER_18 = case("month", adults=[{"age": 17}, {"age": 16}])
# Leeds has more than one rental area.
OPEN_RENT = case(
    "month",
    council="Leeds",
    adults=[{"age": 34, "uc_health": "lcwra", "lcwra_rate": "new"}],
    children=[{"age": 6}],
    home={"tenure": "private", "rent": {"amount": 900, "per": "month"}, "bedrooms": 2},
)
INDEBTED = case(
    "month",
    adults=[{"age": 24, "uc_health": "lcwra", "lcwra_rate": "new"}],
    deductions=[{"kind": "advance", "amount": 30, "per": "month"}],
)


def words(page: str) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", page)))


def pages(client: FlaskClient, app: Flask, given: Json) -> dict[str, str]:
    """What each page says about the first choice of a case, on the day of the case."""
    shown = {name: value for name, value in app.extensions["form"].shown(given).items() if name != "base"}
    return {
        "answer": words(client.post("/calculate", data=shown).text),
        "easy": words(client.post("/calculate", data={**shown, "easy": "0"}).text),
        "plan": words(client.post("/plan", data=shown).text),
        "specialist": words(client.post("/specialist", data=shown).text),
    }


def test_an_average_is_given_everywhere_where_months_are_not_alike(client: FlaskClient, app: Flask) -> None:
    found = pages(client, app, CAPPED)
    for name, text in found.items():
        assert "about £930 a month more than now, on average over the first year" in text, name
        assert "1,153 a month more" not in text, name
        assert "from £610 more to £1,214 more in a single month" in text.replace("From", "from"), name
    assert "The answer at the top is the average of the first year instead" in found["answer"]
    assert "£930.15 more on average" in found["specialist"]
    assert "Job 0: £930 more on average" in found["plan"]


def test_the_terminal_gives_the_average_too(app: Flask) -> None:
    with app.test_request_context():
        text = table(site.calculator().calculate(read_case(CAPPED), ()))
    assert "£930.15 more a month, on average over the first year" in text
    assert "In a single month it is from £610.08 more to £1,214.42 more" in text


def test_a_missing_line_makes_the_answer_a_range_everywhere(client: FlaskClient, app: Flask) -> None:
    with app.test_request_context():
        result = site.calculator().calculate(read_case(PARTLY_COVERED), ())
    found = answer(result, result.options[0])
    assert found.as_range is not None
    low, high = (f"£{each:,.0f}" for each in found.as_range)
    assert low != high
    for name, text in pages(client, app, PARTLY_COVERED).items():
        assert f"from {low} to {high} a month more than now" in text, name
        if name in ("answer", "plan"):
            assert f"{low} more to {high} more" in text, name
        assert not re.search(rf"Difference:? {low} more(?! to)", text), name


def test_no_figure_is_given_without_universal_credit(client: FlaskClient, app: Flask) -> None:
    with app.test_request_context():
        (option,) = site.calculator().calculate(read_case(UNDER_18), ()).options
    assert option.change_per_month is None
    assert option.change_range is not None
    for name, text in pages(client, app, UNDER_18).items():
        assert "We cannot say what the difference would be" in text, name
        assert "£882 more" not in text, name


def test_a_range_stands_in_place_of_its_lowest_figure(client: FlaskClient, app: Flask) -> None:
    """Housing help is 400.00 by one area and 900.00 by the other."""
    found = pages(client, app, OPEN_RENT)
    for name in ("answer", "plan"):
        assert re.search(r"Left over now:? from £563 to £1,063", found[name]), name
        assert re.search(r"Housing ?: from £400.00 to £900.00 a month", found[name]), name
        assert "The answer that would settle it: the rental market area." in found[name], name
    assert "Now you have from £563 to £1,063 left after that." in found["easy"]
    assert "Now you have from £1,346 to £1,846 of Universal Credit." in found["easy"]
    with app.test_request_context():
        text = table(site.calculator().calculate(read_case(OPEN_RENT), ()))
    assert "Left over before repayments, Now: from £563.32 to £1,063.32" in text


@pytest.mark.parametrize("name", ["answer", "plan"])
def test_the_figures_at_the_top_say_that_they_are_before_debts(client: FlaskClient, app: Flask, name: str) -> None:
    text = pages(client, app, INDEBTED)[name]
    assert re.search(r"Left over now, before debts:? £556", text)
    assert re.search(r"Left over before debts [^£]*£555.84", text)
    assert re.search(r"Left over each month [^£]*£525.84", text)


def test_without_debts_the_top_and_the_last_line_are_the_same(client: FlaskClient, app: Flask) -> None:
    text = pages(client, app, {**INDEBTED, "deductions": []})["answer"]
    assert re.search(r"Left over now £556 a month", text)
    assert re.search(r"Left over each month [^£]*£555.84", text)


def test_easy_words_say_that_debts_come_off(client: FlaskClient, app: Flask) -> None:
    assert "Some of what is left goes to debts." in pages(client, app, INDEBTED)["easy"]
    assert "debts" not in pages(client, app, {**INDEBTED, "deductions": []})["easy"]
