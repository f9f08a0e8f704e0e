"""Amendments: an entry for a rule that is there already, laid over it.

Dated versions are added or take the place of those with the same date; an undated one takes the place of all. What a rule is
(its unit, entity, clock, choices and keys) stays: an amendment that says otherwise is refused.
"""

from __future__ import annotations

from dataclasses import replace

from calculator.rulebook.errors import nearest
from calculator.rulebook.language.model import ALWAYS, Rule, Version
from calculator.rulebook.read.content import check_versions, read_content
from calculator.rulebook.read.entry import Entry
from calculator.rulebook.read.examples import read_examples
from calculator.yaml_text import Mapping


def amend(entry: Entry, rule: Rule, node: Mapping, kind: str) -> None:
    """Lay an entry over a rule. Raises RuleError, and leaves the rule as it was, if the entry does not fit it."""
    if rule.kind != ("formula" if kind == "choose" else "values" if kind == "table" else kind):
        raise entry.wrong(f"the rule it amends is of kind {rule.kind}, not {kind}")
    _stays(entry, rule, node)
    source = entry.source(node)
    if source is None and kind != "input":
        raise entry.wrong("source: is missing: an amendment says where its figure comes from")
    fresh = replace(rule, place=entry.place(), versions=[], let=dict(rule.let))
    read_content(entry, fresh, node, kind)
    if fresh.by != rule.by:
        raise entry.wrong(
            f"by: is {', '.join(rule.by)} in the rule that this amends, and an amendment cannot change it"
        )
    undated = [version.start for version in fresh.versions] == [ALWAYS]
    for version in fresh.versions:
        version.source = version.source or source
        entry.found.latest.setdefault(version.start, entry.place())
    if undated:
        fresh.source = source
    else:
        fresh.versions = _merged(rule.versions, fresh.versions)
    check_versions(entry, fresh)
    _name_parts(entry, rule, fresh, node, undated)
    for field in ("title", "explain", "note", "step"):
        if text := entry.words(node, field):
            setattr(fresh, field, text)
    fresh.examples = [*rule.examples, *read_examples(entry, node)]
    entry.found.rules[rule.name] = fresh


def _stays(entry: Entry, rule: Rule, node: Mapping) -> None:
    """Raise RuleError if an entry says something else than its rule of what an amendment cannot change."""
    held = {"unit": rule.unit_text, "each": rule.each or "", "clock": rule.clock}
    for key, value in held.items():
        if key in node and entry.words(node, key) != value:
            told = f"{value} in the rule that this amends" if value else "not in the rule that this amends"
            raise entry.wrong(f"{key}: is {told}, and an amendment cannot change it: leave it out", node.key(key))
    if "choices" in node and entry.lines(node, "choices") != rule.choices:
        told = ", ".join(rule.choices) or "not in the rule that this amends"
        raise entry.wrong(f"choices: is {told}, and an amendment cannot change it: leave it out", node.key("choices"))


def _merged(older: list[Version], newer: list[Version]) -> list[Version]:
    by_day = {version.start: version for version in (*older, *newer)}
    return [by_day[start] for start in sorted(by_day)]


def _name_parts(entry: Entry, rule: Rule, fresh: Rule, node: Mapping, undated: bool) -> None:
    """Add the parts under `let:`. A part that older versions of the rule use keeps its meaning."""
    for name, expression in entry.mapping(node, "let").items():
        text = entry.expression(expression)
        if not undated and rule.let.get(name, text) != text:
            raise entry.wrong(
                f"let: '{name}' means something else in the rule's older versions: use another name", name
            )
        fresh.let[str(name)] = text


def meant(entry: Entry) -> str:
    """A hint for an entry of an amendment that is no rule yet: which rule may have been meant."""
    near = nearest(entry.name, entry.found.rules)
    return f"there is no rule of this name to amend{f': did you mean {near}?' if near else '.'}"
