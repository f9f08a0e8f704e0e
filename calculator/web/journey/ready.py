"""Choices that a person can tick, and how they fill the form's own fields, where each can be changed again.

No choice is preferred to another, and staying as now is one of them. `calculator.changes` works out what other hours would pay.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from calculator import changes
from calculator.contract.errors import CaseError
from calculator.contract.job import Job
from calculator.contract.reading import read_model
from calculator.contract.values import MOST_HOURS, MOST_MONEY
from calculator.web.form.choices import PAY_PERIODS
from calculator.web.form.fields import Day, Field, Given, Number
from calculator.web.form.form import Form
from calculator.web.form.job_fields import PayField
from calculator.web.form.pointers import Data, Json, find
from calculator.web.form.sections import MOST_OPTIONS
from calculator.web.language import _, later

PREFIX = "change_"
IN_WORK, OUT_OF_WORK = "in_work", "out_of_work"
NOW = "/adults/0/jobs/0"


@dataclass(frozen=True, slots=True)
class Offer:
    """One choice to tick. `name` is what the choice is called afterwards, and `fields` are the questions about it."""

    id: str
    title: str
    name: str
    hint: str = ""
    fields: Sequence[Field] = ()

    @property
    def box(self) -> str:
        return PREFIX + self.id


_HOURS = later("Enter the hours a week as a number from 0 to 168, such as 16")
_DAYS = later("Enter the days a week as a number from 0 to 7, such as 3")
STAY = Offer("stay", later("Staying as I am now"), later("Stay as now"), later("The others are compared with it."))
STAY_SICK = Offer("stay", later("Staying on sick pay"), later("Stay on sick pay"), STAY.hint)
FEWER = Offer(
    "fewer",
    later("Fewer hours for good"),
    later("Fewer hours for good"),
    later("At the same rate of pay."),
    (
        Number(
            "change_fewer_hours", "/fewer/hours", later("New hours a week"), _HOURS, width="w5", counts="hours_a_week"
        ),
        Number(
            "change_fewer_days",
            "/fewer/days",
            later("New days a week, if you know"),
            _DAYS,
            width="w5",
            counts="days_a_week",
        ),
    ),
)
PHASED = Offer(
    "phased",
    later("Going back bit by bit (a phased return)"),
    later("Phased return"),
    later("Fewer hours at first, then more in equal steps, up to your own hours."),
    (
        Number(
            "change_phased_weeks",
            "/phased/weeks",
            later("Over how many weeks?"),
            later("Enter the weeks as a whole number from 1 to 52, such as 6"),
            width="w5",
            counts="weeks",
        ),
        Number(
            "change_phased_hours",
            "/phased/hours",
            later("Hours a week at first"),
            _HOURS,
            width="w5",
            counts="hours_a_week",
        ),
        Number(
            "change_phased_days",
            "/phased/days",
            later("Days a week at first, if you know"),
            _DAYS,
            width="w5",
            counts="days_a_week",
        ),
    ),
)
SICK = Offer(
    "sick",
    later("Going off sick"),
    later("Go on sick pay"),
    later("We count Statutory Sick Pay. You can add what your employer pays on top."),
)
LEAVE = Offer(
    "leave",
    later("Leaving the job"),
    later("Leave the job"),
    later("Leaving can affect what you may claim. An adviser can say more first."),
)
ANOTHER = Offer(
    "another",
    later("A different job"),
    later("A different job"),
    "",
    (
        Number(
            "change_another_hours",
            "/job/hours_per_week",
            later("Its hours a week"),
            _HOURS,
            width="w5",
            counts="hours_a_week",
        ),
        PayField(
            "change_another_pay",
            "/job",
            later("Its pay"),
            later("Enter the pay as a number, such as 12.71"),
            choices=PAY_PERIODS,
        ),
    ),
)
TRAINING = Offer(
    "training",
    later("Training or volunteering first, with no pay"),
    later("Training or volunteering first"),
    later("The answer says what each may change."),
)
LIMITS = {
    "change_fewer_hours": (0, MOST_HOURS),
    "change_fewer_days": (0, 7),
    "change_phased_weeks": (1, 52),
    "change_phased_hours": (0, MOST_HOURS),
    "change_phased_days": (0, 7),
    "change_another_hours": (0, MOST_HOURS),
    "change_another_pay": (0, MOST_MONEY),
}
MAY_BE_OPEN = ("change_fewer_days", "change_phased_days")
_NOT_KNOWN = later("This needs the hours and the pay before tax of your work now. Add them first, or untick it")
STARTS = Day(
    "change_starts",
    "/starts",
    later("From which day?"),
    later("Enter the date as day, month and year, such as 7 12 2026"),
    hint=later("Day, month, year, such as 7 12 2026. Leave it blank and we take next Monday."),
    width="w8",
)


def offers(kind: str, now: Data) -> list[Offer]:
    """The choices for somebody with a job, or without one. `now` is the case so far, which says whether they are off sick."""
    if kind == OUT_OF_WORK:
        return [STAY, TRAINING]
    if find(now, f"{NOW}/sick/from"):
        return [STAY_SICK, PHASED, FEWER, LEAVE, ANOTHER]
    return [STAY, FEWER, PHASED, SICK, LEAVE, ANOTHER]


def names(kind: str) -> set[str]:
    """Every input of the page."""
    if kind == OUT_OF_WORK:
        return {each.box for each in (STAY, TRAINING)}
    every = (STAY, FEWER, PHASED, SICK, LEAVE, ANOTHER)
    fields = (STARTS, *(field for each in every for field in each.fields))
    return {*(each.box for each in every), *(name for field in fields for name in field.names)}


def fill(form: Form, kind: str, answers: Mapping[str, str], today: dt.date) -> tuple[dict[str, str], dict[str, str]]:
    """The form's answers with the ticked choices in them, or what is wrong, by input."""
    now, _problems = form.data(answers)
    ticked = [each for each in offers(kind, now) if answers.get(each.box)]
    if kind == IN_WORK and not ticked:
        ticked = [offers(kind, now)[0]]
    if len(ticked) > MOST_OPTIONS:
        return {}, {ticked[0].box: _("Tick five at most")}
    starts, problems = _first_day(answers, today)
    options: list[Data] = []
    for each in sorted(ticked, key=lambda offer: offer.id == "stay"):
        wrong = dict(_wrong(each, answers))
        problems |= wrong
        if not wrong:
            try:
                options.append({"name": _(each.name), **_option(each, answers, now, starts)})
            except (CaseError, changes.PayNotKnown):
                problems[each.box] = _(_NOT_KNOWN)
    if problems:
        return {}, problems
    return (_in_place(form, answers, options) if kind == IN_WORK else _beside(form, answers, options)), {}


