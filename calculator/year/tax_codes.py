"""The tax code that a job begins with, and what its employer knows of the tax year so far."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import replace
from decimal import Decimal
from typing import Any

from calculator.contract.people import Adult
from calculator.month.inputs import ZERO, monthly
from calculator.month.statement import Amount
from calculator.year import paye
from calculator.year.dated_rules import DatedRules
from calculator.year.employments import Employment

_NATIONS = {"scotland": "S", "wales": "C"}


def first_code(
    rules: DatedRules,
    employment: Employment,
    first: dt.date,
    pay_besides: Callable[[], Decimal],
    last_pays: Callable[[], Iterable[tuple[Decimal, Decimal]]],
) -> tuple[paye.Code, paye.TaxRecord]:
    """The tax code on the first payday, and the employer's record of the tax year so far.

    `pay_besides` gives a year's pay of the adult's other jobs that go on. `last_pays` gives the gross pay and tax of the jobs now from the
    case's date to the start of a new job: the P45 has them as well. Starter statement A counts the year's sums, B takes each period alone,
    C is basic rate (PAYE Regs 2003 regs 46 to 49).
    """
    case, job, person = rules.case, employment.job, rules.case.adults[employment.adult]
    nation = _NATIONS.get(case.nation or "", "")
    allowance = rules.content("allowance", first)
    statement = job.starter_statement
    year = paye.tax_year(first if employment.new else max(first, case.date))
    # The year-to-date figures in a case are of the tax year of its date.
    so_far = person.tax_this_year if year == paye.tax_year(case.date) else None
    if statement is None and employment.new and job.tax_code is None and so_far is None:
        if other := _pensions(person) + pay_besides():
            # The code that is right for the year, once HMRC has set it: the rest of the tax-free amount.
            left = max(ZERO, allowance - other)
            text = f"{nation}{int(left / 10)}L M1" if left >= 10 else f"{nation}BR"
            return paye.read_code(text), paye.TaxRecord(year)
        taxed = person.new_style_esa or person.new_style_jsa or person.carers_allowance or person.jobs
        statement = "B" if taxed else "A"
    if statement == "C":
        return paye.read_code(f"{nation}BR"), paye.TaxRecord(year)
    usual = f"{nation}{int(allowance / 10)}L"
    code = paye.read_code(job.tax_code or person.tax_code or usual, alone=statement == "B")
    if so_far is not None and statement is None:
        record = paye.TaxRecord(year, so_far.pay or ZERO, so_far.tax or ZERO)
        for pay, tax in last_pays() if employment.new else ():
            record = replace(record, pay=record.pay + pay, tax=record.tax + tax)
        return code, record
    # For a job now whose year so far is not known, each period alone comes to the same if the pay is steady.
    return (code if employment.new else replace(code, alone=True)), paye.TaxRecord(year)


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
