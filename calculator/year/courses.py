"""The courses of events of one case: as now, as each option would have it, and each of these with one employment changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from typing import Any

from calculator.contract.job import Job, Sick
from calculator.month.inputs import ZERO
from calculator.year.dates import WEEK
from calculator.year.employments import Absence, Course, Employment, jobs_now, jobs_of_option, linked
from calculator.year.stretches import Stretches


class Courses:
    """Makes the courses of one case. All share the employments of the jobs held now."""

    def __init__(self, stretches: Stretches) -> None:
        self.stretches, self.rules, self.case = stretches, stretches.rules, stretches.case
        self.jobs_now = linked(jobs_now(self.case))
        self._now: Course | None = None
        self._of_options: dict[int, Course] = {}
        self._claiming: dict[int, Course] = {}

    def as_now(self) -> Course:
        """The course in which nothing changes."""
        if self._now is None:
            self._now = self._course(self.jobs_now, None, None, None)
        return self._now

    def of_option(self, number: int) -> Course:
        """The course in which the household takes an option, by its place in the case."""
        found = self._of_options.get(number)
        if found is None:
            found = self._of_options[number] = self._option(number)
        return found

    def claiming(self, number: int) -> Course:
        """The course of an option. A first claim begins a first assessment period; one that goes on keeps its own."""
        chosen, course = self.case.options[number], self.of_option(number)
        claimed_now = self.case.claims is None or self.case.claims.universal_credit is not False
        made = chosen.claims_made
        claims = made is not None and made.universal_credit is True and not claimed_now
        found = self._claiming.get(number)
        if found is None:
            begins = self.case.start_of(chosen)
            claims_from = course.claims_from or begins if claims else None
            found = self._claiming[number] = replace(course, claims_from=claims_from)
        return found

    def _option(self, number: int) -> Course:
        chosen = self.case.options[number]
        employments = jobs_of_option(self.case, number, self.jobs_now, self.rules.households(number))
        begins = chosen.starts or self.case.date
        course = self._course(employments, number, begins, chosen.universal_credit_from)
        for employment in employments:
            if employment.new and employment.absence:
                absence = employment.absence
                course = self.off_sick(course, employment, employment.job, absence.first, absence.last)
        return course

    def changed(self, course: Course, employment: Employment, job: Job | None = None, **changes: Any) -> Course:
        """The same course with one employment changed: with another `job`, or with other fields of the employment."""

        def change(held: Employment) -> Employment:
            other = replace(held, **changes)
            return other if job is None else other.with_job(job)

        employments = [change(each) if each.pointer == employment.pointer else each for each in course.employments]
        return self._course(employments, course.option, course.begins, course.claims_from)

    def new_sickness(self, employment: Employment, day: dt.date) -> Sick:
        """What is known of the sick pay of somebody who falls ill on a day.

        A sickness that the job began after counts as the same one if it ended no more than some weeks before (SSCBA 1992 s 152(3)): the weeks of
        sick pay and the usual pay of the first one go on.
        """
        former = employment.former
        before = former.job.sick if former and former.absence else None
        if before is None or employment.starts is None:
            return Sick.model_validate({"from": day})
        weeks = int(self.rules.content("sick_pay_linked_weeks", day)) * WEEK
        if day > employment.starts + weeks:
            return Sick.model_validate({"from": day})
        counted_from = before.from_ if before.ssp_weeks_used is None else max(before.from_, self.case.date)
        passed = Decimal(max(0, (employment.starts - counted_from).days)) / 7
        most = Decimal(self.rules.amount("sick_pay.most_weeks", day))
        used = min(most, (before.ssp_weeks_used or ZERO) + passed)
        return before.model_copy(update={"from_": day, "ssp_weeks_used": used, "contract_pay": ()})

    def off_sick(
        self, course: Course, employment: Employment, job: Job, first: dt.date, last: dt.date | None
    ) -> Course:
        """The same course with an adult off sick from a job from first to last. `job` says what is known of the sick pay.

        New Style ESA in the weeks before rules out Statutory Sick Pay (SSCBA 1992 Sch 11 para 2(dd)).
        """
        at_work = self.changed(course, employment, absence=None)
        esa = self.stretches.last_esa_day(at_work, employment.adult, first)
        absence = Absence(first, last, (first - esa).days if esa else None)
        return self.changed(course, employment, job=job, absence=absence)

    def _course(
        self, employments: Iterable[Employment], option: int | None, begins: dt.date | None, claims: dt.date | None
    ) -> Course:
        held = linked(tuple(employments))
        return Course(held, option, begins, claims, self.rules.turning_days(held, begins, option))
