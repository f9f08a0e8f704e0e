"""The dividend, against households worked out by hand."""

from decimal import Decimal
from typing import Any

import pytest
from by_hand import CALCULATOR, case_of
from hypothesis import given
from hypothesis import strategies as st
from strategies import tries

from calculator.caseload.assess import HOURS, assess
from calculator.caseload.finances import NOT_COUNTED, Programme, added, dividend, scaled
from calculator.caseload.synth import households, year_of
from calculator.contract.reading import read_case
from calculator.contract.result import PublicFinances
from calculator.resources import folder

WAGE = Decimal("12.71")
# 16 hours at £12.71 are £881.23 a month, less than the tax-free amount and the threshold of National Insurance. Universal Credit of £424.90
# goes down by 55% of it, £484.68, to nothing: £5,098.80 a year. The employer pays 15% above £417 a month: £69.63, or £835.56 a year.
SAVED, EMPLOYER = Decimal("5098.80"), Decimal("835.56")


def public(**changed: Any) -> PublicFinances:
    money = CALCULATOR.calculate(case_of(**changed)).options[0].public_finances
    assert money is not None
    return money


def test_sixteen_hours_by_hand() -> None:
    money = public()
    assert (money.benefits_saved, money.income_tax, money.national_insurance) == (SAVED, 0, 0)
    assert (money.employer_national_insurance, money.total) == (EMPLOYER, SAVED + EMPLOYER)
    assert (money.council_tax_reduction_saved, money.childcare_paid) == (0, 0)


def test_half_of_basic_rate_tax_in_wales_is_the_welsh_governments() -> None:
    """37 hours: £24,454.04 a year, of which £11,884.04 is taxed at 20%: £198.07 a month, £99.03 of it at the Welsh rate of 10%. National
    Insurance is 8% of £989.84: £79.19. The employer pays 15% of £1,620.84: £243.13. All of £424.90 is saved."""
    money = public(hours=37, nation="wales")
    assert money.income_tax == 12 * Decimal("198.07")
    assert money.by_body["welsh_government"] == 12 * Decimal("99.03")
    rest = Decimal("424.90") + Decimal("99.04") + Decimal("79.19") + Decimal("243.13")
    assert money.by_body["uk_government"] == 12 * rest
    england = public(hours=37)
    assert (england.by_body["welsh_government"], england.total) == (0, money.total)


def test_income_tax_in_scotland_is_the_scottish_governments() -> None:
    money = public(hours=37, nation="scotland")
    assert money.by_body["scottish_government"] == money.income_tax > 0


def test_help_with_childcare_is_paid_out_of_what_is_saved() -> None:
    """£400 of childcare a month: Universal Credit pays 85% of it, £340, and that is in what it saves."""
    child = [{"date_of_birth": "2020-05-01"}]
    care = {"amount": 400, "per": "month"}
    job = {"hours_per_week": 37, "pay": {"amount": 12.71, "per": "hour"}, "pension": None}
    with_care = public(children=child, options=[{"name": "A job", "job": job, "childcare": care}])
    without = public(children=child, options=[{"name": "A job", "job": job}])
    assert with_care.childcare_paid == 12 * Decimal("340.00")
    assert without.benefits_saved - with_care.benefits_saved == 12 * Decimal("340.00")


def test_weeks_in_work_follow_from_who_stays() -> None:
    """Nine in ten are left at 6 weeks, and so on; between the points people leave evenly: 5.7 + 5.95 + 9.75 + 16.9 weeks."""
    staying = tuple(Decimal(each) for each in ("0.9", "0.8", "0.7", "0.6"))
    assert Programme(staying=staying).weeks_in_work == Decimal("38.30")
    assert Programme().weeks_in_work == 52


def test_a_programme_that_returns_its_cost() -> None:
    """26 weeks return half of £5,934.36."""
    found = dividend(public(), 1, Programme(cost=Decimal(2000), weeks=Decimal(26)))
    assert found.returned.total == Decimal("2967.18")
    assert found.net == Decimal("967.18")
    assert not found.costs_more
    assert found.break_even_weeks is not None
    assert round(found.break_even_weeks, 2) == Decimal("17.53")  # 2,000 of 5,934.36 a year
    assert "returns more than it costs" in found.text


def test_the_result_says_plainly_when_costs_exceed_the_return() -> None:
    """If four in ten start and work for 26 weeks, £1,186.87 comes back of £2,000."""
    found = dividend(public(), 1, Programme(cost=Decimal(2000), start=Decimal("0.4"), weeks=Decimal(26)))
    assert found.costs_more
    assert found.text.startswith("The programme costs more than it returns: £2,000 against £1,187")
    assert "£813 short" in found.text
    assert len(found.not_counted) == len(NOT_COUNTED)
    assert any("wellbeing" in each for each in found.not_counted)


def test_a_cost_that_no_year_returns_has_no_break_even() -> None:
    assert dividend(public(), 1, Programme(cost=Decimal(9000))).break_even_weeks is None


def test_without_a_cost_nothing_is_judged() -> None:
    free = dividend(public(), 1, Programme())
    assert free.text.startswith("No cost is given.")
    assert free.break_even_weeks is None


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"cost": Decimal(-1)}, "cost"),
        ({"cost": Decimal("NaN")}, "cost"),
        ({"start": Decimal("1.1")}, "start"),
        ({"weeks": Decimal(53)}, "weeks"),
        ({"weeks": Decimal(3), "staying": (Decimal(1),) * 4}, "left out"),
        ({"staying": (Decimal(1),) * 3}, "four shares"),
        ({"staying": (Decimal("0.5"), Decimal("0.6"), Decimal("0.5"), Decimal("0.4"))}, "do not rise"),
    ],
)
def test_a_programme_that_cannot_be_is_refused(wrong: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        Programme(**wrong)


@tries(20)
@given(st.lists(st.decimals(0, 1, places=2), min_size=4, max_size=4), st.decimals(0, 1, places=2))
def test_the_return_is_never_more_than_a_full_year_of_everybody(shares: list[Decimal], start: Decimal) -> None:
    programme = Programme(start=start, staying=tuple(sorted(shares, reverse=True)))
    assert 0 <= programme.part_of_year <= 1


def test_public_money_is_on_no_page_for_participants() -> None:
    """It is in the result for programs, and in the report of a caseload."""
    pages = [file for file in folder("templates").rglob("*.html") if file.parent.name != "caseload"]
    code = [
        file for file in (folder("templates").parent / "calculator" / "web").rglob("*.py") if file.parent.name != "api"
    ]
    assert len(pages) > 20
    assert [file.name for file in (*pages, *code) if "public_finances" in file.read_text(encoding="utf-8")] == []


def test_a_caseload_adds_up() -> None:
    one = public()
    both = added([one, scaled(one, Decimal(2))])
    assert both.total == 3 * one.total
    assert both.by_body["uk_government"] == 3 * one.by_body["uk_government"]


def test_the_hours_of_a_caseload_give_what_an_option_gives() -> None:
    """To the penny, in all three nations, with people in work and out of work."""
    year = year_of(CALCULATOR, "2026-27")
    for number, data in enumerate(households(14, 21, year, "universal_credit")):
        case = read_case(data)
        found = assess(CALCULATOR, number, case, HOURS, WAGE)
        for option, at in zip(CALCULATOR.calculate(case, ()).options, found.hours, strict=True):
            assert (option.change_per_month, option.public_finances) == (at.change, at.public)
