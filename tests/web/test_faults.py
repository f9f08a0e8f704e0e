"""Faults that a site has to survive: slow, broken and huge requests, a full disk, a lost store of counts, days on which the law changes."""

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
import time_machine
from flask.testing import FlaskClient
from running import Site, running, until

pytestmark = pytest.mark.slow
POST = b"POST /calculate HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 900\r\n\r\nage=3"
ODD = {
    "no HTTP": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 40 + b"\r\n\r\n",
    "an old protocol": b"GET /\r\n\r\n",
    "a protocol to come": b"GET / HTTP/9.9\r\n\r\n",
    "a header without a name": b"GET /about HTTP/1.1\r\nHost: x\r\n: y\r\n\r\n",
    "two lengths": b"POST /quick HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
    "a length and chunks": b"POST /quick HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "a length below nothing": b"POST /quick HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
    "a length without end": b"POST /quick HTTP/1.1\r\nHost: x\r\nContent-Length: " + b"9" * 400 + b"\r\n\r\n",
    "a broken chunk": b"POST /quick HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    "an address of 100 KB": b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
    "a header of 100 KB": b"GET /about HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 100_000 + b"\r\n\r\n",
    "2,000 headers": b"GET /about HTTP/1.1\r\nHost: x\r\n" + b"".join(b"X%d: 1\r\n" % n for n in range(2000)) + b"\r\n",
    "more than is read": b"POST /quick HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000000\r\n\r\n" + b"a" * 500_000,
}  # fmt: skip
# Answered as HTTP/1.0, and as any request whose header is not too long.
ANSWERED = ("an old protocol", "a protocol to come", "2,000 headers")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with running(tmp_path_factory.mktemp("site"), "--workers", "2", "--most-requests", "9000 per minute") as made:
        yield made


def served(site: Site, times: int = 6) -> float:
    """Whether others get their answers meanwhile; the longest wait in seconds."""
    longest = 0.0
    for _ in range(times):
        began = time.monotonic()
        assert "£" in site.get_from_elsewhere("/example/dan")
        longest = max(longest, time.monotonic() - began)
    return longest


def reply(sock: socket.socket) -> bytes:
    """All that comes back until the other end closes."""
    found = b""
    try:
        while part := sock.recv(65536):
            found += part
    except ConnectionResetError:
        pass
    return found


@pytest.mark.parametrize("what", ODD)
def test_what_is_no_proper_request_is_refused_or_answered_and_others_are_served(site: Site, what: str) -> None:
    with socket.create_connection(("127.0.0.1", site.port), timeout=40) as odd:
        try:
            odd.sendall(ODD[what])
            odd.shutdown(socket.SHUT_WR)
        except (ConnectionResetError, BrokenPipeError):
            pass
        except OSError:
            pass
        found = reply(odd)
    if what in ANSWERED:
        assert found.split()[1] == b"200", found[:200]
    else:
        assert found.startswith((b"HTTP/1.1 4", b"HTTP/1.0 4")), found[:200]
    assert served(site, 1) < 10
    assert site.said().count("\n") <= 3, site.said()


def test_those_who_send_slowly_or_nothing_hold_nobody_up(site: Site) -> None:
    with ExitStack() as open_ones:
        for sent in (b"", b"GET /abo", b"GET /about HTTP/1.1\r\nHost: x\r\nX-Slow: ", POST):
            for _ in range(40):
                open_ones.enter_context(site.connect(sent))
        assert served(site) < 25
    assert served(site) < 5


def test_one_who_drips_a_body_is_cut_off(site: Site) -> None:
    began = time.monotonic()
    with site.connect(POST) as slow:
        slow.settimeout(0.5)
        while time.monotonic() - began < 45:
            try:
                slow.sendall(b"x")
                if slow.recv(1000) == b"":
                    break
            except TimeoutError:
                continue
            except OSError:
                break
        else:
            pytest.fail("it was never cut off")
    assert time.monotonic() - began < 40


