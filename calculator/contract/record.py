"""The base class of every record of a Result, and how a record becomes JSON.

Nothing is checked or worked out here. Amounts are pounds, and are rounded to the penny when JSON is made. A trailing
underscore keeps the name of a field clear of Python's own words: `from_` is "from" in JSON.
"""

import datetime as dt
import math
from collections.abc import Iterable
from dataclasses import fields
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, ClassVar, Literal

Number = Decimal
NOTHING = Decimal(0)
Kind = Literal["pay", "deduction", "benefit", "reduction", "cost", "debt"]
Confidence = Literal["settled", "depends", "ask"]


def says(description: str, *examples: object, unit: str = "") -> dict[str, object]:
    """The metadata of a field: a sentence about it, examples, and the unit of a number.

    The reference in docs/contract.md and the OpenAPI document are made from it, under the names that pydantic reads.
    """
    told: dict[str, object] = {"description": description}
    if examples:
        told["examples"] = list(examples)
    if unit:
        told["json_schema_extra"] = {"x-unit": unit}
    return told


class Record:
    """The base class of what becomes a JSON object.

    `places` is the number of decimals that numbers keep. Fields in `with_view` are left out of the JSON if they are None. Fields in `as_given`
    are JSON already, and nothing in them is rounded.
    """

    __slots__ = ()
    places: ClassVar[int] = 2
    as_given: ClassVar[frozenset[str]] = frozenset()
    with_view: ClassVar[frozenset[str]] = frozenset()

    def to_json(self) -> dict[str, object]:
        made = {}
        for attribute, name in _names(type(self)):
            value = getattr(self, attribute)
            if value is not None or attribute not in self.with_view:
                made[name] = value if attribute in self.as_given else _json(value, self.places)
        return made


def _names(record: Any) -> tuple[tuple[str, str], ...]:
    """The attributes of a class of records and their names in JSON, which are cached."""
    if record not in _NAMES:
        _NAMES[record] = tuple((each.name, each.name.removesuffix("_")) for each in fields(record))
    return _NAMES[record]


_NAMES: dict[type, tuple[tuple[str, str], ...]] = {}


_STEP = {places: Decimal(1).scaleb(-places) for places in range(7)}


def _json(value: object, places: int) -> object:
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, Decimal):
        return float(value.quantize(_STEP[places], ROUND_HALF_UP))
    if isinstance(value, float):
        return float(Decimal(repr(value)).quantize(_STEP[places], ROUND_HALF_UP)) if math.isfinite(value) else None
    if isinstance(value, Record):
        return value.to_json()
    if isinstance(value, list | tuple):
        return [_json(each, places) for each in value]
    if isinstance(value, dict):
        return {name: _json(each, places) for name, each in value.items()}
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Iterable):  # such as a Working
        return [_json(each, places) for each in value]
    raise TypeError(f"{type(value).__name__} has no place in a Result")
