"""A year of which only some amounts are known: a result says which of its lines still use last year's."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from loaded import CALCULATOR

from calculator.calculator import Calculator
from calculator.contract.reading import read_case
from calculator.month.renewal import is_due
from calculator.rulebook import Bands, Rule

# The first tax year that the rules do not cover.
NEXT = CALCULATOR.last.year
NAME = f"{NEXT}-{(NEXT + 1) % 100}"
APRIL = dt.date(NEXT, 4, 12)
LATER = f"{NEXT}-06-01"


def written(rule: Rule) -> str:
    """The newest figure of an amount as a rule file has it."""
    content = rule.versions[-1].content
    if rule.value_type == "date":
        return str(dt.date.fromordinal(content))
    if isinstance(content, Bands):
        return "{bands: [" + ", ".join(f"[{low}, {rate}]" for low, rate in content.rows) + "]}"
    if isinstance(content, dict):
        return "{" + ", ".join(f"{key}: {value}" for key, value in content.items()) + "}"
    return str(content)


def next_year(folder: Path, *prefixes: str, covers_to: str = f"{NEXT + 1}-04-02") -> Calculator:
    """The rules with a figure of the next year for every amount that is due and has one of these prefixes; all of them if none is given."""
    due = [
        rule
        for rule in CALCULATOR.book.rules.rules.values()
        if is_due(rule, NEXT, APRIL.toordinal()) and (not prefixes or rule.prefix in prefixes)
    ]
    assert due
    amendments = []
    for number, rule in enumerate(due):
        file = folder / f"amounts{number}.yaml"
        file.write_text(
            f"prefix: {rule.prefix}\nrules:\n  {rule.name.rpartition('.')[2]}:\n"
            f"    source: {{law: A made-up order}}\n    values: {{{APRIL}: {written(rule)}}}\n"
            f"statement: {{covers_to: {covers_to}}}\n"
        )
        amendments.append(file)
    return Calculator.load(amendments=amendments)


@pytest.fixture(scope="module")
def universal_credit_alone(tmp_path_factory: pytest.TempPathFactory) -> Calculator:
    return next_year(tmp_path_factory.mktemp("uc"), "universal_credit")


def told(calculator: Calculator, **given: Any) -> list[str | None]:
    """The text of the notice on last year's amounts, of now and then of each option; None if there is none."""
    case = {
        "date": LATER,
        "nation": "england",
        "adults": [{"age": 40, "uc_health": "lcwra", "lcwra_rate": "protected"}],
        "children": [{"age": 7, "care": "middle", "mobility": "lower"}],
        "home": {"tenure": "supported", "rent": {"amount": 150, "per": "week"}, "bedrooms": 2},
        "options": [],
    } | given
    result = calculator.calculate(read_case(case)).to_json()
    places = [result, *result["options"]]
    return [
        next((each["text"] for each in place["notices"] if each["id"] == "last_years_amounts"), None)
        for place in places
    ]


START = f"The amounts of {NAME} are not known yet for: "
END = ". We used the latest that are."


def test_the_lines_whose_amounts_are_those_of_last_year_are_named(universal_credit_alone: Calculator) -> None:
    assert told(universal_credit_alone) == [
        f"{START}Housing Benefit, Child Benefit, Disability Living Allowance for a child{END}"
    ]


def test_a_line_that_is_not_there_is_not_named(universal_credit_alone: Calculator) -> None:
    assert told(universal_credit_alone, children=[], home=None, adults=[{"age": 40}]) == [None]
    assert told(universal_credit_alone, children=[], home=None, adults=[{"age": 40, "pip_mobility": "standard"}]) == [
        f"{START}Personal Independence Payment (PIP){END}"
    ]


def test_universal_credit_is_not_named_for_another_benefit_that_it_counts_as_income(
    universal_credit_alone: Calculator,
) -> None:
    esa = {"age": 40, "uc_health": "lcwra", "lcwra_rate": "protected", "new_style_esa": {"group": "support"}}
    (text,) = told(universal_credit_alone, children=[], home=None, adults=[esa])
    assert text == f"{START}New Style Employment and Support Allowance (ESA){END}"


def test_universal_credit_is_named_if_its_own_amounts_are_those_of_last_year(tmp_path: Path) -> None:
    (text,) = told(next_year(tmp_path, "child_benefit"), home=None)
    assert text == f"{START}Universal Credit, Disability Living Allowance for a child{END}"


def test_the_name_is_that_of_the_nation(universal_credit_alone: Calculator) -> None:
    (text,) = told(universal_credit_alone, nation="scotland", home=None)
    assert text is not None
    assert "Child Disability Payment" in text
    assert "Scottish Child Payment" in text


def test_a_year_of_which_all_amounts_are_known_has_no_such_notice(tmp_path: Path) -> None:
    assert told(next_year(tmp_path)) == [None]


def test_the_years_that_the_rules_cover_have_no_such_notice() -> None:
    for day in ("2024-04-08", "2025-04-20", "2026-04-06", str(CALCULATOR.last)):
        assert told(CALCULATOR, date=day) == [None]


def test_a_year_of_which_nothing_is_known_has_only_the_notice_for_all_lines() -> None:
    assert told(CALCULATOR) == [None]
    result = CALCULATOR.calculate(
        read_case({"date": LATER, "nation": "england", "adults": [{"age": 40}], "options": []})
    )
    assert "rates_assumed" in [each.id for each in result.notices]


def test_an_option_that_begins_in_the_new_year_is_told_by_its_own_day(universal_credit_alone: Calculator) -> None:
    option = {"name": "a job", "starts": LATER, "job": {"hours_per_week": 8, "pay": {"amount": 13, "per": "hour"}}}
    now, then = told(universal_credit_alone, date=f"{NEXT - 1}-11-23", home=None, options=[option])
    assert now is None
    assert then == f"{START}Child Benefit, Disability Living Allowance for a child{END}"


def test_an_amount_is_due_after_three_years_on_end_and_for_some_years() -> None:
    rule = CALCULATOR.book.rules.rules["housing_benefit.carer_premium"]
    assert [year for year in range(NEXT - 2, NEXT + 8) if is_due(rule, year, APRIL.toordinal())] == [
        NEXT,
        NEXT + 1,
        NEXT + 2,
    ]
    frozen = CALCULATOR.book.rules.rules["universal_credit.taper_rate"]
    assert not any(is_due(frozen, year, APRIL.toordinal()) for year in range(NEXT - 5, NEXT + 8))


def test_a_year_that_goes_on_into_april_tells_with_the_new_rates(universal_credit_alone: Calculator) -> None:
    option = {"name": "a job", "job": {"hours_per_week": 8, "pay": {"amount": 13, "per": "hour"}}}
    case = {
        "date": f"{NEXT - 1}-11-23", "nation": "england", "adults": [{"age": 40}], "children": [{"age": 7}], "options": [option], "views": ["timeline"],
    }  # fmt: skip
    result = universal_credit_alone.calculate(read_case(case)).to_json()
    (note,) = [
        each["note"] for each in result["options"][0]["timeline"]["events"] if each["title"] == "New benefit rates"
    ]
    assert note.endswith(f". {START}Child Benefit{END}")
