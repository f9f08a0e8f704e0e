"""The rules engine: a folder of dated YAML rules becomes one function that works out a household. It knows nothing of benefits.

The rooms, each of which imports only from those below it:

    look/      a rulebook looked at: ranges, workings, checks, random households
    run/       rules in force on a day compiled to functions, and the cache of compiled rules
    read/      rule files and amendments read into a Rulebook
    language/  the language of the rules: what a rule is made of, units, expressions, functions, meaning
    errors     what can be wrong with a rule file

The rest of the package imports from here, not from the rooms.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from calculator.rulebook.errors import Place, RuleError, fault, not_yaml
from calculator.rulebook.language.model import (
    ENDED,
    Bands,
    Formula,
    Notice,
    Rule,
    Rulebook,
    Source,
    Table,
    Version,
)
from calculator.rulebook.language.resolve import Resolved
from calculator.rulebook.language.units import say as unit_in_words
from calculator.rulebook.look.check import boundaries, check
from calculator.rulebook.look.explain import Step, Working, flat
from calculator.rulebook.look.generate import default_of
from calculator.rulebook.look.interval import Walker
from calculator.rulebook.read.files import fingerprint_of, is_rules, read_amendments, read_files
from calculator.rulebook.read.schema import schema
from calculator.rulebook.run import cache
from calculator.rulebook.run.compile import Dates, Engine, Structure, Values

__all__ = [
    "ENDED", "Bands", "Book", "Dates", "Engine", "Formula", "Notice", "Place", "Resolved", "Rule", "RuleError", "Rulebook", "Source", "Step",
    "Structure", "Table", "Values", "Version", "Walker", "Working", "boundaries", "check", "default_of", "fault", "flat", "is_rules", "load", "not_yaml",
    "open_book", "schema", "unit_in_words",
]  # fmt: skip


@dataclass(slots=True)
class Book:
    """A rulebook that is read, resolved and ready to run for the outputs that its statement shows."""

    rules: Rulebook
    resolved: Resolved
    engine: Engine
    cached_in: Path | None

    def keep(self) -> None:
        """Write what has been compiled to the cache, if anything is new."""
        if self.engine.fresh:
            self.engine.fresh = False
            cache.store(self.cached_in, self.engine)


def load(folder: Path, amendments: Sequence[Path] = ()) -> Rulebook:
    """Read a folder of rules, with amendment files laid over it in their order.

    The form of the rules is checked, their meaning is not. Raises RuleError with every fault found.
    """
    from calculator.rulebook.read.load import build

    return build({**read_files(folder), **read_amendments(amendments)})


def open_book(folder: Path, amendments: Sequence[Path], outputs_of: Callable[[dict[str, Any]], list[str]]) -> Book:
    """Read a folder of rules, with amendment files laid over it, and make it ready to run; from the cache if it holds them.

    outputs_of: gives the names of the rules that a result shows, from the statement of the rules.
    Raises RuleError with every fault found.
    """
    files = {**read_files(folder), **read_amendments(amendments)}
    file = cache.cache_file(fingerprint_of(files))
    cached = cache.load(file)
    if cached is not None:
        return Book(cached.book, cached.resolved, cached, file)
    from calculator.rulebook.language.resolve import resolve
    from calculator.rulebook.read.load import build

    rules = build(files)
    resolved = resolve(rules)
    parts = [name for notice in rules.notices.values() for name in notice.parts()]
    engine = Engine(resolved, [*dict.fromkeys([*outputs_of(rules.statement), *parts])])
    return Book(rules, resolved, engine, file)
