"""Which pages of the journey a person's answers lead to, what they answered on each, and how far each part is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from flask import abort

from calculator.contract.errors import CaseError
from calculator.web import site
from calculator.web.form import entered
from calculator.web.form.fields import Field
from calculator.web.form.questions import Page
from calculator.web.form.typed import number_shown
from calculator.web.journey import ready
from calculator.web.journey.questions import QuestionGroup, Questions
from calculator.web.journey.state import State
from calculator.web.language import _
from calculator.web.pages import pages


@dataclass(frozen=True, slots=True)
class JourneyPart:
    """One line of the task list. `how_far` is not_started, in_progress or done, and `goes_on` is the next page of the part."""

    id: str
    title: str
    how_far: str
    goes_on: str
    waiting: int
    left_out: int


def questions() -> Questions:
    return site.part("questions", Questions)


def page_named(name: str) -> Page:
    """The page of this name. Answers 404 if there is none."""
    return questions().page(name) or abort(404)


def steps(state: State) -> Iterator[Page]:
    """The pages that this person's answers make relevant, in order."""
    still = _open(state)
    for group in questions().in_order(state.topics):
        for page in questions().pages:
            if page.group == group.id and _is_asked(page, state, still):
                yield page


def _is_asked(page: Page, state: State, still: frozenset[str] | None) -> bool:
    """Whether to ask a page: its topic was ticked, the answers it depends on were given, and it can still change a figure."""
    if (page.topic and page.topic not in state.topics) or (page.not_on and page.not_on in state.topics):
        return False
    if not _fits(page, state.answers):
        return False
    if page.id in state.seen:
        return True
    if any(state.answers.get(name) for name in page.unless):
        return False
    return not page.inputs or still is None or bool(still & {*page.inputs})


def _fits(page: Page, answers: Mapping[str, str]) -> bool:
    """Whether the answers that a page depends on were given."""
    return not page.if_ or any(answers.get(name, "no") != "no" for name in page.if_)


def _open(state: State) -> frozenset[str] | None:
    """The inputs that can still change a figure, or None if there is too little to work out anything yet."""
    read = pages.form().read(state.answers)
    if read.case is None:
        return None
    try:
        # What was asked and left open has what stands in for it, and is not asked about again by another question.
        asked = {name for page in questions().pages if page.id not in state.seen for name in page.inputs}
        return site.calculator().open_inputs(read.case, asked)
    except CaseError:
        return None


def next_page(state: State, after: str) -> str | None:
    """The first page after this one that was not seen yet, or else the first of all. None if all were seen."""
    every = list(steps(state))
    ids = [page.id for page in every]
    start = ids.index(after) + 1 if after in ids else 0
    waiting = [page.id for page in (*every[start:], *every[:start]) if page.id not in state.seen]
    return f"question/{waiting[0]}" if waiting else None


def fields(page: Page) -> list[Field]:
    form = pages.form()
    return [form.fields[name] for name in page.fields if name in form.fields]


def standing_in(page: Page) -> dict[str, str]:
    """What is used if a person is not sure of something without which nothing can be worked out."""
    calculator = site.calculator()
    rules = calculator.book.rules.rules
    return {
        name: number_shown(calculator.amount(value, dt.date.today())) if value in rules else value
        for name, value in page.set.items()
    }


def stand_in(answers: Mapping[str, str]) -> dict[str, str]:
    """What is used instead of missing answers without which nothing can be worked out."""
    found: dict[str, str] = {}
    for page in questions().pages:
        standing, here = standing_in(page), fields(page)
        # A choice of another kind (no paid work) does not need what goes with the usual one.
        other = any(
            answers.get(field.name, standing[field.name]) != standing[field.name]
            for field in here
            if field.look == "select" and field.name in standing
        )
        if not other and _fits(page, answers):
            found.update(
                (name, standing[name])
                for field in here
                if not field.is_filled(answers)
                for name in field.names
                if name in standing
            )
    return found


def is_filled(page: Page, state: State) -> bool:
    return any(field.is_filled(state.answers) for field in fields(page)) or (
        "partner" in page.fields and bool(state.answers.get("partner"))
    )


def said(page: Page, state: State) -> list[tuple[str, str]]:
    """The answers on a page, each with the words of its question."""
    if page.ready:
        every = (each for each in ready.offers(page.ready, pages.form().data(state.answers)[0]))
        return [(_("Ticked"), _(each.title)) for each in every if state.answers.get(each.box)]
    words = entered.said(fields(page), state.answers)
    if "partner" in page.fields and state.answers.get("partner"):
        words.append((_(page.title), _("Yes") if state.answers["partner"] == "yes" else _("No")))
    words += [(_(page.title), _(topic.title)) for topic in page.topics if topic.id in state.topics]
    return words


def title(page: Page, state: State) -> str:
    route = questions().route(state.topics)
    return page.titles.get(route.id, page.title) if route else page.title


def groups(state: State) -> list[tuple[QuestionGroup, list[Page]]]:
    every = list(steps(state))
    return [(group, [page for page in every if page.group == group.id]) for group in questions().in_order(state.topics)]


def part(group: QuestionGroup, asked: list[Page], state: State) -> JourneyPart:
    """How far one part of the journey is, and which page comes next."""
    waiting = [page.id for page in asked if page.id not in state.seen]
    left_out = sum(1 for page in asked if page.id in state.seen and not said(page, state) and not page.topics)
    how_far = "done" if not waiting else "not_started" if len(waiting) == len(asked) else "in_progress"
    return JourneyPart(group.id, group.title, how_far, waiting[0] if waiting else "", len(waiting), left_out)
