"""The pages of the journey in their order, checked against the form and the rules when the site starts."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from itertools import groupby
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from calculator.web.form import questions
from calculator.web.form.form import Form
from calculator.web.form.questions import AskedIf, Page
from calculator.web.form.sections import EACH
from calculator.yaml_text import WrongFile, read_model

FILE = Path(__file__).with_name("order.yaml")
TOPIC = "topic_"
PARTNER = "partner"  # a field that is the form's own and not one of a question


class _OrderPart(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Route(_OrderPart):
    """A way into the journey with an order of its own."""

    id: str
    groups: tuple[str, ...]


class _Order(_OrderPart):
    groups: tuple[str, ...]
    routes: tuple[Route, ...]
    ways_in: tuple[str, ...]


class QuestionGroup(_OrderPart):
    id: str
    title: str


class Questions(_OrderPart):
    groups: tuple[QuestionGroup, ...]
    routes: tuple[Route, ...]
    ways_in: tuple[str, ...]
    pages: tuple[Page, ...]

    def route(self, topics: Iterable[str]) -> Route | None:
        """The way in that a person took, which is one of their topics."""
        return next((route for route in self.routes if route.id in topics), None)

    def in_order(self, topics: Iterable[str]) -> list[QuestionGroup]:
        """The groups in the order of the way in."""
        route = self.route(topics)
        return sorted(self.groups, key=lambda group: route.groups.index(group.id)) if route else list(self.groups)

    def page(self, name: str) -> Page | None:
        return next((page for page in self.pages if page.id == name), None)


def load(form: Form, inputs: Iterable[str], rules: Collection[str]) -> Questions:
    """Read the pages.

    Raises WrongFile if a page names a field, an input, a rule, a group or a topic that does not exist, or if a field is on no page or on two.
    """
    files = questions.files()
    order = read_model(FILE, _Order)
    if {*order.groups} != {*files}:
        raise WrongFile(f"{FILE.name}: groups must be {', '.join(files)}")
    found = Questions(
        groups=tuple(QuestionGroup(id=name, title=files[name].title) for name in order.groups),
        routes=order.routes,
        ways_in=order.ways_in,
        pages=tuple(
            page.model_copy(update={"group": name}) for name in order.groups for page in _numbered(files[name].pages)
        ),
    )
    if wrong := list(_wrong(found, form, frozenset(inputs), rules)):
        raise WrongFile(f"questions: {'; '.join(wrong)}")
    return found


def _numbered(pages: Iterable[Page]) -> Iterator[Page]:
    """The pages, with those about each choice, child or adult once for each. Pages about the same thing that follow each other stay
    together: all about the first child, then all about the second."""
    for each, together in groupby(pages, key=lambda page: page.each):
        block = list(together)
        if each:
            yield from (page.about(row) for row in range(1, len(EACH[each]) + 1) for page in block)
        else:
            yield from block


def _wrong(found: Questions, form: Form, inputs: frozenset[str], rules: Collection[str]) -> Iterator[str]:
    ways_in = {*found.ways_in, *(route.id for route in found.routes)}
    topics = {topic.id for page in found.pages for topic in page.topics} | ways_in
    known = {*form.fields, PARTNER}
    asked = [name for page in found.pages for name in page.fields]
    yield from (f"field {name} on two pages" for name in sorted({*asked}) if asked.count(name) > 1)
    yield from (f"field {name} on no page" for name in form.fields if name not in asked)
    for route in found.routes:
        if {*route.groups} != {group.id for group in found.groups}:
            yield f"route {route.id}"
    for page in found.pages:
        conditions: tuple[AskedIf, ...] = (page, *page.topics)
        named = [name for each in conditions for name in (*each.if_, *each.only_if, *each.never_if)]
        named += [topic.answer for topic in page.topics if topic.answer]
        yield from (
            f"field {name}"
            for name in (*page.fields, *page.unless, *page.unless_before, *page.inputs, *named)
            if name not in known
        )
        yield from (f"input {name}" for name in page.inputs.values() if name not in inputs)
        yield from (f"rule {name}" for name in page.unless_before.values() if name not in rules)
        marks = {mark for asked in (page, *page.topics) for mark in (asked.on, asked.not_on) if mark}
        yield from (f"way in {mark}" for mark in sorted(marks - ways_in))
        if page.or_ticked and page.or_ticked not in topics:
            yield f"topic {page.or_ticked}"
        if page.shows and found.page(page.shows) is None:
            yield f"page {page.shows}"
        yield from (f"topic {topic.needs}" for topic in page.topics if topic.needs and topic.needs not in topics)
        if page.each and page.row_titles and len(page.row_titles) != len(EACH[page.each]):
            yield f"titles of {page.id}"
        if page.each_choice and f"job1_{page.each_choice.field}" not in form.fields:
            yield f"field {page.each_choice.field}"
        if page.topic and page.topic not in topics:
            yield f"topic {page.topic}"
