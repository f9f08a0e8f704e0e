"""What sorts the households of a caseload into groups."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from calculator.contract.case import Case
from calculator.contract.people import Child
from calculator.contract.values import age_on

# The modified OECD scale before housing costs, by which income is made comparable (Households Below Average Income, DWP).
FIRST_ADULT, SECOND_ADULT, OLDER_CHILD, YOUNGER_CHILD = (
    Decimal("0.67"),
    Decimal("0.33"),
    Decimal("0.33"),
    Decimal("0.2"),
)
OLDER_FROM = 14
GROUPS = ("family", "health", "tenure", "work", "nation", "council")


@dataclass(frozen=True, slots=True)
class Groups:
    """The groups of one household. `council` is a code, and empty if the case has none. `size` makes incomes comparable."""

    family: str
    health: str
    tenure: str
    work: str
    nation: str
    council: str
    size: Decimal


def groups_of(case: Case, council: str) -> Groups:
    """The groups that a case belongs to. council: the code of its council, or nothing."""
    couple, children = len(case.adults) > 1, bool(case.children)
    family = ("couple_with_children" if children else "couple") if couple else ("lone_parent" if children else "single")
    health = [adult.uc_health or "none" for adult in case.adults]
    older = sum(_age(case, child) >= OLDER_FROM for child in case.children)
    size = FIRST_ADULT + SECOND_ADULT * couple + OLDER_CHILD * older + YOUNGER_CHILD * (len(case.children) - older)
    return Groups(
        family=family,
        health=next((each for each in ("lcwra", "lcw") if each in health), "none"),
        tenure=(case.home and case.home.tenure) or "living_with_others",
        work="in_work" if any(adult.jobs for adult in case.adults) else "out_of_work",
        nation=case.nation or "england",
        council=council,
        size=size,
    )


def _age(case: Case, child: Child) -> int:
    return child.age or 0 if child.date_of_birth is None else age_on(child.date_of_birth, case.date)
