"""What a person has answered so far, which is only in an encrypted cookie of their own browser.

The cookie is for the addresses of one journey, so that two tabs do not mix. It ends when the browser closes, or half an hour after
it was last used.
"""

from __future__ import annotations

import json
import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field

from cryptography.fernet import Fernet, InvalidToken

COOKIE = "journey"
MINUTES = 30
MOST_BYTES = 3_800  # browsers keep 4,096 with the name and what stands beside it
MOST_ANSWERS = 100_000


@dataclass(slots=True)
class State:
    """`answers` are by the names of the form, `seen` are the pages that were answered or passed, `topics` the topics that were ticked."""

    answers: dict[str, str] = field(default_factory=dict)
    seen: list[str] = field(default_factory=list)
    topics: list[str] = field(default_factory=list)


class TooLarge(Exception):
    """More answers than a cookie holds."""


class Seal:
    """Encrypts and decrypts the cookie. All copies of the site have the same key, and tests can set the clock."""

    def __init__(self, key: bytes, clock: Callable[[], float] = time.time) -> None:
        self._fernet, self.clock = Fernet(key), clock

    def close(self, state: State) -> str:
        """The cookie's value. Raises TooLarge."""
        text = json.dumps([state.answers, state.seen, state.topics], ensure_ascii=False, separators=(",", ":"))
        sealed = self._fernet.encrypt_at_time(zlib.compress(text.encode(), 9), int(self.clock())).decode()
        if len(sealed) > MOST_BYTES:
            raise TooLarge
        return sealed

    def open(self, sealed: str) -> State | None:
        """The state in a cookie, or None if the cookie is too old or not ours."""
        try:
            packed = self._fernet.decrypt_at_time(sealed.encode(), MINUTES * 60, int(self.clock()))
            # Only what was sealed here gets this far; the limit holds all the same.
            answers, seen, topics = json.loads(zlib.decompressobj().decompress(packed, MOST_ANSWERS))
        except (InvalidToken, UnicodeEncodeError, ValueError):
            return None
        return State(answers, seen, topics)
