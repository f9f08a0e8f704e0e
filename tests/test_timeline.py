"""The year as dated money: sums agree with one another, nothing comes before its cause, and what it takes."""

import datetime as dt
import json
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from loaded import CALCULATOR
from published import NATIONAL_INSURANCE
from strategies import cases, tries
from timing import cpu_seconds

from calculator.calculator import Calculator
from calculator.contract.reading import read_case
from calculator.contract.result import OptionResult, Result, Timeline

DAN: dict[str, Any] = {
    "date": "2026-11-23",
    "nation": "england",
    "adults": [{"age": 34, "uc_health": "lcwra", "lcwra_rate": "protected"}],
    "home": {"tenure": "social", "rent": {"amount": 450, "per": "month"}, "bedrooms": 1},
    "savings": 0,
    "universal_credit": {"assessment_period_day": 14},
    "views": ["timeline"],
}
CAFE: dict[str, Any] = {
    "hours_per_week": 16,
    "pay": {"amount": 12.71, "per": "hour"},
    "paid": "month",
    "payday": "last working day",
    "first_payday": "2026-12-31",
}


def year(
    calculator: Calculator, job: dict[str, Any], household: dict[str, Any] | None = None, **option: Any
) -> OptionResult:
    chosen = {"name": "job", "adult": 1, "job": job, "starts": "2026-12-01", **option}
    return CALCULATOR.calculate(read_case({**DAN, **(household or {}), "options": [chosen]})).options[0]


def timeline_of(option: OptionResult) -> Timeline:
    assert option.timeline is not None
    return option.timeline


def amounts(timeline: Timeline, line: str) -> list[Decimal]:
    return [Decimal(event.amount or 0) for event in timeline.events if event.line == line]


JOBS = st.fixed_dictionaries(
    {
        "hours_per_week": st.integers(1, 45),
        "pay": st.fixed_dictionaries({"amount": st.decimals(8, 30, places=2).map(float), "per": st.just("hour")}),
        "paid": st.sampled_from(["week", "two_weeks", "four_weeks", "month"]),
        "starter_statement": st.sampled_from([None, "A", "B", "C"]),
    }
)
HOUSEHOLDS = st.fixed_dictionaries(
    {
        "nation": st.sampled_from(["england", "scotland", "wales"]),
        "adults": st.sampled_from(
            [
                [{"age": 34, "uc_health": "lcwra", "lcwra_rate": "new"}],
                [{"age": 49, "new_style_esa": {"group": "support"}, "pip_mobility": "standard"}],
                [{"age": 30, "cares_35_hours": True, "carers_allowance": True}, {"age": 33}],
                [{"age": 24, "jobs": [{"hours_per_week": 8, "pay": {"amount": 13, "per": "hour"}, "paid": "week"}]}],
            ]
        ),
        "children": st.sampled_from([[], [{"age": 6}], [{"age": 2}, {"age": 9}]]),
        "universal_credit": st.fixed_dictionaries({"assessment_period_day": st.integers(1, 31)}),
    }
)


@settings(max_examples=40, deadline=None)
@given(HOUSEHOLDS, JOBS, st.dates(dt.date(2026, 11, 23), dt.date(2027, 2, 28)))
def test_the_sums_agree(
    calculator: Calculator, household: dict[str, Any], job: dict[str, Any], starts: dt.date
) -> None:
    option = year(CALCULATOR, job, household, starts=starts.isoformat(), what_if=[{"kind": "ends", "after_weeks": 6}])
    timeline = timeline_of(option)
    for each in (timeline, *timeline.what_if):
        received = sum((Decimal(event.amount or 0) for event in each.events if event.kind != "cost"), Decimal(0))
        spent = sum((Decimal(event.amount or 0) for event in each.events if event.kind == "cost"), Decimal(0))
        assert received == sum(month.money_in for month in each.months)
        assert spent == sum(month.money_out for month in each.months)
        assert each.months[-1].running_difference == sum(month.difference for month in each.months)
        assert each.checkpoints[-1].difference == each.months[-1].running_difference == each.days[-1].difference
    first = min(
        event.date for event in timeline.events if event.kind == "payday" and event.title != "Pay from the job now"
    )
    assert all(event.date >= dt.date(2026, 11, 23) for event in timeline.events)
    if not household["adults"][0].get("jobs"):
        assert first >= starts
    periods = timeline.assessment_periods
    for before, after in pairwise(periods):
        assert after.starts == before.ends + dt.timedelta(days=1)
    assert all(period.ends < period.paid_on <= period.ends + dt.timedelta(days=7) for period in periods)
    assert all(0 <= period.paid <= period.award for period in periods)


