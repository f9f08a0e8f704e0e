"""The fields of the form, and how each stands in a Case.

A field knows where in the Case its answer goes and how that is shown again. It does not judge an answer: what
cannot be read is handed on as it was typed, and the Case says what is wrong with it.
"""

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, ClassVar

from calculator.contract.errors import Problem
from calculator.i18n.language import gettext, months, said_in_any
from calculator.i18n.numbers import as_number
from calculator.web.language import later as _

Answers = Mapping[str, str]
Data = dict[str, Any]

PERIODS = {
    "week": _("a week"),
    "two_weeks": _("every two weeks"),
    "four_weeks": _("every four weeks"),
    "month": _("a month"),
    "quarter": _("a quarter"),
    "year": _("a year"),
}
PAY_PERIODS = {"hour": _("an hour"), **PERIODS}
PAID = {
    "": _("Not sure"),
    "week": _("Every week"),
    "two_weeks": _("Every two weeks"),
    "four_weeks": _("Every four weeks"),
    "month": _("Every month"),
}


# Places in a Case, written as JSON pointers


def find(data: Any, where: str) -> Any:
    """What stands at a pointer; None where nothing does."""
    for step in where.split("/")[1:]:
        if isinstance(data, list) and step.isdigit() and int(step) < len(data):
            data = data[int(step)]
        elif isinstance(data, dict):
            data = data.get(step)
        else:
            return None
    return data


def put(data: Data, where: str, value: Any) -> None:
    """Set what stands at a pointer, making what is above it."""
    steps = where.split("/")[1:]
    holder: Any = data
    for step, following in zip(steps, [*steps[1:], None], strict=True):
        made: Any = value if following is None else [] if following.isdigit() else {}
        if isinstance(holder, list):
            holder.extend({} for _ in range(int(step) + 1 - len(holder)))
            if following is None or not isinstance(holder[int(step)], type(made)):
                holder[int(step)] = made
            holder = holder[int(step)]
        else:
            if following is None or not isinstance(holder.get(step), type(made)):
                holder[step] = made
            holder = holder[step]


def drop(data: Data, where: str) -> None:
    """Take away what stands at a pointer, if anything does."""
    above, _slash, last = where.rpartition("/")
    holder = find(data, above) if above else data
    if isinstance(holder, dict):
        holder.pop(last, None)


# Words that people type, as JSON values


def as_date(typed: str) -> str:
    """12 5 2022, 12/5/2022, 12 May 2022 and 12 Mai 2022 are dates; what is not one stays as it was typed."""
    parts = re.split(r"[\s/.-]+", typed.strip().lower())
    if len(parts) != 3:
        return typed
    if re.fullmatch("[0-9]{4}", parts[0]):
        parts.reverse()
    day, month, year = parts
    day = re.sub(r"(?<=[0-9])(st|nd|rd|th|af|il|ydd|ed|fed|eg|ain)$", "", day)
    if len(month) >= 3:
        month = next((str(number) for name, number in months() if name.startswith(month)), month)
    if not (day.isdecimal() and month.isdecimal() and re.fullmatch("[0-9]{4}", year)):
        return typed
    return f"{year}-{int(month):02}-{int(day):02}"


def number_shown(value: Any) -> str:
    return f"{Decimal(str(value)).normalize():f}" if isinstance(value, int | float | Decimal) else ""


def date_shown(value: Any) -> str:
    try:
        day = dt.date.fromisoformat(value)
    except (TypeError, ValueError):
        return ""
    return f"{day.day} {day.month} {day.year}"


def _as_sentence(detail: str) -> str:
    """What a Problem says, as it stands alone beside its field."""
    said = f"This {detail}" if detail.startswith("is ") else detail[:1].upper() + detail[1:]
    return said if said.endswith("?") else f"{said}."


