"""How much work a case is, estimated from its shape before any of it is done.

A unit is about one run of all rules, or four runs of the few that a payday needs. With what is built from it, a unit takes one to three
thousandths of a second and at most 0.13 MiB, so a case of MOST units takes about a second and less than 100 MiB. A site that answers
strangers refuses more than that; the command line, on a person's own machine, does not.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence

from calculator.contract.case import Case, Option
from calculator.contract.errors import CaseError, Problem
from calculator.contract.job import Job
from calculator.contract.people import Adult
from calculator.frozen import frozen
from calculator.i18n.language import gettext, later

MOST = 500
WHERE = "/options"
SHOWN = 0.15  # of the whole: what costs less is not worth cutting

# What each part costs, in units. The tests count the runs of the rules in real cases and hold these against them.
POSITION = 10.0  # the position now, or in one option: as answered, and with other answers to what is left open
PARTNER = 16.0  # more of it in a couple, as what is left open is so for both
AGES = 10.0  # and where a child has no date of birth, or another adult lives in the home
OPEN = 2.0  # the same for each such child and adult
WORKING = 30.0  # the working of a position that is looked at, with what each rule used
HOURS = 6.0  # what an option would come to at other hours
YEAR = 8.0  # a year of an option or of what it is compared with, and the same with each what-if
MONTHS = 11.5  # the first twelve assessment periods, as now or in an option, if its months may be unlike
BIRTHS = 1.5  # as often again if dates of birth are open, because other dates can give other months
RATES = 1.5  # and if the rate of the health element is open
OF_A_YEAR = 0.2  # of these months, what they cost if the year is worked out too
ESA = 8.0  # a year in which New Style ESA may stop and come back
JOB = 6.0  # each job of a year
CHANGE = 1.0  # each day of a year on which something else changes
HOUSEHOLD = 3.0  # each change of the household in a year: the day, and those on which what it brings changes again
STEP = 1.2  # each change of hours or pay, besides
PAYDAY = 1.0  # each payday that is given
PAYDAYS = 0.05  # each payday that is worked out
PERIODS = 0.05  # each assessment period before the option starts
PER_THING = 0.04  # more of all this for each child, other adult and job, as the rules are run for each
_PER_YEAR = {"week": 52, "two_weeks": 26, "four_weeks": 13, "month": 12, None: 12}
_WORKING_DAYS = 260
PARTS = 3  # more years of an option if money that an employer owes is tried in parts: in one sum, in three and in six
_IN_PARTS = ("back_pay", "redundancy")


@frozen
class Effort:
    """Units of work by what causes them."""

    options: float = 0
    years: float = 0
    what_ifs: float = 0
    changes: float = 0
    paydays: float = 0

    @property
    def total(self) -> int:
        return round(self.options + self.years + self.what_ifs + self.changes + self.paydays)


# What to cut, by what causes the work.
_CUT = {
    "options": later("fewer options"),
    "years": later("fewer options or fewer jobs"),
    "what_ifs": later("fewer what-ifs"),
    "changes": later("fewer changes of hours or pay"),
    "paydays": later("fewer paydays, or a job that starts sooner"),
}


def estimate(case: Case, closely: Collection[int] | None = None) -> Effort:
    """The work of a case; only options that are looked at `closely` (all, where it is not said which) have other hours and a year."""
    close = [each for number, each in enumerate(case.options) if closely is None or number in closely]
    others = case.home.non_dependants if case.home else ()
    joining = max((_joining(each) for each in case.options), default=0)
    unknown = sum(child.date_of_birth is None for child in case.children) + len(others) + joining
    jobs_now = [job for adult in case.adults for job in adult.jobs]
    most_jobs = max((len(_taken_up(each)) for each in case.options), default=0) + len(jobs_now)
    larger = 1 + PER_THING * (len(case.children) + len(others) + most_jobs + joining)
    position = POSITION + PARTNER * (len(case.adults) > 1 or joining > 0) + AGES * (unknown > 0) + OPEN * unknown
    options = position * (1 + len(case.options)) + WORKING * (1 + len(close)) * ("working" in case.views)
    options += HOURS * sum(bool(each.job) for each in close)
    if _may_vary(case, jobs_now):
        answers = (BIRTHS if unknown else 1) * (RATES if any(_is_open(adult) for adult in case.adults) else 1)
        shared = OF_A_YEAR if "timeline" in case.views else 1
        options += answers * shared * MONTHS * (1 + len(case.options))
    if "timeline" not in case.views:
        return Effort(options=options * larger)
    years = what_ifs = changes = paydays = 0.0
    dated = _dated(case)
    each_year = YEAR + ESA * any(adult.new_style_esa for adult in case.adults)
    base = next((each for each in case.options if each.name == case.compare_with), None)
    jobs_of_base = [*jobs_now, *(_taken_up(base) if base else ())]
    for starts in {case.start_of(each) for each in close}:
        if base is not None and base in close and case.start_of(base) == starts:
            continue
        years += each_year + JOB * len(jobs_of_base)
        changes += _changes(jobs_of_base, dated) + STEP * _steps(jobs_of_base)
        paydays += _paydays(case, jobs_of_base, starts)
    for each in close:
        jobs, own = [*jobs_now, *_taken_up(each)], [each.job] if each.job else []
        started, asked = case.start_of(each), len(each.what_if)
        years += (each_year + JOB * len(jobs)) * (1 + PARTS * _may_come_in_parts(case, each))
        what_ifs += asked * (each_year + JOB)
        changes += (_changes(jobs, dated) + _turns(each)) * (1 + asked) + STEP * (_steps(jobs) + asked * _steps(own))
        paydays += _paydays(case, jobs, started) + asked * _paydays(case, own, started, given=False)
        paydays += PERIODS * max(0, (started - (each.universal_credit_from or started)).days / 30)
    return Effort(*(part * larger for part in (options, years, what_ifs, changes, paydays)))


def _may_come_in_parts(case: Case, option: Option) -> bool:
    """Whether money may come that is tried in monthly parts as well."""
    return any(each.kind in _IN_PARTS for each in (*option.money, *case.money))


def check(case: Case, closely: Collection[int] | None, most: int) -> int:
    """The units of work of a case. Raises CaseError, saying what to cut, if they are more than `most`."""
    found = estimate(case, closely)
    if found.total <= most:
        return found.total
    shares = sorted(((getattr(found, name), words) for name, words in _CUT.items()), key=lambda each: -each[0])
    cut = list(dict.fromkeys(gettext(words) for share, words in shares if share >= SHOWN * found.total))
    said = gettext(
        "This is too much to work out at once: about %(work)s units of work, where %(most)s are allowed. Ask for %(cut)s."
    )
    raise CaseError([Problem(WHERE, said % {"work": f"{found.total:,}", "most": f"{most:,}", "cut": "; ".join(cut)})])


def _may_vary(case: Case, jobs_now: Iterable[Job]) -> bool:
    """Whether the months of a first year may be unlike each other, so that they are worked out although no year is asked for."""
    jobs = [*jobs_now, *(job for each in case.options for job in _taken_up(each))]
    account = case.universal_credit
    ends = account is not None and bool(account.benefit_cap_grace_ends or account.transitional_element)
    benefits = any(each.new_style_esa or each.new_style_jsa or each.start_up_period_ends for each in case.adults)
    benefits = benefits or any(item.from_ or item.to for each in case.adults for item in each.other_income)
    changing = any(each.changes for each in case.options)
    return (
        ends or benefits or changing or any(job.pay_cycle != "month" or job.trading_from or job.profits for job in jobs)
    )


def _is_open(adult: Adult) -> bool:
    """Whether the rate of the health element may be open for an adult."""
    return adult.uc_health == "lcwra" and adult.lcwra_rate is None


def _joining(option: Option) -> int:
    """The people whom changes of the household may bring."""
    paths = [change.path for change in option.changes if change.op != "remove"]
    return sum(path.startswith(("/adults/", "/children")) and path.count("/") <= 2 for path in paths)


def _turns(option: Option) -> float:
    """The household of an option that changes, and its money that comes once."""
    return HOUSEHOLD * len(option.changes) + CHANGE * len(option.money)


def _taken_up(option: Option) -> list[Job]:
    return [work.job for work in (option, *option.also) if work.job is not None]


def _steps(jobs: Iterable[Job]) -> int:
    return sum(len(job.schedule) for job in jobs)


def _changes(jobs: Sequence[Job], dated: int) -> float:
    """What changes in a year besides the law: the household and its jobs."""
    return CHANGE * (dated + _steps(jobs) + sum(job.trading_from is not None for job in jobs))


def _dated(case: Case) -> int:
    """Days on which something about the household changes, at most."""
    account = case.universal_credit
    born = [*(each.date_of_birth for each in case.adults), *(each.date_of_birth for each in case.children)]
    told = [*(each.medical_evidence_from for each in case.adults), account.award_ended if account else None]
    ends = [debt.ends for debt in case.deductions]
    ends += [day for each in case.adults for item in each.other_income for day in (item.from_, item.to)]
    return sum(each is not None for each in (*born, *told, *ends)) + len(case.money)


def _paydays(case: Case, jobs: Iterable[Job], starts: dt.date, given: bool = True) -> float:
    """The paydays of jobs until a year after an option starts. A day off sick costs as much as one."""
    years = 1 + (starts - case.date).days / 365
    return sum(
        PAYDAY * len(job.pays) * given
        + PAYDAYS * years * (_PER_YEAR[job.paid] + (_WORKING_DAYS if job.sick is not None else 0))
        for job in jobs
    )
