"""A plan kept in a file: what is opened is what was kept, and what has changed since is said."""

import dataclasses
import json
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest

from calculator.calculator import Calculator
from calculator.contract import plan_file as case_file
from calculator.contract.errors import CaseError
from calculator.contract.reading import read_case, read_json

EXAMPLES = sorted(Path("examples").glob("*.json"))


def kept(calculator: Calculator, example: Path) -> tuple[object, bytes]:
    case = read_case(read_json(example.read_bytes()))
    return case, case_file.write(case, calculator.calculate(case), "Bring the letter", {"offered": "2026-11-24"})


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda each: each.stem)
def test_what_is_kept_is_what_is_opened(calculator: Calculator, example: Path) -> None:
    case, content = kept(calculator, example)
    opened = case_file.read(content)
    assert opened.case == case
    assert opened.notes == "Bring the letter"
    assert opened.record == {"offered": "2026-11-24"}
    assert not case_file.differences(opened, calculator.calculate(opened.case))


def test_a_figure_that_is_another_today_is_named(calculator: Calculator) -> None:
    _case, content = kept(calculator, Path("examples/dan.json"))
    opened = case_file.read(content)
    old = opened.figures[1].model_copy(update={"left_over": Decimal("1000.00")})
    opened = dataclasses.replace(opened, figures=(opened.figures[0], old, *opened.figures[2:]))
    (found,) = case_file.differences(opened, calculator.calculate(opened.case))
    assert found.name == old.name
    assert found.then.left_over == Decimal("1000.00")
    assert found.now.left_over == calculator.calculate(opened.case).options[0].position.left_over_before_debts


def test_a_bare_case_opens_too() -> None:
    opened = case_file.read(Path("examples/dan.json").read_bytes())
    assert opened.saved is None
    assert opened.data["adults"][0]["age"] == 34


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"kind": "another"}, "/kind"),
        ({"version": 2}, "/version"),
        ({"case": {"adults": [{"age": "x"}]}}, "/case/adults/0/age"),
        ({"notes": "x" * 20_001}, "/notes"),
        ({"unknown": 1}, "/unknown"),
    ],
)
def test_a_file_that_cannot_be_opened_says_where(calculator: Calculator, change: dict, pointer: str) -> None:
    _case, content = kept(calculator, Path("examples/dan.json"))
    with pytest.raises(CaseError) as refused:
        case_file.read(json.dumps({**json.loads(content), **change}).encode())
    assert [each.pointer for each in refused.value.problems] == [pointer]


def test_the_command_line_reads_a_plan_as_it_reads_a_case(calculator: Calculator, tmp_path: Path) -> None:
    _case, content = kept(calculator, Path("examples/dan.json"))
    plan = tmp_path / "plan.json"
    plan.write_bytes(content)
    command = [sys.executable, "-m", "calculator", "calculate", "--format", "json"]
    own, bare = (
        json.loads(subprocess.run([*command, str(file)], check=True, capture_output=True).stdout)
        for file in (plan, Path("examples/dan.json"))
    )
    assert own == bare
