"""What a rule holds: dated amounts, tables, formulas, branches, or the terms of an input."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from calculator.rulebook.language.model import (
    ALWAYS,
    ENDED,
    Bands,
    Branch,
    Citation,
    Content,
    Formula,
    Rule,
    Table,
    Version,
)
from calculator.rulebook.read.entry import Entry
from calculator.rulebook.read.keys import INPUT_KEYS, SOURCED_KEYS
from calculator.rulebook.read.needed import read_needed
from calculator.yaml_text import Mapping, Node, Sequence, YamlText


def read_content(entry: Entry, rule: Rule, node: Mapping, kind: str) -> None:
    """Fill a rule with what its entry holds under `kind`. Raises RuleError."""
    value = node[node.key(kind)]
    if kind == "input":
        _input(entry, rule, value)
        return
    if kind == "table":
        _table(entry, rule, node, value)
    elif kind == "values":
        if not isinstance(value, Mapping):
            raise entry.wrong("values: is a mapping of dates: {2026-04-06: 427}")
        rule.versions = _dated(entry, value, lambda content: _amount(entry, rule, content))
        rule.form = _form(rule.versions)
    else:
        read = _formula if kind == "formula" else _choose
        rule.versions = _versions(entry, value, lambda content: read(entry, content))
    if not rule.versions:
        raise entry.wrong(f"{kind}: holds nothing")
    rule.versions.sort(key=lambda version: version.start)


def check_versions(entry: Entry, rule: Rule) -> None:
    """Raise RuleError if the versions of a rule cannot follow one another."""
    contents = [version.content for version in rule.versions if version.content != ENDED]
    if rule.versions and rule.versions[0].content == ENDED:
        raise entry.wrong("a rule cannot end before it began")
    if len({type(content) for content in contents}) > 1:
        raise entry.wrong("every version of an amount has the same form")
    if len({tuple(sorted(content)) for content in contents if isinstance(content, dict)}) > 1:
        raise entry.wrong("every version of a keyed amount has the same keys")


# ---------------------------------------------------------------------- dates
def _versions(entry: Entry, value: Node, read: Callable[[Node], Content]) -> list[Version]:
    """The versions of a mapping of dates, or the one that always holds."""
    if isinstance(value, Mapping) and "value" not in value:
        return _dated(entry, value, read)
    return [_version(entry, ALWAYS, value, read)]


def _dated(entry: Entry, value: Mapping, read: Callable[[Node], Content]) -> list[Version]:
    return [_version(entry, entry.date(key), content, read) for key, content in value.items()]


def _version(entry: Entry, start: int, node: Node, read: Callable[[Node], Content]) -> Version:
    """One version: `ended`, its content alone, or its content with the law that it comes from, {value: 427, law: ...}."""
    source: Citation | None = None
    if isinstance(node, Mapping) and "value" in node:
        for key in node:
            if key not in SOURCED_KEYS:
                raise entry.wrong(f"'{key}' is not known beside value: use {', '.join(sorted(SOURCED_KEYS))}", key)
        source, node = entry.law(node), node[node.key("value")]
    ended = isinstance(node, YamlText) and node == ENDED
    return Version(start, ENDED if ended else read(node), source)


# ---------------------------------------------------------------------- amounts
def _amount(entry: Entry, rule: Rule, node: Node) -> Content:
    if isinstance(node, YamlText):
        return entry.scalar(rule, node)
    if isinstance(node, Mapping) and "bands" in node:
        return _bands(entry, node)
    if isinstance(node, Mapping):
        return {str(name): entry.number(item) for name, item in node.items()}
    raise entry.wrong("an amount is a number, a mapping of numbers, or bands", node)


def _form(versions: list[Version]) -> str:
    contents = [version.content for version in versions if version.content != ENDED]
    forms = {
        "bands" if isinstance(each, Bands) else "keyed" if isinstance(each, dict) else "scalar" for each in contents
    }
    return forms.pop() if forms else "scalar"


def _bands(entry: Entry, content: Mapping) -> Bands:
    rows: list[tuple[Decimal, Decimal]] = []
    items = content[content.key("bands")]
    for item in items if isinstance(items, Sequence) else []:
        if not isinstance(item, Sequence) or len(item) != 2:
            raise entry.wrong("a band is [from, rate]", content)
        rows.append((entry.number(item[0]), entry.number(item[1])))
    if not rows or [low for low, _ in rows] != sorted({low for low, _ in rows}):
        raise entry.wrong("bands: is a list of [from, rate] with rising 'from'", content)
    return Bands(tuple(rows))


def _table(entry: Entry, rule: Rule, node: Mapping, value: Node) -> None:
    by, column = entry.lines(node, "by"), entry.words(node, "column")
    if not by or not column:
        raise entry.wrong("a table rule has by: [choices] and column:")
    rule.by, rule.form, rule.kind = by, "table", "values"
    rule.versions = _versions(entry, value, lambda file: _cells(entry, rule, file, column))


def _cells(entry: Entry, rule: Rule, file: Node, column: str) -> Table:
    """The amounts of one CSV file, which is beside the rule file."""
    if not isinstance(file, YamlText):
        raise entry.wrong("table: names a CSV file beside the rule file")
    cells: dict[tuple[str, ...], Decimal] = {}
    for row in entry.csv(f"{entry.file.rpartition('/')[0]}/{file}".lstrip("/"), file):
        try:
            key = tuple(row[name.rpartition(".")[2]] for name in rule.by)
            amount = entry.number(YamlText(row[column], file.line))
        except KeyError as error:
            raise entry.wrong(f"{file} has no column {error}") from None
        if key in cells:
            raise entry.wrong(f"{file} has two rows for {', '.join(map(str, key))}: keep one", file)
        cells[key] = amount
    return Table(str(file), cells)


# ---------------------------------------------------------------------- formulas
def _formula(entry: Entry, node: Node) -> Formula:
    return Formula((Branch("", entry.expression(node)),))


def _choose(entry: Entry, node: Node) -> Formula:
    if not isinstance(node, Sequence) or not node:
        raise entry.wrong("choose: is a list of {when: ..., give: ...}, last {otherwise: ...}")
    branches: list[Branch] = []
    for position, item in enumerate(node):
        last = position == len(node) - 1
        gives = "otherwise" if last else "give"
        if not isinstance(item, Mapping) or set(item) != ({gives} if last else {"when", gives}):
            wanted = "the last branch is {otherwise: ...}" if last else "a branch is {when: ..., give: ...}"
            raise entry.wrong(f"{wanted}, so that every case has an answer", item)
        when = "" if last else entry.expression(item[item.key("when")])
        branches.append(Branch(when, entry.expression(item[item.key(gives)])))
    return Formula(tuple(branches))


# ---------------------------------------------------------------------- inputs
def _input(entry: Entry, rule: Rule, value: Node) -> None:
    if not isinstance(value, Mapping):
        raise entry.wrong("input: is a mapping, {} where nothing more is to be said")
    for key in value:
        if key not in INPUT_KEYS:
            raise entry.wrong(f"'{key}' is not known in input: use {', '.join(INPUT_KEYS)}", key)
    low, high, default = (value.find(key) for key in ("min", "max", "default"))
    rule.supplied_from = entry.words(value, "from") or rule.supplied_from
    rule.lowest = entry.number(low) if low is not None else rule.lowest
    rule.highest = entry.number(high) if high is not None else rule.highest
    rule.default = entry.scalar(rule, default) if default is not None else rule.default
    needed = value.find("needed")
    rule.needed = read_needed(entry, needed) if needed is not None else rule.needed
