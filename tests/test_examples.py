"""Every worked example in tests/examples holds: see the README there for what an entry says."""

from pathlib import Path
from typing import Any

import pytest
from cases.checks import faults
from loaded import calculator_on, yaml_of

from calculator.contract.reading import read_case

FOLDER = Path(__file__).parent / "examples"
VIEWS = ("timeline", "hours", "working")


def entries() -> list[Any]:
    found = [entry for file in sorted(FOLDER.glob("*.yaml")) for entry in yaml_of(file)]
    return [pytest.param(entry, id=entry["id"]) for entry in found]


def positions(result: Any) -> list[Any]:
    return [result["now"], *(option["position"] for option in result["options"])]


def says_not_covered(result: Any, what: str) -> bool:
    """Whether the result says by itself that it leaves this out."""
    if what in VIEWS:
        return all(option.get(what) is None for option in result["options"])
    return any(what in position["missing"] and not position["complete"] for position in positions(result))


def test_each_id_is_used_once() -> None:
    ids = [entry.id for entry in entries()]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("entry", entries())
def test_example(entry: dict[str, Any]) -> None:
    case = read_case(entry["case"])
    result = calculator_on(case.date).calculate(case).to_json()
    for needs in {check["needs"] for check in entry["expect"] if "needs" in check}:
        assert says_not_covered(result, needs), f"{needs} is there now: take `needs` out of {entry['id']}"
    checks = [check for check in entry["expect"] if "needs" not in check]
    problems = faults(result, checks)
    assert not problems, "\n".join([*problems, *map(str, entry["working"]), entry.get("note", "")])
