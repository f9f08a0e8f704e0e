"""The page of the words that other pages and letters use."""

from __future__ import annotations

from flask import Blueprint, render_template

from calculator.web.answer.glossary import WORDS
from calculator.web.language import _

blueprint = Blueprint("glossary", __name__)


@blueprint.get("/words")
def words() -> str:
    """Every word, in the alphabet of the language in use."""
    return render_template("law/words.html", words=sorted(WORDS, key=lambda word: _(word.title).casefold()))
