"""Income tax on a payday by HMRC's published method: tax codes, cumulative or each period alone, refunds. And the pence of National Insurance.

Source: HMRC, Payroll technical specifications: income tax. The rates and what a code is worth are the rules'; the order of truncations is
the specification's, and is what makes the pennies agree with its test data.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_DOWN, Decimal

from calculator.contract.values import PayCycle

ZERO = Decimal(0)
_PENNY, _TENTH_OF_PENNY, _FOURTH = Decimal("0.01"), Decimal("0.001"), Decimal("0.0001")
_WEEKS = {"week": 1, "two_weeks": 2, "four_weeks": 4}
_CODE = re.compile(r"(?P<nation>[SC])?(?P<k>K)?(?P<number>[0-9]{1,5})?(?P<letter>BR|D[0-8]|NT|0?T|[LMN])?")


@dataclass(frozen=True, slots=True)
class Code:
    """A tax code read: `number` and `k` where it gives free pay, `flat` the band that taxes all, `alone` for week 1 or month 1."""

    text: str
    scottish: bool
    number: int
    k: bool
    flat: int | None
    no_tax: bool
    alone: bool


def read_code(text: str, alone: bool = False) -> Code:
    """A tax code of the Case's pattern, such as 1257L, SK585, CBR M1, 0T; prefixes choose the nation's rates."""
    plain = text.upper().replace(" ", "")
    found_alone = re.search(r"(W1/M1|W1|M1|X)$", plain)
    if found_alone:
        plain = plain[: found_alone.start()]
    found = _CODE.fullmatch(plain)
    assert found, text
    scottish, letter = found["nation"] == "S", found["letter"] or ""
    flat = None
    if letter == "BR":
        flat = 1 if scottish else 0
    elif letter.startswith("D"):
        flat = int(letter[1]) + (2 if scottish else 1)
    return Code(
        text, scottish, int(found["number"] or 0), bool(found["k"]), flat, letter == "NT", alone or bool(found_alone)
    )


@dataclass(frozen=True, slots=True)
class TaxTables:
    """The amounts of one tax year. `bands` are (from, rate) a year; `free_pay` is that of a block of a code's numbers."""

    bands: tuple[tuple[Decimal, Decimal], ...]
    block: int
    free_pay: dict[str, Decimal]
    each: Decimal
    more: Decimal
    most_of_pay: Decimal


def tax_year(date: dt.date) -> int:
    """The year in which the tax year of a day began (6 April)."""
    return date.year if (date.month, date.day) >= (4, 6) else date.year - 1


def year_begins(date: dt.date) -> dt.date:
    """The first day of the tax year that a day is in."""
    return dt.date(tax_year(date), 4, 6)


def period(date: dt.date, cycle: PayCycle) -> tuple[int, bool]:
    """The tax month, or tax week at the end of the pay period, that a payday is in; and whether it is beyond the year's last (week 53, 54, 56)."""
    begins = year_begins(date)
    if cycle == "month":
        return (date.year - begins.year) * 12 + date.month - begins.month + (1 if date.day >= 6 else 0), False
    weeks = _WEEKS[cycle]
    week = math.ceil(((date - begins).days // 7 + 1) / weeks) * weeks
    return week, week > 52


def _down(amount: Decimal, step: Decimal) -> Decimal:
    return amount.quantize(step, ROUND_FLOOR)


def insurance(part: Decimal) -> Decimal:
    """A part of a payday's National Insurance in whole pence: of tenths of a penny, those beyond five make one more."""
    return (_down(part, _TENTH_OF_PENNY)).quantize(_PENNY, ROUND_HALF_DOWN)


def free_pay(code: Code, tables: TaxTables, number: int, by: str) -> Decimal:
    """Free pay to the end of period `number`, by the month or week; of a K code what is added to the pay instead."""
    if code.number == 0:
        return ZERO
    blocks, rest = divmod(code.number - 1, tables.block)
    year = (rest + 1) * tables.each + tables.more
    one = blocks * tables.free_pay[by] + (year / (12 if by == "month" else 52)).quantize(_PENNY, ROUND_CEILING)
    return one * number


def due(code: Code, tables: TaxTables, pay: Decimal, number: int, by: str) -> Decimal:
    """Tax on pay to date at the end of period `number` of the year, in pounds; never below nothing."""
    if code.no_tax or pay <= 0:
        return ZERO
    if code.flat is not None:
        rate = tables.bands[min(code.flat, len(tables.bands) - 1)][1]
        return _down(_down(pay, Decimal(1)) * rate, _PENNY)
    free = free_pay(code, tables, number, by)
    taxable = _down(max(ZERO, pay + free if code.k else pay - free), Decimal(1))
    periods = 12 if by == "month" else 52
    year, by_band, below = ZERO, ZERO, ZERO
    for place, (start, rate) in enumerate(tables.bands):
        ends = tables.bands[place + 1][0] if place + 1 < len(tables.bands) else None
        ceiling = None if ends is None else ends * number / periods
        if ends is None or ceiling is None or taxable <= ceiling.quantize(Decimal(1), ROUND_CEILING):
            # The tax on the full bands is cut to ten-thousandths of a pound: Scotland's band by band, that of other nations once.
            full = by_band if code.scottish else _down(year * number / periods, _FOURTH)
            return _down(full + (taxable - below) * rate, _PENNY)
        band = (ends - start) * rate
        year += band
        by_band += _down(band * number / periods, _FOURTH)
        below = _down(ceiling, _FOURTH)
    raise AssertionError("the last band has no end")


@dataclass(frozen=True, slots=True)
class TaxRecord:
    """What an employer knows of the tax year so far: taxable pay and tax, those of the P45 included."""

    year: int
    pay: Decimal = ZERO
    tax: Decimal = ZERO

    def after(self, pay: Decimal, tax: Decimal) -> TaxRecord:
        """The record with one more taxable pay and the tax on it."""
        return replace(self, pay=self.pay + pay, tax=self.tax + tax)


def on_payday(
    code: Code, tables: TaxTables, record: TaxRecord, date: dt.date, cycle: PayCycle, pay: Decimal
) -> Decimal:
    """Tax taken from a taxable pay; below nothing it is a refund.

    No code takes more than a share of the pay, and what is left over waits for the next payday of the year (PAYE Regs 2003 regs 2(1),
    23(5) and 28(5)).
    """
    number, beyond = period(date, cycle)
    by = "month" if cycle == "month" else "week"
    if code.alone or beyond:
        taken = due(code, tables, pay, 1 if cycle == "month" else _WEEKS[cycle], by)
    else:
        taken = due(code, tables, record.pay + pay, number, by) - record.tax
    return min(taken, _down(pay * tables.most_of_pay, _PENNY))
