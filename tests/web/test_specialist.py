"""The specialist's page: the answer beside the questions, alive or by a button, and the file that keeps it."""

import html
import io
import re
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from flask import Flask
from flask.testing import FlaskClient
from test_journey import faults_by_width, fits, press
from test_pages import text_of
from test_plan import answers
from test_walk import HOUSEHOLDS, same_result

from calculator.calculator import Calculator
from calculator.compare import answer
from calculator.contract.money import PayMoney
from calculator.contract.reading import read_case

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Route


@pytest.mark.parametrize("name", HOUSEHOLDS)
def test_every_choice_has_a_column_and_the_same_difference(client: FlaskClient, app: Flask, name: str) -> None:
    page = client.post("/specialist", data=answers(app, name))
    assert page.status_code == 200
    example = app.extensions["examples"].cases[name]
    formats = app.extensions["formats"]
    result = app.extensions["calculator"].calculate(read_case({**example, "views": []}))
    for option in result.options:
        assert option.name in page.text
        assert formats.answer(answer(result, option), whole=False) in page.text


@pytest.mark.parametrize(("council", "held"), [("Rutland", False), ("Newham", True)])
def test_other_hours_say_what_is_not_in_their_figures(
    client: FlaskClient, sam: dict[str, str], council: str, held: bool
) -> None:
    """Help whose rules are not held counts as nothing in the grid and in the picture, so both name it."""
    given = {**sam, "council": council, "council_tax": "1200", "council_tax_per": "year"}
    for address, start, said in (
        ("/specialist", 'id="grid"', "Not in these figures, because we do not hold the rules for it: council tax"),
        ("/calculate", 'id="hours"', "Not in the picture: council tax"),
    ):
        page = client.post(address, data=given).text
        section = page[page.index(start) :]
        assert (said in section[: section.index("</section>")]) is not held


def test_a_cell_of_the_grid_is_what_the_answer_for_those_hours_would_say(app: Flask) -> None:
    calculator: Calculator = app.extensions["calculator"]
    case = read_case({**app.extensions["examples"].cases["dan"], "views": []})
    hours, pays = [Decimal(4), Decimal("17.5")], [Decimal("12.71"), Decimal(20)]
    found = calculator.grid(case, 0, hours, pays)
    for pay, row in zip(pays, found, strict=True):
        for at, change in zip(hours, row, strict=True):
            job = case.options[0].job
            assert job
            job = job.model_copy(update={"hours_per_week": at, "pay": PayMoney(amount=pay, per="hour")})
            other = case.model_copy(update={"options": (case.options[0].model_copy(update={"job": job}),)})
            assert calculator.calculate(other).options[0].change_per_month == change


def test_the_answer_alone_is_given_to_the_script(client: FlaskClient, app: Flask) -> None:
    part = client.post("/specialist", data=answers(app, "dan"), headers={"X-Part": "answer"}).text
    assert 'id="found"' in part
    assert '<span data-sum="you">' in part
    assert "<html" not in part
    wrong = client.post("/specialist", data={**answers(app, "dan"), "job1_hours": "lots"}, headers={"X-Part": "answer"})
    assert wrong.status_code == 422
    assert "There is a problem" in wrong.text


def test_the_boxes_of_the_grid_are_heeded_and_kept(client: FlaskClient, app: Flask) -> None:
    sent = {
        **answers(app, "dan"),
        "grid_hours_from": "10",
        "grid_hours_to": "12",
        "grid_hours_step": "1",
        "grid_pay_from": "x",
    }
    page = client.post("/specialist", data=sent).text
    assert 'name="grid_hours_from" value="10"' in page
    assert "11 hours</th>" in page
    assert "40 hours</th>" not in page


def test_a_case_is_saved_with_its_notes_and_opened_again(client: FlaskClient, app: Flask) -> None:
    kept = client.post("/file", data={**answers(app, "graham"), "notes": "Ask about the pension"}).data
    same_result(app, kept, "graham")
    page = client.post("/specialist", data={"file": (io.BytesIO(kept), "plan.json")}).text
    assert "Ask about the pension" in page
    assert "Garden centre, 15 hours" in page
    bad = client.post("/specialist", data={"file": (io.BytesIO(b"{"), "plan.json"), "age": "41"})
    assert bad.status_code == 422
    assert 'value="41"' in bad.text