@dataclass(frozen=True, slots=True)
class Field:
    """One question. `problem` is said where its answer cannot be used."""

    look: ClassVar[str] = "text"

    name: str
    at: str
    label: str
    problem: str
    hint: str = ""
    width: str = ""
    about: str = ""  # whose it is, said to screen readers where labels repeat
    choices: dict[str, str] = field(default_factory=dict)

    @property
    def names(self) -> tuple[str, ...]:
        """The inputs it has; the first is where an error links to."""
        return (self.name,)

    @property
    def pointers(self) -> tuple[str, ...]:
        """The places in a Case that it stands for."""
        return (self.at,)

    def said(self, pointer: str) -> str:
        """What is said where something is wrong at a pointer."""
        del pointer
        return self.problem

    def told(self, problem: Problem) -> str:
        """The same for one problem, for a field that can say more of it."""
        return self.said(problem.pointer)

    def shown(self, data: Data) -> Iterator[tuple[str, str]]:
        """The inputs as they would be filled from a Case."""
        value = find(data, self.at)
        yield self.name, value if isinstance(value, str) else ""

    def store(self, data: Data, answers: Answers) -> None:
        """Lay the answer over a Case; a blank takes away what was there."""
        self._set(data, self.at, answers.get(self.name, ""))

    def _set(self, data: Data, where: str, value: Any) -> None:
        if value == "":
            drop(data, where)
        else:
            put(data, where, value)

    def is_filled(self, answers: Answers) -> bool:
        return bool(answers.get(self.name))


class Text(Field):
    __slots__ = ()


class CouncilField(Text):
    """A name typed freely, with those known to pick from. What is wrong with it says what may have been meant."""

    __slots__ = ()
    look = "names"

    def told(self, problem: Problem) -> str:
        return self.problem if problem.detail.startswith("must ") else _as_sentence(problem.detail)


class Number(Field):
    __slots__ = ()
    look = "number"

    def shown(self, data: Data) -> Iterator[tuple[str, str]]:
        yield self.name, number_shown(find(data, self.at))

    def store(self, data: Data, answers: Answers) -> None:
        typed = answers.get(self.name, "")
        self._set(data, self.at, as_number(typed) if typed else "")


class Pounds(Number):
    __slots__ = ()
    look = "pounds"


class Day(Field):
    __slots__ = ()

    def told(self, problem: Problem) -> str:
        """Whether it cannot be read, or is a day that cannot be."""
        if problem.detail.startswith("must not be before starts"):
            return _("This must not be before the first day")
        return _as_sentence(problem.detail) if problem.for_people else self.problem

    def shown(self, data: Data) -> Iterator[tuple[str, str]]:
        yield self.name, date_shown(find(data, self.at))

    def store(self, data: Data, answers: Answers) -> None:
        typed = answers.get(self.name, "")
        self._set(data, self.at, as_date(typed) if typed else "")


class Choice(Field):
    """One of a few, in a select; the blank one is "not sure"."""

    __slots__ = ()
    look = "select"


class Radios(Choice):
    __slots__ = ()
    look = "radios"


class YesNo(Choice):
    """Yes, no, or left open."""

    __slots__ = ()

    def shown(self, data: Data) -> Iterator[tuple[str, str]]:
        value = find(data, self.at)
        yield self.name, ("yes" if value else "no") if isinstance(value, bool) else ""

    def store(self, data: Data, answers: Answers) -> None:
        typed = answers.get(self.name, "")
        self._set(data, self.at, {"yes": True, "no": False}.get(typed, typed))


class Several(Field):
    """Any number of a few, each with a box of its own; what else the list holds stays."""

    __slots__ = ()
    look = "boxes"

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(f"{self.name}_{choice}" for choice in self.choices)

    def shown(self, data: Data) -> Iterator[tuple[str, str]]:
        held = find(data, self.at)
        for choice, name in zip(self.choices, self.names, strict=True):
            yield name, "yes" if isinstance(held, list) and choice in held else ""

    def store(self, data: Data, answers: Answers) -> None:
        held = find(data, self.at)
        others = [each for each in held if each not in self.choices] if isinstance(held, list) else []
        ticked = [choice for choice, name in zip(self.choices, self.names, strict=True) if answers.get(name)]
        self._set(data, self.at, [*ticked, *others] or "")

    def is_filled(self, answers: Answers) -> bool:
        return any(answers.get(name) for name in self.names)


