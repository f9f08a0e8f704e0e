"""Turns at heavy work, so that a process serves pages while it works, and nobody can keep all of it busy.

A few requests work at once, of each client one. A few more wait, of each client only some. Whoever comes when no place is left is asked to
come back. Work ends when its time is up or when nobody is there for the answer any more.
"""

from __future__ import annotations

import math
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from flask import g, has_request_context, request
from werkzeug.exceptions import ClientDisconnected, ServiceUnavailable

from calculator.rulebook import checking

LIGHT = 60  # units of work (`effort`) that need no turn: about as much as an answer without a year
AT_ONCE = 2  # requests that work in a process at the same time
WAITING = 36  # requests that wait for their turn in a process
OF_A_CLIENT = 12  # of these, at most so many of one client
PATIENCE = 15  # seconds that a request waits for its turn
DEADLINE = 20  # seconds after which work that has begun is ended
COME_BACK = 5  # seconds after which a client that was sent away may ask again
UNITS_OF_A_REQUEST = 20  # units of work that count as one more request towards the limit of a client
# Waitress gives each request a function that says whether its client has gone.
GONE = "waitress.client_disconnected"
BEGUN = "in_parts_begun"


class Busy(ServiceUnavailable):
    """The process has no place for this work, or could not finish it in time."""

    def __init__(self) -> None:
        super().__init__(retry_after=COME_BACK)


class Turns:
    """Who works and who waits in this process."""

    def __init__(self, client: Callable[[], str]) -> None:
        """client: says whose request is being answered."""
        self.client = client
        self.charge: Callable[[int], None] = lambda _requests: (
            None
        )  # counts work as requests; set where there is a limit
        self._changed = threading.Condition()
        self._at_work: Counter[str] = Counter()
        self._waiting: list[tuple[str, object]] = []

    @contextmanager
    def take(self, units: int) -> Iterator[None]:
        """Do so much work inside. Raises Busy, TooManyRequests or ClientDisconnected, also while the work goes on."""
        if not has_request_context():
            yield
            return
        self.charge(units // UNITS_OF_A_REQUEST)
        begun = g.get(BEGUN)
        if units <= LIGHT and begun is None:
            with checking(_until(time.monotonic() + DEADLINE, lambda: False)):
                yield
            return
        gone = request.environ.get(GONE, lambda: False)
        with self._turn(self.client(), gone, bool(begun)), checking(_until(time.monotonic() + DEADLINE, gone)):
            yield

    def in_parts(self, begun: bool) -> None:
        """Let whatever this request works out from here on wait for its turn, however light it is.

        begun: whether part of the answer may have been sent. The rest then gets its turns however long it waits for them.
        """
        setattr(g, BEGUN, begun)

    @contextmanager
    def _turn(self, client: str, gone: Callable[[], bool], begun: bool) -> Iterator[None]:
        ticket = (client, object())
        end = math.inf if begun else time.monotonic() + PATIENCE
        with self._changed:
            own = sum(who == client for who, _ in self._waiting)
            if not begun and not self._is_free(client) and (len(self._waiting) >= WAITING or own >= OF_A_CLIENT):
                raise Busy
            self._waiting.append(ticket)
            try:
                while self._next() is not ticket:
                    if time.monotonic() >= end:
                        raise Busy
                    if gone():
                        raise ClientDisconnected
                    self._changed.wait(0.5)
                self._at_work[client] += 1
            finally:
                self._waiting.remove(ticket)
                self._changed.notify_all()
        try:
            yield
        finally:
            with self._changed:
                self._at_work -= Counter({client: 1})
                self._changed.notify_all()

    def _is_free(self, client: str) -> bool:
        return self._at_work.total() < AT_ONCE and not self._at_work[client]

    def _next(self) -> tuple[str, object] | None:
        """The first of those that wait whose client is not at work."""
        return next((each for each in self._waiting if self._is_free(each[0])), None)


def _until(end: float, gone: Callable[[], bool]) -> Callable[[], None]:
    """A check that ends work at a moment of the clock, or when its client has gone."""

    def check() -> None:
        if time.monotonic() >= end:
            raise Busy
        if gone():
            raise ClientDisconnected

    return check
