"""A strict reader of untrusted YAML: text, mappings and lists with their line numbers, and nothing else that YAML can do.

Scalars stay text; the caller decides what they mean, so `no` is not False and `12:30` is not 750. The reader refuses anchors, aliases,
tags, duplicate keys, several documents, deep nesting and large files. It uses PyYAML's event parser only, because
composing deeply nested input can exhaust the C stack. PyYAML is imported when the first file is read, because rules that come from
the cache need none of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from pathlib import Path

    import yaml
    from pydantic import BaseModel

_Model = TypeVar("_Model", bound="BaseModel")

MOST_BYTES = 1_000_000
MOST_NESTING = 20


class YamlError(Exception):
    """A file that is not in the part of YAML that is read here: which file, on which line, and what is wrong."""

    def __init__(self, file: str, line: int, message: str) -> None:
        self.file, self.line, self.message = file, line, message
        super().__init__(f"{file}:{line}: {message}")


class WrongFile(ValueError):
    """A file of the package that says what it cannot say. The message names the file, or what in it is wrong."""


class YamlText(str):
    """A scalar as written, with its line."""

    __slots__ = ("line",)
    line: int

    def __new__(cls, value: str, line: int) -> YamlText:
        made = super().__new__(cls, value)
        made.line = line
        return made


class Mapping(dict[YamlText, "Node"]):
    """A mapping with the line on which it starts."""

    __slots__ = ("line",)

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line

    def find(self, name: str) -> Node | None:
        """The value under a name; None if there is none."""
        return self.get(YamlText(name, 0))

    def key(self, name: str) -> YamlText:
        """The key of this name as it is written in the file, with its line. Raises KeyError."""
        for key in self:
            if key == name:
                return key
        raise KeyError(name)


class Sequence(list["Node"]):
    """A list with the line on which it starts."""

    __slots__ = ("line",)

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line


Node = YamlText | Mapping | Sequence


def read_plain(content: bytes, file: str) -> dict[str, Any]:
    """Read a file as plain dicts, lists and strings, for a caller that needs no line numbers.

    Raises YamlError as read_yaml does.
    """
    return {str(name): plain(part) for name, part in read_yaml(content, file).items()}


def read_model(file: Path, model: type[_Model]) -> _Model:
    """Read a file of the package as a model of pydantic.

    Raises YamlError as read_yaml does, and WrongFile with every key of the file that is missing, unknown or has a wrong value.
    """
    from pydantic import ValidationError

    content = read_plain(file.read_bytes(), file.name)
    try:
        return model.model_validate(content)
    except ValidationError as error:
        faults = [f"{file.name}: {'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors()]
        raise WrongFile("\n".join(faults)) from None


def plain(node: Node) -> object:
    """A part of a file as plain dicts, lists and strings."""
    if isinstance(node, Mapping):
        return {str(name): plain(part) for name, part in node.items()}
    if isinstance(node, Sequence):
        return [plain(part) for part in node]
    return str(node)


def read_yaml(content: bytes, file: str) -> Mapping:
    """Read one file.

    content: the bytes of the file; file: its name, for messages. Returns the mapping that the file holds.
    Raises YamlError, whatever the bytes are; never runs anything that they say.
    """
    if len(content) > MOST_BYTES:
        raise YamlError(
            file, 1, f"the file has {len(content):,} bytes; the most is {MOST_BYTES:,}: split it by subject"
        )
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise YamlError(file, line, "not UTF-8 text: save the file as UTF-8") from None
    _refuse_deep_brackets(text, file)
    import yaml

    try:
        return _build(text, file)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or getattr(error, "reason", None) or "it cannot be read"
        raise YamlError(file, mark.line + 1 if mark else 1, f"not valid YAML: {problem}") from None


def _refuse_deep_brackets(text: str, file: str) -> None:
    depth = 0
    for number, line in enumerate(text.split("\n"), 1):
        for sign in line:
            if sign in "[{":
                depth += 1
                if depth > MOST_NESTING:
                    raise YamlError(file, number, f"brackets nested more than {MOST_NESTING} deep: write it flatter")
            elif sign in "]}" and depth:
                depth -= 1


class _Builder:
    """Puts nodes together, one event after another."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.root: Node | None = None
        self.open: list[Mapping | Sequence] = []
        self.keys: list[YamlText | None] = []  # for each open collection, the key that waits for its value

    def add(self, node: Node) -> None:
        """Put a node where it belongs: in the innermost open collection, or at the top."""
        if not self.open:
            if self.root is not None:
                raise YamlError(self.file, node.line, "more than one document: keep one in each file")
            self.root = node
            return
        parent, key = self.open[-1], self.keys[-1]
        if isinstance(parent, Sequence):
            parent.append(node)
        elif key is not None:
            parent[key] = node
            self.keys[-1] = None
        elif not isinstance(node, YamlText):
            raise YamlError(self.file, node.line, "a key must be a word, not a list or a mapping")
        elif node in parent:
            raise YamlError(self.file, node.line, f"the key '{node}' stands twice: keep one")
        else:
            self.keys[-1] = node

    def begin(self, collection: Mapping | Sequence) -> None:
        """Add a collection and fill it with what follows."""
        self.add(collection)
        if len(self.open) >= MOST_NESTING:
            raise YamlError(self.file, collection.line, f"nested more than {MOST_NESTING} deep: write it flatter")
        self.open.append(collection)
        self.keys.append(None)

    def end(self) -> None:
        """Close the innermost collection."""
        self.open.pop()
        self.keys.pop()


def _build(text: str, file: str) -> Mapping:
    import yaml

    builder = _Builder(file)
    events: Iterator[yaml.Event] = yaml.parse(text, Loader=getattr(yaml, "CLoader", yaml.Loader))
    for event in events:
        assert event.start_mark is not None
        line = event.start_mark.line + 1
        if isinstance(event, yaml.AliasEvent):
            raise YamlError(file, line, "aliases (*name) are not read here: write the value out")
        if getattr(event, "anchor", None):
            raise YamlError(file, line, "anchors (&name) are not read here: remove it")
        if tag := getattr(event, "tag", None):
            raise YamlError(file, line, f"tags ({tag}) are not read here: remove it")
        if isinstance(event, yaml.ScalarEvent):
            builder.add(YamlText(event.value, line))
        elif isinstance(event, yaml.MappingStartEvent):
            builder.begin(Mapping(line))
        elif isinstance(event, yaml.SequenceStartEvent):
            builder.begin(Sequence(line))
        elif isinstance(event, yaml.CollectionEndEvent):
            builder.end()
    if not isinstance(builder.root, Mapping):
        raise YamlError(file, 1, "the file is not a mapping: it has to hold lines such as 'name: value'")
    return builder.root
