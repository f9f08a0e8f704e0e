"""The server's processes, and what they say. Slow and silent senders cannot hold them up: they get a thread only once they send, and not for long."""

from __future__ import annotations

import errno
import selectors
import socket
import sys
import threading
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from gunicorn.glogging import Logger  # type: ignore[import-untyped]
from gunicorn.workers.gthread import TConn, ThreadWorker  # type: ignore[import-untyped]

from calculator.web.logs import Lines, told_of, what_went_wrong

PATIENCE = 10  # seconds for the next part of what is sent
WHOLE = 30  # seconds for all of a request
SHORT = 2  # seconds for all of it while others wait for a thread
LOOK = 0.25  # seconds between looks at whether others wait
_TRY_AGAIN = (errno.EAGAIN, errno.ECONNABORTED, errno.EWOULDBLOCK, errno.EMFILE, errno.ENFILE)


class PatientSocket(socket.socket):
    """A connection that is read for so long and no longer."""

    others_wait: Callable[[], bool] = staticmethod(lambda: False)
    began = 0.0

    def begin(self) -> None:
        """A request begins now."""
        self.began = time.monotonic()

    def recv(self, size: int, flags: int = 0, /) -> bytes:
        allowed = self.gettimeout()
        if allowed == 0:
            return super().recv(size, flags)
        last = time.monotonic() + (PATIENCE if allowed is None else min(allowed, PATIENCE))
        last = min(last, self.began + WHOLE)
        try:
            while True:
                now = time.monotonic()
                if now >= last or (now >= self.began + SHORT and self.others_wait()):
                    raise TimeoutError
                self.settimeout(min(LOOK, last - now))
                try:
                    return super().recv(size, flags)
                except TimeoutError:
                    continue
        finally:
            self.settimeout(allowed)


class Worker(ThreadWorker):  # type: ignore[misc]
    """Gunicorn's threads over such connections."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._waiting, self._lock = 0, threading.Lock()

    def _wait(self, change: int) -> None:
        with self._lock:
            self._waiting += change

    def accept(self, listener: socket.socket) -> None:
        """A new connection waits without a thread until something is sent."""
        try:
            taken, address = listener.accept()
        except OSError as error:
            if error.errno not in _TRY_AGAIN:
                raise
            return
        self.nr_conns += 1
        sock = PatientSocket(taken.family, taken.type, taken.proto, taken.detach())
        sock.others_wait = lambda: self._waiting > 0
        conn = TConn(self.cfg, sock, address, listener.getsockname())
        conn.timeout = time.monotonic() + self.cfg.keepalive
        self.pending_conns.append(conn)
        self.poller.register(sock, selectors.EVENT_READ, partial(self.on_pending_socket_readable, conn))

    def enqueue_req(self, conn: Any) -> None:
        self._wait(1)
        super().enqueue_req(conn)

    def handle(self, conn: Any) -> Any:
        self._wait(-1)
        conn.sock.begin()
        return super().handle(conn)

    def handle_request(self, req: Any, conn: Any) -> Any:
        # For sending, too: a receiver that has stopped holds nobody up.
        conn.sock.settimeout(PATIENCE)
        return super().handle_request(req, conn)


class ServerLog(Logger):  # type: ignore[misc]
    """What the server says of itself. Of an error that got past the application: its kind and where, and no more."""

    def exception(self, msg: str, *args: Any, **kwargs: Any) -> None:
        del msg, args, kwargs
        error = sys.exc_info()[1]
        # A sender that stopped or went away is no fault here.
        if error is not None and not isinstance(error, TimeoutError):
            self.error_log.error("%s", what_went_wrong(error), extra={"told": told_of(error)})


class JsonServerLog(ServerLog):
    """The same as lines of JSON."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(Lines())
