"""Households as a stream of Arrow record batches, for engines that hand these to a Python function: Spark, DuckDB, Polars and others.

    from calculator.batch.households import households, schema

    frame.mapInArrow(partial(households, asked=asked), schema(asked, frame_schema))   # Spark

The rules are loaded once in each process. Every row of the input comes out again, in its place: one that cannot be worked out has no figures,
and the column `problems` says why.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from calculator.batch.answer import AnsweredBatch, Answerer, Asked

if TYPE_CHECKING:
    import pyarrow as pa

PROBLEMS = "problems"


def households(batches: Iterable[pa.RecordBatch], asked: Asked | None = None) -> Iterator[pa.RecordBatch]:
    """The figures of each row of each record batch, as they come. asked: what is asked for; if None, the usual figures.

    Raises BatchError with everything that is wrong with the columns or the figures, when it meets the first batch.
    """
    for batch in batches:
        yield _with_problems(_answerer(asked or Asked(), batch.schema).answer(batch))


def schema(asked: Asked, columns: pa.Schema) -> pa.Schema:
    """The columns that `households` gives: those that are kept, the figures, and `problems`. columns: those of its input. Raises BatchError."""
    return _with_column(_answerer(asked, columns).out_schema)


@functools.lru_cache(maxsize=8)
def _answerer(asked: Asked, columns: pa.Schema) -> Answerer:
    return Answerer(asked, columns)


def _with_column(columns: pa.Schema) -> pa.Schema:
    import pyarrow as pa

    return columns.append(pa.field(PROBLEMS, pa.string()))


def _with_problems(answered: AnsweredBatch) -> pa.RecordBatch:
    import pyarrow as pa

    figures = answered.figures
    told = [
        "; ".join(map(str, answered.rejects[row])) if row in answered.rejects else None
        for row in range(figures.num_rows)
    ]
    return pa.RecordBatch.from_arrays(
        [*figures.columns, pa.array(told, pa.string())], schema=_with_column(figures.schema)
    )
