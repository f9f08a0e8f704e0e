"""The JSON API: a Case in, a Result out, and problems as RFC 9457 says."""

from collections.abc import Iterable

from flask import Blueprint, Response, current_app, json, request

from calculator.case import read_case, read_json
from calculator.errors import CaseError, Problem

blueprint = Blueprint("api", __name__, url_prefix="/api/v1")


@blueprint.post("/calculate")
def calculate() -> Response:
    try:
        data = read_json(request.get_data())
    except CaseError as error:
        return problem(400, "The body is not a case in JSON", error.problems)
    try:
        result = current_app.extensions["calculator"].calculate(read_case(data))
    except CaseError as error:
        return problem(422, "This case cannot be worked out", error.problems)
    return Response(json.dumps(result.to_json(), ensure_ascii=False, allow_nan=False), mimetype="application/json")


def problem(status: int, title: str, problems: Iterable[Problem] = ()) -> Response:
    body = {
        "type": "about:blank",
        "title": title,
        "status": status,
        "errors": [{"pointer": each.pointer, "detail": each.detail} for each in problems],
    }
    return Response(json.dumps(body, ensure_ascii=False), status, mimetype="application/problem+json")
