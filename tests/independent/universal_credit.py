"""The Universal Credit of one assessment period, with rules that can be said in a few lines (WRA 2012 s 8; UC Regs 2013).

Left out, and refused where it would matter: the benefit cap, surplus earnings, unearned income, capital, and deductions.
"""

import dataclasses
import datetime as dt
from decimal import Decimal

from independent import rates
from independent.paye import ZERO, nearest


class OutOfScopeError(Exception):
    """The case needs a rule that this model leaves out."""


@dataclasses.dataclass(frozen=True)
class Claimant:
    age: int
    health: str | None  # "lcwra", "lcwra_new" (the rate for new claimants from April 2026) or None
    carer: bool


@dataclasses.dataclass(frozen=True)
class Household:
    claimants: list[Claimant]
    births: list[dt.date]  # of the children
    rent: Decimal  # a month, to a social landlord


def rates_for(period_start: dt.date) -> dict[str, Decimal]:
    """The rates of the last change on or before the start of a period."""
    return rates.UNIVERSAL_CREDIT[max(day for day in rates.UNIVERSAL_CREDIT if day <= period_start)]


def standard_allowance(household: Household, table: dict[str, Decimal]) -> Decimal:
    kind = "single" if len(household.claimants) == 1 else "couple"
    return table[kind if any(who.age >= 25 for who in household.claimants) else f"{kind}_under_25"]


def child_element(births: list[dt.date], period_start: dt.date, table: dict[str, Decimal]) -> Decimal:
    """The eldest child brings more if born before 6 April 2017. Until April 2026, a third child born since then brings nothing."""
    limited = period_start < rates.TWO_CHILD_LIMIT_ENDS
    total = ZERO
    for place, born in enumerate(sorted(births)):
        if limited and place >= 2 and born >= rates.TWO_CHILD_DATE:
            continue
        total += table["child_born_before_2017" if place == 0 and born < rates.TWO_CHILD_DATE else "child"]
    return total


def health_and_carer_elements(household: Household, table: dict[str, Decimal]) -> Decimal:
    """One LCWRA element for a household, at the higher of two rates. Nobody brings both elements (reg 29(4))."""
    health = [who for who in household.claimants if who.health]
    carers = sum(1 for who in household.claimants if who.carer and not who.health)
    return max((table[who.health] for who in health if who.health), default=ZERO) + carers * table["carer"]


def maximum_amount(household: Household, period_start: dt.date) -> Decimal:
    table = rates_for(period_start)
    total = standard_allowance(household, table) + household.rent
    total += child_element(household.births, period_start, table) + health_and_carer_elements(household, table)
    within_cap(household, total)
    return total


def within_cap(household: Household, total: Decimal) -> None:
    """Refuses a case to which the benefit cap could apply (regs 79 to 83)."""
    if any(who.health or who.carer for who in household.claimants):
        return
    level = rates.BENEFIT_CAP["single" if len(household.claimants) == 1 and not household.births else "family"]
    if total + rates.CHILD_BENEFIT_AT_MOST[len(household.births)] > level:
        raise OutOfScopeError("benefit cap")


def award(household: Household, period_start: dt.date, earnings: Decimal) -> Decimal:
    """What is due for a period with these earnings (reg 22)."""
    table = rates_for(period_start)
    most = maximum_amount(household, period_start)
    allowance = ZERO
    if household.births or any(who.health for who in household.claimants):
        allowance = table["work_allowance_with_housing" if household.rent else "work_allowance"]
    if earnings > most / rates.TAPER + allowance + rates.SURPLUS_EARNINGS:
        raise OutOfScopeError("surplus earnings")
    return max(ZERO, most - nearest(max(ZERO, earnings - allowance) * rates.TAPER))
