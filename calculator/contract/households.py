"""The household of an option on each day: the case with the changes of the option made that have begun by then.

Each changed case is checked as a whole, and its problems point into the change that causes them. Somebody in the household is known by the
place where the given case tells of them, because a place in a list means somebody else once a person has left.
"""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import groupby
from typing import Any, TypeAlias

from pydantic import ValidationError

from calculator.contract.case import Case, HouseholdChange, Option, Work
from calculator.contract.errors import CaseError, Problem
from calculator.contract.home import ChildCare, ChildCareCosts
from calculator.contract.json_patch import PatchError, Step, patched, steps_of
from calculator.contract.model import Tally
from calculator.contract.reading import problems
from calculator.frozen import frozen

Document: TypeAlias = dict[object, Any]  # a case as JSON, in which each person also has a mark
# What the help with housing on a statement does not hang on.
_NOT_OF_THE_HELP = (
    "housing_help_on_statement", "council_tax", "council_tax_band", "band_reduced_for_disability", "paid_to_landlord",
)  # fmt: skip
_PEOPLE = ("adults", "children")
# What no change can be about, so that it stays as the case gives it.
_KEPT = ("options", "views", "compare_with", "money")
# The least age that the contract takes for each.
_YOUNGEST = {"adults": 16, "children": 0}
_CHILD = re.compile(r"child:([0-9]{1,2})")


@frozen
class Person:
    """Somebody in a household: the JSON pointer to where the given case tells of them, and the days that what it tells is of.

    `told` is the day of an age, and `esa_told` that of the days counted in New Style ESA.
    """

    pointer: str
    told: dt.date
    esa_told: dt.date


@frozen
class Household:
    """A case with some changes of an option made. `childcare` is what the option gives; `made` counts the changes.

    `other_adults` tells whether they have made a couple, or parted one. `places` are the places changed, each with the pointer to its new
    value. `capital` is money that has come once and is in the savings.
    """

    case: Case
    adults: tuple[Person, ...]
    children: tuple[Person, ...]
    childcare: ChildCareCosts | None = None
    made: int = 0
    other_adults: bool = False
    places: tuple[tuple[str, str], ...] = ()
    capital: Decimal = Decimal(0)

    @property
    def is_changed(self) -> bool:
        """Whether the case is not as it was given."""
        return bool(self.made or self.capital)

    def with_capital(self, amount: Decimal) -> Household:
        """The household with money that has come and counts as savings."""
        if not amount:
            return self
        case = self.case.model_copy(update={"savings": (self.case.savings or Decimal(0)) + amount})
        return replace(self, case=case, capital=amount)

    def given(self, pointer: str) -> str:
        """Where something in the changed case stands in the given one: in the last change of it, or where it always did."""
        for changed, value in reversed(self.places):
            if f"{pointer}/".startswith(f"{changed}/"):
                return value + pointer.removeprefix(changed)
        return pointer


def unchanged(case: Case) -> Household:
    """The household as the case gives it."""
    adults = tuple(person_of(case, "adults", n) for n in range(len(case.adults)))
    return Household(case, adults, tuple(person_of(case, "children", n) for n in range(len(case.children))))


def person_of(case: Case, field: str, number: int) -> Person:
    """An adult or a child of the case as given, by their place."""
    return Person(f"/{field}/{number}", case.date, case.date)


class Households:
    """The households of an option over time. `turns` are the days on which one takes the place of another.

    Raises:
        CaseError: a change cannot be made, or makes a case that is not valid.
    """

    def __init__(self, case: Case, number: int | None) -> None:
        option = None if number is None else case.options[number]
        first = replace(unchanged(case), childcare=option.childcare if option else None)
        self._all = [first]
        self.turns: tuple[dt.date, ...] = ()
        if option is not None and option.changes:
            pointer = f"/options/{number}"
            self._all += _Changing(case, option, pointer).households()
            self.turns = tuple(day for day, _ in _by_day(case, option))
            _check_works(self, case, option, pointer)
            self._all = [_with_childcare(each, self.on(case.start_of(option)), pointer) for each in self._all]

    def on(self, day: dt.date) -> Household:
        """The household on a day."""
        return self._all[bisect_right(self.turns, day)]

    def __iter__(self) -> Iterator[Household]:
        return iter(self._all)


