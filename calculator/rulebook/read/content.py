"""What a rule holds: dated amounts, tables, formulas, branches, or the terms of an input."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from calculator.rulebook.language.model import ALWAYS, ENDED, Bands, Branch, Formula, Rule, Source, Table, Version
from calculator.rulebook.read.keys import INPUT_KEYS, SOURCED_KEYS
from calculator.rulebook.read.part import Part
from calculator.yaml_text import Mapping, Node, Sequence, Text


def read_content(part: Part, rule: Rule, node: Mapping, kind: str) -> None:
    """Fill a rule with what its entry holds under `kind`. Raises RuleError."""
    value = node[node.key(kind)]
    if kind == "input":
        _input(part, rule, value)
        return
    if kind == "table":
        _table(part, rule, node, value)
    elif kind == "values":
        if not isinstance(value, Mapping):
            raise part.wrong("values: is a mapping of dates: {2026-04-06: 427}")
        rule.versions = _dated(part, value, lambda content: _amount(part, rule, content))
        rule.form = _form(rule.versions)
    else:
        read = _formula if kind == "formula" else _choose
        rule.versions = _versions(part, value, lambda content: read(part, content))
    if not rule.versions:
        raise part.wrong(f"{kind}: holds nothing")
    rule.versions.sort(key=lambda version: version.start)


def check_versions(part: Part, rule: Rule) -> None:
    """Raise RuleError if the versions of a rule cannot follow one another."""
    contents = [version.content for version in rule.versions if version.content != ENDED]
    if rule.versions and rule.versions[0].content == ENDED:
        raise part.wrong("a rule cannot end before it began")
    if len({type(content) for content in contents}) > 1:
        raise part.wrong("every version of an amount has the same form")
    if len({tuple(sorted(content)) for content in contents if isinstance(content, dict)}) > 1:
        raise part.wrong("every version of a keyed amount has the same keys")


# ---------------------------------------------------------------------- dates
def _versions(part: Part, value: Node, read: Callable[[Node], Any]) -> list[Version]:
    """The versions of a mapping of dates, or the one that always holds."""
    if isinstance(value, Mapping) and "value" not in value:
        return _dated(part, value, read)
    return [_version(part, ALWAYS, value, read)]


def _dated(part: Part, value: Mapping, read: Callable[[Node], Any]) -> list[Version]:
    return [_version(part, part.date(key), content, read) for key, content in value.items()]


def _version(part: Part, start: int, node: Node, read: Callable[[Node], Any]) -> Version:
    """One version: `ended`, its content alone, or its content with the law that it comes from, {value: 427, law: ...}."""
    source: Source | None = None
    if isinstance(node, Mapping) and "value" in node:
        for key in node:
            if key not in SOURCED_KEYS:
                raise part.wrong(f"'{key}' is not known beside value: use {', '.join(sorted(SOURCED_KEYS))}", key)
        source, node = part.law(node), node[node.key("value")]
    ended = isinstance(node, Text) and node == ENDED
    return Version(start, ENDED if ended else read(node), source)


# ---------------------------------------------------------------------- amounts
def _amount(part: Part, rule: Rule, node: Node) -> Any:
    if isinstance(node, Text):
        return part.scalar(rule, node)
    if isinstance(node, Mapping) and "bands" in node:
        return _bands(part, node)
    if isinstance(node, Mapping):
        return {str(name): part.number(item) for name, item in node.items()}
    raise part.wrong("an amount is a number, a mapping of numbers, or bands", node)


def _form(versions: list[Version]) -> str:
    contents = [version.content for version in versions if version.content != ENDED]
    forms = {
        "bands" if isinstance(each, Bands) else "keyed" if isinstance(each, dict) else "scalar" for each in contents
    }
    return forms.pop() if forms else "scalar"


def _bands(part: Part, content: Mapping) -> Bands:
    rows: list[tuple[Decimal, Decimal]] = []
    items = content[content.key("bands")]
    for item in items if isinstance(items, Sequence) else []:
        if not isinstance(item, Sequence) or len(item) != 2:
            raise part.wrong("a band is [from, rate]", content)
        rows.append((part.number(item[0]), part.number(item[1])))
    if not rows or [low for low, _ in rows] != sorted({low for low, _ in rows}):
        raise part.wrong("bands: is a list of [from, rate] with rising 'from'", content)
    return Bands(tuple(rows))


def _table(part: Part, rule: Rule, node: Mapping, value: Node) -> None:
    by, column = part.lines(node, "by"), part.words(node, "column")
    if not by or not column:
        raise part.wrong("a table rule has by: [choices] and column:")
    rule.by, rule.form, rule.kind = by, "table", "values"
    rule.versions = _versions(part, value, lambda file: _cells(part, rule, file, column))


def _cells(part: Part, rule: Rule, file: Node, column: str) -> Table:
    """The amounts of one CSV file, which is beside the rule file."""
    if not isinstance(file, Text):
        raise part.wrong("table: names a CSV file beside the rule file")
    cells: dict[tuple[str, ...], Decimal] = {}
    for row in part.csv(f"{part.file.rpartition('/')[0]}/{file}".lstrip("/"), file):
        try:
            key = tuple(row[name.rpartition(".")[2]] for name in rule.by)
            amount = part.number(Text(row[column], file.line))
        except KeyError as error:
            raise part.wrong(f"{file} has no column {error}") from None
        if key in cells:
            raise part.wrong(f"{file} has two rows for {', '.join(map(str, key))}: keep one", file)
        cells[key] = amount
    return Table(str(file), cells)


# ---------------------------------------------------------------------- formulas
def _formula(part: Part, node: Node) -> Formula:
    return Formula((Branch("", part.expression(node)),))


def _choose(part: Part, node: Node) -> Formula:
    if not isinstance(node, Sequence) or not node:
        raise part.wrong("choose: is a list of {when: ..., give: ...}, last {otherwise: ...}")
    branches: list[Branch] = []
    for position, item in enumerate(node):
        last = position == len(node) - 1
        gives = "otherwise" if last else "give"
        if not isinstance(item, Mapping) or set(item) != ({gives} if last else {"when", gives}):
            wanted = "the last branch is {otherwise: ...}" if last else "a branch is {when: ..., give: ...}"
            raise part.wrong(f"{wanted}, so that every case has an answer", item)
        when = "" if last else part.expression(item[item.key("when")])
        branches.append(Branch(when, part.expression(item[item.key(gives)])))
    return Formula(tuple(branches))


# ---------------------------------------------------------------------- inputs
def _input(part: Part, rule: Rule, value: Node) -> None:
    if not isinstance(value, Mapping):
        raise part.wrong("input: is a mapping, {} where nothing more is to be said")
    for key in value:
        if key not in INPUT_KEYS:
            raise part.wrong(f"'{key}' is not known in input: use {', '.join(INPUT_KEYS)}", key)
    low, high, default = (value.find(key) for key in ("min", "max", "default"))
    rule.supplied_from = part.words(value, "from") or rule.supplied_from
    rule.lowest = part.number(low) if low is not None else rule.lowest
    rule.highest = part.number(high) if high is not None else rule.highest
    rule.default = part.scalar(rule, default) if default is not None else rule.default
