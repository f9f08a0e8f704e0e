"""The inputs of the rules for many households at once, from columns: what month/inputs makes of one case.

Only what most households have is read here. A row with anything else, or with a value that is not surely valid, is left to be read one by one.
A test compares the inputs of each row with those of its case.
"""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias, get_args

import numpy as np

from calculator.batch import listed
from calculator.batch.calendar import by_pairs, distinct, whole_months, whole_years, years_before
from calculator.batch.cells import Cell, Cells
from calculator.batch.columns import find
from calculator.batch.places import COLUMNS, Places
from calculator.batch.shape import OTHERS, Shape
from calculator.calculator import Calculator
from calculator.contract.people import EndedBenefit, StudentLoan
from calculator.councils.register import WELSH_BAND
from calculator.month.inputs import PER_YEAR
from calculator.rulebook import Dates, Rule, Rulebook, default_of

if TYPE_CHECKING:
    from calculator.batch.calendar import Wholes
    from calculator.batch.cells import Floats, InputValues, Truths

PERIODS = tuple(PER_YEAR)
PAY_PERIODS = ("hour", "day", *PERIODS)
_A_YEAR = np.array([float(PER_YEAR[period]) for period in PERIODS])
_UNITS = {"GBP/week": 52.0, "GBP/month": 12.0, "GBP/year": 1.0}
_CARES = "adult.cares_for"
MOST_POUNDS = 1_000_000  # for a period; with more, sums are left to the exact arithmetic
MOST_DAYS_AHEAD = 365  # from the case's date to the start of an option that is read here

Given: TypeAlias = "tuple[Floats, Truths]"  # values, and where they are given


# Lists of objects that are read here. A column can hold one whole.
_LISTS = re.compile(
    r"deductions|home\.non_dependants|childcare|options\.\d+\.childcare"
    r"|adults\.\d+\.other_income|adults\.\d+\.jobs\.\d+\.work_costs|options\.\d+\.job\.work_costs"
)


def _clocks(calculator: Calculator, day: int, period_day: int) -> Dates:
    """The clocks of a day, an ordinal. period_day: on which assessment periods begin; 0 if it is not known."""
    return calculator.positions.clocks(dt.date.fromordinal(day), period_day or None)


def _same(values: InputValues) -> InputValues:
    return values


def _pair(values: Floats, given: Truths) -> Given:
    return values, given


@dataclass(slots=True)
class PositionInputs:
    """The inputs of one position that differ between households, each worked out when it is first wanted.

    An input of an entity has a row for each of its places. `there` are the rows that have the position at all.
    """

    facts: dict[str, Callable[[], InputValues]]
    there: Truths

    def __getitem__(self, name: str) -> InputValues:
        return self.facts[name]()


def _both(facts: dict[str, Callable[[], InputValues]], name: str, read: Callable[[], Given]) -> None:
    """Add an input, and whether it is given. It is read at once, because a row with a wrong value must be left."""
    values, given = read()
    facts[name], facts[f"?{name}"] = lambda: values, lambda: given