def test_what_ifs_are_the_same_calculation(client: FlaskClient, app: Flask) -> None:
    page = client.post("/specialist", data=answers(app, "dan")).text
    assert "LCWRA ends" in page
    assert "LCWRA is decided, and its" not in page
    case = read_case({**app.extensions["examples"].cases["dan"], "views": []})
    adult = case.adults[0].model_copy(update={"uc_health": "none"})
    calculate = app.extensions["calculator"].calculate
    before, after = (
        calculate(each).options[0].position for each in (case, case.model_copy(update={"adults": (adult,)}))
    )
    change = after.left_over_before_debts - before.left_over_before_debts
    said = app.extensions["formats"].more_or_less(change, True)
    assert f"LCWRA ends</label> <strong>{said}" in page


def left_over(page: str) -> float:
    found = re.search(r"Left over each month.*?£.*?£([0-9.,]+)", page, re.DOTALL)
    assert found
    return float(found[1].replace(",", ""))


def test_a_what_if_of_more_hours_is_the_answer_for_those_hours(client: FlaskClient, app: Flask) -> None:
    given = answers(app, "dan")
    page = client.post("/specialist", data=given).text
    more = client.post("/specialist", data={**given, "job1_hours": "16"}).text
    left = [left_over(each) for each in (page, more)]
    said = app.extensions["formats"].more_or_less(Decimal(str(round(left[1] - left[0], 2))), True)
    assert f"Four hours a week more</label> <strong>{said}" in page


def test_a_panel_is_worked_out_only_while_it_is_open(client: FlaskClient, app: Flask) -> None:
    given = {**answers(app, "dan"), "what_if": ["savings"]}

    def part(*opened: str) -> str:
        return client.post("/specialist", data=given, headers={"X-Part": "answer", "X-Open": ",".join(opened)}).text

    closed, grid, both = part(), part("grid", "nonsense"), part("grid", "whatif")
    assert all('data-panel="grid"' in each and 'data-panel="whatif"' in each for each in (closed, grid, both))
    assert ["fewer hours at this pay" in each for each in (closed, grid, both)] == [False, True, True]
    assert ["LCWRA ends" in each for each in (closed, grid, both)] == [False, False, True]
    assert ["Those that are ticked, together" in each for each in (closed, grid, both)] == [False, False, True]
    # What is ticked stays so while its panel is closed.
    assert '<input type="hidden" name="what_if" value="savings">' in closed
    assert "LCWRA ends" in client.post("/specialist", data=given).text, "a whole page needs no script"


def test_what_ifs_that_are_ticked_are_worked_out_together(client: FlaskClient, app: Flask) -> None:
    page = client.post("/specialist", data={**answers(app, "dan"), "what_if": ["loses_lcwra", "savings"]}).text
    assert "Those that are ticked, together:" in page
    assert page.count('name="what_if"') - page.count("checked> <label") > 0
    assert 'value="loses_lcwra" checked' in page
    changes = [
        {"op": "add", "path": "/adults/0/uc_health", "value": "none"},
        {"op": "add", "path": "/savings", "value": 10000},
    ]
    given = {**app.extensions["examples"].cases["dan"], "views": ["timeline"]}
    first = given["options"][0]
    calculate = app.extensions["calculator"].calculate
    before, after = (
        calculate(read_case({**given, "compare_with": "now", "options": [option]})).options[0].year.change
        for option in (first, {**first, "changes": changes})
    )
    assert f"After a year: {app.extensions['formats'].more_or_less(after - before, True)}" in page
    nonsense = client.post("/specialist", data={**answers(app, "dan"), "what_if": "x"})
    assert nonsense.status_code == 200


def test_nothing_is_needed_to_begin_and_what_is_taken_is_said(client: FlaskClient) -> None:
    page = client.get("/specialist")
    assert page.status_code == 200
    said = text_of(page.text)
    assert "The answer comes here" in said
    assert "£" not in said.split("The answer comes here")[1]
    said = text_of(client.post("/specialist", data={"job1_pay": "13"}).text)
    assert "Your age : we took 30" in said
    assert "Hours a week : we took 16" in said
    assert 'name="age" value=""' in page.text
    for address in ("/plan", "/timeline", "/file", "/calculate"):
        assert client.post(address, data={"taken": "1"}).status_code == 200
        assert client.post(address, data={}).status_code in (422, 404)
    without = client.post("/specialist", data={"job1_kind": "none"}).text
    assert "Hours a week : we took" not in text_of(without)
    assert client.get("/specialist?example=nobody").status_code == 404


