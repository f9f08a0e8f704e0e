"""What a council's own council tax reduction scheme says, from its file in rules/council_tax/data/, as inputs for the rules.

A file holds what one council has adopted, year by year; its keys are the names of the inputs in rules/case/scheme.yaml and
rules/case/band.yaml. Nothing here knows what they mean.
"""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Iterable, Sequence
from dataclasses import field, replace
from decimal import Decimal

from calculator.frozen import frozen

DATA = "council_tax/data"
NATIONS = {"Scotland", "Wales"}  # one scheme each for all their councils
UNIVERSAL_CREDIT = {"everyone", "universal_credit"}
OTHERS = {"everyone", "others"}
_DAY = dt.timedelta(days=1)


# What a file gives an input of a part or of a line of its table: a number, yes or no, or a choice.
SchemeValue = Decimal | bool | str
SchemePart = dict[str, SchemeValue]


@frozen
class Scheme:
    """One council's scheme in one year: who says so, and its parts as values of the inputs `scheme.*` and `band.*`."""

    council: str
    code: str
    name: str
    law: str
    url: str
    starts: dt.date
    ends: dt.date
    checked: dt.date = field(default=dt.date.min, kw_only=True)  # the day somebody last read the document
    readers: int = field(default=1, kw_only=True)  # how many people have read it, each by themselves
    not_found: tuple[str, ...]
    parts: tuple[SchemePart, ...]
    bands: tuple[tuple[SchemePart, ...], ...] = field(default=())
    # The most of the bill that it takes off for anyone of working age, where no more than that is known.
    at_most: Decimal | None = None
    # The published model through which the scheme was read, where nobody has read the document itself; "" where somebody has.
    second_hand: str = ""


def slug(name: str) -> str:
    """A council's name as its file's: `Kingston upon Thames` is kingston-upon-thames."""
    return re.sub("[^a-z]+", "-", name.casefold()).strip("-")


def in_force(schemes: Sequence[Scheme], day: dt.date) -> Scheme | None:
    """The one of a council's schemes that holds on a day; None if there is none.

    The last one goes on until the next one is known: councils adopt a scheme each year, mostly with small changes.
    """
    return next(
        (each for each in schemes if each.starts <= day <= each.ends or (each is schemes[-1] and day > each.ends)), None
    )


def lay_over(schemes: Iterable[Scheme], amending: Iterable[Scheme]) -> tuple[Scheme, ...]:
    """A council's schemes with those of an amendment in their place for the days that the amendment's hold."""
    found = list(schemes)
    for newer in amending:
        kept = [newer]
        for older in found:
            if older.ends < newer.starts or older.starts > newer.ends:
                kept.append(older)
                continue
            if older.starts < newer.starts:
                kept.append(replace(older, ends=newer.starts - _DAY))
            if older.ends > newer.ends:
                kept.append(replace(older, starts=newer.ends + _DAY))
        found = sorted(kept, key=lambda each: each.starts)
    return tuple(found)


def overlaps(schemes: Iterable[Scheme]) -> list[str]:
    """In words, the years of one file that begin before the one before them ends."""
    return [
        f"{later.name} begins before {earlier.name} ends"
        for earlier, later in itertools.pairwise(schemes)
        if later.starts <= earlier.ends
    ]


# ---------------------------------------------------------------------- what is held, and a new file
def table(schemes: Iterable[Scheme]) -> str:
    """The schemes held, as a table in Markdown: council, year, for whom, and what was not found."""
    rows = []
    for year in schemes:
        people = {part.get("people") for part in year.parts}
        rows.append(
            f"| {year.council} | [{year.name}]({year.url}) | {_mark(people & UNIVERSAL_CREDIT, people)} "
            f"| {_mark(people & OTHERS, set())} | {'; '.join(_gaps(year)) or '-'} |"
        )
    head = ["| Council | Scheme | On Universal Credit | Others | Not found |", "| --- | --- | --- | --- | --- |"]
    return "\n".join([*head, *rows])


def _gaps(year: Scheme) -> list[str]:
    """What nobody has found, in words."""
    read = [f"The document itself: the figures were taken from {year.second_hand}"] if year.second_hand else []
    return [*read, *year.not_found]


def _mark(found: set[SchemeValue | None], people: set[SchemeValue | None]) -> str:
    return "yes" if found else "without other income" if "only_universal_credit" in people else "not covered"


def blank(name: str, code: str, website: str, starts: dt.date) -> str:
    """A file to fill in for a council: every key it may need, to be kept or left out."""
    ends = starts.replace(year=starts.year + 1) - _DAY
    year = f"{starts.year}-{ends.year % 100:02}"
    return f"""# {name}: see docs/how-to-add-a-council.md for every key.
council: {name if "," not in name else f'"{name}"'}
code: {code}
website: "{website}"
years:
  - from: {starts}
    to: {ends}
    name: Council Tax Reduction Scheme {year}
    source: {{law: "{name}, Council Tax Reduction Scheme {year}, paragraph", url: "{website}"}}
    checked: {dt.date.today()}
    not_found:
      - How people on Universal Credit are treated
      - How others are treated
    parts: []
"""
