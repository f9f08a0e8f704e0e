"""Seals what a browser keeps for a while, so that only this site can open it, and only within half an hour."""

from __future__ import annotations

import time
import zlib
from collections.abc import Callable

from cryptography.fernet import Fernet, InvalidToken

MINUTES = 30
MOST_TEXT = 100_000


class Seal:
    """Encrypts and decrypts text. All copies of the site have the same key, and tests can set the clock."""

    def __init__(self, key: bytes, clock: Callable[[], float] = time.time) -> None:
        self._fernet, self.clock = Fernet(key), clock

    def close(self, text: str) -> str:
        """The text, compressed and sealed."""
        return self._fernet.encrypt_at_time(zlib.compress(text.encode(), 9), int(self.clock())).decode()

    def open(self, sealed: str) -> str | None:
        """The text in a seal, or None if it is too old, too long or not ours."""
        try:
            packed = self._fernet.decrypt_at_time(sealed.encode(), MINUTES * 60, int(self.clock()))
            # Only what was sealed here gets this far; the limit holds all the same.
            reader = zlib.decompressobj()
            text = reader.decompress(packed, MOST_TEXT)
            return None if reader.unconsumed_tail else text.decode()
        except (InvalidToken, UnicodeError, zlib.error):
            return None