class SickSince(Day):
    """The day from which somebody is off sick; without it they are not."""

    __slots__ = ()

    @property
    def pointers(self) -> tuple[str, ...]:
        return (f"{self.at}/from",)

    def shown(self, data: Data) -> Iterator[tuple[str, str]]:
        yield self.name, date_shown(find(data, f"{self.at}/from"))

    def store(self, data: Data, answers: Answers) -> None:
        typed = answers.get(self.name, "")
        if typed:
            put(data, f"{self.at}/from", as_date(typed))
        else:
            drop(data, self.at)


class Age(Field):
    """Years, or a date of birth."""

    __slots__ = ()

    @property
    def pointers(self) -> tuple[str, ...]:
        return (f"{self.at}/age", f"{self.at}/date_of_birth")

    def shown(self, data: Data) -> Iterator[tuple[str, str]]:
        born = date_shown(find(data, f"{self.at}/date_of_birth"))
        yield self.name, born or number_shown(find(data, f"{self.at}/age"))

    def store(self, data: Data, answers: Answers) -> None:
        typed = answers.get(self.name, "")
        drop(data, f"{self.at}/age")
        drop(data, f"{self.at}/date_of_birth")
        if not typed:
            return
        date = as_date(typed)
        if date != typed or re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", typed):
            put(data, f"{self.at}/date_of_birth", date)
        else:
            put(data, f"{self.at}/age", as_number(typed))


class Amount(Field):
    """Money with a period."""

    __slots__ = ()
    look = "amount"

    @property
    def names(self) -> tuple[str, ...]:
        return (self.name, f"{self.name}_per")

    def shown(self, data: Data) -> Iterator[tuple[str, str]]:
        yield self.name, number_shown(find(data, f"{self.at}/amount"))
        yield f"{self.name}_per", find(data, f"{self.at}/per") or ""

    def store(self, data: Data, answers: Answers) -> None:
        typed = answers.get(self.name, "")
        if typed:
            put(data, f"{self.at}/amount", as_number(typed))
            put(data, f"{self.at}/per", answers.get(f"{self.name}_per") or "month")
        elif isinstance(find(data, self.at), dict):
            drop(data, self.at)


class Cost(Amount):
    """The first of the costs of a job."""

    __slots__ = ()

    def store(self, data: Data, answers: Answers) -> None:
        if answers.get(self.name):
            super().store(data, answers)
            if not find(data, f"{self.at}/name"):
                put(data, f"{self.at}/name", "costs")
            return
        above = self.at.rpartition("/")[0]
        others = (find(data, above) or [])[1:]
        self._set(data, above, others or "")


class Income(Amount):
    """Other money that comes in, of a kind."""

    __slots__ = ()
    look = "income"

    @property
    def names(self) -> tuple[str, ...]:
        return (self.name, f"{self.name}_per", f"{self.name}_kind")

    def shown(self, data: Data) -> Iterator[tuple[str, str]]:
        yield from super().shown(data)
        yield f"{self.name}_kind", find(data, f"{self.at}/kind") or ""

    def store(self, data: Data, answers: Answers) -> None:
        if answers.get(self.name):
            super().store(data, answers)
            put(data, f"{self.at}/kind", answers.get(f"{self.name}_kind") or "other")
        elif find(data, self.at):
            put(data, self.at, {})


class Taken(Amount):
    """Something taken off Universal Credit each month."""

    __slots__ = ()
    look = "taken"

    @property
    def names(self) -> tuple[str, ...]:
        return (self.name, f"{self.name}_kind")

    def shown(self, data: Data) -> Iterator[tuple[str, str]]:
        yield self.name, number_shown(find(data, f"{self.at}/amount"))
        yield f"{self.name}_kind", find(data, f"{self.at}/kind") or ""

    def store(self, data: Data, answers: Answers) -> None:
        typed = answers.get(self.name, "")
        if typed:
            put(data, f"{self.at}/amount", as_number(typed))
            put(data, f"{self.at}/kind", answers.get(f"{self.name}_kind") or "other")
            if not find(data, f"{self.at}/per"):
                put(data, f"{self.at}/per", "month")
        elif find(data, self.at):
            put(data, self.at, {})


