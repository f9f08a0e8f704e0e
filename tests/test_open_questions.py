"""What a case leaves open: every answer counts on both sides of a comparison, and a range ends where the answers end."""

import copy
import datetime as dt
import itertools
import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import event, given
from hypothesis import strategies as st
from loaded import CALCULATOR
from strategies import cases, hourly_jobs, tries

from calculator.calculator import Calculator
from calculator.contract.reading import read_case
from calculator.resources import folder

Json = dict[str, Any]
PENNY = 0.01
# Councils with two and three rental areas, and one in London. The scheme of Ashford is held for some people only; the others are not held.
COUNCILS = ["Ashford", "Teignbridge", "West Devon", "Haringey"]
JOB: Json = {"hours_per_week": 16, "pay": {"amount": 12.71, "per": "hour"}, "paid": "month", "pension": None}

RULES = {notice.name: notice for notice in CALCULATOR.book.rules.notices_of("notice")}


def worked_out(case: Json) -> Json:
    """Without what other hours would do."""
    return CALCULATOR.calculate(read_case(case), closely=()).to_json()


def one(**more: Any) -> Json:
    case: Json = {
        "date": "2026-11-23",
        "nation": "england",
        "adults": [{"age": 50}],
        "home": {"tenure": "social", "rent": {"amount": 450, "per": "month"}, "bedrooms": 1},
        "options": [{"name": "Job", "adult": 1, "job": JOB}],
        "savings": 0,
        "claims": {"universal_credit": True},
    }
    return copy.deepcopy(case | more)


def ends(result: Json) -> tuple[float, float]:
    """The lowest and the highest change that is told."""
    (option,) = result["options"]
    low, high = option["change_range"] or (option["change_per_month"],) * 2
    return low, high


def answered(case: Json) -> Iterator[Json]:
    """The case with every set of answers to the rate of LCWRA and the rental area."""
    health = [n for n, adult in enumerate(case["adults"]) if "lcwra_rate" not in adult]
    council = CALCULATOR.councils.register.of(read_case(case))
    areas = (council.brmas if council and case["home"]["tenure"] == "private" else ()) or ("",)
    for rates in itertools.product(("new", "protected"), repeat=len(health)):
        for area in areas:
            given_ = copy.deepcopy(case)
            for adult, rate in zip(health, rates, strict=True):
                given_["adults"][adult]["lcwra_rate"] = rate
            yield given_ | ({"brma": area} if area else {})


@st.composite
def open_cases(draw: Any) -> Json:
    """Households with LCWRA whose rate is not said, most of them renting where a council has several areas."""
    case: Json = draw(cases(options=1, job=hourly_jobs(), most_jobs=1))
    case.pop("brma", None)
    case["nation"], case["council"] = "england", draw(st.sampled_from(COUNCILS))
    case["home"] |= {
        "tenure": draw(st.sampled_from(["private", "private", "social"])),
        "rent": {"amount": 1200, "per": "month"},
    }
    for adult in case["adults"]:
        for name in ("lcwra_rate", "lcwra_from"):
            adult.pop(name, None)
    case["adults"][0]["uc_health"] = draw(st.sampled_from(["lcwra", "lcwra", "none"]))
    account = {"transitional_element": draw(st.sampled_from([0, 100, 300]))}
    case["universal_credit"] = case.get("universal_credit", {}) | account
    case["claims"] = {"universal_credit": draw(st.sampled_from([True, True, False]))}
    return case


@tries(6)
@given(open_cases())
def test_every_answer_given_alone_gives_exactly_the_two_ends_of_the_range(case: Json) -> None:
    told = worked_out(case)
    if told["options"][0]["change_per_month"] is None:
        return
    alone = [ends(worked_out(each)) for each in answered(case)]
    lowest, highest = min(low for low, _ in alone), max(high for _, high in alone)
    event(f"a range: {lowest != highest}, all of it by the answers: {len(set(alone)) > 1}")
    event(f"covered: {told['now']['complete']}, {told['options'][0]['position']['complete']}")
    assert ends(told) == (pytest.approx(lowest, abs=PENNY / 2), pytest.approx(highest, abs=PENNY / 2))


