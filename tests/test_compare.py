"""Two positions side by side."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from calculator.compare import Answer, answer, groups, kept
from calculator.contract.result import Line, OptionResult, Position, Result, RulesUsed, UniversalCreditStatement


def line(name: str, kind: Any, amount: str, **more: Any) -> Line:
    money = Decimal(amount)
    return Line(name, kind, name.title(), money, money, money, [money], **more)


def position(lines: list[Line], left: str, statement: UniversalCreditStatement | None = None) -> Position:
    return Position(
        lines, True, [], Decimal(0), Decimal(0), Decimal(left), Decimal(left), statement or UniversalCreditStatement()
    )


def statement(taken: str, deductions: str = "0") -> UniversalCreditStatement:
    maximum = Decimal("854.70")
    award = maximum - Decimal(taken)
    return UniversalCreditStatement(
        "in_payment",
        standard_allowance=Decimal("424.90"),
        lcwra_element=Decimal("429.80"),
        maximum_amount=maximum,
        earned_income_deduction=Decimal(taken),
        award=award,
        deductions=Decimal(deductions),
        paid=award - Decimal(deductions),
    )


def rows(before: Position, after: Position) -> dict[str, list[tuple[str, str]]]:
    return {group.id: [(row.id, str(row.change)) for row in group.rows] for group in groups(before, after)}


def test_what_comes_in_counts_up_and_what_goes_out_counts_down() -> None:
    now = position([line("pip", "benefit", "332.37"), line("rent", "cost", "450")], "-117.63")
    then = position(
        [
            line("pip", "benefit", "332.37"),
            line("pay", "pay", "800"),
            line("income_tax", "deduction", "20"),
            line("rent", "cost", "450"),
            line("work_costs", "cost", "60"),
        ],
        "602.37",
    )
    assert rows(now, then) == {
        "money_in": [("pay", "800"), ("income_tax", "-20"), ("take_home_pay", "780"), ("pip", "0.00")],
        "money_out": [("rent", "0"), ("work_costs", "-60")],
        "left": [("left_over", "720.00")],
    }
    assert [row.id for row in kept(now, then)] == ["pip"]


def test_a_statement_has_its_parts_their_total_what_is_taken_off_and_what_is_paid() -> None:
    award = [line("universal_credit", "benefit", "854.70")]
    now = position([*award, line("debt_deductions", "debt", "30")], "824.70", statement("0", "30"))
    then = position([line("universal_credit", "benefit", "500")], "500", statement("354.70", "30"))
    assert rows(now, then)["universal_credit"] == [
        ("standard_allowance", "0.00"),
        ("lcwra_element", "0.00"),
        ("maximum_amount", "0.00"),
        ("earned_income_deduction", "-354.70"),
        ("award", "-354.70"),
        ("deductions", "0"),
        ("paid", "-354.70"),
    ]


def test_a_figure_that_depends_keeps_its_least_and_most() -> None:
    open_line = line(
        "universal_credit",
        "benefit",
        "642.16",
        confidence="depends",
        depends_on=["/adults/0/lcwra_rate"],
        range=(Decimal("642.16"), Decimal("854.70")),
    )
    now = position([open_line], "642.16", statement("0"))
    now.universal_credit.ranges = {"lcwra_element": (Decimal("217.26"), Decimal("429.80"))}
    marked = {row.id: row for row in groups(now, now)[0].rows}
    assert marked["award"].ranges[0] == (Decimal("642.16"), Decimal("854.70"))
    assert marked["award"].confidence == "depends"
    assert marked["lcwra_element"].confidence == "depends", "the part that the open answer sets"
    assert marked["lcwra_element"].ranges[1] == (Decimal("217.26"), Decimal("429.80"))
    assert marked["standard_allowance"].confidence == "settled"


def test_an_option_may_be_set_against_another() -> None:
    first, second = position([], "100"), position([], "150")
    used = RulesUsed(dt.date(2026, 11, 23), "1", "x")
    options = [OptionResult("A", first, Decimal(0)), OptionResult("B", second, Decimal(50))]
    found = answer(Result(used, {"compare_with": "A"}, [], position([], "20"), options), options[1])
    assert (found.now, found.then, found.change) == (100, 150, 50)


@pytest.mark.parametrize(
    ("now", "then", "direction", "pence"),
    [
        ("1157.07", "1556.73", "more", False),
        ("10.50", "10.00", "less", False),
        ("10.4", "10.8", "same", True),
        ("5", "5", "same", False),
    ],
)
def test_whole_pounds_are_shown_only_where_they_add_up(now: str, then: str, direction: str, pence: bool) -> None:
    found = Answer(Decimal(now), Decimal(then), Decimal(then) - Decimal(now), None)
    assert (found.direction, found.show_pence) == (direction, pence)
