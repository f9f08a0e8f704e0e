"""What councils have published for band D, year by year, from rules/places/council_tax.csv."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from functools import cached_property

from calculator.councils.tables import FOLDER, TableRow, amount, day, rows
from calculator.frozen import frozen

NAME = "council_tax.csv"
_COLUMNS = ("code", "name", "from", "to", "band_d", "low", "high", "source")


@frozen
class BillSource:
    """Where figures of a table come from, and under which licence."""

    title: str
    licence: str
    url: str


@frozen
class Published:
    """The council tax for band D in a council in one year, with everything that is on the bill.

    If parishes make it differ from street to street, `band_d` is the average, and every home pays from `low` to `high`.
    """

    code: str
    starts: dt.date
    ends: dt.date
    band_d: Decimal
    low: Decimal
    high: Decimal
    source: BillSource

    @property
    def is_exact(self) -> bool:
        return self.low == self.high


class Bills:
    """The council tax of band D in every council. files: the files of the rules as bytes, by path."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self._files = files
        self._held: dict[str, list[Published]] = {}

    @cached_property
    def rows(self) -> list[TableRow]:
        return rows(self._files, NAME, _COLUMNS, ["code", "from"])

    @cached_property
    def years(self) -> tuple[Published, ...]:
        """Every year of every council. Raises RuleError with what is wrong."""
        return tuple(self._year(row) for row in self.rows)

    @cached_property
    def sources(self) -> dict[str, BillSource]:
        """The sources of the figures, by their names in the table."""
        read = rows(self._files, "sources.csv", ["id", "title", "licence", "url"], ["id"])
        return {row["id"]: BillSource(row["title"], row["licence"], row["url"]) for row in read}

    def of(self, code: str, known: dt.date, on: dt.date) -> Published | None:
        """A year's council tax for band D in a council on a day.

        What is held on the day `known` goes on until the next year's amount is held. None if neither is.
        """
        held = [each for each in self._of_council(code) if each.starts <= on and each.ends >= known]
        return max(held, key=lambda each: each.starts) if held else None

    def _of_council(self, code: str) -> list[Published]:
        """The years of one council. Only its own lines are read, because one household needs one of 350 councils."""
        if code and code not in self._held:
            path = f"{FOLDER}/{NAME}"
            heading, *lines = self._files.get(path, b"").splitlines(keepends=True) or [b""]
            own = b"".join([heading, *(line for line in lines if line.startswith(code.encode()))])
            self._held[code] = [self._year(row) for row in rows({path: own}, NAME, _COLUMNS, ["code", "from"])]
        return self._held.get(code, [])

    def _year(self, row: TableRow) -> Published:
        average, low, high = (amount(row, column) for column in ("band_d", "low", "high"))
        if not low <= average <= high:
            raise row.wrong("'band_d' is not between 'low' and 'high'")
        if row["source"] not in self.sources:
            raise row.wrong(f"the source '{row['source']}' is not in sources.csv")
        starts, ends = day(row, "from"), day(row, "to")
        if starts > ends:
            raise row.wrong("'from' is later than 'to'")
        return Published(row["code"], starts, ends, average, low, high, self.sources[row["source"]])
