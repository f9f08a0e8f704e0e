"""The year around what ends, stops or moves: deadlines, New Style ESA after a job, sick pay, childcare, and paydays."""

import copy
import datetime as dt
import json
import re
from decimal import Decimal
from typing import Any

import pytest

from calculator.calculator import Calculator
from calculator.contract.reading import read_case
from calculator.contract.result import Event, OptionResult, Position, Timeline

HOME = {"tenure": "social", "rent": {"amount": 450, "per": "month"}, "bedrooms": 1}
LCWRA = {"age": 40, "uc_health": "lcwra", "lcwra_rate": "protected"}
ON_ESA: dict[str, Any] = {
    **LCWRA,
    "new_style_esa": {"group": "support", "from": "2024-03-04", "next_payday": "2026-11-27"},
}
HOURLY = {"amount": 12.71, "per": "hour"}
SUPPORT_GROUP_TWO_WEEKS = Decimal("291.80")


def case_of(adult: dict[str, Any], option: dict[str, Any], **household: Any) -> dict[str, Any]:
    chosen = {"name": "Job", "adult": 1, **option}
    return {
        "date": "2026-11-23", "nation": "england", "adults": [adult], "home": HOME, "savings": 0,
        "universal_credit": {"assessment_period_day": 14}, "views": ["timeline"], "options": [chosen], **household,
    }  # fmt: skip


def worked(calculator: Calculator, adult: dict[str, Any], option: dict[str, Any], **household: Any) -> OptionResult:
    return calculator.calculate(read_case(case_of(adult, option, **household))).options[0]


def year_of(option: OptionResult) -> Timeline:
    assert option.timeline is not None
    return option.timeline


def of_kind(timeline: Timeline, kind: str, words: str = "") -> list[Event]:
    return [event for event in timeline.events if event.kind == kind and words in event.title]


def esa(timeline: Timeline, since: str = "2026-11-23", until: str = "2028-12-31") -> list[Decimal]:
    """The payments of New Style ESA on the days from one to another."""
    first, last = dt.date.fromisoformat(since), dt.date.fromisoformat(until)
    return [Decimal(e.amount or 0) for e in timeline.events if e.kind == "new_style_esa" and first <= e.date <= last]


def pay(timeline: Timeline) -> dict[dt.date, Decimal]:
    return {event.date: Decimal(event.amount or 0) for event in of_kind(timeline, "payday")}


def without_pointers(timeline: Timeline) -> str:
    """A timeline as JSON, without the number that each option has in the case."""
    return re.sub(r"/options/\d+/", "/options/*/", json.dumps(timeline.to_json()))


# ---------------------------------------------------------------------- help with council tax after 31 March
@pytest.mark.parametrize(
    ("nation", "council"), [("scotland", None), ("wales", None), ("england", "Leicester"), ("england", "Wigan")]
)
def test_help_with_council_tax_goes_on_after_the_last_scheme_year(
    calculator: Calculator, nation: str, council: str | None
) -> None:
    """With no pay, each month after March comes to what the months before it did, instalment by instalment. April has the first, with the pence."""
    home = {**HOME, "council_tax": {"amount": 1400, "per": "year"}, "council_tax_band": "B"}
    option = {"job": {"hours_per_week": 16, "pay": HOURLY, "paid": "month"}, "replaces": "all", "starts": "2026-12-07"}
    found = worked(calculator, LCWRA, option, home=home, nation=nation, council=council)
    timeline = year_of(found)
    as_now = {month.month: month.as_now for month in timeline.months}
    assert all(abs(as_now[f"2027-{month:02}"] - as_now["2027-05"]) <= Decimal("0.01") for month in range(6, 11))
    bills = [
        Decimal(e.amount or 0) for e in timeline.events if e.line == "council_tax" and e.date >= dt.date(2027, 6, 1)
    ]
    assert max(bills, default=Decimal(0)) - min(bills, default=Decimal(0)) <= Decimal("0.01")


