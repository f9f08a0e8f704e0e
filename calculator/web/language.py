"""The language of a page: Welsh under /cy/, English everywhere else."""

from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import urlencode
from wsgiref.types import StartResponse, WSGIEnvironment

from flask import Flask, request, url_for
from werkzeug.local import LocalProxy

from calculator.i18n import language
from calculator.i18n.language import LANGUAGES, WELSH, current, gettext, later, ngettext

__all__ = ["_", "current", "in_template", "later", "ngettext", "speak"]

_ = gettext
NAMES = {"en": "English", "cy": "Cymraeg"}
_CHOSEN = "calculator.i18n.language"


def in_template(words: str, **given: object) -> str:
    """`_` in a template: the translation with its %(names)s filled in. The template escapes the result."""
    said = gettext(words)
    return said % given if given else said


class _LanguagePrefix:
    """Removes /cy from a path and adds it to every address made on the page, as a server does for a folder."""

    def __init__(self, app: Callable[..., Iterable[bytes]]) -> None:
        self.app = app

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if path == f"/{WELSH}" or path.startswith(f"/{WELSH}/"):
            environ["SCRIPT_NAME"] = f"{environ.get('SCRIPT_NAME', '')}/{WELSH}"
            environ["PATH_INFO"] = path[len(WELSH) + 1 :] or "/"
            environ[_CHOSEN] = WELSH
        return self.app(environ, start)


def root() -> str:
    """The beginning of every address in any language."""
    return request.script_root.removesuffix(f"/{WELSH}") if language.current() == WELSH else request.script_root


def other() -> str:
    """The language that a page can be changed to."""
    return next(each for each in LANGUAGES if each != language.current())


def in_other(endpoint: str, **values: Any) -> str:
    """The address of a page in the other language."""
    here = url_for(endpoint, **values)
    bare = here.removeprefix(request.script_root)
    prefix = root() + ("" if language.current() == WELSH else f"/{WELSH}")
    return prefix + bare


def page_in_other() -> str:
    """The address of the page asked for, with its query, in the other language. A page that was posted, or not found, gives the first page."""
    if request.endpoint is None or request.method != "GET":
        return in_other("pages.start")
    query = urlencode(list(request.args.items(multi=True)))
    return in_other(request.endpoint, **(request.view_args or {})) + (f"?{query}" if query else "")


def speak(app: Flask) -> None:
    """Make an application answer in both languages."""
    app.wsgi_app = _LanguagePrefix(app.wsgi_app)  # type: ignore[method-assign,assignment]
    for each in LANGUAGES:
        language.catalogue(each)

    @app.before_request
    def choose() -> None:
        language.use(request.environ.get(_CHOSEN, language.ENGLISH))

    app.jinja_env.globals.update(
        _=in_template,
        ngettext=ngettext,
        language=LocalProxy(language.current),
        other_language=LocalProxy(lambda: NAMES[other()]),
        other_code=LocalProxy(other),
        in_other=in_other,
        page_in_other=page_in_other,
        bilingual=language.is_translated(WELSH),
    )
