"""From a case to a result: who works where, what is compared with what, what is open, and what other hours would do."""

import copy
import datetime as dt
import functools
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from loaded import CALCULATOR

from calculator.contract.errors import CaseError
from calculator.contract.reading import read_case
from calculator.month.situation import option as situation_of
from calculator.resources import folder

Json = dict[str, Any]
EXAMPLES = Path(__file__).parent.parent / "examples"
HOURS_SAID = ("break_even_hours", "worse_hours", "limits")  # what is said of other hours without the view of them


def example(name: str) -> Json:
    found: Json = json.loads((EXAMPLES / f"{name}.json").read_text())
    return found


def worked_out(case: Json) -> Json:
    return CALCULATOR.calculate(read_case(case)).to_json()


def refused(case: Json) -> list[str]:
    with pytest.raises(CaseError) as error:
        worked_out(case)
    return [str(problem) for problem in error.value.problems]


def job(hours: float = 16, an_hour: float = 12.71, **more: Any) -> Json:
    return {"name": "Cafe", "hours_per_week": hours, "pay": {"amount": an_hour, "per": "hour"}, "pension": None} | more


def case(*options: Json, **more: Any) -> Json:
    """One adult of 30 on 23 November 2026 with no home of their own, unless more is said."""
    made: Json = {"date": "2026-11-23", "nation": "england", "adults": [{"age": 30}]} | more
    made["options"] = [{"name": f"Option {number + 1}"} | option for number, option in enumerate(options)]
    return made


def line(position: Json, name: str) -> float:
    return sum(each["per_month"] for each in position["lines"] if each["id"] == name)


def only(result: Json) -> Json:
    (option,) = result["options"]
    found: Json = option
    return found


def ids(notices: list[Json]) -> list[str]:
    return [each["id"] for each in notices]


# ---------------------------------------------------------------------- the least that can be said
def test_an_age_is_enough_for_a_result() -> None:
    result = worked_out({"adults": [{"age": 30}], "date": "2026-11-23"})
    assert [each["id"] for each in result["now"]["lines"]] == ["universal_credit"]
    assert result["now"]["left_over"] == 424.90
    assert result["options"] == []


def test_a_case_without_a_date_is_of_today() -> None:
    result = worked_out({"adults": [{"age": 30}]})
    assert result["rules"]["as_of"] == dt.date.today().isoformat()


def test_what_was_taken_for_granted_is_said_with_its_place_in_the_case() -> None:
    said = {each["id"]: each for each in worked_out(case({"job": {**job()}}))["assumptions"]}
    assert said["universal_credit_claimed"]["path"] == "/claims/universal_credit"
    assert all(each["text"].endswith(".") for each in said.values())


def test_the_rules_used_are_named_by_day_and_fingerprint() -> None:
    rules = worked_out(case())["rules"]
    assert rules["as_of"] == "2026-11-23"
    assert rules["fingerprint"] == CALCULATOR.book.rules.fingerprint
    assert rules["amendments"] == []


# ---------------------------------------------------------------------- who works where
NOW_AT_WORK: Json = {"adults": [{"age": 30, "jobs": [job(10) | {"name": "Shop"}, job(5) | {"name": "Bar"}]}]}


@pytest.mark.parametrize(
    ("option", "hours"),
    [
        ({"job": job(16)}, 16),
        ({"job": job(16), "replaces": "all"}, 16),
        ({"job": job(16), "replaces": "none"}, 31),
        ({"job": job(16), "replaces": ["Bar"]}, 26),
        ({"job": job(16), "replaces": []}, 31),
        ({"work": "none"}, 0),
        ({"job": None}, 0),
        ({"work": "none", "replaces": ["Shop"]}, 5),
        ({"work": "as_now"}, 15),
        ({}, 15),
        ({"job": job(16), "also": [{"adult": 1, "job": job(4)}]}, 20),
        ({"job": job(16), "also": [{"adult": 1, "job": job(4), "replaces": "none"}]}, 20),
        ({"work": "as_now", "also": [{"adult": 1, "job": job(4), "replaces": ["Shop"]}]}, 9),
    ],
)
def test_an_option_takes_the_place_of_what_it_replaces(option: Json, hours: int) -> None:
    position = only(worked_out(case(option, **NOW_AT_WORK)))["position"]
    assert line(position, "pay") == pytest.approx(round(hours * 12.71 * 52 / 12, 2), abs=0.01)


def test_a_partner_may_start_at_the_same_time() -> None:
    couple: Json = {"adults": [{"age": 30}, {"age": 31}]}
    option = {"job": job(16), "also": [{"adult": 2, "job": job(8)}]}
    position = only(worked_out(case(option, **couple)))["position"]
    pay = next(each for each in position["lines"] if each["id"] == "pay")
    assert pay["by_adult"] == [881.23, 440.61]


def test_an_option_of_the_partners_leaves_the_first_adults_work_alone() -> None:
    couple: Json = {"adults": [{"age": 30, "jobs": [job(10)]}, {"age": 31, "jobs": [job(20)]}]}
    pay = next(
        each
        for each in only(worked_out(case({"adult": 2, "work": "none"}, **couple)))["position"]["lines"]
        if each["id"] == "pay"
    )
    assert pay["by_adult"] == [550.77, 0]


