"""The councils of England, Scotland and Wales: which one a text means, and what follows from where somebody lives.

The facts are in rules/places/, read from the files of the rules in use. A name that was a council's once, or that is a county's, leads to
a message and never to a guess.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any

from calculator.contract.case import Case
from calculator.contract.errors import CaseError, Problem
from calculator.contract.reading import read_case
from calculator.councils import postcodes
from calculator.councils.bills import Bills, Published
from calculator.councils.council import LONDON, Council, CouncilChange, Earlier
from calculator.councils.facts import PlaceFacts
from calculator.councils.spelling import MOST_SUGGESTIONS, alike, bare, either, plain, without_kind
from calculator.councils.tables import TableRow, day, rows, several
from calculator.i18n.language import day_said, later
from calculator.i18n.language import gettext as _
from calculator.rulebook import Fault, RuleError

# Where the places of elsewhere.csv are, for the catalogue.
OUTSIDE = (later("Northern Ireland"), later("the Channel Islands"), later("the Isle of Man"))
NATIONS = {"england": later("England"), "scotland": later("Scotland"), "wales": later("Wales")}
WELSH_BAND, BANDS_TO_H = (
    "I",
    ("england", "scotland"),
)  # only Wales has this band (Local Government Finance Act 1992 s 5(3))
# A county's districts are all named; London's boroughs are too many for one message.
MOST_LISTED = 13
_COUNCILS = ("code", "name", "nation", "region", "county", "website", "other_names")
_CODE = re.compile(r"[EWSN][0-9]{8}", re.IGNORECASE)


class Register:
    """The councils of one set of rules.

    files: the files of the rules as bytes, by path. A table is read when it is first wanted; it raises RuleError then if it cannot be
    used, and `faults` says beforehand whether that would happen.
    """

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self._files = files
        self.bills, self.facts = Bills(files), PlaceFacts(files)
        self._postcodes = postcodes.Postcodes(files.get(postcodes.FILE))

    # ------------------------------------------------------------------ tables
    @cached_property
    def councils(self) -> tuple[Council, ...]:
        """Every council, in the order of the codes within each nation."""
        return tuple(
            Council(
                row["code"], row["name"], row["nation"], row["region"], row["county"], row["website"],
                several(row["other_names"]), self.facts,
            )
            for row in self._councils
        )  # fmt: skip

    @property
    def names(self) -> list[str]:
        """The name of every council, in the order of the table."""
        return [each.name for each in self.councils]

    @cached_property
    def earlier_councils(self) -> tuple[Earlier, ...]:
        return tuple(Earlier(row["name"], day(row, "ended"), several(row["became"])) for row in self._earlier)

    @cached_property
    def changes(self) -> dict[str, CouncilChange]:
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
                    website=row["source"],
                    other_names=(),
                ),
            )
        return {
            row["code"]: CouncilChange(row["name"], day(row, "ends"), new[row["becomes"]], row["source"])
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
        return {plain(name): each for each in new.values() for name in (each.name, each.code) if name}

    @cached_property
    def _councils(self) -> list[TableRow]:
        return rows(self._files, "councils.csv", _COUNCILS, ["code"], ["region", "county", "other_names"])

    @cached_property
    def _earlier(self) -> list[TableRow]:
        return rows(self._files, "earlier_councils.csv", ["name", "ended", "became"], ["name"])

    @cached_property
    def _by_full_name(self) -> dict[str, Council]:
        """Councils by the very name that this project has for each."""
        return {each.name: each for each in self.councils}

    @cached_property
    def _by_name(self) -> dict[str, Council]:
        """Councils by code and by every name as written."""
        return {plain(name): each for each in self.councils for name in (each.code, each.name, *each.other_names)}

    @cached_property
    def _by_bare_name(self) -> dict[str, Council]:
        return {bare(name): each for each in self.councils for name in (each.name, *each.other_names)}

    @cached_property
    def _not_one_council(self) -> dict[str, Earlier | str]:
        """Names that people give and that mean no one council today: ended ones, counties, London."""
        counties = {bare(each.county): each.county for each in self.councils if each.county}
        return {**{bare(each.name): each for each in self.earlier_councils}, **counties, "london": LONDON}

    @cached_property
    def _outside(self) -> dict[str, tuple[str, str]]:
        """Places outside the three nations, and where each is."""
        return {bare(row["name"]): (row["name"], row["place"]) for row in self._elsewhere}

    @cached_property
    def _elsewhere(self) -> list[TableRow]:
        return rows(self._files, "elsewhere.csv", ["name", "place"], ["name"])

    # ------------------------------------------------------------------ faults
    def faults(self) -> list[Fault]:
        """Every fault of form of the tables; if there is none, every name or code in them that is not known elsewhere."""
        tables: list[Callable[[], object]] = [
            lambda: self._councils,
            lambda: self.facts.pages,
            lambda: self.facts.areas,
            lambda: self.facts.council_areas,
            lambda: self.earlier_councils,
            lambda: self._elsewhere,
            lambda: self.bills.years,
            lambda: self.facts.most_supports,
            lambda: self.facts.spending,
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
            strange = [row for row in self._elsewhere if row["place"] not in OUTSIDE]
            found += [Fault(row.place, "", f"'place' is one of {', '.join(OUTSIDE)}") for row in strange]
            codes = frozenset(row["code"] for row in self._councils)
            found += [fault for error in self._postcodes.faults(codes) for fault in error.faults]
        return found

    def _unknown_names(self) -> Iterator[tuple[TableRow, str]]:
        """Rows that name something that no other row or table has."""
        names = {row["code"]: row["name"] for row in self._councils}
        nations = ", ".join(NATIONS)
        taken: dict[str, str] = {}
        for row in (*self._councils, *self.facts.areas):
            if row["nation"] not in NATIONS:
                yield row, f"the nation '{row['nation']}' is not one of {nations}"
        for row in self._councils:
            if not _CODE.fullmatch(row["code"]):
                yield row, f"'{row['code']}' is not a code such as E06000001"
            for name in dict.fromkeys(map(plain, (row["name"], *several(row["other_names"])))):
                if taken.setdefault(name, row["code"]) != row["code"]:
                    yield row, f"the name '{name}' is that of the council {taken[name]} too"
        for row in self.facts.council_areas:
            # An area can cross the border of a nation, as those of Herefordshire do.
            for area in several(row["areas"]):
                if area.casefold() not in self.facts.nations_of_areas:
                    yield row, f"the rental market area '{area}' is not in areas.csv"
            if row["complete"] not in ("yes", "no", "unknown"):
                yield row, f"'complete' is yes, no or unknown, not '{row['complete']}'"
        for row in (
            *self.facts.pages,
            *self.facts.council_areas,
            *self.facts.most_rows,
            *self._changes,
            *self.facts.spending_rows,
            *self.bills.rows,
        ):
            if row["code"] not in names:
                yield row, f"no council in councils.csv has the code {row['code']}"
            elif row["name"] != names[row["code"]]:
                yield row, f"the council with the code {row['code']} is called {names[row['code']]}, not {row['name']}"
        for row in self._earlier:
            for name in several(row["became"]):
                if name not in names.values():
                    yield row, f"no council in councils.csv is called {name}"

    # ------------------------------------------------------------------ where somebody lives
    def find(self, text: str) -> Council | None:
        """The council of a name or a GSS code."""
        if text in self._by_full_name:
            return self._by_full_name[text]
        name = plain(text)
        for written in (name, without_kind(name)):
            if written in self._by_name:
                return self._by_name[written]
        short = bare(text)
        if short in self._not_one_council:
            return None
        return self._by_bare_name.get(short) or self._coming.get(short) or self._coming.get(name)

    def suggestions(self, text: str) -> list[str]:
        """Names of councils that a text may have meant, likeliest first."""
        short, known = bare(text), self._by_bare_name
        if not short:
            return []
        near = [name for name in known if f" {short} " in f" {name} "] or alike(short, known)
        return list(dict.fromkeys(known[name].name for name in near))[:MOST_SUGGESTIONS]

    def meant(self, text: str) -> Council | str:
        """The council of a name, a code or a postcode, or why there is none, as a sentence."""
        located = self.locate(text)
        found = self.find(text) if located is None else located
        why = self.unknown(text) if found is None else found
        if isinstance(why, Council):
            return why
        why = f"{_('This')} {why}" if why.startswith("is ") else why[:1].upper() + why[1:]
        return why if why.endswith("?") else f"{why}."

    def unknown(self, text: str) -> str:
        """Why a text is no council, in words that help to mend it."""
        means = self._not_one_council.get(bare(text))
        if isinstance(means, Earlier):
            given = {"name": means.name, "date": day_said(means.ended), "now": either(means.became)}
            if len(means.became) > 1:
                return _("%(name)s was divided on %(date)s: give %(now)s") % given
            return _("%(name)s became part of %(now)s on %(date)s: give that council") % given
        if (elsewhere := self._outside.get(bare(text))) is not None:
            words = _("%(name)s is in %(place)s. This calculator covers England, Scotland and Wales")
            return words % {"name": elsewhere[0], "place": _(elsewhere[1])}
        if means is not None:
            within = [each.name for each in self.councils if means in (each.county, each.region)]
            few = len(within) <= MOST_LISTED
            listed = _("one of %(names)s") if few else _("such as %(names)s")
            listed %= {"names": either(within if few else within[1:3])}
            words = _("%(place)s has more than one council: give the one that sends the council tax bill, %(listed)s")
            return words % {"place": means, "listed": listed}
        if (located := self.locate(text)) is not None:
            return located if isinstance(located, str) else _("is a postcode: give it as the postcode of the home")
        if text.strip()[:1].upper() == "N" and _CODE.fullmatch(text.strip()):
            return _("is the code of a council in Northern Ireland. This calculator covers England, Scotland and Wales")
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
        """What is wrong with the council a case names, and with its band."""
        council = None if case.council is None else self.find(case.council)
        nation = council.nation if council is not None else case.nation
        found = self._about_council(case)
        band = case.home.council_tax_band if case.home else None
        if band == WELSH_BAND and nation in BANDS_TO_H:
            words = _("there is no band I in %(nation)s, where the bands go from A to H: is it band H?")
            found.append(Problem("/home/council_tax_band", words % {"nation": _(NATIONS[nation])}, True))
        return found

    def _about_council(self, case: Case) -> list[Problem]:
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

    def change_of(self, case: Case) -> CouncilChange | None:
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
        return self.facts.nations_of_areas.get(area.casefold())

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
