"""Income tax by HMRC's specification for payroll software, National Insurance, and the workplace pension.

Pay and tax are Decimals in pounds. A payday is taxed by the tax month or tax week in which it falls.
"""

import dataclasses
import datetime as dt
import re
from decimal import ROUND_CEILING, ROUND_DOWN, ROUND_HALF_UP, Decimal

from independent import rates
from independent.dates import WEEKS, tax_month, tax_year

ZERO, PENNY, POUND, FOURTH = Decimal(0), Decimal("0.01"), Decimal(1), Decimal("0.0001")
FLAT = {
    "BR": Decimal("0.20"), "D0": Decimal("0.40"), "D1": Decimal("0.45"), "NT": ZERO,
    "SBR": Decimal("0.20"), "SD0": Decimal("0.21"), "SD1": Decimal("0.42"), "SD2": Decimal("0.45"), "SD3": Decimal("0.48"),
    "CBR": Decimal("0.20"), "CD0": Decimal("0.40"), "CD1": Decimal("0.45"),
}  # fmt: skip


def down(amount: Decimal, step: Decimal = PENNY) -> Decimal:
    return amount.quantize(step, ROUND_DOWN)


def nearest(amount: Decimal) -> Decimal:
    return amount.quantize(PENNY, ROUND_HALF_UP)


# ---------------------------------------------------------------------- income tax
def free_pay(number: int, periods: int) -> Decimal:
    """Free pay of one tax month (12 periods a year) or one tax week (52), for the number of a code."""
    if number == 0:
        return ZERO
    whole, rest = divmod(number - 1, 500)
    each = Decimal("416.67") if periods == 12 else Decimal("96.16")
    return whole * each + (Decimal((rest + 1) * 10 + 9) / periods).quantize(PENNY, ROUND_CEILING)


def bands_of(scottish: bool, year: int) -> list[tuple[Decimal | None, Decimal]]:
    if not scottish:
        return list(rates.UK_BANDS)
    ends = [Decimal(end) for end in rates.SCOTTISH_ENDS[min(year, rates.LAST_TAX_YEAR)]]
    return list(zip([*ends, None], rates.SCOTTISH_RATES, strict=True))


def banded_tax(taxable: Decimal, scottish: bool, year: int, number: int, periods: int) -> Decimal:
    """The tax on whole pounds of taxable pay to date, in period `number` of so many a year."""
    below = lower = ZERO
    for end, rate in bands_of(scottish, year):
        exact = None if end is None else end * number / periods
        if exact is None or taxable <= exact.quantize(POUND, ROUND_CEILING):
            return down(down(below, FOURTH) + (taxable - down(lower, FOURTH)) * rate)
        band = (exact - lower) * rate
        below += down(band, FOURTH) if scottish else band
        lower = exact
    raise AssertionError("the last band has no end")


@dataclasses.dataclass
class TaxRecord:
    """What an employer holds for the tax of one job: the code, its basis, and the pay and tax of the year so far."""

    code: str
    looks_back_from: dt.date = dt.date.min  # until then, week 1 or month 1 basis
    year: dt.date = dt.date.min
    pay: Decimal = ZERO
    tax: Decimal = ZERO

    def take(self, day: dt.date, cycle: str, pay: Decimal) -> Decimal:
        """The tax of a payday; less than nothing for a refund."""
        if self.year != tax_year(day):
            self.year, self.pay, self.tax = tax_year(day), ZERO, ZERO
        number, periods, look_back = self.period(day, cycle)
        before = (self.pay, self.tax) if look_back else (ZERO, ZERO)
        tax = self.tax_on(before[0] + pay, number, periods) - before[1]
        tax = min(tax, down(pay / 2))  # at most half of the pay (PAYE Regs 2003 reg 23(5))
        self.pay += pay
        self.tax += tax
        return tax

    def period(self, day: dt.date, cycle: str) -> tuple[int, int, bool]:
        """The number of the tax period, how many make a year, and whether the code may look back."""
        look_back = day >= self.looks_back_from
        if cycle == "month":
            return (tax_month(day) if look_back else 1), 12, look_back
        weeks = WEEKS[cycle]
        number = ((day - tax_year(day)).days // (7 * weeks) + 1) * weeks
        if number > 52 or not look_back:  # week 53, 54 or 56 is taxed on its own
            return weeks, 52, False
        return number, 52, True

    def tax_on(self, pay: Decimal, number: int, periods: int) -> Decimal:
        if self.code in FLAT:
            return down(down(pay, POUND) * FLAT[self.code])
        found = re.fullmatch(r"([SC]?)(K?)(\d+)[LMNT]?", self.code)
        assert found, self.code
        prefix, minus, digits = found.groups()
        allowance = free_pay(int(digits), periods) * number
        taxable = max(ZERO, down(pay + allowance if minus else pay - allowance, POUND))
        return banded_tax(taxable, prefix == "S", self.year.year, number, periods)


# ---------------------------------------------------------------------- National Insurance
def contribution(amount: Decimal) -> Decimal:
    """Three decimals, then pennies: a third decimal of 5 or less goes down, and 6 or more goes up."""
    thousandths = int(down(amount, Decimal("0.001")) * 1000)
    return Decimal((thousandths + 4) // 10) / 100


def national_insurance(cycle: str, pay: Decimal) -> Decimal:
    """The employee's class 1 contributions in category A."""
    threshold, limit = (Decimal(figure) for figure in rates.NATIONAL_INSURANCE[cycle])
    main, upper = max(ZERO, min(pay, limit) - threshold), max(ZERO, pay - limit)
    return contribution(main * rates.NI_MAIN) + contribution(upper * rates.NI_UPPER)


# ---------------------------------------------------------------------- pension
@dataclasses.dataclass
class Pension:
    """Membership of a workplace pension. Whoever is enrolled once stays (Pensions Act 2008 ss 3 and 5)."""

    age: int
    terms: dict[str, object] | str | None  # "automatic", None for opted out, or terms of its own
    member: bool = False

    def contribution(self, cycle: str, pay: Decimal) -> tuple[Decimal, bool]:
        """What comes off the pay, and whether it comes off before tax."""
        trigger, lower, upper = (Decimal(figure) for figure in rates.ENROLMENT[cycle])
        if self.terms is None:
            return ZERO, False
        terms: dict[str, object] = {} if isinstance(self.terms, str) else self.terms
        of_age = rates.ENROLMENT_AGE <= self.age < rates.PENSION_AGE
        self.member = self.member or self.terms != "automatic" or (of_age and pay > trigger)
        if not self.member:
            return ZERO, False
        base = pay if terms.get("basis") == "all_pay" else max(ZERO, min(pay, upper) - lower)
        whole = base * Decimal(str(terms.get("employee_percent", rates.WORKER_PERCENT))) / 100
        if terms.get("method") == "net_pay":
            return nearest(whole), True
        return nearest(whole * (1 - rates.RELIEF_AT_SOURCE)), False
