"""The home and household of a Case as facts for the rules: rent, area, childcare, claims and deductions."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from decimal import Decimal

from calculator.contract.case import Case
from calculator.contract.errors import Problem
from calculator.contract.home import ChildCare
from calculator.contract.money import Money
from calculator.councils.bills import Published
from calculator.councils.register import Register
from calculator.councils.schemes import Scheme
from calculator.month.inputs.amounts import ZERO, Fact, monthly, months_between, yearly
from calculator.month.situation import Situation
from calculator.rulebook import Rulebook


def whose_scheme(register: Register, case: Case) -> str | None:
    """Whose council tax reduction scheme a household comes under: its council's, or its nation's if one serves all councils there."""
    council = register.of(case)
    nation = case.nation or (council.nation if council else None)
    return nation if nation in ("scotland", "wales") else council.name if council else None


def household_facts(book: Rulebook, register: Register, situation: Situation, scheme: Scheme | None) -> dict[str, Fact]:
    """What the rules are told of the household and its home, by the full names of the inputs. scheme: its council tax reduction scheme."""
    case, claims = situation.case, situation.claims
    ended = case.universal_credit.award_ended if case.universal_credit else None
    claim = None if situation.option is None else case.options[situation.option].universal_credit_from
    rent = case.home.rent if case.home else None
    bill = register.bill(case, situation.date)
    return {
        "household.answers_date": case.date,
        "home.rent_is_weekly": rent is not None and rent.per in ("week", "two_weeks", "four_weeks"),
        "home.brma": area_of(book, register, case),
        "home.areas_possible": len(register.areas(case)),
        "home.in_london": register.in_london(case),
        **_bill_facts(bill),
        "home.council_tax_at_most": scheme.at_most if scheme else None,
        "home.council_tax_usual_most": _usual_most(register, situation),
        "home.scheme_second_hand": scheme is not None and scheme.second_hand != "",
        "home.scheme_carried_on": scheme is not None and scheme.ends < situation.date,
        "home.scheme_earlier": scheme is not None and bill is not None and scheme.ends < bill.starts,
        "home.scheme_ended": scheme.ends if scheme else None,
        "household.childcare": childcare_of(situation.childcare),
        "household.award_ended_months": months_between(ended, claim or situation.date),
        "household.claim_from": claim,
        "household.claims_universal_credit": claims.universal_credit if claims else None,
        "household.claims_child_benefit": claims.child_benefit if claims else None,
        "household.claims_housing_benefit": claims.housing_benefit if claims else None,
        "household.claims_council_tax_reduction": claims.council_tax_reduction if claims else None,
        "household.deductions": _deductions(situation, lambda kind: kind not in ("rent_arrears", "child_maintenance")),
        "household.deduction_rent_arrears": _deductions(situation, lambda kind: kind == "rent_arrears"),
        "household.deduction_child_maintenance": _deductions(situation, lambda kind: kind == "child_maintenance"),
    }


def _usual_most(register: Register, situation: Situation) -> Decimal | None:
    """The largest share of the bill that most people's help comes to in their council, if that much is known of its scheme."""
    council = register.of(situation.case)
    most = register.facts.most_support(council.code, situation.date) if council else None
    return most.share if most else None


def _bill_facts(bill: Published | None) -> dict[str, Fact]:
    """What the council has published for band D, and between which amounts each home's own lies."""
    if bill is None:
        return {
            "home.bill_published": "none",
            "home.band_d": None,
            "home.band_d_lowest": None,
            "home.band_d_highest": None,
        }
    return {
        "home.bill_published": "exact" if bill.is_exact else "average",
        "home.band_d": bill.band_d,
        "home.band_d_lowest": bill.low,
        "home.band_d_highest": bill.high,
    }


def _deductions(situation: Situation, wanted: Callable[[str], bool]) -> Decimal:
    """Deductions of some kinds that have not ended, in pounds a month."""
    going = [part for part in situation.case.deductions if not part.ends or part.ends >= situation.date]
    return sum((monthly(part) for part in going if wanted(part.kind)), ZERO)


def area_of(book: Rulebook, register: Register, case: Case) -> str | None:
    """The broad rental market area that the Case names, or else the only one that its council lies in; None if neither is known."""
    if case.brma is None:
        areas = register.areas(case)
        return areas[0] if len(areas) == 1 else None
    return {name.casefold(): name for name in book.rules["home.brma"].choices}.get(case.brma.casefold())


def area_problems(book: Rulebook, case: Case) -> list[Problem]:
    """A broad rental market area that there is not."""
    names = book.rules["home.brma"].choices
    if case.brma is None or case.brma.casefold() in {name.casefold() for name in names}:
        return []
    near = difflib.get_close_matches(case.brma, names, 3, 0.5)
    hint = f": did you mean {' or '.join(near)}?" if near else ""
    return [Problem("/brma", f"is not a broad rental market area{hint}")]


def childcare_of(cost: Money | tuple[ChildCare, ...] | None) -> Decimal:
    """Registered childcare in pounds a month."""
    if cost is None:
        return ZERO
    if not isinstance(cost, tuple):
        return monthly(cost)
    return sum((childcare_of_one(part) for part in cost), ZERO)


def childcare_of_one(cost: ChildCare) -> Decimal:
    """The childcare of one child, in pounds a month."""
    weeks = Decimal(52) if cost.weeks_per_year is None else cost.weeks_per_year
    if cost.per in ("hour", "day"):
        times = cost.hours_per_week if cost.per == "hour" else cost.days_per_week
        return cost.amount * (times or 0) * weeks / 12
    if cost.per in ("week", "two_weeks", "four_weeks"):
        return yearly(cost.amount, cost.per) * weeks / 52 / 12
    return yearly(cost.amount, cost.per) / 12
