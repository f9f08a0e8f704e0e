"""Weeks after pay over the limit of Carer's Allowance: 204 a week in 2026-27 and 86.45 of benefit.

The limit is that of reg 8(1) of SI 1976/409. Weeks begin on Mondays, and the week after the one with the pay has no benefit. What a pay counts
for is in regs 6 to 8 of SI 1996/2745.
"""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from calculator.calculator import Calculator
from calculator.contract.reading import read_case
from calculator.contract.result import Timeline

Json = dict[str, Any]
CARER: Json = {"age": 40, "cares_35_hours": True, "carers_allowance": True, "cares_for": "outside"}
HOME = {"tenure": "social", "rent": {"amount": 450, "per": "month"}, "bedrooms": 1}
WEEKLY: Json = {
    "hours_per_week": 12, "pay": {"amount": 12.71, "per": "hour"}, "paid": "week", "first_payday": "2026-12-11", "pension": None,
}  # fmt: skip
RATE = Decimal("86.45")


def year(calculator: Calculator, job: Json, adult: Json = CARER, **household: Any) -> Timeline:
    case = {
        "date": "2026-11-23", "nation": "england", "adults": [adult], "home": HOME, "views": ["timeline"],
        "paydays": {"carers_allowance": {"next": "2026-12-07", "every": "four_weeks"}}, "claims": {"universal_credit": False},
        "options": [{"name": "Job", "job": job, "starts": "2026-12-07"}], **household,
    }  # fmt: skip
    timeline = calculator.calculate(read_case(case)).options[0].timeline
    assert timeline is not None
    return timeline


def lost(calculator: Calculator, job: Json, usual: Json, **more: Any) -> dict[dt.date, Decimal]:
    """By how much each payment of the benefit is lower than with the usual pays, where it is."""

    def paid(job: Json) -> dict[dt.date, Decimal]:
        events = year(calculator, job, **more).events
        return {
            each.date: Decimal(each.amount or 0) for each in events if each.line == "carers_allowance" and each.amount
        }

    with_usual, found = paid(usual), paid(job)
    return {day: lower for day, amount in with_usual.items() if (lower := amount - found.get(day, Decimal(0)))}


def pays(*given: tuple[str, float]) -> Json:
    return {"pays": [{"date": date, "gross": gross} for date, gross in given]}


@pytest.mark.parametrize("nation", ["england", "wales", "scotland"])
def test_a_week_of_more_pay_costs_the_next_weeks_benefit(nation: str, calculator: Calculator) -> None:
    """260 on Friday 8 January is over 204 after tax, and the payment of 1 February has the week from the 11th."""
    found = lost(calculator, {**WEEKLY, **pays(("2027-01-08", 260))}, WEEKLY, nation=nation)
    # The Scottish Carer Supplement of 11.70 a week goes with it.
    expected = RATE + (Decimal("11.70") if nation == "scotland" else 0)
    assert found == {dt.date(2027, 2, 1): pytest.approx(expected, abs=Decimal("0.01"))}


def test_the_benefit_stops_and_begins_on_mondays(calculator: Calculator) -> None:
    events = year(calculator, {**WEEKLY, **pays(("2027-01-08", 260))}).events
    changes = [(each.date, each.title) for each in events if each.kind == "change" and each.line == "carers_allowance"]
    assert changes == [
        (dt.date(2027, 1, 11), "Carer's Allowance stops"),
        (dt.date(2027, 1, 18), "Carer's Allowance begins"),
    ]


def test_exactly_the_limit_keeps_it(calculator: Calculator) -> None:
    """Pay of which only the take-home is known has nothing taken off: 204 is allowed and 204.01 is not."""
    usual = {key: value for key, value in WEEKLY.items() if key != "pay"} | {
        "take_home": {"amount": 150, "per": "week"}
    }
    at_the_limit = {**usual, "pays": [{"date": "2027-01-08", "take_home": 204}]}
    over = {**usual, "pays": [{"date": "2027-01-08", "take_home": 204.01}]}
    assert lost(calculator, at_the_limit, usual) == {}
    assert sum(lost(calculator, over, usual).values()) == pytest.approx(RATE, abs=Decimal("0.01"))


