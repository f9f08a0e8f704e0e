"""The language of a page: Welsh under /cy/, any other under its own code, English everywhere else."""

from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import urlencode
from wsgiref.types import StartResponse, WSGIEnvironment

from flask import Flask, request, url_for
from markupsafe import Markup, escape
from werkzeug.local import LocalProxy

from calculator.i18n import language
from calculator.i18n.language import ENGLISH, LANGUAGES, current, gettext, later, ngettext

__all__ = ["_", "current", "in_template", "later", "ngettext", "speak"]

_ = gettext
_CHOSEN = "calculator.i18n.language"


def in_template(words: str, **given: object) -> str:
    """`_` in a template: the translation with its %(names)s filled in. The template escapes the result, but for links that are filled in."""
    said = gettext(words)
    if any(isinstance(each, Markup) for each in given.values()):
        return Markup(escape(said)) % given
    return said % given if given else said


class _LanguagePrefix:
    """Removes the code of a language, such as /cy, from a path and adds it to every address made on the page, as a server does for a folder."""

    def __init__(self, app: Callable[..., Iterable[bytes]]) -> None:
        self.app = app

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        code = path[1:].partition("/")[0]
        if code in LANGUAGES and code != ENGLISH:
            environ["SCRIPT_NAME"] = f"{environ.get('SCRIPT_NAME', '')}/{code}"
            environ["PATH_INFO"] = path[len(code) + 1 :] or "/"
            environ[_CHOSEN] = code
        return self.app(environ, start)


def prefix(code: str) -> str:
    """What stands before an address in a language."""
    return "" if code == ENGLISH else f"/{code}"


def root() -> str:
    """The beginning of every address in any language."""
    return request.script_root.removesuffix(prefix(language.current()))


def others() -> list[str]:
    """The languages that a page can be changed to: those that there are translations for."""
    return [each for each in LANGUAGES if each != language.current() and language.is_translated(each)]


def first_other() -> str:
    """The first language that a page can be changed to; English if there is no other."""
    return next(iter(others()), ENGLISH)


def in_other(endpoint: str, code: str = "", /, **values: Any) -> str:
    """The address of a page in another language, or in the first of the others."""
    here = url_for(endpoint, **values)
    bare = here.removeprefix(request.script_root)
    return root() + prefix(code or first_other()) + bare


def page_in_other(code: str = "") -> str:
    """The address of the page asked for, with its query, in another language. A page that was posted, or not found, gives the first page."""
    if request.endpoint is None or request.method != "GET":
        return in_other("pages.start", code)
    query = urlencode(list(request.args.items(multi=True)))
    return in_other(request.endpoint, code, **(request.view_args or {})) + (f"?{query}" if query else "")


def cited(words: str, url: str = "") -> Markup:
    """A citation, with its link if it has one. It is English on every page, and says so if the page is not."""
    mark = (
        Markup("")
        if language.current() == ENGLISH
        else Markup(' lang="en" dir="ltr"' if _direction() == "rtl" else ' lang="en"')
    )
    if url:
        return Markup('<a href="{}" rel="noreferrer"{}>{}</a>').format(url, mark, words)
    return Markup("<span{}>{}</span>").format(mark, words) if mark else escape(words)


def _direction() -> str:
    return LANGUAGES[language.current()].direction


def speak(app: Flask) -> None:
    """Make an application answer in every language."""
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
        direction=LocalProxy(_direction),
        languages=LANGUAGES,
        other_languages=others,
        in_other=in_other,
        page_in_other=page_in_other,
        cited=cited,
    )
