"""The pages of the journey: the question, the list of what is answered, the answer, and keeping or clearing it all."""

from __future__ import annotations

import datetime as dt
import re
import secrets
from collections.abc import Iterator, Mapping

from flask import (
    Blueprint,
    Flask,
    Response,
    abort,
    current_app,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from werkzeug.wrappers import Response as Answered

from calculator import case_file, language
from calculator.errors import CaseError
from calculator.language import WELSH
from calculator.web import entered, pages
from calculator.web.fields import Field, number_shown
from calculator.web.form import Read
from calculator.web.journey.questions import TOPIC, Page, Questions, load
from calculator.web.journey.state import COOKIE, MINUTES, Seal, State, TooLarge
from calculator.web.language import _, root
from calculator.web.signing import signing_key

blueprint = Blueprint("journey", __name__)
MOST_FILE = 200_000


def set_up(app: Flask) -> None:
    """Read the questions, and the key that seals answers. Raises KeyRefused."""
    calculator = app.extensions["calculator"]
    inputs = [rule.name for rule in calculator.book.rules.inputs]
    app.extensions["questions"] = load(app.extensions["form"], inputs)
    app.extensions["seal"] = Seal(signing_key())


# ---------------------------------------------------------------------- beginning
@blueprint.post("/start")
def start() -> Answered:
    """Begin, with the answers that were posted (from the quick look) or none."""
    state = State({**pages.blank(), **pages.answers_of(request.form, pages.form())})
    state.seen = [page.id for page in _questions().pages if page.id != "topics" and _is_filled(page, state)]
    if request.form.get("route") == "in_work":
        state.topics = ["in_work"]
    if request.form.get("to") == "check":
        return _go(secrets.token_urlsafe(6), state, "check")
    name = secrets.token_urlsafe(6)
    return _go(name, state, _next(state, "") or "check")


@blueprint.get("/open")
def open_form() -> str:
    return render_template("journey/open.html", problem="")


@blueprint.post("/open")
def open_file() -> Answered | tuple[str, int]:
    """Go on from a plan that was kept: as a file, or as the text that a private link held."""
    posted = request.files.get("file")
    content = posted.read(MOST_FILE + 1) if posted else request.form.get("case", "").encode()
    if not content or len(content) > MOST_FILE:
        return render_template("journey/open.html", problem=_("Choose the file of a plan that you kept")), 422
    try:
        opened = case_file.read(content)
        result = current_app.extensions["calculator"].calculate(opened.case)
    except CaseError:
        told = _("This file is not a plan that this site kept, or it was changed. Choose another file, or start again")
        return render_template("journey/open.html", problem=told), 422
    form = pages.form()
    answers = form.shown(opened.data)
    if not form.unseen(answers):
        del answers["base"]
    state = State(answers)
    state.topics = [page.topic for page in _questions().pages if page.topic and _is_filled(page, state) and page.topic]
    state.seen = [page.id for page in _questions().pages]
    name = secrets.token_urlsafe(6)
    changed = case_file.differences(opened, result)
    if not changed:
        return _go(name, state, "check")
    page = render_template("journey/changed.html", journey=name, saved=opened.saved, changed=changed)
    return _with_cookie(make_response(page), name, state)


# ---------------------------------------------------------------------- one question
@blueprint.get("/journey/<name>/question/<page>")
def question(name: str, page: str) -> Answered | tuple[str, int]:
    state = _state(name)
    asked = _questions().page(page)
    if asked is None:
        abort(404)
    if state is None:
        return _timed_out()
    return _with_cookie(make_response(_question_page(name, asked, state, state.answers)), name, state)


@blueprint.post("/journey/<name>/question/<page>")
def answer_question(name: str, page: str) -> Answered | tuple[str, int]:
    state = _state(name)
    asked = _questions().page(page)
    if asked is None:
        abort(404)
    if state is None:
        return _timed_out()
    form = pages.form()
    own = {each for field in _fields(asked) for each in field.names} | ({"partner"} & set(asked.fields))
    kept = {key: value for key, value in state.answers.items() if key not in own}
    typed = {} if "not_sure" in request.form else pages.answers_of(request.form, form)
    answers = {**kept, **{key: value for key, value in typed.items() if key in own}}
    if "not_sure" in request.form or (asked.set and not any(field.is_filled(answers) for field in _fields(asked))):
        answers.update(_standing_in(asked))
    problems = _problems(asked, answers)
    if problems:
        shown = _question_page(name, asked, state, answers, problems)
        return _with_cookie(make_response(shown, 422), name, state)
    state.answers = answers
    if asked.topics:
        state.topics = (
            []
            if "not_sure" in request.form
            else [topic.id for topic in asked.topics if request.form.get(TOPIC + topic.id)]
        )
    if asked.id not in state.seen:
        state.seen.append(asked.id)
    back = request.form.get("back") == "check"
    return _go(name, state, "check" if back else _next(state, asked.id) or "check")


def _question_page(
    name: str, page: Page, state: State, answers: Mapping[str, str], problems: Mapping[str, str] | None = None
) -> str:
    steps = list(_steps(state))
    ids = [step.id for step in steps]
    groups = [group.id for group in _questions().groups]
    place = ids.index(page.id) if page.id in ids else 0
    return render_template(
        "journey/question.html",
        journey=name,
        page=page,
        fields=_fields(page),
        answers=answers,
        errors=problems or {},
        state=state,
        topic_prefix=TOPIC,
        part=groups.index(page.group) + 1,
        parts=len(groups),
        back=url_for(".question", name=name, page=ids[place - 1]) if place else url_for("pages.start"),
        to_check=request.values.get("back") == "check",
        minutes=MINUTES,
    )


# ---------------------------------------------------------------------- what is answered
@blueprint.get("/journey/<name>/check")
def check(name: str) -> Answered | tuple[str, int]:
    """What was answered, by group, each with a way to change it; and how to keep it."""
    state = _state(name)
    if state is None:
        return _timed_out()
    steps = list(_steps(state))
    groups = [
        (group, [(page, _said(page, state), page.id in state.seen) for page in steps if page.group == group.id])
        for group in _questions().groups
    ]
    read = pages.form().read(state.answers)
    shown = render_template(
        "journey/check.html",
        journey=name,
        groups=groups,
        missing=sum(1 for page in steps if page.id not in state.seen),
        next_page=_next(state, ""),
        link=case_file.fragment(read.case) if read.case else "",
        ready=read.case is not None,
        answers=state.answers,
        minutes=MINUTES,
    )
    return _with_cookie(make_response(shown), name, state)


@blueprint.get("/journey/<name>/answer")
def answer(name: str) -> Answered | tuple[str, int]:
    """The answer, the same page as every other way in gives."""
    state = _state(name)
    if state is None:
        return _timed_out()
    shown = request.args.get("show", "0")
    found = pages.answer(
        state.answers, int(shown) if re.fullmatch("[0-9]", shown) else 0, back=url_for(".check", name=name)
    )
    return _with_cookie(make_response(found), name, state)


@blueprint.post("/file")
def keep() -> Answered | tuple[str, int]:
    """The plan as a file, for the answers on the page that asks for it."""
    answers = pages.answers_of(request.form, pages.form())
    read = pages.form().read(answers)
    if read.case is None:
        return pages.form_page(answers, pages.form().placed(read.problems)), 422
    result = current_app.extensions["calculator"].calculate(read.case)
    content = case_file.write(read.case, result, request.form.get("notes", "")[: case_file.MOST_NOTES])
    response = Response(content, mimetype="application/json")
    response.headers["Content-Disposition"] = f'attachment; filename="plan-{dt.date.today()}.json"'
    return response


@blueprint.post("/journey/<name>/clear")
def clear(name: str) -> Answered:
    response = pages.clear()
    response.delete_cookie(COOKIE, path=_path(name, request.script_root))
    return response


@blueprint.post("/journey/<name>/language")
def change_language(name: str) -> Answered | tuple[str, int]:
    """The same page in the other language: the cookie goes over to the addresses of that language."""
    state = _state(name)
    if state is None:
        return _timed_out()
    other = root() + ("" if language.current() == WELSH else f"/{WELSH}")
    wanted = request.form.get("page", "check")
    page = wanted if re.fullmatch(r"check|answer|question/[a-z_]+", wanted) else "check"
    response = redirect(f"{other}/journey/{name}/{page}", 303)
    response.delete_cookie(COOKIE, path=_path(name, request.script_root))
    return _with_cookie(response, name, state, other)


# ---------------------------------------------------------------------- which pages
def _steps(state: State) -> Iterator[Page]:
    """The pages that this person's answers make relevant, in order."""
    still = _open(state)
    for page in _questions().pages:
        if page.topic and page.topic not in state.topics:
            continue
        if page.if_ and not any(state.answers.get(name, "no") != "no" for name in page.if_):
            continue
        if page.id in state.seen or not page.inputs or still is None or still & {*page.inputs}:
            yield page


def _open(state: State) -> frozenset[str] | None:
    """The inputs that can still change a figure; None where there is too little for any sum yet."""
    read = pages.form().read(state.answers)
    if read.case is None:
        return None
    try:
        # What was asked and left open has what stands in for it, and is not asked about again by another question.
        asked = {name for page in _questions().pages if page.id not in state.seen for name in page.inputs}
        return current_app.extensions["calculator"].open_inputs(read.case, asked)  # type: ignore[no-any-return]
    except CaseError:
        return None


def _next(state: State, after: str) -> str | None:
    """The first page not gone past that stands after a page, or anywhere; None where all are done."""
    steps = list(_steps(state))
    ids = [page.id for page in steps]
    start = ids.index(after) + 1 if after in ids else 0
    waiting = [page.id for page in (*steps[start:], *steps[:start]) if page.id not in state.seen]
    return f"question/{waiting[0]}" if waiting else None


def _fields(page: Page) -> list[Field]:
    form = pages.form()
    return [form.fields[name] for name in page.fields if name in form.fields]


def _standing_in(page: Page) -> dict[str, str]:
    """What is taken where a person is not sure of something that no sum can do without."""
    calculator = current_app.extensions["calculator"]
    rules = calculator.book.rules.rules
    return {
        name: number_shown(calculator.amount(value, dt.date.today())) if value in rules else value
        for name, value in page.set.items()
    }


def _is_filled(page: Page, state: State) -> bool:
    return any(field.is_filled(state.answers) for field in _fields(page)) or (
        "partner" in page.fields and bool(state.answers.get("partner"))
    )


def _said(page: Page, state: State) -> list[tuple[str, str]]:
    """What was answered on a page: the question's words, and the answer's."""
    said = entered.said(_fields(page), state.answers)
    if "partner" in page.fields and state.answers.get("partner"):
        said.append((_(page.title), _("Yes") if state.answers["partner"] == "yes" else _("No")))
    said += [(_(page.title), _(topic.title)) for topic in page.topics if topic.id in state.topics]
    return said


def _problems(page: Page, answers: dict[str, str]) -> dict[str, str]:
    """What is wrong with this page's answers; what is wrong elsewhere is said there."""
    form = pages.form()
    read: Read = form.read(answers)
    found = dict(form.placed(read.problems))
    if read.case is not None:
        try:
            current_app.extensions["calculator"].check(read.case)
        except CaseError as error:
            found = dict(form.placed(form.asked(error.problems, read)))
    return {name: words for name, words in found.items() if name in page.fields}


# ---------------------------------------------------------------------- the cookie
def _questions() -> Questions:
    return current_app.extensions["questions"]  # type: ignore[no-any-return]


def _state(name: str) -> State | None:
    if not re.fullmatch(r"[A-Za-z0-9_-]{8}", name):
        abort(404)
    seal: Seal = current_app.extensions["seal"]
    return seal.open(request.cookies.get(COOKIE, ""))


def _go(name: str, state: State, page: str) -> Answered:
    return _with_cookie(redirect(f"{request.script_root}/journey/{name}/{page}", 303), name, state)


def _with_cookie(response: Answered, name: str, state: State, prefix: str | None = None) -> Answered:
    """The response with the answers sealed beside it; a way to go on by file where they are too many for that."""
    seal: Seal = current_app.extensions["seal"]
    try:
        sealed = seal.close(state)
    except TooLarge:
        return make_response(render_template("journey/too_large.html", answers=state.answers), 413)
    path = _path(name, request.script_root if prefix is None else prefix)
    response.set_cookie(COOKIE, sealed, path=path, httponly=True, samesite="Lax", secure=request.is_secure)
    return response


def _path(name: str, prefix: str) -> str:
    return f"{prefix}/journey/{name}"


def _timed_out() -> tuple[str, int]:
    return render_template("journey/timed_out.html", minutes=MINUTES), 410
