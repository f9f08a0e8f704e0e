"""The rules engine: dated YAML rules in, one function out. It knows nothing of benefits.

Nothing here imports from the rest of the package.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from calculator.rulebook.compile import Engine
from calculator.rulebook.load import build, read_amendments, read_files
from calculator.rulebook.model import Rulebook
from calculator.rulebook.resolve import Resolved, resolve


@dataclass(slots=True)
class Book:
    """A rulebook read, resolved and ready to run for the outputs that its statement shows."""

    rules: Rulebook
    resolved: Resolved
    engine: Engine


def open_book(folder: Path, amendments: Sequence[Path], outputs_of: Callable[[dict[str, Any]], list[str]]) -> Book:
    """Read a folder of rules with amendments laid over. Raises RuleError with every fault."""
    rules = build({**read_files(folder), **read_amendments(amendments)})
    resolved = resolve(rules)
    said = [name for notice in rules.notices.values() for name in notice.parts()]
    return Book(rules, resolved, Engine(resolved, [*dict.fromkeys([*outputs_of(rules.statement), *said])]))
