"""Adults and children of a Case as facts for the rules: ages, and what follows from days and lists in the Case."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from calculator.contract.people import Adult, Child, OtherIncome
from calculator.contract.values import age_on
from calculator.month.inputs.amounts import ZERO, Fact, days_since, monthly, months_between, years_before
from calculator.month.inputs.home import childcare_of_one
from calculator.month.situation import Situation, job_is_over

# A date of birth, and the age that follows from it.
AGES = {"child.born": "child.age", "adult.born": "adult.age"}
# The inputs of kinds of income whose name is not that of the kind.
INCOME = {"lodger": "lodger_income", "rental": "rental_income", "other": "other_income"}
_DAYS_IN_YEAR = 365


def adult_facts(number: int, situation: Situation, period: int) -> dict[str, Fact]:
    """What the rules are told of an adult, by the last part of the inputs' names.

    number: the adult's place in the Case, from 0. period: the first day of the assessment period, as an ordinal.
    """
    case, date = situation.case, situation.date
    adult, person = case.adults[number], situation.adult(number)
    income: dict[str, Decimal] = {}
    for item in adult.other_income:
        name = INCOME.get(item.kind, item.kind)
        income[name] = income.get(name, ZERO) + _for_days(item, date, situation.aged or date)
    return {
        **income,
        **{f"student_loan_{plan}": True for plan in adult.student_loans},
        **{f"ended_{name}": True for name in adult.ended_benefits},
        **_cared_for(adult, situation),
        "age": _age(adult, person.told, situation),
        "born": born_on(adult, person.told),
        "esa_group": adult.new_style_esa.group if adult.new_style_esa else None,
        "esa_days_counted": esa_days_counted(adult, person.esa_told),
        "months": months_between(adult.date_of_birth, date),
        "evidence_months": months_between(adult.medical_evidence_from, dt.date.fromordinal(period)),
        "has_jsa": True if adult.new_style_jsa else None,
        "jsa_days_had": days_since(adult.new_style_jsa.from_ if adult.new_style_jsa else None, date),
        "job_over": job_is_over(situation, number),
    }


def _for_days(item: OtherIncome, first: dt.date, last: dt.date) -> Decimal:
    """What an income comes to a month on a day, or in an assessment period. A period that it begins or ends in has a part of it.

    That part goes by the days, at 12 months to 365 days (UC Regs 2013 reg 73(2A)).
    """
    begins, ends = max(first, item.from_ or first), min(last, item.to or last)
    if begins > ends:
        return ZERO
    whole = begins == first and ends == last
    return monthly(item) if whole else monthly(item) * 12 / _DAYS_IN_YEAR * ((ends - begins).days + 1)


def _cared_for(adult: Adult, situation: Situation) -> dict[str, Fact]:
    """The disability benefits of the child in the Case that an adult cares for. A benefit with no care rate given has none."""
    kind, _, number = (adult.cares_for or "").partition(":")
    if kind != "child":
        return {}
    child = situation.case.children[int(number) - 1]
    care = child.care or ("none" if child.mobility else None)
    return {"cared_for_disability": child.disability, "cared_for_dla_care": care}


def esa_days_counted(adult: Adult, date: dt.date) -> int | None:
    """The days of New Style ESA that count towards its limit. If the Case says only when ESA began, these are the days since then.

    None if that is a year or more ago: such an award must have had days in the support group, and how many is not known.
    """
    esa = adult.new_style_esa
    if esa is None or esa.days_counted is not None or esa.group != "work_related":
        return esa.days_counted if esa else None
    since = days_since(esa.from_, date)
    return since if since is not None and since < _DAYS_IN_YEAR else None


def born_on(person: Adult | Child, date: dt.date) -> dt.date:
    """The date of birth. If only an age is given, the latest that it can be."""
    return person.date_of_birth or years_before(date, person.age or 0)


def _age(person: Adult | Child, told: dt.date, situation: Situation) -> int | None:
    if person.date_of_birth is None and not situation.birthdays:
        return person.age
    return age_on(born_on(person, told), situation.aged or situation.date)


def possible_births(person: Adult | Child, told: dt.date, day: dt.date) -> tuple[int, ...]:
    """The days on which somebody whose age was told on a day can have been born, as ordinals: the latest first, then those on either side of a
    birthday that may or may not have come by the day of the position, and the earliest.
    """
    latest = born_on(person, told)
    earliest = years_before(told, (person.age or 0) + 1) + dt.timedelta(days=1)
    turns = years_before(day, age_on(earliest, day))
    days = [latest, turns + dt.timedelta(days=1), turns, earliest]
    return tuple(dict.fromkeys(born.toordinal() for born in days if earliest <= born <= latest))


def child_facts(number: int, situation: Situation) -> dict[str, Fact]:
    """What the rules are told of a child, by the last part of the inputs' names. number: the child's place in the Case, from 0."""
    child, cost, told = situation.case.children[number], situation.childcare, situation.child(number).told
    charges = [part for part in cost if part.child == number + 1] if isinstance(cost, tuple) else []
    return {
        "age": _age(child, told, situation),
        "age_told": age_on(born_on(child, told), told),
        "born": born_on(child, told),
        "childcare": sum((childcare_of_one(part) for part in charges), ZERO) if charges else None,
        "first_bill_paid": any(part.first_month_paid_by_jobcentre for part in charges) or None,
    }
