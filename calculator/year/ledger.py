"""The parts of the year for one case, put together: rules by day, courses, pay and awards."""

from __future__ import annotations

import copy

from calculator.month.open_questions import Answers
from calculator.month.run import Run
from calculator.year.awards import Awards
from calculator.year.carer_weeks import CarerWeeks
from calculator.year.counted_days import CountedDays
from calculator.year.courses import Courses
from calculator.year.dated_rules import DatedRules
from calculator.year.one_off_weeks import OneOffWeeks
from calculator.year.payroll import Payroll
from calculator.year.stretches import Stretches


class Ledger:
    """What the timelines and the payslip check of one case are made from. What two courses share is worked out once."""

    def __init__(self, rules: DatedRules) -> None:
        self.rules, self.case = rules, rules.case
        self.stretches = Stretches(rules)
        self.courses = Courses(self.stretches)
        self.payroll = Payroll(self.rules)
        self.carer_weeks = CarerWeeks(self.stretches, self.payroll)
        self.one_off_weeks = OneOffWeeks(self.stretches)
        self.counted_days = CountedDays(self.stretches)
        self.awards = Awards(self.stretches, self.payroll)

    def under(self, now: Run, answers: Answers) -> Ledger:
        """The parts of the year with other answers to the case's open questions, which pay and jobs do not hang on.

        `now` is the typical month now with these answers.
        """
        other = copy.copy(self)
        other.rules = self.rules.under(now, answers)
        other.stretches = Stretches(other.rules)
        other.counted_days = CountedDays(other.stretches)
        other.awards = Awards(other.stretches, self.payroll)
        return other
