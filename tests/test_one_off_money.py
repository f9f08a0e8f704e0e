"""Money that comes once: what it counts as, where the year has it, and that the typical month leaves it out."""

from decimal import Decimal
from typing import Any, get_args

import pytest
from loaded import LAST_OF_2026, known_to

from calculator.contract.errors import CaseError
from calculator.contract.reading import read_case
from calculator.contract.result import Result, Timeline
from calculator.contract.values import OneOffKind

SINGLE, RENT = Decimal("424.90"), Decimal(450)  # the standard allowance from 25, and the rent
calculator = known_to(LAST_OF_2026)


def worked(option: list[dict[str, Any]], case: list[dict[str, Any]] | None = None, **household: Any) -> Result:
    given = {
        "date": "2026-11-23", "nation": "england", "adults": [{"date_of_birth": "1990-01-01"}],
        "home": {"tenure": "social", "rent": {"amount": 450, "per": "month"}, "bedrooms": 1}, "bank_balance": 100,
        "universal_credit": {"assessment_period_day": 14}, "views": ["timeline"],
        "money": case or [], "options": [{"name": "Money", "money": option}], **household,
    }  # fmt: skip
    return calculator.calculate(read_case(given))


def once(kind: str, amount: float, date: str = "2027-01-20", **more: Any) -> dict[str, Any]:
    return {"date": date, "amount": amount, "kind": kind, **more}


def timeline_of(result: Result) -> Timeline:
    timeline = result.options[0].timeline
    assert timeline is not None
    return timeline


def awards(result: Result) -> dict[str, Decimal]:
    return {str(period.starts): Decimal(period.award) for period in timeline_of(result).assessment_periods}


@pytest.mark.parametrize("kind", ["tax_refund", "back_pay", "holiday_pay_on_leaving", "bonus"])
def test_pay_that_comes_once_counts_in_its_assessment_period_alone(kind: str) -> None:
    """UC Regs 2013 regs 54, 55(2) and 55(4A): 55% of £300 comes off, as there is no work allowance (reg 22)."""
    found = awards(worked([once(kind, 300)]))
    assert (found["2026-12-14"], found["2027-02-14"]) == (SINGLE + RENT, SINGLE + RENT)
    assert found["2027-01-14"] == SINGLE + RENT - Decimal(165)


def test_pay_that_comes_once_has_what_is_left_of_the_work_allowance() -> None:
    health = [{"date_of_birth": "1990-01-01", "uc_health": "lcwra", "lcwra_rate": "new"}]
    found = awards(worked([once("bonus", 527)], adults=health))
    assert found["2026-12-14"] - found["2027-01-14"] == 55  # 55% of what is above £427


@pytest.mark.parametrize(
    ("amount", "less"),
    [(6000, 0), (6000.01, "4.35"), (6250, "4.35"), (6250.01, "8.70"), (16000, 174), (16000.01, "874.90")],
)
@pytest.mark.parametrize("kind", ["redundancy", "gift"])
def test_capital_counts_with_savings_from_its_period_on(kind: str, amount: float, less: Any) -> None:
    """UC Regs 2013 regs 18 and 72: £4.35 a month for each £250, or part of it, above £6,000, and nothing above £16,000."""
    found = awards(worked([once(kind, amount)]))
    assert found["2026-12-14"] == SINGLE + RENT
    assert found.get("2027-01-14", Decimal(0)) == found.get("2027-03-14", Decimal(0)) == SINGLE + RENT - Decimal(less)


def test_capital_adds_up_with_savings_and_with_earlier_money() -> None:
    money = [once("sale", 2000, "2027-01-20"), once("grant", 1500, "2027-03-20")]
    found = awards(worked(money, savings=3000))
    assert [found[day] - SINGLE - RENT for day in ("2027-01-14", "2027-02-14", "2027-03-14")] == [
        0,
        0,
        Decimal("-8.70"),
    ]


def test_compensation_for_an_injury_is_left_out() -> None:
    found = awards(worked([once("compensation", 50000)]))
    assert set(found.values()) == {SINGLE + RENT}


def test_a_lump_sum_and_instalments_stand_side_by_side() -> None:
    """The employer owes £1,000. In one sum it takes £550 off one period; by £250 a month, £137.50 off each of four."""
    lump = worked([once("back_pay", 1000)])
    parts = worked([once("back_pay", 250, f"2027-0{month}-20") for month in (1, 2, 3, 4)])
    assert sum(awards(lump).values()) == sum(awards(parts).values())
    health = [{"date_of_birth": "1990-01-01", "uc_health": "lcwra", "lcwra_rate": "new"}]
    lump, parts = (
        worked(money, adults=health)
        for money in ([once("back_pay", 1000)], [once("back_pay", 250, f"2027-0{month}-20") for month in (1, 2, 3, 4)])
    )
    assert sum(awards(parts).values()) - sum(awards(lump).values()) == Decimal(
        "315.15"
    )  # 55% of £573 above the allowance


