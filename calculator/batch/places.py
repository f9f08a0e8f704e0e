"""What follows from where a household lives and on which day: taken from a real case for each place and day that comes up.

These facts (the council's scheme and bill, the rental market area, the nation) come from tables, so they are looked up once for each place and
not for each household.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from calculator.batch.calendar import distinct
from calculator.batch.cells import Cells
from calculator.calculator import Calculator
from calculator.contract.errors import CaseError
from calculator.contract.reading import read_case
from calculator.councils.schemes import Scheme
from calculator.month.inputs import Inputs, build_inputs
from calculator.month.situation import now
from calculator.rulebook import Dates

if TYPE_CHECKING:
    from calculator.batch.cells import Floats, Whole

MOST_KEPT = 200_000  # places and days that are remembered
COLUMNS = ("council", "nation", "brma", "home.tenure")
# An input of the home that the columns supply, though no place of the contract holds it as it is.
_NOT_OF_THE_PLACE = ("home.rent_is_weekly",)
TABLES = ("scheme", "band")


@dataclass(frozen=True, slots=True)
class PlaceOnDay:
    """A place on a day: the values of the inputs that hang on it, in the order of `names`, and the line of its scheme in the tables."""

    values: tuple[float, ...]
    line: int


class Places:
    """The places and days that have come up, and the tables of the schemes of councils there."""

    def __init__(self, calculator: Calculator) -> None:
        self.calculator = calculator
        rules = calculator.book.rules
        of_place = [
            rule.name
            for rule in rules.inputs
            if rule.name.startswith("home.") and rule.supplied_from is None and rule.name not in _NOT_OF_THE_PLACE
        ]
        # The inputs that hang on the place and the day alone, and "?name" for whether each is given.
        self.names = [name for each in ("home.nation", *of_place) for name in (each, f"?{each}")]
        self._known: dict[tuple[object, ...], PlaceOnDay | None] = {}
        self._texts: dict[str, int] = {"": 0}
        self._lines: dict[int | None, int] = {}
        self._schemes: list[Scheme] = []  # kept, so that no other can have the same identity
        self._rows: dict[str, list[Any]] = {}
        self.inputs = [f"{mark}{r.name}" for r in rules.inputs if r.each in TABLES for mark in ("", "?")]
        every = [*calculator.councils.all_schemes()]
        self.most = {
            "scheme": max((len(scheme.parts) for scheme in every), default=0),
            "band": max((len(bands) for scheme in every for bands in scheme.bands), default=0),
        }
        self._tables: dict[str, Floats] = {}
        self._bands = 1  # values so far in the tables of bands, of which the first is nobody's
        self._add(None, None)

    def _add(self, scheme: Scheme | None, inputs: Inputs | None) -> int:
        """The line of a scheme in the tables."""
        key = None if scheme is None else id(scheme)
        if key not in self._lines:
            if scheme is not None:
                self._schemes.append(scheme)
            self._lines[key] = len(self._lines)
            self._tables = {}
            owned = inputs.structure.owned["band"] if inputs else []
            parts = self.most["scheme"]
            self._rows.setdefault("#scheme", []).append(len(owned))
            self._rows.setdefault("#band", []).append([len(held) for held in owned] + [0] * (parts - len(owned)))
            begins = [self._bands + (held[0] if held else 0) for held in owned]
            self._rows.setdefault("#band from", []).append(begins + [0] * (parts - len(owned)))
            self._bands += sum(map(len, owned))
            for name in self.inputs:
                values = [float(value) for value in inputs.values[name]] if inputs else []
                if name.lstrip("?").startswith("band."):
                    self._rows.setdefault(name, [0.0]).extend(values)
                else:
                    self._rows.setdefault(name, []).append(values + [0.0] * (parts - len(values)))
        return self._lines[key]

    def table(self, name: str) -> Floats:
        """The table of an input of schemes: a line for each scheme. "#scheme" and "#band" are the numbers of parts and of bands.

        The bands of all schemes stand one after the other; "#band from" says where those of a part begin.
        """
        if name not in self._tables:
            self._tables[name] = np.array(self._rows[name], dtype=float)
        return self._tables[name]

    # ------------------------------------------------------------------ rows
    def of(self, cells: Cells, days: Whole, dates: Callable[[int], Dates]) -> tuple[Floats, Whole]:
        """For each row, the values of `names` (one array for each) and the line of the tables. Rows whose place cannot be used are left.

        days: the day of each row. dates: the clocks of a day.
        """
        tenures = self.calculator.book.rules.rules["home.tenure"].choices
        tenure = cells.choice("home.tenure", tenures)
        private = (tenure.given & (tenure.values == tenures.index("private"))).astype(np.int64)
        keys, places = distinct(days)
        _, keys = distinct(places * 2 + private)
        for name in COLUMNS[:3]:
            codes = cells.text(name, self._code, "place")
            _, word = distinct(np.where(codes.given, codes.values, 0).astype(np.int64))
            _, keys = distinct(keys * (int(word.max(initial=0)) + 1) + word)
        firsts = np.zeros(int(keys.max(initial=0)) + 1, dtype=np.int64)
        firsts[keys[::-1]] = np.arange(cells.rows)[::-1]
        words = list(self._texts)
        found = []
        for row in firsts:
            said = {
                name: words[int(cells.text(name, self._code, "place").values[row])]
                for name in COLUMNS[:3]
                if cells.given(name)[row]
            }
            found.append(self._place(int(days[row]), said, bool(private[row]), dates))
        wrong = np.array([place is None for place in found])
        cells.leave(wrong[keys])
        nothing = PlaceOnDay((0.0,) * len(self.names), 0)
        values = np.array([(place or nothing).values for place in found])
        lines = np.array([(place or nothing).line for place in found])
        return values, np.stack([keys, lines[keys]])

    def _code(self, text: str) -> float:
        return float(self._texts.setdefault(text, len(self._texts)))

    def _place(self, day: int, said: dict[str, str], private: bool, dates: Callable[[int], Dates]) -> PlaceOnDay | None:
        """The place with these words in a case of a day; None if a case cannot have them."""
        key = (day, private, *said.items())
        if key not in self._known:
            if len(self._known) > MOST_KEPT:
                self._known.clear()
            self._known[key] = self._looked_up(day, said, private, dates)
        return self._known[key]

    def _looked_up(
        self, day: int, said: dict[str, str], private: bool, dates: Callable[[int], Dates]
    ) -> PlaceOnDay | None:
        home = {"tenure": "private"} if private else {}
        register = self.calculator.councils.register
        try:
            case = read_case({**said, "date": dt.date.fromordinal(day), "adults": [{"age": 30}], "home": home})
            if register.problems(case):
                return None
            self.calculator.check(case)
        except CaseError:
            return None
        inputs = build_inputs(self.calculator.book, self.calculator.councils, now(register.placed(case)), dates(day))
        values = tuple(float(inputs.values[name]) for name in self.names)
        return PlaceOnDay(values, self._add(inputs.scheme, inputs) if inputs.scheme is not None else 0)
