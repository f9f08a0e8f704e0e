"""Weeks without a carer's benefit, because pay in the week before was over the limit (SS (Invalid Care Allowance) Regs 1976 reg 8(1)).

Weeks begin on Mondays. A usual pay counts from the week of its payday to the week of the next one, at its amount a week. Any other pay counts
for as many whole weeks as it holds the limit and a penny (SS Benefit (Computation of Earnings) Regs 1996 regs 6(2), 7 and 8).
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from calculator.month.inputs import ZERO
from calculator.year.dates import WEEK, add_months, monday
from calculator.year.employments import Course, Employment
from calculator.year.payroll import Pay, Payroll
from calculator.year.stretches import Stretches

_PENNY = Decimal("0.01")
_WEEKS = {"week": 1, "two_weeks": 2, "four_weeks": 4}


def weekly(pay: Pay) -> Decimal:
    """A week's pay as the limits of benefits count it: after tax, National Insurance and half of the pension payment."""
    return _net(pay) * pay.employment.paydays_per_year / 52


def _net(pay: Pay) -> Decimal:
    """A refund of tax is no earnings (Sch 1 para 10)."""
    return pay.gross - max(ZERO, pay.tax) - pay.national_insurance - pay.pension / 2


class CarerWeeks:
    """Finds the weeks of a course in which a carer's benefit is not due, though the usual pay keeps it."""

    def __init__(self, stretches: Stretches, payroll: Payroll) -> None:
        self.stretches, self.payroll, self.rules = stretches, payroll, stretches.rules
        self.award, self.limit = self.rules.plan.weekly_limits["week_over_carer_limit"]

    def dated(self, course: Course, until: dt.date) -> Course:
        """The course with its weeks without a carer's benefit up to a day."""
        off = frozenset(
            (adult, week) for adult in self._carers(course) for week in self._weeks_off(course, adult, until)
        )
        if not off:
            return course
        edges = {week for _, week in off} | {week + WEEK for _, week in off}
        turns = {*course.turns, *(day for day in edges if day > self.rules.case.date)}
        return replace(course, carer_weeks_off=off, turns=sorted(turns))

    def _carers(self, course: Course) -> set[int]:
        """The adults who have a carer's benefit at any time."""
        households = self.rules.households(course.option)
        return {n for each in households for n, adult in enumerate(each.case.adults) if adult.carers_allowance}

    def _weeks_off(self, course: Course, adult: int, until: dt.date) -> Iterator[dt.date]:
        """The Monday of each week that follows one with pay over the limit, and in which the usual pay would keep the benefit."""
        for week, earned in self._earned(course, adult, until).items():
            after = week + WEEK
            if after + WEEK <= self.rules.case.date or after > until:
                continue
            values = self.stretches.on(course, max(after, self.rules.case.date)).values
            if adult >= len(values[self.award]):
                continue
            care = values["pay.net_week"][adult] - values["carers_allowance.counted_week"][adult]
            if values[self.award][adult] > 0 and earned - care > self._most(week):
                yield after

    def _earned(self, course: Course, adult: int, until: dt.date) -> dict[dt.date, Decimal]:
        """What counts as earned in each week, by its Monday."""
        earned: dict[dt.date, Decimal] = defaultdict(lambda: ZERO)
        for employment in course.employments:
            if employment.adult == adult:
                for week, amount in self._of_employment(employment, until):
                    earned[week] += amount
        for money in self.rules.one_off_pay_for_work(course.option):
            if money.adult == adult + 1 and money.date <= until:
                for week, amount in self._whole_weeks(money.amount, money.date):
                    earned[week] += amount
        return earned

    def _of_employment(self, employment: Employment, until: dt.date) -> Iterator[tuple[dt.date, Decimal]]:
        pays = [pay for pay in self.payroll.pays(employment, until) if pay.date <= until]
        usual = [pay for pay in pays if not pay.besides]
        for place, pay in enumerate(usual):
            if pay.part or not employment.held(pay.date, pay.date):
                continue
            week = monday(pay.date)
            ends = monday(usual[place + 1].date) if place + 1 < len(usual) else _next(employment, pay.date)
            while week < ends:
                yield week, weekly(pay)
                week += WEEK
        for pay in pays:
            if pay.besides:
                yield from self._whole_weeks(_net(pay), pay.date)

    def _whole_weeks(self, amount: Decimal, day: dt.date) -> Iterator[tuple[dt.date, Decimal]]:
        """Pay that is for no particular weeks: as many whole weeks from the day on as it holds the limit and a penny."""
        week = monday(day)
        counted = self._most(week) + _PENNY
        yield from ((week + n * WEEK, counted) for n in range(int(amount / counted)))

    def _most(self, day: dt.date) -> Decimal:
        limit: Decimal = self.rules.amount(self.limit, day)
        return limit


def _next(employment: Employment, day: dt.date) -> dt.date:
    """The Monday of the week in which the next pay would come."""
    weeks = _WEEKS.get(employment.job.pay_cycle)
    return monday(day + weeks * WEEK if weeks else add_months(day, 1))
