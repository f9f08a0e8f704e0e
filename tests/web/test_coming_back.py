"""Coming back, in a browser: after the rules have changed, after the time is up, by the back button, by refresh, in two tabs."""

import base64
import json
import re
import zlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from flask import Flask
from test_journey import faults_by_width, fits, follow

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser


@pytest.fixture(params=[320, 1280])
def page(request: pytest.FixtureRequest, chromium: "Browser") -> Iterator["Page"]:
    context = chromium.new_context(viewport={"width": request.param, "height": 800})
    yield context.new_page()
    context.close()


def begin(page: "Page", address: str, hours: str = "17") -> str:
    """A journey with a job and an age; its address."""
    page.goto(f"{address}/")
    follow(page, page.locator("button[name=route]").first)
    page.locator("[name=job1_hours]").fill(hours)
    page.locator("[name=job1_pay]").fill("13")
    follow(page, page.locator("form.one .row button").first)
    journey = page.url.split("/question/")[0]
    page.goto(f"{journey}/question/age")
    page.locator("main [name=age]").fill("41")
    follow(page, page.locator("form.one .row button").first)
    return journey


def older(content: bytes) -> bytes:
    """The same plan as rules of before would have given it."""
    held = json.loads(content)
    held["rules_version"], held["fingerprint"], held["figures"][0]["left_over"] = "2025.9", "sha256:old", "1234.00"
    return json.dumps(held).encode()


def told_what_changed(page: "Page") -> None:
    assert page.get_by_role("heading", level=1).inner_text() == "The figures have changed since you kept this"
    assert page.get_by_text("£1,234.00").is_visible()
    assert page.get_by_text("2025.9").is_visible()
    assert not faults_by_width(page)
    assert fits(page)
    follow(page, page.get_by_role("link", name="Go on to your answers"))
    assert page.url.endswith("/tasks")
    follow(page, page.get_by_role("link", name="See, change or keep all my answers"))
    assert page.locator(".said", has_text="41").count() == 1


def test_a_file_from_before_the_rules_changed_says_what_is_different(page: "Page", address: str) -> None:
    page.goto(f"{begin(page, address)}/check")
    with page.expect_download() as download:
        page.locator("#keep ~ form button").click()
    content = older(download.value.path().read_bytes())
    page.goto(f"{address}/open")
    page.locator("#file").set_input_files({"name": "p.json", "mimeType": "application/json", "buffer": content})
    follow(page, page.get_by_role("button", name="Open it"))
    told_what_changed(page)


def test_a_private_link_from_before_the_rules_changed_says_so_too(page: "Page", address: str) -> None:
    page.goto(f"{begin(page, address)}/check")
    link = page.locator("#link").input_value().removeprefix(address)
    assert link
    where, _mark, packed = link.partition("#1.")
    content = zlib.decompress(base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4)))
    again = base64.urlsafe_b64encode(zlib.compress(older(content))).decode().rstrip("=")
    other = page.context.new_page()
    other.goto(f"{address}{where}#1.{again}")
    other.get_by_role("link", name="Go on to your answers").wait_for()
    told_what_changed(other)


def test_back_and_refresh_keep_every_answer(page: "Page", address: str) -> None:
    journey = begin(page, address)
    page.goto(f"{journey}/question/savings")
    page.locator("[name=savings]").fill("900")
    follow(page, page.locator("form.one .row button").first)
    page.go_back()
    page.reload()
    assert page.locator("[name=savings]").input_value() == "900"
    page.goto(f"{journey}/tasks")
    page.reload()
    assert page.locator("#far-more").inner_text().endswith("In progress, something missing")
    page.goto(f"{journey}/question/job")
    assert page.locator("[name=job1_hours]").input_value() == "17"


