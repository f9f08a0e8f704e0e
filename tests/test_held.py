"""What is held of each council, and what has to be renewed."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from loaded import CALCULATOR

from calculator.councils.held import GRADES, HeldCouncils, table, totals

YEAR = dt.date(2026, 4, 1)


@pytest.fixture(scope="module")
def held() -> HeldCouncils:
    return HeldCouncils(CALCULATOR.councils)


def of(held: HeldCouncils, name: str, day: dt.date = YEAR) -> str:
    council = held.register.find(name)
    assert council is not None
    return held.of(council, day).grade


@pytest.mark.parametrize(
    ("name", "grade"),
    [
        ("Bristol", "whole"), ("Babergh", "universal_credit"), ("Ashford", "part"), ("Sandwell", "at_most"),
        ("Brighton and Hove", "earlier"), ("Isles of Scilly", "not_held"), ("Fife", "whole"), ("Cardiff", "whole"),
    ],
)  # fmt: skip
def test_each_council_has_the_grade_of_what_is_held(held: HeldCouncils, name: str, grade: str) -> None:
    assert of(held, name) == grade


def test_the_totals_count_every_council_of_england_once(held: HeldCouncils) -> None:
    found = totals(held.all(YEAR))
    assert [each.grade for each in found] == list(GRADES)
    assert sum(each.councils for each in found) == 296
    assert sum((each.share for each in found), Decimal(0)) == 1


def test_the_spending_of_every_council_adds_up_to_the_total_that_is_published_for_england(held: HeldCouncils) -> None:
    spent = {each.council.code: each.spending for each in held.all(YEAR)}
    assert len(spent) == 296
    # Council Taxbase 2025 in England, table 3.03. Each figure is rounded to a pound by itself.
    assert abs(sum(spent.values()) - 4_322_307_806) <= 1


def test_a_scheme_whose_year_has_ended_is_marked(held: HeldCouncils) -> None:
    bristol = held.register.find("Bristol")
    assert bristol is not None
    assert held.of(bristol, dt.date(2027, 3, 31)).grade == "whole"
    assert held.of(bristol, dt.date(2027, 4, 1)).grade == "earlier"


def test_of_an_earlier_year_only_what_nothing_newer_is_known_of_is_held(held: HeldCouncils) -> None:
    earlier = [each.council for each in held.ended(dt.date(2026, 11, 30))]
    assert earlier == ["Brighton and Hove", "Liverpool", "Manchester", "Nottingham", "Swale", "Waltham Forest"]
    assert of(held, "Brighton and Hove") == "earlier"


def test_each_scheme_says_when_it_was_read_and_by_how_many(held: HeldCouncils) -> None:
    schemes = list(held.councils.all_schemes())
    assert all(dt.date(2026, 1, 1) < each.checked <= dt.date.today() for each in schemes)
    assert all(each.readers >= 1 for each in schemes)


def test_before_april_it_is_said_what_is_due(held: HeldCouncils) -> None:
    lines = list(held.renewals(dt.date(2026, 11, 30)))
    earlier = [each.council for each in held.ended(dt.date(2026, 11, 30))]
    assert [line.split(": ")[1] for line in lines if line.startswith("warning: ")] == earlier
    told = [line for line in lines if not line.startswith("warning: ")]
    assert all(line.startswith("to renew for April 2027: ") for line in told)
    assert any("the schemes of" in line and "Bristol" in line and "Wales" in line for line in told)
    assert any("the bills of 350 councils" in line for line in told)
    assert any("Woking becomes West Surrey" in line for line in told)


def test_after_april_each_scheme_whose_year_has_ended_is_a_warning(held: HeldCouncils) -> None:
    told = list(held.renewals(dt.date(2027, 4, 1)))
    warned = [line for line in told if line.startswith("warning: ")]
    assert len(warned) == len({each.council for each in held.councils.all_schemes()})
    assert "warning: Bristol: the year of the scheme held ended on 2027-03-31: add the next one" in warned
    assert not any("to renew for April 2028: the schemes" in line for line in told)


def test_the_document_has_a_row_for_every_council_of_england(held: HeldCouncils) -> None:
    rows = table(held.all(YEAR)).split("\n\n")[1].splitlines()[2:]
    assert len(rows) == 296
    assert [row.split(" | ")[0][2:] for row in rows] == sorted(
        each.name for each in held.register.councils if each.nation == "england"
    )
