"""The councils of England, Scotland and Wales: which one a text means, and what follows from where somebody lives.

The facts are in rules/places/. A name that was a council's once, or that is a county's, leads to a message and never to a guess.
"""

from __future__ import annotations

import csv
import datetime as dt
import difflib
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from calculator.contract.case import Case
from calculator.contract.errors import Problem
from calculator.i18n.language import day_said, later
from calculator.i18n.language import gettext as _
from calculator.resources import folder

NATIONS = {"england": later("England"), "scotland": later("Scotland"), "wales": later("Wales")}
LONDON = "London"
MOST_SUGGESTIONS = 3
# A county's districts are all named; London's boroughs are too many for one message.
MOST_LISTED = 13
_CODE = re.compile(r"[EWSN][0-9]{8}", re.IGNORECASE)
# Words that stand before and after a council's name and say nothing of which council it is.
_BEFORE = re.compile(
    r"^(the |cyngor )*(((royal|london|metropolitan|city|county|borough|district|council|and) )+of (the )?)?"
)
_AFTER = re.compile(
    r"( (city|county|borough|district|metropolitan|unitary|council|corporation|authority|and|mbc|cbc|bc|dc))+$"
)


@dataclass(frozen=True, slots=True)
class Council:
    """One council that bills council tax. `brmas` are all the rental market areas it lies in, cheapest first, or none known."""

    code: str
    name: str
    nation: str
    region: str
    county: str
    brmas: tuple[str, ...]
    website: str
    other_names: tuple[str, ...]

    @property
    def in_london(self) -> bool:
        return self.region == LONDON


