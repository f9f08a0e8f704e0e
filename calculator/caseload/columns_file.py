"""Caseloads as Parquet and CSV, in the columns that `calculator batch` reads and that docs/batch.md lists."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from calculator.batch.cases import case_of
from calculator.batch.columns import Column, find
from calculator.batch.errors import BatchError, needs
from calculator.batch.files import HouseholdFile, Sink
from calculator.caseload.source import CaseloadRow
from calculator.contract.errors import CaseError, Problem

if TYPE_CHECKING:
    from types import ModuleType

    import pyarrow as pa

ENDINGS = (".parquet", ".csv")
_SPREAD = ("adults", "jobs", "children", "options")  # lists whose items have columns of their own
_ROWS = 5_000  # of a record batch that is written


def in_columns(path: Path) -> bool:
    """Whether a file has columns, by its name."""
    return path.suffix.casefold() in ENDINGS


def read_columns(path: Path, today: dt.date) -> Iterator[CaseloadRow]:
    """The households of a Parquet or CSV file. today: the day of a case that gives none.

    Raises BatchError if the file cannot be read or has columns that no case has.
    """
    needs("pyarrow", "batch", "a caseload in Parquet or CSV")
    source = HouseholdFile(path)
    columns = {name: column for name in source.schema.names if (column := find(name))}
    unknown = [name for name in source.schema.names if name not in columns]
    if unknown:
        raise BatchError([f"{name}: no case has such a column" for name in unknown])
    return _rows(source, columns, today)


def _rows(source: HouseholdFile, columns: Mapping[str, Column], today: dt.date) -> Iterator[CaseloadRow]:
    for part in source.parts():
        for rows in part.read():
            for number, cells in zip(rows.numbers, rows.batch.to_pylist(), strict=True):
                try:
                    yield CaseloadRow(number, case_of(cells, columns, today, source.typed))
                except CaseError as error:
                    yield CaseloadRow(number, problems=tuple(error.problems))
        for number, reason in part.broken.items():
            yield CaseloadRow(number, problems=(Problem("", reason),))


def write_columns(path: Path, cases: Callable[[], Iterable[dict[str, object]]]) -> None:
    """Write cases to a Parquet or CSV file. cases: gives them twice, first to see which columns there are. Raises BatchError."""
    arrow = needs("pyarrow", "batch", "a caseload in Parquet or CSV")
    kinds: dict[str, pa.DataType] = {}
    for case in cases():
        for name, value in flattened(case):
            kinds.setdefault(name, _kind(arrow, value))
    schema = arrow.schema(sorted(kinds.items(), key=lambda each: _order(each[0])))
    try:
        sink = Sink(path, schema)
        remaining = iter(cases())
        while rows := [dict(flattened(case)) for case in islice(remaining, _ROWS)]:
            sink.write(arrow.RecordBatch.from_pylist(rows, schema))
        sink.close()
    except OSError as error:
        raise BatchError([f"{path}: cannot be written: {error.strerror or error}"]) from None


def flattened(value: object, name: str = "") -> Iterator[tuple[str, object]]:
    """The values of a case by the names of their columns."""
    if isinstance(value, dict):
        for key, part in value.items():
            yield from flattened(part, f"{name}.{key}" if name else key)
    elif isinstance(value, list) and name.rsplit(".", 1)[-1] in _SPREAD:
        for place, part in enumerate(value):
            yield from flattened(part, f"{name}.{place}")
    elif isinstance(value, list):
        yield name, json.dumps(value, ensure_ascii=False)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield name, float(value)
    else:
        yield name, value


def _kind(arrow: ModuleType, value: object) -> pa.DataType:
    if isinstance(value, bool):
        return arrow.bool_()
    return arrow.float64() if isinstance(value, float) else arrow.string()


def _order(name: str) -> tuple[int, str]:
    """What is about the whole case comes first, then people, the home and the options."""
    first = name.split(".", 1)[0]
    order = ("date", "council", "nation", "brma", "savings", "adults", "children", "home", "childcare", "options")
    return order.index(first) if first in order else len(order), name
