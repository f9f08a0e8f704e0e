"""`calculator batch`: files in and out, rejects, wrong input, and going on after a kill."""

import csv
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result
from tables import table_of
from test_batch_equal import plain_cases

from calculator.batch.answer import Asked
from calculator.batch.files import HouseholdFile
from calculator.batch.job import BatchJob, run
from calculator.batch.processes import here
from calculator.cli.batch import batch
from calculator.cli.main import run as run_program

Json = dict[str, Any]
TOP = Path(__file__).parent.parent.parent
NAMES = "now.universal_credit,options.0.left_over,options.0.change_per_month"


def command(*arguments: object) -> Result:
    return CliRunner().invoke(batch, [str(each) for each in arguments])


def parquet(folder: Path, cases: list[Json], name: str = "in.parquet", group: int | None = None) -> Path:
    pq.write_table(pa.Table.from_batches([table_of(cases)]), folder / name, row_group_size=group)
    return folder / name


def rows_of(path: Path) -> list[Json]:
    if path.suffix == ".parquet":
        return pq.read_table(path).to_pylist()
    if path.suffix == ".csv":
        return pa_csv.read_csv(path).to_pylist()
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_the_three_kinds_of_file_give_the_same_figures(tmp_path: Path) -> None:
    cases = [*plain_cases(12, 5, (2026,))]
    table = pa.Table.from_batches([table_of(cases)])
    parquet(tmp_path, cases)
    pa_csv.write_csv(table, tmp_path / "in.csv")
    (tmp_path / "in.jsonl").write_text("\n".join(json.dumps(case) for case in cases))
    found = []
    for ending in ("parquet", "csv", "jsonl"):
        done = command(tmp_path / f"in.{ending}", tmp_path / f"out.{ending}", "--columns", NAMES, "--jobs", 1)
        assert done.exit_code == 0, done.output
        found.append(rows_of(tmp_path / f"out.{ending}"))
        assert not (tmp_path / f"out.{ending}.parts").exists()
    assert [row["row"] for row in found[0]] == [*range(1, 13)]
    assert found[0] == found[1] == found[2]