def test_a_connection_closed_half_way_is_answered_where_the_request_is_whole(site: Site) -> None:
    with site.connect(b"GET /about HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n") as half:
        half.shutdown(socket.SHUT_WR)
        assert reply(half).startswith(b"HTTP/1.1 200")
    with site.connect(POST) as half:
        half.shutdown(socket.SHUT_WR)
        found = reply(half)
        assert found == b"", "nobody is there for an answer, and no page sees half of a body"
    for _ in range(50):
        site.connect(POST).close()
    assert served(site) < 5


def test_one_who_does_not_read_the_answer_holds_nobody_up(site: Site) -> None:
    asked = b"GET /example/dan HTTP/1.1\r\nHost: x\r\n\r\n"
    with ExitStack() as open_ones:
        for _ in range(60):
            deaf = open_ones.enter_context(socket.socket())
            deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
            deaf.connect(("127.0.0.1", site.port))
            deaf.sendall(asked * 20)
        assert served(site, 3) < 40
    assert site.process.poll() is None


def test_those_who_stay_after_their_answer_or_send_on_hold_nobody_up(site: Site) -> None:
    with ExitStack() as open_ones:
        for _ in range(40):
            open_ones.enter_context(site.connect(b"GET /about HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
            open_ones.enter_context(site.connect(ODD["more than is read"]))
        assert served(site) < 5


# ---------------------------------------------------------------------- what the site stands on
def test_processes_that_are_killed_cost_only_what_they_were_at(site: Site) -> None:
    failed: list[str] = []

    def ask(_number: int) -> bool:
        if page := site.get("/example/dan"):
            return "£" in page
        failed.append("")
        return True

    killed = 0
    with ThreadPoolExecutor(4) as pool:
        asked = pool.map(ask, range(120))
        for _ in range(2):
            time.sleep(1)
            until(lambda: len(site.workers()) == 2)
            os.kill(site.workers()[0], signal.SIGKILL)
            killed += 1
        assert all(asked)
    # Four ask at a time, so at most four were with a process when it was killed.
    assert len(failed) <= 4 * killed
    until(lambda: len(site.workers()) == 2)
    assert served(site) < 5


def test_no_request_is_lost_when_the_rules_are_read_again_or_the_site_is_stopped(tmp_path: Path) -> None:
    with (
        running(tmp_path, "--workers", "2", "--most-requests", "9000 per minute") as site,
        ThreadPoolExecutor(4) as pool,
    ):
        first = {*site.workers()}
        site.process.send_signal(signal.SIGHUP)
        asked = []
        while "read again" not in site.said():
            asked.append(pool.submit(site.get, "/about"))
            time.sleep(0.1)
        # The old processes are asked to stop at this moment. This request is not yet whole.
        with site.connect(POST) as slow:
            asked += [pool.submit(site.get, "/about") for _ in range(40)]
            time.sleep(1)
            slow.sendall(b"x" * 900)
            assert reply(slow).startswith(b"HTTP/1.1 ")
        assert all("sums" in each.result() for each in asked)
        until(lambda: not first & {*site.workers()})
        with site.connect(POST) as slow:
            time.sleep(1)
            site.process.terminate()
            time.sleep(1)
            slow.sendall(b"x" * 895)
            assert reply(slow).startswith(b"HTTP/1.1 ")
        assert site.process.wait(40) == 0


def test_with_redis_gone_the_site_stays_limits_and_takes_up_redis_again(tmp_path: Path) -> None:
    if shutil.which("redis-server") is None:
        pytest.skip("redis-server is not installed: sudo apt-get install redis-server")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(tmp_path)]
    redis = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        given = {**os.environ, "CALCULATOR_LIMITS": f"redis://127.0.0.1:{port}"}
        with running(tmp_path, "--most-requests", "60 per hour", environment=given) as site:
            assert [site.get("/about")[:6] for _ in range(125)][-1] == "status"
            redis.kill()
            redis.wait(20)
            # Counted anew, in the process alone.
            assert served(site, 3) < 10
            assert [site.get("/accessibility")[:6] for _ in range(125)][-1] == "status"
            assert "Traceback" not in site.said()
    finally:
        redis.kill()
        redis.wait(20)


def test_with_no_room_on_any_disk_it_starts_serves_and_takes_what_is_posted(tmp_path: Path) -> None:
    full = {"HOME": "/dev/full", "TMPDIR": "/dev/full", "XDG_CACHE_HOME": "/dev/full/cache", "PATH": os.environ["PATH"]}
    body = b"".join(
        b'--B\r\nContent-Disposition: form-data; name="%b"\r\n\r\n%b\r\n' % each
        for each in ((b"file", b"x" * 50_000), (b"age", b"34"))
    ).replace(b'name="file"', b'name="file"; filename="plan.json"')
    with running(tmp_path, "--workers", "2", environment=full, prepare=no_files) as site:
        for size in (50_000, 700_000):
            sent = body.replace(b"x" * 50_000, b"x" * size) + b"--B--\r\n"
            head = (
                f"POST /open HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: {len(sent)}\r\n"
                "Content-Type: multipart/form-data; boundary=B\r\n\r\n"
            )
            with site.connect(head.encode() + sent) as posted:
                found = reply(posted)
            assert found.startswith(b"HTTP/1.1 422"), found[:300]
            assert b"This file is not a plan" in found or b"Choose the file of a plan" in found
        assert served(site) < 5
        assert "Error" not in site.said()


def no_files() -> None:
    """Not a byte can be written to a file from now on, as where a disk is full."""
    import resource

    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


# ---------------------------------------------------------------------- the clock
QUICK = {"job1_hours": "16", "job1_pay": "12.71", "age": "34"}
CASE: dict[str, Any] = {
    "adults": [{"age": 34}],
    "options": [{"name": "A", "job": {"hours_per_week": 16, "pay": {"amount": 12.71, "per": "hour"}}}],
}


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("2026-04-05 23:59:59", "2026-04-05"),
        ("2026-04-06 00:00:00", "2026-04-06"),
        ("2025-04-05 23:59:59", "2025-04-05"),
        ("2025-04-06 00:00:00", "2025-04-06"),
        ("2026-03-29 01:30:00", "2026-03-29"),
        ("2026-12-31 23:59:59", "2026-12-31"),
        ("2027-01-01 00:00:00", "2027-01-01"),
    ],
)
def test_on_the_turn_of_a_day_the_rules_are_those_of_that_day(client: FlaskClient, moment: str, day: str) -> None:
    with time_machine.travel(f"{moment}+00:00", tick=False):
        today = client.post("/api/v1/calculate", json=CASE)
        assert client.get("/").status_code == 200
        assert client.post("/quick", data=QUICK).status_code == 200
    assert today.status_code == 200
    assert today.json["rules"]["as_of"] == day
    assert today.json == client.post("/api/v1/calculate", json={**CASE, "date": day}).json


