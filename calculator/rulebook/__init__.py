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

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar

from calculator.frozen import frozen
from calculator.rulebook.errors import Fault, Location, RuleError, fault, nearest, not_yaml
from calculator.rulebook.language.functions import CONVERSIONS, FUNCTIONS
from calculator.rulebook.language.model import (
    ENDED,
    Bands,
    Cell,
    Citation,
    Formula,
    NoticeRule,
    Rule,
    Rulebook,
    Scalar,
    Table,
    Version,
)
from calculator.rulebook.language.names import Names
from calculator.rulebook.language.resolve import resolve
from calculator.rulebook.language.typed import Resolved, Typed
from calculator.rulebook.language.units import say as unit_in_words
from calculator.rulebook.language.written import written_date, written_number
from calculator.rulebook.look.explain import Explanation, RuleUse
from calculator.rulebook.look.generate import default_of
from calculator.rulebook.look.interval import Walker
from calculator.rulebook.read.files import amendment_name, fingerprint_of, is_rules, read_files, read_sources
from calculator.rulebook.read.records import AmountName, InputName, NoticeName, RecordReader, RuleName, ValueName
from calculator.rulebook.run import cache
from calculator.rulebook.run.compile import Dates, Engine, NotInForce, Structure, Values
from calculator.rulebook.run.stopping import checking

if TYPE_CHECKING:
    from calculator.rulebook.look.check import boundaries, check
    from calculator.rulebook.read.schema import schema
    from calculator.rulebook.run.kernels import Kernel, Kernels, has_machine_code

__all__ = [
    "CONVERSIONS",
    "ENDED",
    "FUNCTIONS",
    "AmountName",
    "Bands",
    "Book",
    "Cell",
    "Citation",
    "Companions",
    "Dates",
    "Engine",
    "Explanation",
    "Fault",
    "Formula",
    "InputName",
    "Kernel",
    "Kernels",
    "Location",
    "Names",
    "NotInForce",
    "NoticeName",
    "NoticeRule",
    "RecordReader",
    "Resolved",
    "Rule",
    "RuleError",
    "RuleName",
    "RuleUse",
    "Rulebook",
    "Scalar",
    "StatementKind",
    "Structure",
    "Table",
    "Typed",
    "ValueName",
    "Values",
    "Version",
    "Walker",
    "amendment_name",
    "boundaries",
    "build",
    "check",
    "checking",
    "default_of",
    "fault",
    "has_machine_code",
    "is_rules",
    "load",
    "nearest",
    "not_yaml",
    "open_book",
    "read_files",
    "read_sources",
    "resolve",
    "schema",
    "unit_in_words",
    "written_date",
    "written_number",
]  # fmt: skip

# What working out one household does not need is imported when somebody asks for it, so that a command starts soon.
_WHEN_ASKED = {
    "boundaries": "look.check",
    "check": "look.check",
    "schema": "read.schema",
    "Kernel": "run.kernels",
    "Kernels": "run.kernels",
    "has_machine_code": "run.kernels",
}


def __getattr__(name: str) -> object:
    """A name of `_WHEN_ASKED`, imported. Raises AttributeError for any other."""
    if name not in _WHEN_ASKED:
        raise AttributeError(f"module '{__name__}' has no attribute '{name}'")
    return getattr(import_module(f"{__name__}.{_WHEN_ASKED[name]}"), name)


Statement = TypeVar("Statement")


@frozen
class StatementKind(Generic[Statement]):
    """How a caller reads the statement of the rules, which says what a result shows.

    read: makes the statement from a rulebook, or raises RuleError with every fault. outputs: the names of the rules that a statement
    shows. code: the files of the code that reads it.
    """

    read: Callable[[Rulebook], Statement]
    outputs: Callable[[Statement], list[str]]
    code: tuple[Path, ...]


@frozen
class Companions:
    """Files of a rules folder that hold facts and not rules, such as the schemes of councils, for a caller who knows what they mean.

    They are part of the fingerprint like the rules. key: the key at the top of such a file; an amendment that has it is one too.
    read: finds what is wrong with them, among all files of the folder, and what each holds, by its path; it runs before rules are kept in
    the cache, so rules from the cache have passed it. code: the folder of the code that reads them.
    """

    key: str
    read: Callable[[Rulebook, dict[str, bytes]], tuple[list[Fault], Mapping[str, object]]]
    code: Path


@dataclass(slots=True)
class Book(Generic[Statement]):
    """A rulebook that is read, resolved and ready to run for the outputs that its statement shows.

    files: every file that it was read from, tables and companions too, by its path in the rules folder. companions: what each companion
    file holds, by its path.
    """

    rules: Rulebook
    statement: Statement
    resolved: Resolved
    engine: Engine
    cached_in: Path | None
    files: dict[str, bytes]
    companions: Mapping[str, object]

    def keep(self) -> None:
        """Write what has been compiled to the cache, if anything is new."""
        if self.engine.fresh:
            self.engine.fresh = False
            cache.store(self.cached_in, self.engine, self.statement, self.companions)


def load(folder: Path, amendments: Sequence[Path] = ()) -> Rulebook:
    """Read a folder of rules, with amendment files laid over it in their order.

    The form of the rules is checked, their meaning is not. Raises RuleError with every fault found.
    """
    return build(read_sources(folder, amendments))


def build(files: dict[str, bytes], companion_key: str | None = None) -> Rulebook:
    """The rulebook that files hold, as `read_sources` gives them. Raises RuleError with every fault found.

    companion_key: an amendment with this key at its top is a companion file (see Companions) and is not read as rules.
    """
    from calculator.rulebook.read.load import build as build_rules

    return build_rules(files, companion_key)


def open_book(
    folder: Path,
    amendments: Sequence[Path],
    kind: StatementKind[Statement],
    companions: Companions | None = None,
) -> Book[Statement]:
    """Read a folder of rules, with amendment files laid over it, and make it ready to run; from the cache if it holds them.

    kind: how the statement of the rules is read. companions: what else the folder holds. Raises RuleError with every fault found.
    """
    files = read_sources(folder, amendments)
    file = cache.cache_file(fingerprint_of(files), [*kind.code, *([companions.code] if companions else [])])
    cached = cache.load(file)
    if cached is not None:
        engine, statement, held = cached
        return Book(engine.book, statement, engine.resolved, engine, file, files, held)
    from calculator.rulebook.look.additions import refuse_idle_additions

    rules = build(files, companions.key if companions else None)
    resolved = resolve(rules)
    statement = kind.read(rules)
    parts = [name for notice in rules.notices.values() for name in notice.parts()]
    engine = Engine(resolved, [*dict.fromkeys([*kind.outputs(statement), *parts])])
    refuse_idle_additions(resolved, engine)
    found, held = companions.read(rules, files) if companions else ([], {})
    if found:
        raise RuleError(found)
    return Book(rules, statement, resolved, engine, file, files, held)
