"""Answers a record batch of households: the figures of each row, or why it cannot be worked out."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from calculator.batch.cases import case_of
from calculator.batch.columns import check_names, find
from calculator.batch.errors import BatchError
from calculator.batch.exact import Exact, Value
from calculator.batch.figures import DEFAULT, figures_of
from calculator.batch.types import arrow_type, check_types
from calculator.calculator import Calculator
from calculator.contract.errors import CaseError, Problem

if TYPE_CHECKING:
    import pyarrow as pa

Rejects = dict[int, tuple[Problem, ...]]


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
class Answered:
    """The figures of a record batch, a row for each of its rows, and the problems of the rows without figures by their places in it."""

    figures: pa.RecordBatch
    rejects: Rejects
    one_by_one: int  # rows with figures that the arrays could not do


@functools.lru_cache(maxsize=4)
def loaded(rules: Path | None, amend: tuple[Path, ...]) -> Calculator:
    """The calculator of these rules, which a process loads once. Raises RuleError."""
    return Calculator.load(rules, amend)


class Answerer:
    """Answers the record batches of one schema. Raises BatchError with everything that is wrong with the schema or the figures asked for."""

    def __init__(self, asked: Asked, schema: pa.Schema, calculator: Calculator | None = None) -> None:
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
        self.exact = Exact(self.calculator, self.figures)

    @property
    def out_schema(self) -> pa.Schema:
        """The columns of the figures: those that are kept, then the figures in the order asked for."""
        import pyarrow as pa

        kept = [self.schema.field(name) for name in self.asked.keep]
        return pa.schema([*kept, *(pa.field(figure.name, arrow_type(figure)) for figure in self.figures)])

    def answer(self, batch: pa.RecordBatch, tick: Callable[[int], None] = lambda _rows: None) -> Answered:
        """The figures of each row of a record batch. tick: told how many more rows are done."""
        columns: dict[str, list[Value]] = {figure.name: [None] * batch.num_rows for figure in self.figures}
        rejects = self._one_by_one(batch, range(batch.num_rows), columns, tick)
        return Answered(self._together(batch, columns), rejects, batch.num_rows - len(rejects))

    def _one_by_one(
        self, batch: pa.RecordBatch, rows: Sequence[int], columns: dict[str, list[Value]], tick: Callable[[int], None]
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
                continue
            for figure, value in zip(self.figures, answer, strict=True):
                columns[figure.name][row] = value
        return rejects

    def _together(self, batch: pa.RecordBatch, columns: dict[str, Any]) -> pa.RecordBatch:
        """The columns kept and the figures as one record batch."""
        import pyarrow as pa

        kept = [batch.column(name) for name in self.asked.keep]
        made = [pa.array(columns[figure.name], arrow_type(figure)) for figure in self.figures]
        return pa.RecordBatch.from_arrays([*kept, *made], schema=self.out_schema)
