"""Cases as tables: the columns that a file of them would have."""

import datetime as dt
import re
from typing import Any

import pyarrow as pa

from calculator.batch.columns import find

Json = dict[str, Any]
_PEOPLED = re.compile(r"adults|children|options|adults\.[0-9]+\.jobs")


def cells_of(case: Json) -> Json:
    """The cells of a case, by the names of their columns."""
    found: Json = {}
    for name, value in case.items():
        _put(found, name, value)
    return found


def _put(found: Json, name: str, value: Any) -> None:
    if value is None and name.endswith(".pension"):
        found[name] = "none"
    elif isinstance(value, dict) and value:
        for part, below in value.items():
            _put(found, f"{name}.{part}", below)
    elif isinstance(value, list) and _PEOPLED.fullmatch(name):
        for number, below in enumerate(value):
            _put(found, f"{name}.{number}", below)
    elif value not in (None, []):
        found[name] = "{}" if value == {} else value


def type_of(name: str) -> pa.DataType | None:
    """The type of a column of one kind; None for lists, whose type follows from their values."""
    column = find(name)
    assert column is not None, name
    kinds = column.kinds
    if "list" in kinds:
        return None
    if kinds & {"number"}:
        return pa.float64()
    if kinds == {"whole number"}:
        return pa.int64()
    if kinds == {"true or false"}:
        return pa.bool_()
    return pa.date32() if kinds == {"date"} else pa.string()


def table_of(cases: list[Json]) -> pa.RecordBatch:
    """A record batch with a row for each case. What is there only in cases that cannot be put into columns has no column."""
    rows = [cells_of(case) for case in cases]
    arrays, names = [], sorted({name for row in rows for name in row if name != "views"})
    for name in names:
        kind = type_of(name)
        values = [row.get(name) for row in rows]
        if kind == pa.date32():
            values = [dt.date.fromisoformat(value) if value else None for value in values]
        arrays.append(pa.array(values, kind))
    return pa.RecordBatch.from_arrays(arrays, names)
