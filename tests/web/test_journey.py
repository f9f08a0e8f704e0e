"""The one journey in a browser: start, form, error, answer, and back with every answer kept."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Literal

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

pytestmark = pytest.mark.browser

WIDTHS = [320, 1280]
# Axe describes what is right as fully as what is wrong unless it is told not to, which takes half of its time.
AXE = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]},
    "resultTypes": ["violations", "incomplete"],
}


def faults(page: "Page", *, colours: bool = True) -> list[Any]:
    """What axe-core finds wrong with the page. Without `colours` it does not look at their contrast, which takes most of its time."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page, options={**AXE, "rules": {"color-contrast": {"enabled": colours}}})
    # Words of the very colour of what is behind them are only "incomplete" to axe.
    unseen = [
        {"id": "unseen", "nodes": [node]}
        for each in found.response["incomplete"]
        for node in each["nodes"]
        if any("equalRatio" in str(check["data"]) for check in node["any"])
    ]
    wrong = [*found.response["violations"], *unseen]
    return [(each["id"], [node["html"] for node in each["nodes"]][:3]) for each in wrong]


def faults_by_width(page: "Page") -> list[Any]:
    """The same for a test that is run at several widths: a colour does not change with the width, so colours are looked at in the narrow window only."""
    size = page.viewport_size
    assert size
    return faults(page, colours=size["width"] == WIDTHS[0])


