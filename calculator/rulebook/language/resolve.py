"""Meaning: names to rules, units, levels. Every version of every formula becomes a typed tree ready to compile.

A level is the entity a value belongs to (None is the household). A value of an owner is lifted to what it owns; the other way
needs a reduction (`sum`, `any`, ...).

The typed trees are those of typed.py.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable

from calculator.rulebook.errors import Fault, RuleError
from calculator.rulebook.language.expression import Expression
from calculator.rulebook.language.functions import CALCULATIONS, CONVERSIONS, REDUCTIONS
from calculator.rulebook.language.graph import circles, find_daily
from calculator.rulebook.language.levels import Levels
from calculator.rulebook.language.model import ENDED, Formula, Rule, Rulebook, Table
from calculator.rulebook.language.names import Names, add_built_in, add_parts
from calculator.rulebook.language.typed import MeaningError, Resolved, Type, Typed
from calculator.rulebook.language.units import NONE, Unit, divide, multiply, parse_unit, period_of, say, with_period

PER_YEAR = {"week": 52, "month": 12, "year": 1}


def resolve(book: Rulebook) -> Resolved:
    """Give every formula its meaning. Raises RuleError with every fault found."""
    if "clock.day" not in book.rules:
        add_built_in(book)
        add_parts(book)
    resolved = Resolved(book)
    resolver = Resolver(book, resolved)
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
        faults.extend(circles(resolved))
    if faults:
        raise RuleError(sorted(set(faults), key=lambda found: (found.place.file, found.place.line)))
    find_daily(resolved)
    return resolved


class Resolver:
    """Gives formulas their meaning, one rule at a time."""

    def __init__(self, book: Rulebook, resolved: Resolved) -> None:
        self.book = book
        self.names = Names(book)
        self.levels = Levels(book)
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
                    if rule.form == "table":
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
            indexes.append((self.levels.lift(typed, kind, rule.each), kind.choices))
        wanted = dict.fromkeys(itertools.product(*[choices for _, choices in indexes]))
        missing = [combination for combination in wanted if combination not in table.cells]
        if missing:
            raise MeaningError(f"{table.file} has no row for {', '.join(missing[0])} ({len(missing)} are missing)")
        idle = [combination for combination in table.cells if combination not in wanted]
        if idle:
            raise MeaningError(f"{table.file} has a row for {', '.join(map(str, idle[0]))}, which no choice is")
        return ("cells", rule.name, None, tuple((typed, choices) for typed, choices in indexes))

    def formula(self, rule: Rule, formula: Formula) -> Typed:
        parts: list[tuple[Typed | None, Typed]] = []
        for branch in formula.branches:
            when = None
            if (test := branch.when) is not None:
                when, kind = self.read(test)
                self.want(kind, "bool", f"when: {branch.when_text}")
                when = self.levels.lift(when, kind, rule.each)
            parts.append((when, self.give(rule, branch.give, branch.give_text)))
        if len(parts) == 1:
            return parts[0][1]
        return ("choose", tuple((when, give) for when, give in parts[:-1]), parts[-1][1])

    def give(self, rule: Rule, expression: Expression, text: str) -> Typed:
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
        return self.levels.lift(typed, kind, rule.each)

    # ------------------------------------------------------------------ names
    def name(self, chain: str, clock: str | None = None) -> tuple[Typed, Type]:
        rule = self.names.find(self.current, chain)
        if rule is None:
            head, _, key = chain.rpartition(".")
            keyed = self.names.find(self.current, head) if head else None
            if keyed is not None and keyed.form == "keyed":
                keys = next(v.content for v in keyed.versions if v.content != ENDED)
                if key not in keys:
                    raise MeaningError(f"{keyed.name} has no key '{key}': it has {', '.join(keys)}")
                self.resolved.refers[self.current.name].add((keyed.name, clock))
                return ("key", keyed.name, clock, key), Type("number", keyed.unit, keyed.each)
            raise MeaningError(f"'{chain}' is not a rule or an input{self.names.hint(chain)}")
        if rule.value_type == "inferred":
            if rule.name in self.inferring:
                raise MeaningError("it refers to itself: " + " -> ".join([*self.inferring, rule.name]))
            self.rule(rule)
        self.resolved.refers[self.current.name].add((rule.name, clock))
        kind = rule.form if rule.form in ("keyed", "bands") else rule.value_type
        return ("ref", rule.name, clock), Type(kind, rule.unit, rule.each, rule.choices)

    # ------------------------------------------------------------------ expressions
    def read(self, node: Expression, clock: str | None = None) -> tuple[Typed, Type]:
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
                parts, level = self.levels.together([self.truth(x) for x in xs])
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
                parts, level = self.levels.together([(t, k), (a, ka), (b, kb)])
                return ("if", *parts), Type(ka.kind, unit, level, ka.choices)
            case ("look", chain, x):
                return self.look(chain, x, clock)
            case ("call", function, args):
                return self.call(function, args)
        raise MeaningError("this cannot be read")

    def number(self, node: Expression) -> tuple[Typed, Type]:
        typed, kind = self.read(node)
        self.want(kind, "number", "arithmetic")
        return typed, kind

    def truth(self, node: Expression) -> tuple[Typed, Type]:
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

    def binary(self, op: str, x: Expression, y: Expression) -> tuple[Typed, Type]:
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
        parts, level = self.levels.together([(a, ka), (b, kb)])
        return ("binary", op, *parts), Type("number", unit, level)

    def compare(self, op: str, x: Expression, y: Expression) -> tuple[Typed, Type]:
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
        parts, level = self.levels.together([(a, ka), (b, kb)])
        return ("compare", op, *parts), Type("bool", level=level)

    def look(self, chain: str, x: Expression, clock: str | None) -> tuple[Typed, Type]:
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

    def call(self, function: str, args: tuple[Expression, ...]) -> tuple[Typed, Type]:
        if function in REDUCTIONS:
            return self.reduce(function, args[0])
        if function in CONVERSIONS:
            return self.convert(function, args[0])
        special: dict[str, Callable[..., tuple[Typed, Type]]] = {
            "age_on": self.age_on,
            "bands": self.bands,
            "in_assessment_period": self.in_assessment_period,
            "known": self.known,
            "partner": self.partner,
        }
        if function in special:
            return special[function](*args)
        numbers = [self.number(arg) for arg in args]
        unit = numbers[0][1].unit
        for _, kind in numbers[1:]:
            unit = self.same_unit(Type("number", unit), kind, f"{function}()")
        parts, level = self.levels.together(numbers)
        return ("function", CALCULATIONS[function].name, tuple(parts)), Type("number", unit, level)

    def known(self, node: Expression) -> tuple[Typed, Type]:
        if node[0] != "name" or (rule := self.names.find(self.current, node[1])) is None or rule.kind != "input":
            raise MeaningError("known() takes the name of an input")
        self.resolved.refers[self.current.name].add((rule.name, None))
        return ("known", rule.name), Type("bool", level=rule.each)

    def in_assessment_period(self, node: Expression) -> tuple[Typed, Type]:
        if node[0] not in ("name", "look"):
            raise MeaningError("in_assessment_period() takes a name")
        return self.read(node, "assessment_period")

    def partner(self, node: Expression) -> tuple[Typed, Type]:
        typed, kind = self.read(node)
        if kind.level is None or self.book.entities[kind.level].slots != 2 or kind.level != self.current.each:
            raise MeaningError("partner() takes a value of an adult, in a rule of each adult")
        return ("partner", typed), kind

    def bands(self, x: Expression, table: Expression) -> tuple[Typed, Type]:
        typed, kind = self.number(x)
        if table[0] != "name":
            raise MeaningError("bands(x, table) takes the name of bands")
        bands, by = self.name(table[1])
        if by.kind != "bands":
            raise MeaningError(f"'{table[1]}' is not bands")
        if kind.unit is not None and kind.unit != by.unit:
            raise MeaningError(f"bands() mixes {say(kind.unit)} and {say(by.unit or NONE)}")
        return ("bands", typed, bands[1], bands[2]), Type("number", by.unit, kind.level)

    def age_on(self, node: Expression) -> tuple[Typed, Type]:
        date, kind = self.read(node)
        self.want(kind, "date", "age_on()")
        each = self.current.each
        born = self.book.rules.get(f"{each}.born")
        if born is None:
            raise MeaningError("age_on() needs a rule of each entity that has a date of birth")
        self.resolved.refers[self.current.name].add((born.name, None))
        parts, level = self.levels.together([(date, kind), (("ref", born.name, None), Type("date", NONE, each))])
        return ("age_on", *parts), Type("number", parse_unit("year"), level)

    def convert(self, function: str, node: Expression) -> tuple[Typed, Type]:
        typed, kind = self.number(node)
        if kind.unit is None:
            return typed, kind
        old, new = period_of(kind.unit), CONVERSIONS[function].period
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
                parts, level = self.levels.together(
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

    def reduce(self, function: str, node: Expression) -> tuple[Typed, Type]:
        if _has_reduction(node):
            raise MeaningError(f"{function}() inside another reduction: give the inner one a rule of its own")
        typed, kind = self.read(node)
        target = self.current.each
        if kind.level is None or kind.level == target or target not in self.levels.above(kind.level):
            raise MeaningError(f"{function}() takes values of entities that belong to {target or 'the household'}")
        reduction = REDUCTIONS[function]
        self.want(kind, reduction.takes, f"{function}()")
        unit = kind.unit if reduction.takes == "number" else NONE
        return ("reduce", function, kind.level, target, typed), Type(reduction.gives, unit, target)


def _has_reduction(node: object) -> bool:
    if isinstance(node, tuple):
        if len(node) == 3 and node[0] == "call" and node[1] in REDUCTIONS:
            return True
        return any(_has_reduction(part) for part in node)
    return False
