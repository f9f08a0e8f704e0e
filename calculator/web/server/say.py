"""What the server prints about itself. A full disk, or a reader that does not read, costs only the words."""

import sys
from typing import TextIO

from calculator.web.logs import write_at_once


def say(words: str, to: TextIO | None = None) -> None:
    """Print a line if it can be written at once."""
    write_at_once(to or sys.stdout, f"{words}\n")
