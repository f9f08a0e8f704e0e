"""How the figures were checked: how many cases of each kind agreed in the last run of the tests.

`tools/checked` runs them and writes checked.json. Nobody types these numbers.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from pathlib import Path

FILE = Path(__file__).parent / "checked.json"


@dataclass(frozen=True, slots=True)
class Checked:
    """One run of the tests: its day, the rules that it was of, and how many cases of each kind there were. All of them agreed."""

    day: dt.date
    version: str
    fingerprint: str
    counts: dict[str, int]


def checked() -> Checked:
    """The last run that was kept."""
    kept = json.loads(FILE.read_text("utf-8"))
    return Checked(dt.date.fromisoformat(kept["day"]), kept["version"], kept["fingerprint"], kept["counts"])
