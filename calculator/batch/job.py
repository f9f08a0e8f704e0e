"""A whole file of households, worked out in parts that are kept: after a kill, the same command goes on where it was.

A part is finished when its record is there, with the digests of its files. A job is known by the rules, the figures asked for and the content of
the input; a folder of parts of another job is not used. Parts are independent, so processes and other machines can do them in any order.
"""

from __future__ import annotations

import contextlib
import dataclasses
import functools
import hashlib
import json
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from calculator.batch.answer import Answerer, Asked, Tick
from calculator.batch.cases import told
from calculator.batch.errors import BatchError
from calculator.batch.files import HouseholdFile, Part, Sink, ending_of, joined, unfinished
from calculator.contract.errors import Problem

if TYPE_CHECKING:
    import pyarrow as pa

FORM = 1  # of the folder of parts; another form is not read
_JOB = "_job.json"


@dataclass(frozen=True, slots=True)
class Task:
    """What every part of a job needs. It can be sent to another process or machine that sees the same files.

    schema: the columns of the input, as Arrow writes a schema. folder: where the parts go. suffix: the ending of their files.
    """

    asked: Asked
    schema: bytes
    folder: Path
    suffix: str

    def file(self, number: int) -> Path:
        return self.folder / f"part-{number:06}{self.suffix}"

    def rejects(self, number: int) -> Path:
        return self.folder / f"_part-{number:06}.rejects.jsonl"

    def record(self, number: int) -> Path:
        return self.folder / f"_part-{number:06}.json"


@dataclass(frozen=True, slots=True)
class Done:
    """A finished part: how many rows it has, how many were rejected, how many had to be done one by one, and the digests of its files."""

    number: int
    first: int
    rows: int
    rejected: int
    one_by_one: int
    digests: dict[str, str]


@dataclass(frozen=True, slots=True)
class Summary:
    """What a job came to. kept: the rows of parts that an earlier run had finished."""

    rows: int
    rejected: int
    one_by_one: int
    kept: int
    seconds: float


# ---------------------------------------------------------------------- one part
@functools.lru_cache(maxsize=2)
def _answerer(asked: Asked, schema: bytes) -> Answerer:
    import pyarrow as pa

    return Answerer(asked, pa.ipc.read_schema(pa.py_buffer(schema)))


def out_schema(answerer: Answerer) -> pa.Schema:
    """The columns of a file of figures: the number of the row first."""
    import pyarrow as pa

    return answerer.out_schema.insert(0, pa.field("row", pa.int64()))


def do_part(task: Task, part: Part, tick: Tick = lambda _rows: None) -> Done:
    """Work out one part, and write its figures, its rejects and then its record. tick: told how many more rows are done."""
    import pyarrow as pa

    answerer = _answerer(task.asked, task.schema)
    sink = Sink(task.file(part.number), out_schema(answerer), header=part.number == 0 or task.suffix != ".csv")
    rejected = one_by_one = 0
    being_written = unfinished(task.rejects(part.number))
    with being_written.open("w", encoding="utf-8") as rejects:
        broken: dict[int, tuple[Problem, ...]] = {row: (Problem("", why),) for row, why in part.broken.items()}
        for rows in part.read():
            found = answerer.answer(rows.batch, tick)
            figures = pa.RecordBatch.from_arrays(
                [pa.array(rows.numbers, pa.int64()), *found.figures.columns], schema=out_schema(answerer)
            )
            refused = {rows.numbers[place]: problems for place, problems in found.rejects.items()}
            if refused:
                fine = [place for place in range(rows.batch.num_rows) if place not in found.rejects]
                figures = figures.take(pa.array(fine, pa.int64()))
            earlier = [row for row in broken if row < rows.numbers[-1]] if rows.numbers else []
            refused |= {row: broken.pop(row) for row in earlier}
            sink.write(figures)
            rejected += _write_rejects(rejects, refused)
            one_by_one += found.one_by_one
        rejected += _write_rejects(rejects, broken)
    sink.close()
    being_written.replace(task.rejects(part.number))
    files = (task.file(part.number), task.rejects(part.number))
    done = Done(part.number, part.first, part.rows, rejected, one_by_one, {file.name: digest(file) for file in files})
    _write_whole(task.record(part.number), dataclasses.asdict(done))
    return done


def _write_rejects(file: TextIO, refused: dict[int, tuple[Problem, ...]]) -> int:
    file.writelines(
        json.dumps({"row": row, "reasons": told(refused[row])}, ensure_ascii=False) + "\n" for row in sorted(refused)
    )
    return len(refused)


