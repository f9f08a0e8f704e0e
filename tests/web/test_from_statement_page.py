"""The page that starts from a Universal Credit statement, the way on from it, and the same over the API and the command line."""

import datetime as dt
import json
import re
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from flask.testing import FlaskClient
from loaded import CALCULATOR

from calculator.contract.account import AccountStatement, Letters
from calculator.contract.reading import read_model
from calculator.web.form.from_statement import filled_in
from calculator.web.pages.pages import form

if TYPE_CHECKING:
    from playwright.sync_api import Browser

TEXT = """Your payment this month is £1,116.27
This will be paid on 20 November 2026
This payment is for 14 October to 13 November 2026
Standard allowance £424.90
Housing £450.00
You told us your rent is £500.00 a month
Children £303.94
You get support for 1 child
Limited capability for work and work-related activity £217.26
Mystery element £12.00
Total entitlement before deductions £1,396.10
What we take off (deductions)
Take-home pay - £249.83
The total take-home pay for this period is £881.23
Advance - £30.00
Total deductions £279.83"""
API = "/api/v1/statement"


def boxes_of(page: str) -> dict[str, str]:
    """What stands in the boxes and lists of the page."""
    found = dict(re.findall(r'<input type="text"[^>]* name="(\w+)" value="([^"]*)"', page))
    for name, options in re.findall(r'<select id="\w+" name="(\w+)">(.*?)</select>', page, re.DOTALL):
        chosen = re.search(r'value="(\w+)" selected', options)
        found[name] = chosen[1] if chosen else ""
    return found


def test_the_first_page_offers_the_statement(client: FlaskClient) -> None:
    cards = re.findall(r'<li class="card">.*?</li>', client.get("/").text, re.DOTALL)
    assert sum('href="/statement"' in card for card in cards) == 1


def test_a_pasted_statement_is_read_and_nothing_of_the_text_stands_in_the_box_again(client: FlaskClient) -> None:
    reply = client.post("/statement", data={"text": TEXT})
    assert reply.status_code == 200
    said = unescape(reply.text)
    assert "With what you told us our rules give £1,116.27. Your statement says £1,116.27." in said
    assert "Mystery element £12.00" in said
    assert "from “Limited capability for work and work-related activity £217.26”" in said
    assert re.search(r"<textarea[^>]*></textarea>", reply.text)
    assert reply.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in reply.headers


def test_the_lines_that_were_read_stand_in_the_boxes_and_say_the_same_when_sent_again(client: FlaskClient) -> None:
    first = client.post("/statement", data={"text": TEXT}).text
    boxes = boxes_of(first)
    assert boxes["standard_allowance"] == "424.9"
    assert (boxes["deductions1"], boxes["deductions1_kind"]) == ("30", "advance")
    again = client.post("/statement", data=boxes).text
    assert "Your statement says £1,116.27" in again
    assert boxes_of(again) == boxes


def test_a_line_in_a_box_takes_the_place_of_the_one_that_was_pasted(client: FlaskClient) -> None:
    page = unescape(client.post("/statement", data={"text": TEXT, "housing": "400"}).text)
    assert "Help with housing:</strong> £400 a month" in page
    assert "from “Housing £400”" in page


def test_nothing_at_all_and_what_cannot_be_read_are_said_beside_their_boxes(client: FlaskClient) -> None:
    nothing = client.post("/statement", data={})
    assert (nothing.status_code, nothing.text.count('href="#text"')) == (422, 1)
    wrong = client.post(
        "/statement",
        data={"housing": "lots", "from": "31 2 2026", "children_supported": "2.5", "council_tax_band": "Z"},
    )
    assert wrong.status_code == 422
    for name in ("housing", "from", "children_supported", "council_tax_band"):
        assert f'href="#{name}"' in wrong.text
        assert f'id="{name}-error"' in wrong.text
    early = client.post("/statement", data={"from": "1 3 2024", "standard_allowance": "368.74"})
    assert (early.status_code, 'href="#from"' in early.text) == (422, True)
    long = client.post("/statement", data={"text": "x" * 20_001})
    assert (long.status_code, 'href="#text"' in long.text) == (422, True)


def test_the_way_on_asks_only_what_is_open_and_the_number_said_before_is_true(client: FlaskClient) -> None:
    page = client.post("/statement", data={"text": TEXT}).text
    said = re.search(r'<h2 id="left">(\d+) more questions', page)
    assert said
    onward = client.post("/statement/start", data=boxes_of(page))
    assert onward.status_code == 303
    journey = onward.headers["Location"].split("/question/")[0]
    check = unescape(client.get(f"{journey}/check").text)
    assert f"{said[1]} questions are not answered yet" in check
    assert "Taken off your Universal Credit each month" in check
    assert "£881.23" in check
    where, asked = onward.headers["Location"], []
    while "/question/" in where:
        asked.append(where.rsplit("/", 1)[1])
        where = client.post(where, data={}).headers["Location"]
    assert len(asked) <= int(said[1])
    assert not {"universal_credit", "health", "lcwra_from", "lcwra_rate", "rent", "dates", "taken", "work"} & {*asked}


