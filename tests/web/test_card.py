"""The card for a meeting with an employer, and the way back from every page that the specialist's page leads to."""

import io
import re
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from flask import Flask
from flask.testing import FlaskClient
from loaded import CALCULATOR
from pypdf import PdfReader
from test_journey import faults
from test_specialist import answers

from calculator.contract.reading import read_case
from calculator.web.pages.pages import examples

if TYPE_CHECKING:
    from playwright.sync_api import Browser


def rows(page: str) -> dict[str, str]:
    """The difference that each number of hours makes, by the hours."""
    return dict(re.findall(r'<th scope="row">([^<]+)</th><td class="n">([^<]+)</td>', page))


def test_each_number_of_hours_brings_what_a_job_of_these_hours_would(client: FlaskClient, app: Flask) -> None:
    shown = rows(client.post("/card", data=answers(app, "first-look")).text)
    with app.test_request_context():
        case = examples().cases["first-look"]
    assert "16 hours" in shown
    for hours, words in shown.items():
        job = {**case["options"][0]["job"], "hours_per_week": int(hours.split()[0])}
        other = read_case({**case, "options": [{**case["options"][0], "job": job}], "views": []})
        result = CALCULATOR.calculate(other)
        change = result.options[0].position.left_over_before_debts - result.now.left_over_before_debts
        way = "more" if change > 0 else "less"
        assert words == f"£{abs(change):,.0f} {way}" or abs(change) < Decimal("0.5"), hours


def test_it_says_up_to_which_hours_something_is_kept_and_opens_the_case_again(client: FlaskClient, app: Flask) -> None:
    page = client.post("/card", data=answers(app, "dan")).text
    assert "Universal Credit does not go down</strong>: up to 7 hours" in page
    assert "<svg" in page
    assert "An estimate and not a decision." in page
    assert page.count("<h1") == 1


def test_without_pay_by_the_hour_it_says_what_it_needs(client: FlaskClient, app: Flask) -> None:
    given = {**answers(app, "first-look"), "job1_pay": "900", "job1_pay_per": "month", "job1_hours": ""}
    page = client.post("/card", data=given)
    assert page.status_code == 200
    assert "Enter hours and pay by the hour to see a range." in page.text
    assert not rows(page.text)


@pytest.mark.parametrize("address", ["/card", "/plan", "/timeline", "/calculate", "/handover"])
def test_a_page_that_the_desk_leads_to_leads_back_to_it(client: FlaskClient, app: Flask, address: str) -> None:
    from_desk = client.post(address, data={**answers(app, "first-look"), "taken": "1"}).text
    assert 'formaction="/specialist"' in from_desk
    if address != "/handover":
        assert 'formaction="/specialist"' not in client.post(address, data=answers(app, "first-look")).text
        assert 'name="taken" value="1"' in from_desk


@pytest.mark.browser
def test_it_is_printed_on_one_sheet_of_a6_and_is_sound(chromium: "Browser", app: Flask, client: FlaskClient) -> None:
    page = chromium.new_page()
    for language in ("", "/cy"):
        made = client.post(f"{language}/card", data=answers(app, "dan")).text
        sheet = (app.static_folder or "") + "/card.css"
        site = (app.static_folder or "") + "/site.css"
        page.set_content(re.sub(r'<link rel="stylesheet"[^>]*>', "", made))
        page.add_style_tag(path=site)
        page.add_style_tag(path=sheet)
        printed = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
        assert [round(float(side) / 72 * 25.4) for side in printed.pages[0].mediabox[2:]] == [105, 148]
        assert len(printed.pages) == 1, language
        assert not faults(page)
    page.close()
