"""What a rulebook is made of, once read: entities, rules with their dated versions, notices."""

from __future__ import annotations

import datetime
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

from calculator.frozen import frozen
from calculator.rulebook.errors import Location
from calculator.rulebook.language.expression import Expression, parse
from calculator.rulebook.language.units import NONE, Unit
from calculator.yaml_text import Node

CLOCKS = ("day", "payday", "assessment_period")
ENDED = "ended"
ALWAYS = 1  # the first proleptic ordinal: the start of a version without a date
GIVEN = "given"  # in `needed:`, an input that is given, whatever its value
UNCACHED = {"cached": False}  # metadata of a field that cache.py leaves out

Scalar = Decimal | bool | int  # a number, true or false, or a code of a choice or the ordinal of a date
Cell = Scalar | list[Scalar]  # a value of a rule or input: one, or one for each of an entity


@frozen
class Entity:
    """Something a household can have several of. `of` is the entity that owns it; `per_year` makes pay_period a unit."""

    name: str
    title: str
    slots: int
    of: str | None = None
    order: str | None = None
    period_by: str | None = None
    per_year: dict[str, int] = field(default_factory=dict)


@frozen
class Citation:
    law: str
    url: str | None = None


@dataclass(slots=True)
class Bands:
    """Rates by slice: (from, rate), rising; `bands(x, table)` sums rate x the part of x inside each."""

    rows: tuple[tuple[Decimal, Decimal], ...]


@dataclass(slots=True)
class Table:
    """Amounts by one or more choices, read from a CSV file."""

    file: str
    cells: dict[tuple[str, ...], Decimal]


@dataclass(slots=True)
class Branch:
    """One branch of a choose, as written; `when_text` is empty for the last."""

    when_text: str
    give_text: str

    @property
    def when(self) -> Expression | None:
        return parse(self.when_text) if self.when_text else None

    @property
    def give(self) -> Expression:
        return parse(self.give_text)


@dataclass(slots=True)
class Formula:
    """One version of a formula: a single expression, or the branches of a choose."""

    branches: tuple[Branch, ...]

    @property
    def text(self) -> str:
        return "; ".join(
            b.give_text
            if len(self.branches) == 1
            else f"{b.give_text} when {b.when_text}"
            if b.when_text
            else f"otherwise {b.give_text}"
            for b in self.branches
        )


Amount = Scalar | str | dict[str, Decimal] | Bands | Table
Content = Amount | Formula  # ENDED is a text


@dataclass(slots=True)
class Version:
    """What a rule is from a day on, a proleptic ordinal. content is ENDED from the day it ends; source is this version's own law."""

    start: int
    content: Any
    source: Citation | None = None


@frozen
class Example:
    """What a rule gives for some figures. `rounded_to`: the unit that `gives` is rounded to; None if it is exact."""

    given: dict[str, object]
    gives: object
    date: int | None
    place: Location
    rounded_to: Decimal | None = None


@dataclass(slots=True)
class Rule:
    """One rule. kind: values | table | formula | input. each: the entity it has one value for, or None."""

    name: str
    title: str
    kind: str
    unit_text: str
    place: Location
    unit: Unit = NONE
    value_type: str = "number"  # number | bool | choice | date
    form: str = "scalar"  # scalar | keyed | bands | table, for values
    each: str | None = None
    clock: str = "day"
    source: Citation | None = None
    explain: str = ""
    note: str = ""
    step: str = ""
    choices: tuple[str, ...] = ()
    by: tuple[str, ...] = ()
    let: dict[str, str] = field(default_factory=dict)
    versions: list[Version] = field(default_factory=list)
    examples: list[Example] = field(default_factory=list, metadata=UNCACHED)
    default: Scalar | str | None = None
    lowest: Decimal | None = None
    highest: Decimal | None = None
    supplied_from: str | None = None
    # When a file that fills this input in has to give it: with these other inputs and their choices, always if {}, never if None.
    needed: dict[str, tuple[str, ...]] | None = None
    hidden: bool = False  # a let: part of another rule, or the condition of a notice
    looks_in: str | None = None  # the prefix in which a notice's names are looked up; None for the rule's own

    @property
    def prefix(self) -> str:
        return self.name.rpartition(".")[0]

    def source_of(self, version: Version) -> Citation | None:
        """The law behind a version: its own, or else the rule's."""
        return version.source or self.source

    def version_at(self, day: int) -> int:
        """Index of the version in force on a day; -1 where none is."""
        return bisect_right(self.versions, day, key=lambda version: version.start) - 1


