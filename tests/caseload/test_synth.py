"""Synthetic caseloads: the same by seed, valid, and shaped as the published statistics say."""

import json
import random
from collections import Counter

import pytest
from loaded import CALCULATOR

from calculator.caseload.published import marginals, places, shares
from calculator.caseload.synth import HOURS, household, households, year_of
from calculator.cli.main import run
from calculator.cli.synth import synth
from calculator.contract.reading import read_case

YEAR = year_of(CALCULATOR, "2026-27")


@pytest.fixture(scope="module")
def households_on_universal_credit() -> list[dict]:
    return list(households(3000, 7, YEAR, "universal_credit"))


def test_a_seed_gives_the_same_households_however_many_are_made() -> None:
    first = list(households(5, 3, YEAR))
    assert list(households(8, 3, YEAR))[:5] == first
    assert list(households(5, 4, YEAR)) != first


@pytest.mark.parametrize("name", ["2024-25", "2025-26", "2026-27"])
@pytest.mark.parametrize("population", ["service", "universal_credit"])
def test_every_case_is_valid_in_every_year(name: str, population: str) -> None:
    year = year_of(CALCULATOR, name)
    for case in households(60, 11, year, population):
        CALCULATOR.check(read_case(case))
        assert case["date"] == year.date.isoformat()
        assert [option["job"]["hours_per_week"] for option in case["options"]] == list(HOURS)


def test_shares_are_those_of_the_published_tables(households_on_universal_credit: list[dict]) -> None:
    """Against the counts of DWP's tables, not against marginals.yaml: three points either way for 3,000 households."""
    cases = households_on_universal_credit
    single = sum(len(case["adults"]) == 1 and not case["children"] for case in cases)
    lone = sum(len(case["adults"]) == 1 and bool(case["children"]) for case in cases)
    lcwra = sum(case["adults"][0].get("uc_health") == "lcwra" for case in cases)
    private = sum(case["home"]["tenure"] == "private" for case in cases)
    people = [adult for case in cases for adult in case["adults"]]
    works = sum(bool(adult["jobs"]) for adult in people)
    assert single / len(cases) == pytest.approx(3725304 / 7152739, abs=0.03)
    assert lone / len(cases) == pytest.approx(2239630 / 7152739, abs=0.03)
    assert lcwra / len(cases) == pytest.approx(2733533 / 7157226, abs=0.03)
    assert private / len(cases) == pytest.approx(1704264 / 7157226, abs=0.03)
    assert works / len(people) == pytest.approx(3138941 / 8316522, abs=0.03)


def test_large_councils_have_the_most_households(households_on_universal_credit: list[dict]) -> None:
    most = Counter(case["council"] for case in households_on_universal_credit).most_common(5)
    assert "E08000025" in dict(most)  # Birmingham
    nations = Counter(places()[1][case["council"]].nation for case in households_on_universal_credit)
    assert set(nations) == {"england", "scotland", "wales"}


def test_people_whom_a_service_supports_are_out_of_work() -> None:
    assert not any(case["adults"][0]["jobs"] for case in households(200, 1, YEAR, "service"))


def test_nobody_has_a_name() -> None:
    text = json.dumps(list(households(50, 1, YEAR, "universal_credit")))
    assert {part["name"] for case in json.loads(text) for adult in case["adults"] for part in adult["jobs"]} <= {
        "Job now"
    }
    assert not any("name" in adult for case in json.loads(text) for adult in case["adults"])


def test_each_distribution_names_a_source_and_a_date() -> None:
    def leaves(found: dict) -> list[dict]:
        inside = [each for each in found.values() if isinstance(each, dict)]
        return [found] if "source" in found else [leaf for each in inside for leaf in leaves(each)]

    said = marginals()
    distributions = leaves({name: part for name, part in said.items() if name not in ("sources", "populations")})
    assert len(distributions) >= 20
    assert [each for each in distributions if each["source"] not in said["sources"] or not each.get("date")] == []
    assert [each for each in distributions if each.get("assumed") and not each.get("note")] == []


def test_a_draw_keeps_to_the_weights() -> None:
    draws = random.Random(1)
    counts = Counter(shares("service_health").draw(draws) for _ in range(4000))
    assert counts["lcwra"] / 4000 == pytest.approx(0.70, abs=0.03)


def test_household_has_no_childcare_without_children() -> None:
    for place in range(200):
        case = household(random.Random(place), YEAR, "universal_credit")
        assert case["children"] or "childcare" not in case["options"][0]


def test_the_command_writes_one_case_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(synth, ["3", "--seed", "5"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [json.loads(line) for line in lines] == list(households(3, 5, YEAR))


@pytest.mark.parametrize("wrong", ["2034-35", "2026", "2026-28", "next"])
def test_a_year_without_rules_is_refused(wrong: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(synth, ["3", "--year", wrong]) == 2
    assert "--year: must be one of 2024-25, 2025-26, 2026-27" in capsys.readouterr().err
