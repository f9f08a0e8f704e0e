"""Questions about what was entered, before an answer is given: "You entered £24,000 an hour for “pay”. Is that right?"

A value that a person confirms is marked among the answers, so it is asked about only once, and again only if it changes. Where the words
typed beside an amount and the box beside it say two things, such as "24,000 a year" and "an hour", the person says which is meant.
"""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from calculator.contract.case import Case
from calculator.contract.errors import Problem
from calculator.month.sense import Doubt, pounds
from calculator.web import site
from calculator.web.form.choices import ALL_PERIODS, WAYS_OF_PAY
from calculator.web.form.fields import Amount, Field
from calculator.web.form.form import SURE, Form, Read
from calculator.web.form.pointers import Data, put
from calculator.web.form.written import number_shown
from calculator.web.language import _

# The buttons: it is right, the likely reading was meant, or it is to be changed. Each has the question's mark as its value.
RIGHT, MEANT, CHANGE = "right", "meant", "change"
_MARK = 6


@dataclass(frozen=True, slots=True)
class Question:
    """A doubt, with the field that it is about. `yes` and `no` are the words of its buttons, and `kept` and `instead` the answers that they give.

    Without `instead`, there is no button for anything else than what was entered. `yes` without `kept` marks what was entered as right.
    """

    doubt: Doubt
    mark: str
    option: str
    field: Field | None
    instead: Mapping[str, str]
    asks: str
    yes: str
    no: str
    kept: Mapping[str, str] = dataclasses.field(default_factory=dict)

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
    if RIGHT not in posted:
        return {**answers, **asked.instead}
    return {**answers, **(asked.kept or {SURE: f"{answers.get(SURE, '')} {asked.mark}".strip()})}


def to_change(answers: Mapping[str, str], posted: Mapping[str, str]) -> Question | None:
    """The question whose value the person wants to change, if they pressed that button."""
    mark = posted.get(CHANGE)
    return next((each for each in _every(answers) if each.mark == mark), None) if mark else None


def _every(answers: Mapping[str, str], read: Read | None = None) -> list[Question]:
    read = read or _form().read(answers)
    if read.case is None:
        return []
    return [*clashes(answers, read.case), *(_question(each, answers, read, read.case) for each in _doubts(read.case))]


def clashes(answers: Mapping[str, str], case: Case) -> list[Question]:
    """What to ask about amounts with words beside them that are not what the box beside them says."""
    found = []
    for each in _form().fields.values():
        if isinstance(each, Amount) and (beside := each.clash(answers)) and (amount := each.read(answers)):
            number = number_shown(amount.number)
            boxed = {name: answers[name] for name in beside}
            instead, kept = ({each.name: number, **boxes} for boxes in (beside, boxed))
            told = {"typed": answers[each.name], "what": _(each.label), "chosen": _in_words(each, boxed)}
            entered = _("You entered “%(typed)s” for “%(what)s”, and “%(chosen)s” beside it.") % told
            doubt = Doubt(each.at, answers[each.name], entered, _("They do not go together."))
            no, yes = (_meant(amount.number, _in_words(each, boxes)) for boxes in (beside, boxed))
            steps = each.at.split("/")
            option = (
                case.options[int(steps[2])].name
                if steps[1] == "options" and len(case.options) > int(steps[2]) > 0
                else ""
            )
            found.append(Question(doubt, _mark(doubt), option, each, instead, _("Which is right?"), yes, no, kept))
    return found


def _in_words(asked: Amount, boxes: Mapping[str, str]) -> str:
    """What some boxes beside an amount say: an hour, take-home."""
    words = {**asked.choices, **ALL_PERIODS, **WAYS_OF_PAY}
    return ", ".join(_(words.get(value, value)) for value in boxes.values())


def _meant(amount: Decimal, words: str) -> str:
    return _("I meant %(value)s") % {"value": f"{pounds(amount)} {words}"}


def _mark(doubt: Doubt) -> str:
    return hashlib.sha256(f"{doubt.pointer} {doubt.given}".encode()).hexdigest()[:_MARK]


def _form() -> Form:
    return site.part("form", Form)


def _doubts(case: Case) -> list[Doubt]:
    return site.calculator().doubts(case)


def _question(doubt: Doubt, answers: Mapping[str, str], read: Read, case: Case) -> Question:
    form = _form()
    (asked,) = form.asked([Problem(doubt.pointer, "")], read)
    field = form.about(asked.pointer)
    steps = doubt.pointer.split("/")
    option = case.options[int(steps[2])].name if steps[1] == "options" and len(case.options) > 1 else ""
    instead = _instead(doubt, asked.pointer, field, answers)
    no = _("No, I meant %(value)s") % {"value": doubt.meant}
    return Question(doubt, _mark(doubt), option, field, instead, _("Is that right?"), _("Yes, that is right"), no)


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
