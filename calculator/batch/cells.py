"""The cells of a record batch as arrays, each with what is given and what is surely valid.

Nothing is refused here. A row with a cell that is not surely valid is left to be read one by one, which says what is wrong with it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from calculator.batch.cases import read_cell
from calculator.batch.columns import Column, fields_below, find
from calculator.batch.lines import items_of
from calculator.contract.values import MOST_TEXT, IsoDate, as_decimal

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy import bool_, float64, int64
    from numpy.typing import NDArray

    Floats = NDArray[float64]
    Whole = NDArray[int64]
    Truths = NDArray[bool_]
    InputValues = NDArray[float64 | bool_]  # of an input, or whether it is given

_SHORT = 5  # items of a list of choices that is read here
_EPOCH = dt.date(1970, 1, 1).toordinal()
FIRST_DAY, LAST_DAY = IsoDate.first.toordinal(), IsoDate.last.toordinal()


@dataclass(slots=True)
class Cell:
    """A column: its values (0 where none is given), and in which rows one is given. Codes, dates (ordinals) and truths are numbers too."""

    values: Floats
    given: Truths


class Cells:
    """The columns of a record batch by name. `fine` are the rows in which every cell that was looked at is surely valid."""

    def __init__(self, batch: pa.RecordBatch, columns: Mapping[str, Column], typed: bool) -> None:
        self.columns, self.typed = dict(columns), typed
        self.rows: int = batch.num_rows
        self.fine = np.ones(self.rows, dtype=bool)
        self.looked_at: set[str] = set()
        self._arrays = {name: batch.column(number) for number, name in enumerate(batch.schema.names)}
        self._given: dict[str, Truths] = {}
        self._read: dict[object, Cell] = {}

    def given(self, name: str) -> Truths:
        """In which rows a column has a value."""
        if name not in self.columns:
            return np.zeros(self.rows, dtype=bool)
        if name not in self._given:
            array = self._arrays[name]
            whole = array.null_count == 0
            self._given[name] = np.ones(self.rows, bool) if whole else _numpy(array.is_valid())
        return self._given[name]

    def any_given(self, names: Sequence[str]) -> Truths:
        """In which rows any of some columns has a value."""
        found = np.zeros(self.rows, dtype=bool)
        for name in names:
            found |= self.given(name)
        return found

    def leave(self, rows: Truths) -> None:
        """Leave some rows to be read one by one."""
        self.fine &= ~rows

    def unread(self) -> None:
        """Leave the rows that have a value in a column at which nothing has looked."""
        for name in self.columns.keys() - self.looked_at:
            array = self._arrays[name]
            if array.null_count < self.rows:
                self.leave(_filled(array))

    # ------------------------------------------------------------------ lists of objects
    def spread(self, name: str, most: int) -> None:
        """Give the first items of a list of objects columns of their own, as if the table had them. A row with more items is left.

        The list is an Arrow list of structs, or JSON in the cells of CSV and JSON Lines.
        """
        import pyarrow as pa

        array = self._arrays.get(name)
        if array is None or any(column.startswith(f"{name}.") for column in self.columns):
            return  # what is given twice is left to be read one by one
        if self.typed:
            lengths = self._spread_text(name, most)
        elif pa.types.is_list(array.type) and pa.types.is_struct(array.type.value_type):
            lengths = self._spread_list(name, array, most)
        else:
            return
        self.looked_at.add(name)
        self.leave(lengths > most)
        for place in range(most):
            prefix = f"{name}.{place}."
            fields = [column for column in self.columns if column.startswith(prefix)]
            self.leave((lengths > place) & ~self.any_given(fields))

    def _spread_text(self, name: str, most: int) -> Whole:
        """The items of a list in JSON. Returns how many each row has; what is no list of objects has too many."""
        import pyarrow as pa

        columns = [below for place in range(most) for below in fields_below(f"{name}.{place}")]
        cells: dict[str, list[str | None]] = {column: [None] * self.rows for column in columns}
        lengths = np.zeros(self.rows, dtype=np.int64)
        for row, text in enumerate(self._arrays[name].cast(pa.string()).to_pylist()):
            if text is None:
                continue
            length, found = items_of(name, text)
            lengths[row] = length if found.keys() <= cells.keys() else most + 1
            for column in found.keys() & cells.keys():
                cells[column][row] = found[column]
        for column, values in cells.items():
            self._add(column, pa.array(values, pa.string()))
        return lengths

    def _spread_list(self, name: str, array: pa.Array, most: int) -> Whole:
        """The items of an Arrow list of structs. Returns how many each row has."""
        import pyarrow as pa
        import pyarrow.compute as pc

        lengths: Whole = _numpy(pc.list_value_length(array).fill_null(0)).astype(np.int64)
        every, starts = pc.list_flatten(array), np.cumsum(lengths) - lengths
        for place in range(most):
            here = lengths > place
            self._add_struct(f"{name}.{place}", every.take(pa.array(np.where(here, starts + place, 0), mask=~here)))
        return lengths

    def _add_struct(self, name: str, array: pa.Array) -> None:
        """Add the fields of a struct as columns."""
        import pyarrow as pa
        import pyarrow.compute as pc

        for number in range(array.type.num_fields):
            field, values = f"{name}.{array.type.field(number).name}", pc.struct_field(array, [number])
            if pa.types.is_struct(values.type):
                self._add_struct(field, values)
            else:
                self._add(field, values)

    def _add(self, name: str, array: pa.Array) -> None:
        """Add a column. If no case has such a field, the rows with a value in it are left."""
        column = find(name)
        if column is None:
            self.leave(_numpy(array.is_valid()))
        else:
            self.columns[name], self._arrays[name] = column, array

    # ------------------------------------------------------------------ kinds of value
    def _once(self, name: str, read: Callable[[], Floats], codes: object = None) -> Cell:
        """A column, read when it is first wanted. What is not surely valid is NaN, and its row is left. codes: tells apart ways to read it."""
        if name not in self.columns:
            return Cell(np.zeros(self.rows), np.zeros(self.rows, dtype=bool))
        if (name, codes) not in self._read:
            self.looked_at.add(name)
            given = self.given(name)
            # A list or an object in the place of a plain value is left, an empty one too.
            values = np.full(self.rows, np.nan) if _is_nested(self._arrays[name]) else read()
            wrong = np.isnan(values)
            if wrong.any():
                self.leave(wrong & given)
                values = np.where(wrong, 0.0, values)
            self._read[name, codes] = Cell(values, given)
        return self._read[name, codes]

    def number(self, name: str) -> Cell:
        """A column of numbers."""

        def read() -> Floats:
            column, values = self.columns[name], self._numbers(name)
            valid = (values >= column.low) & (values <= column.high)
            if "whole number" in column.kinds:
                valid &= values == np.floor(values)
            return values if valid.all() else np.where(valid, values, np.nan)

        return self._once(name, read)

    def _numbers(self, name: str) -> Floats:
        """The values of a column of numbers; what is no number is NaN."""
        import pyarrow as pa

        array = self._arrays[name]
        if self.typed or pa.types.is_dictionary(array.type):
            return self._by_text(name, _typed_number(self.columns[name]))
        if pa.types.is_null(array.type):
            return np.zeros(self.rows)
        if not pa.types.is_float64(array.type):
            array = array.cast(pa.float64(), safe=False)
        found: Floats = array.to_numpy(zero_copy_only=False)
        return found

    def flag(self, name: str) -> Cell:
        """A column of true or false."""

        def read() -> Floats:
            if self.typed:
                return self._by_text(name, lambda text: {"true": 1.0, "false": 0.0}.get(text.casefold(), np.nan))
            array = self._arrays[name]
            empty = array.null_count == self.rows
            return np.zeros(self.rows) if empty else _numpy(array.fill_null(False)).astype(float)

        return self._once(name, read)

    def choice(self, name: str, choices: Sequence[str]) -> Cell:
        """A column of choices, as their codes. What the contract does not allow is not valid, even if it is a choice."""
        allowed = self.columns[name].choices if name in self.columns else ()
        codes = {choice: float(code) for code, choice in enumerate(choices) if choice in allowed}
        return self.text(name, lambda text: codes.get(text, np.nan), tuple(choices))

    def text(self, name: str, code: Callable[[str], float], codes: object) -> Cell:
        """A column of text, as the number that each text stands for; NaN for a text that is not surely valid. codes: says which numbers."""
        return self._once(name, lambda: self._by_text(name, code), codes)

    def label(self, name: str) -> Cell:
        """A column of text whose words do not matter to any figure."""
        return self.text(name, lambda text: 0.0 if _is_label(text) else np.nan, "label")

    def day(self, name: str) -> Cell:
        """A column of dates, as ordinals."""

        def read() -> Floats:
            import pyarrow as pa

            array = self._arrays[name]
            if not pa.types.is_date32(array.type):
                return self._by_text(name, _typed_day)
            values = array.cast(pa.int32()).fill_null(0).to_numpy(zero_copy_only=False).astype(float) + _EPOCH
            return np.where((values >= FIRST_DAY) & (values <= LAST_DAY), values, np.nan)

        return self._once(name, read)

    def same(self, name: str, other: str) -> Truths:
        """In which rows two columns of text have the same text."""
        import pyarrow.compute as pc

        a, b = (self._arrays[each] for each in (name, other))
        if a.null_count == self.rows or b.null_count == self.rows:
            return np.zeros(self.rows, dtype=bool)
        found: Truths = _numpy(pc.equal(a.cast("string"), b.cast("string")).fill_null(False))
        return found

    def contains(self, name: str, choices: Sequence[str]) -> dict[str, Truths]:
        """A column of lists of choices: for each choice, the rows whose list has it. A list is short, and may name a choice twice."""
        import pyarrow as pa
        import pyarrow.compute as pc

        found = {choice: np.zeros(self.rows, dtype=bool) for choice in choices}
        if name not in self.columns:
            return found
        self.looked_at.add(name)
        array = self._arrays[name]
        if self.typed or not pa.types.is_list(array.type) or not pa.types.is_string(array.type.value_type):
            self.leave(self.given(name))
            return found
        parents = _numpy(pc.list_parent_indices(array)).astype(np.int64)
        codes = _codes(pc.list_flatten(array), lambda text: choices.index(text) if text in choices else np.nan)
        self.fine[parents[np.isnan(codes)]] = False
        self.leave(np.bincount(parents, minlength=self.rows) > _SHORT)
        for number, choice in enumerate(choices):
            found[choice][parents[codes == number]] = True
        return found

    def _by_text(self, name: str, code: Callable[[str], float]) -> Floats:
        """A number for each cell of text, found once for each text that comes up. Cells without a value are NaN."""
        import pyarrow as pa

        array = self._arrays[name]
        return np.full(self.rows, np.nan) if pa.types.is_null(array.type) else _codes(array, code)


def _is_label(text: str) -> bool:
    return 1 <= len(text) <= MOST_TEXT and text.isprintable()


def _codes(array: pa.Array, code: Callable[[str], float]) -> Floats:
    """A number for each text of an array; NaN for none."""
    import pyarrow as pa

    if not pa.types.is_dictionary(array.type):
        array = array.dictionary_encode()
    table = np.array([*(code(text) if text is not None else np.nan for text in array.dictionary.to_pylist()), np.nan])
    places = array.indices
    if places.null_count:
        places = places.fill_null(len(table) - 1)
    found: Floats = table[places.to_numpy(zero_copy_only=False)]
    return found


def _typed_number(column: Column) -> Callable[[str], float]:
    def number(text: str) -> float:
        found = as_decimal(read_cell(text, column))
        return np.nan if found is None else float(found)

    return number


def _typed_day(text: str) -> float:
    try:
        return float(IsoDate().check(text).toordinal())
    except Exception:  # whatever is wrong with it, the row is read one by one
        return np.nan


def _numpy(array: pa.Array) -> Any:
    return array.to_numpy(zero_copy_only=False)


def _is_nested(array: pa.Array) -> bool:
    import pyarrow as pa

    return bool(pa.types.is_nested(array.type))


def _filled(array: pa.Array) -> Truths:
    """In which rows a column holds anything: an empty list holds nothing, also in JSON."""
    import pyarrow as pa
    import pyarrow.compute as pc

    found: Truths = _numpy(array.is_valid())
    if pa.types.is_list(array.type) or pa.types.is_large_list(array.type):
        found = found & (_numpy(pc.list_value_length(array).fill_null(0)) > 0)
    elif pa.types.is_string(array.type):
        found = found & _numpy(pc.not_equal(array, "[]").fill_null(False))
    return found