def test_a_year_of_steady_pay_is_twelve_typical_months(calculator: Calculator) -> None:
    """With one payday in each assessment period and no change of rates: what the typical month says. The first pay is for a part."""
    household = {"date": "2025-04-14"}
    option = year(
        CALCULATOR, {**CAFE, "first_payday": "2025-04-30", "take_home": {"amount": 900, "per": "month"}, "pay": None},
        household, starts="2025-04-14",
    )  # fmt: skip
    awards = {period.award for period in timeline_of(option).assessment_periods[1:11]}
    assert awards == {option.position.universal_credit.award}


@tries(40)
@given(cases(), st.integers(100, 2500))
def test_a_period_with_one_months_pay_has_the_award_of_the_typical_month(case: dict[str, Any], pay: int) -> None:
    """For any household whose circumstances do not go by the calendar: two ways to the same figure."""
    for adult in case["adults"]:
        for dated in ("jobs", "medical_evidence_from", "start_up_period_ends", "date_of_birth"):
            adult.pop(dated, None)
        adult |= {"age": adult.get("age", 35), "lcwra_rate": "new"}
        (adult.get("new_style_esa") or {}).pop("days_counted", None)
    for child in case.get("children", []):
        child.pop("date_of_birth", None)
        child.setdefault("age", 5)
    job = {
        "hours_per_week": 10,
        "take_home": {"amount": pay, "per": "month"},
        "paid": "month",
        "payday": 20,
        "first_payday": "2026-05-20",
    }
    household = {**case, "date": "2026-05-14", "universal_credit": {"assessment_period_day": 14}, "deductions": []}
    result = CALCULATOR.calculate(
        read_case(
            {**household, "views": ["timeline"], "options": [{"name": "job", "job": job, "starts": "2026-05-14"}]}
        )
    )
    option = result.options[0]
    if option.timeline is not None:
        found = [
            Decimal(each.award) for each in option.timeline.assessment_periods if each.starts == dt.date(2026, 7, 14)
        ]
        assert (found or [Decimal(0)]) == [option.position.universal_credit.award]


@pytest.mark.parametrize(
    ("paid", "pay", "insurance"),
    NATIONAL_INSURANCE,
)
def test_national_insurance_of_a_payday_agrees_with_hmrc_test_data(
    calculator: Calculator, paid: str, pay: str, insurance: str
) -> None:
    """HMRC's test data for payroll developers, 2025-26, category A; with code NT nothing else comes off."""
    job = {
        "hours_per_week": 30, "pay": {"amount": 2000, "per": "month"}, "paid": paid, "first_payday": "2025-12-12", "tax_code": "NT",
        "pension": None, "pays": [{"date": "2025-12-12", "gross": float(pay)}],
    }  # fmt: skip
    option = year(CALCULATOR, job, {"date": "2025-11-17"}, starts="2025-12-01")
    first = next(event for event in timeline_of(option).events if event.kind == "payday")
    assert Decimal(pay) - Decimal(first.amount or 0) == Decimal(insurance)


def test_a_payday_a_day_later_changes_nothing_unless_a_period_ends_between(calculator: Calculator) -> None:
    def awards(day: int) -> list[Decimal]:
        job = {
            "take_home": {"amount": 900, "per": "month"},
            "paid": "month",
            "payday": day,
            "first_payday": f"2026-12-{day}",
        }
        return [Decimal(period.award) for period in timeline_of(year(CALCULATOR, job)).assessment_periods]

    assert awards(21) == awards(22)


