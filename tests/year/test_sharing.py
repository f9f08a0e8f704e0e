"""What two courses of a year share is worked out once. A year worked out without any sharing comes to the same."""

import functools
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from strategies import cases, tries, wider_cases

from calculator.calculator import Calculator
from calculator.contract.reading import read_case
from calculator.month.situation import now, option
from calculator.year.dated_rules import DatedRules
from calculator.year.ledger import Ledger
from calculator.year.timelines import Timelines

CALCULATOR = Calculator.load()


class Forgetful(dict[Any, Any]):
    """A dictionary that keeps nothing, in place of what a part of the year remembers."""

    def __setitem__(self, key: Any, value: Any) -> None:
        pass


def year(case: dict[str, Any], forget: bool) -> list[dict[str, Any]]:
    """The timeline of each option, and the totals of its year."""
    read = CALCULATOR.councils.register.placed(read_case(case))
    before = CALCULATOR.run(now(read))
    ledger = Ledger(DatedRules(CALCULATOR.book, CALCULATOR.councils, read, before))
    if forget:
        # A stretch is kept for its own course and day alone, not for others with equal circumstances.
        ledger.stretches._runs = Forgetful()
        ledger.stretches._from = functools.cache(ledger.stretches._from)  # type: ignore[method-assign]
        ledger.payroll._alone, ledger.payroll._withheld = Forgetful(), Forgetful()
        ledger.awards._runs = Forgetful()
    timelines = Timelines(ledger)
    found = []
    for number in range(len(read.options)):
        then = CALCULATOR.run(option(read, number), before)
        if before.figures_given() and then.figures_given():
            found += [made.to_json() for made in timelines.of_option(number, before, then)]
    return found


WHAT_IFS = st.sampled_from(
    [[], [{"kind": "ends", "after_weeks": 6}], [{"kind": "hours", "after_weeks": 20, "hours": 8}]]
)


@tries(8)
@given(st.one_of(cases(options=2), wider_cases(1)), WHAT_IFS)
def test_a_year_without_sharing_is_the_same(case: dict[str, Any], what_ifs: list[dict[str, Any]]) -> None:
    for chosen in case["options"]:
        chosen["what_if"] = what_ifs
    assert year(case, forget=True) == year(case, forget=False)
