"""Who works where and when: employments over time, and the courses of events that are made of them.

Everything here is immutable. A course that differs in one employment shares all the others with the course that it was made from, so what
was worked out for a shared employment is found again.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from calculator.contract.case import Case, Work
from calculator.contract.households import Households, Person, person_of
from calculator.contract.job import Job, PayStep
from calculator.month.inputs import ZERO, yearly
from calculator.month.situation import Place, place_now, place_taken_up
from calculator.year.dates import DAY, monday
from calculator.year.paydays import next_due, paid_since

PAYDAYS_PER_YEAR = {"week": 52, "two_weeks": 26, "four_weeks": 13, "month": 12}


_NOBODY: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Absence:
    """Days off sick from a job, both included. `last` is None if no end is known.

    `since_esa` is how many days before the first of them the last day of New Style ESA was; None if there was none.
    """

    first: dt.date
    last: dt.date | None
    since_esa: int | None = None

    def holds(self, day: dt.date) -> bool:
        """Whether the person is off sick on a day."""
        return self.first <= day and (self.last is None or day <= self.last)


@dataclass(frozen=True, slots=True, eq=False)
class Employment:
    """One job of one adult over time, compared by identity.

    `starts` is None for a job that began before the case; `ends` is its last day. `new` marks a job that an option takes up. From the day
    `moved` on the payday is another one. Two groups of the adult's other jobs decide its tax code: those `beside` it, held on some of the same
    days, whose pay uses the tax-free amount first; and those `before` it, whose P45 it takes over. If an option only changes a job now,
    `goes_on` is true of the job as the option has it, and `goes_on_from` of the job now is the day of the change: it is one employment for PAYE
    and the pension.

    In a course that changes the household, `option` is that of the course, `holder` tells who holds the job, and the holder is in the household
    from the day it `joins` to the day it `leaves`. `later` is the job with each change of its pension or its costs, from its day on.
    """

    place: Place
    adult: int
    starts: dt.date | None
    ends: dt.date | None
    new: bool
    absence: Absence | None = None
    moved: dt.date | None = None
    beside: tuple[Employment, ...] = ()
    before: tuple[Employment, ...] = ()
    goes_on: bool = False
    goes_on_from: dt.date | None = None
    option: int | None = None
    holder: str = ""
    joins: dt.date | None = None
    leaves: dt.date | None = None
    later: tuple[tuple[dt.date, Job], ...] = ()

    @property
    def former(self) -> Employment | None:
        """The job now that this one goes on from."""
        return next((each for each in self.before if each.goes_on_from == self.starts), None) if self.goes_on else None

    @property
    def job(self) -> Job:
        return self.place.job

    @property
    def pointer(self) -> str:
        """Where the job stands in the case, as a JSON pointer."""
        return self.place.pointer

    @property
    def paydays_per_year(self) -> int:
        return PAYDAYS_PER_YEAR[self.job.pay_cycle]

    @property
    def paid_by_the_month(self) -> bool:
        """Whether the job has a usual pay that comes once a month."""
        return self.job.pay_cycle == "month" and bool(self.job.pay or self.job.take_home)

    def held(self, first: dt.date, last: dt.date) -> bool:
        """Whether the job is held on any day from first to last."""
        return (self.starts is None or self.starts <= last) and (self.ends is None or self.ends >= first)

    def belongs(self, day: dt.date) -> bool:
        """Whether the holder of the job is in the household on a day."""
        return (self.joins is None or self.joins <= day) and (self.leaves is None or day <= self.leaves)

    def last_held(self, day: dt.date) -> dt.date:
        """The day itself, or the last day of the job if that is earlier."""
        return min(day, self.ends) if self.ends else day

    def changes(self) -> Iterator[dt.date]:
        """Each day from which something about the job is different."""
        if self.starts:
            yield self.starts
        if self.ends:
            yield self.ends + DAY
        for step in self.job.schedule:
            yield step.from_
        for day, _ in self.later:
            yield day
        for unpaid in self.job.unpaid_periods:
            yield unpaid.from_
            yield unpaid.to + DAY
        if self.absence:
            yield self.absence.first
            if self.absence.last:
                yield self.absence.last + DAY

    def step(self, day: dt.date) -> int:
        """How many of the changes have happened by a day. The job is the same on all days with the same step."""
        return sum(1 for change in self.changes() if change <= day)

    def is_away(self, day: dt.date) -> bool:
        """Whether the person is off sick from the job on a day."""
        return self.absence is not None and self.absence.holds(day)

    def on(self, day: dt.date) -> Place:
        """The job as it is on a day: at that step of its schedule, off sick or on unpaid leave, without its single paydays."""
        changed: dict[str, object] = {"schedule": (), "pays": ()}
        for step in sorted(self.job.schedule, key=lambda step: step.from_):
            if step.from_ <= day:
                given = {"hours_per_week": step.hours_per_week, "days_per_week": step.days_per_week, "pay": step.pay}
                changed |= {name: value for name, value in given.items() if value is not None}
                if step.pay is not None:
                    changed["take_home"] = None
        absence = self.absence if self.is_away(day) else None
        if absence is None:
            changed["sick"] = None
        since_esa = absence.since_esa if absence else None
        as_changed = [job for begins, job in self.later if begins <= day]
        job = (as_changed[-1] if as_changed else self.job).model_copy(update=changed)
        if absence is None and self.job.on_unpaid_leave(day):
            job = job.without_work
        return Place(job, self.pointer, days_since_esa=since_esa)

    def with_job(self, job: Job) -> Employment:
        """The same employment with other facts about the job."""
        return replace(self, place=Place(job, self.pointer))


@dataclass(frozen=True, slots=True)
class DaysOff:
    """A time, from `first` to the day before `again`, in which an adult uses no days of a benefit. `days` is the input that counts them."""

    days: str
    adult: int
    first: dt.date
    again: dt.date


@dataclass(frozen=True, slots=True)
class JsaWait:
    """A time, from `first` to the day before `again`, in which an adult's New Style JSA is not due yet; `again` is the last day there is if it never is."""

    adult: int
    first: dt.date
    again: dt.date


