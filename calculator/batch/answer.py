"""Answers a record batch of households: the figures of each row, or why it cannot be worked out."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from calculator.batch.arrays import InColumns
from calculator.batch.cases import case_of
from calculator.batch.columns import check_names, find
from calculator.batch.errors import BatchError
from calculator.batch.exact import OneByOne, Value
from calculator.batch.figures import DEFAULT, Figure, figures_of
from calculator.batch.types import arrow_type, check_types
from calculator.calculator import Calculator
from calculator.contract.errors import CaseError, Problem

if TYPE_CHECKING:
    import pyarrow as pa

    from calculator.batch.cells import Floats

Tick = Callable[[int], None]
Rejects = dict[int, tuple[Problem, ...]]


def _unheard(_rows: int) -> None:
    """Nobody is told how many rows are done."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a batch is asked for. It can be sent to another process.

    figures: the names of the figures. keep: the columns of the input that go along unread. date: the day of rows that give none. amend, rules:
    the rules to use, as for `calculate`. typed: whether every cell is text that somebody typed, as in CSV.
    """

    figures: tuple[str, ...] = DEFAULT
    keep: tuple[str, ...] = ()
    date: dt.date = field(default_factory=dt.date.today)
    amend: tuple[Path, ...] = ()
    rules: Path | None = None
    typed: bool = False


@dataclass(slots=True)
class AnsweredBatch:
    """The figures of a record batch, a row for each of its rows, and the problems of the rows without figures by their places in it."""

    figures: pa.RecordBatch
    rejects: Rejects
    one_by_one: int  # rows with figures that the arrays could not do


@functools.lru_cache(maxsize=4)
def loaded(rules: Path | None, amend: tuple[Path, ...]) -> Calculator:
    """The calculator of these rules, which a process loads once. Raises RuleError."""
    return Calculator.load(rules, amend)


class Answerer:
    """Answers the record batches of one schema. Raises BatchError with everything that is wrong with the schema or the figures asked for.

    machine: whether to use machine code; if None, it is used if llvmlite is installed.
    """

    def __init__(
        self, asked: Asked, schema: pa.Schema, calculator: Calculator | None = None, machine: bool | None = None
    ) -> None:
        self.asked, self.schema = asked, schema
        self.calculator = calculator or loaded(asked.rules, asked.amend)
        problems: list[str] = []
        try:
            self.figures = figures_of(self.calculator.book, asked.figures)
        except BatchError as error:
            problems += error.problems
        problems += check_names(schema.names, asked.keep)
        self.columns = {name: column for name in schema.names if name not in asked.keep and (column := find(name))}
        problems += check_types(schema, self.columns, asked.typed)
        if problems:
            raise BatchError(problems)
        self.exact = OneByOne(self.calculator, self.figures)
        arrays = InColumns(self.calculator, self.figures, self.columns, machine)
        self.arrays = arrays if arrays.possible else None

    @property
    def out_schema(self) -> pa.Schema:
        """The columns of the figures: those that are kept, then the figures in the order asked for."""
        import pyarrow as pa

        kept = [self.schema.field(name) for name in self.asked.keep]
        return pa.schema([*kept, *(pa.field(figure.name, arrow_type(figure)) for figure in self.figures)])

    def answer(self, batch: pa.RecordBatch, tick: Tick = _unheard) -> AnsweredBatch:
        """The figures of each row of a record batch. tick: told how many more rows are done."""
        import numpy as np

        rows = batch.num_rows
        if self.arrays is not None and rows:
            found = self.arrays.answer(batch, self.asked.date, self.asked.typed)
            columns, left = found.figures, np.flatnonzero(~found.done)
            tick(rows - len(left))
        else:
            columns, left = {figure.name: np.full(rows, np.nan) for figure in self.figures}, np.arange(rows)
        rejects = self._one_by_one(batch, left.tolist(), columns, tick)
        return AnsweredBatch(self._together(batch, columns, rejects), rejects, len(left) - len(rejects))

    def _one_by_one(
        self, batch: pa.RecordBatch, rows: Sequence[int], columns: dict[str, Floats], tick: Tick
    ) -> Rejects:
        """Answer some rows each by itself, into the columns. Returns the problems of those that cannot be answered."""
        import pyarrow as pa

        rejects: Rejects = {}
        read = batch.select([*self.columns]).take(pa.array(rows, pa.int64()))
        for row, cells in zip(rows, read.to_pylist(), strict=True):
            tick(1)
            try:
                answer = self.exact.answer(case_of(cells, self.columns, self.asked.date, self.asked.typed))
            except CaseError as error:
                rejects[row] = error.problems
                answer = [None] * len(self.figures)
            for figure, value in zip(self.figures, answer, strict=True):
                columns[figure.name][row] = self._as_number(figure, value)
        return rejects

    def _as_number(self, figure: Figure, value: Value) -> float:
        """A value as the arrays have it: NaN if there is none, and a choice as its code."""
        if value is None or figure.of == "name":
            return float("nan")
        if isinstance(value, str):
            return float(self.calculator.book.rules.rules[figure.of].choices.index(value))
        return float(value)

    def _together(self, batch: pa.RecordBatch, columns: dict[str, Floats], rejects: Rejects) -> pa.RecordBatch:
        """The columns kept and the figures as one record batch."""
        import pyarrow as pa

        kept = [batch.column(name) for name in self.asked.keep]
        made = [self._arrow(figure, batch, columns[figure.name], rejects) for figure in self.figures]
        return pa.RecordBatch.from_arrays([*kept, *made], schema=self.out_schema)

    def _arrow(self, figure: Figure, batch: pa.RecordBatch, values: Floats, rejects: Rejects) -> pa.Array:
        """A figure's column; where there is none, null."""
        import numpy as np
        import pyarrow as pa

        if figure.of == "name":
            column = f"options.{figure.option}.name"
            names = batch.column(column).to_pylist() if column in self.columns else [None] * batch.num_rows
            return pa.array([None if row in rejects else name for row, name in enumerate(names)], pa.string())
        nothing = np.isnan(values)
        if figure.holds == "text":
            choices = pa.array([*self.calculator.book.rules.rules[figure.of].choices])
            codes = pa.array(np.where(nothing, 0, values).astype(np.int64), mask=nothing)
            return choices.take(codes)
        if figure.holds == "true or false":
            return pa.array(values == 1, mask=nothing)
        return pa.array(values, mask=nothing if nothing.any() else None)
