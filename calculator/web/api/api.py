"""The JSON API: it answers cases with results, gives the rules as data, and reports problems by RFC 9457. It sets no cookie and stores nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from flask import Blueprint, Response, current_app, g, json, render_template, request, stream_with_context
from werkzeug.exceptions import ClientDisconnected, TooManyRequests

from calculator import effort
from calculator.calculator import Calculator
from calculator.contract.account import AccountStatement, StatementRequest
from calculator.contract.errors import CaseError, Problem, problems_under
from calculator.contract.reading import read_case, read_json, read_model
from calculator.i18n import language
from calculator.law.data import NoSuchRule, listed, shown
from calculator.statement.reading import read_text
from calculator.web import site
from calculator.web.api.caseload import CaseloadJob
from calculator.web.api.offered import Offered
from calculator.web.api.openapi import document
from calculator.web.bounds import MOST_CASES
from calculator.web.logs import log_error
from calculator.web.turns import Busy, Turns

blueprint = Blueprint("api", __name__, url_prefix="/api/v1")
LINES = "application/x-ndjson"
# What only changes with the rules may be kept by whoever asked, and is asked after by its tag.
KEPT = "public, max-age=3600"


@blueprint.before_request
def speak() -> None:
    """Use the language that the request prefers. The page of documentation uses the language of its address."""
    if request.endpoint == "api.about":
        return
    language.use(request.accept_languages.best_match(language.LANGUAGES, language.ENGLISH) or language.ENGLISH)


@blueprint.before_request
def choose_rules() -> Response | None:
    """The rules with the amendments asked for."""
    offered: Offered = current_app.extensions["offered"]
    try:
        asked, turn = request.args.get("amendments", ""), site.part("turns", Turns).take
        with turn(0 if offered.is_held(asked) else effort.MOST):
            g.calculator = offered.of(asked).bounded(effort.MOST, turn)
    except CaseError as error:
        return problem(422, "These amendments cannot be asked for", error.problems)
    return None


@blueprint.after_request
def say_language(response: Response) -> Response:
    response.headers["Content-Language"] = language.current()
    response.vary.add("Accept-Language")
    return response


@blueprint.post("/calculate")
def calculate() -> Response:
    """One case."""
    try:
        data = read_json(request.get_data())
    except CaseError as error:
        return problem(400, "The body is not a case in JSON", error.problems)
    try:
        result = g.calculator.calculate(read_case(data))
    except CaseError as error:
        return problem(422, "This case cannot be worked out", error.problems)
    return _answer(result.to_json())


@blueprint.post("/statement")
def statement() -> Response:
    """A Universal Credit statement: what follows from it, what is left to ask, and the check. Nothing of it is kept."""
    try:
        data = read_json(request.get_data())
    except CaseError as error:
        return problem(400, "The body is not a statement in JSON", error.problems)
    try:
        asked = read_model(StatementRequest, data)
        text = read_text(asked.text) if asked.text else None
        lines = read_model(AccountStatement, text.lines) if text else asked.statement or AccountStatement()
        found = g.calculator.read_statement(lines, dt.date.today(), asked.case, text, asked.letters)
    except CaseError as error:
        return problem(422, "This statement cannot be read", error.problems)
    return _answer(found.to_json())


@blueprint.post("/batch")
def batch() -> Response:
    """Up to a thousand cases, as JSON Lines or an array. One line for each is sent as soon as it is worked out, in the same order."""
    try:
        cases = _cases(request.get_data())
    except CaseError as error:
        return problem(400, "The body is not a list of cases", error.problems)
    spoken, calculator = language.current(), g.calculator

    # A process that has no place for the first case refuses the batch as a whole.
    turns = site.part("turns", Turns)
    turns.in_parts(begun=False)
    first = _line(calculator, cases[0], refuse=True)
    turns.in_parts(begun=True)

    def lines() -> Iterator[str]:
        yield first + "\n"
        for case in cases[1:]:
            try:
                with language.speaking(spoken):
                    told = _line(calculator, case)
            except ClientDisconnected:
                return
            yield told + "\n"

    return Response(stream_with_context(lines()), mimetype=LINES)


@blueprint.post("/caseload")
def caseload() -> Response:
    """Up to a thousand cases, as for /batch: the tables and dividends of a report about all of them. Small counts are hidden."""
    offered: Offered = current_app.extensions["offered"]
    try:
        job = CaseloadJob.asked(offered, site.part("turns", Turns))
    except CaseError as error:
        return problem(422, "This report cannot be asked for", error.problems)
    try:
        cases = _cases(request.get_data())
    except CaseError as error:
        return problem(400, "The body is not a list of cases", error.problems)
    return Response(stream_with_context(job.answer(cases)), mimetype="application/json")


def _cases(body: bytes) -> list[object]:
    """The cases of an array or of JSON Lines. A line that is not JSON becomes its error."""
    found: list[object]
    if request.mimetype == "application/json":
        held = read_json(body)
        if not isinstance(held, list):
            raise CaseError([Problem("", f"must be an array of cases, or JSON Lines sent as {LINES}")])
        found = held
    else:
        found = []
        for line in filter(bytes.strip, body.splitlines()):
            try:
                with problems_under(f"/{len(found)}"):
                    found.append(read_json(line))
            except CaseError as error:
                found.append(error)
    if not 1 <= len(found) <= MOST_CASES:
        raise CaseError([Problem("", f"must be 1 to {MOST_CASES:,} cases; it has {len(found):,}")])
    return found


def _line(calculator: Calculator, case: object, refuse: bool = False) -> str:
    """The answer to one case. With `refuse`, Busy and TooManyRequests are raised, and not told on the line."""
    try:
        if isinstance(case, CaseError):
            raise case
        found = calculator.calculate(read_case(case)).to_json()
    except CaseError as error:
        found = {"error": "This case cannot be worked out", "errors": _told(error.problems)}
    except ClientDisconnected:
        raise
    except (Busy, TooManyRequests) as error:
        if refuse:
            raise
        found = {"error": error.name, "errors": [], **({"retry_after": error.retry_after} if error.retry_after else {})}
    except Exception as error:  # whatever goes wrong with one case, the others are answered
        log_error(current_app, error)
        found = {"error": "Something went wrong here", "errors": []}
    return json.dumps(found, ensure_ascii=False, allow_nan=False)


@blueprint.get("/rules")
def rules() -> Response:
    """Every rule in short."""
    offered: Offered = current_app.extensions["offered"]
    return _of_the_rules({**listed(g.calculator), "amendments_offered": list(offered.names)})


@blueprint.get("/rules/<name>")
def rule(name: str) -> Response:
    """One rule on a day: its value or formula, its source, and all its versions."""
    asked = request.args.get("date")
    try:
        day = dt.date.fromisoformat(asked) if asked is not None else dt.date.today()
    except ValueError:
        return problem(
            422,
            "This date cannot be read",
            [Problem("/date", "must be a date written year-month-day, such as 2026-11-23")],
        )
    try:
        return _of_the_rules(shown(g.calculator, name, day))
    except NoSuchRule as error:
        return problem(404, "There is no such rule", [Problem("/name", str(error))])


@blueprint.get("/openapi.json")
def openapi() -> Response:
    """This API in OpenAPI 3.1."""
    offered: Offered = current_app.extensions["offered"]
    return _of_the_rules(document(request.script_root, "keys" in current_app.extensions, offered.names))


@blueprint.get("/")
def about() -> str:
    """The documentation, with examples that run as they stand."""
    return render_template(
        "pages/api.html",
        base=request.host_url.rstrip("/") + request.script_root + "/api/v1",
        most=MOST_CASES,
        most_work=f"{effort.MOST:,}",
        keyed="keys" in current_app.extensions,
    )


def _of_the_rules(held: object) -> Response:
    response = _answer(held)
    response.headers["Cache-Control"] = KEPT
    response.add_etag()
    response.make_conditional(request)
    return response


def _answer(held: object) -> Response:
    return Response(json.dumps(held, ensure_ascii=False, allow_nan=False), mimetype="application/json")


def _told(problems: Iterable[Problem]) -> list[dict[str, str]]:
    return [{"pointer": each.pointer, "detail": each.detail} for each in problems]


def problem(status: int, title: str, problems: Iterable[Problem] = ()) -> Response:
    """What is wrong, as `application/problem+json`."""
    body = {"type": "about:blank", "title": title, "status": status, "errors": _told(problems)}
    return Response(json.dumps(body, ensure_ascii=False), status, mimetype="application/problem+json")
