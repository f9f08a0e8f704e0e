"""Rows of a file as they are read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True, slots=True)
class Rows:
    """A record batch, and the number of each of its rows in the file, counted from 1."""

    batch: pa.RecordBatch
    numbers: Sequence[int]
