"""What the rules give for each stretch of days on which nothing changes, and when New Style ESA stops and comes back."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from calculator.month.inputs import ZERO, Inputs
from calculator.month.run import Run
from calculator.month.situation import Place, Situation
from calculator.year.dated_rules import DatedRules
from calculator.year.dates import DAY, WEEK
from calculator.year.employments import Course, Employment

# What is read of a day, beside the rules that the statement names.
_OF_A_DAY = (
    "carers_allowance.counted_week", "council_tax.yearly_bill", "esa.permitted_work_kept", "housing_benefit.claimed", "pay.net_week",
    "self_employment.earned_income", "self_employment.net_profit", "self_employment.profit_month", "universal_credit.is_paid",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What a situation of one case hangs on. The rules give the same for two situations with equal circumstances.

    `held` has each employment that is held, with its step (see Employment.step). `since` is the day from which all has been as it is.
    `changes` tells the changes of the household and the money that have come by then. `carer_off` are the adults in a week without a carer's benefit,
    and `carer_on` those whose pay of the week before does not end it.
    `one_off` is what permitted work counts in the week of money that comes once, by adult. `days_off` are the days that used none of a
    benefit, with the input that counts them and the adult. `jsa_waits` are the adults whose New Style JSA is not due yet.
    `uc_paid` tells whether Universal Credit is paid for the assessment period of the day, where something goes by that.
    """

    held: tuple[tuple[Employment, int], ...]
    option: int | None
    claimed: bool
    childcare: bool
    esa_lost: frozenset[int]
    since: dt.date
    uc_paid: bool | None = None
    carer_off: frozenset[int] = frozenset()
    carer_on: frozenset[int] = frozenset()
    changes: tuple[int | None, int, Decimal] | None = None
    one_off: tuple[tuple[int, Decimal], ...] = ()
    days_off: tuple[tuple[str, int, int], ...] = ()
    jsa_waits: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class EsaGap:
    """A time without New Style ESA, from the day after `last` to the day before `returns`, for one adult.

    `linked` tells whether the award goes on as before (ESA Regs 2013 reg 86). If not, only a new claim could bring it back.
    """

    adult: int
    last: dt.date
    returns: dt.date
    linked: bool


