"""In the journey an answer that cannot be used leads back to its own page, and nothing that was entered is lost."""

import io
import re
from typing import TYPE_CHECKING

import pytest
from flask.testing import FlaskClient
from test_pages import fields_of

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


LINES = "14/12/2026 22.5 hours\n1/2/2027 lots"


@pytest.mark.parametrize(
    ("page", "typed"),
    [
        ("savings", {"savings": "not sure yet"}),
        ("job", {"job1_hours": "16 hours", "job1_pay": "24,000 a year", "job1_pay_per": "hour"}),
        ("topics", {"topic_money": "yes", "topic_caring": "yes"}),
        ("job_changes", {"job1_schedule": LINES, "job1_days": "x"}),
        ("changes", {"change_fewer": "yes", "change_fewer_hours": "twelve", "change_starts": "soon"}),
    ],
)
@pytest.mark.parametrize("back", [{}, {"back": "check"}])
def test_the_language_can_be_changed_in_the_middle_of_typing(
    client: FlaskClient, page: str, typed: dict[str, str], back: dict[str, str]
) -> None:
    where = client.post("/start", data={"now_hours": "20", "now_pay": "13"}).headers["Location"]
    name = where.split("/")[2]
    there = f"/journey/{name}/question/{page}"
    shown = client.get(there).text
    assert re.search(
        rf'<button class="plain" form="question" formaction="/journey/{name}/language\?to=cy" name="page" value="question/{page}"',
        shown,
    )
    sent = client.post(f"/journey/{name}/language", data={**typed, **back, "page": f"question/{page}"})
    assert sent.headers["Location"] == f"/cy{there}" + ("?back=check" if back else "")
    welsh = client.get(sent.headers["Location"]).text
    assert '<html lang="cy">' in welsh
    filled = fields_of(welsh)
    ticked = set(re.findall(r'<input type="checkbox" name="([^"]+)"[^>]* checked', welsh))
    for each, value in typed.items():
        assert each in ticked if value == "yes" else filled[each] == value, each


@pytest.mark.parametrize(
    ("address", "typed"),
    [
        ("/quick", {"job1_hours": "x", "rent": "650 or so", "children": "2"}),
        ("/calculate", {"job1_hours": "x", "age": "soon 40"}),
        ("/statement", {"text": "Standard allowance", "housing": "about 400"}),
        ("/councils", {"place": "Lee"}),
    ],
)
def test_other_pages_keep_what_is_typed_as_well(client: FlaskClient, address: str, typed: dict[str, str]) -> None:
    button = re.search(r'formaction="(/cy[^"]+)" name="([^"]+)" value="([^"]+)" lang="cy"', client.get(address).text)
    assert button
    page = client.post(button[1], data={**typed, button[2]: button[3]})
    assert page.status_code == 200
    assert '<html lang="cy">' in page.text
    areas = dict(re.findall(r'<textarea id="([^"]+)"[^>]*>([^<]*)</textarea>', page.text))
    assert typed.items() <= (fields_of(page.text) | areas).items()


def test_a_wrong_file_and_a_wrong_link_are_told_so(client: FlaskClient) -> None:
    link = client.post("/open", data={"case": "{}"})
    assert link.status_code == 422
    assert "This private link is broken" in link.text
    file = client.post("/open", data={"file": (io.BytesIO(b"a letter"), "letter.json")})
    assert file.status_code == 422
    assert "This file is not a plan" in file.text


@pytest.mark.parametrize("prefix", ["", "/cy"])
def test_the_private_link_is_text_to_copy(client: FlaskClient, prefix: str) -> None:
    answers = {"job1_hours": "16", "job1_pay": "13", "age": "34", "to": "check"}
    page = client.get(client.post(f"{prefix}/start", data=answers).headers["Location"]).text
    link = re.search(r'<textarea id="link"[^>]* readonly[^>]*>([^<]+)</textarea>', page)
    assert link
    assert link[1].startswith(f"http://localhost{prefix}/open#1.")
    assert "#1." not in page.replace(link[0], ""), "no link to follow"
    assert ("browser’s history" in page) == (not prefix)


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
