"""Text to hand over: a summary for notes and a referral for an adviser, in plain text, with a code and no name."""

import html
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from loaded import CALCULATOR
from test_specialist import answers

from calculator.contract.reading import read_case
from calculator.web.pages.pages import examples


def texts(page: str) -> dict[str, str]:
    found = re.findall(r'<textarea id="(\w+)"[^>]*>(.*?)</textarea>', page, re.DOTALL)
    return {name: html.unescape(text) for name, text in found}


def test_the_summary_has_the_figures_of_the_answer_and_what_to_do(client: FlaskClient, app: Flask) -> None:
    found = texts(client.post("/handover", data={**answers(app, "dan"), "plan_code": "D 4"}).text)
    with app.test_request_context():
        case = read_case(examples().cases["dan"])
    option = CALCULATOR.calculate(case).options[0]
    assert found["summary"].startswith("Case: D 4\n")
    assert f"- Universal Credit: £{CALCULATOR.calculate(case).now.universal_credit.award:,.2f} → " in found["summary"]
    assert f"→ £{option.position.left_over:,.2f}" in found["summary"]
    assert ": Tell Universal Credit about the job\n" in found["summary"]
    assert "An estimate, and not a decision." in found["summary"]
    assert "<" not in found["summary"] + found["referral"]
    assert "\n\n\n" not in found["summary"] + found["referral"]


def test_the_referral_has_what_is_open_and_what_was_given(client: FlaskClient, app: Flask) -> None:
    found = texts(client.post("/handover", data=answers(app, "rhys-and-lorna")).text)["referral"]
    asked, given = found.index("What we would like to know"), found.index("What was entered")
    assert "Some weeks go beyond what New Style ESA allows" in found[asked:given]
    assert "Not known: how DWP counts weeks over the limits" in found[asked:given]
    assert "- Your age: 39\n" in found[given:]
    assert "Not known, so we assumed" in found[given:]


def test_the_working_of_a_line_comes_when_it_is_asked_for(client: FlaskClient, app: Flask) -> None:
    without = client.post("/handover", data=answers(app, "dan"))
    assert "How we worked this out" not in texts(without.text)["summary"]
    assert 'name="line" value="housing_element"' in without.text
    page = client.post("/handover", data={**answers(app, "dan"), "line": ["housing_element", "nonsense"]}).text
    assert "How we worked this out: Housing\n" in texts(page)["summary"]
    assert 'value="housing_element" checked' in page


def test_names_stay_out_and_markup_stays_text(client: FlaskClient, app: Flask) -> None:
    given = {
        **answers(app, "dan"),
        "plan_name": "Marker Person",
        "plan_who": "Marker Worker",
        "job1_name": "</textarea><b>&",
    }
    page = client.post("/handover", data=given).text
    assert "Marker" not in page
    assert "</textarea><b>" not in page
    assert "</textarea><b>&" in texts(page)["summary"]


def test_in_welsh_nothing_is_left_in_english(client: FlaskClient, app: Flask) -> None:
    found = texts(client.post("/cy/handover", data={**answers(app, "dan"), "plan_code": "D4"}).text)
    assert found["summary"].startswith("Achos: D4\n")
    for english in ("Each month", "What to tell whom", "Worked out on", "What was entered", "To a benefits adviser"):
        assert english not in found["summary"] + found["referral"]


@pytest.mark.parametrize(("sent", "status"), [({}, 422), ({"age": "x"}, 422)])
def test_answers_that_do_not_do_lead_back_to_the_form(client: FlaskClient, sent: dict[str, str], status: int) -> None:
    assert client.post("/handover", data=sent).status_code == status
