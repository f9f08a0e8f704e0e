"""The statement of the rules read from their files, with a check that everything that it names is there."""

from __future__ import annotations

import dataclasses
import itertools
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import get_args

from calculator.contract.result import HousingBenefitStatement, UniversalCreditHousing, UniversalCreditStatement
from calculator.contract.values import OneOffKind
from calculator.month import names
from calculator.month.case_paths import types_at
from calculator.month.sense_statement import BoundWords, DayLimit, MoneyLimit, NumberLimit
from calculator.month.statement import ChangeWord, OneOffWord, Statement
from calculator.month.year_statement import Anchor
from calculator.rulebook import Fault, Location, RecordReader, Rulebook, RuleError, StatementKind, nearest

_HOUSING = "housing."  # begins the name of a field of the housing part of the Universal Credit statement
# What the braces of a text can be filled with; all other texts have none.
_YEAR_FILLS = {
    "payday": ("job",), "refund": ("tax",), "taken": ("gross",), "after_p45": ("tax",), "several": ("count", "starts", "ends"), "landlord": ("amount",),
    "none": ("starts", "ends"), "counted": ("earned",), "surplus": ("surplus",), "nil": ("earned", "last"),
    "nil_late": ("earned", "ended"), "no_free_prescriptions": ("starts", "ends"), "less": ("difference",),
    "more": ("difference",), "stops": ("title",), "begins": ("title",), "goes_down": ("title",), "goes_up": ("title",),
    "rent_met_less": ("before", "amount"), "rent_met_more": ("before", "amount"), "rates_unknown": ("day",),
}  # fmt: skip
_ASSUMPTION_FILLS = {"council_changes": ("council", "becomes", "ends"), "tax_code": ("code",)}
_WORDING_FILLS = ("payday", *(anchor for anchor in get_args(Anchor) if anchor != "first_payday"), "hours", "pay")


def read_statement(book: Rulebook) -> Statement:
    """The statement of a rulebook. Raises RuleError with every fault of its form and of what it names, and of the names in the code."""
    faults = list(names.faults(book))
    try:
        statement = RecordReader(book).read(Statement, book.statement, "statement")
    except RuleError as error:
        raise RuleError([*faults, *error.faults]) from None
    for key, message in _faults(book, statement):
        place = book.statement[key].place if key in book.statement else Location("", 1)
        faults.append(Fault(place, f"statement: {key}", message))
    if faults:
        raise RuleError(faults)
    return statement


def _faults(book: Rulebook, statement: Statement) -> Iterator[tuple[str, str]]:
    """The key at the top of the statement, and what is wrong there, of everything that hangs on more than one value."""
    if statement.covers_to < statement.covers_from:
        yield "covers_to", f"is before covers_from, {statement.covers_from}"
    yield from _of_names("lines", "line", [line.id for line in statement.lines])
    yield from _of_names("limits", "limit", [limit.id for limit in statement.limits])
    yield from _of_names("timeline", "action", [action.id for action in statement.timeline.actions])
    housing = {f"{_HOUSING}{field.name}" for field in dataclasses.fields(UniversalCreditHousing)}
    credit = {field.name for field in dataclasses.fields(UniversalCreditStatement)} - {"housing", "ranges"}
    yield from _of_fields("universal_credit", statement.universal_credit, credit | housing)
    own = {field.name for field in dataclasses.fields(HousingBenefitStatement)}
    yield from _of_fields("housing_benefit", statement.housing_benefit, own)
    yield from _of_questions(book, statement)
    yield from _of_timeline(book, statement)
    yield from _of_sense(statement)
    yield from _of_uneven_months(statement)
    yield from _of_changes(statement)
    yield from _of_one_off_money(statement)


def _of_names(key: str, what: str, names: list[str]) -> Iterator[tuple[str, str]]:
    """Names that stand twice."""
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield key, f"the {what} {name} stands twice: keep one"


def _of_fields(key: str, given: dict[str, str], known: set[str]) -> Iterator[tuple[str, str]]:
    """Fields of a result that are not filled, or that it does not have."""
    for name in given:
        if name not in known:
            yield key, _unknown(name, known)
    for name in sorted(known - given.keys()):
        yield key, f"{name}: is missing"


def _unknown(name: str, known: Iterable[str]) -> str:
    near = nearest(name, known)
    hint = f"did you mean {near}?" if near else f"use {', '.join(sorted(known))}"
    return f"'{name}' is not known: {hint}"


def _of_questions(book: Rulebook, statement: Statement) -> Iterator[tuple[str, str]]:
    """Open questions whose answers or conditions are not choices of their inputs, or that point nowhere in a Case."""
    for question in statement.open_questions:
        tries = question.tries if isinstance(question.tries, tuple) else ()
        asked = [(question.input, each) for each in tries] + list(question.if_.items())
        for name, choice in asked:
            rule = book.rules[name]
            choices = ("true", "false") if rule.value_type == "bool" else rule.choices
            if choice not in choices:
                yield "open_questions", f"{name} is never '{choice}': use {', '.join(choices)}"
        if not types_at(question.path):
            yield "open_questions", f"a case has nothing at {question.path}"


