"""A whole Result of a case: each position with its range, the differences, other hours, the first year, and what is said of them."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING

from calculator.contract import result as out
from calculator.contract.case import Case
from calculator.contract.filled_in import filled_in
from calculator.i18n.language import day_said, gettext
from calculator.month import sense
from calculator.month.beside import option_result
from calculator.month.change_words import ChangesInWords
from calculator.month.one_off import one_off_notice, parts_notice
from calculator.month.open_questions import Answered, OpenQuestions
from calculator.month.other_hours import add_other_hours
from calculator.month.renewal import Renewals
from calculator.month.run import Run
from calculator.month.sense import Doubt
from calculator.month.shown import position_shown
from calculator.month.situation import now
from calculator.month.statement import in_language
from calculator.positions import Positions
from calculator.year.varying import any_month_may_vary

if TYPE_CHECKING:
    from calculator.year.ledger import Ledger
    from calculator.year.uneven import FirstYears


class Answers:
    """Puts the Result of a case together with one set of rules."""

    def __init__(self, positions: Positions) -> None:
        self.positions, self.book, self.statement = positions, positions.book, positions.statement
        self.last = self.statement.covers_to
        self.questions = OpenQuestions(self.book)
        self.renewals = Renewals(self.book)
        self.changes = ChangesInWords(self.book)

    def answer(self, case: Case, closely: Collection[int] | None) -> out.Result:
        """The Result of a case.

        closely: the options, by their places in the case, for which other hours and the year are worked out; None for all. Raises CaseError
        with every problem if no figures can be given.
        """
        case = self.positions.checked(case)
        before = self.positions.run(now(case))
        ledger = self.positions.ledger_of(case, before)
        with_working = "working" in case.views
        now_answered = Answered(self.questions, before, None)
        today = position_shown(now_answered, with_working)
        runs = [self.positions.option(case, number, before, ledger) for number in range(len(case.options))]
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
        assumptions = [each for run in (before, *runs) for each in run.assumptions()]
        if years is not None and "timeline" in case.views and case.options and before.figures_given():
            assumptions += self._add_timelines(ledger(), before, runs, options, close, years, base_number)
        assumptions += [*self._about_dates(case), *self._about_council(case)]
        return out.Result(
            rules=out.RulesUsed(
                case.date, self.statement.version, self.book.rules.fingerprint, list(self.book.rules.amendments)
            ),
            case=filled_in(case),
            assumptions=list({(each.id, each.path): each for each in assumptions}.values()),
            now=today,
            options=options,
            notices=[
                *one_off_notice(self.statement.one_off_money, case.money, case.adults),
                *before.notices(None),
                *self._about_rates(before),
            ],
            warnings=[out.InputWarning(each.pointer, each.text, each.suggestion) for each in self.doubts(case)],
        )

    def doubts(self, case: Case) -> list[Doubt]:
        """The values of a case that look like mistakes, to ask about. The case is worked out with them all the same."""
        register = self.positions.councils.register
        return sense.doubts(self.statement.sense, register, register.without_postcode(case))

    # ------------------------------------------------------------------ the year
    def _first_years(self, ledger: Callable[[], Ledger], before: Answered) -> FirstYears | None:
        """The first years of a case's options, if they are shown or if any of their months may differ."""
        case = before.usual.situation.case
        if "timeline" not in case.views and not any_month_may_vary(case):
            return None
        from calculator.year.uneven import FirstYears

        return FirstYears(ledger, before, self.statement.uneven_months)

    def _add_timelines(
        self,
        ledger: Ledger,
        before: Run,
        runs: list[Run],
        options: list[out.OptionResult],
        close: Collection[int],
        years: FirstYears,
        base_number: int | None,
    ) -> list[out.Assumption]:
        """Add the timeline and the year to each option that is looked at closely, and give what the timelines assume."""
        from calculator.year.timelines import Timelines

        timelines = Timelines(ledger)
        for number, run in enumerate(runs):
            if run.figures_given() and number in close:
                a_month = years.average_change(number, base_number)
                options[number].timeline, options[number].year = timelines.of_option(number, before, run, a_month)
                options[number].notices += self._about_parts(ledger, number, before)
        several = any(found.change_range or found.position.left_over_range for found in options)
        return list(timelines.assumptions(several))

    # ------------------------------------------------------------------ what is said of days that the rules do not reach, and of parts
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
        change = self.positions.councils.register.change_of(case)
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