def test_two_tabs_keep_two_journeys(page: "Page", address: str) -> None:
    one = begin(page, address, "12")
    tab = page.context.new_page()
    other = begin(tab, address, "30")
    page.goto(f"{one}/question/job")
    tab.goto(f"{other}/question/job")
    assert page.locator("[name=job1_hours]").input_value() == "12"
    assert tab.locator("[name=job1_hours]").input_value() == "30"
    tab.get_by_role("button", name="Stop and clear everything").click()
    follow(tab, tab.get_by_role("button", name="Yes, clear everything"))
    assert tab.context.cookies(f"{other}/check") == []


def test_when_the_time_is_up_the_page_says_so_and_opens_a_plan(
    page: "Page", address: str, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    journey = begin(page, address)
    seal = app.extensions["seal"]
    later = seal.clock() + 31 * 60
    monkeypatch.setattr(seal, "clock", lambda: later)
    page.goto(f"{journey}/question/savings")
    assert re.match("We cleared your answers", page.get_by_role("heading", level=1).inner_text())
    assert not faults_by_width(page)
    assert fits(page)
    follow(page, page.get_by_role("link", name="Open a plan that you kept"))
    assert page.url.endswith("/open")


def test_a_warning_comes_five_minutes_before_and_keeping_starts_the_clock_anew(page: "Page", address: str) -> None:
    page.clock.install()
    journey = begin(page, address)
    page.goto(f"{journey}/question/savings")
    page.locator("#savings").fill("381 and still typing")
    assert not page.locator("#stay button").count()
    page.clock.fast_forward(25 * 60 * 1000)
    keep = page.locator("#stay button")
    keep.wait_for()
    field, box = page.locator("#savings").bounding_box(), page.locator("#stay").bounding_box()
    assert field
    assert box
    assert field["y"] + field["height"] <= box["y"] or field["y"] >= box["y"] + box["height"], (
        "the box covers no field with the focus"
    )
    assert not faults_by_width(page)
    assert fits(page)
    keep.focus()
    with page.expect_response(lambda response: response.url.endswith("/tasks")):
        page.keyboard.press("Enter")
    keep.wait_for(state="detached")
    assert page.locator("#savings").input_value() == "381 and still typing"
    page.clock.fast_forward(24 * 60 * 1000)
    assert not keep.count()
    page.clock.fast_forward(60 * 1000)
    keep.wait_for()


def test_the_answer_warns_as_well(page: "Page", address: str) -> None:
    page.clock.install()
    page.goto(f"{begin(page, address)}/answer")
    page.locator("#answer").wait_for()
    page.clock.fast_forward(25 * 60 * 1000)
    page.locator("#stay button").wait_for()
    page.clock.fast_forward(5 * 60 * 1000)
    page.locator("#stay button").wait_for(state="detached")
    assert "were cleared" in page.locator("#stay").inner_text()


@pytest.mark.parametrize("link", ["#1.not-a-plan", "#1.", "#2.abc", "#x"])
def test_a_broken_link_is_told_so(page: "Page", address: str, link: str) -> None:
    page.goto(f"{address}/open{link}")
    page.get_by_role("alert").wait_for()
    assert "This private link is broken" in page.get_by_role("alert").inner_text()
    assert page.url == f"{address}/open", "what was in the link is out of the address"
    assert not faults_by_width(page)


def test_stop_and_clear_asks_once_and_says_what_it_does_not_reach(page: "Page", address: str) -> None:
    journey = begin(page, address)
    page.goto(f"{journey}/question/savings")
    page.locator("#savings").fill("381")
    stop = page.get_by_role("button", name="Stop and clear everything")
    stop.focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="No, go back").wait_for()
    assert not faults_by_width(page)
    assert fits(page)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="No, go back").wait_for(state="hidden")
    assert page.locator("#savings").input_value() == "381"
    assert page.context.cookies(f"{journey}/check")
    stop.click()
    follow(page, page.get_by_role("button", name="Yes, clear everything"))
    assert page.url == f"{address}/cleared"
    assert not page.context.cookies(f"{journey}/check")
    assert not faults_by_width(page)
