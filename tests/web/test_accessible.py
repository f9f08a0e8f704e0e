"""Every kind of page and state in a real browser: axe finds nothing, nothing scrolls sideways, and other settings are kept to."""

import json
from typing import TYPE_CHECKING

import pytest
from test_journey import faults_by_width, fits, follow

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser
EXAMPLE = "/example/rhys-and-lorna"
# The way to each: an address, and the buttons pressed there.
STATES: dict[str, tuple[str, tuple[str, ...]]] = {
    "start": ("/", ()),
    "about": ("/about", ()),
    "accessibility": ("/accessibility", ()),
    "api": ("/api/v1/", ()),
    "rules found": ("/rules?q=allowance", ()),
    "a rule": ("/rules/universal_credit.work_allowance", ()),
    "a rule with its years in Welsh": ("/cy/rules/universal_credit.standard_allowances", ()),
    "what changed": ("/rules/changes?from=2026-04-01&to=2026-04-10", ()),
    "councils": ("/councils", ()),
    "a council": ("/councils/E06000060", ()),
    "a council in Welsh": ("/cy/councils/W06000015", ()),
    "a date refused": ("/rules/tax.personal_allowance?date=x", ()),
    "nothing there": ("/nowhere", ()),
    "quick look": ("/quick", ()),
    "quick look refused": ("/quick", ("Show the range",)),
    "statement": ("/statement", ()),
    "statement refused": ("/statement", ("Read my statement",)),
    "statement in Welsh": ("/cy/statement", ()),
    "widget": ("/widget", ()),
    "widget refused": ("/widget", ("See a rough range",)),
    "widget builder": ("/widget/builder", ()),
    "open a plan": ("/open", ()),
    "form": ("/calculate", ()),
    "form refused": ("/calculate", ("See the answer",)),
    "specialist": ("/calculate?example=rhys-and-lorna", ("Work with the answer beside",)),
    "several people": ("/specialist/people", ()),
    "several people refused": ("/specialist/people", ("Check all again",)),
    "hand-over": ("/specialist?example=dan", ("Text to hand over",)),
    "answer": (EXAMPLE, ()),
    "easy read": (EXAMPLE, ("Read this in easy words",)),
    "year": (EXAMPLE, ("See the first year, payday by payday",)),
    "plan": (EXAMPLE, ("Make a plan to print or keep",)),
    "question": ("/", ("Start: out of work",)),
    "in Welsh": ("/cy" + EXAMPLE, ()),
    "year in Welsh": ("/cy" + EXAMPLE, ("Gweld y flwyddyn gyntaf",)),
    "no time left": ("/journey/AAAAAAAA/check", ()),
}


def reach(page: "Page", address: str, state: str) -> None:
    where, presses = STATES[state]
    page.goto(address + where)
    for words in presses:
        follow(page, page.get_by_role("button", name=words).first)
    # The dates of an answer come after it.
    page.locator("[aria-busy]").wait_for(state="detached")


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing_and_nothing_scrolls_sideways(
    chromium: "Browser", address: str, state: str, width: int
) -> None:
    page = chromium.new_page(viewport={"width": width, "height": 800})
    reach(page, address, state)
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    assert faults_by_width(page) == []
    assert fits(page)
    page.close()


@pytest.mark.parametrize("state", ["question", "answer", "form"])
def test_at_four_hundred_per_cent_all_of_it_can_be_read(chromium: "Browser", address: str, state: str) -> None:
    # A window of 1280 by 1024 at 400% is one of 320 by 256.
    page = chromium.new_page(viewport={"width": 320, "height": 256}, device_scale_factor=4)
    reach(page, address, state)
    assert fits(page)
    heading = page.locator("h1")
    heading.scroll_into_view_if_needed()
    box = heading.bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 320
    page.close()


@pytest.mark.parametrize("state", ["question", "answer"])
def test_the_colours_and_stillness_that_a_person_sets_are_kept_to(
    chromium: "Browser", address: str, state: str
) -> None:
    context = chromium.new_context(
        forced_colors="active", reduced_motion="reduce", viewport={"width": 800, "height": 800}
    )
    page = context.new_page()
    reach(page, address, state)
    moving = page.evaluate(
        "[...document.querySelectorAll('*')].filter(each => { const s = getComputedStyle(each);"
        " return parseFloat(s.animationDuration) > 0 || parseFloat(s.transitionDuration) > 0; }).length"
    )
    assert moving == 0
    # With colours forced, a button is still told from text by its edge.
    edges = page.evaluate(
        "[...document.querySelectorAll('main button:not(.plain)')].map(each => getComputedStyle(each).borderTopStyle)"
    )
    assert all(edge == "solid" for edge in edges), json.dumps(edges)
    context.close()
