"""How a figure was worked out, in words: the formula of its rule with this household's numbers, and the law.

The formulas are the small part of Python that rules are written in; here they are read only to be said.
"""

import ast
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from typing import Any

from calculator.result import Position, Source, WorkingEntry
from calculator.web.format import Formats
from calculator.web.language import _

# What a line opens to: its own rule, and those behind it.
DEEPEST = 3
MOST_STEPS = 6
YOUR_ANSWER = "Your answer"


@dataclass(slots=True)
class From:
    """Where a figure comes from. `law` is empty where it is the person's own answer."""

    law: str
    url: str | None
    since: str


@dataclass(slots=True)
class Step:
    """One figure: its parts, the sum in words, the figure, and its sources."""

    title: str
    adult: int | None
    parts: list[tuple[str, str]]
    sum: str
    value: str
    explain: str
    sources: list[From] = field(default_factory=list)


class Workings:
    """The working of one position, found by rule. `shown` are the rules that have a line of their own on the page."""

    def __init__(self, position: Position, formats: Formats, shown: Iterable[str] = ()) -> None:
        self.formats = formats
        self.shown = frozenset(shown)
        self.entries: dict[str, list[WorkingEntry]] = {}
        for entry in position.working or ():
            same = self.entries.setdefault(entry.rule, [])
            # A rule worked out on two clocks stands twice; one that came out the same is said once.
            if not any(
                (each.adult, each.value, each.formula) == (entry.adult, entry.value, entry.formula) for each in same
            ):
                same.append(entry)

    def steps(self, rule: str | None) -> list[Step]:
        """A rule's own step and then, once each, those of the figures it uses."""
        return [self._step(entry) for entry in self._chain(rule)] if rule else []

    def _chain(self, rule: str) -> Sequence[WorkingEntry]:
        """The entries from a rule down to what it rests on, nothing twice. What has a line of its own stops there; a rule
        that only passes a figure on is left out."""
        found: list[WorkingEntry] = []
        own = self.entries.get(rule, [])
        waiting = [(entry, 0) for entry in [each for each in own if each.value] or own[:1]]
        while waiting and len(found) < MOST_STEPS:
            entry, depth = waiting.pop(0)
            if any(entry is each for each in found):
                continue
            behind = [each for name in entry.with_ for each in self._named(entry, name) if self._worth_saying(each)]
            if len(behind) == 1 and _passes_on(entry, behind[0]):
                waiting.insert(0, (behind[0], depth))
                continue
            found.append(entry)
            if depth < DEEPEST:
                waiting += [(each, depth + 1) for each in behind]
        return found

    def _named(self, entry: WorkingEntry, name: str) -> list[WorkingEntry]:
        """The entries of a rule by the name that a formula uses for it: its own subject's before any other."""
        plain = name.partition("[")[0]
        subject = entry.rule.rpartition(".")[0]
        # Of a table of amounts, the name may end in the key.
        tries = (f"{subject}.{plain}", plain, f"{subject}.{plain.rpartition('.')[0]}", plain.rpartition(".")[0])
        found = next((self.entries[each] for each in tries if each in self.entries), [])
        mine = [each for each in found if each.adult == entry.adult]
        return mine if entry.adult is not None and mine else found

    def _worth_saying(self, entry: WorkingEntry) -> bool:
        """A sum of money that is not nothing, and is not said in a line of its own."""
        return bool(entry.formula and entry.value and entry.unit.startswith("GBP") and entry.rule not in self.shown)

    def _step(self, entry: WorkingEntry) -> Step:
        said = set(_names_said(entry))
        parts = [
            (self._title(entry, name), self.formats.value(value, entry.names.get(name, {}).get("unit", "")))
            for name, value in entry.with_.items()
            if name in said and _is_figure(value) and not _is_nothing(value)
        ]
        words = in_words(entry.formula, entry.with_, entry.names, self.formats)
        return Step(
            title=_(entry.title),
            adult=entry.adult,
            parts=parts,
            sum=words if len(parts) > 1 or " " in words else "",
            value=self.formats.value(entry.value, entry.unit),
            explain=_(entry.explain) if entry.explain else "",
            sources=list(self._sources(entry)),
        )

    def _title(self, entry: WorkingEntry, name: str) -> str:
        title = _(entry.names.get(name, {}).get("title", name.replace("_", " ")))
        table, _dot, key = name.rpartition(".")
        if (
            table
            and not entry.rule.startswith(f"{table}.")
            and any(_is_amount(each, table) for each in self._named(entry, name))
        ):
            title = f"{title} ({_(key.replace('_', ' '))})"
        return title[:1].upper() + title[1:]

    def _sources(self, entry: WorkingEntry) -> Iterator[From]:
        """The law of the rule and of the amounts in it, each once."""
        amounts = [each for name in entry.with_ for each in self._named(entry, name) if not each.formula]
        seen = set()
        for each in (entry, *amounts):
            if each.source is not None and each.source.law not in seen:
                seen.add(each.source.law)
                yield self._from(each.source, each)

    def _from(self, source: Source, entry: WorkingEntry) -> From:
        law = "" if source.law == YOUR_ANSWER else source.law
        since = self.formats.date(entry.in_force_from) if entry.in_force_from and law else ""
        return From(law, source.url, since)