def change_problems(case: Case) -> Iterator[Problem]:
    """What is wrong with the changes of the options of a valid case."""
    for number in range(len(case.options)):
        try:
            Households(case, number)
        except CaseError as error:
            yield from error.problems


def begins(case: Case, option: Option, change: HouseholdChange) -> dt.date:
    """The first day of a change."""
    return change.from_ or option.starts or case.date


def _by_day(case: Case, option: Option) -> list[tuple[dt.date, list[int]]]:
    """The places of an option's changes by the day on which they begin, in order."""
    days = [begins(case, option, change) for change in option.changes]
    order = sorted(range(len(days)), key=lambda n: days[n])
    return [(day, list(same)) for day, same in groupby(order, key=lambda n: days[n])]


@frozen
class _Decided:
    """The adults of a household, by their pointers, and those of them who have a health decision: their wait is over (reg 28)."""

    seen: frozenset[str]
    pointers: frozenset[str]


def _with_decision(case: Case, adults: Sequence[Person]) -> _Decided:
    pairs = list(zip(case.adults, adults, strict=True))
    return _Decided(
        frozenset(person.pointer for _, person in pairs),
        frozenset(person.pointer for adult, person in pairs if adult.uc_health in ("lcw", "lcwra")),
    )


class _Mark:
    """The key under which a person in the document keeps their `Person`. No JSON can hold it."""


class _Changing:
    """Makes the changes of one option, day by day."""

    def __init__(self, case: Case, option: Option, pointer: str) -> None:
        self.case, self.option, self.pointer = case, option, pointer
        self.document = _document(case, (unchanged(case).adults, unchanged(case).children))
        self.decided = _with_decision(case, unchanged(case).adults)
        self.places: list[tuple[int, tuple[Step, ...]]] = []  # which change has changed which place, in the order made

    def households(self) -> Iterator[Household]:
        for day, numbers in _by_day(self.case, self.option):
            for number in numbers:
                self._make(number, day)
            yield self._household(max(day, self.case.date))

    def _make(self, number: int, day: dt.date) -> None:
        change, before = self.option.changes[number], self.document
        where = f"{self.pointer}/changes/{number}"
        try:
            made, place = patched(before, change.op, steps_of(change.path), change.value)
            assert isinstance(made, dict)
            self.document = _renumbered(_with_help_worked_out(made, place), before)
        except PatchError as error:
            raise CaseError([Problem(f"{where}/path", str(error))]) from None
        self.places.append((number, place))
        for field in _PEOPLE:
            self.document = _marked(self.document, field, place, Person(f"{where}/value", day, day))

    def _household(self, day: dt.date) -> Household:
        adults, children = (tuple(_mark_of(each) for each in _people(self.document, field)) for field in _PEOPLE)
        try:
            case = Case.model_validate({**self._plain(), "date": day}, context=Tally())
        except ValidationError as error:
            raise CaseError(replace(each, pointer=self._pointer_into(each)) for each in problems(error)) from None
        case = self._with_evidence(self._with_births(case), adults, day)
        self.document, self.decided = _document(case, (adults, children)), _with_decision(case, adults)
        kept = {field: getattr(self.case, field) for field in ("date", *_KEPT)}
        return Household(
            case.model_copy(update=kept),
            adults,
            children,
            self.option.childcare,
            len(self.places),
            adults != unchanged(self.case).adults,
            tuple((_pointer(place), f"{self.pointer}/changes/{number}/value") for number, place in self.places),
        )

    def _plain(self) -> Document:
        """The document without marks, and with the least age for those whose age no change is about, because time alone changes that."""
        made = dict(self.document)
        for field in _PEOPLE:
            if isinstance(made.get(field), list):
                made[field] = [self._unmarked(each, _YOUNGEST[field]) for each in made[field]]
        return made

    def _unmarked(self, person: object, youngest: int) -> object:
        if not isinstance(person, dict):
            return person
        plain = {name: part for name, part in person.items() if name is not _Mark}
        if person.get("date_of_birth") and self._is_told_by_case(_mark_of(person)):
            plain |= {"date_of_birth": None, "age": youngest}
        return plain

    def _is_told_by_case(self, person: Person) -> bool:
        return person.told == self.case.date and "/changes/" not in person.pointer

    def _with_evidence(self, case: Case, adults: Sequence[Person], day: dt.date) -> Case:
        """The case in which LCWRA that a change gives to somebody waits from its day on (UC Regs reg 28), unless the case dates it."""
        found = []
        for adult, person in zip(case.adults, adults, strict=True):
            was_there = person.pointer in self.decided.seen
            dated = adult.medical_evidence_from is not None or adult.lcwra_from is not None
            given = was_there and adult.uc_health == "lcwra" and person.pointer not in self.decided.pointers
            found.append(adult.model_copy(update={"medical_evidence_from": day}) if given and not dated else adult)
        return case.model_copy(update={"adults": tuple(found)})

    def _with_births(self, case: Case) -> Case:
        """The case with the dates of birth that were hidden while it was checked."""
        found: dict[str, object] = {}
        for field in _PEOPLE:
            people = []
            for person, shown in zip(getattr(case, field), self.document[field], strict=True):
                hidden = bool(shown.get("date_of_birth")) and person.date_of_birth is None
                born = dt.date.fromisoformat(shown["date_of_birth"]) if hidden else None
                people.append(person.model_copy(update={"date_of_birth": born, "age": None}) if born else person)
            found[field] = tuple(people)
        return case.model_copy(update=found)

    def _pointer_into(self, problem: Problem) -> str:
        """Where a place of the changed case stands in the changes: below the value of the last change of it, or the path of the last change."""
        pointer = problem.pointer
        for number, place in reversed(self.places):
            changed = _pointer(place)
            if self.option.changes[number].op != "remove" and f"{pointer}/".startswith(f"{changed}/"):
                wrong = "path" if pointer == changed and problem.detail.startswith("no such field") else "value"
                return f"{self.pointer}/changes/{number}/{wrong}{pointer.removeprefix(changed)}"
        return f"{self.pointer}/changes/{self.places[-1][0]}/path"


