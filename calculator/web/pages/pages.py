"""The pages: start, the form, the answer, about."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from flask import Blueprint, abort, current_app, redirect, render_template, request, url_for
from werkzeug.exceptions import BadHost, HTTPException
from werkzeug.wrappers import Response

from calculator import compare
from calculator.contract.case import Case
from calculator.contract.errors import CaseError, Problem
from calculator.contract.result import Result
from calculator.web import site, themes
from calculator.web.answer.easy import easy
from calculator.web.answer.names import GROUPS, line_names, row_title
from calculator.web.answer.words import Told
from calculator.web.api import api
from calculator.web.form import sure
from calculator.web.form.form import BEFORE, LONGEST_ANSWER, Form
from calculator.web.form.written import lines_of
from calculator.web.language import _
from calculator.web.pages.examples import Examples
from calculator.web.seal import MINUTES

blueprint = Blueprint("pages", __name__)
COUNCIL = "council"  # the field that takes a council or a postcode


@blueprint.get("/")
def start() -> str:
    return render_template("pages/start.html", examples=examples().titles())


@blueprint.get("/about")
def about() -> str:
    calculator = site.calculator()
    return render_template(
        "pages/about.html", first=calculator.first, last=calculator.last, rules=len(calculator.book.rules.shown)
    )


@blueprint.get("/accessibility")
def accessibility() -> str:
    return render_template("pages/accessibility.html")


@blueprint.post("/clear")
def clear() -> Response:
    """Leave the page with the answers, clear what the browser stored, and say what that does not reach."""
    response = redirect(url_for("pages.cleared"), 303)
    # "cookies" would clear those of the whole domain and sign people out of its other sites. The journey's cookie is cleared by its name.
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@blueprint.get("/cleared")
def cleared() -> str:
    return render_template("pages/cleared.html")


@blueprint.get("/calculate")
def ask() -> str:
    name = request.args.get("example")
    if name is None:
        return form_page(blank())
    example = examples().cases.get(name)
    if example is None:
        abort(404)
    return form_page(form().shown(example))


@blueprint.get("/example/<name>")
def example(name: str) -> str | tuple[str, int]:
    """The answer for an example household, as its form would give it."""
    case = examples().cases.get(name)
    if case is None:
        abort(404)
    return answer(form().shown(case), 0)


@blueprint.post("/calculate")
def calculate() -> str | tuple[str, int]:
    answers = sure.settled(answers_of(request.form, form()), request.form)
    if "edit" in request.form:
        return form_page(answers)
    if asked := sure.to_change(answers, request.form):
        return form_page(answers, [(asked.name, asked.doubt.text)])
    return answer(answers, chosen(request.form.get("easy") or request.form.get("show", "")))


def chosen(shown: str) -> int:
    """The number of the choice that is asked for, counting from 0. Anything else than a number means the first."""
    return int(shown) if shown.isdecimal() and len(shown) < 3 else 0


def choice(case: Case) -> int:
    """The choice of a case that is asked for, or the last one if there are not so many. Ends with 404 if there is none."""
    number = min(chosen(request.form.get("show", "")), len(case.options) - 1)
    if number < 0:
        abort(404)
    return number


def answer(answers: dict[str, str], number: int, back: str = "") -> str | tuple[str, int]:
    """The result for one choice. If the answers make no case, the form again; if one is unlikely to be right, a question about it first.

    `back` is the address at which the answers can be changed. Without it, the page itself carries them."""
    own = form()
    read = own.read(answers)
    if read.case is not None:
        try:
            number = min(number, len(read.case.options) - 1)
            result = site.calculator().calculate(read.case, [number])
            if asked := sure.questions(answers, read):
                return _sure_page(asked[0], answers, number, back)
            told = Told(result, read.case, number, site.formats())
            return _easy_page(told, answers) if "easy" in request.form else _result_page(told, answers, back)
        except CaseError as error:
            read.problems = own.asked(error.problems, read)
    return form_page(answers, own.placed(read.problems)), 422


class NoFigures(Exception):
    """Answers that make no case, or a case that gives no figures."""

    def __init__(self, answers: dict[str, str], problems: Sequence[Problem]) -> None:
        self.answers, self.problems = answers, problems


@contextmanager
def case_of(answers: dict[str, str]) -> Iterator[Case]:
    """The case that answers make, to be worked out inside. Raises NoFigures, which brings the form back with what is wrong."""
    read = form().read(answers)
    if read.case is None:
        raise NoFigures(answers, read.problems)
    try:
        yield read.case
    except CaseError as error:
        raise NoFigures(answers, form().asked(error.problems, read)) from None


@blueprint.app_errorhandler(NoFigures)
def form_again(error: NoFigures) -> tuple[str, int]:
    """The form as it was filled in, with each problem at its field."""
    return form_page(error.answers, form().placed(error.problems)), 422


@blueprint.app_errorhandler(HTTPException)
def said_plainly(error: HTTPException) -> tuple[str, int, dict[str, str]] | Response:
    code = error.code or 500
    # What else may be done here (Allow), and when to come back (Retry-After), is told as it stands.
    kept = {name: value for name, value in error.get_headers() if name in ("Allow", "Retry-After")}
    if isinstance(error, BadHost):
        # The address of no page can be made.
        return Response(_("What was sent here cannot be read"), code, mimetype="text/plain")
    if request.path.startswith("/api/"):
        refused = api.problem(code, error.name)
        refused.headers.update(kept)
        return refused
    words = {
        400: _("What was sent here cannot be read"),
        404: _("There is no page at this address"),
        405: _("This page cannot be opened that way"),
        413: _("That is more than this page can take in"),
        421: _("This site has another address"),
        503: _("Too many people are working something out here at this moment. Please try again in a few seconds"),
        429: _("Too many pages were asked for in a short time. Please wait a minute"),
    }
    page = "widget/error.html" if request.blueprint == "widget" else "pages/error.html"
    return render_template(page, heading=words.get(code, _("Something went wrong here"))), code, kept


def form() -> Form:
    """The form of this site."""
    return site.part("form", Form)


def blank() -> dict[str, str]:
    """The form before anything is entered: with the provider's council, which can be changed."""
    provider = themes.chosen()
    council = provider.council if provider else None
    return {**form().blank(), **({"council": council} if council else {})}


