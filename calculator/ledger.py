"""One course of events, day by day: who works where when, what each payday pays, each assessment period's award, other payments.

Python here is about time only. What is due for a payday, an assessment period or a day comes from the compiled rules with dated inputs;
the income tax of a payday from transition/paye.py.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from calculator import inputs as case_inputs
from calculator.case import Case, Job, PayStep, SinglePay, Work
from calculator.inputs import ZERO, Inputs
from calculator.language import gettext
from calculator.position import Run, pence
from calculator.rulebook import Dates, Engine, boundaries
from calculator.schemes import schemes_of
from calculator.situation import Place, Situation, place_now, place_taken_up
from calculator.transition import paye
from calculator.transition.banking import paid_by
from calculator.transition.paydays import Payday, moved_to, paydays, usual_first, weekdays
from calculator.transition.periods import period_after, period_holding

DAY = dt.timedelta(days=1)
WEEK = dt.timedelta(days=7)
_PER_YEAR = {"week": 52, "two_weeks": 26, "four_weeks": 13, "month": 12}
_BENEFITS_THAT_ARE_TAXED = ("new_style_esa", "new_style_jsa")


@dataclass(frozen=True, slots=True)
class Away:
    """Days off sick from a job, both included; to None: no end is known.

    `since_esa` is how many days before the first of them the last day of New Style ESA was; None where there was none.
    """

    from_: dt.date
    to: dt.date | None
    since_esa: int | None = None


@dataclass(frozen=True, slots=True)
class Stop:
    """A time without New Style ESA between two times with it, or that a claim within the linking weeks would have ended.

    `last` is the last day it was due; from `returns` on nothing but the time passed stands against it.
    """

    adult: int
    last: dt.date
    returns: dt.date
    linked: bool


@dataclass(frozen=True, slots=True, eq=False)
class Stint:
    """One job of one adult over time. `starts` is None where it began before the case; `ends` is its last day.

    The same one in two worlds is the same object: what is worked out for it is kept by it.
    """

    place: Place
    adult: int
    starts: dt.date | None
    ends: dt.date | None
    new: bool
    away: Away | None = None
    # From this day on the payday is another: such as after asking the employer.
    moved: dt.date | None = None
    # Jobs of the same adult that go on beside it: their pay uses the tax-free amount first.
    beside: tuple[Stint, ...] = ()

    def held(self, first: dt.date, last: dt.date) -> bool:
        """Whether it is held on any day from first to last."""
        return (self.starts is None or self.starts <= last) and (self.ends is None or self.ends >= first)

    def changes(self) -> Iterator[dt.date]:
        """The days from which something about it is other than before."""
        if self.starts:
            yield self.starts
        if self.ends:
            yield self.ends + DAY
        for step in self.place.job.schedule:
            yield step.from_
        if self.away:
            yield self.away.from_
            if self.away.to:
                yield self.away.to + DAY

    def step(self, day: dt.date) -> int:
        """How many of its changes have happened by a day: on days of the same step it is the same."""
        return sum(1 for change in self.changes() if change <= day)

    def on(self, day: dt.date) -> Place:
        """The job as it is on a day: the step of its schedule, off sick or not."""
        job = self.place.job
        changed: dict[str, Any] = {"schedule": (), "pays": ()}
        for step in sorted(job.schedule, key=lambda step: step.from_):
            if step.from_ <= day:
                given = {"hours_per_week": step.hours_per_week, "days_per_week": step.days_per_week, "pay": step.pay}
                changed |= {name: value for name, value in given.items() if value is not None}
                if step.pay is not None:
                    changed["take_home"] = None
        away = self.away if self.is_away(day) else None
        if away is None:
            changed["sick"] = None
        return Place(
            job.model_copy(update=changed), self.place.pointer, days_since_esa=away.since_esa if away else None
        )

    def is_away(self, day: dt.date) -> bool:
        return self.away is not None and self.away.from_ <= day and (self.away.to is None or day <= self.away.to)


@dataclass(frozen=True, slots=True)
class Pay:
    """What one payday comes to. `counted` is what Universal Credit counts; `received` what reaches the bank."""

    date: dt.date
    stint: Stint
    gross: Decimal
    tax: Decimal
    national_insurance: Decimal
    pension: Decimal
    student_loan: Decimal
    part: bool  # it is for less than a full period's work
    sick: bool  # some of its days were off sick

    @property
    def counted(self) -> Decimal:
        return self.gross - self.tax - self.national_insurance - self.pension

    @property
    def received(self) -> Decimal:
        return self.counted - self.student_loan


@dataclass(frozen=True, slots=True)
class Gap:
    """The longest time without Universal Credit in the year so far: since when, and whole months. What it ends does not come back."""

    since: dt.date | None
    months: int


@dataclass(frozen=True, slots=True)
class Period:
    """An assessment period worked out."""

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
    surplus: Decimal  # brought into it
    assumed_rates: bool


@dataclass(frozen=True, slots=True, eq=False)
class World:
    """A course of events to be worked out: the jobs, and from when what else the option chooses holds.

    `turns` are the days on which something is other than before, in order.
    """

    stints: tuple[Stint, ...]
    option: int | None
    begins: dt.date | None
    claims_from: dt.date | None
    turns: list[dt.date]

    def begun(self, day: dt.date) -> bool:
        return self.begins is not None and self.begins <= day

    def has_childcare(self, first: dt.date, last: dt.date) -> bool:
        """Whether the childcare of the option is taken on any day from first to last: for as long as a job of the option is held."""
        taken_up = [stint for stint in self.stints if stint.new]
        return not taken_up or any(stint.held(first, last) for stint in taken_up)

    def claimed(self, day: dt.date) -> bool:
        """Whether the claim that the option makes has begun."""
        return self.claims_from is not None and self.claims_from <= day


class Books:
    """Works out worlds of one case. What two worlds have in common is worked out once."""

    def __init__(
        self, engine: Engine, statement: dict[str, Any], case: Case, now: Run, last: dt.date, first: dt.date
    ) -> None:
        self.engine, self.statement, self.case = engine, statement, case
        self.rules = engine.book
        self.now = now
        self.first_rules, self.last_rules = first, last
        self.plan = statement["timeline"]
        named = case_inputs.whose_scheme(case)
        self.schemes = schemes_of(self.rules, named) if named else ()
        turns = {dt.date.fromordinal(day) for day in boundaries(self.rules, first.toordinal())}
        turns |= {scheme.starts for scheme in self.schemes}
        self.turns = sorted(day for day in turns if day >= first)
        self._runs: dict[Any, Run] = {}
        self._periods: dict[Any, Run] = {}
        self._paid: dict[Any, list[Pay]] = {}
        self._deducted: dict[Any, tuple[Decimal, Decimal, Decimal, Decimal]] = {}
        self._stops: dict[World, tuple[Stop, ...]] = {}
        account = case.universal_credit
        self.period_day = account.assessment_period_day if account and account.assessment_period_day else case.date.day
        self._jobs_now = [
            self._stint(place_now(person, job, f"/adults/{adult}/jobs/{number}"), adult, None, None, False)
            for adult, person in enumerate(case.adults)
            for number, job in enumerate(person.jobs)
        ]

    # ------------------------------------------------------------------ who works where
    def said(self, *part: str) -> dict[str, str]:
        """The words of a part of the plan, in the language in use."""
        words = self.plan
        for name in part:
            words = words[name]
        return {name: gettext(each) for name, each in words.items() if isinstance(each, str)}

    def as_now(self) -> World:
        """Nothing changes."""
        return self._world(self._jobs_now, None, None, None)

    def _world(
        self, stints: Iterable[Stint], option: int | None, begins: dt.date | None, claims_from: dt.date | None
    ) -> World:
        """Put a world together, with the days on which it turns."""
        case, held = self.case, tuple(stints)
        days = set(self.turns)
        days |= {each for stint in held for each in stint.changes()}
        days |= {begins} if begins else set()
        for born in [each.date_of_birth for each in case.adults] + [each.date_of_birth for each in case.children]:
            if born:
                days |= {_birthday(born, case.date.year + n) for n in range(4)}
        days |= {debt.ends + DAY for debt in case.deductions if debt.ends}
        for adult in case.adults:
            days |= {adult.start_up_period_ends + DAY} if adult.start_up_period_ends else set()
            counted = case_inputs.esa_days_counted(adult, case.date)
            if counted is not None and adult.new_style_esa and adult.new_style_esa.group != "support":
                most = self.engine.amount("esa.most_days", None, None, self._dates(case.date))
                days.add(case.date + int(most - counted) * DAY)
            if adult.new_style_jsa and adult.new_style_jsa.from_:
                most = self.engine.amount("jsa.most_days", None, None, self._dates(case.date))
                days.add(adult.new_style_jsa.from_ + int(most) * DAY)
            if adult.medical_evidence_from:
                days |= {add_months(adult.medical_evidence_from, n) for n in range(1, 13)}
        for stint in held:
            if stint.place.job.trading_from:
                days |= {add_months(stint.place.job.trading_from, n) for n in range(1, 25)}
        account = case.universal_credit
        if account and account.benefit_cap_grace_ends:
            days.add(account.benefit_cap_grace_ends + DAY)
        if account and account.award_ended:
            days |= {add_months(account.award_ended, n) for n in range(1, 13)}
        return World(held, option, begins, claims_from, sorted(day for day in days if day > case.date))

    def _stint(self, place: Place, adult: int, starts: dt.date | None, ends: dt.date | None, new: bool) -> Stint:
        sick = place.job.sick
        away = Away(sick.from_, None, place.days_since_esa) if sick else None
        return Stint(place, adult, starts, ends, new, away)

    def of_option(self, number: int) -> World:
        """The jobs of an option: those of now that it replaces end the day before it starts."""
        chosen = self.case.options[number]
        starts = chosen.starts or self.case.date
        stints = list(self._jobs_now)
        pointer = f"/options/{number}"
        works: list[tuple[Work, str, int]] = [(chosen, pointer, chosen.adult)]
        works += [(also, f"{pointer}/also/{n}", also.adult) for n, also in enumerate(chosen.also)]
        for work, where, adult in works:
            begins = work.starts or starts
            if work.work_done == "as_now":
                continue
            for n, stint in enumerate(stints):
                replaced = work.replaces == "all" or (work.replaces != "none" and stint.place.job.name in work.replaces)
                if stint.adult == adult - 1 and not stint.new and replaced:
                    stints[n] = replace(stint, ends=min(filter(None, (stint.ends, begins - DAY))))
            if work.work_done == "job" and work.job is not None:
                place = place_taken_up(self.case, adult, work.job, f"{where}/job", begins)
                made = self._stint(place, adult - 1, begins, work.ends, True)
                kept = tuple(each for each in stints if each.adult == adult - 1 and each.ends is None and not each.new)
                stints.append(replace(made, beside=kept))
        world = self._world(stints, number, starts, chosen.universal_credit_from)
        for stint in stints:
            if stint.new and stint.away:
                world = self.off_sick(world, stint, stint.place.job, stint.away.from_, stint.away.to)
        return world

    def chosen(self, world: World) -> Stint | None:
        """The job that the option is about."""
        return next((each for each in world.stints if each.place.pointer == f"/options/{world.option}/job"), None)

    def changed(self, world: World, stint: Stint, job: Job | None = None, **changes: Any) -> World:
        """The same world with one job otherwise."""
        other = replace(stint, **changes)
        if job is not None:
            other = replace(other, place=Place(job, stint.place.pointer))
        stints = [other if each is stint else each for each in world.stints]
        return self._world(stints, world.option, world.begins, world.claims_from)

    def off_sick(self, world: World, stint: Stint, job: Job, first: dt.date, last: dt.date | None) -> World:
        """The same world with an adult off sick from a job from one day to another; `job` says what is known of the sick pay."""
        at_work = self.changed(world, stint, away=None)
        esa = self._last_esa_day(at_work, stint.adult, first)
        return self.changed(world, stint, job=job, away=Away(first, last, (first - esa).days if esa else None))

    # ------------------------------------------------------------------ New Style ESA over time
    def stops(self, world: World) -> tuple[Stop, ...]:
        """Each time New Style ESA stops in a world and could be due again, in order (ESA Regs 2013 reg 86)."""
        found = self._stops.get(world)
        if found is None:
            esa = any(adult.new_style_esa for adult in self.case.adults)
            found = self._stops[world] = tuple(self._find_stops(world)) if esa else ()
        return found

    def _find_stops(self, world: World) -> Iterator[Stop]:
        lost: frozenset[int] = frozenset()
        # Where the rules give none on the case's date, it counts as due up to the day before: the case says that it is paid.
        last_day = {n: self.case.date - DAY for n, adult in enumerate(self.case.adults) if adult.new_style_esa}
        stopped: set[int] = set()
        for since in (self.case.date, *world.turns):
            due = self._esa_due(self._spell(world, since, lost))
            back = {adult for adult in due & stopped if since > self.last_day_to_link(last_day[adult])}
            yield from (
                Stop(adult, last_day[adult], since, linked=adult not in back) for adult in sorted(due & stopped)
            )
            lost |= back
            due -= back
            stopped = (stopped | set(last_day)) - due
            last_day |= dict.fromkeys(due, self.until(world, since, dt.date.max))

    def last_day_to_link(self, last: dt.date) -> dt.date:
        """The last day from which a claim for New Style ESA joins on to one whose last day was another: so many weeks lie between them."""
        return last + int(self.amount_of("esa.linking_weeks", last)) * WEEK + DAY

    def _esa_due(self, run: Run) -> set[int]:
        weekly = run.values[self.plan["by_day"]["adult.esa"]]
        return {adult for adult, amount in enumerate(weekly) if amount > 0}

    def _esa_lost(self, world: World, day: dt.date) -> frozenset[int]:
        """The adults whose New Style ESA had stopped for too long by a day to go on as before."""
        return frozenset(each.adult for each in self.stops(world) if not each.linked and each.returns <= day)

    def _last_esa_day(self, world: World, adult: int, before: dt.date) -> dt.date | None:
        """The last day before another on which New Style ESA is due to an adult; None where there is none."""
        esa = self.case.adults[adult].new_style_esa
        if esa is None:
            return None
        day = before - DAY
        while day >= self.case.date:
            if adult in self._esa_due(self.spell(world, day)):
                return day
            day = min(self.since(world, day), day) - DAY
        # The case says that ESA is paid now.
        return day if esa.from_ is None or esa.from_ <= day else None

    # ------------------------------------------------------------------ the rules on a day
    def _situation(self, world: World, day: dt.date, first: dt.date, last: dt.date) -> Situation:
        """Jobs held on any day from first to last, as they are on the last day that each is held."""
        case = self.case
        jobs: list[list[Place]] = [[] for _ in case.adults]
        for stint in world.stints:
            if stint.held(first, last):
                jobs[stint.adult].append(stint.on(min(last, stint.ends) if stint.ends else last))
        option = case.options[world.option] if world.option is not None and world.begun(last) else None
        chosen = option.childcare if option and world.has_childcare(day, last) else None
        childcare = case.childcare if chosen is None else chosen
        claims = case.claims
        claimed = option or (case.options[world.option] if world.option is not None and world.claimed(last) else None)
        made = claimed.claims_made if claimed else None
        if made is not None:
            said = {name: value for name, value in made if value is not None}
            claims = claims.model_copy(update=said) if claims else made
        return Situation(case, day, tuple(map(tuple, jobs)), childcare, claims, world.option if option else None, None)

    def _state(
        self, world: World, day: dt.date, first: dt.date, last: dt.date, lost: frozenset[int]
    ) -> tuple[Any, ...]:
        """What a situation hangs on: equal for two where the rules would be given the same."""
        held = tuple(
            (stint, stint.step(min(last, stint.ends or last))) for stint in world.stints if stint.held(first, last)
        )
        place = bisect_right(world.turns, day)
        return (
            held,
            world.option if world.begun(last) else None,
            world.claimed(last),
            world.has_childcare(day, last),
            lost,
            world.turns[place - 1] if place else self.case.date,
        )

    def _dates(self, day: dt.date) -> Dates:
        day = max(day, self.first_rules)
        period = max(self.first_rules, period_holding(day, self.period_day))
        return {"day": day.toordinal(), "payday": day.toordinal(), "assessment_period": period.toordinal()}

    def _inputs(self, situation: Situation, dates: Dates, lost: frozenset[int]) -> Inputs:
        made = case_inputs.build(self.rules, situation, dates)
        made.values["adult.esa_link_lost"] = [adult in lost for adult in range(len(self.case.adults))]
        passed = max(0, dates["day"] - self.case.date.toordinal())
        counted = made.values["adult.esa_days_counted"]
        made.values["adult.esa_days_counted"] = [
            days + passed if known else days
            for days, known in zip(counted, made.values["?adult.esa_days_counted"], strict=True)
        ]
        for name, rule in self.statement["carried"].items():
            made.values[name], made.values["?" + name] = self.now.total(rule), True
        return made

    def _run(self, situation: Situation, dates: Dates, made: Inputs) -> Run:
        return Run(self.engine, situation, made, self.engine.run(dates, made.values, made.structure))

    def spell(self, world: World, day: dt.date) -> Run:
        """What the rules give for a day, with the jobs of that day in a typical month."""
        since = self.since(world, day)
        return self._spell(world, since, self._esa_lost(world, since))

    def _spell(self, world: World, since: dt.date, lost: frozenset[int]) -> Run:
        """The same from a day on which something changes; `lost` are the adults whose New Style ESA has ended for good."""
        key = self._state(world, since, since, since, lost)
        found = self._runs.get(key)
        if found is None:
            dates = self._dates(since)
            situation = self._situation(world, since, since, since)
            found = self._runs[key] = self._run(situation, dates, self._inputs(situation, dates, lost))
        return found

    def since(self, world: World, day: dt.date) -> dt.date:
        """The day from which all has been as it is on a day; the case's date where that is earlier."""
        place = bisect_right(world.turns, day)
        return world.turns[place - 1] if place else self.case.date

    def until(self, world: World, day: dt.date, most: dt.date) -> dt.date:
        """The last day, `most` at the latest, on which all is still as it is on a day."""
        place = bisect_right(world.turns, day)
        return min(most, world.turns[place] - DAY) if place < len(world.turns) else most

    # ------------------------------------------------------------------ pay
    def pays(self, stint: Stint, until: dt.date) -> list[Pay]:
        """Every payday of a job to a day, with tax by the tax code as the year goes on."""
        key = (stint, until)
        if key not in self._paid:
            self._paid[key] = list(self._pays(stint, until))
        return self._paid[key]

    def _pays(self, stint: Stint, until: dt.date) -> Iterator[Pay]:
        job, nation = stint.place.job, self.case.nation
        usual = not (job.pay is None and job.take_home is None and job.sick is None)
        if job.profit is not None or not (usual or job.pays):
            return
        # The tax year so far, and the assessment period that the case's date is in.
        since = min(dt.date(paye.tax_year(self.case.date), 4, 6), self.case.date - 62 * DAY)
        begins = stint.starts or since
        first = job.first_payday or usual_first(job, begins, nation)
        # A job with no usual pay has only the single paydays that the case gives.
        due = list(paydays(job, first, stint.starts, stint.ends, until + 62 * DAY, nation, since)) if usual else []
        if stint.moved:
            due = moved_to(stint.moved, due, job, nation)
        due = [each for each in due if each.date <= until]
        singles: dict[dt.date, list[SinglePay]] = {}
        for single in job.pays:
            singles.setdefault(single.date, []).append(single)
        away = stint.away
        ill = {
            each.date for each in due if away and each.to >= away.from_ and (away.to is None or each.from_ <= away.to)
        }
        amounts: list[tuple[dt.date, Decimal, bool, bool]] = []
        for payday in due:
            known = next((day for day in (payday.date, payday.due) if singles.get(day)), None)
            if known:
                single = singles[known].pop(0)
                amounts.append(
                    (
                        known,
                        single.gross if single.gross is not None else single.take_home or ZERO,
                        False,
                        single.gross is not None,
                    )
                )
            else:
                gross, full = self._earned(stint, payday)
                amounts.append((payday.date, gross, not full, job.pay is not None or job.take_home is None))
        amounts += [
            (
                single.date,
                single.gross if single.gross is not None else single.take_home or ZERO,
                False,
                single.gross is not None,
            )
            for single in (each for same in singles.values() for each in same)
            if single.date <= until and (stint.starts is None or single.date >= stint.starts)
        ]
        code, record = self._code(stint, min((each[0] for each in amounts), default=begins))
        for date, gross, part, taxed in sorted(amounts):
            if paye.tax_year(date) > record.year:
                # A new tax year begins with nothing so far; codes on one period alone go back to the year's sums.
                record, code = paye.Record(paye.tax_year(date)), replace(code, alone=False)
            if not taxed:
                yield Pay(date, stint, gross, ZERO, ZERO, ZERO, ZERO, part, date in ill)
                continue
            insurance, pension, before_tax, loan = self._taken(stint, date, gross)
            # Pay up to the case's date is in the year's sums that the Case gives.
            counted = stint.new or code.alone or date > self.case.date
            tax, after = paye.on_payday(
                code if counted else replace(code, alone=True),
                self._tables(code, date), record, date, job.paid or "month", gross - before_tax,
            )  # fmt: skip
            record = after if counted else record
            yield Pay(date, stint, gross, tax, insurance, pension, loan, part, date in ill)

    def _earned(self, stint: Stint, payday: Payday) -> tuple[Decimal, bool]:
        """Pay for the days of a payday, and whether it is a full one. Parts go by weekdays; days off sick have sick pay."""
        days = weekdays(payday.from_, payday.to)
        turns = sorted({payday.from_, *(day for day in stint.changes() if payday.from_ < day <= payday.to)})
        unpaid = stint.place.job.unpaid_periods
        if len(turns) == 1 and not unpaid and not stint.is_away(payday.from_):
            usual = self._usual(stint, payday.to)
            return (pence(usual), True) if days == payday.full else (pence(usual * days / payday.full), False)
        total, whole = ZERO, days == payday.full
        for start, end in zip(turns, [*(turn - DAY for turn in turns[1:]), payday.to], strict=True):
            if stint.is_away(start):
                worked = [start + n * DAY for n in range((end - start).days + 1)]
                total += sum((self._sick_pay(stint, day) for day in worked if weekdays(day, day)), ZERO)
                whole = False
                continue
            off = sum(weekdays(max(start, each.from_), min(end, each.to)) for each in unpaid)
            whole = whole and not off
            total += self._usual(stint, end) * (weekdays(start, end) - off) / payday.full
        return pence(total), whole

    def _alone(self, stint: Stint, day: dt.date) -> Run:
        """The rules run with one job only, as it is on a day."""
        since = self.turns[bisect_right(self.turns, day) - 1]
        key = (stint, stint.step(min(day, stint.ends or day)), since)
        found = self._runs.get(key)
        if found is None:
            place = stint.on(min(day, stint.ends or day))
            jobs = tuple((place,) if adult == stint.adult else () for adult in range(len(self.case.adults)))
            dates = self._dates(max(since, self.first_rules))
            situation = Situation(
                self.case, dt.date.fromordinal(dates["day"]), jobs, None, self.case.claims, None, None
            )
            found = self._runs[key] = self._run(situation, dates, case_inputs.build(self.rules, situation, dates))
        return found

    def _usual(self, stint: Stint, day: dt.date) -> Decimal:
        """A full period's pay, not rounded."""
        year: Decimal = self._alone(stint, day).values["pay.usual_year"][0]
        return year / _PER_YEAR[stint.place.job.paid or "month"]

    def _sick_pay(self, stint: Stint, day: dt.date) -> Decimal:
        """Sick pay for one weekday off: a fifth of the week's, while the weeks of it last."""
        assert stint.away
        sick = stint.place.job.sick
        used = (sick.ssp_weeks_used or ZERO) if sick else ZERO
        counted_from = (
            max(stint.away.from_, self.case.date) if sick and sick.ssp_weeks_used is not None else stint.away.from_
        )
        most, waits, reform = (
            self.engine.amount(f"sick_pay.{name}", None, None, self._dates(day))
            for name in ("most_weeks", "waiting_days", "reform_date")
        )
        waiting = day.toordinal() < reform and not used and weekdays(stint.away.from_, day) <= waits
        statutory = (
            self._alone(stint, day).values["sick_pay.statutory_week"][0]
            if used + Decimal((day - counted_from).days) / 7 < most and not waiting
            else ZERO
        )
        contract = (
            next(
                (
                    case_inputs.yearly(step.amount, step.per) / 52
                    for step in sorted(sick.contract_pay, key=lambda step: step.until)
                    if step.until >= day
                ),
                ZERO,
            )
            if sick
            else ZERO
        )
        found: Decimal = (statutory + contract) / 5
        return found

    def _taken(self, stint: Stint, date: dt.date, gross: Decimal) -> tuple[Decimal, Decimal, Decimal, Decimal]:
        """National Insurance, pension, what of it is before tax, and student loan from one pay of so much, by the rules of its day."""
        job = stint.on(min(date, stint.ends) if stint.ends else date).job
        begun = job.pension is None or job.pension.from_ is None or job.pension.from_ <= date
        since = self.turns[bisect_right(self.turns, date) - 1]
        key = (stint.place.pointer, stint.adult, gross, since, begun)
        found = self._deducted.get(key)
        if found is None:
            per_year = _PER_YEAR[job.paid or "month"]
            plain = job.model_copy(update={"sick": None} if begun else {"sick": None, "pension": None})
            jobs = tuple(
                (Place(plain, stint.place.pointer),) if adult == stint.adult else ()
                for adult in range(len(self.case.adults))
            )
            dates = self._dates(max(date, self.first_rules))
            situation = Situation(self.case, date, jobs, None, self.case.claims, None, None)
            made = case_inputs.build(self.rules, situation, dates)
            given = self.rules.rules["job.pay_given"].choices.index("fixed")
            made.values["job.pay_given"], made.values["job.pay_fixed"] = [given], [gross * per_year]
            values = self.engine.run(dates, made.values, made.structure)
            month = Decimal(12) / per_year
            insured = values["national_insurance.contribution"][0] > 0
            found = self._deducted[key] = (
                paye.insurance(values["national_insurance.main_part"][0])
                + paye.insurance(values["national_insurance.upper_part"][0])
                if insured
                else ZERO,
                pence(values["pension.contribution"][0] * month),
                pence(values["pension.before_tax"][0] / per_year),
                pence(values["student_loan.contribution"][0] * month),
            )
        return found

    def _code(self, stint: Stint, first: dt.date) -> tuple[paye.Code, paye.Record]:
        """The tax code a job begins with, and what its employer knows of the year so far.

        Starter statement A: the year's sums; B: each period alone; C: basic rate (PAYE Regs 2003 regs 46 to 49).
        """
        job, person = stint.place.job, self.case.adults[stint.adult]
        nation = {"scotland": "S", "wales": "C"}.get(self.case.nation or "", "")
        allowance = self.engine.amount(self.plan["amounts"]["allowance"], None, None, self._dates(first))
        usual = f"{nation}{int(allowance / 10)}L"
        statement = job.starter_statement
        year = paye.tax_year(first if stint.new else max(first, self.case.date))
        # What the Case gives is of the tax year that its date is in.
        so_far = person.tax_this_year if year == paye.tax_year(self.case.date) else None
        if statement is None and stint.new and job.tax_code is None and so_far is None:
            if other := self._taxed_besides(stint):
                # The code that is right for the year, once HMRC has set it: the rest of the tax-free amount.
                left = max(ZERO, allowance - other)
                return paye.read_code(f"{nation}{int(left / 10)}L M1" if left >= 10 else f"{nation}BR"), paye.Record(
                    year
                )
            taxed = person.new_style_esa or person.new_style_jsa or person.carers_allowance or person.jobs
            statement = "B" if taxed else "A"
        if statement == "C":
            return paye.read_code(f"{nation}BR"), paye.Record(year)
        code = paye.read_code(job.tax_code or person.tax_code or usual, alone=statement == "B")
        if so_far is not None and statement is None:
            record = paye.Record(year, so_far.pay or ZERO, so_far.tax or ZERO)
            if stint.new:
                # The P45 has the pay of the job now up to its end as well.
                for before in self._jobs_now:
                    for pay in self.pays(before, first - DAY) if before.adult == stint.adult else ():
                        if self.case.date < pay.date < (stint.starts or first) and paye.tax_year(pay.date) == year:
                            record = replace(record, pay=record.pay + pay.gross, tax=record.tax + pay.tax)
            return code, record
        # A job already done, of which the year so far is not known: each period alone comes to the same for steady pay.
        return (code if stint.new else replace(code, alone=True)), paye.Record(year)

    def _taxed_besides(self, stint: Stint) -> Decimal:
        """Pensions and the pay of jobs that go on, a year: what of the tax-free amount a new job does not have."""
        pensions = [
            case_inputs.monthly(each) * 12
            for each in self.case.adults[stint.adult].other_income
            if each.kind in ("occupational_pension", "state_pension")
        ]
        return sum(pensions, ZERO) + sum(
            (self._usual(each, self.case.date) * _PER_YEAR[each.place.job.paid or "month"] for each in stint.beside),
            ZERO,
        )

    def amount(self, name: str, date: dt.date) -> Any:
        """One of the statement's amounts, as it stands on a day."""
        rule = self.rules.rules[self.plan["amounts"][name]]
        return rule.versions[self.engine.version(rule, None, self._dates(date))].content

    def _tables(self, code: paye.Code, date: dt.date) -> paye.TaxTables:
        def amount(name: str) -> Any:
            return self.amount(name, date)

        bands = amount("scotland" if code.scottish else "england_wales")
        return paye.TaxTables(
            bands.rows, int(amount("block")), amount("free_pay"), amount("each"), amount("more"), amount("most_of_pay")
        )

    # ------------------------------------------------------------------ Universal Credit
    def periods(self, world: World, until: dt.date, since: dt.date | None = None) -> list[Period]:
        """The assessment periods from the one that a day is in (the case's date) to the last paid by another, in order."""
        account = self.case.universal_credit
        # A claim made soon after the last award ended goes on with its assessment periods (reg 21(3C)).
        begins = None if self._claims_again(world) else world.claims_from
        day = begins.day if begins else self.period_day
        start = begins or period_holding(world.claims_from or since or self.case.date, day)
        found: list[Period] = []
        # Reg 56 of SI 2014/1230 is about awards that began with enough pay.
        watched = account is not None and account.transitional_first_period_over_threshold is True
        most = self.amount("transitional_periods", self.case.date)
        late = self.amount_of("universal_credit.claim_again_months", self.case.date)
        low = 0
        brought = ZERO
        unpaid_since: dt.date | None = None
        anew: dt.date | None = None
        gap = Gap(None, 0)
        first = not begins
        while True:
            following = period_after(start, day)
            paid_on = paid_by(following - DAY + WEEK, self.case.nation)
            if paid_on > until:
                return found
            missed = case_inputs.months_between(unpaid_since, start) or 0
            if unpaid_since and missed >= gap.months:
                gap = Gap(unpaid_since, missed)
            # What comes back later than six months is a new claim, from the first period in which something is paid.
            claimed = start if unpaid_since and missed >= late else anew
            period = self._period(
                world, start, following - DAY, paid_on, until, brought, gap, claimed, first, watched and low >= most
            )
            anew = claimed if period.award > 0 else anew
            if period.status != "not_claimed":
                found.append(period)
            first = False
            if low < most:
                low = low + 1 if period.run.values["universal_credit.below_administrative_threshold"] else 0
            if period.status == "nil_earnings":
                unpaid_since = unpaid_since or start
                brought = pence(period.run.values["universal_credit.surplus_made"])
            else:
                unpaid_since, brought = (None, ZERO) if period.award > 0 else (unpaid_since or start, ZERO)
            start = following

    def _claims_again(self, world: World) -> bool:
        """Whether the claim of an option comes within six months of an award that ended, of which the periods are known."""
        account = self.case.universal_credit
        if world.claims_from is None or account is None or not (account.award_ended and account.assessment_period_day):
            return False
        most = self.amount_of("universal_credit.claim_again_months", self.case.date)
        return bool((case_inputs.months_between(account.award_ended, world.claims_from) or 0) < most)

    def last_scheme_day(self) -> dt.date | None:
        """The last day of the last council tax reduction scheme that is held for this household; None where it has no reduction."""
        if not self.schemes or not self.now.total("council_tax.reduction"):
            return None
        return self.schemes[-1].ends

    def amount_of(self, rule: str, day: dt.date) -> Any:
        """What a rule of one value is on a day."""
        return self.engine.amount(rule, None, None, self._dates(day))

    def _period(
        self, world: World, starts: dt.date, ends: dt.date, paid_on: dt.date, until: dt.date, brought: Decimal,
        gap: Gap, claimed: dt.date | None, first: bool, transitional_ended: bool,
    ) -> Period:  # fmt: skip
        dates = {"day": starts.toordinal(), "payday": ends.toordinal(), "assessment_period": starts.toordinal()}
        dates = {clock: max(day, self.first_rules.toordinal()) for clock, day in dates.items()}
        # Work of the period before still counts for childcare (reg 32(2)(a)).
        since = starts - 28 * DAY if self.case.children else starts
        situation = self._situation(world, starts, since, ends)
        kept = tuple(
            tuple(place for place in held if place.job.profit is None or self._held_in(world, place, starts, ends))
            for held in situation.jobs
        )
        # A change in the period counts from its first day (SI 2013/381 Sch 1 para 20): ages are those of its last.
        situation = replace(situation, jobs=kept, aged=ends)
        pays = [
            pay for stint in world.stints for pay in self.pays(stint, until + 40 * DAY) if starts <= pay.date <= ends
        ]
        received = [ZERO] * len(self.case.adults)
        for pay in pays:
            received[pay.stint.adult] += pay.counted
        daily = {name: self._by_day(world, rule, starts, ends) for name, rule in self.plan["by_day"].items()}
        anew = case_inputs.months_between(claimed, starts)
        lost = self._esa_lost(world, starts)
        key = (
            *self._state(world, starts, since, ends, lost), self._dates(starts)["assessment_period"] if starts in self.turns else 0,
            tuple(received), tuple(map(str, daily.values())), brought, gap, anew, first, transitional_ended,
            tuple(map(len, kept)), bisect_right(world.turns, ends),
        )  # fmt: skip
        run = self._periods.get(key)
        if run is None:
            made = self._inputs(situation, dates, lost)
            values = made.values
            self._give(values, "adult.pay_received", [max(ZERO, each) for each in received])
            for name, (days, weekly, whole) in daily.items():
                self._give(values, f"{name}_paid", weekly)
                values[f"{name}_days"], values[f"?{name}_days"] = days, [each != whole for each in days]
            # What is given of the account is about the first period: surplus earnings are brought in once.
            values["household.surplus_brought"] = values["household.surplus_earnings"] if first else brought
            values["household.transitional_ended"] = transitional_ended
            if gap.since is not None:
                values["household.award_ended"], values["?household.award_ended"] = gap.since.toordinal(), True
                values["household.award_ended_months"] = Decimal(gap.months)
            if anew is not None:
                values["household.claimed_anew_months"], values["?household.claimed_anew_months"] = Decimal(anew), True
            run = self._periods[key] = self._run(situation, dates, made)
        status = self.rules.rules[self.statement["universal_credit"]["status"]]
        total = {
            name: pence(run.values[f"universal_credit.{name}"])
            for name in ("award", "deductions", "earned_income", "benefit_cap_reduction")
        }
        return Period(
            starts, ends, paid_on, run, tuple(pays), total["award"], total["deductions"], total["earned_income"],
            str(status.choices[run.values[status.name]]), total["benefit_cap_reduction"] > 0,
            run.inputs.values["household.surplus_brought"], starts > self.last_rules,
        )  # fmt: skip

    def award(self, period: Period, received: list[Decimal], **other: Any) -> Decimal:
        """What an assessment period's award would be with other pay received, or other inputs (by name, a dot written as two underscores)."""
        made = period.run.inputs
        values = dict(made.values)
        self._give(values, "adult.pay_received", received)
        for name, value in other.items():
            self._give(values, name.replace("__", "."), value)
        dates = period.run.values.dates
        found: Decimal = self.engine.run(dates, values, made.structure)["universal_credit.award"]
        return pence(found)

    def _held_in(self, world: World, place: Place, first: dt.date, last: dt.date) -> bool:
        return any(stint.place.pointer == place.pointer and stint.held(first, last) for stint in world.stints)

    def _by_day(
        self, world: World, rule: str, starts: dt.date, ends: dt.date
    ) -> tuple[list[Decimal], list[Decimal], Decimal]:
        """Of a weekly benefit, by adult: the days of a period for which it is paid, and how much; and how many days there are."""
        adults = len(self.case.adults)
        days, weekly = [ZERO] * adults, [ZERO] * adults
        day = starts
        while day <= ends:
            run, to = self.spell(world, day), self.until(world, day, ends)
            for adult, amount in enumerate(run.values[rule]):
                if amount > 0:
                    days[adult] += (to - day).days + 1
                    weekly[adult] = weekly[adult] or amount
            day = to + DAY
        return days, weekly, Decimal((ends - starts).days + 1)

    @staticmethod
    def _give(inputs: dict[str, Any], name: str, values: list[Any]) -> None:
        inputs[name], inputs["?" + name] = values, [True] * len(values)


