"""Months that are not alike: when the average of the first year is the answer, what it comes to, and what is said of it."""

import datetime as dt
from typing import Any

import pytest

from calculator import compare
from calculator.calculator import Calculator
from calculator.contract.reading import read_case
from calculator.contract.result import OptionResult, Result

Json = dict[str, Any]
PAY = {"amount": 12.71, "per": "hour"}


def job(hours: float, paid: str, **more: Any) -> Json:
    return {"hours_per_week": hours, "pay": PAY, "paid": paid, "pension": None, **more}


def capped(*jobs: Json, **more: Any) -> Json:
    """A parent of three, whose Universal Credit the benefit cap lowers without pay."""
    return {
        "date": "2026-11-23",
        "nation": "england",
        "council": "Arun",
        "adults": [{"age": 31}],
        "children": [{"age": 11}, {"age": 6}, {"age": 2}],
        "home": {"tenure": "social", "rent": {"amount": 700, "per": "month"}, "bedrooms": 3},
        "claims": {"universal_credit": True, "child_benefit": True},
        "options": [{"name": f"Job {n}", "adult": 1, "job": each} for n, each in enumerate(jobs)],
        **more,
    }


def moved(pay: Json, **option: Any) -> Json:
    """A parent of two with a transitional element and enough pay to keep it, who thinks of another job."""
    return {
        "date": "2026-11-23",
        "nation": "england",
        "council": "Bristol",
        "adults": [{"age": 41, "jobs": [job(18, "month", name="Shop")]}],
        "children": [{"age": 9}, {"age": 12}],
        "home": {"tenure": "social", "rent": {"amount": 500, "per": "month"}, "bedrooms": 2},
        "claims": {"universal_credit": True, "child_benefit": True},
        "universal_credit": {"transitional_element": 210, "transitional_first_period_over_threshold": True},
        "options": [{"name": "Job", "adult": 1, "job": pay, "replaces": "all", **option}],
    }


def worked_out(calculator: Calculator, case: Json) -> Result:
    return calculator.calculate(read_case(case), closely=())


def causes(option: OptionResult) -> dict[str, int]:
    """In how many months each cause is so, with the option."""
    return {each.id: each.count for each in option.uneven_months.causes if not each.now} if option.uneven_months else {}


def notices(option: OptionResult) -> set[str]:
    return {each.id for each in option.notices}


def test_the_average_is_what_twelve_periods_bring_month_by_month(calculator: Calculator) -> None:
    """203.36 a week: three paydays in the first period, then four in seven periods under the cap, and five in four periods without it.

    Capped, Universal Credit is what it is now, so a month brings its pay. With five paydays 55% of 1,016.80 less 427 is taken off 2,084.66.
    """
    option = worked_out(calculator, capped(job(16, "week"))).options[0]
    week, five = 203.36, 5 * 203.36
    uncapped = five + (2084.66 - round(0.55 * (five - 427), 2)) - (2084.66 - 522.01)
    months = [3 * week] + 7 * [4 * week] + 4 * [uncapped]
    uneven = option.uneven_months
    assert uneven is not None
    assert float(uneven.change_per_month) == pytest.approx(sum(months) / 12, abs=0.01)
    assert (float(uneven.lowest), float(uneven.highest)) == pytest.approx((min(months), max(months)), abs=0.01)
    assert float(option.change_per_month or 0) == pytest.approx(1153.41), "the typical month keeps its meaning"


@pytest.mark.parametrize(
    ("hours", "paid", "cap"),
    [
        (22, "week", False),
        (12, "week", False),
        (16, "week", True),
        (22, "two_weeks", False),
        (12, "two_weeks", True),  # three paydays of 305.04 are over the 881 that lift the cap
        (11, "two_weeks", False),
        (22, "four_weeks", False),
        (12, "four_weeks", True),  # so are two of 610.08
        (8, "four_weeks", False),
    ],
)
def test_only_a_limit_between_two_ordinary_months_counts(
    calculator: Calculator, hours: int, paid: str, cap: bool
) -> None:
    option = worked_out(calculator, capped(job(hours, paid))).options[0]
    assert ("benefit_cap" in causes(option)) == cap
    if not causes(option):
        assert option.uneven_months is None
        assert option.change_range is None
        assert "uneven_months" not in notices(option)


