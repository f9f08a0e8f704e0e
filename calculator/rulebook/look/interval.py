"""The rules walked with ranges in place of numbers: which inputs a figure depends on, and which can still change it.

A known input is a point. A missing one is the range or the choices that its declaration allows, and carries its own name; what is
worked out carries the names of the missing inputs that can still move it. Where a range shrinks to a point the names drop
away, so an input that no longer matters is not asked for. With every input known this is a plain evaluator, used to
run the examples inside rules and to find the branch taken.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import Any

from calculator.rulebook.language.model import Rule
from calculator.rulebook.language.resolve import Typed
from calculator.rulebook.run.arithmetic import in_bands, whole_years
from calculator.rulebook.run.codegen import NodeKey, kind_of
from calculator.rulebook.run.compile import Dates, Engine, Structure

Missing = tuple[str, int | None]  # input, and which entity (None for the household)
_NOBODY: frozenset[Missing] = frozenset()
_HUGE = Decimal(10) ** 9
_SNAP = Decimal("1e-9")


@dataclass(slots=True)
class Range:
    """Numbers and dates from low to high; for choices and truths the codes still possible. `by`: who can still move it."""

    low: Any
    high: Any
    by: frozenset[Missing] = _NOBODY
    codes: frozenset[int] | None = None

    @property
    def settled(self) -> bool:
        return len(self.codes) == 1 if self.codes is not None else bool(self.low == self.high)

    @property
    def value(self) -> Any:
        return next(iter(self.codes)) if self.codes is not None else self.low


def number(low: Any, high: Any, by: frozenset[Missing]) -> Range:
    return Range(low, high, _NOBODY if low == high else by)


def option(codes: frozenset[int], by: frozenset[Missing]) -> Range:
    return Range(None, None, _NOBODY if len(codes) == 1 else by, codes)


YES_CODE, NO_CODE = frozenset({1}), frozenset({0})
YES, NO = option(YES_CODE, _NOBODY), option(NO_CODE, _NOBODY)


def truth(yes: bool, no: bool, by: frozenset[Missing]) -> Range:
    return option(frozenset(code for code, possible in ((1, yes), (0, no)) if possible), by)


class Walker:
    """Works out rules one at a time from given inputs; `missing` are unknown, `given` overrides any rule's value."""

    def __init__(
        self,
        engine: Engine,
        dates: Dates,
        inputs: dict[str, Any],
        structure: Structure,
        missing: set[Missing] = frozenset(),  # type: ignore[assignment]
        given: dict[str, Any] | None = None,
    ) -> None:
        self.engine, self.dates, self.inputs, self.structure = engine, dates, inputs, structure
        self.missing = missing
        self.given = given or {}
        self.known: dict[tuple[NodeKey, int | None], Range] = {}
        self.branches: dict[tuple[str, int | None], int] = {}

    def rule(self, name: str, index: int | None = None, clock: str | None = None) -> Range:
        """The value of a rule, for one entity where it has several."""
        rule = self.engine.book.rules[name]
        key = ((name, clock if name in self.engine.resolved.daily else None), index)
        found = self.known.get(key)
        if found is None:
            found = self.known[key] = self._work_out(rule, index, clock)
        return found

    def _work_out(self, rule: Rule, index: int | None, clock: str | None) -> Range:
        if rule.name in self.given:
            return self._point(rule, self.given[rule.name], index)
        if rule.kind == "input":
            return self._input(rule, index)
        if rule.kind == "values" and rule.form == "scalar":
            return self._point(rule, self.engine.amount(rule.name, clock, None, self.dates), None)
        return self.tree(self.engine.tree(rule, clock, self.dates), rule.each, index, rule.name)

    def _point(self, rule: Rule, value: Any, index: int | None) -> Range:
        if isinstance(value, list):
            value = value[index or 0]
        if rule.value_type in ("bool", "choice"):
            return option(frozenset({int(value)}), _NOBODY)
        return Range(value, value)

    def _input(self, rule: Rule, index: int | None) -> Range:
        if (rule.name, index) not in self.missing:
            return self._point(rule, self.inputs[rule.name], index)
        by = frozenset({(rule.name, index)})
        if rule.value_type == "bool":
            return option(frozenset({0, 1}), by)
        if rule.value_type == "choice":
            return option(frozenset(range(len(rule.choices))), by)
        if rule.value_type == "date":
            return number(1, 3_650_000, by)
        return number(
            Decimal(0) if rule.lowest is None else rule.lowest, _HUGE if rule.highest is None else rule.highest, by
        )

    # ------------------------------------------------------------------ trees
    def _index(self, level: str | None, within: str | None, index: int | None) -> int | None:
        if level is None:
            return None
        while within != level:
            assert within is not None
            assert index is not None
            index = self.structure.owner[within][index]
            within = self.engine.book.entities[within].of
        return index

    def tree(self, node: Typed, within: str | None, index: int | None, rule: str = "") -> Range:
        """The value of a typed tree, inside the entity `index` of level `within`."""

        def sub(part: Typed) -> Range:
            return self.tree(part, within, index)

        match node:
            case ("number", value):
                return Range(Decimal(value), Decimal(value))
            case ("truth" | "code", value):
                return option(frozenset({int(value)}), _NOBODY)
            case ("ref", name, clock):
                level = self.engine.book.rules[name].each
                return self.rule(name, self._index(level, within, index), clock)
            case ("key", name, clock, key):
                value = self.engine.amount(name, clock, ("key", key), self.dates)
                return Range(value, value)
            case ("look", name, clock, order, x):
                amounts = self.engine.amount(name, clock, ("order", order), self.dates)
                which = sub(x)
                found = [amounts[code] for code in which.codes or ()]
                return number(min(found), max(found), which.by)
            case ("cells", name, clock, indexes):
                return self._cells(name, clock, indexes, [sub(typed) for typed, _ in indexes])
            case ("known", name):
                level = self.engine.book.rules[name].each
                at = self._index(level, within, index)
                if (name, at) in self.missing:
                    return truth(True, True, frozenset({(name, at)}))
                flag = self.inputs.get("?" + name, False)
                return YES if (flag[at or 0] if isinstance(flag, list) else flag) else NO
            case ("binary", op, x, y):
                return _binary(op, sub(x), sub(y))
            case ("negative", x):
                a = sub(x)
                return number(-a.high, -a.low, a.by)
            case ("compare", op, x, y):
                return _compare(op, sub(x), sub(y))
            case ("in", x, codes):
                a = sub(x)
                possible = a.codes or frozenset()
                return truth(bool(possible & set(codes)), bool(possible - set(codes)), a.by)
            case (("and" | "or") as op, xs):
                return _all([sub(x) for x in xs]) if op == "and" else _any([sub(x) for x in xs])
            case ("not", x):
                a = sub(x)
                return option(frozenset(1 - code for code in a.codes or ()), a.by)
            case ("if", test, x, y):
                return self._choose(((test, x),), y, within, index, "")
            case ("choose", branches, otherwise):
                return self._choose(branches, otherwise, within, index, rule)
            case ("function", name, xs):
                return _function(name, [sub(x) for x in xs])
            case ("bands", x, name, clock):
                rows = self.engine.amount(name, clock, None, self.dates)
                a = sub(x)
                return number(in_bands(a.low, rows), in_bands(a.high, rows), a.by)
            case ("periods", name, counts):
                a = self.rule(name, self._index(self.engine.book.rules[name].each, within, index))
                found = [Decimal(counts[code]) for code in a.codes or ()]
                return number(min(found), max(found), a.by)
            case ("lift", entity, x):
                owner = self.engine.book.entities[entity].of
                at = self._index(owner, within, index) if owner else None
                return self.tree(x, owner, at)
            case ("reduce", name, entity, level, x):
                if level is None:
                    members = list(range(self.structure.counts[entity]))
                else:
                    at = self._index(level, within, index)
                    members = self.structure.owned[entity][at or 0]
                return _reduce(name, [self.tree(x, entity, member) for member in members])
            case ("partner", x):
                if self.structure.counts[within or ""] != 2:
                    return NO if kind_of(x, self.engine.book.rules) != "number" else Range(Decimal(0), Decimal(0))
                return self.tree(x, within, 1 - (index or 0))
            case ("age_on", date, born):
                d, b = sub(date), sub(born)
                return number(
                    Decimal(whole_years(int(b.high), int(d.low))),
                    Decimal(whole_years(int(b.low), int(d.high))),
                    d.by | b.by,
                )
        raise AssertionError(node[0])

    def _cells(self, name: str, clock: str | None, indexes: Any, at: list[Range]) -> Range:
        flat = self.engine.amount(name, clock, ("table", tuple(choices for _, choices in indexes)), self.dates)
        places = [0]
        for (_, choices), which in zip(indexes, at, strict=True):
            places = [place * len(choices) + code for place in places for code in which.codes or ()]
        found = [flat[place] for place in places]
        return number(min(found), max(found), frozenset().union(*(which.by for which in at)))

    def _choose(self, branches: Any, otherwise: Typed, within: str | None, index: int | None, rule: str) -> Range:
        possible: list[Range] = []
        by: frozenset[Missing] = _NOBODY
        taken = -1
        for position, (when, give) in enumerate(branches):
            test = self.tree(when, within, index)
            if test.codes == NO_CODE:
                continue
            possible.append(self.tree(give, within, index))
            if test.codes == YES_CODE:
                taken = position
                break
            by |= test.by
        else:
            possible.append(self.tree(otherwise, within, index))
            taken = len(branches)
        if rule and len(possible) == 1:
            self.branches[(rule, index)] = taken
        return _hull(possible, by)


