"""On which day or figure something changes, by examples on both sides of each edge. Every figure is made from the rates of the year."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from loaded import CALCULATOR

from calculator.contract.reading import read_case
from calculator.contract.result import OptionResult, Position, Result, Timeline

Json = dict[str, Any]
LCWRA: Json = {"age": 40, "uc_health": "lcwra", "lcwra_rate": "protected"}
SOCIAL: Json = {"tenure": "social", "rent": {"amount": 450, "per": "month"}, "bedrooms": 1}
HOURLY: Json = {"amount": 12.71, "per": "hour"}


def result(date: str, *adults: Json, **household: Any) -> Result:
    case = {
        "date": date,
        "nation": "england",
        "adults": list(adults),
        "home": {"tenure": "living_with_others"},
        "savings": 0,
    }
    closely = None if "views" in household else ()
    return CALCULATOR.calculate(read_case({**case, **household}), closely=closely)


def line(position: Position, name: str) -> Decimal | None:
    return next((Decimal(each.per_month or 0) for each in position.lines if each.id == name), None)


def year(date: str, adult: Json, option: Json, **household: Any) -> tuple[OptionResult, Timeline]:
    given = {"name": "Job", "adult": 1, "replaces": "all", **option}
    (found,) = result(date, adult, options=[given], views=["timeline"], **household).options
    assert found.timeline is not None
    return found, found.timeline


# ---------------------------------------------------------------------- 6 to 10 April
@pytest.mark.parametrize("day", range(6, 11))
def test_a_period_from_the_1st_keeps_the_old_rates_in_the_days_after_6_april(day: int) -> None:
    account = {"assessment_period_day": 1}
    now = result(f"2026-04-{day:02}", LCWRA, universal_credit=account).now
    assert line(now, "universal_credit") == Decimal("400.14") + Decimal("423.27")


@pytest.mark.parametrize(("starts", "award"), [(5, "823.41"), (6, "854.70"), (7, "823.41")])
def test_the_first_period_with_the_new_rates_begins_on_6_april(starts: int, award: str) -> None:
    """On 6 April, a period from the 7th is still the one of 7 March."""
    now = result("2026-04-06", LCWRA, universal_credit={"assessment_period_day": starts}).now
    assert line(now, "universal_credit") == Decimal(award)


# ---------------------------------------------------------------------- the years of council tax schemes
BILL: Json = {"tenure": "owner", "council_tax": {"amount": 1500, "per": "year"}, "council_tax_band": "C"}


def reduction(nation: str, council: str, date: str, pay: int) -> Position:
    job = {
        "name": "j",
        "hours_per_week": 15,
        "take_home": {"amount": pay, "per": "week"},
        "paid": "week",
        "pension": None,
    }
    adult = {"age": 40, "jobs": [job] if pay else []}
    claims = {"universal_credit": False}
    return result(date, adult, nation=nation, council=council, home=BILL, claims=claims).now


@pytest.mark.parametrize(
    ("nation", "council", "date", "allowance"),
    [
        ("wales", "Cardiff", "2026-03-31", "98.10"),
        ("wales", "Cardiff", "2026-04-01", "101.85"),
        ("scotland", "Fife", "2026-03-31", "92.05"),
        ("scotland", "Fife", "2026-04-01", "95.55"),
    ],
)
def test_a_scheme_year_ends_on_31_march(nation: str, council: str, date: str, allowance: str) -> None:
    """125 a month less 20% of the pay above 5 a week and the allowance of the year."""
    taken = Decimal("0.2") * (200 - 5 - Decimal(allowance)) * 52 / 12
    found = line(reduction(nation, council, date, 200), "council_tax_reduction")
    assert found == (125 - taken).quantize(Decimal("0.01"))


def test_a_councils_scheme_begins_on_1_april() -> None:
    before, first, after = (
        reduction("england", "Bury", date, 0) for date in ("2026-03-31", "2026-04-01", "2027-04-01")
    )
    assert (line(before, "council_tax_reduction"), before.missing) == (None, ["council_tax_reduction"])
    assert (line(first, "council_tax_reduction"), first.missing) == (Decimal("87.50"), [])  # 70% of 125
    assert line(after, "council_tax_reduction") == Decimal("87.50")


@pytest.mark.parametrize(("date", "carried_on"), [("2027-03-31", False), ("2027-04-01", True)])
def test_it_is_said_from_the_day_after_a_scheme_ends_that_it_is_carried_on(date: str, carried_on: bool) -> None:
    notices = result(date, {"age": 40}, council="Bury", home=BILL, claims={"universal_credit": False}).notices
    assert any(each.id == "council_tax_scheme_carried_on" for each in notices) == carried_on


# ---------------------------------------------------------------------- a payday on the first day of a period
@pytest.mark.parametrize(("starts", "period"), [(14, "2027-01-14"), (15, "2027-01-15"), (16, "2026-12-16")])
def test_a_payday_on_the_15th_counts_in_the_period_that_begins_on_it(starts: int, period: str) -> None:
    job = {
        "hours_per_week": 20,
        "pay": HOURLY,
        "paid": "month",
        "payday": 15,
        "first_payday": "2027-01-15",
        "pension": None,
    }
    account = {"assessment_period_day": starts}
    _, told = year("2026-11-23", LCWRA, {"job": job, "starts": "2026-12-14"}, home=SOCIAL, universal_credit=account)
    first = next(each for each in told.assessment_periods if each.earnings_counted)
    assert str(first.starts) == period


# ---------------------------------------------------------------------- 28 weeks of sick pay
@pytest.mark.parametrize(("date", "due"), [("2026-11-15", True), ("2026-11-16", False)])
def test_sick_pay_is_due_to_the_last_day_of_28_weeks(date: str, due: bool) -> None:
    """28 weeks from Monday 4 May 2026 end on Sunday 15 November."""
    assert dt.date(2026, 5, 4) + dt.timedelta(weeks=28, days=-1) == dt.date(2026, 11, 15)
    job = {
        "name": "Shop",
        "hours_per_week": 30,
        "pay": HOURLY,
        "paid": "week",
        "pension": None,
        "sick": {"from": "2026-05-04"},
    }
    pay = line(result(date, {"age": 40, "jobs": [job]}).now, "statutory_sick_pay")
    assert (pay or 0) == (Decimal("534.08") if due else 0)  # 123.25 x 52 / 12


@pytest.mark.parametrize(("used", "due"), [(27.9, True), (28, False)])
def test_sick_pay_ends_when_28_weeks_are_used(used: float, due: bool) -> None:
    sick = {"from": "2026-11-02", "ssp_weeks_used": used}
    job = {"name": "Shop", "hours_per_week": 30, "pay": HOURLY, "paid": "week", "pension": None, "sick": sick}
    assert bool(line(result("2026-11-23", {"age": 40, "jobs": [job]}).now, "statutory_sick_pay")) == due


# ---------------------------------------------------------------------- the last period of the cap's grace
@pytest.mark.parametrize(("ends", "award"), [("2026-12-13", "1835.00"), ("2026-12-14", "2774.85")])
def test_the_period_in_which_the_grace_ends_is_not_capped(ends: str, award: str) -> None:
    """666.97 + 2 x 303.94 + 1,500 is over 1,835 a month (UC Regs 2013 reg 82(1)(b))."""
    account = {"assessment_period_day": 14, "benefit_cap_grace_ends": ends}
    home = {**SOCIAL, "rent": {"amount": 1500, "per": "month"}, "bedrooms": 2}
    household = {"children": [{"age": 3}, {"age": 5}], "claims": {"universal_credit": True, "child_benefit": False}}
    now = result("2026-12-20", {"age": 29}, {"age": 29}, home=home, universal_credit=account, **household).now
    assert line(now, "universal_credit") == Decimal(award)


# ---------------------------------------------------------------------- childcare by the week in term time
@pytest.mark.parametrize(("weeks", "element"), [(39, "414.38"), (38, "403.75"), (None, "552.50")])
def test_childcare_by_the_week_is_for_its_weeks_of_the_year(weeks: int | None, element: str) -> None:
    """150 x 39 / 12 = 487.50 a month, 85% of it 414.38."""
    job = {
        "name": "School",
        "hours_per_week": 10,
        "take_home": {"amount": 400, "per": "month"},
        "paid": "month",
        "pension": None,
    }
    cost = [{"child": 1, "amount": 150, "per": "week", **({"weeks_per_year": weeks} if weeks else {})}]
    household = {"children": [{"age": 3}], "claims": {"universal_credit": True, "child_benefit": False}}
    with_, without = (
        line(result("2026-11-23", {"age": 40, "jobs": [job]}, **household, **more).now, "universal_credit")
        for more in ({"childcare": cost}, {})
    )
    assert with_ is not None
    assert without is not None
    assert with_ - without == Decimal(element)


# ---------------------------------------------------------------------- three answers to an open question
def test_three_rental_areas_give_the_lowest_and_the_highest_of_three() -> None:
    """West Devon lies in three areas: 475 a month in North Cornwall & Devon Borders, 550 in Plymouth, 630 in Exeter."""
    home = {"tenure": "private", "rent": {"amount": 1500, "per": "month"}, "bedrooms": 1}
    job = {"hours_per_week": 30, "pay": HOURLY, "paid": "month", "pension": None}
    given = {"home": home, "council": "West Devon", "claims": {"universal_credit": True}}
    option = {"name": "Job", "adult": 1, "job": job}
    (open_,) = result("2026-11-23", {"age": 40}, options=[option], **given).options
    by_area = {}
    for area, limit in (("North Cornwall & Devon Borders", 475), ("Plymouth", 550), ("Exeter", 630)):
        there = result("2026-11-23", {"age": 40}, options=[option], brma=area, **given)
        assert line(there.now, "universal_credit") == Decimal("424.90") + limit
        by_area[area] = line(there.options[0].position, "universal_credit")
    (award,) = (each for each in open_.position.lines if each.id == "universal_credit")
    assert award.confidence == "depends"
    assert award.range == (by_area["North Cornwall & Devon Borders"], by_area["Exeter"])


# ---------------------------------------------------------------------- ties of the lowest day
def test_of_several_days_with_the_same_least_money_the_first_is_told() -> None:
    """Without everyday spending the balance stays where the rent of 1 December leaves it until the next payment."""
    household = {"bank_balance": 100, "everyday_spending": {"amount": 0, "per": "week"}, "home": SOCIAL}
    job = {"hours_per_week": 8, "pay": HOURLY, "paid": "month", "pension": None}
    account = {"universal_credit": {"assessment_period_day": 14}}
    _, told = year("2026-11-23", LCWRA, {"job": job, "starts": "2026-12-07"}, **household, **account)
    assert told.lowest is not None
    assert (told.lowest.date, told.lowest.balance) == (dt.date(2026, 12, 1), Decimal(-350))
