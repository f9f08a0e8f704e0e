"""The figures of many households at once, for the rows that arrays can do exactly.

A row is left to be worked out by itself if it has something that `inputs` does not read, or a value that may not be valid, or if floating-point
numbers come too close to a step of the rules. Ranges and limits always need the whole result.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from calculator.batch.calendar import distinct
from calculator.batch.cells import Cells
from calculator.batch.columns import Column
from calculator.batch.exact import change_is_settled
from calculator.batch.figures import FINANCES, Figure, options_of
from calculator.batch.inputs import HouseholdColumns, PositionInputs
from calculator.batch.jobs import Jobs, table
from calculator.batch.places import TABLES, Places
from calculator.batch.shape import Shape
from calculator.batch.wanted import ALL_COVERED, COMPARABLE, EMPLOYER, PAY, SAVED, SHOWN, TAXES, Wanted
from calculator.calculator import Calculator
from calculator.contract.reading import read_case
from calculator.rulebook import Kernels, NotInForce, Scalar, has_machine_code

if TYPE_CHECKING:
    import pyarrow as pa

    from calculator.batch.calendar import Wholes
    from calculator.batch.cells import Floats, InputValues, Truths

OTHER_HELP = "household.more_with_other_childcare_help"  # takes a run of the rules with other claims
LANES = 8
_PLACE = ("council", "nation")  # what settles the council tax reduction scheme, with the day
_MOST_SIZES = 16
_REFUSED_DAYS = {"/options/*/starts", "/options/*/also/*/starts"}  # the days with limits that `inputs` keeps to
Values = dict[str, "Floats"]


@dataclass(slots=True)
class DoneInArrays:
    """The figures of the rows that were done, as arrays by name; a figure that there is not is NaN. `done` are these rows."""

    figures: dict[str, Floats]
    done: Truths


class InColumns:
    """Works out figures from columns. columns: those of the input. machine: whether to use machine code, if not as it is installed."""

    def __init__(
        self, calculator: Calculator, figures: Sequence[Figure], columns: dict[str, Column], machine: bool | None = None
    ) -> None:
        self.calculator, self.figures, self.columns = calculator, figures, columns
        self.book = calculator.book
        self.machine = has_machine_code() if machine is None else machine
        self.shape = Shape.of([*columns])
        self.places = Places(calculator)
        self._has_places = any(name in columns for name in _PLACE)
        self._sizes = self._size_columns()
        self.kernels: dict[int | None, Kernels] = {}
        self.options = options_of(figures)
        self.possible = self._possible()

    def _size_columns(self) -> list[str]:
        """The columns that tell how many people and jobs there are, as far as they are worth an order."""
        found = [f"children.{n}.{field}" for n in range(self.shape.children) for field in ("age", "date_of_birth")]
        found += [f"adults.{n}.{field}" for n in range(1, self.shape.adults) for field in ("age", "date_of_birth")]
        found += [f"adults.{n}.jobs.0.hours_per_week" for n in range(self.shape.adults)]
        return [name for name in found if name in self.columns][:_MOST_SIZES]

    def _possible(self) -> bool:
        """Whether arrays give these figures with these columns at all."""
        refused = {at for limit in self.book.statement.sense.days if limit.refused for at in limit.at}
        if any(figure.what in ("range", "limit") or figure.of == "better_off_per_hour" for figure in self.figures):
            return False
        rules = [figure.of for figure in self.figures if figure.what == "rule"]
        if any(
            OTHER_HELP in self.calculator.depends_on(name)
            for name in rules
            if self.book.rules.rules[name].kind == "formula"
        ):
            return False
        # Without flattened people there is nothing to read.
        return self.shape.adults > 0 and refused <= _REFUSED_DAYS and change_is_settled(self.calculator)

    # ------------------------------------------------------------------ a record batch
    def answer(self, batch: pa.RecordBatch, today: dt.date, typed: bool) -> DoneInArrays:
        """The figures of the rows of a record batch that can be done."""
        order = self._order(batch)
        cells = Cells(batch.take(_arrow(order)), self.columns, typed)
        households = self._households(cells, today)
        jobs = {id(household): Jobs(household) for household in households.values()}
        tables: dict[int | None, PositionInputs] = {
            option: table(household, jobs[id(household)], option) for option, household in households.items()
        }
        cells.unread()
        done = cells.fine.copy()
        found: dict[int | None, Values] = {}
        for option in [None, *(option for option in self.options if option in tables)]:
            found[option], doubtful = self._position(option, tables[option], households[option], found.get(None), done)
            done &= ~(doubtful & tables[option].there)
        figures = {}
        for figure in self.figures:
            figures[figure.name] = np.empty(batch.num_rows)
            figures[figure.name][order] = self._figure(figure, found, tables)
        finished = np.empty(batch.num_rows, dtype=bool)
        finished[order] = done
        # The functions of a position refer to what holds them, so the arrays would stay until Python looks for such rings.
        held = (
            *(household.facts for household in households.values()),
            *(position.facts for position in tables.values()),
        )
        for facts in held:
            facts.clear()
        return DoneInArrays(figures, finished)

    def _households(self, cells: Cells, today: dt.date) -> dict[int | None, HouseholdColumns]:
        """The households as now, and as they are when each option starts."""

        def read(option: int | None) -> HouseholdColumns:
            return HouseholdColumns(cells, self.book.rules, self.shape, self.places, today.toordinal(), option)

        now = read(None)
        later = {option for option in self.shape.options if f"options.{option}.starts" in cells.columns}
        return {None: now} | {option: read(option) if option in later else now for option in self.shape.options}

    def _order(self, batch: pa.RecordBatch) -> Wholes:
        """The rows in an order in which those of one council and of one size stand together.

        Rows are repeated so that all in a vector are of one council, because they share its scheme. Households of one size keep the loops short.
        """
        rows = batch.num_rows
        council = np.zeros(rows, dtype=np.int64)
        for name in _PLACE:
            if name in self.columns:
                _, codes = distinct(_codes_of(batch.column(name)))
                _, council = distinct(council * (int(codes.max(initial=0)) + 1) + codes)
        size = np.zeros(rows, dtype=np.int64)
        for name in self._sizes:
            size = size * 2 + np.asarray(batch.column(name).is_valid())
        return _in_vectors(council, size, 1 << len(self._sizes))

    def _position(
        self, option: int | None, facts: PositionInputs, household: HouseholdColumns, now: Values | None, done: Truths
    ) -> tuple[Values, Truths]:
        """What the figures of one position need, and the rows that are too close to call."""
        kernels = self._kernels(option, facts)
        if now is not None:
            facts.facts |= {
                name.removeprefix("carried "): functools.partial(_same, values)
                for name, values in now.items()
                if name.startswith("carried ")
            }
        rows = household.rows
        found = {name: np.zeros(rows) for name in kernels.wanted}
        doubtful = np.zeros(rows, dtype=bool)
        groups: dict[tuple[int, ...], list[int]] = {}
        for number, dates in enumerate(household.dates):
            groups.setdefault(kernels.versions(dates), []).append(number)
        for members in groups.values():
            try:
                kernel = kernels.on(household.dates[members[0]])
            except NotInForce:
                done &= ~np.isin(household.pairs, members)
                continue
            needed = [*kernel.inputs, "#line", *(f"#{entity}" for entity, most in kernels.most.items() if most)]
            needed += ["#band from"] if kernels.most.get("band") else []
            inputs = {name: self._input(name, facts) for name in dict.fromkeys(needed)}
            lines = household.lines.reshape(-1, LANES)
            if len(groups) == 1 and (lines == lines[:, :1]).all():
                return kernel.run(inputs, rows)
            where = np.flatnonzero(np.isin(household.pairs, members))
            where = where[_in_vectors(household.lines[where])]
            some, close = kernel.run(
                {name: self._taken(name, values, where) for name, values in inputs.items()}, len(where)
            )
            for name, values in some.items():
                found[name][where] = values
            doubtful[where] = close
        return found, doubtful

    def _input(self, name: str, facts: PositionInputs) -> InputValues:
        return self.places.table(name) if self._in_table(name) else facts[name]

    def _in_table(self, name: str) -> bool:
        if name.startswith("#"):
            return name[1:].removesuffix(" from") in TABLES
        return self.book.rules.rules[name.lstrip("?")].each in TABLES

    def _taken(self, name: str, values: InputValues, rows: Wholes) -> InputValues:
        return values if self._in_table(name) else np.ascontiguousarray(values[..., rows])

    def _kernels(self, option: int | None, facts: PositionInputs) -> Kernels:
        """The kernels of a position; those of all options are alike if their columns are."""
        if option not in self.kernels:
            wanted = Wanted(self.book)
            mine = [figure for figure in self.figures if figure.option == option]
            trees = wanted.of(mine)
            if option is None:
                compared = any(figure.what in ("change", "finances") for figure in self.figures)
                trees |= wanted.compared() if compared else {}
                trees |= wanted.finances() if any(figure.what == "finances" for figure in self.figures) else {}
                trees |= wanted.carried() if self.options else {}
            has_places = any(name.lstrip("?").startswith("home.scheme") for name in facts.facts)
            tables = self.places.most if has_places else dict.fromkeys(TABLES, 0)
            varying = {name.removeprefix("carried ") for name in wanted.carried()} if option is not None else set()
            known = {
                name: value
                for name, value in self._usual(option).items()
                if name not in facts.facts and name not in varying
            }
            known = {name: value for name, value in known.items() if not self._in_table(name)}
            most = self.shape.most(option, tables)
            self.kernels[option] = Kernels(self.book.engine, trees, known, most, TABLES, self.machine)
        return self.kernels[option]

    def _usual(self, option: int | None) -> dict[str, Scalar]:
        """The value of each input where nothing is said of it, and "?name" for whether it counts as given."""
        job = {"name": "Job", "hours_per_week": 10, "pay": {"amount": 10, "per": "hour"}}
        case = read_case(
            {
                "date": self.calculator.last,
                "adults": [{"age": 30, "jobs": [job]}],
                "children": [{"age": 5}],
                "home": {"non_dependants": [{}]},
                "options": [{"name": "Option", "job": job}],
            }
        )
        values = self.calculator.runs(case)[0 if option is None else 1].inputs.values
        return {
            name: value[0] if isinstance(value, list) and value else value
            for name, value in values.items()
            if value != []
        }

    # ------------------------------------------------------------------ figures
    def _figure(
        self, figure: Figure, found: dict[int | None, Values], tables: dict[int | None, PositionInputs]
    ) -> Floats:
        """The values of a figure for all rows; NaN (or None for text) where there is none."""
        rows = len(found[None][SHOWN])
        if figure.option not in found or figure.of == "name":
            return np.full(rows, np.nan)  # the name of an option is no number, and stands in its column
        mine, there = found[figure.option], tables[figure.option].there
        shown = there & (mine[SHOWN] != 0)
        match figure.what:
            case "line" | "total" if figure.of == ALL_COVERED:
                return np.where(there, mine[ALL_COVERED], np.nan)
            case "line":
                return np.where(shown, mine[f"line {figure.of}"], np.nan)
            case "total":
                return np.where(shown, _pence(mine[f"total {figure.of}"]), np.nan)
            case "rule":
                values = mine[f"rule {figure.of}"]
                return np.where(shown, np.round(values, 6) if figure.holds == "number" else values, np.nan)
        return self._compared(figure, mine, found[None], shown)

    def _compared(self, figure: Figure, mine: Values, now: Values, shown: Truths) -> Floats:
        """A figure of an option beside the position now."""
        shown = shown & (mine[COMPARABLE] != 0) & (now[COMPARABLE] != 0)
        change = _pence(mine["total left_over_before_debts"] - now["total left_over_before_debts"])
        if figure.of == "change_per_month":
            return np.where(shown, change, np.nan)
        if figure.of == "kept_per_pound":
            return np.where(shown, _share(change, mine[PAY] - now[PAY]), np.nan)
        return np.where(shown, _pence(12 * _finances(figure.of, mine, now)), np.nan)


def _finances(of: str, mine: Values, now: Values) -> Floats:
    """What public money gains in a month."""
    saved, taxes, employer = now[SAVED] - mine[SAVED], mine[TAXES] - now[TAXES], mine[EMPLOYER] - now[EMPLOYER]
    if of in FINANCES:
        return dict(zip(FINANCES, (saved, taxes, employer, saved + taxes + employer), strict=True))[of]
    body = of.removeprefix("by_body.")
    gained = now[f"paid by {body}"] - mine[f"paid by {body}"] + mine[f"got by {body}"] - now[f"got by {body}"]
    return gained + employer if body == "uk_government" else gained


def _same(values: Floats) -> Floats:
    return values


def _pence(pounds: Floats) -> Floats:
    """Sums of pence without the noise of floating point."""
    found: Floats = np.rint(pounds * 100) / 100 + 0.0
    return found


def _share(change: Floats, pay: Floats) -> Floats:
    """The change for each pound of pay, to the penny, half a penny up; NaN if pay does not rise."""
    parts, wholes = np.rint(change * 100).astype(np.int64), np.rint(pay * 100).astype(np.int64)
    safe = np.maximum(wholes, 1)
    found = np.sign(parts) * ((200 * np.abs(parts) + safe) // (2 * safe)) / 100
    return np.where(wholes > 0, found, np.nan)


def _arrow(rows: Wholes) -> pa.Array:
    import pyarrow as pa

    return pa.array(rows)


def _in_vectors(keys: Wholes, minor: Wholes | int = 0, most: int = 1) -> Wholes:
    """The places of some rows in the order of a key, and within it of a smaller one that is less than `most`.

    The last row of each key is repeated until the key fills whole vectors.
    """
    _, keys = distinct(keys)
    order = np.argsort(keys * most + minor, kind="stable")
    held = np.bincount(keys)
    wanted = -(-held // LANES) * LANES
    begins, fills = np.cumsum(held) - held, np.cumsum(wanted) - wanted
    within = np.arange(wanted.sum()) - np.repeat(fills, wanted)
    places: Wholes = order[np.minimum(np.repeat(begins, wanted) + within, np.repeat(begins + held - 1, wanted))]
    return places


def _codes_of(array: pa.Array) -> Wholes:
    """A number for each text of a column; 0 for none."""
    import pyarrow as pa

    if pa.types.is_null(array.type):
        return np.zeros(len(array), dtype=np.int64)
    if not pa.types.is_dictionary(array.type):
        array = array.dictionary_encode()
    places = array.indices.cast(pa.int64())
    found = np.zeros(len(array), dtype=np.int64) if places.null_count == len(array) else None
    return found if found is not None else places.fill_null(-1).to_numpy(zero_copy_only=False) + 1
