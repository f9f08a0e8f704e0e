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
    # The Monday of the next week is before the birthday on 1 October, so that week is paid (SSCBA 1992 s 147(2)).
    assert found["2026-10-26"] == Decimal("27.05")
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


# ---------------------------------------------------------------------- Housing Benefit beside Universal Credit
SUPPORTED: dict[str, Any] = {"tenure": "supported", "rent": {"amount": 300, "per": "week"}, "paid_to_landlord": False}
ON_ESA = {"age": 40, "new_style_esa": {"group": "support", "from": "2023-01-02"}}
NO_UC = {"claims": {"universal_credit": False}}


def housing_benefit(
    calculator: Calculator, adult: dict[str, Any], job: dict[str, Any] | None, starts: str = "2026-12-07", **more: Any
) -> Timeline:
    household = {"home": SUPPORTED, "universal_credit": {"assessment_period_day": 10}, **more.pop("household", {})}
    return timeline_of(worked(calculator, "2026-11-23", [adult], {"job": job, "starts": starts, **more}, **household))


def changes(timeline: Timeline) -> list[tuple[str, str]]:
    """The days from which Housing Benefit is another amount, and the words for it."""
    return [(str(e.date), e.title) for e in timeline.events if e.kind == "change" and e.line == "housing_benefit"]


@pytest.mark.parametrize("tenure", ["supported", "temporary"])
def test_housing_benefit_is_full_until_a_period_without_universal_credit(calculator: Calculator, tenure: str) -> None:
    job = job_of(37, pay={"amount": 20, "per": "hour"}, payday=28, first_payday="2027-01-28")
    home = {"home": {**SUPPORTED, "tenure": tenure}}
    timeline = housing_benefit(calculator, LCWRA, job, household=home, what_if=[{"kind": "ends", "date": "2027-02-05"}])
    assert changes(timeline) == [("2027-01-11", "Housing Benefit goes down")]
    ended = timeline.what_if[0]
    # The period from Sunday 10 January has no award. From Saturday 6 February there is no pay for Housing Benefit to count.
    assert changes(ended) == [("2027-01-11", "Housing Benefit goes down"), ("2027-02-08", "Housing Benefit goes up")]
    assert paid(ended, "housing_benefit")["2027-05-17"] == 1200


def test_rent_paid_to_the_landlord_is_left_to_the_person_in_a_period_without_an_award(calculator: Calculator) -> None:
    job = {
        "hours_per_week": 37,
        "pay": {"amount": 15, "per": "hour"},
        "paid": "week",
        "first_payday": "2026-12-18",
        "pension": None,
    }
    home = {"home": {**SUPPORTED, "paid_to_landlord": True}}
    timeline = housing_benefit(calculator, LCWRA, job, household=home)
    rent = paid(timeline, "rent")
    # Five paydays from 10 March to 9 April leave no award, so 176.75 of 300 a week is the person's to pay in full weeks.
    assert min(rent) == "2027-03-15"
    assert Decimal(100) < rent["2027-03-22"] == rent["2027-04-05"] < Decimal(250)
    assert "2027-04-19" not in rent


def test_four_weeks_in_full_follow_new_style_esa(calculator: Calculator) -> None:
    """New Style ESA ends on Wednesday 9 December. The four weeks begin on the next Monday and end on 10 January (reg 73A)."""
    timeline = housing_benefit(calculator, ON_ESA, job_of(35), starts="2026-12-09", household=NO_UC)
    assert changes(timeline) == [("2027-01-11", "Housing Benefit goes down")]
    assert [str(each.date) for each in told(timeline, "(extended payment)")] == ["2026-12-09", "2027-01-10"]
    assert paid(timeline, "housing_benefit")["2026-12-24"] == 1200