@pytest.mark.parametrize(
    ("paid", "first", "gross", "weeks"),
    [
        # 500 for two weeks is 250 a week, and 450 is 225; 1,100 for four weeks is 275 a week.
        ("two_weeks", "2026-12-18", 500, 2),
        ("four_weeks", "2027-01-08", 1100, 4),
        # 1,100 for a month is 253.85 a week. It counts from the week of 29 January to that of 26 February.
        ("month", "2026-12-31", 1100, 4),
    ],
)
def test_pay_for_longer_counts_in_each_of_its_weeks(
    paid: str, first: str, gross: float, weeks: int, calculator: Calculator
) -> None:
    usual = {**WEEKLY, "paid": paid, "first_payday": first}
    payday = {"two_weeks": "2027-01-29", "four_weeks": "2027-02-05", "month": "2027-01-29"}[paid]
    found = lost(calculator, {**usual, **pays((payday, gross))}, usual)
    assert sum(found.values()) == pytest.approx(weeks * RATE, abs=Decimal("0.02"))


@pytest.mark.parametrize(("gross", "weeks"), [(200, 0), (204.02, 1), (408.01, 1), (408.02, 2), (612.03, 3)])
def test_a_bonus_beside_the_usual_pay_counts_for_whole_weeks(gross: float, weeks: int, calculator: Calculator) -> None:
    """Reg 6(2)(b): the number of times that it holds 204.01. The pay of an apprentice of 20 leaves it without tax or insurance."""
    usual = {"hours_per_week": 4, "pay": {"amount": 120, "per": "month"}, "first_payday": "2026-12-31", "pension": None}
    bonus = {**usual, "pays": [{"date": "2027-02-09", "take_home": gross}]}
    found = lost(calculator, bonus, usual)
    assert sum(found.values()) == pytest.approx(weeks * RATE, abs=Decimal("0.02"))


def test_two_jobs_are_added_together(calculator: Calculator) -> None:
    """130 from each job is within the limit by itself, and 260 is not."""
    second = {**WEEKLY, "hours_per_week": 4, "name": "Second"}
    adult = {**CARER, "jobs": [{**WEEKLY, "hours_per_week": 4, "name": "First", "first_payday": "2026-11-27"}]}
    beside = {"options": [{"name": "Job", "job": second, "starts": "2026-12-07", "replaces": "none"}]}

    def paid(first_pay: float) -> Decimal:
        first = {**adult["jobs"][0], **pays(("2027-01-08", first_pay))}
        person = {**adult, "jobs": [first]}
        chosen = {**second, **pays(("2027-01-08", 130))}
        option = [{**beside["options"][0], "job": chosen}]
        events = year(calculator, second, adult=person, options=option).events
        return sum((Decimal(each.amount or 0) for each in events if each.line == "carers_allowance"), Decimal(0))

    assert paid(60) - paid(130) == pytest.approx(RATE, abs=Decimal("0.01"))


def test_universal_credit_counts_only_the_days_that_are_paid(calculator: Calculator) -> None:
    """The week from 11 January has three days in the period to the 13th and four in the next. A day is a year / 365 (reg 73(2A))."""
    account = {"claims": {"universal_credit": True}, "universal_credit": {"assessment_period_day": 14}}
    job = {**WEEKLY, **pays(("2027-01-08", 260)), "tax_code": "1257L M1"}

    def awards(adult: Json) -> list[Decimal]:
        periods = year(calculator, job, adult=adult, **account).assessment_periods
        return [each.award for each in periods if str(each.starts) in ("2026-12-14", "2027-01-14")]

    with_benefit, without = awards(CARER), awards({**CARER, "carers_allowance": False})
    day = RATE * 52 / 365
    taken = [b - a for a, b in zip(with_benefit, without, strict=True)]
    assert taken[0] == pytest.approx(28 * day, abs=Decimal("0.01"))
    assert taken[1] == pytest.approx(27 * day, abs=Decimal("0.01"))


