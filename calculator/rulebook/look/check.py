"""Whether the rules are fit for use: every day has its amounts, every example comes out, nothing is idle."""

from __future__ import annotations

import datetime
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from calculator.rulebook.errors import Fault, RuleError
from calculator.rulebook.language.model import CLOCKS, ENDED, Example, Formula, Rule, Rulebook
from calculator.rulebook.language.resolve import Resolved, _Resolver, resolve
from calculator.rulebook.look.generate import default_of, household, structure_for
from calculator.rulebook.look.interval import Walker
from calculator.rulebook.run.compile import Dates, Engine, NotInForce

RANDOM_HOUSEHOLDS = 60


@dataclass(slots=True)
class Report:
    """What `rules check` found. Faults stop use; warnings do not."""

    faults: list[Fault] = field(default_factory=list)
    warnings: list[Fault] = field(default_factory=list)
    rules: int = 0
    values: int = 0
    sources: int = 0
    examples: int = 0
    notices: int = 0
    days: list[int] = field(default_factory=list)


def on(day: int) -> Dates:
    """All three clocks on one day."""
    return dict.fromkeys(CLOCKS, day)


def boundaries(book: Rulebook, first: int) -> list[int]:
    """The days from `first` on which anything in the rules changes."""
    return sorted(
        {first} | {version.start for rule in book.rules.values() for version in rule.versions if version.start > first}
    )


def check(book: Rulebook, outputs: Sequence[str], first: int, thorough: bool = True) -> Report:
    """Check a rulebook for the outputs wanted, from the first day it is to cover.

    Raises RuleError where names, units or form are wrong; other faults are in the report.
    """
    report = Report()
    resolved = resolve(book)
    shown = [rule for rule in book.rules.values() if not rule.hidden and rule.kind != "input"]
    report.rules = len(shown)
    report.values = sum(_amounts(rule) for rule in shown if rule.kind == "values")
    report.sources = len({(rule.source.law, rule.source.url) for rule in shown if rule.source})
    report.notices = len(book.notices)
    report.days = boundaries(book, first)
    for name in outputs:
        if name not in book.rules:
            report.faults.append(
                Fault(next(iter(book.rules.values())).place, name, "a result shows it, but there is no such rule")
            )
    if report.faults:
        return report
    # An amount that is read as it stands is used, and there is nothing to work out.
    read = {name for name in outputs if book.rules[name].kind == "values"}
    engine = Engine(resolved, [name for name in outputs if name not in read])
    used = _every_day(engine, report) | read
    for rule in book.rules.values():
        if rule.name not in used and not rule.hidden:
            idle = (
                "the input is not used by any rule"
                if rule.kind == "input"
                else "nothing uses the rule: remove it, or name it in the statement"
            )
            (report.warnings if rule.kind == "input" else report.faults).append(Fault(rule.place, rule.name, idle))
    taken: dict[str, set[int]] = {}
    for rule in shown:
        for example in rule.examples:
            report.examples += 1
            if wrong := run_example(engine, resolved, rule, example, taken):
                report.faults.append(Fault(example.place, rule.name, wrong))
    if thorough and not report.faults:
        _idle_branches(engine, report, taken)
    return report


def _amounts(rule: Rule) -> int:
    total = 0
    for version in rule.versions:
        content = version.content
        total += (
            len(content)
            if isinstance(content, dict)
            else len(getattr(content, "cells", None) or getattr(content, "rows", None) or (0,))
        )
    return total


def _every_day(engine: Engine, report: Report) -> set[str]:
    used: set[str] = set()
    told: set[str] = set()
    for day in report.days:
        for dates in (on(day), {**on(day), "assessment_period": max(day - 1, report.days[0])}):
            try:
                program = engine.program(dates)
                engine.amounts(program, dates)
            except NotInForce as error:
                if str(error) not in told:
                    told.add(str(error))
                    report.faults.extend(error.faults)
                continue
            used |= (
                {name for name, _ in program.order}
                | {name.lstrip("?") for name in program.inputs}
                | {slot[0] for slot in program.slots}
            )
    return used


