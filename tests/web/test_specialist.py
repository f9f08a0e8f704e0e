"""The specialist's page: the answer beside the questions, alive or by a button, and the file that keeps it."""

import io
from decimal import Decimal

import pytest
from flask import Flask
from flask.testing import FlaskClient
from test_journey import faults, fits, press
from test_plan import answers
from test_walk import HOUSEHOLDS, same_result

from calculator.calculate import Calculator
from calculator.case import PayMoney, read_case


@pytest.mark.parametrize("name", HOUSEHOLDS)
def test_every_choice_has_a_column_and_the_same_difference(client: FlaskClient, app: Flask, name: str) -> None:
    page = client.post("/specialist", data=answers(app, name))
    assert page.status_code == 200
    example = app.extensions["examples"].cases[name]
    formats = app.extensions["formats"]
    result = app.extensions["calculator"].calculate(read_case({**example, "views": []}))
    for option in result.options:
        assert option.name in page.text
        if option.change_per_month is not None:
            assert formats.more_or_less(option.change_per_month) in page.text


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
    assert part.lstrip().startswith('<h2 id="found">')
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
    assert "LCWRA is decided" not in page
    case = read_case({**app.extensions["examples"].cases["dan"], "views": []})
    adult = case.adults[0].model_copy(update={"uc_health": "none"})
    calculate = app.extensions["calculator"].calculate
    before, after = (
        calculate(each).options[0].position for each in (case, case.model_copy(update={"adults": (adult,)}))
    )
    change = after.left_over_before_debts - before.left_over_before_debts
    assert f"LCWRA ends: <strong>{app.extensions['formats'].more_or_less(change, True)}" in page


@pytest.mark.browser
@pytest.mark.parametrize("width", [320, 1280])
def test_it_is_sound_and_follows_what_is_typed(chromium, address: str, width: int) -> None:  # type: ignore[no-untyped-def]
    context = chromium.new_context(viewport={"width": width, "height": 900})
    page = context.new_page()
    page.goto(f"{address}/calculate?example=dan")
    press(page, "button", "Work with the answer beside")
    assert not faults(page)
    assert fits(page)
    before = page.locator("#found").inner_text()
    page.get_by_label("Hours a week").first.fill("30")
    page.wait_for_function("before => document.getElementById('found').textContent !== before", arg=before)
    assert page.locator("#said").inner_text() == page.locator("#found").inner_text()
    page.get_by_label("Hours a week").first.fill("lots")
    page.wait_for_selector("#live-problems .problem")
    assert page.locator("#found").count() == 1
    page.keyboard.press("Alt+p")
    assert not page.locator("#money").is_visible()
    context.close()


@pytest.mark.browser
def test_it_needs_no_scripts(chromium, address: str) -> None:  # type: ignore[no-untyped-def]
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/calculate?example=dan")
    press(page, "button", "Work with the answer beside")
    before = page.locator("#found").inner_text()
    page.get_by_label("Hours a week").first.fill("30")
    press(page, "button", "Update on this page")
    assert page.locator("#found").inner_text() != before
    page.locator("label[for=present]").click()
    assert not page.locator("#money").is_visible()
    context.close()
