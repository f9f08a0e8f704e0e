"""What is the same for every case when its inputs are made: each input's name and default, and what a council's scheme gives."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from weakref import WeakKeyDictionary

from calculator.councils.schemes import Scheme
from calculator.month.inputs.amounts import Fact, yearly
from calculator.rulebook import Engine, Rule, Rulebook, Scalar, default_of

_UNITS = {"GBP/week": Decimal(52), "GBP/month": Decimal(12), "GBP/year": Decimal(1)}
# The entities that a scheme alone fills in.
_OF_SCHEME = ("scheme", "band")
Row = list[Scalar] | list[bool]  # the value of an input for each entity, or whether it is given


@dataclass(frozen=True, slots=True, eq=False)
class PlannedInput:
    """An input of the rules. `known` is the name that says whether it is given; `head` and `last` stand before and after its dot.

    `path` are the fields of a Case, or of a part of one, that lead to it; None if it is worked out from several. `nothing` is its value if it
    is not given.
    """

    rule: Rule
    name: str
    known: str
    head: str
    last: str
    each: str | None
    path: tuple[str, ...] | None
    nothing: Scalar

    def value(self, given: Fact) -> Scalar:
        """What the Case gives, as the rules need it: a Decimal in the input's unit, a code, an ordinal, or true or false."""
        if given is None:
            return self.nothing
        if isinstance(given, str):
            return self.rule.choices.index(given)
        if isinstance(given, dt.date):
            return given.toordinal()
        if isinstance(given, Decimal | bool | int):
            return Decimal(given) if self.rule.value_type == "number" else given
        return yearly(given.amount, given.per) / _UNITS[self.rule.unit_text]

    def find_in(self, model: object) -> Fact:
        """Follow the path through a Case, or through a part of one. None if anything on the way is not given."""
        if self.path is None:
            return None
        found: Fact = None
        for part in self.path:
            found = getattr(model, part, None)
            if found is None:
                return None
            model = found
        return found


class InputPlan:
    """The inputs of one rulebook. Those of a scheme are worked out once for each scheme."""

    def __init__(self, book: Rulebook) -> None:
        every = [_planned(rule) for rule in book.inputs]
        self.by_name = {each.name: each for each in every}
        self.clocks = [each for each in every if each.head == "clock"]
        # The inputs of the household (None) and of each kind of entity, by the last part of the name.
        self.of: dict[str | None, dict[str, PlannedInput]] = {each: {} for each in (None, *book.entities)}
        for each in every:
            if each.head != "clock":
                self.of[each.each][each.last if each.each else each.name] = each
        self.names = {each: [planned.name for planned in of.values()] for each, of in self.of.items()}
        self.known = {each: [planned.known for planned in of.values()] for each, of in self.of.items()}
        self._of_scheme = [each for each in every if each.each in _OF_SCHEME]
        self._rows: dict[int, tuple[Scheme | None, dict[str, Row]]] = {}

    def rows(self, scheme: Scheme | None) -> dict[str, Row]:
        """What a scheme gives each input that is for its parts, or for the lines of its tables, by the input's name, and whether it is given.

        The rows are shared and must not be changed.
        """
        kept = self._rows.get(id(scheme))
        if kept is None or kept[0] is not scheme:
            kept = self._rows[id(scheme)] = (scheme, dict(self._made(scheme)))
        return kept[1]

    def _made(self, scheme: Scheme | None) -> list[tuple[str, Row]]:
        parts = {
            "scheme": scheme.parts if scheme else (),
            "band": tuple(line for lines in scheme.bands for line in lines) if scheme else (),
        }
        made: list[tuple[str, Row]] = []
        for each in self._of_scheme:
            given = [
                Decimal(order) if each.last == "order" else part.get(each.last)
                for order, part in enumerate(parts[each.each or ""], 1)
            ]
            made.append((each.name, [each.value(fact) for fact in given]))
            made.append((each.known, [fact is not None for fact in given]))
        return made


class GivenParts:
    """What parts of a Case give of the inputs that are read straight from them. Each part is read once, however often its case is worked out."""

    def __init__(self, plan: InputPlan) -> None:
        self._plan = plan
        self._read: dict[int, tuple[object, list[Scalar], list[bool]]] = {}

    def read(self, each: str | None, model: object) -> tuple[list[Scalar], list[bool]]:
        """The values of the inputs of a kind of entity, in the order of the plan, and whether each is given. They must not be changed."""
        kept = self._read.get(id(model))
        if kept is None or kept[0] is not model:
            kept = self._read[id(model)] = (model, *self.read_once(each, model))
        return kept[1], kept[2]

    def read_once(self, each: str | None, model: object) -> tuple[list[Scalar], list[bool]]:
        """The same of a part that is made anew for each day, such as a job."""
        found = [(planned, planned.find_in(model)) for planned in self._plan.of[each].values()]
        return [planned.value(fact) for planned, fact in found], [fact is not None for _planned, fact in found]


def _planned(rule: Rule) -> PlannedInput:
    head, _, last = rule.name.partition(".")
    path = rule.supplied_from and tuple("from_" if part == "from" else part for part in rule.supplied_from.split("."))
    return PlannedInput(rule, rule.name, "?" + rule.name, head, last, rule.each, path or None, default_of(rule))


_PLANS: WeakKeyDictionary[Engine, InputPlan] = WeakKeyDictionary()


def plan_of(engine: Engine) -> InputPlan:
    """The plan of the rules that an engine runs, made once."""
    found = _PLANS.get(engine)
    if found is None:
        found = _PLANS[engine] = InputPlan(engine.book)
    return found
