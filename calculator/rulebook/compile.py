"""Rules in force on a day -> ordered graph -> one function.

The function is keyed by the formulas in force; the amounts are passed to it as a vector, so that dates and amendments that only
change amounts reuse it. The same typed trees make the exact function (Decimal, one household, any number of things) and
the array function (NumPy, many households or many hours at once).
"""

from __future__ import annotations

import types
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from calculator.rulebook import arithmetic
from calculator.rulebook.errors import RuleError, fault
from calculator.rulebook.model import CLOCKS, ENDED, Bands, Rule, Table, iso
from calculator.rulebook.resolve import Resolved, Typed

NodeKey = tuple[str, str | None]  # rule, clock that overrides the day's
Dates = dict[str, int]


class NotInForce(RuleError):
    """An amount or formula is needed on a day for which the rules give none."""


@dataclass(slots=True)
class Structure:
    """How many of each thing there are, and who owns which. For arrays `mask` marks the slots that are filled."""

    counts: dict[str, int]
    owner: dict[str, list[int]] = field(default_factory=dict)
    owned: dict[str, list[list[int]]] = field(default_factory=dict)
    mask: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Program:
    """The graph in force: nodes in order of working out, the amounts they need, and the code made of them so far."""

    order: list[NodeKey]
    inputs: list[str]
    slots: list[tuple[str, str | None, Any]]  # rule, clock, how it is used
    source: str
    constants: dict[str, Any]
    slices: dict[tuple[tuple[str, ...], tuple[str, ...]], Slice] = field(default_factory=dict)
    _functions: dict[str, Any] = field(default_factory=dict)
    _trees: dict[NodeKey, Typed] = field(default_factory=dict)

    @property
    def run(self) -> Any:
        """The exact function, of Decimals."""
        if "exact" not in self._functions:
            self._functions["exact"] = _function(self.source, arithmetic.exact(), self.constants)
        return self._functions["exact"]

    @property
    def run_fractions(self) -> Any:
        """The same of Fractions."""
        if "fractions" not in self._functions:
            from fractions import Fraction

            constants = {name: _fractions(value, Fraction) for name, value in self.constants.items()}
            self._functions["fractions"] = _function(self.source, arithmetic.fractions(), constants)
        return self._functions["fractions"]


@dataclass(slots=True)
class Slice:
    """An array function of some varying inputs. `constants` are taken from an exact run."""

    inputs: list[str]
    constants: list[NodeKey]
    outputs: list[NodeKey]
    source: str
    arrays: dict[str, Any]
    _functions: dict[bool, Any] = field(default_factory=dict)

    def function(self, smooth: bool) -> Any:
        """The function; `smooth` leaves rounding to the penny out."""
        if smooth not in self._functions:
            import numpy as np

            arrays = {name: np.asarray(value, dtype=float) for name, value in self.arrays.items()}
            self._functions[smooth] = _function(self.source, arithmetic.arrays(smooth), arrays)
        return self._functions[smooth]