def test_the_order_of_options_and_what_ifs_changes_nothing(calculator: Calculator) -> None:
    home = {**HOME, "council_tax": {"amount": 1400, "per": "year"}, "council_tax_band": "B"}
    endings = [{"kind": "ends", "after_weeks": 6}, {"kind": "hours", "after_weeks": 20, "hours": 8}]
    options = [
        {"name": f"{hours} hours", "job": {"hours_per_week": hours, "pay": HOURLY, "paid": "month"}, "starts": "2026-12-07", "what_if": endings}
        for hours in (8, 20, 37)
    ]  # fmt: skip
    case = case_of(ON_ESA, {}, home=home, council="Bristol") | {"options": options}
    there = calculator.calculate(read_case(case)).options
    turned = copy.deepcopy(case)
    turned["options"].reverse()
    for option in turned["options"]:
        option["what_if"].reverse()
    back = calculator.calculate(read_case(turned)).options
    for one, other in zip(there, reversed(back), strict=True):
        assert one.timeline is not None
        assert other.timeline is not None
        other.timeline.what_if.reverse()
        assert without_pointers(one.timeline) == without_pointers(other.timeline)


def test_it_is_said_that_the_scheme_of_this_year_is_used_after_march(calculator: Calculator) -> None:
    home = {**HOME, "council_tax": {"amount": 1400, "per": "year"}}
    option = {"job": {"hours_per_week": 16, "pay": HOURLY, "paid": "month"}, "starts": "2026-12-07"}
    case = case_of(LCWRA, option, home=home, council="Bristol")
    said = [each for each in calculator.calculate(read_case(case)).assumptions if each.id == "council_tax_scheme"]
    assert [each.path for each in said] == ["/council"]
    assert "31 March 2027" in said[0].text
    # A start after March has the notice beside the month's line, and the line is not settled.
    later = worked(calculator, LCWRA, {**option, "starts": "2027-05-03"}, home=home, council="Bristol")
    assert "council_tax_scheme_carried_on" in {notice.id for notice in later.notices}


# ---------------------------------------------------------------------- six months for Universal Credit
def award_deadlines(calculator: Calculator, what_if: dict[str, Any], **job: Any) -> list[dt.date]:
    full = {"hours_per_week": 37.5, "pay": {"amount": 50000, "per": "year"}, "paid": "month", **job}
    option = {"job": full, "replaces": "all", "starts": "2026-06-08", "what_if": [what_if]}
    timeline = year_of(worked(calculator, LCWRA, option, date="2026-06-01")).what_if[0]
    return [event.date for event in of_kind(timeline, "deadline", "without a new start")]


@pytest.mark.parametrize("weeks", [8, 13, 20, 26])
def test_six_months_count_from_the_end_of_the_last_award(calculator: Calculator, weeks: int) -> None:
    """The last award is that of the period to 13 June 2026, whenever the job ends (UC Regs 2013 reg 21(3C))."""
    assert award_deadlines(calculator, {"kind": "ends", "after_weeks": weeks}) == [dt.date(2026, 12, 13)]


def test_a_job_that_ends_after_the_six_months_says_that_it_is_a_new_claim(calculator: Calculator) -> None:
    full = {"hours_per_week": 37.5, "pay": {"amount": 50000, "per": "year"}, "paid": "month"}
    option = {"job": full, "starts": "2026-06-08", "what_if": [{"kind": "ends", "after_weeks": 36}]}
    timeline = year_of(worked(calculator, LCWRA, option, date="2026-06-01")).what_if[0]
    assert of_kind(timeline, "deadline", "without a new start") == []
    assert [event.date for event in of_kind(timeline, "tell", "new claim")] == [dt.date(2027, 2, 14)]


def test_a_job_that_leaves_some_universal_credit_has_no_such_day(calculator: Calculator) -> None:
    part_time = {"hours_per_week": 16, "pay": HOURLY}
    assert award_deadlines(calculator, {"kind": "ends", "after_weeks": 20}, **part_time) == []


