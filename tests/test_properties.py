"""What holds for every household, tried on many that hypothesis makes up (tests/strategies.py)."""

import copy
import datetime as dt
import json
import types
import typing
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import assume, event, given
from hypothesis import strategies as st
from loaded import CALCULATOR
from pydantic import BaseModel
from strategies import INCOMES, any_cases, cases, hourly_jobs, jobs, tries, wider_cases
from timing import cpu_seconds

from calculator import effort
from calculator.contract.case import Case
from calculator.contract.errors import CaseError
from calculator.contract.reading import read_case
from calculator.resources import folder

PENNY = 0.01
NEARLY = 1e-6
SIGNS = {"pay": 1, "benefit": 1, "deduction": -1}
Json = dict[str, Any]


def worked_out(case: Json) -> Json:
    return CALCULATOR.calculate(read_case(case)).to_json()


def positions(result: Json) -> list[Json]:
    return [result["now"], *(option["position"] for option in result["options"])]


def line(position: Json, name: str) -> float:
    return sum(each["per_month"] for each in position["lines"] if each["id"] == name)


def figures(position: Json) -> Json:
    """The figures of a position, without what is said about them."""
    return {
        "lines": {each["id"]: (each["per_month"], each["by_adult"]) for each in position["lines"]},
        "left_over": position["left_over"],
        "universal_credit": {name: each for name, each in position["universal_credit"].items() if name != "ranges"},
    }


# ---------------------------------------------------------------------- nothing crashes
def test_any_case_gives_a_result_or_says_what_is_wrong_and_takes_no_longer_than_thirty_plain_ones() -> None:
    found: set[str] = set()
    plain = read_case(json.loads((folder("examples") / "dan.json").read_text("utf-8")))

    @tries(200)
    @given(any_cases())
    def work_out(case: Json) -> None:
        try:
            read = read_case(case)
        except CaseError as error:
            assert all(problem.pointer.startswith("/") and problem.detail for problem in error.problems)  # noqa: PT017
            event("refused")
            return
        found.update(filled(case, Case))
        results: list[Json] = []
        took = cpu_seconds(lambda: results.append(told_of(read)))
        (told,) = results
        if took > 1 and effort.estimate(read).total <= effort.MOST:  # a busy machine is slow for all cases alike
            assert quickest(read) < 30 * quickest(plain)
        event("refused" if "error" in told else "worked out")
        if "error" not in told:
            again = json.loads(json.dumps(told, allow_nan=False))
            assert [option["name"] for option in again["options"]] == [option["name"] for option in case["options"]]

    work_out()
    missing = set(all_fields(Case, set())) - found
    assert not missing, f"no case tried has {sorted(missing)}: add them to any_cases()"


def told_of(case: Case) -> Json:
    """The result, or the problems. Any other exception is what these tests look for."""
    try:
        return CALCULATOR.calculate(case).to_json()
    except CaseError as error:
        problems = [problem for problem in error.problems if problem.pointer.startswith("/") and problem.detail]
        assert problems == list(error.problems) != []  # noqa: PT017
        return {"error": problems}


def quickest(case: Case) -> float:
    """The seconds that a case takes the processor, the least of three."""
    return min(cpu_seconds(lambda: told_of(case)) for _ in range(3))


def filled(node: Any, model: Any) -> Iterator[str]:
    """Every field of the models that a case fills, as `Job.pay`."""
    if isinstance(node, list):
        for each in node:
            yield from filled(each, model)
    elif isinstance(node, dict):
        known = {field.alias or name: field for name, field in model.model_fields.items()}
        if set(node) <= set(known):  # else it is another of the models that may stand here
            for name, value in node.items():
                yield f"{model.__name__}.{name}"
                for part in models_in(known[name].annotation):
                    yield from filled(value, part)


def models_in(annotation: Any) -> list[Any]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    if typing.get_origin(annotation) in (typing.Annotated, typing.Union, tuple, types.UnionType):
        return [found for part in typing.get_args(annotation) for found in models_in(part)]
    return []


def all_fields(model: Any, seen: set[Any]) -> Iterator[str]:
    if model in seen:
        return
    seen.add(model)
    for name, field in model.model_fields.items():
        yield f"{model.__name__}.{field.alias or name}"
        for part in models_in(field.annotation):
            yield from all_fields(part, seen)