class Values:
    """Every value of one run, by rule name: a single value, or a list with one for each thing."""

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
        self.outputs = [(name, None) for name in outputs]
        self.programs: dict[tuple[int, ...], Program] = {}
        self.fresh = False  # whether any code was made that was not read back
        self._varied = [rule for rule in self.book.rules.values() if rule.kind == "formula" and len(rule.versions) > 1]
        self._vectors: dict[Any, list[Any]] = {}
        self._ready: dict[tuple[int, ...], tuple[Program, list[Any]]] = {}
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
            found = self.programs[key] = self._make(dates)
        return found

    def _make(self, dates: Dates) -> Program:
        order, trees, inputs = self._order(dates)
        writer = _Exact(self, order, trees)
        source = writer.write()
        self.fresh = True
        return Program(order, inputs, writer.slots, source, writer.constants, _trees=trees)

    def trees(self, program: Program, dates: Dates) -> dict[NodeKey, Typed]:
        """The typed tree of every node of a program; made again where the program was read back without."""
        if not program._trees:
            for name, clock in program.order:
                program._trees[(name, clock)] = self.tree(self.book.rules[name], clock, dates)
        return program._trees

    def _order(self, dates: Dates) -> tuple[list[NodeKey], dict[NodeKey, Typed], list[str]]:
        trees: dict[NodeKey, Typed] = {}
        order: list[NodeKey] = []
        inputs: dict[str, None] = {}
        seen: set[NodeKey] = set()
        stack: list[tuple[NodeKey, bool]] = [(key, False) for key in reversed(self.outputs)]
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
                flat = self._tables[(name, index)] = [content.cells[cell] for cell in _cells(use[1])]
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
    def run(self, dates: Dates, inputs: dict[str, Any], structure: Structure, fractions: bool = False) -> Values:
        """Work out one household exactly. inputs: by name, a Decimal, bool, code or ordinal, or a list of them for a thing."""
        days = tuple(dates[clock] for clock in CLOCKS)
        known = self._ready.get(days)
        if known is None:
            if len(self._ready) > 500:
                self._ready.clear()
            program = self.program(dates)
            known = self._ready[days] = (program, self.amounts(program, dates))
        program, amounts = known
        function = program.run
        if fractions:
            from fractions import Fraction

            function = program.run_fractions
            amounts = [_fractions(amount, Fraction) for amount in amounts]
            inputs = {name: _fractions(value, Fraction) for name, value in inputs.items()}
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
        writer = _Arrays(self, order, trees, program.slots, varying, constants, found)
        source = writer.write()
        return Slice(list(writer.inputs), constants, found, source, writer.constants)

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
    """An exact value as arrays want it: a float, or an array with one place for each thing (owner by owned)."""
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


def _cells(lists: Sequence[tuple[str, ...]]) -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = [()]
    for choices in lists:
        found = [(*head, choice) for head in found for choice in choices]
    return found


def _fractions(value: Any, fraction: Any) -> Any:
    if isinstance(value, bool | int | str) or value is None:
        return value
    if isinstance(value, list | tuple):
        return type(value)(_fractions(part, fraction) for part in value)
    return fraction(value)


def _function(source: str, namespace: dict[str, Any], constants: dict[str, Any]) -> Any:
    """The function `rules` of a source that this module wrote from checked trees; no text of a rule file stands in it."""
    scope = dict(namespace) | constants
    code = next(part for part in compile(source, "<rules>", "exec").co_consts if isinstance(part, types.CodeType))
    return types.FunctionType(code, scope)


class _Writer:
    def __init__(self, engine: Engine, order: list[NodeKey], trees: dict[NodeKey, Typed]) -> None:
        self.engine = engine
        self.rules = engine.book.rules
        self.things = engine.book.things
        self.order = order
        self.trees = trees
        self.slots: list[tuple[str, str | None, Any]] = []
        self.slot_of: dict[Any, int] = {}
        self.constants: dict[str, Any] = {}
        self.variables: dict[NodeKey, str] = {key: f"v{number}" for number, key in enumerate(order)}
        self.inputs: dict[str, str] = {}

    def slot(self, name: str, clock: str | None, use: Any) -> str:
        key = (name, clock, use)
        if key not in self.slot_of:
            self.slot_of[key] = len(self.slots)
            self.slots.append(key)
        return f"A[{self.slot_of[key]}]"

    def input(self, name: str) -> str:
        return self.inputs.setdefault(name, f"i{len(self.inputs)}")

    def constant(self, value: Any) -> str:
        for name, known in self.constants.items():
            if known == value:
                return name
        name = f"c{len(self.constants)}"
        self.constants[name] = value
        return name

    def key(self, name: str, clock: str | None) -> NodeKey:
        return (name, clock if name in self.engine.resolved.daily else None)


