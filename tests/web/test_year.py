"""The page of the year: what it says, its calendar file, what-ifs and the payslip check, with and without a browser."""

import datetime as dt
import re
from typing import TYPE_CHECKING

import pytest
from flask import Flask
from flask.testing import FlaskClient
from loaded import CALCULATOR
from test_journey import WIDTHS, faults_by_width, fits, press
from test_pages import fields_of, text_of
from test_plan import answers

from calculator.contract.reading import read_case
from calculator.contract.result import OptionResult
from calculator.web.year.year import first_pay

if TYPE_CHECKING:
    from playwright.sync_api import Browser


def posted(client: FlaskClient, **more: str) -> str:
    page = client.get("/example/dan/timeline").text
    return client.post("/timeline", data={**fields_of(page), **more}).text


def test_the_year_is_said_and_the_payments_are_there(client: FlaskClient) -> None:
    said = text_of(client.get("/example/dan/timeline").text)
    assert "After a year, this choice would have brought about" in said
    assert "Month by month" in said
    assert "Pay from" in said
    assert "2 paydays fall in the assessment period" in said
    assert "Tell Universal Credit about the job" in said


def test_whoever_is_to_be_told_can_be_told_in_ready_words(client: FlaskClient) -> None:
    said = text_of(client.get("/example/dan/timeline").text)
    words = "“I start work on 21 December 2026. It is 12 hours a week at £12.71 an hour, before tax. My first payday is 15 January 2027.”"
    assert f"Words you could use: {words}" in said
    # Nothing is put in for what is not known.
    page = client.post(
        "/timeline",
        data={"age": "34", "job1_hours": "16", "job1_pay": "700", "job1_pay_per": "month", "job1_pay_is": "take_home"},
    )
    assert "Tell Universal Credit about the job" in text_of(page.text)
    assert "“I start work on" not in text_of(page.text)


def test_the_answer_leads_to_the_year_and_back(client: FlaskClient) -> None:
    answer = client.get("/example/dan").text
    assert 'formaction="/timeline"' in answer
    back = posted(client, result="1")
    assert "What comes in and goes out" in back


def test_the_calendar_file(client: FlaskClient) -> None:
    page = client.get("/example/dan/timeline").text
    response = client.post("/timeline", data={**fields_of(page), "file": "1"})
    assert response.mimetype == "text/calendar"
    assert response.headers["Content-Disposition"].endswith('.ics"')
    assert response.text.startswith("BEGIN:VCALENDAR")
    assert response.text.count("BEGIN:VEVENT") >= 3
    assert "SUMMARY:Tell Universal Credit about the job" in response.text


@pytest.mark.parametrize(
    ("what_if", "words"), [("ends:6", "claim again at once"), ("sick:13", "Against never having started")]
)
def test_a_what_if(client: FlaskClient, what_if: str, words: str) -> None:
    page = posted(client, what_if=what_if)
    assert words in text_of(page)
    assert f'value="{what_if}" selected' in page


@pytest.mark.parametrize("what_if", ["ends:7", "burns:6", "", "ends:6; drop", "ends:99999999999"])
def test_a_what_if_that_is_not_offered_is_left_out(client: FlaskClient, what_if: str) -> None:
    assert "Against never having started" not in text_of(posted(client, what_if=what_if))


def test_a_payslip(client: FlaskClient) -> None:
    page = posted(client, slip="1", slip_date="2027-01-15", slip_gross="£566.50", slip_tax="113.20", slip_pension="0")
    assert "It fits code BR" in text_of(page)
    assert 'value="£566.50"' in page


def test_a_payslip_with_problems_keeps_what_was_typed(client: FlaskClient) -> None:
    page = posted(client, slip="1", slip_date="15 January", slip_gross="five", slip_tax="<b>")
    said = text_of(page)
    assert "Enter the amount as a number, such as 881.23" in said
    assert "There is a problem" in said
    assert 'value="five"' in page
    assert 'value="&lt;b&gt;"' in page
    page = posted(client, slip="1", slip_date="31 February 2027", slip_gross="500")
    assert "There is no day 31 in February 2027" in text_of(page)
    page = posted(client, slip="1", slip_date="mid January", slip_gross="500")
    assert "“mid January” is not a date that we can read. Enter the date" in text_of(page)


def test_a_year_in_which_nothing_is_paid(client: FlaskClient) -> None:
    page = client.post("/timeline", data={"age": "34", "savings": "50000", "job1_kind": "none"})
    assert page.status_code == 200
    assert "come to the same as now" in text_of(page.text)


def test_no_example_no_page(client: FlaskClient) -> None:
    assert client.get("/example/nobody/timeline").status_code == 404


def test_answers_that_cannot_be_used_bring_the_form_back(client: FlaskClient) -> None:
    page = client.get("/example/dan/timeline").text
    response = client.post("/timeline", data={**fields_of(page), "age": "seven"})
    assert response.status_code == 422
    assert 'value="seven"' in response.text


@pytest.mark.browser
@pytest.mark.parametrize("width", WIDTHS)
def test_the_page_fits_and_is_sound(chromium: "Browser", address: str, width: int) -> None:
    context = chromium.new_context(viewport={"width": width, "height": 800})
    page = context.new_page()
    page.goto(f"{address}/example/rhys-and-lorna")
    press(page, "button", "See the first year, payday by payday")
    assert page.locator("h1").inner_text().startswith("After a year")
    assert fits(page)
    assert not faults_by_width(page)
    page.get_by_label("What if").select_option("sick:6")
    press(page, "button", "Show")
    assert page.get_by_label("What if").input_value() == "sick:6"
    press(page, "button", "Check it")
    assert page.get_by_role("alert").is_visible()
    assert not faults_by_width(page)
    press(page, "button", "Back to the answer")
    assert "What comes in and goes out" in page.content()
    context.close()