def examples() -> Examples:
    """The example households."""
    return site.part("examples", Examples)


def answers_of(posted: Mapping[str, str], form: Form) -> dict[str, str]:
    """What was typed. If the page asks for it (`taken`), missing answers without which nothing can be worked out are filled in."""
    typed = typed_in(posted, form)
    return {**typed, **current_app.extensions["stand_in"](typed)} if "taken" in posted else typed


def typed_in(posted: Mapping[str, str], form: Form) -> dict[str, str]:
    """What was typed, without spaces around it. Only lists and the hidden fields that the form made may be long.

    A postcode becomes its council here, so nothing after this has it. One from which no council follows stays for the form to refuse.
    """
    typed = {name: _bounded(name, typed, form) for name in form.names if (typed := posted.get(name, "").strip())}
    typed = form.settled(form.without_postcode(typed))
    council = site.calculator().councils.register.locate(typed.get(COUNCIL, ""))
    return typed if council is None or isinstance(council, str) else {**typed, COUNCIL: council.name}


def _bounded(name: str, typed: str, form: Form) -> str:
    if name in form.lines:
        return "\n".join(lines_of(typed))  # each line is measured where it is read
    return typed if name in ("base", BEFORE) else typed[:LONGEST_ANSWER]


def form_page(answers: dict[str, str], errors: Sequence[tuple[str, str]] = ()) -> str:
    """All the questions on one page."""
    return render_template(
        "pages/calculate.html",
        form=form(),
        answers=answers,
        errors=dict(errors),
        examples=examples().titles(),
        unseen=form().unseen(answers),
    )


def _sure_page(asked: sure.Question, answers: dict[str, str], number: int, back: str) -> str:
    """One question about what was entered, before the answer."""
    return render_template("pages/sure.html", asked=asked, answers=answers, number=number, back=back, minutes=MINUTES)


def _easy_page(told: Told, answers: dict[str, str]) -> str:
    return render_template(
        "pages/easy.html",
        told=told,
        parts=easy(told),
        number=told.result.options.index(told.option),
        answers=answers,
        as_of=told.result.rules.as_of,
    )


def _result_page(told: Told, answers: dict[str, str], back: str) -> str:
    result: Result = told.result
    return render_template(
        "pages/result.html",
        told=told,
        result=result,
        option=told.option,
        number=result.options.index(told.option),
        answers=answers,
        back=back,
        minutes=MINUTES,
        group_title=GROUPS,
        line_names=line_names,
        row_title=row_title,
        others=[(each.name, compare.answer(result, each)) for each in result.options],
        as_of=result.rules.as_of,
    )
