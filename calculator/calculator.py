"""Case -> Result: the position now, the position in each option, and the comparison.

The law is in the rules. What is here is bookkeeping on their values: differences, ranges where something is open, what is kept of a
pound, and what every other number of hours would do.
"""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from calculator import effort as work
from calculator.contract import result as out
from calculator.contract.case import Case, Job, PayMoney, Payslip, Work
from calculator.contract.errors import CaseError, Problem
from calculator.councils.councils import COMPANIONS, Councils
from calculator.i18n.language import day_said, gettext
from calculator.month import hours as curves
from calculator.month import inputs as case_inputs
from calculator.month import sense
from calculator.month.inputs import ZERO, Inputs
from calculator.month.open_questions import Answered, Questions, change_ends, differing
from calculator.month.run import Run, pence, title_of
from calculator.month.sense import Doubt
from calculator.month.situation import Situation, now, option, positions
from calculator.month.words import say
from calculator.resources import folder
from calculator.rulebook import Book, Dates, Walker, open_book
from calculator.year.ledger import Ledger
from calculator.year.payslip import Check
from calculator.year.periods import period_holding
from calculator.year.timelines import Timelines

# Fewer paid hours more a month than this make no sense of a figure for each hour.
LEAST_HOURS = Decimal("0.01")


class Calculator:
    """The rules, ready to work out cases. Make one and keep it: it holds what has been compiled."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.councils = Councils(book.rules, book.files)
        self.engine = book.engine
        self.statement = book.rules.statement
        self.lines: list[dict[str, Any]] = self.statement["lines"]
        self.first = dt.date.fromisoformat(self.statement["covers_from"])
        self.last = dt.date.fromisoformat(self.statement["covers_to"])
        self.most_work: int | None = None
        self.questions = Questions(book)

    @classmethod
    def load(cls, rules: Path | None = None, amendments: Sequence[Path] = ()) -> Calculator:
        """Read the rules (those of the package where no folder is given), with amendments laid over in order.

        Raises RuleError, with every fault, where they cannot be used.
        """
        return cls(open_book(rules or folder("rules"), amendments, outputs_of, COMPANIONS))

    def bounded(self, most_work: int) -> Calculator:
        """The same for a site that answers strangers: it refuses cases of more work than this (work.estimate)."""
        other = copy.copy(self)
        other.most_work = most_work
        return other

    # ------------------------------------------------------------------ one case
    def calculate(self, case: Case, closely: Collection[int] | None = None) -> out.Result:
        """Work out a case. Raises CaseError where no figures can be given.

        Only for options that are looked at `closely` (all, where it is not said which) is it worked out what other hours would do, and the year.
        """
        if self.most_work is not None:
            work.check(case, closely, self.most_work)
        self.check(case)
        case = self.councils.register.placed(case)
        before = self.run(now(case))
        with_working = "working" in case.views
        now_answered = Answered(self.questions, before, None)
        today = self._shown(now_answered, with_working)
        runs = [self.run(option(case, number), before) for number in range(len(case.options))]
        answered = [Answered(self.questions, run, now_answered) for run in runs]
        shown = [self._shown(each, with_working) for each in answered]
        close = range(len(runs)) if closely is None else closely
        named = {chosen.name: number for number, chosen in enumerate(case.options)}
        options = []
        for number, run in enumerate(runs):
            base, base_shown = (
                (now_answered, today)
                if case.compare_with == "now"
                else (answered[named[case.compare_with]], shown[named[case.compare_with]])
            )
            found = self._option(case, number, answered[number], shown[number], base, base_shown, before)
            if found.change_per_month is not None and run.inputs.chosen_job is not None and number in close:
                self._hours(case, run, before, found)
            options.append(found)
        assumptions = {(each.id, each.path): each for run in (before, *runs) for each in run.assumptions()}
        if "timeline" in case.views and before.figures_given():
            timelines = Timelines(
                Ledger(self.engine, self.councils, self.statement, case, before, self.first, self.last)
            )
            for number, run in enumerate(runs):
                if run.figures_given() and number in close:
                    options[number].timeline, options[number].year = timelines.of_option(number, before, run)
            several = any(found.change_range or found.position.left_over_range for found in options)
            for each in timelines.assumptions(several):
                assumptions[(each.id, each.path)] = each
        for each in self._about_dates(case):
            assumptions[(each.id, each.path)] = each
        return out.Result(
            rules=out.RulesUsed(
                case.date, self.statement["version"], self.book.rules.fingerprint, list(self.book.rules.amendments)
            ),
            case=filled_in(case),
            assumptions=list(assumptions.values()),
            now=today,
            options=options,
            notices=before.notices(None) + self._rates_notice(case.date),
            warnings=[out.InputWarning(each.pointer, each.text, each.suggestion) for each in self.doubts(case)],
        )

    def check_payslip(self, case: Case, number: int, slip: Payslip) -> list[out.Finding]:
        """A real payslip of an option's job, and the statement for it, beside what the rules give.

        Raises CaseError where the two cannot be held together.
        """
        self.check(case)
        case = self.councils.register.placed(case)
        ledger = Ledger(self.engine, self.councils, self.statement, case, self.run(now(case)), self.first, self.last)
        return list(Check(ledger, number, slip).findings())

    def doubts(self, case: Case) -> list[Doubt]:
        """What a case gives that hardly makes sense, to be asked about. It is worked out all the same."""
        return sense.doubts(self.statement.get("sense", {}), self.councils.register, case)

    def dates(self, situation: Situation) -> Dates:
        """Which day picks the rules on each clock, as proleptic ordinals."""
        day = situation.date
        account = situation.case.universal_credit
        period = account.assessment_period_day if account else None
        starts = period_holding(day, period) if period else day
        return {"day": day.toordinal(), "payday": day.toordinal(), "assessment_period": starts.toordinal()}

    def check(self, case: Case) -> None:
        """Raise CaseError with every problem that only shows when positions are put together, each once."""
        problems: dict[Problem, None] = dict.fromkeys(
            sense.problems(self.statement.get("sense", {}), self.councils.register, case)
        )
        for situation in positions(case):
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
                problems.update(dict.fromkeys(case_inputs.problems(self.book.rules, self.councils.register, situation)))
        if problems:
            raise CaseError(problems)

    def run(self, situation: Situation, before: Run | None = None) -> Run:
        """Work out one position exactly; `before` is the position now, where this is an option."""
        dates = self.dates(situation)
        inputs = case_inputs.build(self.book.rules, self.councils, situation, dates)
        if before is not None:
            for name, rule in self.statement["carried"].items():
                inputs.values[name], inputs.values["?" + name] = before.total(rule), True
            inputs.values["adult.esa_link_lost"] = self._esa_lost(situation, before)
        values = self.engine.run(dates, inputs.values, inputs.structure)
        return Run(self.engine, situation, inputs, values)

    def _esa_lost(self, situation: Situation, before: Run) -> list[bool]:
        """Of each adult, whether New Style ESA has ended for good by the last change of an option's jobs.

        A typical month is one after that change. ESA that stopped for too long before it does not come back by itself.
        """
        case = situation.case
        changes = [
            step.from_ for held in situation.jobs for place in held if place.taken_up for step in place.job.schedule
        ]
        if situation.option is None or not changes or not any(adult.new_style_esa for adult in case.adults):
            return [False] * len(case.adults)
        ledger = Ledger(self.engine, self.councils, self.statement, case, before, self.first, self.last)
        lost = ledger.stretches.esa_lost(ledger.courses.of_option(situation.option), max(changes))
        return [adult in lost for adult in range(len(case.adults))]

    # ------------------------------------------------------------------ what is open
    def _shown(self, answered: Answered, with_working: bool) -> out.Position:
        run = answered.usual
        position = run.position(with_working)
        lines = {line.id: line for line in position.lines}
        left = [variant.left_over() for _, variant in answered.every()]
        if min(left) != max(left):
            position.left_over_range = min(left), max(left)
        for answers, variant in answered.every():
            for name, line in variant.lines_by_id().items():
                if name not in lines:
                    # Nothing by the usual answers, and something by others.
                    nobody = [ZERO] * len(line.by_adult)
                    lines[name] = replace(line, per_month=ZERO, per_week=ZERO, per_year=ZERO, by_adult=nobody)
            for name, amount in variant.per_month(lines).items():
                low, high = lines[name].range or (lines[name].per_month, lines[name].per_month)
                if low != min(low, amount) or high != max(high, amount):
                    lines[name].confidence, lines[name].range = "depends", (min(low, amount), max(high, amount))
            for unknown in differing(answers):
                without = answered.under(tuple(pair for pair in answers if pair[0] is not unknown)).per_month(lines)
                for name, amount in variant.per_month(lines).items():
                    if amount != without[name]:
                        lines[name].depends_on = sorted({*lines[name].depends_on, unknown.pointer})
        position.lines = [lines[each["id"]] for each in self.lines if each["id"] in lines]
        self._mark(run, lines)
        return position

    @staticmethod
    def _mark(run: Run, lines: dict[str, out.Line]) -> None:
        """Mark the lines that a notice is about. One about an open question is left out if none of its lines hang on the answer."""
        asked = {unknown.pointer for unknown in run.inputs.unknown}
        for notice, index in [*run.showing("notice")]:
            where = {run.path_of(notice, index)} if notice.path else set()
            about = [lines[name] for name in notice.depends if name in lines]
            if (
                notice.depends
                and where & asked
                and not notice.missing
                and not any(where & {*line.depends_on} for line in about)
            ):
                run.left_out.add((notice.name, index))
                continue
            for line in about:
                line.confidence = notice.confidence  # type: ignore[assignment]
                line.depends_on = sorted({*line.depends_on, *where})

    def depends_on(self, name: str) -> list[str]:
        """The inputs that a rule hangs on, through whatever others."""
        refers, rules = self.book.resolved.refers, self.book.rules.rules
        seen: set[str] = set()
        stack = [name]
        while stack:
            used = stack.pop()
            if used not in seen:
                seen.add(used)
                stack.extend(each for each, _ in refers.get(used, ()))
        return sorted(each for each in seen if rules[each].kind == "input" and not rules[each].hidden)

    def still_open(self, case: Case, name: str) -> Open:
        """For the position now: a rule's figure, the inputs it hangs on that the case leaves out, and those that can still change it.

        Every input left out is taken as anything that it may be.
        """
        run = self.run(now(self.councils.register.placed(case)))
        rule = self.book.rules.rules[name]
        counts = run.inputs.structure.counts
        missing: set[tuple[str, int | None]] = set()
        for used in self.depends_on(name):
            known = run.inputs.values["?" + used]
            missing |= (
                {(used, index) for index, yes in enumerate(known) if not yes}
                if isinstance(known, list)
                else set()
                if known
                else {(used, None)}
            )
        walker = Walker(self.engine, run.values.dates, run.inputs.values, run.inputs.structure, missing)
        settled = Walker(self.engine, run.values.dates, run.inputs.values, run.inputs.structure)
        values: list[Shown] = []
        open_: set[tuple[str, int | None]] = set()
        for index in range(counts[rule.each]) if rule.each else (None,):
            open_ |= walker.rule(name, index).by
            values.append(Shown(index, say(rule, settled.rule(name, index).value)))
        return Open(values, _say_missing(missing), _say_missing(open_))

    def has_grid(self, case: Case, number: int) -> bool:
        """Whether an option has a job that can be worked for other hours and other pay."""
        job = case.options[number].job
        return job is not None and job.profit is None and case.compare_with == "now"

    def grid(self, case: Case, number: int, hours: Sequence[Decimal], pays: Sequence[Decimal]) -> list[list[Decimal]]:
        """What an option's job would leave over a month against now: a row for each pay an hour, a column for each number of hours.

        Exact, as `calculate` has it. All else about the job stays; hours or pay that change within it do not.
        """
        self.check(case)
        case = self.councils.register.placed(case)
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
        """The amount that a rule has on a day. Raises NotInForce where it has none."""
        clocks = ("day", "payday", "assessment_period")
        found: Decimal = self.engine.amount(name, None, None, dict.fromkeys(clocks, day.toordinal()))
        return found

    def open_inputs(self, case: Case, asked: Iterable[str]) -> frozenset[str]:
        """Those of the inputs named that a case leaves out and that can still change a line of any of its positions.

        Each of them is taken as anything that it may be; every other input left out keeps what stands in for it. Raises
        CaseError where no sum can be done yet.
        """
        self.check(case)
        found: set[str] = set()
        before: Run | None = None
        for situation in positions(self.councils.register.placed(case)):
            run = self.run(situation, before)
            before = before or run
            values, counts = run.inputs.values, run.inputs.structure.counts
            missing: set[tuple[str, int | None]] = set()
            for name in asked:
                known = values["?" + name]
                if isinstance(known, list):
                    missing |= {(name, index) for index, yes in enumerate(known) if not yes}
                elif not known:
                    missing.add((name, None))
            walker = Walker(self.engine, run.values.dates, values, run.inputs.structure, missing)
            for line in self.lines:
                each = self.book.rules.rules[line["rule"]].each
                for index in range(counts[each]) if each else (None,):
                    found |= {used for used, _ in walker.rule(line["rule"], index).by}
        return frozenset(found)

    # ------------------------------------------------------------------ an option beside another position
    def _option(
        self, case: Case, number: int, answered: Answered, shown: out.Position, compared: Answered,
        base_shown: out.Position, today: Run,
    ) -> out.OptionResult:  # fmt: skip
        chosen, run, base = case.options[number], answered.usual, compared.usual
        ends = change_ends(answered, compared) if run.figures_given() else None
        if ends is None:
            # Something that is not worked out could be worth any amount: a difference would mislead.
            return out.OptionResult(
                chosen.name, shown, None, notices=run.notices(today) + self._rates_notice(run.situation.date)
            )
        change = shown.left_over_before_debts - base_shown.left_over_before_debts
        pay = _sum(shown, "pay") - _sum(base_shown, "pay")
        costs = sum((_line(shown, name) - _line(base_shown, name) for name in ("work_costs", "childcare")), ZERO)
        hours = _hours(run.inputs) - _hours(base.inputs)
        return out.OptionResult(
            name=chosen.name,
            position=shown,
            change_per_month=change,
            change_range=ends if ends[0] != ends[1] else None,
            kept_per_pound=change / pay if pay > 0 else None,
            kept_per_pound_before_costs=(change + costs) / pay if pay > 0 else None,
            better_off_per_hour=change / hours if hours >= LEAST_HOURS else None,
            notices=run.notices(today) + self._rates_notice(run.situation.date),
            help=run.helps(today),
            lost=run.lost(today),
            public_finances=self._public(run, shown, base, base_shown),
        )

    def _public(self, run: Run, shown: out.Position, base: Run, base_shown: out.Position) -> out.PublicFinances:
        """What the change means for public money in a year, gross: benefits not paid, tax and contributions received."""
        nation = run.situation.case.nation
        bodies = dict.fromkeys(("uk_government", "scottish_government", "welsh_government", "council"), ZERO)
        saved = ZERO
        for line in self.lines:
            body = line.get(nation or "", line.get("body"))
            if body:
                less = (_line(base_shown, line["id"]) - _line(shown, line["id"])) * 12
                saved += less
                bodies[body] += less
        public = self.statement["public_finances"]
        taxes = ZERO
        for part in public["tax"]:
            more = (pence(run.total(part["rule"])) - pence(base.total(part["rule"]))) * 12
            taxes += more
            bodies[part.get(nation or "", "uk_government")] += more
        employer = (pence(run.total(public["employer"])) - pence(base.total(public["employer"]))) * 12
        bodies["uk_government"] += employer
        return out.PublicFinances(saved, taxes, employer, saved + taxes + employer, dict(bodies))

    # ------------------------------------------------------------------ other hours
    def _hours(self, case: Case, run: Run, today: Run, found: out.OptionResult) -> None:
        import numpy as np

        limits = self.statement["limits"]
        watched = [each["keeps"] for each in limits]
        with_view = "hours" in case.views
        if with_view:
            watched += self._steps()
        hours = curves.HoursCurve(
            self.engine, run.values, run.inputs, self.lines, watched, case_inputs.childcare_of(today.situation)
        )
        if not hours.pay_per_hour:
            return
        curve = hours.at(curves.grid())
        before, missing = float(today.left_over()), today.missing_worth()
        uncovered = hours.uncovered(curve, missing)
        more = float(sum((most for most, _ in missing.values() if most is not None), ZERO))
        found.break_even_hours = curves.break_even(curve, uncovered, before, more)
        found.worse_hours = curves.worse_hours(curve, uncovered, before)
        for each in limits:
            if "if" in each and not run.held(each["if"], hours.adult):
                continue
            most = curves.most_hours_kept(hours.states(each["keeps"], curve, hours.adult), curve)
            if most is not None:
                at_law = pence(run.total(each["pay_limit"])) if "pay_limit" in each else None
                pay = at_law if at_law is not None else pence(hours.pay_per_hour * most)
                found.limits.append(out.Limit(each["id"], most, pay, title_of(each, case.nation)))
        if with_view:
            whole = np.arange(curves.MOST_HOURS + 1, dtype=float)
            every = slice(None, None, curves.STEPS)
            award = np.broadcast_to(
                curve.values.get(self.statement["award"], float(run.total(self.statement["award"]))), curve.hours.shape
            )
            slopes = curves.kept_of_next_pound(hours, whole)
            found.hours = out.Hours(
                hours.pay_per_hour,
                [
                    out.HoursPoint(int(at), curves.decimal(left), curves.decimal(paid), curves.decimal(kept))
                    for at, left, paid, kept in zip(whole, curve.left_over[every], award[every], slopes, strict=True)
                ],
                self._turns(hours, curve),
            )

    def _steps(self) -> list[str]:
        return [rule.name for rule in self.book.rules.rules.values() if rule.step]

    def _turns(self, hours: curves.HoursCurve, curve: curves.Curve) -> list[out.HoursStep]:
        """The hours at which a rule that names a step turns. The step reads `when it begins | when it ends`."""
        import numpy as np

        turns, titles = [], []
        for name in self._steps():
            if name not in curve.values:
                continue
            states = hours.states(name, curve).astype(int)
            begins, _, ends = self.book.rules.rules[name].step.partition(" | ")
            for turn in np.nonzero(np.diff(states))[0]:
                turns.append((name, float(curve.hours[turn]), float(curve.hours[turn + 1])))
                titles.append(gettext(begins if states[turn + 1] > states[turn] or not ends else ends))
        if not turns:
            return []
        steps = [out.HoursStep(at, title) for at, title in zip(curves.exact_steps(hours, turns), titles, strict=True)]
        return sorted(steps, key=lambda step: step.hours)

    # ------------------------------------------------------------------ days the rules do not reach
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

    def _rates_notice(self, day: dt.date) -> list[out.Notice]:
        if day <= self.last:
            return []
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
            )
        ]


def filled_in(case: Case) -> dict[str, Any]:
    """The case with its defaults, as JSON. What means something by being absent stays so: a pension, an option's job."""
    shown = case.model_dump(mode="json", by_alias=True)

    def settle(model: Any, made: Any) -> None:
        if isinstance(model, Job) and "pension" not in model.model_fields_set:
            del made["pension"]
        if isinstance(model, Work) and "job" not in model.model_fields_set:
            del made["job"]

    for adult, made in zip(case.adults, shown["adults"], strict=True):
        for job, one in zip(adult.jobs, made["jobs"], strict=True):
            settle(job, one)
    for chosen, made in zip(case.options, shown["options"], strict=True):
        for taken, one in [(chosen, made), *zip(chosen.also, made["also"], strict=True)]:
            if taken.job is not None:
                settle(taken.job, one["job"])
            settle(taken, one)
    return shown


