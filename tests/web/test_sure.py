"""What hardly makes sense is asked about before the answer, in both languages, and nothing that was entered is lost."""

import re
from html import unescape
from typing import TYPE_CHECKING

import pytest
from flask.testing import FlaskClient
from test_journey import choose, faults_by_width, fits, press
from test_pages import fields_of

if TYPE_CHECKING:
    from playwright.sync_api import Browser

WAGE = {"job1_pay": "24,000", "job1_pay_per": "hour", "job1_hours": "37"}
ASKED = "You entered £24,000 an hour for “pay”. Is that right?"
QUICK = {**WAGE, "rent": "450", "rent_per": "month", "partner": "no"}


def text(page: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def button(page: str, name: str) -> dict[str, str]:
    """What a press of a button sends besides the fields."""
    found = re.search(rf'<button[^>]* name="{name}" value="([0-9a-f]+)"', page)
    assert found, name
    return {name: found[1]}


def test_the_likely_reading_is_one_press_away(client: FlaskClient, sam: dict[str, str]) -> None:
    page = client.post("/calculate", data={**sam, **WAGE}).text
    assert ASKED in text(page)
    assert "No, I meant £24,000 a year" in text(page)
    assert 'id="answer"' not in page
    meant = client.post("/calculate", data={**fields_of(page), **button(page, "meant")}).text
    assert 'id="answer"' in meant
    kept = fields_of(meant)
    assert (kept["job1_pay"], kept["job1_pay_per"]) == ("24000", "year")
    assert {**sam, **WAGE, "job1_pay": "24000", "job1_pay_per": "year"}.items() <= kept.items()


def test_what_is_right_is_asked_once_and_again_only_where_it_changes(client: FlaskClient, sam: dict[str, str]) -> None:
    page = client.post("/calculate", data={**sam, **WAGE}).text
    right = client.post("/calculate", data={**fields_of(page), **button(page, "right")}).text
    assert 'id="answer"' in right
    kept = fields_of(right)
    assert {**sam, **WAGE}.items() <= kept.items()
    assert 'id="answer"' in client.post("/calculate", data={**kept, "savings": "100"}).text
    assert 'id="answer"' in client.post("/cy/calculate", data=kept).text
    edited = fields_of(client.post("/calculate", data={**kept, "edit": "1"}).text)
    assert 'id="answer"' in client.post("/calculate", data=edited).text
    assert "£25,000 an hour" in text(client.post("/calculate", data={**kept, "job1_pay": "25000"}).text)


def test_one_question_comes_after_the_other(client: FlaskClient, sam: dict[str, str]) -> None:
    page = client.post("/calculate", data={**sam, **WAGE, "rent": "5"}).text
    page = client.post("/calculate", data={**fields_of(page), **button(page, "meant")}).text
    assert "You entered £5 a month for “rent”. Is that right?" in text(page)
    assert 'name="meant"' not in page
    page = client.post("/calculate", data={**fields_of(page), **button(page, "right")}).text
    assert 'id="answer"' in page


def test_change_leads_back_to_the_field(client: FlaskClient, sam: dict[str, str]) -> None:
    page = client.post("/calculate", data={**sam, **WAGE}).text
    form = client.post("/calculate", data={**fields_of(page), **button(page, "change")}).text
    assert 'href="#job1_pay"' in form
    assert 'id="job1_pay-error"' in form
    assert {**sam, **WAGE}.items() <= fields_of(form).items()


def test_it_is_asked_in_welsh(client: FlaskClient, sam: dict[str, str]) -> None:
    page = client.post("/cy/calculate", data={**sam, **WAGE}).text
    assert "Rhoesoch £24,000 yr awr ar gyfer “cyflog”. Ydy hynny'n iawn?" in text(page)
    assert "Na, roeddwn yn golygu £24,000 y flwyddyn" in text(page)


def test_a_choice_in_a_later_row_is_asked_about_and_mended_there(client: FlaskClient, sam: dict[str, str]) -> None:
    third = {"job3_name": "Big", "job3_hours": "37", "job3_pay": "24000", "job3_pay_per": "hour"}
    page = client.post("/calculate", data={**sam, **third}).text
    assert "Big" in text(page)
    kept = fields_of(client.post("/calculate", data={**fields_of(page), **button(page, "meant")}).text)
    assert (kept["job3_pay"], kept["job3_pay_per"], kept["job1_pay"]) == ("24000", "year", sam["job1_pay"])


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"job1_starts": "7 12 2099"}, "job1_starts", "must be a day from"),
        ({"job1_starts": "7 12 1926"}, "job1_starts", "must be a day from"),
        (
            {"job1_starts": "7 12 2026", "job1_first_payday": "4 12 2026"},
            "job1_first_payday",
            "This must not be before the first day",
        ),
        ({"job1_starts": "7 12 2026", "job1_ends": "4 12 2026"}, "job1_ends", "must not be before the first day"),
        ({"job1_pension": "percent"}, "job1_pension", "Enter the percentage of pay"),
        ({"job1_pay": "12 71"}, "job1_pay", "Enter the pay as a number"),
    ],
)
def test_what_cannot_be_is_said_at_its_field(
    client: FlaskClient, sam: dict[str, str], typed: dict[str, str], field: str, words: str
) -> None:
    page = client.post("/calculate", data={**sam, **typed})
    assert page.status_code == 422
    found = re.search(rf'id="{field}-error">(.*?)</p>', page.text)
    assert found
    assert words.lower() in text(found[1]).lower()
    assert typed.items() <= fields_of(page.text).items()
    welsh = client.post("/cy/calculate", data={**sam, **typed}).text
    said = re.search(rf'id="{field}-error">(.*?)</p>', welsh)
    assert said
    assert words.lower() not in text(said[1]).lower()


