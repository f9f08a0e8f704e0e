"""The facade: a Case becomes a Result, with the position now, the position in each option, and the comparison.

The law is in the rules. This module only puts the parts together: ranges for open questions, differences, other hours, and the year.
"""

from __future__ import annotations

import copy
import datetime as dt
import functools
from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from calculator import effort
from calculator.contract import result as out
from calculator.contract.case import Case
from calculator.contract.errors import CaseError, Problem
from calculator.contract.filled_in import filled_in
from calculator.contract.households import change_problems
from calculator.contract.job import Payslip
from calculator.contract.money import PayMoney
from calculator.councils.councils import COMPANIONS, Councils
from calculator.i18n.language import day_said, gettext
from calculator.month import sense
from calculator.month.beside import option_result
from calculator.month.change_words import ChangesInWords
from calculator.month.childcare_choice import with_other_help
from calculator.month.inputs import build_inputs, input_problems
from calculator.month.missing import OpenFigure, can_change_a_line, depends_on, still_open
from calculator.month.one_off import one_off_notice, parts_notice
from calculator.month.open_questions import Answered, OpenQuestions
from calculator.month.other_hours import add_other_hours
from calculator.month.renewal import Renewals
from calculator.month.run import Run
from calculator.month.sense import Doubt
from calculator.month.shown import position_shown
from calculator.month.situation import Situation, now, option, positions
from calculator.month.statement import StatedBook, in_language
from calculator.month.statement_file import STATEMENT
from calculator.resources import folder
from calculator.rulebook import Dates, open_book
from calculator.year.periods import period_holding
from calculator.year.varying import any_month_may_vary

