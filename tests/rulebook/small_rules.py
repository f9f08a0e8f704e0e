"""Small rulebooks written in a test, and one household worked out with them in every arithmetic there is."""

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np

from calculator.rulebook.errors import RuleError
from calculator.rulebook.language.model import Rule, Rulebook
from calculator.rulebook.language.resolve import resolve
from calculator.rulebook.look.check import on
from calculator.rulebook.look.generate import default_of, structure_for
from calculator.rulebook.look.interval import Range, Walker
from calculator.rulebook.read.load import build
from calculator.rulebook.run.compile import Dates, Engine, Structure, Values, shaped

ENTITIES = """\
entities:
  adult: {slots: 2}
  job:
    of: adult
    slots: 3
    period: {by: job.paid, per_year: {week: 52, two_weeks: 26, four_weeks: 13, month: 12}}
  child: {slots: 4, order: eldest first}
"""
# What every small rulebook may ask of a household.
INPUTS = """\
rules:
  savings: {title: Savings, unit: GBP, input: {min: 0}}
  rent: {title: Rent, unit: GBP/month, input: {min: 0, max: 2000}}
  renting: {title: Renting, unit: bool, input: {}}
  size: {title: Size, unit: choice, choices: [small, large], input: {}}
  colour: {title: Colour, unit: choice, choices: [red, green, blue], input: {default: green}}
"""
ADULT = """\
prefix: adult
rules:
  age: {title: Age, each: adult, unit: year, input: {min: 16, max: 120}}
  born: {title: Date of birth, each: adult, unit: date, input: {}}
  ill: {title: Ill, each: adult, unit: bool, input: {}}
  income: {title: Income, each: adult, unit: GBP/month, input: {min: 0}}
"""
JOB = """\
prefix: job
rules:
  hours: {title: Hours a week, each: job, unit: hour/week, input: {min: 0, max: 168}}
  pay: {title: Pay an hour, each: job, unit: GBP/hour, input: {min: 0}}
  paid: {title: How often, each: job, unit: choice, choices: [week, two_weeks, four_weeks, month], input: {}}
"""
CHILD = """\
prefix: child
rules:
  age: {title: Age, each: child, unit: year, input: {min: 0, max: 19}}
  born: {title: Date of birth, each: child, unit: date, input: {}}
"""
WORLD = {"entities.yaml": ENTITIES, "inputs.yaml": INPUTS, "adult.yaml": ADULT, "job.yaml": JOB, "child.yaml": CHILD}
SOURCE = '{law: "Made-up Act 2026 s 1", url: "https://example.org/act"}'


def rule(name: str, unit: str, **parts: Any) -> str:
    """One rule as YAML, on lines of its own; each part is written as JSON, which YAML can read."""
    lines = [f"  {name}:", f"    title: {name}", f"    unit: {unit}", f"    source: {SOURCE}"]
    return "\n".join([*lines, *(f"    {key.rstrip('_')}: {json.dumps(value)}" for key, value in parts.items())]) + "\n"


def file(*rules: str, prefix: str = "", clock: str = "") -> str:
    head = [f"{key}: {value}" for key, value in (("prefix", prefix), ("clock", clock)) if value]
    return "\n".join([*head, "rules:", "".join(rules)])


def book(*texts: str, amendments: Sequence[str] = (), **tables: str) -> Rulebook:
    """The rulebook of these files (file0.yaml, file1.yaml...) with the entities and inputs above."""
    written = WORLD | {f"file{number}.yaml": text for number, text in enumerate(texts)}
    written |= {f"{name}.csv": text for name, text in tables.items()}
    written |= {f"amendment:{number}:reform.yaml": text for number, text in enumerate(amendments, 1)}
    return build({name: text.encode() for name, text in written.items()})


def engine(rules: Rulebook, *outputs: str) -> Engine:
    return Engine(resolve(rules), outputs)


def ordinal(date: str) -> int:
    return dt.date.fromisoformat(date).toordinal()


def clocks(day: str, **other: str) -> Dates:
    """All three clocks on one day, but for those given."""
    return on(ordinal(day)) | {name: ordinal(date) for name, date in other.items()}


def refusal(*texts: str, **tables: str) -> str:
    """What is said where the rules are refused; fails where they are not."""
    try:
        resolve(book(*texts, **tables))
    except RuleError as error:
        return str(error)
    raise AssertionError("the rules were not refused")


def answer(asked: Rule, value: Any) -> Any:
    """A readable value as the engine holds it."""
    if isinstance(value, list):
        return [answer(asked, each) for each in value]
    if asked.value_type == "choice":
        return asked.choices.index(value)
    if asked.value_type == "date":
        return ordinal(value)
    return value if asked.value_type == "bool" else Decimal(str(value))


def household(
    rules: Rulebook,
    dates: Dates,
    given: Mapping[str, Any],
    counts: Mapping[str, int] | None = None,
    jobs: list[list[int]] | None = None,
) -> tuple[dict[str, Any], Structure]:
    """Inputs with what is given, defaults for the rest. One adult unless `counts` says otherwise; `jobs` of each adult."""
    sizes = {"adult": 1} | dict(counts or {})
    if jobs is not None:
        sizes["job"] = sum(map(len, jobs))
    structure = structure_for(rules, sizes, {"job": jobs} if jobs is not None else None)
    inputs: dict[str, Any] = {}
    for asked in rules.rules.values():
        if asked.kind != "input":
            continue
        known = asked.name in given
        size = structure.counts[asked.each] if asked.each else None
        value = answer(asked, given[asked.name]) if known else default_of(asked)
        if asked.name.startswith("clock."):
            value = dates[asked.name.removeprefix("clock.")]
        elif asked.each and asked.name == f"{asked.each}.order":
            value = [Decimal(number + 1) for number in range(size or 0)]
        elif size is not None and not known:
            value = [value] * size
        inputs[asked.name] = value
        inputs["?" + asked.name] = known if size is None else [known] * size
    return inputs, structure