def run_example(
    engine: Engine, resolved: Resolved, rule: Rule, example: Example, taken: dict[str, set[int]]
) -> str | None:
    """None where the example comes out, else what is wrong with it."""
    book = engine.book
    newest = max((version.start for version in rule.versions if version.content != ENDED), default=1)
    dates = on(example.date or max(newest, datetime.date(2026, 4, 6).toordinal()))
    finder = _Resolver(book, resolved)
    finder.current = rule
    given: dict[str, Any] = {}
    counts: dict[str, int] = {}
    for written, value in example.given.items():
        found = finder.find(written)
        if found is None:
            return f"the example gives '{written}', which the rule cannot see"
        try:
            given[found.name] = (
                [_value(found, part) for part in value] if isinstance(value, list) else _value(found, value)
            )
        except ValueError as error:
            return f"the example gives {written} as {value}: {error}"
        if found.each and isinstance(value, list):
            counts[found.each] = max(counts.get(found.each, 0), len(value))
    level = rule.each
    while level:
        counts[level] = max(counts.get(level, 0), 1)
        level = book.entities[level].of
    for entity in book.entities.values():
        if entity.of and counts.get(entity.name):
            counts[entity.of] = max(counts.get(entity.of, 0), 1)
    structure = structure_for(book, counts)
    inputs: dict[str, Any] = {}
    for other in book.rules.values():
        if other.kind == "input":
            size = structure.counts[other.each] if other.each else None
            value = given.pop(other.name, None)
            known = value is not None
            filled = default_of(other) if value is None else value
            if other.name.startswith("clock."):
                filled = dates[other.name.removeprefix("clock.")]
            if size is not None:
                filled = filled if isinstance(filled, list) else [filled] * size
                if other.each and other.name == f"{other.each}.order" and not known:
                    filled = [Decimal(number + 1) for number in range(size)]
            inputs[other.name] = filled
            inputs["?" + other.name] = [known] * size if size is not None else known
    try:
        walker = Walker(engine, dates, inputs, structure, given=given)
        result = walker.rule(rule.name, 0 if rule.each else None)
    except (RuleError, ArithmeticError, IndexError) as error:
        return f"the example cannot be worked out: {error}"
    for (name, _), branch in walker.branches.items():
        taken.setdefault(name, set()).add(branch)
    return _differs(rule, result.value, example.gives)


def _value(rule: Rule, text: Any) -> Any:
    if isinstance(text, dict | list):
        raise ValueError("one value is wanted")
    if rule.value_type == "bool":
        if text not in ("true", "false"):
            raise ValueError("true or false is wanted")
        return text == "true"
    if rule.value_type == "choice":
        if text not in rule.choices:
            raise ValueError(f"one of {', '.join(rule.choices[:12])} is wanted")
        return rule.choices.index(text)
    if rule.value_type == "date":
        return datetime.date.fromisoformat(text).toordinal()
    try:
        return Decimal(text)
    except ArithmeticError:
        raise ValueError("a number is wanted") from None


def _differs(rule: Rule, value: Any, gives: str) -> str | None:
    if rule.value_type == "bool":
        came = "true" if value else "false"
    elif rule.value_type == "choice":
        came = rule.choices[value]
    elif rule.value_type == "date":
        came = datetime.date.fromordinal(value).isoformat()
    else:
        wanted = Decimal(gives)
        exponent = wanted.as_tuple().exponent
        half = Decimal(5).scaleb((exponent if isinstance(exponent, int) else 0) - 1)
        return (
            None
            if abs(value - wanted) <= half
            else f"the example gives {gives}, but the rule comes to {value.normalize():f}"
        )
    return None if came == gives else f"the example gives {gives}, but the rule comes to {came}"


def _idle_branches(engine: Engine, report: Report, taken: dict[str, set[int]]) -> None:
    chance = random.Random(20261123)
    for number in range(RANDOM_HOUSEHOLDS):
        dates = on(report.days[number % len(report.days)])
        inputs, structure = household(engine.book, dates, chance)
        walker = Walker(engine, dates, inputs, structure)
        for name, _ in engine.program(dates).order:
            each = engine.book.rules[name].each
            for index in range(structure.counts[each]) if each else (None,):
                walker.rule(name, index)
        for (name, _), branch in walker.branches.items():
            taken.setdefault(name, set()).add(branch)
    for rule in engine.book.rules.values():
        newest = rule.versions[-1].content if rule.versions else None
        if rule.kind == "formula" and isinstance(newest, Formula) and len(newest.branches) > 1:
            for number in sorted(set(range(len(newest.branches))) - taken.get(rule.name, set())):
                words = newest.branches[number].when_text or "otherwise"
                report.warnings.append(
                    Fault(
                        rule.place,
                        rule.name,
                        f"no example or random household takes the branch '{words}': add an example",
                    )
                )
