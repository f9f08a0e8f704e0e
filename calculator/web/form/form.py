"""The form for the common case: the way from what was typed to a Case and back.

What a Case holds that the form does not ask travels along unseen in `base`, so an example or a case from
elsewhere loses nothing by being shown here.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from calculator import effort
from calculator.contract.case import Case
from calculator.contract.errors import CaseError, Problem
from calculator.contract.reading import bounded, read_case, read_json
from calculator.web.form.fields import (
    Answers,
    Choice,
    Data,
    Field,
    LinesField,
    Pension,
    drop,
    find,
    put,
)
from calculator.web.form.sections import Section, sections_of
from calculator.web.language import _ as said
from calculator.web.language import later as _

LONGEST_ANSWER = 200
BEFORE = "before"  # what came with the file that the answers are from (case_file.Before), and goes along with them
SURE = "sure"  # marks of what a person was asked about and says is right (sure.py)
CANNOT_READ = _("The example that this page carried cannot be read. Please start again.")
# Lists of a Case that the form has rows for. Rows left blank are taken out.
ROWS = (
    "/children",
    "/deductions",
    "/options",
    "/adults/0/other_income",
    "/adults/1/other_income",
    "/home/non_dependants",
)


class Form:
    """The questions, made once. `areas` and `councils` are the names of those that the rules know."""

    def __init__(self, areas: Sequence[str], councils: Sequence[str]) -> None:
        self.sections = sections_of(areas, councils)
        self.fields = {each.name: each for each in self._all()}
        self.lines = frozenset(each.name for each in self.fields.values() if isinstance(each, LinesField))
        self.names = frozenset(name for each in self.fields.values() for name in each.names) | {
            "partner",
            "base",
            BEFORE,
            SURE,
        }

    def _all(self) -> Iterator[Field]:
        for section in self.sections:
            yield from section.fields
            yield from section.more
            for row in section.rows:
                yield from row.fields
                yield from row.more

    def section(self, name: str) -> Section:
        return next(each for each in self.sections if each.id == name)

    def blank(self) -> dict[str, str]:
        return {"job1_pay_per": "hour", "job1_kind": "job"}

    def shown(self, data: Data) -> dict[str, str]:
        """The answers that show a Case in the form."""
        answers = {"base": json.dumps(data, separators=(",", ":"), ensure_ascii=False)}
        if data.get("adults"):
            answers["partner"] = "yes" if len(data["adults"]) > 1 else "no"
        return answers | self.typed(data)

    def typed(self, data: Data) -> dict[str, str]:
        """What would be typed into the fields to make this much of a Case."""
        return {name: value for each in self.fields.values() for name, value in each.shown(data) if value}

    def unseen(self, answers: Answers) -> list[tuple[str, str]]:
        """What the Case in `base` holds that no field shows: where, in words, and the value."""
        seen = {
            "/contract",
            "/date",
            "/views",
            *(pointer for each in self.fields.values() for pointer in each.pointers),
        }
        return [
            (" › ".join(_counted(pointer)).replace("_", " "), str(value))
            for pointer, value in _leaves(_base(answers)[0], "")
            if not pointer.endswith("/name") and seen.isdisjoint(_above(pointer))
        ]

    def read(self, answers: Answers) -> "Read":
        """The Case that these answers make, or what is wrong with them."""
        read = Read()
        data, read.problems = self.data(answers)
        data["views"] = ["working", "hours"]
        read.places = {where: _compact(data, where) for where in ROWS}
        _name_options(data, read.places["/options"])
        if not read.problems:
            try:
                read.case = read_case(data)
            except CaseError as error:
                read.problems = self.asked(error.problems, read)
        return read

    def data(self, answers: Answers) -> tuple[Data, list[Problem]]:
        """What the answers say, laid over the Case that they came with, before anything of it is judged."""
        data, problems = _base(answers)
        _store(self, data, answers)
        return data, problems

    def asked(self, problems: Sequence[Problem], read: "Read") -> list[Problem]:
        """Problems of the Case with the places of its rows as they stand in the form."""
        return [replace(each, pointer=_as_asked(each.pointer, read.places)) for each in problems]

    def placed(self, problems: Sequence[Problem]) -> list[tuple[str, str]]:
        """Each problem with the field it is about and the words for it; no field where it is about none."""
        placed: dict[str, str] = {}
        for problem in problems:
            found = self.about(problem.pointer)
            if found is None:
                placed.setdefault("", "")
                # What is said of all choices together is a sentence of its own.
                alone = problem.detail.endswith(".")
                where = "" if alone else " › ".join(_counted(problem.pointer)).replace("_", " ")
                placed[""] += f"{where}: {problem.detail}. " if where else f"{problem.detail} "
            else:
                placed.setdefault(found.name, found.told(problem))
        order = list(self.fields)
        return sorted(placed.items(), key=lambda each: order.index(each[0]) if each[0] else -1)

    def about(self, pointer: str) -> Field | None:
        """The field whose place in the Case holds the pointer, or the first one inside it."""
        pairs = [(each, at) for each in self.fields.values() for at in each.pointers]
        if pointer == effort.WHERE:
            return None
        holding = [(len(at), each) for each, at in pairs if pointer == at or pointer.startswith(at + "/")]
        if holding:
            return max(holding, key=lambda found: found[0])[1]
        return next((each for each, at in pairs if pointer and at.startswith(pointer + "/")), None)


@dataclass(slots=True)
class Read:
    case: Case | None = None
    problems: list[Problem] = field(default_factory=list)
    places: dict[str, list[int]] = field(default_factory=dict)  # of each row left in the Case, its row in the form


def _base(answers: Answers) -> tuple[Data, list[Problem]]:
    """The Case that the answers lie over, as the page carried it."""
    try:
        base = read_json(answers.get("base") or "{}")
        bounded(base)
        json.dumps(base, ensure_ascii=False).encode()  # half a character, written as an escape, cannot be shown again
    except (CaseError, UnicodeEncodeError, RecursionError):
        base = None
    return (base, []) if isinstance(base, dict) else ({}, [Problem("", CANNOT_READ)])


def _store(form: Form, data: Data, answers: Answers) -> None:
    """Lay the answers over a Case."""
    by_section = {section.id: section for section in form.sections}
    alone = not _has_partner(by_section["partner"], answers)
    for section in form.sections:
        if section.id == "job" or (section.id == "partner" and alone):
            continue
        if section.id in ("work", "partner"):
            _store_with_job(section.fields, data, answers)
        else:
            for each in section.fields:
                each.store(data, answers)
        for each in section.more:
            each.store(data, answers)
    for row in by_section["children"].rows:
        for each in row.fields:
            each.store(data, answers)
    for number, row in enumerate(by_section["job"].rows):
        asked = [*row.more, *row.fields]
        if number == 0 or any(each.is_filled(answers) for each in asked if not isinstance(each, Pension)):
            put(data, f"/options/{number}/job", find(data, f"/options/{number}/job") or {})
            for each in asked:
                each.store(data, answers)
        elif find(data, f"/options/{number}"):
            put(data, f"/options/{number}", {})
    for each in by_section["job"].more:
        each.store(data, answers)
    adults = data.get("adults")
    if alone and isinstance(adults, list):
        del adults[1:]
    for number in range(1 if alone else 2):
        if not find(data, f"/adults/{number}"):
            put(data, f"/adults/{number}/age", None)


def _has_partner(section: Section, answers: Answers) -> bool:
    chosen = answers.get("partner", "")
    return chosen == "yes" or (
        not chosen and any(each.is_filled(answers) for each in section.fields if each.at == "/adults/1")
    )


def _store_with_job(fields: Sequence[Field], data: Data, answers: Answers) -> None:
    """Store an adult's fields; those of present work only where there is some."""
    work = [each for each in fields if "/jobs/0" in each.at]
    for each in fields:
        if each not in work:
            each.store(data, answers)
    if any(answers.get(each.name) for each in work if not isinstance(each, Choice)):
        for each in work:
            each.store(data, answers)
        return
    at = work[0].at.rpartition("/jobs/0")[0] + "/jobs"
    jobs = find(data, at)
    if isinstance(jobs, list) and jobs:
        del jobs[0]
        if not jobs:
            drop(data, at)


