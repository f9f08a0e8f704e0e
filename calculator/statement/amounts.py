"""The amounts in the rules on one day, and on which other day an amount was one of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from decimal import Decimal

from calculator.month.statement import StatedBook

CLOCKS = ("day", "payday", "assessment_period")


class Amounts:
    """Reads amounts as they hold for the assessment period that starts on `day`."""

    def __init__(self, book: StatedBook, day: dt.date) -> None:
        self.book, self.day = book, day

    def on(self, day: dt.date) -> Amounts:
        """The amounts on another day."""
        return Amounts(self.book, day)

    @property
    def known(self) -> bool:
        """Whether the rules reach this day. Later days have the latest amounts that are known."""
        return self.day <= self.book.statement.covers_to

    def one(self, name: str) -> Decimal:
        """A single amount."""
        found = self._content(name)
        if not isinstance(found, Decimal | int):
            raise TypeError(f"{name} is no single amount")
        return Decimal(found)

    def limit(self, name: str) -> int | None:
        """A whole number that may have ended; None if it has."""
        found = self._content(name)
        return int(found) if isinstance(found, Decimal | int) else None

    def date(self, name: str) -> dt.date:
        """A day that the rules name."""
        return dt.date.fromordinal(int(self.one(name)))

    def table(self, name: str) -> dict[str, Decimal]:
        """A table of amounts by name."""
        found = self._content(name)
        if not isinstance(found, Mapping):
            raise TypeError(f"{name} is no table of amounts")
        return {key: Decimal(amount) for key, amount in found.items()}

    def year_of(self, name: str, amount: Decimal) -> dt.date | None:
        """The day from which a table or single amount held this amount, if it did so on another day."""
        for starts, content in self._versions(name):
            held = content.values() if isinstance(content, Mapping) else (content,)
            if amount in held:
                return starts
        return None

    def _content(self, name: str) -> object:
        rule = self.book.rules.rules[name]
        dates = dict.fromkeys(CLOCKS, self.day.toordinal())
        return rule.versions[self.book.engine.version(rule, None, dates)].content

    def _versions(self, name: str) -> Iterator[tuple[dt.date, object]]:
        for version in self.book.rules.rules[name].versions:
            yield dt.date.fromordinal(version.start), version.content
