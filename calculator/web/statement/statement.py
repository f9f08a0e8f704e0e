"""The page /statement: a box to paste the statement into, its lines to copy, and what follows from them.

The text is read in memory for this one answer. It is not shown again and goes nowhere else; what goes on into the journey are the answers.
"""

from __future__ import annotations

import datetime as dt
import secrets
from dataclasses import dataclass, field

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response

from calculator.contract.account import MOST_CHARACTERS, AccountStatement, Letters
from calculator.contract.errors import CaseError
from calculator.contract.reading import read_model
from calculator.contract.statement_reading import StatementLineNotUnderstood, StatementReading
from calculator.statement.reading import ReadText, read_text
from calculator.web import site
from calculator.web.form.from_statement import FilledIn, filled_in
from calculator.web.journey import cookie, route
from calculator.web.journey.state import State
from calculator.web.language import _, later
from calculator.web.pages import pages
from calculator.web.statement import boxes
from calculator.web.statement.boxes import Typed

blueprint = Blueprint("statement", __name__)
WAY_IN = "from_statement"  # the mark of the journey that begins here
IN_WORK, CHILDREN = "in_work", "children"  # the topics of somebody who has a job, and of somebody with children
WHO = "who"  # the page about a partner and children
# Pages that the form's own defaults or a part of an answer fill: they come all the same, filled in. A job that is offered is never on a
# statement.
ASK_AGAIN = ("job", "children")
SURENESS = {"settled": later("settled"), "likely": later("likely"), "open": later("still open")}
NOTHING = later("Paste the text of your statement, or copy at least one of its lines")


@dataclass(slots=True)
class Shown:
    """What the page shows: the boxes, what is wrong, and what was read."""

    values: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    text: str = ""
    reading: StatementReading | None = None
    filled: FilledIn | None = None
    questions: int = 0

    @property
    def unread(self) -> list[StatementLineNotUnderstood]:
        return self.reading.not_understood if self.reading else []


@blueprint.get("/statement")
def begin() -> str:
    return _page(Shown())


@blueprint.post("/statement")
def read() -> str | tuple[str, int]:
    if "edit" in request.form:
        # In the other language: nothing is read yet, and nothing that was typed is lost.
        return _page(Shown(boxes.typed(request.form).values, text=request.form.get("text", "")[:MOST_CHARACTERS]))
    found = _shown()
    return (_page(found), 422) if found.errors else _page(found)


@blueprint.post("/statement/start")
def start() -> Response | tuple[str, int]:
    """Go on to the journey, which asks what is still open."""
    found = _shown()
    if found.filled is None:
        return _page(found), 422
    state = _state(found.filled)
    return cookie.go_on(secrets.token_urlsafe(6), state, route.next_page(state, "") or "check")


def _shown() -> Shown:
    """What was pasted or copied, read. A line that was copied takes the place of the one that was pasted."""
    pasted = request.form.get("text", "").strip()
    typed = boxes.typed(request.form)
    shown = Shown(typed.values, dict(typed.errors))
    try:
        text = read_text(pasted) if pasted else None
    except CaseError as error:
        shown.errors["text"], shown.text = error.problems[0].detail, pasted[:MOST_CHARACTERS]
        return shown
    if not shown.errors and not typed.lines and not typed.letters and not (text and text.lines):
        shown.errors["text"], shown.text = _(NOTHING), pasted
    if not shown.errors:
        _read(shown, typed, text)
    return shown


def _read(shown: Shown, typed: Typed, text: ReadText | None) -> None:
    if text and typed.lines:
        text.places = {
            name: written for name, written in text.places.items() if name.partition("/")[0] not in typed.lines
        }
    try:
        statement = read_model(AccountStatement, {**(text.lines if text else {}), **typed.lines})
        letters = read_model(Letters, typed.letters)
        shown.reading = site.calculator().read_statement(statement, dt.date.today(), None, text, letters)
    except CaseError as error:
        names = {box.name for box in boxes.EVERY}
        for problem in error.problems:
            name = problem.pointer.strip("/").partition("/")[0]
            shown.errors.setdefault(
                name if name in names else "paid1" if name == "payments" else "text", problem.detail
            )
        return
    of_letters = {name: value for name, value in typed.values.items() if name in typed.letters}
    shown.values = {**boxes.shown(statement), **of_letters}
    shown.filled = filled_in(pages.form(), shown.reading)
    state = _state(shown.filled)
    shown.questions = sum(page.id not in state.seen for page in route.steps(state))


def _state(filled: FilledIn) -> State:
    """The state of a journey that has these answers, and in which what they settle is not asked."""
    answers = {**pages.blank(), **filled.answers}
    every = route.questions().pages
    lists = {page.base for page in every if page.topics or page.ready}
    topics = [WAY_IN, *([IN_WORK] if answers.get("now_pay") else ())]
    if filled.children:
        topics += [CHILDREN, *(route.added("child", row) for row in range(2, filled.children + 1))]
    state = route.begun(answers, {*ASK_AGAIN, *lists}, topics)
    # The answers fill some questions of a page whose others do not matter then.
    state.seen += [page.id for page in every if page.id not in state.seen and filled.settles(route.fields(page))]
    if filled.children is not None and answers.get("partner"):
        state.seen.append(WHO)
    state.known = [*state.seen]
    return state


def _page(shown: Shown) -> str:
    return render_template("statement/statement.html", shown=shown, boxes=boxes, sureness=SURENESS)
