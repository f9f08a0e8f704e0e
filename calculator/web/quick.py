"""The quick look: five questions, nothing personal, and an honest range with what would narrow it.

The same Case and the same calculation as every other way in, worked out several times: with what usually holds, and with each
thing that was not asked, or was left open, the other way.
"""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

from flask import Blueprint, current_app, render_template, request

from calculator.errors import CaseError
from calculator.result import OptionResult
from calculator.rulebook.read_yaml import read_yaml
from calculator.web import pages

blueprint = Blueprint("quick", __name__)

ASSUMED: Any = read_yaml(Path(__file__).with_name("quick.yaml").read_bytes(), "quick.yaml")
FIELDS = ("uc_health", "rent", "job1_hours", "job1_pay", "nation")
UNDER_25 = "under_25"
MOST_CHILDREN = 4
# Pages of the journey whose answers here are about right at best: they come again, filled in.
ASK_AGAIN = ("age", "partner_age", "children")


@blueprint.get("/quick")
def quick() -> str:
    return _page({}, {})


@blueprint.post("/quick")
def look() -> str | tuple[str, int]:
    form = pages.form()
    names = {name for field in FIELDS for name in form.fields[field].names} | {"partner"}
    typed = {name: value for name, value in pages.answers_of(request.form, form).items() if name in names}
    young = request.form.get(UNDER_25, "")
    if young in ("yes", "no"):
        typed[UNDER_25] = young
    count = request.form.get("children", "0")
    children = int(count) if count in map(str, range(MOST_CHILDREN + 1)) else 0
    answers = {**_words(ASSUMED["stand_in"]), **{name: typed[name] for name in typed if name in form.names}}
    if young == "yes":
        answers.update(_words(ASSUMED[UNDER_25]))
    answers.update(_each_child(children, ASSUMED["child_age"]))
    if answers.get("partner") == "yes":
        answers["partner_age"] = answers["age"]
    read = form.read(answers)
    if read.case is not None:
        try:
            return _answer(answers, typed, children)
        except CaseError as error:
            read.problems = form.asked(error.problems, read)
    errors = {name: words for name, words in form.placed(read.problems) if name in FIELDS}
    return _page(typed, errors, children), 422


def _answer(answers: dict[str, str], typed: dict[str, str], children: int) -> str:
    usual = _option(answers)
    ranges = [_range(usual)]
    narrows = []
    for other in ASSUMED["could_be"]:
        if "only" in other and typed.get(str(other["only"])):
            continue
        changed = {**_words(other.get("set", {})), **_each_child(children, other.get("child_age"))}
        if not changed or ("if" in other and answers.get(str(other["if"])) != "yes"):
            continue
        try:
            found = _option({**answers, **changed})
        except CaseError:
            continue
        if found.change_per_month is not None:
            ranges.append(_range(found))
            if found.change_per_month != usual.change_per_month and str(other["title"]) not in narrows:
                narrows.append(str(other["title"]))
    known = [each for each in ranges if each]
    low = min((each[0] for each in known), default=None)
    high = max((each[1] for each in known), default=None)
    return _page(typed, {}, children, usual, (low, high), narrows, answers)


def _words(held: Any) -> dict[str, str]:
    return {str(name): str(value) for name, value in held.items()}


def _each_child(count: int, age: Any) -> dict[str, str]:
    return {f"child{number}_age": str(age) for number in range(1, count + 1)} if age is not None else {}


def _option(answers: dict[str, str]) -> OptionResult:
    read = pages.form().read(answers)
    if read.case is None:
        raise CaseError(read.problems)
    case = read.case.model_copy(update={"views": ()})
    found: OptionResult = current_app.extensions["calculator"].calculate(case).options[0]
    return found


def _range(option: OptionResult) -> tuple[Decimal, Decimal] | None:
    if option.change_per_month is None:
        return None
    return option.change_range or (option.change_per_month, option.change_per_month)


def _page(
    typed: dict[str, str],
    errors: dict[str, str],
    children: int = 0,
    usual: OptionResult | None = None,
    between: tuple[Decimal | None, Decimal | None] = (None, None),
    narrows: list[str] | None = None,
    answers: dict[str, str] | None = None,
) -> str:
    form = pages.form()
    return render_template(
        "quick/quick.html",
        fields={name: form.fields[name] for name in FIELDS},
        typed=typed,
        errors=errors,
        children=children,
        most_children=MOST_CHILDREN,
        usual=usual,
        between=between,
        narrows=narrows or [],
        answers=_kept(typed, answers or {}),
        ask_again=ASK_AGAIN,
    )


def _kept(typed: dict[str, str], answers: dict[str, str]) -> dict[str, str]:
    """What goes on into the journey: what was said, and not what only stood in for an answer. Ages go along to be put right."""
    unsaid = {name for name in ASSUMED["stand_in"] if name not in typed and not name.startswith("job1_")}
    if typed.get(UNDER_25) == "yes":
        unsaid -= {"age"}
    else:
        unsaid |= {"partner_age"}
    return {name: value for name, value in answers.items() if name not in unsaid}
