"""Universal Credit by assessment period: what each award is, and what one period carries into the next."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from calculator.month.inputs import ZERO, Inputs, monthly, months_between
from calculator.month.run import Run, pence
from calculator.month.situation import Situation
from calculator.rulebook import Dates
from calculator.year import childcare
from calculator.year.banking import paid_by
from calculator.year.dates import DAY, add_months
from calculator.year.employments import Course
from calculator.year.payroll import Pay, Payroll
from calculator.year.periods import period_after, period_holding
from calculator.year.stretches import Circumstances, Stretches

# What is read of a period, beside the rules that the statement names.
_OF_A_PERIOD = (
    "universal_credit.award", "universal_credit.deductions", "universal_credit.earned_income", "universal_credit.benefit_cap_reduction",
    "universal_credit.housing_element",
)  # fmt: skip
# Pay is looked up this far beyond the last payment, so that a period that is paid within the year is whole.
BEYOND = 40 * DAY


@dataclass(frozen=True, slots=True)
class LongestGap:
    """The longest time without an award in the year so far: since when, and whole months. What it ends does not come back."""

    since: dt.date | None
    months: int


@dataclass(frozen=True, slots=True)
class AwardState:
    """What an assessment period carries into the next one.

    `surplus` is pay left over (reg 54A), None in the first period, where the case says what there is. `unpaid_since` is the start of the time
    without an award that still lasts, `claimed_anew` the start of the new claim after one of more than six months. `award_from` is the first
    period of the award if it began in the year. `low_periods` counts the periods in a row with too little pay for the transitional element
    (SI 2014/1230 reg 56). `losses` are those of self-employment that are not used yet, by adult; empty if there are none (reg 57A).
    """

    surplus: Decimal | None = None
    unpaid_since: dt.date | None = None
    claimed_anew: dt.date | None = None
    award_from: dt.date | None = None
    longest_gap: LongestGap = LongestGap(None, 0)
    low_periods: int = 0
    losses: tuple[Decimal, ...] = ()


@dataclass(frozen=True, slots=True)
class DailyBenefit:
    """A weekly benefit in a period, by adult: on how many days it is due, how much a week on them, and how many days the period has."""

    name: str
    days: tuple[Decimal, ...]
    weekly: tuple[Decimal, ...]
    whole: Decimal


@dataclass(frozen=True, slots=True)
class PeriodDays:
    """The first and last day of an assessment period, the first day of the one before it and the last day of the one after it."""

    starts: dt.date
    ends: dt.date
    before: dt.date
    next_ends: dt.date


@dataclass(frozen=True, slots=True)
class PeriodFacts:
    """What an assessment period's award hangs on. Two periods of one case with equal facts have the same award.

    `rates` tells apart periods that start on a day on which the rules change, `turns` how many changes there have been by the last day.
    """

    circumstances: Circumstances
    rates: int
    turns: int
    jobs: tuple[int, ...]
    work_ended: tuple[bool, ...]
    work_offered: tuple[bool, ...]
    received: tuple[Decimal, ...]
    benefits: tuple[DailyBenefit, ...]
    surplus: Decimal | None
    longest_gap: LongestGap
    months_since_new_claim: int | None
    transitional_ended: bool
    childcare: childcare.Charges | None
    profits: tuple[Decimal | None, ...]
    losses: tuple[Decimal, ...]


@dataclass(frozen=True, slots=True)
class AwardPeriod:
    """An assessment period worked out. `surplus` is pay left over that was brought into it.

    `unpaid_since` is the first day of the time without an award that lasted up to its start; None if there was an award before. `next_ends` is
    the last day of the period after it. `besides` is what comes once and counts as pay, by adult.
    """

    starts: dt.date
    ends: dt.date
    paid_on: dt.date
    run: Run
    pays: tuple[Pay, ...]
    award: Decimal
    deductions: Decimal
    earned: Decimal
    status: str
    capped: bool
    surplus: Decimal
    assumed_rates: bool
    unpaid_since: dt.date | None
    next_ends: dt.date
    besides: tuple[Decimal, ...]

    @property
    def received(self) -> list[Decimal]:
        """The pay counted in the period for each adult, with what comes once and counts as pay."""
        return counted_pay(self.pays, self.besides)


def counted_pay(pays: Sequence[Pay], besides: Sequence[Decimal]) -> list[Decimal]:
    """What Universal Credit counts of some pays for each adult, with what each has besides."""
    return [
        sum((pay.counted for pay in pays if pay.employment.adult == adult), more) for adult, more in enumerate(besides)
    ]


def profit_by_month(course: Course, adult: int, first: dt.date, last: dt.date) -> Decimal | None:
    """An adult's profit of the months that end from first to last; None if the case gives none of them month by month."""
    day = add_months(first.replace(day=1), 1) - DAY
    if not first <= day <= last:
        return None
    held = [each for each in course.employments if each.adult == adult and each.job.is_trade and each.held(day, day)]
    given = [(each.job.profit_of(day), each.job.usual_profit) for each in held if each.belongs(last)]
    if all(amount is None for amount, _usual in given):
        return None
    return sum(
        (monthly(usual) if amount is None and usual else amount or ZERO for amount, usual in given),
        ZERO,
    )


