"""The plan to keep: its parts, its pages as a PDF, and a record that holds nothing of the person."""

import io
import json
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from test_journey import faults, fits
from test_walk import HOUSEHOLDS

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


def test_as_a_pdf_it_is_two_sides(client: FlaskClient, app: Flask) -> None:
    made = client.post("/plan", data={**answers(app, "dan"), **TYPED, "pdf": "1"})
    assert made.mimetype == "application/pdf"
    assert made.data.startswith(b"%PDF")
    sides = pages_of(made.data)
    assert 1 <= sides <= 2
    large = client.post("/plan", data={**answers(app, "dan"), "large": "yes", "pdf": "1"}).data
    assert pages_of(large) > sides


def pages_of(content: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", unpacked(content)))


def unpacked(content: bytes) -> bytes:
    """The objects of a PDF with its streams unpacked, as object streams hold the page tree."""
    import zlib

    found = io.BytesIO()
    found.write(content)
    for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", content, re.DOTALL):
        try:
            found.write(zlib.decompress(stream))
        except zlib.error:
            continue
    return found.getvalue()


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
def test_the_plan_is_sound_on_screen_and_on_paper(chromium, address: str) -> None:  # type: ignore[no-untyped-def]
    for width in (320, 1280):
        context = chromium.new_context(viewport={"width": width, "height": 800})
        page = context.new_page()
        page.goto(f"{address}/example/dan")
        with page.expect_navigation():
            page.get_by_role("button", name="Make a plan to print or keep").click()
        assert not faults(page)
        assert fits(page)
        page.emulate_media(media="print")
        assert not page.locator("form.noprint").is_visible()
        assert page.locator("#p13").is_visible()
        context.close()
