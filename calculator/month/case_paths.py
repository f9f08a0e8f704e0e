"""What types a Case can have at a place: to check the pointers and paths that the rules name."""

from __future__ import annotations

import types
from collections.abc import Iterator
from typing import Annotated, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel

from calculator.contract.case import Case


def types_at(pointer: str) -> list[object]:
    """The types that a Case can have at a pointer, in which * is every place of a list or every field of an object; none if it points nowhere."""
    found: list[object] = [Case]
    for step in pointer.split("/")[1:]:
        found = [kind for each in found for kind in types_below(each, step)]
    return found


def types_below(kind: object, step: str) -> Iterator[object]:
    """The types of a field or property of a model, or with * of every field of a model or place of a list."""
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        fields = {name.removesuffix("_"): field.annotation for name, field in kind.model_fields.items()}
        own = getattr(kind, step, None)
        if isinstance(own, property) and own.fget:
            yield from _plain_types(get_type_hints(own.fget).get("return"))
        for name in fields if step == "*" else [step] if step in fields else []:
            yield from _plain_types(fields[name])
    elif get_origin(kind) is tuple and step == "*":
        yield from _plain_types(get_args(kind)[0])


def _plain_types(kind: object) -> Iterator[object]:
    """A type without the marks around it: each part of a union, and what is annotated."""
    if get_origin(kind) in (Union, types.UnionType):
        for each in get_args(kind):
            yield from _plain_types(each)
    elif get_origin(kind) is Annotated:
        yield from _plain_types(get_args(kind)[0])
    elif kind is not type(None):
        yield kind