def digest(path: Path) -> str:
    """The SHA-256 digest of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _write_whole(path: Path, data: object) -> None:
    """Write JSON to a file, whole or not at all."""
    being_written = unfinished(path)
    being_written.write_text(json.dumps(data, ensure_ascii=False, indent=1), encoding="utf-8")
    being_written.replace(path)


# ---------------------------------------------------------------------- a whole job
class BatchJob:
    """A file of households to be answered into another file, or into a folder with a file for each part.

    Raises BatchError with one message for each thing that is wrong, before any row is worked out. rejects: the file of the rows that cannot be worked
    out, if not the usual. rows: the rows of a part, if not as many as suit the file. into_folder: whether `out` is a folder for the parts.
    """

    def __init__(
        self,
        source: Path,
        out: Path,
        asked: Asked,
        rejects: Path | None = None,
        rows: int | None = None,
        into_folder: bool = False,
    ) -> None:
        self.out, self.rows, self.into_folder = out, rows, into_folder
        self.rejects = rejects or _beside(out, self.into_folder)
        problems: list[str] = []
        with _gathering(problems):
            self.source = HouseholdFile(source.resolve())
        for path in (*(() if self.into_folder else (out,)), *((rejects,) if rejects else ())):
            with _gathering(problems):
                ending_of(path)
            if not path.resolve().parent.is_dir():
                problems.append(f"{path}: the folder {path.resolve().parent} does not exist")
        paths = [path.resolve() for path in (source, out, self.rejects)]
        if len(set(paths)) < len(paths):
            problems.append("the input, the output and the rejects must be different files")
        if problems:
            raise BatchError(problems)
        self.asked = dataclasses.replace(asked, typed=self.source.typed)
        self.schema = self.source.schema
        answerer = _answerer(self.asked, self.schema.serialize().to_pybytes())
        answerer.calculator.book.keep()  # so that other processes need not read the rules again
        self.figures = out_schema(answerer)
        self.answerer = answerer
        out = out.resolve()  # other machines may have another working directory
        folder = out if self.into_folder else out.with_name(f"{out.name}.parts")
        self.task = Task(
            self.asked, self.schema.serialize().to_pybytes(), folder, ".parquet" if self.into_folder else out.suffix
        )

    @property
    def identity(self) -> dict[str, object]:
        """What makes it the same job as an earlier one."""
        return {
            "form": FORM,
            "rules": self.answerer.calculator.book.rules.fingerprint,
            "figures": list(self.asked.figures),
            "keep": list(self.asked.keep),
            "date": self.asked.date.isoformat(),
            "input": digest(self.source.path),
            "part_rows": self.rows,
            "ending": self.task.suffix,
        }

    def begin(self) -> None:
        """Make the folder of parts ready. Parts of another job are removed from a folder of ours, and refused in a folder that was given."""
        folder, identity = self.task.folder, self.identity
        held = folder / _JOB
        if held.is_file() and _read(held) == identity:
            return
        if folder.exists() and any(folder.iterdir()):
            if not held.is_file():
                raise BatchError([f"{folder}: is not empty, and holds no parts of a batch"])
            for path in (*folder.glob("part-*"), *folder.glob("_part-*"), held):
                path.unlink()
        for path in folder.glob(".*.unfinished"):
            path.unlink()
        folder.mkdir(parents=True, exist_ok=True)
        _write_whole(held, identity)

    def kept(self, number: int) -> Done | None:
        """A part that an earlier run has finished; None if there is none, or its files are not what was written."""
        try:
            done = Done(**_read(self.task.record(number)))
            whole = all(digest(self.task.folder / name) == held for name, held in done.digests.items())
        except (OSError, ValueError, TypeError):
            return None
        return done if whole and len(done.digests) == 2 else None

    def parts(self) -> Iterator[Part]:
        return self.source.parts(self.rows)

    def finish(self, done: list[Done], kept: int, seconds: float) -> Summary:
        """Join the parts into the file of figures and that of rejects. The folder of parts goes, unless it is what was asked for."""
        numbers = sorted(each.number for each in done)
        if not self.into_folder:
            joined(self.out, [self.task.file(number) for number in numbers], self.figures)
        _join_rejects(self.rejects, [self.task.rejects(number) for number in numbers])
        if not self.into_folder:
            shutil.rmtree(self.task.folder)
        return Summary(
            sum(each.rows for each in done),
            sum(each.rejected for each in done),
            sum(each.one_by_one for each in done),
            kept,
            seconds,
        )


@contextlib.contextmanager
def _gathering(problems: list[str]) -> Iterator[None]:
    try:
        yield
    except BatchError as error:
        problems += error.problems


def _beside(out: Path, folder: bool) -> Path:
    """The file of rejects, if none is named: beside the output, or in its folder."""
    return out / "_rejects.jsonl" if folder else out.with_name(f"{out.stem}.rejects.jsonl")


def _read(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def _join_rejects(path: Path, parts: list[Path]) -> None:
    """Write the rejects of all parts to one file: in JSON Lines and Parquet a row with its reasons, in CSV a line for each reason."""
    import pyarrow as pa

    ending = ending_of(path)
    if ending == "jsonl":
        joined(path, parts, pa.schema([]))
        return
    text = pa.string()
    reasons = pa.list_(pa.struct([("pointer", text), ("detail", text)]))
    schema = pa.schema(
        [("row", pa.int64()), *([("pointer", text), ("detail", text)] if ending == "csv" else [("reasons", reasons)])]
    )
    sink = Sink(path, schema)
    for part in parts:
        with part.open(encoding="utf-8") as file:
            records = [json.loads(line) for line in file]
        if ending == "csv":
            records = [{"row": each["row"], **reason} for each in records for reason in each["reasons"]]
        sink.write(pa.RecordBatch.from_pylist(records, schema=schema))
    sink.close()


# ---------------------------------------------------------------------- running it
def run(
    job: BatchJob, do: Callable[[Task, Iterator[Part], Tick], Iterator[Done]], tick: Tick = lambda _rows: None
) -> Summary:
    """Run a job. do: works out parts, in any order. tick: told how many more rows are done."""
    began = time.monotonic()
    job.begin()
    done: list[Done] = []
    kept = 0

    def left() -> Iterator[Part]:
        nonlocal kept
        for part in job.parts():
            if (earlier := job.kept(part.number)) is not None:
                done.append(earlier)
                kept += earlier.rows
                tick(earlier.rows)
            else:
                yield part

    for each in do(job.task, left(), tick):
        done.append(each)  # noqa: PERF402
    return job.finish(done, kept, time.monotonic() - began)