def _hull(ranges: list[Range], by: frozenset[Missing]) -> Range:
    by = by.union(*(r.by for r in ranges))
    if ranges[0].codes is not None:
        return option(frozenset().union(*(r.codes or frozenset() for r in ranges)), by)
    return number(min(r.low for r in ranges), max(r.high for r in ranges), by)


def _binary(op: str, a: Range, b: Range) -> Range:
    by = a.by | b.by
    if op == "+":
        return number(a.low + b.low, a.high + b.high, by)
    if op == "-":
        return number(a.low - b.high, a.high - b.low, by)
    if op == "*":
        corners = [x * y for x in (a.low, a.high) for y in (b.low, b.high)]
        return number(min(corners), max(corners), by)
    if b.low <= 0 <= b.high:
        if b.settled:
            return Range(Decimal(0), Decimal(0))
        return number(-_HUGE, _HUGE, by)
    corners = [x / y for x in (a.low, a.high) for y in (b.low, b.high)]
    return number(min(corners), max(corners), by)


def _compare(op: str, a: Range, b: Range) -> Range:
    by = a.by | b.by
    if a.codes is not None and b.codes is not None:
        same, differ = bool(a.codes & b.codes), len(a.codes | b.codes) > 1
        return truth(same, differ, by) if op == "==" else truth(differ, same, by)
    if op in (">", ">="):
        return _compare({">": "<", ">=": "<="}[op], b, a)
    if op in ("==", "!="):
        same, differ = (
            a.low <= b.high and b.low <= a.high,
            not (a.settled and b.settled and abs(a.low - b.low) <= _SNAP),
        )
        return truth(same, differ, by) if op == "==" else truth(differ, same, by)
    if op == "<":
        return truth(a.low < b.high - _SNAP, a.high >= b.low - _SNAP, by)
    return truth(a.low <= b.high + _SNAP, a.high > b.low + _SNAP, by)


