"""Writing a log never stops an answer, and a process that crashes leaves no copy of its memory."""

import json
import logging
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import pytest
from flask.testing import FlaskClient
from loaded import CALCULATOR
from running import PROGRAM, Site, until

from calculator.web.app import create_app
from calculator.web.http import operations
from calculator.web.logs import PIPE_ROOM, AtOnce, JsonLines, write_at_once


@contextmanager
def printing_to(out: int | IO[Any], folder: Path) -> Iterator[Site]:
    """A site that logs its requests to a file or pipe."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [*PROGRAM, "serve", "--port", str(port), "--log", "json", "--most-requests", "90000 per minute"]
    process = subprocess.Popen(command, stdout=out, stderr=out)
    site = Site(port, process, folder / "said")
    try:
        until(lambda: process.poll() is not None or "ready" in site.get("/ready"))
        assert process.poll() is None
        yield site
    finally:
        process.terminate()
        assert process.wait(40) == 0


@pytest.mark.slow
def test_the_site_starts_and_answers_with_its_log_on_a_full_disk(tmp_path: Path) -> None:
    with Path("/dev/full").open("wb") as full, printing_to(full, tmp_path) as site:
        assert "£" in site.get("/example/dan")
        assert "status 404" in site.get("/nowhere")


@pytest.mark.slow
def test_a_reader_of_the_log_that_stalls_holds_up_no_answer(tmp_path: Path) -> None:
    reading, writing = os.pipe()
    try:
        with printing_to(writing, tmp_path) as site:
            # A pipe has room for about 350 lines.
            for number in range(900):
                assert site.get("/health"), number
            os.set_blocking(reading, False)
            held = b""
            while True:
                try:
                    held += os.read(reading, 65_536)
                except BlockingIOError:
                    break
            assert held.count(b"\n") < 900
            assert site.get("/about")
            after = os.read(reading, 65_536).decode().splitlines()
            lost = json.loads(after[0])
            assert (lost["kind"], json.loads(after[-1])["page"]) == ("left out", "pages.about")
            assert lost["lines"] >= 900 - held.count(b"\n")
    finally:
        os.close(reading)
        os.close(writing)


def test_a_line_that_cannot_be_written_at_once_is_counted_and_told_later() -> None:
    reading, writing = os.pipe()
    with os.fdopen(reading, "rb") as reader, os.fdopen(writing, "w") as stream:
        handler = AtOnce(stream)
        handler.setFormatter(JsonLines())
        assert not write_at_once(stream, "x" * (PIPE_ROOM + 1))
        while write_at_once(stream, "x" * PIPE_ROOM):
            pass
        record = logging.makeLogRecord({"msg": "hello", "levelname": "ERROR", "told": {"kind": "request"}})
        for _ in range(3):
            handler.emit(record)
        os.read(reader.fileno(), 1_000_000)
        handler.emit(record)
        told = [json.loads(line) for line in os.read(reader.fileno(), 65_536).splitlines()]
    assert [each["kind"] for each in told] == ["left out", "request"]
    assert told[0]["lines"] == 3


def test_a_pipe_that_nobody_reads_any_more_costs_only_the_line() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w") as stream:
        assert not write_at_once(stream, "hello\n")


def test_a_process_that_serves_can_be_dumped_neither_to_a_file_nor_to_a_program() -> None:
    code = (
        "import ctypes, resource; from calculator.web.server.dumps import no_dumps; no_dumps();"
        "print(resource.getrlimit(resource.RLIMIT_CORE), ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))"  # PR_GET_DUMPABLE
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "(0, 0) 0\n"


def test_only_a_refusal_says_when_to_come_back() -> None:
    client: FlaskClient = create_app(CALCULATOR, most_requests="2 per hour").test_client()
    found = [client.get("/about") for _ in range(5)]
    for each in found:
        assert ("Retry-After" in each.headers) == (each.status_code in operations.COME_BACK)
    assert {each.status_code for each in found} == {200, 429}
    assert "Retry-After" not in client.get("/health").headers
