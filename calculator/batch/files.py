"""Files of households in and of figures out: Parquet, CSV and JSON Lines, by the ending of the name.

A file is read as parts of consecutive rows, and a part as record batches, so that memory does not grow with the file. The rows of a part depend
on the file and the size of a part alone. Rows are counted from 1. What Parquet holds has types; in CSV and JSON Lines every cell is text.
"""

from __future__ import annotations

import csv
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from calculator.batch import lines
from calculator.batch.errors import BatchError
from calculator.batch.rows import Rows

if TYPE_CHECKING:
    import pyarrow as pa

Ending = Literal["parquet", "csv", "jsonl"]
ENDINGS: dict[str, Ending] = {
    ".parquet": "parquet",
    ".pq": "parquet",
    ".csv": "csv",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
}
BATCH_ROWS = 32_768  # in one record batch
# In one part, unless a Parquet file has row groups of about such a size. A small file still has several parts, so that several processes
# have something to do.
PART_ROWS, FEWEST_ROWS, USUAL_PARTS = 250_000, 1_000, 32
_BYTES_A_ROW = 100  # about so many in a file of text
_CSV_BLOCK = 4 << 20
_GROUP_ROWS = range(20_000, 1_100_000)  # a row group of such a size is a part by itself


def ending_of(path: Path) -> Ending:
    """How a file is written. Raises BatchError for any other ending."""
    ending = ENDINGS.get(path.suffix.casefold())
    if ending is None:
        raise BatchError([f"{path}: the name must end in .parquet, .csv or .jsonl"])
    return ending


@dataclass(frozen=True, slots=True)
class Part:
    """Consecutive rows of a file: `rows` of them from `first` on, which counts from 1.

    held: the rows themselves, if the file can only be read from its beginning. broken: the rows that could not be read, with the reason.
    """

    number: int
    first: int
    rows: int
    path: Path
    held: tuple[Rows, ...] | None = None
    broken: dict[int, str] = field(default_factory=dict)

    def read(self) -> Iterator[Rows]:
        """The rows, as record batches."""
        if self.held is not None:
            yield from self.held
        else:
            yield from _of_parquet(self)