def _passes_on(entry: WorkingEntry, behind: WorkingEntry) -> bool:
    """Whether nothing happens in a rule but to take one figure as it is."""
    figures = [value for value in entry.with_.values() if _is_figure(value) and not _is_nothing(value)]
    return len(figures) == 1 and (behind.value, behind.unit) == (entry.value, entry.unit)


def _is_amount(entry: WorkingEntry, table: str) -> bool:
    """Whether an entry is the amount taken from a table of that name."""
    return not entry.formula and entry.rule.endswith(table.rpartition(".")[2])


def _is_figure(value: Any) -> bool:
    figures = value if isinstance(value, list) else [value]
    return all(isinstance(each, Decimal | int | float) and not isinstance(each, bool) for each in figures)


def _is_nothing(value: Any) -> bool:
    return not any(value) if isinstance(value, list) else not value


def _names_said(entry: WorkingEntry) -> Iterator[str]:
    """The names that stand in the sum as it was taken, and not only in the question of which sum it is."""
    tree = _tree(entry.formula)
    waiting: list[ast.AST] = [tree] if tree is not None else []
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.IfExp) and (taken := _taken(node, entry.with_)) is not None:
            waiting.append(taken)
        elif isinstance(node, ast.Name | ast.Attribute | ast.Subscript):
            yield ast.unparse(node)
        else:
            waiting.extend(ast.iter_child_nodes(node))


def _taken(node: ast.IfExp, given: dict[str, Any]) -> ast.expr | None:
    """The side of a condition that was taken, where the values given say so."""
    truth = _truth(node.test, given)
    return None if truth is None else node.body if truth else node.orelse


def _truth(node: ast.expr, given: dict[str, Any]) -> bool | None:
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        truth = _truth(node.operand, given)
        return None if truth is None else not truth
    if isinstance(node, ast.BoolOp):
        sides = [_truth(each, given) for each in node.values]
        if None in sides:
            return None
        return all(sides) if isinstance(node.op, ast.And) else any(sides)
    if isinstance(node, ast.Compare) and isinstance(node.comparators[0], ast.Constant):
        value, constant = given.get(ast.unparse(node.left)), node.comparators[0].value
        if isinstance(value, str) and isinstance(node.ops[0], ast.Eq | ast.NotEq):
            return (value == constant) == isinstance(node.ops[0], ast.Eq)
        return None
    value = given.get(ast.unparse(node))
    return value if isinstance(value, bool) else None


def in_words(formula: str, given: dict[str, Any], names: dict[str, dict[str, str]], formats: Formats) -> str:
    """A formula with its numbers in place of its names: 55% × the higher of (0, £660.92 − £427.00)."""
    tree = _tree(formula)
    return _Sayer(given, names, formats).say(tree) if tree is not None else ""


@lru_cache(maxsize=2000)  # formulas are the rules' own: nothing of a person's is kept here
def _tree(formula: str) -> ast.expr | None:
    return ast.parse(formula, mode="eval").body if formula else None


_ORDER = {ast.Add: 1, ast.Sub: 1, ast.Mult: 2, ast.Div: 2}
_SIGNS = {ast.Add: "+", ast.Sub: "−", ast.Mult: "×", ast.Div: "÷"}
_CALLS = {
    "min": lambda: _("the lower of (%s)"),
    "max": lambda: _("the higher of (%s)"),
    "floor": lambda: _("%s, rounded down"),
    "ceil": lambda: _("%s, rounded up"),
    "floor_pound": lambda: _("%s, down to whole pounds"),
    "ceil_to": lambda: _("(%s), rounded up to a whole multiple"),
    "floor_to": lambda: _("(%s), rounded down to a whole multiple"),
    "limit": lambda: _("(%s), kept between the last two"),
    "bands": lambda: _("the rates in bands on %s"),
    "monthly": lambda: _("%s made monthly"),
    "weekly": lambda: _("%s made weekly"),
    "yearly": lambda: _("%s made yearly"),
    "per_period": lambda: _("%s for each payday"),
    "sum": lambda: _("the sum of %s"),
    "count": lambda: _("the number of %s"),
    "highest": lambda: _("the highest of %s"),
    "lowest": lambda: _("the lowest of %s"),
    "partner": lambda: _("the partner’s %s"),
}