class HouseholdColumns:
    """Reads the households of a record batch. What is wrong or unusual is left: `cells.fine` says which rows are surely read right.

    today: the day of rows that give none, as an ordinal. option: the option whose day counts, which can be later than that of the case.
    `told` is the day of the case of each row, and `day` that of the position.
    """

    def __init__(
        self, cells: Cells, book: Rulebook, shape: Shape, places: Places, today: int, option: int | None = None
    ) -> None:
        self.cells, self.book, self.shape, self.places, self.today = cells, book, shape, places, today
        self.rows = cells.rows
        self._starts = None if option is None else cells.day(f"options.{option}.starts")
        for name in [name for name in cells.columns if _LISTS.fullmatch(name)]:
            cells.spread(name, listed.MOST_ITEMS)
        self.by_entity: dict[str | None, list[Rule]] = {}
        for rule in book.inputs:
            if rule.supplied_from is not None:
                self.by_entity.setdefault(rule.each, []).append(rule)
        self._days()
        # These matter to the year and not to a month.
        cells.flag("home.paid_to_landlord")
        cells.choice("universal_credit.paid", ("monthly", "twice_monthly"))
        cells.text("compare_with", lambda text: 0.0 if text == "now" else np.nan, "now")
        self.adults = self._there("adults", shape.adults)
        self.children = self._there("children", shape.children)
        cells.leave(self.adults < 1)
        self.eldest_first: Wholes | None = None  # the order of the children by age, where any row needs it
        self.facts = self._household()  # the inputs that are the same in every position

    # ------------------------------------------------------------------ days and places
    def _days(self) -> None:
        """The day of each row, the first day of its assessment period, and what follows from its place."""
        cells, calculator = self.cells, self.places.calculator
        date = cells.day("date")
        self.day = np.where(date.given & (date.values > 0), date.values, float(self.today))
        period = cells.number("universal_credit.assessment_period_day")
        first = float(calculator.first.toordinal())
        cells.leave(self.day < first)
        self.told = self.day = np.maximum(self.day, first)
        if self._starts is not None:
            last = np.minimum(self.told + MOST_DAYS_AHEAD, float(calculator.last.toordinal()))
            later = self._starts.given & (self._starts.values >= self.told) & (self._starts.values <= last)
            self.day = np.where(later, self._starts.values, self.told)
        keys, self.pairs = distinct((self.day * 32 + period.values).astype(np.int64))
        self.dates = [_clocks(calculator, key // 32, key % 32) for key in keys.tolist()]
        self.period = np.array([clocks["assessment_period"] for clocks in self.dates], dtype=float)[self.pairs]
        cells.leave(self.period < first)
        self.place_values, (self.place_keys, self.lines) = self.places.of(
            cells, self.told.astype(np.int64), self.day.astype(np.int64), lambda day: _clocks(calculator, day, 0)
        )
        bands = self.book.rules["home.council_tax_band"].choices
        band = cells.choice("home.council_tax_band", bands)
        cells.leave(band.given & (band.values == bands.index(WELSH_BAND)))

    def _there(self, people: str, most: int) -> Floats:
        """How many of some people there are. A row with a gap in its list is left."""
        found = np.zeros(self.rows)
        for number in range(most):
            prefix = f"{people}.{number}."
            given = self.cells.any_given([name for name in self.cells.columns if name.startswith(prefix)])
            self.cells.leave(given & (found < number))
            found = found + given
        return found

    # ------------------------------------------------------------------ what the columns supply as it is
    def supplied(self, rule: Rule, prefix: str) -> Given:
        """An input that the rules take from a place of the contract, and where it is given."""
        name, cells = f"{prefix}{rule.supplied_from}", self.cells
        usual = float(default_of(rule))
        if rule.unit_text in _UNITS and f"{name}.amount" in cells.columns:
            a_year = self.money(name)
            return np.where(a_year.given, a_year.values / _UNITS[rule.unit_text], usual), a_year.given
        if name not in cells.columns:
            return np.full(self.rows, usual), np.zeros(self.rows, dtype=bool)
        match rule.value_type:
            case "choice":
                found = cells.choice(name, rule.choices)
            case "bool":
                found = cells.flag(name)
            case "date":
                found = cells.day(name)
            case _:
                found = self.amount(name)
        return (found.values if found.given.all() else np.where(found.given, found.values, usual)), found.given

    def amount(self, name: str) -> Cell:
        """A number; a sum so large that floating point might show is left."""
        found = self.cells.number(name)
        if name in self.cells.columns and self.cells.columns[name].high > MOST_POUNDS:
            self.cells.leave(found.values > MOST_POUNDS)
        return found

    def money(self, name: str) -> Cell:
        """Money for a period, in pounds a year."""
        amount, per = self.amount(f"{name}.amount"), self.cells.choice(f"{name}.per", PERIODS)
        self.cells.leave(amount.given ^ per.given)
        return Cell(amount.values * _A_YEAR[per.values.astype(np.int64)], amount.given & per.given)

    def _add_supplied(
        self, facts: dict[str, Callable[[], InputValues]], entity: str | None, prefixes: Sequence[str]
    ) -> None:
        """Add the inputs of an entity that any column supplies. prefixes: the beginnings of its columns, place by place."""
        for rule in self.by_entity.get(entity, ()):
            names = [f"{prefix}{rule.supplied_from}" for prefix in prefixes]
            if rule.name == _CARES or not any(
                name in self.cells.columns or f"{name}.amount" in self.cells.columns for name in names
            ):
                continue
            if entity is None:
                _both(facts, rule.name, functools.partial(self.supplied, rule, ""))
            else:
                _both(facts, rule.name, functools.partial(self._in_places, rule, prefixes))

    def _in_places(self, rule: Rule, prefixes: Sequence[str]) -> Given:
        found = [self.supplied(rule, prefix) for prefix in prefixes]
        return np.stack([values for values, _ in found]), np.stack([given for _, given in found])

    # ------------------------------------------------------------------ the household
    def _household(self) -> dict[str, Callable[[], InputValues]]:
        """The inputs of the household and of the people, which are the same in every position."""
        facts: dict[str, Callable[[], InputValues]] = {
            "household.answers_date": lambda: self.told,
            "clock.day": lambda: self.day,
            "clock.payday": lambda: self.day,
            "clock.assessment_period": lambda: self.period,
            "#adult": lambda: self.adults,
            "#child": lambda: self.children,
            "#line": lambda: self.lines.astype(float),
        }
        self._add_supplied(facts, None, [""])
        if any(name in self.cells.columns for name in COLUMNS):
            for place, name in enumerate(self.places.names):
                facts[name] = functools.cache(
                    functools.partial(lambda at: self.place_values[:, at][self.place_keys], place)
                )
        if "home.rent.per" in self.cells.columns:
            rent = self.cells.choice("home.rent.per", PERIODS)
            facts["home.rent_is_weekly"] = lambda: (rent.given & (rent.values < PERIODS.index("month"))).astype(float)
        self.claims_of(facts)
        if "universal_credit.award_ended" in self.cells.columns:
            _both(
                facts,
                "household.award_ended_months",
                lambda: self.since("universal_credit.award_ended", self.day, whole_months),
            )
        if any(name.startswith("deductions.") for name in self.cells.columns):
            always = np.ones(self.rows, dtype=bool)
            for name, taken in listed.deductions(self).items():
                _both(facts, name, functools.partial(_pair, taken, always))
        self._people(facts)
        self._others(facts)
        return facts

    def _others(self, facts: dict[str, Callable[[], InputValues]]) -> None:
        """The other adults in the home."""
        found = np.zeros(self.rows)
        for _prefix, here in listed.places(self.cells, OTHERS):
            found = found + here
        facts["#non_dependant"] = lambda: found
        if self.shape.others:
            prefixes = [f"{OTHERS}.{place}." for place in range(self.shape.others)]
            self._add_supplied(facts, "non_dependant", prefixes)
            self._orders(facts, "non_dependant", len(prefixes))

    def claims_of(self, facts: dict[str, Callable[[], InputValues]], option: int | None = None) -> None:
        """What is claimed: in an option what it says, and otherwise as now."""
        prefix = "" if option is None else f"options.{option}."
        for benefit in ("universal_credit", "child_benefit", "housing_benefit", "council_tax_reduction"):
            names = [f"claims.{benefit}", *([f"{prefix}claims.{benefit}"] if prefix else [])]
            if not any(name in self.cells.columns for name in names):
                continue
            rule = self.book.rules[f"household.claims_{benefit}"]
            _both(facts, rule.name, functools.partial(self._latest, names, float(default_of(rule))))

    def _latest(self, names: Sequence[str], usual: float) -> Given:
        """The value of the last of some columns of true or false that has one."""
        values, given = np.full(self.rows, usual), np.zeros(self.rows, dtype=bool)
        for name in names:
            cell = self.cells.flag(name)
            values, given = np.where(cell.given, cell.values, values), given | cell.given
        return values, given

    def since(self, name: str, day: Floats, count: Callable[[Floats, Floats], Floats]) -> Given:
        """The time from a day in a column to another day; nothing where none is given."""
        start = self.cells.day(name)
        if name not in self.cells.columns:
            return start.values, start.given
        return np.where(start.given, by_pairs(count, np.where(start.given, start.values, day), day), 0.0), start.given

    def childcare(self, option: int | None) -> dict[str, Callable[[], InputValues]]:
        """The inputs about childcare, as one sum or child by child: what the option says, or else what the household pays now."""
        names = ["childcare", *([f"options.{option}.childcare"] if option is not None else [])]
        of_child = [np.zeros((self.shape.children, self.rows)) for _ in range(3)]
        total = np.zeros(self.rows)
        for name in names:
            one, charges = self.money(name), listed.childcare(self, name, self.shape.children, self.children)
            self.cells.leave((one.given & charges.here) | (self.cells.given(name) & ~charges.here))
            total = np.where(charges.here, charges.total, np.where(one.given, one.values / 12, total))
            of_child = [
                np.where(charges.here, new, np.where(one.given, 0.0, before))
                for new, before in zip((charges.monthly, charges.given, charges.first_bill_paid), of_child, strict=True)
            ]
        columns = [column for column in self.cells.columns if any(column.startswith(f"{name}.") for name in names)]
        found: dict[str, Callable[[], InputValues]] = {}
        if columns:
            found["household.childcare"] = functools.partial(_same, total)
        if any(column.endswith(".child") for column in columns):
            monthly, given, paid = map(self._by_age, of_child)
            for name, values in (("childcare", monthly), ("first_bill_paid", paid)):
                found[f"child.{name}"] = functools.partial(_same, values)
            found["?child.childcare"] = functools.partial(_same, given)
            found["?child.first_bill_paid"] = functools.partial(_same, paid)
        return found

    def _by_age(self, values: Floats) -> Floats:
        """Rows of children in the order of the rules."""
        return values if self.eldest_first is None else np.take_along_axis(values, self.eldest_first, axis=0)

    # ------------------------------------------------------------------ people
    def _people(self, facts: dict[str, Callable[[], InputValues]]) -> None:
        adults = [f"adults.{number}." for number in range(self.shape.adults)]
        self._add_supplied(facts, "adult", adults)
        self._orders(facts, "adult", len(adults))
        self._ages(facts, "adult", adults)
        for prefix in adults:
            self.cells.label(f"{prefix}name")
        if any(f"{prefix}medical_evidence_from" in self.cells.columns for prefix in adults):
            self._each(facts, "adult.evidence_months", adults, self._evidence)
        if any(f"{prefix}date_of_birth" in self.cells.columns for prefix in adults):
            self._each(
                facts,
                "adult.months",
                adults,
                lambda prefix: self.since(f"{prefix}date_of_birth", self.day, whole_months),
            )
        if any(f"{prefix}cares_for" in self.cells.columns for prefix in adults):
            self._each(facts, _CARES, adults, self._cares_for)
        if any(name.startswith(f"{prefix}other_income.") for prefix in adults for name in self.cells.columns):
            for last, (values, given) in listed.other_income(self, adults).items():
                if (name := f"adult.{last}") in self.book.rules:
                    _both(facts, name, functools.partial(_pair, values, given))
        self._new_style(facts, adults)
        self._lists(facts, adults)
        children = [f"children.{number}." for number in range(self.shape.children)]
        if children:
            self._add_supplied(facts, "child", children)
            self._orders(facts, "child", len(children))
            self._ages(facts, "child", children)
            for prefix in children:
                both = self.cells.any_given([f"{prefix}care", f"{prefix}mobility"])
                self.cells.leave(self.cells.given(f"{prefix}disability") & both)
            self._eldest_first(facts)

    def _orders(self, facts: dict[str, Callable[[], InputValues]], entity: str, places: int) -> None:
        """The number of each of an entity, from 1."""
        order = np.repeat(np.arange(1.0, places + 1)[:, None], self.rows, axis=1)
        facts[f"{entity}.order"] = functools.partial(_same, order)
        facts[f"?{entity}.order"] = functools.partial(_same, np.ones_like(order))

    def _each(
        self,
        facts: dict[str, Callable[[], InputValues]],
        name: str,
        prefixes: Sequence[str],
        read: Callable[[str], Given],
    ) -> None:
        """Add an input of an entity that is read place by place."""

        def all_places() -> Given:
            found = [read(prefix) for prefix in prefixes]
            return np.stack([values for values, _ in found]), np.stack([given for _, given in found])

        _both(facts, name, all_places)

    def _evidence(self, prefix: str) -> Given:
        return self.since(f"{prefix}medical_evidence_from", self.period, whole_months)

    def _ages(
        self, facts: dict[str, Callable[[], InputValues]], entity: Literal["adult", "child"], prefixes: Sequence[str]
    ) -> None:
        """The age and the day of birth. If an age is given, the day of birth is the latest that it can be on the day of the case."""
        ages, births, there, ages_told = [], [], [], []
        for prefix in prefixes:
            age, born = self.cells.number(f"{prefix}age"), self.cells.day(f"{prefix}date_of_birth")
            here = self.cells.any_given([name for name in self.cells.columns if name.startswith(prefix)])
            self.cells.leave(here & ~(age.given ^ born.given))
            column = find(f"{prefix}age")
            assert column is not None
            latest = by_pairs(years_before, self.told, age.values)
            if f"{prefix}date_of_birth" in self.cells.columns:
                birth = np.where(born.given, born.values, self.told)
                births.append(np.where(born.given, born.values, latest))
                of_day, of_told = (by_pairs(whole_years, birth, day) for day in (self.day, self.told))
                ages.append(by_pairs(whole_years, births[-1], self.day))
                ages_told.append(np.where(born.given, of_told, age.values))
                self.cells.leave(born.given & ((of_told < column.low) | (of_day > column.high)))
            else:
                births.append(latest)
                ages.append(by_pairs(whole_years, latest, self.day))
                ages_told.append(age.values)
            there.append(here)
        here = np.stack(there)
        made = {"age": np.stack(ages), "born": np.stack(births)}
        made |= {"age_told": np.stack(ages_told)} if entity == "child" else {}
        for name, values in made.items():
            facts[f"{entity}.{name}"] = functools.partial(_same, values)
            facts[f"?{entity}.{name}"] = functools.partial(_same, here)

    def _cares_for(self, prefix: str) -> Given:
        """Who is cared for: somebody outside, or the other adult. Care for a child brings the child's benefits in, so it is left."""
        choices, other = self.book.rules[_CARES].choices, f"adult:{2 - int(prefix.split('.')[1])}"
        codes = {text: float(choices.index(text)) for text in ("outside", other)}
        cell = self.cells.text(f"{prefix}cares_for", lambda text: codes.get(text, np.nan), other)
        self.cells.leave(cell.given & (cell.values == codes[other]) & (self.adults < 2))
        return np.where(cell.given, cell.values, float(default_of(self.book.rules[_CARES]))), cell.given

    def _new_style(self, facts: dict[str, Callable[[], InputValues]], adults: Sequence[str]) -> None:
        """New Style ESA and JSA."""
        groups = self.book.rules["adult.esa_group"].choices

        def esa_days(prefix: str) -> Given:
            counted = self.cells.number(f"{prefix}new_style_esa.days_counted")
            group = self.cells.choice(f"{prefix}new_style_esa.group", groups)
            since, known = self.since(
                f"{prefix}new_style_esa.from", self.told, lambda start, day: np.maximum(0, day - start)
            )
            known &= (group.values == groups.index("work_related")) & (since < 365)
            return np.where(counted.given, counted.values, np.where(known, since, 0.0)), counted.given | known

        def group(prefix: str) -> Given:
            cell = self.cells.choice(f"{prefix}new_style_esa.group", groups)
            any_part = self.cells.any_given([n for n in self.cells.columns if n.startswith(f"{prefix}new_style_esa.")])
            self.cells.leave(any_part & ~cell.given)
            return np.where(cell.given, cell.values, 0.0), cell.given

        def jsa(prefix: str) -> Given:
            here = self.cells.any_given([n for n in self.cells.columns if n.startswith(f"{prefix}new_style_jsa.")])
            return here.astype(float), here

        def jsa_days(prefix: str) -> Given:
            return self.since(f"{prefix}new_style_jsa.from", self.day, lambda start, day: np.maximum(0, day - start))

        for benefit, inputs in (
            ("esa", (("esa_group", group), ("esa_days_counted", esa_days))),
            ("jsa", (("has_jsa", jsa), ("jsa_days_had", jsa_days))),
        ):
            if any(n.startswith(f"{prefix}new_style_{benefit}.") for prefix in adults for n in self.cells.columns):
                for name, read in inputs:
                    self._each(facts, f"adult.{name}", adults, read)
                for prefix in adults:
                    self.cells.day(f"{prefix}new_style_{benefit}.next_payday")

    def _lists(self, facts: dict[str, Callable[[], InputValues]], adults: Sequence[str]) -> None:
        """The lists of choices: student loans, and benefits that have ended."""
        for field, begins, kinds in (
            ("student_loans", "student_loan_", get_args(StudentLoan)),
            ("ended_benefits", "ended_", get_args(EndedBenefit)),
        ):
            if any(f"{prefix}{field}" in self.cells.columns for prefix in adults):
                held = [self.cells.contains(f"{prefix}{field}", kinds) for prefix in adults]
                for kind in kinds:
                    stacked = np.stack([each[kind] for each in held])
                    for mark in ("", "?"):
                        facts[f"{mark}adult.{begins}{kind}"] = functools.partial(_same, stacked)

    def _eldest_first(self, facts: dict[str, Callable[[], InputValues]]) -> None:
        """Put the children in the order of the rules, the eldest first. Those of one day keep their order."""
        born = facts["child.born"]()
        absent = np.arange(len(born))[:, None] >= self.children
        keys = np.where(absent, np.inf, born)
        if (keys[1:] >= keys[:-1]).all():
            return
        self.eldest_first = order = np.argsort(keys, axis=0, kind="stable")
        for name in [name for name in facts if name.lstrip("?").startswith("child.") and not name.endswith(".order")]:
            read = facts[name]
            facts[name] = functools.cache(functools.partial(lambda of: np.take_along_axis(of(), order, axis=0), read))