@pytest.mark.parametrize(
    ("adult", "more"),
    [
        ({"age": 40, "new_style_esa": {"group": "support", "from": "2026-06-15"}}, {}),  # less than 26 weeks
        ({"age": 40, "new_style_esa": {"group": "support"}}, {}),  # not known for how long
        (ON_ESA, {"ends": "2027-01-03"}),  # less than five weeks of work
        ({"age": 40}, {}),  # no New Style ESA
    ],
)
def test_no_extended_payment_without_its_conditions(
    calculator: Calculator, adult: dict[str, Any], more: dict[str, Any]
) -> None:
    timeline = housing_benefit(calculator, adult, job_of(35), household=NO_UC, **more)
    assert not told(timeline, "(extended payment)")
    assert ("2026-12-14", "Housing Benefit goes down") in changes(timeline)


@pytest.mark.parametrize(
    ("starts", "monday"), [("2026-12-06", "2026-12-07"), ("2026-12-07", "2026-12-14"), ("2026-12-09", "2026-12-14")]
)
def test_a_change_counts_for_housing_benefit_from_the_monday_after_its_week(
    starts: str, monday: str, calculator: Calculator
) -> None:
    """HB Regs 2006 reg 79(1) and (8). The rent that is due on a Monday is for the benefit week that begins on it."""
    home = {"home": {**SUPPORTED, "paid_to_landlord": True}, **NO_UC}
    timeline = housing_benefit(calculator, {"age": 40}, job_of(35, pension=None), starts=starts, household=home)
    assert changes(timeline) == [(monday, "Housing Benefit goes down")]
    rent = paid(timeline, "rent")
    first, second, third = sorted(rent)[:3]
    assert first == monday
    assert rent[first] == rent[second] == rent[third]


def test_permitted_work_has_no_extended_payment_and_more_hours_have_one(calculator: Calculator) -> None:
    more_hours = [{"kind": "hours", "date": "2027-03-01", "hours": 35}]
    timeline = housing_benefit(calculator, ON_ESA, job_of(10), household=NO_UC, what_if=more_hours)
    assert not told(timeline, "(extended payment)")
    assert [str(e.date) for e in told(timeline.what_if[0], "(extended payment)")] == ["2027-03-01", "2027-04-04"]


def test_no_extended_payment_is_told_where_universal_credit_keeps_the_rent_met(calculator: Calculator) -> None:
    adult = {**ON_ESA, "uc_health": "lcwra", "lcwra_rate": "protected"}
    timeline = housing_benefit(calculator, adult, job_of(16))
    assert not told(timeline, "(extended payment)")
    assert changes(timeline) == []


# ---------------------------------------------------------------------- council tax reduction after New Style ESA
def council_tax(calculator: Calculator, council: str, adult: dict[str, Any], **more: Any) -> Timeline:
    household = {
        "home": {"tenure": "owner", "council_tax": {"amount": 1500, "per": "year"}},
        "council": council,
        "claims": {"universal_credit": False, "council_tax_reduction": True},
    }
    option = {"job": job_of(35), "starts": "2026-12-09", **more}
    return timeline_of(worked(calculator, "2026-11-23", [adult], option, **household))


def test_the_reduction_goes_on_for_four_weeks_after_new_style_esa(calculator: Calculator) -> None:
    """Wyre takes the whole bill off, so four weeks are 1500 x 4 / 52 = 115.38. They come off the one instalment that is left, of 375."""
    timeline = council_tax(calculator, "Wyre", ON_ESA)
    assert [str(each.date) for each in told(timeline, "(extended reduction)")] == ["2026-12-09"]
    assert paid(timeline, "council_tax")["2027-01-01"] == Decimal("259.62")
    assert paid(timeline, "council_tax")["2027-04-01"] == 150


@pytest.mark.parametrize(
    ("council", "adult", "more"),
    [
        ("Wyre", {"age": 40, "new_style_esa": {"group": "support", "from": "2026-06-15"}}, {}),  # less than 26 weeks
        ("Wyre", ON_ESA, {"ends": "2027-01-03"}),  # less than five weeks of work
        ("Birmingham", ON_ESA, {}),  # no scheme is known
    ],
)
def test_no_reduction_goes_on_without_its_conditions(
    calculator: Calculator, council: str, adult: dict[str, Any], more: dict[str, Any]
) -> None:
    timeline = council_tax(calculator, council, adult, **more)
    assert not told(timeline, "(extended reduction)")


