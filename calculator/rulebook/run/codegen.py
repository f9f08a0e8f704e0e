"""Writes typed trees as the text of a Python function, for one household exactly or for arrays of many.

The text is made only of operators, names that are made up here, and calls of functions in arithmetic.py. It never contains text from a rule
file.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from calculator.rulebook.language.functions import REDUCTIONS
from calculator.rulebook.language.model import Rule
from calculator.rulebook.language.typed import Slot, Typed

if TYPE_CHECKING:
    from calculator.rulebook.run.compile import Engine

NodeKey = tuple[str, str | None]  # rule, clock that overrides the day's


# A number in a formula, or a table of numbers. A function gets these besides its amounts.
Constant = Decimal | tuple[Decimal, ...] | tuple[float, ...]


class Writer:
    """Writes the function of one graph, and collects what the function is called with: amounts, constants and inputs."""

    def __init__(self, engine: Engine, order: list[NodeKey], trees: dict[NodeKey, Typed]) -> None:
        self.engine = engine
        self.rules = engine.book.rules
        self.entities = engine.book.entities
        self.order = order
        self.trees = trees
        self.slots: list[Slot] = []
        self.slot_of: dict[Slot, int] = {}
        self.constants: dict[str, Constant] = {}
        self.variables: dict[NodeKey, str] = {key: f"v{number}" for number, key in enumerate(order)}
        self.inputs: dict[str, str] = {}

    def slot(self, name: str, clock: str | None, use: tuple[str, object] | None) -> str:
        """The code of an amount: its place in the vector of amounts. use: how it is looked up, None for a single number or bands."""
        key = (name, clock, use)
        if key not in self.slot_of:
            self.slot_of[key] = len(self.slots)
            self.slots.append(key)
        return f"A[{self.slot_of[key]}]"

    def input(self, name: str) -> str:
        """The variable that holds an input."""
        return self.inputs.setdefault(name, f"i{len(self.inputs)}")

    def constant(self, value: Constant) -> str:
        """The variable that holds a constant of a formula."""
        for name, known in self.constants.items():
            if known == value:
                return name
        name = f"c{len(self.constants)}"
        self.constants[name] = value
        return name

    def key(self, name: str, clock: str | None) -> NodeKey:
        """The node of a rule under a clock; the clock matters only to rules that depend on the day."""
        return (name, clock if name in self.engine.resolved.daily else None)


class Exact(Writer):
    """Writes the function for one household, which uses lists over its entities.

    The function is given the inputs `J` and the values `B` of another run, and for each node whether an amount that it uses differs from
    that run (`F`). It works out only the nodes for which a value that they use differs, and takes the others from the other run.
    """

    def __init__(self, engine: Engine, order: list[NodeKey], trees: dict[NodeKey, Typed]) -> None:
        super().__init__(engine, order, trees)
        self.used: dict[str, None] = {}  # the variables that the node being written uses
        self.amounts_used: set[int] = set()  # the slots of the amounts that it uses
        self.users: list[list[int]] = []  # for each slot, the places of the nodes that use it

    def write(self) -> str:
        lines = []
        for number, key in enumerate(self.order):
            self.used, self.amounts_used = {}, set()
            rule = self.rules[key[0]]
            body = self.expression(self.trees[key], rule.each, f"n_{rule.each}")
            if rule.each:
                body = f"[{body} for n_{rule.each} in range(S[{rule.each!r}])]"
            variable = self.variables[key]
            tests = [f"d_{used}" for used in self.used]
            if self.amounts_used or not tests:
                tests.append(f"F[{number}]")
            changed = " or ".join(tests)
            self.users += [[] for _ in range(len(self.slots) - len(self.users))]
            for slot in self.amounts_used:
                self.users[slot].append(number)
            lines += [
                f"    if {changed}:",
                f"        {variable} = {body}",
                f"        d_{variable} = {variable} != B[{number}]",
                "    else:",
                f"        {variable} = B[{number}]",
                f"        d_{variable} = False",
            ]
        head = []
        for name, variable in self.inputs.items():
            head += [f"    {variable} = I[{name!r}]", f"    d_{variable} = {variable} != J[{name!r}]"]
        returned = ", ".join(self.variables.values())
        return "\n".join(
            [
                "def rules(I, A, S, P, K, J, B, F):",
                *head,
                *lines,
                f"    return ({returned},)" if returned else "    return ()",
            ]
        )

    def index(self, level: str, within: str | None, letter: str) -> str:
        """The index of a level's entity, from inside a loop over `within` whose index is `letter`."""
        if level == within:
            return letter
        assert within is not None
        owner = self.entities[within].of
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
            case ("ref" | "key" | "look" | "cells" | "known" | "periods", *_):
                return self.reference(node, within, letter)
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
            case ("lift", _, x):
                return sub(x)
            case ("reduce", name, entity, level, x):
                return self.reduction(name, entity, level, x, within, letter)
            case ("partner", x):
                assert within is not None
                return f"({self.expression(x, within, f'(1 - {letter})')} if S[{within!r}] == 2 else {self.nothing(x)})"
            case ("age_on", date, born):
                return f"age_on({sub(date)}, {sub(born)})"
        raise AssertionError(node[0])

    def slot(self, name: str, clock: str | None, use: tuple[str, object] | None) -> str:
        code = super().slot(name, clock, use)
        self.amounts_used.add(self.slot_of[(name, clock, use)])
        return code

    def input(self, name: str) -> str:
        return self.using(super().input(name))

    def using(self, variable: str) -> str:
        """The variable, noted as one that the node uses."""
        self.used[variable] = None
        return variable

    def reference(self, node: Typed, within: str | None, letter: str) -> str:
        """The code of a tree that names a rule."""
        match node:
            case ("ref", name, clock):
                rule = self.rules[name]
                if rule.kind == "input":
                    return self.at(self.input(name), rule.each, within, letter)
                if rule.kind == "values" and rule.form != "table":
                    return self.slot(name, clock, None)
                return self.at(self.using(self.variables[self.key(name, clock)]), rule.each, within, letter)
            case ("key", name, clock, key):
                return self.slot(name, clock, ("key", key))
            case ("look", name, clock, order, x):
                return f"{self.slot(name, clock, ('order', order))}[{self.expression(x, within, letter)}]"
            case ("cells", name, clock, indexes):
                flat = "0"
                for typed, choices in indexes:
                    flat = f"({flat} * {len(choices)} + {self.expression(typed, within, letter)})"
                return f"{self.slot(name, clock, ('table', tuple(choices for _, choices in indexes)))}[{flat}]"
            case ("known", name):
                return self.at(self.input("?" + name), self.rules[name].each, within, letter)
            case ("periods", name, counts):
                table = self.constant(tuple(Decimal(count) for count in counts))
                return f"{table}[{self.at(self.input(name), self.rules[name].each, within, letter)}]"
        raise AssertionError(node[0])

    def reduction(self, name: str, entity: str, level: str | None, x: Typed, within: str | None, letter: str) -> str:
        """The code that combines the values of the entities of a level."""
        inner = f"{letter}_{entity}" if within == entity else f"n_{entity}"
        body = self.expression(x, entity, inner)
        over = f"range(S[{entity!r}])" if level is None else f"K[{entity!r}][{self.index(level, within, letter)}]"
        return f"{name}({body} for {inner} in {over})"

    def nothing(self, node: Typed) -> str:
        kind = self.kind(node)
        return {"number": "N0", "bool": "False"}.get(kind, "0")

    def is_number(self, node: Typed) -> bool:
        return self.kind(node) == "number"

    def kind(self, node: Typed) -> str:
        return kind_of(node, self.rules)