# ---------------------------------------------------------------------- twelve weeks for New Style ESA
OVER_THE_LIMIT = {
    "hours_per_week": 16,
    "pay": HOURLY,
    "paid": "two_weeks",
    "first_payday": "2026-12-18",
    "pension": None,
}


def esa_option(*what_ifs: dict[str, Any], **job: Any) -> dict[str, Any]:
    return {"job": {**OVER_THE_LIMIT, **job}, "replaces": "all", "starts": "2026-12-09", "what_if": list(what_ifs)}


@pytest.mark.parametrize("group", ["support", "work_related"])
@pytest.mark.parametrize(
    "what_if",
    [
        {"kind": "ends", "after_weeks": 6},
        {"kind": "ends", "after_weeks": 12},
        {"kind": "hours", "after_weeks": 6, "hours": 10},
    ],
)
def test_esa_that_stopped_for_up_to_twelve_weeks_goes_on(
    calculator: Calculator, group: str, what_if: dict[str, Any]
) -> None:
    """The weeks count from 8 December 2026, the last day of ESA, and twelve of them lie between it and 3 March 2027 (ESA Regs 2013 reg 86)."""
    adult = {**ON_ESA, "new_style_esa": {**ON_ESA["new_style_esa"], "group": group}}
    timeline = year_of(worked(calculator, adult, esa_option(what_if))).what_if[0]
    assert [event.date for event in of_kind(timeline, "deadline", "New Style ESA")] == [dt.date(2027, 3, 3)]
    whole = {"support": SUPPORT_GROUP_TWO_WEEKS, "work_related": Decimal("191.10")}[group]
    assert set(esa(timeline, "2027-03-19", "2027-09-30")) == {whole}


@pytest.mark.parametrize(
    "course",
    [
        esa_option({"kind": "ends", "after_weeks": 13}),
        esa_option({"kind": "hours", "after_weeks": 20, "hours": 10}),
        {**esa_option({"kind": "payday", "after_weeks": 20}), "ends": "2027-06-08"},
        esa_option({"kind": "payday", "after_weeks": 20}, schedule=[{"from": "2027-04-05", "hours_per_week": 10}]),
    ],
    ids=["ends", "fewer hours", "own end", "schedule"],
)
@pytest.mark.parametrize("claims", [True, False])
def test_esa_that_stopped_for_longer_does_not_come_back_by_itself(
    calculator: Calculator, course: dict[str, Any], claims: bool
) -> None:
    found = worked(calculator, ON_ESA, course, claims={"universal_credit": claims})
    for timeline in year_of(found).what_if:
        assert esa(timeline, "2026-12-25") == []
        assert of_kind(timeline, "deadline", "New Style ESA") == []
        assert len(of_kind(timeline, "tell", "does not start again by itself")) == 1


def test_the_month_of_an_option_whose_hours_fall_too_late_has_no_esa(calculator: Calculator) -> None:
    late = worked(calculator, ON_ESA, esa_option(schedule=[{"from": "2027-04-05", "hours_per_week": 10}]))
    early = worked(calculator, ON_ESA, esa_option(schedule=[{"from": "2027-01-11", "hours_per_week": 10}]))
    assert line(late.position, "new_style_esa") == 0
    assert line(early.position, "new_style_esa") == Decimal("632.23")


# ---------------------------------------------------------------------- sick pay beside New Style ESA
def line(position: Position, name: str) -> Decimal:
    return next((Decimal(each.per_month) for each in position.lines if each.id == name), Decimal(0))


