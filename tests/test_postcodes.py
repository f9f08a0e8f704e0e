"""Postcodes: how they may be written, which council they give, what is said of those that give none, and that none is kept."""

from __future__ import annotations

import csv
import gzip
import json
import random
from pathlib import Path
from typing import Any

import pytest

from calculator.calculator import Calculator
from calculator.contract import plan_file
from calculator.contract.errors import CaseError
from calculator.contract.reading import read_case
from calculator.councils.council import Council
from calculator.councils.postcodes import FILE, Postcodes, written
from calculator.councils.register import Register
from calculator.resources import folder
from calculator.rulebook import RuleError, read_files

FILES = read_files(folder("rules"))
REGISTER = Register(FILES)
TABLE = [line for line in gzip.decompress(FILES[FILE]).decode().splitlines() if not line.startswith("#")]
# Well-known places whose council is beyond doubt; the postcodes are those of the councils' own offices or of landmarks.
KNOWN = {
    "LS1 1UR": "Leeds", "SW1A 1AA": "Westminster", "M60 2LA": "Manchester", "EH8 8BG": "City of Edinburgh",
    "CF10 4UW": "Cardiff", "BS1 5TR": "Bristol", "TR1 3AY": "Cornwall", "ZE1 0HB": "Shetland Islands",
    "PO30 1UD": "Isle of Wight", "CB3 0GT": "Cambridge", "YO1 6GA": "York", "DH1 5UF": "County Durham",
    "TN23 1PL": "Ashford", "LL49 9LU": "Gwynedd", "GU1 1AA": "Guildford", "KT18 5BY": "Epsom and Ewell",
    "SE1 2QH": "Southwark", "HX1 1UJ": "Calderdale", "IV3 5NX": "Highland", "SY2 6ND": "Shropshire",
}  # fmt: skip
# 127 postcodes of pubs, clubs and other food businesses and the council that each is in, from the Food Standards Agency's food hygiene ratings
# (Open Government Licence v3.0), most of them by way of the list Open Pubs. Councils register these businesses themselves, so nothing here
# comes from the table under test. Many lie at an edge, where the first part of the postcode is mostly in another council.
REGISTERED = Path(__file__).with_name("registered_postcodes.csv")
MARK = "LS29 8HL"  # of Ilkley, which is in Bradford; other postcodes of LS29 are in Leeds and North Yorkshire


def case(postcode: str, **facts: Any) -> dict[str, Any]:
    home = {"tenure": "social", "postcode": postcode, "council_tax": {"amount": 1400, "per": "year"}}
    return {"date": "2026-11-23", "adults": [{"age": 40}], "home": home, **facts}


def located(text: str) -> str:
    found = REGISTER.locate(text)
    return found.name if isinstance(found, Council) else found or ""


# ---------------------------------------------------------------------- how one may be written
@pytest.mark.parametrize(
    "text",
    ["LS6 2AB", "ls6 2ab", "LS62AB", " l s 6 2 a b ", "LS6-2AB", "LS6\u00a02AB", "LS6  2AB", "ＬＳ６ ２ＡＢ"],
)
def test_a_postcode_in_any_spacing_and_case(text: str) -> None:
    assert located(text) == "Leeds"


@pytest.mark.parametrize("text", ["LS6", "ls6", "LS6 2", " ls6 "])
def test_the_first_part_is_enough_where_all_of_it_is_in_one_council(text: str) -> None:
    assert located(text) == "Leeds"


@pytest.mark.parametrize(
    ("text", "meant"),
    [("LS1 IUR", "LS1 1UR"), ("YOI 6GA", "YO1 6GA"), ("CF1O 4UW", "CF10 4UW"), ("M6O 2LA", "M60 2LA")],
)
def test_a_letter_for_a_figure_is_understood(text: str, meant: str) -> None:
    assert written(text) == written(meant)


@pytest.mark.parametrize(
    "text", ["", "Leeds", "E08000035", "12345", "LS", "LS6 2ABC", "LS6 2A", "A" * 500, "LS6 2AB LS6 2AB"]
)
def test_what_is_no_postcode_is_not_taken_for_one(text: str) -> None:
    assert written(text) is None
    assert REGISTER.locate(text) is None


# ---------------------------------------------------------------------- which council
@pytest.mark.parametrize(("postcode", "council"), KNOWN.items())
def test_well_known_places_are_in_their_councils(postcode: str, council: str) -> None:
    assert located(postcode) == council


def test_more_than_a_hundred_real_postcodes_are_in_the_councils_that_registered_them() -> None:
    with REGISTERED.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len({row["postcode"] for row in rows}) > 100
    assert len({row["council"] for row in rows}) > 15
    found = {row["postcode"]: located(row["postcode"]) for row in rows}
    assert {row["postcode"]: row["council"] for row in rows} == found


