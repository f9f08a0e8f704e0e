"""A position of a Case as the rules' inputs: the one place where the Case's shape meets the names in rules/case/.

Money with a period becomes the period of the input's unit (weeks by x 52 / 12, as the contract says). What the Case leaves open and a
figure could hang on comes back as unknowns, each with the values to try.
"""

from __future__ import annotations

import datetime as dt
import difflib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from calculator.contract.case import Case
from calculator.contract.errors import Problem
from calculator.contract.home import ChildCare
from calculator.contract.job import Job
from calculator.contract.people import Adult, Child
from calculator.contract.values import age_on
from calculator.councils.councils import Councils
from calculator.councils.register import Council, Register
from calculator.councils.schemes import Scheme
from calculator.month.situation import Place, Situation, job_is_over
from calculator.rulebook import Rule, Rulebook, Structure, default_of

PER_YEAR = {
    "week": Decimal(52),
    "two_weeks": Decimal(26),
    "four_weeks": Decimal(13),
    "month": Decimal(12),
    "quarter": Decimal(4),
    "year": Decimal(1),
}
_UNITS = {"GBP/week": Decimal(52), "GBP/month": Decimal(12), "GBP/year": Decimal(1)}
ZERO = Decimal(0)
_DAYS_IN_YEAR = 365
AGES = {"child.born": "child.age", "adult.born": "adult.age"}


@dataclass(frozen=True, slots=True)
class Unknown:
    """Something the Case does not say. `tries` are the values it may have, the one shown first."""

    pointer: str
    input: str
    index: int | None
    tries: tuple[Any, ...]

    @property
    def key(self) -> tuple[str, int | None]:
        return self.input, self.index


@dataclass(slots=True)
class Inputs:
    """Values by input name (and '?name': whether given), how many of each entity there are, and what is open."""

    values: dict[str, Any]
    structure: Structure
    unknown: list[Unknown]
    children: list[int]  # the Case's position of each child, eldest first
    jobs: list[Place]  # in the order of the rules' jobs
    chosen_job: int | None
    scheme: Scheme | None  # the council tax reduction scheme that filled in `scheme.*` and `band.*`
    council: Council | None  # the one that the case names
    aged: dt.date  # the day whose ages count


def with_answers(inputs: Inputs, answers: Iterable[tuple[Unknown, Any]]) -> dict[str, Any]:
    """The values of a position's inputs with these answers to what is open. An age follows from a date of birth."""
    made = dict(inputs.values)
    for unknown, value in answers:
        if unknown.index is None:
            made[unknown.input] = value
            continue
        given = [(unknown.input, value)]
        if unknown.input in AGES:
            given.append((AGES[unknown.input], age_on(dt.date.fromordinal(value), inputs.aged)))
        for name, one in given:
            row = list(made[name])
            row[unknown.index] = one
            made[name] = row
    return made


def yearly(amount: Decimal, per: str) -> Decimal:
    return amount * PER_YEAR[per]


def monthly(money: Any) -> Decimal:
    """A Money as pounds a month."""
    return yearly(money.amount, money.per) / 12 if money is not None else ZERO


def ordinal(date: dt.date | None) -> int | None:
    return None if date is None else date.toordinal()


def problems(book: Rulebook, register: Register, situation: Situation) -> list[Problem]:
    """What no sum can do without, or cannot be told, in one position."""
    found = register.problems(situation.case)
    for held in situation.jobs:
        for place in held:
            _job(place, situation.date, found)
    _brma(book, register, situation.case, found)
    return found


