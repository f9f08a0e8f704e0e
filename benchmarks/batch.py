"""`python -m benchmarks.batch`: how fast a caseload is worked out, side by side in one run, and docs/speed.md made of it.

--rows N: the households of the largest file (2,000,000 if absent). The file is made first, and is not part of any time.
"""

import argparse
import ctypes
import datetime as dt
import os
import platform
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.caseload import DAY, FIGURES, households, write
from calculator.batch.answer import Answerer, Asked
from calculator.batch.cases import case_of
from calculator.calculator import Calculator
from calculator.rulebook import Kernel

TOP = Path(__file__).parent.parent
DOCUMENT = TOP / "docs" / "speed.md"
ASKED = Asked(FIGURES, keep=("id",), date=DAY)
SINGLE, ARRAYS, BATCH = 40, 2_000, 65_536  # rows for each way
Row = tuple[str, float, str]


def rate(rows: int, work: Callable[[], object]) -> float:
    """Households a second, the best of three, after one round that only warms up."""
    work()
    times = []
    for _ in range(3):
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    return rows / min(times)


def one_at_a_time(calculator: Calculator, batch: pa.RecordBatch) -> float:
    """`calculate` in a loop, with the reading of each case."""
    answerer = Answerer(ASKED, batch.schema, calculator, machine=False)
    cases = [
        case_of(cells, answerer.columns, DAY, False)
        for cells in batch.slice(0, SINGLE).select([*answerer.columns]).to_pylist()
    ]
    began = time.perf_counter()
    for case in cases:
        calculator.calculate(case, [])
    return SINGLE / (time.perf_counter() - began)