@dataclass(frozen=True, slots=True)
class Shown:
    """One value of a rule in words; `index` is which entity, if the rule has a value for each."""

    index: int | None
    text: str


@dataclass(frozen=True, slots=True)
class Open:
    """What `still_open` found."""

    values: list[Shown]
    missing: list[str]
    open: list[str]


def _say_missing(missing: Iterable[tuple[str, int | None]]) -> list[str]:
    return sorted(name if index is None else f"{name} ({index + 1})" for name, index in missing)


def outputs_of(statement: dict[str, Any]) -> list[str]:
    """The rules that a statement shows, and so that the rules are compiled for."""
    public = statement["public_finances"]
    names = [line["rule"] for line in statement["lines"]]
    names += [
        *statement["carried"].values(),
        *statement["universal_credit"].values(),
        *statement["housing_benefit"].values(),
    ]
    names += [part["rule"] for part in public["tax"]] + [public["employer"], statement["figures"]]
    for limit in statement["limits"]:
        names += [limit[part] for part in ("keeps", "if", "pay_limit") if part in limit]
    names += [*statement["timeline"]["by_day"].values(), *statement["timeline"]["carried_on"]]
    return list(dict.fromkeys(names))


def read_of(statement: dict[str, Any]) -> list[str]:
    """The amounts that are read as they stand, for the sums of a payday."""
    return list(statement["timeline"]["amounts"].values())


def _line(position: out.Position, name: str) -> Decimal:
    return next((Decimal(line.per_month) for line in position.lines if line.id == name), ZERO)


def _sum(position: out.Position, kind: str) -> Decimal:
    return sum((Decimal(line.per_month) for line in position.lines if line.kind == kind), ZERO)


def _hours(inputs: Inputs) -> Decimal:
    """Paid hours in a typical month."""
    worked = zip(inputs.values["job.hours"], inputs.values["job.weeks_per_year"], strict=True)
    return sum((hours * weeks for hours, weeks in worked), ZERO) / 12
