"""The inputs of jobs for many households at once: the jobs of now, and those of an option."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from calculator.batch.calendar import whole_months
from calculator.batch.cells import Cell
from calculator.batch.inputs import PAY_PERIODS, PERIODS, Given, HouseholdColumns, PositionInputs
from calculator.batch.listed import work_costs
from calculator.batch.shape import MOST_JOBS
from calculator.month.inputs import PER_YEAR
from calculator.rulebook import default_of

if TYPE_CHECKING:
    from calculator.batch.cells import Floats, InputValues, Truths

_A_YEAR = np.array([0.0, 0.0, *(float(PER_YEAR[period]) for period in PERIODS)])
_BY_THE_WEEK = np.array([period in ("day", "week", "two_weeks", "four_weeks") for period in PAY_PERIODS])
# The inputs of a job that do not come straight from a column.
MADE = (
    "pay_given", "pay_per_hour", "pay_fixed", "take_home", "take_home_per_hour", "pay_is_even", "profit", "profits_vary", "trading_months",
    "trade_is_new", "taken_up", "pension", "pension_percent", "pension_basis", "pension_method", "work_costs", "fullest_week_pay",
)  # fmt: skip
_LABELS = ("name",)
_WORK = ("job", "none", "as_now")
_REPLACES = ("all", "none")


@dataclass
class Jobs:
    """Reads the jobs of a household."""

    household: HouseholdColumns

    def __post_init__(self) -> None:
        household, shape = self.household, self.household.shape
        self.cells, self.book, self.rows = household.cells, household.book, household.rows
        self._read: dict[tuple[str, str], Given] = {}
        self.choices = {
            name: self.book.rules[f"job.{name}"].choices
            for name in ("pay_given", "pension", "pension_basis", "pension_method")
        }
        rules = (rule for rule in household.by_entity["job"] if not (rule.supplied_from or "").startswith("sick."))
        self.supplied = {rule.name.removeprefix("job."): rule for rule in rules}
        self.slots = [[f"adults.{a}.jobs.{j}." for j in range(shape.jobs)] for a in range(shape.adults)]
        self.counts = np.array([self._there(slots) for slots in self.slots]).reshape(shape.adults, self.rows)
        for number, counts in enumerate(self.counts):
            household.cells.leave((counts > 0) & (household.adults <= number))

    def _there(self, slots: list[str]) -> Floats:
        """How many jobs an adult has."""
        found = np.zeros(self.rows)
        for number, prefix in enumerate(slots):
            given = self.cells.any_given([name for name in self.cells.columns if name.startswith(prefix)])
            self.cells.leave(given & (found < number))
            found = found + given
            self._checked(prefix, given)
        names = [f"{prefix}name" for prefix in slots if f"{prefix}name" in self.cells.columns]
        for place, name in enumerate(names):
            self.cells.label(name)
            for other in names[:place]:
                self.cells.leave(self.cells.same(name, other))
        return found

    # ------------------------------------------------------------------ one job
    def _checked(self, prefix: str, given: Truths) -> None:
        """Leave the rows in which a job is not surely right, and read every column of it."""
        pay, home, profit = (self._money(f"{prefix}{kind}") for kind in ("pay", "take_home", "profit"))
        ways = pay.given.astype(int) + home.given + profit.given
        self.cells.leave(given & (ways != 1))
        hours, days = self.cells.given(f"{prefix}hours_per_week"), self.cells.given(f"{prefix}days_per_week")
        for money in (pay, home):
            self.cells.leave(money.given & (money.per == 0) & ~hours)
            self.cells.leave(money.given & (money.per == 1) & ~days)
        self.cells.label(f"{prefix}name")
        for name in (*self.supplied, *MADE):
            self.fact(prefix, name)
        self.cells.number(f"{prefix}days_per_week")
        if f"{prefix}pension.from" in self.cells.columns:
            self.cells.day(f"{prefix}pension.from")

    def _money(self, name: str) -> _PayColumns:
        amount, per = self.household.amount(f"{name}.amount"), self.cells.choice(f"{name}.per", PAY_PERIODS)
        self.cells.leave(amount.given ^ per.given)
        return _PayColumns(amount.values, per.values.astype(np.int64), amount.given & per.given)

    def fact(self, prefix: str, name: str) -> Given:
        """An input of the job whose columns begin with a prefix."""
        if (prefix, name) not in self._read:
            if name in MADE:
                self._read |= {(prefix, made): found for made, found in self._made(prefix).items()}
            else:
                self._read[prefix, name] = self.household.supplied(self.supplied[name], prefix)
        return self._read[prefix, name]

    def _made(self, prefix: str) -> dict[str, Given]:
        return {**self._pay(prefix), **self._pension(prefix), **self._trade(prefix)}

    def _pay(self, prefix: str) -> dict[str, Given]:
        """How the pay is given, and the sum of a year of it if it does not go by the hour."""
        pay, home, profit = (self._money(f"{prefix}{kind}") for kind in ("pay", "take_home", "profit"))
        weeks, days = self.cells.number(f"{prefix}weeks_per_year"), self.cells.number(f"{prefix}days_per_week").values
        weeks_worked = np.where(weeks.given, weeks.values, 52.0)
        money = _PayColumns(
            np.where(pay.given, pay.amount, home.amount), np.where(pay.given, pay.per, home.per), pay.given | home.given
        )
        hourly, daily = money.per == 0, money.per == 1
        by_the_week = _BY_THE_WEEK[money.per]
        a_year = money.amount * _A_YEAR[money.per]
        fixed = np.where(
            daily, money.amount * days * weeks_worked, np.where(by_the_week, a_year * weeks_worked / 52, a_year)
        )
        in_a_week = np.where(daily, money.amount * days, a_year / 52)
        short = money.given & by_the_week & weeks.given & (weeks.values > 0) & (weeks.values < 52)
        codes = self.choices["pay_given"]
        given = np.full(self.rows, float(codes.index("none")))
        for rows, word in (
            (pay.given & hourly, "hourly"),
            (pay.given & ~hourly, "fixed"),
            (home.given, "take_home"),
            (profit.given, "profit"),
        ):
            given[rows] = codes.index(word)
        always, nothing = np.ones(self.rows, dtype=bool), np.zeros(self.rows)
        return {
            "pay_given": (given, always),
            "pay_per_hour": _where(pay.given & hourly, money.amount),
            "pay_fixed": _where(pay.given & ~hourly, fixed),
            "take_home": _where(home.given & ~hourly, fixed),
            "take_home_per_hour": _where(home.given & hourly, money.amount),
            "pay_is_even": _where(money.given & ~hourly & ~by_the_week, np.ones(self.rows)),
            "fullest_week_pay": _where(short, in_a_week),
            "profit": _where(profit.given, profit.amount * _A_YEAR[profit.per]),
            "profits_vary": (nothing, profit.given),
            "work_costs": (work_costs(self.household, prefix), always),
        }

    def _pension(self, prefix: str) -> dict[str, Given]:
        """The workplace pension: chosen by law, opted out of, or given."""
        out = self.cells.choice(f"{prefix}pension", ("none",)).given
        percent = self.cells.number(f"{prefix}pension.employee_percent")
        basis = self.cells.choice(f"{prefix}pension.basis", self.choices["pension_basis"])
        method = self.cells.choice(f"{prefix}pension.method", self.choices["pension_method"])
        given = self.cells.any_given([name for name in self.cells.columns if name.startswith(f"{prefix}pension.")])
        self.cells.leave(out & given)
        words = self.choices["pension"]
        choice = np.where(
            given, words.index("given"), np.where(out, words.index("none"), words.index("automatic"))
        ).astype(float)
        return {
            "pension": (choice, np.ones(self.rows, dtype=bool)),
            "pension_percent": _where(percent.given, percent.values / 100),
            "pension_basis": self._or_usual("pension_basis", basis),
            "pension_method": self._or_usual("pension_method", method),
        }

    def _or_usual(self, name: str, cell: Cell) -> Given:
        usual = float(default_of(self.book.rules[f"job.{name}"]))
        return np.where(cell.given, cell.values, usual), cell.given

    def _trade(self, prefix: str) -> dict[str, Given]:
        months = self.household.since(f"{prefix}trading_from", self.household.day, whole_months)
        always, never = np.ones(self.rows, dtype=bool), np.zeros(self.rows)
        return {
            "trading_months": months,
            "trade_is_new": (never, always),
            "taken_up": (never, always),
        }

    # ------------------------------------------------------------------ positions
    def now(self) -> dict[str, Callable[[], InputValues]]:
        """The jobs of now, by name of the input."""
        facts: dict[str, Callable[[], InputValues]] = {"#job": lambda: self.counts}
        if self.household.shape.jobs:
            for name in (*self.supplied, *MADE):
                once = functools.cache(functools.partial(self._now, name))
                facts[f"job.{name}"], facts[f"?job.{name}"] = _first(once), _second(once)
            order = np.cumsum(np.concatenate([np.zeros((1, self.rows)), self.counts[:-1]]), axis=0)
            facts["job.order"] = lambda: self._order(order, self.household.shape.jobs)
        return facts

    def _order(self, before: Floats, most: int) -> Floats:
        """The number of each job in the household, from 1."""
        found: Floats = np.concatenate([before[a] + 1 + np.arange(most)[:, None] for a in range(len(before))])
        return found

    def _now(self, name: str) -> Given:
        held = [self.fact(prefix, name) for slots in self.slots for prefix in slots]
        return np.stack([values for values, _ in held]), np.stack([given for _, given in held])

    def option(self, number: int) -> tuple[dict[str, Callable[[], InputValues]], Truths]:
        """The jobs of an option, and the rows that have the option."""
        option = _Option(self, number)
        return option.facts(), option.there


@dataclass(frozen=True, slots=True)
class _PayColumns:
    amount: Floats
    per: Floats  # the place in PAY_PERIODS
    given: Truths


class _Option:
    """The jobs of an option: those of now that stay, and the one that is taken up."""

    def __init__(self, jobs: Jobs, number: int) -> None:
        self.jobs, self.cells, self.household = jobs, jobs.cells, jobs.household
        cells, prefix = self.cells, f"options.{number}."
        self.prefix = f"{prefix}job."
        self.there = cells.any_given([name for name in cells.columns if name.startswith(prefix)])
        cells.label(f"{prefix}name")
        cells.text(f"{prefix}name", lambda text: np.nan if text == "now" else 0.0, "not now")
        cells.leave(self.there & ~cells.given(f"{prefix}name"))
        starts = cells.day(f"{prefix}starts")
        cells.leave(starts.given & (starts.values != self.household.day))
        who = cells.number(f"{prefix}adult")
        self.who = np.where(who.given, who.values, 1.0) - 1
        cells.leave(self.there & (self.who >= self.household.adults))
        job = cells.any_given([name for name in cells.columns if name.startswith(self.prefix)])
        work = cells.choice(f"{prefix}work", _WORK)
        said = np.where(work.given, work.values, -1)
        cells.leave((said == 0) & ~job)
        cells.leave((said > 0) & job)
        self.as_now = (said == 2) | ((said < 0) & ~job)
        self.takes = job & ~self.as_now & self.there
        stays = cells.choice(f"{prefix}replaces", _REPLACES)
        self.ends_all = self.there & ~self.as_now & ~(stays.given & (stays.values == _REPLACES.index("none")))
        jobs._checked(self.prefix, job)
        most = jobs.household.shape.jobs
        adults = range(jobs.household.shape.adults)
        self.width = min(MOST_JOBS, most + 1)
        mine = [self.who == a for a in adults]
        self.kept = np.stack([np.where(mine[a] & self.ends_all, 0.0, jobs.counts[a]) for a in adults])
        self.taken = np.stack([mine[a] & self.takes for a in adults])
        for kept, taken in zip(self.kept, self.taken, strict=True):
            cells.leave(taken & (kept >= self.width))
        self.counts = np.minimum(self.kept + self.taken, self.width)

    def facts(self) -> dict[str, Callable[[], InputValues]]:
        found: dict[str, Callable[[], InputValues]] = {"#job": lambda: self.counts}
        for name in (*self.jobs.supplied, *MADE):
            once = functools.cache(functools.partial(self._fact, name))
            found[f"job.{name}"], found[f"?job.{name}"] = _first(once), _second(once)
        before = np.cumsum(np.concatenate([np.zeros((1, self.cells.rows)), self.counts[:-1]]), axis=0)
        found["job.order"] = lambda: self.jobs._order(before, self.width)
        return found

    def _fact(self, name: str) -> Given:
        """The values of an input for each place: what stays of now, and the new job after it."""
        new = self._new(name)
        values, given = [], []
        for adult, slots in enumerate(self.jobs.slots):
            for place in range(self.width):
                held = self.jobs.fact(slots[place], name) if place < len(slots) else None
                here = self.taken[adult] & (self.kept[adult] == place)
                values.append(np.where(here, new[0], held[0]) if held else np.where(here, new[0], 0.0))
                given.append(np.where(here, new[1], held[1]) if held else here & new[1])
        return np.stack(values), np.stack(given)

    def _new(self, name: str) -> Given:
        """The value of an input for the new job. A trade that the adult has not had begins with it, unless the case says otherwise."""
        values, given = self.jobs.fact(self.prefix, name)
        if name == "taken_up":
            return np.ones(self.cells.rows), given
        if name in ("trade_is_new", "trading_months"):
            begins = self._begins()
            if name == "trade_is_new":
                return begins.astype(float), given
            return np.where(begins, 0.0, values), given | begins
        return values, given

    def _begins(self) -> Truths:
        """In which rows the option begins a trade that is not known of."""
        trade = self.jobs._money(f"{self.prefix}profit").given & ~self.cells.given(f"{self.prefix}trading_from")
        for adult, slots in enumerate(self.jobs.slots):
            trades = self.cells.given(f"adults.{adult}.start_up_period_ends")
            for prefix in slots:
                trades = trades | self.jobs._money(f"{prefix}profit").given
            trade = trade & ~(trades & (self.who == adult))
        return trade


def table(household: HouseholdColumns, jobs: Jobs, option: int | None) -> PositionInputs:
    """The inputs of the position now, or in an option."""
    facts = dict(household.facts)
    there = np.ones(household.rows, dtype=bool)
    if option is None:
        facts |= jobs.now()
    else:
        made, there = jobs.option(option)
        facts |= made
        household.claims_of(facts, option)
    facts |= household.childcare(option)
    return PositionInputs(facts, there)


def _where(rows: Truths, values: Floats) -> Given:
    return np.where(rows, values, 0.0), rows


def _first(once: Callable[[], Given]) -> Callable[[], InputValues]:
    return lambda: once()[0]


def _second(once: Callable[[], Given]) -> Callable[[], InputValues]:
    return lambda: once()[1]
