"""Jobs of a Case as facts for the rules: how the pay is given, and what a year of it comes to."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from calculator.contract.errors import Problem
from calculator.contract.job import Job
from calculator.contract.money import PayMoney
from calculator.month.inputs.amounts import PER_YEAR, ZERO, Fact, monthly, months_between, yearly
from calculator.month.situation import Place, Situation

_BY_THE_WEEK = ("day", "week", "two_weeks", "four_weeks")  # pay of these is for weeks with work only


def job_facts(place: Place, situation: Situation) -> dict[str, Fact]:
    """What the rules are told of a job, by the last part of the inputs' names."""
    job = place.job.settled
    facts: dict[str, Fact] = {
        "pension": job.pension_choice,
        "work_costs": sum((monthly(cost) for cost in job.work_costs), ZERO),
        "off_sick": True if job.sick else None,
        "days_since_esa": place.days_since_esa,
        "changes": True if place.job.schedule else None,
        "ssp_weeks_used": _weeks_of_sick_pay(job, situation),
        "contract_sick_pay": _contract_sick_pay(job, situation.date),
        "trading_months": months_between(place.job.trading_from, situation.aged or situation.date),
        "trade_is_new": place.new_trade,
        "taken_up": place.taken_up,
    }
    if job.pension is not None:
        percent = job.pension.employee_percent
        facts |= {
            "pension_percent": None if percent is None else percent / 100,
            "pension_basis": job.pension.basis,
            "pension_method": job.pension.method,
        }
    return facts | _fullest_week(place.job) | _pay(job)


def job_problems(place: Place) -> list[Problem]:
    """What has to be given with a job's pay, and is not."""
    job, money = place.job.settled, place.job.settled.pay or place.job.settled.take_home
    if job.is_trade or money is None:
        return []
    if money.per == "hour" and job.hours_per_week is None:
        return [Problem(f"{place.pointer}/hours_per_week", "is needed if pay is by the hour")]
    if money.per == "day" and job.days_per_week is None:
        return [Problem(f"{place.pointer}/days_per_week", "is needed if pay is by the day")]
    return []


def _pay(job: Job) -> dict[str, Fact]:
    """How the pay is given, and the sum of a year of it if it does not go by the hour."""
    profit = job.usual_profit
    if profit is not None:
        return {"pay_given": "profit", "profit": yearly(profit.amount, profit.per), "profits_vary": bool(job.profits)}
    money = job.pay or job.take_home
    if money is None:
        return {"pay_given": "none"}
    hourly, fixed = ("pay_per_hour", "pay_fixed") if job.pay else ("take_home_per_hour", "take_home")
    given = "take_home" if job.pay is None else "hourly" if money.per == "hour" else "fixed"
    weeks = Decimal(52) if job.weeks_per_year is None else job.weeks_per_year
    if money.per == "hour":
        return {"pay_given": given, hourly: money.amount}
    if money.per == "day":
        return {"pay_given": given, fixed: money.amount * (job.days_per_week or 0) * weeks}
    year = yearly(money.amount, money.per)
    if money.per in _BY_THE_WEEK:
        return {"pay_given": given, fixed: year * weeks / 52}
    return {"pay_given": given, fixed: year, "pay_is_even": True}


def _fullest_week(job: Job) -> dict[str, Fact]:
    """The most hours and pay a week that one payday, one step of the changes over time or a week of term comes to; None if all weeks are alike.

    The rules work out a week of term that is paid by the hour. The pay of a payday is spread evenly over its weeks, because it is not known
    which of them were the long ones.
    """
    share = PER_YEAR[job.pay_cycle] / 52
    hours = [pay.hours * share for pay in job.pays if pay.hours is not None]
    pays = [((pay.take_home if pay.gross is None else pay.gross) or ZERO) * share for pay in job.pays]
    week, days, money = job.hours_per_week or ZERO, job.days_per_week or ZERO, job.pay or job.take_home
    for step in (None, *sorted(job.schedule, key=lambda step: step.from_)) if job.schedule else ():
        if step is not None:
            week = week if step.hours_per_week is None else step.hours_per_week
            days = days if step.days_per_week is None else step.days_per_week
            money = step.pay or money
        hours.append(week)
        if money is not None:
            pays.append(_in_a_week(money, week, days))
    if (
        money is not None
        and money.per in _BY_THE_WEEK
        and job.weeks_per_year is not None
        and 0 < job.weeks_per_year < 52
    ):
        pays.append(_in_a_week(money, week, days))
    return {"fullest_week_hours": max(hours, default=None), "fullest_week_pay": max(pays, default=None)}


def _in_a_week(money: PayMoney, hours: Decimal, days: Decimal) -> Decimal:
    """What pay comes to in a week with so many hours and days of work."""
    units = {"hour": hours, "day": days}.get(money.per)
    return yearly(money.amount, money.per) / 52 if units is None else money.amount * units


def _weeks_of_sick_pay(job: Job, situation: Situation) -> Decimal | None:
    """Weeks off sick before the day of the position. What the case gives counts to the case's date, and the days off since then come on top."""
    if job.sick is None:
        return None
    given, counted_from = job.sick.ssp_weeks_used, job.sick.from_
    if given is not None:
        counted_from = max(counted_from, situation.case.date)
    return (given or ZERO) + Decimal(max(0, (situation.date - counted_from).days)) / 7


def _contract_sick_pay(job: Job, date: dt.date) -> Decimal | None:
    """What the employer pays on top of Statutory Sick Pay on a day, in pounds a week, by the first step that has not ended by then."""
    steps = [step for step in job.sick.contract_pay if step.until >= date] if job.sick else []
    first = min(steps, key=lambda step: step.until, default=None)
    return yearly(first.amount, first.per) / 52 if first else None