def test_a_job_stands_at_the_last_step_of_its_schedule() -> None:
    steps = [{"from": "2027-02-01", "hours_per_week": 20}, {"from": "2027-01-01", "hours_per_week": 12}]
    position = only(worked_out(case({"job": job(8, schedule=steps)})))["position"]
    assert line(position, "pay") == round(20 * 12.71 * 52 / 12, 2)


@pytest.mark.parametrize(
    ("pay", "a_month"),
    [
        ({"amount": 100, "per": "week"}, 433.33),
        ({"amount": 100, "per": "two_weeks"}, 216.67),
        ({"amount": 100, "per": "four_weeks"}, 108.33),
        ({"amount": 100, "per": "month"}, 100),
        ({"amount": 100, "per": "quarter"}, 33.33),
        ({"amount": 1200, "per": "year"}, 100),
    ],
)
def test_pay_by_any_period_is_averaged_over_the_year(pay: Json, a_month: float) -> None:
    position = only(worked_out(case({"job": {"hours_per_week": 10, "pay": pay}})))["position"]
    assert line(position, "pay") == a_month


def test_pay_by_the_day_goes_by_the_days_worked() -> None:
    paid = {"days_per_week": 3, "pay": {"amount": 50, "per": "day"}}
    assert line(only(worked_out(case({"job": paid})))["position"], "pay") == 650
    assert line(only(worked_out(case({"job": paid | {"weeks_per_year": 39}})))["position"], "pay") == 487.50


def test_term_time_pay_is_spread_over_the_year() -> None:
    position = only(worked_out(case({"job": job(16, weeks_per_year=39)})))["position"]
    assert line(position, "pay") == 660.92


def test_only_what_reaches_the_bank_may_be_known() -> None:
    banked = {"take_home": {"amount": 770, "per": "month"}, "hours_per_week": 16}
    position = only(worked_out(case({"job": banked})))["position"]
    assert line(position, "pay") == 770
    assert not {"income_tax", "national_insurance", "pension_contribution"} & {each["id"] for each in position["lines"]}


# ---------------------------------------------------------------------- what is compared
def test_options_are_compared_with_now_or_with_one_of_them() -> None:
    options = ({"job": job(8)}, {"job": job(20)})
    with_now, with_first = (worked_out(case(*options, compare_with=name)) for name in ("now", "Option 1"))
    left = [option["position"]["left_over_before_debts"] for option in with_now["options"]]
    now = with_now["now"]["left_over_before_debts"]
    assert [option["change_per_month"] for option in with_now["options"]] == pytest.approx(
        [each - now for each in left]
    )
    assert [option["change_per_month"] for option in with_first["options"]] == pytest.approx([0, left[1] - left[0]])


def test_what_is_kept_of_a_pound_and_of_an_hour_is_left_out_where_neither_rises() -> None:
    options = ({"job": job(16)}, {"work": "none"}, {"work": "as_now"})
    more, less, same = worked_out(case(*options, **NOW_AT_WORK))["options"]
    pay = 12.71 * 52 / 12
    assert more["kept_per_pound"] == pytest.approx(more["change_per_month"] / pay, abs=0.01)
    assert more["better_off_per_hour"] == pytest.approx(more["change_per_month"] / (52 / 12), abs=0.01)
    for option in (less, same):
        assert option["kept_per_pound"] is None
        assert option["better_off_per_hour"] is None


def test_costs_of_working_lower_what_is_kept_but_not_what_is_kept_before_costs() -> None:
    fares = {"name": "bus", "amount": 60, "per": "month"}
    plain, fared = worked_out(case({"job": job()}, {"job": job(work_costs=[fares])}))["options"]
    assert plain["change_per_month"] - fared["change_per_month"] == pytest.approx(60)
    assert fared["kept_per_pound"] < plain["kept_per_pound"]
    assert fared["kept_per_pound_before_costs"] == plain["kept_per_pound_before_costs"] == plain["kept_per_pound"]


def test_repayments_taken_from_universal_credit_do_not_count_in_the_change() -> None:
    debts = {"deductions": [{"kind": "advance", "amount": 30, "per": "month"}]}
    plain, indebted = (worked_out(case({"job": job()}, **more)) for more in ({}, debts))
    assert indebted["now"]["left_over"] == plain["now"]["left_over"] - 30
    assert indebted["now"]["left_over_before_debts"] == plain["now"]["left_over_before_debts"]
    assert only(indebted)["change_per_month"] == only(plain)["change_per_month"]


def test_a_repayment_that_has_ended_is_not_taken_any_more() -> None:
    ended = [{"kind": "advance", "amount": 30, "per": "month", "ends": "2026-11-22"}]
    running = [{"kind": "advance", "amount": 30, "per": "month", "ends": "2026-11-23"}]
    assert worked_out(case(deductions=ended))["now"]["universal_credit"]["deductions"] == 0
    assert worked_out(case(deductions=running))["now"]["universal_credit"]["deductions"] == 30


