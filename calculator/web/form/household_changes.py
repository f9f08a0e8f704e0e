"""Changes of a household by name, from changes.yaml, and the field that asks for those of a choice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict

from calculator.contract.errors import Problem
from calculator.web.form.fields import Answers, Field, Given, as_sentence, refused, today_of, why_no_day
from calculator.web.form.pointers import Data, Json, find, put_or_drop, text_at
from calculator.web.form.written import date_shown, number_shown
from calculator.web.language import later as _
from calculator.web.typed.days import as_date
from calculator.web.typed.quantities import as_counted, why_no_quantity
from calculator.yaml_text import read_model

_FILE = Path(__file__).with_name("changes.yaml")
_NUMBER, _PLACE = "{number}", "{place}"
MOST_ROWS = 3  # changes that the form asks for in one choice


def _as_json(value: Any) -> object:
    """A value of a YAML file, whose reader gives texts, as JSON has it: whole numbers, true and false."""
    if isinstance(value, dict):
        return {name: _as_json(part) for name, part in value.items()}
    return (
        int(value) if isinstance(value, str) and value.isdecimal() else {"true": True, "false": False}.get(value, value)
    )


PatchValue = Annotated[Any, BeforeValidator(_as_json)]


class _NamedPart(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Operation(_NamedPart):
    """One operation of JSON Patch, with places for the figure that goes with the change."""

    op: Literal["add", "replace", "remove"]
    path: str
    value: PatchValue = None

    def made(self, typed: str, counts: str) -> Data:
        """The operation with the figure that was typed. What is no number goes in as it was typed, and the case says what is wrong."""
        number = as_counted(typed, counts)
        place = str(int(number) - 1) if isinstance(number, Decimal) and number >= 1 and number % 1 == 0 else typed
        made: Data = {"op": self.op, "path": self.path.replace(_PLACE, place)}
        return (
            made if self.op == "remove" else {**made, "value": _filled(self.value, _plain(number) if typed else None)}
        )

    def figure(self, change: Json) -> str | None:
        """The figure in a change that this operation makes, empty if it needs none; None if it does not make that change."""
        if (
            not isinstance(change, dict)
            or change.get("op") != self.op
            or not {*change} <= {"op", "path", "value", "from"}
        ):
            return None
        before, placed, after = self.path.partition(_PLACE)
        path = text_at(change, "/path")
        step = path[len(before) : len(path) - len(after)] if placed else ""
        if path != before + step + after or (placed and not step.isdecimal()):
            return None
        found = [str(int(step) + 1)] if placed else []
        fits = self.op == "remove" or _fits(self.value, change.get("value"), found)
        return "".join(found) if fits else None


def _plain(number: Json) -> Json:
    """A number as JSON has it, because the value of a change is kept as it is given."""
    return (int(number) if number % 1 == 0 else float(number)) if isinstance(number, Decimal) else number


def _filled(value: Any, number: Json) -> Json:
    if isinstance(value, dict):
        return {name: _filled(part, number) for name, part in value.items()}
    return number if value == _NUMBER else value


def _fits(value: object, given: Json, found: list[str]) -> bool:
    """Whether a value of a change is that of an operation. The figure in it is added to `found`."""
    if isinstance(value, dict):
        return (
            isinstance(given, dict)
            and {*value} == {*given}
            and all(_fits(part, given[name], found) for name, part in value.items())
        )
    if value == _NUMBER:
        found.append(number_shown(given))
        return bool(found[-1])
    return value is given if isinstance(value, bool) else bool(value == given)


class NamedChange(_NamedPart):
    """A change that people ask about. `needs` is where the figure that goes with it stands in its operation, and `counts` what it counts."""

    title: str
    needs: str = ""
    counts: str = "number"
    problem: str = ""
    operations: tuple[Operation, ...]

    def made(self, day: str, typed: str, today: dt.date) -> list[Json]:
        """The changes of a case that it makes."""
        begins: Data = {"from": as_date(day, today)} if day else {}
        return [{**each.made(typed, self.counts), **begins} for each in self.operations]

    def figure(self, changes: Sequence[Json]) -> str | None:
        """The figure in the first of some changes, empty if it has none; None if they do not begin with this change."""
        first = changes[: len(self.operations)]
        figures = [each.figure(one) for each, one in zip(self.operations, first, strict=False)]
        days = {text_at(each, "/from") for each in first}
        if len(figures) < len(self.operations) or None in figures or len(days) > 1:
            return None
        return next((figure for figure in figures if figure), "")


class _Named(_NamedPart):
    changes: dict[str, NamedChange]


NAMED = read_model(_FILE, _Named).changes


def kinds() -> dict[str, str]:
    """The changes that can be chosen, with their words."""
    return {"": _("Nothing else changes"), **{name: change.title for name, change in NAMED.items()}}


class HouseholdChanges(Field):
    """What else changes in a choice: some named changes, each with its day. Other changes of the case stay as they are."""

    __slots__ = ()
    look = "changes"

    @property
    def rows(self) -> list[tuple[str, str, str]]:
        """The names of the three inputs of each row: which change it is, its first day, and its figure."""
        starts = [self.name, *(f"{self.name}_{number}" for number in range(2, MOST_ROWS + 1))]
        return [(start, f"{start}_from", f"{start}_figure") for start in starts]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(name for row in self.rows for name in row)

    def told(self, problem: Problem) -> str:
        if problem.for_people:
            return as_sentence(problem.detail)
        within = problem.pointer.removeprefix(self.at).partition("/")[2].partition("/")[2]
        if within == "from":
            before = problem.detail.startswith("must not be before date")
            return _("This must not be before the day of the calculation") if before else _DAY
        needed = (change.problem for change in NAMED.values() if change.needs and change.needs == within)
        return self.problem if within in ("", "path") else next(needed, self.problem)

    def why(self, given: Given) -> str:
        """The first day or figure of a change that cannot be read."""
        for kind, day, figure in self.rows:
            if change := NAMED.get(given.answers.get(kind, "")):
                of_day = why_no_day(given.answers.get(day, ""), given.today, _DAY)
                typed = given.answers.get(figure, "") if change.needs else ""
                if why := of_day or (refused(why_no_quantity(typed, change.counts), change.problem) if typed else ""):
                    return why
        return ""

    def shown(self, data: Data) -> Iterator[tuple[str, str]]:
        rows = [row for row in _rows_of(find(data, self.at)) if isinstance(row, tuple)]
        for names, row in zip(self.rows, rows, strict=False):
            yield from zip(names, row[1:], strict=True)

    def store(self, data: Data, answers: Answers) -> None:
        typed = [[answers.get(name, "") for name in names] for names in self.rows if answers.get(names[0], "")]
        today = today_of(data)
        made = [NAMED[kind].made(day, figure, today) if kind in NAMED else [kind] for kind, day, figure in typed]
        held, changes = _rows_of(find(data, self.at)), [*made]
        result: list[Json] = []
        seen = 0
        for row in held:
            if not isinstance(row, tuple):
                result.append(row)
                continue
            seen += 1
            if seen > MOST_ROWS:
                result += row[0]
            elif changes:
                result += changes.pop(0)
        put_or_drop(data, self.at, [*result, *(each for change in changes for each in change)] or "")

    def is_filled(self, answers: Answers) -> bool:
        return any(answers.get(names[0]) for names in self.rows)


_DAY = _("Enter the date as day, month and year, such as 7 12 2026")
_Row = tuple[list[Json], str, str, str]


def _rows_of(changes: Json) -> list[_Row | Json]:
    """The named changes among the changes of a choice, each as its operations, kind, day and figure. Any other change stands as it is."""
    rest = list(changes) if isinstance(changes, list) else []
    found: list[_Row | Json] = []
    while rest:
        fits = ((name, change, change.figure(rest)) for name, change in NAMED.items())
        # A change of several operations is taken before one that is a part of it.
        best = max(
            ((len(change.operations), name, figure) for name, change, figure in fits if figure is not None),
            default=None,
            key=lambda each: each[0],
        )
        if best is None:
            found.append(rest.pop(0))
            continue
        count, name, figure = best
        found.append((rest[:count], name, date_shown(find(rest[0], "/from")), figure))
        del rest[:count]
    return found
