"""Which Arrow types a column may have, and those of the figures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from calculator.batch.columns import Column, Kind
from calculator.batch.figures import Figure

if TYPE_CHECKING:
    import pyarrow as pa

_IN_WORDS: dict[Kind, str] = {
    "number": "float64, decimal or a whole-number type",
    "whole number": "a whole-number type, float64 or decimal",
    "true or false": "bool",
    "text": "string",
    "date": "date32 or string",
    "list": "list (or its JSON as string)",
    "object": "struct (or its JSON as string)",
    "anything": "any type",
}


def arrow_type(figure: Figure) -> pa.DataType:
    """The type of a figure's column."""
    import pyarrow as pa

    return {"number": pa.float64(), "true or false": pa.bool_(), "text": pa.string()}[figure.holds]


def check_types(schema: pa.Schema, columns: Mapping[str, Column], typed: bool) -> list[str]:
    """What is wrong with the types of the columns, one message each. typed: every cell is text that is read later, so any text will do."""
    if typed:
        return []
    found = []
    for name, column in columns.items():
        if schema.names.count(name) > 1:
            continue
        given = schema.field(name).type
        if not any(_fits(given, kind) for kind in column.kinds):
            allowed = " or ".join(_IN_WORDS[kind] for kind in sorted(column.kinds))
            found.append(f"the column '{name}' has the type {given}, and must be {allowed}{_why(given)}")
        elif (outer := _around(name, schema, columns)) is not None:
            found.append(f"the column '{name}' is a part of the column '{outer}': give one of them")
    return found


def _around(name: str, schema: pa.Schema, columns: Mapping[str, Column]) -> str | None:
    """A column of lists or structs that another column is a part of."""
    from pyarrow import types

    parts = name.split(".")
    for outer in (".".join(parts[:n]) for n in range(1, len(parts))):
        if outer in columns and types.is_nested(schema.field(outer).type):
            return outer
    return None


def _why(given: pa.DataType) -> str:
    import pyarrow as pa

    narrow = pa.types.is_float32(given) or pa.types.is_float16(given)
    return f": a {given} does not hold pounds and pence exactly" if narrow else ""


def _fits(given: pa.DataType, kind: Kind) -> bool:
    """Whether values of a type can be of a kind. A column without any value (null) fits everything."""
    from pyarrow import types

    if types.is_null(given) or kind == "anything":
        return True
    if types.is_dictionary(given):
        given = given.value_type
    text = types.is_string(given) or types.is_large_string(given) or types.is_string_view(given)
    number = types.is_integer(given) or types.is_float64(given) or types.is_decimal(given)
    listed = types.is_list(given) or types.is_large_list(given) or types.is_fixed_size_list(given)
    fits: dict[Kind, bool] = {
        "number": number,
        "whole number": number,
        "true or false": types.is_boolean(given),
        "text": text,
        "date": text or types.is_date32(given),
        "list": listed or text,
        "object": types.is_struct(given) or text,
    }
    return fits[kind]