def test_a_job_over_the_limits_has_no_sick_pay_in_its_first_weeks(calculator: Calculator) -> None:
    """ESA was due up to 8 December 2026, 58 days before the sickness: no sick pay, and ESA links up (SSCBA 1992 Sch 11 para 2(dd))."""
    sick = {"kind": "sick", "after_weeks": 8, "weeks": 4}
    timeline = year_of(worked(calculator, ON_ESA, esa_option(sick, hours_per_week=30))).what_if[0]
    # Paid for 6 to 19 February: all of these two weeks are off sick.
    assert pay(timeline).get(dt.date(2027, 2, 26), Decimal(0)) == 0
    assert esa(timeline, "2027-02-19", "2027-03-05")[0] > 0


def test_sick_pay_is_due_where_esa_ended_more_than_85_days_before(calculator: Calculator) -> None:
    sick = {"kind": "sick", "after_weeks": 13, "weeks": 4}
    timeline = year_of(worked(calculator, ON_ESA, esa_option(sick, hours_per_week=30))).what_if[0]
    # Paid a day early because of Good Friday. 10 March 2027 is 92 days after the last day of ESA. Ten days of sick pay a payday, at 123.25 a week.
    assert pay(timeline)[dt.date(2027, 3, 25)] == Decimal("246.50")
    assert esa(timeline, "2027-03-05") == []


@pytest.mark.parametrize(("since", "due"), [("2026-12-14", 0), ("2024-03-04", 1)])
def test_the_month_now_goes_by_esa_before_the_sickness(calculator: Calculator, since: str, due: int) -> None:
    """ESA that began after the sickness was not due in the days before it."""
    shop = {
        "name": "Shop",
        "hours_per_week": 12,
        "pay": HOURLY,
        "paid": "week",
        "pension": None,
        "sick": {"from": "2026-12-14"},
    }
    adult = {**ON_ESA, "new_style_esa": {"group": "support", "from": since}, "jobs": [shop]}
    case = case_of(adult, {"work": "as_now"}, date="2026-12-21")
    now = calculator.calculate(read_case(case)).now
    assert line(now, "new_style_esa") == due * Decimal("632.23")
    # 80% of 152.52 is 122.02 a week.
    assert line(now, "statutory_sick_pay") == (1 - due) * Decimal("528.74")


def test_contract_sick_pay_is_paid_beside_esa(calculator: Calculator) -> None:
    contract = [{"until": "2027-12-31", "amount": 60, "per": "week"}]
    shop = {"name": "Shop", "hours_per_week": 12, "pay": HOURLY, "paid": "week", "pension": None,
            "sick": {"from": "2026-11-09", "contract_pay": contract}}  # fmt: skip
    now = calculator.calculate(read_case(case_of({**ON_ESA, "jobs": [shop]}, {"work": "as_now"}))).now
    assert line(now, "contract_sick_pay") == 260
    assert line(now, "new_style_esa") == Decimal("632.23")


# ---------------------------------------------------------------------- childcare that comes with a job
@pytest.mark.parametrize(
    "childcare",
    [
        {"amount": 500, "per": "month"},
        {"amount": 115.38, "per": "week"},
        [{"child": 1, "amount": 40, "per": "day", "days_per_week": 3}],
    ],
    ids=["month", "week", "by child"],
)
@pytest.mark.parametrize("end", ["option", "what_if"])
def test_childcare_of_an_option_ends_with_its_job(calculator: Calculator, childcare: Any, end: str) -> None:
    job = {"hours_per_week": 20, "pay": HOURLY, "paid": "month"}
    option = {"job": job, "replaces": "all", "starts": "2026-06-15", "childcare": childcare}
    option |= {"ends": "2026-07-26"} if end == "option" else {"what_if": [{"kind": "ends", "after_weeks": 6}]}
    found = worked(calculator, {"age": 40}, option, date="2026-06-01", children=[{"age": 3}])
    timeline = year_of(found) if end == "option" else year_of(found).what_if[0]
    paid = [event.date for event in timeline.events if event.line == "childcare"]
    assert paid[0] == dt.date(2026, 6, 15)
    assert max(paid) <= dt.date(2026, 7, 26)
    assert all(month.difference == 0 for month in timeline.months if month.month >= "2026-11")


