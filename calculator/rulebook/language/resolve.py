"""Meaning: names to rules, units, levels. Every version of every formula becomes a typed tree ready to compile.

A level is the entity a value belongs to (None is the household). A value of an owner is lifted to what it owns; the other way
needs a reduction (`sum`, `any`, ...).

Typed nodes: ("number", n) ("truth", b) ("code", n) ("ref", rule, clock) ("key", rule, clock, key) ("look", rule, clock, order, x)
("cells", rule, clock, xs) ("known", input) ("binary", op, x, y) ("negative", x) ("compare", op, x, y) ("in", x, codes) ("and", xs)
("or", xs) ("not", x) ("if", t, x, y) ("choose", ((when, give), ...), otherwise) ("function", name, xs) ("bands", x, rule, clock)
("periods", input, counts) ("lift", entity, x) ("reduce", name, entity, level, x) ("partner", x) ("age_on", date, born). `clock` in a
reference is None, or the clock that overrides the day's.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from typing import Any

from calculator.rulebook.errors import Fault, Place, RuleError, fault
from calculator.rulebook.language.expression import CONVERSIONS, REDUCTIONS
from calculator.rulebook.language.model import CLOCKS, ENDED, Branch, Formula, Rule, Rulebook, Table, Version
from calculator.rulebook.language.units import NONE, Unit, divide, multiply, parse_unit, period_of, say, with_period

Typed = tuple[Any, ...]

PER_YEAR = {"week": 52, "month": 12, "year": 1}
_TARGET = {"monthly": "month", "weekly": "week", "yearly": "year", "per_period": "pay_period"}
_ROUNDING = ("round_penny", "floor", "ceil", "floor_pound")
_STEPPING = ("ceil_to", "floor_to")


class MeaningError(Exception):
    """A formula that reads but does not make sense; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Type:
    kind: str  # number | bool | choice | date | keyed | bands
    unit: Unit | None = NONE  # None: a literal 0, which fits any unit
    level: str | None = None
    choices: tuple[str, ...] = ()


@dataclass(slots=True)
class Resolved:
    """The rulebook with meaning: a typed tree for each version of each formula, and what each rule refers to."""

    book: Rulebook
    typed: dict[tuple[str, int], Typed] = field(default_factory=dict)  # version -1: the look-up of a table
    refers: dict[str, set[tuple[str, str | None]]] = field(default_factory=dict)
    # Rules whose value hangs on the `day` clock: only these need a second copy under another clock.
    daily: set[str] = field(default_factory=set)


def add_built_in(book: Rulebook) -> None:
    """Inputs that come with the engine: the dates of the clocks, and the order of each entity (1 is the first)."""
    place = next((rule.place for rule in book.rules.values()), None)
    if place is None:
        raise fault(Place("rules", 1), "", "there is no rule in any of the files")
    for clock in CLOCKS:
        name = f"clock.{clock}"
        book.rules[name] = Rule(
            name, f"Date: {clock.replace('_', ' ')}", "input", "date", place, value_type="date", hidden=True
        )
    for entity in book.entities.values():
        name = f"{entity.name}.order"
        book.rules[name] = Rule(
            name, f"{entity.title}: position", "input", "count", place, each=entity.name, hidden=True
        )


def add_parts(book: Rulebook) -> None:
    """Turn each let: part into a hidden rule of its own, so that it is worked out once."""
    for rule in list(book.rules.values()):
        for part, text in rule.let.items():
            name = f"{rule.name}:{part}"
            hidden = Rule(
                name,
                part.replace("_", " "),
                "formula",
                "",
                rule.place,
                value_type="inferred",
                each=rule.each,
                hidden=True,
            )
            hidden.clock, hidden.source = rule.clock, rule.source
            hidden.versions = [Version(1, Formula((Branch("", text),)))]
            book.rules[name] = hidden


