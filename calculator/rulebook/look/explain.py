"""The working of a figure: the formula that was used, the numbers that went into it, and the law behind it. It is made on demand.

The part that is the same for every household (names, sources, amounts in force) is put together once for each program and day, as a plan.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from calculator.frozen import frozen
from calculator.rulebook.language.expression import Expression
from calculator.rulebook.language.model import ALWAYS, ENDED, Branch, Cell, Citation, Formula, Rule, Version
from calculator.rulebook.language.names import Names
from calculator.rulebook.language.typed import Typed
from calculator.rulebook.look.interval import Walker
from calculator.rulebook.run.codegen import NodeKey
from calculator.rulebook.run.compile import Engine, Values


@frozen
class RuleUse:
    """One rule as it was used.

    index: the entity, if the rule has a value for each. value: what it came to. formula and branch: the texts of the branch taken, and of
    its condition. given: for each name in the formula, the rule it means and its value. in_force_from: the first day, an ordinal, of the
    newest version among the rule and the amounts it uses; None if they have no dates.
    """

    rule: Rule
    index: int | None
    value: Cell | None
    formula: str
    branch: str | None
    given: dict[str, tuple[Rule, Cell]]
    source: Citation | None
    in_force_from: int | None


@frozen
class _Name:
    """A name in a branch: an amount, one that is looked up by the input `by`, or the value of another rule (`content` is then None)."""

    written: str
    rule: Rule
    content: Any = None
    by: Rule | None = None


@frozen
class _Way:
    """One branch: its texts, its names, its source, and the day from which it has been in force."""

    formula: str
    condition: str | None
    names: tuple[_Name, ...]
    source: Citation | None
    in_force_from: int | None


@frozen
class _Planned:
    key: NodeKey
    rule: Rule
    tree: Typed
    ways: tuple[_Way, ...]


@frozen
class _Plan:
    """The rules to explain, in order, and for each name its places in that order: its own formula, or those that use it as an amount."""

    order: list[_Planned]
    places: dict[str, list[_Planned]]


class Explanation:
    """The working of some outputs of a run. It covers every rule used for them; the working of one rule is made when it is asked for."""

    def __init__(self, engine: Engine, values: Values, outputs: Iterable[str]) -> None:
        self.engine, self.values = engine, values
        key = (id(values.program), tuple(values.dates.items()), tuple(outputs))
        plan = engine.plans.get(key)
        if plan is None:
            if len(engine.plans) > 50:
                engine.plans.clear()
            plan = engine.plans[key] = _placed(list(_plan(engine, values, key[2])))
        self._plan: _Plan = plan
        self._walker = Walker(engine, values.dates, values.inputs, values.structure, given=values.by_name)
        self._taken: dict[tuple[NodeKey, int | None], int] = {}

    def __iter__(self) -> Iterator[RuleUse]:
        """Every rule used, in order. An amount comes before the formula that first uses it."""
        return self._steps(self._plan.order)

    def of(self, name: str) -> Iterator[RuleUse]:
        """The steps of one rule: one for each entity that it has a value for, or for each of its amounts that is used."""
        return self._steps(self._plan.places.get(name, ()), name)

    def amounts(self) -> set[str]:
        """The names of the dated amounts that the branches taken use. Bands count whichever branch they are in."""
        found: set[str] = set()
        rules, refers = self.engine.book.rules, self.engine.resolved.refers
        for planned in self._plan.order:
            each = planned.rule.each
            for index in range(self.values.structure.counts[each]) if each else (None,):
                named = [name.rule for name in self._way(planned, index).names]
                named += [rules[used] for used, _ in refers.get(planned.rule.name, ()) if rules[used].form == "bands"]
                found |= {rule.name for rule in named if rule.kind == "values"}
        return found

    def _steps(self, planned: Iterable[_Planned], only: str | None = None) -> Iterator[RuleUse]:
        """The steps of these rules, or those among them that are about one rule."""
        told = set[tuple[str, str]]()
        for each in planned:
            rule, own = each.rule, only in (None, each.rule.name)
            result = self.values.of(each.key)
            for index in range(self.values.structure.counts[rule.each]) if rule.each else (None,):
                way = self._way(each, index)
                names = way.names if own else [name for name in way.names if name.rule.name == only]
                given = self._given(each, index, names)
                for written, (used, value) in given.items():
                    if used.kind == "values" and only in (None, used.name) and (used.name, written) not in told:
                        told.add((used.name, written))
                        yield self._amount(used, value, each.key[1])
                if own:
                    value = result[index] if isinstance(result, list) and index is not None else result
                    yield RuleUse(rule, index, value, way.formula, way.condition, given, way.source, way.in_force_from)

    def _given(self, planned: _Planned, index: int | None, names: Iterable[_Name]) -> dict[str, tuple[Rule, Cell]]:
        """The names that have a single value here, with the value."""
        clock = planned.key[1]
        values = ((name, _now(self.engine, self.values, name, planned.rule, index, clock)) for name in names)
        return {name.written: (name.rule, value) for name, value in values if value is not None}

    def _amount(self, rule: Rule, value: Cell, clock: str | None) -> RuleUse:
        version = rule.versions[max(self.engine.version(rule, clock, self.values.dates), 0)]
        start = version.start if version.start > ALWAYS else None
        return RuleUse(rule, None, value, "", None, {}, rule.source_of(version), start)

    def _way(self, planned: _Planned, index: int | None) -> _Way:
        """The branch that was taken."""
        if len(planned.ways) == 1:
            return planned.ways[0]
        mark = (planned.key, index)
        if mark not in self._taken:
            self._walker.tree(planned.tree, planned.rule.each, index, planned.rule.name)
            self._taken[mark] = self._walker.branches[(planned.rule.name, index)]
        return planned.ways[self._taken[mark]]


def _placed(order: list[_Planned]) -> _Plan:
    places: dict[str, list[_Planned]] = {}
    for planned in order:
        amounts = {name.rule.name for way in planned.ways for name in way.names if name.rule.kind == "values"}
        for name in {planned.rule.name, *amounts}:
            places.setdefault(name, []).append(planned)
    return _Plan(order, places)


def _plan(engine: Engine, values: Values, outputs: tuple[str, ...]) -> Iterator[_Planned]:
    trees = values.trees
    wanted: set[NodeKey] = set()
    stack: list[NodeKey] = [(name, None) for name in outputs]
    while stack:
        key = stack.pop()
        if key not in wanted and key in trees:
            wanted.add(key)
            stack.extend(engine.uses(trees[key]))
    finder = Names(engine.book)
    for key in values.program.order:
        rule = engine.book.rules[key[0]]
        if key not in wanted or rule.form == "table" or ":" in rule.name:
            continue
        version = rule.versions[engine.version(rule, key[1], values.dates)]
        if isinstance(version.content, Formula):
            ways = tuple(
                _way(engine, values, finder, rule, branch, version, key[1]) for branch in version.content.branches
            )
            yield _Planned(key, rule, trees[key], ways)


def _way(
    engine: Engine, values: Values, finder: Names, rule: Rule, branch: Branch, version: Version, clock: str | None
) -> _Way:
    names = tuple(
        name
        for tag, chain, by in _names([branch.when, branch.give])
        if (name := _named(engine, values, finder, rule, tag, chain, by, clock))
    )
    amounts = [name.rule for name in names if name.rule.kind == "values"]
    newest = max(
        [version.start, *(used.versions[max(engine.version(used, clock, values.dates), 0)].start for used in amounts)]
    )
    source = rule.source_of(version)
    return _Way(branch.give_text, branch.when_text or None, names, source, newest if newest > ALWAYS else None)


def _named(
    engine: Engine, values: Values, finder: Names, within: Rule, tag: str, chain: str, by: str | None, clock: str | None
) -> _Name | None:
    used, key, written = finder.find(within, chain), None, chain
    if used is None:
        head, _, key = chain.rpartition(".")
        used = finder.find(within, head)
    if used is None or used.form == "bands":
        return None
    if used.kind != "values" or used.form == "table":
        return _Name(written, used)
    content = used.versions[max(engine.version(used, clock, values.dates), 0)].content
    if content == ENDED:
        return None
    if used.form == "scalar":
        return _Name(written, used, content)
    if tag == "look":
        index = finder.find(within, by) if by else None
        return _Name(f"{chain}[{by}]", used, content, index) if index else None
    return _Name(written, used, content[key]) if key else None


def _now(engine: Engine, values: Values, name: _Name, rule: Rule, index: int | None, clock: str | None) -> Cell | None:
    """The value of a name; None if it has no single value."""
    if name.by is not None:
        code = _value(engine, values, name.by, rule, index, clock)
        return None if isinstance(code, list) or code is None else name.content[name.by.choices[int(code)]]
    return _value(engine, values, name.rule, rule, index, clock) if name.content is None else name.content


def _value(engine: Engine, values: Values, used: Rule, rule: Rule, index: int | None, clock: str | None) -> Cell | None:
    key = (used.name, clock if used.name in engine.resolved.daily else None)
    worked_out = key in values.program.places
    value: Cell | None = values.of(key) if worked_out else values.inputs.get(used.name)
    if not used.each or not isinstance(value, list):
        return value
    level, at = rule.each, index
    while level is not None and level != used.each and at is not None:
        at = values.structure.owner[level][at] if level in values.structure.owner else None
        level = engine.book.entities[level].of
    if level == used.each and at is not None:
        return value[at]
    members = value if rule.each is None else [value[i] for i in values.structure.owned[used.each][index or 0]]
    if used.value_type == "number" and members:
        return sum(map(Decimal, members), Decimal(0))
    return members or None


def _names(parts: list[Expression | None]) -> Iterator[tuple[str, str, str | None]]:
    """The names in expressions, in order, each once. A look-up comes with the name that it is looked up by."""
    seen: set[tuple[str, str, str | None]] = set()
    stack = list(reversed(parts))
    while stack:
        node = stack.pop()
        if not isinstance(node, tuple) or not node:
            continue
        found: tuple[str, str, str | None] | None = None
        if node[0] == "name" and len(node) == 2:
            found = ("name", node[1], None)
        elif node[0] == "look" and len(node) == 3:
            found = ("look", node[1], node[2][1] if node[2][0] == "name" else None)
        if found is None:
            stack.extend(reversed(node))
        elif found not in seen:
            seen.add(found)
            yield found