def build(book: Rulebook, councils: Councils, situation: Situation, dates: dict[str, int]) -> Inputs:
    """The inputs of one position, in which `problems` has found none."""
    case = situation.case
    children = sorted(range(len(case.children)), key=lambda n: _born(case.children[n], case.date))
    others = list(case.home.non_dependants) if case.home else []
    jobs = [place for held in situation.jobs for place in held]
    scheme = _scheme(councils, situation)
    parts, tables = (scheme.parts, scheme.bands) if scheme else ((), ())
    structure = Structure(
        {"adult": len(case.adults), "child": len(children), "non_dependant": len(others), "scheme": len(parts)},
    )
    _own(structure, "job", [len(held) for held in situation.jobs])
    _own(structure, "band", [len(lines) for lines in tables])
    unknown: list[Unknown] = []
    none: list[Problem] = []
    facts: dict[str, list[dict[str, Any]]] = {
        "adult": [_adult(n, situation, dates["assessment_period"]) for n in range(len(case.adults))],
        "child": [_child(n, situation) for n in children],
        "non_dependant": [{} for _ in others],
        "job": [
            _job(place, situation.date, none)
            | {
                "trading_months": months_between(place.job.trading_from, situation.aged or situation.date),
                "trade_is_new": place.new_trade,
                "taken_up": place.taken_up,
            }
            for place in jobs
        ],
        "scheme": list(parts),
        "band": [line for lines in tables for line in lines],
    }
    models: dict[str, Sequence[Any]] = {
        "adult": case.adults, "child": [case.children[n] for n in children], "non_dependant": others,
        "job": [place.job.settled for place in jobs], "scheme": parts, "band": facts["band"],
    }  # fmt: skip
    household = _household(book, councils.register, situation, none) | {
        "home.council_tax_at_most": scheme.at_most if scheme else None,
        "home.scheme_carried_on": scheme is not None and scheme.ends < situation.date,
    }
    values: dict[str, Any] = {}
    for rule in book.inputs:
        head, _, last = rule.name.partition(".")
        if head == "clock":
            found: Any = dates[last]
            known: Any = True
        elif rule.each is None:
            given = household[rule.name] if rule.name in household else _at(case, rule)
            found, known = _value(rule, given), given is not None
        else:
            found, known = [], []
            for position, (model, said) in enumerate(zip(models[rule.each], facts[rule.each], strict=True)):
                given = Decimal(position + 1) if last == "order" else said[last] if last in said else _at(model, rule)
                found.append(_value(rule, given))
                known.append(given is not None)
        values[rule.name], values["?" + rule.name] = found, known
    _open_questions(book, councils.register, situation, children, values, unknown)
    chosen = next((n for n, place in enumerate(jobs) if place is situation.chosen), None)
    council = councils.register.of(case)
    return Inputs(values, structure, unknown, children, jobs, chosen, scheme, council, situation.aged or situation.date)


def _own(structure: Structure, thing: str, sizes: list[int]) -> None:
    """Say how many of an entity each of its owners has, in order."""
    starts = [sum(sizes[:n]) for n in range(len(sizes))]
    structure.counts[thing] = sum(sizes)
    structure.owner[thing] = [number for number, size in enumerate(sizes) for _ in range(size)]
    structure.owned[thing] = [list(range(start, start + size)) for start, size in zip(starts, sizes, strict=True)]
    if len(set(sizes)) > 1:
        import numpy as np

        structure.mask[thing] = np.array([[slot < size for slot in range(max(sizes))] for size in sizes])


def _scheme(councils: Councils, situation: Situation) -> Scheme | None:
    """The council tax reduction scheme of a situation's household on its day."""
    named = whose_scheme(councils.register, situation.case)
    return councils.scheme(named, situation.date) if named else None


def whose_scheme(register: Register, case: Case) -> str | None:
    """Whose council tax reduction scheme a household comes under: its council's, or its nation's where one serves all councils there."""
    council = register.of(case)
    nation = case.nation or (council.nation if council else None)
    return nation if nation in ("scotland", "wales") else council.name if council else None


def _value(rule: Rule, given: Any) -> Any:
    """What the Case gives, as the rules want it: a Decimal in the input's unit, a code, an ordinal, or true or false."""
    if given is None:
        return default_of(rule)
    if rule.value_type == "choice":
        return rule.choices.index(given) if isinstance(given, str) else given
    if rule.value_type == "date":
        return given if isinstance(given, int) else ordinal(given)
    if rule.value_type == "bool":
        return given
    if hasattr(given, "per"):
        return yearly(given.amount, given.per) / _UNITS[rule.unit_text]
    return given if isinstance(given, Decimal) else Decimal(given)


def _at(model: Any, rule: Rule) -> Any:
    """Follow an input's `from:` through the Case; None where anything on the way is not given."""
    if rule.supplied_from is None:
        return None
    for part in rule.supplied_from.split("."):
        model = getattr(model, "from_" if part == "from" else part, None)
        if model is None:
            return None
    return model


