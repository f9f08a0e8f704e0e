"""Finds which of the inputs that a case leaves out can still change a figure, by trying everything that they may be."""

from __future__ import annotations

from collections.abc import Iterable

from calculator.frozen import frozen
from calculator.month.run import Run
from calculator.month.statement import StatedBook
from calculator.month.words import say
from calculator.rulebook import Walker

Input = tuple[str, int | None]


@frozen
class ShownValue:
    """One value of a rule in words; `index` is which entity, if the rule has a value for each."""

    index: int | None
    text: str


@frozen
class OpenFigure:
    """A rule's figure, the inputs behind it that the case leaves out, and those of them that can still change it."""

    values: list[ShownValue]
    missing: list[str]
    open: list[str]


def depends_on(book: StatedBook, name: str) -> list[str]:
    """The names of the inputs that a rule depends on, directly or through other rules."""
    refers, rules = book.resolved.refers, book.rules.rules
    seen: set[str] = set()
    stack = [name]
    while stack:
        used = stack.pop()
        if used not in seen:
            seen.add(used)
            stack.extend(each for each, _ in refers.get(used, ()))
    return sorted(each for each in seen if rules[each].kind == "input" and not rules[each].hidden)


def left_out(run: Run, names: Iterable[str]) -> set[Input]:
    """Those of some inputs that the case of a position leaves out, each with the index of its entity."""
    found: set[Input] = set()
    for name in names:
        known = run.inputs.values["?" + name]
        if isinstance(known, list):
            found |= {(name, index) for index, yes in enumerate(known) if not yes}
        elif not known:
            found.add((name, None))
    return found


def still_open(book: StatedBook, run: Run, name: str) -> OpenFigure:
    """A rule's figure in a position, and the inputs that are left out. name: the rule."""
    rule, structure = book.rules.rules[name], run.inputs.structure
    missing = left_out(run, depends_on(book, name))
    walker = Walker(book.engine, run.values.dates, run.inputs.values, structure, missing)
    settled = Walker(book.engine, run.values.dates, run.inputs.values, structure)
    values: list[ShownValue] = []
    can_change: set[Input] = set()
    for index in range(structure.counts[rule.each]) if rule.each else (None,):
        can_change |= walker.rule(name, index).by
        values.append(ShownValue(index, say(rule, settled.rule(name, index).value)))
    return OpenFigure(values, _named(missing), _named(can_change))


def can_change_a_line(book: StatedBook, run: Run, names: Iterable[str]) -> set[str]:
    """Those of some inputs that the case of a position leaves out and that can still change one of its lines. names: the inputs."""
    structure = run.inputs.structure
    walker = Walker(book.engine, run.values.dates, run.inputs.values, structure, left_out(run, names))
    found: set[str] = set()
    for line in book.statement.lines:
        each = book.rules.rules[line.rule].each
        for index in range(structure.counts[each]) if each else (None,):
            found |= {used for used, _ in walker.rule(line.rule, index).by}
    return found


def _named(inputs: Iterable[Input]) -> list[str]:
    return sorted(name if index is None else f"{name} ({index + 1})" for name, index in inputs)
