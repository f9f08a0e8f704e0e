"""Days and months of the dated year on both sides of an edge."""

import datetime as dt
from typing import Any

import pytest
from loaded import CALCULATOR

from calculator.contract.job import Job
from calculator.contract.reading import read_case
from calculator.contract.result import Timeline
from calculator.year.dates import birthday
from calculator.year.paydays import paydays

Json = dict[str, Any]
LCWRA: Json = {"age": 40, "uc_health": "lcwra", "lcwra_rate": "protected"}
SOCIAL: Json = {"tenure": "social", "rent": {"amount": 450, "per": "month"}, "bedrooms": 1}


def timeline(date: str, adult: Json, option: Json, **household: Any) -> Timeline:
    case = {
        "date": date, "nation": "england", "adults": [adult], "home": SOCIAL, "savings": 0, "views": ["timeline"],
        "options": [{"name": "Job", "adult": 1, "replaces": "all", **option}], **household,
    }  # fmt: skip
    found = CALCULATOR.calculate(read_case(case)).options[0].timeline
    assert found is not None
    return found


def test_somebody_born_on_29_february_is_older_on_1_march_of_other_years() -> None:
    born = dt.date(2008, 2, 29)
    assert [birthday(born, year) for year in (2027, 2028)] == [dt.date(2027, 3, 1), dt.date(2028, 2, 29)]


@pytest.mark.parametrize(
    ("payday", "paid", "month"),
    [(15, "2027-01-15", (2026, 12)), (16, "2026-12-16", (2026, 12)), (17, "2026-12-17", (2026, 12))],
)
def test_a_payday_from_the_16th_on_pays_for_its_own_month(payday: int, paid: str, month: tuple[int, int]) -> None:
    made = Job.model_validate(
        {"hours_per_week": 20, "pay": {"amount": 12.71, "per": "hour"}, "paid": "month", "payday": payday}
    )
    first = next(paydays(made, dt.date(2026, 12, 1), None, dt.date(2027, 12, 1), "england", dt.date(2026, 11, 1)))
    assert (str(first.date), (first.from_.year, first.from_.month)) == (paid, month)


# ---------------------------------------------------------------------- four weeks of full Housing Benefit
SUPPORTED: Json = {
    "home": {"tenure": "supported", "rent": {"amount": 300, "per": "week"}},
    "claims": {"universal_credit": False},
}


def is_extended(since: str, **option: Any) -> bool:
    adult = {"age": 40, "new_style_esa": {"group": "support", "from": since}}
    job = {"hours_per_week": 35, "pay": {"amount": 12.71, "per": "hour"}, "paid": "month", "pension": None}
    found = timeline("2026-11-23", adult, {"job": job, "starts": "2026-12-07", **option}, **SUPPORTED)
    return any("(extended payment)" in event.title for event in found.events)


@pytest.mark.parametrize(("since", "due"), [("2026-06-08", True), ("2026-06-09", False)])
def test_an_extended_payment_needs_26_weeks_of_esa(since: str, due: bool) -> None:
    """26 weeks before Monday 7 December 2026 are Monday 8 June (HB Regs 2006 reg 73(1)(c))."""
    assert is_extended(since) == due


@pytest.mark.parametrize(("ends", "due"), [("2027-01-10", True), ("2027-01-09", False)])
def test_an_extended_payment_needs_five_weeks_of_work(ends: str, due: bool) -> None:
    assert is_extended("2023-01-02", ends=ends) == due


# ---------------------------------------------------------------------- six months without Universal Credit
@pytest.mark.parametrize(("last_day", "award"), [("2026-05-31", "1304.70"), ("2026-06-30", "874.90")])
def test_universal_credit_after_six_months_is_a_new_claim(last_day: str, award: str) -> None:
    """Five or six periods without an award, from 14 January 2026. A new claim waits three months for LCWRA (UC Regs 2013 reg 28)."""
    job = {
        "hours_per_week": 30,
        "take_home": {"amount": 4000, "per": "month"},
        "paid": "month",
        "payday": 28,
        "pension": None,
    }
    option = {"job": job, "starts": "2026-01-01", "ends": last_day}
    found = timeline("2026-01-01", LCWRA, option, universal_credit={"assessment_period_day": 14})
    nil = [each for each in found.assessment_periods if each.starts >= dt.date(2026, 1, 14) and not each.award]
    back = next(each for each in found.assessment_periods if each.starts > nil[-1].starts)
    assert len(nil) == (5 if last_day == "2026-05-31" else 6)
    assert str(back.award) == award


@pytest.mark.parametrize(("claims", "first"), [("2026-12-12", "2026-11-14"), ("2026-12-13", "2026-12-13")])
def test_a_claim_within_six_months_keeps_the_periods_of_the_award_before(claims: str, first: str) -> None:
    """The award ended on 13 June 2026. From 13 December on the claim is new, with periods from its own day (UC Regs 2013 reg 21(3C))."""
    job = {"hours_per_week": 5, "pay": {"amount": 12.71, "per": "hour"}, "paid": "month", "pension": None}
    option = {"job": job, "starts": "2026-11-30", "universal_credit_from": claims}
    ended = {"award_ended": "2026-06-13", "assessment_period_day": 14}
    found = timeline("2026-11-23", {"age": 40}, option, universal_credit=ended, claims={"universal_credit": False})
    assert str(found.assessment_periods[0].starts) == first


# ---------------------------------------------------------------------- the last day of sick pay by contract
@pytest.mark.parametrize(("date", "paid"), [("2026-11-23", True), ("2026-11-24", False)])
def test_contract_sick_pay_is_for_its_last_day_too(date: str, paid: bool) -> None:
    sick = {"from": "2026-11-02", "contract_pay": [{"until": "2026-11-23", "amount": 100, "per": "week"}]}
    job = {
        "name": "Shop",
        "hours_per_week": 30,
        "pay": {"amount": 12.71, "per": "hour"},
        "paid": "week",
        "pension": None,
        "sick": sick,
    }
    case = {"date": date, "nation": "england", "adults": [{"age": 40, "jobs": [job]}], "home": SOCIAL, "savings": 0}
    now = CALCULATOR.calculate(read_case(case)).now
    assert any(line.id == "contract_sick_pay" for line in now.lines) == paid