@dataclass(frozen=True, slots=True, eq=False)
class Course:
    """A course of events, compared by identity: the employments, and from which day the rest of an option holds.

    `turns` are the days after the case's date on which anything is different from the day before, in order. `carer_weeks_off` are the weeks,
    each as an adult and a Monday, in which no carer's benefit is due, and `carer_weeks_on` those in which the pay of the week before does not end it
    though the usual pay would. `one_off_weeks` are those in which permitted work counts money that comes
    once, each with how much. `days_off` are the times in which an adult uses no days of a benefit whose days are counted, and `jsa_waits` those
    after a time in work in which New Style JSA is not due yet.
    """

    employments: tuple[Employment, ...]
    option: int | None
    begins: dt.date | None
    claims_from: dt.date | None
    turns: Sequence[dt.date]
    carer_weeks_off: frozenset[tuple[int, dt.date]] = frozenset()
    carer_weeks_on: frozenset[tuple[int, dt.date]] = frozenset()
    one_off_weeks: tuple[tuple[tuple[int, dt.date], Decimal], ...] = ()
    days_off: tuple[DaysOff, ...] = ()
    jsa_waits: tuple[JsaWait, ...] = ()

    def days_without(self, day: dt.date) -> tuple[tuple[str, int, int], ...]:
        """How many days before a day used none of a benefit, each with the input that counts them and the adult."""
        return tuple(
            (off.days, off.adult, (min(day, off.again) - off.first).days) for off in self.days_off if off.first < day
        )

    def waits_for_jsa(self, day: dt.date) -> frozenset[int]:
        """The adults whose New Style JSA has to wait on a day."""
        if not self.jsa_waits:
            return _NOBODY
        return frozenset(wait.adult for wait in self.jsa_waits if wait.first <= day < wait.again)

    def begun(self, day: dt.date) -> bool:
        """Whether the option has begun by a day."""
        return self.begins is not None and self.begins <= day

    def claimed(self, day: dt.date) -> bool:
        """Whether the claim that the option makes has begun by a day."""
        return self.claims_from is not None and self.claims_from <= day

    def without_carers_benefit(self, day: dt.date) -> frozenset[int]:
        """The adults for whom a day is in a week without a carer's benefit."""
        return _in_week(self.carer_weeks_off, day)

    def within_carers_limit(self, day: dt.date) -> frozenset[int]:
        """The adults for whom a day is in a week with a carer's benefit that the usual pay would end."""
        return _in_week(self.carer_weeks_on, day)

    def one_off_in_week(self, day: dt.date) -> tuple[tuple[int, Decimal], ...]:
        """The adults for whom permitted work counts money that comes once in the week of a day, each with how much."""
        if not self.one_off_weeks:
            return ()
        week = monday(day)
        return tuple((adult, amount) for (adult, begins), amount in self.one_off_weeks if begins == week)

    def has_childcare(self, first: dt.date, last: dt.date) -> bool:
        """Whether the option's childcare is used on any day from first to last: for as long as one of its own jobs is held."""
        taken_up = [employment for employment in self.employments if employment.new]
        return not taken_up or any(employment.held(first, last) for employment in taken_up)

    def uses_own_childcare(self, day: dt.date) -> bool:
        """Whether the option has begun by a day, and its childcare is used on it."""
        return self.begun(day) and self.has_childcare(day, day)

    def chosen(self) -> Employment | None:
        """The job that the option is about."""
        pointer = f"/options/{self.option}/job"
        return next((each for each in self.employments if each.pointer == pointer), None)


