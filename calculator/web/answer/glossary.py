"""The words of the benefits world in plain words. glossary.yaml holds them."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from calculator.yaml_text import read_model

FILE = Path(__file__).with_name("glossary.yaml")


class GlossaryWord(BaseModel):
    """One word: what it is called, what it means, its law, and the rows of an answer under which it comes up."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    title: str
    text: str
    law: str
    rows: tuple[str, ...] = ()


class _Glossary(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    words: tuple[GlossaryWord, ...]


WORDS = read_model(FILE, _Glossary).words


def words_of(rows: Collection[str]) -> list[GlossaryWord]:
    """The words that come up under these rows of an answer, in the order of the file."""
    return [word for word in WORDS if any(row in rows for row in word.rows)]
