"""What the threat model promises about answers, tried with marks that are looked for afterwards, and what it says it does not promise."""

import json
import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from loaded import CALCULATOR
from test_bodies import POSTS
from werkzeug.test import TestResponse

from calculator.web.app import create_app
from calculator.web.server.serve import Setup

TOP = Path(__file__).parents[2]
THREATS = (TOP / "docs" / "threat-model.md").read_text()
MARK = "Zebedee7731"
ENTERED = {
    "job1_name": MARK,
    "job1_hours": "16",
    "job1_pay": "12.71",
    "age": "34",
    "council": MARK,
    "plan_name": MARK,
    "plan_who": MARK,
    "notes": MARK,
    "base": json.dumps({"options": [{"name": MARK}]}),
    "case": json.dumps({"adults": [{"age": 34, "name": MARK}]}),
    "hours": MARK,
}
ACCEPTED = {name: value for name, value in ENTERED.items() if name not in ("base", "council")} | {"council": "Leeds"}


@pytest.fixture(scope="module")
def replies(app: Flask) -> dict[str, TestResponse]:
    """The answer of every address that can be posted to, to answers that are accepted and to some that are refused."""
    client, found = app.test_client(), {}
    begun = client.post("/start", data={})
    journey = begun.headers["Location"].split("/question")[0].removesuffix("/tasks")
    for address in POSTS:
        own = address.replace("/journey/abcdefgh", journey)
        for kind, answers in (("accepted", ACCEPTED), ("refused", ENTERED)):
            found[f"{address} {kind}"] = client.post(own, data=answers)
    for path in ("calculate", "batch"):
        case = {"date": "2026-11-23", "adults": [{"age": 34, "name": MARK}]}
        found[f"/api/v1/{path} case"] = client.post(f"/api/v1/{path}", json=[case] if path == "batch" else case)
    return found


def test_the_marks_reach_the_pages_and_break_none(replies: dict[str, TestResponse]) -> None:
    assert {address: reply.status_code for address, reply in replies.items() if reply.status_code >= 500} == {}
    shown = {address for address, reply in replies.items() if MARK in reply.get_data(as_text=True)}
    assert {"/calculate accepted", "/specialist accepted", "/plan accepted", "/timeline accepted"} <= shown
    assert {"/api/v1/calculate case", "/api/v1/batch case"} <= shown


def test_no_answer_is_in_an_address_a_header_or_a_title(replies: dict[str, TestResponse]) -> None:
    for address, reply in replies.items():
        assert MARK not in str(reply.headers), address
        if reply.mimetype == "text/html":
            text = reply.get_data(as_text=True)
            assert MARK not in "".join(re.findall(r"(?s)<title>.*?</title>", text)), address
            # The history of a browser keeps what it goes to. A private link keeps the answers behind `#`, which is never sent.
            led_to = re.findall(r'(?:href|action|src|formaction)="([^"#]*)', text)
            assert MARK not in "".join(led_to), address
            assert not re.search(
                r'<form(?![^>]*method="post")[^>]*>(?:(?!</form>).)*name="(?:age|base)"', text, re.DOTALL
            ), address


def test_nothing_with_an_answer_is_kept_by_a_cache_or_told_to_another_site(replies: dict[str, TestResponse]) -> None:
    for address, reply in replies.items():
        assert reply.headers["Cache-Control"] == "no-store", address
        assert reply.headers["Referrer-Policy"] == "no-referrer", address
        assert "ETag" not in reply.headers, address
        assert "Access-Control-Allow-Origin" not in reply.headers, address
        assert reply.headers["Cross-Origin-Resource-Policy"] == (
            "cross-origin" if "/widget" in address else "same-origin"
        )


def test_no_page_asks_another_site_for_anything(replies: dict[str, TestResponse]) -> None:
    for address, reply in replies.items():
        if reply.mimetype == "text/html":
            asked = re.findall(r'(?:src|action|data)="((?:https?:)?//[^"]*)', reply.get_data(as_text=True))
            asked += re.findall(r'<link[^>]*href="((?:https?:)?//[^"]*)', reply.get_data(as_text=True))
            assert not asked, address


def test_a_page_of_another_origin_cannot_read_an_answer(client: FlaskClient) -> None:
    for address in ("/calculate", "/api/v1/calculate", "/plan"):
        reply = client.post(address, data=ACCEPTED, headers={"Origin": "https://evil.example"})
        assert "Access-Control-Allow-Origin" not in reply.headers


def test_the_counts_name_nothing_that_was_entered(app: Flask, replies: dict[str, TestResponse]) -> None:
    assert MARK not in app.test_client().get("/metrics").text


def test_a_journey_is_opened_by_whoever_has_a_copy_of_its_cookie_even_after_clearing(app: Flask) -> None:
    """Nothing is stored with the server, so it cannot know that a cookie was cleared. The threat model says so."""
    client = app.test_client()
    where = client.post("/start", data={}).headers["Location"]
    journey = "/".join(where.split("/")[:3])
    copied = client.get_cookie("journey", path=journey)
    assert copied is not None
    client.post(f"{journey}/clear")
    assert client.get(where).status_code != 200
    thief = app.test_client()
    thief.set_cookie("journey", copied.value, path=journey)
    assert thief.get(where).status_code == 200
    assert "a copy of a journey's cookie" in THREATS


# ---------------------------------------------------------------------- whom to tell of a fault
def test_security_txt_names_whom_to_tell_where_that_is_set() -> None:
    assert create_app(CALCULATOR).test_client().get("/.well-known/security.txt").status_code == 404
    app = Setup("127.0.0.1", 0, address="https://work.example.org", security="mailto:security@example.org").app()
    told = app.test_client().get("/.well-known/security.txt", headers={"Host": "work.example.org"})
    assert (told.status_code, told.mimetype) == (200, "text/plain")
    lines = dict(line.split(": ", 1) for line in told.text.splitlines())
    assert lines["Contact"] == "mailto:security@example.org"
    assert lines["Canonical"] == "https://work.example.org/.well-known/security.txt"
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT00:00:00Z", lines["Expires"])


# ---------------------------------------------------------------------- the documents
def test_every_test_that_the_threat_model_names_is_there() -> None:
    named = re.findall(r"`((?:web/|rulebook/|year/)?test_\w+\.py)(?:::(test_\w+))?`", THREATS)
    assert len(named) > 40
    for file, name in named:
        text = (TOP / "tests" / file).read_text()
        assert not name or re.search(rf"(?m)^def {name}\(", text), f"{file}::{name}"


def test_every_promise_names_a_test_that_tries_to_break_it() -> None:
    table = THREATS.split("## Promises")[1].split("\n## ")[0]
    rows = [line for line in table.splitlines() if line.startswith("| ")][2:]
    assert len(rows) > 10
    for row in rows:
        assert re.search(r"`[\w/]*test_\w+\.py::test_\w+`", row), row
