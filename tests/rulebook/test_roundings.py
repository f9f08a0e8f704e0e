"""No rounding of the rules can be lost unnoticed: without it, an example of its rule comes out wrong.

Each rounding is taken out of the typed formula in turn, and the examples of its rule are worked out with what is left.
"""

from collections.abc import Callable, Iterable, Iterator

import pytest

from calculator.councils.councils import COMPANIONS
from calculator.resources import folder
from calculator.rulebook import Rule, Rulebook, build, read_sources, resolve
from calculator.rulebook.language.typed import Resolved, Typed
from calculator.rulebook.look.examples import BranchesTaken, run_example
from calculator.rulebook.run.compile import Engine

ROUNDINGS = ("round_penny", "floor", "ceil", "floor_pound", "floor_to", "ceil_to")
Path = tuple[int, ...]
Change = tuple[Path, Typed, str]  # the way to a part of a formula, what takes its place, and what to call that


def roundings(tree: object, path: Path = ()) -> Iterator[tuple[Path, Typed]]:
    """Every rounding in a typed formula, with the way to it."""
    if isinstance(tree, tuple):
        if tree[:1] == ("function",) and tree[1] in ROUNDINGS:
            yield path, tree
        for number, part in enumerate(tree):
            yield from roundings(part, (*path, number))


def replaced(tree: Typed, path: Path, part: Typed) -> Typed:
    if not path:
        return part
    first, *rest = path
    return (*tree[:first], replaced(tree[first], tuple(rest), part), *tree[first + 1 :])


def fails(engine: Engine, rule: Rule) -> bool:
    return any(run_example(engine, rule, example, BranchesTaken()) for example in rule.examples)


def unnoticed(book: Rulebook, resolved: Resolved, changes: Callable[[Rule, Typed], Iterable[Change]]) -> list[str]:
    """The changes of a formula with which every example of its rule still comes out."""
    engine, found = Engine(resolved, []), []
    for key, tree in list(resolved.typed.items()):
        rule = book.rules[key[0].partition(":")[0]]
        for path, part, name in changes(rule, tree):
            resolved.typed[key] = replaced(tree, path, part)
            if not fails(engine, rule):
                found.append(f"{key[0]}{name}")
        resolved.typed[key] = tree
    return found


def without_rounding(_rule: Rule, tree: Typed) -> Iterator[Change]:
    """A formula without each of its roundings in turn."""
    for path, (_kind, function, arguments) in roundings(tree):
        yield path, arguments[0], f": {function}"


@pytest.fixture(scope="module")
def book() -> Rulebook:
    return build(read_sources(folder("rules"), ()), COMPANIONS.key)


def test_each_rounding_has_an_example_that_fails_without_it(book: Rulebook) -> None:
    resolved = resolve(book)
    assert sum(1 for tree in resolved.typed.values() for _ in roundings(tree)) > 60
    assert not unnoticed(book, resolved, without_rounding), (
        "add an example whose figures do not come out in whole pence by themselves"
    )


def test_a_rule_without_its_examples_is_found(book: Rulebook) -> None:
    rule = book.rules["universal_credit.childcare_element"]
    examples, rule.examples = rule.examples, rule.examples[:2]  # 200 pounds, of which 85% is a whole sum
    try:
        assert unnoticed(book, resolve(book), without_rounding) == ["universal_credit.childcare_element: round_penny"]
    finally:
        rule.examples = examples
