"""Housing Benefit over time: it follows Universal Credit period by period, and goes on for some weeks after New Style ESA ends with work.

It is worked out by benefit weeks from Monday to Sunday. A change counts from the Monday after the week in which it happens (HB Regs 2006
reg 79(1)), and new rates count from the Monday on which they begin.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from calculator.month.run import Run, pence
from calculator.year.awards import AwardPeriod
from calculator.year.dates import DAY, WEEK
from calculator.year.employments import Course
from calculator.year.ends_of_esa import ends_of_esa
from calculator.year.ledger import Ledger

_WEEKDAYS = 7


@dataclass(frozen=True, slots=True)
class ExtendedPayment:
    """Days on which Housing Benefit is at least the amount of before, a month (HB Regs 2006 regs 73 to 73B)."""

    first: dt.date
    last: dt.date
    amount: Decimal


class HousingBenefit:
    """Housing Benefit on each day of a course, with the awards of Universal Credit in its assessment periods."""

    def __init__(
        self,
        ledger: Ledger,
        course: Course,
        periods: list[AwardPeriod],
        period_for: Callable[[dt.date], AwardPeriod | None],
    ) -> None:
        """`period_for` gives the assessment period that a day goes by."""
        self.ledger, self.rules, self.stretches, self.case = ledger, ledger.rules, ledger.stretches, ledger.case
        self.course, self.periods, self.period_for = course, periods, period_for
        self.rule = next(line.rule for line in ledger.rules.statement.lines if line.id == "housing_benefit")
        days = {ledger.case.date, course.begins or ledger.case.date, *ledger.rules.households(course.option).turns}
        self.claimed = any(self.stretches.on(course, day).values["housing_benefit.claimed"] for day in days)
        self.extended = list(self._extended()) if self.claimed else []

    def on(self, day: dt.date) -> Decimal:
        """What it comes to a month on a day."""
        amount = self._usual(day)
        return max([amount, *(each.amount for each in self.extended if each.first <= day <= each.last)])

    def until(self, day: dt.date, most: dt.date) -> dt.date:
        """The last day, `most` at the latest, up to which neither a period nor a benefit week ends after a day."""
        ends = [period.ends for period in self.periods] + ([_sunday(day)] if self.claimed else [])
        return min([most, *(end for end in ends if day <= end)])

    def _usual(self, day: dt.date) -> Decimal:
        """What it comes to a month without an extended payment: all of it while Universal Credit is paid."""
        return self._run(self._goes_by(day)).total(self.rule)

    def _goes_by(self, day: dt.date) -> dt.date:
        """The day whose circumstances a day's Housing Benefit goes by: the one before its benefit week, or the Monday of new rates."""
        monday = _sunday(day) - (_WEEKDAYS - 1) * DAY
        return max(self.case.date, monday if monday in self.rules.turns else monday - DAY)

    def _run(self, day: dt.date) -> Run:
        return self.stretches.on(self.course, day, self._is_paid(day) if self.claimed else None)

    def _is_paid(self, day: dt.date) -> bool | None:
        """Whether Universal Credit is paid for a day; None if the day goes by no assessment period."""
        period = self.period_for(day)
        return period.award > 0 if period else None

    def _extended(self) -> Iterator[ExtendedPayment]:
        """The extended payments of a course, one for each time that work ends New Style ESA."""
        for turn in ends_of_esa(self.ledger, self.course, self._run):
            weeks = int(self.rules.content("extended_weeks", turn)) * WEEK
            yield ExtendedPayment(turn, _sunday(turn) + weeks, self._usual(turn - DAY))

    def extra(self) -> ExtendedPayment | None:
        """The first extended payment that comes to more than Housing Benefit would without it on its last day."""
        return next((each for each in self.extended if each.amount > self._usual(each.last)), None)

    def changes(self, first: dt.date, last: dt.date) -> Iterator[tuple[dt.date, Decimal, Decimal]]:
        """Each day after `first` to `last` from which it comes to another amount: the day, and a week's money before and from then on."""
        if not self.claimed:
            return
        turns = {*self.course.turns, *(period.starts for period in self.periods)}
        days = turns | {_sunday(day) + DAY for day in turns} | {each.last + DAY for each in self.extended}
        for day in sorted(each for each in days if first < each <= last):
            before, since = (pence(monthly * 12 / 52) for monthly in (self.on(day - DAY), self.on(day)))
            if before != since:
                yield day, before, since


def _sunday(day: dt.date) -> dt.date:
    """The last day of the benefit week that a day is in (HB Regs 2006 reg 2(1))."""
    return day + (_WEEKDAYS - 1 - day.weekday()) * DAY