# ---------------------------------------------------------------------- the sums of a position
@tries(12)
@given(cases(options=2))
def test_a_position_adds_up(case: Json) -> None:
    result = worked_out(case)
    for position in positions(result):
        ids = [each["id"] for each in position["lines"]]
        assert len(ids) == len(set(ids))
        assert all(each["per_month"] > 0 or (each["range"] and each["per_month"] == 0) for each in position["lines"]), (
            "amounts are positive; kind says which way they count"
        )
        money_in = sum(each["per_month"] * SIGNS.get(each["kind"], 0) for each in position["lines"])
        money_out = sum(each["per_month"] for each in position["lines"] if each["kind"] == "cost")
        debts = sum(each["per_month"] for each in position["lines"] if each["kind"] == "debt")
        assert position["money_in"] == pytest.approx(money_in, abs=NEARLY)
        assert position["money_out"] == pytest.approx(money_out, abs=NEARLY)
        assert position["left_over_before_debts"] == pytest.approx(money_in - money_out, abs=NEARLY)
        assert position["left_over"] == pytest.approx(money_in - money_out - debts, abs=NEARLY)


@tries(12)
@given(cases(options=2))
def test_a_line_is_the_sum_of_its_adults_and_the_same_by_week_and_year(case: Json) -> None:
    for position in positions(worked_out(case)):
        for each in position["lines"]:
            assert len(each["by_adult"]) == len(case["adults"])
            if any(each["by_adult"]):
                assert sum(each["by_adult"]) == pytest.approx(each["per_month"], abs=PENNY + NEARLY), each
            assert each["per_year"] == pytest.approx(each["per_month"] * 12, abs=0.06 + NEARLY)
            assert each["per_week"] == pytest.approx(each["per_month"] * 12 / 52, abs=PENNY)


@tries(20)
@given(cases(options=1))
def test_universal_credit_is_never_below_nothing_nor_above_its_maximum(case: Json) -> None:
    for position in positions(worked_out(case)):
        award = position["universal_credit"]
        event(award["status"])
        assert 0 <= award["award"] <= award["maximum_amount"] + NEARLY
        assert 0 <= award["deductions"] <= award["award"]
        assert award["paid"] == pytest.approx(award["award"] - award["deductions"], abs=NEARLY)
        parts = [name for name in award if name.endswith(("_element", "_addition"))]
        assert award["maximum_amount"] == pytest.approx(
            sum(award[name] for name in ["standard_allowance", *parts]), abs=NEARLY
        )
        assert line(position, "universal_credit") == award["award"]
        assert line(position, "debt_deductions") == award["deductions"]
        assert (award["status"] == "in_payment") == (award["award"] > 0)
        if award["status"] == "in_payment":
            left = award["maximum_amount"] - award["earned_income_deduction"] - award["unearned_income_deduction"]
            assert award["award"] == pytest.approx(max(0, left) - award["benefit_cap_reduction"], abs=NEARLY)


@tries(12)
@given(cases(options=1))
def test_the_change_is_the_difference_of_the_two_positions_and_lies_in_its_range(case: Json) -> None:
    result = worked_out(case)
    for option in result["options"]:
        difference = option["position"]["left_over_before_debts"] - result["now"]["left_over_before_debts"]
        complete = option["position"]["complete"] and result["now"]["complete"]
        depends = any(
            each["confidence"] == "depends" and each["depends_on"]
            for position in positions(result)
            for each in position["lines"]
        )
        event(f"complete: {complete}, depends: {depends}")
        if option["change_per_month"] is None:
            # A line that could be worth anything is missing, so there is no figure. The range says how far it could go.
            assert not complete
            assert option["change_range"] is None or option["change_range"][0] < option["change_range"][1]
            continue
        assert option["change_per_month"] == pytest.approx(difference, abs=NEARLY)
        if option["change_range"] is None:
            # Help with council tax that is not worked out is worth nothing without a bill.
            assert complete or not any(line(position, "council_tax") for position in positions(result))
        else:
            low, high = option["change_range"]
            assert low - NEARLY <= option["change_per_month"] <= high + NEARLY


@tries(12)
@given(cases(options=1))
def test_what_the_public_saves_adds_up_by_body(case: Json) -> None:
    (option,) = worked_out(case)["options"]
    public = option["public_finances"]
    parts = public["benefits_saved"] + public["tax_and_national_insurance"] + public["employer_national_insurance"]
    assert public["total"] == pytest.approx(parts, abs=PENNY)
    assert sum(public["by_body"].values()) == pytest.approx(public["total"], abs=PENNY)