@tries(6)
@given(open_cases())
def test_a_line_goes_from_its_lowest_to_its_highest_over_every_answer(case: Json) -> None:
    told = worked_out(case)["options"][0]["position"]
    alone = [worked_out(each)["options"][0]["position"] for each in answered(case)]
    names = {line["id"] for position in (told, *alone) for line in position["lines"]}
    for name in names:
        ranges = [spread(position, name) for position in alone]
        expected = min(low for low, _ in ranges), max(high for _, high in ranges)
        assert spread(told, name) == (pytest.approx(expected[0]), pytest.approx(expected[1])), name
        line = next((each for each in told["lines"] if each["id"] == name), None)
        if line is not None and line["confidence"] == "settled":
            assert expected[0] == expected[1]


@tries(6)
@given(open_cases())
def test_no_notice_says_that_a_settled_line_depends(case: Json) -> None:
    result = worked_out(case)
    (option,) = result["options"]
    for position, notices in ((result["now"], result["notices"]), (option["position"], option["notices"])):
        settled = {line["id"] for line in position["lines"] if line["confidence"] == "settled"}
        for notice in notices:
            if notice["confidence"] == "depends" and notice["id"] in RULES:
                event(notice["id"])
                assert settled.isdisjoint(RULES[notice["id"]].depends), notice["id"]


@st.composite
def cases_by_age(draw: Any) -> tuple[Json, int]:
    """Households with one child given by age, and the start of a job some months later."""
    age = draw(st.sampled_from([1, 4, 9, 10, 15, 16, 18, 19]))
    home = {"tenure": "social", "rent": {"amount": 700, "per": "month"}, "bedrooms": draw(st.sampled_from([1, 2]))}
    case = one(
        date=draw(st.sampled_from(["2025-11-23", "2026-06-01", "2026-11-23"])),
        children=[{"age": age, "in_education": draw(st.booleans())}],
        adults=[{"date_of_birth": "1986-05-05"}],
        home=home,
        council="Dundee City",
        nation=draw(st.sampled_from(["scotland", "scotland", "wales"])),
    )
    if case["nation"] == "wales":
        case["council"] = "Cardiff"
    starts = dt.date.fromisoformat(case["date"]) + dt.timedelta(days=draw(st.integers(0, 300)))
    case["options"][0] |= {
        "starts": starts.isoformat(),
        "job": JOB | {"paid": draw(st.sampled_from(["month", "week"]))},
    }
    return case, age


@tries(8)
@given(cases_by_age())
def test_every_date_of_birth_that_an_age_allows_lies_in_the_range_and_some_are_its_ends(
    found: tuple[Json, int],
) -> None:
    case, age = found
    told = worked_out(case)
    date, starts = (dt.date.fromisoformat(day) for day in (case["date"], case["options"][0]["starts"]))
    latest = date.replace(year=date.year - age)
    turns = {starts.replace(year=starts.year - older) for older in (age, age + 1)}
    days = {latest, latest.replace(year=latest.year - 1) + dt.timedelta(days=1), *turns}
    days |= {day + dt.timedelta(days=1) for day in turns}
    alone = []
    for born in sorted(day for day in days if latest.replace(year=latest.year - 1) < day <= latest):
        given_ = copy.deepcopy(case)
        given_["children"][0] = {"date_of_birth": born.isoformat(), "in_education": case["children"][0]["in_education"]}
        alone.append(ends(worked_out(given_)))
    event(f"a range: {ends(told)[0] != ends(told)[1]}")
    lowest, highest = min(low for low, _ in alone), max(high for _, high in alone)
    assert ends(told) == (pytest.approx(lowest, abs=PENNY / 2), pytest.approx(highest, abs=PENNY / 2))