def _in_week(weeks: frozenset[tuple[int, dt.date]], day: dt.date) -> frozenset[int]:
    """The adults who have the week of a day among some weeks."""
    if not weeks:
        return _NOBODY
    week = monday(day)
    return frozenset(adult for adult, begins in weeks if begins == week)


def employment(
    place: Place, adult: int, starts: dt.date | None = None, ends: dt.date | None = None, new: bool = False
) -> Employment:
    """A job as an employment, off sick from the day that the case says."""
    sick = place.job.sick
    absence = Absence(sick.from_, None, place.days_since_esa) if sick else None
    return Employment(place, adult, starts, ends, new, absence)


def jobs_now(case: Case) -> tuple[Employment, ...]:
    """The employments of the case's adults as they are now."""
    return tuple(
        employment(place_now(person, job, f"/adults/{adult}/jobs/{number}"), adult)
        for adult, person in enumerate(case.adults)
        for number, job in enumerate(person.jobs)
    )


def jobs_of_option(
    case: Case, number: int, held: Sequence[Employment], households: Households
) -> tuple[Employment, ...]:
    """The employments of an option: the jobs held now that it replaces end on the day before it starts. Those who join bring their jobs."""
    chosen = case.options[number]
    starts = chosen.starts or case.date
    members = _Members(case, number, households)
    found = [*map(members.with_holder, held), *members.jobs_brought()]
    pointer = f"/options/{number}"
    works: list[tuple[Work, str, int]] = [(chosen, pointer, chosen.adult)]
    works += [(also, f"{pointer}/also/{n}", also.adult) for n, also in enumerate(chosen.also)]
    for work, where, adult in works:
        begins = work.starts or starts
        if work.work_done == "as_now":
            continue
        former: Employment | None = None
        for n, each in enumerate(found):
            same_person = each.adult == adult - 1 and each.belongs(max(case.date, begins))
            if same_person and not each.new and _replaces(work, each.job):
                going = former is None and each.ends is None and work.job is not None
                same = going and work.job is not None and _same_employer(each.job, work.job)
                found[n] = replace(
                    each, ends=min(filter(None, (each.ends, begins - DAY))), goes_on_from=begins if same else None
                )
                former = found[n] if same else former
        if work.work_done == "job" and work.job is not None:
            job = work.job if former is None else _with_paydays(work.job, former.job, begins, case)
            household = households.on(max(case.date, begins))
            place = place_taken_up(household.case, adult, job, f"{where}/job", begins)
            taken_up = replace(employment(place, adult - 1, begins, work.ends, new=True), goes_on=former is not None)
            found.append(members.of(taken_up, household.adults[adult - 1]))
    return tuple(found)


class _Members:
    """Who holds the jobs of an option, and from when to when they are in the household. Without changes nobody joins or leaves."""

    def __init__(self, case: Case, number: int, households: Households) -> None:
        self.case, self.number, self.households = case, number, households

    def of(self, held: Employment, person: Person) -> Employment:
        """A job that somebody holds, with the days on which they are in the household."""
        if not self.households.turns:
            return held
        days: list[tuple[dt.date, bool]] = [
            (day, any(adult.pointer == person.pointer for adult in household.adults))
            for day, household in zip((self.case.date, *self.households.turns), self.households, strict=True)
        ]
        first = next(n for n, (_, there) in enumerate(days) if there)
        joins = days[first][0]
        leaves = next((day - DAY for day, there in days[first:] if not there), None)
        since = None if days[0][1] else joins
        return replace(held, option=self.number, holder=person.pointer, joins=since, leaves=leaves)

    def with_holder(self, held: Employment) -> Employment:
        """A job that an adult of the case does now."""
        return self._with_changes(held, person_of(self.case, "adults", held.adult))

    def _with_changes(self, held: Employment, person: Person) -> Employment:
        """A job that somebody holds, with the days on which its pension or costs change."""
        number, job = int(held.pointer.rpartition("/")[2]), held.job
        later: list[tuple[dt.date, Job]] = []
        for day, household in zip(self.households.turns, list(self.households)[1:], strict=True):
            place = next((n for n, each in enumerate(household.adults) if each.pointer == person.pointer), None)
            if place is not None:
                then = household.case.adults[place].jobs[number]
                if _changeable(then) != _changeable(job):
                    later.append((day, then))
                    job = then
        return replace(self.of(held, person), later=tuple(later)) if later else self.of(held, person)

    def jobs_brought(self) -> Iterator[Employment]:
        """The jobs of those who join the household, who did them before."""
        seen = {f"/adults/{n}" for n in range(len(self.case.adults))}
        for household in self.households:
            for adult, person in enumerate(household.adults):
                if person.pointer not in seen:
                    seen.add(person.pointer)
                    for number, job in enumerate(household.case.adults[adult].jobs):
                        place = place_now(household.case.adults[adult], job, f"{person.pointer}/jobs/{number}")
                        yield self._with_changes(employment(place, adult), person)