class Awards:
    """The assessment periods of the courses of one case. Periods with equal facts are worked out once."""

    def __init__(self, stretches: Stretches, payroll: Payroll) -> None:
        self.stretches, self.payroll = stretches, payroll
        self.rules, self.case = stretches.rules, stretches.case
        self._runs: dict[PeriodFacts, Run] = {}
        self._inputs: dict[tuple[Circumstances, int, int, tuple[int, ...]], tuple[Situation, Dates, Inputs]] = {}
        self._carried = self.rules.plan.carried_on
        lines = {line.id: line.rule for line in self.rules.statement.lines}
        uneven = (cause.rule for cause in self.rules.statement.uneven_months.causes)
        self._read = (
            *_OF_A_PERIOD, *self._carried, self.rules.statement.universal_credit["status"], self.rules.plan.free_prescriptions,
            *(lines[name] for name in self.rules.plan.with_universal_credit), *uneven,
        )  # fmt: skip

    def periods(self, course: Course, until: dt.date, since: dt.date | None = None) -> list[AwardPeriod]:
        """The assessment periods of a course in which Universal Credit is claimed; the arguments are those of `every`."""
        return [period for period in self.every(course, until, since) if period.status != "not_claimed"]

    def every(self, course: Course, until: dt.date, since: dt.date | None = None) -> Iterator[AwardPeriod]:
        """Every period of a course, claimed or not, from the one that `since` is in (by default the case's date) to the last paid by `until`."""
        # A claim made soon after the last award ended goes on with its assessment periods (UC Regs 2013 reg 21(3C)).
        begins = None if self._claims_again(course) else course.claims_from
        day = begins.day if begins else self.rules.period_day
        start = begins or period_holding(course.claims_from or since or self.case.date, day)
        state = self._at_first(course, begins)
        while True:
            following = period_after(start, day)
            paid_on = paid_by(following - DAY + self.rules.days("payment_days", start), self.case.nation)
            if paid_on > until:
                return
            state = self._entering(state, start)
            days = self._days(start, following, day, state)
            period = self._period(course, days, paid_on, until, state)
            yield period
            state = self._after(state, period)
            start = following

    def still_due(self, course: Course, since: dt.date, until: dt.date) -> AwardPeriod | None:
        """The assessment period before the one that `since` is in, if it is paid on that day or later. A claim of an option has none."""
        account = self.case.universal_credit
        if course.claims_from or (account and account.award_ended):
            return None
        day = self.rules.period_day
        following = period_holding(since, day)
        start = period_holding(following - DAY, day)
        paid_on = paid_by(following - DAY + self.rules.days("payment_days", start), self.case.nation)
        if not since <= paid_on <= until or start < self.rules.first:
            return None
        # The surplus that the case gives is brought into the period of its date.
        state = AwardState(surplus=ZERO)
        period = self._period(course, self._days(start, following, day, state), paid_on, until, state)
        return None if period.status == "not_claimed" else period

    def _at_first(self, course: Course, begins: dt.date | None) -> AwardState:
        """The state before the first period. A claim `begins` a new award, or goes on from one that ended less than six months before."""
        ended = self.case.universal_credit.award_ended if self.case.universal_credit else None
        if begins:
            return AwardState(surplus=ZERO, award_from=begins, claimed_anew=begins if ended else None)
        return AwardState(unpaid_since=ended + DAY if ended and course.claims_from else None)

    def _claims_again(self, course: Course) -> bool:
        """Whether an option's claim comes within six months of an award that ended and whose periods are known."""
        account = self.case.universal_credit
        if course.claims_from is None or account is None or not (account.award_ended and account.assessment_period_day):
            return False
        most = self.rules.amount("universal_credit.claim_again_months", self.case.date)
        return bool((months_between(account.award_ended, course.claims_from) or 0) < most)

    def _entering(self, state: AwardState, start: dt.date) -> AwardState:
        """The state at the start of a period: how long there has been no award, and whether an award would need a new claim."""
        if state.unpaid_since is None:
            return state
        state = replace(state, award_from=start)
        missed = months_between(state.unpaid_since, start) or 0
        if missed >= state.longest_gap.months:
            state = replace(state, longest_gap=LongestGap(state.unpaid_since, missed))
        late = self.rules.amount("universal_credit.claim_again_months", self.case.date)
        # What comes back later is a new claim, from the first period in which something is paid. No earlier pay counts in it (reg 54A(1)(a)).
        return replace(state, claimed_anew=start, surplus=ZERO, losses=()) if missed >= late else state

    def _days(self, start: dt.date, following: dt.date, day: int, state: AwardState) -> PeriodDays:
        """The days of a period, and those around it in which work that ended or is to start counts for childcare (reg 32).

        In the first two periods of an award, work that ended in the month before the award counts too.
        """
        before = period_holding(start - DAY, day)
        if state.award_from in (start, before):
            before = period_holding(state.award_from - DAY, day)
        return PeriodDays(start, following - DAY, before, period_after(following, day) - DAY)

    def _after(self, state: AwardState, period: AwardPeriod) -> AwardState:
        """The state that a period leaves behind."""
        low = state.low_periods
        if low < self.rules.content("transitional_periods", self.case.date):
            low = low + 1 if period.run.values["universal_credit.below_administrative_threshold"] else 0
        paid, nil = period.award > 0, period.status == "nil_earnings"
        return replace(
            state,
            surplus=pence(period.run.values["universal_credit.surplus_made"]) if nil else ZERO,
            unpaid_since=None if paid and not nil else state.unpaid_since or period.starts,
            low_periods=low,
            losses=tuple(map(pence, period.run.values["self_employment.losses_left"])),
        )

    def _transitional_ended(self, state: AwardState) -> bool:
        """Whether low pay has ended the transitional element. Reg 56 of SI 2014/1230 is about awards that began with enough pay."""
        account = self.case.universal_credit
        watched = account is not None and account.transitional_first_period_over_threshold is True
        return watched and state.low_periods >= self.rules.content("transitional_periods", self.case.date)

    def _period(
        self, course: Course, days: PeriodDays, paid_on: dt.date, until: dt.date, state: AwardState
    ) -> AwardPeriod:
        starts, ends = days.starts, days.ends
        pays = tuple(
            pay
            for employment in course.employments
            for pay in self.payroll.pays(employment, until + BEYOND)
            if starts <= pay.date <= ends and employment.belongs(ends)
        )
        situation, facts = self._facts(course, days, pays, state)
        run = self._runs.get(facts)
        if run is None:
            run = self._runs[facts] = self._run(situation, facts, starts, ends)
        status = self.rules.book.rules[self.rules.statement.universal_credit["status"]]
        award, deductions, earned, cap = (
            pence(run.values[f"universal_credit.{name}"])
            for name in ("award", "deductions", "earned_income", "benefit_cap_reduction")
        )
        return AwardPeriod(
            starts, ends, paid_on, run, pays, award, deductions, earned,
            str(status.choices[run.values[status.name]]), cap > 0,
            run.inputs.values["household.surplus_brought"], starts >= self.rules.first_unknown_rates, state.unpaid_since,
            days.next_ends,
            tuple(self.rules.one_off_earnings(course.option, starts, ends, len(situation.case.adults))),
        )  # fmt: skip

    def _facts(
        self, course: Course, days: PeriodDays, pays: tuple[Pay, ...], state: AwardState
    ) -> tuple[Situation, PeriodFacts]:
        starts, ends = days.starts, days.ends
        # A change in the period counts from its first day (SI 2013/381 Sch 1 para 20): ages, and the household, are those of its last. The award
        # of a couple that forms or parts keeps the days of the one before (UC Regs 2013 reg 21(3) to (3B)).
        situation = replace(self.stretches.situation(course, starts, starts, ends), aged=ends)
        adults = len(situation.case.adults)
        besides = self.rules.one_off_earnings(course.option, starts, ends, adults)
        lost = self.stretches.esa_lost(course, starts)
        facts = PeriodFacts(
            circumstances=self.stretches.circumstances(course, starts, starts, ends, lost),
            rates=self.rules.dates(starts)["assessment_period"] if starts in self.rules.turns else 0,
            turns=bisect_right(course.turns, ends),
            jobs=tuple(map(len, situation.jobs)),
            work_ended=self._works(course, situation, days.before, ends),
            work_offered=self._works(course, situation, ends + DAY, days.next_ends),
            received=tuple(max(ZERO, each) for each in counted_pay(pays, besides)),
            benefits=tuple(self._daily(course, name, starts, ends, adults) for name in self.rules.plan.by_day),
            surplus=state.surplus,
            longest_gap=state.longest_gap,
            months_since_new_claim=months_between(state.claimed_anew, starts),
            transitional_ended=self._transitional_ended(state) or situation.other_adults,
            childcare=childcare.charges(self.case, course, starts, ends),
            profits=tuple(profit_by_month(course, adult, starts, ends) for adult in range(adults)),
            losses=state.losses,
        )
        return situation, facts

    def _made(
        self, situation: Situation, facts: PeriodFacts, starts: dt.date, ends: dt.date
    ) -> tuple[Situation, Dates, Inputs]:
        """The rules' inputs for a period, before pay and what earlier periods leave behind, and the days that pick the rules.

        Pay days pick them by its last day, the rest by its first. Periods of which all else is equal share them.
        """
        key = (facts.circumstances, facts.rates, facts.turns, facts.jobs)
        found = self._inputs.get(key)
        if found is None:
            dates = {"day": starts, "payday": ends, "assessment_period": starts}
            clocks = {clock: max(day, self.rules.first).toordinal() for clock, day in dates.items()}
            made = self.rules.inputs(situation, clocks, facts.circumstances.esa_lost)
            found = self._inputs[key] = (situation, clocks, made)
        situation, clocks, made = found
        return situation, clocks, replace(made, values=dict(made.values))

    def _run(self, situation: Situation, facts: PeriodFacts, starts: dt.date, ends: dt.date) -> Run:
        """Work out the rules for a period."""
        situation, clocks, made = self._made(situation, facts, starts, ends)
        values = made.values
        _give(values, "adult.pay_received", facts.received)
        values["adult.work_ended_lately"], values["adult.work_offered"] = [*facts.work_ended], [*facts.work_offered]
        if facts.childcare is not None and facts.circumstances.option is not None:
            costs = self.rules.household(facts.circumstances.option, ends).childcare
            household = situation.case
            total, by_child = childcare.amounts(household.childcare, costs, len(household.children), facts.childcare)
            values["household.childcare"] = total
            _give(values, "child.childcare", [by_child[n] if by_child else ZERO for n in made.children])
        values["adult.profit_received"] = [profit or ZERO for profit in facts.profits]
        values["?adult.profit_received"] = [profit is not None for profit in facts.profits]
        if len(facts.losses) == len(facts.profits):
            values["adult.losses_brought"] = [*facts.losses]
        for benefit in facts.benefits:
            _give(values, f"{benefit.name}_paid", benefit.weekly)
            values[f"{benefit.name}_days"] = list(benefit.days)
            values[f"?{benefit.name}_days"] = [days != benefit.whole for days in benefit.days]
        first = facts.surplus is None
        values["household.surplus_brought"] = values["household.surplus_earnings"] if first else facts.surplus
        values["household.transitional_ended"] = facts.transitional_ended
        if facts.longest_gap.since is not None:
            values["household.award_ended"] = facts.longest_gap.since.toordinal()
            values["?household.award_ended"] = True
            values["household.award_ended_months"] = Decimal(facts.longest_gap.months)
        if facts.months_since_new_claim is not None:
            values["household.claimed_anew_months"] = Decimal(facts.months_since_new_claim)
            values["?household.claimed_anew_months"] = True
        return self.rules.run(situation, clocks, made, self._read)

    def _works(self, course: Course, situation: Situation, first: dt.date, last: dt.date) -> tuple[bool, ...]:
        """Which adults hold a job on any day from first to last. It matters for childcare only."""
        adults = {employment.adult for employment in course.employments if employment.held(first, last)}
        case = situation.case
        return tuple(bool(case.children) and adult in adults for adult in range(len(case.adults)))

    def _daily(self, course: Course, name: str, starts: dt.date, ends: dt.date, adults: int) -> DailyBenefit:
        """A benefit of the timeline's `by_day` in a period, for each of so many adults. If it changes with work, each day counts at its own amount.

        New rates count from the next period on (SI 2013/381 Sch 1 para 32).
        """
        days, sums = [ZERO] * adults, [ZERO] * adults
        latest: list[tuple[Decimal, Decimal]] = [(ZERO, ZERO)] * adults  # as the rules give it, and as it counts
        day = starts
        while day <= ends:
            run, to = self.stretches.on(course, day), self.stretches.until(course, day, ends)
            length = (to - day).days + 1
            for adult, amount in enumerate(run.values[self.rules.plan.by_day[name]][:adults]):
                if amount > 0:
                    given, counted = latest[adult]
                    same = counted > 0 and (amount == given or day in self.rules.turns)
                    latest[adult] = amount, counted if same else amount
                    days[adult] += length
                    sums[adult] += latest[adult][1] * length
            day = to + DAY
        weekly = (total / paid if paid else ZERO for total, paid in zip(sums, days, strict=True))
        return DailyBenefit(name, tuple(days), tuple(weekly), Decimal((ends - starts).days + 1))

    def with_pay(
        self, period: AwardPeriod, received: list[Decimal], surplus: Decimal | None = None
    ) -> tuple[Decimal, Decimal]:
        """A period's award if each adult had received this much pay in it, and the pay left over for the next one.

        `surplus` is pay left over from the period before, if that is not as it was.
        """
        made = period.run.inputs
        values = dict(made.values)
        _give(values, "adult.pay_received", received)
        if surplus is not None:
            values["household.surplus_brought"] = surplus
        only = ("universal_credit.award", *self._carried)
        found = self.rules.only(only, period.run.values.dates, replace(made, values=values))
        return pence(found["universal_credit.award"]), pence(found["universal_credit.surplus_made"])


def _give(values: dict[str, object], name: str, given: tuple[Decimal, ...] | list[Decimal]) -> None:
    """Give an input of each adult or child, as known."""
    values[name], values["?" + name] = list(given), [True] * len(given)
