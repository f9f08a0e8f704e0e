"""On which side of its edge a notice, an assumption or a card of help is shown. The rules' own examples hold the edges of figures."""

import datetime as dt
from typing import Any

import pytest
from loaded import CALCULATOR

from calculator.contract.reading import read_case

Json = dict[str, Any]
SOCIAL: Json = {"tenure": "social", "rent": {"amount": 450, "per": "month"}, "bedrooms": 2}
LCWRA: Json = {"age": 40, "uc_health": "lcwra"}


def job(hours: float = 16, pay: float = 12.71, **more: Any) -> Json:
    return {"hours_per_week": hours, "pay": {"amount": pay, "per": "hour"}, "paid": "month", "pension": None, **more}


def taken_home(amount: float, **more: Any) -> Json:
    return {
        "hours_per_week": 10,
        "take_home": {"amount": amount, "per": "month"},
        "paid": "month",
        "pension": None,
        **more,
    }


def told(
    *adults: Json, work: Json | None = None, date: str = "2026-11-23", nation: str = "england", **household: Any
) -> set[str]:
    """Everything that is told of an option: notices, assumptions, help and losses."""
    case = {
        "date": date, "nation": nation, "adults": list(adults), "home": SOCIAL, "savings": 0, "claims": {"universal_credit": True},
        "options": [{"name": "Job", "adult": 1, "job": work or job()}], **household,
    }  # fmt: skip
    result = CALCULATOR.calculate(read_case(case), closely=())
    (option,) = result.options
    every = [*result.notices, *result.assumptions, *option.notices, *option.help, *option.lost]
    return {each.id for each in every}


@pytest.mark.parametrize(("age", "shown"), [(21, True), (22, False)])
def test_buses_are_free_under_22_in_scotland(age: int, shown: bool) -> None:
    assert ("young_persons_bus_travel" in told({"age": age}, nation="scotland")) == shown


@pytest.mark.parametrize(("age", "shown"), [(17, False), (18, True)])
def test_the_travel_card_is_from_18(age: int, shown: bool) -> None:
    assert ("jobcentre_travel_card" in told({"age": age, "uc_health": "lcwra"})) == shown


@pytest.mark.parametrize(("savings", "shown"), [(1248, True), (1249, False)])
def test_a_budgeting_advance_is_at_least_100(savings: int, shown: bool) -> None:
    """348 less what savings have above 1,000."""
    assert ("budgeting_advance" in told({"age": 40}, savings=savings)) == shown


@pytest.mark.parametrize(("savings", "shown"), [(16_000, True), (16_000.01, False)])
def test_the_low_income_scheme_is_to_16_000(savings: float, shown: bool) -> None:
    assert ("nhs_low_income_scheme" in told(LCWRA, work=job(20), savings=savings)) == shown


@pytest.mark.parametrize(("pay", "shown"), [(1, True), (0.99, False)])
def test_help_to_save_is_from_a_pound_of_pay(pay: float, shown: bool) -> None:
    assert ("help_to_save" in told({"age": 40}, work=taken_home(pay))) == shown


@pytest.mark.parametrize(("age", "shown"), [(17, False), (18, True)])
def test_another_adult_counts_for_council_tax_from_18(age: int, shown: bool) -> None:
    home = {**SOCIAL, "council_tax": {"amount": 1400, "per": "year"}, "non_dependants": [{"age": age}]}
    assert ("adult_leaves_or_joins" in told({"age": 40}, home=home, council="Bristol")) == shown


@pytest.mark.parametrize(("age", "shown"), [(54, True), (55, False)])
def test_a_works_pension_before_55_is_for_ill_health(age: int, shown: bool) -> None:
    pensioner = {"age": age, "other_income": [{"kind": "occupational_pension", "amount": 100, "per": "week"}]}
    assert ("ill_health_pension" in told(pensioner)) == shown


@pytest.mark.parametrize(("pay", "shown"), [(1768, True), (1768.05, False)])
def test_childcare_can_bring_carers_allowance_down_to_its_limit(pay: float, shown: bool) -> None:
    """Half of 408 a week is 204 (408 x 52 / 12 = 1,768)."""
    carer = {"age": 40, "cares_35_hours": True, "cares_for": "outside", "carers_allowance": True}
    more = {"children": [{"age": 3}], "childcare": {"amount": 1000, "per": "month"}}
    assert ("carers_allowance_care_costs" in told(carer, work=taken_home(pay), **more)) == shown


