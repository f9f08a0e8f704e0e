"""The rules engine: dated YAML rules in, one function out. It knows nothing of benefits.

Nothing here imports from the rest of the package.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from calculator.rulebook import cache
from calculator.rulebook.compile import Engine
from calculator.rulebook.files import fingerprint_of, read_amendments, read_files
from calculator.rulebook.model import Rulebook
from calculator.rulebook.resolve import Resolved


@dataclass(slots=True)
class Book:
    """A rulebook read, resolved and ready to run for the outputs that its statement shows."""

    rules: Rulebook
    resolved: Resolved
    engine: Engine
    kept_in: Path | None

    def keep(self) -> None:
        """Write what has been compiled to the cache, if anything is new."""
        if self.engine.fresh:
            self.engine.fresh = False
            cache.store(self.kept_in, self.engine)


def open_book(folder: Path, amendments: Sequence[Path], outputs_of: Callable[[dict[str, Any]], list[str]]) -> Book:
    """Read a folder of rules with amendments laid over. Raises RuleError with every fault."""
    files = {**read_files(folder), **read_amendments(amendments)}
    file = cache.cache_file(fingerprint_of(files))
    cached = cache.load(file)
    if cached is not None:
        return Book(cached.book, cached.resolved, cached, file)
    from calculator.rulebook.load import build
    from calculator.rulebook.resolve import resolve

    rules = build(files)
    resolved = resolve(rules)
    said = [name for notice in rules.notices.values() for name in notice.parts()]
    engine = Engine(resolved, [*dict.fromkeys([*outputs_of(rules.statement), *said])])
    return Book(rules, resolved, engine, file)
