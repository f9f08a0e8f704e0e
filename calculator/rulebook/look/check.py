"""Checks that rules are fit for use: every day has its amounts, every example comes out, and nothing is unused."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field

from calculator.rulebook.errors import Fault
from calculator.rulebook.language.model import Formula, Rule, Rulebook
from calculator.rulebook.language.resolve import resolve
from calculator.rulebook.look.examples import BranchesTaken, run_example
from calculator.rulebook.look.generate import household
from calculator.rulebook.look.interval import Walker
from calculator.rulebook.run.compile import Engine, NotInForce, on

RANDOM_HOUSEHOLDS = 60


@dataclass(slots=True)
class Report:
    """What `rules check` found. Rules with a fault cannot be used; those with a warning can."""

    faults: list[Fault] = field(default_factory=list)
    warnings: list[Fault] = field(default_factory=list)
    rules: int = 0
    values: int = 0
    sources: int = 0
    examples: int = 0
    notices: int = 0
    days: list[int] = field(default_factory=list)


def boundaries(book: Rulebook, first: int) -> list[int]:
    """The days on which anything in the rules changes, as ordinals: `first`, and those after it, in order."""
    return sorted(
        {first} | {version.start for rule in book.rules.values() for version in rule.versions if version.start > first}
    )


def check(
    book: Rulebook, outputs: Sequence[str], first: int, thorough: bool = True, unamended: Rulebook | None = None
) -> Report:
    """Check that a rulebook is fit for use.

    outputs: the rules that a result shows. first: the first day to check, an ordinal. thorough: also look for branches that no example and
    no random household takes. unamended: the same rules without their amendments, if they have any; an example that comes out there is a
    warning and not a fault, because an amendment is meant to change figures. Raises RuleError if names, units or form are wrong. The report
    has all other faults.
    """
    report = Report()
    resolved = resolve(book)
    shown = book.shown
    report.rules = len(shown)
    report.values = sum(_amounts(rule) for rule in shown if rule.kind == "values")
    sources = [rule.source_of(version) for rule in shown for version in rule.versions]
    report.sources = len({source for source in sources if source})
    report.notices = len(book.notices)
    report.days = boundaries(book, first)
    for name in outputs:
        if name not in book.rules:
            report.faults.append(
                Fault(next(iter(book.rules.values())).place, name, "a result shows it, but there is no such rule")
            )
    if report.faults:
        return report
    # Amounts that the statement names are read directly, so they count as used and need no program.
    read = {name for name in outputs if book.rules[name].kind == "values"}
    engine = Engine(resolved, [name for name in outputs if name not in read])
    used = _every_day(engine, report) | read
    for rule in book.rules.values():
        if rule.name not in used and not rule.hidden:
            idle = (
                "the input is not used by any rule"
                if rule.kind == "input"
                else "nothing uses the rule: remove it, or use it in another rule, a notice or the statement (result.yaml)"
            )
            (report.warnings if rule.kind == "input" else report.faults).append(Fault(rule.place, rule.name, idle))
    taken = BranchesTaken()
    _examples(engine, report, taken, unamended)
    if thorough and not report.faults:
        _idle_branches(engine, report, taken)
    return report


def _examples(engine: Engine, report: Report, taken: BranchesTaken, unamended: Rulebook | None) -> None:
    """Run every example of the rules. One that fails because of an amendment is a warning."""
    before: Engine | None = None
    for rule in engine.book.shown:
        for example in rule.examples:
            report.examples += 1
            wrong = run_example(engine, rule, example, taken)
            if wrong is None:
                continue
            older = unamended.rules.get(rule.name) if unamended else None
            if unamended is not None and older is not None and example in older.examples:
                before = before or Engine(resolve(unamended), [])
                if run_example(before, older, example, BranchesTaken()) is None:
                    report.warnings.append(Fault(example.place, rule.name, f"changed by an amendment: {wrong}"))
                    continue
            report.faults.append(Fault(example.place, rule.name, wrong))


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


def _idle_branches(engine: Engine, report: Report, taken: BranchesTaken) -> None:
    chance = random.Random(20261123)
    for number in range(RANDOM_HOUSEHOLDS):
        dates = on(report.days[number % len(report.days)])
        inputs, structure = household(engine.book, dates, chance)
        walker = Walker(engine, dates, inputs, structure)
        for name, _ in engine.program(dates).order:
            each = engine.book.rules[name].each
            for index in range(structure.counts[each]) if each else (None,):
                walker.rule(name, index)
        taken.add(walker)
    for rule in engine.book.rules.values():
        newest = rule.versions[-1].content if rule.versions else None
        if rule.kind == "formula" and isinstance(newest, Formula) and len(newest.branches) > 1:
            for number in sorted(set(range(len(newest.branches))) - taken.of(rule.name)):
                words = newest.branches[number].when_text or "otherwise"
                report.warnings.append(
                    Fault(
                        rule.place,
                        rule.name,
                        f"no example or random household takes the branch '{words}': add an example",
                    )
                )