def linked(employments: Sequence[Employment]) -> tuple[Employment, ...]:
    """The same employments, each with the jobs `beside` and `before` it among them. Those whose links are right already stay the same objects."""
    ranks = _ranks(employments)
    made: dict[int, Employment] = {}

    def link(place: int) -> Employment:
        if place not in made:
            each = employments[place]
            begins, ends = each.starts or dt.date.min, each.ends or dt.date.max
            others = [n for n in ranks if n != place and _same_holder(employments[n], each)]
            before = [n for n in others if _ended_before(employments[n], begins)]
            beside = [n for n in others if ranks[n] < ranks[place] and employments[n].held(begins, ends)]
            links = (tuple(map(link, beside)), tuple(map(link, before)))
            made[place] = (
                each if (each.beside, each.before) == links else replace(each, beside=links[0], before=links[1])
            )
        return made[place]

    return tuple(link(place) for place in range(len(employments)))


def _ranks(employments: Sequence[Employment]) -> dict[int, tuple[dt.date, int]]:
    """Which job has the tax-free amount first, by its place: the one that began first. A job that takes over a P45 has the rank of the old job."""
    ranks: dict[int, tuple[dt.date, int]] = {}
    taken_over: set[int] = set()
    for place in sorted(range(len(employments)), key=lambda place: employments[place].starts or dt.date.min):
        each = employments[place]
        begins = each.starts or dt.date.min
        free = [
            n
            for n in ranks
            if n not in taken_over and _same_holder(employments[n], each) and _ended_before(employments[n], begins)
        ]
        ranks[place] = min([(begins, place), *(ranks[n] for n in free)])
        taken_over.update(free)
    return ranks


def _changeable(job: Job) -> tuple[object, ...]:
    """What a change of the household can change of a job."""
    return job.pension, job.pension_choice, job.work_costs


def _same_holder(one: Employment, other: Employment) -> bool:
    return (one.adult, one.holder) == (other.adult, other.holder)


def _ended_before(employment: Employment, day: dt.date) -> bool:
    return employment.ends is not None and employment.ends < day


def _replaces(work: Work, job: Job) -> bool:
    return work.replaces == "all" or (work.replaces != "none" and job.name in work.replaces)


def _same_employer(held: Job, taken_up: Job) -> bool:
    """Whether an option's job is one held now, with other hours or terms: it has the same name, and no starter checklist."""
    if held.is_trade or taken_up.is_trade or taken_up.starter_statement is not None:
        return False
    return held.name is not None and taken_up.name is not None and held.name.casefold() == taken_up.name.casefold()


def _with_paydays(job: Job, held: Job, begins: dt.date, case: Case) -> Job:
    """The job with the paydays of the one that it goes on from, if it is paid as often and the case does not give its own."""
    cycle = job.pay_cycle
    if cycle != held.pay_cycle or job.payday is not None or job.first_payday is not None:
        return job
    if cycle == "month":
        return job.model_copy(update={"payday": held.payday or (held.first_payday.day if held.first_payday else None)})
    return job.model_copy(update={"first_payday": next_due(held, paid_since(case.date), begins, case.nation)})


def with_hours(job: Job, hours: Decimal, from_: dt.date) -> Job:
    """The job with other hours from a day on, at the same pay an hour."""
    before = job.hours_per_week or ZERO
    pay = None
    if before > 0 and job.take_home is not None and job.take_home.per not in ("hour", "day"):
        an_hour = yearly(job.take_home.amount, job.take_home.per) / 52 / before
        job = job.model_copy(update={"take_home": job.take_home.model_copy(update={"amount": an_hour, "per": "hour"})})
    elif before > 0 and job.pay is not None and job.pay.per not in ("hour", "day"):
        pay = job.pay.model_copy(update={"amount": job.pay.amount * hours / before})
    step = PayStep.model_construct(from_=from_, hours_per_week=hours, days_per_week=None, pay=pay)
    return job.model_copy(update={"schedule": (*job.schedule, step)})