def test_a_question_that_changes_nothing_is_not_asked() -> None:
    """With the pay of a partner there is no Universal Credit at either rate of LCWRA."""
    case = one(adults=[{"age": 50, "uc_health": "lcwra"}, {"age": 50}])
    case["options"][0] |= {"adult": 2, "job": JOB | {"hours_per_week": 40, "pay": {"amount": 60, "per": "hour"}}}
    result = worked_out(case)
    assert "lcwra_rate_depends" in [notice["id"] for notice in result["notices"]]
    assert "lcwra_rate_depends" not in [notice["id"] for notice in result["options"][0]["notices"]]
    low, high = ends(result)
    assert high - low == pytest.approx(429.80 - 217.26)


def test_the_year_says_that_it_goes_by_one_answer_although_the_change_is_the_same_by_each() -> None:
    case = one(adults=[{"age": 50, "uc_health": "lcwra"}], views=["timeline"])
    result = CALCULATOR.calculate(read_case(case)).to_json()
    assert result["options"][0]["change_range"] is None
    assert "one_answer" in [each["id"] for each in result["assumptions"]]


def test_a_line_that_is_nothing_by_one_answer_is_shown_with_its_range() -> None:
    case = one(adults=[{"age": 50, "uc_health": "lcwra"}])
    case["options"][0]["job"] = JOB | {"hours_per_week": 40, "pay": {"amount": 18, "per": "hour"}}
    (option,) = worked_out(case)["options"]
    line = next(each for each in option["position"]["lines"] if each["id"] == "universal_credit")
    assert line["per_month"] == line["range"][0] == 0 < line["range"][1]
    assert line["depends_on"] == ["/adults/0/lcwra_rate"]


def spread(position: Json, name: str) -> tuple[float, float]:
    for line in position["lines"]:
        if line["id"] == name:
            low, high = line["range"] or (line["per_month"],) * 2
            return low, high
    return 0, 0


# ---------------------------------------------------------------------- ages
def born_in_turn(case: Json, who: str, days: int) -> Iterator[Json]:
    """The case with the date of birth of the first child or adult on every so many days that the age allows."""
    date, age = dt.date.fromisoformat(case["date"]), case[who][0]["age"]
    first, last = date.replace(year=date.year - age - 1) + dt.timedelta(days=1), date.replace(year=date.year - age)
    for n in sorted({*range(0, (last - first).days + 1, days), (last - first).days}):
        other = copy.deepcopy(case)
        del other[who][0]["age"]
        other[who][0]["date_of_birth"] = (first + dt.timedelta(days=n)).isoformat()
        yield other


@pytest.mark.parametrize("nation", ["england", "scotland"])
@pytest.mark.parametrize("age", [0, 1, 9, 15])
def test_a_child_of_a_given_age_may_have_any_birthday_before_the_start(nation: str, age: int) -> None:
    case = one(nation=nation, date="2026-06-01", children=[{"age": age, "sex": "male"}, {"age": 6, "sex": "female"}])
    case["home"] = {"tenure": "private", "rent": {"amount": 1500, "per": "month"}, "bedrooms": 3}
    case["brma"] = "Leeds" if nation == "england" else "Lothian"
    case["options"][0]["starts"] = "2027-02-15"
    alone = [ends(worked_out(each)) for each in born_in_turn(case, "children", 30)]
    assert ends(worked_out(case)) == (min(low for low, _ in alone), max(high for _, high in alone))


def test_an_adult_may_turn_25_before_the_start() -> None:
    case = one(adults=[{"age": 24}])
    assert worked_out(case)["options"][0]["change_range"] is None
    case["options"][0]["starts"] = "2027-02-01"
    alone = [ends(worked_out(each)) for each in born_in_turn(case, "adults", 30)]
    low, high = ends(worked_out(case))
    assert (low, high) == (min(low for low, _ in alone), max(high for _, high in alone))
    assert high - low == pytest.approx(424.90 - 338.58)


def test_a_year_later_everybody_is_a_year_older() -> None:
    case = one(nation="scotland", date="2026-01-05", children=[{"age": 15}])
    case["options"][0]["starts"] = "2027-01-05"
    (option,) = worked_out(case)["options"]
    assert "scottish_child_payment" not in [line["id"] for line in option["position"]["lines"]]


