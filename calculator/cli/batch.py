"""`calculator batch`: work out a file of households."""

from __future__ import annotations

import datetime as dt
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from calculator.command_line import date as a_date
from calculator.command_line import with_rules

if TYPE_CHECKING:
    from calculator.batch.job import BatchJob, Summary

SOME_REFUSED = 2
_EVERY = 10.0  # seconds between two lines about how far it is, where there is no terminal


def _names(_context: click.Context, _option: click.Parameter, typed: str | None) -> tuple[str, ...] | None:
    return None if typed is None else tuple(name.strip() for name in typed.split(",") if name.strip())


@click.command()
@click.argument("source", metavar="IN", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("out", metavar="OUT")
@click.option(
    "--columns",
    callback=_names,
    metavar="NAMES",
    help="The figures to work out, with commas between them. See docs/batch.md.",
)
@click.option(
    "--keep", callback=_names, metavar="NAMES", help="Columns of IN that go to OUT as they are, such as an identifier."
)
@click.option(
    "--rejects",
    type=Path,
    metavar="FILE",
    help="Write the rows that cannot be worked out to this file, with their reasons.",
)
@click.option("--date", type=a_date, metavar="DATE", help="The day of rows that give none. If absent, today.")
@click.option(
    "--jobs",
    type=click.IntRange(1, 1024),
    metavar="N",
    help="How many processes to use. By default, one for each processor.",
)
@click.option("--on", metavar="ADDRESS", help="Run on a Dask cluster, as dask://HOST:PORT. It needs the extra `dask`.")
@click.option(
    "--part", type=click.IntRange(1), metavar="ROWS", help="Rows in a part, which is kept if the command is stopped."
)
@with_rules
def batch(
    source: Path,
    out: str,
    columns: tuple[str, ...] | None,
    keep: tuple[str, ...] | None,
    rejects: Path | None,
    date: dt.date | None,
    jobs: int | None,
    on: str | None,
    part: int | None,
    amend: tuple[Path, ...],
    rules: Path | None,
) -> None:
    """Work out a file of households, one in each row.

    IN and OUT end in .parquet, .csv or .jsonl. OUT can also be a folder, which gets a Parquet file for each part. A row that cannot be worked
    out goes to the file of rejects, and the exit code is then 2. If the command is stopped, the same command goes on where it was. It needs
    the extra `batch`.
    """
    from calculator.batch.errors import needs

    needs("pyarrow", "batch", "calculator batch")
    from calculator.batch.answer import Asked
    from calculator.batch.dask import Dask
    from calculator.batch.figures import DEFAULT
    from calculator.batch.job import BatchJob, run
    from calculator.batch.processes import Processes, here

    asked = Asked(
        DEFAULT if columns is None else columns,
        keep or (),
        date or dt.date.today(),
        tuple(path.resolve() for path in amend),
        rules.resolve() if rules else None,
    )
    # A Path would lose the line at the end of a folder's name.
    job = BatchJob(source, Path(out), asked, rejects, part, into_folder=out.endswith(os.sep) or Path(out).is_dir())
    count = jobs or os.cpu_count() or 1
    with _progress(job) as tick:
        done = run(job, Dask(on) if on else here if count == 1 else Processes(count), tick)
    for line in _told(job, done):
        print(line, file=sys.stderr)
    if done.rejected:
        raise click.exceptions.Exit(SOME_REFUSED)


def _told(job: BatchJob, done: Summary) -> Iterator[str]:
    """What a job came to, in lines."""
    rate = f", {(done.rows - done.kept) / done.seconds:,.0f} a second" if done.rows > done.kept else ""
    yield f"{done.rows:,} rows in {done.seconds:,.1f} seconds{rate}."
    if done.kept:
        yield f"{done.kept:,} of them had been worked out before."
    yield f"{done.rows - done.rejected - done.one_by_one:,} rows went through the arrays, and {done.one_by_one:,} one by one."
    if done.rejected:
        yield f"{done.rejected:,} rows cannot be worked out: {job.rejects} says why."


@contextmanager
def _progress(job: BatchJob) -> Iterator[Callable[[int], None]]:
    """A way to tell how many more rows are done: a bar on a terminal, and lines elsewhere."""
    if sys.stderr.isatty():
        from calculator.batch.errors import needs

        with needs("tqdm", "batch", "calculator batch").tqdm(
            total=job.source.rows, unit=" rows", unit_scale=True
        ) as bar:
            yield bar.update
        return
    rows, began = 0, time.monotonic()
    said = began

    def tell(more: int) -> None:
        nonlocal rows, said
        rows += more
        now = time.monotonic()
        if now - said >= _EVERY:
            said = now
            of = "" if job.source.rows is None else f" of {job.source.rows:,}"
            print(f"{rows:,}{of} rows, {rows / (now - began):,.0f} a second", file=sys.stderr)

    yield tell