def _compact(data: Data, where: str) -> list[int]:
    """Take out the rows that were left blank; the places that the rest had."""
    rows = find(data, where)
    if not isinstance(rows, list):
        return []
    places = [place for place, row in enumerate(rows) if row]
    rows[:] = [rows[place] for place in places]
    if not rows:
        drop(data, where)
    return places


def _as_asked(pointer: str, kept: Mapping[str, list[int]]) -> str:
    """A pointer into the compacted Case as one into the form's rows."""
    for where, places in kept.items():
        if pointer.startswith(where + "/"):
            place, _slash, rest = pointer[len(where) + 1 :].partition("/")
            if place.isdigit() and int(place) < len(places):
                return f"{where}/{places[int(place)]}" + (f"/{rest}" if rest else "")
    return pointer


def _name_options(data: Data, places: Sequence[int]) -> None:
    """A choice without a name goes by its number."""
    names = {"none": said(_("No paid work")), "as_now": said(_("As now"))}
    for option, place in zip(find(data, "/options") or [], places, strict=True):
        if isinstance(option, dict) and not option.get("name"):
            option["name"] = names.get(option.get("work", ""), said(_("Job %(number)s")) % {"number": place + 1})


def _leaves(data: Any, pointer: str) -> Iterator[tuple[str, Any]]:
    parts = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else None
    if parts is None:
        yield pointer, data
    else:
        for name, part in parts:
            yield from _leaves(part, f"{pointer}/{name}")


def _above(pointer: str) -> Iterator[str]:
    """A pointer, and those of all that it is in."""
    while pointer:
        yield pointer
        pointer = pointer.rpartition("/")[0]


def _counted(pointer: str) -> list[str]:
    """The steps of a pointer, counting from 1 as people do."""
    return [str(int(step) + 1) if step.isdigit() else step for step in pointer.split("/")[1:]]
