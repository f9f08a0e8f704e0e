"""Rules in force on a day -> ordered graph -> one function.

The function is keyed by the formulas in force; the amounts are passed to it as a vector, so that dates and amendments that only
change amounts reuse it. The same typed trees make the exact function (Decimal, one household, any number of entities) and
the array function (NumPy, many households or many hours at once).
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from calculator.rulebook.errors import RuleError, fault
from calculator.rulebook.language.model import CLOCKS, ENDED, Bands, Rule, Table, iso
from calculator.rulebook.language.typed import Resolved, Typed
from calculator.rulebook.run.codegen import Arrays, Exact, NodeKey
from calculator.rulebook.run.program import Program, Slice, as_fractions

Dates = dict[str, int]


def on(day: int) -> Dates:
    """All three clocks on one day."""
    return dict.fromkeys(CLOCKS, day)


class NotInForce(RuleError):
    """An amount or formula is needed on a day for which the rules give none."""


@dataclass(slots=True)
class Structure:
    """How many of each entity there are, and who owns which. For arrays `mask` marks the slots that are filled."""

    counts: dict[str, int]
    owner: dict[str, list[int]] = field(default_factory=dict)
    owned: dict[str, list[list[int]]] = field(default_factory=dict)
    mask: dict[str, Any] = field(default_factory=dict)


class Values:
    """Every value of one run, by rule name: a single value, or a list with one for each entity."""

    __slots__ = ("amounts", "dates", "engine", "inputs", "program", "results", "structure")

    def __init__(
        self,
        engine: Engine,
        program: Program,
        results: dict[NodeKey, Any],
        inputs: dict[str, Any],
        amounts: list[Any],
        dates: Dates,
        structure: Structure,
    ) -> None:
        self.engine = engine
        self.program = program
        self.results = results
        self.inputs = inputs
        self.amounts = amounts
        self.dates = dates
        self.structure = structure

    def __getitem__(self, name: str) -> Any:
        key = (name, None)
        if key in self.results:
            return self.results[key]
        if name in self.inputs:
            return self.inputs[name]
        return self.engine.amount(name, None, None, self.dates)

    @property
    def trees(self) -> dict[NodeKey, Typed]:
        """The typed tree of every node that was worked out."""
        return self.engine.trees(self.program, self.dates)


class Engine:
    """Compiles and runs a resolved rulebook for the outputs asked for."""

    def __init__(self, resolved: Resolved, outputs: Iterable[str]) -> None:
        self.resolved = resolved
        self.book = resolved.book
        self.outputs: list[NodeKey] = [(name, None) for name in outputs]
        self.programs: dict[tuple[int, ...], Program] = {}
        self.fresh = False  # whether any code was made that was not read back
        self._varied = [rule for rule in self.book.rules.values() if rule.kind == "formula" and len(rule.versions) > 1]
        self._vectors: dict[Any, list[Any]] = {}
        self._ready: dict[tuple[tuple[int, ...], tuple[str, ...]], tuple[Program, list[Any]]] = {}
        self.plans: dict[Any, Any] = {}  # of explain.py: what does not hang on the household
        self._tables: dict[tuple[str, int], list[Any]] = {}
        self._floats: dict[int, tuple[list[Any], list[Any]]] = {}

    # ------------------------------------------------------------------ which rules
    def version(self, rule: Rule, clock: str | None, dates: Dates) -> int:
        return rule.version_at(dates[clock if clock and rule.clock == "day" else rule.clock])

    def program(self, dates: Dates) -> Program:
        """The program for the formulas in force on these dates (ordinals by clock)."""
        key = tuple(self.version(rule, clock, dates) for rule in self._varied for clock in (None, "assessment_period"))
        found = self.programs.get(key)
        if found is None:
            found = self.programs[key] = self._make(dates, self.outputs)
        return found

    def _make(self, dates: Dates, outputs: list[NodeKey]) -> Program:
        order, trees, inputs = self._order(dates, outputs)
        writer = Exact(self, order, trees)
        source = writer.write()
        self.fresh = True
        return Program(order, inputs, writer.slots, writer.constants, source, trees)

    def part(self, dates: Dates, outputs: tuple[str, ...]) -> Program:
        """The program for some rules and what they hang on."""
        whole = self.program(dates)
        found = whole.parts.get(outputs)
        if found is None:
            found = whole.parts[outputs] = self._make(dates, [(name, None) for name in outputs])
        return found

    def trees(self, program: Program, dates: Dates) -> dict[NodeKey, Typed]:
        """The typed tree of every node of a program; made again where the program was read back without."""
        if not program.trees:
            for name, clock in program.order:
                program.trees[(name, clock)] = self.tree(self.book.rules[name], clock, dates)
        return program.trees

    def _order(self, dates: Dates, outputs: list[NodeKey]) -> tuple[list[NodeKey], dict[NodeKey, Typed], list[str]]:
        trees: dict[NodeKey, Typed] = {}
        order: list[NodeKey] = []
        inputs: dict[str, None] = {}
        seen: set[NodeKey] = set()
        stack: list[tuple[NodeKey, bool]] = [(key, False) for key in reversed(outputs)]
        while stack:
            key, finished = stack.pop()
            if finished:
                order.append(key)
                continue
            if key in seen:
                continue
            seen.add(key)
            rule = self.book.rules[key[0]]
            if rule.kind == "input":
                inputs[rule.name] = None
                continue
            if rule.kind == "values" and rule.form != "table":
                continue
            tree = self.tree(rule, key[1], dates)
            trees[key] = tree
            stack.append((key, True))
            stack.extend((used, False) for used in self.uses(tree))
        return order, trees, list(inputs)

    def tree(self, rule: Rule, clock: str | None, dates: Dates) -> Typed:
        """The typed tree of a rule in force. Raises NotInForce where there is none."""
        if rule.form == "table":
            tree = self.resolved.typed[(rule.name, -1)]
        else:
            index = self.version(rule, clock, dates)
            if index < 0 or rule.versions[index].content == ENDED:
                day = iso(dates[clock if clock and rule.clock == "day" else rule.clock])
                raise NotInForce(
                    fault(rule.place, rule.name, f"has no formula in force on {day}, but something refers to it").faults
                )
            tree = self.resolved.typed[(rule.name, index)]
        return self._under(tree, clock) if clock else tree

    def _under(self, tree: Any, clock: str) -> Any:
        """The tree with every reference that hangs on the day moved to another clock."""
        if not isinstance(tree, tuple) or not tree:
            return tree
        if tree[0] in ("ref", "key", "look", "cells") and tree[1] in self.resolved.daily and tree[2] is None:
            return (tree[0], tree[1], clock, *(self._under(part, clock) for part in tree[3:]))
        if tree[0] == "bands" and tree[2] in self.resolved.daily and tree[3] is None:
            return ("bands", self._under(tree[1], clock), tree[2], clock)
        return tuple(self._under(part, clock) for part in tree)

    def uses(self, tree: Any) -> list[NodeKey]:
        """The nodes that a tree refers to."""
        found: dict[NodeKey, None] = {}
        stack = [tree]
        while stack:
            part = stack.pop()
            if not isinstance(part, tuple) or not part:
                continue
            tag = part[0]
            if tag == "ref":
                name, clock = part[1], part[2]
                found[(name, clock if name in self.resolved.daily else None)] = None
            elif tag in ("known", "periods"):
                found[(part[1], None)] = None
            if tag != "ref":
                stack.extend(part)
        return list(found)

    # ------------------------------------------------------------------ amounts
    def amounts(self, program: Program, dates: Dates) -> list[Any]:
        """The vector of amounts in force. Raises NotInForce where one is needed that has no value then."""
        picks = tuple(self.version(self.book.rules[name], clock, dates) for name, clock, _ in program.slots)
        key = (id(program), picks)
        found = self._vectors.get(key)
        if found is None:
            if len(self._vectors) > 500:
                self._vectors.clear()
            found = self._vectors[key] = [self.amount(name, clock, use, dates) for name, clock, use in program.slots]
        return found

    def amount(self, name: str, clock: str | None, use: Any, dates: Dates) -> Any:
        """One amount in force. Raises NotInForce where it has no value then."""
        rule = self.book.rules[name]
        index = self.version(rule, clock, dates)
        if index < 0 or rule.versions[index].content == ENDED:
            day = iso(dates[clock if clock and rule.clock == "day" else rule.clock])
            raise NotInForce(fault(rule.place, name, f"has no value on {day}, but something refers to it").faults)
        content = rule.versions[index].content
        if isinstance(content, Table):
            flat = self._tables.get((name, index))
            if flat is None:
                flat = self._tables[(name, index)] = [content.cells[cell] for cell in itertools.product(*use[1])]
            return flat
        if isinstance(content, Bands):
            return content.rows
        if isinstance(content, dict):
            return content[use[1]] if use[0] == "key" else tuple(content[choice] for choice in use[1])
        return content

    def _as_floats(self, amounts: list[Any]) -> list[Any]:
        known = self._floats.get(id(amounts))
        if known is None or known[0] is not amounts:
            import numpy as np

            def turn(value: Any) -> Any:
                if isinstance(value, list | tuple):
                    if value and isinstance(value[0], tuple):
                        return [(float(a), float(b)) for a, b in value]
                    return np.array([float(part) for part in value])
                return value if isinstance(value, bool | int) else float(value)

            if len(self._floats) > 500:
                self._floats.clear()
            known = self._floats[id(amounts)] = (amounts, [turn(value) for value in amounts])
        return known[1]

    # ------------------------------------------------------------------ running
    def run(
        self,
        dates: Dates,
        inputs: dict[str, Any],
        structure: Structure,
        fractions: bool = False,
        only: tuple[str, ...] = (),
    ) -> Values:
        """Work out one household exactly.

        inputs: by name, a Decimal, bool, code or ordinal, or a list of them for an entity. only: the rules whose values are wanted; with
        none named, all outputs are worked out. Rules that those named do not hang on are then left out of the values.
        """
        asked = (tuple(dates[clock] for clock in CLOCKS), only)
        known = self._ready.get(asked)
        if known is None:
            if len(self._ready) > 500:
                self._ready.clear()
            program = self.part(dates, only) if only else self.program(dates)
            known = self._ready[asked] = (program, self.amounts(program, dates))
        program, amounts = known
        function = program.run
        if fractions:
            from fractions import Fraction

            function = program.run_fractions
            amounts = [as_fractions(amount, Fraction) for amount in amounts]
            inputs = {name: as_fractions(value, Fraction) for name, value in inputs.items()}
        results = function(inputs, amounts, structure.counts, structure.owner, structure.owned)
        return Values(self, program, dict(zip(program.order, results, strict=True)), inputs, amounts, dates, structure)

    def slice(self, base: Values, varying: Sequence[str], outputs: Sequence[str]) -> Slice:
        """An array function of the varying inputs for the outputs that hang on them; the rest is taken from an exact run."""
        key = (tuple(varying), tuple(outputs))
        found = base.program.slices.get(key)
        if found is None:
            self.fresh = True
            found = base.program.slices[key] = self._slice(
                base.program, self.trees(base.program, base.dates), set(varying), outputs
            )
        return found

    def _slice(self, program: Program, trees: dict[NodeKey, Typed], varying: set[str], outputs: Sequence[str]) -> Slice:
        moves: set[NodeKey] = {(name, None) for name in varying}
        for key in program.order:
            if any(used in moves for used in self.uses(trees[key])):
                moves.add(key)
        wanted: set[NodeKey] = set()
        stack: list[NodeKey] = [(name, None) for name in outputs if (name, None) in moves]
        while stack:
            key = stack.pop()
            if key in wanted or key not in trees:
                continue
            wanted.add(key)
            stack.extend(used for used in self.uses(trees[key]) if used in moves)
        order = [key for key in program.order if key in wanted]
        constants = list(
            dict.fromkeys(
                used for key in order for used in self.uses(trees[key]) if used not in moves and used in trees
            )
        )
        found: list[NodeKey] = [(name, None) for name in outputs if (name, None) in wanted]
        writer = Arrays(self, order, trees, program.slots, varying, constants, found)
        source = writer.write()
        return Slice(list(writer.inputs), constants, found, writer.constants, source)

    def prepare(self, piece: Slice, base: Values) -> tuple[dict[str, Any], list[Any]]:
        """What a slice takes from an exact run, in the shape of arrays: the inputs that do not vary, and the constants."""
        fixed = {
            name: shaped(base.inputs[name], self.book.rules[name.lstrip("?")], base.structure, self.book)
            for name in piece.inputs
        }
        constants = [
            shaped(base.results[key], self.book.rules[key[0]], base.structure, self.book) for key in piece.constants
        ]
        return fixed, constants

    def run_slice(
        self,
        piece: Slice,
        base: Values,
        inputs: dict[str, Any],
        smooth: bool = False,
        prepared: tuple[dict[str, Any], list[Any]] | None = None,
    ) -> dict[str, Any]:
        """Run a slice: inputs holds arrays for those that vary (shape points, points x adult, points x adult x job)."""
        import numpy as np

        fixed, constants = prepared or self.prepare(piece, base)
        with np.errstate(all="ignore"):
            results = piece.function(smooth)(
                {**fixed, **inputs}, self._as_floats(base.amounts), constants, base.structure.mask
            )
        return {key[0]: value for key, value in zip(piece.outputs, results, strict=True)}


def shaped(value: Any, rule: Rule, structure: Structure, book: Any) -> Any:
    """An exact value as arrays want it: a float, or an array with one place for each entity (owner by owned)."""
    import numpy as np

    if not isinstance(value, list):
        return value if isinstance(value, bool | int) else float(value)
    kind: Any = {"number": float, "bool": bool}.get(rule.value_type, int)
    owner = book.owner(rule.each)
    if owner is None:
        return np.array(value, dtype=kind)
    owned = structure.owned[rule.each or ""]
    width = max((len(row) for row in owned), default=0)
    return np.array([[value[i] for i in row] + [0] * (width - len(row)) for row in owned], dtype=kind).reshape(
        len(owned), width
    )