def fits(page: "Page") -> bool:
    """Whether nothing makes the page scroll sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))


@pytest.fixture(params=WIDTHS)
def page(request: pytest.FixtureRequest, chromium: "Browser") -> Iterator["Page"]:
    context = chromium.new_context(viewport={"width": request.param, "height": 800})
    elsewhere: list[str] = []
    made = context.new_page()
    made.on(
        "request",
        lambda sent: (
            elsewhere.append(sent.url) if "127.0.0.1" not in sent.url and not sent.url.startswith("data:") else None
        ),
    )
    yield made
    cookies = context.cookies()
    context.close()
    assert not elsewhere, "a page asked something of another site"
    assert not cookies


def choose(page: "Page", label: str) -> None:
    """Pick a radio button by its label, which covers the whole of its box."""
    page.locator(".choice label", has_text=label).first.click()


def press(page: "Page", role: Literal["button", "link"], name: str) -> None:
    """Follow a link or send a form, and wait until the page that answers is there: an answer may have the same address."""
    follow(page, page.get_by_role(role, name=name))


def follow(page: "Page", control: "Locator") -> None:
    """Press what leads to another page, and wait until it is there whole. What a page still waits for may put another button in place
    of the one to press."""
    page.locator("[aria-busy]").wait_for(state="detached")
    with page.expect_navigation():
        control.click()


def fill(page: "Page") -> None:
    page.get_by_label("What to call it").first.fill("Café, 16 hours")
    page.locator("#job1_hours").fill("16")
    page.locator("#job1_pay").fill("12.71")
    page.get_by_label("Your age").fill("34")
    choose(page, "England")
    choose(page, "Limited capability for work and work-related activity")
    page.locator("#lcwra_from").fill("12 5 2022")
    page.get_by_label("What kind of home is it?").select_option("social")
    page.get_by_label("Rent", exact=True).fill("450")
    page.get_by_label("Bedrooms").fill("1")


def test_from_the_start_to_an_answer_and_back(page: "Page", address: str) -> None:
    page.goto(address)
    assert not faults_by_width(page)
    assert fits(page)

    press(page, "link", "All questions on one page")
    assert not faults_by_width(page)
    assert fits(page)
    fill(page)
    page.locator("#job1_pay").fill("twelve 71")
    press(page, "button", "See the answer")

    assert page.title().startswith("Error: ")
    page.locator(".problem:focus").wait_for()  # a browser moves the focus after it has drawn the page
    assert not faults_by_width(page)
    assert fits(page)
    page.get_by_role("link", name="Enter the pay as a number, such as 12.71").click()
    assert page.evaluate("document.activeElement.id") == "job1_pay"
    assert page.locator("#job1_pay").input_value() == "twelve 71"
    page.locator("#job1_pay").fill("12.71")
    press(page, "button", "See the answer")

    assert page.title().startswith("Your answer – "), "titles stay in the browser's history, so they hold no figure"
    assert page.get_by_role("heading", level=1).inner_text().startswith("With this job you would have about £")
    assert not faults_by_width(page)
    assert fits(page)
    for opened in page.locator("details").all():
        opened.evaluate("each => each.open = true")
    assert not faults_by_width(page)
    assert fits(page)
    assert page.get_by_text("UC Regs 2013 reg 36").first.is_visible()

    press(page, "button", "Back to my answers")
    assert page.locator("#job1_pay").input_value() == "12.71"
    assert page.get_by_label("Your age").input_value() == "34"
    assert page.get_by_label("England").is_checked()
    assert page.locator("#lcwra_from").input_value() == "12 5 2022"


def test_an_example_of_a_couple_with_choices_fits_and_is_sound(page: "Page", address: str) -> None:
    page.goto(f"{address}/calculate?example=rhys-and-lorna")
    assert not faults_by_width(page)
    assert fits(page)
    press(page, "button", "See the answer")
    assert not faults_by_width(page)
    assert fits(page)
    press(page, "button", "Fixed 15 hours")
    assert page.locator("[aria-current=true]").inner_text().startswith("Fixed 15 hours")
    assert not faults_by_width(page)


def test_the_journey_needs_no_mouse(chromium: "Browser", address: str) -> None:
    page = chromium.new_page(viewport={"width": 1280, "height": 800})
    page.goto(f"{address}/calculate")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")

    def to(name: str, presses: int = 80) -> None:
        """Tab to a field; it is reached, and the focus shows, in the order of the page."""
        for _ in range(presses):
            page.keyboard.press("Tab")
            if (
                page.evaluate(
                    "document.activeElement.id || document.activeElement.name || document.activeElement.textContent"
                )
                == name
            ):
                return
        pytest.fail(f"{name} cannot be reached by keyboard")

    for name, typed in (("job1_hours", "16"), ("job1_pay", "12.71"), ("age", "34")):
        to(name)
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
        page.keyboard.type(typed)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.locator("#answer").count() == 1
    summary = page.locator("summary", has_text="Standard allowance").first
    summary.focus()
    page.keyboard.press("Enter")
    assert page.get_by_text("Standard allowances (single)").is_visible()
    page.get_by_role("button", name="Back to my answers").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.locator("#age").input_value() == "34"
    page.close()


def test_the_journey_needs_no_scripts(chromium: "Browser", address: str) -> None:
    context = chromium.new_context(viewport={"width": 320, "height": 800}, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/calculate")
    fill(page)
    page.locator("#job1_hours").fill("lots")
    press(page, "button", "See the answer")
    assert page.get_by_role("alert").is_visible()
    page.locator("#job1_hours").fill("16")
    press(page, "button", "See the answer")
    assert page.get_by_role("heading", level=1).inner_text().startswith("With this job")
    press(page, "button", "Back to my answers")
    assert page.locator("#job1_hours").input_value() == "16"
    context.close()


def test_questions_that_do_not_matter_are_put_away(chromium: "Browser", address: str) -> None:
    page = chromium.new_page()
    page.goto(f"{address}/calculate")
    assert not page.locator("#partner_age").is_visible()
    assert not page.locator("#lcwra_from").is_visible()
    choose(page, "Yes")
    assert page.locator("#partner_age").is_visible()
    page.close()


def test_what_is_printed_has_the_answer_and_leaves_out_the_buttons(chromium: "Browser", address: str) -> None:
    page = chromium.new_page()
    page.goto(f"{address}/example/dan")
    page.emulate_media(media="print")
    assert page.get_by_role("heading", level=1).is_visible()
    assert page.locator("table.lines").is_visible()
    assert not page.locator("button.back").is_visible()
    assert not page.locator(".how").first.is_visible()
    assert page.locator(".fold .card").last.bounding_box(), "what is folded away is printed"
    page.close()
