"""Questions about what was entered, before an answer is given: "You entered £24,000 an hour for “pay”. Is that right?"

A value that a person confirms is marked among the answers, so it is asked about only once, and again only if it changes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from calculator.contract.case import Case
from calculator.contract.errors import Problem
from calculator.month.sense import Doubt
from calculator.web import site
from calculator.web.form.fields import Field
from calculator.web.form.form import SURE, Form, Read
from calculator.web.form.pointers import Data, put

# The buttons: it is right, the likely reading was meant, or it is to be changed. Each has the question's mark as its value.
RIGHT, MEANT, CHANGE = "right", "meant", "change"
_MARK = 6


@dataclass(frozen=True, slots=True)
class Question:
    """A doubt, with the field that it is about and the answers that its suggestion would give."""

    doubt: Doubt
    mark: str
    option: str
    field: Field | None
    instead: Mapping[str, str]

    @property
    def name(self) -> str:
        """The name of the field; empty if the form has no field for it."""
        return self.field.name if self.field else ""


def questions(answers: Mapping[str, str], read: Read | None = None) -> list[Question]:
    """What is still to be asked about these answers. Empty if they make no case."""
    said = answers.get(SURE, "").split()
    return [each for each in _every(answers, read) if each.mark not in said]


def settled(answers: dict[str, str], posted: Mapping[str, str]) -> dict[str, str]:
    """The answers after a person answered a question about them with a button."""
    mark = posted.get(RIGHT) or posted.get(MEANT)
    asked = next((each for each in _every(answers) if each.mark == mark), None) if mark else None
    if asked is None:
        return answers
    if RIGHT in posted:
        return {**answers, SURE: f"{answers.get(SURE, '')} {asked.mark}".strip()}
    return {**answers, **asked.instead}


def to_change(answers: Mapping[str, str], posted: Mapping[str, str]) -> Question | None:
    """The question whose value the person wants to change, if they pressed that button."""
    return next((each for each in _every(answers) if each.mark == posted.get(CHANGE)), None)


def _every(answers: Mapping[str, str], read: Read | None = None) -> list[Question]:
    read = read or _form().read(answers)
    return [_question(each, answers, read, read.case) for each in _doubts(read.case)] if read.case else []


def _form() -> Form:
    return site.part("form", Form)


def _doubts(case: Case) -> list[Doubt]:
    return site.calculator().doubts(case)


def _question(doubt: Doubt, answers: Mapping[str, str], read: Read, case: Case) -> Question:
    form = _form()
    (asked,) = form.asked([Problem(doubt.pointer, "")], read)
    field = form.about(asked.pointer)
    mark = hashlib.sha256(f"{doubt.pointer} {doubt.given}".encode()).hexdigest()[:_MARK]
    steps = doubt.pointer.split("/")
    option = case.options[int(steps[2])].name if steps[1] == "options" and len(case.options) > 1 else ""
    return Question(doubt, mark, option, field, _instead(doubt, asked.pointer, field, answers))


def _instead(doubt: Doubt, pointer: str, field: Field | None, answers: Mapping[str, str]) -> dict[str, str]:
    """The inputs that the suggestion would fill. Empty if the field cannot hold it, or if it would be doubted too."""
    if doubt.suggestion is None or field is None:
        return {}
    data: Data = {}
    meant = doubt.suggestion
    put(data, pointer, {"amount": meant["amount"], "per": meant["per"]} if isinstance(meant, dict) else meant)
    instead = {name: value for name, value in field.shown(data) if value}
    read = _form().read({**answers, **instead})
    doubted = read.case is None or any(each.pointer == doubt.pointer for each in _doubts(read.case))
    return {} if doubted else instead