def test_a_repayment_in_odd_pence_leaves_the_award_less_itself() -> None:
    odd = [{"kind": "advance", "amount": 3.93, "per": "two_weeks"}]
    position = worked_out(case(deductions=odd))["now"]
    award = position["universal_credit"]
    assert award["deductions"] == 8.52
    assert award["paid"] == pytest.approx(award["award"] - award["deductions"])
    assert position["left_over"] == award["paid"]


@pytest.mark.parametrize(
    ("day", "limit", "taken"), [("2024-11-18", "£98.36 a month", 98.36), ("2026-11-23", "£63.74 a month", 100.14)]
)
def test_debts_stop_at_the_limit_of_the_day_and_child_maintenance_goes_beyond_it_only_since_2025(
    day: str, limit: str, taken: float
) -> None:
    debts = [
        {"kind": "overpayment", "amount": 90, "per": "month"},
        {"kind": "child_maintenance", "amount": 36.40, "per": "month"},
    ]
    result = worked_out(case(date=day, deductions=debts))
    assert result["now"]["universal_credit"]["deductions"] == taken
    (notice,) = (each for each in result["notices"] if each["id"] == "deductions_over_limit")
    assert limit in notice["text"]


def test_what_is_claimed_in_an_option_goes_over_what_is_claimed_now() -> None:
    claims: Json = {"universal_credit": False, "child_benefit": False}
    family: Json = {"children": [{"age": 5}], "claims": claims}
    result = worked_out(case({"work": "as_now", "claims": {"universal_credit": True}}, **family))
    assert result["now"]["universal_credit"]["status"] == "not_claimed"
    then = only(result)["position"]
    assert then["universal_credit"]["status"] == "in_payment"
    assert line(then, "child_benefit") == 0, "where the option is silent it is as now"


def test_childcare_that_changes_with_the_option_is_counted_in_it_alone() -> None:
    family: Json = {"children": [{"age": 3}], "childcare": {"amount": 100, "per": "month"}}
    option = {"job": job(20), "childcare": {"amount": 500, "per": "month"}}
    result = worked_out(case(option, **family))
    assert line(result["now"], "childcare") == 100
    assert line(only(result)["position"], "childcare") == 500


def test_childcare_by_child_is_added_up_over_the_weeks_it_is_used() -> None:
    each = [
        {"child": 1, "amount": 62, "per": "day", "days_per_week": 3, "weeks_per_year": 39},
        {"child": 2, "amount": 6, "per": "hour", "hours_per_week": 10},
        {"child": 2, "amount": 20, "per": "week"},
    ]
    result = worked_out(case(children=[{"age": 3}, {"age": 5}], childcare=each))
    assert line(result["now"], "childcare") == pytest.approx((62 * 3 * 39 + 6 * 10 * 52 + 20 * 52) / 12, abs=0.01)


def test_childcare_belongs_to_the_child_named_whatever_the_order_of_ages() -> None:
    """A child of 17 is too old for help with childcare; the case lists the younger one first."""
    costs = [{"child": number, "amount": 400, "per": "month"} for number in (1, 2)]
    younger = {"amount": 400, "per": "month", "child": 1, "first_month_paid_by_jobcentre": True}
    family: Json = {"children": [{"age": 3}, {"age": 17, "in_education": True}]}
    both = worked_out(case({"job": job()}, childcare=costs, **family))
    one = worked_out(case({"job": job()}, childcare=[younger], **family))
    for result in (both, one):
        assert only(result)["position"]["universal_credit"]["childcare_element"] == 340
    assert line(only(both)["position"], "childcare") == 800
    assert "childcare_child_too_old" in ids(only(both)["notices"])
    assert "childcare_child_too_old" not in ids(only(one)["notices"])
    assert "first_childcare_bill_paid" in ids(one["assumptions"])
    assert "first_childcare_bill_paid" not in ids(both["assumptions"])


@pytest.mark.parametrize(("claimed", "months"), [("2026-12-14", 4), ("2027-02-14", 6)])
def test_what_a_gap_does_goes_by_the_day_of_the_new_claim(claimed: str, months: int) -> None:
    ill: Json = {
        "adults": [{"age": 40, "uc_health": "lcwra", "lcwra_from": "2020-01-01"}],
        "claims": {"universal_credit": False},
        "universal_credit": {"award_ended": "2026-08-14"},
    }
    again = {"work": "as_now", "claims": {"universal_credit": True}, "universal_credit_from": claimed}
    option = only(worked_out(case(again, **ill)))
    kept = months < 6
    assert option["position"]["universal_credit"]["lcwra_element"] == (429.80 if kept else 217.26)
    assert ("claim_again_in_time" in ids(option["notices"])) is kept
    assert ("claim_again_late" in ids(option["notices"])) is not kept


# ---------------------------------------------------------------------- days
def test_the_date_of_the_case_picks_the_rules() -> None:
    allowances = [
        worked_out(case(date=day))["now"]["universal_credit"]["standard_allowance"]
        for day in ("2024-04-08", "2025-04-07", "2026-04-06")
    ]
    assert allowances == [393.45, 400.14, 424.90]


def test_universal_credit_changes_with_the_period_that_starts_after_the_new_rates() -> None:
    account = {"universal_credit": {"assessment_period_day": 20}}
    allowances = [
        worked_out(case(date=day, **account))["now"]["universal_credit"]["standard_allowance"]
        for day in ("2026-04-19", "2026-04-20")
    ]
    assert allowances == [400.14, 424.90]


