"""The figures of every example, kept: a change of rules or code shows here what it does to whole households.

After a change that is meant, `pytest tests/golden --golden` writes them anew; what `git diff` then shows is what the change did.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from calculator.calculator import Calculator
from calculator.contract.reading import read_case

HERE = Path(__file__).parent
EXAMPLES = sorted((HERE.parent.parent / "examples").glob("*.json"))
Json = dict[str, Any]


def figures_of(position: Json) -> Json:
    award = position["universal_credit"]
    return {
        "lines": {line["id"]: line["per_month"] for line in position["lines"]},
        "not_settled": {
            line["id"]: line["confidence"] for line in position["lines"] if line["confidence"] != "settled"
        },
        "missing": position["missing"],
        "left_over_before_debts": position["left_over_before_debts"],
        "left_over": position["left_over"],
        "universal_credit": {name: value for name, value in award.items() if value and name != "housing"},
    }


def main_figures(result: Json) -> Json:
    """What a person would see of a result: amounts, and which texts come with them."""

    def ids(found: list[Json]) -> list[str]:
        return [each["id"] for each in found]

    return {
        "now": figures_of(result["now"]),
        "notices": ids(result["notices"]),
        "assumptions": sorted({f"{each['id']} {each['path']}" for each in result["assumptions"]}),
        "options": {
            option["name"]: {
                **figures_of(option["position"]),
                "change_per_month": option["change_per_month"],
                "change_range": option["change_range"],
                "kept_per_pound": option["kept_per_pound"],
                "better_off_per_hour": option["better_off_per_hour"],
                "break_even_hours": option["break_even_hours"],
                "worse_hours": option["worse_hours"],
                "limits": {limit["id"]: [limit["hours"], limit["pay_per_week"]] for limit in option["limits"]},
                "notices": ids(option["notices"]),
                "help": ids(option["help"]),
                "lost": ids(option["lost"]),
                "public_finances": (option["public_finances"] or {}).get("total"),
                "left_over_at_hours": {
                    str(point["hours"]): point["left_over"]
                    for point in option.get("hours", {}).get("points", [])
                    if point["hours"] % 5 == 0
                },
            }
            for option in result["options"]
        },
    }


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda file: file.stem)
def test_an_example_comes_to_what_it_came_to(example: Path, calculator: Calculator, write_anew: bool) -> None:
    case = json.loads(example.read_text(encoding="utf-8")) | {"views": ["hours"]}
    found = main_figures(calculator.calculate(read_case(case)).to_json())
    kept = HERE / example.name
    if write_anew:
        kept.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    assert json.loads(kept.read_text(encoding="utf-8")) == json.loads(json.dumps(found))


def test_every_example_has_kept_figures_and_no_other() -> None:
    assert sorted(file.name for file in HERE.glob("*.json")) == [file.name for file in EXAMPLES]
