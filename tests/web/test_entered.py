"""What a person entered is read back to them as people write it."""

import re
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from test_plan import answers
from test_walk import walk, wanted


@pytest.fixture
def checked(app: Flask) -> str:
    client: FlaskClient = app.test_client()
    journey, _asked = walk(client, app, wanted(app, "dan"))
    return unescape(re.sub(r"<[^>]+>", "", client.get(f"{journey}/check").text))


def test_pence_are_two_figures(checked: str) -> None:
    assert "Rent: £118.50, a week" in checked
    assert "Pay: £13.20, an hour" in checked
    assert "£380" in checked


def test_days_are_dates_in_words(app: Flask, checked: str) -> None:
    assert "21 December 2026" in checked
    page = app.test_client().post("/cy/plan", data=answers(app, "dan")).text
    assert "21 Rhagfyr 2026" in page[page.index('class="entered"') :]


def test_a_question_is_not_asked_twice_nor_followed_by_a_colon(checked: str) -> None:
    assert "?:" not in checked
    assert checked.count("Does any of this apply?") == 1 + checked.count("Change: Does any of this apply?") == 2


def test_what_is_no_date_is_read_back_as_it_was_typed(client: FlaskClient, sam: dict[str, str]) -> None:
    page = client.post("/specialist", data={**sam, "lcwra_from": "31 2 2027"})
    assert page.status_code == 422
    assert "31 2 2027" in page.text