# ---------------------------------------------------------------------- unpaid leave
ASSESSED = {"group": "assessment", "from": "2026-09-01", "next_payday": "2026-11-27"}


def on_leave(calculator: Calculator, first: str, last: str, **job: Any) -> dict[str, Any]:
    held = job_of(30, name="Shop", pension=None, unpaid_periods=[{"from": first, "to": last}], **job)
    adult = {"age": 50, "new_style_esa": ASSESSED, "jobs": [held]}
    case = {
        "date": "2026-11-23", "nation": "england", "adults": [adult], "home": SOCIAL, "savings": 0,
        "universal_credit": {"assessment_period_day": 14}, "views": ["timeline"],
        "options": [{"name": "As now", "adult": 1, "work": "as_now"}],
    }  # fmt: skip
    return calculator.calculate(read_case(case)).to_json()


def lines(position: dict[str, Any]) -> dict[str, float]:
    return {line["id"]: line["per_month"] for line in position["lines"]}


def events(result: dict[str, Any], line: str) -> dict[str, dict[str, Any]]:
    return {e["date"]: e for e in result["options"][0]["timeline"]["events"] if e["line"] == line and e["amount"]}


def test_new_style_esa_goes_on_through_unpaid_leave_and_stops_with_work(calculator: Calculator) -> None:
    result = on_leave(calculator, "2026-09-01", "2027-01-31")
    assert lines(result["now"])["new_style_esa"] == 414.05
    assert "pay" not in lines(result["now"])
    esa = events(result, "new_style_esa")
    assert esa["2027-01-22"]["amount"] == 191.1
    # Nine days to 31 January: 95.55 x 9 / 7.
    assert esa["2027-02-05"]["amount"] == 122.85
    assert max(esa) == "2027-02-05"
    assert min(events(result, "pay")) == "2027-02-26"


def test_leave_that_begins_later_ends_the_pay_of_its_days(calculator: Calculator) -> None:
    result = on_leave(calculator, "2027-03-01", "2027-12-31")
    assert lines(result["now"])["pay"] == 1652.3
    assert "new_style_esa" not in lines(result["now"])
    assert max(events(result, "pay")) == "2027-02-26"


def test_single_pay_in_leave_is_not_called_sick_pay(calculator: Calculator) -> None:
    result = on_leave(calculator, "2026-09-01", "2027-12-31", pays=[{"date": "2026-12-18", "gross": 300}])
    pay = events(result, "pay")
    assert list(pay) == ["2026-12-18"]
    assert "sick" not in str(pay["2026-12-18"]["note"])


def test_a_few_days_without_pay_leave_the_month_as_it_is(calculator: Calculator) -> None:
    result = on_leave(calculator, "2026-11-20", "2026-11-25")
    assert lines(result["now"])["pay"] == 1652.3
    assert events(result, "new_style_esa") == {}


# ---------------------------------------------------------------------- what is taken as given
def assumed(calculator: Calculator, *jobs: dict[str, Any], **adult: Any) -> list[str]:
    """The paths of the assumption on the tax so far, for a person who stays as now beside a partner with other jobs."""
    people = [{"age": 45, "jobs": [job], **adult} for job in jobs]
    case = {
        "date": "2026-11-23", "nation": "england", "adults": people, "home": SOCIAL, "savings": 0, "views": ["timeline"],
        "universal_credit": {"assessment_period_day": 14}, "options": [{"name": "As now", "adult": 1, "work": "as_now"}],
    }  # fmt: skip
    found = calculator.calculate(read_case(case)).assumptions
    return [each.path for each in found if each.id == "tax_so_far"]


def test_the_tax_so_far_is_said_to_be_unknown_where_a_pay_differs(calculator: Calculator) -> None:
    bonus = job_of(30, pays=[{"date": "2026-12-31", "gross": 18000}])
    assert assumed(calculator, bonus) == ["/adults/0/tax_this_year"]
    assert assumed(calculator, job_of(30), bonus) == ["/adults/1/tax_this_year"]
    assert assumed(calculator, job_of(30)) == []  # each pay the same: the year so far changes nothing
    assert assumed(calculator, job_of(3, pays=[{"date": "2026-12-31", "gross": 200}])) == []  # no tax either way
    assert assumed(calculator, bonus, tax_this_year={"pay": 11000, "tax": 80}) == []


