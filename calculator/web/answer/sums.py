"""A rule's formula said in words, with a household's numbers: 55% × the higher of (0, £660.92 − £427.00).

Rules are written in a small part of Python. Here a formula is only put into words, and nothing is calculated. What is 0 is left
out, and so is the side of a condition that does not apply.
"""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import TypeAlias, TypeGuard

from calculator.rulebook import CONVERSIONS, FUNCTIONS
from calculator.web.format import Formats, Number, Value
from calculator.web.language import _

Given: TypeAlias = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class SumPart:
    """A formula, or a part of one. `kind` is a sign, or name, number, call, if, not, and, or, is, compare, other."""

    kind: str
    text: str = ""
    parts: tuple["SumPart", ...] = ()
    names: frozenset[str] = frozenset()


@lru_cache(maxsize=4000)  # formulas are the rules' own: nothing of a person's is kept here
def read(formula: str) -> SumPart | None:
    return _part(ast.parse(formula, mode="eval").body) if formula else None


_SIGNS: dict[type[ast.operator], str] = {ast.Add: "+", ast.Sub: "−", ast.Mult: "×", ast.Div: "÷"}


_COMPARED: dict[type[ast.cmpop], str] = {
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.In: "in",
    ast.NotIn: "not in",
}


def _part(node: ast.expr) -> SumPart:
    match node:
        case ast.Name() | ast.Attribute() | ast.Subscript():
            name = ast.unparse(node)
            return SumPart("name", name, names=frozenset({name}))
        case ast.Constant(value=value):
            return SumPart("number", str(value))
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _SIGNS:
            return _made(_SIGNS[type(op)], "", left, right)
        case ast.IfExp(test=test, body=body, orelse=orelse):
            return _made("if", "", test, body, orelse)
        case ast.Call(func=ast.Name(id=function), args=args):
            return _made("call", function, *args)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return _made("minus", "", operand)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return _made("not", "", operand)
        case ast.BoolOp(op=op, values=values):
            return _made("and" if isinstance(op, ast.And) else "or", "", *values)
        case ast.Compare(left=left, ops=[ast.Eq()], comparators=[ast.Constant(value=str(value))]):
            return _made("is", value, left)
        case ast.Compare(left=left, ops=[ast.NotEq()], comparators=[ast.Constant(value=str(value))]):
            return SumPart("not", parts=(_made("is", value, left),))
        case ast.Compare(left=left, ops=[op], comparators=[right]) if type(op) in _COMPARED:
            return _made("compare", _COMPARED[type(op)], left, right)
    return _made("other", "", *(each for each in ast.iter_child_nodes(node) if isinstance(each, ast.expr)))


def _made(kind: str, text: str, *nodes: ast.expr) -> SumPart:
    parts = tuple(_part(node) for node in nodes)
    return SumPart(kind, text, parts, frozenset().union(*(part.names for part in parts)))


def taken(part: SumPart, given: Given) -> SumPart | None:
    """The side of a condition that applies. None means that the values do not show which."""
    holds = _holds(part.parts[0], given)
    return None if holds is None else part.parts[1 if holds else 2]


def names_said(part: SumPart | None, given: Given) -> Iterator[str]:
    """The names in the part of the sum that applies. Names that only decide which part that is are left out."""
    if part is None:
        return
    if part.kind == "if" and (side := taken(part, given)) is not None:
        yield from names_said(side, given)
    elif part.kind == "name":
        yield part.text
    else:
        for each in part.parts:
            yield from names_said(each, given)


def is_number(value: Value) -> TypeGuard[Number]:
    """Whether a value is one number. A truth value is none."""
    return isinstance(value, Decimal | int | float) and not isinstance(value, bool)


def is_figure(value: Value) -> bool:
    """Whether a value is a number or a list of numbers."""
    return all(map(is_number, value)) if isinstance(value, list) else is_number(value)


def is_nothing(value: Value) -> bool:
    return not any(value) if isinstance(value, list) else not value


