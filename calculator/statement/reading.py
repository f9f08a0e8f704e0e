"""Reads the text of a Universal Credit statement, as it is copied from the account, into the lines of an AccountStatement.

A line is read only if its label or sentence is known word for word. Every other line that holds a figure comes back as it was written, with
the reason. The text is looked at in memory and is not kept.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from calculator.contract.account import MOST_CHARACTERS
from calculator.contract.errors import CaseError, Problem
from calculator.contract.values import MOST_MONEY, MOST_TEXT
from calculator.i18n.language import gettext as _
from calculator.i18n.language import later, months
from calculator.statement.wording import LABELS, SENTENCES, TAKEN_OFF, WORDING

MOST_LINES = 400
MOST_ROWS = 20  # in each list of a statement
# An amount has a pound sign, or exactly two digits of pence. What stands after it must not go on with the number.
_AMOUNT = re.compile(
    r"(?P<minus>- ?)?(?:(?P<pound>£|gbp) ?)?(?P<inner>-)?"
    r"(?P<whole>[0-9]{1,3}(?:,[0-9]{3}){1,2}|[0-9]{1,8})(?P<pence>\.[0-9]{2})?(?![0-9]|[.,][0-9]|/)"
)
_DAY_WRITTEN = re.compile(
    r"(?<![0-9])([0-9]{1,2})(?:st|nd|rd|th|ain|af|il|ydd|ed|fed|eg)? ([a-z]{3,12})(?:,? ([0-9]{4}))?(?![0-9])"
)
_DAY_NUMBERS = re.compile(r"(?<![0-9/])([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})(?![0-9/])")
_DAY_ISO = re.compile(r"(?<![0-9-])([0-9]{4})-([0-9]{2})-([0-9]{2})(?![0-9-])")
_COUNT = re.compile(r"[0-9]{1,2}(?= (?:child|plentyn|o blant|blentyn))")
_DIGIT = re.compile(r"[0-9]")
_PLAIN = str.maketrans(
    {"’": "'", "‘": "'", "`": "'", "–": "-", "—": "-", "−": "-", "‑": "-", "‐": "-", "•": " ", "·": " ", "*": " ", "|": " ",
     "â": "a", "ê": "e", "î": "i", "ô": "o", "û": "u", "ŵ": "w", "ŷ": "y"}
)  # fmt: skip
_MONTHS = {name.translate(_PLAIN): number for name, number in months()}
_BETWEEN_DAYS = frozenset({"to", "-", "until", "from", "between", "and", "i", "hyd", "at", "o", "rhwng", "a"})
_AROUND = " :;-=.,"
_LONG_SENTENCE = 6  # words: a line as long as this explains something and is no label
NOT_KNOWN = later("We do not know what this line is.")
NO_AMOUNT = later("There is no amount beside this line or below it.")
ALONE = later("There is nothing that says what this amount is.")
TWICE = later("This line is there more than once, with different amounts.")
BELOW_NOTHING = later("This amount is below nothing, which this line cannot be.")
NO_SUCH_DAY = later("There is no such day.")
TOO_LONG = later("This line is too long to be one of a statement.")
TOO_MANY = later("There are more lines of this kind than we read.")


@dataclass(frozen=True, slots=True)
class UnreadLine:
    """A line of the text that was not read: where it stands, counting from 1, as it was written, and why."""

    number: int
    text: str
    why: str


@dataclass(slots=True)
class ReadText:
    """The lines of a statement as plain JSON, where each one stood, and what was not read."""

    lines: dict[str, Any] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    unread: list[UnreadLine] = field(default_factory=list)


@dataclass(slots=True)
class _Row:
    """One line of the text: its number, as it was written, in plain small letters, the amounts in it, and its words without them."""

    number: int
    text: str
    plain: str
    amounts: list[Decimal]
    label: str


def read_text(text: str) -> ReadText:
    """Read the text of a statement. Raises CaseError if it is longer than any statement."""
    if len(text) > MOST_CHARACTERS:
        told = _("must be at most %(most)s characters") % {"most": f"{MOST_CHARACTERS:,}"}
        raise CaseError([Problem("/text", told)])
    rows = [(number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    if len(rows) > MOST_LINES:
        raise CaseError([Problem("/text", _("must be at most %(most)s lines") % {"most": MOST_LINES})])
    reader = _TextReader()
    for number, line in rows:
        reader.take(number, " ".join(line.split()))
    return reader.done()


class _TextReader:
    """Takes one line of the text after another. `waiting` is a label whose amount has not come yet."""

    def __init__(self) -> None:
        self.found = ReadText()
        self.waiting: tuple[str | tuple[str, str], _Row] | None = None
        self.taken_off = False  # whether the heading of what is taken off has come
        self.unnamed: _Row | None = None  # the last line of other words, which an amount below it may belong to
        self.twice: set[str] = set()
        self.rows: dict[str, _Row] = {}

    def take(self, number: int, text: str) -> None:
        """Read one line."""
        if len(text) > MOST_TEXT:
            self._unread(_Row(number, text[:MOST_TEXT] + "…", "", [], ""), TOO_LONG)
            return
        row = _row(number, text)
        for read in (self._days, self._heading, self._label, self._sentence, self._amount_alone):
            if read(row):
                return
        self._not_read(row)

    def done(self) -> ReadText:
        """What was read, after the last line."""
        self._drop_waiting()
        self.found.unread.sort(key=lambda each: each.number)
        return self.found

    # ------------------------------------------------------------------ days
    def _days(self, row: _Row) -> bool:
        """A line with the days of the period, or with the day of a payment."""
        if any(words in row.plain for words in WORDING.lines["paid_to_landlord"].sentences):
            return False
        days = _days_in(row.plain)
        if not days:
            words = row.label
            if words in WORDING.period or words in WORDING.paid:
                self._wait("period" if words in WORDING.period else "paid", row)
                return True
            return False
        name = self._about_days(row)
        self.waiting = None if name else self.waiting
        if name == "period" and len(days) == 2 and all(days):
            first, last = (day.isoformat() for day in days if day)
            self._put_days(row, first, last)
        elif name == "paid" and len(days) == 1 and days[0]:
            self._put_payment(row, days[0])
        else:
            self._unread(row, NO_SUCH_DAY if name and not all(days) else NOT_KNOWN)
        return True

    def _about_days(self, row: _Row) -> str:
        """What the days of a line are: those of the period, the day of a payment, or not said."""
        if self.waiting and self.waiting[0] in ("period", "paid"):
            return str(self.waiting[0])
        if any(words in row.plain for words in WORDING.paid):
            return "paid"
        alone = all(word in _BETWEEN_DAYS or _DIGIT.search(word) or word in _MONTHS for word in row.plain.split())
        return "period" if alone or any(words in row.plain for words in WORDING.period) else ""

    def _put_days(self, row: _Row, first: str, last: str) -> None:
        held = (self.found.lines.get("from"), self.found.lines.get("to"))
        if held not in ((None, None), (first, last)):
            self._unread(row, TWICE)
            return
        self.found.lines.update({"from": first, "to": last})
        self.found.places["from"] = row.text

    def _put_payment(self, row: _Row, day: dt.date) -> None:
        """Add a payment. A second line about the same day can only add the amount."""
        payments = self.found.lines.setdefault("payments", [])
        made: dict[str, object] = {"date": day.isoformat()}
        if len(row.amounts) == 1:
            made["amount"] = row.amounts[0]
        known = next((payment for payment in payments if payment["date"] == made["date"]), None)
        if known is not None and made.get("amount") in (None, known.get("amount")):
            return
        if known is not None and "amount" not in known:
            known.update(made)
        elif known is not None:
            self._unread(row, TWICE)
        elif len(payments) == 2:
            self._unread(row, TOO_MANY)
        else:
            payments.append(made)
            self.found.places.setdefault("payments", row.text)

    # ------------------------------------------------------------------ labels and headings
    def _heading(self, row: _Row) -> bool:
        if row.amounts or row.label in LABELS:
            return False
        for words, off in ((WORDING.headings.off, True), (WORDING.headings.on, False)):
            if row.label in words:
                self._drop_waiting()
                self.taken_off = off
                return True
        return False

    def _label(self, row: _Row) -> bool:
        name = self._named(row.label)
        if name is None:
            return False
        self._drop_waiting()
        if len(row.amounts) == 1:
            self._put(name, row, row.amounts[0])
        elif row.amounts:
            self._unread(row, NOT_KNOWN)
        else:
            self._wait(name, row)
        return True

    def _named(self, label: str) -> str | tuple[str, str] | None:
        """The line that a label means. Income and deductions have labels that mean them only below the heading of what is taken off."""
        if self.taken_off and label in TAKEN_OFF:
            return TAKEN_OFF[label]
        return LABELS.get(label)

    def _wait(self, name: str | tuple[str, str], row: _Row) -> None:
        self._drop_waiting()
        self.waiting = (name, row)

    def _drop_waiting(self) -> None:
        """Give up on a label that no amount came for. A heading needs none."""
        if self.waiting:
            name, row = self.waiting
            if name not in ("payment", "period", "paid"):
                self._unread(row, NO_AMOUNT)
            self.waiting = None

    # ------------------------------------------------------------------ sentences and amounts
    def _sentence(self, row: _Row) -> bool:
        if row.amounts and any(words in row.plain for words in WORDING.work_allowance):
            self._put("work_allowance", row, row.amounts[0])
            return True
        if any(words in row.plain for words in WORDING.notes):
            return True
        if not row.amounts and any(row.plain.startswith(words) for words in WORDING.children_supported):
            count = _COUNT.search(row.plain)
            if count:
                self._put("children_supported", row, int(count[0]))
            return count is not None
        if len(row.amounts) != 1:
            return False
        name = next((name for words, name in SENTENCES if words in row.plain), None)
        if name is not None:
            self._put(name, row, row.amounts[0])
        return name is not None

    def _amount_alone(self, row: _Row) -> bool:
        if row.label or len(row.amounts) != 1:
            return False
        if self.waiting and self.waiting[0] not in ("period", "paid"):
            name, label = self.waiting
            self.waiting = None
            self._put(name, _with(label, row), row.amounts[0])
        elif self.unnamed and self.unnamed.number == row.number - 1:
            self._unread(_with(self.unnamed, row), NOT_KNOWN)
        else:
            self._unread(row, ALONE)
        return True

    def _not_read(self, row: _Row) -> None:
        """A line of other words. One that explains something leaves a label waiting; anything else could be a label of its own."""
        if row.amounts or _DIGIT.search(row.plain):
            self._unread(row, NOT_KNOWN)
        else:
            self.unnamed = row
        if row.amounts or not (row.text.endswith((".", "?", "!")) or len(row.plain.split()) >= _LONG_SENTENCE):
            self._drop_waiting()

    # ------------------------------------------------------------------ putting in
    def _put(self, name: str | tuple[str, str], row: _Row, value: Decimal | int) -> None:
        """Put a value in its line. One that is there already with another value is taken out, and both are shown."""
        lines, places = self.found.lines, self.found.places
        if isinstance(value, Decimal):
            if value < 0 and not self.taken_off:
                self._unread(row, BELOW_NOTHING)
                return
            value = abs(value)
        if isinstance(name, tuple) or name == "take_home_pay_by_adult":
            self._add(name, row, value)
            return
        if name in self.twice or lines.get(name, value) != value:
            self.twice.add(name)
            lines.pop(name, None)
            places.pop(name, None)
            if name in self.rows:
                self._unread(self.rows.pop(name), TWICE)
            self._unread(row, TWICE)
            return
        lines[name], places[name], self.rows[name] = value, row.text, row

    def _add(self, name: str | tuple[str, str], row: _Row, value: Decimal | int) -> None:
        """Add a value to a list."""
        where, added = (name, value) if isinstance(name, str) else (name[0], {"kind": name[1], "amount": value})
        held = self.found.lines.setdefault(where, [])
        if len(held) == (2 if isinstance(name, str) else MOST_ROWS):
            self._unread(row, TOO_MANY)
            return
        self.found.places[f"{where}/{len(held)}"] = row.text
        held.append(added)

    def _unread(self, row: _Row, why: str) -> None:
        self.found.unread.append(UnreadLine(row.number, row.text, why))


def _row(number: int, text: str) -> _Row:
    plain = " ".join(text.translate(_PLAIN).casefold().split())
    amounts: list[Decimal] = []
    label: list[str] = []
    at = 0
    for found in _AMOUNT.finditer(plain):
        whole = Decimal(found["whole"].replace(",", ""))
        if not (found["pound"] or found["pence"]) or whole > MOST_MONEY:
            continue
        sign = -1 if found["minus"] or found["inner"] else 1
        amounts.append(sign * (whole + Decimal(found["pence"] or 0)))
        label.append(plain[at : found.start()])
        at = found.end()
    return _Row(number, text, plain, amounts, " ".join("".join([*label, plain[at:]]).split()).strip(_AROUND))


def _with(label: _Row, amount: _Row) -> _Row:
    """A label and the amount below it as one line."""
    return _Row(label.number, f"{label.text} {amount.text}", amount.plain, amount.amounts, label.label)


def _days_in(plain: str) -> list[dt.date | None]:
    """The days in a line, in order; None for one that there is not. A day without a year is in the year of the next one."""
    found: list[tuple[int, int | None, int, int]] = []
    found += [(at.start(), int(at[3]), int(at[2]), int(at[1])) for at in _DAY_NUMBERS.finditer(plain)]
    found += [(at.start(), int(at[1]), int(at[2]), int(at[3])) for at in _DAY_ISO.finditer(plain)]
    for match in _DAY_WRITTEN.finditer(plain):
        number = next((number for name, number in _MONTHS.items() if name.startswith(match[2])), None)
        if number:
            found.append((match.start(), int(match[3]) if match[3] else None, number, int(match[1])))
    days: list[dt.date | None] = []
    after: tuple[int, int] | None = None
    for _at, year_, month_, day_ in sorted(found, key=lambda each: -each[0]):
        if year_ is None and after is None:
            return []
        in_year = year_ or (after[0] - (month_ > after[1]) if after else 0)
        after = (in_year, month_)
        try:
            days.insert(0, dt.date(in_year, month_, day_))
        except ValueError:
            days.insert(0, None)
    return days
