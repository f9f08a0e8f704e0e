"""The form: from what was typed to a case, and back.

What a case holds that the form does not ask is carried in the hidden field `base`. So an example, or a case made elsewhere,
loses nothing when it is shown in the form.
"""

import datetime as dt
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from calculator import effort
from calculator.contract.case import Case
from calculator.contract.errors import CaseError, Problem
from calculator.contract.reading import bounded, read_case, read_json
from calculator.web.form import questions
from calculator.web.form.choices import CHOICES
from calculator.web.form.fields import Answers, Choice, Field, Given, today_of
from calculator.web.form.household_changes import kinds
from calculator.web.form.job_fields import Pension
from calculator.web.form.line_fields import LinesField
from calculator.web.form.pointers import Data, Json, drop, find, put
from calculator.web.form.problems import in_words
from calculator.web.form.sections import Section, fields_of, sections_of
from calculator.web.language import _ as said
from calculator.web.language import later as _

LONGEST_ANSWER = 200
BEFORE = "before"  # what came with the answers in a plan's file (plan_file.Before) and stays with them
SURE = "sure"  # marks of the answers that a person was asked about and says are right (sure.py)
CANNOT_READ = _("The example that this page carried cannot be read. Please start again.")
# Lists of a case that the form has rows for. Blank rows are removed.
ROWS = (
    "/children",
    "/deductions",
    "/options",
    "/adults/0/other_income",
    "/adults/1/other_income",
    "/home/non_dependants",
)


class Form:
    """The questions, made once. `areas` and `councils` are the names of the rental market areas and councils that the rules know.

    `settled` puts the council in place of the postcode in a case, or raises CaseError. Raises WrongFile if the files of questions do
    not agree with each other.
    """

    def __init__(self, areas: Sequence[str], councils: Sequence[str], settled: Callable[[Data], Data]) -> None:
        self._settled = settled
        lists = {
            "areas": {"": CHOICES["yes_no"][""], **{area: area for area in areas}},
            "councils": {council: council for council in councils},
            "household_changes": kinds(),
        }
        made = fields_of(questions.files().values(), lists)
        self.sections = sections_of(questions.sections(), made)
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
        """The answers that show a case in the form. Raises CaseError if it has a postcode from which no council follows."""
        data = self._settled(data)
        answers = {"base": _packed(data)}
        adults = data.get("adults")
        if isinstance(adults, list) and adults:
            answers["partner"] = "yes" if len(adults) > 1 else "no"
        return answers | self.typed(data)

    def typed(self, data: Data) -> dict[str, str]:
        """What a person would type into the fields to make this part of a case."""
        return {name: value for each in self.fields.values() for name, value in each.shown(data) if value}

    def unseen(self, answers: Answers) -> list[tuple[str, str]]:
        """What the case in `base` holds that no field shows: where it is, in words, and the value."""
        seen = {
            "/contract",
            "/date",
            "/views",
            *(pointer for each in self.fields.values() for pointer in each.pointers),
        }
        return [
            (" › ".join(_counted(pointer)).replace("_", " "), str(value))
            for pointer, value in _leaves(self._base(answers)[0], "")
            if not pointer.endswith("/name") and seen.isdisjoint(_above(pointer))
        ]

    def read(self, answers: Answers) -> "Read":
        """The case that these answers make, or what is wrong with them."""
        read = Read(answers)
        data, read.problems = self.data(answers)
        read.today = today_of(data)
        data["views"] = ["working", "hours"]
        read.places = {where: _compact(data, where) for where in ROWS}
        _name_options(data, read.places["/options"])
        if not read.problems:
            try:
                read.case = read_case(data)
            except CaseError as error:
                read.problems = self.asked(error.problems, read)
        return read

    def _explained(self, problem: Problem, read: "Read") -> Problem:
        """The problem with the reason why the answer could not be read, if that is what is wrong."""
        field = self.about(problem.pointer)
        why = field.why(Given(read.answers, problem.pointer, read.today)) if field else ""
        return replace(problem, detail=why, for_people=True) if why else problem

    def settled(self, answers: Answers) -> dict[str, str]:
        """The answers with each period that was typed beside a number in its box."""
        for each in self.fields.values():
            answers = each.settled(answers)
        return dict(answers)

    def data(self, answers: Answers) -> tuple[Data, list[Problem]]:
        """The answers put into the case that they came with. Nothing is checked yet but whether that case can be read."""
        data, problems = self._base(answers)
        _store(self, data, answers)
        return data, problems

    def _base(self, answers: Answers) -> tuple[Data, list[Problem]]:
        """The case that came with the answers, as the page carried it."""
        try:
            base = read_json(answers.get("base") or "{}")
            bounded(base)
            json.dumps(base, ensure_ascii=False).encode()  # half a character, written as an escape, cannot be shown
            base = self._settled(base) if isinstance(base, dict) else None
        except (CaseError, UnicodeEncodeError, RecursionError):
            base = None
        return (base, []) if isinstance(base, dict) else ({}, [Problem("", CANNOT_READ)])

    def without_postcode(self, answers: Answers) -> dict[str, str]:
        """The answers with the council in place of a postcode that the case in `base` has."""
        data = self._base(answers)[0]
        if "postcode" not in (answers.get("base") or "") or not data.get("council"):
            return dict(answers)
        return {"council": str(data["council"]), **answers, "base": _packed(data)}

    def asked(self, problems: Sequence[Problem], read: "Read") -> list[Problem]:
        """Problems of a case, with the numbers that its rows have in the form, and why an answer could not be read."""
        placed = [replace(each, pointer=_as_asked(each.pointer, read.places)) for each in problems]
        return [self._explained(each, read) for each in placed]

    def placed(self, problems: Sequence[Problem]) -> list[tuple[str, str]]:
        """Each problem as the name of its field and what to say. The name is empty if no field is about it."""
        placed: dict[str, str] = {}
        for problem in problems:
            found = self.about(problem.pointer)
            if found is None:
                placed.setdefault("", "")
                detail = in_words(problem)
                # A problem of all choices together is a sentence of its own.
                alone = detail.endswith(".")
                where = "" if alone else " › ".join(_counted(problem.pointer)).replace("_", " ")
                placed[""] += f"{where}: {detail}. " if where else f"{detail} "
            else:
                placed.setdefault(found.name, found.told(problem))
        order = list(self.fields)
        return sorted(placed.items(), key=lambda each: order.index(each[0]) if each[0] else -1)

    def about(self, pointer: str) -> Field | None:
        """The field whose place in the case contains the pointer, or else the first field inside it."""
        pairs = [(each, at) for each in self.fields.values() for at in each.pointers]
        if pointer == effort.WHERE:
            return None
        holding = [(len(at), each) for each, at in pairs if pointer == at or pointer.startswith(at + "/")]
        if holding:
            return max(holding, key=lambda found: found[0])[1]
        return next((each for each, at in pairs if pointer and at.startswith(pointer + "/")), None)