def _of_timeline(book: Rulebook, statement: Statement) -> Iterator[tuple[str, str]]:
    timeline, lines = statement.timeline, {line.id for line in statement.lines}
    for name in (*timeline.payments, *timeline.with_universal_credit, *timeline.while_paid, *timeline.by_monday):
        if name not in lines:
            yield "timeline", f"line {_unknown(name, lines)}"
    inputs = {rule.name for rule in book.rules.values() if rule.kind == "input"}
    for name in timeline.by_day:
        for wanted in (f"{name}_paid", f"{name}_days"):
            if wanted not in inputs:
                yield "timeline", f"by_day: {name} needs the input {wanted}, and there is none"
    texts = [(f"words: {name}", text, _YEAR_FILLS.get(name, ())) for name, text in timeline.words.items()]
    texts += [
        (f"assumptions: {name}", text, _ASSUMPTION_FILLS.get(name, ("day",)))
        for name, text in timeline.assumptions.items()
    ]
    texts += [(f"actions {action.id}: wording", action.wording or "", _WORDING_FILLS) for action in timeline.actions]
    hours = ("hours", "pay")
    times = (*hours, "count")
    filled = {
        "other_date": ("expected", "date"), "hours_short": hours, "hours_more": hours, "days_short": times, "weeks_short": times,
    }  # fmt: skip
    texts += [(f"checks: {name}", getattr(timeline.checks, name), fills) for name, fills in filled.items()]
    for where, text, fills in texts:
        yield from (("timeline", f"{where}: {message}") for message in _braces(text, fills))


def _braces(text: str, fills: tuple[str, ...]) -> Iterator[str]:
    for braced in re.findall(r"\{(.*?)\}", text):
        if braced not in fills:
            yield f"{{{braced}}} cannot be filled: use {', '.join(fills) or 'no braces'}"


def _of_uneven_months(statement: Statement) -> Iterator[tuple[str, str]]:
    words = statement.uneven_months
    texts = [("text", words.text, ("causes", "months", "lowest", "highest")), ("now", words.now, ("cause",))]
    texts += [(f"causes: {cause.id}", cause.text, ("count", "months", "first")) for cause in words.causes]
    for where, text, fills in texts:
        yield from (("uneven_months", f"{where}: {message}") for message in _braces(text, fills))


def _of_changes(statement: Statement) -> Iterator[tuple[str, str]]:
    said = statement.changes
    texts: list[tuple[str, str, tuple[str, ...]]] = [
        ("text", said.text, ("changes",)),
        ("later_text", said.later_text, ("changes",)),
    ]
    texts += [(f"words: {name}", text, ("value", "number", "name", "what", "day")) for name, text in said.words.items()]
    for where, text, fills in texts:
        yield from (("changes", f"{where}: {message}") for message in _braces(text, fills))
    for word in sorted({*get_args(ChangeWord)} - {*said.words}):
        yield "changes", f"words: {word} is missing"
    for place in said.titles:
        if not any(types_at(pointer) for pointer in _with_places(place)):
            yield "changes", f"titles: a case has nothing at {place}"


def _of_one_off_money(statement: Statement) -> Iterator[tuple[str, str]]:
    said = statement.one_off_money
    texts = [("text", said.text, ("money",)), ("line", said.line, ("day", "name", "amount", "counts"))]
    for where, text, fills in texts:
        yield from (("one_off_money", f"{where}: {message}") for message in _braces(text, fills))
    kinds: list[str] = [each.kind for each in said.kinds]
    yield from _of_names("one_off_money", "kind", kinds)
    for word in sorted({*get_args(OneOffWord)} - {*said.words}):
        yield "one_off_money", f"words: {word} is missing"
    for kind in sorted({*get_args(OneOffKind)} - {*kinds}):
        yield "one_off_money", f"kinds: {kind} is missing"


def _with_places(place: str) -> Iterator[str]:
    """The pointers to a place of a Case that is given without places in lists: with * after some of its steps."""
    steps = place.split(".")
    for starred in itertools.product(("", "/*"), repeat=len(steps)):
        yield "".join(f"/{step}{star}" for step, star in zip(steps, starred, strict=True))


def _of_sense(statement: Statement) -> Iterator[tuple[str, str]]:
    sense = statement.sense
    limits: tuple[MoneyLimit | NumberLimit | DayLimit, ...] = (*sense.money, *sense.numbers, *sense.days)
    for limit in limits:
        for pointer in limit.at:
            if not types_at(pointer):
                yield "sense", f"{limit.title}: a case has nothing at {pointer}"
        for field in dataclasses.fields(BoundWords):
            for message in _braces(getattr(limit.words, field.name), ("limit",)):
                yield "sense", f"{limit.title}: {field.name}: {message}"
    for money in sense.money:
        for pointer in (*money.only, *money.unless):
            if not types_at(pointer):
                yield "sense", f"{money.title}: a case has nothing at {pointer}"
    ranges: tuple[MoneyLimit | NumberLimit, ...] = (*sense.money, *sense.numbers)
    for ranged in ranges:
        if ranged.least > ranged.most or (ranged.usual and len(ranged.usual) != 2):
            yield "sense", f"{ranged.title}: 'least' is not above 'most', and 'usual' is [low, high]"
    for money in sense.money:
        if not money.usual:
            yield "sense", f"{money.title}: usual: is [low, high]"


_MODELS = [Path(__file__).with_name(f"{name}.py") for name in ("statement", "year_statement", "sense_statement")]
STATEMENT = StatementKind(read_statement, Statement.outputs, (Path(__file__), *_MODELS))