def test_the_money_is_on_its_day_with_its_name_and_in_the_balance() -> None:
    money = [once("tax_refund", 300, name="Refund for 2025 to 2026"), once("gift", 50, "2027-02-01")]
    timeline = timeline_of(worked(money))
    found = [
        (str(event.date), event.kind, event.line, event.title) for event in timeline.events if event.amount in (300, 50)
    ]
    assert found == [
        ("2027-01-20", "payday", "pay", "Refund for 2025 to 2026"), ("2027-02-01", "other_benefit", "other_income", "Gift"),
    ]  # fmt: skip
    months = {month.month: Decimal(month.difference) for month in timeline.months}
    assert months["2027-01"] == 300
    assert months["2027-02"] == 50 - 165  # what is counted of the refund comes off the payment in February


def test_money_of_the_case_comes_whatever_is_chosen() -> None:
    result = worked([], [once("bonus", 300)])
    assert result.options[0].year is not None
    assert result.options[0].year.change == 0
    assert awards(result)["2027-01-14"] == SINGLE + RENT - 165
    assert "one_off_money" in {notice.id for notice in result.notices}
    assert "one_off_money" not in {notice.id for notice in result.options[0].notices}


@pytest.mark.parametrize("kind", get_args(OneOffKind))
def test_the_typical_month_leaves_it_out_and_says_so(kind: str) -> None:
    option = worked([once(kind, 20000)]).options[0]
    assert option.change_per_month == 0
    (notice,) = [each for each in option.notices if each.id == "one_off_money"]
    assert notice.text.startswith("On 20 January 2027: ")
    assert "£20,000" in notice.text
    assert "It is not in the typical month." in notice.text
    assert notice.source is not None
    assert "UC Regs 2013" in notice.source.law


def test_money_of_a_partner_counts_while_they_live_in_the_household() -> None:
    couple = [{"date_of_birth": "1990-01-01"}, {"date_of_birth": "1991-01-01"}]
    leaves = {"op": "remove", "path": "/adults/1", "from": "2027-01-02"}
    both = worked([once("bonus", 300, adult=2)], adults=couple)
    gone = worked(
        [], adults=couple, options=[{"name": "A", "changes": [leaves], "money": [once("bonus", 300, adult=2)]}]
    )
    assert awards(both)["2026-12-14"] - awards(both)["2027-01-14"] == 165
    assert awards(gone)["2027-01-14"] == awards(gone)["2027-02-14"] == SINGLE + RENT
    assert not [event for event in timeline_of(gone).events if event.amount == 300]


@pytest.mark.parametrize(
    ("money", "told"),
    [
        (once("bonus", 300, "2026-11-22"), "date: must not be before date, 2026-11-23"),
        (once("bonus", -1), "amount: must be a number from 0 to 10,000,000"),
        (once("bonus", 300, adult=2), "adult: there is no adult 2 in this case"),
        (once("lottery", 300), "kind: must be 'tax_refund', 'back_pay', 'holiday_pay_on_leaving'"),
    ],
)
def test_money_that_cannot_be_is_refused_in_words(money: dict[str, Any], told: str) -> None:
    for where, given in (("/options/0/money/0", ([money], [])), ("/money/0", ([], [money]))):
        with pytest.raises(CaseError) as caught:
            worked(*given)
        assert str(caught.value).startswith(f"{where}/{told}")


# ---------------------------------------------------------------------- the weekly limits of other benefits
# 15 hours at £12.71 are £190.65 a week, and £203.50 is the most (ESA Regs 2013 reg 39). New Style ESA in the support group is £145.90.
PERMITTED = {
    "name": "Library", "hours_per_week": 15, "pay": {"amount": 12.71, "per": "hour"}, "paid": "week", "first_payday": "2026-11-27",
    "tax_code": "1257L", "pension": "none",
}  # fmt: skip


def paid_of(result: Result, line: str) -> Decimal:
    return sum((event.amount or Decimal(0) for event in timeline_of(result).events if event.line == line), Decimal(0))


def esa_lost_to(*money: dict[str, Any], jobs: tuple[Any, ...] = (PERMITTED,)) -> Decimal:
    """How much less New Style ESA is paid in the year with some money that comes once."""
    adults = [{"date_of_birth": "1990-01-01", "new_style_esa": {"group": "support"}, "jobs": list(jobs)}]
    return paid_of(worked([], adults=adults), "new_style_esa") - paid_of(
        worked(list(money), adults=adults), "new_style_esa"
    )


def test_a_bonus_counts_for_permitted_work_over_the_weeks_that_it_is_for() -> None:
    """ESA Regs 2013 regs 76(2)(b) and 80(1)(a): £12.85 a week on top is still £203.50, and a pound a year more is not."""
    assert esa_lost_to(once("bonus", 668.20, weeks=52)) == 0
    assert esa_lost_to(once("bonus", 128.60, weeks=10)) == Decimal("1459.00")  # £12.86 in each of ten weeks


