"""The questions and the pages of the journey, as the files in questions/ have them, and the sections of the form on one page.

There is one file for each part of the journey. It holds the words of its questions and of its pages, and nothing else in the
code repeats them.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from calculator.yaml_text import read_model

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
    """One question. `choices` are its answers, or the name of a list that several questions share. `counts` is what its number counts, by a
    name in web/typed/quantities.py.

    `each` is what it is asked about, such as each adult. `most` is how often it is asked about the same one. A `*` in its name and
    in `at` stands for the number.
    """

    kind: str
    at: str
    label: str
    problem: str
    hint: str = ""
    width: str = ""
    counts: str = ""
    choices: dict[str, str] | str = Field(default_factory=dict)
    each: Each = ""
    most: int = 1
    again: Again = Again()


class AskedIf(_QuestionPart):
    """When something is asked. In the names of fields, a `*` stands for the number of the choice or child that the page is about.

    `on` and `not_on` name a way in: it is asked on that one only, or on all others.

    `if` names fields of which one must have an answer other than "no". `only_if` gives the answers that a field must have, and
    `never_if` those that it must not have.
    """

    if_: Annotated[tuple[str, ...], Field(alias="if")] = ()
    only_if: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    never_if: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    on: str = ""
    not_on: str = ""


class Topic(AskedIf):
    """One line to tick. `answer` is the yes-or-no field that the tick fills, and `needs` a topic without which it is not offered."""

    id: str
    title: str
    answer: str = ""
    needs: str = ""


class EachChoice(_QuestionPart):
    """One question about all choices at once. `field` is what follows job1_ and so on."""

    field: str
    title: str


class Page(AskedIf):
    """One page of the journey.

    `fields` are the form's. `inputs` are the inputs of the rules that some of them fill. `each` makes a page for each choice, child or
    other adult, with titles of their own in `row_titles`; `row` is the number of the one that the page is about. A page with `several`
    is asked only if there is more than one choice. `another` is the button that adds one more. `unless_before` names a field for a day and the
    rule that holds a day: the page is not asked if the one was given and lies before the other.

    With `or_ticked`, a page that is `not_on` a way in is asked there too once that topic is ticked. `shows` names the page whose topics
    this one lists, without their boxes. A page has its answer as soon as one of its fields has one; with `asked_until: all`, each must.
    """

    id: str
    group: str = ""
    each: Each = ""
    row: int = 0
    title: str
    row_titles: tuple[str, ...] = ()
    not_sure: str
    why: str = ""
    where: str = ""
    fields: tuple[str, ...] = ()
    inputs: dict[str, str] = Field(default_factory=dict)
    topic: str = ""
    unless: tuple[str, ...] = ()
    unless_before: dict[str, str] = Field(default_factory=dict)
    or_ticked: str = ""
    shows: str = ""
    asked_until: Literal["any", "all"] = "any"
    several: bool = False
    another: str = ""
    ready: Literal["", "in_work", "out_of_work"] = ""
    each_choice: EachChoice | None = None
    set: dict[str, str] = Field(default_factory=dict)
    topics: tuple[Topic, ...] = ()

    @property
    def base(self) -> str:
        """Its id without the number of the choice or child that it is about."""
        return self.id.removesuffix(f"_{self.row}") if self.row > 1 else self.id

    def about(self, row: int) -> Page:
        """The page about one choice, child or other adult, counting from 1."""

        def numbered(name: str) -> str:
            return name.replace("*", str(row))

        return self.model_copy(
            update={
                "id": self.id if row == 1 else f"{self.id}_{row}",
                "row": row,
                "title": self.row_titles[row - 1] if self.row_titles else self.title,
                "fields": tuple(map(numbered, self.fields)),
                "if_": tuple(map(numbered, self.if_)),
                "only_if": {numbered(name): values for name, values in self.only_if.items()},
                "never_if": {numbered(name): values for name, values in self.never_if.items()},
                "set": self.set if row == 1 else {},
            }
        )


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
    return {file.stem: read_model(file, QuestionFile) for file in sorted(folder.glob("*.yaml"))}


@cache
def files() -> dict[str, QuestionFile]:
    """The files of the site's own questions, read once."""
    return read_files(FOLDER)


def sections() -> tuple[SectionOf, ...]:
    """The sections of the form on one page, in order."""
    return read_model(SECTIONS, _Sections).sections
