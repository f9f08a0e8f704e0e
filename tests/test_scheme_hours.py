"""Every council's scheme over the hours of a week: never below nothing, never above the bill, and falling as pay rises."""

import datetime as dt
from decimal import Decimal

import pytest
from loaded import CALCULATOR

from calculator.__main__ import main
from calculator.councils.schemes import slug
from calculator.law import council_by_hours as sanity

DAY = dt.date(2026, 11, 23)
HELD = {slug(each.council): each for each in CALCULATOR.councils.all_schemes()}  # the latest of each
HOURS = (0, 2, 5, 8, 12, 15, 16, 17, 20, 24, 29, 30, 31, 35, 40)
SHARES = 3  # Each council takes every third of these hours and no work, so that the time of the test does not grow with each council.
# One council stands for each nation with one scheme.
STANDS_FOR = {"Scotland": "Fife", "Wales": "Swansea"}

# Where a reduction may be higher with more hours. New Style ESA stops at 16 hours, and then there is less income to count.
ESA, ESA_STOPS = "ESA, no UC", 16
# More pay is left out from 16 hours (families, disabled people) and from 30 (all), where the scheme has kept that rule.
LONG_HOURS = (16, 30)
# Any other, as the council's name and the household: what in the scheme makes it so.
OTHERS: dict[tuple[str, str], str] = {}


def hours_of(name: str) -> tuple[int, ...]:
    return (0, *HOURS[1 + sorted(HELD).index(name) % SHARES :: SHARES])


def may_rise(name: str, household: str, fewer: int, more: int) -> bool:
    keeps_long_hours = any(part.get("earnings_left_out_long_hours") for part in HELD[name].parts)
    return (
        (household == ESA and fewer < ESA_STOPS <= more)
        or (keeps_long_hours and any(fewer < hours <= more for hours in LONG_HOURS))
        or (name, household) in OTHERS
    )


@pytest.mark.parametrize("name", sorted(HELD))
def test_a_reduction_is_within_the_bill_and_falls_as_hours_rise(name: str) -> None:
    scheme = HELD[name]
    council = CALCULATOR.councils.register.find(STANDS_FOR.get(scheme.council, scheme.council))
    assert council is not None
    hours_tried = hours_of(name)
    found = sanity.table(CALCULATOR, council, max(CALCULATOR.first, min(DAY, scheme.ends)), hours_tried)
    whole = Decimal(sanity.BILL) / 12
    for household, reductions in found.items():
        covered = [(hours, each) for hours, each in zip(hours_tried, reductions, strict=True) if each is not None]
        for at, (hours, reduction) in enumerate(covered):
            assert 0 <= reduction <= whole + Decimal("0.005"), (household, hours)
            if at and not may_rise(name, household, covered[at - 1][0], hours):
                assert reduction <= covered[at - 1][1], (household, hours)


def test_the_households_looked_at_are_covered_somewhere() -> None:
    council = CALCULATOR.councils.register.find("Bristol")
    assert council is not None
    found = sanity.table(CALCULATOR, council, DAY, (0, 16))
    assert set(found) == set(sanity.HOUSEHOLDS)
    assert all(first is not None and second is not None and second < first for first, second in found.values())


def test_the_table_of_one_council_is_printed_by_hours(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules", "list", "--hours", "Bristol"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("Bristol, ")
    assert len(lines) == 2 + len(sanity.HOURS)


def test_the_table_of_an_unknown_council_says_what_may_have_been_meant(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules", "list", "--hours", "Bristl"]) != 0
    assert "Bristol" in capsys.readouterr().err
