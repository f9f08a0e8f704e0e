"""The quick look: five questions, nothing personal, and an honest range with what would narrow it.

The same Case and the same calculation as every other way in, worked out several times: with what usually holds, and with each
thing that was not asked the other way.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from flask import Blueprint, current_app, render_template, request

from calculator.case import Case
from calculator.errors import CaseError, Problem
from calculator.places import councils
from calculator.result import OptionResult, Result
from calculator.rulebook.read_yaml import read_yaml
from calculator.web import pages, themes
from calculator.web.language import later

blueprint = Blueprint("quick", __name__)

ASSUMED: Any = read_yaml(Path(__file__).with_name("quick.yaml").read_bytes(), "quick.yaml")
FIELDS = ("uc_health", "rent", "job1_hours", "job1_pay")
MOST_CHILDREN = 4
CHILD = "8"  # years; every child is taken to be of this age
# What is only taken to be so is not handed on as an answer.
NOT_SAID = ("age", "nation", "partner_age", "tenure", "bedrooms")
TAKEN_TO_BE = {
    "england": later("We took it that you are 30, live in England, and that any child is 8."),
    "scotland": later("We took it that you are 30, live in Scotland, and that any child is 8."),
    "wales": later("We took it that you are 30, live in Wales, and that any child is 8."),
}


@dataclass(slots=True)
class Look:
    """What was typed and, where a range can be given, what it was worked out from. `errors` are by field."""

    typed: dict[str, str] = field(default_factory=dict)
    children: int = 0
    errors: dict[str, str] = field(default_factory=dict)
    answers: dict[str, str] = field(default_factory=dict)
    case: Case | None = None
    usual: Result | None = None
    between: tuple[Decimal | None, Decimal | None] = (None, None)
    narrows: list[str] = field(default_factory=list)

    @property
    def carried(self) -> dict[str, str]:
        """What goes on to the full version: what was said, and a row for each child."""
        return {name: value for name, value in self.answers.items() if value and name not in NOT_SAID}

    @property
    def taken_to_be(self) -> str:
        return TAKEN_TO_BE[self.answers["nation"]]


@blueprint.get("/quick")
def quick() -> str:
    return _page(Look())


@blueprint.post("/quick")
def look() -> str | tuple[str, int]:
    found = looked(request.form)
    return _page(found) if found.usual else (_page(found), 422)


def read(posted: Mapping[str, str], also: tuple[str, ...] = ()) -> Look:
    """What was typed for these questions and `also` those, with no judgement of it."""
    form = pages.form()
    names = {name for field in FIELDS for name in form.fields[field].names} | {"partner", *also}
    typed = {name: value for name, value in pages.answers_of(posted, form).items() if name in names}
    count = posted.get("children", "0")
    return Look(typed, int(count) if count in map(str, range(MOST_CHILDREN + 1)) else 0)


def looked(posted: Mapping[str, str], also: tuple[str, ...] = ()) -> Look:
    """The range for what was typed, or what is wrong with it."""
    found = read(posted, also)
    answers = found.answers = {**_stand_in(), **found.typed}
    answers.update({f"child{number}_age": CHILD for number in range(1, found.children + 1)})
    if answers.get("partner") == "yes":
        answers["partner_age"] = answers["age"]
    try:
        _work_out(found)
    except CaseError as error:
        found.errors = _placed(error.problems, (*FIELDS, *also))
    return found


def wrong(typed: Mapping[str, str], fields: tuple[str, ...]) -> dict[str, str]:
    """What is wrong with what was typed, by field, beside what stands in for the rest."""
    return _placed(pages.form().read({**_stand_in(), **typed}).problems, fields)


def _stand_in() -> dict[str, str]:
    """What is taken to be so. The nation is that of the provider's council, as tax and benefits differ between them."""
    usual = {str(name): str(value) for name, value in ASSUMED["stand_in"].items()}
    provider = themes.chosen()
    council = provider.council if provider else None
    return {**usual, "nation": next((each.nation for each in councils() if each.name == council), usual["nation"])}


def _placed(problems: Sequence[Problem], fields: tuple[str, ...]) -> dict[str, str]:
    """Problems by field; those of no field that is shown stand together."""
    return {name if name in fields else "": words for name, words in pages.form().placed(problems)}


def _work_out(found: Look) -> None:
    found.case, found.usual = _result(found.answers, working=True)
    usual = found.usual.options[0]
    ranges = [_range(usual)]
    for other in ASSUMED["could_be"]:
        if "only" in other and found.typed.get(str(other["only"])):
            continue
        try:
            option = _option({**found.answers, **{str(name): str(value) for name, value in other["set"].items()}})
        except CaseError:
            continue
        if option.change_per_month is not None:
            ranges.append(_range(option))
            if option.change_per_month != usual.change_per_month:
                found.narrows.append(str(other["title"]))
    known = [each for each in ranges if each]
    found.between = (min((each[0] for each in known), default=None), max((each[1] for each in known), default=None))


def _result(answers: Mapping[str, str], working: bool = False) -> tuple[Case, Result]:
    read = pages.form().read(answers)
    if read.case is None:
        raise CaseError(read.problems)
    case = read.case.model_copy(update={"views": ("working",) if working else ()})
    return case, current_app.extensions["calculator"].calculate(case)


def _option(answers: Mapping[str, str]) -> OptionResult:
    return _result(answers)[1].options[0]


def _range(option: OptionResult) -> tuple[Decimal, Decimal] | None:
    if option.change_per_month is None:
        return None
    return option.change_range or (option.change_per_month, option.change_per_month)


def _page(found: Look) -> str:
    form = pages.form()
    return render_template(
        "quick/quick.html", fields=[form.fields[name] for name in FIELDS], found=found, most_children=MOST_CHILDREN
    )
