"""What hardly makes sense is asked about and still worked out; what cannot be is refused with the field and what is allowed."""

import copy
import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from loaded import CALCULATOR

from calculator.cli.tables import table
from calculator.contract.errors import CaseError
from calculator.contract.reading import read_case
from calculator.i18n.language import speaking
from calculator.web.form.pointers import put

PLAIN: dict[str, Any] = {
    "date": "2026-11-23",
    "nation": "england",
    "adults": [{"age": 30}],
    "home": {"tenure": "social", "rent": {"amount": 450, "per": "month"}, "bedrooms": 1},
    "options": [
        {"name": "Job", "job": {"hours_per_week": 37, "pay": {"amount": 12.71, "per": "hour"}, "pension": None}},
    ],
    "claims": {"universal_credit": True},
}


def case(**changes: Any) -> dict[str, Any]:
    """The plain case with what stands at some pointers changed; `__` for each slash."""
    made = copy.deepcopy(PLAIN)
    for where, value in changes.items():
        put(made, "/" + where.replace("__", "/"), value)
    return made


def warnings(data: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = CALCULATOR.calculate(read_case(data)).to_json()["warnings"]
    return found


def refused(data: dict[str, Any]) -> list[tuple[str, str]]:
    with pytest.raises(CaseError) as error:
        CALCULATOR.calculate(read_case(data))
    return [(each.pointer, each.detail) for each in error.value.problems]


def money(amount: float, per: str) -> dict[str, Any]:
    return {"amount": amount, "per": per}


PAY = "options__0__job__pay"


def test_a_case_of_every_day_has_no_warnings() -> None:
    assert warnings(PLAIN) == []


@pytest.mark.parametrize(
    ("where", "value", "suggestion"),
    [
        (PAY, money(24000, "hour"), money(24000, "year")),
        (PAY, money(1600, "hour"), money(1600, "month")),
        (PAY, money(1271, "hour"), money(12.71, "hour")),
        (PAY, money(12.71, "month"), money(12.71, "hour")),
        (PAY, money(24000, "week"), money(24000, "year")),
        (PAY, money(0.5, "hour"), None),
        ("options__0__job__hours_per_week", 168, None),
        ("home__rent", money(5, "month"), None),
        ("home__rent", money(5400, "week"), money(5400, "year")),
        ("home__rent", money(45011, "month"), money(450.11, "month")),
        ("home__council_tax", money(1400, "month"), money(1400, "year")),
        ("savings", 900_000, None),
        ("adults__0__lcwra_from", "2028-01-01", None),
        ("adults__0__lcwra_from", "1999-01-01", None),
        ("adults__0__new_style_esa", {"group": "support", "from": "2027-02-01"}, None),
        ("options__0__job__pension", {"employee_percent": 0.05}, 5),
        ("options__0__job__days_per_week", 2, None),
        ("adults__0__age", 118, None),
        ("adults__0__other_income", [{"kind": "other", **money(90_000, "month")}], None),
        ("deductions", [{"kind": "advance", **money(3000, "month")}], money(30, "month")),
        ("options__0__job__work_costs", [{"name": "bus", **money(60_000, "year")}], None),
    ],
)
def test_what_hardly_makes_sense_is_asked_about_and_worked_out(where: str, value: Any, suggestion: Any) -> None:
    found = warnings(case(**{where: value}))
    assert len(found) == 1
    pointer = "/" + where.replace("__", "/")
    assert found[0]["pointer"].startswith(pointer)
    assert found[0]["text"].startswith("You entered ")
    if suggestion is not None or where == PAY:
        assert found[0].get("suggestion") == suggestion


@pytest.mark.parametrize(
    ("where", "value"),
    [
        (PAY, money(150, "hour")),
        (PAY, money(2, "hour")),
        (PAY, money(280_000, "year")),
        ("options__0__job__hours_per_week", 84),
        ("home__rent", money(10, "week")),
        ("home__rent", money(1200, "week")),
        ("home__rent", money(0, "week")),
        ("home__council_tax", money(7500, "year")),
        ("savings", 250_000),
        ("adults__0__lcwra_from", "2026-11-23"),
        ("adults__0__lcwra_from", "2008-10-27"),
        ("options__0__starts", "2026-11-23"),
        ("options__0__starts", "2028-11-23"),
        ("options__0__job__pension", {"employee_percent": 0.5}),
        ("options__0__job__pension", {"employee_percent": 40}),
        ("options__0__job__pension", {"employee_percent": 0}),
        ("options__0__job__days_per_week", 2.5),
        ("adults__0__age", 104),
        ("options__0__ends", "2026-11-23"),
    ],
)
def test_just_inside_the_limits_nothing_is_asked(where: str, value: Any) -> None:
    assert warnings(case(**{where: value})) == []


def test_dear_supported_housing_is_no_slip() -> None:
    supported = case(home={"tenure": "supported", "rent": money(2000, "week")})
    assert warnings(supported) == []
    assert [each["pointer"] for each in warnings(case(home__rent=money(2000, "week")))] == ["/home/rent"]


@pytest.mark.parametrize(
    ("council", "nation", "area", "asked", "suggestion"),
    [
        ("Teignbridge", None, "Leeds", True, None),
        ("Wrexham", None, "Leeds", True, "Wrexham"),
        ("Wrexham", None, "wrexham", False, None),
        ("Hartlepool", None, "Fife", True, None),
        ("Hartlepool", None, "Teesside", False, None),
        (None, "wales", "Leeds", True, None),
        (None, "wales", "Cardiff", False, None),
        (None, None, "Leeds", False, None),
    ],
)
def test_a_rental_area_of_another_council_or_nation(
    council: str | None, nation: str | None, area: str, asked: bool, suggestion: str | None
) -> None:
    made = case(brma=area) | {"council": council, "nation": nation}
    found = warnings(made)
    assert [each["pointer"] for each in found] == ["/brma"] * asked
    if asked:
        assert found[0].get("suggestion") == suggestion


@pytest.mark.parametrize(
    ("changes", "pointer", "allowed"),
    [
        ({"options__0__starts": "2026-11-22"}, "/options/0/starts", "must not be before date, 2026-11-23"),
        ({"options__0__starts": "2099-01-01"}, "/options/0/starts", "23 November 2024 to 23 November 2028"),
        (
            {"options__0__starts": "2026-12-07", "options__0__job__first_payday": "2026-12-04"},
            "/options/0/job/first_payday",
            "must not be before starts, 2026-12-07",
        ),
        (
            {"options__0__starts": "2027-01-04", "options__0__ends": "2027-01-03"},
            "/options/0/ends",
            "must not be before",
        ),
    ],
)
def test_what_cannot_be_is_refused(changes: dict[str, Any], pointer: str, allowed: str) -> None:
    found = refused(case(**changes))
    assert [each for each, _ in found] == [pointer]
    assert allowed in found[0][1]


def test_a_plan_of_today_may_have_begun_in_the_last_two_years() -> None:
    """A plan without a date is for the day on which it is opened."""
    today = dt.date.today()
    begun = case(options__0__starts=str(today - dt.timedelta(days=30)))
    del begun["date"]
    assert [each["pointer"] for each in warnings(begun)] == ["/options/0/starts"]
    begun["options"][0]["starts"] = str(today - dt.timedelta(days=1000))
    assert [pointer for pointer, _ in refused(begun)] == ["/options/0/starts"]


def test_paydays_of_a_job_that_goes_on_may_lie_before_the_change() -> None:
    now = {"hours_per_week": 37, "pay": money(14, "hour"), "first_payday": "2026-11-06"}
    changed = case(adults__0__jobs=[now], options__0__starts="2026-12-07", options__0__job__first_payday="2026-11-06")
    assert warnings(changed) == []
    changed["options"][0]["job"]["first_payday"] = "2026-11-13"
    assert [each["pointer"] for each in warnings(changed)] == ["/options/0/job/first_payday"]


def test_each_option_and_each_adult_is_looked_at() -> None:
    made = case(adults__1={"age": 30, "jobs": [{"hours_per_week": 120, "pay": money(12.71, "hour")}]})
    made["options"].append({**copy.deepcopy(made["options"][0]), "name": "Other", "adult": 2})
    made["options"][1]["job"]["pay"] = money(30_000, "hour")
    made["options"][1]["also"] = [{"adult": 1, "job": {"hours_per_week": 100, "pay": money(13, "hour")}}]
    assert {each["pointer"] for each in warnings(made)} == {
        "/adults/1/jobs/0/hours_per_week",
        "/options/1/job/pay",
        "/options/1/also/0/job/hours_per_week",
    }


def test_a_warning_changes_no_figure() -> None:
    absurd = CALCULATOR.calculate(read_case(case(**{PAY: money(24000, "hour")})))
    assert absurd.options[0].position.lines[-1].per_month is not None
    assert absurd.options[0].change_per_month is not None
    assert absurd.options[0].change_per_month > Decimal(1_000_000)


def test_the_command_line_and_welsh_say_it_too() -> None:
    made = read_case(case(**{PAY: money(24000, "hour")}))
    said = " ".join(table(CALCULATOR.calculate(made)).split())
    assert "Is that right?" in said
    assert "You entered £24,000 an hour" in said
    assert "/options/0/job/pay" in said
    with speaking("cy"):
        assert CALCULATOR.doubts(made)[0].text.startswith("Rhoesoch £24,000 yr awr ar gyfer “cyflog”")


@pytest.mark.parametrize("version", ["1.0", "1.1"])
def test_a_case_of_either_contract_is_read(version: str) -> None:
    assert warnings(case() | {"contract": version}) == []