@dataclass(slots=True)
class Read:
    answers: Answers
    today: dt.date = dt.date.min
    case: Case | None = None
    problems: list[Problem] = field(default_factory=list)
    places: dict[str, list[int]] = field(default_factory=dict)  # for each row of the case, its row in the form


def _packed(data: Data) -> str:
    return json.dumps(data, separators=(",", ":"), ensure_ascii=False)


def _store(form: Form, data: Data, answers: Answers) -> None:
    """Put the answers into a case."""
    by_section = {section.id: section for section in form.sections}
    alone = not _has_partner(by_section["partner"], answers)
    for section in form.sections:
        if section.id == "job" or (section.id == "partner" and alone):
            continue
        if section.id in ("work", "partner"):
            _store_with_job(section.fields, data, answers)
        else:
            _store_all(section.fields, data, answers)
        _store_all(section.more, data, answers)
    for row in by_section["children"].rows:
        _store_all(row.fields, data, answers)
    _store_options(by_section["job"], data, answers)
    adults = data.get("adults")
    if alone and isinstance(adults, list):
        del adults[1:]
    for number in range(1 if alone else 2):
        if not find(data, f"/adults/{number}"):
            put(data, f"/adults/{number}/age", None)


def _store_all(fields: Sequence[Field], data: Data, answers: Answers) -> None:
    for each in fields:
        each.store(data, answers)


def _store_options(section: Section, data: Data, answers: Answers) -> None:
    """Store the choices. A choice other than the first is made only if something of it is filled in."""
    for number, row in enumerate(section.rows):
        asked = [*row.more, *row.fields]
        if number == 0 or any(each.is_filled(answers) for each in asked if not isinstance(each, Pension)):
            put(data, f"/options/{number}/job", find(data, f"/options/{number}/job") or {})
            _store_all(asked, data, answers)
        elif find(data, f"/options/{number}"):
            put(data, f"/options/{number}", {})
    _store_all(section.more, data, answers)


def _has_partner(section: Section, answers: Answers) -> bool:
    chosen = answers.get("partner", "")
    return chosen == "yes" or (
        not chosen and any(each.is_filled(answers) for each in section.fields if each.at == "/adults/1")
    )


def _store_with_job(fields: Sequence[Field], data: Data, answers: Answers) -> None:
    """Store the fields of an adult. Those about the work now are stored only if one of them is filled in."""
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
    """Remove blank rows. The answer is the former places of the rows that remain."""
    rows = find(data, where)
    if not isinstance(rows, list):
        return []
    places = [place for place, row in enumerate(rows) if row]
    rows[:] = [rows[place] for place in places]
    if not rows:
        drop(data, where)
    return places


def _as_asked(pointer: str, kept: Mapping[str, list[int]]) -> str:
    """A pointer into the case, which has no blank rows, as a pointer into the rows of the form."""
    for where, places in kept.items():
        if pointer.startswith(where + "/"):
            place, _slash, rest = pointer[len(where) + 1 :].partition("/")
            if place.isdigit() and int(place) < len(places):
                return f"{where}/{places[int(place)]}" + (f"/{rest}" if rest else "")
    return pointer


def _name_options(data: Data, places: Sequence[int]) -> None:
    """Give a name to choices that have none: the kind of choice, or its number."""
    names = {"none": said(_("No paid work")), "as_now": said(_("As now"))}
    options = find(data, "/options")
    for option, place in zip(options if isinstance(options, list) else [], places, strict=True):
        if isinstance(option, dict) and not option.get("name"):
            work = option.get("work")
            usual = said(_("Job %(number)s")) % {"number": place + 1}
            option["name"] = names.get(work, usual) if isinstance(work, str) else usual


def _leaves(data: Json, pointer: str) -> Iterator[tuple[str, Json]]:
    """Every value that holds no other, with its pointer."""
    if isinstance(data, dict):
        for name, part in data.items():
            yield from _leaves(part, f"{pointer}/{name}")
    elif isinstance(data, list):
        for place, part in enumerate(data):
            yield from _leaves(part, f"{pointer}/{place}")
    else:
        yield pointer, data


def _above(pointer: str) -> Iterator[str]:
    """A pointer, and the pointers of everything that contains it."""
    while pointer:
        yield pointer
        pointer = pointer.rpartition("/")[0]


def _counted(pointer: str) -> list[str]:
    """The steps of a pointer. Places in lists count from 1."""
    return [str(int(step) + 1) if step.isdigit() else step for step in pointer.split("/")[1:]]