def test_childcare_paid_now_goes_on_after_the_job(calculator: Calculator) -> None:
    option = {"job": {"hours_per_week": 20, "pay": HOURLY, "paid": "month"}, "starts": "2026-06-15", "ends": "2026-07-26",
              "childcare": {"amount": 500, "per": "month"}}  # fmt: skip
    now = {"amount": 200, "per": "month"}
    timeline = year_of(worked(calculator, {"age": 40}, option, date="2026-06-01", children=[{"age": 3}], childcare=now))
    paid = {event.date: event.amount for event in timeline.events if event.line == "childcare"}
    assert paid[dt.date(2026, 7, 15)] == 500
    assert paid[dt.date(2026, 10, 15)] == 200


# ---------------------------------------------------------------------- a payday that moves
def moved(calculator: Calculator, what_if: dict[str, Any], **job: Any) -> tuple[Timeline, Timeline]:
    monthly = {"hours_per_week": 15, "pay": HOURLY, "paid": "month", "payday": 28, "pension": None, **job}
    option = {"job": monthly, "replaces": "all", "starts": "2026-06-15", "what_if": [what_if]}
    timeline = year_of(worked(calculator, LCWRA, option, date="2026-06-01"))
    return timeline, timeline.what_if[0]


@pytest.mark.parametrize(
    ("what_if", "date"),
    [
        ({"kind": "payday", "date": "2026-10-20"}, "2026-10-20"),
        ({"kind": "payday", "date": "2026-11-05"}, "2026-11-05"),
        ({"kind": "payday", "date": "2026-10-30"}, "2026-10-30"),
        ({"kind": "payday", "after_weeks": 18}, "2026-10-19"),
    ],
)
def test_only_the_day_of_a_monthly_pay_moves(calculator: Calculator, what_if: dict[str, Any], date: str) -> None:
    """15 hours at 12.71 are 826.15 a month, and every month has one pay of that."""
    before, after = moved(calculator, what_if)
    assert pay(after)[dt.date.fromisoformat(date)] == Decimal("826.15")
    assert list(pay(after).values())[:11] == list(pay(before).values())[:11]
    assert [f"{day:%Y-%m}" for day in pay(after)][:11] == [f"{day:%Y-%m}" for day in pay(before)][:11]


def test_the_first_pay_stays_a_part_where_it_moves(calculator: Calculator) -> None:
    before, after = moved(calculator, {"kind": "payday", "date": "2026-06-25"})
    assert next(iter(pay(before))) == dt.date(2026, 6, 26)
    assert next(iter(pay(after))) == dt.date(2026, 6, 25)
    assert next(iter(pay(after).values())) == next(iter(pay(before).values())) < Decimal("826.15")


@pytest.mark.parametrize("paid", ["week", "two_weeks", "four_weeks"])
def test_pay_by_the_week_moves_by_as_many_days(calculator: Calculator, paid: str) -> None:
    changes = {"paid": paid, "payday": None, "first_payday": "2026-07-10"}
    before, after = moved(calculator, {"kind": "payday", "date": "2026-10-20"}, **changes)
    kept = [day for day in pay(before) if day < dt.date(2026, 10, 20)]
    assert list(pay(after))[: len(kept) + 1] == [*kept, dt.date(2026, 10, 20)]
    assert list(pay(after).values())[: len(pay(before)) - 1] == list(pay(before).values())[:-1]