def kind_of(node: Typed, rules: dict[str, Rule]) -> str:
    """The kind of value that a typed tree gives: number, bool, choice or date."""
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
            return REDUCTIONS[node[1]].gives
    return "number"


class Arrays(Writer):
    """Writes the function for arrays. Their last axes are the entities, and all others are households or points."""

    def __init__(
        self,
        engine: Engine,
        order: list[NodeKey],
        trees: dict[NodeKey, Typed],
        slots: list[Slot],
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
            case ("ref" | "key" | "look" | "cells" | "known" | "periods", *_):
                return self.reference(node)
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
            case ("lift", _, x):
                a, p = self.expression(x)
                return (a if p else f"asarray({a})[..., None]"), p
            case ("reduce", name, entity, level, x):
                return self.reduction(name, entity, level, x), False
            case ("partner", x):
                a, p = self.expression(x)
                return f"swap({a})", p
            case ("age_on", date, born):
                (a, p), (b, q) = self.expression(date), self.expression(born)
                return f"age_on({a}, {b})", p and q
        raise AssertionError(node[0])

    def reference(self, node: Typed) -> tuple[str, bool]:
        """The code of a tree that names a rule, and whether it is a plain number."""
        match node:
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
            case ("periods", name, counts):
                return f"take({self.constant(tuple(float(count) for count in counts))}, {self.input(name)})", False
        raise AssertionError(node[0])

    def reduction(self, name: str, entity: str, level: str | None, x: Typed) -> str:
        """The code that reduces the axes of the entities from their level up to another."""
        a, _ = self.expression(x)
        axes = 1
        above = self.entities[entity].of
        while above != level:
            axes += 1
            above = self.entities[above].of if above else None
        axis = tuple(range(-axes, 0)) if axes > 1 else -1
        return f"{name}({a}, {axis}, M.get({entity!r}))"

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
