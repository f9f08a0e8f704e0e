"""The positions of a case: each checked, placed, and worked out once by the rules of its day."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from calculator.contract.case import Case
from calculator.contract.errors import CaseError, Problem
from calculator.contract.households import change_problems
from calculator.contract.money import PayMoney
from calculator.councils.councils import Councils
from calculator.month import sense
from calculator.month.childcare_choice import with_other_help
from calculator.month.inputs import GivenParts, build_inputs, input_problems, plan_of
from calculator.month.run import Run
from calculator.month.situation import Situation, now, option, positions
from calculator.month.statement import StatedBook
from calculator.rulebook import Dates
from calculator.year.periods import period_holding

if TYPE_CHECKING:
    from calculator.year.ledger import Ledger


class Positions:
    """Works out positions with one set of rules, without ranges, comparison or words.

    book: the rules; councils: what they say of councils.
    """

    def __init__(self, book: StatedBook, councils: Councils) -> None:
        self.book, self.councils, self.statement = book, councils, book.statement
        self.first = self.statement.covers_from

    def checked(self, case: Case) -> Case:
        """The case with the council and the nation that its place settles. Raises CaseError with every problem of its positions, each once."""
        problems: dict[Problem, None] = {}
        try:
            case = self.councils.register.without_postcode(case)
        except CaseError as error:
            problems.update(dict.fromkeys(error.problems))
        problems.update(dict.fromkeys(sense.problems(self.statement.sense, self.councils.register, case)))
        wrong = list(change_problems(case))
        for situation in [now(case)] if wrong else positions(case):
            dates = self.dates(situation)
            if situation.date < self.first:
                late = situation.option is not None and situation.date != case.date
                where = f"{situation.pointer}/starts" if late else "/date"
                problems[Problem(where, f"must be {self.first} or later: the rules held begin on that day")] = None
            elif dates["assessment_period"] < self.first.toordinal():
                starts = dt.date.fromordinal(dates["assessment_period"])
                where = "/universal_credit/assessment_period_day"
                problems[
                    Problem(where, f"the period would begin on {starts}, and the rules held begin on {self.first}")
                ] = None
            else:
                found = input_problems(self.book.rules, self.councils.register, situation)
                given = situation.household.given
                problems.update({replace(each, pointer=given(each.pointer)): None for each in found})
        problems.update(dict.fromkeys(wrong))
        if problems:
            raise CaseError(problems)
        return self.councils.register.placed(case)

    def run(
        self,
        situation: Situation,
        before: Run | None = None,
        ledger: Callable[[], Ledger] | None = None,
        like: Run | None = None,
        parts: GivenParts | None = None,
    ) -> Run:
        """Work out one position exactly.

        before: the position now, if this is an option. ledger: gives the parts of the year of its case, if other positions share them.
        like: a position that is much the same, so that only what differs from it is worked out. parts: what has been read of the parts
        of the case already.
        """
        dates = self.dates(situation)
        inputs = build_inputs(self.book, self.councils, situation, dates, parts)
        if before is not None:
            for name, rule in self.statement.carried.items():
                inputs.values[name], inputs.values["?" + name] = before.total(rule), True
            inputs.values["household.transitional_ended"] = situation.other_adults
            inputs.values["adult.esa_link_lost"] = self._esa_lost(
                situation, ledger or self.ledger_of(before.situation.case, before)
            )
        values = self.book.engine.run(dates, inputs.values, inputs.structure, base=like.values if like else None)
        return Run(self.book, situation, inputs, values)

    def option(self, case: Case, number: int, before: Run, ledger: Callable[[], Ledger]) -> Run:
        """The position of an option, with what the other kind of help with childcare would leave."""
        run = self.run(option(case, number), before, ledger)
        return with_other_help(run, lambda other: self.run(other, before, ledger))

    def ledger_of(self, case: Case, before: Run) -> Callable[[], Ledger]:
        """A function that gives the parts of a case's year. They are put together when first asked for, because most months do not need them."""

        def made() -> Ledger:
            from calculator.year.dated_rules import DatedRules
            from calculator.year.ledger import Ledger

            return Ledger(DatedRules(self.book, self.councils, case, before))

        return functools.cache(made)

    def dates(self, situation: Situation) -> Dates:
        """Which day picks the rules on each clock, as proleptic ordinals."""
        account = situation.case.universal_credit
        return self.clocks(situation.date, account.assessment_period_day if account else None)

    @staticmethod
    def clocks(day: dt.date, period: int | None) -> Dates:
        """Which day picks the rules on each clock. period: the day of the month on which assessment periods begin."""
        starts = period_holding(day, period) if period else day
        return {"day": day.toordinal(), "payday": day.toordinal(), "assessment_period": starts.toordinal()}

    def _esa_lost(self, situation: Situation, ledger: Callable[[], Ledger]) -> list[bool]:
        """For each adult, whether New Style ESA has ended for good by the last change of an option's jobs.

        A typical month comes after that change. ESA that had stopped for too long by then does not come back by itself.
        """
        adults = situation.case.adults
        changes = [
            step.from_ for held in situation.jobs for place in held if place.taken_up for step in place.job.schedule
        ]
        if situation.option is None or not changes or not any(adult.new_style_esa for adult in adults):
            return [False] * len(adults)
        parts = ledger()
        lost = parts.stretches.esa_lost(parts.courses.of_option(situation.option), max(changes))
        return [adult in lost for adult in range(len(adults))]

    def grid(self, case: Case, number: int, hours: Sequence[Decimal], pays: Sequence[Decimal]) -> list[list[Decimal]]:
        """What an option's job would leave over compared with now, in pounds a month: a row for each pay an hour, a column for each week's hours.

        case: a checked case. The rest of the job stays as it is, but changes of its hours or pay over time are dropped.
        """
        before = self.run(now(case))
        chosen, parts, run = case.options[number], GivenParts(plan_of(self.book.engine)), None
        rows = []
        for pay in pays:
            row = []
            for at in hours:
                changed = {
                    "hours_per_week": at,
                    "pay": PayMoney(amount=pay, per="hour"),
                    "take_home": None,
                    "schedule": (),
                    "pays": (),
                }
                other = chosen.model_copy(update={"job": chosen.job.model_copy(update=changed) if chosen.job else None})
                options = tuple(other if n == number else each for n, each in enumerate(case.options))
                at_this = option(case.model_copy(update={"options": options}), number)
                run = self.run(at_this, before, like=run, parts=parts)
                row.append(run.left_over() - before.left_over())
            rows.append(row)
        return rows