def test_a_job_with_its_last_day_known_is_not_asked_what_if_it_ended_later(client: FlaskClient, app: Flask) -> None:
    said = text_of(client.post("/specialist", data=answers(app, "rhys-and-lorna")).text)
    assert "Off sick for four weeks from" in said
    assert "The job ends on" not in said
    assert "The job ends on" in text_of(client.post("/specialist", data=answers(app, "dan")).text)


def test_the_first_choice_can_be_copied(client: FlaskClient, app: Flask) -> None:
    page = client.post("/specialist", data={**answers(app, "first-look"), "copy": "1"}).text
    assert 'name="job2_name" value="Cafe, 16 hours (copy)"' in page
    assert 'name="job2_hours" value="16"' in page


def test_each_choice_comes_to_what_its_own_year_says(client: FlaskClient, app: Flask) -> None:
    page = text_of(client.post("/specialist", data=answers(app, "dan")).text)
    case = read_case({**app.extensions["examples"].cases["dan"], "views": ["timeline"]})
    formats = app.extensions["formats"]
    for option in app.extensions["calculator"].calculate(case).options:
        least = min(option.timeline.assessment_periods, key=lambda each: each.paid)
        assert f"{formats.pounds(least.paid)}, {formats.date(least.paid_on)}" in page
        assert formats.more_or_less(option.year.change, True) in page


def test_take_home_pay_stands_in_every_column_with_pay(client: FlaskClient, app: Flask) -> None:
    page = client.post("/specialist", data=answers(app, "dan")).text
    row = re.search(r"Take-home pay</th>(.*?)</tr>", page, re.DOTALL)
    assert row
    assert "£660.92" in row[1]


@pytest.mark.browser
@pytest.mark.parametrize("width", [320, 1280])
def test_it_is_sound_and_follows_what_is_typed(chromium: "Browser", address: str, width: int) -> None:
    context = chromium.new_context(viewport={"width": width, "height": 900})
    page = context.new_page()
    page.goto(f"{address}/specialist?example=dan")
    assert not faults_by_width(page)
    assert fits(page)
    before = page.locator("#found").inner_text()
    page.get_by_label("Hours a week").first.fill("30")
    page.wait_for_function("before => document.getElementById('found').textContent !== before", arg=before)
    assert page.locator("#said").inner_text() == page.locator("#found").inner_text()
    page.locator("#what_if-savings").check()
    page.locator("text=Those that are ticked, together").wait_for()
    assert page.evaluate("document.activeElement.id") == "what_if-savings"
    # A panel that is closed stays closed and costs nothing. Opened again, it is filled, and what was ticked is ticked.
    page.locator("#whatif-title").press("Enter")
    page.get_by_label("Hours a week").first.fill("31")
    page.locator("[data-sum=job]", has_text="31").wait_for()
    page.locator("#answer:not(.old) #whatif-panel:not([open])").wait_for()
    assert not page.locator("#what_if-savings").count()
    page.locator("#whatif-title").press("Enter")
    page.locator("#what_if-savings:checked").wait_for()
    assert page.evaluate("document.activeElement.id") == "whatif-title"
    page.get_by_label("Hours a week").first.fill("lots")
    page.wait_for_selector("#live-problems .problem")
    assert page.locator("#found").count() == 1
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.textContent").strip().startswith("The job you have in mind")
    assert not page.get_by_label("Hours a week").first.is_visible(), "Esc closes the part around the focus"
    page.keyboard.press("Alt+p")
    assert not page.locator("#money-part").is_visible()
    assert not page.get_by_label("Notes of this session").is_visible()
    context.close()


@pytest.mark.browser
def test_it_needs_no_scripts(chromium: "Browser", address: str) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/specialist?example=dan")
    before = page.locator("#found").inner_text()
    page.get_by_label("Hours a week").first.fill("30")
    press(page, "button", "Update on this page")
    assert page.locator("#found").inner_text() != before
    page.locator("label[for=present]").click()
    assert not page.locator("#money-part").is_visible()
    press(page, "button", "The answer as the person sees it")
    assert page.locator("h1#answer").is_visible()
    context.close()


