"""The questions and the pages of the journey, as the files in questions/ have them, and the sections of the form on one page.

There is one file for each part of the journey. It holds the words of its questions and of its pages, and nothing else in the
code repeats them.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from calculator.yaml_text import read_plain

FOLDER = Path(__file__).with_name("questions")
SECTIONS = Path(__file__).with_name("sections.yaml")

Each = Literal["", "adult", "option", "child", "other_adult"]


class _QuestionPart(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Again(_QuestionPart):
    """What is different when a question is asked for the second time, about the partner or the next of several."""

    label: str | None = None
    hint: str | None = None
    problem: str | None = None
    choices: dict[str, str] | None = None


class FormQuestion(_QuestionPart):
    """One question. `choices` are its answers, or the name of a list that several questions share.

    `each` is what it is asked about, such as each adult. `most` is how often it is asked about the same one. A `*` in its name and
    in `at` stands for the number.
    """

    kind: str
    at: str
    label: str
    problem: str
    hint: str = ""
    width: str = ""
    choices: dict[str, str] | str = Field(default_factory=dict)
    each: Each = ""
    most: int = 1
    again: Again = Again()


class Topic(_QuestionPart):
    id: str
    title: str


class EachChoice(_QuestionPart):
    """One question about all choices at once. `field` is what follows job1_ and so on."""

    field: str
    title: str


class Page(_QuestionPart):
    """One page of the journey. `fields` are the form's; `inputs` are the inputs of the rules that they fill."""

    id: str
    group: str = ""
    title: str
    not_sure: str
    why: str = ""
    where: str = ""
    fields: tuple[str, ...] = ()
    inputs: tuple[str, ...] = ()
    topic: str = ""
    if_: Annotated[tuple[str, ...], Field(alias="if")] = ()
    unless: tuple[str, ...] = ()
    not_on: str = ""
    ready: Literal["", "in_work", "out_of_work"] = ""
    each_choice: EachChoice | None = None
    titles: dict[str, str] = Field(default_factory=dict)
    set: dict[str, str] = Field(default_factory=dict)
    topics: tuple[Topic, ...] = ()


class QuestionFile(_QuestionPart):
    """One part of the journey."""

    title: str
    questions: dict[str, FormQuestion]
    pages: tuple[Page, ...]


class RowsOf(_QuestionPart):
    """Questions that a section asks about each choice or each child."""

    each: Literal["option", "child"]
    fields: tuple[str, ...]
    more: tuple[str, ...] = ()


class SectionOf(_QuestionPart):
    """One section of the form on one page."""

    id: str
    title: str
    intro: str = ""
    fields: tuple[str, ...] = ()
    rows: RowsOf | None = None
    more_title: str = ""
    more: tuple[str, ...] = ()


class _Sections(_QuestionPart):
    sections: tuple[SectionOf, ...]


def read_files(folder: Path) -> dict[str, QuestionFile]:
    """The files of a folder by their names, which are the ids of the parts of the journey."""
    return {
        file.stem: QuestionFile.model_validate(read_plain(file.read_bytes(), file.name))
        for file in sorted(folder.glob("*.yaml"))
    }


@cache
def files() -> dict[str, QuestionFile]:
    """The files of the site's own questions, read once."""
    return read_files(FOLDER)


def sections() -> tuple[SectionOf, ...]:
    """The sections of the form on one page, in order."""
    return _Sections.model_validate(read_plain(SECTIONS.read_bytes(), SECTIONS.name)).sections
