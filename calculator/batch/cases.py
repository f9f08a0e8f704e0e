"""The case of a row: the cells of its columns put together as the JSON that the contract reads."""

from __future__ import annotations

import datetime as dt
import itertools
import json
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from calculator.batch.columns import Column
from calculator.contract.case import Case
from calculator.contract.errors import CaseError, Problem
from calculator.contract.reading import pointer, read_case

Cells = Mapping[str, object]
_TRUTHS = {"true": True, "false": False}


class _Places(dict[str, object]):
    """A list that is being put together: its items by their places, as text."""


def case_of(cells: Cells, columns: Mapping[str, Column], today: dt.date, typed: bool) -> Case:
    """The case of a row. typed: whether the cells are text that somebody typed, as in CSV. Raises CaseError with every problem.

    today: the day of the case if the row gives none.
    """
    made: dict[str, object] = {}
    problems: list[Problem] = []
    for name, column in columns.items():
        value = cells[name]
        if isinstance(value, str) and (typed or column.kinds & {"list", "object"}):
            value = read_cell(value, column)
        elif not isinstance(value, str):
            value = _without_nothing(value)
        if value is not None and not _put(made, column.path, value):
            problems.append(Problem(pointer(column.path), "is given twice, as one value and in parts"))
    if problems:
        raise CaseError(problems)
    data = _settled(made)
    assert isinstance(data, dict)
    return read_case({"date": today, **data})


def _put(made: dict[str, object], path: tuple[str, ...], value: object) -> bool:
    """Put a value at its path. False if another value stands in the way; an empty object does not."""
    held: Any = made
    for part, following in itertools.pairwise(path):
        if part not in held:
            held[part] = _Places() if following.isdecimal() else {}
        held = held[part]
        if not isinstance(held, dict):
            return False
    known = held.get(path[-1])
    if value == {} and isinstance(known, dict):
        return True
    if known is not None:
        return False
    held[path[-1]] = value
    return True


def _settled(value: object) -> object:
    """The value with its lists as lists. A place that is left out before the last one is an empty object."""
    if isinstance(value, _Places):
        last = max(map(int, value))
        return [_settled(value.get(str(n), {})) for n in range(last + 1)]
    if isinstance(value, dict):
        return {name: _settled(part) for name, part in value.items()}
    return value


def _without_nothing(value: object) -> object:
    """The value without the fields of structs that are empty; None if nothing is left."""
    if isinstance(value, dict):
        kept = {name: made for name, part in value.items() if (made := _without_nothing(part)) is not None}
        return kept or None
    if isinstance(value, list):
        return [(_without_nothing(part) or {}) if isinstance(part, dict) else part for part in value]
    return value


def read_cell(text: str, column: Column) -> object:
    """The value that somebody typed into a cell of CSV. What cannot be read stays text, and the contract says what is allowed."""
    if text == "":
        return None
    if "true or false" in column.kinds:
        return _TRUTHS.get(text.casefold(), text)
    if column.kinds & {"number", "whole number"}:
        return _number(text)
    if column.kinds & {"list", "object", "anything"} and text[:1] in "[{":
        try:
            return json.loads(text)
        except ValueError:
            return text
    return text


def _number(text: str) -> object:
    try:
        return json.loads(text, parse_float=Decimal, parse_constant=str)
    except ValueError:
        return text


def told(problems: Iterable[Problem]) -> list[dict[str, str]]:
    """Problems as the records of a rejects file."""
    return [{"pointer": each.pointer, "detail": each.detail} for each in problems]
