"""The tax code that a job begins with, and what its employer knows of the tax year so far."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from calculator.contract.people import Adult
from calculator.contract.values import Nation
from calculator.month.inputs import ZERO, monthly
from calculator.month.year_statement import Amount
from calculator.year import paye
from calculator.year.dated_rules import DatedRules
from calculator.year.employments import Employment

# What a tax code begins with for people who live in each nation.
PREFIXES: dict[Nation, str] = {"england": "", "scotland": "S", "wales": "C"}
PayBeside = Callable[[dt.date], Decimal]


@dataclass(frozen=True, slots=True)
class LastCode:
    """What the P45 of the job before says. `ends` is that job's last day.

    `known` tells whether the pay before deductions of all jobs before is known, and `new` whether the option took all of them up.
    """

    code: paye.Code
    ends: dt.date
    known: bool
    new: bool


def first_code(
    rules: DatedRules, employment: Employment, first: dt.date, pay_beside: PayBeside, p45: LastCode | None
) -> tuple[paye.Code, paye.TaxRecord]:
    """The tax code on the first payday, and the year so far that the employer knows of, before the P45s that the timeline works out.

    `pay_beside` gives a year's pay, on a day, of the adult's other jobs that have the tax-free amount first. Starter statement A counts the
    year's sums, B takes each period alone, C is basic rate (PAYE Regs 2003 regs 46 to 49). A P45 brings its code and the year so far
    (regs 42 and 43).
    """
    case, job, person = rules.case, employment.job, rules.person(employment)
    year = paye.tax_year(first if employment.new else max(first, case.date))
    nothing_yet = paye.TaxRecord(year)
    statement = job.starter_statement
    if statement is None and (rest := _rest(rules, employment, first, pay_beside, p45)):
        return rest, nothing_yet
    if statement == "C":
        return paye.read_code(f"{prefix(rules)}BR"), nothing_yet
    usual = job.tax_code or person.tax_code or _whole(rules, first)
    if statement is not None:
        return paye.read_code(usual, alone=statement == "B"), nothing_yet
    # The year-to-date figures in a case are of the tax year of its date, and of the main job.
    so_far = person.tax_this_year if year == paye.tax_year(case.date) and not pay_beside(first) else None
    lent = p45 is not None and job.tax_code is None and _lends_its_code(rules, employment.starts or first, p45)
    code = p45.code if p45 and lent else paye.read_code(usual)
    if p45 is not None:
        # A P45 of the year before, or one with all of the year's pay on it, lets the new employer count the whole year.
        whole = p45.known and (p45.new or so_far is not None or year > paye.tax_year(case.date))
        # One with a week 1 or month 1 code says so, and the new employer goes on with it.
        alone = code.alone and paye.tax_year(p45.ends) == year
        code = replace(code, alone=alone or not whole)
    elif so_far is None and employment.new:
        taxed = person.new_style_esa or person.new_style_jsa or person.carers_allowance or person.jobs
        code = replace(code, alone=code.alone or bool(taxed and job.tax_code is None))
    elif so_far is None:
        # For a job now whose year so far is not known, each period alone comes to the same if the pay is steady.
        code = replace(code, alone=True)
    return code, paye.TaxRecord(year, so_far.pay or ZERO, so_far.tax or ZERO) if so_far else nothing_yet


def _lends_its_code(rules: DatedRules, starts: dt.date, p45: LastCode) -> bool:
    """Whether a new employer uses the code of a P45. One of the tax year before counts only if the job starts early in the year."""
    begins = paye.year_begins(starts)
    return p45.ends >= begins or starts < begins + rules.days("old_p45_days", starts)


def next_code(
    rules: DatedRules, employment: Employment, code: paye.Code, day: dt.date, pay_beside: PayBeside, benefits: Decimal
) -> paye.Code:
    """The code in a new tax year: it counts the whole year, and leaves other jobs and taxed benefits what they use by then.

    `benefits` are those that go on beside the job, a year. Until then the employer knows of none of them (PAYE Regs 2003 reg 14(1)(b)).
    """
    job = employment.job
    if (employment.beside or benefits) and job.tax_code is None and job.starter_statement is None:
        rest = _rest(rules, employment, day, pay_beside, None, benefits)
        code = rest or paye.read_code(rules.person(employment).tax_code or _whole(rules, day))
    return replace(code, alone=False)


def code_after_p45(rules: DatedRules) -> paye.Code:
    """The code of a pay that comes after the P45: no tax-free amount, and each pay taken alone (PAYE Regs 2003 reg 37(2))."""
    return paye.read_code(f"{prefix(rules)}0T", alone=True)


def prefix(rules: DatedRules) -> str:
    """What the tax codes of a case begin with."""
    return PREFIXES[rules.case.nation or "england"]


def whole_allowance(rules: DatedRules, day: dt.date) -> str:
    """The code for the whole tax-free amount on a day, without what it begins with, such as 1257L."""
    return f"{int(rules.content('allowance', day) / 10)}L"


def _whole(rules: DatedRules, day: dt.date) -> str:
    """The code for the whole tax-free amount."""
    return f"{prefix(rules)}{whole_allowance(rules, day)}"


def _rest(
    rules: DatedRules,
    employment: Employment,
    day: dt.date,
    pay_beside: PayBeside,
    p45: LastCode | None,
    benefits: Decimal = ZERO,
) -> paye.Code | None:
    """The code for what pensions, taxed benefits and other jobs leave of the tax-free amount; None where a job has the usual code.

    It is the code that is right for the year, as HMRC sets it in time.
    """
    person, job = rules.person(employment), employment.job
    beside = pay_beside(day)
    first_of_person = employment.new and p45 is None and person.tax_this_year is None
    other = beside + benefits + (_pensions(person) if beside or benefits or first_of_person else ZERO)
    if job.tax_code is not None or not other:
        return None
    left = max(ZERO, rules.content("allowance", day) - other)
    if left < 10:
        return paye.read_code(f"{prefix(rules)}BR")
    return paye.read_code(f"{prefix(rules)}{int(left / 10)}L", alone=True)


def _pensions(person: Adult) -> Decimal:
    """A year's pensions, which use the tax-free amount before a new job does."""
    kinds = ("occupational_pension", "state_pension")
    return sum((monthly(each) * 12 for each in person.other_income if each.kind in kinds), ZERO)


def tables(rules: DatedRules, code: paye.Code, date: dt.date) -> paye.TaxTables:
    """The income tax amounts that a code uses on a payday."""

    def amount(name: Amount) -> Any:
        return rules.content(name, date)

    bands = amount("scotland" if code.scottish else "england_wales")
    return paye.TaxTables(
        bands.rows, int(amount("block")), amount("free_pay"), amount("each"), amount("more"), amount("most_of_pay")
    )