# ---------------------------------------------------------------------- more pay
@tries(12)
@given(cases(options=1, job=hourly_jobs()), st.integers(5, 3000))
def test_more_pay_never_leaves_less_after_tax_and_national_insurance(case: Json, more: int) -> None:
    """Pensions aside: joining one when pay reaches the trigger does lower take-home pay."""
    for adult in case["adults"]:
        for job in adult["jobs"]:
            job["pension"] = None
    case["options"][0]["job"]["pension"] = None
    better = copy.deepcopy(case)
    pay = better["options"][0]["job"]["pay"]
    pay["amount"] = round(pay["amount"] + more / 100, 2)
    less, greater = (worked_out(each)["options"][0]["position"] for each in (case, better))

    def kept(position: Json) -> float:
        return line(position, "pay") - line(position, "income_tax") - line(position, "national_insurance")

    assert line(greater, "pay") > line(less, "pay")
    # A year's tax goes by whole pounds, so a few pence of pay can tip a pound of tax a year.
    assert kept(greater) >= kept(less) - 0.05


@tries(12)
@given(cases(options=1, covered=True), pounds := st.integers(1, 400))
def test_more_rent_is_never_met_by_more_than_itself(case: Json, pounds: int) -> None:
    case["home"]["rent"] = {"amount": 400, "per": "month"}
    more = copy.deepcopy(case)
    more["home"]["rent"]["amount"] += pounds
    before, after = (worked_out(each)["now"] for each in (case, more))
    gained = after["universal_credit"]["housing_element"] - before["universal_credit"]["housing_element"]
    assert -NEARLY <= gained <= pounds + PENNY


# ---------------------------------------------------------------------- the same household said in another way
@tries(12)
@given(cases(options=1), st.randoms(use_true_random=False))
def test_the_order_of_the_children_changes_nothing(case: Json, chance: Any) -> None:
    assume(len({child["age"] for child in case["children"]}) == len(case["children"]) > 1)
    other = copy.deepcopy(case)
    chance.shuffle(other["children"])
    first, second = worked_out(case), worked_out(other)
    for one, two in zip(positions(first), positions(second), strict=True):
        assert figures(one) == figures(two)
    assert first["options"][0]["change_range"] == second["options"][0]["change_range"]
    assert [notice["id"] for notice in first["notices"]] == [notice["id"] for notice in second["notices"]]


@tries(12)
@given(cases(options=1), st.randoms(use_true_random=False))
def test_twins_may_be_given_in_either_order(case: Json, chance: Any) -> None:
    assume(len(case["children"]) > 1)
    for child in case["children"]:
        child["age"] = case["children"][0]["age"]
    other = copy.deepcopy(case)
    other["children"].reverse()
    for one, two in zip(positions(worked_out(case)), positions(worked_out(other)), strict=True):
        assert figures(one) == figures(two)


@tries(12)
@given(cases(options=1))
def test_a_date_of_birth_in_place_of_the_age_it_gives_changes_nothing(case: Json) -> None:
    """An adult's birthday half a year off, and a child's the one taken where only an age is given."""
    date = dt.date.fromisoformat(case["date"])
    other = copy.deepcopy(case)
    for adult in other["adults"]:
        adult["date_of_birth"] = (years_before(date, adult.pop("age")) - dt.timedelta(days=150)).isoformat()
    for child in other["children"]:
        child["date_of_birth"] = years_before(date, child.pop("age")).isoformat()
    first, second = worked_out(case), worked_out(other)
    for one, two in zip(positions(first), positions(second), strict=True):
        assert figures(one) == figures(two)
    assert first["options"][0]["change_per_month"] == second["options"][0]["change_per_month"]


def years_before(date: dt.date, years: int) -> dt.date:
    return date.replace(year=date.year - years, day=min(date.day, 28))


@tries(12)
@given(cases(options=1))
def test_money_said_by_the_year_is_the_same_as_by_the_month(case: Json) -> None:
    case["savings"] = case.get("savings", 0)
    other = copy.deepcopy(case)
    for part in [other["home"], *other["deductions"]] if "deductions" in other else [other["home"]]:
        for name in ("rent", "ineligible_charges", "council_tax"):
            if name in part and part[name]["per"] == "month":
                part[name] = {"amount": round(part[name]["amount"] * 12, 2), "per": "year"}
    assert figures(worked_out(case)["now"]) == figures(worked_out(other)["now"])


@tries(12)
@given(cases(options=1))
def test_a_case_as_worked_out_gives_the_same_result_again(case: Json) -> None:
    first = worked_out(case)
    assert worked_out(first["case"]) == first


@tries(12)
@given(cases(options=2))
def test_the_views_asked_for_change_no_figure(case: Json) -> None:
    plain, viewed = worked_out(case), worked_out(case | {"views": ["hours", "working"]})
    for one, two in zip(positions(plain), positions(viewed), strict=True):
        assert figures(one) == figures(two)
    for one, two in zip(plain["options"], viewed["options"], strict=True):
        assert {name: one[name] for name in one if name != "position"} == {
            name: two[name] for name in one if name != "position"
        }


