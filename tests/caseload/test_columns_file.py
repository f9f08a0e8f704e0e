"""Caseloads in columns: what is written is what is read."""

import datetime as dt
from pathlib import Path

import pytest
from by_hand import CALCULATOR

from calculator.batch.columns import find
from calculator.batch.errors import BatchError
from calculator.caseload.columns_file import flattened, read_columns, write_columns
from calculator.caseload.synth import households, year_of
from calculator.cli.main import run
from calculator.cli.report import report
from calculator.cli.synth import synth
from calculator.contract.reading import read_case

CASES = list(households(80, 9, year_of(CALCULATOR, "2026-27"), "universal_credit"))
TODAY = dt.date(2026, 11, 30)


@pytest.mark.parametrize("ending", ["parquet", "csv"])
def test_a_caseload_comes_back_as_it_went(ending: str, tmp_path: Path) -> None:
    file = tmp_path / f"caseload.{ending}"
    write_columns(file, lambda: CASES)
    back = [row.case for row in read_columns(file, TODAY)]
    assert back == [read_case(case) for case in CASES]


def test_every_column_is_one_of_a_case() -> None:
    names = {name for case in CASES for name, _ in flattened(case)}
    assert {"adults.0.age", "options.3.job.pay.amount", "home.tenure"} <= names
    assert [name for name in names if find(name) is None] == []


def test_the_commands_take_columns(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "caseload.csv"
    assert run(synth, ["6", "--out", str(file)]) == 0
    assert file.read_text().splitlines()[0].startswith('"date","council"')
    with file.open("a") as more:
        more.write(file.read_text().splitlines()[1].replace('"2026-11-30"', '"someday"', 1) + "\n")
    assert run(report, [str(file), "--format", "json", "--hours", "16", "--processes", "1"]) == 0
    assert '"households": 6' in capsys.readouterr().out


def test_an_unknown_column_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "wrong.csv"
    file.write_text("adults.0.age,adults.0.shoe_size\n34,6\n")
    with pytest.raises(BatchError, match=r"adults\.0\.shoe_size: no case has such a column"):
        read_columns(file, TODAY)
    assert run(report, [str(file)]) == 2
    assert "adults.0.shoe_size" in capsys.readouterr().err
