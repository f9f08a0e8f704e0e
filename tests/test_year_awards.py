"""The year of awards: what happens to Universal Credit, Housing Benefit and Child Benefit when something ends, pauses or begins again."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from calculator.calculator import Calculator
from calculator.contract.reading import read_case
from calculator.contract.result import AssessmentPeriod, Event, OptionResult, Timeline

SOCIAL = {"tenure": "social", "rent": {"amount": 450, "per": "month"}, "bedrooms": 1}
LCWRA = {"age": 40, "uc_health": "lcwra", "lcwra_rate": "protected"}
HOURLY = {"amount": 12.71, "per": "hour"}


@pytest.fixture(scope="module")
def calculator() -> Calculator:
    return Calculator.load()


def job_of(hours: float, **job: Any) -> dict[str, Any]:
    return {"hours_per_week": hours, "pay": HOURLY, "paid": "month", "payday": "last working day", **job}


def worked(
    calculator: Calculator, date: str, adults: list[dict[str, Any]], option: dict[str, Any], **household: Any
) -> OptionResult:
    case = {
        "date": date, "nation": "england", "adults": adults, "home": SOCIAL, "savings": 0,
        "universal_credit": {"assessment_period_day": 14}, "views": ["timeline"],
        "options": [{"name": "Job", "adult": 1, "replaces": "all", **option}], **household,
    }  # fmt: skip
    return calculator.calculate(read_case(case)).options[0]


def timeline_of(option: OptionResult) -> Timeline:
    assert option.timeline is not None
    return option.timeline


def period(timeline: Timeline, starts: str) -> AssessmentPeriod:
    return next(each for each in timeline.assessment_periods if each.starts == dt.date.fromisoformat(starts))


def paid(timeline: Timeline, line: str) -> dict[str, Decimal]:
    """The payments of a line by day, as text."""
    return {
        str(event.date): Decimal(event.amount or 0) for event in timeline.events if event.line == line and event.amount
    }


def told(timeline: Timeline, words: str) -> list[Event]:
    return [event for event in timeline.events if words in event.title]


# ---------------------------------------------------------------------- LCWRA from before 6 April 2026
@pytest.mark.parametrize(
    ("adults", "from_april"),
    [
        ([{"age": 40, "uc_health": "lcwra"}], "1304.70"),
        # The three months of waiting end on 20 April. The decision was made before, so it is the protected rate.
        ([{"age": 40, "uc_health": "lcwra", "medical_evidence_from": "2026-01-10"}], "1304.70"),
        ([{"age": 40, "new_style_esa": {"group": "support", "amount": {"amount": 0.01, "per": "week"}}}], "1304.66"),
        ([{"age": 40, "uc_health": "lcwra", "lcwra_rate": "new"}], "1092.16"),
        ([{"age": 40}, {"age": 41, "uc_health": "lcwra"}], "1546.77"),
    ],
)
def test_a_decision_from_before_april_2026_keeps_the_higher_rate(
    calculator: Calculator, adults: list[dict[str, Any]], from_april: str
) -> None:
    timeline = timeline_of(worked(calculator, "2026-02-09", adults, {"job": job_of(1), "starts": "2026-02-16"}))
    assert period(timeline, "2026-05-14").award == Decimal(from_april)


# ---------------------------------------------------------------------- Child Benefit to the 20th birthday
AT_18 = {"date_of_birth": "2006-10-01", "in_education": True}
CHILD_BENEFIT = {"child_benefit": {"next": "2026-05-11", "every": "four_weeks"}}


def child_benefit(calculator: Calculator, *children: dict[str, Any]) -> dict[str, Decimal]:
    option = {"job": job_of(16), "starts": "2026-05-11"}
    household = {"children": list(children), "paydays": CHILD_BENEFIT, "home": SOCIAL | {"bedrooms": 3}}
    return paid(timeline_of(worked(calculator, "2026-05-04", [{"age": 40}], option, **household)), "child_benefit")


def test_child_benefit_ends_at_20_also_in_education(calculator: Calculator) -> None:
    found = child_benefit(calculator, AT_18)
    assert found["2026-09-28"] == Decimal("108.20")
    # Two days of the next four weeks are before 1 October: 27.05 x 2 / 7.
    assert found["2026-10-26"] == Decimal("7.73")
    assert max(found) == "2026-10-26"


def test_the_next_child_has_the_rate_of_the_eldest_after_that(calculator: Calculator) -> None:
    found = child_benefit(calculator, AT_18, {"age": 9})
    assert found["2026-09-28"] == Decimal("179.80")
    assert found["2026-11-23"] == Decimal("108.20")


def test_the_19th_birthday_changes_nothing(calculator: Calculator) -> None:
    found = child_benefit(calculator, {"date_of_birth": "2007-10-01", "in_education": True})
    assert found["2026-11-23"] == Decimal("108.20")


# ---------------------------------------------------------------------- surplus earnings (reg 54A)
def test_no_surplus_is_carried_beyond_six_months(calculator: Calculator) -> None:
    """A job at 7,000 a month that goes on past the six months leaves nothing over for the claim after it."""
    job = {"hours_per_week": 20, "take_home": {"amount": 7000, "per": "month"}, "paid": "month"}
    option = {"job": job, "starts": "2026-01-05", "ends": "2026-08-31"}
    timeline = timeline_of(worked(calculator, "2026-01-05", [{"age": 40}], option))
    assert period(timeline, "2026-08-14").award == 0
    assert period(timeline, "2026-09-14").award == Decimal("874.90")


def test_surplus_is_carried_from_claim_to_claim_within_six_months(calculator: Calculator) -> None:
    """One pay of 9,000: above the nil point of 1,590.73 and 2,500 are 4,909.27; and 818.54 of it are left a month later."""
    job = {"hours_per_week": 1, "take_home": {"amount": 9000, "per": "month"}, "paid": "month"}
    option = {"job": job, "starts": "2026-05-01", "ends": "2026-05-29"}
    timeline = timeline_of(worked(calculator, "2026-05-01", [{"age": 40}], option))
    assert period(timeline, "2026-05-14").award == 0
    carried = period(timeline, "2026-06-14")
    assert (carried.award, carried.earnings_counted) == (0, Decimal("4909.27"))
    last = period(timeline, "2026-07-14")
    assert last.earnings_counted == Decimal("818.54")
    assert last.award == Decimal("424.70")
    assert period(timeline, "2026-08-14").award == Decimal("874.90")


# ---------------------------------------------------------------------- childcare beside work that ended or is to start (reg 32)
FAMILY: dict[str, Any] = {
    "children": [{"age": 3}],
    "childcare": {"amount": 500, "per": "month"},
    "home": SOCIAL | {"bedrooms": 2},
}
WITH_CHILDCARE, WITHOUT = Decimal("1603.84"), Decimal("1178.84")


def childcare_year(calculator: Calculator, adults: list[dict[str, Any]], **option: Any) -> Timeline:
    option = {"job": job_of(3), "starts": "2026-06-15", **option}
    return timeline_of(worked(calculator, "2026-05-18", adults, option, **FAMILY))


@pytest.mark.parametrize(
    ("ends", "with_help", "without"),
    [
        ("2026-10-14", "2026-11-14", "2026-12-14"),  # the first day of a period: the next one has the element
        ("2026-11-13", "2026-11-14", "2026-12-14"),  # its last day
        ("2026-10-13", "2026-10-14", "2026-11-14"),
        ("2027-02-14", "2027-03-14", "2027-04-14"),  # a period of 28 days
    ],
)
def test_childcare_counts_in_the_period_after_the_one_in_which_work_ended(
    calculator: Calculator, ends: str, with_help: str, without: str
) -> None:
    timeline = childcare_year(calculator, [{"age": 40}], ends=ends)
    assert period(timeline, with_help).award == WITH_CHILDCARE
    assert period(timeline, without).award == WITHOUT


def test_childcare_counts_in_the_period_before_the_one_in_which_work_starts(calculator: Calculator) -> None:
    timeline = childcare_year(calculator, [{"age": 40}], starts="2026-07-20")
    assert period(timeline, "2026-05-14").award == WITHOUT
    assert period(timeline, "2026-06-14").award == WITH_CHILDCARE
    assert period(timeline, "2026-07-14").award == WITH_CHILDCARE


def test_an_offer_of_work_counts_for_one_of_a_couple(calculator: Calculator) -> None:
    """666.97 for the couple in place of 424.90; one partner has to work, or be unable to look after the child."""
    idle = childcare_year(calculator, [{"age": 40}, {"age": 41}], starts="2026-07-20")
    assert period(idle, "2026-06-14").award == WITHOUT + Decimal("242.07")
    unwell = childcare_year(calculator, [{"age": 40}, {"age": 41, "uc_health": "lcw"}], starts="2026-07-20")
    assert period(unwell, "2026-06-14").award == WITH_CHILDCARE + Decimal("242.07")


def test_work_before_an_award_that_comes_back_counts_in_its_first_two_periods(calculator: Calculator) -> None:
    """Pay of 6,000 leaves no award in the period from 14 October. The award begins again on 14 November (reg 32(2)(a)(iii))."""
    job = {
        "hours_per_week": 30,
        "take_home": {"amount": 4000, "per": "month"},
        "paid": "month",
        "first_payday": "2026-10-16",
    }
    timeline = childcare_year(calculator, [{"age": 40}], job=job, starts="2026-09-16", ends="2026-10-16")
    assert period(timeline, "2026-10-14").award == 0
    awards = [period(timeline, f"2026-{month}-14").award for month in (11, 12)] + [period(timeline, "2027-01-14").award]
    assert awards == [WITH_CHILDCARE, WITH_CHILDCARE, WITHOUT]


# ---------------------------------------------------------------------- periods without Universal Credit
@pytest.mark.parametrize("paid_how", ["monthly", "twice_monthly"])
@pytest.mark.parametrize("day", [14, 23, 24, 25, 31])
def test_months_with_no_universal_credit_are_periods_without_an_award(
    calculator: Calculator, day: int, paid_how: str
) -> None:
    account = {"universal_credit": {"assessment_period_day": day, "paid": paid_how}, "nation": "scotland"}
    steady = worked(calculator, "2026-01-05", [LCWRA], {"job": job_of(6), "starts": "2026-01-05"}, **account)
    assert steady.year is not None
    assert steady.year.months_with_no_universal_credit == 0
    gone = {"hours_per_week": 20, "take_home": {"amount": 3500, "per": "month"}, "paid": "month"}
    ended = worked(
        calculator, "2026-01-05", [LCWRA], {"job": gone, "starts": "2026-01-05", "ends": "2026-06-05"}, **account
    )
    assert ended.year is not None
    nil = [each for each in timeline_of(ended).assessment_periods if not each.award]
    assert ended.year.months_with_no_universal_credit == len(nil) > 0


# ---------------------------------------------------------------------- two paydays in one period (reg 61(6))
MOVE = "move one payday"
LAST_FRIDAY = {"payday": "last friday"}


def moves(calculator: Calculator, adult: dict[str, Any], job: dict[str, Any], **household: Any) -> list[Event]:
    account = {"universal_credit": {"assessment_period_day": 31}, **household}
    return told(
        timeline_of(worked(calculator, "2026-05-04", [adult], {"job": job, "starts": "2026-05-11"}, **account)), MOVE
    )


def test_a_payday_is_moved_only_where_that_brings_more(calculator: Calculator) -> None:
    """Without a work allowance, pay above the point of no award costs nothing. With one, two allowances are better than one."""
    assert not moves(calculator, {"age": 40}, job_of(20, **LAST_FRIDAY))
    assert [str(each.date) for each in moves(calculator, LCWRA, job_of(20, **LAST_FRIDAY))] == ["2026-08-28"]


def test_no_payday_is_moved_where_it_makes_no_difference(calculator: Calculator) -> None:
    """Two pays of 6 hours stay within one work allowance. Without an allowance each pound counts the same in either period."""
    assert not moves(calculator, LCWRA, job_of(3, **LAST_FRIDAY))
    assert not moves(calculator, {"age": 40}, job_of(6, **LAST_FRIDAY))


def test_the_request_is_for_monthly_pay(calculator: Calculator) -> None:
    job = {"hours_per_week": 20, "pay": HOURLY, "paid": "four_weeks", "first_payday": "2026-06-05"}
    assert not moves(calculator, LCWRA, job, universal_credit={"assessment_period_day": 4})


@pytest.mark.parametrize("kind", ["gross", "take_home"])
def test_pay_brought_forward_for_christmas_can_be_moved(calculator: Calculator, kind: str) -> None:
    pays = [{"date": "2026-12-18", kind: 1101.53}, {"date": "2026-12-31", kind: 0}]
    option = {"job": job_of(20, pays=pays), "starts": "2026-11-02"}
    account = {"universal_credit": {"assessment_period_day": 25}}
    timeline = timeline_of(worked(calculator, "2026-11-02", [LCWRA], option, **account))
    assert [str(each.date) for each in told(timeline, MOVE)] == ["2026-12-18"]
    usual = timeline_of(worked(calculator, "2026-11-02", [LCWRA], {**option, "job": job_of(20)}, **account))
    assert not told(usual, MOVE)


def test_a_bonus_besides_the_usual_pay_is_no_second_payday(calculator: Calculator) -> None:
    """The period next to it has its own pay, so that nothing is to be moved there."""
    option = {"job": job_of(20, pays=[{"date": "2026-12-10", "gross": 1000}]), "starts": "2026-11-02"}
    assert not told(timeline_of(worked(calculator, "2026-11-02", [LCWRA], option)), MOVE)


# ---------------------------------------------------------------------- the day of the new rates
@pytest.mark.parametrize(
    ("date", "day", "announced", "words"),
    [
        ("2026-11-23", 14, "2027-04-12", "not known"),
        ("2027-06-07", 14, "2028-04-10", "not known"),
        ("2026-02-02", 6, "2026-04-06", "change in April"),
        ("2026-02-02", 5, "2026-05-05", "change in April"),
        ("2026-02-02", 31, "2026-04-30", "change in April"),
    ],
)
def test_new_rates_come_with_the_first_monday_of_the_tax_year(
    calculator: Calculator, date: str, day: int, announced: str, words: str
) -> None:
    account = {"universal_credit": {"assessment_period_day": day}}
    timeline = timeline_of(worked(calculator, date, [LCWRA], {"job": job_of(8), "starts": date}, **account))
    (event,) = told(timeline, "New benefit rates")
    assert str(event.date) == announced
    assert words in str(event.note)


def test_the_first_payment_at_rates_not_known_says_so(calculator: Calculator) -> None:
    account = {"universal_credit": {"assessment_period_day": 8}}
    option = {"job": job_of(8), "starts": "2026-12-07"}
    timeline = timeline_of(worked(calculator, "2026-11-23", [LCWRA], option, **account))
    said = [str(e.date) for e in timeline.events if e.kind == "universal_credit" and "12 April 2027" in str(e.note)]
    assert said == ["2027-06-14"]  # the period from 8 May is the first to begin on 12 April or later