def test_an_option_that_starts_under_new_rates_is_worked_out_with_them() -> None:
    result = worked_out(case({"work": "as_now", "starts": "2026-04-06"}, date="2026-04-01"))
    assert result["now"]["universal_credit"]["standard_allowance"] == 400.14
    assert only(result)["position"]["universal_credit"]["standard_allowance"] == 424.90


def test_an_option_that_has_begun_is_worked_out_with_the_rules_of_today() -> None:
    """A plan without a date can be opened again after its job has begun."""
    begun = case({"work": "as_now", "starts": str(dt.date.today() - dt.timedelta(days=300))})
    del begun["date"]
    result = worked_out(begun)
    allowance = result["now"]["universal_credit"]["standard_allowance"]
    assert only(result)["position"]["universal_credit"]["standard_allowance"] == allowance


def test_a_day_before_the_rules_begin_is_refused() -> None:
    assert refused(case(date="2024-04-07")) == ["/date: must be 2024-04-08 or later: the rules held begin on that day"]


def test_a_day_after_the_rules_end_is_worked_out_with_the_last_rates_and_says_so() -> None:
    after = CALCULATOR.last + dt.timedelta(days=1)
    last = worked_out(case(date=str(CALCULATOR.last)))
    result = worked_out(case({"work": "as_now", "starts": str(after + dt.timedelta(days=270))}, date=str(after)))
    assert (
        result["now"]["universal_credit"]["standard_allowance"] == last["now"]["universal_credit"]["standard_allowance"]
    )
    assert "rates_assumed" in ids(result["notices"])
    assert "rates_assumed" in ids(only(result)["notices"])
    assert [each["path"] for each in result["assumptions"] if each["id"] == "rates_assumed"] == [
        "/date",
        "/options/0/starts",
    ]


def test_the_first_and_last_days_of_the_rules_are_covered() -> None:
    for day in ("2024-04-08", "2027-04-04"):
        assert "rates_assumed" not in ids(worked_out(case(date=day))["notices"])


def test_an_age_by_date_of_birth_moves_on_with_the_option() -> None:
    young: Json = {"adults": [{"date_of_birth": "2001-12-01"}]}
    result = worked_out(case({"work": "as_now", "starts": "2026-12-02"}, **young))
    assert result["now"]["universal_credit"]["standard_allowance"] == 338.58
    assert only(result)["position"]["universal_credit"]["standard_allowance"] == 424.90


def test_a_period_that_began_before_the_rules_is_not_refused_in_words_of_the_rule_files() -> None:
    account = {"universal_credit": {"assessment_period_day": 20}}
    try:
        assert worked_out(case(date="2024-04-10", **account))["now"]["universal_credit"]["standard_allowance"] == 393.45
    except CaseError as error:
        assert ".yaml" not in str(error)  # noqa: PT017


# ---------------------------------------------------------------------- what is open
def test_where_the_rate_of_lcwra_is_not_known_both_are_shown() -> None:
    ill: Json = {"adults": [{"age": 40, "uc_health": "lcwra"}]}
    result = worked_out(case({"job": job()}, **ill))
    (credit,) = [each for each in result["now"]["lines"] if each["id"] == "universal_credit"]
    assert credit["confidence"] == "depends"
    assert credit["depends_on"] == ["/adults/0/lcwra_rate"]
    awards = [
        worked_out(case(adults=[{"age": 40, "uc_health": "lcwra", "lcwra_rate": rate}]))["now"]["universal_credit"][
            "award"
        ]
        for rate in ("new", "protected")
    ]
    assert awards[0] < awards[1]
    assert credit["per_month"] == awards[0]
    # Whichever it is, it is the same before and after, and the change is the same.
    assert only(result)["change_range"] is None
    assert "lcwra_rate_depends" in ids(result["notices"])


def test_where_the_rate_of_lcwra_is_known_nothing_depends() -> None:
    for known in ({"lcwra_rate": "new"}, {"lcwra_from": "2020-01-01"}):
        result = worked_out(case(adults=[{"age": 40, "uc_health": "lcwra"} | known]))
        assert {each["confidence"] for each in result["now"]["lines"]} == {"settled"}


def test_where_the_area_is_not_known_a_private_rent_is_met_between_the_lowest_and_the_highest_rate() -> None:
    renting: Json = {"home": {"tenure": "private", "rent": {"amount": 1500, "per": "month"}, "bedrooms": 1}}
    open_, settled = worked_out(case(**renting)), worked_out(case(brma="Sheffield", **renting))
    (credit,) = [each for each in open_["now"]["lines"] if each["id"] == "universal_credit"]
    # At the highest rate the benefit cap takes something off, and it is another in London.
    assert (credit["confidence"], credit["depends_on"]) == ("depends", ["/brma", "/council"])
    assert credit["per_month"] < settled["now"]["universal_credit"]["award"]
    assert {each["confidence"] for each in settled["now"]["lines"] if each["id"] == "universal_credit"} == {"settled"}


