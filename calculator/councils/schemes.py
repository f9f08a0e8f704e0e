"""What a council's own council tax reduction scheme says, from its file in rules/council_tax/data/, as inputs for the rules.

A file holds what one council has adopted, year by year; its keys are the names of the inputs in rules/case/scheme.yaml and
rules/case/band.yaml. Nothing here knows what they mean.
"""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field, replace
from decimal import Decimal

from calculator.frozen import frozen

DATA = "council_tax/data"
NATIONS = {"Scotland", "Wales"}  # one scheme each for all their councils
UNIVERSAL_CREDIT = {"everyone", "universal_credit"}
OTHERS = {"everyone", "others"}
ON_UNIVERSAL_CREDIT = {*UNIVERSAL_CREDIT, "only_universal_credit"}
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


def for_the_same_people(parts: Iterable[SchemePart]) -> list[str]:
    """In words, the parts of one year that are for the same people. The sums would then take what both of them say."""
    return [
        f"two parts are for the same people (people: {one.get('people')} and people: {other.get('people')}): tell them apart by 'people:' or 'who:'"
        for one, other in itertools.combinations(parts, 2)
        if any({one.get("people"), other.get("people")} <= people for people in (ON_UNIVERSAL_CREDIT, OTHERS))
        and not _told_apart(one, other)
    ]


def _told_apart(one: SchemePart, other: SchemePart) -> bool:
    """Whether no household comes under both parts, by whom each of them protects."""
    who = {one.get("who"), other.get("who")}
    if who == {"protected"}:
        pairs = ((one, other), (other, one))
        return any(out.get("protects_out_of_work") and at.get("protects_in_work") for out, at in pairs)
    return who == {"protected", "not_protected"}


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


def blank(name: str, code: str, website: str, starts: dt.date, choices: Mapping[str, Sequence[str]]) -> str:
    """A file to fill in for a council, with two parts.

    choices: the keys that every part has to give, each with the words that it may be; none if it is a number.
    """
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
    # For some people only, remove the part for the others. If only the most that it takes off is known: `at_most:` and `parts: []`.
    parts:
{_blank_part("universal_credit", choices)}{_blank_part("others", choices)}"""


def _blank_part(people: str, choices: Mapping[str, Sequence[str]]) -> str:
    """A part with the keys that it has to give, and their choices beside them. An empty one is a fault, so none is forgotten."""
    first, *rest = [
        f"people: {people}",
        *(_blank_line(key, words) for key, words in choices.items() if key != "people"),
    ]
    return "".join([f"      - {first}\n", *(f"        {line}\n" for line in rest)])


def _blank_line(key: str, words: Sequence[str]) -> str:
    return f"{key}:  # {' | '.join(words)}" if words else f"{key}:"
