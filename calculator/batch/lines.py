"""JSON Lines as a table: one object a line, nested as in the contract or with the names of columns as its fields.

Each value becomes the text of a cell, so that JSON Lines and CSV are read in one way. A value of a kind that its field does not take stays
recognisable, and the contract refuses it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from calculator.batch.columns import find
from calculator.batch.errors import BatchError
from calculator.contract.errors import CaseError
from calculator.contract.reading import read_json

if TYPE_CHECKING:
    import pyarrow as pa

    from calculator.batch.rows import Rows

_BLOCK_ROWS = 16_384
# The lists whose items have columns of their own.
_PEOPLED = re.compile(r"adults|children|options|adults\.[0-9]+\.jobs")
_OPTED_OUT = re.compile(r"(adults\.[0-9]+\.jobs\.[0-9]+|options\.[0-9]+\.job)\.pension")
_NO_JOB = re.compile(r"(options\.[0-9]+)\.job")
# Before the JSON of a value that is no text, in a column of text: text with this in it is refused.
_NOT_TEXT = "\0"
_NOT_AN_OBJECT = "must be one JSON object on each line"


def flat(data: Mapping[str, object]) -> dict[str, str]:
    """An object of JSON as cells by the names of columns. What is null has no cell, and neither has an empty list of people."""
    found: dict[str, str] = {}
    for name, value in data.items():
        _flatten(name, value, found)
    return found


def _flatten(name: str, value: object, found: dict[str, str]) -> None:
    if value is None:
        # In the contract null has a meaning in two places.
        if _OPTED_OUT.fullmatch(name):
            found[name] = "none"
        elif matched := _NO_JOB.fullmatch(name):
            found.setdefault(f"{matched[1]}.work", "none")
    elif isinstance(value, dict) and value:
        for part, below in value.items():
            _flatten(f"{name}.{part}", below, found)
    elif isinstance(value, list) and _PEOPLED.fullmatch(name):
        for number, below in enumerate(value):
            _flatten(f"{name}.{number}", below, found)
    else:
        found[name] = _cell(name, value)  # an empty list too: an option that replaces no job says so with one


def items_of(name: str, text: str) -> tuple[int, dict[str, str]]:
    """How many items a list of objects has that stands as JSON in a cell, and its cells by the names of columns.

    What is no such list gives a cell of its own name, which no field of an item has.
    """
    try:
        data = json.loads(text)
    except ValueError:
        data = None
    if not isinstance(data, list) or not all(isinstance(item, dict) for item in data):
        return 0, {name: text}
    found: dict[str, str] = {}
    for number, item in enumerate(data):
        _flatten(f"{name}.{number}", item, found)
    return len(data), found


def _cell(name: str, value: object) -> str:
    column = find(name)
    if isinstance(value, str):
        plain = column is None or bool(column.kinds & {"text", "date", "list", "object", "anything"})
        return value if plain else json.dumps(value)
    told = json.dumps(value, default=_number)
    only_text = column is not None and column.kinds <= {"text", "date"}
    return f"{_NOT_TEXT}{told}" if only_text else told


def _number(value: Decimal) -> float:
    return float(value)


def names(path: Path) -> list[str]:
    """The names of the columns, in the order in which they come up."""
    found: dict[str, None] = {}
    for _number, line in _lines(path):
        try:
            found |= dict.fromkeys(flat(_object(line)))
        except CaseError:
            continue
    if not found:
        raise BatchError([f"{path}: has no line with a case: there must be one JSON object on each line"])
    return list(found)


def batches(path: Path, schema: pa.Schema) -> Iterator[tuple[Rows, dict[int, str]]]:
    """The rows of a file, with those that could not be read."""
    from calculator.batch.rows import Rows

    cells: list[dict[str, str]] = []
    numbers: list[int] = []
    broken: dict[int, str] = {}
    for number, line in _lines(path):
        try:
            cells.append(flat(_object(line)))
            numbers.append(number)
        except CaseError as error:
            broken[number] = error.problems[0].detail
        if len(cells) == _BLOCK_ROWS:
            yield Rows(_table(cells, schema), numbers), broken
            cells, numbers, broken = [], [], {}
    yield Rows(_table(cells, schema), numbers), broken


def _table(cells: list[dict[str, str]], schema: pa.Schema) -> pa.RecordBatch:
    import pyarrow as pa

    return pa.RecordBatch.from_pylist(cells, schema=schema)


def _lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """The lines that are not blank, counted from 1."""
    number = 0
    with path.open("rb") as file:
        for line in file:
            if line.strip():
                number += 1
                yield number, line


def _object(line: bytes) -> dict[str, object]:
    """The object on a line. Raises CaseError."""
    from calculator.contract.errors import Problem

    data = read_json(line)
    if not isinstance(data, dict):
        raise CaseError([Problem("", _NOT_AN_OBJECT)])
    return data


class LinesWriter:
    """Writes record batches as JSON Lines."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("w", encoding="utf-8")

    def write(self, batch: pa.RecordBatch) -> None:
        for row in batch.to_pylist():
            self._file.write(json.dumps(row, ensure_ascii=False, default=str) + "\n")

    def close(self) -> None:
        self._file.close()