@pytest.mark.browser
def test_the_calendar_is_saved_without_scripts(chromium: "Browser", address: str) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/example/dan/timeline")
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save these dates as a calendar file").click()
    assert re.fullmatch(r"[a-z0-9-]+\.ics", saved.value.suggested_filename)
    context.close()


def test_a_choice_without_figures_says_so_and_leads_back(client: FlaskClient) -> None:
    answers = {"age": "34", "job1_hours": "16", "job1_pay": "13", "job1_pay_per": "hour", "job1_kind": "job"}
    page = client.post("/timeline", data={**answers, "no_public_funds": "yes"}).text
    assert "No dates can be given" in text_of(page)
    assert client.post("/timeline", data={**fields_of(page), "result": "1"}).status_code == 200


def dates(client: FlaskClient, example: str) -> str:
    """The dates of an example's first choice, as the page of the answer asks for them."""
    page = client.get(f"/example/{example}").text
    return client.post("/timeline", data={**fields_of(page), "show": "0"}, headers={"X-Part": "answer"}).text


def test_the_dates_of_an_answer_are_those_of_its_year(client: FlaskClient) -> None:
    part, year = dates(client, "dan"), client.get("/example/dan/timeline").text
    said = text_of(part)
    assert "First pay 15 January 2027" in said
    assert "By then you would have had £104 less than by staying as now" in said
    title = re.search(r"<h1[^>]*>([^<]+)", year)
    assert title
    assert title[1] in said
    todo = [re.findall(r'<section aria-labelledby="todo">.*?</ul>', page, re.DOTALL)[0] for page in (part, year)]
    assert re.findall("<strong>([^<]+)", todo[0]) == re.findall("<strong>([^<]+)", todo[1])
    assert len(re.findall("than if you had never started", said)) == 2


def test_a_job_with_its_last_day_known_is_not_asked_what_if_it_ended_later(client: FlaskClient) -> None:
    assert 'id="ends"' not in dates(client, "rhys-and-lorna")
    assert 'id="ends"' not in client.get("/example/rhys-and-lorna").text


@pytest.mark.browser
def test_the_dates_come_to_the_answer_by_themselves(chromium: "Browser", address: str) -> None:
    page = chromium.new_page()
    page.goto(f"{address}/example/dan")
    page.locator(".answer .short dt", has_text="Lowest point, compared with staying as now").wait_for()
    assert page.locator("#dates h2").all_inner_texts() == ["What to do, and when", "Day by day", "If the job ends"]
    assert page.locator("#dates .todo li").count() > 3
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save these dates as a calendar file").click()
    assert saved.value.suggested_filename.endswith(".ics")
    page.close()


@pytest.mark.browser
def test_without_scripts_the_dates_are_a_button_away(chromium: "Browser", address: str) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/example/dan")
    press(page, "button", "See what to do, with dates")
    assert page.locator("#todo").is_visible()
    context.close()


def test_without_a_bank_balance_the_answer_names_the_day_furthest_behind(client: FlaskClient, app: Flask) -> None:
    """The day with the least money is another day, and stands on the plan."""
    given, part = answers(app, "dan"), {"X-Part": "answer"}
    assert "Lowest day" not in client.post("/timeline", data=given, headers=part).text
    assert "Lowest day" in client.post("/timeline", data={**given, "bank_balance": "200"}, headers=part).text


def office_beside_a_new_job() -> OptionResult:
    """The person asking takes a job from 7 December; the partner has been paid on the last working day all along."""
    office = {"name": "Office", "hours_per_week": 37, "pay": {"amount": 38000, "per": "year"}, "paid": "month"}
    job = {"hours_per_week": 16, "pay": {"amount": 12.71, "per": "hour"}, "paid": "month", "payday": "last working day"}
    case = {
        "date": "2026-11-23", "nation": "england", "views": ["timeline"],
        "adults": [{"age": 29, "jobs": [{**office, "name": "Till", "hours_per_week": 8}]}, {"age": 33, "jobs": [office]}],
        "options": [{"name": "Job", "job": job, "replaces": "all", "starts": "2026-12-07"}],
    }  # fmt: skip
    return CALCULATOR.calculate(read_case(case)).options[0]


def test_the_first_pay_is_that_of_the_new_job() -> None:
    """Not the partner's pay of 30 November, nor the last pay of the job that is given up."""
    timeline = office_beside_a_new_job().timeline
    assert timeline is not None
    assert first_pay(timeline) == dt.date(2026, 12, 31)


def test_a_month_that_the_year_cuts_off_says_until_when_it_goes(client: FlaskClient) -> None:
    """The 52 weeks from 21 December 2026 end on 19 December 2027."""
    assert "December 2027 (to 19 December 2027 only)" in text_of(client.get("/example/dan/timeline").text)


def test_the_year_says_which_choice_it_is_compared_with(client: FlaskClient) -> None:
    """Joanne compares with a choice that is not how things are now."""
    said = text_of(client.get("/example/joanne/timeline").text)
    assert "this choice would have brought about" in said
    assert "more than “Stay on sick pay”" in said
    assert "Amounts are against “Stay on sick pay”" in said
    assert not [
        words for words in ("staying as now", "than now", "same as now", "never having started") if words in said
    ]