# How a period becomes another, where the period is known.
_MANY = frozenset({"min", "max", "limit", "ceil_to", "floor_to"})
_PERIODS = {
    ("monthly", "year"): "÷ 12",
    ("monthly", "week"): "× 52 ÷ 12",
    ("yearly", "week"): "× 52",
    ("yearly", "month"): "× 12",
    ("weekly", "year"): "÷ 52",
    ("weekly", "month"): "× 12 ÷ 52",
}
_CONVERSIONS = frozenset({"monthly", "weekly", "yearly", "per_period"})
_SHORT = frozenset({"GBP/month", "GBP/week", "GBP/year", "GBP/pay_period"})


class _Sayer:
    def __init__(self, given: dict[str, Any], names: dict[str, dict[str, str]], formats: Formats) -> None:
        self.given, self.names, self.formats = given, names, formats

    def say(self, node: ast.expr, within: int = 0) -> str:
        text = ast.unparse(node) if isinstance(node, ast.Name | ast.Attribute | ast.Subscript) else None
        if text is not None:
            return self._name(text)
        if isinstance(node, ast.BinOp):
            return self._sum(node, within)
        if isinstance(node, ast.IfExp):
            taken = _taken(node, self.given)
            if taken is not None:
                return self.say(taken, within)
            said = _("%(this)s, or %(that)s where that does not apply") % {
                "this": self.say(node.body),
                "that": self.say(node.orelse),
            }
            return f"({said})" if within else said
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            return self._call(node.func.id, node.args, within)
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
            return f"−{self.say(node.operand, 2)}"
        if isinstance(node, ast.Constant):
            return str(node.value)
        return _("what applies")

    def _sum(self, node: ast.BinOp, within: int) -> str:
        order, sign = _ORDER.get(type(node.op), 0), _SIGNS.get(type(node.op), "")
        if order == 1 and self._is_nothing(node.right):
            return self.say(node.left, within)
        if isinstance(node.op, ast.Add) and self._is_nothing(node.left):
            return self.say(node.right, within)
        right = self.say(node.right, order + isinstance(node.op, ast.Sub | ast.Div))
        said = f"{self.say(node.left, order)} {sign} {right}"
        return f"({said})" if order < within else said

    def _is_nothing(self, node: ast.expr) -> bool:
        """Whether a part of a sum is 0 without working anything out."""
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult | ast.Div):
            return self._is_nothing(node.left) or (isinstance(node.op, ast.Mult) and self._is_nothing(node.right))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _CONVERSIONS:
            return self._is_nothing(node.args[0])
        name = ast.unparse(node)
        return name in self.given and _is_nothing(self.given[name])

    def _name(self, name: str) -> str:
        if name not in self.given:
            return name.partition("[")[0].rpartition(".")[2].replace("_", " ")
        value, unit = self.given[name], self._unit(name)
        each = [self._value(one, unit) for one in (value if isinstance(value, list) else [value])]
        return each[0] if len(each) == 1 else "(" + " + ".join(each) + ")"

    def _value(self, value: Any, unit: str) -> str:
        return self.formats.pounds(value) if unit in _SHORT else self.formats.value(value, unit)

    def _unit(self, name: str) -> str:
        return self.names.get(name, {}).get("unit", "")

    def _call(self, function: str, args: list[ast.expr], within: int) -> str:
        if function in ("round_penny", "in_assessment_period"):
            return self.say(args[0], within)  # every figure is shown to the penny
        if function == "sum" and isinstance(args[0], ast.Name | ast.Attribute):
            return self.say(args[0], within)
        periods = {
            self._unit(name).partition("/")[2] for name in map(ast.unparse, ast.walk(args[0])) if name in self.given
        }
        if len(periods) == 1 and (conversion := _PERIODS.get((function, next(iter(periods))))):
            said = f"{self.say(args[0], 2)} {conversion}"
            return f"({said})" if within > 2 else said
        alone = function not in _MANY
        inner = self.say(args[0], 1) if alone else ", ".join(self.say(each) for each in args)
        return (_CALLS[function]() if function in _CALLS else "%s").replace("%s", inner)
