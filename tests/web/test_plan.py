"""The plan to keep: its parts, its pages as a PDF, and a record that holds nothing of the person."""

import html
import io
import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pypdf import PdfReader
from test_journey import faults_by_width, fits
from test_walk import HOUSEHOLDS, hidden

from calculator.contract import plan_file as case_file

if TYPE_CHECKING:
    from playwright.sync_api import Browser

TYPED = {
    "plan_name": "Blue 7",
    "agreed0_what": "Tell Universal Credit",
    "agreed0_who": "Dan",
    "step_offered": "24 11 2026",
}


def answers(app: Flask, name: str) -> dict[str, str]:
    found: dict[str, str] = app.extensions["form"].shown(app.extensions["examples"].cases[name])
    del found["base"]
    return found


@pytest.mark.parametrize("name", HOUSEHOLDS)
def test_its_parts_stand_in_order(client: FlaskClient, app: Flask, name: str) -> None:
    page = client.post("/plan", data={**answers(app, name), **TYPED}).text
    numbers = [int(number) for number in re.findall(r'<h2 id="p\d+">(\d+)\.', page)]
    assert numbers == sorted(numbers)
    assert {1, 2, 6, 9, 10, 11, 12} <= set(numbers)
    assert "Blue 7" in page
    assert "Tell Universal Credit" in page
    assert page.count("<h1") == 1
    assert "Rules version" in page


def test_the_three_figures_are_those_of_the_answer(client: FlaskClient, app: Flask) -> None:
    shown = answers(app, "dan")
    heading = re.search(r'<h1 id="answer">(.*?)</h1>', client.post("/calculate", data=shown).text)
    assert heading
    assert f'<p class="lead">{heading[1]}</p>' in client.post("/plan", data=shown).text


def test_as_a_pdf_it_is_three_sides(client: FlaskClient, app: Flask) -> None:
    made = client.post("/plan", data={**answers(app, "dan"), **TYPED, "pdf": "1"})
    assert made.mimetype == "application/pdf"
    sides = len(PdfReader(io.BytesIO(made.data)).pages)
    assert 1 <= sides <= 3
    large = client.post("/plan", data={**answers(app, "dan"), "large": "yes", "pdf": "1"}).data
    assert len(PdfReader(io.BytesIO(large)).pages) > sides


@pytest.mark.parametrize(("name", "language"), [("dan", "en"), ("rhys-and-lorna", "cy")])
def test_the_pdf_is_tagged_and_numbered_and_no_letter_is_too_small(
    client: FlaskClient, app: Flask, name: str, language: str
) -> None:
    address = "/plan" if language == "en" else "/cy/plan"
    made = client.post(address, data={**answers(app, name), **TYPED, "pdf": "1"})
    read = PdfReader(io.BytesIO(made.data))
    root = read.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == language
    for number, page in enumerate(read.pages, 1):
        sizes: dict[float, str] = {}

        def note(text: str, cm: list[float], tm: list[float], _font: object, size: float, sizes: Any = sizes) -> None:
            if text.strip():
                sizes[round(abs(size * tm[3] * cm[3]), 1)] = text

        assert f"{number} / {len(read.pages)}" in page.extract_text(visitor_text=note)
        assert sizes, "no letter was looked at"
        assert min(sizes) >= 9, sizes[min(sizes)]


def test_the_record_holds_nothing_of_the_person(client: FlaskClient, app: Flask) -> None:
    held = json.loads(client.post("/plan/record.json", data={**answers(app, "dan"), **TYPED}).data)
    assert held["steps"]["offered"] == "24 11 2026"
    assert held["steps"]["done"] is None
    assert set(held) == {"record", "date", "rules", "steps", "choices"}
    assert set(held["choices"]) <= {"more", "less", "same"}
    assert "Blue 7" not in json.dumps(held)


def test_what_cannot_be_worked_out_brings_the_form_back(client: FlaskClient) -> None:
    page = client.post("/plan", data={"age": "old", "job1_hours": "16"})
    assert page.status_code == 422
    assert 'value="old"' in page.text


@pytest.mark.browser
def test_the_plan_is_sound_on_screen_and_on_paper(chromium: "Browser", address: str) -> None:
    for width in (320, 1280):
        context = chromium.new_context(viewport={"width": width, "height": 800})
        page = context.new_page()
        page.goto(f"{address}/example/dan")
        with page.expect_navigation():
            page.get_by_role("button", name="Make a plan to print or keep").click()
        assert not faults_by_width(page)
        assert fits(page)
        page.emulate_media(media="print")
        assert not page.locator("form.noprint").is_visible()
        assert page.locator("#p13").is_visible()
        context.close()


