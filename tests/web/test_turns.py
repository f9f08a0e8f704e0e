"""Heavy work waits for its turn, is refused where there is no place, ends in time, and counts by its cost."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, request
from flask.testing import FlaskClient
from loaded import CALCULATOR
from running import running, until
from test_work import case, job
from werkzeug.exceptions import ClientDisconnected

from calculator.web import turns
from calculator.web.app import create_app
from calculator.web.plan import plan
from calculator.web.turns import LIGHT, Busy, Turns

HEAVY = case(1, 1)
LINE = {"date": "2026-11-23", "adults": [{"age": 34}]}


@pytest.fixture
def own() -> Flask:
    """An application whose turns no other test takes."""
    return create_app(CALCULATOR)


@contextmanager
def at_work(app: Flask, given: Turns, client: str = "10.0.0.1", units: int = LIGHT + 1) -> Iterator[None]:
    with app.test_request_context(environ_overrides={"REMOTE_ADDR": client}), given.take(units):
        yield


def in_thread(work: Callable[[], None]) -> tuple[threading.Thread, list[BaseException]]:
    failed: list[BaseException] = []

    def run() -> None:
        try:
            work()
        except BaseException as error:
            failed.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    return thread, failed


def by_address() -> Turns:
    return Turns(lambda: str(request.remote_addr))


def test_a_client_works_at_one_thing_at_a_time_and_others_are_not_held_up(own: Flask) -> None:
    given, done = by_address(), threading.Event()

    def second() -> None:
        with at_work(own, given):
            done.set()

    with at_work(own, given):
        thread, failed = in_thread(second)
        with at_work(own, given, "10.0.0.2"):
            assert not done.wait(0.3)
        assert not done.wait(0.3), "the second of one client waits for the first"
    thread.join(10)
    assert done.is_set()
    assert not failed


def test_light_work_waits_for_nobody(own: Flask) -> None:
    given = by_address()
    with at_work(own, given), at_work(own, given, "10.0.0.2"), at_work(own, given, "10.0.0.3", LIGHT):
        pass


def test_one_client_cannot_take_all_places_to_wait(own: Flask) -> None:
    given = by_address()

    def wait(client: str) -> Callable[[], None]:
        def work() -> None:
            with at_work(own, given, client):
                pass

        return work

    with at_work(own, given), at_work(own, given, "10.0.0.2"):
        waiting = [in_thread(wait("10.0.0.1")) for _ in range(turns.OF_A_CLIENT)]
        until(lambda: len(given._waiting) == turns.OF_A_CLIENT, 10)
        with pytest.raises(Busy):
            wait("10.0.0.1")()
        others = [in_thread(wait(f"10.0.1.{number}")) for number in range(turns.WAITING - turns.OF_A_CLIENT)]
        until(lambda: len(given._waiting) == turns.WAITING, 10)
        with pytest.raises(Busy):
            wait("10.0.2.1")()
    for thread, failed in (*waiting, *others):
        thread.join(10)
        assert not failed
    assert not given._waiting
    assert given._at_work.total() == 0


def test_whoever_has_waited_too_long_is_asked_to_come_back(own: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "PATIENCE", 0.1)
    app_turns: Turns = own.extensions["turns"]
    with at_work(own, app_turns, "127.0.0.1"):
        client = own.test_client()
        page = client.post("/timeline", data={"age": "34", "job1_hours": "16", "job1_pay": "13", "job1_paid": "week"})
        told = client.post("/api/v1/calculate", json=HEAVY)
        batch = client.post("/api/v1/batch", json=[LINE])
        assert client.get("/about").status_code == 200
    assert [each.status_code for each in (page, told, batch)] == [503] * 3
    assert "Please try again in a few seconds" in page.text
    assert told.mimetype == batch.mimetype == "application/problem+json"
    assert {each.headers["Retry-After"] for each in (page, told, batch)} == {str(turns.COME_BACK)}


def test_work_ends_when_its_time_is_up(own: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "DEADLINE", 0.02)
    refused = own.test_client().post("/api/v1/calculate", json=HEAVY)
    assert (refused.status_code, refused.headers["Retry-After"]) == (503, str(turns.COME_BACK))
    monkeypatch.undo()
    assert own.test_client().post("/api/v1/calculate", json=HEAVY).status_code == 200, "the turn was given back"


def test_work_ends_when_its_client_has_gone(own: Flask) -> None:
    asked: list[float] = []

    def gone() -> bool:
        asked.append(time.monotonic())
        return len(asked) > 20

    reply = own.test_client().post("/api/v1/calculate", json=HEAVY, environ_overrides={turns.GONE: gone})
    assert (reply.status_code, len(asked)) == (ClientDisconnected.code, 21)


def test_a_batch_whose_client_has_gone_is_not_worked_on(own: Flask) -> None:
    answered: list[str] = []
    batch = own.test_client().post(
        "/api/v1/batch",
        json=[LINE] * 50,
        environ_overrides={turns.GONE: lambda: len(answered) > 4},
        buffered=False,
    )
    answered.extend(iter(batch.response))  # the answer is made while it is read
    batch.close()
    assert 4 < len(answered) < 8


def test_each_case_of_a_batch_has_a_turn_of_its_own(own: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    taken: list[int] = []
    whole = Turns._turn

    def count(self: Turns, *given: Any) -> Any:
        taken.append(1)
        return whole(self, *given)

    monkeypatch.setattr(Turns, "_turn", count)
    assert len(own.test_client().post("/api/v1/batch", json=[LINE] * 5).text.splitlines()) == 5
    assert len(taken) == 5


def test_a_case_of_a_batch_that_runs_out_of_time_is_told_on_its_line(
    own: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = own.test_client().post("/api/v1/batch", json=[LINE, HEAVY], buffered=False)
    lines = iter(batch.response)
    assert json.loads(next(lines))["now"]
    monkeypatch.setattr(turns, "DEADLINE", 0.02)
    told = json.loads(next(lines))
    batch.close()
    assert (told["error"], told["retry_after"]) == ("Service Unavailable", turns.COME_BACK)


def test_the_limit_of_a_client_counts_work_and_not_only_requests() -> None:
    client: FlaskClient = create_app(CALCULATOR, most_requests="8 per hour").test_client()
    found = [client.post("/api/v1/calculate", json=case(1, 2, job=job(10))) for _ in range(2)]
    assert [each.status_code for each in found][-1] == 429
    assert int(found[-1].headers["Retry-After"]) <= 3600
    light: FlaskClient = create_app(CALCULATOR, most_requests="8 per hour").test_client()
    assert [light.post("/api/v1/calculate", json=LINE).status_code for _ in range(7)] == [200] * 7


def test_a_pdf_is_made_in_a_turn_of_its_own(own: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    taken: list[int] = []
    whole = Turns.take

    def count(self: Turns, units: int) -> Any:
        taken.append(units)
        return whole(self, units)

    monkeypatch.setattr(Turns, "take", count)
    made = own.test_client().post("/plan", data={"age": "34", "job1_hours": "16", "job1_pay": "13", "pdf": "1"})
    assert made.status_code == (200 if plan.can_make_pdf() else 501)
    assert taken[-1] == plan.PDF_WORK


@pytest.mark.slow
def test_the_server_ends_work_for_a_client_that_has_gone_and_serves_others_meanwhile(tmp_path: Path) -> None:
    body = json.dumps([case(1)] * 60).encode()
    head = b"POST /api/v1/batch HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
    with running(tmp_path, "--workers", "1", "--most-requests", "9000 per minute") as site:
        assert "£" in site.get("/example/dan")
        (worker,) = site.workers()
        held = [site.connect(head % len(body) + body) for _ in range(3)]
        for connection in held[:1]:
            assert connection.recv(1000).startswith(b"HTTP/1.1 200")
        assert "£" in site.get("/example/dan")
        assert seconds_of(worker, 2) > 0.5, "the batches are worked on"
        for connection in held:
            connection.close()
        until(lambda: seconds_of(worker, 1) < 0.1, 30)
        assert "Traceback" not in site.said()
        assert "£" in site.get("/example/dan")


def seconds_of(process: int, wait: float) -> float:
    """CPU time that a process takes in so many seconds."""

    def ticks() -> int:
        parts = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
        return int(parts[11]) + int(parts[12])

    before = ticks()
    time.sleep(wait)
    return (ticks() - before) / 100
