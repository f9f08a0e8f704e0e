"""The councils: that the list is whole, that a name finds its council, and what a council settles in a case."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calculator.calculator import Calculator
from calculator.contract.errors import CaseError
from calculator.contract.reading import read_case
from calculator.contract.result import Result
from calculator.councils.register import Register
from calculator.month.open_questions import Answered
from calculator.month.situation import now
from calculator.resources import folder
from calculator.rulebook import read_files

REGISTER = Register(read_files(folder("rules")))
BY_NAME = {each.name: each for each in REGISTER.councils}
IN_ONE_AREA = [each.name for each in REGISTER.councils if len(each.brmas) == 1]
IN_SEVERAL = [each.name for each in REGISTER.councils if len(each.brmas) > 1]


def rates() -> dict[str, Decimal]:
    """The one-bedroom rate of each rental market area."""
    with (folder("rules") / "housing" / "lha.csv").open(encoding="utf-8", newline="") as file:
        return {row["brma"]: Decimal(row["monthly"]) for row in csv.DictReader(file) if row["category"] == "one"}


def private_tenant(**facts: Any) -> dict[str, Any]:
    return {
        "date": "2026-11-23",
        "adults": [{"age": 40, "pip_daily_living": "standard"}],
        "home": {"tenure": "private", "rent": {"amount": 4000, "per": "month"}},
        **facts,
    }


def worked_out(calculator: Calculator, **facts: Any) -> Result:
    return calculator.calculate(read_case(private_tenant(**facts)))


def refused(calculator: Calculator, **facts: Any) -> str:
    with pytest.raises(CaseError) as caught:
        worked_out(calculator, **facts)
    (problem,) = caught.value.problems
    assert problem.pointer == "/council"
    return problem.detail


# ---------------------------------------------------------------------- the list
def test_every_council_of_the_three_nations_is_there_once() -> None:
    assert Counter(each.nation for each in REGISTER.councils) == {"england": 296, "scotland": 32, "wales": 22}
    assert len({each.code for each in REGISTER.councils}) == len(BY_NAME) == 350
    letters = {"england": "E0[6-9]", "scotland": "S12", "wales": "W06"}
    for each in REGISTER.councils:
        assert re.fullmatch(rf"{letters[each.nation]}\d+", each.code)
        assert len(each.code) == 9
        assert re.fullmatch(r"https://[a-z0-9.-]+(/[a-z-]+)*", each.website)


def test_the_regions_of_england_have_the_councils_they_should() -> None:
    assert Counter(each.region for each in REGISTER.councils if each.nation == "england") == {
        "North East": 12, "North West": 35, "Yorkshire and The Humber": 15, "East Midlands": 35, "West Midlands": 30,
        "East of England": 45, "London": 33, "South East": 64, "South West": 27,
    }  # fmt: skip
    assert all(each.in_london == each.code.startswith("E09") for each in REGISTER.councils)


def test_only_districts_have_a_county() -> None:
    assert all(bool(each.county) == each.code.startswith("E07") for each in REGISTER.councils)
    assert len({each.county for each in REGISTER.councils if each.county}) == 21


def test_no_two_councils_share_a_name_or_an_old_code() -> None:
    used = Counter(
        name.casefold()
        for each in REGISTER.councils
        for name in dict.fromkeys((each.code, each.name, *each.other_names))
    )
    assert [name for name, times in used.items() if times > 1] == []


def test_every_rental_market_area_has_a_rate_and_they_stand_cheapest_first() -> None:
    known = rates()
    for each in REGISTER.councils:
        assert list(each.brmas) == sorted(set(each.brmas), key=lambda area: (known[area], area)), each.name


def test_london_is_told_by_the_name_of_the_area_too_but_for_areas_that_reach_beyond_it(calculator: Calculator) -> None:
    def said(area: str) -> bool | None:
        return REGISTER.in_london(read_case(private_tenant(brma=area)))

    assert sum(area.endswith("London") for area in rates()) == 14
    # Brentwood and Chigwell, Elmbridge, and Havering's edge.
    across = {"Outer North East London", "Outer South West London", "South West Essex"}
    assert {area for area in rates() if said(area) is None} == across
    assert all(said(area) == area.endswith("London") for area in rates().keys() - across)


def test_a_london_borough_lies_in_london_areas_but_for_the_edge_of_havering() -> None:
    strays = {
        (each.name, area)
        for each in REGISTER.councils
        if each.in_london
        for area in (*each.brmas, *each.some_brmas)
        if "London" not in area
    }
    assert strays == {("Havering", "South West Essex")}


def test_what_took_the_place_of_a_council_is_a_council_today() -> None:
    for each in REGISTER.earlier_councils:
        assert each.became
        assert set(each.became) <= BY_NAME.keys()
        assert REGISTER.find(each.name) is None


# ---------------------------------------------------------------------- finding one
@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Sheffield", "Sheffield"),
        ("  SHEFFIELD  city council ", "Sheffield"),
        ("e08000039", "Sheffield"),
        ("E08000019", "Sheffield"),  # an earlier code of the same council
        ("London Borough of Camden", "Camden"),
        ("Royal Borough of Kensington & Chelsea", "Kensington and Chelsea"),
        ("City of London Corporation", "City of London"),
        ("Westminster City Council", "Westminster"),
        ("St. Helens", "St Helens"),
        ("Saint Albans", "St Albans"),
        ("Kings Lynn & West Norfolk", "King's Lynn and West Norfolk"),
        ("Bristol, City of", "Bristol"),
        ("Hull", "Kingston upon Hull"),
        ("Durham County Council", "County Durham"),
        ("Herefordshire, County of", "Herefordshire"),
        ("Stoke on Trent", "Stoke-on-Trent"),
        ("City of Bradford Metropolitan District Council", "Bradford"),
        ("The Highland Council", "Highland"),
        ("Glasgow", "Glasgow City"),
        ("Edinburgh", "City of Edinburgh"),
        ("S12000015", "Fife"),
        ("Western Isles", "Na h-Eileanan Siar"),
        ("City and County of Swansea", "Swansea"),
        ("Ynys Mon", "Isle of Anglesey"),
        ("Bolton MBC", "Bolton"),
        ("Council of the Isles of Scilly", "Isles of Scilly"),
        ("St Albans City and District Council", "St Albans"),
    ],
)
def test_a_council_is_found_as_people_write_it(text: str, name: str) -> None:
    assert REGISTER.find(text) is BY_NAME[name]


def test_every_council_is_found_by_its_name_with_council_after_it() -> None:
    for each in REGISTER.councils:
        for text in (each.name, f"{each.name} Council", each.name.replace(" and ", " & ").upper(), each.code):
            assert REGISTER.find(text) is each, text


@pytest.mark.parametrize(
    "text", ["", "   ", "London", "Kent", "Newcastle", "Richmond", "Allerdale", "Council", "City", "E99999999"]
)
def test_what_could_be_several_or_none_is_not_guessed(text: str) -> None:
    assert REGISTER.find(text) is None


def test_suggestions_are_those_that_hold_the_word_else_those_spelt_like_it() -> None:
    assert REGISTER.suggestions("Newcastle") == ["Newcastle-under-Lyme", "Newcastle upon Tyne"]
    assert REGISTER.suggestions("Kingston") == ["Kingston upon Hull", "Kingston upon Thames"]
    assert REGISTER.suggestions("Shefield")[0] == "Sheffield"
    assert REGISTER.suggestions("") == REGISTER.suggestions("zzzzzz") == []


@given(
    st.text(max_size=200)
    | st.lists(st.sampled_from(["the", "city", "of", "council", "St.", "&", "E0", "(", "\\", "County"])).map(" ".join)
)
def test_no_text_stops_the_search(text: str) -> None:
    found = REGISTER.find(text)
    assert (found is None) or found in REGISTER.councils
    assert set(REGISTER.suggestions(text)) <= BY_NAME.keys()
    assert REGISTER.unknown(text)


# ---------------------------------------------------------------------- in a case
@pytest.mark.parametrize(
    ("council", "said"),
    [
        ("Shefield", "is not a council we know: did you mean Sheffield"),
        ("zzzzzz", "is not a council we know: give its name or its GSS code"),
        ("E06000999", "is not the code of a council in England, Scotland or Wales"),
        ("Belfast", "Belfast is in Northern Ireland. This calculator covers England, Scotland and Wales"),
        (
            "Derry City and Strabane District Council",
            "Derry City and Strabane is in Northern Ireland. This calculator covers England, Scotland and Wales",
        ),
        (
            "N09000003",
            "is the code of a council in Northern Ireland. This calculator covers England, Scotland and Wales",
        ),
        ("Guernsey", "Guernsey is in the Channel Islands. This calculator covers England, Scotland and Wales"),
        (
            "Tyne and Wear",
            "Tyne and Wear was divided on 1 April 1986: give Gateshead, Newcastle upon Tyne, North Tyneside, South Tyneside or Sunderland",
        ),
        ("South Glamorgan", "South Glamorgan was divided on 1 April 1996: give Cardiff or Vale of Glamorgan"),
        ("Sheffeild", "is not a council we know: did you mean Sheffield?"),
        ("Manchestr", "is not a council we know: did you mean Manchester?"),
        ("Allerdale", "Allerdale became part of Cumberland on 1 April 2023: give that council"),
        ("Cumbria", "Cumbria was divided on 1 April 2023: give Cumberland or Westmorland and Furness"),
        ("East Sussex County Council", "one of Eastbourne, Hastings, Lewes, Rother or Wealden"),
        ("London", "such as Barking and Dagenham or Barnet"),
    ],
)
def test_a_wrong_council_is_said_with_what_may_have_been_meant(calculator: Calculator, council: str, said: str) -> None:
    assert said in refused(calculator, council=council)


def test_a_council_of_another_nation_names_both(calculator: Calculator) -> None:
    said = refused(calculator, council="Fife", nation="wales")
    assert said == "Fife is in Scotland, and the nation given is Wales: change one of them"


def test_the_council_gives_the_nation(calculator: Calculator) -> None:
    by_council, by_nation = (
        worked_out(calculator, brma="Fife", **facts) for facts in ({"council": "Fife"}, {"nation": "scotland"})
    )
    assert by_council.case["nation"] == "scotland"
    assert "nation_assumed" not in {each.id for each in by_council.assumptions}
    assert by_council.now == by_nation.now


def test_a_london_borough_has_the_higher_benefit_cap(calculator: Calculator) -> None:
    def cap(**facts: Any) -> Decimal | None:
        home = {"adults": [{"age": 40}], "children": [{"age": 6}], **facts}
        return worked_out(calculator, **home).now.universal_credit.cap_level

    assert cap(council="London Borough of Croydon") == cap(brma="Outer South London") == Decimal("2110.25")
    assert cap(council="E08000039") == cap(brma="Sheffield") == Decimal("1835.00")
    # The edge of Havering is in an Essex rental market area and still in London.
    assert cap(council="Havering", brma="South West Essex") == Decimal("2110.25")


@pytest.mark.parametrize("council", IN_ONE_AREA)
def test_the_only_area_of_a_council_is_taken_and_said(calculator: Calculator, council: str) -> None:
    (area,) = BY_NAME[council].brmas
    found, given_both = worked_out(calculator, council=council), worked_out(calculator, council=council, brma=area)
    assert found.now == given_both.now
    (said,) = [each.text for each in found.assumptions if each.path == "/brma"]
    assert area in said
    assert "/brma" not in {each.path for each in given_both.assumptions}


@pytest.mark.parametrize("council", IN_SEVERAL)
def test_of_several_areas_each_is_tried_and_no_other(calculator: Calculator, council: str) -> None:
    def credit(**facts: Any) -> Any:
        return next(
            line for line in worked_out(calculator, council=council, **facts).now.lines if line.id == "universal_credit"
        )

    found, each = credit(), [credit(brma=area).per_month for area in BY_NAME[council].brmas]
    assert found.per_month in each
    if min(each) < max(each):
        assert (found.confidence, found.depends_on, found.range) == ("depends", ["/brma"], (min(each), max(each)))


def test_a_council_whose_areas_are_not_known_leaves_the_nations_range(calculator: Calculator) -> None:
    unknown: Sequence[str] = [
        each.name for each in REGISTER.councils if not each.brmas and each.nation == "england" and not each.in_london
    ]
    if not unknown:
        pytest.skip("every council's areas are known")
    found, without = worked_out(calculator, council=unknown[0]), worked_out(calculator, nation="england", brma=None)
    assert "area_not_known" in {each.id for each in found.assumptions}
    assert found.now.lines[0].range[0] == without.now.lines[0].range[0]


def test_each_list_of_areas_says_where_it_is_from() -> None:
    listed = [each for each in REGISTER.councils if each.brmas or each.some_brmas]
    assert all(len(each.brmas_source) > 15 for each in listed)
    assert len(listed) >= 158
    assert not any(each.brmas and each.some_brmas for each in REGISTER.councils)


def test_a_council_of_which_some_areas_are_known_leaves_the_nations_range_open(calculator: Calculator) -> None:
    found, without = worked_out(calculator, council="Milton Keynes"), worked_out(calculator, council="Sheffield")
    assert BY_NAME["Milton Keynes"].some_brmas
    assert found.now.lines[0].range == without.now.lines[0].range


# ---------------------------------------------------------------------- where a scheme can be read
def test_a_scheme_that_is_not_held_is_linked_by_the_councils_own_page(calculator: Calculator) -> None:
    def link(council: str) -> str | None:
        bill = {
            "tenure": "social",
            "rent": {"amount": 450, "per": "month"},
            "council_tax": {"amount": 1400, "per": "year"},
        }
        found = calculator.calculate(
            read_case({"date": "2025-06-02", "council": council, "adults": [{"age": 40}], "home": bill})
        )
        (notice,) = [each for each in found.notices if each.id == "council_tax_reduction_not_covered"]
        assert notice.source is not None
        return notice.source.url

    assert link("Blackpool") == BY_NAME["Blackpool"].scheme_page
    assert "Scheme" in str(link("Blackpool"))
    # No page of its own is known: the council's website.
    bare = next(each for each in REGISTER.councils if each.nation == "england" and each.scheme_page == each.website)
    assert link(bare.name) == bare.website


def test_every_scheme_page_is_a_known_councils_and_no_home_page() -> None:
    with (folder("rules") / "places" / "scheme_pages.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    codes = {each.code: each for each in REGISTER.councils}
    for row in rows:
        assert codes[row["code"]].name == row["name"]
        assert row["page"].startswith("https://")
        assert row["page"].rstrip("/") != codes[row["code"]].website.rstrip("/")
    assert len({row["code"] for row in rows}) == len(rows)


# ---------------------------------------------------------------------- council tax published for band D
YEARS = REGISTER.bills.years


def test_the_council_tax_of_every_council_is_held_for_two_years_with_a_source() -> None:
    for year in (2025, 2026):
        assert {each.code for each in YEARS if each.starts.year == year} == {each.code for each in REGISTER.councils}
    for each in YEARS:
        assert (each.starts.month, each.starts.day, each.ends.month, each.ends.day) == (4, 1, 3, 31)
        assert each.ends.year == each.starts.year + 1
        # A slip of a digit would fall out of this.
        assert Decimal(900) < each.band_d < Decimal(3000)
        assert each.source.url.startswith("https://")
        assert each.source.licence


def test_bills_are_the_same_everywhere_in_scotland_and_in_places_without_parishes() -> None:
    exact = {each.code for each in YEARS if each.is_exact}
    assert all(each.code in exact for each in REGISTER.councils if each.nation == "scotland")
    # Westminster has a parish, the City of London has two precepts, and Camden has garden squares that pay for themselves.
    assert {each.name for each in REGISTER.councils if each.in_london and each.code not in exact} == {
        "Westminster", "City of London", "Camden",
    }  # fmt: skip
    assert not any(each.code in exact for each in REGISTER.councils if each.nation == "wales")
    assert len(exact) == 81 + 32


# The dearest parishes of England in 2023-24 at band D, as the Society of Local Council Clerks printed them. All others charged less than 229.64.
DEAREST_PARISHES = {
    "Cornwall": "423.06", "County Durham": "366.76", "Wiltshire": "335.00", "Somerset": "325.05", "South Gloucestershire": "312.84",
    "Bolsover": "312.76", "Wakefield": "275.42", "Dorset": "274.53", "Milton Keynes": "273.93", "Rugby": "229.64", "Gwynedd": "229.64",
}  # fmt: skip


@pytest.mark.parametrize(("name", "precept"), DEAREST_PARISHES.items())
def test_the_range_of_a_council_has_room_for_its_dearest_parish(name: str, precept: str) -> None:
    for each in YEARS:
        if each.code == BY_NAME[name].code:
            assert each.low <= each.band_d < each.high
            assert each.low + Decimal(precept) * Decimal("1.2") < each.high  # parishes have risen since
            assert each.high - each.low < 800


def bill(calculator: Calculator, **home: Any) -> tuple[Decimal | None, set[str]]:
    case = {
        "date": home.pop("date", "2025-11-23"),
        "council": home.pop("council", "Moray"),
        "adults": home.pop("adults", [{"age": 40}]),
        "claims": {"universal_credit": False, "council_tax_reduction": False},
        "home": {"tenure": "owner", **home},
    }
    found = calculator.calculate(read_case(case))
    lines = {line.id: line.per_month for line in found.now.lines}
    return lines.get("council_tax"), {each.id for each in found.assumptions}


def test_a_band_gives_the_published_bill_and_says_so(calculator: Calculator) -> None:
    # Moray prints 1,049.17 for band A and 3,081.95 for band G.
    two = [{"age": 40}, {"age": 38}]
    assert bill(calculator, council_tax_band="A", adults=two)[0] == Decimal("87.43")
    assert bill(calculator, council_tax_band="G", adults=two)[0] == Decimal("256.83")
    one, said = bill(calculator, council_tax_band="A")
    assert one == Decimal("65.57")
    assert "council_tax_from_band_one_adult" in said


def test_the_persons_own_bill_goes_before_the_published_one(calculator: Calculator) -> None:
    own, said = bill(calculator, council_tax_band="A", council_tax={"amount": 600, "per": "year"})
    assert own == 50
    assert not {each for each in said if each.startswith("council_tax_from_band")}


def test_a_band_without_published_amounts_gives_no_bill_and_says_so(calculator: Calculator) -> None:
    none, said = bill(calculator, council="Sheffield", date="2024-11-23", council_tax_band="A")
    assert not none
    assert "council_tax_band_alone" in said


def test_a_grown_up_child_ends_the_discount_for_one_adult(calculator: Calculator) -> None:
    alone, with_child, with_lad = (
        bill(calculator, council_tax_band="D", non_dependants=[{"age": age} for age in ages])[0]
        for ages in ((), (18,), (17,))
    )
    assert alone == with_lad
    assert alone is not None
    assert with_child is not None
    assert alone < with_child


def test_a_bill_with_parishes_is_the_average_with_a_range_and_the_own_bill_is_asked_for(calculator: Calculator) -> None:
    case = private_tenant(date="2026-11-23", council="Cornwall")
    case["home"]["council_tax_band"] = "D"
    found = calculator.calculate(read_case(case))
    (line,) = (line for line in found.now.lines if line.id == "council_tax")
    assert line.per_month == Decimal("161.93")  # 2,590.93 less a quarter, a month
    assert line.range is not None
    assert line.range[0] < line.per_month < line.range[1]
    assert "/home/council_tax" in line.depends_on
    assert "council_tax_average" in {each.id for each in found.assumptions}


def test_how_bills_differ_is_no_open_question_without_a_band(calculator: Calculator) -> None:
    def asked(**home: Any) -> bool:
        case = private_tenant(date="2026-11-23", council="Cornwall")
        case["home"] |= home
        run = calculator.run(now(calculator.councils.register.placed(read_case(case))))
        return any(
            each.input == "home.band_d_taken"
            for each in Answered(calculator.answers.questions, run, None).live.values()
        )

    assert asked(council_tax_band="C")
    assert not asked()
    assert not asked(council_tax_band="C", council_tax={"amount": 1400, "per": "year"})


@pytest.mark.parametrize(("council", "average"), [("Cornwall", True), ("Harrow", False), ("Moray", False)])
def test_only_where_bills_differ_does_a_bill_have_a_range(calculator: Calculator, council: str, average: bool) -> None:
    _, said = bill(calculator, council=council, council_tax_band="C")
    assert ("council_tax_average" in said) == average
    _, own = bill(calculator, council=council, council_tax={"amount": 1200, "per": "year"}, council_tax_band="C")
    assert "council_tax_average" not in own


def test_scotland_says_that_water_is_on_the_bill_too(calculator: Calculator) -> None:
    assert "council_tax_water" in bill(calculator, council="Moray", council_tax_band="C")[1]
    assert "council_tax_water" not in bill(calculator, council="Harrow", council_tax_band="C")[1]


def test_a_band_lowered_for_a_disabled_person_pays_the_band_below(calculator: Calculator) -> None:
    for council in ("Harrow", "Moray"):
        for band, below in zip("BCDEFGH", "ABCDEFG", strict=True):
            lowered = bill(calculator, council=council, council_tax_band=band, band_reduced_for_disability=True)[0]
            assert lowered == bill(calculator, council=council, council_tax_band=below)[0]
    a = bill(calculator, council="Harrow", council_tax_band="A", band_reduced_for_disability=True)[0]
    assert a == Decimal("83.19")  # 2,395.86 x 5/9 less a quarter, a month


# ---------------------------------------------------------------------- the most that a scheme takes off
def help_range(calculator: Calculator, council: str, **adult: Any) -> tuple[Result, Decimal]:
    """The result, and how much less the change can be than it is with the whole bill to pay."""
    job = {"hours_per_week": 30, "pay": {"amount": 13, "per": "hour"}}
    home = {"tenure": "owner", "council_tax": {"amount": 1200, "per": "year"}}
    case = {"date": "2026-11-23", "council": council, "adults": [{"age": 40, **adult}], "home": home}
    found = calculator.calculate(read_case({**case, "options": [{"name": "Shop", "job": job}]}))
    option = found.options[0]
    assert option.change_range is not None
    assert option.change_per_month is not None
    return found, option.change_per_month - option.change_range[0]


def test_where_only_the_most_is_known_the_range_goes_no_further(calculator: Calculator) -> None:
    held = {each.code: each for each in REGISTER.facts.most_supports}
    sandwell, tameside = held[BY_NAME["Sandwell"].code], held[BY_NAME["Tameside"].code]
    assert (sandwell.share, tameside.share) == (Decimal("0.85"), Decimal("0.75"))
    assert help_range(calculator, "Sandwell")[1] == 85
    assert help_range(calculator, "Tameside")[1] == 75
    # The file of Leeds says that all of the bill can be met, and the share that most people can get is less.
    assert help_range(calculator, "Leeds")[1] == 75
    assert help_range(calculator, "Isles of Scilly")[1] == 100


def test_those_whom_a_scheme_may_protect_can_get_the_whole_bill(calculator: Calculator) -> None:
    assert help_range(calculator, "Sandwell", pip_daily_living="standard")[1] == 100


def test_the_share_is_said_with_its_year_and_where_the_scheme_is(calculator: Calculator) -> None:
    found, _ = help_range(calculator, "Sandwell")
    (notice,) = [each for each in found.notices if each.id == "council_tax_reduction_not_covered"]
    assert "85%" in notice.text
    assert notice.confidence == "ask"
    assert notice.source is not None
    assert notice.source.url == BY_NAME["Sandwell"].scheme_page


def test_each_share_has_a_year_and_an_address_and_goes_with_a_council_whose_scheme_is_not_held() -> None:
    for each in REGISTER.facts.most_supports:
        assert each.source.startswith("https://")
        assert (each.ends - each.starts).days == 364
        assert each.share < 1


# ---------------------------------------------------------------------- councils that end
EAST = ["Elmbridge", "Epsom and Ewell", "Mole Valley", "Reigate and Banstead", "Tandridge"]
WEST = ["Guildford", "Runnymede", "Spelthorne", "Surrey Heath", "Waverley", "Woking"]


def test_the_districts_of_surrey_end_in_march_2027() -> None:
    changes = {each.name: each for each in REGISTER.changes.values()}
    assert {name: each.becomes.name for name, each in changes.items()} == {
        **dict.fromkeys(EAST, "East Surrey"), **dict.fromkeys(WEST, "West Surrey"),
    }  # fmt: skip
    assert {(str(each.ends), str(each.begins)) for each in changes.values()} == {("2027-03-31", "2027-04-01")}


def in_work(council: str, date: str, **option: Any) -> dict[str, Any]:
    job = {"hours_per_week": 16, "pay": {"amount": 13, "per": "hour"}, "paid": "month"}
    home = {"tenure": "social", "council_tax_band": "C"}
    return {
        "date": date, "council": council, "adults": [{"age": 40}], "home": home,
        "options": [{"name": "Shop", "job": job, **option}],
    }  # fmt: skip


@pytest.mark.parametrize(("council", "becomes"), [("Elmbridge", "East Surrey"), ("Woking", "West Surrey")])
def test_a_year_that_crosses_the_day_says_which_council_bills_then(
    calculator: Calculator, council: str, becomes: str
) -> None:
    case = in_work(council, "2026-11-23", starts="2026-12-07") | {"views": ["timeline"]}
    found = calculator.calculate(read_case(case))
    (said,) = [each for each in found.assumptions if each.id == "council_changes"]
    assert said.path == "/council"
    assert all(words in said.text for words in (council, becomes, "31 March 2027", "do not have that scheme"))


def test_a_job_that_starts_after_the_day_says_so_without_a_year_too(calculator: Calculator) -> None:
    def said(council: str, starts: str) -> bool:
        found = calculator.calculate(read_case(in_work(council, "2026-11-23", starts=starts)))
        return "council_changes" in {each.id for each in found.assumptions}

    assert said("Woking", "2027-05-04")
    assert not said("Woking", "2027-03-31")
    assert not said("Leeds", "2027-05-04")


def test_after_the_day_the_old_name_is_refused_and_the_new_one_taken(calculator: Calculator) -> None:
    told = refused(calculator, council="Woking", date="2027-04-01")
    assert told == "Woking became part of West Surrey on 1 April 2027: give that council"
    assert worked_out(calculator, council="West Surrey", date="2027-04-01").case["nation"] == "england"
    told = refused(calculator, council="West Surrey", date="2027-03-31")
    assert "begins on 1 April 2027" in told
    assert "Guildford" in told


def test_a_postcode_gives_the_new_council_from_the_day_on(calculator: Calculator) -> None:
    def council(date: str) -> str:
        case = private_tenant(date=date)
        case["home"]["postcode"] = "GU21 6YL"
        return str(calculator.calculate(read_case(case)).case["council"])

    assert (council("2027-03-31"), council("2027-04-01")) == ("Woking", "West Surrey")


# ---------------------------------------------------------------------- a band that there is not
@pytest.mark.parametrize("facts", [{"council": "Leeds"}, {"nation": "scotland"}, {"council": "Fife"}])
def test_band_i_is_refused_outside_wales(calculator: Calculator, facts: dict[str, str]) -> None:
    case = private_tenant(**facts)
    case["home"]["council_tax_band"] = "I"
    with pytest.raises(CaseError) as caught:
        calculator.calculate(read_case(case))
    (problem,) = caught.value.problems
    assert problem.pointer == "/home/council_tax_band"
    assert problem.detail.endswith("where the bands go from A to H: is it band H?")


def test_band_i_is_taken_in_wales(calculator: Calculator) -> None:
    bill_i, bill_d = (bill(calculator, council="Cardiff", date="2026-11-23", council_tax_band=band)[0] for band in "ID")
    assert bill_i is not None
    assert bill_d is not None
    assert abs(bill_i - bill_d * 21 / 9) < Decimal("0.05")


@pytest.mark.parametrize("band", ["J", "b", "", 4])
def test_a_band_that_does_not_exist_is_refused_with_those_that_do(band: object) -> None:
    with pytest.raises(CaseError) as caught:
        read_case({"adults": [{"age": 40}], "home": {"council_tax_band": band}})
    (problem,) = caught.value.problems
    assert problem.pointer == "/home/council_tax_band"
    assert "'A', 'B'" in problem.detail