if TYPE_CHECKING:
    from calculator.contract.account import AccountStatement, Letters
    from calculator.contract.statement_reading import StatementReading
    from calculator.statement.reading import ReadText
    from calculator.year.ledger import Ledger
    from calculator.year.uneven import FirstYears

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
        self.questions = OpenQuestions(book)
        self.renewals = Renewals(book)
        self.changes = ChangesInWords(book)

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
    def calculate(self, case: Case, closely: Collection[int] | None = None) -> out.Result:
        """Work out a case.

        closely: the options, by their places in the case, for which other hours and the year are worked out; by default all. Raises CaseError
        with every problem if no figures can be given.
        """
        if self.most_work is None:
            return self._calculated(case, closely)
        units = effort.check(case, closely, self.most_work)
        with self.turn(units):
            return self._calculated(case, closely)

    def _calculated(self, case: Case, closely: Collection[int] | None) -> out.Result:
        case = self._checked(case)
        before = self.run(now(case))
        ledger = self._ledger_of(case, before)
        with_working = "working" in case.views
        now_answered = Answered(self.questions, before, None)
        today = position_shown(now_answered, with_working)
        runs = [self._option(case, number, before, ledger) for number in range(len(case.options))]
        answered = [Answered(self.questions, run, now_answered) for run in runs]
        shown = [position_shown(each, with_working) for each in answered]
        close = range(len(runs)) if closely is None else closely
        named = {chosen.name: number for number, chosen in enumerate(case.options)}
        base_number = None if case.compare_with == "now" else named[case.compare_with]
        base = now_answered if base_number is None else answered[base_number]
        base_shown = today if base_number is None else shown[base_number]
        years = self._first_years(ledger, now_answered)
        options = []
        for number, run in enumerate(runs):
            name = case.options[number].name
            found = option_result(name, answered[number], shown[number], base, base_shown, before)
            if years is not None:
                years.add_to(found, number, answered[number], base, base_number)
            once = one_off_notice(self.statement.one_off_money, case.options[number].money, case.adults)
            found.notices = [*self.changes.notices(case, number), *once, *found.notices, *self._about_rates(run)]
            if found.change_per_month is not None and run.inputs.chosen_job is not None and number in close:
                add_other_hours(self.book, run, before, found, "hours" in case.views)
            options.append(found)
        assumptions = {(each.id, each.path): each for run in (before, *runs) for each in run.assumptions()}
        if years is not None and "timeline" in case.views and case.options and before.figures_given():
            from calculator.year.timelines import Timelines

            timelines = Timelines(ledger())
            for number, run in enumerate(runs):
                if run.figures_given() and number in close:
                    a_month = years.average_change(number, base_number)
                    options[number].timeline, options[number].year = timelines.of_option(number, before, run, a_month)
                    options[number].notices += self._about_parts(ledger(), number, before)
            several = any(found.change_range or found.position.left_over_range for found in options)
            for each in timelines.assumptions(several):
                assumptions[(each.id, each.path)] = each
        for each in (*self._about_dates(case), *self._about_council(case)):
            assumptions[(each.id, each.path)] = each
        return out.Result(
            rules=out.RulesUsed(
                case.date, self.statement.version, self.book.rules.fingerprint, list(self.book.rules.amendments)
            ),
            case=filled_in(case),
            assumptions=list(assumptions.values()),
            now=today,
            options=options,
            notices=[
                *one_off_notice(self.statement.one_off_money, case.money, case.adults),
                *before.notices(None),
                *self._about_rates(before),
            ],
            warnings=[out.InputWarning(each.pointer, each.text, each.suggestion) for each in self.doubts(case)],
        )

    def runs(self, case: Case) -> list[Run]:
        """The position now and those of the options, each worked out once with the usual answers to what is open.

        Raises CaseError with every problem if no figures can be given.
        """
        case = self._checked(case)
        before = self.run(now(case))
        ledger = self._ledger_of(case, before)
        return [before, *(self._option(case, number, before, ledger) for number in range(len(case.options)))]

    def check_payslip(self, case: Case, number: int, slip: Payslip) -> list[out.Finding]:
        """Check a real payslip of an option's job, and the statement for it, against the rules.

        number: the option's place in the case. Raises CaseError if the two cannot be compared.
        """
        case = self._checked(case)
        dated = case.model_copy(update={"views": ("timeline",)})
        with self.turn(effort.estimate(dated, [number]).total):
            ledger = self._ledger_of(case, self.run(now(case)))()
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
        case = self._checked(case)
        without_jobs = case.model_copy(
            update={"adults": tuple(adult.model_copy(update={"jobs": ()}) for adult in case.adults)}
        )
        award = self.statement.universal_credit["award"]
        every = (run for _answers, run in Answered(self.questions, self.run(now(case)), None).every())
        return every, lambda _run: self.run(now(without_jobs)).total(award)

    def doubts(self, case: Case) -> list[Doubt]:
        """The values of a case that look like mistakes, to ask about. The case is worked out with them all the same."""
        return sense.doubts(self.statement.sense, self.councils.register, self.councils.register.without_postcode(case))

    def dates(self, situation: Situation) -> Dates:
        """Which day picks the rules on each clock, as proleptic ordinals."""
        account = situation.case.universal_credit
        return self.clocks(situation.date, account.assessment_period_day if account else None)

    @staticmethod
    def clocks(day: dt.date, period: int | None) -> Dates:
        """Which day picks the rules on each clock. period: the day of the month on which assessment periods begin."""
        starts = period_holding(day, period) if period else day
        return {"day": day.toordinal(), "payday": day.toordinal(), "assessment_period": starts.toordinal()}

    def check(self, case: Case) -> None:
        """Raise CaseError with every problem of the case's positions, each once."""
        self._checked(case)

    def _checked(self, case: Case) -> Case:
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

    def _ledger_of(self, case: Case, before: Run) -> Callable[[], Ledger]:
        """A function that gives the parts of a case's year. They are put together when first asked for, because most months do not need them."""

        def made() -> Ledger:
            from calculator.year.dated_rules import DatedRules
            from calculator.year.ledger import Ledger

            return Ledger(DatedRules(self.book, self.councils, case, before))

        return functools.cache(made)

    def _first_years(self, ledger: Callable[[], Ledger], before: Answered) -> FirstYears | None:
        """The first years of a case's options, if they are shown or if any of their months may differ."""
        case = before.usual.situation.case
        if "timeline" not in case.views and not any_month_may_vary(case):
            return None
        from calculator.year.uneven import FirstYears

        return FirstYears(ledger, before, self.statement.uneven_months)

    def run(self, situation: Situation, before: Run | None = None, ledger: Callable[[], Ledger] | None = None) -> Run:
        """Work out one position exactly.

        before: the position now, if this is an option. ledger: gives the parts of the year of its case, if other positions share them.
        """
        dates = self.dates(situation)
        inputs = build_inputs(self.book, self.councils, situation, dates)
        if before is not None:
            for name, rule in self.statement.carried.items():
                inputs.values[name], inputs.values["?" + name] = before.total(rule), True
            inputs.values["household.transitional_ended"] = situation.other_adults
            inputs.values["adult.esa_link_lost"] = self._esa_lost(
                situation, ledger or self._ledger_of(before.situation.case, before)
            )
        values = self.engine.run(dates, inputs.values, inputs.structure)
        return Run(self.book, situation, inputs, values)

    def _option(self, case: Case, number: int, before: Run, ledger: Callable[[], Ledger]) -> Run:
        """The position of an option, with what the other kind of help with childcare would leave."""
        run = self.run(option(case, number), before, ledger)
        return with_other_help(run, lambda other: self.run(other, before, ledger))

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
            return self._grid(self._checked(case), number, hours, pays)

    def _grid(self, case: Case, number: int, hours: Sequence[Decimal], pays: Sequence[Decimal]) -> list[list[Decimal]]:
        before = self.run(now(case))
        chosen = case.options[number]
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
                run = self.run(option(case.model_copy(update={"options": options}), number), before)
                row.append(run.left_over() - before.left_over())
            rows.append(row)
        return rows

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
        case = self._checked(case)
        names = list(asked)
        found: set[str] = set()
        before: Run | None = None
        for situation in positions(case):
            run = self.run(situation, before)
            before = before or run
            found |= can_change_a_line(self.book, run, names)
        return frozenset(found)

    # ------------------------------------------------------------------ days the rules do not reach
    def _about_parts(self, ledger: Ledger, number: int, before: Run) -> list[out.Notice]:
        """The notice that sets monthly parts beside one sum, if an option has money that an employer owes."""
        from calculator.year.lump_sums import in_parts

        found = list(in_parts(ledger.rules, number, before))
        if not found:
            return []
        rows = [(each.parts, each.each, each.more) for each in found]
        return [parts_notice(self.statement.one_off_money, found[0].money, rows)]

    def _about_dates(self, case: Case) -> list[out.Assumption]:
        late = [("/date", case.date)] + [
            (f"/options/{n}/starts", each.starts) for n, each in enumerate(case.options) if each.starts
        ]
        return [
            out.Assumption(
                "rates_assumed",
                path,
                gettext("The rates for %(day)s are not known yet. We used those of %(last)s.")
                % {"day": day_said(day), "last": day_said(self.last)},
            )
            for path, day in late
            if day > self.last
        ]

    def _about_council(self, case: Case) -> list[out.Assumption]:
        """That the council will have ended when an option begins."""
        change = self.councils.register.change_of(case)
        if change is None or all((each.starts or case.date) <= change.ends for each in case.options):
            return []
        text = in_language(self.statement.timeline.assumptions)["council_changes"]
        return [out.Assumption("council_changes", "/council", text.format(**change.said))]

    def _about_rates(self, run: Run) -> list[out.Notice]:
        """The notices about rates: that those for the position's day are not known, and which lines still use last year's amounts."""
        named = self.renewals.notices(run)
        if run.situation.date <= self.last:
            return named
        text = gettext("Rates after %(last)s are not known yet. These figures use the latest that are.") % {
            "last": day_said(self.last)
        }
        return [
            out.Notice(
                "rates_assumed",
                "information",
                None,
                gettext("Next year's rates are not known yet"),
                text,
                "depends",
                None,
            ),
            *named,
        ]