def test_a_comma_is_a_decimal_point_on_every_page(client: FlaskClient, sam: dict[str, str]) -> None:
    for typed in ("12,71", "£12,71"):
        page = client.post("/calculate", data={**sam, "job1_pay": typed}).text
        assert "16 hours a week, £12.71 an hour" in text(page)
        assert "£12.71" in text(client.post("/specialist", data={**sam, "job1_pay": typed}).text)
        for path in ("/quick", "/widget"):
            comma, point = (
                client.post(path, data={**QUICK, "job1_hours": "16", "job1_pay": each}).text
                for each in (typed, "12.71")
            )
            assert text(comma) == text(point), path


# ---------------------------------------------------------------------- the journey
def begun(client: FlaskClient, **job: str) -> str:
    where = client.post("/start", data={}).headers["Location"]
    client.post(where, data=job)
    return where.rpartition("/question/")[0]


def test_the_journey_asks_before_its_answer(client: FlaskClient) -> None:
    journey = begun(client, **WAGE, job1_name="Café")
    client.post(f"{journey}/question/age", data={"age": "30"})
    page = client.get(f"{journey}/answer").text
    assert ASKED in text(page)
    sent = client.post(f"{journey}/answer", data={**fields_of(page), **button(page, "meant")})
    assert 'id="answer"' in client.get(sent.headers["Location"]).text
    assert "£24,000, a year" in text(client.get(f"{journey}/check").text)


def test_what_is_right_in_the_journey_stays_so_and_can_be_changed(client: FlaskClient) -> None:
    journey = begun(client, **WAGE, job1_name="Café")
    client.post(f"{journey}/question/age", data={"age": "30"})
    page = client.get(f"{journey}/answer").text
    changing = client.post(f"{journey}/answer", data=button(page, "change")).headers["Location"]
    assert changing.endswith("/question/job?back=check")
    assert fields_of(client.get(changing).text)["job1_pay"] == "24,000"
    client.post(f"{journey}/answer", data=button(page, "right"))
    assert 'id="answer"' in client.get(f"{journey}/answer").text
    assert 'id="answer"' in client.get(f"{journey}/answer?show=0").text


# ---------------------------------------------------------------------- the short ways in, and the desk
@pytest.mark.parametrize("path", ["/quick", "/widget"])
def test_the_short_ways_in_ask_too(client: FlaskClient, path: str) -> None:
    page = client.post(path, data=QUICK)
    assert page.status_code == 200
    assert ASKED in text(page.text)
    assert 'id="answer"' not in page.text
    assert QUICK.items() <= fields_of(page.text).items()
    right = client.post(path, data={**fields_of(page.text), **button(page.text, "right")}).text
    assert 'id="answer"' in right
    meant = client.post(path, data={**fields_of(page.text), **button(page.text, "meant")}).text
    assert 'id="answer"' in meant


def test_what_was_right_in_the_quick_look_is_not_asked_again_in_the_journey(client: FlaskClient) -> None:
    page = client.post("/quick", data=QUICK).text
    right = client.post("/quick", data={**fields_of(page), **button(page, "right")}).text
    carried = fields_of(right[: right.index('id="questions"')])
    where = client.post("/start", data=carried).headers["Location"].rpartition("/question/")[0]
    client.post(f"{where}/question/age", data={"age": "30"})
    assert 'id="answer"' in client.get(f"{where}/answer").text


def test_the_desk_asks_at_the_figure_beside_its_answer(client: FlaskClient, sam: dict[str, str]) -> None:
    page = client.post("/specialist", data={**sam, **WAGE}).text
    assert 'id="found"' in page
    at = page.index('data-field="job1_pay"')
    assert ASKED in text(page[at : page.index('id="job1_pay"')])
    part = client.post("/specialist", data={**sam, **WAGE}, headers={"X-Part": "answer"}).text
    assert 'data-query="job1_pay"' in part
    right = client.post("/specialist", data={**fields_of(page), **button(page, "right")}).text
    assert ASKED not in text(right)
    assert client.post("/specialist", data={**fields_of(page), **button(page, "meant")}).text.count('data-query="') == 0


@pytest.mark.browser
@pytest.mark.parametrize("width", [320, 1280])
def test_the_question_is_fit_for_everybody(chromium: "Browser", address: str, width: int) -> None:
    page = chromium.new_page(viewport={"width": width, "height": 800})
    page.goto(f"{address}/calculate")
    page.locator("#job1_hours").fill("37")
    page.locator("#job1_pay").fill("24000")
    page.get_by_label("Your age").fill("34")
    choose(page, "England")
    press(page, "button", "See the answer")
    assert not faults_by_width(page)
    assert fits(page)
    press(page, "button", "No, I meant £24,000 a year")
    page.locator("#answer").wait_for()
    page.goto(f"{address}/specialist")
    page.get_by_label("Your age").evaluate("field => field.closest('details').open = true")
    page.get_by_label("Your age").fill("34")
    page.locator("#job1_hours").fill("37")
    page.locator("#job1_pay").fill("24000")
    page.locator("[data-field=job1_pay] .query").wait_for()
    assert not faults_by_width(page)
    assert fits(page)
    page.locator("#job1_pay").fill("12")
    page.locator("[data-field=job1_pay] .query").wait_for(state="detached")
    page.context.close()
