"""A council, one that has ended, and one that is to end."""

from __future__ import annotations

import datetime as dt
from dataclasses import field

from calculator.councils.facts import PlaceFacts
from calculator.frozen import frozen
from calculator.i18n.language import day_said

LONDON = "London"


@frozen
class Council:
    """One council that bills council tax. `brmas` are all the rental market areas it lies in, cheapest first, or none known.

    If it is not known that these are all, they are `some_brmas` instead. `brmas_source` says where the list is from.
    `scheme_page` is where its council tax reduction scheme can be read: its website if no page is known.
    """

    code: str
    name: str
    nation: str
    region: str
    county: str
    website: str
    other_names: tuple[str, ...]
    facts: PlaceFacts = field(repr=False, compare=False)

    @property
    def brmas(self) -> tuple[str, ...]:
        areas = self.facts.areas_of(self.code)
        return areas.names if areas.complete else ()

    @property
    def some_brmas(self) -> tuple[str, ...]:
        areas = self.facts.areas_of(self.code)
        return () if areas.complete else areas.names

    @property
    def brmas_source(self) -> str:
        return self.facts.areas_of(self.code).source

    @property
    def scheme_page(self) -> str:
        return self.facts.page_of(self.code) or self.website

    @property
    def in_london(self) -> bool:
        return self.region == LONDON


@frozen
class Earlier:
    """A council that has ended, and those that took its place."""

    name: str
    ended: dt.date
    became: tuple[str, ...]


@frozen
class CouncilChange:
    """A council of today that ends on a day that is known, and the council that takes its place on the next day."""

    name: str
    ends: dt.date
    becomes: Council
    source: str

    @property
    def begins(self) -> dt.date:
        """The first day of the new council."""
        return self.ends + dt.timedelta(days=1)

    @property
    def said(self) -> dict[str, str]:
        """What a text about the change is filled with."""
        return {"council": self.name, "becomes": self.becomes.name, "ends": day_said(self.ends)}
