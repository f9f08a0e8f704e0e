"""Help and losses that came or changed by 2026: for each, a household that gets it and one that just does not."""

from typing import Any

import pytest
from loaded import CALCULATOR

from calculator.contract.reading import read_case
from calculator.contract.result import OptionResult

Json = dict[str, Any]
LCWRA: Json = {"age": 40, "uc_health": "lcwra", "lcwra_rate": "protected"}
SOCIAL: Json = {"tenure": "social", "rent": {"amount": 450, "per": "month"}, "bedrooms": 2}


def option(nation: str, *adults: Json, hours: float = 16, date: str = "2026-11-23", **household: Any) -> OptionResult:
    job = {"hours_per_week": hours, "pay": {"amount": 12.71, "per": "hour"}, "paid": "month", "pension": None}
    case = {
        "date": date, "nation": nation, "adults": list(adults), "home": SOCIAL, "savings": 0, "claims": {"universal_credit": True},
        "options": [{"name": "Job", "adult": 1, "job": job}], **household,
    }  # fmt: skip
    return CALCULATOR.calculate(read_case(case), closely=()).options[0]


def helps(found: OptionResult) -> dict[str, Any]:
    return {each.id: each.value_per_year for each in found.help}


def lost(found: OptionResult) -> dict[str, Any]:
    return {each.id: each.value_per_year for each in found.lost}


@pytest.mark.parametrize(
    ("nation", "adult", "told"),
    [
        ("scotland", {"age": 24}, True),
        ("scotland", {"age": 25}, False),
        ("scotland", {"age": 25, "care_leaver": True}, True),
        ("england", {"age": 20}, False),
    ],
)
def test_job_start_payment_is_for_young_people_in_scotland(nation: str, adult: Json, told: bool) -> None:
    assert ("job_start_payment" in helps(option(nation, adult))) == told


def test_a_second_job_is_no_start() -> None:
    held = {
        "name": "Shop",
        "hours_per_week": 8,
        "pay": {"amount": 12.71, "per": "hour"},
        "paid": "month",
        "pension": None,
    }
    assert "job_start_payment" not in helps(option("scotland", {"age": 20, "jobs": [held]}))


CARER: Json = {"age": 30, "cares_35_hours": True, "cares_for": "outside", "carers_allowance": True}


@pytest.mark.parametrize(
    ("nation", "date", "hours", "told"),
    [
        ("scotland", "2026-11-23", 16, True),
        ("scotland", "2026-11-23", 17, False),  # 17 x 12.71 = 216.07 is over 204 a week
        ("scotland", "2026-03-14", 15, False),
        ("england", "2026-11-23", 16, False),
    ],
)
def test_the_payment_for_an_additional_person_goes_with_carer_support_payment(
    nation: str, date: str, hours: int, told: bool
) -> None:
    assert ("carer_additional_person_payment" in helps(option(nation, CARER, hours=hours, date=date))) == told


@pytest.mark.parametrize(
    ("date", "age", "told"),
    [("2026-11-23", 19, True), ("2026-11-23", 20, False), ("2025-10-31", 19, False), ("2025-10-31", 18, True)],
)
def test_the_young_carer_grant_is_to_19_since_november_2025(date: str, age: int, told: bool) -> None:
    young = {"age": age, "cares_35_hours": True, "cares_for": "outside"}
    assert ("young_carer_grant" in helps(option("scotland", young, date=date))) == told
    assert "young_carer_grant" not in helps(option("scotland", {**young, "carers_allowance": True}, date=date))


@pytest.mark.parametrize(("age", "told"), [(0, True), (1, False), (3, True), (5, True), (6, False)])
def test_best_start_grants_go_with_any_universal_credit(age: int, told: bool) -> None:
    child = {"children": [{"age": age}]}
    assert ("best_start_grants" in helps(option("scotland", {"age": 30}, **child))) == told
    assert "best_start_grants" not in helps(option("england", {"age": 30}, **child))
    without = option("scotland", {"age": 30}, hours=60, **child)
    assert ("best_start_grants_lost" in lost(without)) == told


def test_scotland_makes_up_for_the_benefit_cap() -> None:
    capped = {"home": {**SOCIAL, "rent": {"amount": 1500, "per": "month"}}, "children": [{"age": 3}, {"age": 6}]}
    found = option("scotland", {"age": 30}, hours=8, **capped)
    assert helps(found)["benefit_cap_scotland"] > 0
    assert "benefit_cap_scotland" not in helps(option("england", {"age": 30}, hours=8, **capped))
    # 17 hours are over 16 at the minimum wage, so there is no cap.
    assert "benefit_cap_scotland" not in helps(option("scotland", {"age": 30}, hours=17, **capped))