def _pointer(place: tuple[Step, ...]) -> str:
    return "".join(f"/{step}" for step in place)


def _document(case: Case, people: Sequence[Sequence[Person]]) -> Document:
    """The case as JSON with every field, so that a field that is not given can be replaced. A pension that is absent stays so.

    people: its adults and its children, who are marked in it.
    """
    made: dict[Any, Any] = case.model_dump(mode="json", by_alias=True, exclude={*_KEPT})
    for adult, shown in zip(case.adults, made["adults"], strict=True):
        for job, one in zip(adult.jobs, shown["jobs"], strict=True):
            if "pension" not in job.model_fields_set:
                del one["pension"]
    for field, persons in zip(_PEOPLE, people, strict=True):
        for shown, person in zip(made[field], persons, strict=True):
            shown[_Mark] = person
    return made


def _people(document: Document, field: str) -> list[Any]:
    found = document.get(field)
    return found if isinstance(found, list) else []


def _mark_of(person: object) -> Person:
    """Who somebody in the document is. What is no object is told by the check of the whole case."""
    found = person.get(_Mark) if isinstance(person, dict) else None
    return found if isinstance(found, Person) else Person("", dt.date.min, dt.date.min)


def _marked(document: Document, field: str, place: tuple[Step, ...], person: Person) -> Document:
    """The document with a mark on each person who has come, and with the day of an age or of New Style ESA that has changed."""
    marked = []
    for n, each in enumerate(_people(document, field)):
        if isinstance(each, dict):
            known = each.get(_Mark)
            if known is None:
                # Of several people in one value, each stands at a place of its own in it.
                inside = f"/{n}" if place == (field,) else ""
                known = replace(person, pointer=f"{person.pointer}{inside}")
            elif place[:2] == (field, n) and place[2:3] in (("age",), ("date_of_birth",)):
                known = replace(known, told=person.told)
            elif place[:3] == (field, n, "new_style_esa"):
                known = replace(known, esa_told=person.told)
            each = {**each, _Mark: known}
        marked.append(each)
    return {**document, field: marked} if isinstance(document.get(field), list) else document


