"""On a phone the first thing to do stands on the first screen, and no title is there twice."""

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser


def test_the_first_field_is_on_the_first_screen(chromium: "Browser", address: str) -> None:
    context = chromium.new_context(viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.goto(f"{address}/")
    box = page.locator("button[name=route]").first.bounding_box()
    assert box
    assert box["y"] + box["height"] <= 740, "the start button"
    page.locator("button[name=route]").first.click()
    page.wait_for_url("**/question/job")
    journey = page.url.rsplit("/", 1)[0]
    for name in (
        "job",
        "who",
        "children",
        "universal_credit",
        "health",
        "place",
        "home",
        "rent",
        "topics",
        "anything",
    ):
        page.goto(f"{journey}/{name}")
        first = page.locator("main form.one :is(input, select):not([type=hidden])").first.bounding_box()
        assert first, name
        assert first["y"] + first["height"] <= 740, name
        heading = page.locator("h1")
        assert heading.count() == 1
        assert page.locator("main").inner_text().count(heading.inner_text()) == 1, name
    context.close()
