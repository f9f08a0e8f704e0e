"""The formula language: a small part of Python's expressions, which `ast` of the standard library reads into plain tuples.

Nothing is ever evaluated as Python. The reader refuses everything outside the grammar: attributes of values, indexing by number, powers,
lambdas, comprehensions, calls of unknown names, and numbers other than -1, 0, 1, 2 and 100.

Shapes of the tuples: ("number", n) ("text", s) ("name", "a.b") ("binary", op, x, y) ("negative", x) ("compare", op, x, y)
("in", x, (texts)) ("and", xs) ("or", xs) ("not", x) ("if", test, x, y) ("call", function, args) ("look", name, x).
"""

from __future__ import annotations

import ast
import warnings
from typing import Any

from calculator.rulebook.language.functions import FUNCTIONS

MOST_CHARACTERS = 2000
MOST_DEPTH = 40
NUMBERS = (0, 1, 2, 100)

Expression = tuple[Any, ...]

_BINARY = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}
_COMPARE = {ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!="}


class GrammarError(Exception):
    """A formula is not in the language. The message says what to write instead."""


def parse(text: str) -> Expression:
    """Read one formula, without evaluating any of it.

    text: the formula as the rule file has it. Returns nested tuples of the shapes above. Raises GrammarError if the text is too long or
    too deep, or is not in the language.
    """
    if len(text) > MOST_CHARACTERS:
        raise GrammarError(
            f"the formula has {len(text):,} characters; the most is {MOST_CHARACTERS:,}: name its parts with let:"
        )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text.strip(), mode="eval")
    except SyntaxError as error:
        raise GrammarError(f"'{_short(text)}' cannot be read: {error.msg}") from None
    except (ValueError, MemoryError, RecursionError):
        raise GrammarError(f"'{_short(text)}' cannot be read") from None
    try:
        return _read(tree.body, 0)
    except GrammarError as error:
        raise GrammarError(f"'{_short(text)}': {error}") from None


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:57] + "..."


def _read(node: ast.expr, depth: int) -> Expression:
    if depth > MOST_DEPTH:
        raise GrammarError(f"the formula is more than {MOST_DEPTH} deep: name its parts with let:")
    deeper = depth + 1
    match node:
        case ast.Constant(value=bool() as value):
            return ("truth", value)
        case ast.Constant(value=int() as value):
            if value not in NUMBERS:
                raise GrammarError(
                    f"the number {value} needs a name: make it a dated value with a source (only -1, 0, 1, 2 and 100 stand in formulas)"
                )
            return ("number", value)
        case ast.Constant(value=str() as value):
            return ("text", value)
        case ast.Constant(value=value):
            raise GrammarError(f"{value!r} cannot stand in a formula: make it a dated value with a source")
        case ast.Name() | ast.Attribute():
            return ("name", _chain(node))
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return ("negative", _read(operand, deeper))
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return ("not", _read(operand, deeper))
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _BINARY:
            return ("binary", _BINARY[type(op)], _read(left, deeper), _read(right, deeper))
        case ast.BoolOp(op=op, values=values):
            return ("and" if isinstance(op, ast.And) else "or", tuple(_read(value, deeper) for value in values))
        case ast.Compare(
            left=left, ops=[ast.In() | ast.NotIn() as op], comparators=[ast.Tuple(elts=parts) | ast.List(elts=parts)]
        ):
            texts = []
            for part in parts:
                if not (isinstance(part, ast.Constant) and isinstance(part.value, str)):
                    raise GrammarError("after 'in' write choices in quotes: x in ('a', 'b')")
                texts.append(part.value)
            found: Expression = ("in", _read(left, deeper), tuple(texts))
            return ("not", found) if isinstance(op, ast.NotIn) else found
        case ast.Compare(left=left, ops=[op], comparators=[right]) if type(op) in _COMPARE:
            return ("compare", _COMPARE[type(op)], _read(left, deeper), _read(right, deeper))
        case ast.Compare():
            raise GrammarError("compare two values at a time: write a < b and b < c")
        case ast.IfExp(test=test, body=body, orelse=orelse):
            return ("if", _read(test, deeper), _read(body, deeper), _read(orelse, deeper))
        case ast.Subscript(value=value, slice=index):
            if not isinstance(value, ast.Name | ast.Attribute):
                raise GrammarError("only a keyed amount can be looked up: amounts[choice]")
            return ("look", _chain(value), _read(index, deeper))
        case ast.Call(func=ast.Name(id=function), args=args, keywords=[]):
            if function not in FUNCTIONS:
                raise GrammarError(f"there is no function '{function}': use one of {', '.join(sorted(FUNCTIONS))}")
            fewest, most = FUNCTIONS[function].arguments
            if not fewest <= len(args) <= most:
                raise GrammarError(
                    f"{function}() takes {fewest if fewest == most else f'{fewest} to {most}'} parts, not {len(args)}"
                )
            return ("call", function, tuple(_read(arg, deeper) for arg in args))
        case _:
            raise GrammarError(f"{type(node).__name__} is not in the rule language")


def _chain(node: ast.expr) -> str:
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name) or len(parts) > 3:
        raise GrammarError("a name is a chain of words, such as adult.age")
    if any(part.startswith("_") for part in (*parts, node.id)):
        raise GrammarError("a name does not begin with '_'")
    return ".".join([node.id, *reversed(parts)])
