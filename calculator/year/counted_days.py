"""The days of New Style ESA and JSA that count towards their limits (Welfare Reform Act 2007 s 1A; Jobseekers Act 1995 s 5(1)).

Only days on which the benefit is due count. So a time in work, after which it goes on as before, moves its last day by as long as that time was.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

from calculator.month.inputs import esa_days_counted
from calculator.year.dates import DAY
from calculator.year.employments import Course, DaysOff
from calculator.year.stretches import Stretches

# Each benefit with the input that has its days.
ESA, JSA = "adult.esa_days_counted", "adult.jsa_days_had"


class CountedDays:
    """Finds the times of a course in which no days of a benefit are used, and the day on which they are used up."""

    def __init__(self, stretches: Stretches) -> None:
        self.stretches, self.rules = stretches, stretches.rules
        self._jsa = self.rules.plan.by_day["adult.jsa"]

    def dated(self, course: Course) -> Course:
        """The course with the times without New Style ESA or JSA of those whose days are counted."""
        counted = {(benefit, adult): (since, left) for benefit, adult, since, left in self._counted(course)}
        if not counted:
            return course
        # As long as no day counts, the days are never used up, and every time without the benefit has its end.
        uncounted = replace(
            course, days_off=tuple(DaysOff(*key, since, dt.date.max) for key, (since, _) in counted.items())
        )
        gaps = [*self._without_esa(uncounted), *self._without_jsa(uncounted)]
        off = tuple(gap for gap in gaps if (gap.days, gap.adult) in counted)
        if not off:
            return course
        ends = {_used_up(*counted[key], [gap for gap in off if (gap.days, gap.adult) == key]) for key in counted}
        turns = {*course.turns, *(day for day in ends if day > self.rules.case.date)}
        return replace(course, days_off=off, turns=sorted(turns))

    def _counted(self, course: Course) -> Iterator[tuple[str, int, dt.date, int]]:
        """The adults whose days are counted: of which benefit, from which day on, and how many are left then."""
        date = self.rules.case.date
        for household in self.rules.households(course.option):
            for adult, (person, held) in enumerate(zip(household.case.adults, household.adults, strict=True)):
                esa, days, jsa = person.new_style_esa, esa_days_counted(person, held.esa_told), person.new_style_jsa
                if esa and esa.group != "support" and days is not None:
                    yield ESA, adult, held.esa_told, int(self.rules.amount("esa.most_days", date)) - days
                if jsa and jsa.from_:
                    yield JSA, adult, jsa.from_, int(self.rules.amount("jsa.most_days", date))

    def _without_esa(self, course: Course) -> Iterator[DaysOff]:
        """The times without New Style ESA after which it goes on as before."""
        for gap in self.stretches.esa_gaps(course):
            if gap.linked:
                yield DaysOff(ESA, gap.adult, gap.last + DAY, gap.returns)

    def _without_jsa(self, course: Course) -> Iterator[DaysOff]:
        """The times without New Style JSA that have an end."""
        if not any(gap.days == JSA for gap in course.days_off):
            return
        stopped: dict[int, dt.date] = {}
        for day in (self.rules.case.date, *course.turns):
            for adult, weekly in enumerate(self.stretches.on(course, day).values[self._jsa]):
                if not weekly:
                    stopped.setdefault(adult, day)
                elif adult in stopped:
                    yield DaysOff(JSA, adult, stopped.pop(adult), day)


def _used_up(since: dt.date, left: int, gaps: list[DaysOff]) -> dt.date:
    """The first day on which no days are left."""
    day = since
    for gap in gaps:
        if (gap.first - day).days >= left:
            break
        left -= (gap.first - day).days
        day = gap.again
    return day + left * DAY
