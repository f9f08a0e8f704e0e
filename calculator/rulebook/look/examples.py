"""Examples inside rules, worked out and compared with what they say."""

from __future__ import annotations

import datetime
from decimal import Decimal

from calculator.rulebook.errors import RuleError
from calculator.rulebook.language.model import ENDED, Cell, Example, Rule, Scalar
from calculator.rulebook.language.names import Names
from calculator.rulebook.language.ranges import SNAP
from calculator.rulebook.language.typed import MeaningError
from calculator.rulebook.look.generate import default_of, structure_for
from calculator.rulebook.look.interval import Walker
from calculator.rulebook.run.compile import Dates, Engine, Structure, on

USUAL_DAY = datetime.date(2026, 4, 6).toordinal()  # of an example without a date, unless its rule has a newer version


class BranchesTaken:
    """The branches of each rule that an example or a household has taken."""

    def __init__(self) -> None:
        self._branches: dict[str, set[int]] = {}

    def add(self, walker: Walker) -> None:
        """Note every branch that a walker took."""
        for (name, _), branch in walker.branches.items():
            self._branches.setdefault(name, set()).add(branch)

    def of(self, rule: str) -> set[int]:
        """The branches of a rule that were taken."""
        return self._branches.get(rule, set())


def run_example(engine: Engine, rule: Rule, example: Example, taken: BranchesTaken) -> str | None:
    """What is wrong with an example of a rule; None if it comes out. The branches that it takes are noted in `taken`."""
    newest = max((version.start for version in rule.versions if version.content != ENDED), default=1)
    dates = on(example.date or max(newest, USUAL_DAY))
    try:
        given = _given(engine, rule, example)
        structure = _structure(engine, rule, given)
        inputs = _inputs(engine, dates, structure, given)
        walker = Walker(engine, dates, inputs, structure, given=given)
        result = walker.rule(rule.name, 0 if rule.each else None)
    except ValueError as error:
        return f"the example {error}"
    except MeaningError as error:
        return f"the example gives a name that is not clear: {error}"
    except (RuleError, ArithmeticError, IndexError) as error:
        return f"the example cannot be worked out: {error}"
    taken.add(walker)
    return _differs(rule, result.value, example)


def _given(engine: Engine, rule: Rule, example: Example) -> dict[str, Cell]:
    """What an example gives, by the full names of the rules. Raises ValueError."""
    names = Names(engine.book)
    given: dict[str, Cell] = {}
    for written, value in example.given.items():
        found = names.find(rule, written)
        if found is None:
            raise ValueError(f"gives '{written}', which the rule cannot see")
        try:
            given[found.name] = (
                [_value(found, part) for part in value] if isinstance(value, list) else _value(found, value)
            )
        except ValueError as error:
            raise ValueError(f"gives {written} as {value}: {error}") from None
    return given


def _structure(engine: Engine, rule: Rule, given: dict[str, Cell]) -> Structure:
    """As many entities as the lists given have members, and one of each that the rule needs."""
    book = engine.book
    counts: dict[str, int] = {}
    for name, value in given.items():
        each = book.rules[name].each
        if each and isinstance(value, list):
            counts[each] = max(counts.get(each, 0), len(value))
    level = rule.each
    while level:
        counts[level] = max(counts.get(level, 0), 1)
        level = book.entities[level].of
    for entity in book.entities.values():
        if entity.of and counts.get(entity.name):
            counts[entity.of] = max(counts.get(entity.of, 0), 1)
    return structure_for(book, counts)


def _inputs(engine: Engine, dates: Dates, structure: Structure, given: dict[str, Cell]) -> dict[str, Cell]:
    """Every input: taken out of what is given, or else its default."""
    inputs: dict[str, Cell] = {}
    for rule in engine.book.inputs:
        size = structure.counts[rule.each] if rule.each else None
        known = rule.name in given
        value: Cell = given.pop(rule.name, default_of(rule))
        if rule.name.startswith("clock."):
            value = dates[rule.name.removeprefix("clock.")]
        if size is not None:
            value = value if isinstance(value, list) else [value] * size
            if rule.name == f"{rule.each}.order" and not known:
                value = [Decimal(number + 1) for number in range(size)]
        inputs[rule.name] = value
        inputs["?" + rule.name] = [known] * size if size is not None else known
    return inputs


def _value(rule: Rule, text: object) -> Scalar:
    """A value as the engine holds it. Raises ValueError."""
    if not isinstance(text, str):
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
        try:
            return datetime.date.fromisoformat(text).toordinal()
        except ValueError:
            raise ValueError("a date such as 2026-04-06 is wanted") from None
    try:
        return Decimal(text)
    except ArithmeticError:
        raise ValueError("a number is wanted") from None


def _differs(rule: Rule, value: Scalar, example: Example) -> str | None:
    """How far a value is from what an example gives; None if it is the same, or within half of what `rounded_to` allows."""
    try:
        wanted = _value(rule, example.gives)
    except ValueError as error:
        return f"the example gives {example.gives}: {error}"
    margin = SNAP if example.rounded_to is None else example.rounded_to / 2
    told = f"the example gives {example.gives}, but the rule comes to "
    if rule.value_type != "number":
        return None if value == wanted else told + _written(rule, value)
    number, exact = Decimal(value), Decimal(wanted)
    away, places = abs(number - exact), int(exact.as_tuple().exponent)
    if away <= margin:
        return None
    told += f"{number.normalize():f}"
    if away <= Decimal(5).scaleb(places - 1):
        told += f": say how exact the example is with rounded_to: {Decimal(1).scaleb(places)}"
    return told


def _written(rule: Rule, value: Scalar) -> str:
    if rule.value_type == "choice":
        return rule.choices[int(value)]
    if rule.value_type == "date":
        return datetime.date.fromordinal(int(value)).isoformat()
    return "true" if value else "false"
