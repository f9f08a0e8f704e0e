"""The plans of several people on one page: who gains or loses, what comes next, and nothing of it kept."""

import csv
import html
import io
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from flask.testing import FlaskClient
from test_journey import faults_by_width
from test_recheck import CASE, kept, with_lower_award

from calculator import effort
from calculator.recheck import read_kept

if TYPE_CHECKING:
    from playwright.sync_api import Browser

HEADERS = {"X-Part": "row"}


def post(client: FlaskClient, files: dict[str, bytes], headers: dict[str, str] | None = None, **more: str) -> Any:
    sent = [(io.BytesIO(content), name) for name, content in files.items()]
    return client.post("/specialist/people", data={"files": sent, **more}, headers=headers)


def people() -> dict[str, bytes]:
    return {
        "same.json": kept(code="A1", name="Marker Person"),
        "gains.json": with_lower_award(kept(code="B2"), 40),
        "loses.json": with_lower_award(kept(code="C3"), -25),
        "broken.json": b"{",
    }


def test_the_list_says_who_gains_and_who_loses_and_begins_with_who_loses(client: FlaskClient) -> None:
    page = post(client, people()).text
    assert page.index("C3") < page.index("broken.json") < page.index("B2") < page.index("A1")
    assert "£25 less" in page
    assert "£40 more" in page
    assert "No figure today" in page
    assert "As it was" in page
    assert "saved 2 times" in page
    assert "<title>Plans of several people" in page


def test_a_row_by_itself_is_what_the_script_asks_for(client: FlaskClient) -> None:
    part = post(client, {"gains.json": people()["gains.json"]}, HEADERS).text
    assert part.count("<tr") == 1
    assert "Universal Credit: £" in part
    assert "<html" not in part


def test_a_plan_opens_from_the_list_at_the_desk(client: FlaskClient) -> None:
    desk = client.post("/specialist", data={"kept": people()["gains.json"].decode()}).text
    assert "The figures have changed since this was kept" in desk
    assert 'name="plan_code" value="B2"' in desk
    again = client.post("/specialist", data={"kept": "{"})
    assert again.status_code == 422
    assert "This file is not a plan that this site kept" in again.text


def test_the_table_of_values_has_codes_and_no_names(client: FlaskClient) -> None:
    reply = post(client, {**people(), "=SUM(A1).json": kept()}, csv="1")
    assert reply.mimetype == "text/csv"
    rows = list(csv.DictReader(io.StringIO(reply.text)))
    assert {row["code"] for row in rows} == {"A1", "B2", "C3", ""}
    assert "Marker Person" not in reply.text
    assert "'=SUM(A1).json" in [row["file"] for row in rows]


@pytest.mark.parametrize(
    ("files", "said"),
    [({}, "Choose one or more files"), ({f"{n}.json": b"{" for n in range(101)}, "Choose at most 100 files")],
)
def test_no_file_or_too_many_is_said_at_the_field(client: FlaskClient, files: dict[str, bytes], said: str) -> None:
    reply = post(client, files)
    assert reply.status_code == 422
    assert said in reply.text
    assert 'id="files-error"' in reply.text


def test_one_request_does_no_more_work_than_one_case_may_be(client: FlaskClient) -> None:
    option = CASE["options"][0]
    large = json.dumps({**CASE, "options": [{**option, "name": f"Offer {n}"} for n in range(8)]}).encode()
    fit = effort.MOST // read_kept("large.json", large).work
    assert fit < 12
    page = post(client, {f"large{n}.json": large for n in range(12)}).text
    assert page.count('data-verdict="new"') == fit
    assert "These were too many for one go" in page
    assert page.count("<li>large") == 12 - fit


def test_a_saved_file_is_named_by_its_code_and_counts_how_often_it_was_kept(
    client: FlaskClient, sam: dict[str, str]
) -> None:
    desk = client.post("/specialist", data={"kept": kept(code="K 7/é").decode()}).text
    before = html.unescape(desk.split('name="before" value="')[1].split('"')[0])
    reply = client.post("/file", data={**sam, "before": before, "plan_code": "K 8"})
    assert 'filename="K-8-plan-v3-' in reply.headers["Content-Disposition"]
    held = json.loads(reply.data)
    assert (held["visit"], held["record"]["code"]) == (3, "K 8")


def test_a_file_without_a_code_is_named_by_the_minute(client: FlaskClient, sam: dict[str, str]) -> None:
    reply = client.post("/file", data=sam)
    assert re.search(r'filename="plan-\d{4}-\d\d-\d\d-\d{4}\.json"', reply.headers["Content-Disposition"])


@pytest.mark.browser
def test_in_a_browser_the_plans_come_one_after_another_and_one_is_opened(
    chromium: "Browser", address: str, tmp_path: Path
) -> None:
    for name, content in people().items():
        (tmp_path / name).write_bytes(content)
    page = chromium.new_page(viewport={"width": 1024, "height": 800})
    page.goto(address + "/specialist/people")
    page.get_by_label("Saved plans, as many as you like").set_input_files([tmp_path / name for name in people()])
    page.get_by_role("button", name="Check all again").press("Enter")
    page.get_by_text("4 / 4", exact=True).wait_for()
    codes = page.locator("#rows th").all_inner_texts()
    assert [each.split()[0] for each in codes] == ["C3", "broken.json", "B2", "A1"]
    page.locator("#rows summary").first.click()
    assert faults_by_width(page) == []
    assert "Marker Person" not in page.title() + page.url
    page.get_by_role("button", name="Open C3").press("Enter")
    page.get_by_role("heading", name="The figures have changed since this was kept").wait_for()
    page.close()
    # Without a script, the form itself sends all files.
    page = chromium.new_context(java_script_enabled=False).new_page()
    page.goto(address + "/specialist/people")
    page.get_by_label("Saved plans, as many as you like").set_input_files([tmp_path / name for name in people()])
    page.get_by_role("button", name="Check all again").press("Enter")
    page.get_by_role("row", name="C3").wait_for()
    page.context.close()


@pytest.mark.browser
def test_a_server_that_is_away_is_said_and_the_list_is_not_taken_for_whole(
    chromium: "Browser", address: str, tmp_path: Path
) -> None:
    (tmp_path / "one.json").write_bytes(people()["same.json"])
    page = chromium.new_page()
    page.goto(address + "/specialist/people")
    page.route("**/specialist/people", lambda route: route.abort())
    page.get_by_label("Saved plans, as many as you like").set_input_files(tmp_path / "one.json")
    page.get_by_role("button", name="Check all again").click()
    page.get_by_text("so this list is not complete").wait_for()
    page.close()