def test_rows_that_cannot_be_worked_out_are_named_with_their_reasons(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text(
        "id,adults.0.age,home.tenure,savings\nA,34,social,10\nB,12,palace,10\nC,40\nD,40,owner,-1\nE,40,owner,x\nF,50,owner,\n"
    )
    done = command(
        tmp_path / "in.csv", tmp_path / "out.csv", "--columns", "now.universal_credit", "--keep", "id", "--jobs", 1
    )
    assert done.exit_code == 2
    assert [(row["row"], row["id"]) for row in rows_of(tmp_path / "out.csv")] == [(1, "A"), (6, "F")]
    rejects = rows_of(tmp_path / "out.rejects.jsonl")
    assert [each["row"] for each in rejects] == [2, 3, 4, 5]
    assert [reason["pointer"] for reason in rejects[0]["reasons"]] == ["/adults/0/age", "/home/tenure"]
    assert rejects[1]["reasons"] == [{"pointer": "", "detail": "has 2 cells and must have 4"}]
    assert {each["reasons"][0]["detail"] for each in rejects[2:]} == {"must be a number from 0 to 10,000,000"}
    command(tmp_path / "in.csv", tmp_path / "out.csv", "--keep", "id", "--jobs", 1, "--rejects", tmp_path / "wrong.csv")
    with (tmp_path / "wrong.csv").open() as file:
        assert [row["pointer"] for row in csv.DictReader(file)] == [
            "/adults/0/age",
            "/home/tenure",
            "",
            "/savings",
            "/savings",
        ]


def test_lines_that_are_no_cases_are_rejected(tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text(
        '{"adults": [{"age": 30}]}\n[1]\n\n{"adults": [{"age": "30"}]}\nnonsense\n{"adults.0.age": 31, "council": 5}\n{"adults": [{"age": 32}]}\n'
    )
    done = command(tmp_path / "in.jsonl", tmp_path / "out.jsonl", "--columns", "now.universal_credit", "--jobs", 1)
    assert done.exit_code == 2, done.output
    assert [row["row"] for row in rows_of(tmp_path / "out.jsonl")] == [1, 6]
    assert [each["row"] for each in rows_of(tmp_path / "out.rejects.jsonl")] == [2, 3, 4, 5]


WRONG = [
    ({"adults.0.age": pa.array(["x"])}, "", "the column 'adults.0.age' has the type string, and must be a whole-number type"),
    ({"adults.0.age": pa.array([30]), "savings": pa.array([1.0], pa.float32())}, "", "does not hold pounds and pence exactly"),
    ({"adults.0.age": pa.array([30]), "adults.0.uc_helth": pa.array(["none"])}, "", "did you mean adults.0.uc_health?"),
    ({"adults.0.age": pa.array([30]), "options.20.name": pa.array(["x"])}, "", "beyond the end of a list"),
    ({"savings": pa.array([30])}, "", "the first adult's age is missing"),
    ({"adults.0.age": pa.array([30])}, "now.univresal_credit", "did you mean now.universal_credit?"),
    ({"adults.0.age": pa.array([30])}, "universal_credit", "begin with 'now.' or 'options.0.', as in now.universal_credit"),
    ({"adults.0.age": pa.array([30])}, "now.pip,now.pip", "is asked for more than once"),
    ({"adults.0.age": pa.array([30])}, "options.0.limits.x.hours", "the limits are permitted_work"),
    ({"adults.0.age": pa.array([30])}, "now.housing.area_allowance", "is a table of amounts"),
    ({"adults.0.age": pa.array([30])}, "now.pip_", "the figure 'now.pip_' is not known"),
]  # fmt: skip


@pytest.mark.parametrize(("columns", "figures", "told"), WRONG)
def test_wrong_input_is_told_before_any_work(
    columns: Json, figures: str, told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pq.write_table(pa.table(columns), tmp_path / "in.parquet")
    arguments = ["batch", tmp_path / "in.parquet", tmp_path / "out.parquet", "--columns", figures or "now.pip"]
    assert run_program_of(arguments) == 2
    assert told in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["in.parquet"]


def run_program_of(arguments: list[object]) -> int:
    from calculator.__main__ import PROGRAM

    return run_program(PROGRAM, [str(each) for each in arguments])


def test_every_problem_has_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pq.write_table(pa.table({"adults.0.age": ["x"], "adults.0.uc_helth": ["y"]}), tmp_path / "in.parquet")
    assert (
        run_program_of(
            ["batch", tmp_path / "in.parquet", tmp_path / "out.parquet", "--columns", "now.nothing", "--keep", "id"]
        )
        == 2
    )
    assert len(capsys.readouterr().err.splitlines()) == 4
    assert run_program_of(["batch", tmp_path / "in.parquet", tmp_path / "no" / "out.xlsx"]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 2


def test_a_file_that_is_no_parquet_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "in.parquet").write_text("x")
    assert run_program_of(["batch", tmp_path / "in.parquet", tmp_path / "out.parquet"]) == 2
    assert "is not a Parquet file" in capsys.readouterr().err


@pytest.mark.parametrize("size", [1, 5, 7, 100])
def test_parts_hold_every_row_once(size: int, tmp_path: Path) -> None:
    """However the row groups and the parts of a file lie."""
    cases = [*plain_cases(17, 9, (2026,))]
    path = parquet(tmp_path, cases, group=6)
    text = tmp_path / "in.csv"
    pa_csv.write_csv(pa.Table.from_batches([table_of(cases)]), text)
    for file in (path, text):
        parts = [*HouseholdFile(file).parts(size)]
        numbers = [number for part in parts for rows in part.read() for number in rows.numbers]
        assert numbers == [*range(1, 18)]
        assert [part.first for part in parts] == [*range(1, 18, size)]
    ages = [
        age
        for part in HouseholdFile(path).parts(size)
        for rows in part.read()
        for age in rows.batch.column("adults.0.age").to_pylist()
    ]
    assert ages == [case["adults"][0]["age"] for case in cases]


def test_finished_parts_are_kept_and_damaged_ones_are_not(tmp_path: Path) -> None:
    source, out = parquet(tmp_path, [*plain_cases(20, 2, (2026,))]), tmp_path / "out"
    out.mkdir()
    asked = Asked(tuple(NAMES.split(",")))
    first = run(BatchJob(source, out, asked, rows=5, into_folder=True), here)
    assert (first.rows, first.kept) == (20, 0)
    before = {path.name: path.read_bytes() for path in out.glob("part-*")}
    with (out / "part-000001.parquet").open("ab") as file:
        file.write(b"x")
    (out / "_part-000002.json").unlink()
    again = run(BatchJob(source, out, asked, rows=5, into_folder=True), here)
    assert (again.rows, again.kept) == (20, 10)
    assert {path.name: path.read_bytes() for path in out.glob("part-*")} == before
    other = run(BatchJob(source, out, Asked(("now.left_over",)), rows=5, into_folder=True), here)
    assert other.kept == 0


def test_a_folder_with_other_files_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source, out = parquet(tmp_path, [*plain_cases(2, 2, (2026,))]), tmp_path / "out"
    out.mkdir()
    (out / "letter.txt").write_text("x")
    assert run_program_of(["batch", source, out, "--jobs", "1"]) == 2
    assert "is not empty, and holds no parts of a batch" in capsys.readouterr().err
    assert (out / "letter.txt").exists()


def test_a_killed_command_goes_on(tmp_path: Path) -> None:
    """A real process is killed when it has finished some parts. The same command then makes the file that a whole run makes."""
    cases = [*plain_cases(40, 4, (2026,))]
    source = parquet(tmp_path, cases)
    arguments = [
        sys.executable,
        "-m",
        "calculator",
        "batch",
        str(source),
        "out.parquet",
        "--columns",
        NAMES,
        "--part",
        "2",
        "--jobs",
        "1",
    ]
    settings = {**os.environ, "PYTHONPATH": str(TOP)}
    process = subprocess.Popen(arguments, cwd=tmp_path, env=settings, stderr=subprocess.PIPE)
    parts = tmp_path / "out.parquet.parts"
    while len([*parts.glob("_part-*.json")]) < 2 and process.poll() is None:
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert process.returncode == -signal.SIGKILL
    assert not (tmp_path / "out.parquet").exists()
    done = subprocess.run(arguments, cwd=tmp_path, env=settings, capture_output=True, text=True, check=True)
    assert "of them had been worked out before" in done.stderr
    whole = run(BatchJob(source, tmp_path / "whole.parquet", Asked(tuple(NAMES.split(",")))), here)
    assert whole.rows == 40
    assert rows_of(tmp_path / "out.parquet") == rows_of(tmp_path / "whole.parquet")
    assert not parts.exists()


BLOCKED = """
import sys
class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {blocked!r}:
            raise ModuleNotFoundError(name)
sys.meta_path.insert(0, Blocked())
from calculator.__main__ import main
sys.exit(main({arguments!r}))
"""


def without(blocked: tuple[str, ...], arguments: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    """A command where some packages are not installed."""
    program = BLOCKED.format(blocked=blocked, arguments=arguments)
    settings = {**os.environ, "PYTHONPATH": str(TOP)}
    return subprocess.run(
        [sys.executable, "-c", program], cwd=folder, env=settings, capture_output=True, text=True, check=False
    )


def test_without_the_extra_the_message_says_how_to_install_it(tmp_path: Path) -> None:
    parquet(tmp_path, [*plain_cases(2, 2, (2026,))])
    done = without(("pyarrow",), ["batch", "in.parquet", "out.parquet"], tmp_path)
    assert done.returncode == 2
    assert (
        done.stderr
        == "calculator batch needs the extra 'batch', which is not installed: pip install 'calculator[batch]'\n"
    )


def test_without_machine_code_the_figures_are_the_same(tmp_path: Path) -> None:
    parquet(tmp_path, [*plain_cases(6, 2, (2026,))])
    done = without(
        ("llvmlite", "tqdm"), ["batch", "in.parquet", "slow.parquet", "--columns", NAMES, "--jobs", "1"], tmp_path
    )
    assert done.returncode == 0, done.stderr
    assert "6 rows went through the arrays" in done.stderr
    command(tmp_path / "in.parquet", tmp_path / "quick.parquet", "--columns", NAMES, "--jobs", 1)
    assert rows_of(tmp_path / "slow.parquet") == rows_of(tmp_path / "quick.parquet")
