"""Nothing that a person enters stays with the server: not in what it prints, not in a file."""

import http.cookiejar
import re
import socket
import subprocess
import sys
import urllib.parse
import urllib.request
from pathlib import Path

import pytest
from running import PATIENCE, until

MARKS = ("Zebedee-7731", "13.37", "Sheffield", "77319")
ANSWERS = {
    "job1_name": MARKS[0],
    "job1_hours": "16",
    "job1_pay": MARKS[1],
    "age": "34",
    "council": MARKS[2],
    "savings": "lots",
}


@pytest.mark.slow
def test_a_visit_leaves_nothing_with_the_server(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    site = f"http://127.0.0.1:{port}"
    made = tmp_path / "made"
    made.mkdir()
    environment = {
        "HOME": str(made),
        "TMPDIR": str(made),
        "PATH": "/usr/bin:/bin",
        "XDG_CACHE_HOME": str(made / "cache"),
    }
    with (tmp_path / "printed").open("wb") as printed:
        command = [sys.executable, "-m", "calculator", "serve", "--port", str(port)]
        server = subprocess.Popen(command, stdout=printed, stderr=subprocess.STDOUT, cwd=made, env=environment)
        try:
            visit(site)
        finally:
            server.terminate()
            server.wait(20)
    assert b"The calculator is at" in (tmp_path / "printed").read_bytes()
    for file in (each for each in tmp_path.rglob("*") if each.is_file()):
        held = file.read_bytes()
        # The councils' names are in what is kept of the rules.
        for mark in MARKS if file.name == "printed" else (MARKS[0], MARKS[3]):
            assert mark.encode() not in held, f"{mark} in {file.name}"


def visit(site: str) -> None:
    """Enter things, rightly and wrongly, on every kind of page."""
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))

    def post(path: str, answers: dict[str, str]) -> str:
        sent = urllib.parse.urlencode(answers).encode()
        try:
            with opener.open(site + path, sent, timeout=PATIENCE) as reply:
                return str(reply.geturl()) + reply.read().decode(errors="replace")
        except urllib.error.HTTPError as error:
            return error.read().decode()

    def up() -> bool:
        try:
            opener.open(site + "/health", timeout=5).close()
        except OSError:
            return False
        return True

    until(up)
    journey = re.search(r"/journey/[\w-]{8}", post("/start", {}))
    assert journey
    for page in ("job", "place", "savings", "kind"):
        post(f"{journey[0]}/question/{page}", ANSWERS)
    assert MARKS[2] in opener.open(f"{site}{journey[0]}/check", timeout=PATIENCE).read().decode()
    for path in (
        "/calculate",
        "/specialist",
        "/plan",
        "/file",
        "/quick",
        "/statement",
        "/statement/start",
        "/widget",
        "/timeline",
        "/open",
        "/api/v1/calculate",
        "/api/v1/statement",
        f"/{MARKS[3]}",
    ):
        post(path, ANSWERS)
        post(path, {**ANSWERS, "savings": MARKS[3]})