def test_the_form_on_one_page_can_be_filled_too(client: FlaskClient) -> None:
    page = client.post("/statement", data={"text": TEXT}).text
    hidden = {
        name: unescape(value) for name, value in re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page)
    }
    filled = client.post("/calculate", data=hidden).text
    assert re.search(r'name="rent" value="500"', filled)
    assert re.search(r'name="uc_health"[^>]*value="lcwra" checked', filled)


def test_the_page_speaks_welsh_in_every_state(client: FlaskClient) -> None:
    for reply in (client.get("/cy/statement"), client.post("/cy/statement", data={"text": TEXT})):
        assert reply.status_code == 200
        assert '<html lang="cy">' in reply.text
        for words in (
            "Start from your",
            "Read my statement",
            "What your statement tells us",
            "Standard allowance:",
            "more question",
        ):
            assert words not in reply.text


def test_facts_that_are_open_are_left_to_the_person(client: FlaskClient) -> None:
    statement = {"from": "2026-10-14", "standard_allowance": 666.97, "health": 429.80, "carer": 209.34}
    with client.application.test_request_context():
        found = CALCULATOR.read_statement(read_model(AccountStatement, statement), dt.date(2026, 11, 30))
        made = filled_in(form(), found)
    assert made.answers["partner"] == "yes"
    assert not {"uc_health", "lcwra_rate", "cares", "partner_cares", "age"} & {*made.answers}
    assert not {"/adults/0/uc_health", "/adults/1/cares_35_hours"} & made.known


@pytest.mark.parametrize(
    ("letters", "facts"),
    [
        ({"esa_per_week": 145.90}, {"esa": ({"group": "support", "amount": {"amount": 145.90, "per": "week"}}, "settled")}),
        ({"esa_per_week": 75.65}, {"esa": ({"group": "assessment", "amount": {"amount": 75.65, "per": "week"}}, "settled")}),
        ({"esa_per_week": 95.55}, {"esa": ({"group": "work_related", "amount": {"amount": 95.55, "per": "week"}}, "open")}),
        ({"esa_per_week": 133.50}, {"esa": ({"group": "work_related", "amount": {"amount": 133.50, "per": "week"}}, "settled")}),
        ({"pip_per_week": 107.00}, {"pip_daily_living": ("standard", "settled"), "pip_mobility": ("standard", "settled")}),
        ({"pip_per_week": 194.60}, {"pip_daily_living": ("enhanced", "settled"), "pip_mobility": ("enhanced", "settled")}),
        ({"pip_per_week": 76.70}, {"pip_daily_living": ("standard", "settled"), "pip_mobility": ("none", "settled")}),
        ({"pip_per_week": 50}, {}),
        ({"housing_benefit_per_week": 250}, {"housing_benefit": (True, "settled"), "tenure": ("supported", "open")}),
        ({"council_tax_band": "B"}, {"council_tax_band": ("B", "settled")}),
        ({"council_tax_bill": 1400}, {"council_tax": ({"amount": 1400, "per": "year"}, "settled")}),
    ],
)  # fmt: skip
def test_the_figures_of_other_letters_tell_what_they_tell(letters: dict[str, Any], facts: dict[str, Any]) -> None:
    statement = read_model(AccountStatement, {"from": "2026-10-14"})
    found = CALCULATOR.read_statement(statement, dt.date(2026, 11, 30), letters=read_model(Letters, letters))
    told = {fact.id: (fact.value, fact.sureness) for fact in found.facts if fact.lines[0] in letters}
    assert told == facts
    assert [each.line for each in found.not_understood] == ([] if facts else [*letters])


# ---------------------------------------------------------------------- API and command line
def test_the_api_reads_text_and_lines_to_the_same_facts(client: FlaskClient) -> None:
    by_text = client.post(API, json={"text": TEXT}).json
    assert by_text["check"]["agrees"]
    assert by_text["check"]["expected"] == 1116.27
    assert [each["text"] for each in by_text["not_understood"]] == ["Mystery element £12.00"]
    assert {"/adults/0/age", "/children/0/age", "/home/tenure"} <= {each["pointer"] for each in by_text["ask"]}
    assert all(fact["written"] for fact in by_text["facts"])
    by_lines = client.post(API, json={"statement": by_text["statement"]}).json
    for found in (by_text, by_lines):
        for fact in found["facts"]:
            del fact["written"]
    assert by_lines["facts"] == by_text["facts"]
    assert by_lines["check"] == by_text["check"]