def resolve(book: Rulebook) -> Resolved:
    """Give every formula its meaning. Raises RuleError with every fault found."""
    if "clock.day" not in book.rules:
        add_built_in(book)
        add_parts(book)
    resolved = Resolved(book)
    resolver = _Resolver(book, resolved)
    faults: list[Fault] = []
    for rule in list(book.rules.values()):
        try:
            resolver.rule(rule)
        except MeaningError as error:
            faults.append(Fault(rule.place, rule.name, str(error)))
    for notice in book.notices.values():
        rule = book.rules[notice.when]
        if rule.value_type not in ("bool", "inferred"):
            faults.append(Fault(notice.place, notice.name, "when: is a question that is true or false"))
    if not faults:
        faults.extend(_circles(resolved))
    if faults:
        raise RuleError(sorted(set(faults), key=lambda found: (found.place.file, found.place.line)))
    _find_daily(resolved)
    return resolved


class _Resolver:
    def __init__(self, book: Rulebook, resolved: Resolved) -> None:
        self.book = book
        self.resolved = resolved
        self.current: Rule
        self.inferring: list[str] = []

    def rule(self, rule: Rule) -> None:
        if (rule.name, 0) in self.resolved.typed or rule.name in self.resolved.refers:
            return
        self.resolved.refers[rule.name] = set()
        if rule.kind == "input":
            return
        self.inferring.append(rule.name)
        outer = getattr(self, "current", None)
        try:
            for number, version in enumerate(rule.versions):
                self.current = rule
                if version.content == ENDED:
                    continue
                if rule.kind == "values":
                    if rule.form == "table" and number == 0:
                        self.resolved.typed[(rule.name, -1)] = self.cells(rule, version.content)
                    continue
                self.resolved.typed[(rule.name, number)] = self.formula(rule, version.content)
        except MeaningError:
            del self.resolved.refers[rule.name]
            raise
        finally:
            self.inferring.pop()
            if outer is not None:
                self.current = outer

    def cells(self, rule: Rule, table: Table) -> Typed:
        indexes = []
        for name in rule.by:
            typed, kind = self.name(name)
            if kind.kind != "choice":
                raise MeaningError(f"by: {name} is not a choice")
            indexes.append((self.lift(typed, kind, rule.each), kind.choices))
        missing = [
            combination
            for combination in itertools.product(*[choices for _, choices in indexes])
            if combination not in table.cells
        ]
        if missing:
            raise MeaningError(f"the table has no row for {', '.join(missing[0])} ({len(missing)} are missing)")
        return ("cells", rule.name, None, tuple((typed, choices) for typed, choices in indexes))

    def formula(self, rule: Rule, formula: Formula) -> Typed:
        parts: list[tuple[Typed | None, Typed]] = []
        for branch in formula.branches:
            when = None
            if (test := branch.when) is not None:
                when, kind = self.read(test)
                self.want(kind, "bool", f"when: {branch.when_text}")
                when = self.lift(when, kind, rule.each)
            parts.append((when, self.give(rule, branch.give, branch.give_text)))
        if len(parts) == 1:
            return parts[0][1]
        return ("choose", tuple((when, give) for when, give in parts[:-1]), parts[-1][1])

    def give(self, rule: Rule, expression: Any, text: str) -> Typed:
        if rule.value_type == "choice" and expression[0] in ("name", "text") and expression[1] in rule.choices:
            return ("code", rule.choices.index(expression[1]))
        typed, kind = self.read(expression)
        if rule.value_type == "inferred":
            if kind.kind not in ("number", "bool", "choice", "date"):
                raise MeaningError(f"'{text}' is not one value")
            rule.value_type, rule.unit, rule.choices = kind.kind, kind.unit or NONE, kind.choices
            if typed[0] == "ref":
                rule.unit_text = self.book.rules[typed[1]].unit_text
        if kind.kind != rule.value_type:
            raise MeaningError(f"'{text}' gives a {kind.kind}, but the rule's unit is {rule.unit_text}")
        if kind.kind == "number" and kind.unit is not None and kind.unit != rule.unit:
            raise MeaningError(
                f"'{text}' is in {say(kind.unit)}, but the rule's unit is {rule.unit_text}: convert with monthly(), weekly() or yearly(), or mend the unit"
            )
        if kind.kind == "choice" and kind.choices != rule.choices:
            raise MeaningError(
                f"'{text}' chooses among {', '.join(kind.choices)}, but the rule among {', '.join(rule.choices)}"
            )
        return self.lift(typed, kind, rule.each)

    # ------------------------------------------------------------------ names
    def find(self, chain: str) -> Rule | None:
        rule = self.current
        root = rule.name.partition(":")[0]
        let = self.book.rules.get(f"{root}:{chain}")
        prefix = rule.note if rule.hidden and rule.name.startswith("notice.") else root.rpartition(".")[0]
        places = [f"{rule.each}.{chain}" if rule.each else "", f"{prefix}.{chain}" if prefix else "", chain]
        found = {name: self.book.rules[name] for name in places if name in self.book.rules}
        if let is not None:
            found[let.name] = let
        if len(found) > 1:
            raise MeaningError(f"'{chain}' could be {' or '.join(found)}: rename one, or write the full name")
        return next(iter(found.values()), None)

    def name(self, chain: str, clock: str | None = None) -> tuple[Typed, Type]:
        rule = self.find(chain)
        if rule is None:
            head, _, key = chain.rpartition(".")
            keyed = self.find(head) if head else None
            if keyed is not None and keyed.form == "keyed":
                keys = next(v.content for v in keyed.versions if v.content != ENDED)
                if key not in keys:
                    raise MeaningError(f"{keyed.name} has no key '{key}': it has {', '.join(keys)}")
                self.resolved.refers[self.current.name].add((keyed.name, clock))
                return ("key", keyed.name, clock, key), Type("number", keyed.unit, keyed.each)
            raise MeaningError(f"'{chain}' is not a rule or an input{self.suggest(chain)}")
        if rule.value_type == "inferred":
            if rule.name in self.inferring:
                raise MeaningError("it refers to itself: " + " -> ".join([*self.inferring, rule.name]))
            self.rule(rule)
        self.resolved.refers[self.current.name].add((rule.name, clock))
        kind = rule.form if rule.form in ("keyed", "bands") else rule.value_type
        return ("ref", rule.name, clock), Type(kind, rule.unit, rule.each, rule.choices)

    def suggest(self, chain: str) -> str:
        import difflib

        last = chain.rpartition(".")[2]
        near = (
            difflib.get_close_matches(chain, self.book.rules, 2, 0.75)
            or [n for n in self.book.rules if n.rpartition(".")[2] == last][:2]
        )
        return f": did you mean {' or '.join(near)}?" if near else ""

    # ------------------------------------------------------------------ expressions
    def read(self, node: Any, clock: str | None = None) -> tuple[Typed, Type]:
        match node:
            case ("number", value):
                return ("number", value), Type("number", None if value == 0 else NONE)
            case ("truth", value):
                return ("truth", value), Type("bool")
            case ("text", value):
                raise MeaningError(f"'{value}' in quotes only stands beside a choice: x == '{value}'")
            case ("name", chain):
                return self.name(chain, clock)
            case ("negative", x):
                typed, kind = self.number(x)
                return ("negative", typed), kind
            case ("not", x):
                typed, kind = self.truth(x)
                return ("not", typed), kind
            case (("and" | "or") as op, xs):
                parts, level = self.together([self.truth(x) for x in xs])
                return (op, tuple(parts)), Type("bool", level=level)
            case ("binary", op, x, y):
                return self.binary(op, x, y)
            case ("compare", op, x, y):
                return self.compare(op, x, y)
            case ("in", x, texts):
                typed, kind = self.read(x)
                self.want(kind, "choice", "what stands before 'in'")
                return ("in", typed, tuple(self.code(text, kind) for text in texts)), Type("bool", level=kind.level)
            case ("if", test, x, y):
                t, k = self.truth(test)
                (a, ka), (b, kb) = self.read(x), self.read(y)
                unit = self.same_unit(ka, kb, "both sides of if")
                parts, level = self.together([(t, k), (a, ka), (b, kb)])
                return ("if", *parts), Type(ka.kind, unit, level, ka.choices)
            case ("look", chain, x):
                return self.look(chain, x, clock)
            case ("call", function, args):
                return self.call(function, args)
        raise MeaningError("this cannot be read")

    def number(self, node: Any) -> tuple[Typed, Type]:
        typed, kind = self.read(node)
        self.want(kind, "number", "arithmetic")
        return typed, kind

    def truth(self, node: Any) -> tuple[Typed, Type]:
        typed, kind = self.read(node)
        self.want(kind, "bool", "and, or, not, if and when")
        return typed, kind

    def want(self, kind: Type, wanted: str, where: str) -> None:
        if kind.kind != wanted:
            extra = ": look a keyed amount up by name[choice] or name.key" if kind.kind == "keyed" else ""
            raise MeaningError(f"{where} needs a {wanted}, not a {kind.kind}{extra}")

    def same_unit(self, first: Type, second: Type, where: str) -> Unit | None:
        if first.kind != second.kind or first.choices != second.choices:
            raise MeaningError(f"{where} mixes a {first.kind} and a {second.kind}")
        if first.unit is not None and second.unit is not None and first.unit != second.unit:
            raise MeaningError(
                f"{where} mixes {say(first.unit)} and {say(second.unit)}: convert one with monthly(), weekly() or yearly()"
            )
        return second.unit if first.unit is None else first.unit

    def code(self, text: str, kind: Type) -> int:
        if text not in kind.choices:
            raise MeaningError(f"'{text}' is not one of {', '.join(kind.choices[:12])}")
        return kind.choices.index(text)

    def binary(self, op: str, x: Any, y: Any) -> tuple[Typed, Type]:
        (a, ka), (b, kb) = self.number(x), self.number(y)
        if op in "+-":
            unit = self.same_unit(ka, kb, f"'{op}'")
        elif op == "*":
            unit = multiply(ka.unit or NONE, kb.unit or NONE)
        else:
            unit = divide(ka.unit or NONE, kb.unit or NONE)
        for node, other in ((x, op), (y, op)):
            if (node == ("number", 100) and other != "/") or (op == "/" and x == ("number", 100)):
                raise MeaningError("100 only stands in percentages: x / 100")
        parts, level = self.together([(a, ka), (b, kb)])
        return ("binary", op, *parts), Type("number", unit, level)

    def compare(self, op: str, x: Any, y: Any) -> tuple[Typed, Type]:
        if x[0] == "text":
            x, y = y, x
            op = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}.get(op, op)
        if y[0] == "text":
            typed, kind = self.read(x)
            self.want(kind, "choice", f"comparing with '{y[1]}'")
            if op not in ("==", "!="):
                raise MeaningError("choices compare only with == and !=")
            return ("compare", op, typed, ("code", self.code(y[1], kind))), Type("bool", level=kind.level)
        (a, ka), (b, kb) = self.read(x), self.read(y)
        self.same_unit(ka, kb, f"'{op}'")
        if ka.kind in ("keyed", "bands"):
            self.want(ka, "number", f"'{op}'")
        if ka.kind in ("bool", "choice") and op not in ("==", "!="):
            raise MeaningError(f"a {ka.kind} compares only with == and !=")
        parts, level = self.together([(a, ka), (b, kb)])
        return ("compare", op, *parts), Type("bool", level=level)

    def look(self, chain: str, x: Any, clock: str | None) -> tuple[Typed, Type]:
        typed, kind = self.name(chain, clock)
        if kind.kind != "keyed":
            raise MeaningError(f"'{chain}' is not a keyed amount")
        index, by = self.read(x)
        self.want(by, "choice", f"{chain}[...]")
        rule = self.book.rules[typed[1]]
        keys = next(v.content for v in rule.versions if v.content != ENDED)
        if set(keys) != set(by.choices):
            raise MeaningError(
                f"the keys of {rule.name} ({', '.join(keys)}) are not the choices it is looked up by ({', '.join(by.choices)})"
            )
        return ("look", rule.name, clock, by.choices, index), Type("number", kind.unit, by.level)

    def call(self, function: str, args: tuple[Any, ...]) -> tuple[Typed, Type]:
        if function in REDUCTIONS:
            return self.reduce(function, args[0])
        if function in CONVERSIONS:
            return self.convert(function, args[0])
        if function == "known":
            if args[0][0] != "name" or (rule := self.find(args[0][1])) is None or rule.kind != "input":
                raise MeaningError("known() takes the name of an input")
            self.resolved.refers[self.current.name].add((rule.name, None))
            return ("known", rule.name), Type("bool", level=rule.each)
        if function == "in_assessment_period":
            if args[0][0] not in ("name", "look"):
                raise MeaningError("in_assessment_period() takes a name")
            return self.read(args[0], "assessment_period")
        if function == "partner":
            typed, kind = self.read(args[0])
            if kind.level is None or self.book.entities[kind.level].slots != 2 or kind.level != self.current.each:
                raise MeaningError("partner() takes a value of an adult, in a rule of each adult")
            return ("partner", typed), kind
        if function == "age_on":
            return self.age_on(args[0])
        if function == "bands":
            x, kind = self.number(args[0])
            if args[1][0] != "name":
                raise MeaningError("bands(x, table) takes the name of bands")
            table, kind2 = self.name(args[1][1])
            if kind2.kind != "bands":
                raise MeaningError(f"'{args[1][1]}' is not bands")
            if kind.unit is not None and kind.unit != kind2.unit:
                raise MeaningError(f"bands() mixes {say(kind.unit)} and {say(kind2.unit or NONE)}")
            return ("bands", x, table[1], table[2]), Type("number", kind2.unit, kind.level)
        numbers = [self.number(arg) for arg in args]
        unit = numbers[0][1].unit
        if function not in _ROUNDING:
            for _, kind in numbers[1:]:
                unit = self.same_unit(Type("number", unit), kind, f"{function}()")
        parts, level = self.together(numbers)
        return ("function", function, tuple(parts)), Type("number", unit, level)

    def age_on(self, node: Any) -> tuple[Typed, Type]:
        date, kind = self.read(node)
        self.want(kind, "date", "age_on()")
        each = self.current.each
        born = self.book.rules.get(f"{each}.born")
        if born is None:
            raise MeaningError("age_on() needs a rule of each entity that has a date of birth")
        self.resolved.refers[self.current.name].add((born.name, None))
        parts, level = self.together([(date, kind), (("ref", born.name, None), Type("date", NONE, each))])
        return ("age_on", *parts), Type("number", parse_unit("year"), level)

    def convert(self, function: str, node: Any) -> tuple[Typed, Type]:
        typed, kind = self.number(node)
        if kind.unit is None:
            return typed, kind
        old, new = period_of(kind.unit), _TARGET[function]
        if old is None:
            raise MeaningError(f"{function}() takes an amount for a period, not {say(kind.unit)}")
        if old == new:
            return typed, kind
        unit = with_period(kind.unit, old, new)
        level = kind.level
        for period, up in ((old, True), (new, False)):
            if period == "pay_period":
                entity = next((t for t in self.book.entities.values() if t.period_by), None)
                if (
                    entity is None
                    or entity.period_by is None
                    or (level is not None and level != entity.name and self.book.entities[level].of == entity.name)
                ):
                    raise MeaningError("no entity has pay periods")
                by = self.book.rules.get(entity.period_by)
                if by is None or not entity.per_year.keys() >= {*by.choices}:
                    raise MeaningError(f"pay periods go by {entity.period_by}, which there is not with these choices")
                self.resolved.refers[self.current.name].add((by.name, None))
                counts = tuple(entity.per_year[choice] for choice in by.choices)
                factor: Typed = ("periods", by.name, counts)
                parts, level = self.together(
                    [(typed, Type("number", level=level)), (factor, Type("number", level=entity.name))]
                )
                typed, factor = parts
            elif period in PER_YEAR:
                if PER_YEAR[period] == 1:
                    continue
                factor = ("number", PER_YEAR[period])
            else:
                raise MeaningError(f"{function}() cannot turn {say(kind.unit)} into {say(unit)}")
            typed = ("binary", "*" if up else "/", typed, factor)
        return typed, Type("number", unit, level)

    def reduce(self, function: str, node: Any) -> tuple[Typed, Type]:
        if _has_reduction(node):
            raise MeaningError(f"{function}() inside another reduction: give the inner one a rule of its own")
        typed, kind = self.read(node)
        target = self.current.each
        if kind.level is None or kind.level == target or target not in self.above(kind.level):
            raise MeaningError(f"{function}() takes values of entities that belong to {target or 'the household'}")
        wants_truth = function in ("any", "all", "count")
        self.want(kind, "bool" if wants_truth else "number", f"{function}()")
        result = Type("bool" if function in ("any", "all") else "number", NONE if wants_truth else kind.unit, target)
        return ("reduce", function, kind.level, target, typed), result

    # ------------------------------------------------------------------ levels
    def above(self, level: str | None) -> list[str | None]:
        """The owners of a level, nearest first, ending with the household."""
        found: list[str | None] = []
        while level is not None:
            level = self.book.entities[level].of
            found.append(level)
        return found

    def together(self, parts: list[tuple[Typed, Type]]) -> tuple[list[Typed], str | None]:
        deepest: str | None = None
        for _, kind in parts:
            if kind.level is not None and (deepest is None or deepest in self.above(kind.level)):
                deepest = kind.level
        return [self.lift(typed, kind, deepest) for typed, kind in parts], deepest

    def lift(self, typed: Typed, kind: Type, level: str | None) -> Typed:
        if kind.level == level or typed[0] in ("number", "truth", "code"):
            return typed
        if level is None or kind.level not in self.above(level):
            raise MeaningError(
                f"a value of each {kind.level} is used where one of {'the ' + level if level else 'the household'} is wanted: "
                f"use sum(), any(), count(), highest() or lowest()"
            )
        typed = self.lift(typed, kind, self.book.entities[level].of)
        return ("lift", level, typed)


