"""Changes of the household and money that comes once, on every surface: the form keeps them, and the pages say them."""

import json
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from calculator.__main__ import main
from calculator.contract import plan_file
from calculator.contract.reading import read_case
from calculator.i18n.language import WELSH, speaking

RENT = {"op": "replace", "path": "/home/rent/amount", "value": 500, "from": "2027-03-01"}
PARTNER = {"op": "add", "path": "/adults/1", "value": {"age": 30}}
JOB = {"hours_per_week": 16, "pay": {"amount": 13, "per": "hour"}}
REFUND = {"date": "2027-01-20", "amount": 300, "kind": "tax_refund"}
CASE: dict[str, Any] = {
    "date": "2026-11-23", "nation": "england", "adults": [{"age": 34}], "money": [REFUND],
    "home": {"tenure": "social", "rent": {"amount": 450, "per": "month"}, "bedrooms": 1},
    "options": [{"name": "We live together", "work": "as_now", "changes": [PARTNER, RENT], "money": [REFUND]}],
}  # fmt: skip
SAID = ("a partner moves in (Age: 30)", "From 1 March 2027: Rent: £500.")


@pytest.mark.parametrize(
    "options",
    [
        [{"name": "A", "changes": [RENT, PARTNER]}],
        [{"name": "A", "work": "as_now", "changes": [RENT], "money": [REFUND]}],
        [{"name": "A", "job": JOB, "changes": [RENT]}, {"name": "B", "changes": [PARTNER]}],
        [{"name": "A", "adult": 2, "job": JOB, "changes": [PARTNER]}],
    ],
)
def test_the_form_keeps_what_it_does_not_ask(app: Flask, options: list[dict[str, Any]]) -> None:
    form = app.extensions["form"]
    with app.test_request_context():
        read = form.read(form.shown({**CASE, "options": options}))
    assert read.problems == []
    given, found = read_case({**CASE, "options": options}), read.case
    assert [each.changes for each in found.options] == [each.changes for each in given.options]
    assert [each.money for each in found.options] == [each.money for each in given.options]
    assert [each.work_done for each in found.options] == [each.work_done for each in given.options]
    assert found.money == given.money


@pytest.mark.parametrize("address", ["/specialist", "/plan"])
def test_a_page_with_the_answer_says_what_the_choice_supposes(client: FlaskClient, app: Flask, address: str) -> None:
    with app.test_request_context():
        answers = app.extensions["form"].shown(CASE)
    page = client.post(address, data=answers)
    assert page.status_code == 200
    for words in SAID:
        assert words in page.text


def test_the_year_says_each_change_on_its_day(client: FlaskClient, app: Flask) -> None:
    with app.test_request_context():
        page = client.post("/timeline", data=app.extensions["form"].shown(CASE)).text
    assert "Rent: £500" in page
    assert "Tax refund" in page


def test_the_api_takes_them_and_points_into_a_change_that_is_wrong(client: FlaskClient) -> None:
    notices = client.post("/api/v1/calculate", json=CASE).json["options"][0]["notices"]
    assert [each["id"] for each in notices[:4]] == ["changes", "changes_later", "couple_changes", "one_off_money"]
    wrong = {**PARTNER, "value": {"age": 30, "uc_health": "ill"}}
    reply = client.post("/api/v1/calculate", json={**CASE, "options": [{"name": "A", "changes": [wrong]}]})
    assert reply.status_code == 422
    assert reply.json["errors"] == [
        {"pointer": "/options/0/changes/0/value/uc_health", "detail": "must be 'none', 'lcw' or 'lcwra'"}
    ]
    schema = json.dumps(client.get("/api/v1/openapi.json").json)
    assert '"changes"' in schema
    assert '"holiday_pay_on_leaving"' in schema


def test_the_command_takes_them_and_says_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "case.json"
    file.write_text(json.dumps(CASE))
    assert main(["calculate", str(file)]) == 0
    words = " ".join(capsys.readouterr().out.split())
    for each in SAID:
        assert each in words


def test_they_are_said_in_welsh(app: Flask) -> None:
    with speaking(WELSH):
        notices = app.extensions["calculator"].calculate(read_case(CASE)).options[0].notices
    text = " ".join(each.text for each in notices[:4])
    assert "mae partner yn symud i mewn" in text
    assert "Ad-daliad treth, £300." in text


def test_a_plan_that_is_kept_has_them(client: FlaskClient, app: Flask) -> None:
    with app.test_request_context():
        answers = app.extensions["form"].shown(CASE)
    kept = plan_file.read(client.post("/file", data=answers).data)
    given = read_case(CASE)
    assert (kept.case.options, kept.case.money) == (given.options, given.money)
    assert client.post("/open", data={"case": json.dumps(CASE)}).status_code == 303
