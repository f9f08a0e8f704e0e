"""The server's processes, and what they say. Slow and silent senders cannot hold them up: they get a thread only once they send, and not for long."""

from __future__ import annotations

import errno
import re
import selectors
import socket
import sys
import threading
import time
from collections import deque
from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

from gunicorn.glogging import Logger  # type: ignore[import-untyped]
from gunicorn.workers.gthread import TConn, ThreadWorker  # type: ignore[import-untyped]

from calculator.web.logs import JsonLines, told_of, what_went_wrong

_Done = TypeVar("_Done")
PATIENCE = 10  # seconds in which nothing of a request comes or nothing of an answer goes
SHORT = 2  # the same while others wait for a thread
WHOLE = 30  # seconds for all of a request
AT_HAND = 0.05  # seconds for what has come already
LONGEST = 120  # seconds for all of an answer
LOOK = 0.25  # seconds between looks at whether others wait
# What a connection may bring before it has a thread: all of the requests that people send. And what may wait to be taken from it.
MOST_HELD, MOST_UNTAKEN = 65_536, 212_992
_TRY_AGAIN = (errno.EAGAIN, errno.ECONNABORTED, errno.EWOULDBLOCK, errno.EMFILE, errno.ENFILE)
_END = b"\r\n\r\n"
_LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*([0-9]{1,12})[ \t]*(?=\r\n)", re.IGNORECASE)
_OTHERWISE = re.compile(rb"\r\n(transfer-encoding|expect):", re.IGNORECASE)


class PatientSocket(socket.socket):
    """A connection that takes in a request without a thread, and is read and written for so long and no longer."""

    others_wait: Callable[[], bool] = staticmethod(lambda: False)

    def begin(self) -> None:
        """A thread begins with what has come."""
        self.began = time.monotonic()

    def hold(self) -> None:
        """Nothing of a request has come yet."""
        self.held, self._looked, self.began = bytearray(), 0, time.monotonic()

    def gather(self) -> bool:
        """Take in what has come. Whether it is all that can be waited for without a thread."""
        try:
            part = super().recv(MOST_HELD)
        except BlockingIOError:
            return False
        except OSError:
            return True  # the thread will find out
        self.held += part
        return not part or len(self.held) >= MOST_HELD or self._is_whole()

    def _is_whole(self) -> bool:
        end = self.held.find(_END, max(0, self._looked - len(_END)))
        if end < 0:
            self._looked = len(self.held)
            return False
        self._looked = end  # is found again at once
        head = self.held[: end + 2]
        length = _LENGTH.search(head)
        if length is None or _OTHERWISE.search(head):
            return True
        return len(self.held) - end - len(_END) >= int(length[1])

    def recv(self, size: int, flags: int = 0, /) -> bytes:
        if self.held:
            part = bytes(self.held[:size])
            del self.held[:size]
            return part
        allowed = self.gettimeout()
        if allowed == 0:
            return super().recv(size, flags)
        last = min(self.began + WHOLE, time.monotonic() + (PATIENCE if allowed is None else min(allowed, PATIENCE)))
        return self._in_time(lambda: super(PatientSocket, self).recv(size, flags), self.began, last)

    def sendall(self, data: Any, flags: int = 0, /) -> None:
        unsent, end = memoryview(data), time.monotonic() + LONGEST
        while unsent:
            now, part = time.monotonic(), unsent
            last = min(end, now + PATIENCE)
            sent = self._in_time(lambda part=part: super(PatientSocket, self).send(part, flags), now, last)  # type: ignore[misc]
            unsent = unsent[sent:]

    def _in_time(self, do: Callable[[], _Done], since: float, last: float) -> _Done:
        """Do it before the last moment, or before others have waited too long for this. Raises TimeoutError."""
        allowed = self.gettimeout()
        try:
            while True:
                now = time.monotonic()
                if now >= last or (now >= since + SHORT and self.others_wait()):
                    raise TimeoutError
                self.settimeout(min(LOOK, last - now))
                try:
                    return do()
                except TimeoutError:
                    continue
        finally:
            self.settimeout(allowed)


class _Connection(TConn):  # type: ignore[misc]
    """A connection that takes its leave without holding up the others."""

    leave: Callable[[PatientSocket], None]

    def close(self, graceful: bool = False) -> None:
        if graceful:
            self.leave(self.sock)
        else:
            super().close()


