"""Running the site: ready with which rules, counted without anything of a person, limited, and read anew only when sound."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from flask import Flask
from flask.testing import FlaskClient

from calculator.resources import folder
from calculator.web import create_app, operations

PROGRAM = [sys.executable, "-m", "calculator"]


def test_it_says_with_which_rules_it_is_ready(client: FlaskClient, app: Flask) -> None:
    assert client.get("/health").json == {"status": "ok"}
    found = client.get("/ready").json
    assert found["rules"]["fingerprint"] == app.extensions["calculator"].book.rules.fingerprint


def test_requests_are_counted_by_page_and_hold_nothing_of_a_person(client: FlaskClient, sam: dict[str, str]) -> None:
    client.post("/calculate", data={**sam, "job1_name": "Secretworks"})
    client.get("/example/dan?who=Secretworks")
    client.open("/calculate", method="SECRETWORKS")
    told = client.get("/metrics").text
    assert re.search(r'calculator_requests_total\{method="POST",page="pages.calculate",status="200"\} [1-9]', told)
    assert 'page="pages.example"' in told
    assert "Secretworks" not in told
    assert "SECRETWORKS" not in told
    assert "127.0.0.1" not in told


def test_a_client_that_asks_too_often_is_asked_to_wait_and_others_are_not() -> None:
    client = create_app(most_requests="3 per minute").test_client()
    found = [client.get("/about").status_code for _ in range(4)]
    # A minute may end in the midst of it.
    assert found[:3] == [200, 200, 200]
    reply = next(page for page in (client.get("/about") for _ in range(4)) if page.status_code == 429)
    assert int(reply.headers["Retry-After"]) <= 60
    assert "Please wait a minute" in reply.text
    assert client.get("/about", environ_overrides={"REMOTE_ADDR": "10.0.0.9"}).status_code == 200
    assert {client.get("/ready").status_code for _ in range(9)} == {200}
    refused = [client.post("/api/v1/calculate", json={}) for _ in range(5)][-1]
    assert (refused.status_code, refused.mimetype) == (429, "application/problem+json")


def test_with_the_store_of_counts_gone_the_site_stays_and_still_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(operations.STORE, "redis://127.0.0.1:1")
    client = create_app(most_requests="3 per minute").test_client()
    assert [client.get("/about").status_code for _ in range(5)][-1] == 429


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[str, Path, "subprocess.Popen[str]"]]:
    """A site in a process of its own, with rules that can be changed."""
    rules = tmp_path / "rules"
    shutil.copytree(folder("rules"), rules)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [*PROGRAM, "serve", "--port", str(port), "--rules", str(rules), "--workers", "2"]
    with (tmp_path / "said").open("w") as said:
        site = subprocess.Popen(command, stdout=said, stderr=said, text=True)
        address = f"http://127.0.0.1:{port}"
        _until(lambda: "ready" in _get(f"{address}/ready"))
        yield address, rules, site
        site.terminate()
        site.wait(20)


def _get(address: str) -> str:
    try:
        with urlopen(Request(address), timeout=5) as reply:
            return str(reply.read().decode())
    except HTTPError as error:
        return f"status {error.code}"
    except OSError:
        return ""


def _until(holds: object, seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not holds():  # type: ignore[operator]
        assert time.monotonic() < end, "it did not come about in time"
        time.sleep(0.1)


@pytest.mark.slow
def test_new_rules_are_taken_up_and_broken_ones_never(served: tuple[str, Path, "subprocess.Popen[str]"]) -> None:
    address, rules, site = served
    before = _get(f"{address}/ready")
    file = rules / "work" / "minimum_wage.yaml"
    sound = file.read_text()
    file.write_text(sound.replace("12.71", "12.99"))
    site.send_signal(signal.SIGHUP)
    _until(lambda: _get(f"{address}/ready") not in ("", before))
    _until(lambda: "12.99" in _get(f"{address}/api/v1/rules/minimum_wage.rate_21?date=2026-11-23"))
    after = _get(f"{address}/ready")

    file.write_text("rules: [broken")
    site.send_signal(signal.SIGHUP)
    end = time.monotonic() + 4
    while time.monotonic() < end:
        assert _get(f"{address}/ready") == after
        assert "£" in _get(f"{address}/example/dan")
        time.sleep(0.2)
    assert site.poll() is None
    assert "cannot be used" in (rules.parent / "said").read_text()


@pytest.mark.slow
def test_a_process_that_is_killed_is_replaced(served: tuple[str, Path, "subprocess.Popen[str]"]) -> None:
    address, _rules, site = served
    children = Path(f"/proc/{site.pid}/task/{site.pid}/children")
    if not children.exists():
        pytest.skip("the system does not tell a process's children")
    _until(lambda: len(children.read_text().split()) == 2)
    workers = [int(each) for each in children.read_text().split()]
    os.kill(workers[0], signal.SIGKILL)
    answered = [_get(f"{address}/example/dan") for _ in range(20)]
    assert sum("£" in page for page in answered) >= 19
    _until(lambda: len(children.read_text().split()) == 2)
