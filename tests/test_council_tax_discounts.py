"""Discounts on the council tax bill: whom they are explained to, and what starting work does to them."""

from typing import Any

import pytest
from loaded import CALCULATOR

from calculator.contract.reading import read_case
from calculator.contract.result import Result

LCWRA = {"age": 40, "uc_health": "lcwra", "lcwra_rate": "protected"}


def worked_out(adult: dict[str, Any], hours: float, pay: float = 12.71, **home: Any) -> Result:
    case = {
        "date": "2026-11-23",
        "council": home.pop("council", "Bristol"),
        "adults": [adult],
        "home": {
            "tenure": "social",
            "rent": {"amount": 450, "per": "month"},
            "council_tax": {"amount": 1400, "per": "year"},
            **home,
        },
        "options": [{"name": "A job", "job": {"hours_per_week": hours, "pay": {"amount": pay, "per": "hour"}}}],
    }
    return CALCULATOR.calculate(read_case(case))


def helps(result: Result) -> set[str]:
    return {each.id for each in result.options[0].help}


def notices(result: Result) -> set[str]:
    return {each.id for each in result.options[0].notices}


def test_one_adult_is_told_of_the_discount_and_two_are_not() -> None:
    assert "single_person_discount" in helps(worked_out({"age": 40}, 16))
    with_son = worked_out({"age": 40}, 16, non_dependants=[{"age": 22}])
    assert "single_person_discount" not in helps(with_son)
    assert {"people_not_counted", "adult_leaves_or_joins"} <= helps(with_son)


def test_somebody_living_with_others_has_no_bill_to_take_it_from() -> None:
    told = helps(worked_out({"age": 40}, 16, tenure="living_with_others", rent=None))
    assert not told & {"single_person_discount", "people_not_counted", "severe_mental_impairment"}


@pytest.mark.parametrize("adult", [LCWRA, {"age": 40, "pip_daily_living": "standard"}])
def test_a_benefit_for_health_brings_the_word_on_severe_mental_impairment(adult: dict[str, Any]) -> None:
    assert "severe_mental_impairment" in helps(worked_out(adult, 8))
    assert "severe_mental_impairment" not in helps(worked_out({"age": 40}, 8))


def test_the_discount_stays_while_some_universal_credit_with_the_health_amount_is_paid() -> None:
    result = worked_out(LCWRA, 16)
    assert result.options[0].position.universal_credit.award > 0
    assert "severe_impairment_benefit_ends" not in notices(result)


def test_pay_that_ends_universal_credit_is_said_to_put_the_discount_at_risk() -> None:
    result = worked_out(LCWRA, 40, 25)
    assert result.options[0].position.universal_credit.award == 0
    assert "severe_impairment_benefit_ends" in notices(result)


def test_pip_keeps_the_discount_at_any_pay() -> None:
    result = worked_out({**LCWRA, "pip_daily_living": "standard"}, 40, 25)
    assert result.options[0].position.universal_credit.award == 0
    assert "severe_impairment_benefit_ends" not in notices(result)
    assert "severe_mental_impairment" in helps(result)


def test_esa_that_stops_at_sixteen_hours_puts_it_at_risk_too() -> None:
    esa = {"age": 40, "new_style_esa": {"group": "support"}}
    assert "severe_impairment_benefit_ends" in notices(worked_out(esa, 40, 20))
    assert "severe_impairment_benefit_ends" not in notices(worked_out(esa, 8))


def test_in_scotland_lcw_without_its_amount_is_enough() -> None:
    lcw = {"age": 40, "uc_health": "lcw"}
    assert "severe_mental_impairment" in helps(worked_out(lcw, 8, council="Fife"))
    assert "severe_mental_impairment" not in helps(worked_out(lcw, 8))


def test_a_band_above_the_schemes_limit_lowers_the_help_and_no_band_is_said() -> None:
    def reduction(**home: Any) -> tuple[Any, set[str]]:
        found = worked_out(LCWRA, 1, council="St Helens", **home)
        return (
            next(line.per_month for line in found.now.lines if line.id == "council_tax_reduction"),
            {each.id for each in found.assumptions},
        )

    unknown, said = reduction()
    within, said_within = reduction(council_tax_band="A")
    above, _ = reduction(council_tax_band="H")
    assert unknown == within > above
    assert "council_tax_band_limit" in said
    assert "council_tax_band_limit" not in said_within


def test_the_weeks_more_of_reduction_are_named_where_a_job_ends_new_style_esa() -> None:
    case = {
        "date": "2026-11-23",
        "nation": "england",
        "council": "Chorley",
        "adults": [{"age": 49, "new_style_esa": {"group": "support"}}],
        "home": {"tenure": "owner", "council_tax": {"amount": 1400, "per": "year"}},
        "claims": {"universal_credit": False},
        "options": [
            {"name": f"{hours} hours", "job": {"hours_per_week": hours, "pay": {"amount": 13, "per": "hour"}}}
            for hours in (10, 20)
        ],
    }
    few, many = CALCULATOR.calculate(read_case(case)).options
    assert "council_tax_run_on_england" not in [help_.id for help_ in few.help]
    assert "council_tax_run_on_england" in [help_.id for help_ in many.help]
