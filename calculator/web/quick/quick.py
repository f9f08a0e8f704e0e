"""The quick look: five questions, nothing personal, and an honest range with what would narrow it.

It uses the same case and calculation as the other ways in, several times: once with the usual answers, and once for each thing that
was not asked or was left open, with another answer.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Annotated

from flask import Blueprint, render_template, request
from pydantic import BaseModel, ConfigDict, Field

from calculator import compare
from calculator.compare import Answer
from calculator.contract.case import Case
from calculator.contract.errors import CaseError, Problem
from calculator.contract.result import Result
from calculator.web import site, themes
from calculator.web.form import sure
from calculator.web.form.form import SURE
from calculator.web.language import _, later
from calculator.web.pages import pages
from calculator.yaml_text import read_model

blueprint = Blueprint("quick", __name__)


class _AssumedPart(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class CouldBe(_AssumedPart):
    """Something that could be otherwise. quick.yaml says what each key means."""

    title: str
    only: str = ""
    if_: Annotated[str, Field(alias="if")] = ""
    set: dict[str, str] = Field(default_factory=dict)
    child_age: str = ""


class Assumed(_AssumedPart):
    """What is taken for what was not asked, and what could be otherwise."""

    stand_in: dict[str, str]
    under_25: dict[str, str]
    child_age: str
    could_be: tuple[CouldBe, ...]


ASSUMED = read_model(Path(__file__).with_name("quick.yaml"), Assumed)
FIELDS = ("claims_uc", "uc_health", "esa", "rent", "job1_hours", "job1_pay", "nation", pages.COUNCIL)
UNDER_25 = "under_25"
MOST_CHILDREN = 4
# Pages of the journey whose answers here are about right at best: they come again, filled in.
ASK_AGAIN = ("age", "partner_age", "children")
TAKEN_TO_LIVE = {
    "england": later("We took it that you live in England."),
    "scotland": later("We took it that you live in Scotland."),
    "wales": later("We took it that you live in Wales."),
}


@dataclass(slots=True)
class Look:
    """What was typed and, if a range can be given, what it was worked out from. `errors` are by field."""

    typed: dict[str, str] = field(default_factory=dict)
    children: int = 0
    errors: dict[str, str] = field(default_factory=dict)
    answers: dict[str, str] = field(default_factory=dict)
    case: Case | None = None
    usual: Result | None = None
    between: tuple[Decimal | None, Decimal | None] = (None, None)
    narrows: list[str] = field(default_factory=list)
    asked: list[sure.Question] = field(default_factory=list)  # what is asked about the answers, in place of a range

    @property
    def carried(self) -> dict[str, str]:
        """The answers that go on into the journey, without those that were only assumed. Ages are kept, so that they can be corrected."""
        unsaid = {name for name in ASSUMED.stand_in if name not in self.typed and not name.startswith("job1_")}
        if self.typed.get(UNDER_25) == "yes":
            unsaid -= {"age"}
        else:
            unsaid |= {"partner_age"}
        return {name: value for name, value in self.answers.items() if value and name not in unsaid}

    @property
    def taken_to_be(self) -> str:
        """What was assumed because it was not asked or was left open."""
        return " ".join(self._taken())

    def _taken(self) -> Iterator[str]:
        if not self.typed.get(UNDER_25):
            yield _("We took it that you are 30.")
        if not self.typed.get("nation") and not self.typed.get(pages.COUNCIL):
            here = TAKEN_TO_LIVE[self.answers["nation"]]
            yield _(here)
        if not self.typed.get("claims_uc"):
            yield _("We took it that you get Universal Credit, or would claim it.")
        if self.children:
            yield _("We took it that each child is 8.")
        if not self.typed.get("partner"):
            yield _("We took it that you live alone.")


@blueprint.get("/quick")
def quick() -> str:
    return _page(Look())


@blueprint.post("/quick")
def look() -> str | tuple[str, int]:
    if "edit" in request.form:
        return _page(read(request.form))
    found = looked(request.form)
    return (_page(found), 422) if found.errors else _page(found)


def read(posted: Mapping[str, str], also: tuple[str, ...] = ()) -> Look:
    """What was typed for these questions and those in `also`, unchecked."""
    form = pages.form()
    names = {name for field in FIELDS for name in form.fields[field].names} | {"partner", SURE, *also}
    typed = {name: value for name, value in pages.answers_of(posted, form).items() if name in names}
    if (young := posted.get(UNDER_25, "")) in ("yes", "no"):
        typed[UNDER_25] = young
    count = posted.get("children", "0")
    return Look(typed, int(count) if count in map(str, range(MOST_CHILDREN + 1)) else 0)


def looked(posted: Mapping[str, str], also: tuple[str, ...] = ()) -> Look:
    """The range for what was typed, or what is wrong with it."""
    found = read(posted, also)
    names = pages.form().names
    answers = found.answers = {
        **_stand_in(found.typed),
        **{name: value for name, value in found.typed.items() if name in names},
    }
    if found.typed.get(UNDER_25) == "yes":
        answers.update(ASSUMED.under_25)
    answers.update(_each_child(found.children, ASSUMED.child_age))
    if answers.get("partner") == "yes":
        answers["partner_age"] = answers["age"]
    settled = sure.settled(answers, posted)
    found.typed.update({name: value for name, value in settled.items() if value != answers.get(name)})
    found.answers = settled
    try:
        _work_out(found)
    except CaseError as error:
        found.errors = _placed(error.problems, (*FIELDS, *also))
    return found


def wrong(typed: Mapping[str, str], fields: tuple[str, ...]) -> dict[str, str]:
    """What is wrong with what was typed, by field, with assumptions for the rest."""
    return _placed(pages.form().read({**_stand_in(typed), **typed}).problems, fields)


def _stand_in(typed: Mapping[str, str]) -> dict[str, str]:
    """What is assumed. The nation is that of the council, because tax and benefits differ between nations."""
    usual = ASSUMED.stand_in
    return {**usual, "nation": _nation_here(typed) or usual["nation"]}


def _nation_here(typed: Mapping[str, str]) -> str | None:
    """The nation of the council that was typed, or else of the provider's."""
    provider = themes.chosen()
    name = typed.get(pages.COUNCIL) or (provider.council if provider else None)
    council = site.calculator().councils.register.find(name) if name else None
    return council.nation if council else None


