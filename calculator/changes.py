"""Other choices for a job that somebody has now: fewer hours, a phased return, time on sick pay.

Each is made from that job's own facts, as the job of an option (CONTRACT: Option), in the form in which JSON gives it.
"""

from __future__ import annotations

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from calculator.contract.job import Job

PENCE, QUARTER = Decimal("0.01"), Decimal("0.25")


class PayNotKnown(Exception):
    """What other hours would pay cannot be told: the hours of the job are not given, or its pay only after tax."""


def fewer_hours(job: Job, hours: Decimal, days: Decimal | None = None) -> dict[str, Any]:
    """The job with other hours for good, at the same rate of pay. Its costs go by its days, where both are known."""
    made = {**_at_work(job), "hours_per_week": hours, "pay": _pay(job, hours)}
    _set_days(made, days)
    if days is not None and job.days_per_week:
        made["work_costs"] = [
            {**cost, "amount": _rounded(cost["amount"] * days / job.days_per_week, PENCE)}
            for cost in made.get("work_costs", ())
        ]
    return made


def phased_return(job: Job, first: dt.date, weeks: int, hours: Decimal, days: Decimal | None = None) -> dict[str, Any]:
    """The job from fewer hours back to its own, in equal steps over some weeks: one for each day added, else one a week."""
    full, full_days = job.hours_per_week, job.days_per_week
    start = _pay(job, hours)
    if full is None:
        raise PayNotKnown
    by_day = days is not None and full_days is not None and days < full_days
    steps = min(weeks, int(-((days - full_days) // 1))) if by_day and days is not None and full_days else weeks
    schedule = []
    for step in range(1, steps + 1):
        share = Decimal(step) / steps
        then = full if step == steps else _rounded(hours + (full - hours) * share, QUARTER)
        change: dict[str, object] = {
            "from": first + dt.timedelta(weeks=round(weeks * step / steps)),
            "hours_per_week": then,
        }
        if by_day and days is not None and full_days is not None:
            change["days_per_week"] = _rounded(days + (full_days - days) * share, QUARTER)
        if _goes_with_hours(job):
            change["pay"] = _pay(job, then)
        schedule.append(change)
    made = {**_at_work(job), "hours_per_week": hours, "pay": start, "schedule": schedule}
    _set_days(made, days)
    return made


def off_sick(job: Job, first: dt.date) -> dict[str, Any]:
    """The job with sick pay in place of pay from a day on."""
    return {**_at_work(job), "sick": {"from": first}}


def _at_work(job: Job) -> dict[str, Any]:
    return {name: part for name, part in job.model_dump(by_alias=True, exclude_unset=True).items() if name != "sick"}


def _set_days(made: dict[str, object], days: Decimal | None) -> None:
    if days is None:
        made.pop("days_per_week", None)
    else:
        made["days_per_week"] = days


def _goes_with_hours(job: Job) -> bool:
    """Whether the pay is a sum for a time whose hours change it, such as a salary."""
    return job.pay is not None and job.pay.per not in ("hour", "day")


def _pay(job: Job, hours: Decimal) -> dict[str, object]:
    """What the same rate of pay gives for other hours."""
    if job.pay is None or not job.hours_per_week:
        raise PayNotKnown
    amount = job.pay.amount
    if _goes_with_hours(job):
        amount = _rounded(amount * hours / job.hours_per_week, PENCE)
    return {"amount": amount, "per": job.pay.per}


def _rounded(number: Decimal, to: Decimal) -> Decimal:
    return (number / to).quantize(Decimal(1), ROUND_HALF_UP) * to
