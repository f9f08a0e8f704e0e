"""Money for work that comes once, over the weeks in which the limit of permitted work counts it (ESA Regs 2013 regs 76 to 80).

Weeks begin on Mondays. A bonus or back pay counts evenly over as many weeks as it is for, from the week in which it comes. If the case does not
say what weeks it is for, it counts as the amount of the benefit in each week until nothing is left (reg 76(2)(c)).
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from calculator.contract.money import OneOffMoney
from calculator.month.inputs import ZERO
from calculator.year.dates import WEEK, monday
from calculator.year.employments import Course
from calculator.year.stretches import Stretches


class OneOffWeeks:
    """Finds the weeks of a course in which permitted work counts some money that comes once."""

    def __init__(self, stretches: Stretches) -> None:
        self.stretches, self.rules = stretches, stretches.rules
        self.award, _ = self.rules.plan.weekly_limits["week_over_permitted_limit"]

    def dated(self, course: Course, until: dt.date) -> Course:
        """The course with what counts in each week up to a day."""
        weeks: dict[tuple[int, dt.date], Decimal] = defaultdict(lambda: ZERO)
        for money in self.rules.one_off_pay_for_work(course.option):
            if money.date <= until:
                for week, amount in self._weeks(course, money, until):
                    weeks[money.adult - 1, week] += amount
        if not weeks:
            return course
        # Weeks in a row that count alike are one stretch.
        edges = {
            day
            for (adult, week) in weeks
            for day in (week, week + WEEK)
            if weeks.get((adult, day), ZERO) != weeks.get((adult, day - WEEK), ZERO)
        }
        turns = {*course.turns, *(day for day in edges if day > self.rules.case.date)}
        return replace(course, one_off_weeks=tuple(sorted(weeks.items())), turns=sorted(turns))

    def _weeks(self, course: Course, money: OneOffMoney, until: dt.date) -> Iterator[tuple[dt.date, Decimal]]:
        """The Monday of each week in which some money counts, and how much of it."""
        awards = self.stretches.on(course, money.date).values[self.award]
        benefit = awards[money.adult - 1] if money.adult <= len(awards) else ZERO
        if not benefit or not money.amount:
            return
        each, left, week = money.amount / money.weeks if money.weeks else benefit, money.amount, monday(money.date)
        while left > 0 and week <= until:
            yield week, min(each, left)
            left, week = left - each, week + WEEK
