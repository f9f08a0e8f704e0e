"""What two courses of a year share is worked out once. A year worked out without any sharing comes to the same."""

import functools
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from loaded import CALCULATOR
from strategies import cases, tries, wider_cases

from calculator.contract.reading import read_case
from calculator.month.situation import now, option
from calculator.year.dated_rules import DatedRules
from calculator.year.ledger import Ledger
from calculator.year.timelines import Timelines


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
        ledger.payroll._alone, ledger.payroll._withheld, ledger.payroll._inputs = Forgetful(), Forgetful(), Forgetful()
        ledger.awards._runs, ledger.awards._inputs = Forgetful(), Forgetful()
        ledger.rules._parts._read = Forgetful()
    timelines = Timelines(ledger)
    found = []
    for number in range(len(read.options)):
        then = CALCULATOR.run(option(read, number), before)
        if before.figures_given() and then.figures_given():
            found += [made.to_json() for made in timelines.of_option(number, before, then, Decimal(0))]
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


def ledgers_made(monkeypatch: pytest.MonkeyPatch, views: list[str], schedules: int) -> int:
    """How often the parts of the year are put together for a case of two options, of which so many have hours that change."""
    made: list[DatedRules] = []

    class Counted(Ledger):
        def __init__(self, rules: DatedRules) -> None:
            made.append(rules)
            super().__init__(rules)

    monkeypatch.setattr("calculator.year.ledger.Ledger", Counted)
    job = {"hours_per_week": 10, "pay": {"amount": 12.71, "per": "hour"}}
    changing = job | {"schedule": [{"from": "2027-01-11", "hours_per_week": 20}]}
    options = [{"name": str(number), "job": changing if number < schedules else job} for number in range(2)]
    adult = {"age": 40, "new_style_esa": {"group": "support"}}
    case = {"date": "2026-11-23", "nation": "england", "adults": [adult], "options": options, "views": views}
    CALCULATOR.calculate(read_case(case))
    return len(made)


def test_the_positions_and_the_timelines_of_a_case_share_the_parts_of_its_year(monkeypatch: pytest.MonkeyPatch) -> None:
    assert ledgers_made(monkeypatch, ["timeline"], 2) == 1
    assert ledgers_made(monkeypatch, [], 2) == 1


def test_a_month_that_needs_nothing_of_the_year_does_not_put_it_together(monkeypatch: pytest.MonkeyPatch) -> None:
    assert ledgers_made(monkeypatch, ["hours", "working"], 0) == 0
