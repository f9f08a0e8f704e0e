"""The cookie of one journey, read and set beside its pages."""

from __future__ import annotations

import re

from flask import abort, make_response, redirect, render_template, request
from werkzeug.wrappers import Response

from calculator.web import site
from calculator.web.journey import state as states
from calculator.web.journey.state import COOKIE, State, TooLarge
from calculator.web.seal import Seal


class TimedOut(Exception):
    """The answers of this journey are missing, or too old to be opened."""


def opened(name: str) -> State:
    """The answers that came with the request. Raises TimedOut."""
    if not re.fullmatch(r"[A-Za-z0-9_-]{8}", name):
        abort(404)
    seal = site.part("seal", Seal)
    state = states.opened(seal, request.cookies.get(COOKIE, ""))
    if state is None:
        raise TimedOut
    return state


def go_on(name: str, state: State, page: str) -> Response:
    return kept(redirect(f"{request.script_root}/journey/{name}/{page}", 303), name, state)


def kept(response: Response, name: str, state: State, prefix: str | None = None) -> Response:
    """The response with the sealed answers in its cookie. If they are too long for a cookie, a page that offers a file instead."""
    seal = site.part("seal", Seal)
    try:
        sealed = states.close(seal, state)
    except TooLarge:
        return make_response(render_template("journey/too_large.html", answers=state.answers), 413)
    at = path(name, request.script_root if prefix is None else prefix)
    response.set_cookie(COOKIE, sealed, path=at, httponly=True, samesite="Lax", secure=request.is_secure)
    return response


def forget(response: Response, name: str) -> None:
    response.delete_cookie(COOKIE, path=path(name, request.script_root))


def path(name: str, prefix: str) -> str:
    return f"{prefix}/journey/{name}"
