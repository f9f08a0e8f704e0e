"""Whether the months of a case can differ at all, by what the case alone says."""

from __future__ import annotations

from calculator.contract.case import Case
from calculator.contract.job import Job
from calculator.contract.people import Adult
from calculator.month.inputs import esa_days_counted


def any_month_may_vary(case: Case) -> bool:
    """Whether the ordinary months of any course of a case can differ at all. Most months are alike, and need no year."""
    offered = [job for each in case.options for job in (each.job, *(other.job for other in each.also)) if job]
    jobs = [*(job for adult in case.adults for job in adult.jobs), *offered]
    changing = any(each.changes for each in case.options)
    return changing or any(paid_otherwise(job) for job in jobs) or something_ends(case)


def paid_otherwise(job: Job) -> bool:
    """Whether a job has a usual pay that does not come by the month."""
    return job.pay_cycle != "month" and bool(job.pay or job.take_home)


def something_ends(case: Case) -> bool:
    """Whether something that a case says of its people ends, or may end, on a day that is known."""
    account = case.universal_credit
    ends = account is not None and (
        account.benefit_cap_grace_ends is not None
        or (account.transitional_first_period_over_threshold is True and (account.transitional_element or 0) > 0)
    )
    return ends or any(_may_end(adult, case) for adult in case.adults)


def _may_end(adult: Adult, case: Case) -> bool:
    """Whether something that an adult has may end on a day that is known."""
    esa, jsa = adult.new_style_esa, adult.new_style_jsa
    days = esa is not None and esa.group != "support" and esa_days_counted(adult, case.date) is not None
    trades = any(job.trading_from or job.profits for job in adult.jobs)
    dated = any(item.from_ or item.to for item in adult.other_income)
    return bool(days or (jsa and jsa.from_) or trades or dated or adult.start_up_period_ends)
