"""Everything that the table of coverage says is left out is said to a household for whom it matters. The households are in left_out.yaml."""

from pathlib import Path
from typing import Any

import pytest
from loaded import yaml_of

from calculator.calculator import Calculator
from calculator.contract.reading import read_case

FILE = yaml_of(Path(__file__).with_name("left_out.yaml"))


def test_every_line_that_is_left_out_has_a_household(calculator: Calculator) -> None:
    listed = {(row.benefit, gap.say) for row in calculator.statement.coverage for gap in row.not_}
    assert {(each["benefit"], each["say"]) for each in FILE["lines"]} == listed


@pytest.mark.parametrize("line", FILE["lines"], ids=lambda line: f"{line['benefit']}: {line['told_by']}")
def test_the_result_says_what_is_left_out(calculator: Calculator, line: dict[str, Any]) -> None:
    result = calculator.calculate(read_case({**FILE["usual"], **line["case"]}), closely=())
    (option,) = result.options
    told = [*result.notices, *option.notices, *option.help, *option.lost, *result.assumptions]
    assert line["told_by"] in {each.id for each in told}