class HouseholdFile:
    """A file of households. Raises BatchError if it cannot be read."""

    def __init__(self, path: Path) -> None:
        self.path, self.ending = path, ending_of(path)
        self.rows: int | None = None  # how many there are, if that is known without reading them all
        self.groups: list[int] = []
        try:
            self.schema = self._looked_at()
        except OSError as error:
            raise BatchError([f"{path}: cannot be read: {error.strerror or error}"]) from None

    @property
    def typed(self) -> bool:
        """Whether every cell is text that somebody typed."""
        return self.ending != "parquet"

    def _looked_at(self) -> pa.Schema:
        import pyarrow as pa
        import pyarrow.parquet as pq

        if self.ending == "parquet":
            try:
                with pq.ParquetFile(self.path) as file:
                    self.rows = file.metadata.num_rows
                    self.groups = [file.metadata.row_group(n).num_rows for n in range(file.metadata.num_row_groups)]
                    schema: pa.Schema = file.schema_arrow
                    return schema
            except pa.ArrowInvalid as error:
                raise BatchError([f"{self.path}: is not a Parquet file: {error}"]) from None
        names = lines.names(self.path) if self.ending == "jsonl" else _header(self.path)
        return pa.schema([pa.field(name, pa.string()) for name in names])

    def parts(self, rows: int | None = None) -> Iterator[Part]:
        """The file in parts. rows: the rows of a part, if it is not the size that suits the file."""
        if self.ending == "parquet":
            yield from self._parquet_parts(rows)
            return
        size = rows or _suitable(self.path.stat().st_size // _BYTES_A_ROW)
        read = _of_csv if self.ending == "csv" else lines.batches
        yield from _gathered(self.path, read(self.path, self.schema), size)

    def _parquet_parts(self, rows: int | None) -> Iterator[Part]:
        """The row groups themselves if they have a good size, so that each is read once."""
        assert self.rows is not None
        if rows is None and self.groups and all(size in _GROUP_ROWS for size in self.groups[:-1] or self.groups):
            sizes = self.groups
        else:
            size = rows or _suitable(self.rows)
            sizes = [min(size, self.rows - start) for start in range(0, self.rows, size)]
        first = 1
        for number, size in enumerate(sizes):
            yield Part(number, first, size, self.path)
            first += size


def _suitable(rows: int) -> int:
    """How many rows of a file with about so many make a part."""
    return min(PART_ROWS, max(FEWEST_ROWS, -(-rows // USUAL_PARTS)))


def _of_parquet(part: Part) -> Iterator[Rows]:
    """The rows of a part of a Parquet file. Only the row groups that hold some of them are read."""
    import pyarrow.parquet as pq

    with pq.ParquetFile(part.path) as file:
        groups: list[int] = []
        first, begin = 0, 0
        for number in range(file.metadata.num_row_groups):
            size = file.metadata.row_group(number).num_rows
            if begin < part.first - 1 + part.rows and begin + size > part.first - 1:
                first = first if groups else begin
                groups.append(number)
            begin += size
        skip, left, at = part.first - 1 - first, part.rows, part.first
        for batch in file.iter_batches(BATCH_ROWS, groups, use_threads=False):
            if skip >= batch.num_rows:
                skip -= batch.num_rows
                continue
            batch, skip = batch.slice(skip, left), 0
            yield Rows(batch, range(at, at + batch.num_rows))
            at, left = at + batch.num_rows, left - batch.num_rows
            if not left:
                return


Broken = dict[int, str]


def _gathered(path: Path, read: Iterator[tuple[Rows, Broken]], size: int) -> Iterator[Part]:
    """The rows of a file that is read from its beginning, in parts of so many."""
    held: list[Rows] = []
    broken: Broken = {}
    first, number = 1, 0
    for rows, bad in read:
        broken |= bad
        while True:
            end = first + size  # of the part
            inside = (
                sum(1 for each in rows.numbers if each < end)
                if rows.numbers and rows.numbers[-1] >= end
                else len(rows.numbers)
            )
            if inside:
                held.append(Rows(rows.batch.slice(0, inside), rows.numbers[:inside]))
            rows = Rows(rows.batch.slice(inside), rows.numbers[inside:])
            if not rows.numbers:
                break
            now = {row: why for row, why in broken.items() if row < end}
            yield Part(number, first, size, path, tuple(held), now)
            broken = {row: why for row, why in broken.items() if row >= end}
            held, first, number = [], end, number + 1
    last = max([first - 1, *broken, *(rows.numbers[-1] for rows in held[-1:])])
    if last >= first or not number:
        yield Part(number, first, last - first + 1, path, tuple(held), broken)


# ---------------------------------------------------------------------- CSV
def _header(path: Path) -> list[str]:
    """The names of the columns."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            names = next(csv.reader(file), [])
    except UnicodeDecodeError:
        raise BatchError([f"{path}: must be text in UTF-8"]) from None
    if not names:
        raise BatchError([f"{path}: is empty: the first line must have the names of the columns"])
    return names


def _of_csv(path: Path, schema: pa.Schema) -> Iterator[tuple[Rows, Broken]]:
    """The rows of a CSV file, whose cells all are text. A row with too few or too many cells is broken."""
    import pyarrow as pa
    from pyarrow import csv as arrow_csv

    broken: Broken = {}

    def note(row: arrow_csv.InvalidRow) -> str:
        # The number counts the line of names too.
        broken[row.number - 1] = f"has {row.actual_columns} cells and must have {row.expected_columns}"
        return "skip"

    read = arrow_csv.open_csv(
        path,
        read_options=arrow_csv.ReadOptions(use_threads=False, block_size=_CSV_BLOCK),
        parse_options=arrow_csv.ParseOptions(newlines_in_values=True, invalid_row_handler=note),
        convert_options=arrow_csv.ConvertOptions(
            column_types=schema, null_values=[""], strings_can_be_null=True, quoted_strings_can_be_null=True
        ),
    )
    last, told = 0, 0
    try:
        for batch in read:
            numbers: list[int] = []
            while len(numbers) < batch.num_rows:
                last += 1
                if last not in broken:
                    numbers.append(last)
            bad = dict([*broken.items()][told:])
            told = len(broken)
            yield Rows(batch, numbers), bad
    except pa.ArrowInvalid as error:
        raise BatchError([f"{path}: cannot be read as CSV: {error}"]) from None


# ---------------------------------------------------------------------- writing
def unfinished(path: Path) -> Path:
    """The name of a file that is being written."""
    return path.with_name(f".{path.name}.{uuid.uuid4().hex}.unfinished")


class Sink:
    """Writes record batches to a file, whole or not at all: it has another name until it is closed."""

    def __init__(self, path: Path, schema: pa.Schema, header: bool = True) -> None:
        import pyarrow as pa
        from pyarrow import csv as arrow_csv
        from pyarrow import parquet as pq

        # Another process that was thought lost may be writing the same part.
        self.path, self.unfinished, self.ending = path, unfinished(path), ending_of(path)
        if self.ending == "parquet":
            # Figures hardly repeat, so a dictionary of them would only take time.
            words = [field.name for field in schema if not pa.types.is_floating(field.type)]
            self._writer = pq.ParquetWriter(
                self.unfinished, schema, compression="lz4", use_dictionary=words, write_statistics=False
            )
        elif self.ending == "csv":
            options = arrow_csv.WriteOptions(include_header=header)
            self._writer = arrow_csv.CSVWriter(self.unfinished, schema, write_options=options)
        else:
            self._writer = lines.LinesWriter(self.unfinished)

    def write(self, batch: pa.RecordBatch) -> None:
        if self.ending == "parquet":
            self._writer.write_batch(batch)
        else:
            self._writer.write(batch)

    def close(self) -> None:
        """Finish the file and give it its name."""
        self._writer.close()
        self.unfinished.replace(self.path)


def joined(path: Path, parts: Sequence[Path], schema: pa.Schema) -> None:
    """Join finished parts, in their order, into one file."""
    from pyarrow import parquet as pq

    if ending_of(path) == "parquet":
        sink = Sink(path, schema)
        for part in parts:
            with pq.ParquetFile(part) as file:
                for number in range(file.num_row_groups):
                    for batch in file.read_row_group(number, use_threads=False).combine_chunks().to_batches():
                        sink.write(batch)
        sink.close()
        return
    whole = unfinished(path)
    with whole.open("wb") as out:
        for part in parts:
            with part.open("rb") as file:
                while block := file.read(1 << 20):
                    out.write(block)
    whole.replace(path)