# ---------------------------------------------------------------------- people
def _adult(number: int, situation: Situation, period: int) -> dict[str, Any]:
    case, date = situation.case, situation.date
    adult = case.adults[number]
    income: dict[str, Any] = {}
    for item in adult.other_income:
        name = {"lodger": "lodger_income", "rental": "rental_income", "other": "other_income"}.get(item.kind, item.kind)
        income[name] = income.get(name, ZERO) + monthly(item)
    return {
        **income,
        **{f"student_loan_{plan}": True for plan in adult.student_loans},
        **{f"ended_{name}": True for name in adult.ended_benefits},
        "age": _age(adult, situation),
        "born": _born(adult, case.date),
        "esa_group": adult.new_style_esa.group if adult.new_style_esa else None,
        "esa_days_counted": esa_days_counted(adult, case.date),
        "months": months_between(adult.date_of_birth, date),
        "evidence_months": months_between(adult.medical_evidence_from, dt.date.fromordinal(period)),
        "has_jsa": True if adult.new_style_jsa else None,
        "jsa_days_had": _days_since(adult.new_style_jsa.from_ if adult.new_style_jsa else None, date),
        "job_over": job_is_over(situation, number),
    }


def esa_days_counted(adult: Adult, date: dt.date) -> int | None:
    """Days of New Style ESA that count towards its limit; those since it began where the Case says only that, and it is short of a year ago.

    An award of longer ago must have had days in the support group, and how many is not known.
    """
    esa = adult.new_style_esa
    if esa is None or esa.days_counted is not None or esa.group != "work_related":
        return esa.days_counted if esa else None
    since = _days_since(esa.from_, date)
    return since if since is not None and since < _DAYS_IN_YEAR else None


def _days_since(start: dt.date | None, date: dt.date) -> int | None:
    """Days from one day to another; 0 where the first is later."""
    return None if start is None else max(0, (date - start).days)


def _born(person: Adult | Child, date: dt.date) -> dt.date:
    """The date of birth; where only an age is given, the latest it can be."""
    return person.date_of_birth or years_before(date, person.age or 0)


def _age(person: Adult | Child, situation: Situation) -> int | None:
    if person.date_of_birth is None and not situation.birthdays:
        return person.age
    return age_on(_born(person, situation.case.date), situation.aged or situation.date)


def _births(person: Adult | Child, situation: Situation) -> tuple[int, ...]:
    """The days on which somebody of a given age can have been born, as ordinals: the latest first, then those on either side of a birthday
    that may or may not have come by the day of the position, and the earliest.
    """
    case, day = situation.case, situation.date
    latest = _born(person, case.date)
    earliest = years_before(case.date, (person.age or 0) + 1) + dt.timedelta(days=1)
    turns = years_before(day, age_on(earliest, day))
    days = [latest, turns + dt.timedelta(days=1), turns, earliest]
    return tuple(dict.fromkeys(born.toordinal() for born in days if earliest <= born <= latest))


def _child(number: int, situation: Situation) -> dict[str, Any]:
    child, cost = situation.case.children[number], situation.childcare
    charges = [part for part in cost if part.child == number + 1] if isinstance(cost, tuple) else []
    return {
        "age": _age(child, situation),
        "age_told": age_on(_born(child, situation.case.date), situation.case.date),
        "born": _born(child, situation.case.date),
        "childcare": sum((_one_child(part) for part in charges), ZERO) if charges else None,
        "first_bill_paid": any(part.first_month_paid_by_jobcentre for part in charges) or None,
    }


def months_between(start: dt.date | None, end: dt.date) -> int | None:
    """Whole months from one day to another; 0 where the first is later."""
    if start is None:
        return None
    return max(0, (end.year - start.year) * 12 + end.month - start.month - (end.day < start.day))


def years_before(date: dt.date, years: int) -> dt.date:
    try:
        return date.replace(year=date.year - years)
    except ValueError:  # 29 February
        return date.replace(year=date.year - years, day=28)


