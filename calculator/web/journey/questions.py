"""The pages of the journey, from questions.yaml, checked against the form and the rules when the site starts."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from calculator.web.form.form import Form
from calculator.yaml_text import read_plain

FILE = Path(__file__).with_name("questions.yaml")
TOPIC = "topic_"


class _QuestionPart(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class QuestionGroup(_QuestionPart):
    id: str
    title: str


class Topic(_QuestionPart):
    id: str
    title: str


class Route(_QuestionPart):
    """A way in with an order of its own."""

    id: str
    groups: tuple[str, ...]


class EachChoice(_QuestionPart):
    """One thing asked of all choices at once. `field` is what follows job1_ and so on."""

    field: str
    title: str


class Page(_QuestionPart):
    """One page. `fields` are the form's; `inputs` the rules' inputs that they feed."""

    id: str
    group: str
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


class Questions(_QuestionPart):
    groups: tuple[QuestionGroup, ...]
    routes: tuple[Route, ...]
    pages: tuple[Page, ...]

    def route(self, topics: Iterable[str]) -> Route | None:
        """The way in that a person took, which stands among their topics."""
        return next((route for route in self.routes if route.id in topics), None)

    def in_order(self, topics: Iterable[str]) -> list[QuestionGroup]:
        """The groups in the order of the way in."""
        route = self.route(topics)
        return sorted(self.groups, key=lambda group: route.groups.index(group.id)) if route else list(self.groups)

    def page(self, name: str) -> Page | None:
        return next((page for page in self.pages if page.id == name), None)


def load(form: Form, inputs: Iterable[str]) -> Questions:
    """The questions. Raises ValueError where one names a field or an input that there is not, or a field stands nowhere."""
    found = Questions.model_validate(read_plain(FILE.read_bytes(), str(FILE)))
    known, groups = frozenset(inputs), {group.id for group in found.groups}
    topics = {topic.id for page in found.pages for topic in page.topics} | {route.id for route in found.routes}
    asked = [name for page in found.pages for name in page.fields]
    wrong = [
        *(f"field {name}" for name in asked if name not in form.fields and name != "partner"),
        *(f"field {name} on two pages" for name in set(asked) if asked.count(name) > 1),
        *(f"field {name} on no page" for name in form.fields if name not in asked),
        *(f"input {name}" for page in found.pages for name in page.inputs if name not in known),
        *(f"group {page.group}" for page in found.pages if page.group not in groups),
        *(
            f"field {page.each_choice.field}"
            for page in found.pages
            if page.each_choice and f"job1_{page.each_choice.field}" not in form.fields
        ),
        *(f"route {route.id}" for route in found.routes if {*route.groups} != groups),
        *(f"topic {page.topic}" for page in found.pages if page.topic and page.topic not in topics),
    ]
    if wrong:
        raise ValueError(f"{FILE.name}: {'; '.join(wrong)}")
    return found