def _holds(part: SumPart, given: Given) -> bool | None:
    if part.kind == "not":
        holds = _holds(part.parts[0], given)
        return None if holds is None else not holds
    if part.kind in ("and", "or"):
        sides = [_holds(each, given) for each in part.parts]
        return None if None in sides else all(sides) if part.kind == "and" else any(sides)
    value = given.get(part.parts[0].text if part.kind == "is" else part.text)
    if part.kind == "is":
        return value == part.text if isinstance(value, str) else None
    return value if isinstance(value, bool) else None


# How one period becomes another, where the first is known.
_PERIODS = {
    ("monthly", "year"): "÷ 12",
    ("monthly", "week"): "× 52 ÷ 12",
    ("yearly", "week"): "× 52",
    ("yearly", "month"): "× 12",
    ("weekly", "year"): "÷ 52",
    ("weekly", "month"): "× 12 ÷ 52",
}
_SHORT = frozenset({"GBP/month", "GBP/week", "GBP/year", "GBP/pay_period"})


@dataclass(frozen=True, slots=True)
class Sayer:
    """Says a formula with the values of one household. `names` has the unit of each name."""

    given: Given
    names: Mapping[str, Mapping[str, str]]
    formats: Formats

    def say(self, part: SumPart, within: int = 0) -> str:
        """`within` is how tightly the sum around binds: 1 for + and −, 2 for × and ÷."""
        match part.kind:
            case "name":
                return self._name(part.text)
            case "number":
                return part.text
            case "+" | "−" | "×" | "÷":
                return self._sum(part, within)
            case "call":
                return self._call(part, within)
            case "minus":
                return f"−{self.say(part.parts[0], 2)}"
            case "if":
                side = taken(part, self.given)
                if side is not None:
                    return self.say(side, within)
                said = _("%(this)s, or %(that)s where that does not apply") % {
                    "this": self.say(part.parts[1]),
                    "that": self.say(part.parts[2]),
                }
                return f"({said})" if within else said
        return _("what applies")

    def _sum(self, part: SumPart, within: int) -> str:
        order = 1 if part.kind in "+−" else 2
        left, right = part.parts
        if order == 1 and self._is_nothing(right):
            return self.say(left, within)
        if part.kind == "+" and self._is_nothing(left):
            return self.say(right, within)
        said = f"{self.say(left, order)} {part.kind} {self.say(right, order + (part.kind in '−÷'))}"
        return f"({said})" if order < within else said

    def _is_nothing(self, part: SumPart) -> bool:
        """Whether a part is 0 without working anything out."""
        if part.kind == "name":
            return part.text in self.given and is_nothing(self.given[part.text])
        if part.kind == "×":
            return self._is_nothing(part.parts[0]) or self._is_nothing(part.parts[1])
        return (part.kind == "÷" or part.text in CONVERSIONS) and self._is_nothing(part.parts[0])

    def _name(self, name: str) -> str:
        if name not in self.given:
            return name.partition("[")[0].rpartition(".")[2].replace("_", " ")
        value, unit = self.given[name], self._unit(name)
        each = [self._value(one, unit) for one in (value if isinstance(value, list) else [value])]
        return each[0] if len(each) == 1 else "(" + " + ".join(each) + ")"

    def _value(self, value: Value, unit: str) -> str:
        return self.formats.pounds(value) if unit in _SHORT and is_number(value) else self.formats.value(value, unit)

    def _unit(self, name: str) -> str:
        return self.names.get(name, {}).get("unit", "")

    def _call(self, part: SumPart, within: int) -> str:
        function, first = part.text, part.parts[0]
        if FUNCTIONS[function].words == "%s" or (function == "sum" and first.kind == "name"):
            return self.say(first, within)
        if function in CONVERSIONS:
            periods = {self._unit(name).partition("/")[2] for name in first.names if name in self.given}
            if len(periods) == 1 and (conversion := _PERIODS.get((function, periods.pop()))):
                said = f"{self.say(first, 2)} {conversion}"
                return f"({said})" if within > 2 else said
        words = FUNCTIONS[function].words
        inner = ", ".join(self.say(each) for each in part.parts) if "(%s)" in words else self.say(first, 1)
        return _(words).replace("%s", inner)