@pytest.mark.parametrize(
    ("adult", "household", "told"),
    [
        (LCWRA, {}, True),
        ({"age": 40}, {}, False),
        ({"age": 40}, {"children": [{"age": 4}]}, True),
        ({"age": 40}, {"children": [{"age": 5}]}, False),
        (LCWRA, {"children": [{"age": 9, "disability": "lower"}]}, False),
    ],
)
def test_help_in_cold_weather_ends_when_somebody_starts_work(adult: Json, household: Json, told: bool) -> None:
    assert ("cold_weather_payment_lost" in lost(option("england", adult, **household))) == told
    assert ("winter_heating_payment_lost" in lost(option("scotland", adult, **household))) == told


def test_help_in_cold_weather_is_not_lost_twice() -> None:
    held = {
        "name": "Shop",
        "hours_per_week": 4,
        "pay": {"amount": 12.71, "per": "hour"},
        "paid": "month",
        "pension": None,
    }
    assert "cold_weather_payment_lost" not in lost(option("wales", {**LCWRA, "jobs": [held]}))


@pytest.mark.parametrize(
    ("ages", "worth"), [([5, 12], 270), ([11, 15], 270), ([4, 16], None)], ids=["5 and 12", "11 and 15", "4 and 16"]
)
def test_school_clothing_grants_are_by_age_in_scotland(ages: list[int], worth: int | None) -> None:
    children = {"children": [{"age": age} for age in ages]}
    assert helps(option("scotland", {"age": 40}, **children)).get("school_clothing_grant") == worth
    assert lost(option("scotland", {"age": 40}, hours=80, **children)).get("school_clothing_grant_lost") == worth


@pytest.mark.parametrize(("hours", "told"), [(11, True), (12, False)])
def test_the_school_essentials_grant_ends_at_7_400_a_year(hours: int, told: bool) -> None:
    """11 hours at 12.71 are 7,270.12 a year, 12 hours 7,931.04."""
    found = option("wales", {"age": 40}, hours=hours, children=[{"age": 9}, {"age": 15}, {"age": 16}])
    assert helps(found).get("school_essentials_grant") == (250 if told else None)
    assert lost(found).get("school_essentials_grant_lost") == (None if told else 250)


@pytest.mark.parametrize(
    ("nation", "date", "told"),
    [
        ("england", "2027-03-31", True), ("england", "2027-04-01", False), ("wales", "2026-11-23", False),
    ],
)  # fmt: skip
def test_bus_fares_are_capped_in_england_to_march_2027(nation: str, date: str, told: bool) -> None:
    assert ("bus_fare_cap" in helps(option(nation, {"age": 40}, date=date))) == told


@pytest.mark.parametrize(("mobility", "told"), [("standard", True), ("none", False)])
def test_the_bus_pass_is_for_people_with_pip_mobility(mobility: str, told: bool) -> None:
    assert ("disabled_bus_pass" in helps(option("wales", {"age": 40, "pip_mobility": mobility}))) == told


def earner(pay: float) -> Json:
    job = {
        "name": "Office",
        "hours_per_week": 37,
        "pay": {"amount": pay, "per": "year"},
        "paid": "month",
        "pension": None,
    }
    return {"age": 40, "jobs": [job]}


@pytest.mark.parametrize(
    ("nation", "partner", "hours", "gained", "gone"),
    [
        ("england", 30_000, 18, True, False),  # 18 x 12.71 x 52 = 11,896.56
        ("england", 30_000, 20, False, True),  # 13,218.40 is over 12,570
        ("england", 50_270, 18, True, False),
        ("england", 50_271, 18, False, False),
        ("scotland", 43_662, 18, True, False),
        ("scotland", 43_663, 18, False, False),
        ("england", 12_000, 18, False, False),
    ],
)
def test_marriage_allowance_needs_one_low_income_and_one_at_the_basic_rate(
    nation: str, partner: int, hours: int, gained: bool, gone: bool
) -> None:
    found = option(nation, {"age": 40}, earner(partner), hours=hours, claims={"universal_credit": False})
    assert ("marriage_allowance" in helps(found)) == gained
    assert ("marriage_allowance_lost" in lost(found)) == gone


def test_marriage_allowance_is_worth_at_most_the_tax() -> None:
    found = option("england", {"age": 40}, earner(30_000), hours=18, claims={"universal_credit": False})
    assert helps(found)["marriage_allowance"] == 252
    found = option("england", {"age": 40}, earner(13_070), hours=18, claims={"universal_credit": False})
    assert helps(found)["marriage_allowance"] == 100  # 20% of 500