RECORD = {
    **TYPED,
    "plan_who": "Dan and Mary",
    "agreed0_when": "30 11 2026",
    "agreed1_what": "Send the payslip",
    "initials_offered": "MT",
    "step_given": "25 11 2026",
    "plan_review": "1 March 2027",
}


def reopened(client: FlaskClient, content: bytes) -> str:
    """The plan page, reached from a file by way of the journey."""
    opened = client.post("/open", data={"case": content.decode()})
    journey = re.search(r"/journey/[\w-]{8}", opened.headers.get("Location", "") or opened.text)
    assert journey
    return client.post("/plan", data=hidden(client.get(f"{journey[0]}/answer").text)).text


def value(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, name
    return found[1]


@pytest.mark.parametrize("household", HOUSEHOLDS)
def test_the_record_is_there_again_when_the_file_is_opened(client: FlaskClient, app: Flask, household: str) -> None:
    content = client.post("/file", data={**answers(app, household), **RECORD}).data
    page = reopened(client, content)
    for name, typed in RECORD.items():
        assert value(page, name) == ("" if name in ("plan_name", "plan_who") else typed)
    assert "Blue 7" not in content.decode()
    assert "Mary" not in content.decode()


def test_names_are_kept_where_that_is_asked_for(client: FlaskClient, app: Flask) -> None:
    content = client.post("/file", data={**answers(app, "dan"), **RECORD, "keep_names": "yes"}).data
    page = reopened(client, content)
    assert value(page, "plan_name") == "Blue 7"
    assert value(page, "plan_who") == "Dan and Mary"
    assert re.search(r'name="keep_names" value="yes" checked', page)


def test_keeping_it_again_from_elsewhere_loses_neither_record_nor_notes(client: FlaskClient, app: Flask) -> None:
    sent = {**answers(app, "dan"), **RECORD, "notes": "Bring the letter"}
    first = case_file.read(client.post("/file", data=sent).data)
    location = client.post("/open", data={"case": client.post("/file", data=sent).text}).headers["Location"]
    check = client.get(location.replace("/tasks", "/check")).text
    again = case_file.read(client.post("/file", data=hidden(check)).data)
    assert again.record == first.record
    assert again.notes == "Bring the letter"
    as_file = {"file": (io.BytesIO(client.post("/file", data=sent).data), "plan.json")}
    desk = client.post("/specialist", data=as_file, content_type="multipart/form-data").text
    before = case_file.before(html.unescape(value(desk, "before")))
    assert before
    assert before.record == first.record


def test_a_reopened_plan_sets_last_time_beside_now_with_both_versions_of_the_rules(
    client: FlaskClient, app: Flask
) -> None:
    held = json.loads(client.post("/file", data={**answers(app, "dan"), **RECORD}).data)
    same = reopened(client, json.dumps(held).encode())
    assert "Last time, and now" in same
    assert "the same rules" in same
    version = held["rules_version"]
    held["rules_version"], held["fingerprint"], held["figures"][0]["left_over"] = "2025.9", "sha256:old", "1000.00"
    page = reopened(client, json.dumps(held).encode())
    section = page[page.index('id="last"') :]
    section = section[: section.index("</section>")]
    assert "2025.9" in section
    assert version in section
    assert "£1,000.00" in section
    assert "other rules" in section
    changed = client.post("/open", data={"case": json.dumps(held)}).text
    assert "2025.9" in changed


def test_a_file_from_before_there_was_a_record_still_opens(client: FlaskClient, app: Flask) -> None:
    held = json.loads(client.post("/file", data=answers(app, "dan")).data)
    del held["record"], held["notes"]
    page = reopened(client, json.dumps(held).encode())
    assert value(page, "step_offered") == ""
    assert "Last time, and now" in page


def test_a_plan_that_was_never_kept_has_no_last_time(client: FlaskClient, app: Flask) -> None:
    assert "Last time, and now" not in client.post("/plan", data=answers(app, "dan")).text
    nonsense = {**answers(app, "dan"), "before": '{"saved": "yesterday"}'}
    assert "Last time, and now" not in client.post("/plan", data=nonsense).text
