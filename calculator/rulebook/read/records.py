"""Parts of a rule file read into frozen dataclasses. The types of their fields say what the file may hold.

A field whose name ends in an underscore is the key without it: `from_` is `from:` in the file. A field with a default may be left out.
A class can say two things about itself: `written_alone`, the field that a text in place of a mapping fills, and `named_by`, the
field that messages call a record by (`id` if it says nothing).
The types that can be read are texts, true and false, whole numbers, decimals, dates, the words of a Literal, the names that
`Named` describes, other dataclasses, and tuples and mappings of these. A mapping by the words of a Literal has every one of them, unless
the field may be left out.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import types
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from calculator.frozen import frozen
from calculator.rulebook.errors import Fault, Location, RuleError, fault, nearest
from calculator.rulebook.language.model import Rulebook, StatementPart
from calculator.rulebook.language.written import written_date, written_number
from calculator.yaml_text import Mapping, Node, Sequence, YamlText

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

    Record = TypeVar("Record", bound=DataclassInstance)

# What a field's type can be, as `typing` gives it: a class, or a form such as tuple[str, ...].
Kind = object


@frozen
class Named:
    """The meaning of a text that names a part of the rules: `rule`, `amount` (a rule with dated amounts), `input`, `value` (a rule or an
    input) or `notice`.
    """

    what: Literal["rule", "amount", "input", "value", "notice"]

    def among(self, book: Rulebook) -> list[str]:
        """Every name of this kind in a rulebook."""
        if self.what == "notice":
            return list(book.notices)
        kinds = {"rule": ("values", "formula"), "amount": ("values",), "input": ("input",)}
        wanted = kinds.get(self.what, ("values", "formula", "input"))
        return [rule.name for rule in book.rules.values() if not rule.hidden and rule.kind in wanted]


RuleName = Annotated[str, Named("rule")]
AmountName = Annotated[str, Named("amount")]
InputName = Annotated[str, Named("input")]
ValueName = Annotated[str, Named("value")]
NoticeName = Annotated[str, Named("notice")]

_SAID = {
    "rule": "a rule",
    "amount": "a rule with amounts",
    "input": "an input",
    "value": "a rule",
    "notice": "a notice",
}


class RecordReader:
    """Reads parts of the files of one rulebook, whose names it knows."""

    def __init__(self, book: Rulebook) -> None:
        self.book = book
        self._names: dict[Named, list[str]] = {}
        self._hints: dict[type[DataclassInstance], dict[str, Kind]] = {}

    def read(self, record: type[Record], parts: dict[str, StatementPart], within: str) -> Record:
        """Read one record whose parts can be in several files.

        record: the dataclass; parts: its keys, as the files give them; within: what they are part of, for messages.
        Raises RuleError with every fault found.
        """
        files = [part.place.file for part in parts.values()]
        top = Location(max(files, key=files.count, default=""), 1)
        try:
            return self._record(record, {key: (part.place, part.node) for key, part in parts.items()}, within, top)
        except RuleError as error:
            raise RuleError(sorted(error.faults, key=lambda each: (each.place.file, each.place.line))) from None

    def _record(
        self, record: type[Record], given: dict[str, tuple[Location, Node]], within: str, place: Location
    ) -> Record:
        if record not in self._hints:
            self._hints[record] = get_type_hints(record, include_extras=True)
        hints = self._hints[record]
        fields = {field.name.removesuffix("_"): field for field in dataclasses.fields(record)}
        faults: list[Fault] = []
        values: dict[str, object] = {}
        for key, (at, node) in given.items():
            if key not in fields:
                faults.append(Fault(at, within, f"'{key}' is not known: {_instead(key, fields)}"))
                continue
            name = fields[key].name
            try:
                values[name] = self._value(hints[name], node, at, f"{within}: {key}")
                if not _has_default(fields[key]):
                    _complete(hints[name], values[name], at, f"{within}: {key}")
            except RuleError as error:
                faults += error.faults
        missing = [key for key, field in fields.items() if key not in given and not _has_default(field)]
        faults += [Fault(place, within, f"{key}: is missing") for key in missing]
        if faults:
            raise RuleError(faults)
        make: Callable[..., Record] = record
        return make(**values)

    def _value(self, kind: Kind, node: Node, at: Location, within: str) -> object:
        """A node as a value of a type. `at` is where its key is written."""
        form, arguments = get_origin(kind), get_args(kind)
        place = Location(at.file, node.line or at.line)
        if form in (Union, types.UnionType):
            return self._value(_fitting(arguments, node), node, at, within)
        if form is tuple:
            return self._tuple(arguments[0], node, place, within)
        if form is dict:
            return self._dict(arguments[0], arguments[1], node, place, within)
        if isinstance(kind, type) and dataclasses.is_dataclass(kind):
            return self._nested(kind, node, place, within)
        if not isinstance(node, YamlText):
            raise fault(place, within, "one value is wanted here")
        if form is Literal:
            return self._word(arguments, node, place, within)
        if form is Annotated:
            return self._name(arguments[1], node, place, within)
        return _scalar(kind, node, place, within)

    def _tuple(self, kind: Kind, node: Node, place: Location, within: str) -> tuple[object, ...]:
        if not isinstance(node, Sequence):
            raise fault(place, within, "a list is wanted here: [one, two]")
        return tuple(_all(lambda each: self._value(kind, each, place, within), node))

    def _dict(self, key: Kind, value: Kind, node: Node, place: Location, within: str) -> dict[object, object]:
        if not isinstance(node, Mapping):
            raise fault(place, within, "a mapping of names is wanted here")

        def item(name: YamlText) -> tuple[object, object]:
            at = Location(place.file, name.line)
            return self._value(key, name, at, within), self._value(value, node[name], at, f"{within}: {name}")

        return dict(_all(item, node))

    def _nested(self, record: type[DataclassInstance], node: Node, place: Location, within: str) -> object:
        alone = getattr(record, "written_alone", None)
        if isinstance(node, YamlText) and isinstance(alone, str):
            return self._record(record, {alone: (place, node)}, within, place)
        if not isinstance(node, Mapping):
            raise fault(place, within, "a mapping is wanted here")
        given = {str(key): (Location(place.file, key.line), value) for key, value in node.items()}
        return self._record(record, given, _called(record, within, node), place)

    def _word(self, words: tuple[str, ...], node: YamlText, place: Location, within: str) -> str:
        if node not in words:
            raise fault(place, within, f"'{node}' is not known: {_instead(node, words)}")
        return str(node)

    def _name(self, named: Named, node: YamlText, place: Location, within: str) -> str:
        if named not in self._names:
            self._names[named] = named.among(self.book)
        names = self._names[named]
        if node not in names:
            near = None if node in self.book.rules else nearest(node, names)
            hint = f": did you mean {near}?" if near else ""
            raise fault(place, within, f"'{node}' is not {_SAID[named.what]}{hint}")
        return str(node)


def _fitting(kinds: tuple[Kind, ...], node: Node) -> Kind:
    """The type of a union that a node is read as: the tuple for a list, and the other for anything else."""
    several = [kind for kind in kinds if kind is not type(None)]
    lists = [kind for kind in several if get_origin(kind) is tuple]
    others = [kind for kind in several if get_origin(kind) is not tuple]
    return (lists if isinstance(node, Sequence) and lists else others or lists)[0]


def _called(record: type[DataclassInstance], within: str, node: Mapping) -> str:
    """What a record is called in messages: by its own `id:`, or what it has instead, if it has one."""
    own = node.find(getattr(record, "named_by", "id"))
    return f"{within} {own}" if isinstance(own, YamlText) else within


def _scalar(kind: Kind, node: YamlText, place: Location, within: str) -> object:
    if kind is bool:
        if node not in ("true", "false"):
            raise fault(place, within, f"'{node}' is not true or false")
        return node == "true"
    if kind is dt.date:
        day = written_date(node)
        if day is None:
            raise fault(place, within, f"'{node}' is not a date such as 2026-04-06")
        return day
    if kind in (int, Decimal):
        number = written_number(node)
        if number is None or (kind is int and number != int(number)):
            wanted = "a whole number such as 28" if kind is int else "a number such as 427 or 0.55"
            raise fault(place, within, f"'{node}' is not {wanted}")
        return int(number) if kind is int else number
    if not node:
        raise fault(place, within, "it is empty")
    return str(node)


Item = TypeVar("Item")
Made = TypeVar("Made")


def _all(read: Callable[[Item], Made], items: Iterable[Item]) -> list[Made]:
    """Read every item. Raises RuleError with the faults of all of them."""
    found: list[Made] = []
    faults: list[Fault] = []
    for item in items:
        try:
            found.append(read(item))
        except RuleError as error:
            faults += error.faults
    if faults:
        raise RuleError(faults)
    return found


def _complete(kind: Kind, value: object, place: Location, within: str) -> None:
    """Raise RuleError if a mapping by the words of a Literal lacks some of them."""
    if isinstance(value, dict) and get_origin(get_args(kind)[0]) is Literal:
        missing = [word for word in get_args(get_args(kind)[0]) if word not in value]
        if missing:
            raise RuleError([Fault(place, within, f"{word}: is missing") for word in missing])


def _has_default(field: dataclasses.Field[object]) -> bool:
    return field.default is not dataclasses.MISSING or field.default_factory is not dataclasses.MISSING


def _instead(word: str, known: Iterable[str]) -> str:
    """What to write instead of a word: the one that may have been meant, or any that is known."""
    near = nearest(word, known)
    return f"did you mean {near}?" if near else f"use {', '.join(sorted(known))}"