def test_two_paydays_in_a_period_and_none_in_the_next(calculator: Calculator) -> None:
    job = {
        "take_home": {"amount": 900, "per": "month"},
        "paid": "month",
        "payday": "last working day",
        "first_payday": "2026-12-31",
    }
    timeline = timeline_of(year(CALCULATOR, job, {"universal_credit": {"assessment_period_day": 30}}))
    counted = {period.starts.isoformat(): period.earnings_counted for period in timeline.assessment_periods}
    assert counted["2026-12-30"] == 1800
    assert counted["2027-02-27"] == 0
    assert any("regulation 61" in (event.note or "") for event in timeline.events if event.kind == "tell")


def test_permitted_work_ends_and_the_last_payment_is_for_the_days_before(calculator: Calculator) -> None:
    household = {"adults": [{"age": 49, "new_style_esa": {"group": "support", "next_payday": "2026-11-30"}}],
                 "paydays": {"new_style_esa": {"next": "2026-11-30", "every": "two_weeks"}}}  # fmt: skip
    option = year(CALCULATOR, {**CAFE, "hours_per_week": 20}, household, starts="2026-12-07")
    timeline = timeline_of(option)
    paid = [
        (event.date.isoformat(), event.amount)
        for event in timeline.events
        if event.line == "new_style_esa" and event.amount
    ]
    assert paid == [("2026-11-30", Decimal("291.80")), ("2026-12-14", Decimal("125.06"))]
    assert any(event.kind == "change" and event.title.endswith("stops") for event in timeline.events)
    assert any(event.title == "Tell the Jobcentre that New Style ESA would stop" for event in timeline.events)


def test_if_the_job_ends_the_rest_of_the_year_is_as_now(calculator: Calculator) -> None:
    timeline = timeline_of(year(CALCULATOR, CAFE, what_if=[{"kind": "ends", "after_weeks": 13}]))
    ended = timeline.what_if[0]
    assert (ended.kind, ended.date) == ("ends", dt.date(2027, 3, 2))
    assert [month.difference for month in ended.months[-6:]] == [0] * 6
    assert ended.checkpoints[0] == timeline.checkpoints[0]
    told = {event.title for event in ended.events}
    assert "Tell Universal Credit that the job has ended" in told


BACK = "Last day to go back to Universal Credit without a new start"
HELP = "Last good day to ask for Access to Work"


@pytest.mark.parametrize(("health", "told"), [("lcwra", False), ("none", True)])
def test_there_is_a_last_day_to_go_back_only_where_the_job_stops_universal_credit(
    calculator: Calculator, health: str, told: bool
) -> None:
    household = {"adults": [{"age": 34, "uc_health": health}], "home": {"tenure": "living_with_others"}}
    option = year(CALCULATOR, CAFE, household, what_if=[{"kind": "ends", "after_weeks": 13}])
    assert (option.position.universal_credit.award == 0) is told
    events = timeline_of(option).what_if[0].events
    assert (BACK in {event.title for event in events}) is told


def test_once_the_job_has_ended_there_is_no_day_left_to_ask_for_help_with_it(calculator: Calculator) -> None:
    timeline = timeline_of(year(CALCULATOR, CAFE, what_if=[{"kind": "ends", "after_weeks": 6}]))
    assert HELP in {event.title for event in timeline.events}
    assert HELP not in {event.title for event in timeline.what_if[0].events}


def test_off_sick_there_is_sick_pay_by_the_day(calculator: Calculator) -> None:
    """Four weeks at 80% of usual pay, as that is less than the full sum (SSCBA 1992 s 157)."""
    job = {**CAFE, "hours_per_week": 10, "paid": "week", "payday": None, "first_payday": "2026-12-11", "pension": None}
    timeline = timeline_of(year(CALCULATOR, job, what_if=[{"kind": "sick", "date": "2027-01-04", "weeks": 4}]))
    usual = Decimal("127.10")
    paid = [amount for amount in amounts(timeline.what_if[0], "pay") if amount != usual]
    assert sum(paid) <= 5 * usual
    assert min(amounts(timeline.what_if[0], "pay")) == Decimal("101.68")


