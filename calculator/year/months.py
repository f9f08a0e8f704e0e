"""A course's year set beside the year that it is compared with: months, checkpoints, where things stand day by day, and the lowest day."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from calculator.contract import result as out
from calculator.contract.case import Case
from calculator.month.inputs import ZERO, monthly
from calculator.month.run import Run, pence
from calculator.year.dates import DAY, WEEK, add_months
from calculator.year.payments import CourseYear

CHECKPOINTS = (6, 13, 26, 52)
_DAYS_IN_YEAR = 365


def months(year: CourseYear, base: CourseYear) -> Iterator[out.Month]:
    """Each calendar month of a year beside the same month of the year that it is compared with."""
    first = year.first.replace(day=1)
    running = ZERO
    while first <= year.last:
        last = add_months(first, 1) - DAY
        within = [each.amount for each in year.payments if first <= each.date <= last]
        money_in = sum((amount for amount in within if amount > 0), ZERO)
        money_out = -sum((amount for amount in within if amount < 0), ZERO)
        before = base.net(first, last)
        difference = money_in - money_out - before
        running += difference
        cut = year.last if last > year.last else None
        yield out.Month(f"{first:%Y-%m}", money_in, money_out, before, difference, running, cut)
        first = add_months(first, 1)


def checkpoints(year: CourseYear, base: CourseYear, starts: dt.date) -> list[out.Checkpoint]:
    """How far ahead or behind the household is some weeks after the start."""
    found = []
    for weeks in CHECKPOINTS:
        last = starts + weeks * WEEK - DAY
        found.append(out.Checkpoint(weeks, year.net(year.first, last) - base.net(year.first, last)))
    return found


def days(case: Case, year: CourseYear, base: CourseYear, now: Run) -> tuple[list[out.DayPoint], out.Lowest]:
    """Where things stand on each day with a payment, and the day with the least money.

    Everyday spending is as the case gives it, or what is left over now after debts, a little each day. The payments of the year have the debts
    taken off already.
    """
    spending, balance = case.everyday_spending, case.bank_balance
    usual = monthly(spending) if spending is not None else max(ZERO, now.left_over_after_debts())
    own, other = _by_day(year), _by_day(base)
    total, ahead = balance or ZERO, ZERO
    points, low, day = [], None, year.first
    while day <= year.last:
        month = _spending(year, day, usual)
        total += own[day] - month * 12 / _DAYS_IN_YEAR
        ahead += own[day] - other[day]
        if own[day] or other[day]:
            points.append(out.DayPoint(day, pence(total), ahead))
        if low is None or total < low[0]:
            low = total, day
        day += DAY
    least, when = low or (total, year.first)
    return points, out.Lowest(when, pence(least), balance is None)


def _spending(year: CourseYear, day: dt.date, usual: Decimal) -> Decimal:
    """Everyday spending a month on a day: as usual, or as a change of the household has it."""
    then = year.ledger.rules.household(year.course.option, day).case.everyday_spending
    return usual if then == year.case.everyday_spending else monthly(then) if then is not None else usual


def totals(timeline: out.Timeline, year: CourseYear, base: CourseYear, a_month: Decimal) -> out.Year:
    """The sums of the 52 weeks. a_month: what the first twelve assessment periods bring a month on average."""
    # A month that the end of the year cuts off can lack the pay that its costs are paid from.
    whole = [month for month in timeline.months if month.part_until is None]
    worst = min(whole, key=lambda month: month.difference, default=None)
    # Periods that would be paid otherwise, and that have no award in the option. Its periods can begin on another day.
    due = [period for period in base.periods if period.award and year.starts <= period.paid_on <= year.last]
    missed = [period for period in due if not ((own := year.period_for(period.ends)) and own.award)]
    return out.Year(
        timeline.checkpoints[-1].difference,
        a_month,
        out.WorstMonth(worst.month, worst.difference) if worst else None,
        len(missed),
    )


def _by_day(year: CourseYear) -> dict[dt.date, Decimal]:
    found: dict[dt.date, Decimal] = defaultdict(lambda: ZERO)
    for each in year.payments:
        found[each.date] += each.amount
    return found
