"""The year is compared with what the case names: staying as now, or another option."""

from decimal import Decimal
from typing import Any

from calculator.calculator import Calculator
from calculator.cli.calendar import calendar
from calculator.contract.reading import read_case
from calculator.contract.result import OptionResult, Result, Timeline

ON_LEAVE_OF_ONE = {"name": "Shop", "hours_per_week": 10, "pay": {"amount": 12.71, "per": "hour"}, "paid": "month"}


def option(name: str, hours: float, starts: str, **more: Any) -> dict[str, Any]:
    job = {"name": name, "hours_per_week": hours, "pay": {"amount": 13, "per": "hour"}, "paid": "month"}
    return {"name": name, "adult": 1, "job": job, "starts": starts, **more}


CASE: dict[str, Any] = {
    "date": "2026-05-11",
    "nation": "england",
    "adults": [{"age": 40, "uc_health": "lcwra", "lcwra_rate": "protected", "jobs": [ON_LEAVE_OF_ONE]}],
    "home": {"tenure": "social", "rent": {"amount": 450, "per": "month"}, "bedrooms": 1},
    "savings": 0,
    "universal_credit": {"assessment_period_day": 14},
    "everyday_spending": {"amount": 300, "per": "month"},
    "views": ["timeline"],
    "options": [
        option("Less", 12, "2026-06-01", what_if=[{"kind": "ends", "after_weeks": 10}]),
        option("More", 20, "2026-06-01", what_if=[{"kind": "ends", "after_weeks": 10}]),
    ],
}


def worked(calculator: Calculator, compared: str, **household: Any) -> Result:
    return calculator.calculate(read_case({**CASE, **household, "compare_with": compared}))


def timelines(found: OptionResult) -> list[Timeline]:
    assert found.timeline is not None
    return [found.timeline, *found.timeline.what_if]


def differences(timeline: Timeline) -> list[Decimal]:
    """Every difference that a timeline gives, in order."""
    found = [each.difference for each in (*timeline.months, *timeline.checkpoints)]
    return [Decimal(each) for each in (*found, *(month.running_difference for month in timeline.months))]


def test_an_option_against_another_is_the_one_against_now_less_the_other_against_now(calculator: Calculator) -> None:
    now, less = worked(calculator, "now"), worked(calculator, "Less")
    base = differences(timelines(now.options[0])[0])
    for with_less, with_now in zip(timelines(less.options[1]), timelines(now.options[1]), strict=True):
        assert differences(with_less) == [a - b for a, b in zip(differences(with_now), base, strict=True)]
        assert with_less.lowest == with_now.lowest
        assert [month.money_in for month in with_less.months] == [month.money_in for month in with_now.months]
    assert any(differences(timelines(less.options[1])[0]))


def test_the_option_compared_with_itself_makes_no_difference_but_its_what_ifs_do(calculator: Calculator) -> None:
    found = worked(calculator, "Less").options[0]
    usual, ended = timelines(found)
    assert not any(differences(usual))
    assert usual.first_better_off_month is None
    assert ended.checkpoints[-1].difference < 0
    assert found.year is not None
    assert (found.year.change, found.year.change_per_month) == (0, 0)


def test_the_year_has_the_sign_of_the_month(calculator: Calculator) -> None:
    """A choice that leaves less each month than the one it is compared with does not come out ahead after a year."""
    found = worked(calculator, "More").options[0]
    assert found.year is not None
    assert found.change_per_month is not None
    assert found.change_per_month < 0
    assert found.year.change < 0
    assert found.year.change_per_month < 0
    assert found.year.worst_month is not None
    assert found.year.worst_month.difference < 0


def test_months_without_universal_credit_are_counted_against_the_option_named(calculator: Calculator) -> None:
    """Its claim begins on another day, so its assessment periods do too."""
    household = {
        "adults": [{"age": 40, "uc_health": "lcwra", "lcwra_rate": "protected"}],
        "claims": {"universal_credit": False},
        "options": [
            option("Less", 4, "2026-06-01", claims={"universal_credit": True}),
            option("More", 8, "2026-06-09", claims={"universal_credit": True}),
            option("Most", 60, "2026-06-01", claims={"universal_credit": False}),
        ],
    }
    _, more, most = (each.year for each in worked(calculator, "Less", **household).options)
    assert more is not None
    assert most is not None
    assert more.months_with_no_universal_credit == 0
    # Of the periods from 1 June on, those to 30 April are paid by 30 May 2027.
    assert most.months_with_no_universal_credit == 11


def test_a_job_costs_of_the_option_named_fall_on_its_own_days(calculator: Calculator) -> None:
    """Seen from an option that starts later, they are not counted from that start."""
    costs = [{"name": "bus", "amount": 100, "per": "month"}]
    options = [option("Less", 12, "2026-06-24"), option("More", 12, "2026-07-05")]
    options[0]["job"]["work_costs"] = costs
    household = {"adults": [{"age": 40, "jobs": []}], "options": options}
    timeline = timelines(worked(calculator, "Less", **household).options[1])[0]
    july = {each.date.day: each.difference for each in timeline.days if f"{each.date:%Y-%m}" == "2026-07"}
    before = max(day for day in july if day < 24)
    assert july[24] == july[before] + 100


def test_the_command_says_what_the_year_is_compared_with(calculator: Calculator) -> None:
    text = calendar(worked(calculator, "Less"))
    assert "than with “Less”" in text
    assert "staying as now" not in text
    assert "than staying as now" in calendar(worked(calculator, "now"))
