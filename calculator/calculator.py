"""The facade: a Case becomes a Result, with the position now, the position in each option, and the comparison.

The law is in the rules. `positions.py` works out positions, and `answers.py` puts a whole Result together. This module is their front door.
"""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from calculator import effort
from calculator.answers import Answers
from calculator.contract.case import Case
from calculator.contract.job import Payslip
from calculator.contract.result import Finding, Result
from calculator.councils.councils import COMPANIONS, Councils
from calculator.month.missing import OpenFigure, can_change_a_line, depends_on, still_open
from calculator.month.open_questions import Answered
from calculator.month.run import Run
from calculator.month.sense import Doubt
from calculator.month.situation import Situation, now, positions
from calculator.month.statement import StatedBook
from calculator.month.statement_file import STATEMENT
from calculator.positions import Positions
from calculator.resources import folder
from calculator.rulebook import open_book

if TYPE_CHECKING:
    from calculator.contract.account import AccountStatement, Letters
    from calculator.contract.statement_reading import StatementReading
    from calculator.statement.reading import ReadText
    from calculator.year.ledger import Ledger

# Gives the context for so many units of work.
Turn = Callable[[int], AbstractContextManager[None]]


def _at_once(_units: int) -> AbstractContextManager[None]:
    return nullcontext()