def _birthday(born: dt.date, year: int) -> dt.date:
    try:
        return born.replace(year=year)
    except ValueError:  # 29 February
        return dt.date(year, 3, 1)


def later_hours(job: Job, hours: Decimal, from_: dt.date) -> Job:
    """The job with other hours from a day on, at the same pay an hour."""
    before = job.hours_per_week or ZERO
    pay = None
    if before > 0 and job.take_home is not None and job.take_home.per not in ("hour", "day"):
        an_hour = case_inputs.yearly(job.take_home.amount, job.take_home.per) / 52 / before
        job = job.model_copy(update={"take_home": job.take_home.model_copy(update={"amount": an_hour, "per": "hour"})})
    elif before > 0 and job.pay is not None and job.pay.per not in ("hour", "day"):
        pay = job.pay.model_copy(update={"amount": job.pay.amount * hours / before})
    step = PayStep.model_construct(from_=from_, hours_per_week=hours, days_per_week=None, pay=pay)
    return job.model_copy(update={"schedule": (*job.schedule, step)})


def add_months(date: dt.date, months: int) -> dt.date:
    """The same day so many months on, or the month's last where it is shorter."""
    year, month = divmod(date.year * 12 + date.month - 1 + months, 12)
    following = dt.date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1)
    return dt.date(year, month + 1, min(date.day, (following - DAY).day))