def test_a_hundred_random_postcodes_give_the_council_that_the_table_gives_them() -> None:
    chosen = random.Random(21)
    codes = {each.code: each.name for each in REGISTER.councils}
    for _ in range(100):
        sector, main, exceptions = chosen.choice(TABLE).split(",")
        ends = {part[:9]: {part[at : at + 2] for at in range(10, len(part), 2)} for part in exceptions.split()}
        for code, letters in ends.items():
            assert located(f"{sector}{min(letters)}") == codes[code]
        others = set().union(*ends.values()) if ends else set()
        free = next(end for end in ("AA", "AB", "ZZ", "QQ", "CC", "VV") if end not in others)
        assert located(f"{sector}{free}".replace(" ", "").lower()) == codes[main]


def test_the_table_has_every_council() -> None:
    text = "\n".join(TABLE)
    assert [each.name for each in REGISTER.councils if each.code not in text] == []


def test_a_first_part_that_crosses_councils_asks_which() -> None:
    told = located("LS29")
    assert "more than one council" in told
    assert "Bradford, Leeds or North Yorkshire" in told


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("BT1 1AA", "Northern Ireland"), ("JE2 3AB", "Jersey"), ("GY1", "Guernsey"), ("IM1 1AA", "Isle of Man"),
        ("BFPO 12", "British Forces"), ("BF1 2AU", "British Forces"), ("ZZ9 9ZZ", "not a postcode we know"),
        ("LS6 8ZZ", "those that begin like it are in Leeds"),
    ],
)  # fmt: skip
def test_a_postcode_that_gives_no_council_is_explained(text: str, says: str) -> None:
    assert says in located(text)
    assert text not in located(text)


def test_a_postcode_that_has_ended_still_gives_the_council_of_today() -> None:
    assert located("AB1 0AB") == "Aberdeen City"
    assert located("NPT 2XR") == "Newport"


# ---------------------------------------------------------------------- in a case
def test_a_postcode_settles_council_and_nation(calculator: Calculator) -> None:
    shown = calculator.calculate(read_case(case("CF10 4UW"))).case
    assert (shown["council"], shown["nation"]) == ("Cardiff", "wales")


def test_it_gives_what_the_council_gives(calculator: Calculator) -> None:
    by_postcode = calculator.calculate(read_case(case("LS1 1UR"))).to_json()
    data = case("", council="Leeds")
    del data["home"]["postcode"]
    assert by_postcode == calculator.calculate(read_case(data)).to_json()


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ({"council": "Bradford"}, "is in Leeds, and the council given is Bradford"),
        ({"nation": "scotland"}, "is in Leeds in England, and the nation given is Scotland"),
    ],
)
def test_a_postcode_that_contradicts_the_rest_is_refused(
    calculator: Calculator, facts: dict[str, str], says: str
) -> None:
    with pytest.raises(CaseError) as caught:
        calculator.calculate(read_case(case("LS1 1UR", **facts)))
    (problem,) = caught.value.problems
    assert problem.pointer == "/home/postcode"
    assert says in problem.detail


def test_a_council_settles_a_first_part_that_crosses_councils(calculator: Calculator) -> None:
    shown = calculator.calculate(read_case(case("LS29", council="Leeds"))).case
    assert shown["council"] == "Leeds"


def test_a_wrong_postcode_does_not_hide_other_problems(calculator: Calculator) -> None:
    with pytest.raises(CaseError) as caught:
        calculator.calculate(read_case(case("BT1 1AA", council="Leads")))
    assert [each.pointer for each in caught.value.problems] == ["/home/postcode", "/council"]


def test_a_postcode_given_as_the_council_is_told_where_it_belongs(calculator: Calculator) -> None:
    data = case("", council=MARK)
    del data["home"]["postcode"]
    with pytest.raises(CaseError, match="is a postcode: give it as the postcode of the home"):
        calculator.calculate(read_case(data))


def test_no_result_and_no_file_has_the_postcode(calculator: Calculator) -> None:
    given = read_case(
        case(
            MARK,
            options=[{"name": "Shop", "job": {"hours_per_week": 16, "pay": {"amount": 13, "per": "hour"}}}],
            views=["working", "timeline"],
        )
    )
    result = calculator.calculate(given)
    for text in (
        json.dumps(result.to_json()),
        plan_file.write(given, result).decode(),
        repr(given),
        given.model_dump_json(),
    ):
        assert "8HL" not in text
        assert "LS29" not in text
    assert "Bradford" in json.dumps(result.to_json())


# ---------------------------------------------------------------------- the table itself
@pytest.mark.parametrize(
    ("packed", "says"),
    [
        (None, "missing"),
        (b"no table", "cannot be unpacked"),
        (gzip.compress(b"LS6 2,E08000035,\n")[:-9], "cut off"),
        (gzip.compress(b"# nothing\n"), "has no postcodes"),
        (gzip.compress(b"LS6 2 Leeds\n"), "is not a sector"),
        (gzip.compress(b"LS6 2,E08999999,\n"), "code of a council"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_table_that_cannot_be_used_is_a_fault_of_the_rules(packed: bytes | None, says: str) -> None:
    found = list(Postcodes(packed).faults(frozenset({"E08000035"})))
    assert len(found) == 1
    assert says in str(found[0])


def test_the_table_is_not_unpacked_until_a_postcode_is_asked_for() -> None:
    register = Register({**FILES, FILE: b"no table"})
    assert register.find("Leeds")
    with pytest.raises(RuleError):
        register.locate("LS6 2AB")
