"""The real server in a process of its own, for tests of what only it does."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

# How long is waited for a state of the server, or for its answer. It only matters on a busy machine.
PATIENCE = 180
PROGRAM = [sys.executable, "-m", "calculator"]


@dataclass(frozen=True)
class Site:
    port: int
    process: subprocess.Popen[bytes]
    file: Path

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def said(self) -> str:
        """All that it has printed."""
        return self.file.read_text()

    def get(self, path: str) -> str:
        """A page; `status 404` where it is refused, and nothing where nobody answers."""
        try:
            with urlopen(Request(self.address + path), timeout=10) as reply:
                return str(reply.read().decode())
        except HTTPError as error:
            return f"status {error.code}"
        except (OSError, HTTPException):
            return ""

    def get_from_elsewhere(self, path: str) -> str:
        """The same as another client, with an address of its own: those who take all the turns of this one leave it theirs."""
        elsewhere = HTTPConnection("127.0.0.1", self.port, timeout=10, source_address=("127.0.0.2", 0))
        try:
            elsewhere.request("GET", path)
            with elsewhere.getresponse() as found:
                return found.read().decode() if found.status < 400 else f"status {found.status}"
        except (OSError, HTTPException):
            return ""
        finally:
            elsewhere.close()

    def workers(self) -> list[int]:
        listed = subprocess.run(["ps", "-o", "pid=", "--ppid", str(self.process.pid)], capture_output=True, check=False)
        return [int(each) for each in listed.stdout.split()]

    def connect(self, sent: bytes = b"") -> socket.socket:
        """A connection on which so much was sent."""
        made = socket.create_connection(("127.0.0.1", self.port), timeout=60)
        made.sendall(sent)
        return made


def until(holds: Callable[[], bool], seconds: float = PATIENCE) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it did not come about in time"
        time.sleep(0.1)


@contextmanager
def running(
    folder: Path,
    *arguments: str | Path,
    environment: Mapping[str, str] | None = None,
    before: Sequence[str] = (),
    program: Sequence[str] = PROGRAM,
    prepare: Callable[[], None] | None = None,
    cwd: Path | None = None,
) -> Iterator[Site]:
    """A site served as it is for others. `before` stands in front of the command, `prepare` runs in the new process."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    said = folder / "said"
    command = [*before, *program, "serve", "--port", str(port), *map(str, arguments)]
    given = dict(os.environ if environment is None else environment)
    # Through another process, so that the server itself writes to no file.
    with said.open("wb") as file:
        scribe = subprocess.Popen(["cat"], stdin=subprocess.PIPE, stdout=file)
    process = subprocess.Popen(
        command, stdout=scribe.stdin, stderr=scribe.stdin, env=given, preexec_fn=prepare, cwd=cwd
    )
    scribe.stdin.close()
    site = Site(port, process, said)
    try:
        until(lambda: process.poll() is not None or "ready" in site.get("/ready"))
        assert process.poll() is None, site.said()
        yield site
    finally:
        process.terminate()
        process.wait(40)
        scribe.wait(20)
