"""In the journey an answer that cannot be used leads back to its own page, and nothing that was entered is lost."""

import re
from typing import TYPE_CHECKING

import pytest
from flask.testing import FlaskClient

if TYPE_CHECKING:
    from playwright.sync_api import Browser


def test_a_wrong_answer_is_mended_on_the_page_that_asked_for_it(client: FlaskClient) -> None:
    where = client.post(
        "/start", data={"job1_hours": "16", "job1_pay": "13", "age": "34", "savings": "much", "to": "check"}
    ).headers["Location"]
    journey = where.rsplit("/", 1)[0]
    there = client.get(f"{journey}/answer").headers["Location"]
    assert there.startswith(f"{journey}/question/savings")
    page = client.get(there)
    assert page.status_code == 422
    assert 'value="much"' in page.text
    assert 'href="#savings"' in page.text
    assert len(re.findall(r'<input type="text"', page.text)) == 1, "only its own field"
    after = client.post(there.split("?")[0], data={"savings": "380", "back": "check"}).headers["Location"]
    assert after == f"{journey}/check"
    assert 'id="answer"' in client.get(f"{journey}/answer").text


@pytest.mark.parametrize("address", ["/example/dan", "/example/dan/timeline"])
@pytest.mark.parametrize("prefix", ["", "/cy"])
def test_no_figure_and_no_name_is_in_a_title(client: FlaskClient, prefix: str, address: str) -> None:
    title = re.search(r"<title>(.*?)</title>", client.get(prefix + address).text)
    assert title
    assert "£" not in title[1]
    assert "Library" not in title[1], "the name of a choice"


@pytest.mark.browser
def test_shift_three_times_leaves_and_clears(chromium: "Browser", address: str) -> None:
    context = chromium.new_context()
    page = context.new_page()
    page.route("https://www.bbc.co.uk/**", lambda route: route.fulfill(body="elsewhere"))
    page.goto(f"{address}/")
    with page.expect_navigation():
        page.locator("button[name=route]").first.click()
    journey = page.url
    assert context.cookies(journey)
    page.keyboard.press("Shift")
    page.keyboard.press("a")
    page.keyboard.press("Shift")
    page.keyboard.press("Shift")
    assert page.url == journey, "typing between two presses begins again"
    with page.expect_request(lambda request: request.url.endswith("/clear")):
        page.keyboard.press("Shift")
    page.wait_for_url("https://www.bbc.co.uk/**")
    # The answer that clears the cookie can come after the other page.
    for _ in range(200):
        if not context.cookies(journey):
            break
        page.wait_for_timeout(100)
    assert not context.cookies(journey)
    context.close()