def test_a_range_runs_over_every_answer_to_what_is_open() -> None:
    """Between full-time work with no award and none with one, what the area's rate is makes all the difference."""
    renting: Json = {"home": {"tenure": "private", "rent": {"amount": 1500, "per": "month"}, "bedrooms": 1}}
    option = {"job": job(45, 25)}
    low, high = only(worked_out(case(option, **renting)))["change_range"]
    changes = [
        only(worked_out(case(option, brma=area, **renting)))["change_per_month"]
        for area in ("Sheffield", "Central London", "Inner North London")
    ]
    assert all(low <= change <= high for change in changes)


def test_a_range_reaches_above_the_change_shown_as_well_as_below() -> None:
    """Who stops work falls back on an award that is shown at the lowest rate of rent, and may be more."""
    home: Json = {"tenure": "private", "rent": {"amount": 1500, "per": "month"}, "bedrooms": 1}
    paid: Json = {"adults": [{"age": 30, "jobs": [job(45, 25)]}], "home": home}
    option = only(worked_out(case({"work": "none"}, **paid)))
    low, high = option["change_range"]
    assert option["change_per_month"] == low < high
    found = only(worked_out(case({"work": "none"}, brma="Sheffield", **paid)))["change_per_month"]
    assert low < found < high


def test_council_tax_help_that_is_not_covered_leaves_the_position_incomplete_and_the_change_a_range() -> None:
    home: Json = {
        "home": {
            "tenure": "social",
            "rent": {"amount": 400, "per": "month"},
            "bedrooms": 1,
            "council_tax": {"amount": 1400, "per": "year"},
        }
    }
    result = worked_out(case({"job": job()}, **home))
    for position in (result["now"], only(result)["position"]):
        assert position["complete"] is False
        assert position["missing"] == ["council_tax_reduction"]
        assert "council_tax_reduction" not in [each["id"] for each in position["lines"]]
    low, high = only(result)["change_range"]
    change = only(result)["change_per_month"]
    # Help with council tax falls as pay rises: it may be lost, and cannot be gained.
    assert low == pytest.approx(change - 116.67, abs=0.01)
    assert high == pytest.approx(change)
    assert "council_tax_reduction_not_covered" in ids(result["notices"])


def test_an_award_that_is_not_covered_is_said_and_never_taken_for_nothing() -> None:
    result = worked_out(case({"job": job()}, adults=[{"age": 30, "full_time_student": True}]))
    for position in (result["now"], only(result)["position"]):
        assert position["complete"] is False
        assert position["missing"] == ["universal_credit"]
        assert position["universal_credit"]["status"] == "not_covered"
        assert line(position, "universal_credit") == 0
    low, high = only(result)["change_range"]
    # All of an award of 424.90 may be lost.
    assert (low, high) == (pytest.approx(881.23 - 424.90), 881.23)


def test_another_adult_at_home_whose_age_is_not_given_is_still_a_person_at_home() -> None:
    def rooms(other: Json) -> Json:
        home = {"tenure": "social", "rent": {"amount": 600, "per": "month"}, "bedrooms": 2, "non_dependants": [other]}
        found: Json = worked_out(case(home=home))["now"]["universal_credit"]["housing"]
        return found

    assert rooms({"age": 40})["bedroom_reduction"] == 0
    assert rooms({})["bedroom_reduction"] == 0


def test_without_recourse_to_public_funds_there_are_no_figures_but_advice() -> None:
    result = worked_out(case({"job": job()}, adults=[{"age": 30, "no_public_funds": True}]))
    assert result["now"]["lines"] == only(result)["position"]["lines"] == []
    assert "no_public_funds" in ids(result["notices"])
    option = only(result)
    assert option["change_per_month"] is None
    assert option["change_range"] is None
    assert result["now"]["universal_credit"]["award"] == 0


# ---------------------------------------------------------------------- refused
def test_an_area_that_does_not_exist_is_refused_with_the_nearest() -> None:
    (told,) = refused(case(brma="Shefield"))
    assert told.startswith("/brma: is not a broad rental market area: did you mean ")
    assert "Sheffield" in told


def test_an_area_is_found_however_it_is_written() -> None:
    home: Json = {"tenure": "private", "rent": {"amount": 1500, "per": "month"}}
    assert worked_out(case(brma="SHEFFIELD", home=home))["now"] == worked_out(case(brma="Sheffield", home=home))["now"]


def test_pay_by_the_hour_needs_hours_even_at_the_last_step_of_a_schedule() -> None:
    steps = [{"from": "2027-01-01", "pay": {"amount": 13, "per": "hour"}}]
    told = refused(case({"job": {"pay": {"amount": 12, "per": "hour"}, "schedule": steps}}))
    assert told == ["/options/0/job/hours_per_week: is needed if pay is by the hour"]


def test_every_problem_of_a_case_is_told_at_once() -> None:
    steps = [{"from": "2027-01-01", "pay": {"amount": 13, "per": "day"}}]
    bad = {"pay": {"amount": 12, "per": "hour"}, "schedule": steps}
    assert len(refused(case({"job": bad}, brma="Nowhere"))) == 2


# ---------------------------------------------------------------------- what is said of an option
def test_a_notice_that_held_before_is_not_said_again_of_the_option() -> None:
    rich: Json = {"savings": 20000}
    result = worked_out(case({"job": job()}, **rich))
    assert "capital_over_limit" in ids(result["notices"])