def _wrong(offer: Offer, answers: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The boxes of a choice that are blank or hold no number, with what to say."""
    for field in offer.fields:
        typed, (least, most) = answers.get(field.name, ""), LIMITS[field.name]
        found = _number(field, answers)
        left_open = not typed and field.name in MAY_BE_OPEN
        if not left_open and not (found is not None and least <= found <= most):
            yield (
                field.name,
                (field.why(Given(answers, field.at, dt.date.today())) if typed else "") or _(field.problem),
            )


def _first_day(answers: Mapping[str, str], today: dt.date) -> tuple[dt.date, dict[str, str]]:
    typed = answers.get(STARTS.name, "")
    if not typed:
        return today + dt.timedelta(days=7 - today.weekday()), {}
    try:
        return dt.date.fromisoformat(STARTS.read_day(typed, today)), {}
    except ValueError:
        return today, {STARTS.name: STARTS.why(Given(answers, STARTS.at, today))}


def _option(offer: Offer, answers: Mapping[str, str], now: Data, starts: dt.date) -> Data:
    """A choice as a case has it, without its name."""
    if offer.id == "stay":
        return {"work": "as_now"}
    when = {"starts": starts.isoformat()}
    if offer.id in ("leave", "training"):
        return {"work": "none", **(when if offer.id == "leave" else {})}
    if offer.id == "another":
        made: Data = {}
        for field in offer.fields:
            field.store(made, answers)
        return {**made, **when}
    job = read_model(Job, find(now, NOW) or {})
    return {"job": _of_job_now(offer, [_number(field, answers) for field in offer.fields], job, starts), **when}


def _of_job_now(offer: Offer, given: list[Decimal | None], job: Job, starts: dt.date) -> Data:
    """The job now, with the changes that its boxes ask for. Raises PayNotKnown."""
    if offer.id == "sick":
        return changes.off_sick(job, starts)
    if offer.id == "fewer":
        hours, days = given
        return changes.fewer_hours(job, hours or Decimal(0), days)
    weeks, hours, days = given
    return changes.phased_return(job, starts, int(weeks or 1), hours or Decimal(0), days)


def _number(field: Field, answers: Mapping[str, str]) -> Decimal | None:
    """The number or amount in the field's first box; None if there is none."""
    data: Data = {}
    field.store(data, answers)
    places = (place for at in field.pointers for place in (at, f"{at}/amount"))
    return next((value for place in places if isinstance(value := find(data, place), Decimal)), None)


# ---------------------------------------------------------------------- into the form
def _in_place(form: Form, answers: Mapping[str, str], options: list[Data]) -> dict[str, str]:
    """The answers with these choices instead of the former ones. Each is compared with staying as now, if that is one of them."""
    claims = answers.get("job1_claims_uc", "")
    kept = {name: value for name, value in answers.items() if not name.startswith("job") and name != "compare_with"}
    kept |= _shown(form, options)
    if claims:
        kept |= {f"job{number}_claims_uc": claims for number in range(1, len(options) + 1)}
    staying = [place for place, each in enumerate(options, 1) if each.get("work") == "as_now"]
    return {**kept, **({"compare_with": str(staying[0])} if staying and len(options) > 1 else {})}


def _beside(form: Form, answers: Mapping[str, str], options: list[Data]) -> dict[str, str]:
    """The answers with these choices added in the places that are free."""
    free = [number for number in range(2, MOST_OPTIONS + 1) if not filled(form, answers, number)]
    named = {answers.get(f"job{number}_name") for number in range(1, MOST_OPTIONS + 1)}
    added = dict(answers)
    for number, each in zip(free, (each for each in options if each["name"] not in named), strict=False):
        shown = _shown(form, [each])
        added |= {f"job{number}_{name.removeprefix('job1_')}": value for name, value in shown.items()}
    return added


def _shown(form: Form, options: list[Data]) -> dict[str, str]:
    """The answers that show choices in the form."""
    data: Data = {"options": [_plain(each) for each in options]}
    return {name: value for name, value in form.typed(data).items() if name.startswith("job")}


def _plain(node: object) -> Json:
    """A value as JSON has it, with its numbers as they are."""
    if isinstance(node, Mapping):
        return {str(name): _plain(part) for name, part in node.items()}
    if isinstance(node, list | tuple):
        return [_plain(part) for part in node]
    if isinstance(node, str | int | float | Decimal | None):
        return node
    return str(node)


def filled(form: Form, answers: Mapping[str, str], number: int) -> bool:
    """Whether a choice holds anything yet."""
    return any(field.is_filled(answers) for field in _row(form, number))


def _row(form: Form, number: int) -> Iterator[Field]:
    rows = next(section for section in form.sections if section.id == "job").rows
    yield from (*rows[number - 1].fields, *rows[number - 1].more)
