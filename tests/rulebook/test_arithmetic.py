"""The real rules in four arithmetics at once: Decimals, Fractions, arrays and the walker agree on random households."""

import random
from decimal import Decimal
from typing import Any

import pytest
from small_rules import array_differences, differences, in_arrays

from calculator.month.statement_file import read_statement
from calculator.resources import folder
from calculator.rulebook import load
from calculator.rulebook.language.resolve import resolve
from calculator.rulebook.look.check import boundaries
from calculator.rulebook.look.generate import household, value_for
from calculator.rulebook.run.compile import Dates, Engine, Structure, Values, on

FIRST, LAST = 738984, 740075  # 8 April 2024 and 4 April 2027, the days that the statement covers
TENTH_OF_A_PENNY = 0.001


@pytest.fixture(scope="module")
def engine() -> Engine:
    rules = load(folder("rules"))
    parts = [name for notice in rules.notices.values() for name in notice.parts()]
    return Engine(resolve(rules), dict.fromkeys([*read_statement(rules).outputs(), *parts]))


def some_dates(engine: Engine, chance: random.Random) -> Dates:
    """A day on which something changes, the day before one, or any; the assessment period began up to a month before."""
    changes = [day for day in boundaries(engine.book, FIRST) if day <= LAST]
    day = max(FIRST, chance.choice([chance.choice(changes), chance.choice(changes) - 1, chance.randint(FIRST, LAST)]))
    return on(day) | {"assessment_period": max(FIRST, day - chance.randint(0, 30))}


def other_answers(
    engine: Engine, inputs: dict[str, Any], structure: Structure, dates: Dates, chance: random.Random
) -> dict[str, Any]:
    """The same household with other answers to everything that was answered."""
    changed = dict(inputs)
    for name, value in inputs.items():
        rule = engine.book.rules[name.lstrip("?")]
        if name.startswith(("?", "clock.")) or name.endswith(".order"):
            continue
        if isinstance(value, list):
            known = inputs["?" + name]
            changed[name] = [
                value_for(rule, dates, chance) if given else old for given, old in zip(known, value, strict=True)
            ]
        elif inputs["?" + name]:
            changed[name] = value_for(rule, dates, chance)
    return changed


def test_the_days_tried_are_those_the_rules_cover(engine: Engine) -> None:
    import datetime as dt

    statement = read_statement(engine.book)
    assert [dt.date.fromordinal(day) for day in (FIRST, LAST)] == [statement.covers_from, statement.covers_to]


@pytest.mark.parametrize("seed", range(36))
def test_decimals_fractions_and_the_walker_agree_on_every_rule(engine: Engine, seed: int) -> None:
    chance = random.Random(seed)
    dates = some_dates(engine, chance)
    inputs, structure = household(engine.book, dates, chance)
    values = engine.run(dates, inputs, structure)
    assert not differences(engine, values, penny=1e-6)


@pytest.mark.parametrize("seed", range(36))
def test_arrays_over_many_households_agree_with_each_worked_out_alone(engine: Engine, seed: int) -> None:
    """Ten households of one shape, every answer of every one different, in one run of the array function."""
    chance = random.Random(1000 + seed)
    dates = some_dates(engine, chance)
    inputs, structure = household(engine.book, dates, chance)
    runs = [engine.run(dates, inputs, structure)]
    runs += [engine.run(dates, other_answers(engine, inputs, structure, dates, chance), structure) for _ in range(9)]
    outputs = [name for name, _ in engine.outputs]
    assert not array_differences(runs, in_arrays(engine, runs, outputs), TENTH_OF_A_PENNY)


@pytest.mark.parametrize("seed", range(12))
def test_arrays_in_which_only_pay_and_hours_vary_agree_too(engine: Engine, seed: int) -> None:
    """As the hours curve runs them: most of a household fixed, its jobs padded to the same number for both adults."""
    import numpy as np

    chance = random.Random(2000 + seed)
    dates = some_dates(engine, chance)
    while True:
        inputs, structure = household(engine.book, dates, chance)
        if structure.counts["job"]:
            break
    varying = ["job.hours", "job.pay_per_hour", "job.pay_fixed", "household.savings"]
    runs: list[Values] = []
    for _ in range(8):
        some = dict(inputs)
        for name in varying[:3]:
            some[name] = [value_for(engine.book.rules[name], dates, chance) for _ in inputs[name]]
        some["household.savings"] = Decimal(chance.choice([0, 5999, 6000, 6001, 12000, 15999, 16000, 16001]))
        runs.append(engine.run(dates, some, structure))
    from small_rules import with_masks

    from calculator.rulebook.run.compile import shaped

    padded = with_masks(engine.book, structure)
    outputs = [name for name, _ in engine.outputs]
    piece = engine.slice(runs[0], varying, outputs)
    assert set(piece.inputs) & set(varying)
    stacked = {
        name: np.stack(
            [np.asarray(shaped(run.inputs[name], engine.book.rules[name], padded, engine.book)) for run in runs]
        )
        for name in varying
    }
    results = engine.run_slice(piece, runs[0], stacked)
    for name, value in results.items():
        for number, run in enumerate(runs):
            exact = run[name]
            total = float(sum(exact)) if isinstance(exact, list) else float(exact)
            axes = (
                0
                if engine.book.rules[name].each is None
                else 2
                if engine.book.owner(engine.book.rules[name].each)
                else 1
            )
            at = np.asarray(value)
            at = at[number] if at.ndim > axes else at
            width = structure.counts[engine.book.rules[name].each] if axes == 1 else 1
            found = float(np.sum(at)) * (width if axes == 1 and at.size == 1 else 1)
            assert found == pytest.approx(total, abs=TENTH_OF_A_PENNY), (name, number)


def test_what_does_not_hang_on_what_varies_is_left_out_of_the_array_function(engine: Engine) -> None:
    chance = random.Random(7)
    dates = on(LAST)
    inputs, structure = household(engine.book, dates, chance)
    base = engine.run(dates, inputs, structure)
    piece = engine.slice(base, ["household.savings"], ["universal_credit.award", "child_benefit.award", "pip.award"])
    names = {name for name, _ in piece.outputs}
    assert "universal_credit.award" in names
    assert "pip.award" not in names
    assert "job.hours" not in piece.inputs