class _Exact(_Writer):
    """Writes the function for one household: lists over the things there are."""

    def write(self) -> str:
        lines = []
        for key in self.order:
            rule = self.rules[key[0]]
            body = self.expression(self.trees[key], rule.each, f"n_{rule.each}")
            if rule.each:
                body = f"[{body} for n_{rule.each} in range(S[{rule.each!r}])]"
            lines.append(f"    {self.variables[key]} = {body}")
        head = [f"    {variable} = I[{name!r}]" for name, variable in self.inputs.items()]
        returned = ", ".join(self.variables.values())
        return "\n".join(
            ["def rules(I, A, S, P, K):", *head, *lines, f"    return ({returned},)" if returned else "    return ()"]
        )

    def index(self, level: str, within: str | None, letter: str) -> str:
        """The index of a level's thing, from inside a loop over `within` whose index is `letter`."""
        if level == within:
            return letter
        assert within is not None
        owner = self.things[within].of
        return self.index(level, owner, f"P[{within!r}][{letter}]")

    def at(self, text: str, level: str | None, within: str | None, letter: str) -> str:
        return f"{text}[{self.index(level, within, letter)}]" if level else text

    def expression(self, node: Typed, within: str | None, letter: str) -> str:
        def sub(part: Typed) -> str:
            return self.expression(part, within, letter)

        match node:
            case ("number", value):
                return f"N{value}" if value in (0, 1, 2, 100) else f"{self.constant(Decimal(value))}"
            case ("truth", value):
                return str(value)
            case ("code", value):
                return str(value)
            case ("ref", name, clock):
                rule = self.rules[name]
                if rule.kind == "input":
                    return self.at(self.input(name), rule.each, within, letter)
                if rule.kind == "values" and rule.form != "table":
                    return self.slot(name, clock, None)
                return self.at(self.variables[self.key(name, clock)], rule.each, within, letter)
            case ("key", name, clock, key):
                return self.slot(name, clock, ("key", key))
            case ("look", name, clock, order, x):
                return f"{self.slot(name, clock, ('order', order))}[{sub(x)}]"
            case ("cells", name, clock, indexes):
                flat = "0"
                for typed, choices in indexes:
                    flat = f"({flat} * {len(choices)} + {sub(typed)})"
                return f"{self.slot(name, clock, ('table', tuple(choices for _, choices in indexes)))}[{flat}]"
            case ("known", name):
                return self.at(self.input("?" + name), self.rules[name].each, within, letter)
            case ("binary", op, x, y):
                return f"({sub(x)} {op} {sub(y)})"
            case ("negative", x):
                return f"(-{sub(x)})"
            case ("compare", op, x, y):
                if self.is_number(x) and self.is_number(y):
                    margin = {"<": "< -E", "<=": "<= E", ">": "> E", ">=": ">= -E", "==": "<= E", "!=": "> E"}[op]
                    difference = f"{sub(x)} - {sub(y)}"
                    return f"(abs({difference}) {margin})" if op in ("==", "!=") else f"({difference} {margin})"
                return f"({sub(x)} {op} {sub(y)})"
            case ("in", x, codes):
                return f"({sub(x)} in {tuple(codes)!r})"
            case (("and" | "or") as op, xs):
                return "(" + f" {op} ".join(sub(x) for x in xs) + ")"
            case ("not", x):
                return f"(not {sub(x)})"
            case ("if", test, x, y):
                return f"({sub(x)} if {sub(test)} else {sub(y)})"
            case ("choose", branches, otherwise):
                text = sub(otherwise)
                for when, give in reversed(branches):
                    text = f"({sub(give)} if {sub(when)} else {text})"
                return text
            case ("function", name, xs):
                return f"{name}({', '.join(sub(x) for x in xs)})"
            case ("bands", x, name, clock):
                return f"bands({sub(x)}, {self.slot(name, clock, None)})"
            case ("periods", name, counts):
                table = self.constant(tuple(Decimal(count) for count in counts))
                return f"{table}[{self.at(self.input(name), self.rules[name].each, within, letter)}]"
            case ("lift", _, x):
                return sub(x)
            case ("reduce", name, thing, level, x):
                inner = f"{letter}_{thing}" if within == thing else f"n_{thing}"
                body = self.expression(x, thing, inner)
                over = f"range(S[{thing!r}])" if level is None else f"K[{thing!r}][{self.index(level, within, letter)}]"
                if name == "count":
                    return f"D(sum({body} for {inner} in {over}))"
                if name == "sum":
                    return f"sum(({body} for {inner} in {over}), N0)"
                return f"{name}({body} for {inner} in {over})"
            case ("partner", x):
                assert within is not None
                return f"({self.expression(x, within, f'(1 - {letter})')} if S[{within!r}] == 2 else {self.nothing(x)})"
            case ("age_on", date, born):
                return f"age_on({sub(date)}, {sub(born)})"
        raise AssertionError(node[0])

    def nothing(self, node: Typed) -> str:
        kind = self.kind(node)
        return {"number": "N0", "bool": "False"}.get(kind, "0")

    def is_number(self, node: Typed) -> bool:
        return self.kind(node) == "number"

    def kind(self, node: Typed) -> str:
        return kind_of(node, self.rules)


