"""The positions of a Case: who works where now, and who would in each option."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from calculator.contract.benefits import Claims
from calculator.contract.case import Case, Option, Work
from calculator.contract.home import ChildCare
from calculator.contract.households import Household, Households, Person, person_of, unchanged
from calculator.contract.job import Job
from calculator.contract.money import Money
from calculator.contract.people import Adult
from calculator.frozen import frozen


@frozen
class Place:
    """A job, and the JSON pointer to it in the Case."""

    job: Job
    pointer: str
    new_trade: bool = False  # self-employment that is assumed to begin here, because the Case does not say when it did
    # Days from the last day of New Style ESA to the first day off sick from this job; None if there was no ESA before it.
    days_since_esa: int | None = None

    @property
    def taken_up(self) -> bool:
        """Whether an option brings the job."""
        return self.pointer.startswith("/options/") and "/changes/" not in self.pointer


@frozen
class Situation:
    """One position to work out. `jobs` has the jobs of each adult; `date` picks the rules.

    `aged` is the day whose ages count, if that is not `date`: a birthday in an assessment period counts for the whole of it.
    """

    case: Case
    date: dt.date
    jobs: tuple[tuple[Place, ...], ...]
    childcare: Money | tuple[ChildCare, ...] | None
    claims: Claims | None
    option: int | None  # which option this is; None is now
    chosen: Place | None  # the job whose hours the option is about
    aged: dt.date | None = None
    birthdays: bool = False  # whether people given by age have had the birthdays that are sure to lie before `date`
    changed: Household | None = None  # the household that `case` is of, if changes of an option have been made in it

    @property
    def pointer(self) -> str:
        return "" if self.option is None else f"/options/{self.option}"

    @property
    def household(self) -> Household:
        """Who is in the household, and where the given case tells of them."""
        return self.changed or unchanged(self.case)

    def adult(self, number: int) -> Person:
        """Where the given case tells of an adult, by their place in the household."""
        return self.changed.adults[number] if self.changed else person_of(self.case, "adults", number)

    def child(self, number: int) -> Person:
        """Where the given case tells of a child, by their place in the household."""
        return self.changed.children[number] if self.changed else person_of(self.case, "children", number)

    @property
    def other_adults(self) -> bool:
        """Whether changes have made a couple, or parted one."""
        return self.changed is not None and self.changed.other_adults


def now(case: Case) -> Situation:
    """The position today."""
    return _held(unchanged(case), case.date)


def _held(household: Household, day: dt.date) -> Situation:
    """The jobs of today as they are on a day, which may be in a period without pay or after one."""
    case = household.case
    jobs = tuple(
        tuple(
            place_now(adult, job.without_work if job.on_unpaid_leave(day) else job, f"{person.pointer}/jobs/{j}")
            for j, job in enumerate(adult.jobs)
        )
        for adult, person in zip(case.adults, household.adults, strict=True)
    )
    changed = household if household.made else None
    return Situation(case, case.date, jobs, case.childcare, case.claims, None, None, changed=changed)


def place_now(adult: Adult, job: Job, pointer: str) -> Place:
    """A job that an adult does now. An adult who gets New Style ESA and is off sick had ESA up to the day before, unless ESA began later."""
    esa, sick = adult.new_style_esa, job.sick
    before = esa is not None and sick is not None and (esa.from_ is None or esa.from_ < sick.from_)
    return Place(job, pointer, days_since_esa=1 if before else None)


def option(case: Case, number: int) -> Situation:
    """The position in one option, in a typical month once everything in it has begun.

    The rules are those of the case's date, or of the option's start if that is later. Changes count that have begun by that day.
    """
    chosen = case.options[number]
    starts = chosen.starts or case.date
    household = Households(case, number).on(max(case.date, starts))
    today = _held(household, max(case.date, starts))
    jobs = [list(held) for held in today.jobs]
    pointer = f"/options/{number}"
    place = _take_up(jobs, chosen.adult, chosen, pointer, today, starts)
    for other, also in enumerate(chosen.also):
        _take_up(jobs, also.adult, also, f"{pointer}/also/{other}", today, also.starts or starts)
    return replace(
        today,
        date=max(case.date, starts),
        jobs=tuple(tuple(held) for held in jobs),
        childcare=household.childcare if household.childcare is not None else today.childcare,
        claims=_claims(today.case, chosen),
        option=number,
        chosen=place,
        birthdays=True,
    )


def place_taken_up(case: Case, adult: int, job: Job, pointer: str, starts: dt.date) -> Place:
    """The job of an option. Self-employment begins with it if there is none now and the Case does not say otherwise."""
    person = case.adults[adult - 1]
    trades = any(each.is_trade for each in person.jobs)
    if not job.is_trade or job.trading_from or person.start_up_period_ends or trades:
        return Place(job, pointer)
    return Place(job.model_copy(update={"trading_from": starts}), pointer, new_trade=True)


def _take_up(
    jobs: list[list[Place]], adult: int, work: Work, pointer: str, today: Situation, starts: dt.date
) -> Place | None:
    """Change one adult's jobs as the option says. Returns the job taken up, if any."""
    if work.work_done == "as_now":
        return None
    held = jobs[adult - 1]
    if work.replaces == "all":
        # What an earlier `also` of the same option added for this adult stays.
        held[:] = [place for place in held if place not in today.jobs[adult - 1]]
    elif work.replaces != "none":
        held[:] = [place for place in held if place.job.name not in work.replaces]
    if work.work_done == "none" or work.job is None:
        return None
    place = place_taken_up(today.case, adult, work.job, f"{pointer}/job", starts)
    if place.job.sick is not None and today.case.adults[adult - 1].new_style_esa is not None:
        # ESA is due at least up to the day before the job starts.
        place = replace(place, days_since_esa=max(1, (place.job.sick.from_ - starts).days + 1))
    held.append(place)
    return place


def _claims(case: Case, chosen: Option) -> Claims | None:
    """What the household would claim: what the option says, and otherwise what it claims now."""
    made = chosen.claims_made
    if made is None or case.claims is None:
        return made or case.claims
    said = {name: value for name, value in made if value is not None}
    return case.claims.model_copy(update=said)


def job_is_over(situation: Situation, adult: int) -> bool:
    """Whether an option brought an adult a job that has ended by this day. That happens in a year, and not in a typical month."""
    if situation.option is None or any(place.taken_up for place in situation.jobs[adult]):
        return False
    chosen = situation.case.options[situation.option]
    starts = chosen.starts or situation.case.date
    begun = [(chosen.adult, chosen, starts), *((also.adult, also, also.starts or starts) for also in chosen.also)]
    return any(who == adult + 1 and work.work_done == "job" and from_ <= situation.date for who, work, from_ in begun)


def positions(case: Case) -> Sequence[Situation]:
    """Now, then each option in order."""
    return [now(case), *(option(case, number) for number in range(len(case.options)))]