Severity = Literal["information", "warning"]
Confidence = Literal["settled", "depends", "ask"]


@dataclass(slots=True)
class NoticeRule:
    """A text that shows when its condition holds. kind: notice | help | lost | assumption."""

    name: str
    shown_as: str  # the id in a result: notices that say one thing in two ways share it
    kind: str
    place: Location
    title: str
    text: str
    severity: Severity
    confidence: Confidence
    source: Citation | None
    each: str | None
    only_option: bool
    path: str | None
    missing: tuple[str, ...]
    when: str  # names of hidden rules
    unless_now: str | None
    fills: dict[str, str]
    value_per_year: str | None
    # Lines that have a figure and may still be worth anything from nothing to `worth_up_to`.
    in_doubt: tuple[str, ...] = ()
    # For a line that is missing or in doubt: the most it can be worth a month, and whether it falls as income rises.
    worth_up_to: str | None = None
    falls_with_income: bool = False
    depends: tuple[str, ...] = ()  # lines whose confidence is the notice's

    def parts(self) -> list[str]:
        """The hidden rules behind this notice."""
        named = [self.when, self.unless_now, self.value_per_year, self.worth_up_to, *self.fills.values()]
        return [name for name in named if name]


@frozen
class StatementPart:
    """One key of the statement as it is written, and where."""

    place: Location
    node: Node


@dataclass(slots=True)
class Rulebook:
    """Everything read from a folder of rules, checked for form; meaning is checked when it is resolved.

    `statement` says what a result shows. It is kept as it is written, for a caller who knows what it means (see StatementKind), and is
    not in a rulebook that comes from the cache.
    """

    entities: dict[str, Entity]
    rules: dict[str, Rule]
    notices: dict[str, NoticeRule]
    fingerprint: str
    amendments: tuple[str, ...] = ()
    added: tuple[str, ...] = ()  # the rules that amendments brought
    statement: dict[str, StatementPart] = field(default_factory=dict, metadata=UNCACHED)
    _inputs: list[Rule] | None = field(default=None, init=False, repr=False, compare=False)
    _by_kind: dict[str, list[NoticeRule]] = field(default_factory=dict, init=False, repr=False, compare=False)

    @property
    def shown(self) -> list[Rule]:
        """The rules that somebody wrote as rules: without inputs, named parts of other rules and conditions of notices."""
        return [rule for rule in self.rules.values() if not rule.hidden and rule.kind != "input"]

    @property
    def inputs(self) -> list[Rule]:
        """The rules that a caller supplies, sought once."""
        if self._inputs is None:
            self._inputs = [rule for rule in self.rules.values() if rule.kind == "input"]
        return self._inputs

    def add(self, rule: Rule) -> None:
        """Add a rule that stands in no file, such as a clock."""
        self.rules[rule.name] = rule
        self._inputs = None

    def needed_with(self, given: Mapping[str, str]) -> list[str]:
        """The inputs that a file which fills in these has to give, as their `needed:` says.

        given: the values as they are written in the file, by the inputs' names.
        """
        return [
            rule.name
            for rule in self.inputs
            if rule.needed is not None
            and all(other in given and (GIVEN in of or given[other] in of) for other, of in rule.needed.items())
        ]

    def notices_of(self, kind: str) -> list[NoticeRule]:
        """The notices of a kind, sought once."""
        if kind not in self._by_kind:
            self._by_kind[kind] = [notice for notice in self.notices.values() if notice.kind == kind]
        return self._by_kind[kind]

    @property
    def notices_about_worth(self) -> list[NoticeRule]:
        """The notices that name lines which are missing or in doubt, sought once."""
        if "worth" not in self._by_kind:
            self._by_kind["worth"] = [each for each in self.notices_of("notice") if each.missing or each.in_doubt]
        return self._by_kind["worth"]

    def owner(self, entity: str | None) -> str | None:
        return self.entities[entity].of if entity else None


def iso(day: int) -> str:
    return datetime.date.fromordinal(day).isoformat()
