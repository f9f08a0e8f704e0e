"""Money from elsewhere beside a job: some of it goes on, some ends, and of some another decides."""

import copy
from typing import Any

import pytest
from loaded import CALCULATOR

from calculator.contract.reading import read_case

Json = dict[str, Any]
JOB: Json = {"hours_per_week": 16, "pay": {"amount": 12.71, "per": "hour"}, "paid": "month", "pension": None}
GOING_ON = (
    "child_maintenance", "spousal_maintenance", "occupational_pension", "industrial_injuries", "bereavement", "lodger", "rental",
    "student_finance", "state_pension", "other",
)  # fmt: skip


def household(kind: str | None, claims: bool, **option: Any) -> Json:
    income = [{"kind": kind, "amount": 100, "per": "week"}] if kind else []
    return {
        "date": "2026-11-23",
        "nation": "england",
        "adults": [{"age": 40, "uc_health": "lcwra", "lcwra_rate": "protected", "other_income": income}],
        "home": {"tenure": "social", "rent": {"amount": 450, "per": "month"}, "bedrooms": 1},
        "savings": 0,
        "claims": {"universal_credit": claims},
        "options": [{"name": "Job", "adult": 1, "job": copy.deepcopy(JOB), **option}],
    }


def worked_out(case: Json) -> Json:
    return CALCULATOR.calculate(read_case(case)).to_json()


def money_in(position: Json) -> float:
    return sum(each["per_month"] for each in position["lines"] if each["id"] in ("other_income", "maintenance"))


@pytest.mark.parametrize("kind", GOING_ON)
def test_most_income_goes_on_beside_a_job(kind: str) -> None:
    result = worked_out(household(kind, claims=False))
    assert money_in(result["now"]) == money_in(result["options"][0]["position"]) == 433.33
    assert result["options"][0]["change_range"] is None


def test_maternity_allowance_ends_with_a_job_and_universal_credit_makes_it_up() -> None:
    without, with_it = (worked_out(household(kind, claims=True)) for kind in (None, "maternity_allowance"))
    assert money_in(with_it["now"]) == 433.33
    assert money_in(with_it["options"][0]["position"]) == 0
    assert with_it["options"][0]["change_per_month"] == without["options"][0]["change_per_month"]
    without, with_it = (worked_out(household(kind, claims=False)) for kind in (None, "maternity_allowance"))
    lost = without["options"][0]["change_per_month"] - with_it["options"][0]["change_per_month"]
    assert lost == pytest.approx(433.33)


@pytest.mark.parametrize("pay", [{"pay": JOB["pay"]}, {"take_home": {"amount": 770, "per": "month"}}])
def test_maternity_allowance_ends_however_the_pay_is_given(pay: Json) -> None:
    case = household("maternity_allowance", claims=False)
    case["options"][0]["job"] = {"hours_per_week": 16, "paid": "month", **pay}
    assert money_in(worked_out(case)["options"][0]["position"]) == 0


def test_self_employment_ends_maternity_allowance_too() -> None:
    case = household("maternity_allowance", claims=False)
    case["options"][0]["job"] = {"hours_per_week": 16, "profit": {"amount": 500, "per": "month"}}
    assert money_in(worked_out(case)["options"][0]["position"]) == 0


def test_maternity_allowance_that_is_paid_beside_a_job_now_stays_with_that_job() -> None:
    case = household("maternity_allowance", claims=False)
    case["adults"][0]["jobs"] = [JOB | {"name": "Shop"}]
    case["options"] = [{"name": "No job", "adult": 1, "work": "none"}, {"name": "As now", "adult": 1, "work": "as_now"}]
    result = worked_out(case)
    assert [money_in(result["now"]), *(money_in(each["position"]) for each in result["options"])] == [433.33] * 3


def test_the_job_of_one_adult_does_not_end_what_the_other_gets() -> None:
    case = household("maternity_allowance", claims=False)
    case["adults"].append({"age": 40})
    case["options"][0]["adult"] = 2
    assert money_in(worked_out(case)["options"][0]["position"]) == 433.33
    case["options"][0]["also"] = [{"adult": 1, "job": JOB}]
    assert money_in(worked_out(case)["options"][0]["position"]) == 0


def test_income_protection_goes_from_none_of_it_to_all_of_it() -> None:
    (option,) = worked_out(household("income_protection", claims=False))["options"]
    assert option["change_range"] == [pytest.approx(881.23 - 433.33), 881.23]
    line = next(each for each in option["position"]["lines"] if each["id"] == "other_income")
    assert (line["per_month"], line["range"], line["confidence"]) == (0, [0, 433.33], "depends")
    assert line["depends_on"] == ["/adults/0/other_income"]
    assert "income_protection_depends" in [notice["id"] for notice in option["notices"]]


def test_with_universal_credit_in_payment_income_protection_changes_little() -> None:
    """It comes off Universal Credit in full, so that it makes no difference while some is paid."""
    (option,) = worked_out(household("income_protection", claims=True))["options"]
    assert option["change_per_month"] == 631.40
    assert option["change_range"] is None


def paid(timeline: Json, first: str, last: str) -> float:
    """Other income paid from one day to another."""
    return sum(
        each["amount"]
        for each in timeline["events"]
        if each["line"] == "other_income" and each["amount"] and first <= each["date"] <= last
    )


@pytest.mark.parametrize(
    ("kind", "beside_the_job", "after_it"),
    [("maternity_allowance", 0, 433.33), ("income_protection", 0, 0), ("bereavement", 433.33, 433.33)],
)
def test_the_year_pays_what_has_ended_no_longer(kind: str, beside_the_job: float, after_it: float) -> None:
    """What a policy decides is not counted on again when the job ends; Maternity Allowance can be paid for days without work."""
    case = household(kind, claims=False, starts="2026-12-07", what_if=[{"kind": "ends", "after_weeks": 13}])
    timeline = worked_out(case | {"views": ["timeline"]})["options"][0]["timeline"]
    assert paid(timeline, "2026-11-24", "2026-12-06") == 433.33
    assert paid(timeline, "2027-01-15", "2027-02-14") == beside_the_job
    assert paid(timeline, "2027-05-15", "2027-06-14") == beside_the_job
    assert paid(timeline["what_if"][0], "2027-05-15", "2027-06-14") == after_it


def test_universal_credit_counts_maternity_allowance_for_the_days_it_is_paid() -> None:
    """UC Regs 2013 reg 73(2A): the period from 23 November has 14 days of it before the job begins on 7 December."""
    case = household("maternity_allowance", claims=True, starts="2026-12-07") | {"views": ["timeline"]}
    case["universal_credit"] = {"assessment_period_day": 23}
    case["options"][0]["job"]["first_payday"] = "2026-12-31"
    without = copy.deepcopy(case)
    without["adults"][0]["other_income"] = []
    awards = [
        next(
            each["award"]
            for each in worked_out(one)["options"][0]["timeline"]["assessment_periods"]
            if each["starts"] == "2026-11-23"
        )
        for one in (case, without)
    ]
    assert awards[1] - awards[0] == pytest.approx(14 * 100 * 52 / 365, abs=0.01)
