"""Rules over many households at once: which rules and inputs a batch needs, and the NumPy arithmetic of it.

Every array has households as its first axis, which has the length 1 if a value is the same for all. Next come the entities, padded to the most
that any household has: `masks` says which of them there are.

Floating-point numbers are not exact, so a household for which a comparison or a rounding comes too close to call is marked as doubtful. The
caller works it out in exact arithmetic. All others come out as they do there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from calculator.rulebook.language.model import Scalar
from calculator.rulebook.language.typed import Slot, Typed
from calculator.rulebook.run import arithmetic
from calculator.rulebook.run.codegen import Arrays, NodeKey
from calculator.rulebook.run.compile import Dates, Engine
from calculator.rulebook.run.folding import Folder
from calculator.rulebook.run.program import AmountInForce, compiled

if TYPE_CHECKING:
    from types import CodeType, ModuleType

    from numpy import bool_, float64, int64
    from numpy.typing import NDArray

    Floats = NDArray[float64]
    Truths = NDArray[bool_]
    Wholes = NDArray[int64]
    InputValues = NDArray[float64 | bool_]  # of an input, or whether it is given

# Two figures that differ by less than the first are equal. Between the two it is too close to call.
SAME, CLOSE = 2e-10, 1e-8
EQUAL = 1e-9  # as in the exact arithmetic
# The same for a figure that is rounded to the penny, where the second grows with the figure.
PENNY_CLOSE, PENNY_SHARE = 2e-9, 2e-14


@dataclass(frozen=True)
class Graph:
    """The rules that some figures need on some dates, made smaller by what is the same for all households.

    wanted: the figures, each a typed tree for the household. order and trees: the nodes, in the order in which they are worked out. inputs: the
    inputs that differ between households, and by "?name" whether they are given. most: how many of each entity a household has at most; of one
    that is owned, how many each owner has.
    """

    engine: Engine
    dates: Dates
    wanted: Mapping[str, Typed]
    order: list[NodeKey]
    trees: dict[NodeKey, Typed]
    inputs: tuple[str, ...]
    most: Mapping[str, int]

    @classmethod
    def of(
        cls,
        engine: Engine,
        dates: Dates,
        wanted: Mapping[str, Typed],
        known: Mapping[str, Scalar],
        most: Mapping[str, int],
    ) -> Graph:
        """known: the inputs that are the same for all households, and "?name" for whether they are given.

        Raises NotInForce if a rule has no formula on these dates.
        """
        first = dict.fromkeys(used for tree in wanted.values() for used in engine.uses(tree))
        order, trees, _ = engine.ordered(dates, [*first])
        folder = Folder(engine, known, most)
        small = {key: folder.node(key, trees[key]) for key in order}
        figures = {name: folder.fold(tree) for name, tree in wanted.items()}
        needed: set[NodeKey] = set()
        stack: list[NodeKey] = [used for tree in figures.values() for used in engine.uses(tree)]
        while stack:
            key = stack.pop()
            if key in small and key not in needed:
                needed.add(key)
                stack.extend(engine.uses(small[key]))
        kept = [key for key in order if key in needed]
        inputs: set[str] = set()
        for tree in (*(small[key] for key in kept), *figures.values()):
            inputs |= _inputs(tree, engine)
        return cls(engine, dates, figures, kept, {key: small[key] for key in kept}, tuple(sorted(inputs)), most)


def _inputs(tree: Typed, engine: Engine) -> set[str]:
    """The inputs that a tree names, and those that it asks of whether they are given as "?name"."""
    found: set[str] = set()
    stack = [tree]
    while stack:
        match stack.pop():
            case ("ref", str(name), _) if engine.book.rules[name].kind == "input":
                found.add(name)
            case ("known", str(name)):
                found.add(f"?{name}")
            case ("periods", str(name), _):
                found.add(name)
            case tuple(parts):
                stack.extend(parts)
    return found


class _Batch(Arrays):
    """Writes the rules of a graph for arrays. Differences go through a function, which looks at how close they are."""

    def __init__(self, graph: Graph) -> None:
        super().__init__(graph.engine, graph.order, graph.trees, [], set(), [], [])
        self.graph = graph

    def difference(self, x: str, y: str) -> str:
        return f"apart({x}, {y})"

    def write(self) -> str:
        figures = [self.expression(tree)[0] for tree in self.graph.wanted.values()]
        source = super().write()
        body = source.rsplit("\n", 1)[0]
        # The expressions of the figures were written first, so their inputs and amounts are known to the function.
        return f"{body}\n    return ({', '.join(figures)},)"


@dataclass
class InArrays:
    """The rules of a graph in NumPy's arithmetic."""

    graph: Graph
    code: CodeType = field(init=False)

    def __post_init__(self) -> None:
        writer = _Batch(self.graph)
        self.code = compiled(writer.write())
        self.slots, self.constants = writer.slots, writer.constants

    def run(
        self,
        inputs: Mapping[str, InputValues | Wholes],
        masks: Mapping[str, Truths],
        rows: int,
        dates: Dates | None = None,
    ) -> tuple[dict[str, Floats], Truths]:
        """The figures of so many households, and which of them are doubtful.

        inputs: an array for each input of the graph. masks: for each entity, which of its places are filled. dates: those whose amounts are
        used; the rules in force must be those of the graph. Raises NotInForce.
        """
        import types

        import numpy as np

        doubtful = np.zeros(rows, dtype=bool)
        tables = {name: np.asarray(value, dtype=float) for name, value in self.constants.items()}
        function = types.FunctionType(self.code, _namespace(np, doubtful) | tables)
        amounts = self.graph.engine._as_floats(amounts_of(self.graph.engine, self.slots, dates or self.graph.dates))
        with np.errstate(all="ignore"):
            found = function(inputs, amounts, (), masks)
        shaped = {
            name: np.broadcast_to(np.asarray(value), (rows,))
            for name, value in zip(self.graph.wanted, found, strict=True)
        }
        return shaped, doubtful


