"""What is known of places beside which councils there are: rental market areas and their rates, pages of schemes, spending.

Each table of rules/places/ is read when something in it is first wanted.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Mapping
from decimal import Decimal
from functools import cached_property

from calculator.councils.tables import TableRow, amount, day, rows, several, share
from calculator.frozen import frozen

RATES = "housing/lha.csv"  # the local housing allowance of each area


@frozen
class MostSupport:
    """The largest share of the bill that a council's scheme takes off in a year, except for groups that it protects."""

    code: str
    starts: dt.date
    ends: dt.date
    share: Decimal
    source: str


@frozen
class AreasOfCouncil:
    """Rental market areas of a council, cheapest first, whether these are all that it lies in, and who says so."""

    names: tuple[str, ...] = ()
    complete: bool = False
    source: str = ""


class PlaceFacts:
    """The tables of facts. files: the files of the rules as bytes, by path. Raises RuleError where a table cannot be used."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self._files = files

    # ------------------------------------------------------------------ rental market areas
    @cached_property
    def areas(self) -> list[TableRow]:
        return rows(self._files, "areas.csv", ["brma", "nation"], ["brma"])

    @cached_property
    def areas_with_nations(self) -> list[tuple[str, str]]:
        """Every rental market area with its nation, in the order of the alphabet."""
        return [(row["brma"], row["nation"]) for row in self.areas]

    @cached_property
    def nations_of_areas(self) -> dict[str, str]:
        """The nation of each rental market area, by its name in small letters."""
        return {row["brma"].casefold(): row["nation"] for row in self.areas}

    @cached_property
    def council_areas(self) -> list[TableRow]:
        return rows(self._files, "council_areas.csv", ["code", "name", "areas", "complete", "source"], ["code"])

    def areas_of(self, code: str) -> AreasOfCouncil:
        """The areas of the council with this code, as far as they are known."""
        return self._areas_by_code.get(code, AreasOfCouncil())

    @cached_property
    def _areas_by_code(self) -> dict[str, AreasOfCouncil]:
        return {
            row["code"]: AreasOfCouncil(several(row["areas"]), row["complete"] == "yes", row["source"])
            for row in self.council_areas
        }

    def local_rates(self, area: str) -> dict[str, Decimal]:
        """The local housing allowance of an area a month, by size of home. Empty for an area that there is not."""
        return self._rates.get(area, {})

    @cached_property
    def _rates(self) -> dict[str, dict[str, Decimal]]:
        found: dict[str, dict[str, Decimal]] = {}
        for row in csv.DictReader(io.StringIO(self._files[RATES].decode("utf-8-sig"))):
            found.setdefault(row["brma"], {})[row["category"]] = Decimal(row["monthly"])
        return found

    # ------------------------------------------------------------------ help with council tax
    @cached_property
    def pages(self) -> list[TableRow]:
        return rows(self._files, "scheme_pages.csv", ["code", "name", "page"], ["code"])

    def page_of(self, code: str) -> str | None:
        """Where the scheme of the council with this code can be read, if that is known."""
        return self._pages_by_code.get(code)

    @cached_property
    def _pages_by_code(self) -> dict[str, str]:
        return {row["code"]: row["page"] for row in self.pages}

    def most_support(self, code: str, on: dt.date) -> MostSupport | None:
        """The most that a council's scheme of a day takes off most people's bill; None if it is not known."""
        return next((each for each in self.most_supports if each.code == code and each.starts <= on <= each.ends), None)

    @cached_property
    def most_supports(self) -> tuple[MostSupport, ...]:
        return tuple(
            MostSupport(row["code"], day(row, "from"), day(row, "to"), share(row, "share"), row["source"])
            for row in self.most_rows
        )

    @cached_property
    def most_rows(self) -> list[TableRow]:
        columns = ["code", "name", "from", "to", "share", "source"]
        return rows(self._files, "most_support.csv", columns, ["code", "from"])

    @cached_property
    def spending(self) -> dict[str, Decimal]:
        """What councils spend a year on help with council tax, in pounds by their codes, as far as it is known."""
        return {row["code"]: amount(row, "pounds") for row in self.spending_rows}

    @cached_property
    def spending_rows(self) -> list[TableRow]:
        return rows(self._files, "spending.csv", ["code", "name", "pounds", "year", "source"], ["code"])
