"""The parts of the year for one case, put together: rules by day, courses, pay and awards."""

from __future__ import annotations

import datetime as dt
from typing import Any

from calculator.contract.case import Case
from calculator.councils.councils import Councils
from calculator.month.run import Run
from calculator.rulebook import Engine
from calculator.year.awards import Awards
from calculator.year.courses import Courses
from calculator.year.dated_rules import DatedRules
from calculator.year.payroll import Payroll
from calculator.year.stretches import Stretches


class Ledger:
    """What the timelines and the payslip check of one case are made from. What two courses share is worked out once."""

    def __init__(
        self,
        engine: Engine,
        councils: Councils,
        statement: dict[str, Any],
        case: Case,
        now: Run,
        first: dt.date,
        last: dt.date,
    ) -> None:
        """`now` is the typical month as it is now; `first` and `last` are the first and last days that the rules cover."""
        self.case = case
        self.rules = DatedRules(engine, councils, statement, case, now, first, last)
        self.stretches = Stretches(self.rules)
        self.courses = Courses(self.stretches)
        self.payroll = Payroll(self.rules)
        self.awards = Awards(self.stretches, self.payroll)
