"""How hard the words are to read."""

import re
from html import unescape

import pytest
import textstat
from flask import Flask
from flask.testing import FlaskClient
from loaded import CALCULATOR
from test_plan import answers
from test_walk import HOUSEHOLDS

from calculator.web.answer.names import OPEN_ANSWERS

# A US school grade of 6 is an age of about 11 years; LIX under 30 is very easy.
HARDEST_GRADE, HARDEST_LIX = 6, 30


def sentences(page: str) -> str:
    main = page[page.index("<main") : page.index("</main>")]
    found = (
        unescape(re.sub(r"<[^>]+>", "", each)).strip()
        for each in re.findall(r"<(?:p|li)[^>]*>(.*?)</(?:p|li)>", main, re.DOTALL)
    )
    return " ".join(each if each.endswith((".", "?", ":")) else f"{each}." for each in found if len(each.split()) > 4)


@pytest.mark.parametrize(
    "address",
    ["/", "/about", "/accessibility", "/quick", "/statement", "/calculate", "/example/dan", "/example/rhys-and-lorna"],
)
def test_a_page_reads_as_for_a_child_of_eleven(client: FlaskClient, address: str) -> None:
    words = sentences(client.get(address).text)
    assert textstat.automated_readability_index(words) <= HARDEST_GRADE
    assert textstat.lix(words) <= HARDEST_LIX


@pytest.mark.parametrize("name", HOUSEHOLDS)
def test_easy_read_is_one_short_sentence_a_line(client: FlaskClient, app: Flask, name: str) -> None:
    page = client.post("/calculate", data={**answers(app, name), "easy": "0"}).text
    lines = [
        unescape(line) for line in re.findall(r"<li>(.*?)</li>", page[page.index("<main") : page.index("</main>")])
    ]
    assert len(lines) > 8
    assert not [line for line in lines if len(line.split()) > 20]
    assert sum(len(line.split()) for line in lines) / len(lines) < 10


def test_the_questions_do_too(app: Flask) -> None:
    pages = app.extensions["questions"].pages
    words = " ".join(each for page in pages for each in (page.title, page.why, page.where, page.not_sure) if each)
    assert textstat.automated_readability_index(words) <= HARDEST_GRADE


@pytest.mark.parametrize(
    "word", ["taper", "disregard", "passported", "claimant", "you must", "invalid", "failed", "good for you"]
)
def test_words_that_shut_people_out_are_not_used(client: FlaskClient, app: Flask, word: str) -> None:
    pages = [sentences(client.get(address).text) for address in ("/", "/about", "/quick", "/calculate", "/example/dan")]
    pages += [f"{page.title} {page.why} {page.not_sure}" for page in app.extensions["questions"].pages]
    assert not [page for page in pages if word in page.lower()]


def test_every_open_question_has_words_for_what_is_not_known(app: Flask) -> None:
    ends = {question.path.rpartition("/")[2] for question in CALCULATOR.statement.open_questions}
    assert ends <= OPEN_ANSWERS.keys()
