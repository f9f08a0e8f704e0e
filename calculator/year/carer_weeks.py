"""Weeks with and without a carer's benefit by the pay of the week before (SS (Invalid Care Allowance) Regs 1976 reg 8(1)).

Weeks begin on Mondays. A usual pay counts from the week of its payday to the week in which the next one comes, or would if the job went on, at its
amount a week; what is paid for part of a month is divided by its days. Any other pay counts for as many whole weeks as it holds the limit and a
penny (SS Benefit (Computation of Earnings) Regs 1996 regs 6(2), 7 and 8).
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from calculator.month.inputs import ZERO
from calculator.year.dates import DAY, WEEK, add_months, monday
from calculator.year.employments import Course, Employment
from calculator.year.payroll import Pay, Payroll
from calculator.year.stretches import Stretches

_PENNY = Decimal("0.01")
_WEEKS = {"week": 1, "two_weeks": 2, "four_weeks": 4}


def weekly(pay: Pay) -> Decimal:
    """A week's pay as the limits of benefits count it: after tax, National Insurance and half of the pension payment."""
    if pay.fewer_days and pay.days:
        return _net(pay) * 7 / max(7, pay.days)
    return _net(pay) * pay.employment.paydays_per_year / 52


def _net(pay: Pay) -> Decimal:
    """A refund of tax is no earnings (Sch 1 para 10)."""
    return pay.gross - max(ZERO, pay.tax) - pay.national_insurance - pay.pension / 2


class CarerWeeks:
    """Finds the weeks of a course in which a carer's benefit goes by the pay of the week before, and not by the usual pay."""

    def __init__(self, stretches: Stretches, payroll: Payroll) -> None:
        self.stretches, self.payroll, self.rules = stretches, payroll, stretches.rules
        self.award, self.limit = self.rules.plan.weekly_limits["week_over_carer_limit"]

    def dated(self, course: Course, until: dt.date) -> Course:
        """The course with the weeks, up to a day, in which the pay of the week before says otherwise than the usual pay."""
        found: dict[bool, set[tuple[int, dt.date]]] = {True: set(), False: set()}
        for adult in self._carers(course):
            for week, kept in self._weeks(course, adult, until):
                found[kept].add((adult, week))
        if not found[True] and not found[False]:
            return course
        edges = {
            day
            for weeks in found.values()
            for adult, week in weeks
            for day in (week, week + WEEK)
            if ((adult, day) in weeks) != ((adult, day - WEEK) in weeks)
        }
        turns = {*course.turns, *(day for day in edges if day > self.rules.case.date)}
        off, on = frozenset(found[False]), frozenset(found[True])
        return replace(course, carer_weeks_off=off, carer_weeks_on=on, turns=sorted(turns))

    def _carers(self, course: Course) -> set[int]:
        """The adults who have a carer's benefit at any time."""
        households = self.rules.households(course.option)
        return {n for each in households for n, adult in enumerate(each.case.adults) if adult.carers_allowance}

    def _weeks(self, course: Course, adult: int, until: dt.date) -> Iterator[tuple[dt.date, bool]]:
        """Each week in which the usual pay would keep the benefit and the pay of the week before does not, or the other way round.

        Each by its Monday, with whether the benefit is kept.
        """
        date, earned, known = (
            self.rules.case.date,
            self._earned(course, adult, until),
            self._known_from(course, adult, until),
        )
        week = monday(date)
        while week <= until:
            before = max(week - WEEK, date)
            kept = earned[week - WEEK] - self._care(course, adult, before) <= self._most(week - WEEK)
            days = (max(week, date), min(week + WEEK - DAY, until))
            usual = [self._is_due(course, adult, day) for day in days]
            if not kept and any(usual):
                yield week, False
            elif kept and not all(usual) and known is not None and week - WEEK >= known:
                yield week, True
            week += WEEK

    def _is_due(self, course: Course, adult: int, day: dt.date) -> bool:
        awards = self.stretches.on(course, day).values[self.award]
        return adult < len(awards) and awards[adult] > 0

    def _care(self, course: Course, adult: int, day: dt.date) -> Decimal:
        """What comes off a week's pay for care while the adult works."""
        values = self.stretches.on(course, day).values
        if adult >= len(values["pay.net_week"]):
            return ZERO
        care: Decimal = values["pay.net_week"][adult] - values["carers_allowance.counted_week"][adult]
        return care

    def _known_from(self, course: Course, adult: int, until: dt.date) -> dt.date | None:
        """The first Monday from which all pay is known: that of a job held now from its first payday on. None if profit counts too."""
        known = monday(self.rules.case.date) - WEEK
        for employment in course.employments:
            if employment.adult != adult:
                continue
            if employment.job.is_trade:
                return None
            if not employment.new:
                pays = [pay for pay in self.payroll.pays(employment, until) if not pay.besides]
                known = max(known, monday(pays[0].date)) if pays else known
        return known

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