WAYS_OF_PAY = {
    "pay": _("before tax"),
    "take_home": _("take-home, after tax"),
    "profit": _("self-employed profit"),
}
KINDS_OF_INCOME = {
    "occupational_pension": _("Pension from a job"),
    "state_pension": _("State Pension"),
    "child_maintenance": _("Child maintenance"),
    "spousal_maintenance": _("Maintenance from an ex-partner"),
    "income_protection": _("Income protection insurance"),
    "maternity_allowance": _("Maternity Allowance"),
    "industrial_injuries": _("Industrial injuries benefit"),
    "bereavement": _("Bereavement benefit"),
    "student_finance": _("Student finance"),
    "lodger": _("Rent from a lodger"),
    "rental": _("Rent from a property"),
    "other": _("Something else"),
}


class PayField(Field):
    """What a job pays: before deductions, or take-home, or profit."""

    __slots__ = ()
    look = "pay"

    @property
    def names(self) -> tuple[str, ...]:
        return (self.name, f"{self.name}_per", f"{self.name}_is")

    @property
    def pointers(self) -> tuple[str, ...]:
        return tuple(f"{self.at}/{way}" for way in WAYS_OF_PAY)

    def said(self, pointer: str) -> str:
        if pointer == f"{self.at}/profit/per":
            return _("Choose a week, a month or a year for the profit, in place of an hour")
        return self.problem

    def shown(self, data: Data) -> Iterator[tuple[str, str]]:
        way = next((way for way in WAYS_OF_PAY if find(data, f"{self.at}/{way}")), "pay")
        yield self.name, number_shown(find(data, f"{self.at}/{way}/amount"))
        yield f"{self.name}_per", find(data, f"{self.at}/{way}/per") or ""
        yield f"{self.name}_is", way

    def store(self, data: Data, answers: Answers) -> None:
        for way in WAYS_OF_PAY:
            drop(data, f"{self.at}/{way}")
        typed = answers.get(self.name, "")
        way = answers.get(f"{self.name}_is") or "pay"
        if way not in WAYS_OF_PAY:
            way = "pay"
        put(data, f"{self.at}/{way}/per", answers.get(f"{self.name}_per") or "hour")
        if typed:
            put(data, f"{self.at}/{way}/amount", as_number(typed))


PENSIONS = {
    "": _("Not sure: use the usual rules"),
    "none": _("Not in a pension"),
    "percent": _("I know the percentage I pay in"),
}


class Pension(Field):
    __slots__ = ()
    look = "pension"

    @property
    def names(self) -> tuple[str, ...]:
        return (self.name, f"{self.name}_percent")

    def shown(self, data: Data) -> Iterator[tuple[str, str]]:
        job = find(data, self.at.rpartition("/")[0])
        given = isinstance(job, dict) and "pension" in job
        percent = find(data, f"{self.at}/employee_percent")
        yield self.name, "" if not given else "percent" if isinstance(job["pension"], dict) else "none"
        yield f"{self.name}_percent", number_shown(percent)

    def store(self, data: Data, answers: Answers) -> None:
        choice, percent = answers.get(self.name, ""), answers.get(f"{self.name}_percent", "")
        if choice == "percent" or (percent and not choice):
            # Whoever says that they know the percentage is asked for it; a pension that came with a file may be without.
            if percent or not isinstance(find(data, self.at), dict):
                put(data, f"{self.at}/employee_percent", as_number(percent))
        elif choice == "none":
            put(data, self.at, None)
        else:
            drop(data, self.at)


class Esa(Field):
    """The group of New Style ESA; what else is known of it stays."""

    __slots__ = ()
    look = "select"

    @property
    def pointers(self) -> tuple[str, ...]:
        return (f"{self.at}/group",)

    def shown(self, data: Data) -> Iterator[tuple[str, str]]:
        yield self.name, find(data, f"{self.at}/group") or ""

    def store(self, data: Data, answers: Answers) -> None:
        group = answers.get(self.name, "")
        if group:
            put(data, f"{self.at}/group", group)
        else:
            drop(data, self.at)