def test_fewer_hours_from_a_day(calculator: Calculator) -> None:
    timeline = timeline_of(
        year(CALCULATOR, {**CAFE, "pension": None}, what_if=[{"kind": "hours", "date": "2027-02-01", "hours": 8}])
    )
    assert amounts(timeline.what_if[0], "pay")[0] == Decimal("881.23")
    assert amounts(timeline.what_if[0], "pay")[2] == Decimal("440.61")


def test_a_moved_payday(calculator: Calculator) -> None:
    job = {**CAFE, "payday": 28, "first_payday": "2026-12-29"}
    timeline = timeline_of(year(CALCULATOR, job, what_if=[{"kind": "payday", "date": "2027-02-15"}]))
    days = [event.date.isoformat() for event in timeline.what_if[0].events if event.kind == "payday"]
    assert days[:4] == ["2026-12-29", "2027-01-28", "2027-02-15", "2027-03-15"]


def test_a_first_claim_waits_and_has_no_payment_before(calculator: Calculator) -> None:
    household = {"claims": {"universal_credit": False}, "universal_credit": None}
    option = year(
        CALCULATOR,
        {**CAFE, "hours_per_week": 6},
        household,
        claims={"universal_credit": True},
        universal_credit_from="2026-12-03",
    )
    timeline = timeline_of(option)
    first = timeline.assessment_periods[0]
    assert (first.starts, first.ends, first.paid_on) == (dt.date(2026, 12, 3), dt.date(2027, 1, 2), dt.date(2027, 1, 8))
    assert min(event.date for event in timeline.events if event.line == "universal_credit") == first.paid_on
    assert any(event.title == "Claim Universal Credit" for event in timeline.events)


def test_scottish_child_payment_stops_with_a_nil_award(calculator: Calculator) -> None:
    household = {"nation": "scotland", "adults": [{"age": 30}], "children": [{"age": 4}]}
    job = {"take_home": {"amount": 3600, "per": "month"}, "paid": "month", "payday": 28, "first_payday": "2026-12-29"}
    timeline = timeline_of(year(CALCULATOR, job, household))
    paid = [(event.date, event.amount) for event in timeline.events if event.line == "scottish_child_payment"]
    assert paid
    assert max(date for date, _ in paid) < dt.date(2027, 2, 1)


def test_a_tax_code_of_the_case_is_used(calculator: Calculator) -> None:
    job = {**CAFE, "pay": {"amount": 2000, "per": "month"}, "pension": None}
    usual, basic = (
        timeline_of(year(CALCULATOR, {**job, **more}))
        for more in ({"starter_statement": "A"}, {"starter_statement": "C"})
    )
    assert amounts(usual, "pay")[0] == Decimal("1923.84")
    assert amounts(basic, "pay")[0] == Decimal("1523.84")


def test_the_lowest_day_is_told_from_a_bank_balance(calculator: Calculator) -> None:
    household = {"bank_balance": 100, "everyday_spending": {"amount": 5, "per": "week"}}
    timeline = timeline_of(year(CALCULATOR, CAFE, household))
    assert timeline.lowest is not None
    assert not timeline.lowest.relative
    assert timeline.lowest.date == dt.date(2026, 12, 17)
    # 100 and no payment but the rent of 1 December, with 25 days of spending.
    assert timeline.lowest.balance == Decimal(100) - 450 - (Decimal(5) * 52 / 365 * 25).quantize(Decimal("0.01"))


def test_what_is_left_to_spend_is_what_is_left_after_debts(calculator: Calculator) -> None:
    """The payments of the year have debts taken off. Spending more than is left would make the year sink by them each month."""
    debts = {"deductions": [{"kind": "advance", "amount": 30, "per": "month"}]}
    without, owing = (timeline_of(year(CALCULATOR, CAFE, more)).days for more in ({}, debts))
    assert without[-1].balance == pytest.approx(owing[-1].balance, abs=Decimal(30))


