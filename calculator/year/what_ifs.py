"""The course of an option in which something happens on a day: the job ends, its hours or payday change, or the person is off sick."""

from __future__ import annotations

import datetime as dt

from calculator.contract.case import WhatIf
from calculator.month.inputs import ZERO
from calculator.year.courses import Courses
from calculator.year.dates import DAY, WEEK
from calculator.year.employments import Course, with_hours


def happening(
    courses: Courses, course: Course, what_if: WhatIf, starts: dt.date
) -> tuple[Course, dt.date, dt.date | None]:
    """The course with what happens, the day on which it happens, and the last day of the job if it ends.

    It happens to the job that the option is about. `starts` is the day the option starts, from which weeks are counted.
    """
    employment = course.chosen()
    day = what_if.date or starts + (what_if.after_weeks or 0) * WEEK
    if employment is None:
        return course, day, None
    day = max(day, employment.starts or day)
    if what_if.kind == "ends":
        ends = day - DAY if what_if.date is None else day
        return courses.changed(course, employment, ends=max(ends, employment.starts or ends)), day, ends
    if what_if.kind == "hours":
        job = with_hours(employment.job, what_if.hours or ZERO, day)
        return courses.changed(course, employment, job=job), day, None
    if what_if.kind == "sick":
        job = employment.job.model_copy(update={"sick": courses.new_sickness(employment, day)})
        last = day + what_if.weeks * WEEK - DAY if what_if.weeks else None
        return courses.off_sick(course, employment, job, day, last), day, None
    return courses.changed(course, employment, moved=day), day, None