class Kept:
    """The runs of the compiled rules in one record batch, to time them alone."""

    def __init__(self, calculator: Calculator, batch: pa.RecordBatch, asked: Asked = ASKED) -> None:
        self.runs: list[tuple[Kernel, Any, int]] = []
        self.answerer = Answerer(asked, batch.schema, calculator, machine=True)
        plain = Kernel.run

        def noted(kernel: Kernel, inputs: Any, rows: int) -> Any:
            self.runs.append((kernel, {name: np.ascontiguousarray(values) for name, values in inputs.items()}, rows))
            return plain(kernel, inputs, rows)

        Kernel.run = noted  # type: ignore[method-assign]
        try:
            self.figures = self.answerer.answer(batch).figures
        finally:
            Kernel.run = plain  # type: ignore[method-assign]

    def run(self) -> None:
        """Both positions of every household once."""
        for kernel, inputs, rows in self.runs:
            kernel.run(inputs, rows)

    def together(self, threads: int) -> None:
        """The same in several threads at once, each with all households."""
        workers = [threading.Thread(target=self.run) for _ in range(threads)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()


def by_hand(calculator: Calculator, folder: Path) -> tuple[float, float] | None:
    """The core sums in C and by the rules on the same households, both in one thread: households a second. None without a C compiler."""
    compiler = shutil.which("cc")
    if compiler is None:
        return None
    library = folder / "core.so"
    subprocess.run(
        [compiler, "-O3", "-march=native", "-shared", "-fPIC", "-o", library, TOP / "benchmarks" / "core.c", "-lm"],
        check=True,
    )
    chance, rows = np.random.default_rng(1), BATCH
    age, hours = chance.integers(18, 60, rows) * 1.0, chance.integers(1, 41, rows) * 1.0
    pay, rent = chance.integers(1271, 2500, rows) / 100, chance.integers(300, 900, rows) * 1.0
    given = [np.array(_amounts(calculator)), age, hours, pay, rent]
    found = [np.zeros(rows) for _ in range(3)]
    core = ctypes.CDLL(str(library)).core
    core.argtypes = [ctypes.c_long, *[ctypes.c_void_p] * 8]
    in_c = rate(rows, lambda: core(rows, *(each.ctypes.data for each in (*given, *found))))
    words = {
        "home.tenure": "social",
        "home.rent.per": "month",
        "adults.0.jobs.0.pay.per": "hour",
        "adults.0.jobs.0.pension": "none",
    }
    columns = {"date": pa.array([DAY] * rows), "adults.0.age": age.astype(int), "adults.0.jobs.0.hours_per_week": hours}
    columns |= {
        "adults.0.jobs.0.pay.amount": pay,
        "home.rent.amount": rent,
        **{name: [word] * rows for name, word in words.items()},
    }
    batch = pa.RecordBatch.from_pydict(columns)
    names = ("now.income_tax", "now.national_insurance", "now.universal_credit")
    kept = Kept(calculator, batch, Asked(names, date=DAY))
    apart = [np.abs(kept.figures.column(name).to_numpy() - values) for name, values in zip(names, found, strict=True)]
    same = np.mean(np.max(apart, axis=0) < 1)
    print(f"the core sums in C are within a pound of the rules for {same:.1%} of these households")
    return in_c, rate(rows, kept.run)


def _amounts(calculator: Calculator) -> list[float]:
    """The amounts of the core sums, in the order of core.c."""

    def amount(name: str, key: str | None = None) -> Any:
        use = None if key is None else ("key", key)
        return calculator.engine.amount(name, None, use, calculator.positions.clocks(DAY, None))

    bands: list[tuple[Decimal, Decimal]] = amount("tax.bands_england_wales")
    limits = [amount(f"national_insurance.{name}", "month") for name in ("primary_threshold", "upper_earnings_limit")]
    rates = [amount(f"national_insurance.{name}") for name in ("main_rate", "upper_rate")]
    allowances = [amount("universal_credit.standard_allowances", key) for key in ("single_under_25", "single")]
    flat = [number for band in bands for number in band]
    return [
        float(each)
        for each in (
            amount("tax.personal_allowance_full"),
            0,
            *flat,
            *limits,
            *rates,
            *allowances,
            amount("universal_credit.taper_rate"),
        )
    ]


def whole_file(source: Path, out: Path, jobs: int) -> tuple[float, float]:
    """The command on a file: seconds, and the most memory of one process in MiB."""
    command = [
        sys.executable,
        "-m",
        "calculator",
        "batch",
        str(source),
        f"{out}/",
        "--columns",
        ",".join(FIGURES),
        "--keep",
        "id",
        "--jobs",
        str(jobs),
    ]
    shutil.rmtree(out, ignore_errors=True)
    began = time.perf_counter()
    subprocess.run(command, check=True, cwd=TOP, env={**os.environ, "PYTHONPATH": str(TOP)})
    return time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def measured(rows: int, folder: Path) -> list[Row]:
    calculator = Calculator.load()
    councils = [each.name for each in calculator.councils.register.councils]
    batch = households(BATCH, 0, councils)
    found: list[Row] = [("`calculate` in a loop, one process", one_at_a_time(calculator, batch), "households a second")]
    slow = Answerer(ASKED, batch.schema, calculator, machine=False)
    few = households(ARRAYS, 0, councils[:8])
    found.append(("NumPy, one process, 8 councils", rate(ARRAYS, lambda: slow.answer(few)), "households a second"))
    kept = Kept(calculator, batch)
    found.append(
        (
            "machine code with its inputs, one process",
            rate(BATCH, lambda: kept.answerer.answer(batch)),
            "households a second",
        )
    )
    found.append(
        ("the compiled rules alone, one thread", rate(BATCH, kept.run), "households a second, now and with the offer")
    )
    found.append(
        (
            "the compiled rules alone, two threads",
            rate(2 * BATCH, lambda: kept.together(2)),
            "households a second, now and with the offer",
        )
    )
    if (core := by_hand(calculator, folder)) is not None:
        found.append(("the core sums written in C, one thread", core[0], "households a second"))
        found.append(("the same households by the compiled rules, one thread", core[1], "households a second"))
        found.append(("times as long as in C", core[0] / core[1], "times"))
    half, whole = folder / "half.parquet", folder / "whole.parquet"
    write(half, rows // 2, calculator)
    write(whole, rows, calculator)
    whole_file(half, folder / "out", 2)  # compiles, and fills the cache
    first, _ = whole_file(half, folder / "out", 2)
    second, memory = whole_file(whole, folder / "out", 2)
    found.append(
        (
            f"Parquet to Parquet, {rows // 2:,} rows, two processes",
            rows / 2 / first,
            "households a second, with the start",
        )
    )
    found.append(
        (f"Parquet to Parquet, {rows:,} rows, two processes", rows / second, "households a second, with the start")
    )
    found.append(("the rows added by the larger file alone", rows / 2 / (second - first), "households a second"))
    found.append(("the most memory of one process", memory, "MiB"))
    assert pq.read_table(folder / "out", columns=["row"]).num_rows == rows
    return found


def document(found: list[Row]) -> str:
    """docs/speed.md."""
    table = "\n".join(
        f"| {name} | {value:,.0f} | {unit} |" if value >= 100 else f"| {name} | {value:,.1f} | {unit} |"
        for name, value, unit in found
    )
    by_name = {name: value for name, value, _ in found}
    plain = by_name["the rows added by the larger file alone"]
    hours = 28_000_000 / plain / 3600
    load = os.getloadavg()[0]
    return f"""# How fast a caseload is worked out

<!-- Made by `python -m benchmarks.batch`. Run it again instead of changing this file. -->

Measured on {dt.date.today()} in one run, on {os.cpu_count()} processors ({platform.machine()}, {platform.system()}, Python {platform.python_version()}),
with a load of {load:.1f} at the end of the run. A load above the number of processors means that other programs took a part of the time, and
that a quiet machine is faster by about as much. The caseload has {len(FIGURES)} figures for the position now and one offer, and households in every council.

| what | figure | unit |
| --- | --- | --- |
{table}

- Each household has two positions, so a household is two runs of the rules.
- At the rate of the added rows, the 28 million households of the country would take {hours:.1f} hours on this machine. The parts of a file do not
  depend on each other, so more machines divide that time: see [caseloads](batch.md#on-several-machines).
- `calculate` finds ranges as well, which takes most of its time. The batch gives no ranges unless they are asked for.
- The C version has only the core of income tax, National Insurance and Universal Credit for single people without children or pension. The compiled
  rules work out every rule that the three figures depend on.
"""


def main() -> None:
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--rows", type=int, default=2_000_000)
    rows = given.parse_args().rows
    with tempfile.TemporaryDirectory() as folder:
        found = measured(rows, Path(folder))
    for name, value, unit in found:
        print(f"{name:60}{value:14,.1f}  {unit}")
    DOCUMENT.write_text(document(found), encoding="utf-8")


if __name__ == "__main__":
    main()
