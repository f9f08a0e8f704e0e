"""Every case in the YAML files of this folder has the result that is right. An entry is a fault that was found and mended.

`id` and `kind` name the fault, `case` is the household, `right` holds the checks (see checks.py) and `why` the law or the source.
"""

from pathlib import Path
from typing import Any

import pytest
from checks import faults
from loaded import calculator_on, yaml_of

from calculator.contract.reading import read_case

ENTRIES = [entry for file in sorted(Path(__file__).parent.glob("*.yaml")) for entry in yaml_of(file)]


def test_each_id_is_used_once() -> None:
    ids = [entry["id"] for entry in ENTRIES]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry["id"])
def test_case(entry: dict[str, Any]) -> None:
    case = read_case(entry["case"])
    result = calculator_on(case.date).calculate(case).to_json()
    assert not (found := faults(result, entry["right"])), "\n".join([*found, entry["why"]])