# ---------------------------------------------------------------------- benefits by the day in an assessment period
def test_new_style_jsa_that_a_job_lowers_counts_at_the_amount_of_each_day(calculator: Calculator) -> None:
    """In the period of 30 days from 14 November, 23 days are at 95.55 a week and 7 at what 4 hours of pay leave of it."""
    adult = {"age": 40, "new_style_jsa": {"from": "2026-11-02"}}
    timeline = timeline_of(worked(calculator, "2026-11-16", [adult], {"job": job_of(4), "starts": "2026-12-07"}))
    # 4 x 12.71 = 50.84 a week, of which 5 are left out: 95.55 - 45.84 = 49.71.
    weekly = (Decimal("95.55") * 23 + Decimal("49.71") * 7) / 30
    assert period(timeline, "2026-11-14").award == Decimal("874.90") - round(weekly * 52 / 12, 2)
    assert period(timeline, "2026-12-14").award < Decimal("874.90") - round(Decimal("49.71") * 52 / 12, 2)


def test_new_rates_of_a_benefit_count_from_the_next_period(calculator: Calculator) -> None:
    adult = {"age": 40, "new_style_esa": {"group": "support", "from": "2024-03-04"}}
    timeline = timeline_of(worked(calculator, "2026-02-09", [adult], {"job": None, "starts": "2026-02-16"}))
    # In the period from 14 March the rates of 2025-26 hold to its end: 400.14 + 423.27 + 450 less 140.55 a week.
    assert period(timeline, "2026-03-14").award == Decimal("1273.41") - Decimal("609.05")


# ---------------------------------------------------------------------- days that people need to know of
def day_told(timeline: Timeline, words: str) -> list[str]:
    return [str(each.date) for each in told(timeline, words)]


def test_the_day_to_claim_again_follows_each_period_without_an_award(calculator: Calculator) -> None:
    """Weekly pay: a period of five paydays has none, the next one has four and some Universal Credit."""
    job = {
        "hours_per_week": 37,
        "pay": {"amount": 15, "per": "hour"},
        "paid": "week",
        "first_payday": "2026-12-18",
        "pension": None,
    }
    account = {"universal_credit": {"assessment_period_day": 10}, "home": SUPPORTED}
    timeline = timeline_of(worked(calculator, "2026-11-23", [LCWRA], {"job": job, "starts": "2026-12-07"}, **account))
    nil = [each.ends + dt.timedelta(days=1) for each in timeline.assessment_periods if not each.award]
    assert nil
    assert day_told(timeline, "claimed again") == [str(day) for day in nil]


def test_no_day_to_claim_again_after_six_months(calculator: Calculator) -> None:
    job = {"hours_per_week": 20, "take_home": {"amount": 3500, "per": "month"}, "paid": "month"}
    inside = {"job": job, "starts": "2026-01-05", "ends": "2026-04-30"}
    assert day_told(timeline_of(worked(calculator, "2026-01-05", [LCWRA], inside)), "claimed again") == ["2026-05-14"]
    beyond = {**inside, "ends": "2026-08-31"}
    assert not day_told(timeline_of(worked(calculator, "2026-01-05", [LCWRA], beyond)), "claimed again")


def test_sick_pay_ends_after_28_weeks(calculator: Calculator) -> None:
    off = {"kind": "sick", "date": "2027-02-01"}
    option = {"job": job_of(20), "starts": "2026-12-07", "what_if": [off, {**off, "weeks": 6}]}
    timeline = timeline_of(worked(calculator, "2026-11-23", [LCWRA], option))
    long, short = timeline.what_if
    assert not day_told(timeline, "Statutory Sick Pay")
    # 28 weeks from Monday 1 February end on Sunday 15 August 2027.
    assert day_told(long, "Last day of Statutory Sick Pay") == ["2027-08-15"]
    assert "15 August 2027" in str(told(long, "Last day of Statutory Sick Pay")[0].say)
    assert not day_told(short, "Last day of Statutory Sick Pay")
    assert day_told(short, "fit note") == ["2027-02-08"]