def _all(parts: list[Range]) -> Range:
    if any(part.codes == NO_CODE for part in parts):
        return NO
    open_parts = [part for part in parts if part.codes != YES_CODE]
    return option(frozenset({0, 1}), frozenset().union(*(p.by for p in open_parts))) if open_parts else YES


def _any(parts: list[Range]) -> Range:
    if any(part.codes == YES_CODE for part in parts):
        return YES
    open_parts = [part for part in parts if part.codes != NO_CODE]
    return option(frozenset({0, 1}), frozenset().union(*(p.by for p in open_parts))) if open_parts else NO


def _minimum(parts: list[Range]) -> Range:
    high = min(part.high for part in parts)
    live = [part for part in parts if part.low < high or (part.settled and part.low == high)]
    return number(min(part.low for part in parts), high, frozenset().union(*(p.by for p in live)))


def _maximum(parts: list[Range]) -> Range:
    low = max(part.low for part in parts)
    live = [part for part in parts if part.high > low or (part.settled and part.high == low)]
    return number(low, max(part.high for part in parts), frozenset().union(*(p.by for p in live)))


def _round(x: Decimal, mode: str) -> Decimal:
    if mode == "penny":
        return x.quantize(_SNAP).quantize(Decimal("0.01"), ROUND_HALF_UP)
    return x.quantize(_SNAP).quantize(Decimal(1), ROUND_FLOOR if mode == "floor" else ROUND_CEILING)


def _function(name: str, xs: list[Range]) -> Range:
    by = frozenset().union(*(x.by for x in xs))
    match name:
        case "min":
            return _minimum(xs)
        case "max":
            return _maximum(xs)
        case "limit":
            return _minimum([_maximum([xs[0], xs[1]]), xs[2]])
        case "ceil_to" | "floor_to":
            step = xs[1].low
            mode = "ceil" if name == "ceil_to" else "floor"
            return number(_round(xs[0].low / step, mode) * step, _round(xs[0].high / step, mode) * step, by)
    mode = {"round_penny": "penny", "ceil": "ceil"}.get(name, "floor")
    return number(_round(xs[0].low, mode), _round(xs[0].high, mode), by)


def _reduce(name: str, parts: list[Range]) -> Range:
    zero = Decimal(0)
    if name == "any":
        return _any(parts)
    if name == "all":
        return _all(parts)
    by = frozenset().union(*(part.by for part in parts))
    if name == "count":
        return number(
            Decimal(sum(p.codes == YES_CODE for p in parts)), Decimal(sum(p.codes != NO_CODE for p in parts)), by
        )
    if name == "sum":
        return number(sum((p.low for p in parts), zero), sum((p.high for p in parts), zero), by)
    if not parts:
        return Range(zero, zero)
    return _maximum(parts) if name == "highest" else _minimum(parts)
