"""The working of a figure, made on demand from formula and values: what was asked, with which numbers, from which law."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from calculator.rulebook.compile import Engine, NodeKey, Values
from calculator.rulebook.interval import Walker
from calculator.rulebook.model import ENDED, Formula, Rule, Source
from calculator.rulebook.resolve import _Resolver


@dataclass(frozen=True, slots=True)
class Step:
    """One rule as it was used. `index`: which thing, where the rule has a value for each; `given`: name as written -> (rule, value)."""

    rule: Rule
    index: int | None
    value: Any
    formula: str
    branch: str | None
    given: dict[str, tuple[Rule, Any]]
    source: Source | None
    in_force_from: int | None


def working(engine: Engine, values: Values, outputs: Iterable[str]) -> Iterator[Step]:
    """Every rule used for the outputs, in order; amounts before the formula that first uses them."""
    wanted = _cone(engine, values, outputs)
    walker = Walker(engine, values.dates, values.inputs, values.structure, given=flat(values))
    told: set[tuple[str, str | None]] = set()
    finder = _Resolver(engine.book, engine.resolved)
    for key in values.program.order:
        if key not in wanted:
            continue
        rule = engine.book.rules[key[0]]
        if rule.form == "table" or ":" in rule.name:
            continue
        version = rule.versions[engine.version(rule, key[1], values.dates)]
        if not isinstance(version.content, Formula):
            continue
        size = values.structure.counts[rule.each] if rule.each else 1
        for index in range(size):
            at = index if rule.each else None
            taken = 0
            if len(version.content.branches) > 1:
                walker.branches.clear()
                walker.tree(values.trees[key], rule.each, at, rule.name)
                taken = walker.branches.get((rule.name, at), 0)
            branch = version.content.branches[taken]
            finder.current = rule
            given = _given(engine, values, finder, rule, at, key[1], branch)
            for amount, value in given.values():
                if amount.kind == "values" and (amount.name, key[1]) not in told:
                    told.add((amount.name, key[1]))
                    yield _amount(engine, values, amount, key[1], value)
            result = values.results[key]
            starts = [
                version.start,
                *(_start(engine, values, amount, key[1]) for amount, _ in given.values() if amount.kind == "values"),
            ]
            newest = max(starts)
            text = branch.give_text
            yield Step(
                rule,
                at,
                result[index] if rule.each else result,
                text,
                branch.when_text or None,
                given,
                rule.source,
                newest if newest > 1 else None,
            )


def flat(values: Values) -> dict[str, Any]:
    """The values of a run by rule name, without the copies under another clock."""
    return {name: value for (name, clock), value in values.results.items() if clock is None}


def _cone(engine: Engine, values: Values, outputs: Iterable[str]) -> set[NodeKey]:
    wanted: set[NodeKey] = set()
    stack: list[NodeKey] = [(name, None) for name in outputs]
    while stack:
        key = stack.pop()
        if key not in wanted and key in values.trees:
            wanted.add(key)
            stack.extend(engine.uses(values.trees[key]))
    return wanted


def _start(engine: Engine, values: Values, rule: Rule, clock: str | None) -> int:
    return rule.versions[max(engine.version(rule, clock, values.dates), 0)].start


def _amount(engine: Engine, values: Values, rule: Rule, clock: str | None, value: Any) -> Step:
    return Step(rule, None, value, "", None, {}, rule.source, _start(engine, values, rule, clock))


def _given(
    engine: Engine, values: Values, finder: _Resolver, rule: Rule, index: int | None, clock: str | None, branch: Any
) -> dict[str, tuple[Rule, Any]]:
    """The names in the branch taken, each with the value it had."""
    found: dict[str, tuple[Rule, Any]] = {}
    for tag, chain, extra in _names([branch.when, branch.give]):
        used = finder.find(chain)
        written = chain
        key = None
        if used is None:
            head, _, key = chain.rpartition(".")
            used = finder.find(head)
        if used is None or (used.form in ("bands", "table") and used.kind == "values" and used.form == "bands"):
            continue
        if used.form == "keyed":
            content = used.versions[max(engine.version(used, clock, values.dates), 0)].content
            if content == ENDED:
                continue
            if tag == "look":
                index_rule = finder.find(extra) if extra else None
                code = _value(engine, values, index_rule, rule, index, clock) if index_rule else None
                if index_rule is None or isinstance(code, list) or code is None:
                    continue
                key = index_rule.choices[code]
                written = f"{chain}[{extra}]"
            if key is None:
                continue
            found[written] = (used, content[key])
        elif used.kind == "values" and used.form == "scalar":
            version = used.versions[max(engine.version(used, clock, values.dates), 0)]
            found[written] = (used, version.content)
        else:
            value = _value(engine, values, used, rule, index, clock)
            if value is not None:
                found[written] = (used, value)
    return found


def _value(engine: Engine, values: Values, used: Rule, rule: Rule, index: int | None, clock: str | None) -> Any:
    key = (used.name, clock if used.name in engine.resolved.daily else None)
    value = values.results.get(key, values.inputs.get(used.name))
    if not used.each or value is None:
        return value
    level, at = rule.each, index
    while level is not None and level != used.each and at is not None:
        at = values.structure.owner.get(level, [None] * (at + 1))[at]
        level = engine.book.things[level].of
    if level == used.each and at is not None:
        return value[at]
    members = (
        value
        if rule.each is None
        else [value[i] for i in values.structure.owned.get(used.each, [[]] * ((index or 0) + 1))[index or 0]]
    )
    return sum(members) if used.value_type == "number" and members else (members or None)


def _names(parts: list[Any]) -> Iterator[tuple[str, str, str | None]]:
    seen: set[tuple[str, str, str | None]] = set()
    stack = list(reversed(parts))
    while stack:
        node = stack.pop()
        if not isinstance(node, tuple) or not node:
            continue
        found = None
        if node[0] == "name" and len(node) == 2:
            found = ("name", node[1], None)
        elif node[0] == "look" and len(node) == 3:
            found = ("look", node[1], node[2][1] if node[2][0] == "name" else None)
        if found and found not in seen:
            seen.add(found)
            yield found
        elif not found:
            stack.extend(reversed(node))