@pytest.mark.parametrize(("amount", "weeks"), [(145.90, 1), (160, 2), (520, 4), (12.85, 0)])
@pytest.mark.parametrize("kind", ["bonus", "back_pay", "holiday_pay_on_leaving"])
def test_pay_for_no_particular_weeks_counts_as_the_benefit_in_each(kind: str, amount: float, weeks: int) -> None:
    """Reg 76(2)(c): £520 is £145.90 in three weeks and £82.30 in the fourth. The £14.10 in the second week of £160 is too much."""
    assert esa_lost_to(once(kind, amount)) == weeks * Decimal("145.90")


@pytest.mark.parametrize("kind", ["tax_refund", "redundancy", "gift", "compensation", "other"])
def test_what_is_no_pay_for_work_leaves_permitted_work_alone(kind: str) -> None:
    assert esa_lost_to(once(kind, 2000)) == 0


def test_pay_that_comes_in_weeks_without_work_leaves_new_style_esa() -> None:
    """Reg 37(1) is about weeks in which work is done."""
    assert esa_lost_to(once("holiday_pay_on_leaving", 2000), jobs=()) == 0


@pytest.mark.parametrize(
    ("kind", "amount", "weeks"),
    [
        ("bonus", 204.01, 1),
        ("back_pay", 408.01, 1),
        ("back_pay", 408.02, 2),
        ("bonus", 204, 0),
        ("tax_refund", 2000, 0),
    ],
)
def test_pay_that_comes_once_takes_carers_allowance_for_whole_weeks(kind: str, amount: float, weeks: int) -> None:
    """SI 1996/2745 reg 6(2)(b): P / (Q + R) with Q £204.01, less any fraction; a refund of tax is left out (Sch 1 para 10)."""
    adults = [{"date_of_birth": "1990-01-01", "cares_35_hours": True, "carers_allowance": True}]
    less = paid_of(worked([], adults=adults), "carers_allowance") - paid_of(
        worked([once(kind, amount)], adults=adults), "carers_allowance"
    )
    assert less == weeks * Decimal("86.45")


def test_the_notice_says_which_limits_count_the_money() -> None:
    carer = {"date_of_birth": "1990-01-01", "cares_35_hours": True, "carers_allowance": True}
    esa = {"date_of_birth": "1991-01-01", "new_style_esa": {"group": "support"}}

    def said(kind: str, adult: int, adults: list[Any]) -> list[bool]:
        (text,) = [
            notice.text
            for notice in worked([once(kind, 300, adult=adult)], adults=adults).options[0].notices
            if notice.id == "one_off_money"
        ]
        return [
            part in text for part in ("New Style ESA counts such pay", "Carer's Allowance counts", "For council tax")
        ]

    assert said("bonus", 1, [carer, esa]) == [False, True, True]
    assert said("bonus", 2, [carer, esa]) == [True, False, True]
    assert said("tax_refund", 2, [carer, esa]) == [False, False, True]
    assert said("compensation", 1, [carer, esa]) == [False, False, False]


# ---------------------------------------------------------------------- in one sum or in parts
def parts_told(result: Result) -> str:
    (text,) = [notice.text for notice in result.options[0].notices if notice.id == "lump_or_parts"]
    return text


def test_back_pay_in_parts_uses_the_work_allowance_of_each_month() -> None:
    """£1,200 in one sum: 55% of £773 above £427 is £425.15. In three parts of £400 and in six of £200 nothing is above it."""
    health = [{"date_of_birth": "1990-01-01", "uc_health": "lcwra", "lcwra_rate": "new"}]
    text = parts_told(worked([once("back_pay", 1200)], adults=health))
    assert "Back pay of £1,200 in one sum on 20 January 2027" in text
    assert "In 3 monthly parts of £400 the year would leave £425.15 more than in one sum." in text
    assert "In 6 monthly parts of £200 the year would leave £425.15 more than in one sum." in text


def test_without_a_work_allowance_parts_leave_as_much() -> None:
    assert parts_told(worked([once("back_pay", 600)])).count("would leave as much as in one sum") == 2


def test_redundancy_pay_in_parts_is_over_the_limit_of_savings_later() -> None:
    """£16,500 ends Universal Credit of £874.90 a month at once (reg 18). In three parts of £5,500 there are two months with a part of it.

    £5,500 lowers nothing. £11,000 is £5,000 above £6,000, which is 20 times £4.35: £787.90 is paid in the second month. So parts leave £1,662.80.
    """
    text = parts_told(worked([once("redundancy", 16500)]))
    assert "In 3 monthly parts of £5,500 the year would leave £1,662.80 more than in one sum." in text


@pytest.mark.parametrize("kind", ["tax_refund", "gift", "bonus", "holiday_pay_on_leaving"])
def test_other_money_is_not_tried_in_parts(kind: str) -> None:
    assert "lump_or_parts" not in {notice.id for notice in worked([once(kind, 1200)]).options[0].notices}


def test_money_that_comes_late_in_the_year_is_not_tried_in_parts() -> None:
    """What the parts change would be paid after the year that is worked out."""
    found = worked([once("back_pay", 1200, "2027-09-20")])
    assert "lump_or_parts" not in {notice.id for notice in found.options[0].notices}
    assert parts_told(worked([], [once("back_pay", 1200)]))
