"""Every dated amount in the rules equals one that was published elsewhere.

The rows of published_amounts.csv were made from other sources than the rules: collected rates, PolicyEngine UK's and rulespec-uk's parameters,
and pages of public bodies and advice services. Never copy an amount from the rules into that file. Look it up.
"""

import csv
import datetime as dt
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from loaded import CALCULATOR

from calculator.rulebook.language.model import ENDED, Bands, Rule, Table, Version

FILE = Path(__file__).parent / "published_amounts.csv"
ROWS = list(csv.DictReader(FILE.read_text().splitlines()))
RULES = CALCULATOR.book.rules.rules
NO_SECOND_SOURCE = "No second source found: "
# The only rules whose amounts nobody else was found to print.
FOUND_ONCE = {
    "council_tax.large_home",
    "council_tax_scotland.childcare_limits",
    "ended.severe_disablement_allowance_day",
    "universal_credit.transitional_gap",
}


def amounts(rule: Rule, version: Version) -> Iterator[tuple[str, str]]:
    """Each amount of a version with its key. Tables are held in test_places.py."""
    content = version.content
    if isinstance(content, Table):
        return
    if isinstance(content, dict):
        yield from ((key, str(amount)) for key, amount in content.items())
    elif isinstance(content, Bands):
        yield from ((f"from {start}", str(rate)) for start, rate in content.rows)
    elif rule.value_type == "date" and content != ENDED:
        yield "", dt.date.fromordinal(content).isoformat()
    else:
        yield "", str(content)


HELD = {
    (rule.name, key, dt.date.fromordinal(version.start).isoformat()): amount
    for rule in RULES.values()
    if rule.kind == "values" and not rule.hidden
    for version in rule.versions
    for key, amount in amounts(rule, version)
}


def number_or_word(text: str) -> Decimal | str:
    return text if text in ("True", "False", ENDED) or text[4:5] == "-" else Decimal(text)


def test_no_dated_amount_lacks_a_row_and_no_row_an_amount() -> None:
    rows = {(row["rule"], row["key"], row["date"]) for row in ROWS}
    assert (sorted(HELD.keys() - rows), sorted(rows - HELD.keys())) == ([], [])


def test_each_amount_has_one_row() -> None:
    counted = Counter((row["rule"], row["key"], row["date"]) for row in ROWS)
    assert [row for row, count in counted.items() if count > 1] == []


@pytest.mark.parametrize("rule", sorted({row["rule"] for row in ROWS}))
def test_the_amounts_are_those_published(rule: str) -> None:
    published = {(row["key"], row["date"]): number_or_word(row["value"]) for row in ROWS if row["rule"] == rule}
    held = {(key, date): number_or_word(amount) for (name, key, date), amount in HELD.items() if name == rule}
    assert held == published


def test_the_source_of_a_row_is_named_and_is_not_the_law_of_the_rule() -> None:
    for row in ROWS:
        rule = RULES[row["rule"]]
        laws = {source.law for version in rule.versions if (source := rule.source_of(version))}
        assert row["source"].strip(), row
        assert row["source"] not in laws, row


def test_amounts_with_one_source_only_are_few_and_listed_here() -> None:
    assert {row["rule"] for row in ROWS if row["source"].startswith(NO_SECOND_SOURCE)} == FOUND_ONCE
