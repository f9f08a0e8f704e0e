"""The words of words.yaml in every language, and text cut into the pieces that they are looked up by."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from calculator.i18n.language import months, said_in_any
from calculator.yaml_text import read_model

_FILE = Path(__file__).with_name("words.yaml")
LONGEST = 60  # characters of one number or day with its words
_PIECE = re.compile(r"[0-9]++(?:[.,][0-9]++)*+|[^\W\d_]++|\S")
_JOINED = re.compile(r"(?<=\w)-(?=[^\W\d_])")  # the hyphen of 4-weekly and take-home
_ALIKE = str.maketrans(
    {"’": "'", "‘": "'", "`": "'", "–": "-", "—": "-", "−": "-", "‑": "-", "‐": "-", "½": ".5", "¼": ".25", "¾": ".75"}
)


class _Words(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    words: dict[str, dict[str, str]]


WORDS = read_model(_FILE, _Words).words


@dataclass(frozen=True, slots=True)
class Piece:
    """A number, a word or a sign, in small letters, and where it stands in the text."""

    text: str
    start: int
    end: int

    @property
    def is_number(self) -> bool:
        return self.text[0] in "0123456789"


def pieces(text: str) -> list[Piece]:
    """The pieces of a text. Dots after words and hyphens before them are left out: p.c.m. is pcm, and 4-weekly is 4 weekly."""
    plain = _JOINED.sub(" ", text.translate(_ALIKE))
    cut = [(each[0], each.start(), each.end()) for each in _PIECE.finditer(plain)]
    made: list[Piece] = []
    for word, start, end in cut:
        before = made[-1] if made else None
        if word == "." and before and not before.is_number:
            continue
        joined = before and before.text.isalpha() and word.isalpha() and plain[before.end : start] == "."
        if joined and before:
            made[-1] = Piece(before.text + word.casefold(), before.start, end)
        else:
            made.append(Piece(word.casefold(), start, end))
    return made


Form = tuple[str, ...]


@cache
def _forms(group: str) -> dict[str, list[tuple[Form, tuple[str, ...]]]]:
    """All forms of the words of a group in every language, each cut into its pieces, with what it can mean: by the first piece, the longest first."""
    found: dict[Form, list[str]] = defaultdict(list)
    for meaning, listed in WORDS[group].items():
        for words in said_in_any(listed):
            for form in words.split("|"):
                found[tuple(each.text for each in pieces(form))].append(meaning)
    if group == "months":
        for name, number in months():
            found[name,].append(str(number))
    by_first: dict[str, list[tuple[Form, tuple[str, ...]]]] = defaultdict(list)
    for pieces_of in sorted(found, key=len, reverse=True):
        by_first[pieces_of[0]].append((pieces_of, tuple(found[pieces_of])))
    return dict(by_first)


def word_at(cut: Sequence[Piece], at: int, group: str, *meanings: str) -> tuple[str, int] | None:
    """The longest words of a group at a place: what they mean, and the place after them. With `meanings`, only words of those."""
    for form, meant in _forms(group).get(cut[at].text, ()) if at < len(cut) else ():
        end = at + len(form)
        if end <= len(cut) and all(each == piece.text for each, piece in zip(form, cut[at:end], strict=True)):
            for meaning in meant:
                if not meanings or meaning in meanings:
                    return meaning, end
    return None


def usual(group: str, meaning: str) -> str:
    """The list of forms, of which the first is the usual one, as the catalogue has it."""
    return WORDS[group][meaning]
