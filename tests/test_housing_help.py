"""The help with housing on a Universal Credit statement (UC Regs 2013 reg 26 and Sch 4) settles what is worked out otherwise."""

from typing import Any

import pytest

from calculator.calculator import Calculator
from calculator.contract.errors import CaseError
from calculator.contract.reading import read_case

Json = dict[str, Any]
STANDARD, WORK_ALLOWANCE = 424.90, 427


def worked(calculator: Calculator, home: Json, help_: float | None, per: str = "month", **more: Any) -> Json:
    shown = {} if help_ is None else {"housing_help_on_statement": {"amount": help_, "per": per}}
    option = {"name": "Job", "job": {"hours_per_week": 16, "pay": {"amount": 12.71, "per": "hour"}, "pension": None}}
    case = {
        "date": "2026-11-23", "nation": "england", "adults": [{"age": 40}], "home": {**home, **shown}, "options": [option],
        **more,
    }  # fmt: skip
    return calculator.calculate(read_case(case)).to_json()


def ids(result: Json) -> set[str]:
    return {each["id"] for each in [*result["notices"], *result["assumptions"]]}


SOCIAL = {"tenure": "social", "rent": {"amount": 450, "per": "month"}, "bedrooms": 1}
PRIVATE = {"tenure": "private", "rent": {"amount": 800, "per": "month"}, "bedrooms": 2}


@pytest.mark.parametrize(
    ("home", "help_"),
    [
        (PRIVATE, 612.34),
        ({**SOCIAL, "bedrooms": 3}, 450),
        ({**SOCIAL, "ineligible_charges": {"amount": 30, "per": "month"}}, 450),
        ({**SOCIAL, "non_dependants": [{"age": 30}]}, 450),
        ({"tenure": "owner", "rent": {"amount": 300, "per": "month"}}, 250),
        (SOCIAL, 0),
    ],
)
def test_the_help_on_the_statement_is_the_help_now_and_in_an_option(
    home: Json, help_: float, calculator: Calculator
) -> None:
    result = worked(calculator, home, help_)
    assert result["now"]["universal_credit"]["housing_element"] == help_
    assert result["now"]["universal_credit"]["award"] == pytest.approx(STANDARD + help_)
    assert result["options"][0]["position"]["universal_credit"]["housing_element"] == help_


def test_help_by_the_week_is_made_monthly(calculator: Calculator) -> None:
    result = worked(calculator, SOCIAL, 90, "week")
    assert result["now"]["universal_credit"]["housing_element"] == 390


def test_no_help_on_the_statement_gives_the_higher_work_allowance(calculator: Calculator) -> None:
    """UC Regs 2013 reg 22: 710 without help with housing and 427 with it."""
    adult = {"age": 40, "uc_health": "lcw"}
    found = [
        worked(calculator, SOCIAL, help_, adults=[adult])["options"][0]["position"]["universal_credit"][
            "work_allowance"
        ]
        for help_ in (0, 1)
    ]
    assert found == [710, 427]


def test_a_private_rent_is_settled_without_the_rental_area(calculator: Calculator) -> None:
    """Without it the change is a range; Ashford has several rental areas."""
    open_ = worked(calculator, PRIVATE, None, council="Ashford")
    assert open_["now"]["left_over_range"] is not None
    settled = worked(calculator, PRIVATE, 612.34, council="Ashford")
    assert settled["now"].get("left_over_range") is None
    assert settled["options"][0]["change_range"] is None
    (line,) = [each for each in settled["now"]["lines"] if each["id"] == "universal_credit"]
    assert line["confidence"] == "settled"
    assert "area_one_of_council" in ids(open_)
    assert ids(settled).isdisjoint({"area_not_known", "area_one_of_council", "housing_help_differs"})


def test_what_the_statement_settles_is_not_assumed(calculator: Calculator) -> None:
    """York lies in one rental area. Whether two children could share a room decides how many bedrooms count."""
    children = [{"age": 11}, {"age": 6}]
    for help_, assumed in ((None, {"area_from_council", "children_could_share"}), (900, set())):
        result = worked(calculator, PRIVATE, help_, council="York", children=children)
        assert ids(result) & {"area_from_council", "children_could_share"} == assumed


@pytest.mark.parametrize(
    ("home", "help_", "differs"),
    [
        (SOCIAL, 450, False),
        (SOCIAL, 449, False),
        (SOCIAL, 448.99, True),
        # 14% of 450 is taken off for one spare bedroom.
        ({**SOCIAL, "bedrooms": 2}, 387, False),
        ({**SOCIAL, "bedrooms": 2}, 450, True),
        # The contribution of an adult of 30 is 96.55.
        ({**SOCIAL, "non_dependants": [{"age": 30}]}, 353.45, False),
        ({**SOCIAL, "non_dependants": [{"age": 30}]}, 450, True),
        (PRIVATE, 500, False),
        (PRIVATE, 801.50, True),
    ],
)
def test_other_help_than_the_answers_give_is_said(
    home: Json, help_: float, differs: bool, calculator: Calculator
) -> None:
    assert ("housing_help_differs" in ids(worked(calculator, home, help_))) == differs


def test_it_must_be_money_with_a_period(calculator: Calculator) -> None:
    with pytest.raises(CaseError) as caught:
        worked(calculator, SOCIAL, -1)
    assert [problem.pointer for problem in caught.value.problems] == ["/home/housing_help_on_statement/amount"]


@pytest.mark.parametrize("contract", ["1.0", "1.1"])
def test_a_case_of_an_older_contract_opens(contract: str, calculator: Calculator) -> None:
    assert worked(calculator, SOCIAL, None, contract=contract)["now"]["universal_credit"]["housing_element"] == 450
