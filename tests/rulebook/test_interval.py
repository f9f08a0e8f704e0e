"""Partly known households: a figure's range holds whatever the missing answers turn out to be, and what cannot change it is not asked."""

import random
from decimal import Decimal
from typing import Any

import pytest
from small_rules import book, clocks, engine, file, household, rule

from calculator.month.statement_file import read_statement
from calculator.resources import folder
from calculator.rulebook import load
from calculator.rulebook.language.resolve import resolve
from calculator.rulebook.look.generate import default_of, value_for
from calculator.rulebook.look.generate import household as random_household
from calculator.rulebook.look.interval import Missing, Range, Walker
from calculator.rulebook.run.compile import Dates, Engine, on

DAYS = (738984, 739349, 739713, 739950)  # in each of the three years
NEARLY = Decimal("1e-6")


@pytest.fixture(scope="module")
def real() -> Engine:
    rules = load(folder("rules"))
    return Engine(resolve(rules), read_statement(rules).outputs())


def answerable(made: Engine, inputs: dict[str, Any]) -> list[Missing]:
    """Every answer that could be missing."""
    found: list[Missing] = []
    for name, value in inputs.items():
        if name.startswith(("?", "clock.")) or name.endswith(".order"):
            continue
        found += [(name, index) for index in range(len(value))] if isinstance(value, list) else [(name, None)]
    return found


def answered(
    made: Engine, inputs: dict[str, Any], which: set[Missing], dates: Dates, chance: random.Random
) -> dict[str, Any]:
    """The household with these answered anyhow: with any value allowed, or not at all where nothing is an answer too."""
    filled = {name: list(value) if isinstance(value, list) else value for name, value in inputs.items()}
    for name, index in sorted(which, key=str):
        asked = made.book.rules[name]
        nothing = default_of(asked)
        known = chance.random() < 0.8 or (asked.value_type == "number" and nothing < (asked.lowest or 0))
        value = edge(asked, dates, chance) if known else nothing
        if index is None:
            filled[name], filled["?" + name] = value, known
        else:
            filled[name][index], filled["?" + name][index] = value, known
    return filled


def edge(asked: Any, dates: Dates, chance: random.Random) -> Any:
    """A value that the declaration allows, its bounds more often than chance would have them."""
    if asked.value_type == "number" and chance.random() < 0.2:
        return asked.lowest if asked.lowest is not None else Decimal(0)
    if asked.value_type == "number" and asked.highest is not None and chance.random() < 0.2:
        return asked.highest
    return value_for(asked, dates, chance)


def holds(found: Range, value: Any) -> bool:
    if found.codes is not None:
        return int(value) in found.codes
    return bool(found.low - NEARLY <= value <= found.high + NEARLY)


def everywhere(made: Engine, name: str, structure: Any) -> list[int | None]:
    each = made.book.rules[name].each
    return list(range(structure.counts[each])) if each else [None]


def at(value: Any, index: int | None) -> Any:
    return value if index is None else value[index]


@pytest.mark.parametrize("seed", range(40))
def test_the_range_of_every_rule_holds_any_answer_to_what_is_missing(real: Engine, seed: int) -> None:
    chance = random.Random(seed)
    dates = on(chance.choice(DAYS))
    inputs, structure = random_household(real.book, dates, chance)
    share = chance.choice([0.03, 0.2, 0.6, 1])
    missing = {each for each in answerable(real, inputs) if chance.random() < share}
    walker = Walker(real, dates, inputs, structure, missing)
    wrong = []
    for _ in range(5):
        values = real.run(dates, answered(real, inputs, missing, dates, chance), structure)
        for (name, clock), value in values.results.items():
            for index in everywhere(real, name, structure):
                found = walker.rule(name, index, clock)
                if not holds(found, at(value, index)):
                    wrong.append(
                        f"{name} {index}: {at(value, index)} is not in {found.low} to {found.high} {found.codes or ''}"
                    )
    assert not wrong, "\n".join(wrong[:20])


