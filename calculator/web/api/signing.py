"""The key that seals the journey's answers: the one in the environment or in a file of it, or one made at this start.

There is no default key. One that is malformed, made of words or repeated, or printed for all to read is refused wherever the site
runs: whoever knows the key can read and write the answers that a browser holds.
"""

from __future__ import annotations

import base64
import binascii
import os
from functools import cache
from pathlib import Path

from cryptography.fernet import Fernet

from calculator.contract.errors import CalculatorError

KEY = "CALCULATOR_KEY"
FILE = "CALCULATOR_KEY_FILE"
LENGTH = 32
# Fewer different bytes than this in a key were not drawn at random (one in 10^16 is).
LEAST_DIFFERENT = 16
# In the specification of Fernet and the tests of those who wrote it.
PRINTED = frozenset({"cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4="})
HOW = 'python -c "from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())"'


class KeyRefused(CalculatorError):
    """The key that was given cannot be used."""


def signing_key() -> bytes:
    """The key to seal with. Raises KeyRefused where one is given that is not fit for it."""
    given, file = os.environ.get(KEY), os.environ.get(FILE)
    if given and file:
        raise KeyRefused(f"{KEY} and {FILE} are both set: keep one")
    if given:
        return checked(given, KEY)
    return checked(_from_file(Path(file)), file) if file else _made()


def is_made() -> bool:
    """Whether the key is made at each start, as none is given."""
    return not (os.environ.get(KEY) or os.environ.get(FILE))


@cache
def _made() -> bytes:
    """Made once a process and before others are made from it, so that reading the rules anew clears nobody's answers."""
    return Fernet.generate_key()


def _from_file(file: Path) -> str:
    """What the file holds; where there is none, it is made with a new key, for its owner alone."""
    try:
        with open(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as made:
            made.write(f"{Fernet.generate_key().decode()}\n")
    except FileExistsError:
        pass
    except OSError as error:
        if not file.exists():
            raise KeyRefused(f"{FILE}: {file} is not there and cannot be made: {error.strerror}") from None
    try:
        return file.read_bytes().decode("ascii", "replace").strip()
    except OSError as error:
        raise KeyRefused(f"{FILE}: {file} cannot be read: {error.strerror}") from None


def checked(key: str, where: str) -> bytes:
    """A key as it is used. The message of what is wrong never holds the key."""
    try:
        drawn = base64.b64decode(key.encode("ascii"), altchars=b"-_", validate=True)
    except (UnicodeEncodeError, binascii.Error):
        drawn = b""
    if len(drawn) != LENGTH:
        raise KeyRefused(f"{where}: is not a key: 44 characters in base64 from {HOW}")
    if key in PRINTED or len(set(drawn)) < LEAST_DIFFERENT or all(0x20 <= byte < 0x7F for byte in drawn):
        raise KeyRefused(f"{where}: is a key that others can know or guess: make your own with {HOW}")
    return key.encode("ascii")