def test_a_start_on_the_day_of_the_case_or_a_date_of_birth_leaves_no_age_open() -> None:
    case = one(nation="scotland", children=[{"age": 15}])
    assert worked_out(case)["options"][0]["change_range"] is None
    case["children"] = [{"date_of_birth": "2011-02-01"}]
    case["options"][0]["starts"] = "2027-03-01"
    assert worked_out(case)["options"][0]["change_range"] is None


# ---------------------------------------------------------------------- help that is not worked out
def partly_covered(council: str) -> Json:
    """A council whose scheme is held for Universal Credit without pay, and not beside pay."""
    case = one(council=council, adults=[{"age": 40, "uc_health": "lcwra", "lcwra_rate": "protected"}])
    case["home"] = {
        "tenure": "social",
        "rent": {"amount": 600, "per": "month"},
        "bedrooms": 1,
        "council_tax": {"amount": 1500, "per": "year"},
        "council_tax_band": "B",
    }
    case["options"][0]["job"] |= {"hours_per_week": 12, "pay": {"amount": 13, "per": "hour"}}
    return case


def test_leaving_a_job_is_taking_it_up_the_other_way_round() -> None:
    case = partly_covered("Ashford")
    low, high = ends(worked_out(case))
    assert (low, high) == (pytest.approx(426.55), pytest.approx(539.05))
    case["adults"][0]["jobs"] = [case["options"][0].pop("job") | {"name": "Shop"}]
    case["options"][0]["work"] = "none"
    assert ends(worked_out(case)) == (pytest.approx(-high), pytest.approx(-low))


@pytest.mark.parametrize("council", ["Ashford", "Barnsley", "Brentwood", "Dartford"])
def test_help_that_is_known_now_and_not_in_work_leaves_a_true_range(council: str) -> None:
    case = partly_covered(council)
    result = CALCULATOR.calculate(read_case(case)).to_json()
    (option,) = result["options"]
    (now,) = [line["per_month"] for line in result["now"]["lines"] if line["id"] == "council_tax_reduction"]
    assert (result["now"]["missing"], option["position"]["missing"]) == ([], ["council_tax_reduction"])
    assert option["change_range"] == [option["change_per_month"], pytest.approx(option["change_per_month"] + now)]
    assert option["worse_hours"] == []
    assert option["break_even_hours"] is None  # from 0 hours with as much help as now, and later with less


def test_a_loss_at_some_hours_is_told_also_beside_help_that_is_not_worked_out() -> None:
    """New Style ESA stops at 16 hours, whatever the council does."""
    case = partly_covered("Ashford")
    case["claims"] = {"universal_credit": False}
    case["adults"] = [{"age": 40, "new_style_esa": {"group": "support", "from": "2020-01-01"}}]
    (option,) = CALCULATOR.calculate(read_case(case)).to_json()["options"]
    assert any(spell["from"] <= 16 <= spell["to"] for spell in option["worse_hours"])


# ---------------------------------------------------------------------- help by the scheme of an earlier year
def by_an_older_scheme(hours: int = 16, **home: Any) -> Json:
    """Brighton and Hove, of which only the scheme of 2024-25 is held: 82% of the bill of 1,500, and 20% at 16 hours."""
    case = one(council="Brighton and Hove", adults=[{"age": 40}])
    case["home"] |= {"council_tax": {"amount": 1500, "per": "year"}, "council_tax_band": "B", **home}
    case["options"][0]["job"] = JOB | {"hours_per_week": hours}
    return case


def line_of(position: Json, name: str) -> Json:
    (line,) = [each for each in position["lines"] if each["id"] == name]
    return line