@tries(12)
@given(cases(options=1))
def test_an_option_of_going_on_as_now_changes_nothing(case: Json) -> None:
    case["options"] = [{"name": "As now", "work": "as_now"}]
    result = worked_out(case)
    (option,) = result["options"]
    assert option["change_per_month"] == 0
    assert figures(option["position"]) == figures(result["now"])
    assert option["lost"] == []


# ---------------------------------------------------------------------- other hours
def at_hours(case: Json, hours: float) -> Json:
    """The case with so many hours in the new job; at none there is no job, so no fares and childcare as now."""
    other = copy.deepcopy(case)
    chosen = other["options"][0]
    if hours:
        chosen["job"]["hours_per_week"] = hours
    else:
        chosen["work"] = "none"
        del chosen["job"]
        chosen.pop("childcare", None)
    return other


@tries(12)
@given(
    cases(options=1, views=("hours",), job=hourly_jobs(), most_jobs=1),
    st.lists(st.integers(1, 45), min_size=4, max_size=4, unique=True),
)
def test_every_point_of_the_hours_view_is_what_that_many_hours_come_to(case: Json, some: list[int]) -> None:
    (option,) = worked_out(case)["options"]
    points = {point["hours"]: point for point in option["hours"]["points"]}
    assert sorted(points) == list(range(46))
    for hours in some:
        exact = worked_out(at_hours(case, hours) | {"views": []})["options"][0]["position"]
        assert points[hours]["left_over"] == pytest.approx(exact["left_over_before_debts"], abs=NEARLY), hours
        assert points[hours]["universal_credit"] == pytest.approx(exact["universal_credit"]["award"], abs=NEARLY), hours


@pytest.mark.parametrize("number", range(len(INCOMES)))
def test_both_arithmetics_agree_for_every_kind_of_household_in_each_nation_and_year(number: int) -> None:
    """The picture of hours is worked out in arrays, a position exactly."""
    compared = []

    @tries(10)
    @given(wider_cases(number), st.integers(1, 45))
    def compare(case: Json, hours: int) -> None:
        told = worked_out(case)
        json.dumps(told, allow_nan=False)
        (option,) = told["options"]
        if "hours" not in option:
            return  # something here is not worked out
        compared.append(hours)
        point = option["hours"]["points"][hours]
        exact = worked_out(at_hours(case, hours) | {"views": []})["options"][0]["position"]
        assert point["left_over"] == pytest.approx(exact["left_over_before_debts"], abs=NEARLY)
        assert point["universal_credit"] == pytest.approx(exact["universal_credit"]["award"], abs=NEARLY)

    compare()
    assert compared


@tries(12)
@given(cases(options=1, views=("hours",), job=hourly_jobs(), most_jobs=1))
def test_no_hours_are_no_job(case: Json) -> None:
    point = worked_out(case)["options"][0]["hours"]["points"][0]
    exact = worked_out(at_hours(case, 0) | {"views": []})["options"][0]["position"]
    assert point["hours"] == 0
    assert point["left_over"] == pytest.approx(exact["left_over_before_debts"], abs=NEARLY)
    assert point["universal_credit"] == pytest.approx(exact["universal_credit"]["award"], abs=NEARLY)


@tries(12)
@given(cases(options=1, views=("hours",), job=jobs(), most_jobs=1))
def test_the_hours_of_the_option_itself_come_to_its_own_position(case: Json) -> None:
    """However its pay is given, by the hour, the month or as what reaches the bank."""
    case["options"][0]["job"]["hours_per_week"] = 20
    (option,) = worked_out(case)["options"]
    point = option["hours"]["points"][20]
    # Pay of so much a year divided by its hours is not always a whole number of pence an hour.
    assert point["left_over"] == pytest.approx(option["position"]["left_over_before_debts"], abs=0.05)
    assert point["universal_credit"] == pytest.approx(option["position"]["universal_credit"]["award"], abs=0.05)


@tries(12)
@given(cases(options=1, views=("hours",), job=hourly_jobs(), most_jobs=1))
def test_the_steps_of_the_hours_view_come_in_order_and_say_what_turns(case: Json) -> None:
    hours = worked_out(case)["options"][0]["hours"]
    at = [step["hours"] for step in hours["steps"]]
    assert at == sorted(at)
    assert all(0 <= step["hours"] <= 45 and step["title"] for step in hours["steps"])
