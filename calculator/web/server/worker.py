"""A process that answers requests: Gunicorn starts, watches and replaces it, and waitress reads and writes its connections.

Waitress reads a whole request before it gives it to a thread, and sends an answer without one, so slow clients cannot tie up threads.
It has no limit on how long a request or an answer may take in all. `Worker` adds these limits.
"""

from __future__ import annotations

import os
import select
import time
from weakref import WeakKeyDictionary

from gunicorn.workers.base import Worker as ProcessOfGunicorn
from waitress import create_server, wasyncore
from waitress.channel import HTTPChannel

from calculator.web.bounds import MOST_BATCH_BYTES

IDLE = 10  # seconds in which a client sends nothing and takes nothing
WHOLE = 30  # seconds in which a whole request has to arrive
LINGER, GRACE = 2, 30  # seconds in which a stopping process still takes requests, and in which it finishes them
TAKEN = 120  # seconds in which a client has to take a whole answer
AHEAD = 5  # requests that a client may send before it has the answer to the first
BODIES = 64_000_000  # bytes of bodies that a process keeps before it cuts off some that are arriving
IN_MEMORY = 64_000_000  # bytes of one body or answer that stay in memory, which is more than there can be

SETTINGS = {
    "asyncore_use_poll": True,
    "channel_timeout": IDLE,
    "cleanup_interval": 2,
    # Below the number of files that a process may have open on most machines.
    "connection_limit": 900,
    # ProxyFix reads what the trusted proxies say, and the operator says how many there are.
    "clear_untrusted_proxy_headers": False,
    "ident": "",
    # Nothing that a person sends or gets is written to a disk.
    "inbuf_overflow": IN_MEMORY,
    "outbuf_overflow": IN_MEMORY,
    "outbuf_high_watermark": IN_MEMORY,
    "log_socket_errors": False,
    "max_request_header_size": 65_536,
    # The site itself refuses a body that is somewhat too long, with a page that says so.
    "max_request_body_size": MOST_BATCH_BYTES + 500_000,
}


class Worker(ProcessOfGunicorn):  # type: ignore[misc]
    """Serves with waitress until Gunicorn asks it to stop, then finishes the requests that it has."""

    def run(self) -> None:
        sockets: dict[int, wasyncore.dispatcher] = {}
        server = create_server(
            self.wsgi, map=sockets, sockets=[each.sock for each in self.sockets], threads=self.cfg.threads, **SETTINGS
        )
        server.channel_class = Connection
        limits = Limits()

        def turn() -> None:
            self.notify()
            wasyncore.loop(timeout=1, use_poll=True, map=sockets, count=1)
            limits.apply(list(server.active_channels.values()), time.monotonic())

        while self.alive and os.getppid() == self.ppid:
            turn()
        server.accepting = False
        stopped = time.monotonic()
        # A client that has only just connected gets a moment to send its request.
        while server.active_channels and time.monotonic() < stopped + LINGER:
            turn()
        while any(map(is_busy, server.active_channels.values())) and time.monotonic() < stopped + GRACE:
            turn()


class Connection(HTTPChannel):  # type: ignore[misc]
    """A connection that says whether its client has gone, also while a request is being answered."""

    def check_client_disconnected(self) -> bool:
        """Whether the client will send nothing more. Few clients close only this half of a connection, and only long work asks."""
        asked = select.poll()
        try:
            asked.register(self.socket, select.POLLRDHUP)
            return not self.connected or bool(asked.poll(0))
        except (OSError, ValueError):  # it was closed at this moment
            return True


def is_busy(connection: HTTPChannel) -> bool:
    """Whether a request is arriving, being answered, or its answer not yet sent."""
    return bool(connection.request or connection.requests or connection.total_outbufs_len)


class Limits:
    """Closes connections: of clients that take too long or send many requests ahead, and the slowest if bodies take too much memory."""

    def __init__(self) -> None:
        self.since: WeakKeyDictionary[HTTPChannel, tuple[object, float]] = WeakKeyDictionary()
        self.next = 0.0

    def apply(self, connections: list[HTTPChannel], now: float) -> None:
        """Look at all connections, at most once a second. `now` is in seconds of a clock that never goes back."""
        if now < self.next:
            return
        self.next = now + 1
        for connection in connections:
            awaited, most = awaited_of(connection)
            if connection not in self.since or self.since[connection][0] is not awaited:
                self.since[connection] = awaited, now
            if (awaited and now - self.since[connection][1] > most) or len(connection.requests) > AHEAD:
                connection.will_close = True
        arriving = [each for each in connections if not each.requests and body_of(each)]
        held = sum(map(body_of, connections))
        for connection in sorted(arriving, key=lambda each: self.since[each][1]):
            if held <= BODIES:
                break
            connection.will_close = True
            held -= body_of(connection)


def body_of(connection: HTTPChannel) -> int:
    """How many bytes of bodies a connection keeps: of the request that is arriving, and of those that wait for a thread or have one."""
    return sum(each.body_bytes_received for each in (connection.request, *connection.requests) if each)


def awaited_of(connection: HTTPChannel) -> tuple[object, int]:
    """What the client still has to send or take, and how many seconds it may take in all; None if it is not the client's turn."""
    if connection.requests:
        return None, 0
    if connection.total_outbufs_len:
        return "answer", TAKEN
    return connection.request, WHOLE