def test_help_by_an_older_scheme_has_a_figure_and_a_range_around_it() -> None:
    result = worked_out(by_an_older_scheme())
    (option,) = result["options"]
    for position, given_ in ((result["now"], 102.50), (option["position"], 25.00)):
        reduction, bill = line_of(position, "council_tax_reduction"), line_of(position, "council_tax")
        assert (reduction["per_month"], reduction["range"]) == (given_, [0, 125.00])
        assert (bill["per_month"], bill["range"]) == (pytest.approx(125 - given_), [0, 125.00])
        assert reduction["depends_on"] == bill["depends_on"] == ["/council"]
        assert position["missing"] == []
    # The job brings 396.55 before council tax: 77.50 less by the older scheme, at worst all 125.00 less, at best nothing.
    assert option["change_per_month"] == pytest.approx(319.05)
    assert ends(result) == (pytest.approx(271.55), pytest.approx(396.55))


def test_leaving_a_job_under_an_older_scheme_is_taking_it_up_the_other_way_round() -> None:
    case = by_an_older_scheme()
    low, high = ends(worked_out(case))
    case["adults"][0]["jobs"] = [case["options"][0].pop("job") | {"name": "Shop"}]
    case["options"][0]["work"] = "none"
    assert ends(worked_out(case)) == (pytest.approx(-high), pytest.approx(-low))


@pytest.mark.parametrize(("date", "told"), [("2025-03-31", False), ("2025-04-01", True), ("2026-11-23", True)])
def test_an_older_scheme_is_told_from_the_day_after_its_year(date: str, told: bool) -> None:
    result = worked_out(by_an_older_scheme() | {"date": date})
    texts = [each["text"] for each in result["notices"] if each["id"] == "council_tax_scheme_earlier"]
    assert len(texts) == told
    assert all("31 March 2025" in text for text in texts)
    assert (line_of(result["now"], "council_tax_reduction")["range"] is not None) == told


def test_a_scheme_that_goes_on_because_no_newer_bill_is_known_has_no_such_range() -> None:
    case = by_an_older_scheme() | {"council": "Bristol", "date": "2027-05-01"}
    result = worked_out(case)
    shown = {each["id"] for each in result["notices"]}
    assert "council_tax_scheme_carried_on" in shown
    assert "council_tax_scheme_earlier" not in shown
    assert ends(result)[0] == ends(result)[1]


# ---------------------------------------------------------------------- what alone moves a change
def test_what_moves_a_change_is_told_with_the_furthest_first(calculator: Calculator) -> None:
    graham = json.loads((folder("examples") / "graham.json").read_text("utf-8"))
    moved = calculator.calculate(read_case(graham)).options[1].moved_by or []
    assert [(each.path, each.lines) for each in moved] == [
        ("/adults/0/tax_code", []),
        ("", ["council_tax_reduction"]),
    ]
    widths = [each.highest - each.lowest for each in moved]
    assert widths == sorted(widths, reverse=True)


@tries(30)
@given(cases(options=1))
def test_giving_each_answer_gives_the_ends_that_were_told(case: dict[str, Any]) -> None:
    result = CALCULATOR.calculate(read_case(case))
    option = result.options[0]
    for each in option.moved_by or []:
        assert option.change_range
        assert option.change_range[0] <= each.lowest <= each.highest <= option.change_range[1]
        event("a question" if each.path else "a line that is not covered")
    if option.change_range and not option.uneven_months:
        assert option.moved_by is not None


def test_an_answer_that_is_given_moves_the_change_to_the_end_that_was_told(calculator: Calculator) -> None:
    case: dict[str, Any] = {
        "date": "2026-11-23", "nation": "england", "adults": [{"age": 40, "uc_health": "lcwra"}],
        "home": {"tenure": "social", "rent": {"amount": 400, "per": "month"}}, "claims": {"universal_credit": True},
        "options": [{"name": "job", "job": {"hours_per_week": 40, "pay": {"amount": 20, "per": "hour"}}}],
    }  # fmt: skip
    moved = {each.path: each for each in calculator.calculate(read_case(case)).options[0].moved_by or []}
    told = moved["/adults/0/lcwra_rate"]
    changes = []
    for rate in ("new", "protected"):
        case["adults"][0]["lcwra_rate"] = rate
        changes.append(calculator.calculate(read_case(case)).options[0].change_per_month)
    assert (min(changes), max(changes)) == (told.lowest, told.highest)
