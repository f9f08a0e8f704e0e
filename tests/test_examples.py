"""Every worked example in tests/examples holds: see the README there for what an entry says."""

import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from calculator.calculate import Calculator
from calculator.case import read_case

FOLDER = Path(__file__).parent / "examples"
VIEWS = ("timeline", "hours", "working")
STEP = re.compile(r"(?P<name>\w+)|\[(?P<place>\d+)\]|\[(?P<key>\w+)=(?P<value>[^\]]+)\]|\.")


def entries() -> list[Any]:
    found = [entry for file in sorted(FOLDER.glob("*.yaml")) for entry in yaml.safe_load(file.read_text())]
    return [pytest.param(entry, id=entry["id"]) for entry in found]


def at(result: Any, path: str) -> Any:
    """What the result has at the path; None where it has nothing."""
    end = 0
    for step in STEP.finditer(path):
        assert step.start() == end, f"{path}: cannot be read from character {end}"
        end = step.end()
        if result is None:
            return None
        if name := step["name"]:
            result = result.get(name)
        elif place := step["place"]:
            result = result[int(place)] if int(place) < len(result) else None
        elif key := step["key"]:
            result = next((item for item in result if str(item.get(key)) == step["value"]), None)
    assert end == len(path), f"{path}: cannot be read from character {end}"
    return result


def problem(result: Any, check: dict[str, Any]) -> str | None:
    """What is wrong, in a sentence; None where the check holds."""
    found = at(result, check["path"])
    if "exists" in check:
        holds = (found is not None) == check["exists"]
    elif "within" in check:
        # Decimal, so that a difference of exactly a penny is not lost to binary fractions.
        holds = abs(Decimal(str(found or 0)) - Decimal(str(check["value"]))) <= Decimal(str(check["within"]))
    else:
        holds = found == check["value"]
    return None if holds else f"{check} but it is {found}"


def positions(result: Any) -> list[Any]:
    return [result["now"], *(option["position"] for option in result["options"])]


def says_not_covered(result: Any, what: str) -> bool:
    """Whether the result says by itself that it leaves this out."""
    if what in VIEWS:
        return all(option.get(what) is None for option in result["options"])
    return any(what in position["missing"] and not position["complete"] for position in positions(result))


@pytest.fixture(scope="module")
def calculator() -> Calculator:
    return Calculator.load()


def test_each_id_is_used_once() -> None:
    ids = [entry.id for entry in entries()]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("entry", entries())
def test_example(calculator: Calculator, entry: dict[str, Any]) -> None:
    result = calculator.calculate(read_case(entry["case"])).to_json()
    for needs in {check["needs"] for check in entry["expect"] if "needs" in check}:
        assert says_not_covered(result, needs), f"{needs} is there now: take `needs` out of {entry['id']}"
    checks = [check for check in entry["expect"] if "needs" not in check]
    problems = [found for check in checks if (found := problem(result, check))]
    assert not problems, "\n".join([*problems, *map(str, entry["working"]), entry.get("note", "")])