# ---------------------------------------------------------------------- single paydays, and the last month
@pytest.mark.parametrize("given", [{"take_home": 1200}, {"gross": 1200}])
@pytest.mark.parametrize("new", [True, False])
def test_a_job_may_have_nothing_but_single_paydays(calculator: Calculator, given: dict[str, Any], new: bool) -> None:
    """1,200 in a month is under the tax-free amount; National Insurance is 8% of 1,200 - 1,048 = 12.16."""
    casual = {"name": "Casual", "pays": [{"date": "2026-12-18", **given}], "pension": None}
    adult = {"age": 33} if new else {"age": 33, "jobs": [casual]}
    option = {"job": casual, "starts": "2026-12-01"} if new else {"work": "as_now"}
    case = case_of(adult, option)
    result = calculator.calculate(read_case(case))
    timeline = year_of(result.options[0])
    # A job now of which the year so far is not known is taxed by the month alone: 20% of 151 more.
    expected = Decimal(1200) if "take_home" in given else Decimal("1187.84") if new else Decimal("1157.64")
    assert pay(timeline) == {dt.date(2026, 12, 18): expected}
    counted = {period.starts: period.earnings_counted for period in timeline.assessment_periods}
    assert counted[dt.date(2026, 12, 14)] == expected
    assert "only_single_paydays" in {each.id for each in result.assumptions}


def test_a_loss_in_the_first_month_is_the_worst_month(calculator: Calculator) -> None:
    """The last month is cut off and left out; a first month that costs money before the first pay is a real loss."""
    costs = [{"name": "bus pass", "amount": 60, "per": "month"}]
    job = {"hours_per_week": 8, "pay": HOURLY, "paid": "month", "first_payday": "2027-01-29", "work_costs": costs}
    found = worked(calculator, {"age": 58}, {"job": job, "starts": "2026-12-28"})
    assert found.year is not None
    assert found.year.worst_month is not None
    assert (found.year.worst_month.month, found.year.worst_month.difference) == ("2026-12", Decimal(-60))
    assert [month.part_until for month in year_of(found).months if month.part_until] == [dt.date(2027, 12, 26)]


# ---------------------------------------------------------------------- ill again within eight weeks
@pytest.mark.parametrize(
    ("day", "used", "last"),
    [
        # Off sick from 5 October to 29 November 2026: seven weeks used by the case's date and one more. 20 weeks are left.
        ("2026-12-28", 7, "2027-05-16"),
        # The same, counted from the first day of the first sickness.
        ("2026-12-28", None, "2027-05-16"),
        # Eight weeks after the first sickness, and a day later: then 28 weeks begin anew.
        ("2027-01-25", 7, "2027-06-13"),
        ("2027-01-26", 7, "2027-08-09"),
    ],
)
def test_ill_again_within_eight_weeks_has_the_weeks_that_are_left(
    calculator: Calculator, day: str, used: float | None, last: str
) -> None:
    sick = {"from": "2026-10-05", **({} if used is None else {"ssp_weeks_used": used})}
    held = {"name": "Shop", "hours_per_week": 30, "pay": HOURLY, "paid": "month", "payday": 25, "pension": None}
    option = {"job": {**held, "hours_per_week": 20}, "starts": "2026-11-30", "what_if": [{"kind": "sick", "date": day}]}
    adult = {"age": 45, "jobs": [{**held, "sick": sick}]}
    timeline = year_of(worked(calculator, adult, option)).what_if[0]
    assert [str(event.date) for event in of_kind(timeline, "tell", "Last day of Statutory Sick Pay")] == [last]


def test_ill_again_with_another_employer_begins_anew(calculator: Calculator) -> None:
    held = {"name": "Shop", "hours_per_week": 30, "pay": HOURLY, "paid": "month", "payday": 25, "pension": None}
    option = {
        "job": {**held, "name": "Mill"},
        "starts": "2026-11-30",
        "what_if": [{"kind": "sick", "date": "2026-12-28"}],
    }
    adult = {"age": 45, "jobs": [{**held, "sick": {"from": "2026-10-05", "ssp_weeks_used": 7}}]}
    timeline = year_of(worked(calculator, adult, option)).what_if[0]
    assert [str(event.date) for event in of_kind(timeline, "tell", "Last day of Statutory Sick Pay")] == ["2027-07-11"]