def test_sick_pay_that_was_used_before_ends_sooner(calculator: Calculator) -> None:
    held = job_of(20, name="Shop", sick={"from": "2026-11-02", "ssp_weeks_used": 20})
    adults = [{"age": 40, "jobs": [held]}]
    timeline = timeline_of(worked(calculator, "2026-11-23", adults, {"work": "as_now"}))
    # Eight weeks are left on the day of the answers.
    (event,) = told(timeline, "Last day of Statutory Sick Pay")
    assert (str(event.date), event.adult) == ("2027-01-17", 1)


def test_the_end_of_the_cap_grace_is_told_where_the_cap_takes_something_off(calculator: Calculator) -> None:
    home = {"tenure": "social", "rent": {"amount": 1500, "per": "month"}, "bedrooms": 2}
    account = {"universal_credit": {"assessment_period_day": 14, "benefit_cap_grace_ends": "2026-12-17"}}
    household = {"home": home, "children": [{"age": 3}, {"age": 5}], **account}
    adults = [{"age": 29}]
    low = {"job": job_of(8), "starts": "2026-12-01"}
    timeline = timeline_of(worked(calculator, "2026-11-23", adults, low, **household))
    assert day_told(timeline, "no longer put off") == ["2026-12-17"]
    enough = {"job": job_of(20), "starts": "2026-12-01"}
    assert not told(timeline_of(worked(calculator, "2026-11-23", adults, enough, **household)), "no longer put off")


def test_a_pay_over_a_weekly_limit_is_told_ahead(calculator: Calculator) -> None:
    carer = {"age": 40, "cares_35_hours": True, "carers_allowance": True, "cares_for": "outside"}
    week = {"hours_per_week": 12, "pay": HOURLY, "paid": "week", "first_payday": "2026-12-18", "pension": None}
    bonus = {**week, "pays": [{"date": "2027-01-08", "gross": 260}]}
    option = {"job": bonus, "starts": "2026-12-07"}
    timeline = timeline_of(worked(calculator, "2026-11-23", [carer], option))
    assert day_told(timeline, "over the weekly limit of your carer's") == ["2027-01-08"]
    usual = timeline_of(worked(calculator, "2026-11-23", [carer], {**option, "job": week}))
    assert not told(usual, "over the weekly limit")
    on_esa = {**LCWRA, "new_style_esa": {"group": "support", "from": "2024-03-04"}}
    permitted = timeline_of(worked(calculator, "2026-11-23", [on_esa], option))
    assert day_told(permitted, "limit of permitted work") == ["2027-01-08"]


def test_the_new_council_tax_bill_is_told_to_those_who_have_one(calculator: Calculator) -> None:
    option = {"job": job_of(8), "starts": "2026-12-07"}
    billed = {"home": {**SOCIAL, "council_tax": {"amount": 1400, "per": "year"}}}
    timeline = timeline_of(worked(calculator, "2026-11-23", [LCWRA], option, **billed))
    assert day_told(timeline, "council tax bill") == ["2027-04-01"]
    assert not told(timeline_of(worked(calculator, "2026-11-23", [LCWRA], option)), "council tax bill")


def test_what_a_partner_gets_asks_nothing_of_the_one_who_starts_work(calculator: Calculator) -> None:
    """The permitted work form and the carer's office are for those who get the benefit themselves."""
    carer = {"age": 41, "cares_35_hours": True, "carers_allowance": True, "cares_for": "outside"}
    others = ("permitted work form", "carer's benefit about the job", "New Style ESA would stop")
    for partner in (ON_ESA, carer):
        both = [partner, {"age": 40}]
        timeline = timeline_of(
            worked(calculator, "2026-11-23", both, {"adult": 2, "job": job_of(12), "starts": "2026-12-07"})
        )
        assert not [each.title for each in timeline.events if any(words in each.title for words in others)]
        own = timeline_of(
            worked(calculator, "2026-11-23", both, {"adult": 1, "job": job_of(12), "starts": "2026-12-07"})
        )
        assert len([each for each in own.events if any(words in each.title for words in others)]) == 1