@pytest.mark.parametrize(("age", "shown"), [(15, True), (16, False)])
def test_scottish_child_payment_stops_for_children_under_16(age: int, shown: bool) -> None:
    known = told({"age": 40}, work=job(60), nation="scotland", children=[{"age": age, "in_education": True}])
    assert ("scottish_child_payment_stops" in known) == shown


@pytest.mark.parametrize(
    ("benefit", "notice", "last"),
    [
        ("income_support", "income_support_ended", "2026-03-31"),
        ("income_based_jsa", "income_based_jsa_ended", "2026-03-31"),
        ("income_related_esa", "income_related_esa_ended", "2026-06-30"),
        ("child_tax_credit", "tax_credits_ended", "2025-04-05"),
    ],
)
def test_a_benefit_that_has_ended_is_said_from_the_day_after_its_last(benefit: str, notice: str, last: str) -> None:
    after = str(dt.date.fromisoformat(last) + dt.timedelta(days=1))
    older = {"age": 40, "ended_benefits": [benefit]}
    assert notice not in told(older, date=last)
    assert notice in told(older, date=after)


@pytest.mark.parametrize(("date", "shown"), [("2026-04-05", False), ("2026-04-06", True)])
def test_the_two_rates_of_lcwra_are_told_from_6_april_2026(date: str, shown: bool) -> None:
    account = {"universal_credit": {"assessment_period_day": int(date[-2:])}}
    assert ("lcwra_rate_given" in told({**LCWRA, "lcwra_rate": "new"}, date=date, **account)) == shown
    assert ("lcwra_protected_by_date" in told({**LCWRA, "lcwra_from": "2026-04-05"}, date=date, **account)) == shown


@pytest.mark.parametrize(("since", "shown"), [("2026-04-05", False), ("2026-04-06", True)])
def test_lcwra_since_6_april_2026_is_taken_to_be_at_the_new_rate(since: str, shown: bool) -> None:
    known = told({**LCWRA, "lcwra_from": since})
    assert ("lcwra_new_by_date" in known) == shown
    assert ("lcwra_protected_by_date" in known) == (not shown)


@pytest.mark.parametrize(("date", "shown"), [("2026-04-05", False), ("2026-04-06", True)])
def test_sick_pay_from_the_first_day_is_told_from_6_april_2026(date: str, shown: bool) -> None:
    assert ("sick_in_the_job" in told({"age": 40}, date=date)) == shown


@pytest.mark.parametrize(("used", "ended"), [(27.9, False), (28, True)])
def test_the_end_of_sick_pay_is_said_after_28_weeks(used: float, ended: bool) -> None:
    ill = job(name="Shop", sick={"from": "2026-11-02", "ssp_weeks_used": used})
    known = told({"age": 40, "jobs": [ill]})
    assert ("sick_pay_ended" in known) == ended
    assert ("sick_pay_ends" in known) == (not ended)


@pytest.mark.parametrize(("date", "shown"), [("2026-04-05", False), ("2026-04-06", True)])
def test_the_rise_of_state_pension_age_is_said_from_the_day_it_is_felt(date: str, shown: bool) -> None:
    assert ("state_pension_age" in told({"age": 66}, {"age": 60}, date=date)) == shown


@pytest.mark.parametrize(("born", "stays"), [("2010-12-01", True), ("2010-11-23", False)])
def test_a_child_who_turns_16_before_the_start_is_taken_to_stay_in_education(born: str, stays: bool) -> None:
    given = {"name": "Job", "adult": 1, "job": job(), "starts": "2026-12-14"}
    assert ("young_person_stays" in told({"age": 40}, children=[{"date_of_birth": born}], options=[given])) == stays


@pytest.mark.parametrize(("adults", "shown"), [(1, False), (2, True)])
def test_a_bill_from_the_band_is_for_two_adults(adults: int, shown: bool) -> None:
    home = {**SOCIAL, "council_tax_band": "B"}
    known = told(*[{"age": 40}] * adults, home=home, council="Bristol")
    assert ("council_tax_from_band" in known) == shown
