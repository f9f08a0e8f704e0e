"""Changes to parsed JSON: the operations add, replace and remove of JSON Patch (RFC 6902), at places named by JSON pointers (RFC 6901)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

Op = Literal["add", "replace", "remove"]
Step = str | int
_PLACE = re.compile(r"0|[1-9][0-9]{0,3}")
END = "-"  # the place after the last item of a list


class PatchError(ValueError):
    """An operation that cannot be carried out. The message says why."""


def steps_of(pointer: str) -> tuple[str, ...]:
    """The steps of a JSON pointer that begins with a slash."""
    return tuple(step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:])


def patched(data: object, op: Op, steps: Sequence[str], value: object = None) -> tuple[object, tuple[Step, ...]]:
    """The data with one operation carried out, and the steps to the place that it changed. The data given is left as it is.

    Raises:
        PatchError: there is no such place.
    """
    if not steps:
        return value, ()
    return _below(data, op, tuple(steps), value, ())


def _below(
    data: object, op: Op, steps: tuple[str, ...], value: object, done: tuple[Step, ...]
) -> tuple[object, tuple[Step, ...]]:
    step, rest = steps[0], steps[1:]
    here = "".join(f"/{each}" for each in done) or "/"
    if isinstance(data, list):
        place = _place(data, step, here, at_end=op == "add" and not rest)
        found: list[object] = list(data)
        if rest:
            found[place], where = _below(data[place], op, rest, value, (*done, place))
            return found, where
        if op == "add":
            found.insert(place, value)
        elif op == "replace":
            found[place] = value
        else:
            del found[place]
        return found, (*done, place)
    if not isinstance(data, dict):
        raise PatchError(f"there is nothing below {here}")
    if step not in data and (rest or op != "add"):
        raise PatchError(f"there is no '{step}' in {here}")
    if rest:
        changed, where = _below(data[step], op, rest, value, (*done, step))
        return {**data, step: changed}, where
    if op == "remove":
        return {name: each for name, each in data.items() if name != step}, (*done, step)
    return {**data, step: value}, (*done, step)


def _place(data: list[object], step: str, here: str, at_end: bool) -> int:
    """The place in a list that a step names. Only something added can stand after the last item."""
    count = len(data)
    place = count if step == END else int(step) if _PLACE.fullmatch(step) else None
    if place is None:
        raise PatchError(f"'{step}' must be a place in the list {here}, counted from 0, or {END} for the end")
    if place < count or (at_end and place == count):
        return place
    raise PatchError(f"{here} has no place {step}: it has {count} {'item' if count == 1 else 'items'}, counted from 0")