KINDS_OF_OPTION = {"job": _("A job"), "none": _("No paid work"), "as_now": _("The same work as now")}


class KindOfOption(Choice):
    """A job, none, or as now. Stored after the fields of the job, which it may take away again."""

    __slots__ = ()

    @property
    def pointers(self) -> tuple[str, ...]:
        return (f"{self.at}/work",)

    def shown(self, data: Data) -> Iterator[tuple[str, str]]:
        option = find(data, self.at)
        option = option if isinstance(option, dict) else {}
        without_job = "none" if "job" in option else "as_now" if option else "job"
        yield self.name, option.get("work") or ("job" if option.get("job") else without_job)

    def store(self, data: Data, answers: Answers) -> None:
        kind = answers.get(self.name) or "job"
        if kind == "job":
            drop(data, f"{self.at}/work")
        else:
            put(data, f"{self.at}/work", kind)
            drop(data, f"{self.at}/job")

    def is_filled(self, answers: Answers) -> bool:
        return answers.get(self.name, "job") != "job"


class Replaces(Choice):
    """In place of the work done now, or besides it. Where a case names the jobs, that stays."""

    __slots__ = ()

    def shown(self, data: Data) -> Iterator[tuple[str, str]]:
        yield self.name, "none" if find(data, self.at) == "none" else ""

    def store(self, data: Data, answers: Answers) -> None:
        if answers.get(self.name) == "none":
            put(data, self.at, "none")
        elif isinstance(find(data, self.at), str):
            drop(data, self.at)


LONGEST_LINE = 200  # characters, with blanks in a row counted as one


def lines_of(text: str) -> list[str]:
    """The lines of a text that say something, with single blanks between their words."""
    return [line for each in text.splitlines() if (line := " ".join(each.split()))]


class LinesField(Field):
    """Several of the same kind, one on each line as a person would write it. `most` is how many the Case takes."""

    __slots__ = ()
    look = "lines"
    most: ClassVar[int]

    def told(self, problem: Problem) -> str:
        if problem.pointer != self.at:
            return self.problem
        return gettext("Write no more than %(most)s lines here") % {"most": self.most}

    def shown(self, data: Data) -> Iterator[tuple[str, str]]:
        held = find(data, self.at)
        yield self.name, "\n".join(self.line(each) for each in held) if isinstance(held, list) else ""

    def store(self, data: Data, answers: Answers) -> None:
        lines = lines_of(answers.get(self.name, ""))
        # The Case refuses one line too many, so the lines beyond that need not be read.
        self._set(data, self.at, [self._read(line) for line in lines[: self.most + 1]] or "")

    def _read(self, line: str) -> Any:
        return self.entry(line) if len(line) <= LONGEST_LINE else line

    def line(self, entry: Any) -> str:
        """An entry of the Case as a line."""
        raise NotImplementedError

    def entry(self, line: str) -> Any:
        """A line, in which no two blanks stand side by side, as an entry of the Case; as it is where it cannot be read."""
        raise NotImplementedError