def sealed_of(page: str) -> str:
    found = re.search(r'data-sealed="([^"]*)"', page)
    assert found
    return html.unescape(found[1])


def test_a_case_that_was_typed_comes_back_from_its_seal_and_only_from_that(client: FlaskClient, app: Flask) -> None:
    given = {**answers(app, "dan"), "notes": "Marker note", "plan_code": "D4"}
    sealed = sealed_of(client.post("/specialist", data=given).text)
    assert "Marker" not in sealed
    page = client.post("/specialist", data={"sealed": sealed}).text
    assert "Marker note" in page
    assert 'name="plan_code" value="D4"' in page
    assert f'name="job1_hours" value="{given["job1_hours"]}"' in page
    forged = client.post("/specialist", data={"sealed": "A" + sealed})
    assert forged.status_code == 422
    assert "What you had entered was cleared after half an hour." in forged.text
    assert sealed_of(client.get("/specialist").text) == ""
    too_long = app.extensions["seal"].close("x" * 100_001)
    assert client.post("/specialist", data={"sealed": too_long}).status_code == 422


@pytest.mark.browser
def test_a_morning_loses_nothing(chromium: "Browser", address: str) -> None:
    """A case is typed, the page is loaded again, the server is away for a while, and the case is still there."""
    page = chromium.new_page(viewport={"width": 1280, "height": 800})
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(address + "/specialist")
    assert "£" not in page.locator("#answer").inner_text()
    page.locator("#job1_hours").fill("14")
    page.locator("#answer table").first.wait_for()
    page.locator('#answer [data-sealed]:not([data-sealed=""])').first.wait_for(state="attached")
    page.reload()
    page.locator("#answer table").first.wait_for()
    assert page.locator("#job1_hours").input_value() == "14"
    page.route("**/specialist", lambda route: route.abort())
    page.locator("#job1_hours").fill("20")
    page.locator("#away").wait_for()
    assert page.locator("#answer.old").count() == 1
    page.unroute("**/specialist")
    page.locator("#answer:not(.old)").wait_for()
    assert not page.locator("#away").is_visible()
    assert faults_by_width(page) == []
    page.get_by_role("button", name="Stop and clear everything").click()
    page.get_by_role("button", name="Yes, clear everything").click()
    page.wait_for_url(lambda url: "specialist" not in url)
    page.goto(address + "/specialist")
    page.reload()
    assert page.locator("#job1_hours").input_value() == ""
    page.close()


@pytest.mark.parametrize("name", HOUSEHOLDS)
def test_the_first_figure_is_that_of_the_whole_answer(client: FlaskClient, app: Flask, name: str) -> None:
    given = answers(app, name)
    first = client.post("/specialist", data=given, headers={"X-Part": "first"}).text
    whole = client.post("/specialist", data=given, headers={"X-Part": "answer"}).text
    heading = re.search(r'<h2 id="found">(.*?)</h2>', whole)
    assert heading
    assert f'<p class="lead">{heading[1]}</p>' in first


def test_without_an_answer_there_is_no_first_figure(client: FlaskClient, app: Flask) -> None:
    for data in ({}, {"age": "x"}, {**answers(app, "dan"), "job1_hours": "lots"}):
        reply = client.post("/specialist", data=data, headers={"X-Part": "first"})
        assert (reply.status_code, reply.text) == (200, "")


@pytest.mark.browser
def test_the_first_figure_comes_before_the_tables_and_goes_with_them(chromium: "Browser", address: str) -> None:
    page = chromium.new_page()
    page.goto(f"{address}/specialist?example=dan")
    held: list[Route] = []

    def hold(route: "Route") -> None:
        if route.request.headers.get("x-part") == "answer":
            held.append(route)
        else:
            route.continue_()

    page.route("**/specialist", hold)
    page.get_by_label("Hours a week").first.fill("30")
    page.locator("#first .lead").wait_for()
    figure = page.locator("#first .lead").inner_text()
    held[0].continue_()
    page.wait_for_function("figure => document.getElementById('found').textContent === figure", arg=figure)
    assert page.locator("#first").inner_text() == ""
    page.close()
