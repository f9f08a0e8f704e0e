"""The words that letters use: each is explained where an answer uses it, and all of them on a page."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from calculator import compare
from calculator.web.answer.glossary import WORDS, words_of


def test_every_row_that_a_word_names_can_be_in_an_answer(app: Flask) -> None:
    lines = {line.id for line in app.extensions["calculator"].statement.lines}
    rows = lines | {*compare.MADE_OF, *compare.TAKEN_OFF}
    assert {row for word in WORDS for row in word.rows} <= rows
    assert len({word.id for word in WORDS}) == len({word.title for word in WORDS}) == len(WORDS)


def test_words_come_up_with_their_rows_and_not_without() -> None:
    assert [word.id for word in words_of(["transitional_element", "rent"])] == ["transitional_element"]
    assert words_of([]) == []


@pytest.mark.parametrize("address", ["/example/dan", "/specialist?example=dan"])
def test_an_answer_explains_the_words_of_its_rows(client: FlaskClient, address: str) -> None:
    page = client.get(address).text
    shown = re.findall(r'<details id="word-(\w+)">', page)
    assert {"work_allowance", "taper", "lcwra"} <= {*shown}
    assert "permitted_work" not in shown, "no New Style ESA in this answer"
    assert 'href="/words"' in page


@pytest.mark.parametrize(("prefix", "title"), [("", "Work allowance"), ("/cy", "Lwfans gwaith")])
def test_the_page_of_words_has_all_of_them_in_both_languages(client: FlaskClient, prefix: str, title: str) -> None:
    page = client.get(f"{prefix}/words").text
    assert page.count("<dt id=") == len(WORDS)
    assert f">{title}</dt>" in page
    titles = re.findall(r"<dt id=\"\w+\">([^<]+)</dt>", page)
    assert titles == sorted(titles, key=str.casefold)