def test_a_notice_about_an_adult_says_which() -> None:
    couple: Json = {"adults": [{"age": 30}, {"age": 31}]}
    option = only(worked_out(case({"adult": 2, "job": job(30, 3)}, **couple)))
    (unlawful,) = [each for each in option["notices"] if each["id"] == "minimum_wage"]
    assert unlawful["adult"] == 2
    assert unlawful["source"]["law"]
    assert "{" not in unlawful["text"]


def test_every_notice_of_the_examples_is_filled_in_and_has_its_source() -> None:
    for file in sorted(EXAMPLES.glob("*.json")):
        result = worked_out(json.loads(file.read_text()))
        said = result["notices"] + [each for option in result["options"] for each in option["notices"] + option["help"]]
        assert all(each["title"] and each["text"] and "{" not in each["title"] + each["text"] for each in said)
        assert all(each["source"]["law"] for each in said if each["id"] != "rates_assumed")


# ---------------------------------------------------------------------- the working
def test_every_figure_of_the_working_comes_from_a_law_and_a_formula_with_its_numbers() -> None:
    result = worked_out(example("first-look") | {"views": ["working"]})
    working = only(result)["position"]["working"]
    by_rule = {each["rule"]: each for each in working}
    taken = by_rule["universal_credit.earned_income_deduction"]
    assert taken["with"] == {
        "taper_rate": 0.55,
        "earned_income": by_rule["universal_credit.earned_income"]["value"],
        "work_allowance": 427,
    }
    assert taken["value"] == pytest.approx(0.55 * (taken["with"]["earned_income"] - 427), abs=0.005)
    assert taken["formula"] == "round_penny(taper_rate * max(0, earned_income - work_allowance))"
    assert taken["source"]["law"].startswith("UC Regs 2013 reg")
    assert by_rule["universal_credit.work_allowance_amounts"]["in_force_from"] == "2026-04-06"
    assert by_rule["universal_credit.taper_rate"]["value"] == 0.55
    assert all(each["title"] and each["source"]["law"] for each in working)


def test_what_a_figure_uses_stands_before_it_in_the_working() -> None:
    rules = CALCULATOR.book.rules.rules
    for name in ("rhys-and-lorna", "joanne", "graham"):
        for option in worked_out(example(name) | {"views": ["working"]})["options"]:
            working = option["position"]["working"]
            shown = {each["rule"] for each in working}
            seen: set[str] = set()
            for each in working:
                for written in each["with"]:
                    plain = written.partition("[")[0]
                    beside = [
                        f"{rules[each['rule']].each}.{plain}",
                        f"{each['rule'].rpartition('.')[0]}.{plain}",
                        plain,
                    ]
                    used = next((rule for rule in beside if rule in rules), None)
                    assert used is None or used not in shown or used in seen, (
                        f"{each['rule']} uses {used}, which comes later"
                    )
                seen.add(each["rule"])


def test_every_line_has_its_rule_in_the_working() -> None:
    for file in sorted(EXAMPLES.glob("*.json")):
        result = worked_out(json.loads(file.read_text()) | {"views": ["working"]})
        for position in [result["now"], *(option["position"] for option in result["options"])]:
            shown = {each["rule"] for each in position["working"]}
            assert {each["rule"] for each in position["lines"]} <= shown


@pytest.mark.parametrize("name", ["dan", "rhys-and-lorna"])
def test_looking_closely_at_one_option_leaves_out_hours_and_year_of_the_others_and_changes_no_figure(name: str) -> None:
    made = example(name) | {"views": ["working", "hours", "timeline"]}
    whole, close = worked_out(made), CALCULATOR.calculate(read_case(made), [1]).to_json()
    others = [(n, each) for n, each in enumerate(whole["options"]) if n != 1]
    assert all(each["hours"] and each["timeline"] and each["year"] for _n, each in others)
    for number, option in others:
        left_out = {key for key in option if close["options"][number].get(key) != option[key]}
        assert {"hours", "timeline", "year"} <= left_out <= {*HOURS_SAID, "hours", "timeline", "year"}
        close["options"][number] = option
    assert close == whole


def test_there_is_no_working_and_no_hours_view_unless_asked_for() -> None:
    option = only(worked_out(example("first-look")))
    assert "working" not in option["position"]
    assert "hours" not in option


# ---------------------------------------------------------------------- hours that make little sense
@pytest.mark.parametrize("hours", [0, 5e-324, 1e-300, 1e-9, 0.01, 168])
@pytest.mark.parametrize("per", ["hour", "week", "year"])
def test_any_number_of_hours_that_may_be_given_is_worked_out(hours: float, per: str) -> None:
    paid = {"hours_per_week": hours, "pay": {"amount": 12.71 if per == "hour" else 10_000_000, "per": per}}
    result = worked_out(case({"job": paid}, views=["hours"]))
    json.dumps(result, allow_nan=False)


def test_nobody_gets_help_with_childcare_at_no_hours() -> None:
    family: Json = {"children": [{"age": 2}], "childcare": {"amount": 100, "per": "month"}, "views": ["hours"]}
    point = only(worked_out(case({"job": job()}, **family)))["hours"]["points"][0]
    idle = only(worked_out(case({"work": "none"}, **family)))["position"]
    assert (point["left_over"], point["universal_credit"]) == (
        idle["left_over_before_debts"],
        idle["universal_credit"]["award"],
    )


