"""YAML read as plain text with line numbers, and nothing else that YAML can do.

Scalars stay text until the rule's unit says what they are (`no` is not False, `12:30` is not 750). Anchors, aliases, tags,
duplicate keys, several documents, deep nesting and large files are refused. Only the event parser is used: composing
deeply nested input can exhaust the C stack.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import yaml

from calculator.rulebook.errors import Place, fault
from calculator.rulebook.files import MOST_BYTES

MOST_NESTING = 20

_Loader: Any = getattr(yaml, "CLoader", yaml.Loader)


class Text(str):
    """A scalar as written, with its line and whether it stood in quotes."""

    __slots__ = ("line", "quoted")
    line: int
    quoted: bool

    def __new__(cls, value: str, line: int, quoted: bool = False) -> Text:
        made = super().__new__(cls, value)
        made.line = line
        made.quoted = quoted
        return made


class Mapping(dict[Text, "Node"]):
    """A mapping with the line on which it starts."""

    __slots__ = ("line",)

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line


class Sequence(list["Node"]):
    """A list with the line on which it starts."""

    __slots__ = ("line",)

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line


Node = Text | Mapping | Sequence


def read_yaml(content: bytes, file: str) -> Mapping:
    """Read one rule file. Raises RuleError naming file and line; never executes or crashes on what it reads."""
    if len(content) > MOST_BYTES:
        raise fault(
            Place(file, 1), "", f"the file has {len(content):,} bytes; the most is {MOST_BYTES:,}: split it by subject"
        )
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise fault(
            Place(file, content[: error.start].count(b"\n") + 1), "", "not UTF-8 text: save the file as UTF-8"
        ) from None
    _refuse_deep_brackets(text, file)
    try:
        return _build(text, file)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or getattr(error, "reason", None) or "it cannot be read"
        raise fault(Place(file, mark.line + 1 if mark else 1), "", f"not valid YAML: {problem}") from None


def _refuse_deep_brackets(text: str, file: str) -> None:
    depth = 0
    for number, line in enumerate(text.split("\n"), 1):
        for sign in line:
            if sign in "[{":
                depth += 1
                if depth > MOST_NESTING:
                    raise fault(
                        Place(file, number), "", f"brackets nested more than {MOST_NESTING} deep: write it flatter"
                    )
            elif sign in "]}" and depth:
                depth -= 1


def _build(text: str, file: str) -> Mapping:
    root: Node | None = None
    stack: list[Mapping | Sequence] = []
    keys: list[Text | None] = []  # the key waiting for its value, one for each open collection

    def place(line: int) -> Place:
        return Place(file, line)

    def add(node: Node, line: int) -> None:
        nonlocal root
        if not stack:
            if root is not None:
                raise fault(place(line), "", "more than one document: keep one a file")
            root = node
            return
        parent = stack[-1]
        if isinstance(parent, Sequence):
            parent.append(node)
            return
        waiting = keys[-1]
        if waiting is None:
            if not isinstance(node, Text):
                raise fault(place(line), "", "a key must be a word, not a list or a mapping")
            if node in parent:
                raise fault(place(line), "", f"the key '{node}' stands twice: keep one")
            keys[-1] = node
        else:
            parent[waiting] = node
            keys[-1] = None

    events: Iterator[Any] = yaml.parse(text, Loader=_Loader)
    for event in events:
        line = event.start_mark.line + 1
        if isinstance(event, yaml.AliasEvent):
            raise fault(place(line), "", "aliases (*name) are not used in rules: write the value out")
        if getattr(event, "anchor", None):
            raise fault(place(line), "", "anchors (&name) are not used in rules: remove it")
        if isinstance(event, yaml.ScalarEvent):
            if event.tag:
                raise fault(place(line), "", f"tags ({event.tag}) are not used in rules: remove it")
            add(Text(event.value, line, event.style in ("'", '"')), line)
        elif isinstance(event, yaml.CollectionStartEvent):
            if event.tag:
                raise fault(place(line), "", f"tags ({event.tag}) are not used in rules: remove it")
            made: Mapping | Sequence = Mapping(line) if isinstance(event, yaml.MappingStartEvent) else Sequence(line)
            add(made, line)
            if len(stack) >= MOST_NESTING:
                raise fault(place(line), "", f"nested more than {MOST_NESTING} deep: write it flatter")
            stack.append(made)
            keys.append(None)
        elif isinstance(event, yaml.CollectionEndEvent):
            stack.pop()
            keys.pop()
    if not isinstance(root, Mapping):
        raise fault(place(1), "", "a rule file is a mapping with 'prefix:' and 'rules:' (or 'notices:')")
    return root
