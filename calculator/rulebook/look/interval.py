"""Works out rules with ranges in place of numbers, to find which missing inputs can still change a figure.

A known input is a range of one point. A missing input is the range or the choices that its declaration allows, and carries its own name. A
result carries the names of the missing inputs that can still move it. When its range shrinks to a point it loses those names, so
nobody is asked for an input that no longer matters. If every input is known, this is a plain evaluator: it runs the examples inside rules
and finds the branch that was taken.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from decimal import Decimal

from calculator.rulebook.language.functions import CALCULATIONS, REDUCTIONS
from calculator.rulebook.language.model import Cell, Rule
from calculator.rulebook.language.ranges import (
    HUGE,
    NO,
    NO_CODE,
    NOBODY,
    YES,
    YES_CODE,
    Missing,
    Range,
    all_of,
    any_of,
    arithmetic,
    between,
    comparison,
    hull,
    moved_by,
    option,
    truth,
)
from calculator.rulebook.language.typed import Typed
from calculator.rulebook.run.codegen import NodeKey, kind_of
from calculator.rulebook.run.compile import Dates, Engine, Structure


class Walker:
    """Works out rules one at a time.

    inputs: values by name. missing: the inputs that are not known, each with its entity. given: values of rules that are used as they are.
    """

    def __init__(
        self,
        engine: Engine,
        dates: Dates,
        inputs: Mapping[str, Cell],
        structure: Structure,
        missing: Set[Missing] = frozenset(),
        given: Mapping[str, Cell] | None = None,
    ) -> None:
        self.engine, self.dates, self.inputs, self.structure = engine, dates, inputs, structure
        self.missing = missing
        self.given = given or {}
        self.known: dict[tuple[NodeKey, int | None], Range] = {}
        self.branches: dict[tuple[str, int | None], int] = {}

    def rule(self, name: str, index: int | None = None, clock: str | None = None) -> Range:
        """The range of a rule. index: the entity, if the rule has a value for each. clock: the clock that overrides the day's."""
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

    def _point(self, rule: Rule, value: Cell, index: int | None) -> Range:
        if isinstance(value, list):
            value = value[index or 0]
        if rule.value_type in ("bool", "choice"):
            return option(frozenset({int(value)}), NOBODY)
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
            return between(1, 3_650_000, by)
        return between(
            Decimal(0) if rule.lowest is None else rule.lowest, HUGE if rule.highest is None else rule.highest, by
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
        """The range of a typed tree, seen from the entity `index` of level `within`. rule: the name under which branches are noted."""

        def sub(part: Typed) -> Range:
            return self.tree(part, within, index)

        match node:
            case ("number", value):
                return Range(Decimal(value), Decimal(value))
            case ("truth" | "code", value):
                return option(frozenset({int(value)}), NOBODY)
            case ("ref" | "key" | "look" | "cells" | "known" | "periods", *_):
                return self._reference(node, within, index)
            case ("binary", op, x, y):
                return arithmetic(op, sub(x), sub(y))
            case ("negative", x):
                a = sub(x)
                return between(-a.high, -a.low, a.by)
            case ("compare", op, x, y):
                return comparison(op, sub(x), sub(y))
            case ("in", x, codes):
                a = sub(x)
                possible = a.codes or frozenset()
                return truth(bool(possible & set(codes)), bool(possible - set(codes)), a.by)
            case (("and" | "or") as op, xs):
                return (all_of if op == "and" else any_of)([sub(x) for x in xs])
            case ("not", x):
                a = sub(x)
                return option(frozenset(1 - code for code in a.codes or ()), a.by)
            case ("if", test, x, y):
                return self._choose(((test, x),), y, within, index, "")
            case ("choose", branches, otherwise):
                return self._choose(branches, otherwise, within, index, rule)
            case ("function", name, xs):
                return CALCULATIONS[name].interval([sub(x) for x in xs])
            case ("bands", x, name, clock):
                rows = self.engine.amount(name, clock, None, self.dates)
                return CALCULATIONS["bands"].interval([sub(x), Range(rows, rows)])
            case ("age_on", date, born):
                return CALCULATIONS["age_on"].interval([sub(date), sub(born)])
        return self._across(node, within, index)

    def _reference(self, node: Typed, within: str | None, index: int | None) -> Range:
        """The value of a tree that names a rule."""
        match node:
            case ("ref", name, clock):
                level = self.engine.book.rules[name].each
                return self.rule(name, self._index(level, within, index), clock)
            case ("key", name, clock, key):
                value = self.engine.amount(name, clock, ("key", key), self.dates)
                return Range(value, value)
            case ("look", name, clock, order, x):
                amounts = self.engine.amount(name, clock, ("order", order), self.dates)
                which = self.tree(x, within, index)
                found = [amounts[code] for code in which.codes or ()]
                return between(min(found), max(found), which.by)
            case ("cells", name, clock, indexes):
                return self._cells(name, clock, indexes, [self.tree(typed, within, index) for typed, _ in indexes])
            case ("known", name):
                level = self.engine.book.rules[name].each
                at = self._index(level, within, index)
                if (name, at) in self.missing:
                    return truth(True, True, frozenset({(name, at)}))
                flag = self.inputs.get("?" + name, False)
                return YES if (flag[at or 0] if isinstance(flag, list) else flag) else NO
            case ("periods", name, counts):
                a = self.rule(name, self._index(self.engine.book.rules[name].each, within, index))
                found = [Decimal(counts[code]) for code in a.codes or ()]
                return between(min(found), max(found), a.by)
        raise AssertionError(node[0])

    def _across(self, node: Typed, within: str | None, index: int | None) -> Range:
        """The value of a tree that goes from one entity to others."""
        match node:
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
                return REDUCTIONS[name].interval([self.tree(x, entity, member) for member in members])
            case ("partner", x):
                if self.structure.counts[within or ""] != 2:
                    return NO if kind_of(x, self.engine.book.rules) != "number" else Range(Decimal(0), Decimal(0))
                return self.tree(x, within, 1 - (index or 0))
        raise AssertionError(node[0])

    def _cells(
        self, name: str, clock: str | None, indexes: Sequence[tuple[str, tuple[str, ...]]], at: list[Range]
    ) -> Range:
        flat = self.engine.amount(name, clock, ("table", tuple(choices for _, choices in indexes)), self.dates)
        places = [0]
        for (_, choices), which in zip(indexes, at, strict=True):
            places = [place * len(choices) + code for place in places for code in which.codes or ()]
        found = [flat[place] for place in places]
        return between(min(found), max(found), moved_by(at))

    def _choose(
        self,
        branches: Sequence[tuple[Typed, Typed]],
        otherwise: Typed,
        within: str | None,
        index: int | None,
        rule: str,
    ) -> Range:
        possible: list[Range] = []
        by: frozenset[Missing] = NOBODY
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
        return hull(possible, by)