def test_the_night_to_6_april_changes_the_rates(client: FlaskClient) -> None:
    before, after = (
        client.get(f"/api/v1/rules/universal_credit.standard_allowances?date={day}").json
        for day in ("2026-04-05", "2026-04-06")
    )
    assert before["now"] != after["now"]


@pytest.mark.parametrize(
    ("moment", "status"), [("2028-02-29 12:00:00", 200), ("2024-02-29 12:00:00", 422), ("2028-04-05 23:59:59", 200)]
)
def test_on_leap_day_and_beyond_the_rules_every_page_still_answers(
    client: FlaskClient, moment: str, status: int
) -> None:
    born = {**CASE, "date": "2026-11-23", "adults": [{"date_of_birth": "1992-02-29"}]}
    with time_machine.travel(f"{moment}+00:00", tick=False):
        answered = client.post("/api/v1/calculate", json=CASE)
        assert answered.status_code == status
        if status == 422:
            assert answered.json["errors"][0]["pointer"] == "/date"
        assert client.post("/api/v1/calculate", json=born).status_code == 200
        for address in ("/", "/calculate", "/quick", "/example/dan", "/api/v1/rules/minimum_wage.rate_21", "/ready"):
            assert client.get(address).status_code == 200, address
        assert client.post("/quick", data=QUICK).status_code < 500
        assert client.post("/start").status_code < 400
