"""Which pages of the journey a person's answers lead to, what they answered on each, and how far each part is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from flask import abort

from calculator.contract.errors import CaseError
from calculator.web import site
from calculator.web.form import entered
from calculator.web.form.fields import Day, Field
from calculator.web.form.questions import AskedIf, Page, Topic
from calculator.web.form.written import number_shown
from calculator.web.journey import ready
from calculator.web.journey.questions import QuestionGroup, Questions
from calculator.web.journey.state import State
from calculator.web.language import _, later
from calculator.web.pages import pages

# How the names of the fields about each choice, child or other adult begin, and what each is called if it has no name.
PREFIX = {"option": "job", "child": "child", "other_adult": "other"}
CALLED = {
    "option": (
        later("The first choice"),
        later("The second choice"),
        later("The third choice"),
        later("The fourth choice"),
        later("The fifth choice"),
    ),
    "child": (
        later("Your first child"),
        later("Your second child"),
        later("Your third child"),
        later("Your fourth child"),
        later("Your fifth child"),
        later("Your sixth child"),
    ),
    "other_adult": (
        later("The first of the other adults"),
        later("The second of the other adults"),
        later("The third of the other adults"),
    ),
}


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
    still = _Open(state)
    for group in questions().in_order(state.topics):
        for page in questions().pages:
            if page.group == group.id and _is_asked(page, state, still):
                yield page


def counted(page: Page, state: State) -> list[Page]:
    """The pages that count as questions of this journey, with this one among them."""
    return [step for step in steps(state) if step.id == page.id or step.id not in state.known]


class _Open:
    """The inputs that can still change a figure, worked out only if a page asks."""

    def __init__(self, state: State) -> None:
        self._state = state

    @cached_property
    def inputs(self) -> frozenset[str] | None:
        return _open(self._state)

    def any_of(self, inputs: Collection[str]) -> bool:
        return self.inputs is None or bool(self.inputs & {*inputs})


def _is_asked(page: Page, state: State, still: _Open) -> bool:
    """Whether to ask a page: its topic was ticked, the answers it depends on were given, and it can still change a figure."""
    if page.topic and page.topic not in state.topics:
        return False
    if not _on_way_in(page, state) and page.or_ticked not in state.topics:
        return False
    if not fits(page, state.answers) or not _has_row(page, state):
        return False
    if page.id in state.seen:
        return True
    if any(state.answers.get(name) for name in page.unless):
        return False
    if any(_is_before(name, rule, state.answers) for name, rule in page.unless_before.items()):
        return False
    return not page.inputs or still.any_of(page.inputs.values())


def _on_way_in(asked: AskedIf, state: State) -> bool:
    """Whether a page or a topic belongs to the way in that the person took."""
    return (not asked.on or asked.on in state.topics) and asked.not_on not in state.topics


def _is_before(name: str, rule: str, answers: Mapping[str, str]) -> bool:
    """Whether the day that was given in a field lies before the day that a rule holds."""
    field = pages.form().fields[name]
    try:
        given = (
            dt.date.fromisoformat(field.read_day(answers.get(name, ""), dt.date.today()))
            if isinstance(field, Day)
            else None
        )
    except ValueError:
        return False
    return given is not None and given.toordinal() < site.calculator().amount_today(rule)


def fits(asked: AskedIf, answers: Mapping[str, str]) -> bool:
    """Whether the answers that a page or a topic depends on were given."""
    return (
        (not asked.if_ or any(_said(name, answers) for name in asked.if_))
        and all(answers.get(name, "") in values for name, values in asked.only_if.items())
        and not any(answers.get(name, "") in values for name, values in asked.never_if.items())
    )


def _said(name: str, answers: Mapping[str, str]) -> bool:
    """Whether a field has an answer other than no."""
    field = pages.form().fields.get(name)
    filled = field.is_filled(answers) if field else bool(answers.get(name))
    return filled and answers.get(name) != "no"


def _has_row(page: Page, state: State) -> bool:
    """Whether there is the choice, child or other adult that a page is about, and more than one choice if it needs several."""
    if page.several and not has_row("option", 2, state):
        return False
    return not page.each or has_row(page.each, page.row, state)


def has_row(each: str, row: int, state: State) -> bool:
    """Whether a choice, child or other adult has any answers, or was added to be asked about. Whoever is asked has a first."""
    return row == 1 or added(each, row) in state.topics or row_is_filled(each, row, state.answers)


def added(each: str, row: int) -> str:
    """The mark among the topics of a choice, child or other adult that was added and may have no answers yet."""
    return f"{each}_{row}"


def row_is_filled(each: str, row: int, answers: Mapping[str, str]) -> bool:
    return any(field.is_filled(answers) for field in _of_row(each, row))


def _of_row(each: str, row: int) -> Iterator[Field]:
    """The fields about one choice, child or other adult."""
    begins = f"{PREFIX[each]}{row}_"
    return (field for name, field in pages.form().fields.items() if name.startswith(begins))


def without(answers: Mapping[str, str], gone: Iterable[Field]) -> dict[str, str]:
    """The answers without those of some fields."""
    names = {name for field in gone for name in field.names}
    return {name: value for name, value in answers.items() if name not in names}


def drop_row(each: str, row: int, state: State) -> None:
    """Take away a choice, child or other adult that was left blank."""
    state.answers = without(state.answers, _of_row(each, row))
    state.topics = [topic for topic in state.topics if topic != added(each, row)]


def untick(topic: str, state: State) -> None:
    """Take away a topic with the answers on its pages and with the topics that are ticked there."""
    every = questions().pages
    own = [page for page in every if topic in (page.topic, page.or_ticked)]
    state.answers = without(state.answers, (field for page in own for field in fields(page)))
    state.seen = [seen for seen in state.seen if seen not in {page.id for page in own}]
    state.topics = [each for each in state.topics if each not in {topic, *(added(page.each, page.row) for page in own)}]
    below = [each.id for page in every for each in page.topics if page in own or each.needs == topic]
    for each in below:
        if each in state.topics:
            untick(each, state)


def begun(answers: dict[str, str], ask_again: Collection[str] = (), topics: Iterable[str] = ()) -> State:
    """A journey that begins with answers that are known already. Only the pages that they leave open are asked.

    ask_again: pages to ask although they have an answer, because it is only about right.
    """
    state = State(answers)
    # A topic that brings other topics is ticked if one of them is, so those are looked at first.
    for page in reversed(questions().pages):
        if page.topic and (is_filled(page, state) or {topic.id for topic in page.topics} & {*state.topics}):
            state.topics.append(page.topic)
    state.topics = list(dict.fromkeys([*topics, *state.topics]))
    again = {page.id for page in questions().pages if page.base in ask_again}
    state.seen = [page.id for page in questions().pages if page.id not in again and is_filled(page, state)]
    state.known = [*state.seen]
    return state


def open_fields(page: Page, state: State) -> list[Field]:
    """The fields of a page, without those that can no longer change a figure and have no answer. All, if none is left."""
    every = fields(page)
    still = _open(state, [*page.inputs.values()]) if len(every) > 1 and page.inputs else None
    if still is None:
        return every
    kept = [field for field in every if page.inputs.get(field.name) in (None, *still) or field.is_filled(state.answers)]
    return kept or every


def _open(state: State, also: Collection[str] = ()) -> frozenset[str] | None:
    """The inputs that can still change a figure, or None if there is too little to work out anything yet."""
    read = pages.form().read({**stand_in(state.answers), **state.answers})
    if read.case is None:
        return None
    try:
        # What was asked and left open has what stands in for it, and is not asked about again by another question.
        asked = {name for page in questions().pages if page.id not in state.seen for name in page.inputs.values()}
        return site.calculator().open_inputs(read.case, {*asked, *also})
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
        name: number_shown(calculator.amount_today(value)) if value in rules else value
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
        if not other and fits(page, answers):
            found.update(
                (name, standing[name])
                for field in here
                if not field.is_filled(answers)
                for name in field.names
                if name in standing
            )
    return found


def is_filled(page: Page, state: State) -> bool:
    """Whether a page has an answer. A list to tick has one if it asks for a yes or no that is known; what else may apply is not."""
    filled = [field.is_filled(state.answers) for field in fields(page)]
    enough = all if filled and page.asked_until == "all" else any
    return enough(filled) or any(state.answers.get(topic.answer) for topic in page.topics)


def ticked(page: Page, state: State) -> list[str]:
    """The ids of the topics of a page that are ticked."""
    return [each.id for each in page.topics if each.id in state.topics or state.answers.get(each.answer) == "yes"]


def offered(page: Page, state: State) -> list[Topic]:
    """The topics of a page that the answers so far do not make pointless."""
    return [
        topic
        for topic in page.topics
        if fits(topic, state.answers) and (not topic.needs or topic.needs in state.topics) and _on_way_in(topic, state)
    ]


def called(page: Page, state: State) -> str:
    """The choice, child or other adult that a page is about, as the person would know it. Empty if there is only one, unnamed choice."""
    if not page.each:
        return ""
    name = _(CALLED[page.each][page.row - 1])
    if page.each == "option":
        return state.answers.get(f"job{page.row}_name") or (name if has_row("option", 2, state) else "")
    given = state.answers.get(f"{PREFIX[page.each]}{page.row}_age", "")
    return f"{name}, {given}" if given else name


def said(page: Page, state: State) -> list[tuple[str, str]]:
    """The answers on a page, each with the words of its question."""
    if page.ready:
        every = (each for each in ready.offers(page.ready, pages.form().data(state.answers)[0]))
        return [(_("Ticked"), _(each.title)) for each in every if state.answers.get(each.box)]
    words = entered.said(fields(page), state.answers)
    if len(fields(page)) == 1:
        words = [(_(page.title), value) for _label, value in words]
    titles = {topic.id: topic.title for topic in page.topics}
    return words + [(_(page.title), _(titles[topic])) for topic in ticked(page, state)]


def groups(state: State) -> list[tuple[QuestionGroup, list[Page]]]:
    every = list(steps(state))
    return [(group, [page for page in every if page.group == group.id]) for group in questions().in_order(state.topics)]


def part(group: QuestionGroup, asked: list[Page], state: State) -> JourneyPart:
    """How far one part of the journey is, and which page comes next."""
    waiting = [page.id for page in asked if page.id not in state.seen]
    left_out = sum(1 for page in asked if page.id in state.seen and not said(page, state) and not page.topics)
    how_far = "done" if not waiting else "not_started" if len(waiting) == len(asked) else "in_progress"
    return JourneyPart(group.id, group.title, how_far, waiting[0] if waiting else "", len(waiting), left_out)