def _placed(problems: Sequence[Problem], fields: tuple[str, ...]) -> dict[str, str]:
    """Problems by field. Those of fields that are not shown come under an empty name."""
    return {name if name in fields else "": words for name, words in pages.form().placed(problems)}


def _work_out(found: Look) -> None:
    found.case, found.usual = _result(found.answers, working=True)
    if asked := sure.questions(found.answers):
        found.asked, found.usual = asked, None
        return
    usual = compare.answer(found.usual, found.usual.options[0])
    ranges = [_range(usual)]
    settled = {name for name, value in found.typed.items() if value} | (
        {"nation"} if _nation_here(found.typed) else set()
    )
    for other in ASSUMED.could_be:
        changed = {**other.set, **_each_child(found.children, other.child_age)}
        about_nothing = other.if_ and found.answers.get(other.if_) != "yes"
        if not changed or about_nothing or other.only in settled:
            continue
        try:
            answer = _answer({**found.answers, **changed})
        except CaseError:
            continue
        if answer.change is not None:
            ranges.append(_range(answer))
            if _range(answer) != _range(usual) and other.title not in found.narrows:
                found.narrows.append(other.title)
    known = [each for each in ranges if each]
    found.between = (min((each[0] for each in known), default=None), max((each[1] for each in known), default=None))


def _each_child(count: int, age: str) -> dict[str, str]:
    return {f"child{number}_age": age for number in range(1, count + 1)} if age else {}


def _result(answers: Mapping[str, str], working: bool = False) -> tuple[Case, Result]:
    read = pages.form().read(answers)
    if read.case is None:
        raise CaseError(read.problems)
    case = read.case.model_copy(update={"views": ("working",) if working else ()})
    return case, site.calculator().calculate(case, ())


def _answer(answers: Mapping[str, str]) -> Answer:
    result = _result(answers)[1]
    return compare.answer(result, result.options[0])


def _range(answer: Answer) -> tuple[Decimal, Decimal] | None:
    return None if answer.change is None else answer.between or (answer.change, answer.change)


def _page(found: Look) -> str:
    form = pages.form()
    return render_template(
        "quick/quick.html",
        fields={name: form.fields[name] for name in FIELDS},
        found=found,
        most_children=MOST_CHILDREN,
        ask_again=ASK_AGAIN,
    )