def amounts_of(engine: Engine, slots: Iterable[Slot], dates: Dates) -> list[AmountInForce]:
    """The amounts that slots stand for on some dates. Raises NotInForce."""
    return [engine.amount(name, clock, use, dates) for name, clock, use in slots]


def _namespace(np: ModuleType, doubtful: Truths) -> arithmetic.Namespace:
    """What the code of a batch calls. `doubtful` is marked as it goes."""

    def mark(distance: Floats, low: float, high: float | Floats) -> None:
        close = (distance > low) & (distance < high)
        if close.any():
            doubtful[:] |= close.reshape(close.shape[0], -1).any(axis=1) if close.ndim else close

    def apart(x: Floats, y: Floats) -> Floats:
        found: Floats = np.asarray(x - y, dtype=float)
        mark(np.abs(found), SAME, CLOSE)
        return found

    def penny(x: Floats) -> Floats:
        size: Floats = np.abs(np.asarray(x, dtype=float))
        pence = size * 100 + 0.5
        mark(np.abs(pence - np.rint(pence)), SAME * 100, PENNY_CLOSE * 100 + size * (PENNY_SHARE * 100))
        found: Floats = np.copysign(np.floor(pence + SAME * 100) / 100, x)
        return found

    def whole(x: Floats) -> Floats:
        x = np.asarray(x, dtype=float)
        mark(np.abs(x - np.rint(x)), SAME, CLOSE)
        return x

    def floor(x: Floats) -> Floats:
        found: Floats = np.floor(whole(x) + SAME)
        return found

    def ceil(x: Floats) -> Floats:
        found: Floats = np.ceil(whole(x) - SAME)
        return found

    return arithmetic.arrays() | {
        "E": EQUAL,
        "apart": apart,
        "round_penny": penny,
        "floor": floor,
        "floor_pound": floor,
        "ceil": ceil,
        "floor_to": lambda x, step: floor(x / step) * step,
        "ceil_to": lambda x, step: ceil(x / step) * step,
        "age_on": lambda day, born: _age_on(np, day, born),
    }


def _age_on(np: ModuleType, day: Wholes, born: Wholes) -> Floats:
    """Completed years between two proleptic ordinals; 0 if either is not given."""
    day, born = np.asarray(day), np.asarray(born)
    (year, in_year), (born_year, born_in_year) = _calendar(np, day), _calendar(np, born)
    years = year - born_year - (in_year < born_in_year)
    found: Floats = np.where((born == 0) | (day == 0) | (day < born), 0.0, years)
    return found


def _calendar(np: ModuleType, day: Wholes) -> tuple[Wholes, Wholes]:
    """The year of a proleptic ordinal, and a number for the day in it that rises through the year.

    Years are counted from March, so that a leap day is the last one.
    """
    from_march = day + 305  # days since 1 March of the year 0
    era = np.floor_divide(from_march, 146097)
    in_era = from_march - era * 146097
    year = (in_era - in_era // 1460 + in_era // 36524 - in_era // 146096) // 365
    in_year = in_era - (365 * year + year // 4 - year // 100)
    month = (5 * in_year + 2) // 153
    in_month = in_year - (153 * month + 2) // 5 + 1
    early = month >= 10  # January and February
    number = np.where(early, month - 9, month + 3)
    return year + era * 400 + early, number * 32 + in_month