@pytest.mark.parametrize(
    ("day", "job", "near"),
    [
        (31, {"payday": None}, True),
        (28, {"payday": None}, True),
        (14, {"payday": None}, False),
        (31, {"payday": 31}, False),
        (31, {"payday": None, "paid": "week"}, False),
    ],
)
def test_a_usual_payday_close_to_a_new_period_is_said(
    calculator: Calculator, day: int, job: dict[str, Any], near: bool
) -> None:
    case = {
        "date": "2026-11-23", "nation": "england", "adults": [LCWRA], "home": SOCIAL, "savings": 0, "views": ["timeline"],
        "universal_credit": {"assessment_period_day": day},
        "options": [{"name": "Job", "adult": 1, "job": job_of(20, **job), "starts": "2026-12-07"}],
    }  # fmt: skip
    found = calculator.calculate(read_case(case)).assumptions
    paths = [each.path for each in found if each.id == "payday_near_a_period"]
    assert paths == (["/options/0/job/payday"] if near else [])


def test_what_goes_with_universal_credit_ends_with_the_claim(calculator: Calculator) -> None:
    """The option gives up Universal Credit in the period from 14 January. Nothing that goes with it is paid after."""
    option = {"job": job_of(37), "starts": "2027-01-20", "claims": {"universal_credit": False}}
    bill = {"home": {**SOCIAL, "council_tax": {"amount": 1400, "per": "year"}}, "nation": "scotland"}
    timeline = timeline_of(worked(calculator, "2026-11-23", [LCWRA], option, children=[{"age": 3}], **bill))
    assert [str(each.starts) for each in timeline.assessment_periods] == ["2026-11-14", "2026-12-14"]
    payments = paid(timeline, "scottish_child_payment")
    assert payments["2027-01-25"] < payments["2026-12-24"]
    assert max(payments) == "2027-01-25"
    assert sum(amount for day, amount in paid(timeline, "council_tax").items() if day > "2027-03-31") > 1000


def test_rent_that_goes_to_the_landlord_does_so_to_the_end_of_the_year(calculator: Calculator) -> None:
    """The last weeks are in a period that is paid after the year. They go by the last period of the year."""
    home = {"home": {**SOCIAL, "paid_to_landlord": True}}
    option = {"job": job_of(6), "starts": "2026-12-07"}
    assert paid(timeline_of(worked(calculator, "2026-11-23", [LCWRA], option, **home)), "rent") == {}


# ---------------------------------------------------------------------- the payment that is still to come
@pytest.mark.parametrize(
    ("day", "paid_on"),
    [
        # The period to 22 November is paid on Sunday 29 November, so on the Friday before.
        (23, "2026-11-27"),
        (17, "2026-11-23"),
        # The period to 15 November was paid on Sunday 22 November, so before the case's date.
        (16, None),
    ],
)
def test_the_award_of_the_period_before_is_paid_where_its_day_is_to_come(
    day: int, paid_on: str | None, calculator: Calculator
) -> None:
    option = {"job": job_of(8), "starts": "2026-12-07"}
    account = {"universal_credit": {"assessment_period_day": day}}
    timeline = timeline_of(worked(calculator, "2026-11-23", [LCWRA], option, home=SOCIAL, **account))
    paid = [str(each.date) for each in timeline.events if each.kind == "universal_credit"]
    assert [date for date in paid if date < "2026-12-01"] == ([paid_on] if paid_on else [])
    november = timeline.months[0]
    assert november.money_in == november.as_now == (Decimal("1304.70") if paid_on else 0)
    # The periods listed begin with the one that the case's date is in.
    assert timeline.assessment_periods[0].starts <= dt.date(2026, 11, 23) <= timeline.assessment_periods[0].ends