class Calculator:
    """The rules, ready to work out cases. Make one and keep it, because it holds the compiled rules."""

    def __init__(self, book: StatedBook) -> None:
        self.book = book
        self.councils = Councils(book.rules, book.files, book.companions)
        self.engine = book.engine
        self.statement = book.statement
        self.first, self.last = self.statement.covers_from, self.statement.covers_to
        self.most_work: int | None = None
        self.turn: Turn = _at_once
        self.positions = Positions(book, self.councils)
        self.answers = Answers(self.positions)

    @classmethod
    def load(cls, rules: Path | None = None, amendments: Sequence[Path] = ()) -> Calculator:
        """Read the rules, with amendments laid over them in order.

        rules: the folder, by default that of the package. Raises RuleError with every fault if the rules cannot be used.
        """
        return cls(open_book(rules or folder("rules"), amendments, STATEMENT, COMPANIONS))

    def bounded(self, most_work: int, turn: Turn | None = None) -> Calculator:
        """The same calculator for a public site.

        most_work: it refuses cases that need more work than this, as effort.estimate counts it. turn: each case is worked out inside
        the context that this gives for its work, which may make it wait, or refuse it, or end it.
        """
        other = copy.copy(self)
        other.most_work = most_work
        other.turn = turn or _at_once
        return other

    # ------------------------------------------------------------------ one case
    def calculate(self, case: Case, closely: Collection[int] | None = None) -> Result:
        """Work out a case.

        closely: the options, by their places in the case, for which other hours and the year are worked out; by default all. Raises CaseError
        with every problem if no figures can be given.
        """
        if self.most_work is None:
            return self.answers.answer(case, closely)
        units = effort.check(case, closely, self.most_work)
        with self.turn(units):
            return self.answers.answer(case, closely)

    def runs(self, case: Case) -> list[Run]:
        """The position now and those of the options, each worked out once with the usual answers to what is open.

        Raises CaseError with every problem if no figures can be given.
        """
        case = self.positions.checked(case)
        before = self.run(now(case))
        ledger = self.positions.ledger_of(case, before)
        return [before, *(self.positions.option(case, number, before, ledger) for number in range(len(case.options)))]

    def check_payslip(self, case: Case, number: int, slip: Payslip) -> list[Finding]:
        """Check a real payslip of an option's job, and the statement for it, against the rules.

        number: the option's place in the case. Raises CaseError if the two cannot be compared.
        """
        case = self.positions.checked(case)
        dated = case.model_copy(update={"views": ("timeline",)})
        with self.turn(effort.estimate(dated, [number]).total):
            ledger = self.positions.ledger_of(case, self.run(now(case)))()
            from calculator.year.payslip import Check

            return list(Check(ledger, number, slip).findings())

    def read_statement(
        self,
        statement: AccountStatement,
        today: dt.date,
        data: dict[str, object] | None = None,
        text: ReadText | None = None,
        letters: Letters | None = None,
    ) -> StatementReading:
        """What a Universal Credit statement tells, what it leaves to ask, and how it compares with the rules.

        today: the day whose amounts are used if the statement has no days. data: what is known of the case already, which need not be whole. text:
        what the statement was read from. Raises CaseError if the rules held do not reach the statement, or `data` cannot be used.
        """
        # Few commands and pages read a statement, and the patterns that this takes are many.
        from calculator.statement.read import read

        return read(self.book, statement, today, data, text, letters, self._runs_for_statement)

    def _runs_for_statement(self, case: Case) -> tuple[Iterable[Run], Callable[[Run], Decimal]]:
        """The position of a case for every set of answers to what is open, and what the award would be with no job."""
        if self.most_work is not None:
            effort.check(case, None, self.most_work)
        case = self.positions.checked(case)
        without_jobs = case.model_copy(
            update={"adults": tuple(adult.model_copy(update={"jobs": ()}) for adult in case.adults)}
        )
        award = self.statement.universal_credit["award"]
        every = (run for _answers, run in Answered(self.answers.questions, self.run(now(case)), None).every())
        return every, lambda _run: self.run(now(without_jobs)).total(award)

    def doubts(self, case: Case) -> list[Doubt]:
        """The values of a case that look like mistakes, to ask about. The case is worked out with them all the same."""
        return self.answers.doubts(case)

    def check(self, case: Case) -> None:
        """Raise CaseError with every problem of the case's positions, each once."""
        self.positions.checked(case)

    def run(self, situation: Situation, before: Run | None = None, ledger: Callable[[], Ledger] | None = None) -> Run:
        """Work out one position exactly.

        before: the position now, if this is an option. ledger: gives the parts of the year of its case, if other positions share them.
        """
        return self.positions.run(situation, before, ledger)

    # ------------------------------------------------------------------ what is open
    def depends_on(self, name: str) -> list[str]:
        """The inputs that a rule depends on, directly or through other rules."""
        return depends_on(self.book, name)

    def still_open(self, case: Case, name: str) -> OpenFigure:
        """For the position now: a rule's figure, the inputs behind it that the case leaves out, and those that can still change it."""
        return still_open(self.book, self.run(now(self.councils.register.placed(case))), name)

    def has_grid(self, case: Case, number: int) -> bool:
        """Whether an option has a job that can be worked for other hours and other pay."""
        job = case.options[number].job
        return job is not None and not job.is_trade and case.compare_with == "now"

    def grid(self, case: Case, number: int, hours: Sequence[Decimal], pays: Sequence[Decimal]) -> list[list[Decimal]]:
        """What an option's job would leave over compared with now, in pounds a month: a row for each pay an hour, a column for each week's hours.

        The figures are exact, as those of `calculate`. The rest of the job stays as it is, but changes of its hours or pay over time are dropped.
        """
        with self.turn(len(hours) * len(pays)):
            return self.positions.grid(self.positions.checked(case), number, hours, pays)

    def amount(self, name: str, day: dt.date) -> Decimal:
        """The amount that a rule has on a day. Raises NotInForce if it has none."""
        clocks = ("day", "payday", "assessment_period")
        found: Decimal = self.engine.amount(name, None, None, dict.fromkeys(clocks, day.toordinal()))
        return found

    def amount_today(self, name: str) -> Decimal:
        """The amount that a rule has today, or on the nearest day that the rules cover."""
        return self.amount(name, min(max(dt.date.today(), self.first), self.last))

    def open_inputs(self, case: Case, asked: Iterable[str]) -> frozenset[str]:
        """Those of some inputs that a case leaves out and that can still change a line of any of its positions.

        asked: the names of the inputs. Every other input that is left out keeps its default. Raises CaseError if nothing can be worked out yet.
        """
        case = self.positions.checked(case)
        names = list(asked)
        found: set[str] = set()
        before: Run | None = None
        for situation in positions(case):
            run = self.run(situation, before)
            before = before or run
            found |= can_change_a_line(self.book, run, names)
        return frozenset(found)