class Worker(ThreadWorker):  # type: ignore[misc]
    """Gunicorn's threads over such connections."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._leaving: deque[tuple[float, PatientSocket]] = deque()
        self._waiting, self._lock = 0, threading.Lock()

    def _wait(self, change: int) -> None:
        with self._lock:
            self._waiting += change

    def accept(self, listener: socket.socket) -> None:
        """A new connection waits without a thread until it has sent a request."""
        try:
            taken, address = listener.accept()
        except OSError as error:
            if error.errno not in _TRY_AGAIN:
                raise
            return
        self.nr_conns += 1
        sock = PatientSocket(taken.family, taken.type, taken.proto, taken.detach())
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, MOST_UNTAKEN)
        sock.others_wait = lambda: self._waiting > 0
        conn = _Connection(self.cfg, sock, address, listener.getsockname())
        conn.leave = self._leave
        self._gather(conn)

    def _gather(self, conn: Any) -> None:
        conn.sock.hold()
        conn.timeout = conn.sock.began + WHOLE
        self.pending_conns.append(conn)
        self.poller.register(conn.sock, selectors.EVENT_READ, partial(self.on_pending_socket_readable, conn))

    def on_pending_socket_readable(self, conn: Any, client: socket.socket) -> None:
        if conn.sock.gather():
            super().on_pending_socket_readable(conn, client)

    def on_client_socket_readable(self, conn: Any, client: socket.socket) -> None:
        """The next request on a connection that was kept."""
        self.poller.unregister(client)
        self.keepalived_conns.remove(conn)
        self._gather(conn)
        self.on_pending_socket_readable(conn, client)

    def _leave(self, sock: PatientSocket) -> None:
        """Say that no more is sent, and close once the other end has read it or a moment has passed: closed at once, what it
        still sends would lose it the answer."""
        try:
            sock.shutdown(socket.SHUT_WR)
        except OSError:
            sock.close()
            return
        sock.setblocking(False)
        sock.held.clear()
        self._leaving.append((time.monotonic() + SHORT, sock))
        self.poller.register(sock, selectors.EVENT_READ, self._hear_out)

    def _hear_out(self, sock: PatientSocket) -> None:
        try:
            if sock.recv(MOST_HELD):
                return
        except BlockingIOError:
            return
        except OSError:
            pass
        self.poller.unregister(sock)
        sock.close()

    def _close_left(self) -> None:
        now = time.monotonic()
        while self._leaving and (self._leaving[0][0] <= now or len(self._leaving) > self.worker_connections):
            _, sock = self._leaving.popleft()
            if sock.fileno() >= 0:
                self.poller.unregister(sock)
                sock.close()

    def murder_pending(self) -> None:
        """Close what has waited too long; where no more connections fit, those that have waited longest."""
        if self.nr_conns >= self.worker_connections:
            now = time.monotonic()
            for conn in list(self.pending_conns)[: self.worker_connections // 4]:
                conn.timeout = min(conn.timeout, max(now, conn.sock.began + SHORT))
        super().murder_pending()
        self._close_left()

    def enqueue_req(self, conn: Any) -> None:
        self._wait(1)
        super().enqueue_req(conn)

    def handle(self, conn: Any) -> Any:
        self._wait(-1)
        conn.sock.begin()
        return super().handle(conn)

    def handle_request(self, req: Any, conn: Any) -> Any:
        # For a file that is sent as it is; all else has its own time.
        conn.sock.settimeout(PATIENCE)
        return super().handle_request(req, conn)

    def _keepalive_after(self, conn: Any, keepalive: Any) -> bool:
        # A body that nobody read to its end is not waited for.
        return bool(keepalive) and bool(conn.parser.finish_body(deadline=time.monotonic() + AT_HAND))

    def finish_request(self, conn: Any, fs: Any) -> None:
        # What was held beyond one request is the next one, which the poller does not see.
        if conn.sock.held and not fs.cancelled() and fs.exception() is None and fs.result():
            self.enqueue_req(conn)
        else:
            super().finish_request(conn, fs)


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
            handler.setFormatter(JsonLines())
