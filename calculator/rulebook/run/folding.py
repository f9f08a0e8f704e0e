"""Typed trees made smaller by what is known of all households of a batch: inputs that none of them gives, and entities that none of them has."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from calculator.rulebook.language.functions import CALCULATIONS
from calculator.rulebook.language.model import Rule, Scalar
from calculator.rulebook.language.ranges import SNAP
from calculator.rulebook.language.typed import Typed
from calculator.rulebook.run.codegen import NodeKey, kind_of
from calculator.rulebook.run.compile import Engine

_TRUE, _FALSE = ("truth", True), ("truth", False)
_ZERO = ("number", Decimal(0))
# What a reduction gives where there is nothing, or where the value is this for each.
_NEUTRAL: dict[str, tuple[Typed, Typed]] = {
    "sum": (_ZERO, _ZERO),
    "count": (_ZERO, _FALSE),
    "any": (_FALSE, _FALSE),
    "all": (_TRUE, _TRUE),
    "highest": (_ZERO, _ZERO),
    "lowest": (_ZERO, _ZERO),
}


class Folder:
    """Makes trees smaller.

    known: the values of the inputs that are the same for all, and of "?name" for whether they are given. most: how many of each entity a
    household has at most. settled: the nodes that turned out to be constant.
    """

    def __init__(self, engine: Engine, known: Mapping[str, Scalar], most: Mapping[str, int]) -> None:
        self.engine, self.known, self.most = engine, known, most
        self.rules = engine.book.rules
        self.settled: dict[NodeKey, Typed] = {}

    def node(self, key: NodeKey, tree: Typed) -> Typed:
        """The tree of a node, made smaller. Nodes come after those that they use."""
        folded = self.fold(tree)
        if _is_constant(folded):
            self.settled[key] = folded
        return folded

    def fold(self, tree: Typed) -> Typed:
        """A tree with the same value."""
        match tree:
            case ("number", value):
                return ("number", Decimal(value))
            case ("truth" | "code" | "key", *_):
                return tree
            case ("ref", name, clock):
                return self._reference(tree, name, clock)
            case ("known", name):
                given = self.known.get(f"?{name}")
                return tree if given is None else ("truth", bool(given))
            case ("periods", name, counts):
                return ("number", Decimal(counts[int(self.known[name])])) if name in self.known else tree
            case ("look", name, clock, order, x):
                return ("look", name, clock, order, self.fold(x))
            case ("cells", name, clock, indexes):
                return ("cells", name, clock, tuple((self.fold(x), choices) for x, choices in indexes))
            case ("binary", op, x, y):
                return _binary(op, self.fold(x), self.fold(y))
            case ("negative", x):
                return _binary("-", _ZERO, self.fold(x))
            case ("compare", op, x, y):
                return _compared(op, self.fold(x), self.fold(y))
            case ("in", x, codes):
                x = self.fold(x)
                return ("truth", x[1] in codes) if _is_constant(x) else ("in", x, codes)
            case ("and" | "or" | "not" | "if" | "choose", *_):
                return self._logic(tree)
            case ("function", name, xs):
                return _called(name, tuple(self.fold(x) for x in xs))
            case ("bands", x, name, clock):
                return ("bands", self.fold(x), name, clock)
            case ("age_on", day, born):
                day, born = self.fold(day), self.fold(born)
                both = _is_constant(day) and _is_constant(born)
                return (
                    ("number", CALCULATIONS["age_on"].exact(int(day[1]), int(born[1])))
                    if both
                    else ("age_on", day, born)
                )
            case _:
                return self._entities(tree)

    def _reference(self, tree: Typed, name: str, clock: str | None) -> Typed:
        rule = self.rules[name]
        if rule.kind == "input":
            if name not in self.known:
                return tree
            value = self.known[name]
            return {"number": ("number", Decimal(value)), "bool": ("truth", bool(value))}.get(
                rule.value_type, ("code", value)
            )
        return self.settled.get((name, clock if name in self.engine.resolved.daily else None), tree)

    def _logic(self, tree: Typed) -> Typed:
        match tree:
            case ("not", x):
                x = self.fold(x)
                return ("truth", not x[1]) if _is_constant(x) else ("not", x)
            case ("if", test, x, y):
                return self._choice(((test, x),), y)
            case ("choose", branches, otherwise):
                return self._choice(branches, otherwise)
        op, xs = tree
        decides = ("truth", op == "or")
        parts = [part for part in (self.fold(x) for x in xs) if part != ("truth", op == "and")]
        if decides in parts:
            return decides
        return ("truth", op == "and") if not parts else parts[0] if len(parts) == 1 else (op, tuple(parts))

    def _choice(self, branches: Iterable[tuple[Typed, Typed]], otherwise: Typed) -> Typed:
        kept: list[tuple[Typed, Typed]] = []
        for when, give in branches:
            test = self.fold(when)
            if test == _FALSE:
                continue
            if test == _TRUE:
                otherwise = give
                break
            kept.append((test, self.fold(give)))
        last = self.fold(otherwise)
        while kept and kept[-1][1] == last:
            kept.pop()
        return ("choose", tuple(kept), last) if kept else last

    def _entities(self, tree: Typed) -> Typed:
        match tree:
            case ("lift", entity, x):
                x = self.fold(x)
                return x if _is_constant(x) else ("lift", entity, x)
            case ("reduce", name, entity, level, x):
                nothing, neutral = _NEUTRAL[name]
                x = self.fold(x)
                return nothing if not self.most.get(entity) or x == neutral else ("reduce", name, entity, level, x)
            case ("partner", x):
                x = self.fold(x)
                alone = self.most.get("adult") == 1
                if alone or (_is_constant(x) and not x[1]):
                    return {"number": _ZERO, "bool": _FALSE}.get(kind_of(x, self.rules), ("code", 0))
                return ("partner", x)
        raise AssertionError(tree[0])


def _is_constant(tree: Typed) -> bool:
    return tree[0] in ("number", "truth", "code")


def is_whole(tree: Typed, rules: Mapping[str, Rule]) -> bool:
    """Whether a tree can only give whole numbers, which no floating-point noise can blur."""
    match tree:
        case ("number", value):
            return bool(value == int(value))
        case ("ref", name, _):
            rule = rules[name]
            return rule.kind == "input" and rule.unit_text in ("count", "year")
        case ("lift" | "partner", *_, x):
            return is_whole(x, rules)
        case ("reduce", "count", *_) | ("age_on", *_):
            return True
        case ("reduce", "highest" | "lowest" | "sum", _, _, x):
            return is_whole(x, rules)
        case ("binary", "+" | "-" | "*", x, y):
            return is_whole(x, rules) and is_whole(y, rules)
        case ("function", "floor" | "ceil" | "floor_pound", _):
            return True
        case ("function", "min" | "max", xs):
            return all(is_whole(x, rules) for x in xs)
    return False


def _binary(op: str, x: Typed, y: Typed) -> Typed:
    if _is_constant(x) and _is_constant(y) and not (op == "/" and not y[1]):
        a, b = Decimal(x[1]), Decimal(y[1])
        return ("number", a + b if op == "+" else a - b if op == "-" else a * b if op == "*" else a / b)
    if op == "*" and _ZERO in (x, y):
        return _ZERO
    if op in "+-" and y == _ZERO:
        return x
    if op == "+" and x == _ZERO:
        return y
    return ("binary", op, x, y)


def _compared(op: str, x: Typed, y: Typed) -> Typed:
    if not (_is_constant(x) and _is_constant(y)):
        return ("compare", op, x, y)
    numbers = x[0] == y[0] == "number"
    apart, margin = Decimal(x[1]) - Decimal(y[1]), SNAP if numbers else Decimal(0)
    if op in ("==", "!="):
        return ("truth", (abs(apart) <= margin) == (op == "=="))
    holds = {"<": apart < -margin, "<=": apart <= margin, ">": apart > margin, ">=": apart >= -margin}
    return ("truth", holds[op])


def _called(name: str, xs: tuple[Typed, ...]) -> Typed:
    if all(map(_is_constant, xs)):
        return ("number", CALCULATIONS[name].exact(*(x[1] for x in xs)))
    return ("function", name, xs)
