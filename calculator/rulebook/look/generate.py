"""Random households within what the inputs allow. They show which branches nothing takes, and compare the arithmetics."""

from __future__ import annotations

import random
from decimal import Decimal

from calculator.rulebook.language.model import Cell, Rule, Rulebook, Scalar
from calculator.rulebook.run.compile import Dates, Structure


def structure_for(book: Rulebook, counts: dict[str, int], owned: dict[str, list[list[int]]] | None = None) -> Structure:
    """A structure with so many of each entity; owned entities are shared out as `owned` says (default: all to the first owner)."""
    owned = dict(owned or {})
    owner: dict[str, list[int]] = {}
    for entity in book.entities.values():
        counts.setdefault(entity.name, 0)
        if entity.of:
            rows = owned.setdefault(
                entity.name, [list(range(counts[entity.name]))] + [[] for _ in range(counts[entity.of] - 1)]
            )
            owner[entity.name] = [number for number, row in enumerate(rows) for _ in row]
    return Structure(counts, owner, owned)


def default_of(rule: Rule) -> Scalar:
    """The value of an input that is not given: its default, or else nothing, false or the first choice."""
    if rule.value_type == "choice":
        return rule.choices.index(rule.default) if isinstance(rule.default, str) else 0
    if rule.default is not None and not isinstance(rule.default, str):
        return rule.default
    nothing: dict[str, Scalar] = {"bool": False, "date": 0}
    return nothing.get(rule.value_type, Decimal(0))


def household(book: Rulebook, dates: Dates, chance: random.Random) -> tuple[dict[str, Cell], Structure]:
    """Random inputs for a random number of each entity.

    dates: the day of each clock. chance: the source of random numbers. Returns the inputs, with "?name" for whether each is given, and the
    structure of the household.
    """
    counts: dict[str, int] = {}
    owned: dict[str, list[list[int]]] = {}
    for entity in book.entities.values():
        if entity.of is None:
            counts[entity.name] = chance.randint(
                1 if entity.name == next(iter(book.entities)) else 0, min(entity.slots, 4)
            )
        else:
            sizes = [chance.randint(0, min(2, entity.slots)) for _ in range(counts[entity.of])]
            counts[entity.name] = sum(sizes)
            starts = [sum(sizes[:number]) for number in range(len(sizes))]
            owned[entity.name] = [list(range(start, start + size)) for start, size in zip(starts, sizes, strict=True)]
    structure = structure_for(book, counts, owned)
    inputs: dict[str, Cell] = {}
    for rule in book.rules.values():
        if rule.kind != "input":
            continue
        if rule.name.startswith("clock."):
            inputs[rule.name], inputs["?" + rule.name] = dates[rule.name.removeprefix("clock.")], True
            continue
        if rule.each and rule.name == f"{rule.each}.order":
            inputs[rule.name] = [Decimal(number + 1) for number in range(counts[rule.each])]
            inputs["?" + rule.name] = [True] * counts[rule.each]
            continue
        if rule.each:
            known: list[Scalar] = [chance.random() < 0.8 for _ in range(counts[rule.each])]
            inputs[rule.name] = [value_for(rule, dates, chance) if given else default_of(rule) for given in known]
            inputs["?" + rule.name] = known
        else:
            given = chance.random() < 0.8
            inputs[rule.name] = value_for(rule, dates, chance) if given else default_of(rule)
            inputs["?" + rule.name] = given
    return inputs, structure


def value_for(rule: Rule, dates: Dates, chance: random.Random) -> Scalar:
    """A random value of an input, within its limits and of a likely size."""
    if rule.value_type == "bool":
        return chance.random() < 0.4
    if rule.value_type == "choice":
        return chance.randrange(len(rule.choices))
    if rule.value_type == "date":
        return dates["day"] - chance.choice([30, 200, 400, 1500, 4000, 9000, 15000])
    low = float(rule.lowest or 0)
    scale = {"GBP/year": 60000, "GBP/month": 1500, "GBP/week": 350, "GBP/hour": 40, "GBP": 20000}.get(
        rule.unit_text, 60
    )
    high = float(rule.highest) if rule.highest is not None else scale
    value = Decimal(repr(round(chance.uniform(low, max(low, min(high, scale))), 2)))
    return (
        value
        if rule.unit_text in ("GBP/hour", "GBP/week", "GBP/month", "GBP/year", "GBP", "hour/week", "ratio")
        else value.to_integral_value()
    )
