"""Which assessment periods the bills of childcare count in, and which of them the Jobcentre pays.

A bill by the month is paid in advance, so it is spread over the days that it covers (UC Regs 2013 reg 34A(1)(a) and (c) and (2)). A bill by the
week is taken to be for the days of care.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from calculator.contract.case import Case
from calculator.contract.home import ChildCareCosts
from calculator.month.inputs import ZERO, childcare_of, childcare_of_one
from calculator.year.dates import CYCLES_IN_MONTHS, DAY, add_months
from calculator.year.employments import Course


@dataclass(frozen=True, slots=True)
class Charges:
    """How many months' charges count in a period: of the childcare as now, and of the option's."""

    as_now: Decimal
    of_option: Decimal


def charges(case: Case, course: Course, first: dt.date, last: dt.date) -> Charges | None:
    """What counts in the assessment period from first to last; None if no option with other childcare has begun.

    If all days of a period are paid for alike, that is a month's charges, however many days the months have.
    """
    if course.option is None or not course.begun(last):
        return None
    if case.options[course.option].childcare in (None, case.childcare):
        return None
    months = {False: ZERO, True: ZERO}
    day = first
    while day <= last:
        paid, to, cycle = _bill(case, course, day)
        covered = (to - paid).days + 1 if cycle else (last - first).days + 1
        months[course.uses_own_childcare(paid)] += Decimal((min(to, last) - day).days + 1) * (cycle or 1) / covered
        day = to + DAY
    if not months[True] or not months[False]:
        return Charges(Decimal(not months[True]), Decimal(not months[False]))
    return Charges(months[False], months[True])


def _bill(case: Case, course: Course, day: dt.date) -> tuple[dt.date, dt.date, int]:
    """The bill that a day's care is on: when it is paid, the last day that it covers, and for how many months. By the week it is the day's own."""
    given = case.paydays.childcare if case.paydays else None
    cycle = CYCLES_IN_MONTHS.get(given.every, 0) if given else 1
    if not cycle:
        return day, day, 0
    anchor = given.next if given else first_bill(case, course)
    passed = (day.year - anchor.year) * 12 + day.month - anchor.month
    passed -= passed % cycle
    if add_months(anchor, passed) > day:
        passed -= cycle
    return add_months(anchor, passed), add_months(anchor, passed + cycle) - DAY, cycle


def first_bill(case: Case, course: Course) -> dt.date:
    """The day on which the costs of an option are first due, if the case does not say: its start."""
    return max(case.date, course.begins or case.date)


def amounts(
    as_now: ChildCareCosts | None, of_option: ChildCareCosts | None, children: int, counted: Charges
) -> tuple[Decimal, list[Decimal] | None]:
    """The charges that count in a period, and those of each child by its place in the case; None if not all are given child by child."""
    total, by_child = ZERO, [ZERO] * children
    all_by_child = True
    for cost, months in ((as_now, counted.as_now), (of_option, counted.of_option)):
        if cost is None or not months:
            continue
        total += childcare_of(cost) * months
        all_by_child = all_by_child and isinstance(cost, tuple)
        for part in cost if isinstance(cost, tuple) else ():
            by_child[part.child - 1] += childcare_of_one(part) * months
    return total, by_child if all_by_child else None


def last_free_day(case: Case, course: Course) -> dt.date:
    """The last day of the first month, in which the Jobcentre can pay bills (Flexible Support Fund)."""
    return add_months(first_bill(case, course), 1) - DAY


def paid_by_jobcentre(case: Case, course: Course, day: dt.date) -> Decimal:
    """What the Jobcentre pays of a month's childcare, if its bill is due on a day."""
    if course.option is None or not course.uses_own_childcare(day) or day > last_free_day(case, course):
        return ZERO
    cost = case.options[course.option].childcare
    parts = cost if isinstance(cost, tuple) else ()
    return sum((childcare_of_one(part) for part in parts if part.first_month_paid_by_jobcentre), ZERO)
