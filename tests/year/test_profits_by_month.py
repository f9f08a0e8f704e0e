"""Self-employment month by month: losses are carried to later assessment periods (UC Regs 2013 regs 57 and 57A)."""

from decimal import Decimal
from typing import Any

import pytest
from loaded import CALCULATOR

from calculator.contract.errors import CaseError
from calculator.contract.reading import read_case
from calculator.contract.result import Result, Timeline

STANDARD, RENT = Decimal("424.90"), Decimal(450)
# LCWRA spares a person the assumed least profit (reg 62(1)(a)), and the lower work allowance is £427.
WELL = {"date_of_birth": "1990-01-01"}
ILL = {**WELL, "uc_health": "lcwra", "lcwra_rate": "protected"}
ALLOWANCE = Decimal(427)


def months(*amounts: float, first: int = 12) -> list[dict[str, Any]]:
    return [
        {"month": f"{2026 + (first + n - 1) // 12}-{(first + n - 1) % 12 + 1:02}", "amount": amount}
        for n, amount in enumerate(amounts)
    ]


def worked(job: dict[str, Any], adult: dict[str, Any] = ILL, day: int = 14, **household: Any) -> Result:
    given = {
        "date": "2026-11-23", "nation": "england", "adults": [{**adult, "jobs": [job]}],
        "home": {"tenure": "social", "rent": {"amount": 450, "per": "month"}, "bedrooms": 1},
        "universal_credit": {"assessment_period_day": day}, "views": ["timeline"],
        "options": [{"name": "On", "work": "as_now"}], **household,
    }  # fmt: skip
    return CALCULATOR.calculate(read_case(given))


def timeline_of(result: Result) -> Timeline:
    timeline = result.options[0].timeline
    assert timeline is not None
    return timeline


def taken_off(job: dict[str, Any], adult: dict[str, Any] = ILL, day: int = 14) -> dict[str, Decimal]:
    """What earnings take off the award of each assessment period, by its first day."""
    full = {
        str(each.starts): Decimal(each.award)
        for each in timeline_of(worked(job | {"profit": NOTHING, "profits": []}, adult, day)).assessment_periods
    }
    return {
        str(each.starts): full[str(each.starts)] - Decimal(each.award)
        for each in timeline_of(worked(job, adult, day)).assessment_periods
    }


NOTHING = {"amount": 0, "per": "month"}


def test_a_loss_comes_off_the_profit_of_the_next_months() -> None:
    """December -£600, January £1,000, February £1,000. 55% of what is above £427 comes off: of nothing, of £400 (nothing), of £1,000.

    The loss of £600 is deducted at step 5 in January and is then used up (reg 57A(2)).
    """
    found = taken_off({"hours_per_week": 10, "profits": months(-600, 1000, 1000), "profit": NOTHING})
    assert found["2026-12-14"] == 0
    assert found["2027-01-14"] == 0
    assert found["2027-02-14"] == Decimal("315.15")
    assert found["2027-03-14"] == 0


def test_a_loss_that_is_larger_than_the_next_profit_goes_on() -> None:
    """-£1,500 leaves £500 for February: £1,000 less £500 is £500, and 55% of £73 is £40.15."""
    found = taken_off({"hours_per_week": 10, "profits": months(-1500, 1000, 1000), "profit": NOTHING})
    assert [found[day] for day in ("2026-12-14", "2027-01-14", "2027-02-14")] == [0, 0, Decimal("40.15")]


def test_without_a_loss_each_month_counts_alone() -> None:
    found = taken_off({"hours_per_week": 10, "profits": months(0, 1000, 1000), "profit": NOTHING})
    assert [found[day] for day in ("2026-12-14", "2027-01-14")] == [0, Decimal("315.15")]


@pytest.mark.parametrize(
    ("day", "period"), [(1, "2027-01-01"), (14, "2027-01-14"), (31, "2027-01-31"), (28, "2027-01-28")]
)
def test_a_month_counts_in_the_period_in_which_it_ends(day: int, period: str) -> None:
    found = taken_off({"hours_per_week": 10, "profits": months(1000, first=13), "profit": NOTHING}, day=day)
    assert {starts: amount for starts, amount in found.items() if amount} == {period: Decimal("315.15")}


def test_the_least_profit_is_assumed_in_a_month_of_loss_too() -> None:
    """Reg 62: 35 hours at £12.71 after tax and National Insurance are £1,698.84 (£1,927.68 less £176.04 and £52.81). No allowance: 55% is £934.36."""
    job = {"hours_per_week": 35, "profits": months(-600, 2000), "profit": NOTHING, "trading_from": "2020-01-01"}
    period = next(
        each for each in timeline_of(worked(job, WELL)).assessment_periods if str(each.starts) == "2026-12-14"
    )
    assert Decimal(period.earnings_counted) == Decimal("1698.84")
    # In its first year the profit that was really made counts (reg 63).
    first_year = timeline_of(worked(job | {"trading_from": "2026-06-14"}, WELL)).assessment_periods
    counted = {str(each.starts): Decimal(each.earnings_counted) for each in first_year}
    assert (counted["2026-12-14"], counted["2027-01-14"]) == (0, 1400)
    # From 14 June on, twelve whole months have passed.
    assert counted["2027-05-14"] == 0
    assert counted["2027-06-14"] > 1600


def test_the_usual_profit_stands_for_months_that_are_not_given() -> None:
    found = taken_off({"hours_per_week": 10, "profits": months(0), "profit": {"amount": 600, "per": "month"}})
    assert (found["2026-12-14"], found["2027-01-14"]) == (0, Decimal("95.15"))
    average = worked({"hours_per_week": 10, "profits": months(-600, 1000, 1000)}).now
    assert {line.id: line.per_month for line in average.lines}["self_employed_profit"] == Decimal("466.67")


def test_profit_and_loss_are_in_the_year_on_the_last_day_of_the_month() -> None:
    result = worked({"hours_per_week": 10, "profits": months(-600, 1000), "profit": NOTHING}, bank_balance=1000)
    found = [
        (str(event.date), event.title, event.amount)
        for event in timeline_of(result).events
        if event.line == "self_employed_profit"
    ]
    assert found == [
        ("2026-12-31", "Loss from self-employment", Decimal(600)),
        ("2027-01-31", "Profit from self-employment, with tax set aside", Decimal(1000)),
    ]
    assert "profits_by_month" in {notice.id for notice in result.notices}


@pytest.mark.parametrize(
    ("job", "told"),
    [
        (
            {"profits": [{"month": "2027-13", "amount": 1}]},
            "/adults/0/jobs/0/profits/0/month: must be a month written year-month",
        ),
        (
            {"profits": months(1) * 2},
            "/adults/0/jobs/0/profits/1/month: must be unique: '2026-12' is used more than once",
        ),
        (
            {"pay": {"amount": 1, "per": "month"}, "profits": months(1)},
            "/adults/0/jobs/0/profits: give pay or profits, not both",
        ),
        ({"profits": [{"month": "2027-01"}]}, "/adults/0/jobs/0/profits/0/amount: is needed"),
    ],
)
def test_profits_that_cannot_be_are_refused_in_words(job: dict[str, Any], told: str) -> None:
    with pytest.raises(CaseError) as caught:
        worked({"hours_per_week": 10, **job})
    assert str(caught.value).startswith(told)