def test_the_year_as_now_loses_the_weeks_of_pays_to_come(calculator: Calculator) -> None:
    """A pay of the job now that is over the limit costs the same with and without the option."""
    held = {**WEEKLY, "first_payday": "2026-11-27", "name": "Shop"}
    adult = {**CARER, "jobs": [{**held, **pays(("2027-01-08", 260))}]}
    option = [{"name": "As now", "work": "as_now", "starts": "2026-12-07"}]
    months = year(calculator, WEEKLY, adult=adult, options=option).months
    assert {month.difference for month in months} == {Decimal(0)}


def changes(timeline: Timeline) -> list[tuple[str, str]]:
    """The days on which the benefit stops or begins."""
    events = [each for each in timeline.events if each.kind == "change" and each.line == "carers_allowance"]
    return [(str(each.date), each.title.rsplit(" ", 1)[1]) for each in events]


@pytest.mark.parametrize(
    ("paid", "first", "stops"),
    [
        # 20 hours are 254.20 a week. The week after that of the first payday is the first without the benefit.
        ("week", "2026-12-18", "2026-12-21"),
        ("two_weeks", "2026-12-24", "2026-12-28"),
        ("four_weeks", "2027-01-08", "2027-01-11"),
        ("month", "2026-12-31", "2027-01-04"),
    ],
)
def test_a_job_over_the_limit_ends_the_benefit_in_the_week_after_its_first_pay(
    paid: str, first: str, stops: str, calculator: Calculator
) -> None:
    """Reg 8(1) asks for the pay of the week before, and pay counts from the day on which it comes (SI 1996/2745 regs 6(2)(a) and 7)."""
    found = year(calculator, {**WEEKLY, "hours_per_week": 20, "paid": paid, "first_payday": first})
    assert changes(found) == [(stops, "stops")]
    weeks = (dt.date.fromisoformat(stops) - dt.date(2026, 11, 30)).days / 7
    since = [
        each
        for each in found.events
        if each.line == "carers_allowance" and each.amount and str(each.date) > "2026-12-07"
    ]
    assert sum(Decimal(each.amount or 0) for each in since) == pytest.approx(int(weeks - 1) * RATE, abs=Decimal("0.02"))


def test_the_last_pay_counts_until_the_next_would_have_come(calculator: Calculator) -> None:
    """Paid 26 February for 1 to 12 February: 12 days, so 7/12 of it a week, from the week of the 22nd to that before 26 March."""
    job = {**WEEKLY, "hours_per_week": 25, "paid": "month", "first_payday": "2026-12-31", "payday": "last working day"}
    option = [{"name": "Job", "job": job, "starts": "2026-12-07", "ends": "2027-02-12"}]
    found = year(calculator, job, options=option)
    assert changes(found) == [("2027-01-04", "stops"), ("2027-03-29", "begins")]


def test_a_payment_every_four_weeks_is_for_whole_weeks(calculator: Calculator) -> None:
    found = year(calculator, {**WEEKLY, "hours_per_week": 20, "paid": "month", "first_payday": "2026-12-31"})
    amounts = {str(each.date): each.amount for each in found.events if each.line == "carers_allowance" and each.amount}
    assert amounts["2027-01-04"] == 4 * RATE
    assert "2027-02-01" not in amounts


def test_profit_still_ends_it_by_the_usual_week(calculator: Calculator) -> None:
    """What a trade brings does not come on paydays."""
    trade = {"hours_per_week": 20, "profit": {"amount": 1300, "per": "month"}, "trading_from": "2020-01-06"}
    assert changes(year(calculator, trade)) == [("2026-12-07", "stops")]


def test_a_job_held_now_is_not_taken_to_have_had_no_pay_before(calculator: Calculator) -> None:
    """It is over the limit and its next pay comes in December. The benefit, which the usual pay ends, does not come back until then."""
    held = {**WEEKLY, "hours_per_week": 25, "paid": "month", "first_payday": "2026-12-31", "name": "Shop"}
    as_now = [{"name": "As now", "work": "as_now", "starts": "2026-12-07"}]
    assert changes(year(calculator, WEEKLY, adult={**CARER, "jobs": [held]}, options=as_now)) == []