def _has_reduction(node: Any) -> bool:
    if isinstance(node, tuple):
        if len(node) == 3 and node[0] == "call" and node[1] in REDUCTIONS:
            return True
        return any(_has_reduction(part) for part in node)
    return False


def _circles(resolved: Resolved) -> list[Fault]:
    """A rule that refers to itself, through whatever others and versions."""
    done: set[str] = set()
    faults: list[Fault] = []
    for start in resolved.refers:
        path: list[str] = []
        trail: list[tuple[str, Any]] = [(start, iter(sorted(resolved.refers[start], key=str)))]
        if start in done:
            continue
        path.append(start)
        while trail:
            name, rest = trail[-1]
            step = next(rest, None)
            if step is None:
                trail.pop()
                path.pop()
                done.add(name)
            elif step[0] in path:
                circle = [*path[path.index(step[0]) :], step[0]]
                faults.append(
                    Fault(
                        resolved.book.rules[step[0]].place, step[0], "it goes round in a circle: " + " -> ".join(circle)
                    )
                )
            elif step[0] not in done:
                path.append(step[0])
                trail.append((step[0], iter(sorted(resolved.refers.get(step[0], ()), key=str))))
    return faults


def _find_daily(resolved: Resolved) -> None:
    users: dict[str, list[str]] = {}
    for name, refers in resolved.refers.items():
        for used, _ in refers:
            users.setdefault(used, []).append(name)
    waiting = [
        rule.name
        for rule in resolved.book.rules.values()
        if (rule.clock == "day" and len(rule.versions) > 1) or rule.name == "clock.day"
    ]
    while waiting:
        name = waiting.pop()
        if name not in resolved.daily:
            resolved.daily.add(name)
            waiting.extend(users.get(name, ()))
