"""What a Case leaves open: questions with a small range of answers, each of which is tried."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from calculator.contract.households import Person
from calculator.contract.people import Adult, Child
from calculator.councils.register import Register
from calculator.frozen import frozen
from calculator.month.inputs.people import possible_births
from calculator.month.situation import Situation
from calculator.month.statement import OpenQuestion, StatedBook
from calculator.rulebook import Rule, Rulebook, Scalar


@frozen
class Unknown:
    """Something that the Case does not say. `tries` are the values that it may have; the first is the one that is shown.

    `index` is the entity that it is about in one position. The same question in another position has the same key.
    """

    pointer: str
    input: str
    index: int | None
    tries: tuple[Scalar, ...]

    @property
    def key(self) -> tuple[str, str]:
        return self.input, self.pointer


class QuestionFinder:
    """Finds what one position of a Case leaves open, and fills its inputs with the usual answers.

    values: the inputs as the Case gives them, which `find` completes. children: the Case's position of each child, eldest first.
    """

    def __init__(
        self, stated: StatedBook, register: Register, situation: Situation, children: list[int], values: dict[str, Any]
    ) -> None:
        self.stated, self.register, self.situation = stated, register, situation
        self.children, self.values = children, values

    @cached_property
    def _lists(self) -> dict[str, Sequence[str]]:
        """The answers that come from elsewhere, by the name that the statement has for them."""
        return {"areas_of_council": self.register.areas(self.situation.case)}

    def find(self) -> list[Unknown]:
        """What is open: the questions of the statement, then what this module knows of itself."""
        found = [unknown for question in self.stated.statement.open_questions for unknown in self._stated(question)]
        case = self.situation.case
        # Childcare that a carer pays for can come off their pay (Carer's Allowance); a Case does not say who pays it to whom.
        if self.values["household.childcare"] and any(adult.carers_allowance for adult in case.adults):
            found.append(Unknown("/childcare", "household.childcare_lets_carer_work", None, (False, True)))
        return found + self._births()

    def _stated(self, question: OpenQuestion) -> list[Unknown]:
        """One question of the statement: for each entity it is about, if it is one for this household and is not answered."""
        book, values = self.stated.rules, self.values
        if not _asked(question.if_, values, book):
            return []
        listed = question.tries if isinstance(question.tries, tuple) else self._lists[question.tries]
        if not listed:
            return []
        rule = book.rules[question.input]
        tries = tuple(_answer(rule, choice) for choice in listed)
        if rule.each:
            open_ = [index for index, known in enumerate(values["?" + rule.name]) if not known]
            for index in open_:
                values[rule.name][index] = tries[0]
            paths = [question.path.replace("/adults/*", self.situation.adult(index).pointer) for index in open_]
            return [Unknown(path, rule.name, index, tries) for path, index in zip(paths, open_, strict=True)]
        if values["?" + (question.unless or rule.name)]:
            return []
        # An answer from a list that the council settles counts as given, so the rules do not look at a wider one.
        values[rule.name], values["?" + rule.name] = tries[0], listed is not question.tries
        return [Unknown(question.path, rule.name, None, tries)]

    def _births(self) -> list[Unknown]:
        """Dates of birth of people whose age alone is given. On the case's date an adult is as old as is said; later there may have been a birthday."""
        situation, case = self.situation, self.situation.case
        people: list[tuple[str, Person, int, Adult | Child]] = []
        for n, adult in enumerate(case.adults):
            person = situation.adult(n)
            if situation.birthdays and situation.date > person.told:
                people.append(("adult.born", person, n, adult))
        people += [("child.born", situation.child(n), at, case.children[n]) for at, n in enumerate(self.children)]
        return [
            Unknown(
                f"{where.pointer}/date_of_birth", name, position, possible_births(person, where.told, situation.date)
            )
            for name, where, position, person in people
            if person.date_of_birth is None
        ]


def _asked(condition: dict[str, str], values: dict[str, Any], book: Rulebook) -> bool:
    """Whether a question is one for this household: each input named has the choice named."""
    return all(book.rules[name].choices[values[name]] == choice for name, choice in condition.items())


def _answer(rule: Rule, choice: str) -> bool | int:
    return choice == "true" if rule.value_type == "bool" else rule.choices.index(choice)
