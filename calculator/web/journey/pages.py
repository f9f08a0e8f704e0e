"""The pages of the journey: one question, the list of answers, the result, and keeping or clearing the answers."""

from __future__ import annotations

import datetime as dt
import re
import secrets
from collections.abc import Mapping

from flask import (
    Blueprint,
    Flask,
    Response,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from werkzeug.wrappers import Response as Answered

from calculator.contract import plan_file as case_file
from calculator.contract.case import Case
from calculator.contract.errors import CaseError
from calculator.i18n.language import LANGUAGES
from calculator.web import site
from calculator.web.api.signing import signing_key
from calculator.web.form import record, sure
from calculator.web.form.form import BEFORE, LONGEST_ANSWER
from calculator.web.form.questions import Page
from calculator.web.form.sections import MOST_OPTIONS
from calculator.web.journey import cookie, ready, route
from calculator.web.journey.questions import TOPIC, load
from calculator.web.journey.state import State
from calculator.web.language import _, first_other, prefix, root
from calculator.web.pages import pages
from calculator.web.seal import MINUTES, Seal

blueprint = Blueprint("journey", __name__)
IN_WORK = ("in_work", "in_work_first")  # the topic, and the way in, of somebody who has a job
MOST_FILE = 200_000
WRONG = "wrong"  # in the address of a question that the answer led back to


def set_up(app: Flask) -> None:
    """Read the questions, and the key that seals answers. Raises KeyRefused."""
    calculator = app.extensions["calculator"]
    inputs = [rule.name for rule in calculator.book.rules.inputs]
    app.extensions["questions"] = load(app.extensions["form"], inputs, calculator.book.rules.rules)
    app.extensions["seal"] = Seal(signing_key())
    app.extensions["stand_in"] = route.stand_in


@blueprint.errorhandler(cookie.TimedOut)
def timed_out(_gone: cookie.TimedOut) -> tuple[str, int]:
    return render_template("journey/timed_out.html", minutes=MINUTES), 410


# ---------------------------------------------------------------------- beginning
@blueprint.post("/start")
def start() -> Answered:
    """Begin with the answers that were posted from the quick look, or with none."""
    answers = {**pages.blank(), **pages.answers_of(request.form, pages.form())}
    way_in = IN_WORK if request.form.get("route") == "in_work" else ()
    state = route.begun(answers, request.form.getlist("again"), way_in)
    name = secrets.token_urlsafe(6)
    to_check = request.form.get("to") == "check"
    return cookie.go_on(name, state, "check" if to_check else route.next_page(state, "") or "check")


@blueprint.get("/open")
def open_form() -> str:
    return render_template("journey/open.html", problem="")


@blueprint.post("/open")
def open_file() -> Answered | tuple[str, int]:
    """Go on from a plan that was kept: as a file, or as the text that a private link held."""
    posted = request.files.get("file")
    content = posted.read(MOST_FILE + 1) if posted else request.form.get("case", "").encode()
    if not content or len(content) > MOST_FILE:
        return _not_opened(_("Choose the file of a plan that you kept"))
    try:
        opened = case_file.read(content)
        result = site.calculator().calculate(opened.case, ())
    except CaseError:
        return _not_opened(
            _("This file is not a plan that this site kept, or it was changed. Choose another file, or start again")
            if posted
            else _(
                "This private link is broken or not complete. Copy the whole of it again, or open the file of the plan."
            )
        )
    form = pages.form()
    answers = form.shown(opened.data)
    if not form.unseen(answers):
        del answers["base"]
    if opened.saved:
        answers[BEFORE] = opened.before
    in_work = answers.get("now_hours") or answers.get("now_pay")
    state = route.begun(answers, topics=IN_WORK if in_work else ())
    state.seen = list(dict.fromkeys([*state.seen, *(page.id for page in route.steps(state))]))
    state.known = []
    name = secrets.token_urlsafe(6)
    changed = case_file.differences(opened, result)
    if not changed:
        return cookie.go_on(name, state, "tasks")
    page = render_template("journey/changed.html", journey=name, file=opened, changed=changed, rules=result.rules)
    return cookie.kept(make_response(page), name, state)


def _not_opened(problem: str) -> tuple[str, int]:
    return render_template("journey/open.html", problem=problem), 422


# ---------------------------------------------------------------------- one question
@blueprint.get("/journey/<name>/question/<page>")
def question(name: str, page: str) -> Answered:
    asked, state = route.page_named(page), cookie.opened(name)
    problems = _problems(asked, state.answers) if WRONG in request.args else {}
    shown = _question_page(name, asked, state, state.answers, problems)
    return cookie.kept(make_response(shown, 422 if problems else 200), name, state)


@blueprint.post("/journey/<name>/question/<page>")
def answer_question(name: str, page: str) -> Answered:
    asked, state = route.page_named(page), cookie.opened(name)
    answers, problems = _answered(asked, state, unsure="not_sure" in request.form)
    if problems:
        shown = _question_page(name, asked, state, answers, problems)
        return cookie.kept(make_response(shown, 422), name, state)
    made = {row for row in range(1, MOST_OPTIONS + 1) if not ready.filled(pages.form(), state.answers, row)}
    state.answers = answers
    made = {row for row in made if ready.filled(pages.form(), answers, row)}
    _settle_rows(asked, state)
    done = [asked.id]
    if asked.topics:
        _settle_topics(asked, state, unsure="not_sure" in request.form)
    if asked.ready == ready.IN_WORK:
        # What was ticked fills these; they come only where somebody wants to change one.
        done += [page.id for page in route.questions().pages if page.base in ("kind", "job", "compare")]
    elif asked.ready:
        done += [page.id for page in route.questions().pages if page.base in ("kind", "job") and page.row in made]
    if asked.topic and route.is_filled(asked, state):
        state.topics = list(dict.fromkeys([*state.topics, asked.topic]))
    state.seen = list(dict.fromkeys([*state.seen, *done]))
    if "another" in request.form:
        _add(asked, state)
    back = request.form.get("back") == "check"
    return cookie.go_on(name, state, "check" if back else route.next_page(state, asked.id) or "answer")


def _settle_rows(page: Page, state: State) -> None:
    """Take away a further choice, child or adult whose pages were left blank."""
    own = [each for each in route.questions().pages if (each.each, each.row) == (page.each, page.row) and each.another]
    if page.row > 1 and page.id == own[-1].id and not route.row_is_filled(page.each, page.row, state.answers):
        route.drop_row(page.each, page.row, state)


def _settle_topics(page: Page, state: State, *, unsure: bool) -> None:
    """Keep what was ticked on a page, and take away the answers of what no longer is."""
    before = route.ticked(page, state)
    for topic in route.offered(page, state):
        now = not unsure and bool(request.form.get(TOPIC + topic.id))
        if topic.answer:
            state.answers[topic.answer] = "yes" if now else "no"
        elif now:
            state.topics = list(dict.fromkeys([*state.topics, topic.id]))
        elif topic.id in before:
            route.untick(topic.id, state)


def _add(page: Page, state: State) -> None:
    """Add one more choice, child or adult to be asked about, if there can be more."""
    every = [each for each in route.questions().pages if each.each == page.each]
    further = next((each for each in every if each.another and not route.has_row(page.each, each.row, state)), None)
    if further is not None:
        state.topics.append(route.added(page.each, further.row))
        own = {each.id for each in every if each.row == further.row}
        state.seen = [seen for seen in state.seen if seen not in own]


def _answered(page: Page, state: State, unsure: bool) -> tuple[dict[str, str], dict[str, str]]:
    """All answers including those of this page, and what is wrong with this page's."""
    form = pages.form()
    if page.ready:
        return _ticked(page, state, unsure)
    own = {each for field in route.fields(page) for each in field.names}
    kept = {key: value for key, value in state.answers.items() if key not in own}
    typed = {} if unsure else pages.answers_of(request.form, form)
    answers = {**kept, **{key: value for key, value in typed.items() if key in own}}
    if unsure or (page.set and not any(field.is_filled(answers) for field in route.fields(page))):
        answers.update(route.standing_in(page))
    if page.each_choice and _asks_of_each(page, state):
        said = "" if unsure else request.form.get(_each_name(page), "")
        for number in range(1, MOST_OPTIONS + 1):
            answers.pop(f"job{number}_{page.each_choice.field}", None)
            if said in ("yes", "no") and ready.filled(form, answers, number):
                answers[f"job{number}_{page.each_choice.field}"] = said
    return answers, _problems(page, answers)


def _ticked(page: Page, state: State, unsure: bool) -> tuple[dict[str, str], dict[str, str]]:
    """The same for a page of choices to tick."""
    names = ready.names(page.ready)
    kept = {name: value for name, value in state.answers.items() if name not in names}
    given = {name: request.form.get(name, "").strip()[:LONGEST_ANSWER] for name in names}
    answers = {**kept, **({} if unsure else {name: value for name, value in given.items() if value})}
    made, problems = ready.fill(pages.form(), page.ready, answers, dt.date.today())
    return (answers, problems) if problems else (made, {})


def _problems(page: Page, answers: dict[str, str]) -> dict[str, str]:
    """What is wrong with this page's answers. Problems of other pages are shown there."""
    return {name: words for name, words in _placed(answers).items() if name in page.fields}


def _placed(answers: dict[str, str]) -> dict[str, str]:
    """What is wrong with the answers, by field."""
    form = pages.form()
    read = form.read(answers)
    if read.case is not None:
        try:
            site.calculator().check(read.case)
        except CaseError as error:
            return dict(form.placed(form.asked(error.problems, read)))
    return dict(form.placed(read.problems))


def _each_name(page: Page) -> str:
    return f"each_{page.each_choice.field}" if page.each_choice else ""


def _asks_of_each(page: Page, state: State) -> bool:
    return page.each_choice is not None and route.questions().route(state.topics) is not None


def _question_page(
    name: str, page: Page, state: State, answers: Mapping[str, str], problems: Mapping[str, str] | None = None
) -> str:
    ids = [step.id for step in route.counted(page, state)]
    place = ids.index(page.id) if page.id in ids else 0
    return render_template(
        "journey/question.html",
        journey=name,
        page=page,
        called=route.called(page, state),
        fields=route.open_fields(page, state),
        topics=route.offered(page, state),
        listed=route.offered(route.page_named(page.shows), state) if page.shows else [],
        ticked=route.ticked(page, state),
        offers=ready.offers(page.ready, pages.form().data(state.answers)[0]) if page.ready else [],
        starts=ready.STARTS if page.ready == ready.IN_WORK else None,
        in_place=page.ready == ready.IN_WORK and ready.filled(pages.form(), state.answers, 1),
        each_name=_each_name(page) if _asks_of_each(page, state) else "",
        each_said=answers.get(f"job1_{page.each_choice.field}", "") if page.each_choice else "",
        answers=answers,
        errors=problems or {},
        topic_prefix=TOPIC,
        number=place + 1,
        numbers=len(ids),
        back=url_for(".question", name=name, page=ids[place - 1]) if place else url_for("pages.start"),
        to_check=request.values.get("back") == "check",
        minutes=MINUTES,
    )


# ---------------------------------------------------------------------- what is answered
@blueprint.get("/journey/<name>/tasks")
def tasks(name: str) -> Answered:
    """The parts of the journey, and how far each one is."""
    state = cookie.opened(name)
    shown = render_template(
        "journey/tasks.html",
        journey=name,
        parts=[route.part(group, pages_of, state) for group, pages_of in route.groups(state) if pages_of],
        next_page=route.next_page(state, ""),
        ready=pages.form().read(state.answers).case is not None,
        minutes=MINUTES,
    )
    return cookie.kept(make_response(shown), name, state)


@blueprint.get("/journey/<name>/check")
def check(name: str) -> Answered:
    """The answers by group, each with a link to change it, and ways to keep them."""
    state = cookie.opened(name)
    groups = [
        (group, [(page, route.called(page, state), route.said(page, state), page.id in state.seen) for page in asked])
        for group, asked in route.groups(state)
    ]
    read = pages.form().read(state.answers)
    shown = render_template(
        "journey/check.html",
        journey=name,
        groups=groups,
        missing=sum(1 for _group, asked in route.groups(state) for page in asked if page.id not in state.seen),
        next_page=route.next_page(state, ""),
        link=_link(read.case) if read.case else "",
        ready=read.case is not None,
        answers=state.answers,
        minutes=MINUTES,
    )
    return cookie.kept(make_response(shown), name, state)


def _link(case: Case) -> str:
    """The part of a private link that holds the case, with its result if it can be worked out."""
    try:
        return case_file.fragment(case, site.calculator().calculate(case, ()))
    except CaseError:
        return case_file.fragment(case)


@blueprint.get("/journey/<name>/answer")
def answer(name: str) -> Answered:
    """The answer, the same page as every other way in gives. If an answer cannot be used, the page that asked for it instead."""
    state = cookie.opened(name)
    if wrong := _page_in_error(state):
        return cookie.go_on(name, state, f"question/{wrong}?{WRONG}=1")
    found = pages.answer(state.answers, pages.chosen(request.args.get("show", "")), back=url_for(".check", name=name))
    return cookie.kept(make_response(found), name, state)


def _page_in_error(state: State) -> str:
    """The first page with an answer that cannot be used; empty if there is none."""
    wrong = _placed(state.answers)
    return next((page.id for page in route.questions().pages if wrong.keys() & {*page.fields}), "")


@blueprint.post("/journey/<name>/answer")
def settle(name: str) -> Answered:
    """Take the reply to a question about an answer: it is right, the suggestion was meant, or the person wants to change it."""
    state = cookie.opened(name)
    if asked := sure.to_change(state.answers, request.form):
        page = next((page.id for page in route.questions().pages if asked.name in page.fields), None)
        to = url_for(".question", name=name, page=page, back="check") if page else url_for(".check", name=name)
        return cookie.kept(redirect(to, 303), name, state)
    state.answers = sure.settled(state.answers, request.form)
    show = pages.chosen(request.form.get("show", ""))
    return cookie.kept(redirect(url_for(".answer", name=name, show=show or None), 303), name, state)


@blueprint.post("/file")
def keep() -> Answered:
    """The plan as a file, for the answers on the page that asks for it."""
    answers = pages.answers_of(request.form, pages.form())
    with pages.case_of(answers) as case:
        result = site.calculator().calculate(case, ())
    before = case_file.before(answers.get(BEFORE, ""))
    notes = request.form.get("notes", before.notes if before else "")[: case_file.MOST_NOTES]
    content = case_file.write(case, result, notes, record.posted(before), record.visit(before))
    response = Response(content, mimetype="application/json")
    response.headers["Content-Disposition"] = f'attachment; filename="{record.file_name(before, "json")}"'
    return response


@blueprint.post("/journey/<name>/clear")
def clear(name: str) -> Answered:
    response = pages.clear()
    cookie.forget(response, name)
    return response


def _keep_typed(page: Page, state: State) -> None:
    """Keep what was typed or ticked on a page that is not answered yet, as it is: whatever is wrong with it is told when it is answered."""
    if page.ready:
        own = ready.names(page.ready)
        typed = {name: value for name in own if (value := request.form.get(name, "").strip()[:LONGEST_ANSWER])}
        state.answers = {**{name: value for name, value in state.answers.items() if name not in own}, **typed}
    else:
        state.answers, _problems = _answered(page, state, unsure=False)
        if page.topics:
            _settle_topics(page, state, unsure=False)


@blueprint.post("/journey/<name>/language")
def change_language(name: str) -> Answered:
    """The same page in another language, with what was typed. The cookie is set again for the addresses of that language."""
    state = cookie.opened(name)
    wanted_language = request.args.get("to", "")
    other = root() + prefix(wanted_language if wanted_language in LANGUAGES else first_other())
    wanted = request.form.get("page", "check")
    page = wanted if re.fullmatch(r"check|tasks|answer|question/[a-z_]+", wanted) else "check"
    if page.startswith("question/"):
        _keep_typed(route.page_named(page.partition("/")[2]), state)
        page += "?back=check" if request.form.get("back") == "check" else ""
    response = redirect(f"{other}/journey/{name}/{page}", 303)
    cookie.forget(response, name)
    return cookie.kept(response, name, state, other)