def test_pay_before_the_date_counts_in_the_award_that_is_still_to_come(calculator: Calculator) -> None:
    """440.61 on 30 October, less the work allowance of 427, takes off 55% of 13.61."""
    held = {**job_of(8), "name": "Shop", "pension": None}
    option = {"work": "as_now", "starts": "2026-12-07"}
    account = {"universal_credit": {"assessment_period_day": 23}}
    timeline = timeline_of(
        worked(calculator, "2026-11-23", [{**LCWRA, "jobs": [held]}], option, home=SOCIAL, **account)
    )
    first = next(each for each in timeline.events if each.kind == "universal_credit")
    assert float(first.amount or 0) == pytest.approx(1304.70 - 0.55 * (440.61 - 427), abs=0.01)


def test_a_first_claim_or_an_award_that_ended_has_no_payment_to_come(calculator: Calculator) -> None:
    option = {"job": job_of(8), "starts": "2026-12-07"}
    new = {"claims": {"universal_credit": False}}
    claims = {**option, "claims": {"universal_credit": True}, "universal_credit_from": "2026-12-07"}
    for chosen, household in (
        (claims, new),
        (option, {"universal_credit": {"assessment_period_day": 23, "award_ended": "2026-10-22"}}),
    ):
        timeline = timeline_of(worked(calculator, "2026-11-23", [LCWRA], chosen, home=SOCIAL, **household))
        assert not [
            each for each in timeline.events if each.kind == "universal_credit" and str(each.date) < "2026-12-01"
        ]


# ---------------------------------------------------------------------- days that count towards a limit
TWO_WEEKLY = {"hours_per_week": 16, "pay": HOURLY, "paid": "two_weeks", "first_payday": "2026-12-18", "pension": None}


def stops(timeline: Timeline, line: str) -> list[str]:
    events = [each for each in timeline.events if each.kind == "change" and each.line == line]
    return [str(each.date) for each in events if each.title.endswith("stops")]


def what_if(option: OptionResult) -> Timeline:
    assert option.timeline is not None
    return option.timeline.what_if[0]


@pytest.mark.parametrize(
    ("esa", "weeks", "last_stop"),
    [
        # 365 days from 1 June 2026 end on 31 May 2027, and 42 days in work move that to 12 July.
        ({"from": "2026-06-01"}, 6, "2027-07-13"),
        # They would have ended in the job. 27 of the 365 days are left on 9 December, and they go on from 20 January.
        ({"from": "2026-01-05"}, 6, "2027-02-16"),
        # 348 days are counted by 23 November: one day is left after 16 more.
        ({"days_counted": 348}, 6, "2027-01-21"),
        # After a job of more than twelve weeks it does not go on.
        ({"from": "2026-06-01"}, 14, "2026-12-09"),
    ],
)
def test_days_in_work_use_no_days_of_new_style_esa(
    esa: dict[str, Any], weeks: int, last_stop: str, calculator: Calculator
) -> None:
    """The limit is on days of entitlement (Welfare Reform Act 2007 s 1A(1))."""
    adult = {
        "age": 40,
        "uc_health": "lcw",
        "new_style_esa": {"group": "work_related", "next_payday": "2026-11-27", **esa},
    }
    option = {"job": TWO_WEEKLY, "starts": "2026-12-09", "what_if": [{"kind": "ends", "after_weeks": weeks}]}
    found = what_if(worked(calculator, "2026-11-23", [adult], option))
    assert stops(found, "new_style_esa")[-1] == last_stop


def test_permitted_work_uses_the_days_of_new_style_esa(calculator: Calculator) -> None:
    esa = {"group": "work_related", "from": "2026-06-01", "next_payday": "2026-11-27"}
    adult = {"age": 40, "uc_health": "lcw", "new_style_esa": esa}
    option = {"job": {**TWO_WEEKLY, "hours_per_week": 12}, "starts": "2026-12-09"}
    found = timeline_of(worked(calculator, "2026-11-23", [adult], option))
    assert stops(found, "new_style_esa") == ["2027-06-01"]


