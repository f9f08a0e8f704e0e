"""The days of New Style ESA and JSA that count towards their limits (Welfare Reform Act 2007 s 1A; Jobseekers Act 1995 s 5(1)).

Only days on which the benefit is due count. So a time in work, after which it goes on as before, moves its last day by as long as that time was.

New Style JSA goes on as before within 12 weeks. After that it has waiting days, and another benefit year goes by the contributions of other tax years
(Jobseekers Act 1995 s 2; JSA Regs 2013 regs 36 and 39).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

from calculator.month.inputs import esa_days_counted
from calculator.year.dates import DAY, WEEK, benefit_year
from calculator.year.employments import Course, DaysOff, JsaWait
from calculator.year.stretches import Stretches

# Each benefit with the input that has its days.
ESA, JSA = "adult.esa_days_counted", "adult.jsa_days_had"


class CountedDays:
    """Finds the times of a course in which no days of a benefit are used, and the day on which they are used up."""

    def __init__(self, stretches: Stretches) -> None:
        self.stretches, self.rules = stretches, stretches.rules
        self._jsa = self.rules.plan.by_day["adult.jsa"]

    def dated(self, course: Course) -> Course:
        """The course with the times without New Style ESA or JSA of those whose days are counted, and the days for which JSA has to wait."""
        counted = {(benefit, adult): (since, left) for benefit, adult, since, left in self._counted(course)}
        # As long as no day counts, the days are never used up, and every time without the benefit has its end.
        uncounted = replace(
            course, days_off=tuple(DaysOff(*key, since, dt.date.max) for key, (since, _) in counted.items())
        )
        gaps_of_jsa = self._without_jsa(uncounted)
        waits = tuple(wait for gap in gaps_of_jsa for wait in self._wait_after(gap, counted.get((JSA, gap.adult))))
        again = {(wait.adult, wait.first): wait.again for wait in waits}
        gaps = [
            *(self._without_esa(uncounted) if counted else ()),
            *(replace(gap, again=again.get((gap.adult, gap.again), gap.again)) for gap in gaps_of_jsa),
        ]
        off = tuple(gap for gap in gaps if (gap.days, gap.adult) in counted and gap.again < dt.date.max)
        if not off and not waits:
            return course
        ends = {_used_up(*counted[key], [gap for gap in off if (gap.days, gap.adult) == key]) for key in counted}
        ends |= {wait.again for wait in waits if wait.again < dt.date.max}
        turns = {*course.turns, *(day for day in ends if day > self.rules.case.date)}
        return replace(course, days_off=off, jsa_waits=waits, turns=sorted(turns))

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

    def _without_jsa(self, course: Course) -> list[DaysOff]:
        """The times without New Style JSA that have an end."""
        households = self.rules.households(course.option)
        if not any(adult.new_style_jsa for household in households for adult in household.case.adults):
            return []
        gaps: list[DaysOff] = []
        stopped: dict[int, dt.date] = {}
        for day in (self.rules.case.date, *course.turns):
            for adult, weekly in enumerate(self.stretches.on(course, day).values[self._jsa]):
                if not weekly:
                    stopped.setdefault(adult, day)
                elif adult in stopped:
                    gaps.append(DaysOff(JSA, adult, stopped.pop(adult), day))
        return gaps

    def _wait_after(self, gap: DaysOff, counted: tuple[dt.date, int] | None) -> Iterator[JsaWait]:
        """The days for which New Style JSA has to wait after a time too long for it to go on as before.

        In the benefit year in which it began these are the waiting days. In another one, or if the case does not say when it began, it takes
        National Insurance that the case does not give, so none is counted.
        """
        if gap.first + int(self.rules.content("jsa_linked_weeks", gap.again)) * WEEK >= gap.again:
            return
        known = counted is not None and benefit_year(counted[0]) == benefit_year(gap.again)
        again = gap.again + self.rules.days("jsa_waiting_days", gap.again) if known else dt.date.max
        yield JsaWait(gap.adult, gap.again, again)


def _used_up(since: dt.date, left: int, gaps: list[DaysOff]) -> dt.date:
    """The first day on which no days are left."""
    day = since
    for gap in gaps:
        if (gap.first - day).days >= left:
            break
        left -= (gap.first - day).days
        day = gap.again
    return day + left * DAY
