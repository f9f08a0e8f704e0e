"""What the rules come to once they have meaning: typed trees, and what each rule refers to.

A level is the entity that a value belongs to (None is the household).

Typed nodes: ("number", n) ("truth", b) ("code", n) ("ref", rule, clock) ("key", rule, clock, key) ("look", rule, clock, order, x)
("cells", rule, clock, xs) ("known", input) ("binary", op, x, y) ("negative", x) ("compare", op, x, y) ("in", x, codes) ("and", xs)
("or", xs) ("not", x) ("if", t, x, y) ("choose", ((when, give), ...), otherwise) ("function", name, xs) ("bands", x, rule, clock)
("periods", input, counts) ("lift", entity, x) ("reduce", name, entity, level, x) ("partner", x) ("age_on", date, born). `clock` in a
reference is None, or the clock that overrides the day's.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from calculator.frozen import frozen
from calculator.rulebook.language.model import Rulebook
from calculator.rulebook.language.units import NONE, Unit

Typed = tuple[Any, ...]  # nested; `match` takes it apart by the shapes above
# An amount that a program needs: the rule, its clock, and how it is used: by a key, or looked up by the choices of inputs.
Slot = tuple[str, str | None, tuple[str, object] | None]


class MeaningError(Exception):
    """A formula that reads but does not make sense; the message says what to do."""


@frozen
class Type:
    kind: str  # number | bool | choice | date | keyed | bands
    unit: Unit | None = NONE  # None: a literal 0, which fits any unit
    level: str | None = None
    choices: tuple[str, ...] = ()


@dataclass(slots=True)
class Resolved:
    """The rulebook with meaning: a typed tree for each version of each formula, and what each rule refers to."""

    book: Rulebook
    typed: dict[tuple[str, int], Typed] = field(default_factory=dict)  # version -1: the look-up of a table
    refers: dict[str, set[tuple[str, str | None]]] = field(default_factory=dict)
    # Rules whose value hangs on the `day` clock: only these need a second copy under another clock.
    daily: set[str] = field(default_factory=set)
