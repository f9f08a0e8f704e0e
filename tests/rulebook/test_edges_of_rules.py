"""No edge of the rules can move unnoticed: with "over" in place of "from", or "under" in place of "up to", an example comes out wrong.

Each comparison is turned in the typed formula, one at a time, and the examples of its rule are worked out. Comparisons with zero are left
out, because at zero most formulas come to the same on both sides.
"""

from collections.abc import Iterator

import pytest
from test_roundings import Change, Path, unnoticed

from calculator.councils.councils import COMPANIONS
from calculator.resources import folder
from calculator.rulebook import Rule, Rulebook, build, read_sources, resolve
from calculator.rulebook.language.typed import Typed

TURNED = {"<": "<=", "<=": "<", ">": ">=", ">=": ">"}
# On these edges the formula comes to the same either way, or goes by a partner, whose values an example cannot give.
SAME_EITHER_WAY = {
    "council_tax.universal_credit_counted:share",  # all of it is left: a share of one
    "free_school_meals.by_benefit:pupil",  # a later age is asked for as well
}
BY_THE_PARTNER = {
    "duties.earns_enough",
    "duties.earns_enough_for_light",
    "marriage_allowance.gives",  # test_help_of_2026.py has its edges
    "universal_credit.lcwra_of_the_partner",  # the examples of carers_counted have its edge
}


def edges(tree: object, path: Path = ()) -> Iterator[tuple[Path, Typed]]:
    """Every comparison of more or less in a typed formula, but those with zero, with the way to it."""
    if isinstance(tree, tuple):
        if tree[:1] == ("compare",) and tree[1] in TURNED and "('number', 0)" not in str(tree[3]):
            yield path, tree
        for number, part in enumerate(tree):
            yield from edges(part, (*path, number))


def turned(rule: Rule, tree: Typed) -> Iterator[Change]:
    """A formula with each of its edges turned, one at a time. The hidden parts of rules and notices have no examples of their own."""
    for path, (_kind, sign, left, right) in () if rule.hidden else edges(tree):
        yield path, ("compare", TURNED[sign], left, right), ""


@pytest.fixture(scope="module")
def book() -> Rulebook:
    return build(read_sources(folder("rules"), ()), COMPANIONS.key)


def test_each_edge_has_an_example_on_it(book: Rulebook) -> None:
    resolved = resolve(book)
    assert sum(1 for tree in resolved.typed.values() for _ in edges(tree)) > 200
    assert set(unnoticed(book, resolved, turned)) == SAME_EITHER_WAY | BY_THE_PARTNER, (
        "add an example with the very figure of the edge"
    )


def test_a_rule_without_its_example_is_found(book: Rulebook) -> None:
    rule = book.rules["universal_credit.standard_allowance"]
    examples, rule.examples = rule.examples, rule.examples[:-1]  # without the one at 25
    try:
        assert "universal_credit.standard_allowance:someone_25" in unnoticed(book, resolve(book), turned)
    finally:
        rule.examples = examples
