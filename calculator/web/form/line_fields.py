"""The kinds of field that hold several things of one kind, one on each line."""

from __future__ import annotations

import datetime as dt
from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import ClassVar

from calculator.contract.errors import Problem
from calculator.contract.values import MOST_ONE_OFF
from calculator.i18n.language import gettext
from calculator.web.form.choices import ALL_PERIODS
from calculator.web.form.fields import Answers, Field, Given, as_sentence, refused, today_of
from calculator.web.form.line_words import (
    read_childcare,
    read_contract_pay,
    read_dated_pay,
    read_one_off,
    read_profit,
    read_step,
)
from calculator.web.form.pointers import Data, Json, drop, find, put_or_drop, text_at
from calculator.web.form.written import date_shown, lines_of, number_shown
from calculator.web.language import later as _
from calculator.web.typed.days import no_such_day
from calculator.web.typed.words import usual

UNREAD = _("Line %(number)s cannot be read: “%(line)s”.")
LONGEST_LINE = 200  # characters, with several spaces in a row counted as one


class LinesField(Field, ABC):
    """A box for several lines. `most` is how many of them a case can hold."""

    __slots__ = ()
    look = "lines"
    most: ClassVar[int]

    @abstractmethod
    def line(self, entry: Json) -> str:
        """An entry of the case, written as a line."""

    @abstractmethod
    def entry(self, line: str, today: dt.date | None = None) -> Json:
        """A line, read as an entry of the case. A line that cannot be read comes back as it is."""

    def told(self, problem: Problem) -> str:
        if problem.for_people:
            return as_sentence(problem.detail)
        if problem.pointer != self.at:
            return self.problem
        return gettext("Write no more than %(most)s lines here") % {"most": self.most}

    def why(self, given: Given) -> str:
        """Which line cannot be read, or names a day that there is not."""
        number = given.pointer.removeprefix(f"{self.at}/").partition("/")[0]
        lines = lines_of(given.answers.get(self.name, ""))
        if not number.isdecimal() or int(number) >= min(len(lines), self.most):
            return ""
        line = lines[int(number)]
        made = self.entry(line, given.today) if len(line) <= LONGEST_LINE else line
        if not isinstance(made, dict):
            told = {"number": int(number) + 1, "line": line[:LONGEST_LINE]}
            return refused(gettext(UNREAD) % told, self.problem)
        return next((why for value in made.values() if isinstance(value, str) and (why := no_such_day(value))), "")

    def shown(self, data: Data) -> Iterator[tuple[str, str]]:
        held = find(data, self.at)
        yield self.name, "\n".join(self.line(each) for each in held) if isinstance(held, list) else ""

    def store(self, data: Data, answers: Answers) -> None:
        lines = lines_of(answers.get(self.name, ""))
        # The case refuses one line too many, so the lines after that one need not be read.
        today = today_of(data)
        entries = [self.entry(line, today) if len(line) <= LONGEST_LINE else line for line in lines[: self.most + 1]]
        put_or_drop(data, self.at, entries or "")


def _money(entry: Json) -> str:
    return f"{number_shown(find(entry, '/amount'))} {gettext(ALL_PERIODS.get(text_at(entry, '/per'), ''))}"


def _said(entry: Json, name: str, words: str) -> str:
    value = find(entry, f"/{name}")
    return words.format(number=number_shown(value)) if value is not None else ""


def _day(entry: Json, name: str) -> str:
    return date_shown(find(entry, f"/{name}")).replace(" ", "/")


class DatedPays(LinesField):
    """The pay of each payday, if it varies: 12/2/2027 381.30 30 hours."""

    __slots__ = ()
    most = 120

    def line(self, entry: Json) -> str:
        parts = (
            _day(entry, "date"),
            _said(entry, "gross", "{number}"),
            _said(entry, "hours", gettext("{number} hours")),
        )
        return " ".join(filter(None, parts))

    def entry(self, line: str, today: dt.date | None = None) -> Json:
        return read_dated_pay(line, today)


class Schedule(LinesField):
    """Hours that change on a day, and the pay if it changes too: 14/12/2026 22.5 hours 3 days 1423.50 a month."""

    __slots__ = ()
    most = 60

    def line(self, entry: Json) -> str:
        pay = find(entry, "/pay")
        parts = (
            _day(entry, "from"),
            _said(entry, "hours_per_week", gettext("{number} hours")),
            _said(entry, "days_per_week", gettext("{number} days")),
            _money(pay) if pay else "",
        )
        return " ".join(filter(None, parts))

    def entry(self, line: str, today: dt.date | None = None) -> Json:
        return read_step(line, today)


class ContractPay(LinesField):
    """What the employer pays during sickness, and until when: 300 a week until 1/3/2027."""

    __slots__ = ()
    most = 10

    def line(self, entry: Json) -> str:
        return " ".join((_money(entry), gettext("until"), _day(entry, "until")))

    def entry(self, line: str, today: dt.date | None = None) -> Json:
        return read_contract_pay(line, today)


class ChildcareLines(LinesField):
    """Childcare child by child: child 2, 62 a day, 3 days, 52 weeks, first month paid."""

    __slots__ = ()
    most = 20

    def line(self, entry: Json) -> str:
        parts = (
            _said(entry, "child", gettext("child {number}")),
            _money(entry),
            _said(entry, "days_per_week", gettext("{number} days")),
            _said(entry, "weeks_per_year", gettext("{number} weeks")),
            _usual("around", "first_month") if find(entry, "/first_month_paid_by_jobcentre") else "",
        )
        return ", ".join(filter(None, parts))

    def entry(self, line: str, today: dt.date | None = None) -> Json:
        return read_childcare(line, today)


class OneOffLines(LinesField):
    """Money that comes once: 20/1/2027 520 bonus, 52 weeks, my partner: For 2026."""

    __slots__ = ()
    most = MOST_ONE_OFF

    def told(self, problem: Problem) -> str:
        if problem.detail.startswith("must not be before date"):
            return _("This must not be before the day of the calculation")
        # The lists of lines call their parent class by name, because slots make another class of each.
        return LinesField.told(self, problem)

    def line(self, entry: Json) -> str:
        parts = (
            f"{_day(entry, 'date')} {number_shown(find(entry, '/amount'))} {_usual('money', text_at(entry, '/kind'))}",
            _said(entry, "weeks", gettext("{number} weeks")),
            _usual("around", "partner") if find(entry, "/adult") == 2 else "",
        )
        name = text_at(entry, "/name")
        return ", ".join(filter(None, parts)) + (f": {name}" if name else "")

    def entry(self, line: str, today: dt.date | None = None) -> Json:
        return read_one_off(line, today)


class MonthlyProfits(LinesField):
    """The profit or loss of self-employment by month: 1/2027 -120."""

    __slots__ = ()
    most = 60

    def line(self, entry: Json) -> str:
        year, _dash, month = text_at(entry, "/month").partition("-")
        return f"{month.lstrip('0')}/{year} {number_shown(find(entry, '/amount'))}"

    def entry(self, line: str, today: dt.date | None = None) -> Json:
        return read_profit(line, today)

    def store(self, data: Data, answers: Answers) -> None:
        LinesField.store(self, data, answers)
        job = self.at.rpartition("/")[0]
        if answers.get(self.name) and find(data, f"{job}/pay/amount") is None:
            # A field for the pay that was left blank asks for nothing more.
            drop(data, f"{job}/pay")


def _usual(group: str, meaning: str) -> str:
    """The usual one of the words that mean something, in the language of the page."""
    return gettext(usual(group, meaning)).partition("|")[0].strip()
