"""The log of requests, where it is wished: which page, how and how long; nothing of who asked or what they entered."""

import io
import json
import logging
import re
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from flask import Flask
from loaded import CALCULATOR
from running import PATIENCE, running

from calculator.web.app import create_app
from calculator.web.logs import JsonLines, NothingOfAPerson

MARK = "Zebedee7731"
PARTS = {"time", "level", "kind", "page", "method", "id", "status", "ms", "process"}


def lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


@pytest.fixture
def logged(monkeypatch: pytest.MonkeyPatch) -> tuple[Flask, io.StringIO, io.StringIO]:
    out, wrong = io.StringIO(), io.StringIO()
    monkeypatch.setattr(sys, "stdout", out)
    monkeypatch.setattr(sys, "stderr", wrong)
    return create_app(CALCULATOR, log=True), out, wrong


def test_a_request_is_one_line_with_its_number_on_the_answer_too(
    logged: tuple[Flask, io.StringIO, io.StringIO],
) -> None:
    app, out, _wrong = logged
    reply = app.test_client().get("/example/dan")
    reply.close()
    (line,) = lines(out.getvalue())
    assert set(line) == PARTS
    assert (line["page"], line["method"], line["status"]) == ("pages.example", "GET", 200)
    assert line["id"] == reply.headers["X-Request-ID"]
    assert re.fullmatch(r"[0-9a-f]{16}", line["id"])
    assert 0 < line["ms"] < 60_000
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00", line["time"])
    assert app.test_client().get("/about").headers["X-Request-ID"] != line["id"]


def test_what_anybody_sends_is_in_no_line(logged: tuple[Flask, io.StringIO, io.StringIO], sam: dict[str, str]) -> None:
    app, out, wrong = logged
    client = app.test_client()
    sent = {"headers": {"User-Agent": MARK, "Cookie": f"a={MARK}", "X-Request-ID": MARK, "X-API-Key": MARK}}
    where = {"environ_overrides": {"REMOTE_ADDR": "203.0.113.77"}}
    for address in (f"/{MARK}", f"/example/{MARK}", f"/about?q={MARK}", f"/journey/{MARK}/check", f"/p/{MARK}/"):
        client.get(address, **sent, **where).close()
    client.post("/calculate", data={**sam, "job1_name": MARK}, **sent, **where).close()
    client.post("/api/v1/calculate", json={MARK: MARK}, **sent, **where).close()
    client.post("/api/v1/batch", data=MARK, **sent, **where).close()
    client.open("/about", method=MARK.upper(), **sent, **where).close()
    assert len(lines(out.getvalue())) == 9
    for held in (MARK, MARK.upper(), "203.0.113.77"):
        assert held not in out.getvalue() + wrong.getvalue()


def test_an_error_is_a_line_with_its_kind_and_place_and_not_its_message(
    logged: tuple[Flask, io.StringIO, io.StringIO],
) -> None:
    app, out, wrong = logged

    @app.get("/breaks")
    def breaks() -> str:
        raise LookupError(MARK)

    reply = app.test_client().get("/breaks")
    reply.close()
    assert reply.status_code == 500
    (line,) = lines(wrong.getvalue())
    assert (line["kind"], line["level"], line["error"], line["page"]) == ("error", "error", "LookupError", "breaks")
    assert line["id"] == reply.headers["X-Request-ID"]
    assert "in breaks" in line["at"][0]
    assert lines(out.getvalue())[0]["status"] == 500
    assert MARK not in out.getvalue() + wrong.getvalue()


def test_one_case_of_a_batch_that_breaks_the_site_leaves_the_others_answered(
    logged: tuple[Flask, io.StringIO, io.StringIO], monkeypatch: pytest.MonkeyPatch
) -> None:
    app, _out, wrong = logged
    calculator = app.extensions["calculator"]
    whole = type(calculator).calculate

    def sometimes(self: Any, case: Any) -> Any:
        if case.adults[0].name == MARK:
            raise LookupError(MARK)
        return whole(self, case)

    monkeypatch.setattr(type(calculator), "calculate", sometimes)
    case = {"date": "2026-11-23", "adults": [{"age": 34}]}
    broken = {**case, "adults": [{"age": 34, "name": MARK}]}
    reply = app.test_client().post("/api/v1/batch", json=[case, broken, case])
    first, second, third = map(json.loads, reply.text.splitlines())
    assert first == third
    assert second == {"error": "Something went wrong here", "errors": []}
    assert "LookupError" in wrong.getvalue()
    assert MARK not in wrong.getvalue()


def test_without_it_there_is_no_line_and_no_number(capfd: pytest.CaptureFixture[str]) -> None:
    reply = create_app(CALCULATOR).test_client().get("/about")
    assert "X-Request-ID" not in reply.headers
    assert capfd.readouterr() == ("", "")


def test_what_a_server_says_of_an_error_is_only_its_kind_and_place() -> None:
    """Waitress names the address of a request in what it says, and an error may quote what was sent."""
    told = NothingOfAPerson()
    try:
        raise LookupError(MARK)
    except LookupError:
        record = logging.makeLogRecord(
            {"name": "waitress", "msg": f"Exception while serving /{MARK}", "exc_info": sys.exc_info()}
        )
        assert told.filter(record)
    assert MARK not in logging.Formatter().format(record) + JsonLines().format(record)
    assert "LookupError at" in record.getMessage()
    # Without an error it can only be about a client.
    assert not told.filter(logging.makeLogRecord({"name": "waitress", "msg": MARK}))
    assert told.filter(logging.makeLogRecord({"name": "gunicorn.error", "msg": "a process did not answer"}))


@pytest.mark.slow
def test_the_server_writes_only_such_lines_whatever_it_is_sent(tmp_path: Path) -> None:
    with running(tmp_path, "--log", "json", "--workers", "2") as site:
        for path in (f"/{MARK}", f"/example/dan?who={MARK}", "/static/site.css"):
            site.get(path)
        with suppress(HTTPError):
            urlopen(Request(f"{site.address}/api/v1/calculate", f'{{"{MARK}": 1}}'.encode()), timeout=PATIENCE).close()
        for sent in (
            f"GET /{MARK} HTTP/9.9\r\n\r\n",
            f"{MARK}\r\n\r\n",
            f"GET / HTTP/1.1\r\nHost: x\r\n{MARK} {MARK}\r\n\r\n",
            f"POST /calculate HTTP/1.1\r\nHost: x\r\nContent-Length: 99\r\n\r\n{MARK}",
            f"POST /calculate HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n{MARK}\r\n",
        ):
            with site.connect(sent.encode()) as odd:
                odd.shutdown(1)
                odd.recv(100_000)
        site.get("/about")
    printed = [line for line in site.said().splitlines() if not line.startswith(("The ", "("))]
    assert {"pages.about", "none", "static", "pages.example"} <= {json.loads(line).get("page") for line in printed}
    assert len({json.loads(line)["process"] for line in printed}) <= 2
    assert MARK not in site.said()
    assert "127.0.0.1:" not in "\n".join(printed)