def with_masks(rules: Rulebook, structure: Structure) -> Structure:
    """Marks the filled slots of owned entities, where owners do not all have as many."""
    for entity in rules.entities.values():
        rows = structure.owned.get(entity.name)
        if rows and len({len(row) for row in rows}) > 1:
            width = max(map(len, rows))
            structure.mask[entity.name] = np.array([[slot < len(row) for slot in range(width)] for row in rows])
    return structure


def in_arrays(made: Engine, runs: Sequence[Values], outputs: Sequence[str]) -> list[dict[str, Any]]:
    """Several exact runs of one structure again, in one run of the array function with every input varying.

    Gives the outputs of each run in the exact path's shape.
    """
    base = runs[0]
    rules, structure = made.book, with_masks(made.book, base.structure)
    varying = [name for name in base.inputs if not name.startswith(("?", "clock."))]
    piece = made.slice(base, varying, outputs)
    inputs = {
        name: np.stack(
            [np.asarray(shaped(run.inputs[name], rules.rules[name.lstrip("?")], structure, rules)) for run in runs]
        )
        for name in piece.inputs
        if not name.lstrip("?").startswith("clock.")
    }
    results = made.run_slice(piece, base, inputs)
    found = []
    for number in range(len(runs)):
        row: dict[str, Any] = {}
        for name, value in results.items():
            each = rules.rules[name].each
            owner = rules.owner(each)
            axes = 0 if each is None else 2 if owner else 1
            value = np.asarray(value)
            at = value[number] if value.ndim > axes else value
            if not axes:
                row[name] = at.item()
            elif owner is None:
                row[name] = np.broadcast_to(at, (structure.counts[each or ""],)).tolist()
            else:
                owned = structure.owned[each or ""]
                at = np.broadcast_to(at, (len(owned), max(map(len, owned), default=0)))
                row[name] = [float(at[a, slot]) for a, held in enumerate(owned) for slot in range(len(held))]
        found.append(row)
    return found


def walked(made: Engine, values: Values, name: str, clock: str | None = None) -> list[Range]:
    """A rule's ranges for a household of which everything is known, by the walker; one where it has one."""
    walker = Walker(made, values.dates, values.inputs, values.structure)
    each = made.book.rules[name].each
    return [walker.rule(name, index, clock) for index in (range(values.structure.counts[each]) if each else (None,))]


def differences(made: Engine, values: Values, penny: float = 0.0) -> list[str]:
    """Where the walker and Fractions differ from Decimals, by rule."""
    fractions = made.run(values.dates, values.inputs, values.structure, fractions=True)
    found = []
    for (name, clock), value in values.results.items():
        exact = value if isinstance(value, list) else [value]
        other = fractions.results[(name, clock)]
        others = other if isinstance(other, list) else [other]
        ranges = walked(made, values, name, clock)
        for index, (x, y, z) in enumerate(zip(exact, others, ranges, strict=True)):
            if not z.settled or abs(Fraction(z.value) - Fraction(x)) > penny:
                found.append(f"{name}[{index}] at {clock}: {x}, walked {z.low} to {z.high} {z.codes or ''}")
            if abs(Fraction(y) - Fraction(x)) > max(penny, 1e-9):
                found.append(f"{name}[{index}] at {clock}: {x}, in fractions {float(y)}")
    return found


def array_differences(runs: Sequence[Values], rows: Sequence[dict[str, Any]], penny: float = 1e-6) -> list[str]:
    found = []
    for number, (run, row) in enumerate(zip(runs, rows, strict=True)):
        for name, value in row.items():
            exact = run.results[(name, None)]
            pairs = zip(exact, value, strict=True) if isinstance(exact, list) else [(exact, value)]
            for index, (x, y) in enumerate(pairs):
                if not abs(float(x) - float(y)) <= penny:
                    found.append(f"household {number}: {name}[{index}]: {x}, in arrays {y}")
    return found


def figure(
    rules: Rulebook | str,
    name: str,
    day: str | Dates = "2026-11-23",
    counts: Mapping[str, int] | None = None,
    jobs: list[list[int]] | None = None,
    **given: Any,
) -> Any:
    """A rule's value for one household, the same in all four arithmetics. In names of inputs '__' stands for '.'."""
    if isinstance(rules, str):
        rules = book(rules)
    made = engine(rules, name)
    dates = clocks(day) if isinstance(day, str) else day
    named = {key.replace("__", "."): value for key, value in given.items()}
    inputs, structure = household(rules, dates, named, counts, jobs)
    values = made.run(dates, inputs, structure)
    assert not differences(made, values)
    assert not array_differences([values], in_arrays(made, [values], [name]))
    shown = rules.rules[name]
    return _readable(shown, values[name])


def _readable(shown: Rule, value: Any) -> Any:
    if isinstance(value, list):
        return [_readable(shown, each) for each in value]
    if shown.value_type == "choice":
        return shown.choices[value]
    return bool(value) if shown.value_type == "bool" else value
