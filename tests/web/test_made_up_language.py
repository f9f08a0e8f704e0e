"""The interface in a language that nobody speaks: longer by half, written from right to left, and with some sentences missing."""

import gettext
import itertools
import re
from collections.abc import Iterator
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from loaded import CALCULATOR
from test_journey import faults_by_width, fits
from test_language import forget_typed_words
from test_pages import fields_of
from werkzeug.serving import make_server

from calculator.i18n import language
from calculator.i18n.language import Spoken
from calculator.web.app import create_app

if TYPE_CHECKING:
    from playwright.sync_api import Browser

CODE = "qaa"  # a code that ISO 639 keeps for private use
MISSING = {"Go on", "Where are you now?", "Your answer"}
_PLACES = re.compile(r"%\([a-z_]+\)s|\{[a-z_]+\}")


class MadeUp(gettext.NullTranslations):
    """Every sentence between brackets, and longer by half."""

    def gettext(self, words: str) -> str:
        if words in MISSING or not words.strip():
            return words
        bare = _PLACES.sub("", words)
        return f"⟦{words}{' ' + 'ולל ' * (len(bare) // 8) if len(bare) > 7 else ''}⟧"

    def ngettext(self, one: str, several: str, number: int) -> str:
        return self.gettext(one if number == 1 else several)


@pytest.fixture(scope="module")
def made_up() -> Iterator[Flask]:
    real = language.catalogue
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(language.LANGUAGES, CODE, Spoken("he_IL", "Made up", "rtl"))
        patch.setattr(language, "catalogue", lambda code: MadeUp() if code == CODE else real(code))
        forget_typed_words(patch)
        yield create_app(CALCULATOR)


@pytest.fixture
def visitor(made_up: Flask) -> FlaskClient:
    return made_up.test_client()


def main(page: str) -> str:
    return page[page.index("<main") : page.index("</main")]


def test_a_third_language_has_its_own_addresses_and_a_link_on_every_page(visitor: FlaskClient) -> None:
    english, welsh, third = (visitor.get(f"{prefix}/about").text for prefix in ("", "/cy", f"/{CODE}"))
    assert f'<a href="/{CODE}/about" lang="{CODE}" hreflang="{CODE}">Made up</a>' in english
    assert '<a href="/cy/about" lang="cy" hreflang="cy">Cymraeg</a>' in english
    assert f'<a href="/{CODE}/about"' in welsh
    assert '<a href="/about" lang="en" hreflang="en">English</a>' in welsh
    assert f'<html lang="{CODE}" dir="rtl">' in third
    assert '<a href="/cy/about"' in third
    assert '<a href="/about"' in third
    assert "⟦" in main(third)
    assert "dir=" not in english[:200]
    assert f'<a href="/{CODE}/councils/E08000035"' in visitor.get("/councils/E08000035").text, (
        "an address with a code of its own"
    )


def test_a_missing_sentence_alone_falls_back(visitor: FlaskClient) -> None:
    page = visitor.get(f"/{CODE}/").text
    assert "Where are you now?" in page
    assert "⟦Where are you now?" not in page
    assert "⟦I am out of work" in page


def test_the_journey_walks_through_a_third_language(visitor: FlaskClient) -> None:
    where = visitor.post(f"/{CODE}/start", data={"route": "out_of_work"}).headers["Location"]
    assert where.startswith(f"/{CODE}/journey/")
    given = {"job1_hours": "16", "job1_pay": "13", "job1_pay_per": "hour", "age": "34"}
    pages = 0
    while "/question/" in where:
        page = visitor.get(where).text
        assert f'<html lang="{CODE}" dir="rtl">' in page
        assert "⟦" in main(page)
        where = visitor.post(
            where, data={name: value for name, value in given.items() if f'name="{name}"' in page}
        ).headers["Location"]
        pages += 1
    assert pages > 5
    answer = visitor.get(where).text
    assert 'id="answer"' in answer
    assert main(answer).count("⟦") > 100
    name = where.split("/")[3]
    other = visitor.post(f"/{CODE}/journey/{name}/language?to=cy", data={"page": "question/age", "age": "35"}).headers[
        "Location"
    ]
    assert other == f"/cy/journey/{name}/question/age"
    assert fields_of(visitor.get(other).text)["age"] == "35"


_BLOCKS = re.compile(
    r"</?(?:p|li|h[1-6]|dt|dd|td|th|div|label|legend|summary|option|button|caption|section|tr|ul|figcaption|text|span|strong|small)\b[^>]*>"
)


def groups(text: str) -> list[tuple[str, int, int]]:
    """The bracketed strings of a text that stand in no other, and where each begins and ends."""
    found, depth, began = [], 0, 0
    for place, mark in enumerate(text):
        depth += {"⟦": 1, "⟧": -1}.get(mark, 0)
        if mark == "⟦" and depth == 1:
            began = place
        elif mark == "⟧" and depth == 0:
            found.append((text[began + 1 : place].replace("ולל", "").strip("⟦⟧ "), began, place + 1))
    return found


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/example/joanne",
        "/example/dan",
        "/example/dan/timeline",
        "/quick",
        "/statement",
        "/calculate?example=dan",
        "/cleared",
        "/about",
    ],
)
def test_no_sentence_is_glued_from_parts(visitor: FlaskClient, path: str) -> None:
    """A part ends a sentence, or the next one begins one: a language that inflects cannot put two halves together."""
    page = _BLOCKS.sub("¶", visitor.get(f"/{CODE}{path}").text)
    text = " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())
    every = groups(text)
    assert every
    for (first, _began, ended), (then, begins, _end) in itertools.pairwise(every):
        between = text[ended:begins]
        halves = (
            re.fullmatch(r"[^¶:.;,·–(“×÷+−=]{0,20}", between) and first[-1:] not in ".?!:;)”" and then[:1].islower()
        )
        assert not halves, (first, between, then)


@pytest.mark.browser
@pytest.mark.parametrize("width", [320, 1280])
def test_longer_words_from_the_right_fit_and_are_accessible(chromium: "Browser", made_up: Flask, width: int) -> None:
    import threading

    server = make_server("127.0.0.1", 0, made_up, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    context: Any = chromium.new_context(viewport={"width": width, "height": 800})
    try:
        page = context.new_page()
        for path in (
            "/",
            "/quick",
            "/calculate",
            "/example/joanne",
            "/example/dan/timeline",
            "/specialist?example=dan",
            "/statement",
            "/cleared",
        ):
            page.goto(f"http://127.0.0.1:{server.server_port}/{CODE}{path}")
            assert fits(page), path
            assert not faults_by_width(page), path
            assert page.evaluate("getComputedStyle(document.querySelector('h1')).direction") == "rtl"
    finally:
        context.close()
        server.shutdown()
        thread.join()
        server.server_close()
