"""Lets whoever asks for long work end it between two runs of the rules.

The rules are run a few hundred times for a year, so this is soon enough, and no run is ever left half done.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_check: ContextVar[Callable[[], None] | None] = ContextVar("check", default=None)


@contextmanager
def checking(check: Callable[[], None]) -> Iterator[None]:
    """Call `check` before each run of the rules in this thread. What it raises ends the work."""
    before = _check.set(check)
    try:
        yield
    finally:
        _check.reset(before)


def go_on() -> None:
    """Raise what ends the work, if it has to end."""
    check = _check.get()
    if check is not None:
        check()