# ---------------------------------------------------------------------- other hours, against working each out alone
class AtEveryTenth:
    """The first option at every tenth of an hour to 45, each worked out exactly and alone."""

    def __init__(self, case: Json) -> None:
        self.hours = [Decimal(number) / 10 for number in range(451)]
        self.runs = [CALCULATOR.run(situation_of(read_case(at_hours(case, float(hours))), 0)) for hours in self.hours]
        self.left = [run.left_over() for run in self.runs]
        self.now = Decimal(repr(worked_out(case)["now"]["left_over_before_debts"]))

    def break_even(self) -> Decimal | None:
        worse = [hours for hours, left in zip(self.hours, self.left, strict=True) if left < self.now]
        after = worse[-1] + Decimal("0.1") if worse else Decimal(0)
        return after if after <= 45 else None

    def worse_than_fewer(self) -> list[Json]:
        """Spells of whole hours that leave a pound or more less than some fewer hours."""
        left = self.left[::10]
        spells: list[Json] = []
        for hours in range(1, 46):
            best = max(left[: hours + 1])
            if best - left[hours] <= 1:
                continue
            if spells and spells[-1]["to"] == hours - 1:
                spells[-1]["to"] = hours
            else:
                spells.append(
                    {
                        "from": hours,
                        "to": hours,
                        "than": "fewer_hours",
                        "best_hours": left.index(best),
                        "loss_per_month": 0,
                    }
                )
            spells[-1]["loss_per_month"] = max(spells[-1]["loss_per_month"], best - left[hours])
        return spells

    def most_hours(self, keeps: str) -> Decimal | None:
        kept = [calculator_holds(run, keeps) for run in self.runs]
        lost = [hours for hours, holds in zip(self.hours[1:], kept[1:], strict=True) if not holds]
        return None if not lost or lost[0] == Decimal("0.1") else lost[0] - Decimal("0.1")


def calculator_holds(run: Any, rule: str) -> bool:
    value = run.values[rule]
    return any(each > 0 for each in value) if isinstance(value, list) else value > 0


def at_hours(case: Json, hours: float) -> Json:
    other = copy.deepcopy(case)
    chosen = other["options"][0]
    if hours:
        chosen["job"]["hours_per_week"] = hours
    else:
        del chosen["job"]
        chosen["work"] = "none"
        chosen.pop("childcare", None)
    return other


def first_option_of(name: str) -> Json:
    """An example with its first choice, and without a bill, since help with that may not be worked out."""
    whole = example(name)
    return whole | {"options": whole["options"][:1], "home": {**whole["home"], "council_tax_band": None}}


PRIVATE: Json = {"tenure": "private", "rent": {"amount": 1500, "per": "month"}, "bedrooms": 3}
CURVES: dict[str, Json] = {
    "one adult on LCWRA": example("first-look"),
    "New Style ESA beside a partner's pay": first_option_of("graham"),
    "fares of a week's work": first_option_of("dan"),
    "term time, with children": example("amina") | {"options": example("amina")["options"][:1]},
    "the benefit cap until the earnings threshold": case(
        {"job": job()},
        children=[{"age": 3}, {"age": 5}, {"age": 7}],
        brma="Central London",
        council="Westminster",
        home=PRIVATE,
    ),
    "carer's allowance and its limit": case(
        {"job": job()}, adults=[{"age": 40, "carers_allowance": True, "cares_35_hours": True}]
    ),
    "a present job that is better paid": case({"job": job()}, adults=[{"age": 40, "jobs": [job(20, 18)]}]),
    "a present job that is kept": case(
        {"job": job(), "replaces": "none"}, adults=[{"age": 40, "jobs": [job(30, 30)]}], children=[{"age": 2}]
    ),
    "high pay and Child Benefit": case({"job": job(40, 45)}, children=[{"age": 2}], claims={"universal_credit": False}),
    "nobody claims anything": case({"job": job()}, claims={"universal_credit": False}),
}


@functools.cache
def at_every_tenth(what: str) -> AtEveryTenth:
    return AtEveryTenth(CURVES[what])


@pytest.mark.xdist_group("every tenth of an hour")
@pytest.mark.parametrize("what", CURVES)
def test_what_other_hours_would_do_is_what_each_comes_to_alone(what: str) -> None:
    one = CURVES[what]
    option, exact = only(worked_out(one)), at_every_tenth(what)
    break_even = exact.break_even()
    assert option["break_even_hours"] == (None if break_even is None else float(break_even))
    spells = [each for each in option["worse_hours"] if each["than"] == "fewer_hours"]
    assert spells == [each | {"loss_per_month": float(each["loss_per_month"])} for each in exact.worse_than_fewer()]
    found = {each["id"]: each["hours"] for each in option["limits"]}
    expected = {}
    run = CALCULATOR.run(situation_of(read_case(one), 0))
    for limit in CALCULATOR.statement.limits:
        most = exact.most_hours(limit.keeps)
        if most is not None and (limit.if_ is None or calculator_holds(run, limit.if_)):
            expected[limit.id] = float(most)
    assert found == expected