def kind_of(node: Typed, rules: dict[str, Rule]) -> str:
    """number, bool, choice or date: what a typed tree gives."""
    match node[0]:
        case "ref":
            return rules[node[1]].value_type
        case "truth" | "known" | "compare" | "in" | "and" | "or" | "not":
            return "bool"
        case "code":
            return "choice"
        case "if":
            return kind_of(node[2], rules)
        case "choose":
            return kind_of(node[2], rules)
        case "lift":
            return kind_of(node[2], rules)
        case "partner":
            return kind_of(node[1], rules)
        case "reduce":
            return "bool" if node[1] in ("any", "all") else "number"
    return "number"


class _Arrays(_Writer):
    """Writes the function for arrays: the last axes are the things, all others the households or points."""

    def __init__(
        self,
        engine: Engine,
        order: list[NodeKey],
        trees: dict[NodeKey, Typed],
        slots: list[tuple[str, str | None, Any]],
        varying: set[str],
        constants: list[NodeKey],
        outputs: list[NodeKey],
    ) -> None:
        super().__init__(engine, order, trees)
        self.slots = list(slots)
        self.slot_of = {slot: number for number, slot in enumerate(slots)}
        self.varying = varying
        self.fixed = {key: f"k{number}" for number, key in enumerate(constants)}
        self.outputs = outputs
        # Values without a household axis that are plain numbers: lifting leaves them as they are.
        self.plain: set[NodeKey] = {key for key in constants if self.rules[key[0]].each is None}

    def write(self) -> str:
        lines = []
        for key in self.order:
            body, plain = self.expression(self.trees[key])
            each = self.rules[key[0]].each
            if plain:
                self.plain.add(key)
            elif each:
                body = f"masked({body}, M.get({each!r}), 0)"
            lines.append(f"    {self.variables[key]} = {body}")
        head = [f"    {variable} = I[{name!r}]" for name, variable in self.inputs.items()]
        head += [f"    {variable} = C[{number}]" for number, variable in enumerate(self.fixed.values())]
        returned = ", ".join(self.variables[key] for key in self.outputs)
        return "\n".join(
            ["def rules(I, A, C, M):", *head, *lines, f"    return ({returned},)" if returned else "    return ()"]
        )

    def expression(self, node: Typed) -> tuple[str, bool]:
        """The code, and whether it is a plain number without any axis."""
        match node:
            case ("number", value):
                return f"{float(value)!r}", True
            case ("truth" | "code", value):
                return repr(value), True
            case ("ref", name, clock):
                rule = self.rules[name]
                if rule.kind == "input":
                    return self.input(name), False
                if rule.kind == "values" and rule.form != "table":
                    return self.slot(name, clock, None), True
                key = self.key(name, clock)
                return (self.fixed.get(key) or self.variables[key]), key in self.plain
            case ("key", name, clock, key):
                return self.slot(name, clock, ("key", key)), True
            case ("look", name, clock, order, x):
                index, plain = self.expression(x)
                table = self.slot(name, clock, ("order", order))
                return (f"{table}[{index}]" if plain else f"take({table}, {index})"), plain
            case ("cells", name, clock, indexes):
                flat, plain = "0", True
                for typed, choices in indexes:
                    index, part = self.expression(typed)
                    flat, plain = f"({flat} * {len(choices)} + {index})", plain and part
                table = self.slot(name, clock, ("table", tuple(choices for _, choices in indexes)))
                return (f"{table}[{flat}]" if plain else f"take({table}, {flat})"), plain
            case ("known", name):
                return self.input("?" + name), False
            case ("binary", op, x, y):
                (a, p), (b, q) = self.expression(x), self.expression(y)
                return f"({a} {op} {b})", p and q
            case ("negative", x):
                a, p = self.expression(x)
                return f"(-{a})", p
            case ("compare", op, x, y):
                (a, p), (b, q) = self.expression(x), self.expression(y)
                if kind_of(x, self.rules) == "number" and kind_of(y, self.rules) == "number":
                    margin = {"<": "< -E", "<=": "<= E", ">": "> E", ">=": ">= -E", "==": "<= E", "!=": "> E"}[op]
                    return (f"(abs({a} - {b}) {margin})" if op in ("==", "!=") else f"({a} - {b} {margin})"), p and q
                return f"({a} {op} {b})", p and q
            case ("in", x, codes):
                a, p = self.expression(x)
                tests = [f"({a} == {code})" for code in codes]
                return self.joined("or", [(test, p) for test in tests])
            case (("and" | "or") as op, xs):
                return self.joined(op, [self.expression(x) for x in xs])
            case ("not", x):
                a, p = self.expression(x)
                return (f"(not {a})" if p else f"NOT({a})"), p
            case ("if", test, x, y):
                return self.either(self.expression(test), self.expression(x), self.expression(y))
            case ("choose", branches, otherwise):
                text = self.expression(otherwise)
                for when, give in reversed(branches):
                    text = self.either(self.expression(when), self.expression(give), text)
                return text
            case ("function", name, xs):
                parts = [self.expression(x) for x in xs]
                return f"{name}({', '.join(part for part, _ in parts)})", all(plain for _, plain in parts)
            case ("bands", x, name, clock):
                a, p = self.expression(x)
                return f"bands({a}, {self.slot(name, clock, None)})", p
            case ("periods", name, counts):
                import numpy as np

                return f"take({self.array_constant(np.array(counts, dtype=float))}, {self.input(name)})", False
            case ("lift", _, x):
                a, p = self.expression(x)
                return (a if p else f"asarray({a})[..., None]"), p
            case ("reduce", name, thing, level, x):
                a, p = self.expression(x)
                axes = 1
                above = self.things[thing].of
                while above != level:
                    axes += 1
                    above = self.things[above].of if above else None
                axis = tuple(range(-axes, 0)) if axes > 1 else -1
                return f"r_{name}({a}, {axis}, M.get({thing!r}))", False
            case ("partner", x):
                a, p = self.expression(x)
                return f"swap({a})", p
            case ("age_on", date, born):
                (a, p), (b, q) = self.expression(date), self.expression(born)
                return f"age_on({a}, {b})", p and q
        raise AssertionError(node[0])

    def array_constant(self, value: Any) -> str:
        name = f"c{len(self.constants)}"
        self.constants[name] = value
        return name

    def joined(self, op: str, parts: list[tuple[str, bool]]) -> tuple[str, bool]:
        text, plain = parts[0]
        for other, also in parts[1:]:
            text = f"({text} {op} {other})" if plain and also else f"{op.upper()}({text}, {other})"
            plain = plain and also
        return text, plain

    def either(self, test: tuple[str, bool], x: tuple[str, bool], y: tuple[str, bool]) -> tuple[str, bool]:
        if test[1] and x[1] and y[1]:
            return f"({x[0]} if {test[0]} else {y[0]})", True
        return f"where({test[0]}, {x[0]}, {y[0]})", False
