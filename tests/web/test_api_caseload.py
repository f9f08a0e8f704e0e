"""A caseload through the API."""

import json
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from loaded import CALCULATOR

from calculator.calculator import Calculator
from calculator.caseload.synth import households, year_of
from calculator.resources import folder
from calculator.web import turns
from calculator.web.api.offered import Offered
from calculator.web.app import create_app

CASES = list(households(12, 3, year_of(CALCULATOR, "2026-27"), "universal_credit"))
ADDRESS = "/api/v1/caseload"


def tables(found: dict[str, Any]) -> dict[str, Any]:
    return {table["id"]: table for table in found["tables"]}


def test_a_report_of_some_cases(client: FlaskClient) -> None:
    reply = client.post(f"{ADDRESS}?cost=1500&weeks=26&hours=16,37", json=[*CASES, {"adults": []}])
    assert reply.status_code == 200
    assert reply.headers["Cache-Control"] == "no-store"
    assert reply.text.startswith("\n" * len(CASES))
    found = reply.json
    assert found["households"] == 12
    assert found["refused"] is None  # one: too few to tell
    assert [row["title"] for row in tables(found)["better_off"]["rows"]] == ["16 hours", "37 hours"]
    assert found["dividends"][0]["dividend"]["cost"] == 12 * 1500
    assert "reform" not in found


def test_lines_give_what_an_array_gives(client: FlaskClient) -> None:
    lines = "\n".join(map(json.dumps, CASES[:6]))
    by_lines = client.post(f"{ADDRESS}?hours=16", data=lines, content_type="application/x-ndjson").json
    assert by_lines == client.post(f"{ADDRESS}?hours=16", json=CASES[:6]).json


def test_an_amendment_on_offer_is_compared() -> None:
    files = {"taper-50": folder("examples") / "reforms" / "taper-50.yaml"}
    offered = Offered(CALCULATOR, files, lambda amendments: Calculator.load(amendments=amendments))
    offering = create_app(CALCULATOR, offered=offered).test_client()
    found = offering.post(f"{ADDRESS}?hours=16&compare=taper-50", json=CASES).json
    assert found["reform"] == "taper-50"
    assert found["cost_of_reform"] > 0
    assert "reform_by_income" in tables(found)
    wrong = offering.post(f"{ADDRESS}?compare=taper-40", json=CASES)
    assert wrong.status_code == 422
    assert wrong.json["errors"][0]["pointer"] == "/compare"


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ("hours=8,x", "/hours"),
        ("cost=-1", "/cost"),
        ("start=2", "/start"),
        ("least=0", "/least"),
        ("main_hours=9", "/main_hours"),
    ],
)
def test_a_wrong_setting_is_named(client: FlaskClient, query: str, pointer: str) -> None:
    reply = client.post(f"{ADDRESS}?{query}", json=CASES)
    assert (reply.status_code, reply.mimetype) == (422, "application/problem+json")
    assert reply.json["errors"][0]["pointer"] == pointer


def test_it_has_the_bounds_of_a_batch(client: FlaskClient) -> None:
    assert client.post(ADDRESS, json=[{}] * 1001).status_code == 400
    assert client.post(ADDRESS, json=[]).status_code == 400
    assert client.post(ADDRESS, data=b" " * 6_000_000).status_code == 413


def test_a_process_without_a_place_refuses_the_whole(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "AT_ONCE", 0)
    monkeypatch.setattr(turns, "WAITING", 0)
    reply = app.test_client().post(ADDRESS, json=CASES[:2])
    assert reply.status_code == 503
    assert reply.headers["Retry-After"]


def test_welsh_is_spoken(client: FlaskClient) -> None:
    found = client.post(f"{ADDRESS}?hours=16", json=CASES, headers={"Accept-Language": "cy"}).json
    assert tables(found)["better_off"]["columns"][0]["title"] == "Yn well eu byd"
