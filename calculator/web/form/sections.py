"""The fields of the form, made from the questions in questions/ and put in the order of sections.yaml."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from calculator.web.form import fields, household_changes, job_fields, line_fields
from calculator.web.form.choices import CHOICES
from calculator.web.form.fields import Field
from calculator.web.form.questions import FormQuestion, QuestionFile, RowsOf, SectionOf
from calculator.web.language import later as _
from calculator.web.typed.quantities import COUNTS
from calculator.yaml_text import WrongFile

MOST_OPTIONS = 5
# What a question can be asked about: how many of each there can be, and whose the field is, for labels that stand on a page twice.
EACH: dict[str, tuple[str, ...]] = {
    "": ("",),
    "adult": ("", _("your partner")),
    "option": (
        _("the job"),
        _("the second choice"),
        _("the third choice"),
        _("the fourth choice"),
        _("the fifth choice"),
    ),
    "child": (
        _("your first child"),
        _("your second child"),
        _("your third child"),
        _("your fourth child"),
        _("your fifth child"),
        _("your sixth child"),
    ),
    "other_adult": (_("the first of them"), _("the second of them"), _("the third of them")),
}
KINDS: dict[str, type[Field]] = {
    "age": fields.Age,
    "amount": fields.Amount,
    "area": fields.Area,
    "childcare_lines": line_fields.ChildcareLines,
    "choice": fields.Choice,
    "compare_with": job_fields.CompareWith,
    "contract_pay": line_fields.ContractPay,
    "cost": job_fields.Cost,
    "council": fields.CouncilField,
    "dated_pays": line_fields.DatedPays,
    "day": fields.Day,
    "esa": fields.Esa,
    "household_changes": household_changes.HouseholdChanges,
    "income": fields.Income,
    "kind_of_option": job_fields.KindOfOption,
    "number": fields.Number,
    "monthly_profits": line_fields.MonthlyProfits,
    "one_off_lines": line_fields.OneOffLines,
    "pay": job_fields.PayField,
    "payday": job_fields.PaydayField,
    "pension": job_fields.Pension,
    "pounds": fields.Pounds,
    "radios": fields.Radios,
    "replaces": job_fields.Replaces,
    "schedule": line_fields.Schedule,
    "several": fields.Several,
    "sick_since": job_fields.SickSince,
    "taken": fields.Taken,
    "text": fields.Text,
    "which_adult": job_fields.WhichAdult,
    "yes_no": fields.YesNo,
}


@dataclass(frozen=True, slots=True)
class FormRow:
    """The questions about one choice or one child."""

    fields: Sequence[Field]
    more: Sequence[Field] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """Questions that belong together. `rows` holds the same questions for each choice or each child. `more` holds what matters
    to few people, folded away under `more_title`."""

    id: str
    title: str
    intro: str = ""
    fields: Sequence[Field] = ()
    rows: Sequence[FormRow] = ()
    more_title: str = ""
    more: Sequence[Field] = ()


def fields_of(files: Iterable[QuestionFile], lists: Mapping[str, Mapping[str, str]]) -> dict[str, Field]:
    """Every field by its name.

    `lists` holds the choices that the rules know: areas and councils. Raises WrongFile if a question names a kind of field or a
    list that does not exist, or if two fields have one name.
    """
    made: dict[str, Field] = {}
    known = {**CHOICES, **lists}
    for file in files:
        for name, question in file.questions.items():
            for field in _fields(name, question, known):
                if field.name in made:
                    raise WrongFile(f"field {field.name} twice")
                made[field.name] = field
    return made


def _fields(name: str, question: FormQuestion, known: Mapping[str, Mapping[str, str]]) -> Iterator[Field]:
    """The fields of one question: one, or one for each adult, choice or child and each time that it is asked."""
    if question.kind not in KINDS:
        raise WrongFile(f"{name}: no kind of field {question.kind}; known are {', '.join(KINDS)}")
    if question.counts not in ("", *COUNTS):
        raise WrongFile(f"{name}: nothing is counted as {question.counts}; known are {', '.join(COUNTS)}")
    for place, about in enumerate(EACH[question.each]):
        for time in range(question.most):
            again = question.again if (time if question.most > 1 else place) else None
            choices = again.choices if again and again.choices is not None else question.choices
            if isinstance(choices, str) and choices not in known:
                raise WrongFile(f"{name}: no list of choices {choices}; known are {', '.join(known)}")
            yield KINDS[question.kind](
                name=_numbered(name, question, place, time),
                at=_at(question, place, time),
                label=again.label if again and again.label is not None else question.label,
                problem=again.problem if again and again.problem is not None else question.problem,
                hint=again.hint if again and again.hint is not None else question.hint,
                width=question.width,
                # A label of its own says whose it is.
                about="" if again and again.label and question.most == 1 else about,
                choices=dict(known[choices]) if isinstance(choices, str) else choices,
                counts=question.counts,
            )


def _numbered(name: str, question: FormQuestion, place: int, time: int) -> str:
    """The name of one field of a question: `partner_age` for the second adult, `job2_pay` for the second choice."""
    if question.each == "adult":
        return ("partner_" if place else "") + name.replace("*", str(time + 1))
    return name.replace("*", str((place if question.each else time) + 1))


def _at(question: FormQuestion, place: int, time: int) -> str:
    """Its place in the case. The first `*` is what it is asked about, the last which time it is asked."""
    at = question.at.replace("*", str(place), 1) if question.each else question.at
    return at.replace("*", str(time))


def sections_of(sections: Iterable[SectionOf], made: Mapping[str, Field]) -> list[Section]:
    """The sections with their fields. Raises WrongFile if a section names a field that does not exist."""
    sections = list(sections)
    named = [name for section in sections for name in (*section.fields, *section.more)]
    named += [name for section in sections if section.rows for name in _in_rows(section.rows)]
    wrong = [f"no question {name}" for name in named if name not in made]
    wrong += [f"field {name} in no section" for name in made if name not in named]
    if wrong:
        raise WrongFile(f"sections.yaml: {'; '.join(wrong)}")
    return [
        Section(
            section.id,
            section.title,
            section.intro,
            [made[name] for name in section.fields],
            _rows(section.rows, made) if section.rows else (),
            section.more_title,
            [made[name] for name in section.more],
        )
        for section in sections
    ]


def _in_rows(rows: RowsOf) -> Iterator[str]:
    for number in range(len(EACH[rows.each])):
        yield from (name.replace("*", str(number + 1)) for name in (*rows.fields, *rows.more))


def _rows(rows: RowsOf, made: Mapping[str, Field]) -> list[FormRow]:
    def row(number: int, names: Sequence[str]) -> list[Field]:
        return [made[name.replace("*", str(number))] for name in names]

    return [FormRow(row(number, rows.fields), row(number, rows.more)) for number in range(1, len(EACH[rows.each]) + 1)]