# ---------------------------------------------------------------------- jobs
def _job(place: Place, date: dt.date, problems: list[Problem]) -> dict[str, Any]:
    """How the pay is given, and the sum of a year of it where it does not go by the hour."""
    job, pointer = place.job.settled, place.pointer
    weeks = Decimal(52) if job.weeks_per_year is None else job.weeks_per_year
    facts: dict[str, Any] = {
        "pension": job.pension_choice,
        "work_costs": sum((monthly(cost) for cost in job.work_costs), ZERO),
        "off_sick": True if job.sick else None,
        "days_since_esa": place.days_since_esa,
        "changes": True if place.job.schedule else None,
        "contract_sick_pay": _contract_sick_pay(job, date),
        "pay_given": "none",
    } | _fullest_week(place.job)
    if job.pension is not None:
        percent = job.pension.employee_percent
        facts |= {
            "pension_percent": None if percent is None else percent / 100,
            "pension_basis": job.pension.basis,
            "pension_method": job.pension.method,
        }
    if job.profit is not None:
        return facts | {"pay_given": "profit", "profit": yearly(job.profit.amount, job.profit.per)}
    money, hourly, fixed = (
        (job.pay, "pay_per_hour", "pay_fixed")
        if job.pay is not None
        else (job.take_home, "take_home_per_hour", "take_home")
    )
    if money is None:
        return facts
    facts["pay_given"] = "take_home" if job.pay is None else "hourly" if money.per == "hour" else "fixed"
    if money.per == "hour":
        if job.hours_per_week is None:
            problems.append(Problem(f"{pointer}/hours_per_week", "is needed if pay is by the hour"))
        facts[hourly] = money.amount
    elif money.per == "day":
        if job.days_per_week is None:
            problems.append(Problem(f"{pointer}/days_per_week", "is needed if pay is by the day"))
        facts[fixed] = money.amount * (job.days_per_week or 0) * weeks
    elif money.per in ("week", "two_weeks", "four_weeks"):
        facts[fixed] = yearly(money.amount, money.per) * weeks / 52
    else:
        facts[fixed] = yearly(money.amount, money.per)
    return facts


def _fullest_week(job: Job) -> dict[str, Decimal | None]:
    """The most hours and pay a week that one payday, or one step of the changes over time, comes to; None where neither is given.

    A payday's sum is spread over the weeks that it is for: which of them were the long ones is not known.
    """
    share = PER_YEAR[job.paid or "month"] / 52
    hours = [pay.hours * share for pay in job.pays if pay.hours is not None]
    pays = [((pay.take_home if pay.gross is None else pay.gross) or ZERO) * share for pay in job.pays]
    week, days, money = job.hours_per_week or ZERO, job.days_per_week or ZERO, job.pay or job.take_home
    for step in (None, *sorted(job.schedule, key=lambda step: step.from_)) if job.schedule else ():
        if step is not None:
            week = week if step.hours_per_week is None else step.hours_per_week
            days = days if step.days_per_week is None else step.days_per_week
            money = step.pay or money
        hours.append(week)
        if money is not None:
            units = {"hour": week, "day": days}.get(money.per)
            pays.append(yearly(money.amount, money.per) / 52 if units is None else money.amount * units)
    return {"fullest_week_hours": max(hours, default=None), "fullest_week_pay": max(pays, default=None)}


def _contract_sick_pay(job: Job, date: dt.date) -> Decimal | None:
    """What the employer pays a week on top of Statutory Sick Pay on a day: the first step that has not ended by then."""
    steps = [step for step in job.sick.contract_pay if step.until >= date] if job.sick else []
    first = min(steps, key=lambda step: step.until, default=None)
    return yearly(first.amount, first.per) / 52 if first else None