def test_the_notice_names_the_cause_and_takes_the_place_of_those_about_a_usual_month(calculator: Calculator) -> None:
    weekly, monthly = worked_out(calculator, capped(job(16, "week"), job(16, "month"))).options
    (told,) = [each for each in weekly.notices if each.id == "uneven_months"]
    assert "The benefit cap takes something off in 8 of 12 months" in told.text
    assert {"benefit_cap_stops", "two_paydays"}.isdisjoint(notices(weekly))
    assert "benefit_cap_stops" in notices(monthly)
    assert "uneven_months" not in notices(monthly)


@pytest.mark.parametrize(
    ("pay", "ends"),
    [
        (job(17, "four_weeks"), True),  # 864.28 in four weeks, and the limit is 991
        (job(15, "month"), True),
        (job(24, "four_weeks"), False),  # 1,220.16
        (job(24, "month"), False),
    ],
    ids=str,
)
def test_three_months_of_low_pay_end_a_transitional_element(calculator: Calculator, pay: Json, ends: bool) -> None:
    option = worked_out(calculator, moved(pay)).options[0]
    assert ("transitional_element" in causes(option)) == ends
    if ends:
        assert option.uneven_months is not None
        assert option.uneven_months.change_per_month < (option.change_per_month or 0) - 100
        assert option.change_range is not None


@pytest.mark.parametrize(("ends", "months"), [("2026-11-26", 12), ("2027-08-25", 3), ("2028-11-26", 0)])
def test_a_grace_period_that_ends_in_the_year_counts_from_its_day(
    calculator: Calculator, ends: str, months: int
) -> None:
    case = {
        "date": "2026-11-02",
        "nation": "england",
        "council": "Bromley",
        "brma": "Outer South East London",
        "adults": [{"age": 28, "jobs": [job(25, "month", name="Old")]}, {"age": 27}],
        "children": [{"age": 0}],
        "home": {"tenure": "private", "rent": {"amount": 1200, "per": "month"}, "bedrooms": 2},
        "claims": {"universal_credit": True, "child_benefit": True},
        "universal_credit": {"assessment_period_day": 27, "benefit_cap_grace_ends": ends},
        "options": [{"name": "Job ended", "adult": 1, "work": "none", "job": None, "starts": "2026-11-03"}],
    }
    option = worked_out(calculator, case).options[0]
    assert causes(option).get("benefit_cap", 0) == months
    if months:
        assert option.uneven_months is not None
        assert option.uneven_months.causes[0].first > dt.date.fromisoformat(ends)


def test_benefits_that_end_in_the_year_count_for_the_months_that_they_are_paid(calculator: Calculator) -> None:
    """New Style JSA lasts 182 days, so most of the year goes by without it, with the job or not."""
    case = capped(job(30, "month"))
    case["adults"] = [{"age": 31, "new_style_jsa": {"from": "2026-09-01"}}]
    option = worked_out(calculator, case).options[0]
    assert option.uneven_months is not None
    assert [each.now for each in option.uneven_months.causes if each.id == "new_style_jsa"] == [True]


@pytest.mark.parametrize(
    ("income", "starts", "now_months"),
    [
        # 194.32 a week of Maternity Allowance ends a week before the job begins, which has to do with no month of the job.
        ({"kind": "maternity_allowance", "amount": 194.32, "per": "week", "to": "2027-01-31"}, "2027-02-08", 12),
        # Maintenance of 300 a month begins before the job does.
        ({"kind": "child_maintenance", "amount": 300, "per": "month", "from": "2027-01-11"}, "2027-02-08", 12),
        ({"kind": "child_maintenance", "amount": 300, "per": "month"}, "2027-02-08", 0),
        ({"kind": "industrial_injuries", "amount": 300, "per": "month", "to": "2029-01-31"}, "2027-02-08", 0),
    ],
)
def test_money_with_days_of_its_own_is_not_put_down_to_the_job(
    calculator: Calculator, income: Json, starts: str, now_months: int
) -> None:
    case = {
        "date": "2026-11-23",
        "nation": "england",
        "adults": [{"age": 29, "other_income": [income]}],
        "home": {"tenure": "owner"},
        "claims": {"universal_credit": False},
        "universal_credit": {"assessment_period_day": 8},
        "options": [{"name": "Job", "adult": 1, "job": job(16, "month"), "starts": starts}],
    }
    option = worked_out(calculator, case).options[0]
    found = option.uneven_months
    assert [each.count for each in found.causes if each.now] == [now_months] if found else now_months == 0
    # 16 hours at 12.71 are 881.23 a month, and no tax is due on them. The first payday can be of a part of a month.
    change = option.change_per_month if found is None else found.highest
    assert change is not None
    assert float(change) == pytest.approx(881.23, abs=0.01)


