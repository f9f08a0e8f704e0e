"""What the rules give for one household of a caseload: the position now, and a job at several numbers of hours.

The position now is exact. The hours come from the same curve as the site's picture of hours, in one run of the rules for all of them, which
makes a household take some hundredths of a second.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from functools import partial
from typing import TYPE_CHECKING, Literal

from calculator.calculator import Calculator
from calculator.caseload.groups import Groups, groups_of
from calculator.contract.case import Case, Option
from calculator.contract.job import Job
from calculator.contract.money import PayMoney
from calculator.contract.result import PublicFinances
from calculator.month.hours import STEPS, Curve, HoursCurve, Uncovered, grid, kept_of_next_pound
from calculator.month.inputs import ZERO, childcare_of
from calculator.month.public_money import public_finances
from calculator.month.run import SIGNS, Run, pence
from calculator.month.statement import Statement, StatementLine

if TYPE_CHECKING:
    from numpy import float64

Verdict = Literal["better", "same", "worse", "open"]
HOURS = (8, 16, 24, 37)
ABOUT = Decimal(5)  # pounds a month: a smaller change is about the same
LEAST_CLIFF = 10.0  # pounds a month: a smaller fall from one tenth of an hour to the next is no cliff
PENNY = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class AtHours:
    """The job at so many hours a week, against the position now. Amounts are pounds a month.

    `more` is the most that help which is not worked out can add to the change, and `less` the most that it can take off. `marginal` is the share of the
    next pound of pay that is lost, and `participation` the share of all the pay that the job adds; None if it adds none.
    """

    hours: int
    change: Decimal
    more: Decimal
    less: Decimal
    pay: Decimal
    marginal: float
    participation: float | None
    public: PublicFinances

    @property
    def verdict(self) -> Verdict:
        """Whether the household is better or worse off; open if help that is not worked out decides it."""
        low, high = _verdict(self.change - self.less), _verdict(self.change + self.more)
        return low if low == high else "open"


@dataclass(frozen=True, slots=True)
class Cliff:
    """The largest fall in what is left over from one tenth of an hour to the next, in pounds a month, and the rule behind it."""

    hours: Decimal
    loss: Decimal
    line: str
    rule: str


@dataclass(frozen=True, slots=True)
class Assessed:
    """One household. `hours` is empty if the case has no job that can be worked for other hours.

    `income` is pay and benefits after tax, `left_over` what is left of it after housing and other costs, in pounds a month. `missing` are the lines that
    are not worked out now.
    """

    number: int
    groups: Groups
    left_over: Decimal
    income: Decimal
    missing: tuple[str, ...]
    hours: tuple[AtHours, ...] = ()
    cliff: Cliff | None = None

    def at(self, hours: int) -> AtHours | None:
        """The job at so many hours."""
        return next((each for each in self.hours if each.hours == hours), None)


def _verdict(change: Decimal) -> Verdict:
    return "same" if abs(change) < ABOUT else "better" if change > 0 else "worse"


def with_a_job(case: Case, standard_pay: Decimal) -> Case:
    """The case with one option: the first of its jobs, or a job of 16 hours at the standard pay if it has none."""
    jobs = [option for option in case.options if option.job is not None and not option.job.is_trade]
    standard = Job(hours_per_week=Decimal(16), pay=PayMoney(amount=standard_pay, per="hour"))
    chosen = jobs[0] if jobs else Option(name="16 hours", job=standard)
    return case.model_copy(update={"options": (chosen,), "compare_with": "now", "views": ()})


def assess(calculator: Calculator, number: int, case: Case, hours: Sequence[int], standard_pay: Decimal) -> Assessed:
    """Work out a household.

    standard_pay: pay an hour of a case without a job in its options. Raises CaseError if the case has no figures.
    """
    return assessed_with_run(calculator, number, case, hours, standard_pay)[0]


def assessed_with_run(
    calculator: Calculator, number: int, case: Case, hours: Sequence[int], standard_pay: Decimal
) -> tuple[Assessed, Run]:
    """The same, with the run of the position now, for a comparison with other rules."""
    today, run = calculator.runs(with_a_job(case, standard_pay))
    council = calculator.councils.register.of(today.situation.case)
    held = today.missing_worth
    found = Assessed(
        number,
        groups_of(today.situation.case, council.code if council else ""),
        today.left_over(),
        income(today),
        tuple(dict.fromkeys(line for lines in held for line in lines)),
    )
    if not hours or not (today.figures_given() and run.figures_given()):
        return found, today
    job = JobCurve(calculator, today, run, held)
    if job.curve is None:
        return found, today
    worked = tuple(job.at(each, marginal) for each, marginal in zip(hours, job.marginal(hours), strict=True))
    return replace(found, hours=worked, cliff=job.cliff()), today


def income(run: Run) -> Decimal:
    """Pay and benefits after tax, in pounds a month."""
    kinds = ("pay", "benefit", "deduction")
    return sum((SIGNS.get(line.kind, 0) * month for line, _, month in run.amounts if line.kind in kinds), ZERO)


class JobCurve:
    """A job at every tenth of an hour, with what public money gets."""

    def __init__(
        self, calculator: Calculator, today: Run, run: Run, missing: dict[tuple[str, ...], tuple[Decimal | None, bool]]
    ) -> None:
        self.statement: Statement = calculator.statement
        self.today, self.run = today, run
        public = self.statement.public_finances
        self.limits = [each.keeps for each in self.statement.limits]
        self.steps = [rule.name for rule in calculator.book.rules.rules.values() if rule.step]
        watched = [*self.limits, *self.steps, *public.rules()]
        childcare = childcare_of(today.situation.childcare)
        self.job = HoursCurve(calculator.engine, run.values, run.inputs, self.statement.lines, watched, childcare)
        self.curve: Curve | None = self.job.at(grid()) if self.job.pay_per_hour else None
        self.uncovered: Uncovered | None = self.job.uncovered(self.curve, missing) if self.curve else None
        self.less = sum((most for most, _ in missing.values() if most is not None), ZERO)

    def marginal(self, hours: Sequence[int]) -> list[float]:
        """The share of the next pound of pay that is lost at each number of hours."""
        import numpy as np

        return [1 - float(kept) for kept in kept_of_next_pound(self.job, np.asarray(hours, dtype=float))]

    def at(self, hours: int, marginal: float) -> AtHours:
        """The job at so many hours."""
        assert self.curve is not None
        assert self.uncovered is not None
        place = hours * STEPS
        change = _pence(self.curve.left_over[place]) - self.today.left_over()
        pay = sum((self._more(place, line.rule) for line in self.statement.lines if line.kind == "pay"), ZERO)
        nation = self.run.situation.case.nation
        money = public_finances(self.statement, nation, partial(self._more_of_line, place), partial(self._more, place))
        return AtHours(
            hours,
            change,
            _pence(self.uncovered.beside_now[place]),
            self.less,
            pay,
            marginal,
            1 - float(change / pay) if pay > 0 else None,
            money,
        )

    def _more_of_line(self, place: int, line: StatementLine) -> Decimal:
        return self._more(place, line.rule)

    def _more(self, place: int, rule: str) -> Decimal:
        """How much more a rule comes to at a point of the curve than now."""
        return self._amount(rule, place) - pence(self.today.total(rule))

    def _amount(self, rule: str, place: int) -> Decimal:
        assert self.curve is not None
        import numpy as np

        found = np.broadcast_to(self.job.total(rule, self.curve.values), self.curve.hours.shape)
        return _pence(found[place])

    def cliff(self) -> Cliff | None:
        """The deepest cliff."""
        import numpy as np

        assert self.curve is not None
        fall = np.diff(self.curve.left_over)
        fall[0] = 0  # the first hour begins the job with its fares, and no hours fewer than it are a choice
        place = int(np.argmin(fall))
        if fall[place] > -LEAST_CLIFF:
            return None
        lines = self.statement.lines
        line = max(lines, key=lambda each: self._fall(each, place))
        if line.kind == "cost":  # a bill rises because a reduction of it falls
            reductions = [each for each in lines if each.kind == "reduction" and self._less(each, place) > 0]
            line = reductions[0] if reductions else line
        # A state that ends here tells the cause better than the line does: a limit first, then a step. A reduction is its own cause.
        states = () if line.kind == "reduction" else (*self.limits, *self.steps)
        ends = [rule for rule in states if self._ends(rule, place)]
        where = Decimal(place + 1) / STEPS
        return Cliff(where, _pence(-fall[place]), line.id, ends[0] if ends else line.rule)

    def _fall(self, line: StatementLine, place: int) -> Decimal:
        return SIGNS.get(line.kind, 0) * self._less(line, place)

    def _less(self, line: StatementLine, place: int) -> Decimal:
        return self._amount(line.rule, place) - self._amount(line.rule, place + 1)

    def _ends(self, rule: str, place: int) -> bool:
        assert self.curve is not None
        states = self.job.states(rule, self.curve, self.job.adult)
        return int(states[place]) > int(states[place + 1])


def _pence(amount: float | float64) -> Decimal:
    return Decimal(repr(round(float(amount), 6))).quantize(PENNY, ROUND_HALF_UP)
