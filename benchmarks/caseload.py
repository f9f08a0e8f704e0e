"""A caseload for timing: households with people, a home, jobs and an offer, in the columns that most services have."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from calculator.calculator import Calculator

DAY = dt.date(2026, 11, 23)
GROUP = 250_000  # rows in a row group
FIGURES = (
    "now.universal_credit", "now.income_tax", "now.national_insurance", "now.child_benefit", "now.council_tax_reduction", "now.left_over",
    "now.money_in", "now.money_out", "options.0.universal_credit", "options.0.pay", "options.0.income_tax", "options.0.national_insurance",
    "options.0.pension_contribution", "options.0.child_benefit", "options.0.council_tax_reduction", "options.0.left_over", "options.0.money_in",
    "options.0.change_per_month", "options.0.kept_per_pound", "options.0.public_finances.total",
)  # fmt: skip


def households(rows: int, seed: int, councils: list[str]) -> pa.RecordBatch:
    """So many households, the same ones for the same seed. A quarter are couples, and four in ten have children."""
    chance = np.random.default_rng(seed)

    def some(share: float) -> np.ndarray:
        return chance.random(rows) < share

    def numbers(low: int, high: int, where: np.ndarray | None = None, pence: int = 1) -> pa.Array:
        values = chance.integers(low, high, rows) / pence
        return pa.array(values, mask=None if where is None else ~where)

    def words(given: list[str], where: np.ndarray | None = None) -> pa.Array:
        codes = chance.integers(0, len(given), rows).astype(np.int32)
        return pa.DictionaryArray.from_arrays(pa.array(codes, mask=None if where is None else ~where), given)

    couple, renting = some(0.25), some(0.8)
    children = np.where(some(0.4), chance.integers(1, 4, rows), 0)
    works, partner_works = some(0.3), couple & some(0.5)
    columns = {
        "id": pa.array(np.arange(rows)),
        "date": pa.array([DAY] * rows, pa.date32()),
        "council": words(councils),
        "adults.0.age": pa.array(chance.integers(18, 66, rows)),
        "adults.0.uc_health": words(["none", "none", "lcw"]),
        "adults.0.jobs.0.hours_per_week": numbers(1, 25, works),
        "adults.0.jobs.0.pay.amount": numbers(1271, 1900, works, 100),
        "adults.0.jobs.0.pay.per": words(["hour"], works),
        "adults.1.age": pa.array(chance.integers(18, 66, rows), mask=~couple),
        "adults.1.jobs.0.hours_per_week": numbers(8, 40, partner_works),
        "adults.1.jobs.0.pay.amount": numbers(1271, 2200, partner_works, 100),
        "adults.1.jobs.0.pay.per": words(["hour"], partner_works),
        **{f"children.{n}.age": pa.array(chance.integers(0, 18, rows), mask=children <= n) for n in range(3)},
        "home.tenure": pa.DictionaryArray.from_arrays(
            pa.array(np.where(renting, 0, 1).astype(np.int32)), ["social", "owner"]
        ),
        "home.rent.amount": numbers(8000, 22000, renting, 100),
        "home.rent.per": words(["week"], renting),
        "home.council_tax_band": words(["A", "A", "B", "C"]),
        "savings": numbers(0, 4000),
        "options.0.name": words(["Offer"]),
        "options.0.job.hours_per_week": numbers(8, 41),
        "options.0.job.pay.amount": numbers(1271, 2000, None, 100),
        "options.0.job.pay.per": words(["hour"]),
    }
    return pa.RecordBatch.from_pydict(
        {
            name: values.cast(pa.string()) if pa.types.is_dictionary(values.type) else values
            for name, values in columns.items()
        }
    )


def write(path: Path, rows: int, calculator: Calculator) -> None:
    """A Parquet file of so many households."""
    councils = [each.name for each in calculator.councils.register.councils]
    first = households(1, 0, councils)
    with pq.ParquetWriter(path, first.schema) as writer:
        for number, start in enumerate(range(0, rows, GROUP)):
            writer.write_batch(households(min(GROUP, rows - start), number, councils))
