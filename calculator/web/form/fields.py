"""The kinds of field that a form has.

A field knows where in the case its answer goes, and how it is shown again. It does not judge an answer: what cannot be read is
stored as it was typed, and the case says what is wrong with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import ClassVar, TypeAlias

from calculator.contract.errors import Problem
from calculator.i18n.numbers import as_number
from calculator.web.form.pointers import Data, drop, find, put, put_or_drop, text_at
from calculator.web.form.typed import as_date, date_shown, number_shown
from calculator.web.language import later as _

Answers: TypeAlias = Mapping[str, str]


def _as_sentence(detail: str) -> str:
    """The text of a problem as a sentence of its own beside the field."""
    said = f"This {detail}" if detail.startswith("is ") else detail[:1].upper() + detail[1:]
    return said if said.endswith("?") else f"{said}."


@dataclass(frozen=True, slots=True)
class Field:
    """One question. `problem` is said if its answer cannot be used.

    `at` is a JSON pointer into the case. `about` says whose the field is to screen readers, for labels that stand on a page twice.
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
        return _as_sentence(problem.detail) if problem.for_people else self.said(problem.pointer)

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
        return self.problem if problem.detail.startswith("must ") else _as_sentence(problem.detail)


class Number(Field):
    __slots__ = ()
    look = "number"

    def shown(self, data: Data) -> Iterator[tuple[str, str]]:
        yield self.name, number_shown(find(data, self.at))

    def store(self, data: Data, answers: Answers) -> None:
        put_or_drop(data, self.at, as_number(answers.get(self.name, "")))


class Pounds(Number):
    __slots__ = ()
    look = "pounds"


class Day(Field):
    __slots__ = ()

    def told(self, problem: Problem) -> str:
        """Say whether it cannot be read as a date, or is a day that is not possible here."""
        if problem.detail.startswith("must not be before starts"):
            return _("This must not be before the first day")
        if problem.detail.startswith("must not be before date"):
            return _("This must not be before the day of the calculation")
        return _as_sentence(problem.detail) if problem.for_people else self.problem

    def shown(self, data: Data) -> Iterator[tuple[str, str]]:
        yield self.name, date_shown(find(data, self.at))

    def store(self, data: Data, answers: Answers) -> None:
        put_or_drop(data, self.at, as_date(answers.get(self.name, "")))


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
        date = as_date(typed)
        if date != typed or re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", typed):
            put(data, f"{self.at}/date_of_birth", date)
        else:
            put(data, f"{self.at}/age", as_number(typed))


class Amount(Field):
    """An amount of money and its period."""

    __slots__ = ()
    look = "amount"

    @property
    def names(self) -> tuple[str, ...]:
        return (self.name, f"{self.name}_per")

    def shown(self, data: Data) -> Iterator[tuple[str, str]]:
        yield self.name, number_shown(find(data, f"{self.at}/amount"))
        yield f"{self.name}_per", text_at(data, f"{self.at}/per")

    def store(self, data: Data, answers: Answers) -> None:
        typed = answers.get(self.name, "")
        if typed:
            put(data, f"{self.at}/amount", as_number(typed))
            put(data, f"{self.at}/per", answers.get(f"{self.name}_per") or "month")
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

    @property
    def names(self) -> tuple[str, ...]:
        return (self.name, f"{self.name}_kind")

    def shown(self, data: Data) -> Iterator[tuple[str, str]]:
        yield self.name, number_shown(find(data, f"{self.at}/amount"))
        yield f"{self.name}_kind", text_at(data, f"{self.at}/kind")

    def store(self, data: Data, answers: Answers) -> None:
        typed = answers.get(self.name, "")
        if typed:
            put(data, f"{self.at}/amount", as_number(typed))
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
