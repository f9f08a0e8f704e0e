"""The councils of England, Scotland and Wales: which one a text means, and what follows from where somebody lives.

The facts are in rules/places/, read from the files of the rules in use. A name that was a council's once, or that is a county's, leads to
a message and never to a guess.
"""

from __future__ import annotations

import csv
import datetime as dt
import difflib
import io
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from typing import Any

from calculator.contract.case import Case
from calculator.contract.errors import CaseError, Problem
from calculator.contract.reading import read_case
from calculator.councils import postcodes
from calculator.councils.bills import Bills, Published
from calculator.councils.tables import TableRow, amount, day, rows, share
from calculator.i18n.language import day_said, later
from calculator.i18n.language import gettext as _
from calculator.rulebook import Fault, RuleError

NATIONS = {"england": later("England"), "scotland": later("Scotland"), "wales": later("Wales")}
LONDON = "London"
MOST_SUGGESTIONS = 3
# A county's districts are all named; London's boroughs are too many for one message.
MOST_LISTED = 13
_COUNCILS = ("code", "name", "nation", "region", "county", "website", "other_names")
RATES = "housing/lha.csv"  # the local housing allowance of each area
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
    """One council that bills council tax. `brmas` are all the rental market areas it lies in, cheapest first, or none known.

    If it is not known that these are all, they are `some_brmas` instead. `brmas_source` says where the list is from.
    `scheme_page` is where its council tax reduction scheme can be read: its website if no page is known.
    """

    code: str
    name: str
    nation: str
    region: str
    county: str
    brmas: tuple[str, ...]
    some_brmas: tuple[str, ...]
    brmas_source: str
    website: str
    other_names: tuple[str, ...]
    scheme_page: str

    @property
    def in_london(self) -> bool:
        return self.region == LONDON


@dataclass(frozen=True, slots=True)
class Earlier:
    """A council that has ended, and those that took its place."""

    name: str
    ended: dt.date
    became: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Change:
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


@dataclass(frozen=True, slots=True)
class MostSupport:
    """The largest share of the bill that a council's scheme takes off in a year, except for groups that it protects."""

    code: str
    starts: dt.date
    ends: dt.date
    share: Decimal
    source: str


def _several(text: str) -> tuple[str, ...]:
    return tuple(filter(None, text.split("|")))


def _areas_of(row: TableRow | None) -> tuple[tuple[str, ...], tuple[str, ...], str]:
    """All rental market areas of a council, those known where others remain possible, and the source."""
    if row is None:
        return (), (), ""
    areas = _several(row["areas"])
    return (areas, (), row["source"]) if row["complete"] == "yes" else ((), areas, row["source"])


def _plain(text: str) -> str:
    """A name without capitals, accents and punctuation, with `and` for `&`."""
    letters = unicodedata.normalize("NFKD", text.casefold().replace("&", " and "))
    kept = "".join(" " if mark in "-–,/" else mark for mark in letters if mark.isalnum() or mark in " -–,/")
    return re.sub(r"\bsaint\b", "st", " ".join(kept.split()))


def _bare(text: str) -> str:
    """A name without `council`, `city of`, `london borough of` and the like; the name itself where nothing would be left."""
    plain = _plain(text)
    return _BEFORE.sub("", _AFTER.sub("", plain)) or plain


def either(names: list[str] | tuple[str, ...]) -> str:
    if len(names) < 2:
        return "".join(names)
    return _("%(these)s or %(this)s") % {"these": ", ".join(names[:-1]), "this": names[-1]}


