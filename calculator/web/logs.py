"""The logs of the site: errors and, if wanted, a line for each request. Neither contains personal data.

No line has an address, a path, a query, a header, a body or the message of an error, because any of them may contain what somebody
typed. A page is named by its place in the code. Each line is a JSON object; without a log of requests, errors are plain text.

Writing a line never holds up an answer. A line that cannot be written at once, because the disk is full or the reader of a pipe does not
read, is left out, and the next line that can be written is preceded by one that says how many were left out.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
import os
import secrets
import select
import stat
import sys
import threading
import time
import traceback
from typing import TextIO

from flask import Flask, Response, g, has_request_context, request

REQUEST_ID = "X-Request-ID"
PIPE_ROOM = 4096  # bytes that a pipe takes whole or not at all (PIPE_BUF of Linux)
WAIT = 0.05  # seconds that a line waits for another thread's line
MOST_PLACES = 24  # places in the code that are named for an error, so that its line fits into a pipe
METHODS = ("GET", "HEAD", "POST", "OPTIONS")


def write_at_once(stream: TextIO, text: str) -> bool:
    """Write text if that is possible without waiting, and say whether it was written."""
    try:
        number = stream.fileno()
    except (OSError, ValueError):  # a stream in memory has no number, and a closed one raises ValueError
        number = -1
    try:
        if number < 0:
            stream.write(text)
            return True
        data = text.encode("utf-8", "backslashreplace")
        asked = select.poll()
        asked.register(number, select.POLLOUT)
        # A pipe is ready if it has room for PIPE_ROOM bytes, and a longer line could wait for its reader.
        ready = asked.poll(0) == [(number, select.POLLOUT)]
        fits = len(data) <= PIPE_ROOM or stat.S_ISREG(os.fstat(number).st_mode)
        return ready and fits and os.write(number, data) == len(data)
    except (OSError, ValueError):
        return False


class AtOnce(logging.Handler):
    """Writes each record at once or leaves it out, so that no answer waits for whoever reads the log."""

    def __init__(self, stream: TextIO | None = None) -> None:
        super().__init__()
        self.stream = stream or sys.stderr
        self.busy = threading.Lock()
        self.left_out = 0

    def createLock(self) -> None:  # noqa: N802 - the name is that of logging
        """Make no lock, because logging would wait for it without an end."""
        self.lock = None

    def emit(self, record: logging.LogRecord) -> None:
        """Write the record as one line, if the stream takes it."""
        if not self.busy.acquire(timeout=WAIT):
            self.left_out += 1
            return
        try:
            if self.left_out and write_at_once(self.stream, self._about_lost(record)):
                self.left_out = 0
            if self.left_out or not write_at_once(self.stream, self.format(record) + "\n"):
                self.left_out += 1
        finally:
            self.busy.release()

    def _about_lost(self, record: logging.LogRecord) -> str:
        lost = logging.makeLogRecord({"levelname": "WARNING", "msg": f"{self.left_out} lines could not be written"})
        lost.told = {"kind": "left out", "lines": self.left_out}
        lost.process = record.process
        return self.format(lost) + "\n"


class JsonLines(logging.Formatter):
    """A record as one line of JSON. Values besides its message are in `told`."""

    def format(self, record: logging.LogRecord) -> str:
        moment = dt.datetime.fromtimestamp(record.created, dt.UTC).isoformat(timespec="milliseconds")
        told = getattr(record, "told", None) or {"message": record.getMessage()}
        line = {"time": moment, "level": record.levelname.lower(), **told, "process": record.process}
        return json.dumps(line, ensure_ascii=False)


def what_went_wrong(error: BaseException) -> str:
    """The kind of an error and the places in the code, the nearest first, without its message and the values behind it."""
    return f"{type(error).__name__} at {' < '.join(_places(error))}"


def _places(error: BaseException) -> list[str]:
    frames = traceback.extract_tb(error.__traceback__)
    return [f"{frame.filename}:{frame.lineno} in {frame.name}" for frame in reversed(frames)][:MOST_PLACES]


def told_of(error: BaseException) -> dict[str, object]:
    return {"kind": "error", **_asked(), "error": type(error).__name__, "at": _places(error)}


def _asked() -> dict[str, object]:
    """Which page, how, and under which number."""
    if not has_request_context():
        return {}
    return {"page": page(), "method": method(), **({"id": g.request_id} if "request_id" in g else {})}


def page() -> str:
    """The page asked for, by its place in the code and never by its address."""
    return request.endpoint or "none"


def method() -> str:
    """A method is whatever a client writes, so only known ones are named."""
    return request.method if request.method in METHODS else "other"


class NothingOfAPerson(logging.Filter):
    """Puts the kind and place of an error in place of a server's own words, which may quote a request."""

    def filter(self, record: logging.LogRecord) -> bool:
        error = record.exc_info[1] if record.exc_info else sys.exc_info()[1]
        if error is not None:
            record.msg, record.args, record.exc_info = what_went_wrong(error), (), None
            record.told = told_of(error)
        return error is not None or record.name.startswith("gunicorn")


def errors_only(loggers: tuple[str, ...], as_json: bool) -> dict[str, object]:
    """The settings of `logging` for the parts of the server: errors alone, on standard error, with nothing of a person."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"no person": {"()": NothingOfAPerson}},
        "formatters": {"lines": {"()": JsonLines} if as_json else {"format": "%(message)s"}},
        "handlers": {"errors": {"()": AtOnce, "filters": ["no person"], "formatter": "lines"}},
        "root": {},
        "loggers": {name: {"level": "ERROR", "handlers": ["errors"], "propagate": False} for name in loggers},
    }


def log_error(app: Flask, error: BaseException) -> None:
    """Log an error that occurred while a page was made."""
    app.logger.error("%s", what_went_wrong(error), extra={"told": told_of(error)})


def log_requests(app: Flask) -> None:
    """Write a line of JSON to standard output for each request once its answer is sent, and errors as JSON to standard error."""
    out, wrong = AtOnce(sys.stdout), AtOnce(sys.stderr)
    for handler in (out, wrong):
        handler.setFormatter(JsonLines())
    app.logger.handlers[:] = [wrong]
    app.logger.propagate = False
    asked = logging.Logger("calculator.requests", logging.INFO)
    asked.addHandler(out)

    @app.before_request
    def begin() -> None:
        g.request_id = secrets.token_hex(8)
        g.asked_at = time.perf_counter()

    @app.after_request
    def end(response: Response) -> Response:
        began = g.asked_at
        response.headers[REQUEST_ID] = g.request_id
        told = {"kind": "request", **_asked(), "status": response.status_code}

        def write() -> None:
            took = round((time.perf_counter() - began) * 1000, 1)
            asked.info("", extra={"told": {**told, "ms": took}})

        # A file is handed to the server as it is, and its end is not told here.
        if response.direct_passthrough:
            write()
        else:
            response.call_on_close(write)
        return response