def _with_help_worked_out(document: Document, place: tuple[Step, ...]) -> Document:
    """The document without the help with housing on the statement, if it is of another home, rent or household."""
    home = document.get("home")
    of_home = place[0] == "home" and len(place) > 1 and place[1] not in _NOT_OF_THE_HELP
    if isinstance(home, dict) and (of_home or place[0] in ("council", "brma") or _changes_who_is_there(place)):
        return {**document, "home": {**home, "housing_help_on_statement": None}}
    return document


def _changes_who_is_there(place: tuple[Step, ...]) -> bool:
    return place[0] in _PEOPLE and len(place) <= 2


def _renumbered(document: Document, before: Document) -> Document:
    """The document in which childcare, and those who care, name the same children as before the change, by their new places."""
    old, new = _people(before, "children"), _people(document, "children")
    places = [next((n for n, each in enumerate(new) if _mark_of(each) is _mark_of(child)), None) for child in old]
    if places == list(range(len(old))):
        return document
    if isinstance(costs := document.get("childcare"), list):
        moved = [_moved(each, "child", places) for each in costs]
        document = {**document, "childcare": [each for each in moved if each is not None]}
    adults = []
    for number, adult in enumerate(_people(document, "adults")):
        cares_for = adult.get("cares_for") if isinstance(adult, dict) else None
        if isinstance(cares_for, str) and (named := _CHILD.fullmatch(cares_for)):
            moved_to = _moved({"child": int(named[1])}, "child", places)
            if moved_to is None:
                raise PatchError(f"adult {number + 1} cares for this child: change /adults/{number}/cares_for before")
            adult = {**adult, "cares_for": f"child:{moved_to['child']}"}
        adults.append(adult)
    return {**document, "adults": adults}


def _moved(names: Any, field: str, places: Sequence[int | None]) -> Any:
    """What names a child by place, with the new place; None if the child has left. What names no child stays as it is."""
    number = names.get(field) if isinstance(names, dict) else None
    if not isinstance(number, int) or not 1 <= number <= len(places):
        return names
    place = places[number - 1]
    return None if place is None else {**names, field: place + 1}


def _with_childcare(household: Household, at_start: Household, pointer: str) -> Household:
    """The household with the option's childcare by the places that its children have. The option names them as they are when it starts."""
    costs = household.childcare
    if not isinstance(costs, tuple):
        return household
    kept: list[ChildCare] = []
    for n, cost in enumerate(costs):
        if cost.child > len(at_start.children):
            where = f"{pointer}/childcare/{n}/child"
            raise CaseError([Problem(where, f"there is no child {cost.child} when the option starts")])
        place = _place_of(household.children, at_start.children[cost.child - 1])
        if place is not None:
            kept.append(cost.model_copy(update={"child": place + 1}))
    return replace(household, childcare=tuple(kept))


def _place_of(people: Sequence[Person], person: Person) -> int | None:
    return next((n for n, each in enumerate(people) if each.pointer == person.pointer), None)


def _check_works(households: Households, case: Case, option: Option, pointer: str) -> None:
    """Each adult who would work must be there on the day on which the work starts."""
    works: list[tuple[str, int, Work]] = [(pointer, option.adult, option)]
    works += [(f"{pointer}/also/{n}", also.adult, also) for n, also in enumerate(option.also)]
    for where, adult, work in works:
        day = max(case.date, work.starts or option.starts or case.date)
        if work.work_done != "as_now" and adult > len(households.on(day).case.adults):
            raise CaseError([Problem(f"{where}/adult", f"there is no adult {adult} in the household on {day}")])
