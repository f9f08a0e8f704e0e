"""The pages: start, the form, the answer, about."""

from collections.abc import Mapping, Sequence

from flask import Blueprint, abort, current_app, redirect, render_template, request, url_for
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from calculator import compare
from calculator.errors import CaseError
from calculator.result import Result
from calculator.web import api
from calculator.web.examples import Examples
from calculator.web.form import LONGEST_ANSWER, Form
from calculator.web.language import _
from calculator.web.words import GROUPS, Told, line_names, row_title

blueprint = Blueprint("pages", __name__)


@blueprint.get("/")
def start() -> str:
    return render_template("pages/start.html", examples=_examples().titles())


@blueprint.get("/about")
def about() -> str:
    calculator = current_app.extensions["calculator"]
    return render_template(
        "pages/about.html", first=calculator.first, last=calculator.last, rules=len(calculator.book.rules.rules)
    )


@blueprint.get("/health")
def health() -> dict[str, str]:
    return {"status": "ok"}


@blueprint.post("/clear")
def clear() -> Response:
    """Leave the page with the answers behind; there is nothing else to clear."""
    response = redirect(url_for("pages.start"), 303)
    response.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return response


@blueprint.get("/calculate")
def ask() -> str:
    name = request.args.get("example")
    if name is None:
        return _form_page(_form().blank())
    example = _examples().cases.get(name)
    if example is None:
        abort(404)
    return _form_page(_form().shown(example))


@blueprint.get("/example/<name>")
def example(name: str) -> str | tuple[str, int]:
    """The answer for an example household, as its form would give it."""
    case = _examples().cases.get(name)
    if case is None:
        abort(404)
    return _answer(_form().shown(case), 0)


@blueprint.post("/calculate")
def calculate() -> str | tuple[str, int]:
    answers = _answers(request.form, _form())
    if "edit" in request.form:
        return _form_page(answers)
    shown = request.form.get("show", "0")
    return _answer(answers, int(shown) if shown.isdecimal() and len(shown) < 3 else 0)


def _answer(answers: dict[str, str], number: int) -> str | tuple[str, int]:
    """The page for one choice of the Case that the answers make; the form again where they make none."""
    form = _form()
    read = form.read(answers)
    if read.case is not None:
        try:
            result = current_app.extensions["calculator"].calculate(read.case)
            number = min(number, len(result.options) - 1)
            return _result_page(Told(result, read.case, number, current_app.extensions["formats"]), answers)
        except CaseError as error:
            read.problems = form.asked(error.problems, read)
    return _form_page(answers, form.placed(read.problems)), 422


@blueprint.app_errorhandler(HTTPException)
def said_plainly(error: HTTPException) -> tuple[str, int] | Response:
    code = error.code or 500
    if request.path.startswith("/api/"):
        return api.problem(code, error.name)
    words = {
        400: _("What was sent here cannot be read"),
        404: _("There is no page at this address"),
        405: _("This page cannot be opened that way"),
        413: _("That is more than this page can take in"),
    }
    return render_template("pages/error.html", heading=words.get(code, _("Something went wrong here"))), code


def _form() -> Form:
    return current_app.extensions["form"]  # type: ignore[no-any-return]


def _examples() -> Examples:
    return current_app.extensions["examples"]  # type: ignore[no-any-return]


def _answers(posted: Mapping[str, str], form: Form) -> dict[str, str]:
    """What was typed, without spaces around it. Only `base`, which the form itself made, may be long."""
    return {
        name: typed if name == "base" else typed[:LONGEST_ANSWER]
        for name in form.names
        if (typed := posted.get(name, "").strip())
    }


def _form_page(answers: dict[str, str], errors: Sequence[tuple[str, str]] = ()) -> str:
    return render_template(
        "pages/calculate.html",
        form=_form(),
        answers=answers,
        errors=dict(errors),
        examples=_examples().titles(),
        unseen=_form().unseen(answers),
    )


def _result_page(told: Told, answers: dict[str, str]) -> str:
    result: Result = told.result
    return render_template(
        "pages/result.html",
        told=told,
        result=result,
        option=told.option,
        number=result.options.index(told.option),
        answers=answers,
        group_title=GROUPS,
        line_names=line_names,
        row_title=row_title,
        others=[(each.name, compare.answer(result, each)) for each in result.options],
        as_of=result.rules.as_of,
    )