def test_days_in_work_use_no_days_of_new_style_jsa(calculator: Calculator) -> None:
    """182 days from 14 September end on 14 March, and 42 days in work move that to 25 April (Jobseekers Act 1995 s 5(1))."""
    adult = {"age": 40, "new_style_jsa": {"from": "2026-09-14", "next_payday": "2026-11-27"}}
    option = {"job": TWO_WEEKLY, "starts": "2026-12-09", "what_if": [{"kind": "ends", "after_weeks": 6}]}
    result = worked(calculator, "2026-11-23", [adult], option)
    assert stops(what_if(result), "new_style_jsa") == ["2026-12-09", "2027-04-26"]
    assert [str(each.date) for each in told(timeline_of(result), "New Style JSA")] == ["2026-12-09"]


# ---------------------------------------------------------------------- telling of the end of New Style ESA
SUPPORT = {**LCWRA, "new_style_esa": {"group": "support", "from": "2024-03-04", "next_payday": "2026-11-27"}}
ESA_WOULD_STOP = "New Style ESA would stop"


@pytest.mark.parametrize(
    ("job", "what_ifs", "days"),
    [
        ({}, [], ["2026-12-09"]),
        ({"hours_per_week": 10}, [], []),
        # Permitted work at first, and more than that later.
        ({"hours_per_week": 10, "schedule": [{"from": "2027-02-01", "hours_per_week": 20}]}, [], ["2027-02-01"]),
        # Off sick without sick pay in the fifth week, and back at work on 24 February.
        ({}, [{"kind": "sick", "after_weeks": 5, "weeks": 6}], ["2026-12-09", "2027-02-24"]),
    ],
)
def test_the_jobcentre_is_told_when_work_ends_new_style_esa(
    job: dict[str, Any], what_ifs: list[dict[str, Any]], days: list[str], calculator: Calculator
) -> None:
    option = {"job": {**TWO_WEEKLY, **job}, "starts": "2026-12-09", "what_if": what_ifs}
    result = worked(calculator, "2026-11-23", [SUPPORT], option)
    found = what_if(result) if what_ifs else timeline_of(result)
    assert [str(each.date) for each in told(found, ESA_WOULD_STOP)] == days


def test_work_that_begins_today_ends_new_style_esa_today(calculator: Calculator) -> None:
    found = timeline_of(worked(calculator, "2026-11-23", [SUPPORT], {"job": TWO_WEEKLY, "starts": "2026-11-23"}))
    assert [str(each.date) for each in told(found, ESA_WOULD_STOP)] == ["2026-11-23"]


# ---------------------------------------------------------------------- Scottish Child Payment
def test_scottish_child_payment_ends_on_the_birthday_and_not_with_the_period(calculator: Calculator) -> None:
    """16 on 20 December 2026: 19 days of 28.20 a week, though the assessment period began on the 14th. It is for a child under 16 (reg 18)."""
    every = {"scottish_child_payment": {"next": "2026-11-30", "every": "four_weeks"}}
    result = worked(
        calculator, "2026-11-23", [LCWRA], {"work": "as_now"}, nation="scotland", paydays=every,
        children=[{"date_of_birth": "2010-12-20"}],
    )  # fmt: skip
    found = paid(timeline_of(result), "scottish_child_payment")
    assert found == {"2026-11-30": Decimal("112.80"), "2026-12-24": Decimal("76.54")}


def test_scottish_child_payment_stops_in_a_period_without_universal_credit(calculator: Calculator) -> None:
    """Five weekly pays leave nothing for the period from 14 January 2027, and all of its 31 days go without."""
    job = {
        "hours_per_week": 37,
        "pay": {"amount": 17, "per": "hour"},
        "paid": "week",
        "first_payday": "2026-12-04",
        "pension": None,
    }
    result = worked(
        calculator, "2026-11-23", [{"age": 40}], {"job": job, "starts": "2026-11-24"}, nation="scotland", children=[{"age": 3}],
        paydays={"scottish_child_payment": {"next": "2027-01-13", "every": "four_weeks"}},
    )  # fmt: skip
    timeline = timeline_of(result)
    assert period(timeline, "2026-12-14").award > 0
    assert period(timeline, "2027-01-14").award == 0
    found = paid(timeline, "scottish_child_payment")
    assert found["2027-01-13"] == Decimal("112.80")
    assert "2027-02-10" not in found