@pytest.mark.parametrize(
    ("body", "status", "pointer"),
    [
        (b"{", 400, ""), (b"[]", 422, ""), ({}, 422, "/text"), ({"text": ""}, 422, "/text"), ({"text": "x" * 20_001}, 422, "/text"),
        ({"text": "a\n" * 401}, 422, "/text"), ({"text": "a", "statement": {}}, 422, "/statement"), ({"statement": {"housing": -1}}, 422, "/statement/housing"),
        ({"statement": {"from": "2024-01-01"}}, 422, "/from"), ({"text": "x", "other": 1}, 422, "/other"),
        ({"text": "x", "case": {"adults": 3}}, 422, "/adults"),
        ({"text": "x", "case": []}, 422, "/case"), ({"text": "x", "case": {"savings": "lots"}}, 422, "/savings"),
        ({"statement": {"from": "2026-10-14", "to": "2026-10-01"}}, 422, "/statement/to"),
    ],
)  # fmt: skip
def test_the_api_says_what_is_wrong_with_a_statement(client: FlaskClient, body: Any, status: int, pointer: str) -> None:
    reply = client.post(API, data=body) if isinstance(body, bytes) else client.post(API, json=body)
    assert (reply.status_code, reply.mimetype) == (status, "application/problem+json")
    assert pointer in [each["pointer"] for each in reply.json["errors"]]


def test_what_the_api_is_told_of_the_case_is_used_in_the_check(client: FlaskClient) -> None:
    told = {"adults": [{"age": 30}], "children": [{"age": 3}, {"age": 5}]}
    found = client.post(API, json={"text": TEXT, "case": told}).json
    assert [line["id"] for line in found["check"]["lines"] if not line["agrees"]] == [
        "children",
        "entitlement",
        "payment",
    ]
    assert found["case"]["children"] == told["children"]


def test_a_case_keeps_its_statement_and_the_figures_do_not_change(client: FlaskClient) -> None:
    case = {"date": "2026-11-23", "adults": [{"age": 34, "uc_health": "lcwra"}]}
    statement = {"from": "2026-10-14", "standard_allowance": 424.9}
    plain = client.post("/api/v1/calculate", json=case).json
    kept = client.post("/api/v1/calculate", json={**case, "universal_credit": {"statement": statement}}).json
    assert kept["now"] == plain["now"]
    assert kept["case"]["universal_credit"]["statement"]["standard_allowance"] == 424.9


@pytest.mark.parametrize("as_json", [False, True])
def test_the_command_reads_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str], as_json: bool) -> None:
    from calculator.__main__ import main

    file = tmp_path / "statement"
    file.write_text(
        json.dumps({"from": "2026-10-14", "standard_allowance": 424.90, "payment": 424.90}) if as_json else TEXT
    )
    assert main(["statement", str(file)]) == 0
    said = capsys.readouterr().out
    assert "Adults in the claim: You alone" in said
    assert "Your statement says" in said
    assert main(["statement", str(file), "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["check"]["agrees"]


@pytest.mark.browser
@pytest.mark.parametrize(("root", "width"), [("", 360), ("/cy", 1280)])
def test_from_paste_to_facts_to_the_answer_in_a_browser(
    chromium: "Browser", address: str, root: str, width: int
) -> None:
    from test_journey import faults_by_width, fits

    page = chromium.new_page(viewport={"width": width, "height": 740}, java_script_enabled=root == "")
    page.goto(address + root + "/")
    page.locator('a[href$="/statement"]').first.click()
    page.locator("#text").fill(TEXT)
    page.locator("#questions button").first.click()
    assert "£1,116.27" in page.locator("#check + p").inner_text()
    if root == "":
        assert faults_by_width(page) == []
        assert fits(page)
        names = page.locator("main input:not([type=hidden]), main select, main textarea, main button").evaluate_all(
            "all => all.map(each => (each.labels && each.labels.length ? each.labels[0] : each).textContent.trim())"
        )
        assert len(names) == len({*names})
    said = int(re.sub(r"\D", "", page.locator("#left").inner_text()))
    page.locator("#left ~ .row button").click()
    asked = 0
    while "/question/" in page.url:
        asked += 1
        assert asked <= said + 5  # an answer can make another question matter
        if page.locator("#age").count():
            page.locator("#age").fill("34")
            page.locator("#child1_age, #age").first.press("Enter")
        else:
            page.locator("button[name=not_sure]").click()
    page.goto(page.url.replace("/check", "/answer"))
    assert page.locator("h1").count() == 1
    assert "£" in page.locator("main").inner_text()
    page.close()
