"""The published statistics that synthetic caseloads are drawn from, read from marginals.yaml and councils.csv."""

from __future__ import annotations

import csv
import random
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from pathlib import Path
from typing import Any

from calculator.resources import folder
from calculator.yaml_text import read_plain

_HERE = Path(__file__).parent
MARGINALS = _HERE / "marginals.yaml"
COUNCILS = _HERE / "councils.csv"


@dataclass(frozen=True, slots=True)
class Shares:
    """What can be drawn, and the weight of each."""

    values: tuple[str, ...]
    weights: tuple[float, ...]

    @classmethod
    def of(cls, weights: Mapping[str, str | float]) -> Shares:
        """From a mapping of values and weights."""
        return cls(tuple(str(value) for value in weights), tuple(accumulate(float(each) for each in weights.values())))

    def draw(self, draws: random.Random) -> str:
        """One of the values."""
        at = draws.random() * self.weights[-1]
        return next(value for value, upto in zip(self.values, self.weights, strict=True) if at < upto)


@dataclass(frozen=True, slots=True)
class HomeCouncil:
    """A council in which households live, with the rental areas that it is known to lie in."""

    code: str
    nation: str
    region: str
    areas: tuple[str, ...]


@cache
def marginals() -> dict[str, Any]:
    """Everything in marginals.yaml."""
    return read_plain(MARGINALS.read_bytes(), MARGINALS.name)


def _at(path: tuple[str, ...]) -> Any:
    """What stands at a path of marginals.yaml."""
    found: Any = marginals()
    for key in path:
        found = found[key]
    return found


@cache
def shares(*path: str) -> Shares:
    """The distribution at a path of marginals.yaml."""
    return Shares.of(_at(path)["shares"])


def number(*path: str) -> float:
    """The number at a path of marginals.yaml."""
    return float(_at(path))


@cache
def places() -> tuple[Shares, Mapping[str, HomeCouncil]]:
    """The councils by their households on Universal Credit, and what is known of each."""
    areas = {
        row["code"]: tuple(row["areas"].split("|")) for row in _rows(folder("rules") / "places" / "council_areas.csv")
    }
    known = {
        row["code"]: HomeCouncil(row["code"], row["nation"], row["region"], areas.get(row["code"], ()))
        for row in _rows(folder("rules") / "places" / "councils.csv")
    }
    households = {row["code"]: row["households"] for row in _rows(COUNCILS) if row["code"] in known}
    return Shares.of(households), known


@cache
def allowances() -> Mapping[tuple[str, str], float]:
    """The local housing allowance of each rental area and size of home, in pounds a month."""
    return {
        (row["brma"], row["category"]): float(row["monthly"]) for row in _rows(folder("rules") / "housing" / "lha.csv")
    }


def _rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(line for line in lines if not line.startswith("#")))