# What people write in these lines, in English or in Welsh. Quantifiers are possessive (`++`, `?+`), so that a pattern that does
# not fit is given up at once; of several words with the same beginning, the longest therefore comes first.
# A number is taken whole as it was typed, with its commas: `381,30` is never 381 and 30.
_NUMBER = r"£?+ ?+(?<![0-9.,])([0-9]++(?:[.,][0-9]++)*+)(?![0-9])"
_DATE = r"([0-9]{1,2}+\w{0,3}+[\s/.-]++\w++[\s/.-]++[0-9]{4}|[^\s,:]++)"
_HOURS = r"(?:hours?+|h|awr|oriau)"
_DAYS = r"(?:days?+|diwrnod(?:au)?+|ddiwrnod|niwrnod|dydd|d)"
_WEEKS = r"(?:weeks?+|wythnos(?:au)?+)"
_CHILD = r"(?:child|plentyn|blentyn)"
_UNTIL = r"(?:until|to|till|tan|hyd)"
_EACH = {
    "two_weeks": "two weeks|fortnight|pythefnos|bythefnos",
    "four_weeks": "four weeks|pedair wythnos",
    "hour": "hour|awr",
    "day": "day|diwrnod|dydd",
    "week": "week|wythnos",
    "month": "month|mis",
    "quarter": "quarter|chwarter",
    "year": "year|blwyddyn|flwyddyn",
}
_PER = rf"(?:an?+|per|every|yr?+|bob|fesul) ({'|'.join(_EACH.values())})\b"
# Between two numbers there is a space: a comma without one belongs to the number.
_DATED_PAY = re.compile(rf"{_DATE}[ ,:]++{_NUMBER}(?:,?+ {_NUMBER}(?: ?{_HOURS})?+)?+", re.IGNORECASE)
# Days are skipped where they can be, as a second number that a period follows is pay.
_STEP = re.compile(
    rf"{_DATE}[ ,:]++{_NUMBER}(?: ?{_HOURS})?+(?:,?+ {_NUMBER}(?: ?{_DAYS})?+)??(?:,?+ {_NUMBER} {_PER})?+",
    re.IGNORECASE,
)
_CONTRACT_PAY = re.compile(rf"{_NUMBER} {_PER}[ ,]++{_UNTIL} {_DATE}", re.IGNORECASE)
_CHILDCARE = re.compile(rf"{_NUMBER} {_PER}", re.IGNORECASE)
_OF_CHILDCARE = {
    "child": re.compile(rf"{_CHILD} ([0-9]++)(?![.,][0-9])", re.IGNORECASE),
    "days_per_week": re.compile(rf"{_NUMBER} {_DAYS}\b", re.IGNORECASE),
    "weeks_per_year": re.compile(rf"{_NUMBER} {_WEEKS}\b", re.IGNORECASE),
}


def _period(word: str) -> str:
    return next(period for period, words in _EACH.items() if word.lower() in words.split("|"))


def _per(period: Any) -> str:
    """A period as a line says it, in the language in use."""
    said = {**PAY_PERIODS, "day": _("a day")}
    return gettext(said.get(str(period), ""))


def _money(entry: Any) -> str:
    return f"{number_shown(find(entry, '/amount'))} {_per(find(entry, '/per'))}"


def _said(entry: Any, name: str, words: str) -> str:
    value = entry.get(name) if isinstance(entry, dict) else None
    return words.format(number=number_shown(value)) if value is not None else ""


def _day_shown(entry: Any, name: str) -> str:
    return date_shown(find(entry, f"/{name}")).replace(" ", "/")


class DatedPays(LinesField):
    """Pay of each payday, where it differs: 12/2/2027 381.30 30 hours."""

    __slots__ = ()
    most = 120

    def line(self, entry: Any) -> str:
        parts = (
            _day_shown(entry, "date"),
            _said(entry, "gross", "{number}"),
            _said(entry, "hours", gettext("{number} hours")),
        )
        return " ".join(filter(None, parts))

    def entry(self, line: str) -> Any:
        found = _DATED_PAY.fullmatch(line)
        if not found:
            return line
        day, gross, hours = found.groups()
        return {"date": as_date(day), "gross": as_number(gross), **({"hours": as_number(hours)} if hours else {})}


class Schedule(LinesField):
    """Hours that change on a day, and pay where it changes too: 14/12/2026 22.5 hours 3 days 1423.50 a month."""

    __slots__ = ()
    most = 60

    def line(self, entry: Any) -> str:
        parts = (
            _day_shown(entry, "from"),
            _said(entry, "hours_per_week", gettext("{number} hours")),
            _said(entry, "days_per_week", gettext("{number} days")),
            _money(find(entry, "/pay")) if find(entry, "/pay") else "",
        )
        return " ".join(filter(None, parts))

    def entry(self, line: str) -> Any:
        found = _STEP.fullmatch(line)
        if not found:
            return line
        day, hours, of_days, amount, per = found.groups()
        return {
            "from": as_date(day),
            "hours_per_week": as_number(hours),
            **({"days_per_week": as_number(of_days)} if of_days else {}),
            **({"pay": {"amount": as_number(amount), "per": _period(per)}} if amount else {}),
        }