def test_without_the_view_there_is_none(calculator: Calculator) -> None:
    result: Result = CALCULATOR.calculate(read_case({**DAN, "views": [], "options": [{"name": "job", "job": CAFE}]}))
    assert "timeline" not in result.to_json()["options"][0]
    assert "year" not in result.to_json()["options"][0]


def test_a_timeline_is_json(calculator: Calculator) -> None:
    option = CALCULATOR.calculate(
        read_case(
            {
                **DAN,
                "options": [
                    {
                        "name": "job",
                        "job": CAFE,
                        "starts": "2026-12-01",
                        "what_if": [{"kind": "ends", "after_weeks": 2}],
                    }
                ],
            }
        )
    ).to_json()["options"][0]
    made = json.loads(json.dumps(option))
    assert made["year"]["change"] == made["timeline"]["checkpoints"][-1]["difference"]
    assert made["timeline"]["what_if"][0]["kind"] == "ends"


def test_a_year_with_two_what_ifs_takes_no_more_than_twenty_sums(calculator: Calculator) -> None:
    option = {"name": "job", "job": CAFE, "starts": "2026-12-01",
              "what_if": [{"kind": "ends", "after_weeks": 6}, {"kind": "sick", "after_weeks": 10, "weeks": 4}]}  # fmt: skip
    plain, full = (read_case({**DAN, "views": views, "options": [option]}) for views in ([], ["timeline"]))

    def least(case: Any) -> float:
        return min(cpu_seconds(lambda: CALCULATOR.calculate(case)) for _ in range(7))

    assert least(full) <= 20 * least(plain)


def test_the_transitional_element_ends_after_three_periods_of_too_little_pay(calculator: Calculator) -> None:
    """SI 2014/1230 reg 56(2): only where the first period of the award had enough."""

    def elements(over: bool) -> list[Decimal]:
        account = {
            "assessment_period_day": 14,
            "transitional_element": 100,
            "transitional_first_period_over_threshold": over,
        }
        timeline = timeline_of(year(CALCULATOR, {**CAFE, "hours_per_week": 4}, {"universal_credit": account}))
        return [Decimal(period.award) for period in timeline.assessment_periods[:5]]

    kept, ended = elements(False), elements(True)
    assert kept[:3] == ended[:3]
    assert [a - b for a, b in zip(kept[3:], ended[3:], strict=True)] == [100, 100]


def test_new_style_esa_ends_with_its_365_days(calculator: Calculator) -> None:
    household = {"adults": [{"age": 49, "new_style_esa": {"group": "work_related", "days_counted": 335}}]}
    timeline = timeline_of(year(CALCULATOR, {**CAFE, "hours_per_week": 4}, household))
    assert any(
        event.title.startswith("New Style") and event.date == dt.date(2026, 12, 23)
        for event in timeline.events
        if event.kind == "change"
    )


def test_a_p45_with_the_year_so_far_is_carried_on(calculator: Calculator) -> None:
    """Pay to date of 9,000 and month 9 free pay of 9,434.34: 1,565 of the next 2,000 is taxed."""
    household = {"adults": [{"age": 34, "tax_this_year": {"pay": 9000, "tax": 0}}]}
    job = {**CAFE, "pay": {"amount": 2000, "per": "month"}, "pension": None, "tax_code": "1257L"}
    assert amounts(timeline_of(year(CALCULATOR, job, household)), "pay")[0] == Decimal(2000) - Decimal(
        "313.00"
    ) - Decimal("76.16")


def test_a_part_week_goes_by_weekdays(calculator: Calculator) -> None:
    job = {**CAFE, "paid": "week", "payday": None, "first_payday": "2026-12-11", "pension": None}
    timeline = timeline_of(year(CALCULATOR, job, starts="2026-11-30", ends="2026-12-16"))
    assert amounts(timeline, "pay") == [Decimal("203.36"), Decimal("203.36"), Decimal("122.02")]


