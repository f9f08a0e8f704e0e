"""The columns that a table of households can have: the fields of a Case by their paths, such as `adults.0.uc_health`.

A column holds one field of each row's case. Places in a list count from 0. A column can also hold a whole list or object, as an Arrow list or
struct: `adults.0.student_loans` is a list of text, and `deductions` a list of structs. An empty cell means that the field is not given.
"""

from __future__ import annotations

import difflib
import functools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from calculator.contract.case import Case
from calculator.contract.reading import MOST_ITEMS

Kind = Literal["number", "whole number", "true or false", "text", "date", "list", "object", "anything"]
JsonSchema = Mapping[str, Any]
STAR = "*"  # stands for every place of a list in the table of the documentation
_KINDS: dict[str, Kind] = {
    "number": "number", "integer": "whole number", "boolean": "true or false", "array": "list", "object": "object",
}  # fmt: skip
# How many items of a list have columns of their own in the table of the documentation. Others are lists.
_FLATTENED = ("adults", "children", "options", "adults.*.jobs")
# The one object that a word can stand for: a pension of `none` has been opted out of.
_OR_NONE = "pension"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the input: its name, the kinds of value that it may hold, and what it says.

    low and high: the least and the most of a number. choices: the words that a text may be, if it may not be any.
    """

    name: str
    kinds: frozenset[Kind]
    description: str
    allowed: str
    low: float
    high: float
    choices: tuple[str, ...]

    @property
    def path(self) -> tuple[str, ...]:
        return tuple(self.name.split("."))


@functools.cache
def _schema() -> JsonSchema:
    return Case.model_json_schema(by_alias=True)


def _forms(schema: JsonSchema) -> Iterator[JsonSchema]:
    """The forms that a value may have, without null. A description that stands beside a reference goes with it."""
    told = {key: schema[key] for key in ("description", "x-unit") if key in schema}
    if "$ref" in schema:
        found = _schema()["$defs"][schema["$ref"].removeprefix("#/$defs/")]
        yield from _forms({**found, **told})
    elif "anyOf" in schema:
        for form in schema["anyOf"]:
            yield from _forms({**form, **told})
    elif schema.get("type") != "null":
        yield schema


def _below(schema: JsonSchema, part: str) -> list[JsonSchema]:
    """The forms of a field of an object, or of an item of a list."""
    found: list[JsonSchema] = []
    for form in _forms(schema):
        if form.get("type") == "array" and (part == STAR or part.isdecimal()):
            if part == STAR or int(part) < form.get("maxItems", MOST_ITEMS):
                found += _forms(form["items"])
        elif part in form.get("properties", {}):
            found += _forms(form["properties"][part])
    return found


def _kind(form: JsonSchema) -> Kind:
    if form.get("format") == "date":
        return "date"
    if "enum" in form or "const" in form:
        return "text"
    return _KINDS.get(form.get("type", ""), "text" if form.get("type") == "string" else "anything")


def _allowed(forms: Iterable[JsonSchema]) -> str:
    """What is allowed in a column, in words."""
    said: dict[str, None] = {}
    for form in forms:
        if "enum" in form:
            said["one of " + ", ".join(map(str, form["enum"]))] = None
        elif "minimum" in form:
            whole = "whole number" if form["type"] == "integer" else "number"
            unit = f" ({form['x-unit']})" if "x-unit" in form else ""
            said[f"{whole} from {form['minimum']:,} to {form['maximum']:,}{unit}"] = None
        else:
            said[_kind(form)] = None
    return "; or ".join(said)


@functools.cache
def find(name: str) -> Column | None:
    """The column of a name; None if no case has such a field."""
    forms: list[JsonSchema] = [_schema()]
    for part in name.split("."):
        forms = [below for form in forms for below in _below(form, part)]
    if not forms or not name:
        return None
    told = next((form["description"] for form in forms if "description" in form), "")
    if name.endswith(f".{_OR_NONE}"):
        forms.append({"type": "string", "enum": ["none"]})
    low = min((form["minimum"] for form in forms if "minimum" in form), default=0)
    high = max((form["maximum"] for form in forms if "maximum" in form), default=0)
    choices = tuple(choice for form in forms for choice in form.get("enum", ()))
    return Column(name, frozenset(_kind(form) for form in forms), told, _allowed(forms), low, high, choices)


@functools.cache
def fields_below(name: str) -> tuple[str, ...]:
    """The columns below an object, such as an item of a list: those of its fields, and of the fields of an object in it."""
    forms: list[JsonSchema] = [_schema()]
    for part in name.split("."):
        forms = [below for form in forms for below in _below(form, part)]
    found: list[str] = []
    for field in dict.fromkeys(field for form in forms for field in form.get("properties", {})):
        column = find(f"{name}.{field}")
        is_object = column is not None and "object" in column.kinds
        found += fields_below(f"{name}.{field}") if is_object else [f"{name}.{field}"]
    return tuple(found)


def documented() -> list[Column]:
    """Every column, in the order of the contract. `*` stands for a place in a list of people, jobs or options."""

    def walk(name: str) -> Iterator[Column]:
        column = find(name)
        assert column is not None
        if name in _FLATTENED:
            yield from below(f"{name}.{STAR}")
        elif column.kinds & {"list", "object"}:
            if column.kinds != {"object"}:
                yield column
            if "object" in column.kinds:
                yield from below(name)
        else:
            yield column

    def below(name: str) -> Iterator[Column]:
        forms = [_schema()]
        for part in name.split(".") if name else ():
            forms = [found for form in forms for found in _below(form, part)]
        fields = dict.fromkeys(field for form in forms for field in form.get("properties", {}))
        for field in fields:
            yield from walk(f"{name}.{field}" if name else field)

    return list(below(""))


def check_names(names: Iterable[str], kept: Iterable[str]) -> list[str]:
    """What is wrong with the names of the columns of a table, one message each. kept: columns that are carried along and not read."""
    given, carried = list(names), list(kept)
    found = [
        f"the column '{name}' is kept by --keep, and the input has none of that name"
        for name in carried
        if name not in given
    ]
    found += [
        f"the column '{name}' is in the input more than once" for name in dict.fromkeys(given) if given.count(name) > 1
    ]
    read = [name for name in dict.fromkeys(given) if name not in carried]
    found += [_unknown(name) for name in read if find(name) is None]
    if not any(_says_age(name) for name in read):
        found.append("a column with the first adult's age is missing: adults.0.age, adults.0.date_of_birth or adults")
    return found


def _says_age(name: str) -> bool:
    return name in ("adults", "adults.0", "adults.0.age", "adults.0.date_of_birth")


def _unknown(name: str) -> str:
    every = [column.name.replace(STAR, "0") for column in documented()]
    generic = ".".join("0" if part.isdecimal() else part for part in name.split("."))
    near = difflib.get_close_matches(generic, every, 1, 0.7)
    if near and generic == near[0]:
        return f"the column '{name}' is beyond the end of a list: see the contract for how many items it can have"
    hint = f": did you mean {near[0]}?" if near else ". A column that only goes along is named with --keep"
    return f"the column '{name}' is no field of a case{hint}"
