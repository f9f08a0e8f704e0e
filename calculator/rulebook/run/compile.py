"""Compiles the rules in force on a day: they become an ordered graph, and the graph becomes one function.

A function belongs to a set of formulas. It takes the amounts as a vector, so days and amendments that differ only in amounts share it. The
same typed trees make the exact function (Decimals, one household, any number of entities) and the array functions (NumPy, many households
or many hours at once).
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from calculator.rulebook.errors import RuleError, fault
from calculator.rulebook.language.model import CLOCKS, ENDED, Bands, Cell, Rule, Rulebook, Table, iso
from calculator.rulebook.language.typed import Resolved, Typed
from calculator.rulebook.run.codegen import Arrays, Exact, NodeKey
from calculator.rulebook.run.program import NO_RUN, AmountInForce, Program, Slice, as_fractions
from calculator.rulebook.run.stopping import go_on

if TYPE_CHECKING:
    from numpy import bool_
    from numpy.typing import NDArray

    from calculator.rulebook.language.forms import Array

    FloatAmount = float | Array | list[tuple[float, float]]
    Shaped = float | Array  # a value as arrays need it; true, false and codes are ints
    Prepared = tuple[dict[str, Shaped], list[Shaped]]

Dates = dict[str, int]


def on(day: int) -> Dates:
    """The dates with every clock on one day, an ordinal."""
    return dict.fromkeys(CLOCKS, day)


class NotInForce(RuleError):
    """The rules have no amount or formula for a day on which one is needed."""


@dataclass(slots=True)
class Structure:
    """The entities of a household.

    counts: how many there are of each. owner: for each entity that has an owner, the owner's index. owned: for each owner, the indexes of
    its entities. mask: for arrays, which slots of an owned entity are filled.
    """

    counts: dict[str, int]
    owner: dict[str, list[int]] = field(default_factory=dict)
    owned: dict[str, list[list[int]]] = field(default_factory=dict)
    mask: dict[str, NDArray[bool_]] = field(default_factory=dict)

    def same(self, other: Structure) -> bool:
        """Whether the other household has as many of each entity, with the same owners."""
        return self.counts == other.counts and self.owner == other.owner and self.owned == other.owned


class Values:
    """The values of one run by rule name: a single value, or a list with one for each entity.

    Inputs can be read in the same way, and so can amounts in force on the dates of the run.
    """

    __slots__ = ("amounts", "dates", "engine", "inputs", "program", "row", "structure")

    def __init__(
        self,
        engine: Engine,
        program: Program,
        row: list[Cell],
        inputs: Mapping[str, Cell],
        amounts: list[AmountInForce],
        dates: Dates,
        structure: Structure,
    ) -> None:
        self.engine = engine
        self.program = program
        self.row = row  # the value of each node, in the order of the program
        self.inputs = inputs
        self.amounts = amounts
        self.dates = dates
        self.structure = structure

    def __getitem__(self, name: str) -> Any:
        place = self.program.named.get(name)
        if place is not None:
            return self.row[place]
        if name in self.inputs:
            return self.inputs[name]
        if self.engine.book.rules[name].kind == "formula":
            raise KeyError(f"{name} was not worked out in this run")
        return self.engine.amount(name, None, None, self.dates)

    def of(self, key: NodeKey) -> Cell:
        """The value of a node that was worked out."""
        return self.row[self.program.places[key]]

    @property
    def by_name(self) -> Mapping[str, Cell]:
        """The value of each rule that was worked out, without the copies under another clock."""
        return ByName(self)

    @property
    def results(self) -> dict[NodeKey, Cell]:
        """The value of every node that was worked out."""
        return dict(zip(self.program.order, self.row, strict=True))

    @property
    def trees(self) -> dict[NodeKey, Typed]:
        """The typed tree of every node that was worked out."""
        return self.engine.trees(self.program, self.dates)


class ByName(Mapping[str, Cell]):
    """The values of a run, by the name of their rule."""

    def __init__(self, values: Values) -> None:
        self._named, self._row = values.program.named, values.row

    def __getitem__(self, name: str) -> Cell:
        return self._row[self._named[name]]

    def __contains__(self, name: object) -> bool:
        return name in self._named

    def __iter__(self) -> Iterator[str]:
        return iter(self._named)

    def __len__(self) -> int:
        return len(self._named)


class Engine:
    """Compiles a resolved rulebook for some outputs, and runs it."""

    def __init__(self, resolved: Resolved, outputs: Iterable[str]) -> None:
        self.resolved = resolved
        self.book = resolved.book
        self.outputs: list[NodeKey] = [(name, None) for name in outputs]
        self.programs: dict[tuple[int, ...], Program] = {}
        self.fresh = False  # whether there is code that did not come from the cache
        self._varied = [rule for rule in self.book.rules.values() if rule.kind == "formula" and len(rule.versions) > 1]
        self._vectors: dict[tuple[int, tuple[int, ...]], list[AmountInForce]] = {}
        self._ready: dict[tuple[tuple[int, ...], tuple[str, ...]], tuple[Program, list[AmountInForce]]] = {}
        self.plans: dict[object, Any] = {}  # for explain.py: the part of a working that is the same for every household
        self._tables: dict[tuple[str, int], list[Decimal]] = {}
        self._floats: dict[int, tuple[list[AmountInForce], list[FloatAmount]]] = {}

    # ------------------------------------------------------------------ which rules
    def version(self, rule: Rule, clock: str | None, dates: Dates) -> int:
        """The index of the version of a rule in force, by its own clock or the one that overrides it; -1 if there is none."""
        return rule.version_at(dates[clock if clock and rule.clock == "day" else rule.clock])

    def program(self, dates: Dates) -> Program:
        """The program for the formulas in force on these dates (ordinals by clock)."""
        key = tuple(self.version(rule, clock, dates) for rule in self._varied for clock in (None, "assessment_period"))
        found = self.programs.get(key)
        if found is None:
            found = self.programs[key] = self._make(dates, self.outputs)
        return found

    def _make(self, dates: Dates, outputs: list[NodeKey]) -> Program:
        order, trees, inputs = self.ordered(dates, outputs)
        writer = Exact(self, order, trees)
        source = writer.write()
        self.fresh = True
        return Program(order, inputs, writer.slots, writer.users, writer.constants, source, trees)

    def part(self, dates: Dates, outputs: tuple[str, ...]) -> Program:
        """The program for some rules and everything that they depend on. outputs: the names of the rules."""
        whole = self.program(dates)
        found = whole.parts.get(outputs)
        if found is None:
            found = whole.parts[outputs] = self._make(dates, [(name, None) for name in outputs])
        return found

    def trees(self, program: Program, dates: Dates) -> dict[NodeKey, Typed]:
        """The typed tree of every node of a program. The trees of a program from the cache are made again."""
        if not program.trees:
            for name, clock in program.order:
                program.trees[(name, clock)] = self.tree(self.book.rules[name], clock, dates)
        return program.trees

    def ordered(self, dates: Dates, outputs: list[NodeKey]) -> tuple[list[NodeKey], dict[NodeKey, Typed], list[str]]:
        """The nodes that outputs depend on, each after those that it uses; their trees; and the inputs. Raises NotInForce."""
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
        """The typed tree of a rule in force. Raises NotInForce if the rule is not in force."""
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

    def _under(self, tree: Typed, clock: str) -> Typed:
        """The tree with every reference that depends on the day moved to another clock."""
        below = tuple(self._under(part, clock) if isinstance(part, tuple) else part for part in tree)
        if tree and tree[0] in ("ref", "key", "look", "cells") and tree[1] in self.resolved.daily and tree[2] is None:
            return (tree[0], tree[1], clock, *below[3:])
        if tree and tree[0] == "bands" and tree[2] in self.resolved.daily and tree[3] is None:
            return ("bands", below[1], tree[2], clock)
        return below

    def uses(self, tree: Typed) -> list[NodeKey]:
        """The nodes that a tree refers to."""
        found: dict[NodeKey, None] = {}
        stack: list[object] = [tree]
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
    def amounts(self, program: Program, dates: Dates) -> list[AmountInForce]:
        """The vector of amounts that a program needs on these dates. Raises NotInForce if one of them has no value then."""
        picks = tuple(self.version(self.book.rules[name], clock, dates) for name, clock, _ in program.slots)
        key = (id(program), picks)
        found = self._vectors.get(key)
        if found is None:
            if len(self._vectors) > 500:
                self._vectors.clear()
            found = self._vectors[key] = [self.amount(name, clock, use, dates) for name, clock, use in program.slots]
        return found

    def amount(self, name: str, clock: str | None, use: Any, dates: Dates) -> Any:
        """One amount in force: a number, a row of numbers or bands.

        use: how it is looked up, None for a single number or bands. Raises NotInForce if it has no value on these dates.
        """
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

    def _as_floats(self, amounts: list[AmountInForce]) -> list[FloatAmount]:
        known = self._floats.get(id(amounts))
        if known is None or known[0] is not amounts:
            import numpy as np

            def turn(value: AmountInForce) -> FloatAmount:
                if isinstance(value, list | tuple):
                    bands = [(float(part[0]), float(part[1])) for part in value if isinstance(part, tuple)]
                    return bands or np.array([float(part) for part in value if not isinstance(part, tuple)])
                return value if isinstance(value, bool | int) else float(value)

            if len(self._floats) > 500:
                self._floats.clear()
            known = self._floats[id(amounts)] = (amounts, [turn(value) for value in amounts])
        return known[1]

    # ------------------------------------------------------------------ running
    def run(
        self,
        dates: Dates,
        inputs: Mapping[str, Cell],
        structure: Structure,
        fractions: bool = False,
        only: tuple[str, ...] = (),
        base: Values | None = None,
    ) -> Values:
        """Work out one household exactly.

        dates: the day that picks the rules on each clock, as ordinals. inputs: values by name, and whether each is given by "?name".
        structure: the entities. fractions: use Fractions in place of Decimals, to check them. only: the rules whose values are wanted, if
        not all outputs; the values then have only these rules and those that they depend on. base: a run of much the same inputs. If it
        used the same rules, only what differs from it is worked out. Raises NotInForce.
        """
        go_on()
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
        counts, owner, owned = structure.counts, structure.owner, structure.owned
        before: tuple[object, object, bytes] = (NO_RUN, NO_RUN, program.all_moved)
        if base is not None and not fractions and base.program is program and base.structure.same(structure):
            before = (base.inputs, base.row, program.moved(base.amounts, amounts))
        row = function(inputs, amounts, counts, owner, owned, *before)
        return Values(self, program, row, inputs, amounts, dates, structure)

    def slice(self, base: Values, varying: Sequence[str], outputs: Sequence[str]) -> Slice:
        """An array function of some inputs that vary, for the outputs that depend on them. All else comes from an exact run, `base`."""
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

    def prepare(self, piece: Slice, base: Values) -> Prepared:
        """What a slice takes from an exact run, as arrays: the inputs that do not vary, and the constants."""
        fixed = {
            name: shaped(base.inputs[name], self.book.rules[name.lstrip("?")], base.structure, self.book)
            for name in piece.inputs
        }
        constants = [
            shaped(base.of(key), self.book.rules[key[0]], base.structure, self.book) for key in piece.constants
        ]
        return fixed, constants

    def run_slice(
        self,
        piece: Slice,
        base: Values,
        inputs: Mapping[str, Shaped],
        smooth: bool = False,
        prepared: Prepared | None = None,
    ) -> dict[str, Array]:
        """Run a slice.

        inputs: an array for each input that varies, with the shape points, points x adult, or points x adult x job. smooth: leave out
        rounding to the penny. prepared: what `prepare` gave, if the slice runs more than once. Returns an array for each output by name.
        """
        import numpy as np

        fixed, constants = prepared or self.prepare(piece, base)
        with np.errstate(all="ignore"):
            results = piece.function(smooth)(
                {**fixed, **inputs}, self._as_floats(base.amounts), constants, base.structure.mask
            )
        return {key[0]: value for key, value in zip(piece.outputs, results, strict=True)}


def shaped(value: Cell, rule: Rule, structure: Structure, book: Rulebook) -> Shaped:
    """An exact value as arrays need it: a float, or an array with one place for each entity (owners by what they own)."""
    import numpy as np

    if not isinstance(value, list):
        return value if isinstance(value, bool | int) else float(value)
    kind: type = {"number": float, "bool": bool}.get(rule.value_type, int)
    owner = book.owner(rule.each)
    if owner is None:
        return np.array(value, dtype=kind)
    owned = structure.owned[rule.each or ""]
    width = max((len(row) for row in owned), default=0)
    return np.array([[value[i] for i in row] + [0] * (width - len(row)) for row in owned], dtype=kind).reshape(
        len(owned), width
    )