def test_beside_a_pension_the_job_has_the_rest_of_the_tax_free_amount(calculator: Calculator) -> None:
    """12,570 less 6,000 leaves code 657L: 548.25 a month, and 1,451 of 2,000 taxed."""
    adult = {"age": 60, "other_income": [{"kind": "occupational_pension", "amount": 500, "per": "month"}]}
    job = {**CAFE, "pay": {"amount": 2000, "per": "month"}, "pension": None}
    paid = amounts(timeline_of(year(CALCULATOR, job, {"adults": [adult]})), "pay")
    assert paid[0] == Decimal(2000) - Decimal("290.20") - Decimal("76.16")


def test_a_period_without_an_award_is_said(calculator: Calculator) -> None:
    job = {"take_home": {"amount": 2900, "per": "month"}, "paid": "month", "payday": 28, "first_payday": "2026-12-29"}
    timeline = timeline_of(year(CALCULATOR, job))
    nothing = [event for event in timeline.events if event.line == "universal_credit" and not event.amount]
    assert nothing
    assert "leaves no Universal Credit" in (nothing[0].note or "")


def test_the_next_payday_of_a_benefit_is_the_persons_own(calculator: Calculator) -> None:
    adult = {"age": 49, "new_style_esa": {"group": "support", "next_payday": "2026-12-02"}}
    timeline = timeline_of(year(CALCULATOR, {**CAFE, "hours_per_week": 4}, {"adults": [adult]}))
    days = [event.date.isoformat() for event in timeline.events if event.line == "new_style_esa" and event.amount]
    assert days[:3] == ["2026-12-02", "2026-12-16", "2026-12-30"]


def test_a_claim_before_the_job_starts(calculator: Calculator) -> None:
    household = {"claims": {"universal_credit": False}, "universal_credit": None}
    option = year(
        CALCULATOR,
        {**CAFE, "first_payday": "2027-01-29"},
        household,
        claims={"universal_credit": True},
        universal_credit_from="2026-11-25",
        starts="2027-01-04",
    )
    first = timeline_of(option).assessment_periods[0]
    assert (first.starts, first.award) == (dt.date(2026, 11, 25), Decimal("1304.70"))


def test_a_pay_known_for_a_bank_holiday_takes_the_place_of_the_usual_one(calculator: Calculator) -> None:
    """Good Friday 2027 is 26 March: the pay of that week is known, and not paid a second time on the Thursday."""
    job = {
        **CAFE,
        "paid": "week",
        "payday": None,
        "first_payday": "2026-12-11",
        "pays": [{"date": "2027-03-26", "gross": 76.26}],
    }
    timeline = timeline_of(year(CALCULATOR, job))
    march = [
        event.date.day for event in timeline.events if event.kind == "payday" and f"{event.date:%Y-%m}" == "2027-03"
    ]
    assert march == [5, 12, 19, 26]


@pytest.mark.parametrize(
    "given", [{"pay": {"amount": 800, "per": "month"}}, {"pay": None, "take_home": {"amount": 800, "per": "month"}}]
)
def test_half_the_hours_of_a_salary_are_half_the_pay(calculator: Calculator, given: dict[str, Any]) -> None:
    job = {**CAFE, **given, "pension": None}
    timeline = timeline_of(year(CALCULATOR, job, what_if=[{"kind": "hours", "date": "2027-02-01", "hours": 8}]))
    assert amounts(timeline.what_if[0], "pay")[1:3] == [800, 400]


def test_council_tax_comes_in_ten_instalments_that_make_up_the_bill(calculator: Calculator) -> None:
    home = {**DAN["home"], "council_tax": {"amount": 1200, "per": "year"}}
    claims = {"universal_credit": False, "council_tax_reduction": False}
    household = {"home": home, "claims": claims, "date": "2026-04-01"}
    timeline = timeline_of(year(CALCULATOR, CAFE, household, starts="2026-04-01"))
    paid = [(event.date.month, event.amount) for event in timeline.events if event.line == "council_tax"]
    assert paid == [(month, Decimal(120)) for month in (4, 5, 6, 7, 8, 9, 10, 11, 12, 1)]
    monthly = {**household, "paydays": {"council_tax": {"next": "2026-04-01", "every": "month"}}}
    assert set(amounts(timeline_of(year(CALCULATOR, CAFE, monthly, starts="2026-04-01")), "council_tax")) == {
        Decimal(100)
    }