class Register:
    """The councils of one set of rules.

    files: the files of the rules as bytes, by path. A table is read when it is first wanted; it raises RuleError then if it cannot be
    used, and `faults` says beforehand whether that would happen.
    """

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self._files = files
        self.bills = Bills(files)
        self._postcodes = postcodes.Postcodes(files.get(postcodes.FILE))

    # ------------------------------------------------------------------ tables
    @cached_property
    def councils(self) -> tuple[Council, ...]:
        """Every council, in the order of the codes within each nation."""
        pages = {row["code"]: row["page"] for row in self._pages}
        areas = {row["code"]: row for row in self._council_areas}
        return tuple(
            Council(
                row["code"], row["name"], row["nation"], row["region"], row["county"],
                *_areas_of(areas.get(row["code"])),
                row["website"], _several(row["other_names"]), pages.get(row["code"], row["website"]),
            )
            for row in self._councils
        )  # fmt: skip

    @property
    def names(self) -> list[str]:
        """The name of every council, in the order of the table."""
        return [each.name for each in self.councils]

    @cached_property
    def earlier_councils(self) -> tuple[Earlier, ...]:
        return tuple(Earlier(row["name"], day(row, "ended"), _several(row["became"])) for row in self._earlier)

    @cached_property
    def nations_of_areas(self) -> dict[str, str]:
        """The nation of each rental market area, by its name in small letters."""
        return {row["brma"].casefold(): row["nation"] for row in self._areas}

    @cached_property
    def spending(self) -> dict[str, Decimal]:
        """What councils spend a year on help with council tax, in pounds by their codes, as far as it is known."""
        return {row["code"]: amount(row, "pounds") for row in self._spending}

    @cached_property
    def _spending(self) -> list[TableRow]:
        return rows(self._files, "spending.csv", ["code", "name", "pounds", "year", "source"], ["code"])

    @cached_property
    def changes(self) -> dict[str, Change]:
        """The councils of today that will end, by their codes."""
        old = {each.code: each for each in self.councils}
        new: dict[str, Council] = {}
        for row in self._changes:
            council, name = old[row["code"]], row["becomes"]
            new.setdefault(
                name,
                replace(
                    council,
                    code=row["becomes_code"],
                    name=name,
                    county="",
                    brmas=(),
                    some_brmas=(),
                    brmas_source="",
                    other_names=(),
                    website=row["source"],
                    scheme_page=row["source"],
                ),
            )
        return {
            row["code"]: Change(row["name"], day(row, "ends"), new[row["becomes"]], row["source"])
            for row in self._changes
        }

    @cached_property
    def _changes(self) -> list[TableRow]:
        columns = ["code", "name", "ends", "becomes", "becomes_code", "source"]
        return rows(self._files, "council_changes.csv", columns, ["code"], ["becomes_code"])

    @cached_property
    def _coming(self) -> dict[str, Council]:
        """The councils that will begin, by their names and codes."""
        new = {each.becomes.name: each.becomes for each in self.changes.values()}
        return {_plain(name): each for each in new.values() for name in (each.name, each.code) if name}

    @cached_property
    def areas_with_nations(self) -> list[tuple[str, str]]:
        """Every rental market area with its nation, in the order of the alphabet."""
        return [(row["brma"], row["nation"]) for row in self._areas]

    def local_rates(self, area: str) -> dict[str, Decimal]:
        """The local housing allowance of an area a month, by size of home. Empty for an area that there is not."""
        return self._rates.get(area, {})

    @cached_property
    def _rates(self) -> dict[str, dict[str, Decimal]]:
        found: dict[str, dict[str, Decimal]] = {}
        for row in csv.DictReader(io.StringIO(self._files[RATES].decode("utf-8-sig"))):
            found.setdefault(row["brma"], {})[row["category"]] = Decimal(row["monthly"])
        return found

    @cached_property
    def _councils(self) -> list[TableRow]:
        return rows(self._files, "councils.csv", _COUNCILS, ["code"], ["region", "county", "other_names"])

    @cached_property
    def _council_areas(self) -> list[TableRow]:
        return rows(self._files, "council_areas.csv", ["code", "name", "areas", "complete", "source"], ["code"])

    def most_support(self, council: Council, day: dt.date) -> MostSupport | None:
        """The most that a council's scheme of a day takes off most people's bill; None if it is not known."""
        return next(
            (each for each in self.most_supports if each.code == council.code and each.starts <= day <= each.ends), None
        )

    @cached_property
    def most_supports(self) -> tuple[MostSupport, ...]:
        return tuple(
            MostSupport(row["code"], day(row, "from"), day(row, "to"), share(row, "share"), row["source"])
            for row in self._most_rows
        )

    @cached_property
    def _most_rows(self) -> list[TableRow]:
        columns = ["code", "name", "from", "to", "share", "source"]
        return rows(self._files, "most_support.csv", columns, ["code", "from"])

    @cached_property
    def _earlier(self) -> list[TableRow]:
        return rows(self._files, "earlier_councils.csv", ["name", "ended", "became"], ["name"])

    @cached_property
    def _pages(self) -> list[TableRow]:
        return rows(self._files, "scheme_pages.csv", ["code", "name", "page"], ["code"])

    @cached_property
    def _areas(self) -> list[TableRow]:
        return rows(self._files, "areas.csv", ["brma", "nation"], ["brma"])

    @cached_property
    def _by_name(self) -> dict[str, Council]:
        """Councils by code and by every name as written."""
        return {_plain(name): each for each in self.councils for name in (each.code, each.name, *each.other_names)}

    @cached_property
    def _by_bare_name(self) -> dict[str, Council]:
        return {_bare(name): each for each in self.councils for name in (each.name, *each.other_names)}

    @cached_property
    def _not_one_council(self) -> dict[str, Earlier | str]:
        """Names that people give and that mean no one council today: ended ones, counties, London."""
        counties = {_bare(each.county): each.county for each in self.councils if each.county}
        return {**{_bare(each.name): each for each in self.earlier_councils}, **counties, "london": LONDON}

    # ------------------------------------------------------------------ faults
    def faults(self) -> list[Fault]:
        """Every fault of form of the tables; if there is none, every name or code in them that is not known elsewhere."""
        tables: list[Callable[[], object]] = [
            lambda: self._councils,
            lambda: self._pages,
            lambda: self._areas,
            lambda: self._council_areas,
            lambda: self.earlier_councils,
            lambda: self.bills.years,
            lambda: self.most_supports,
            lambda: self.spending,
            lambda: [day(row, "ends") for row in self._changes],
        ]
        found: list[Fault] = []
        for table in tables:
            try:
                table()
            except RuleError as error:
                found += error.faults
        if not found:
            found += [Fault(row.place, "", message) for row, message in self._unknown_names()]
            codes = frozenset(row["code"] for row in self._councils)
            found += [fault for error in self._postcodes.faults(codes) for fault in error.faults]
        return found

    def _unknown_names(self) -> Iterator[tuple[TableRow, str]]:
        """Rows that name something that no other row or table has."""
        names = {row["code"]: row["name"] for row in self._councils}
        nations = ", ".join(NATIONS)
        taken: dict[str, str] = {}
        for row in (*self._councils, *self._areas):
            if row["nation"] not in NATIONS:
                yield row, f"the nation '{row['nation']}' is not one of {nations}"
        for row in self._councils:
            if not _CODE.fullmatch(row["code"]):
                yield row, f"'{row['code']}' is not a code such as E06000001"
            for name in dict.fromkeys(map(_plain, (row["name"], *_several(row["other_names"])))):
                if taken.setdefault(name, row["code"]) != row["code"]:
                    yield row, f"the name '{name}' is that of the council {taken[name]} too"
        for row in self._council_areas:
            # An area can cross the border of a nation, as those of Herefordshire do.
            for area in _several(row["areas"]):
                if area.casefold() not in self.nations_of_areas:
                    yield row, f"the rental market area '{area}' is not in areas.csv"
            if row["complete"] not in ("yes", "no", "unknown"):
                yield row, f"'complete' is yes, no or unknown, not '{row['complete']}'"
        for row in (
            *self._pages,
            *self._council_areas,
            *self._most_rows,
            *self._changes,
            *self._spending,
            *self.bills.rows,
        ):
            if row["code"] not in names:
                yield row, f"no council in councils.csv has the code {row['code']}"
            elif row["name"] != names[row["code"]]:
                yield row, f"the council with the code {row['code']} is called {names[row['code']]}, not {row['name']}"
        for row in self._earlier:
            for name in _several(row["became"]):
                if name not in names.values():
                    yield row, f"no council in councils.csv is called {name}"

    # ------------------------------------------------------------------ where somebody lives
    def find(self, text: str) -> Council | None:
        """The council of a name or a GSS code."""
        plain = _plain(text)
        for written in (plain, _AFTER.sub("", plain)):
            if written in self._by_name:
                return self._by_name[written]
        bare = _bare(text)
        if bare in self._not_one_council:
            return None
        return self._by_bare_name.get(bare) or self._coming.get(bare) or self._coming.get(plain)

    def suggestions(self, text: str) -> list[str]:
        """Names of councils that a text may have meant, likeliest first."""
        bare, known = _bare(text), self._by_bare_name
        if not bare:
            return []
        near = [name for name in known if f" {bare} " in f" {name} "] or difflib.get_close_matches(
            bare, known, MOST_SUGGESTIONS
        )
        return list(dict.fromkeys(known[name].name for name in near))[:MOST_SUGGESTIONS]

    def unknown(self, text: str) -> str:
        """Why a text is no council, in words that help to mend it."""
        means = self._not_one_council.get(_bare(text))
        if isinstance(means, Earlier):
            given = {"name": means.name, "date": day_said(means.ended), "now": either(means.became)}
            if len(means.became) > 1:
                return _("%(name)s was divided on %(date)s: give %(now)s") % given
            return _("%(name)s became part of %(now)s on %(date)s: give that council") % given
        if means is not None:
            within = [each.name for each in self.councils if means in (each.county, each.region)]
            few = len(within) <= MOST_LISTED
            listed = _("one of %(names)s") if few else _("such as %(names)s")
            listed %= {"names": either(within if few else within[1:3])}
            words = _("%(place)s has more than one council: give the one that sends the council tax bill, %(listed)s")
            return words % {"place": means, "listed": listed}
        if (located := self.locate(text)) is not None:
            return located if isinstance(located, str) else _("is a postcode: give it as the postcode of the home")
        if _CODE.fullmatch(text.strip()):
            return _("is not the code of a council in England, Scotland or Wales")
        near = self.suggestions(text)
        if near:
            return _("is not a council we know: did you mean %(names)s?") % {"names": either(near)}
        return _("is not a council we know: give its name or its GSS code")

    # ------------------------------------------------------------------ postcodes
    def locate(self, text: str) -> Council | str | None:
        """The council of a postcode or of its first part. If that is not one council, why; None if the text is no postcode at all."""
        postcode = postcodes.written(text)
        if postcode is None:
            return None
        councils, why = self._located(postcode)
        return why or councils[0]

    def _located(self, postcode: postcodes.Written) -> tuple[list[Council], str]:
        """The councils that a postcode can lie in, the likeliest first, and why it is not one council (empty if it is)."""
        found = self._postcodes.find(postcode)
        by_code = {each.code: each for each in self.councils}
        councils = [by_code[code] for code in found.codes]
        return councils, postcodes.told(found, either([each.name for each in councils]))

    def without_postcode(self, case: Case) -> Case:
        """The case with its council in place of its postcode. Raises CaseError if no council follows from it, or another one is given."""
        if case.home is None or case.home.postcode is None:
            return case
        postcode = postcodes.written(case.home.postcode)
        councils, why = self._located(postcode) if postcode else ([], _(postcodes.NOT_A_POSTCODE))
        if not why:
            change = self.changes.get(councils[0].code)
            councils = [change.becomes] if change is not None and case.date > change.ends else councils
        given = self.of(case)
        if given in councils:
            councils, why = [given], ""
        if not why and given not in (None, councils[0]):
            names = {"true": councils[0].name, "said": case.council}
            why = _("is in %(true)s, and the council given is %(said)s: change one of them") % names
        if not why and case.nation not in (None, councils[0].nation):
            names = {"name": councils[0].name, "true": _(NATIONS[councils[0].nation]), "said": _(NATIONS[case.nation])}
            why = _("is in %(name)s in %(true)s, and the nation given is %(said)s: change one of them") % names
        if why:
            raise CaseError([Problem("/home/postcode", why, True)])
        home = case.home.model_copy(update={"postcode": None})
        return case.model_copy(update={"home": home, "council": case.council or councils[0].name})

    def settled(self, data: dict[str, Any]) -> dict[str, Any]:
        """A case as JSON with its council in place of its postcode. Raises CaseError as `without_postcode` does."""
        home = data.get("home")
        if not isinstance(home, dict) or not isinstance(home.get("postcode"), str):
            return data
        about = {"home": {"postcode": home["postcode"]}, "adults": [{"age": 30}]}
        for name in ("council", "nation"):
            if isinstance(data.get(name), str):
                about[name] = data[name]
        council = self.without_postcode(read_case(about)).council
        left = {name: value for name, value in home.items() if name != "postcode"}
        return {**data, "council": council, "home": left}

    def of(self, case: Case) -> Council | None:
        """The council that a case names, if any."""
        return None if case.council is None else self.find(case.council)

    def problems(self, case: Case) -> list[Problem]:
        """What is wrong with the council a case names."""
        if case.council is None:
            return []
        council = self.find(case.council)
        if council is None:
            return [Problem("/council", self.unknown(case.council))]
        if (wrong := self._wrong_day(council, case.date)) is not None:
            return [Problem("/council", wrong)]
        if case.nation is not None and case.nation != council.nation:
            words = _("%(name)s is in %(true)s, and the nation given is %(said)s: change one of them")
            names = {"name": council.name, "true": _(NATIONS[council.nation]), "said": _(NATIONS[case.nation])}
            return [Problem("/council", words % names)]
        return []

    def _wrong_day(self, council: Council, on: dt.date) -> str | None:
        """Why a council cannot be given for a day; None if it can."""
        change = self.changes.get(council.code)
        if change is not None and on > change.ends:
            given = {"name": change.name, "now": change.becomes.name, "date": day_said(change.begins)}
            return _("%(name)s became part of %(now)s on %(date)s: give that council") % given
        coming = [each for each in self.changes.values() if each.becomes == council and on <= each.ends]
        if coming:
            given = {
                "name": council.name,
                "date": day_said(coming[0].begins),
                "now": either([each.name for each in coming]),
            }
            return _("%(name)s begins on %(date)s: until then give the council of today, %(now)s") % given
        return None

    def change_of(self, case: Case) -> Change | None:
        """What becomes of the case's council, if it ends on a day that is known."""
        council = self.of(case)
        return self.changes.get(council.code) if council else None

    def placed(self, case: Case) -> Case:
        """The case with the council that its postcode settles, and the nation that its council settles. Raises CaseError."""
        case = self.without_postcode(case)
        council = self.of(case)
        return (
            case if council is None or case.nation is not None else case.model_copy(update={"nation": council.nation})
        )

    def areas(self, case: Case) -> tuple[str, ...]:
        """The rental market areas that the home can be in, where a case gives the council and not the area."""
        council = self.of(case)
        return council.brmas if council is not None and case.brma is None else ()

    def nation_of_area(self, area: str) -> str | None:
        """The nation that a rental market area lies in; None for one that there is not."""
        return self.nations_of_areas.get(area.casefold())

    def bill(self, case: Case, day: dt.date) -> Published | None:
        """A year's council tax for band D at the home on a day; None if the table does not have it."""
        council = self.of(case)
        return None if council is None else self.bills.of(council.code, case.date, day)

    def in_london(self, case: Case) -> bool | None:
        """Whether the home is in Greater London: by the council, or else by the rental market area.

        None if neither is given, or if the area is known to lie on both sides of London's border.
        """
        council = self.of(case)
        if council is not None:
            return council.in_london
        if case.brma is None or case.brma.casefold() in self._across_the_border:
            return None
        return case.brma.casefold().endswith(LONDON.casefold())

    @cached_property
    def _across_the_border(self) -> set[str]:
        """The areas that boroughs of London and other councils share, in small letters."""
        within, outside = (
            {
                area.casefold()
                for each in self.councils
                if each.in_london == inside
                for area in (*each.brmas, *each.some_brmas)
            }
            for inside in (True, False)
        )
        return within & outside
