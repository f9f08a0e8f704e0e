"""Households as a stream of record batches, and a job on a cluster of separate processes."""

import importlib.util
import os
import pickle
import signal
import threading
import time
import warnings
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tables import table_of
from test_batch_equal import plain_cases

from calculator.batch.answer import Asked
from calculator.batch.dask import Dask
from calculator.batch.errors import BatchError
from calculator.batch.households import households, schema
from calculator.batch.job import BatchJob, run
from calculator.batch.processes import here

FIGURES = ("now.universal_credit", "options.0.change_per_month")
ASKED = Asked(FIGURES, keep=("id",))
HAS_SPARK = importlib.util.find_spec("pyspark") is not None


def cases(count: int, seed: int = 6) -> pa.RecordBatch:
    """Households with an identifier; the second one is no household."""
    batch = table_of([*plain_cases(count, seed, (2026,))])
    ages = batch.column("adults.0.age").to_pylist()
    ages[1] = 12
    place = batch.schema.get_field_index("adults.0.age")
    batch = batch.set_column(place, "adults.0.age", pa.array(ages, pa.int64()))
    return batch.append_column("id", pa.array([f"H{number}" for number in range(count)]))


def expected(batch: pa.RecordBatch) -> list[Any]:
    return pa.Table.from_batches(households([batch], ASKED)).to_pylist()


def test_every_row_comes_out_in_its_place() -> None:
    batch = cases(9)
    found = expected(batch)
    assert [row["id"] for row in found] == [f"H{number}" for number in range(9)]
    assert "must be a whole number from 16 to 120" in found[1]["problems"]
    assert [row["problems"] for row in found if row["id"] != "H1"] == [None] * 8
    assert found[1]["now.universal_credit"] is None
    parts = [batch.slice(0, 4), batch.slice(4, 1), batch.slice(5)]
    assert pa.Table.from_batches(households(iter(parts), ASKED)).to_pylist() == found


def test_a_batch_without_rows_has_the_columns() -> None:
    empty = cases(2).slice(0, 0)
    (found,) = households([empty], ASKED)
    assert found.num_rows == 0
    assert found.schema == schema(ASKED, empty.schema)


def test_the_function_fits_the_signature_of_map_in_arrow() -> None:
    """Spark calls a function with an iterator of record batches, after it was pickled, and wants an iterator of record batches."""
    function = pickle.loads(pickle.dumps(partial(households, asked=ASKED)))
    batch = cases(5)
    made: Iterator[pa.RecordBatch] = function(iter([batch]))
    first = next(made)
    assert isinstance(first, pa.RecordBatch)
    assert first.schema == schema(ASKED, batch.schema)
    assert next(made, None) is None


if HAS_SPARK:

    def test_spark_gives_the_same() -> None:
        from pyspark.sql import SparkSession
        from pyspark.sql.pandas.types import from_arrow_schema

        batch = cases(9)
        session = SparkSession.builder.master("local[2]").getOrCreate()
        frame = session.createDataFrame(batch.to_pylist(), from_arrow_schema(batch.schema))
        made = frame.mapInArrow(
            partial(households, asked=ASKED), from_arrow_schema(schema(ASKED, batch.schema))
        ).collect()
        assert sorted((row.asDict() for row in made), key=lambda row: row["id"]) == expected(batch)

else:

    def test_spark_is_not_installed() -> None:
        """The test with a local Spark is not run here: pyspark is not installed. The one of its signature is."""
        warnings.simplefilter("ignore")


def test_duckdb_gives_the_same() -> None:
    import duckdb

    batch = cases(9)
    table = pa.Table.from_batches([batch])
    connection = duckdb.connect()
    connection.register("homes", table)
    reader = connection.sql("SELECT * FROM homes WHERE savings < 1000000").to_arrow_reader(4)
    answers = pa.Table.from_batches(households(reader, ASKED))
    connection.register("answers", answers)
    found = connection.sql('SELECT sum("now.universal_credit") FROM answers WHERE problems IS NULL').fetchall()
    wanted = sum(row["now.universal_credit"] for row in expected(batch) if row["problems"] is None)
    assert found == [(pytest.approx(wanted),)]


def test_polars_gives_the_same() -> None:
    import polars

    batch = cases(9)
    frame = polars.from_arrow(batch)
    assert isinstance(frame, polars.DataFrame)
    answers = polars.from_arrow(pa.Table.from_batches(households(frame.to_arrow().to_batches(), ASKED)))
    assert isinstance(answers, polars.DataFrame)
    assert answers.to_dicts() == expected(batch)


# ---------------------------------------------------------------------- a cluster
def test_a_cluster_finishes_though_a_worker_is_killed(tmp_path: Path) -> None:
    """Two separate worker processes; one is killed when the first part is done. The output is complete and equal."""
    source = tmp_path / "in.parquet"
    pq.write_table(pa.Table.from_batches([cases(48)]), source)
    killed: list[int] = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from distributed import LocalCluster

        with LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=50
        ) as cluster:
            address = cluster.scheduler_address.replace("tcp://", "dask://")
            job = BatchJob(source, tmp_path / "cluster.parquet", ASKED, rows=2)

            def kill() -> None:
                """Kill one worker as soon as a part is finished."""
                folder = job.task.folder
                while not [*folder.glob("_part-*.json")]:
                    time.sleep(0.01)
                worker = next(iter(cluster.workers.values()))
                killed.append(worker.pid)
                os.kill(worker.pid, signal.SIGKILL)

            killer = threading.Thread(target=kill, daemon=True)
            killer.start()
            done = run(job, Dask(address))
            killer.join(10)
    assert len(killed) == 1
    assert (done.rows, done.rejected) == (48, 1)
    run(BatchJob(source, tmp_path / "here.parquet", ASKED), here)
    assert pq.read_table(tmp_path / "cluster.parquet").equals(pq.read_table(tmp_path / "here.parquet"))


@pytest.mark.filterwarnings("ignore")
def test_a_cluster_that_is_not_there_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("calculator.batch.dask._WAIT", "1s")
    source = tmp_path / "in.parquet"
    pq.write_table(pa.Table.from_batches([cases(3)]), source)
    for address, told in (
        ("dask://127.0.0.1:9", "no scheduler answers there"),
        ("127.0.0.1:9", "named as dask://HOST:PORT"),
    ):
        job = BatchJob(source, tmp_path / "out.parquet", ASKED)
        with pytest.raises(BatchError, match=told):
            run(job, Dask(address))