class Stretches:
    """The typical month for each day of a course. Courses that share employments share what was worked out for them."""

    def __init__(self, rules: DatedRules) -> None:
        self.rules, self.case = rules, rules.case
        self._esa: str = rules.plan.by_day["adult.esa"]
        statement, plan = rules.statement, rules.plan
        limits = (rule for limit in (*plan.weekly_limits.values(), *plan.weekly_hours.values()) for rule in limit)
        self._read = (
            *_OF_A_DAY, statement.figures, plan.free_prescriptions, plan.reduction_weeks, *plan.by_day.values(), *limits,
            *(line.rule for line in statement.lines),
        )  # fmt: skip
        self._on: dict[tuple[Course, dt.date, bool | None], Run] = {}
        self._runs: dict[Circumstances, Run] = {}
        self._inputs: dict[Circumstances, tuple[Situation, Inputs]] = {}
        self._gaps: dict[Course, tuple[EsaGap, ...]] = {}

    def on(self, course: Course, day: dt.date, uc_paid: bool | None = None) -> Run:
        """What the rules give for a day, with the jobs of that day in a typical month.

        `uc_paid` says whether Universal Credit is paid for the day; None takes what the typical month gives.
        """
        since = self.since(course, day)
        key = (course, since, uc_paid)
        found = self._on.get(key)
        if found is None:
            found = self._on[key] = self._from(course, since, self.esa_lost(course, since), uc_paid)
        return found

    def while_paid(self, course: Course, day: dt.date, paid: bool | None) -> Run:
        """The same for what goes by whether Universal Credit is paid. If that is as in the typical month, this is its run."""
        usual = self.on(course, day)
        return usual if paid in (None, usual.values["universal_credit.is_paid"]) else self.on(course, day, paid)

    def _from(self, course: Course, since: dt.date, esa_lost: frozenset[int], uc_paid: bool | None = None) -> Run:
        circumstances = replace(self.circumstances(course, since, since, since, esa_lost), uc_paid=uc_paid)
        found = self._runs.get(circumstances)
        if found is None:
            situation, made = self._made(course, since, circumstances)
            found = self._runs[circumstances] = self.rules.run(situation, self.rules.dates(since), made, self._read)
        return found

    def _made(self, course: Course, since: dt.date, circumstances: Circumstances) -> tuple[Situation, Inputs]:
        """The situation of a stretch of days, and the rules' inputs for it."""
        found = self._inputs.get(circumstances)
        if found is None:
            situation = self.situation(course, since, since, since)
            made = self.rules.inputs(situation, self.rules.dates(since), circumstances.esa_lost)
            people = range(len(situation.case.adults))
            made.values["adult.carer_week_over"] = [n in circumstances.carer_off for n in people]
            made.values["adult.carer_week_within"] = [n in circumstances.carer_on for n in people]
            if circumstances.one_off:
                of_adult = dict(circumstances.one_off)
                made.values["adult.one_off_week"] = [of_adult.get(n, ZERO) for n in people]
            for adult in circumstances.jsa_waits:
                made.values["adult.has_jsa"][adult] = False
            for name, adult, days in circumstances.days_off:
                if adult in people and made.values["?" + name][adult]:
                    made.values[name][adult] -= days
            if circumstances.uc_paid is not None:
                paid = "household.universal_credit_paid"
                made.values[paid], made.values["?" + paid] = circumstances.uc_paid, True
            found = self._inputs[circumstances] = (situation, made)
        return found

    def since(self, course: Course, day: dt.date) -> dt.date:
        """The day from which all has been as it is on a day; the case's date if that is later."""
        turn = bisect_right(course.turns, day)
        return course.turns[turn - 1] if turn else self.case.date

    def until(self, course: Course, day: dt.date, most: dt.date) -> dt.date:
        """The last day, `most` at the latest, on which all is still as it is on a day."""
        turn = bisect_right(course.turns, day)
        return min(most, course.turns[turn] - DAY) if turn < len(course.turns) else most

    def situation(self, course: Course, day: dt.date, first: dt.date, last: dt.date) -> Situation:
        """The household on a day, with every job that is held on any day from first to last, as it is on the last day that it is held."""
        household = self.rules.household(course.option, last)
        case = household.case
        jobs: list[list[Place]] = [[] for _ in case.adults]
        for employment in course.employments:
            if employment.held(first, last) and employment.belongs(last):
                jobs[employment.adult].append(employment.on(employment.last_held(last)))
        option = case.options[course.option] if course.option is not None and course.begun(last) else None
        chosen = household.childcare if option and course.has_childcare(day, last) else None
        childcare = case.childcare if chosen is None else chosen
        claims = case.claims
        claiming = option or (
            case.options[course.option] if course.option is not None and course.claimed(last) else None
        )
        made = claiming.claims_made if claiming else None
        if made is not None:
            given = {name: value for name, value in made if value is not None}
            claims = claims.model_copy(update=given) if claims else made
        changed = household if household.is_changed else None
        number = course.option if option else None
        return Situation(case, day, tuple(map(tuple, jobs)), childcare, claims, number, None, changed=changed)

    def circumstances(
        self, course: Course, day: dt.date, first: dt.date, last: dt.date, esa_lost: frozenset[int]
    ) -> Circumstances:
        """What the situation of the same days hangs on."""
        held = tuple(
            (each, each.step(each.last_held(last)))
            for each in course.employments
            if each.held(first, last) and each.belongs(last)
        )
        option = course.option if course.begun(last) else None
        childcare = course.has_childcare(day, last)
        since, carer_off = self.since(course, day), course.without_carers_benefit(day)
        household = self.rules.household(course.option, last)
        changes = (course.option, household.made, household.capital) if household.is_changed else None
        return Circumstances(
            held, option, course.claimed(last), childcare, esa_lost, since, carer_off=carer_off,
            carer_on=course.within_carers_limit(day), changes=changes,
            one_off=course.one_off_in_week(day), days_off=course.days_without(since), jsa_waits=course.waits_for_jsa(day),
        )  # fmt: skip

    # ------------------------------------------------------------------ New Style ESA
    def esa_gaps(self, course: Course) -> tuple[EsaGap, ...]:
        """Each time without New Style ESA in a course after which it could be due again, in order."""
        found = self._gaps.get(course)
        if found is None:
            households = self.rules.households(course.option)
            has_esa = any(adult.new_style_esa for household in households for adult in household.case.adults)
            found = self._gaps[course] = tuple(self._find_gaps(course)) if has_esa else ()
        return found

    def _find_gaps(self, course: Course) -> Iterator[EsaGap]:
        lost: frozenset[int] = frozenset()
        # If the rules give none on the case's date, it counts as due up to the day before, because the case says that it is paid.
        last_day = {n: self.case.date - DAY for n, adult in enumerate(self.case.adults) if adult.new_style_esa}
        stopped: set[int] = set()
        for since in (self.case.date, *course.turns):
            due = self._esa_due_alone(course, since, lost)
            too_late = {adult for adult in due & stopped if since > self.last_day_to_link(last_day[adult])}
            yield from (
                EsaGap(adult, last_day[adult], since, linked=adult not in too_late) for adult in sorted(due & stopped)
            )
            lost |= too_late
            due -= too_late
            stopped = set(last_day) - due
            last_day |= dict.fromkeys(due, self.until(course, since, dt.date.max))

    def last_day_to_link(self, last: dt.date) -> dt.date:
        """The last day from which a new award of New Style ESA continues one whose last day was `last`, with so many weeks between them."""
        return last + int(self.rules.amount("esa.linking_weeks", last)) * WEEK + DAY

    def _esa_due_alone(self, course: Course, since: dt.date, lost: frozenset[int]) -> set[int]:
        """The adults to whom New Style ESA is due on a stretch of days, without the rules that it does not hang on."""
        circumstances = self.circumstances(course, since, since, since, lost)
        if circumstances in self._runs:
            return self._esa_due(self._runs[circumstances])
        _, made = self._made(course, since, circumstances)
        return self._due(self.rules.only([self._esa], self.rules.dates(since), made)[self._esa])

    def _esa_due(self, run: Run) -> set[int]:
        return self._due(run.values[self._esa])

    @staticmethod
    def _due(weekly: list[Decimal]) -> set[int]:
        return {adult for adult, amount in enumerate(weekly) if amount > 0}

    def esa_lost(self, course: Course, day: dt.date) -> frozenset[int]:
        """The adults whose New Style ESA had stopped for too long by a day to go on as before."""
        return frozenset(gap.adult for gap in self.esa_gaps(course) if not gap.linked and gap.returns <= day)

    def last_esa_day(self, course: Course, adult: int, before: dt.date) -> dt.date | None:
        """The last day before another on which New Style ESA is due to an adult; None if there is none."""
        adults = self.rules.household(course.option, before).case.adults
        esa = adults[adult].new_style_esa if adult < len(adults) else None
        if esa is None:
            return None
        day = before - DAY
        while day >= self.case.date:
            if adult in self._esa_due(self.on(course, day)):
                return day
            day = min(self.since(course, day), day) - DAY
        # The case says that ESA is paid now.
        return day if esa.from_ is None or esa.from_ <= day else None