# ---------------------------------------------------------------------- household
def _household(book: Rulebook, register: Register, situation: Situation, problems: list[Problem]) -> dict[str, Any]:
    case, claims = situation.case, situation.claims
    ended = case.universal_credit.award_ended if case.universal_credit else None
    claim = None if situation.option is None else case.options[situation.option].universal_credit_from
    rent = case.home.rent if case.home else None
    return {
        "household.answers_date": case.date,
        "home.rent_is_weekly": rent is not None and rent.per in ("week", "two_weeks", "four_weeks"),
        "home.brma": _brma(book, register, case, problems),
        "home.areas_possible": len(register.areas(case)),
        "home.in_london": register.in_london(case),
        "home.band_d": register.band_d(case, situation.date),
        "household.childcare": _childcare(situation.childcare),
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


def _deductions(situation: Situation, wanted: Callable[[str], bool]) -> Decimal:
    """Deductions of some kinds that have not ended, in pounds a month."""
    going = [part for part in situation.case.deductions if not part.ends or part.ends >= situation.date]
    return sum((monthly(part) for part in going if wanted(part.kind)), ZERO)


def _brma(book: Rulebook, register: Register, case: Case, problems: list[Problem]) -> str | None:
    if case.brma is None:
        areas = register.areas(case)
        return areas[0] if len(areas) == 1 else None
    names = book.rules["home.brma"].choices
    found = {name.casefold(): name for name in names}.get(case.brma.casefold())
    if found is None:
        near = difflib.get_close_matches(case.brma, names, 3, 0.5)
        problems.append(
            Problem(
                "/brma",
                f"is not a broad rental market area{': did you mean ' + ' or '.join(near) + '?' if near else ''}",
            )
        )
    return found


def childcare_of(situation: Situation) -> Decimal:
    return _childcare(situation.childcare)


def _childcare(cost: Any) -> Decimal:
    """Registered childcare in pounds a month."""
    if cost is None:
        return ZERO
    if not isinstance(cost, tuple):
        return monthly(cost)
    return sum((_one_child(part) for part in cost), ZERO)


def _one_child(cost: ChildCare) -> Decimal:
    weeks = Decimal(52) if cost.weeks_per_year is None else cost.weeks_per_year
    if cost.per in ("hour", "day"):
        times = cost.hours_per_week if cost.per == "hour" else cost.days_per_week
        return cost.amount * (times or 0) * weeks / 12
    if cost.per in ("week", "two_weeks", "four_weeks"):
        return yearly(cost.amount, cost.per) * weeks / 52 / 12
    return yearly(cost.amount, cost.per) / 12


# ---------------------------------------------------------------------- what is left open
def _asked(condition: dict[str, str], values: dict[str, Any], book: Rulebook) -> bool:
    """Whether a question is one for this household: each input named has the choice named."""
    return all(book.rules[name].choices[values[name]] == choice for name, choice in condition.items())


def _open_questions(
    book: Rulebook,
    register: Register,
    situation: Situation,
    children: list[int],
    values: dict[str, Any],
    unknown: list[Unknown],
) -> None:
    """What the Case leaves open, from the statement's list of questions that have a small range of answers."""
    case = situation.case
    lists = {"areas_of_council": register.areas(case)}
    for question in book.statement.get("open_questions", []):
        listed = question["tries"] if isinstance(question["tries"], list) else lists[question["tries"]]
        if not listed or not _asked(question.get("if", {}), values, book):
            continue
        rule = book.rules[question["input"]]
        tries = tuple(
            choice == "true" if rule.value_type == "bool" else rule.choices.index(choice) for choice in listed
        )
        if rule.each:
            for index, known in enumerate(values["?" + rule.name]):
                if not known:
                    unknown.append(Unknown(question["path"].replace("*", str(index)), rule.name, index, tries))
                    values[rule.name][index] = tries[0]
        elif not values["?" + question.get("unless", rule.name)]:
            unknown.append(Unknown(question["path"], rule.name, None, tries))
            # One of those that the council settles is as good as given: the rules look no wider.
            values[rule.name], values["?" + rule.name] = tries[0], listed is not question["tries"]
    # Childcare that a carer pays for can come off their pay (Carer's Allowance); a Case does not say who pays it to whom.
    if values["household.childcare"] and any(adult.carers_allowance for adult in case.adults):
        unknown.append(Unknown("/childcare", "household.childcare_lets_carer_work", None, (False, True)))
    # On the case's date an adult is as old as is said; by a later day there may have been a birthday.
    later = situation.birthdays and situation.date > case.date
    people: list[tuple[str, str, int, Adult | Child]] = []
    people += [("adult.born", f"/adults/{n}", n, adult) for n, adult in enumerate(case.adults) if later]
    people += [("child.born", f"/children/{n}", at, case.children[n]) for at, n in enumerate(children)]
    for name, pointer, position, person in people:
        if person.date_of_birth is None:
            unknown.append(Unknown(f"{pointer}/date_of_birth", name, position, _births(person, situation)))