def test_prescriptions_that_are_not_always_free_widen_no_range(calculator: Calculator) -> None:
    """With 18 hours, a month of four paydays is under the limit of 935, and one of five is over it. No line of money jumps."""
    case = capped(job(18, "week"), children=[])
    case["adults"] = [{"age": 40, "uc_health": "lcwra", "lcwra_rate": "new"}]
    option = worked_out(calculator, case).options[0]
    assert {*causes(option)} == {"prescriptions"}
    assert "uneven_months" in notices(option)
    assert option.change_range is None


def test_a_nil_award_in_the_months_with_an_extra_payday(calculator: Calculator) -> None:
    """In Scotland, Scottish Child Payment goes with it."""
    case = capped(job(34, "week"), nation="scotland", council="Dundee City", children=[{"age": 4}])
    case["home"] = {"tenure": "owner"}
    found = causes(worked_out(calculator, case).options[0])
    assert 0 < found["universal_credit"] < 12
    assert found["scottish_child_payment"] >= found["universal_credit"]


def test_the_answer_is_the_average_and_its_figures_add_up(calculator: Calculator) -> None:
    result = worked_out(calculator, capped(job(16, "week"), job(16, "month")))
    weekly, monthly = (compare.answer(result, option) for option in result.options)
    assert weekly.by_year
    uneven = result.options[0].uneven_months
    assert uneven
    assert weekly.change == weekly.then - weekly.now == uneven.change_per_month
    assert weekly.months is not None
    assert weekly.months[0] <= weekly.change <= weekly.months[1]
    assert not monthly.by_year
    assert monthly.change == result.options[1].change_per_month


def test_beside_another_option_both_years_count(calculator: Calculator) -> None:
    case = capped(job(16, "month"), job(16, "week"), compare_with="Job 0")
    first, second = worked_out(calculator, case).options
    against_now = worked_out(calculator, capped(job(16, "month"), job(16, "week"))).options[1].uneven_months
    assert first.uneven_months is None
    assert second.uneven_months is not None
    assert against_now is not None
    assert second.uneven_months.left_over_then == against_now.left_over_then
    assert second.uneven_months.change_per_month < 0, (
        "the cap lowers eight months that it leaves alone with monthly pay"
    )


def test_the_year_has_the_same_average(calculator: Calculator) -> None:
    case = capped(job(16, "week"), views=["timeline"])
    option = calculator.calculate(read_case(case), closely=[0]).options[0]
    assert option.year is not None
    assert option.uneven_months is not None
    assert option.year.change_per_month == option.uneven_months.change_per_month


def test_the_range_holds_the_months_of_every_answer(calculator: Calculator) -> None:
    """The cap hides the rental area in months of four paydays, and not in months of five."""
    rented = {"tenure": "private", "rent": {"amount": 1200, "per": "month"}, "bedrooms": 3}
    case = capped(job(16, "week"), home=rented, council="Teignbridge")
    told = worked_out(calculator, case).options[0].change_range
    assert told is not None
    alone = []
    for area in ("Exeter", "South Devon"):
        option = worked_out(calculator, case | {"brma": area}).options[0]
        assert option.change_range is not None
        alone.append(option.change_range)
    assert alone[0] != alone[1]
    assert told == (min(low for low, _ in alone), max(high for _, high in alone))
