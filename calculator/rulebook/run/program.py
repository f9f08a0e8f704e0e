"""The code of one graph of rules: the exact function of it, and its array functions."""

from __future__ import annotations

import types
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from calculator.rulebook.language.model import UNCACHED, Cell, Scalar
from calculator.rulebook.language.typed import Slot, Typed
from calculator.rulebook.run import arithmetic
from calculator.rulebook.run.codegen import Constant, NodeKey

if TYPE_CHECKING:
    from fractions import Fraction

    from calculator.rulebook.language.forms import Array

    # A compiled function: from inputs, amounts, who owns what, and the inputs and values of another run with the nodes whose amounts
    # differ, to a value for each node in its order.
    Exact = Callable[..., list[Cell]]
    OnArrays = Callable[..., list[Array]]


# An amount as a program takes it: a number, a row of numbers looked up by choices, or bands.
AmountInForce = Scalar | str | list[Decimal] | tuple[Decimal, ...] | tuple[tuple[Decimal, Decimal], ...]
Amounts = list[AmountInForce]


class _NoRun:
    """The inputs and values of no run: they differ from whatever they are held against."""

    def __getitem__(self, place: object) -> _NoRun:
        return self


NO_RUN = _NoRun()


MOST_MOVED = 500  # pairs of vectors of amounts that a program remembers


class _Coded:
    """Something written as source, compiled when it is first run. The cache keeps the code alone."""

    source: str
    code: types.CodeType | None

    def compile(self) -> types.CodeType:
        """The code of the source."""
        if self.code is None:
            self.code = compiled(self.source)
        return self.code


@dataclass(slots=True)
class Program(_Coded):
    """The graph in force: nodes in order of working out, the amounts they need, and the code made of them so far."""

    order: list[NodeKey]
    inputs: list[str]
    slots: list[Slot]  # rule, clock, how it is used
    users: list[list[int]]  # for each slot, the places of the nodes that use its amount
    constants: dict[str, Constant]
    source: str = field(default="", metadata=UNCACHED)
    trees: dict[NodeKey, Typed] = field(default_factory=dict, metadata=UNCACHED)
    slices: dict[tuple[tuple[str, ...], tuple[str, ...]], Slice] = field(default_factory=dict)
    parts: dict[tuple[str, ...], Program] = field(default_factory=dict)  # for some of the outputs only
    code: types.CodeType | None = None
    _functions: dict[str, Exact] = field(default_factory=dict, init=False)
    _places: dict[NodeKey, int] = field(default_factory=dict, init=False)
    _moved: dict[tuple[int, int], tuple[Amounts, Amounts, bytes]] = field(default_factory=dict, init=False)
    _named: dict[str, int] = field(default_factory=dict, init=False)

    @property
    def places(self) -> dict[NodeKey, int]:
        """The place of each node in `order`."""
        if not self._places:
            self._places = {key: place for place, key in enumerate(self.order)}
        return self._places

    @property
    def named(self) -> dict[str, int]:
        """The place in `order` of each rule by its name, without the copies under another clock."""
        if not self._named:
            self._named = {name: place for place, (name, clock) in enumerate(self.order) if clock is None}
        return self._named

    def moved(self, before: Amounts, now: Amounts) -> bytes:
        """For each node, 1 if an amount that it uses differs between two vectors of amounts, and 0 if not."""
        kept = self._moved.get((id(before), id(now)))
        if kept is None or kept[0] is not before or kept[1] is not now:
            found = bytearray(len(self.order))
            for users, one, other in zip(self.users, before, now, strict=True):
                if one is not other and one != other:
                    for place in users:
                        found[place] = 1
            if len(self._moved) > MOST_MOVED:
                self._moved.clear()
            kept = self._moved[(id(before), id(now))] = (before, now, bytes(found))
        return kept[2]

    @property
    def all_moved(self) -> bytes:
        """The same where there is no other run: 1 for each node."""
        return b"\1" * len(self.order)

    def pieces(self) -> Iterator[Program | Slice]:
        """The program itself and every other piece of code made from the same graph."""
        yield self
        yield from self.slices.values()
        yield from self.parts.values()

    @property
    def run(self) -> Exact:
        """The exact function, of Decimals."""
        if "exact" not in self._functions:
            self._functions["exact"] = types.FunctionType(self.compile(), arithmetic.exact() | self.constants)
        return self._functions["exact"]

    @property
    def run_fractions(self) -> Exact:
        """The same of Fractions."""
        if "fractions" not in self._functions:
            from fractions import Fraction

            constants = {name: as_fractions(value, Fraction) for name, value in self.constants.items()}
            self._functions["fractions"] = types.FunctionType(self.compile(), arithmetic.fractions() | constants)
        return self._functions["fractions"]


@dataclass(slots=True)
class Slice(_Coded):
    """An array function of some varying inputs. `constants` are taken from an exact run."""

    inputs: list[str]
    constants: list[NodeKey]
    outputs: list[NodeKey]
    arrays: dict[str, Constant]
    source: str = field(default="", metadata=UNCACHED)
    code: types.CodeType | None = None
    _functions: dict[bool, OnArrays] = field(default_factory=dict, init=False)

    def function(self, smooth: bool) -> OnArrays:
        """The function; `smooth` leaves rounding to the penny out."""
        if smooth not in self._functions:
            import numpy as np

            arrays = {name: np.asarray(value, dtype=float) for name, value in self.arrays.items()}
            self._functions[smooth] = types.FunctionType(self.compile(), arithmetic.arrays(smooth) | arrays)
        return self._functions[smooth]


def as_fractions(value: Any, fraction: type[Fraction]) -> Any:
    """A value with its numbers as Fractions; truths, codes and dates stay as they are."""
    if isinstance(value, bool | int | str) or value is None:
        return value
    if isinstance(value, list | tuple):
        return type(value)(as_fractions(part, fraction) for part in value)
    return fraction(value)


def compiled(source: str) -> types.CodeType:
    """The function `rules` of a source that codegen.py wrote from checked trees; no text of a rule file stands in it."""
    return next(part for part in compile(source, "<rules>", "exec").co_consts if isinstance(part, types.CodeType))