@pytest.mark.xdist_group("every tenth of an hour")
@pytest.mark.parametrize("what", CURVES)
def test_hours_said_to_be_worse_than_now_are(what: str) -> None:
    one = CURVES[what]
    option, exact = only(worked_out(one)), at_every_tenth(what)
    told: set[int] = set()
    for spell in option["worse_hours"]:
        told |= set(range(int(spell["from"]), int(spell["to"]) + 1))
        if spell["than"] == "now":
            losses = [exact.now - exact.left[10 * hours] for hours in range(int(spell["from"]), int(spell["to"]) + 1)]
            assert min(losses) > 1
            assert spell["loss_per_month"] == float(max(losses))
    worse = {hours for hours in range(1, 46) if exact.now - exact.left[10 * hours] > 1}
    assert worse <= told


def test_the_curves_tried_have_something_to_find() -> None:
    """Each kind of finding comes up somewhere, so that the tests above do not compare nothing with nothing."""
    options = [only(worked_out(one)) for one in CURVES.values()]
    assert {spell["than"] for option in options for spell in option["worse_hours"]} == {"fewer_hours", "now"}
    assert {limit["id"] for option in options for limit in option["limits"]} >= {
        "permitted_work",
        "carers_allowance",
        "universal_credit",
        "work_allowance",
    }
    break_even = [option["break_even_hours"] for option in options]
    assert None in break_even or max(break_even) > 10
    assert 0 in break_even


@pytest.mark.parametrize("what", CURVES)
def test_a_step_stands_where_a_hundredth_of_an_hour_makes_the_difference(what: str) -> None:
    one = CURVES[what]
    by_title = {
        title: rule.name
        for rule in CALCULATOR.book.rules.rules.values()
        if rule.step
        for title in rule.step.split(" | ")
    }

    def holding(rule: str, hours: float) -> int:
        """How many have it: a tax that is paid, an award that is had."""
        value = CALCULATOR.run(situation_of(read_case(at_hours(one, hours)), 0)).values[rule]
        return sum(each > Decimal("0.004") for each in (value if isinstance(value, list) else [value]))

    steps = only(worked_out(one | {"views": ["hours"]}))["hours"]["steps"]
    for step in steps:
        rule = by_title[step["title"]]
        rises = step["title"] == CALCULATOR.book.rules.rules[rule].step.split(" | ")[0]
        before, after = (
            (holding(rule, round(step["hours"] + way, 2)) for way in (-0.01, 0.01) if step["hours"] + way > 0)
            if step["hours"]
            else (int(not rises), holding(rule, 0.01))
        )
        assert (after > before) if rises else (after < before), step
    turns = {rule for rule in by_title.values() if holding(rule, 0.1) != holding(rule, 45)}
    assert turns <= {by_title[step["title"]] for step in steps}


def test_what_is_kept_of_the_next_pound_is_the_slope_between_two_exact_points() -> None:
    one = CURVES["one adult on LCWRA"]
    points = {point["hours"]: point for point in only(worked_out(one | {"views": ["hours"]}))["hours"]["points"]}

    def left(hours: float) -> Decimal:
        return CALCULATOR.run(situation_of(read_case(at_hours(one, hours)), 0)).left_over()

    for hours in (2, 10, 17, 25, 40):
        more = (left(hours + 0.5) - left(hours)) / Decimal(0.5 * 12.71 * 52 / 12)
        assert points[hours]["kept_of_next_pound"] == pytest.approx(float(more), abs=0.01)


# ---------------------------------------------------------------------- what can still change a figure
def test_what_is_not_given_and_can_still_change_a_figure_is_told() -> None:
    found = CALCULATOR.still_open(read_case(case(adults=[{"age": 30}])), "universal_credit.standard_allowance")
    assert [each.text for each in found.values] == ["£424.90"]
    assert found.open == []
    found = CALCULATOR.still_open(read_case(case(adults=[{"age": 30}])), "universal_credit.work_allowance")
    assert "adult.uc_health (1)" in found.missing
    assert "adult.uc_health (1)" in found.open
    assert "adult.uc_health (1)" in CALCULATOR.still_open(read_case(case()), "universal_credit.lcwra_element").open


def test_a_rule_hangs_on_inputs_through_whatever_others() -> None:
    inputs = CALCULATOR.depends_on("universal_credit.award")
    assert {"adult.age", "job.hours", "household.savings", "home.rent"} <= set(inputs)
    assert CALCULATOR.depends_on("universal_credit.taper_rate") == []


def test_what_is_left_over_moves_by_no_more_than_lines_that_move_together() -> None:
    result = CALCULATOR.calculate(read_case(json.loads((folder("examples") / "rhys-and-lorna.json").read_text())))
    position, (low, high) = result.options[0].position, result.options[0].change_range or (0, 0)
    assert position.left_over_range == (
        result.now.left_over_before_debts + low,
        result.now.left_over_before_debts + high,
    )
    # New Style ESA that stops is made up by Universal Credit, for the most part.
    award = next(line for line in position.lines if line.id == "universal_credit")
    assert award.range
    assert high - low < award.range[1] - award.range[0]
    assert "left_over_range" not in result.now.to_json()
