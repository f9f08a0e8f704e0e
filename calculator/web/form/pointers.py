"""Places in a case, written as JSON pointers, which are made as they are needed.

The package `jsonpointer` is not used, because it raises an error if what is above a place is missing.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TypeAlias

Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | float | Decimal | None"
Data: TypeAlias = dict[str, Json]


def find(data: Json, where: str) -> Json:
    """The value at a pointer, or None if there is nothing."""
    for step in where.split("/")[1:]:
        if isinstance(data, list) and step.isdigit() and int(step) < len(data):
            data = data[int(step)]
        elif isinstance(data, dict):
            data = data.get(step)
        else:
            return None
    return data


def text_at(data: Json, where: str) -> str:
    """The text at a pointer, or an empty string if there is no text."""
    value = find(data, where)
    return value if isinstance(value, str) else ""


def put(data: Data, where: str, value: Json) -> None:
    """Set the value at a pointer. Objects and lists above it are made if they are missing."""
    steps = where.split("/")[1:]
    holder: Json = data
    for step, following in zip(steps, [*steps[1:], None], strict=True):
        made: Json = value if following is None else [] if following.isdigit() else {}
        if isinstance(holder, list):
            holder.extend({} for _ in range(int(step) + 1 - len(holder)))
            if following is None or not isinstance(holder[int(step)], type(made)):
                holder[int(step)] = made
            holder = holder[int(step)]
        elif isinstance(holder, dict):
            if following is None or not isinstance(holder.get(step), type(made)):
                holder[step] = made
            holder = holder[step]


def drop(data: Data, where: str) -> None:
    """Remove the value at a pointer, if there is one in an object."""
    above, _slash, last = where.rpartition("/")
    holder = find(data, above)
    if isinstance(holder, dict):
        holder.pop(last, None)


def put_or_drop(data: Data, where: str, value: Json) -> None:
    """Set the value at a pointer; an empty text removes it."""
    if value == "":
        drop(data, where)
    else:
        put(data, where, value)
