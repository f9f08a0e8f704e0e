"""Synthetic caseloads: households that nobody lives in, drawn from published statistics.

The same seed gives the same households, and household n is the same however many are made. Each case has a choice of jobs of 8, 16, 24 and 37
hours a week at one pay an hour.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from calculator.calculator import Calculator
from calculator.caseload.published import HomeCouncil, allowances, marginals, number, places, shares

Population = Literal["service", "universal_credit"]
POPULATIONS: tuple[Population, ...] = ("service", "universal_credit")
HOURS = (8, 16, 24, 37)
COUPLES = ("couple", "couple_with_children")
FAMILIES = ("lone_parent", "couple_with_children")
# The day of a caseload in its tax year. All rates of the year are in force on it.
MONTH, DAY = 11, 30


@dataclass(frozen=True, slots=True)
class CaseloadYear:
    """The year of a caseload, as in `2026-27`, with the day of its cases and the National Living Wage on that day."""

    name: str
    date: dt.date
    wage: Decimal


def year_of(calculator: Calculator, name: str) -> CaseloadYear:
    """A tax year such as `2026-27`. Raises ValueError, saying which years there are."""
    years = [f"{first}-{(first + 1) % 100:02}" for first in range(calculator.first.year, calculator.last.year)]
    if name not in years:
        raise ValueError(f"must be one of {', '.join(years)}, the years that the rules cover")
    date = dt.date(int(name[:4]), MONTH, DAY)
    return CaseloadYear(name, date, calculator.amount(marginals()["pay"]["wage"], date))


def households(
    count: int, seed: int, year: CaseloadYear, population: Population = "service"
) -> Iterator[dict[str, object]]:
    """So many cases, as JSON."""
    for place in range(count):
        yield household(random.Random(f"{population} {seed} {place}"), year, population)


def household(draws: random.Random, year: CaseloadYear, population: Population) -> dict[str, object]:
    """One case, as JSON."""
    family = shares("family").draw(draws)
    councils, known = places()
    place = known[councils.draw(draws)]
    children = _children(draws, year) if family in FAMILIES else []
    adults = [_adult(draws, year, population, family)]
    if family in COUPLES:
        adults.append(_partner(draws, year, population))
    tenure = shares("tenure").draw(draws)
    pay = _pay(draws, year)
    works = bool(adults[0]["jobs"])
    case: dict[str, object] = {
        "date": year.date.isoformat(),
        "council": place.code,
        "adults": adults,
        "children": children,
        "home": _home(draws, year, place, tenure, _bedrooms(family, len(children))),
        "savings": _savings(draws, tenure),
    }
    if tenure == "private" and place.areas != ():
        case["brma"] = place.areas[0]
    care = _childcare(draws, children)
    if works and care:
        case["childcare"] = care
    travel = _travel(draws)
    case["options"] = [_option(hours, pay, travel, care) for hours in HOURS]
    return case


def _between(draws: random.Random, span: str) -> int:
    """A number in a span such as `25-34`."""
    low, high = (int(each) for each in span.split("-"))
    return draws.randint(low, high)


def _pay(draws: random.Random, year: CaseloadYear) -> dict[str, object]:
    multiple = Decimal(shares("pay").draw(draws))
    return {"amount": float(round(year.wage * multiple, 2)), "per": "hour"}


def _adult(draws: random.Random, year: CaseloadYear, population: Population, family: str) -> dict[str, object]:
    """The first adult, whose work the case is about."""
    adult: dict[str, object] = {"age": _between(draws, shares("age", population).draw(draws)), "jobs": []}
    health = _health(draws, population, family)
    if health != "none":
        adult["uc_health"] = health
    if health == "lcwra":
        if year.name >= "2026-27":
            adult["lcwra_rate"] = "new" if draws.random() < number("lcwra_new", "share") else "protected"
        if draws.random() < number("pip", "share"):
            adult["pip_daily_living"] = shares("pip").draw(draws)
    if draws.random() < number("carer", "share"):
        adult |= {"cares_35_hours": True, "cares_for": "outside"}
    chance = number("in_work", "share_with_lcwra") if health == "lcwra" else number("in_work", "shares", family)
    if population != "service" and draws.random() < chance:
        adult["jobs"] = [_job(draws, year)]
    return adult


def _health(draws: random.Random, population: Population, family: str) -> str:
    if population == "service":
        return shares("service_health").draw(draws)
    if draws.random() < number("lcwra", "shares", family):
        return "lcwra"
    return "lcw" if draws.random() < number("lcw", "share") else "none"


def _partner(draws: random.Random, year: CaseloadYear, population: Population) -> dict[str, object]:
    works = draws.random() < number("in_work", "partner")
    return {
        "age": _between(draws, shares("age", population).draw(draws)),
        "jobs": [_job(draws, year)] if works else [],
    }


def _job(draws: random.Random, year: CaseloadYear) -> dict[str, object]:
    return {"name": "Job now", "hours_per_week": int(shares("hours_now").draw(draws)), "pay": _pay(draws, year)}


def _children(draws: random.Random, year: CaseloadYear) -> list[dict[str, object]]:
    """The children, each with a date of birth, so that no figure hangs on an unknown birthday."""
    ages = [_between(draws, shares("child_age").draw(draws)) for _ in range(int(shares("children").draw(draws)))]
    born = [year.date - dt.timedelta(days=365 * age + draws.randint(10, 350) + age // 4) for age in ages]
    return [{"date_of_birth": day.isoformat(), "sex": draws.choice(("female", "male"))} for day in sorted(born)]


def _bedrooms(family: str, children: int) -> int:
    return 1 if family not in FAMILIES else min(4, 2 + children // 2)


def _home(
    draws: random.Random, year: CaseloadYear, place: HomeCouncil, tenure: str, bedrooms: int
) -> dict[str, object]:
    home: dict[str, object] = {"tenure": tenure}
    if tenure == "private":
        multiple = float(shares("private_rent").draw(draws))
        home |= {
            "rent": {"amount": round(_allowance(place, bedrooms) * multiple), "per": "month"},
            "bedrooms": bedrooms,
        }
    elif tenure in ("social", "supported"):
        rents = marginals()["social_rent"]
        rent = number("social_rent", "by_region", place.region) * number("social_rent", "uprated", year.name)
        rent *= float(rents["by_bedrooms"][str(bedrooms)]) * draws.uniform(0.85, 1.15)
        home |= {"rent": {"amount": round(rent, 2), "per": "week"}, "bedrooms": bedrooms}
    if tenure not in ("living_with_others", "supported"):
        home["council_tax_band"] = shares("council_tax_band").draw(draws)
    return home


def _allowance(place: HomeCouncil, bedrooms: int) -> float:
    """The local housing allowance of the place, or the middle of all areas if its own is not known."""
    size = ("one", "two", "three", "four")[bedrooms - 1]
    found = [
        amount for (area, category), amount in allowances().items() if category == size and area in place.areas[:1]
    ]
    every = sorted(amount for (_, category), amount in allowances().items() if category == size)
    return found[0] if found else every[len(every) // 2]


def _savings(draws: random.Random, tenure: str) -> int:
    has = draws.random() < number("savings", "have", tenure)
    return int(shares("savings").draw(draws)) if has else 0


def _childcare(draws: random.Random, children: list[dict[str, object]]) -> dict[str, object] | None:
    """What childcare costs while the first adult works."""
    if not children or draws.random() >= number("childcare", "share"):
        return None
    cost = int(shares("childcare").draw(draws)) * min(2, len(children))
    return {"amount": cost, "per": "month"}


def _travel(draws: random.Random) -> list[dict[str, object]]:
    cost = int(shares("travel").draw(draws))
    return [{"name": "Travel", "amount": cost, "per": "week"}] if cost else []


def _option(
    hours: int, pay: dict[str, object], travel: list[dict[str, object]], care: dict[str, object] | None
) -> dict[str, object]:
    job = {"hours_per_week": hours, "pay": pay, **({"work_costs": travel} if travel else {})}
    return {"name": f"{hours} hours", "job": job, **({"childcare": care} if care else {})}
