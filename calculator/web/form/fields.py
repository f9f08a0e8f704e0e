"""The kinds of field that a form has.

A field knows where in the case its answer goes, and how it is shown again. It does not judge an answer: what cannot be read is
stored as it was typed, the case refuses it, and the field says why it could not be read.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import ClassVar, TypeAlias

from calculator.contract.errors import Problem
from calculator.i18n.language import gettext
from calculator.web.form.pointers import Data, drop, find, put, put_or_drop, text_at
from calculator.web.form.written import date_shown, number_shown
from calculator.web.language import later as _
from calculator.web.typed.days import as_birthday, as_date, no_such_day, why_no_birthday, why_no_date
from calculator.web.typed.quantities import Quantity, as_counted, as_years, fits, read_quantity, why_no_quantity

Answers: TypeAlias = Mapping[str, str]


def as_sentence(detail: str) -> str:
    """The text of a problem as a sentence of its own beside the field."""
    said = f"This {detail}" if detail.startswith("is ") else detail[:1].upper() + detail[1:]
    return said if said.endswith(("?", ".")) else f"{said}."


def today_of(data: Data) -> dt.date:
    """The day on which a case is worked out."""
    try:
        return dt.date.fromisoformat(text_at(data, "/date"))
    except ValueError:
        return dt.date.today()


def refused(why: str, problem: str) -> str:
    """What is wrong with an answer, and then what is asked for. Empty if nothing is wrong."""
    return f"{why} {gettext(problem)}." if why else ""


@dataclass(frozen=True, slots=True)
class Given:
    """All answers, the place in the case at which one was refused, and the day of the case."""

    answers: Answers
    pointer: str
    today: dt.date


@dataclass(frozen=True, slots=True)
class Field:
    """One question. `problem` is said if its answer cannot be used.

    `at` is a JSON pointer into the case. `about` says whose the field is to screen readers, for labels that stand on a page twice.
    `counts` is what its number counts, by a name in `calculator.web.typed.quantities`.
    """

    look: ClassVar[str] = "text"

    name: str
    at: str
    label: str
    problem: str
    hint: str = ""
    width: str = ""
    about: str = ""
    choices: dict[str, str] = field(default_factory=dict)
    counts: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """The names of its inputs. An error links to the first."""
        return (self.name,)

    @property
    def pointers(self) -> tuple[str, ...]:
        """The places in a case that it fills."""
        return (self.at,)

    def said(self, pointer: str) -> str:
        """What to say if something is wrong at a pointer."""
        del pointer
        return self.problem

    def told(self, problem: Problem) -> str:
        """What to say about one problem. Some kinds of field can say more than `said` does."""
        return as_sentence(problem.detail) if problem.for_people else self.said(problem.pointer)

    def why(self, given: Given) -> str:
        """Why what was typed for a given.pointer could not be read, in sentences; empty if it was read, or takes no reading."""
        del given
        return ""

    def settled(self, answers: Answers) -> Answers:
        """The answers with a period that was typed beside a number in the box for it, unless the box says another."""
        return answers

    def shown(self, data: Data) -> Iterator[tuple[str, str]]:
        """Its inputs, filled from a case."""
        yield self.name, text_at(data, self.at)

    def store(self, data: Data, answers: Answers) -> None:
        """Put the answer into a case. A blank answer removes what was there."""
        put_or_drop(data, self.at, answers.get(self.name, ""))

    def is_filled(self, answers: Answers) -> bool:
        return bool(answers.get(self.name))


class Text(Field):
    __slots__ = ()


class CouncilField(Text):
    """The council: its name, typed or picked from a list, or a postcode. A problem says which name may have been meant."""

    __slots__ = ()
    look = "names"

    def told(self, problem: Problem) -> str:
        return self.problem if problem.detail.startswith("must ") else as_sentence(problem.detail)


class Number(Field):
    """A number, with the words for what it counts beside it: 16 hours."""

    __slots__ = ()
    look = "number"
    usual_counts: ClassVar[str] = "number"

    @property
    def _counts(self) -> str:
        return self.counts or self.usual_counts

    def shown(self, data: Data) -> Iterator[tuple[str, str]]:
        yield self.name, number_shown(find(data, self.at))

    def store(self, data: Data, answers: Answers) -> None:
        put_or_drop(data, self.at, as_counted(answers.get(self.name, ""), self._counts))

    def why(self, given: Given) -> str:
        return refused(why_no_quantity(given.answers.get(self.name, ""), self._counts), self.problem)


class Pounds(Number):
    __slots__ = ()
    look = "pounds"
    usual_counts = "money"


class Day(Field):
    __slots__ = ()

    @property
    def _past(self) -> bool:
        """Whether it asks for a fact of now, which lies in the past, and not for what is to come."""
        return self.at.startswith("/adults/") and "/other_income/" not in self.at

    def why(self, given: Given) -> str:
        return why_no_day(given.answers.get(self.name, ""), given.today, self.problem, past=self._past)

    def told(self, problem: Problem) -> str:
        """Say whether it cannot be read as a date, or is a day that is not possible here."""
        if problem.detail.startswith(("must not be before starts", "must not be before from")):
            return _("This must not be before the first day")
        if problem.detail.startswith("must not be before date"):
            return _("This must not be before the day of the calculation")
        return as_sentence(problem.detail) if problem.for_people else self.problem

    def shown(self, data: Data) -> Iterator[tuple[str, str]]:
        yield self.name, date_shown(find(data, self.at))

    def store(self, data: Data, answers: Answers) -> None:
        put_or_drop(data, self.at, self._read(data, answers))

    def _read(self, data: Data, answers: Answers) -> str:
        return self.read_day(answers.get(self.name, ""), today_of(data))

    def read_day(self, typed: str, today: dt.date) -> str:
        """What was typed as year-month-day; as it was typed if it is no day."""
        return as_date(typed, today, past=self._past) if typed else ""


def why_no_day(typed: str, today: dt.date, problem: str, *, past: bool = False) -> str:
    """What is wrong with a day: that there is no such day or, if it cannot be read, why, and what is asked for."""
    if not typed:
        return ""
    why = why_no_date(typed, today, past=past)
    return why if no_such_day(as_date(typed, today, past=past)) else refused(why, problem)


class Choice(Field):
    """One of a list, in a select. The blank choice means "not sure"."""

    __slots__ = ()
    look = "select"


class Area(Choice):
    """A rental market area. Which ones are offered depends on the council (areas.py)."""

    __slots__ = ()
    look = "area"


class Radios(Choice):
    __slots__ = ()
    look = "radios"


class YesNo(Choice):
    """Yes, no, or left open."""

    __slots__ = ()

    def shown(self, data: Data) -> Iterator[tuple[str, str]]:
        value = find(data, self.at)
        yield self.name, ("yes" if value else "no") if isinstance(value, bool) else ""

    def store(self, data: Data, answers: Answers) -> None:
        typed = answers.get(self.name, "")
        put_or_drop(data, self.at, {"yes": True, "no": False}.get(typed, typed))


class Several(Field):
    """Any number of a list, each with a box to tick. Values in the case that are not in the list stay there."""

    __slots__ = ()
    look = "boxes"

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(f"{self.name}_{choice}" for choice in self.choices)

    def shown(self, data: Data) -> Iterator[tuple[str, str]]:
        held = find(data, self.at)
        for choice, name in zip(self.choices, self.names, strict=True):
            yield name, "yes" if isinstance(held, list) and choice in held else ""

    def store(self, data: Data, answers: Answers) -> None:
        held = find(data, self.at)
        others = [each for each in held if each not in self.choices] if isinstance(held, list) else []
        ticked = [choice for choice, name in zip(self.choices, self.names, strict=True) if answers.get(name)]
        put_or_drop(data, self.at, [*ticked, *others] or "")

    def is_filled(self, answers: Answers) -> bool:
        return any(answers.get(name) for name in self.names)


class Age(Field):
    """Years, or a date of birth."""

    __slots__ = ()

    @property
    def pointers(self) -> tuple[str, ...]:
        return (f"{self.at}/age", f"{self.at}/date_of_birth")

    def shown(self, data: Data) -> Iterator[tuple[str, str]]:
        born = date_shown(find(data, f"{self.at}/date_of_birth"))
        yield self.name, born or number_shown(find(data, f"{self.at}/age"))

    def store(self, data: Data, answers: Answers) -> None:
        typed = answers.get(self.name, "")
        drop(data, f"{self.at}/age")
        drop(data, f"{self.at}/date_of_birth")
        if not typed:
            return
        born = as_birthday(typed, today_of(data))
        if born is not None:
            put(data, f"{self.at}/date_of_birth", born)
        else:
            put(data, f"{self.at}/age", as_years(typed))

    def why(self, given: Given) -> str:
        typed = given.answers.get(self.name, "")
        if not typed:
            return ""
        return why_no_birthday(typed, given.today) or refused(
            "" if as_birthday(typed, given.today) else why_no_quantity(typed, "age"), self.problem
        )


class Amount(Field):
    """An amount of money and its period, which may be typed beside it: 650 pcm."""

    __slots__ = ()
    look = "amount"
    usual_counts: ClassVar[str] = "money_for"

    @property
    def boxes(self) -> Mapping[str, str]:
        """The names of the boxes beside the amount, by what they say: `per` and `way`."""
        return {"per": f"{self.name}_per"}

    def read(self, answers: Answers) -> Quantity | None:
        """The amount as it was typed, if it can be read and is one that the field takes."""
        found = read_quantity(answers.get(self.name, ""))
        if not isinstance(found, Quantity) or not fits(found, self.usual_counts):
            return None
        return found if "way" in self.boxes or not found.way else None

    def typed_beside(self, answers: Answers) -> dict[str, str]:
        """What was typed beside the number for each box, as far as the box has it."""
        found = self.read(answers)
        given = {"per": found.per, "way": found.way} if found else {}
        return {name: value for what, name in self.boxes.items() if (value := given.get(what, ""))}

    def clash(self, answers: Answers) -> dict[str, str]:
        """The boxes that say something else than what was typed, with what was typed."""
        return {
            name: value
            for name, value in self.typed_beside(answers).items()
            if answers.get(name, value) not in ("", value)
        }

    def settled(self, answers: Answers) -> Answers:
        beside = self.typed_beside(answers)
        found = self.read(answers)
        if not beside or found is None or self.clash(answers):
            return answers
        return {**answers, **beside, self.name: number_shown(found.number)}

    def why(self, given: Given) -> str:
        typed = given.answers.get(self.name, "")
        if not typed or self.read(given.answers) is not None:
            return ""
        return refused(why_no_quantity(typed, self.usual_counts), self.problem)

    def _amount(self, answers: Answers) -> Decimal | str:
        found = self.read(answers)
        return found.number if found else answers.get(self.name, "")

    @property
    def names(self) -> tuple[str, ...]:
        return (self.name, f"{self.name}_per")

    def shown(self, data: Data) -> Iterator[tuple[str, str]]:
        yield self.name, number_shown(find(data, f"{self.at}/amount"))
        yield f"{self.name}_per", text_at(data, f"{self.at}/per")

    def store(self, data: Data, answers: Answers) -> None:
        if answers.get(self.name, ""):
            put(data, f"{self.at}/amount", self._amount(answers))
            per = self.typed_beside(answers).get(f"{self.name}_per") or answers.get(f"{self.name}_per")
            put(data, f"{self.at}/per", per or "month")
        elif isinstance(find(data, self.at), dict):
            drop(data, self.at)


class Income(Amount):
    """Other money that comes in, with its period and its kind."""

    __slots__ = ()
    look = "income"

    @property
    def names(self) -> tuple[str, ...]:
        return (self.name, f"{self.name}_per", f"{self.name}_kind")

    def shown(self, data: Data) -> Iterator[tuple[str, str]]:
        yield from super().shown(data)
        yield f"{self.name}_kind", text_at(data, f"{self.at}/kind")

    def store(self, data: Data, answers: Answers) -> None:
        if answers.get(self.name):
            super().store(data, answers)
            put(data, f"{self.at}/kind", answers.get(f"{self.name}_kind") or "other")
        elif find(data, self.at):
            put(data, self.at, {})


class Taken(Amount):
    """Something taken off Universal Credit each month."""

    __slots__ = ()
    look = "taken"
    usual_counts = "money_a_month"

    @property
    def names(self) -> tuple[str, ...]:
        return (self.name, f"{self.name}_kind")

    @property
    def boxes(self) -> Mapping[str, str]:
        return {}

    def shown(self, data: Data) -> Iterator[tuple[str, str]]:
        yield self.name, number_shown(find(data, f"{self.at}/amount"))
        yield f"{self.name}_kind", text_at(data, f"{self.at}/kind")

    def store(self, data: Data, answers: Answers) -> None:
        if answers.get(self.name, ""):
            put(data, f"{self.at}/amount", self._amount(answers))
            put(data, f"{self.at}/kind", answers.get(f"{self.name}_kind") or "other")
            if not find(data, f"{self.at}/per"):
                put(data, f"{self.at}/per", "month")
        elif find(data, self.at):
            put(data, self.at, {})


class Esa(Field):
    """The group of New Style ESA. Whatever else the case knows about the benefit stays."""

    __slots__ = ()
    look = "select"

    @property
    def pointers(self) -> tuple[str, ...]:
        return (f"{self.at}/group",)

    def shown(self, data: Data) -> Iterator[tuple[str, str]]:
        yield self.name, text_at(data, f"{self.at}/group")

    def store(self, data: Data, answers: Answers) -> None:
        group = answers.get(self.name, "")
        if group:
            put(data, f"{self.at}/group", group)
        else:
            drop(data, self.at)