def test_less_help_with_council_tax_falls_on_the_instalments_that_are_left(calculator: Calculator) -> None:
    """Wales: the whole bill is met until pay comes; what is owed then is spread over what is left of the year."""
    home = {**DAN["home"], "council_tax": {"amount": 1200, "per": "year"}}
    timeline = timeline_of(year(CALCULATOR, {**CAFE, "hours_per_week": 30}, {"nation": "wales", "home": home}))
    paid = {f"{event.date:%Y-%m}": event.amount for event in timeline.events if event.line == "council_tax"}
    assert "2026-12" not in paid
    assert paid["2027-01"] > paid["2027-05"]


def test_universal_credit_twice_a_month_is_the_same_money(calculator: Calculator) -> None:
    account = {"assessment_period_day": 14, "paid": "twice_monthly"}
    timeline = timeline_of(year(CALCULATOR, CAFE, {"nation": "scotland", "universal_credit": account}))
    halves = [(event.date.isoformat(), event.amount) for event in timeline.events if event.line == "universal_credit"]
    assert halves[:2] == [("2026-12-18", Decimal("652.35")), ("2026-12-31", Decimal("652.35"))]


def test_a_job_done_now_has_been_paid_before_today(calculator: Calculator) -> None:
    """Weekly pay with no payday given: the assessment period that today is in has a full month of it."""
    adult = {"age": 34, "jobs": [{"hours_per_week": 8, "take_home": {"amount": 100, "per": "week"}, "paid": "week"}]}
    timeline = timeline_of(year(CALCULATOR, CAFE, {"adults": [adult]}, replaces="none"))
    assert timeline.assessment_periods[0].earnings_counted in (400, 500)


def test_the_year_so_far_is_that_of_the_case_date(calculator: Calculator) -> None:
    """A job now with 12,570 paid by March uses its code to the end of the year, and begins anew on 6 April."""
    work = {
        "hours_per_week": 30,
        "pay": {"amount": 2000, "per": "month"},
        "paid": "month",
        "payday": 28,
        "first_payday": "2026-02-27",
        "pension": None,
    }
    adult = {"age": 34, "jobs": [{**work, "tax_code": "1257L"}], "tax_this_year": {"pay": 22000, "tax": 2096.2}}
    household = {"date": "2026-03-10", "adults": [adult]}
    timeline = timeline_of(
        year(CALCULATOR, {**CAFE, "hours_per_week": 1}, household, starts="2026-03-10", replaces="none")
    )
    named = [
        event.amount
        for event in timeline.events
        if event.kind == "payday" and event.date in (dt.date(2026, 3, 27), dt.date(2026, 4, 28))
    ]
    # 24,000 to date less 12,579.12: 11,420 at 20% is 2,284.00, of which 2,096.20 is paid; then month 1: 951 at 20%.
    assert named == [
        Decimal(2000) - Decimal("187.80") - Decimal("76.16"),
        Decimal(2000) - Decimal("190.20") - Decimal("76.16"),
    ]


def test_a_case_without_options_has_no_year_and_nothing_that_one_rests_on(calculator: Calculator) -> None:
    job = {"name": "Shop", "hours_per_week": 16, "pay": {"amount": 12.71, "per": "hour"}, "paid": "month"}
    case: dict[str, Any] = {"date": "2026-11-23", "adults": [{"age": 40, "jobs": [job]}], "claims": {"universal_credit": True}, "options": []}  # fmt: skip
    result = calculator.calculate(read_case({**case, "views": ["timeline"]})).to_json()
    assert result["options"] == []
    assert result["assumptions"] == calculator.calculate(read_case(case)).to_json()["assumptions"]


def test_the_working_of_an_answer_takes_no_more_than_ten_times_as_long(calculator: Calculator) -> None:
    plain, full = (read_case({**DAN, "views": views}) for views in ([], ["working"]))

    def least(case: Any) -> float:
        return min(cpu_seconds(lambda: calculator.calculate(case).to_json()) for _ in range(5))

    assert least(full) <= 10 * least(plain)  # 27 times if each step copies the values of its run