@dataclass(frozen=True, slots=True)
class Earlier:
    """A council that has ended, and those that took its place."""

    name: str
    ended: dt.date
    became: tuple[str, ...]


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (folder("rules") / "places" / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _several(text: str) -> tuple[str, ...]:
    return tuple(filter(None, text.split("|")))


@cache
def councils() -> tuple[Council, ...]:
    """Every council, in the order of the codes within each nation."""
    return tuple(
        Council(**{**row, "brmas": _several(row["brmas"]), "other_names": _several(row["other_names"])})  # type: ignore[arg-type]
        for row in _rows("councils.csv")
    )


@cache
def earlier_councils() -> tuple[Earlier, ...]:
    return tuple(
        Earlier(row["name"], dt.date.fromisoformat(row["ended"]), _several(row["became"]))
        for row in _rows("earlier_councils.csv")
    )


@dataclass(frozen=True, slots=True)
class Published:
    """What a council has set for band D in one year, where every home in a band pays the same there."""

    code: str
    starts: dt.date
    ends: dt.date
    band_d: Decimal
    source: str


@cache
def published() -> tuple[Published, ...]:
    return tuple(
        Published(
            row["code"],
            dt.date.fromisoformat(row["from"]),
            dt.date.fromisoformat(row["to"]),
            Decimal(row["band_d"]),
            row["source"],
        )
        for row in _rows("council_tax.csv")
    )


def _plain(text: str) -> str:
    """A name without capitals, accents and punctuation, with `and` for `&`."""
    letters = unicodedata.normalize("NFKD", text.casefold().replace("&", " and "))
    kept = "".join(" " if mark in "-–,/" else mark for mark in letters if mark.isalnum() or mark in " -–,/")
    return re.sub(r"\bsaint\b", "st", " ".join(kept.split()))


def _bare(text: str) -> str:
    """A name without `council`, `city of`, `london borough of` and the like; the name itself where nothing would be left."""
    plain = _plain(text)
    return _BEFORE.sub("", _AFTER.sub("", plain)) or plain


@cache
def _by_name() -> dict[str, Council]:
    """Councils by code and by every name as written."""
    return {_plain(name): each for each in councils() for name in (each.code, each.name, *each.other_names)}


@cache
def _by_bare_name() -> dict[str, Council]:
    return {_bare(name): each for each in councils() for name in (each.name, *each.other_names)}


@cache
def _not_one_council() -> dict[str, Earlier | str]:
    """Names that people give and that mean no one council today: ended ones, counties, London."""
    counties = {_bare(each.county): each.county for each in councils() if each.county}
    return {**{_bare(each.name): each for each in earlier_councils()}, **counties, "london": LONDON}


def find(text: str) -> Council | None:
    """The council of a name or a GSS code."""
    plain = _plain(text)
    for written in (plain, _AFTER.sub("", plain)):
        if written in _by_name():
            return _by_name()[written]
    bare = _bare(text)
    return None if bare in _not_one_council() else _by_bare_name().get(bare)


def suggestions(text: str) -> list[str]:
    """Names of councils that a text may have meant, likeliest first."""
    bare, known = _bare(text), _by_bare_name()
    if not bare:
        return []
    near = [name for name in known if f" {bare} " in f" {name} "] or difflib.get_close_matches(
        bare, known, MOST_SUGGESTIONS
    )
    return list(dict.fromkeys(known[name].name for name in near))[:MOST_SUGGESTIONS]


def either(names: list[str] | tuple[str, ...]) -> str:
    if len(names) < 2:
        return "".join(names)
    return _("%(these)s or %(this)s") % {"these": ", ".join(names[:-1]), "this": names[-1]}


def unknown(text: str) -> str:
    """Why a text is no council, in words that help to mend it."""
    means = _not_one_council().get(_bare(text))
    if isinstance(means, Earlier):
        given = {"name": means.name, "date": day_said(means.ended), "now": either(means.became)}
        if len(means.became) > 1:
            return _("%(name)s was divided on %(date)s: give %(now)s") % given
        return _("%(name)s became part of %(now)s on %(date)s: give that council") % given
    if means is not None:
        within = [each.name for each in councils() if means in (each.county, each.region)]
        few = len(within) <= MOST_LISTED
        listed = _("one of %(names)s") if few else _("such as %(names)s")
        listed %= {"names": either(within if few else within[1:3])}
        words = _("%(place)s has more than one council: give the one that sends the council tax bill, %(listed)s")
        return words % {"place": means, "listed": listed}
    if _CODE.fullmatch(text.strip()):
        return _("is not the code of a council in England, Scotland or Wales")
    near = suggestions(text)
    if near:
        return _("is not a council we know: did you mean %(names)s?") % {"names": either(near)}
    return _("is not a council we know: give its name or its GSS code")


@cache
def _scheme_pages() -> dict[str, str]:
    return {row["code"]: row["page"] for row in _rows("scheme_pages.csv")}


def scheme_page(council: Council) -> str:
    """Where the council tax reduction scheme of a council can be read; its website where no page is known."""
    return _scheme_pages().get(council.code, council.website)


def of(case: Case) -> Council | None:
    """The council that a case names, if any."""
    return None if case.council is None else find(case.council)


def problems(case: Case) -> list[Problem]:
    """What is wrong with the council a case names."""
    if case.council is None:
        return []
    council = find(case.council)
    if council is None:
        return [Problem("/council", unknown(case.council))]
    if case.nation is not None and case.nation != council.nation:
        words = _("%(name)s is in %(true)s, and the nation given is %(said)s: change one of them")
        names = {"name": council.name, "true": _(NATIONS[council.nation]), "said": _(NATIONS[case.nation])}
        return [Problem("/council", words % names)]
    return []


def placed(case: Case) -> Case:
    """The case with the nation that its council settles."""
    council = of(case)
    return case if council is None or case.nation is not None else case.model_copy(update={"nation": council.nation})


def areas(case: Case) -> tuple[str, ...]:
    """The rental market areas that the home can be in, where a case gives the council and not the area."""
    council = of(case)
    return council.brmas if council is not None and case.brma is None else ()


@cache
def _nations_of_areas() -> dict[str, str]:
    return {row["brma"].casefold(): row["nation"] for row in _rows("areas.csv")}


def nation_of_area(area: str) -> str | None:
    """The nation that a rental market area lies in; None for one that there is not."""
    return _nations_of_areas().get(area.casefold())


def band_d(case: Case, day: dt.date) -> Decimal | None:
    """A year's council tax for band D at the home on a day; None where it is not held.

    What is held on the case's date goes on until the next year's amount is held.
    """
    council = of(case)
    code = council.code if council is not None else None
    held = [each for each in published() if each.code == code and each.starts <= day and each.ends >= case.date]
    return max(held, key=lambda each: each.starts).band_d if held else None


def in_london(case: Case) -> bool | None:
    """Whether the home is in Greater London: by the council, else by the rental market area; None where neither is given."""
    council = of(case)
    if council is not None:
        return council.in_london
    return None if case.brma is None else case.brma.casefold().endswith(LONDON.casefold())
