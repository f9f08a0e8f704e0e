"""The quick look: a range that holds the full answer, and the way on with what was entered."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from test_journey import faults, fits, press
from test_walk import hidden

TYPED = {
    "job1_hours": "16",
    "job1_pay": "13",
    "job1_pay_per": "hour",
    "rent": "450",
    "rent_per": "month",
    "partner": "no",
}


def test_a_range_holds_the_answer_of_anybody_it_stands_for(client: FlaskClient, app: Flask) -> None:
    from calculator.web.quick import ASSUMED, _option, _range

    usual = {**ASSUMED["stand_in"], **TYPED}
    with app.test_request_context("/quick", method="POST", data=TYPED):
        ranges = [_range(_option({**usual, **other["set"]})) for other in ASSUMED["could_be"]]
    low, high = (pick(each[end] for each in ranges if each) for pick, end in ((min, 0), (max, 1)))
    page = client.post("/quick", data=TYPED).text
    formats = app.extensions["formats"]
    assert formats.more_or_less(high, True) in page
    assert low < high
    assert "What would narrow it" in page
    assert "whether there is a health decision" in page


def test_what_was_said_is_not_asked_for_to_narrow_it(client: FlaskClient) -> None:
    page = client.post("/quick", data={**TYPED, "uc_health": "lcwra", "children": "2"}).text
    assert "whether there is a health decision" not in page
    assert hidden(page)["child2_age"] == "8"


def test_the_answers_go_on_into_the_journey(client: FlaskClient) -> None:
    sent = hidden(client.post("/quick", data=TYPED).text)
    where = client.post("/start", data=sent).headers["Location"]
    journey = where.split("/question/")[0]
    page = client.get(f"{journey}/check").text
    assert 'class="said">16<' in page
    assert "tenure" not in sent, "what was only assumed is asked"


def test_a_number_that_is_none_is_named_and_stays(client: FlaskClient) -> None:
    page = client.post("/quick", data={**TYPED, "job1_hours": "lots"})
    assert page.status_code == 422
    assert 'value="lots"' in page.text
    assert "There is a problem" in page.text


@pytest.mark.browser
@pytest.mark.parametrize("width", [320, 1280])
def test_it_is_sound(chromium, address: str, width: int) -> None:  # type: ignore[no-untyped-def]
    context = chromium.new_context(viewport={"width": width, "height": 900})
    page = context.new_page()
    page.goto(f"{address}/quick")
    assert not faults(page)
    page.get_by_label("Hours a week").fill("16")
    page.locator("[name=job1_pay]").fill("13")
    press(page, "button", "Show the range")
    assert page.locator("#answer").count() == 1
    assert not faults(page)
    assert fits(page)
    context.close()