class ContractPay(LinesField):
    """What the employer pays in sickness, and until when: 300 a week until 1/3/2027."""

    __slots__ = ()
    most = 10

    def line(self, entry: Any) -> str:
        return " ".join((_money(entry), gettext("until"), _day_shown(entry, "until")))

    def entry(self, line: str) -> Any:
        found = _CONTRACT_PAY.fullmatch(line)
        if not found:
            return line
        amount, per, day = found.groups()
        return {"amount": as_number(amount), "per": _period(per), "until": as_date(day)}


class ChildcareLines(LinesField):
    """Childcare child by child: child 2, 62 a day, 3 days, 52 weeks, first month paid."""

    __slots__ = ()
    most = 20

    def line(self, entry: Any) -> str:
        parts = (
            _said(entry, "child", gettext("child {number}")),
            _money(entry),
            _said(entry, "days_per_week", gettext("{number} days")),
            _said(entry, "weeks_per_year", gettext("{number} weeks")),
            gettext("first month paid") if find(entry, "/first_month_paid_by_jobcentre") else "",
        )
        return ", ".join(filter(None, parts))

    def entry(self, line: str) -> Any:
        money = _CHILDCARE.search(line)
        if not money:
            return line
        made: dict[str, Any] = {"amount": as_number(money[1]), "per": _period(money[2])}
        for name, pattern in _OF_CHILDCARE.items():
            if found := pattern.search(line):
                made[name] = as_number(found[1])
        if any(words.lower() in line.lower() for words in said_in_any("first month paid")):
            made["first_month_paid_by_jobcentre"] = True
        return made


PAYDAYS = {
    "last working day": _("last working day"),
    "last monday": _("last Monday"),
    "last tuesday": _("last Tuesday"),
    "last wednesday": _("last Wednesday"),
    "last thursday": _("last Thursday"),
    "last friday": _("last Friday"),
    "last saturday": _("last Saturday"),
    "last sunday": _("last Sunday"),
}


class PaydayField(Number):
    """The day of the month on which pay comes, or words such as `last working day`, in either language."""

    __slots__ = ()
    look = "text"

    def shown(self, data: Data) -> Iterator[tuple[str, str]]:
        held = find(data, self.at)
        yield self.name, gettext(PAYDAYS.get(held, held)) if isinstance(held, str) else number_shown(held)

    def store(self, data: Data, answers: Answers) -> None:
        typed = answers.get(self.name, "")
        plain = re.sub(r"^(the|y|yr)\s+", "", typed.strip().lower())
        known = (day for day, words in PAYDAYS.items() if plain in [each.lower() for each in said_in_any(words)])
        self._set(data, self.at, next(known, as_number(typed) if typed else ""))


class CompareWith(Choice):
    """What every choice is set against: the position now, or one of the choices by its number."""

    __slots__ = ()

    def shown(self, data: Data) -> Iterator[tuple[str, str]]:
        named = find(data, self.at)
        names = [find(each, "/name") for each in find(data, "/options") or []]
        yield self.name, str(names.index(named) + 1) if named in names else ""

    def store(self, data: Data, answers: Answers) -> None:
        chosen = answers.get(self.name, "")
        option = find(data, f"/options/{int(chosen) - 1}") if chosen.isdecimal() and int(chosen) else None
        if isinstance(option, dict) and option.get("name"):
            put(data, self.at, option["name"])
        else:
            self._set(data, self.at, "" if chosen in ("", "now") else chosen)


class WhichAdult(Choice):
    __slots__ = ()

    def shown(self, data: Data) -> Iterator[tuple[str, str]]:
        yield self.name, "2" if find(data, self.at) == 2 else ""

    def store(self, data: Data, answers: Answers) -> None:
        typed = answers.get(self.name, "")
        self._set(data, self.at, as_number(typed) if typed else "")