@pytest.mark.parametrize("seed", range(40))
def test_an_answer_that_is_said_not_to_matter_does_not(real: Engine, seed: int) -> None:
    """Answers not among those that can still change a figure are given in five ways; the figure stays."""
    chance = random.Random(3000 + seed)
    dates = on(chance.choice(DAYS))
    inputs, structure = random_household(real.book, dates, chance)
    missing = {each for each in answerable(real, inputs) if chance.random() < chance.choice([0.03, 0.2, 0.6])}
    walker = Walker(real, dates, inputs, structure, missing)
    shown = [name for name, _ in real.outputs if not real.book.rules[name].hidden]
    for name in chance.sample(shown, 12):
        for index in everywhere(real, name, structure):
            open_ = walker.rule(name, index).by
            assert open_ <= missing
            settled = answered(real, inputs, set(open_), dates, chance)
            found = set()
            for _ in range(5):
                values = real.run(dates, answered(real, settled, missing - open_, dates, chance), structure)
                found.add(at(values[name], index))
            assert max(found) - min(found) <= NEARLY, f"{name} {index}: {found}, asked only {sorted(open_, key=str)}"


# ---------------------------------------------------------------------- in small rules, where the answer is plain to see
RULES = file(
    rule("limit_amount", "GBP", values={"2024-04-08": 16000}),
    rule("high_rent", "GBP/month", values={"2024-04-08": 500}),
    rule("rates", "GBP/month", values={"2024-04-08": {"small": 10, "large": 20}}),
    rule("too_rich", "bool", formula="savings > limit_amount"),
    rule("rent_paid", "GBP/month", choose=[{"when": "too_rich", "give": "0"}, {"when": "renting", "give": "min(rent, high_rent)"}, {"otherwise": "0"}]),
    rule("by_size", "GBP/month", formula="rates[size]"),
    rule("same", "GBP/month", formula="rent if renting else rent"),
    rule("both", "bool", formula="renting and too_rich"),
    rule("asked", "bool", formula="known(rent)"),
    rule("older", "count", formula="count(child.age > child.age - child.age)"),
    prefix="test",
)  # fmt: skip


def explored(name: str, missing: set[str], **given: Any) -> tuple[Range, set[str]]:
    rules = book(RULES)
    made = engine(rules, f"test.{name}")
    dates = clocks("2026-11-23")
    counts = {"child": 2} if "child__age" in given else {}
    inputs, structure = household(rules, dates, {key.replace("__", "."): value for key, value in given.items()}, counts)
    walker = Walker(made, dates, inputs, structure, {(each, None) for each in missing})
    found = walker.rule(f"test.{name}")
    return found, {each for each, _ in found.by}


def test_rent_matters_only_to_one_who_rents_and_is_not_too_rich() -> None:
    everything = {"savings", "renting", "rent"}
    assert explored("rent_paid", everything)[1] == everything
    assert explored("rent_paid", {"renting", "rent"}, savings=16001)[1] == set()
    assert explored("rent_paid", {"savings", "rent"}, renting=False)[1] == set()
    assert explored("rent_paid", {"rent"}, savings=0, renting=True)[1] == {"rent"}


def test_a_missing_answer_gives_the_range_that_its_bounds_allow() -> None:
    found, _ = explored("rent_paid", {"rent"}, savings=0, renting=True)
    assert (found.low, found.high) == (0, 500)
    found, _ = explored("by_size", {"size"})
    assert (found.low, found.high) == (10, 20)


def test_a_choice_between_two_figures_that_are_one_is_not_asked() -> None:
    found, asked = explored("same", {"renting"}, rent=7)
    assert (found.low, found.high, asked) == (7, 7, set())


def test_one_no_settles_both() -> None:
    assert explored("both", {"savings"}, renting=False)[1] == set()
    assert explored("both", {"savings"}, renting=True)[1] == {"savings"}
    assert explored("both", {"savings", "renting"})[1] == {"savings", "renting"}


def test_whether_something_is_known_is_open_while_it_is_missing() -> None:
    assert explored("asked", {"rent"})[1] == {"rent"}
    assert explored("asked", set(), rent=5)[0].value == 1


def test_savings_at_the_limit_are_not_over_it() -> None:
    assert explored("too_rich", set(), savings=16000)[0].value == 0
    assert explored("too_rich", set(), savings="16000.01")[0].value == 1
