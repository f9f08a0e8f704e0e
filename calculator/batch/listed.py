"""The lists of objects of a household, in arrays: costs of work, other income, deductions, and childcare child by child.

A list is either a column for each field of each item, such as `deductions.0.amount`, or one Arrow list of structs, which `Cells.spread` takes apart.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, get_args

import numpy as np

from calculator.contract.account import DeductionKind
from calculator.contract.people import IncomeKind
from calculator.month.inputs import INCOME, PER_YEAR

if TYPE_CHECKING:
    from calculator.batch.cells import Cell, Cells, Floats, Truths

MOST_ITEMS = 3  # of a list that is read here; a row with more is left to be read one by one
DEDUCTION_KINDS = get_args(DeductionKind)
INCOME_KINDS = get_args(IncomeKind)
_OWN_LINE = ("rent_arrears", "child_maintenance")  # kinds of deduction with an input of their own
CHARGED = ("hour", "day", *PER_YEAR)  # what childcare is paid by
_PER_YEAR = np.array([0.0, 0.0, *(float(PER_YEAR[period]) for period in PER_YEAR)])
_BY_THE_WEEK = np.array([period in ("week", "two_weeks", "four_weeks") for period in CHARGED])


class MoneyReader(Protocol):
    """What reads money for a period from the columns, in pounds a year."""

    cells: Cells
    rows: int
    day: Floats

    def money(self, name: str) -> Cell: ...


@dataclass(frozen=True, slots=True)
class Item:
    """One place of a list: the beginning of its columns, the rows that have it, and its money in pounds a month."""

    prefix: str
    here: Truths
    monthly: Floats


def prefixes(cells: Cells, name: str) -> Iterator[str]:
    """The beginnings of the columns of each place of a list that has any."""
    for place in range(MOST_ITEMS):
        prefix = f"{name}.{place}."
        if any(column.startswith(prefix) for column in cells.columns):
            yield prefix


def places(cells: Cells, name: str) -> Iterator[tuple[str, Truths]]:
    """Each place of a list, and the rows that have it. A row with a gap in its list is left."""
    before = np.ones(cells.rows, dtype=bool)
    for prefix in prefixes(cells, name):
        here = cells.any_given([column for column in cells.columns if column.startswith(prefix)])
        cells.leave(here & ~before)
        before = here
        yield prefix, here


def items(reader: MoneyReader, name: str) -> Iterator[Item]:
    """Each place of a list of money. A row that does not say how much is left."""
    for prefix, here in places(reader.cells, name):
        money = reader.money(prefix.removesuffix("."))
        reader.cells.leave(here & ~money.given)
        yield Item(prefix, here, np.where(here, money.values / 12, 0.0))


def work_costs(reader: MoneyReader, job: str) -> Floats:
    """The costs of a job, in pounds a month. job: the beginning of its columns."""
    found = np.zeros(reader.rows)
    for item in items(reader, f"{job}work_costs"):
        name = reader.cells.label(f"{item.prefix}name")
        reader.cells.leave(item.here & ~name.given)
        found += item.monthly
    return found


def deductions(reader: MoneyReader) -> dict[str, Floats]:
    """What is taken from Universal Credit and has not ended, in pounds a month, by the name of the input."""
    of_kind = dict.fromkeys(_OWN_LINE, np.zeros(reader.rows))
    others = np.zeros(reader.rows)
    for item in items(reader, "deductions"):
        kind, ends = reader.cells.choice(f"{item.prefix}kind", DEDUCTION_KINDS), reader.cells.day(f"{item.prefix}ends")
        reader.cells.leave(item.here & ~kind.given)
        going = np.where(~ends.given | (ends.values >= reader.day), item.monthly, 0.0)
        other = going
        for own in _OWN_LINE:
            mine = kind.values == DEDUCTION_KINDS.index(own)
            of_kind[own] = of_kind[own] + np.where(mine, going, 0.0)
            other = np.where(mine, 0.0, other)
        others = others + other
    return {
        "household.deductions": others,
        **{f"household.deduction_{own}": values for own, values in of_kind.items()},
    }


def other_income(reader: MoneyReader, adults: Sequence[str]) -> dict[str, tuple[Floats, Truths]]:
    """Other income in pounds a month by the input's last name, with where it is given: a row for each adult.

    Income that begins or ends on a day counts by the days of a period, so its row is left.
    """
    shape = (len(adults), reader.rows)
    found = {INCOME.get(kind, kind): (np.zeros(shape), np.zeros(shape, dtype=bool)) for kind in INCOME_KINDS}
    for number, adult in enumerate(adults):
        for item in items(reader, f"{adult}other_income"):
            kind = reader.cells.choice(f"{item.prefix}kind", INCOME_KINDS)
            reader.cells.leave(item.here & ~kind.given)
            for day in ("from", "to"):
                reader.cells.leave(reader.cells.day(f"{item.prefix}{day}").given)
            for code, word in enumerate(INCOME_KINDS):
                values, given = found[INCOME.get(word, word)]
                mine = item.here & (kind.values == code)
                values[number] += np.where(mine, item.monthly, 0.0)
                given[number] |= mine
    return found


@dataclass(frozen=True, slots=True)
class ChargesByChild:
    """Childcare child by child: pounds a month, where it is given, and whether the Jobcentre pays the first bill. A row for each child.

    `total` is the sum for the household, and `here` are the rows that have such a list.
    """

    monthly: Floats
    given: Truths
    first_bill_paid: Truths
    total: Floats
    here: Truths


def childcare(reader: MoneyReader, name: str, children: int, counts: Floats) -> ChargesByChild:
    """The charges of a list of childcare. counts: how many children each row has."""
    cells, shape = reader.cells, (children, reader.rows)
    found = ChargesByChild(
        np.zeros(shape),
        np.zeros(shape, bool),
        np.zeros(shape, bool),
        np.zeros(reader.rows),
        np.zeros(reader.rows, bool),
    )
    for prefix, here in places(cells, name):
        monthly, whose = _charge(reader, prefix, here)
        cells.leave(here & (whose.values > counts))
        first = cells.flag(f"{prefix}first_month_paid_by_jobcentre")
        for child in range(children):
            mine = here & (whose.values == child + 1)
            found.monthly[child] += np.where(mine, monthly, 0.0)
            found.given[child] |= mine
            found.first_bill_paid[child] |= mine & (first.values > 0)
        found.total[:] += np.where(here, monthly, 0.0)
        found.here[:] |= here
    return found


def _charge(reader: MoneyReader, prefix: str, here: Truths) -> tuple[Floats, Cell]:
    """What one item costs in pounds a month, and the number of its child."""
    cells = reader.cells
    amount, per = cells.number(f"{prefix}amount"), cells.choice(f"{prefix}per", CHARGED)
    whose = cells.number(f"{prefix}child")
    hours, days = cells.number(f"{prefix}hours_per_week"), cells.number(f"{prefix}days_per_week")
    weeks = cells.number(f"{prefix}weeks_per_year")
    cells.leave(here & ~(amount.given & per.given & whose.given))
    code = per.values.astype(np.int64)
    hourly, daily = code == CHARGED.index("hour"), code == CHARGED.index("day")
    cells.leave(here & ((hourly & ~hours.given) | (daily & ~days.given)))
    in_a_year = np.where(weeks.given, weeks.values, 52.0)
    by_time = amount.values * np.where(hourly, hours.values, days.values) * in_a_year
    a_year = amount.values * _PER_YEAR[code]
    by_period = np.where(_BY_THE_WEEK[code], a_year * in_a_year / 52, a_year)
    return np.where(hourly | daily, by_time, by_period) / 12, whose
