"""Rules over many households, ready to run: in machine code if llvmlite is installed, and in NumPy's arithmetic otherwise."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from calculator.rulebook.language.model import Rulebook, Scalar
from calculator.rulebook.language.typed import Typed
from calculator.rulebook.run import cache
from calculator.rulebook.run.columns import Graph, InArrays
from calculator.rulebook.run.compile import Dates, Engine

if TYPE_CHECKING:
    from calculator.rulebook.run.columns import Floats, InputValues, Truths, Wholes
    from calculator.rulebook.run.native import InMachineCode

    # What is taken of an array: the line of a table, or some rows (all of them if that is None).
    Place = tuple[Literal["line"], int | None] | tuple[Literal["rows"], Wholes | None]

LINE = "#line"
_CLOCKS = (None, "assessment_period")


def has_machine_code() -> bool:
    """Whether the rules can be compiled to machine code here."""
    try:
        importlib.import_module("llvmlite")
    except ImportError:
        return False
    return True


@dataclass
class Kernels:
    """The figures of many households, on any dates.

    wanted: the figures by name, each a typed tree for the household. known: the inputs that are the same for all, and "?name" for whether they are
    given. most: how many of each entity there are at most (for each owner). tables: the entities whose inputs stand in tables, of which each
    household uses a line.
    """

    engine: Engine
    wanted: Mapping[str, Typed]
    known: Mapping[str, Scalar]
    most: Mapping[str, int]
    tables: tuple[str, ...] = ()
    machine: bool = field(default_factory=has_machine_code)
    _graphs: dict[tuple[int, ...], tuple[Graph, InArrays | InMachineCode]] = field(default_factory=dict, init=False)
    _ready: dict[tuple[int, ...], Kernel] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        rules = self.engine.book.rules.values()
        self._formulas = [rule for rule in rules if rule.kind == "formula" and len(rule.versions) > 1]
        self._amounts = [rule for rule in rules if rule.kind == "values" and len(rule.versions) > 1]

    def versions(self, dates: Dates) -> tuple[int, ...]:
        """What distinguishes dates: with equal versions, the same rules and amounts are in force."""
        version = self.engine.version
        return tuple(
            version(rule, clock, dates)
            for part in (self._formulas, self._amounts)
            for rule in part
            for clock in _CLOCKS
        )

    def on(self, dates: Dates) -> Kernel:
        """The kernel for some dates. Raises NotInForce if a rule or an amount is not in force then."""
        key = self.versions(dates)
        if key not in self._ready:
            formulas = key[: len(self._formulas) * len(_CLOCKS)]
            if formulas not in self._graphs:
                graph = Graph.of(self.engine, dates, self.wanted, self.known, self.most)
                self._graphs[formulas] = (graph, self._compiled(graph))
            self._ready[key] = Kernel(*self._graphs[formulas], dates, self.tables)
        return self._ready[key]

    def _compiled(self, graph: Graph) -> InArrays | InMachineCode:
        if not self.machine:
            return InArrays(graph)
        from calculator.rulebook.run.native import InMachineCode

        return InMachineCode(graph, self.tables, cache.folder())


@dataclass
class Kernel:
    """The rules and amounts of some dates.

    The inputs are arrays with a row for each household; for an entity, one such array for each of its places. `inputs` has the names of those
    that are needed; `counts` and the like begin with #.
    """

    graph: Graph
    code: InArrays | InMachineCode
    dates: Dates
    tables: tuple[str, ...]
    amounts: Floats | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        self.inputs = self.graph.inputs
        if not isinstance(self.code, InArrays):
            self.amounts = self.code.amounts(self.dates)

    def run(self, inputs: Mapping[str, InputValues], rows: int) -> tuple[dict[str, Floats], Truths]:
        """The figures of so many households, and which of them are too close to call.

        inputs: besides those of the rules, "#adult" and so on have how many there are of an entity, and "#line" the line of the tables.
        """
        if not isinstance(self.code, InArrays):
            assert self.amounts is not None
            return self.code.run(inputs, rows, self.amounts)
        if LINE not in inputs or not any(self.graph.most.get(entity) for entity in self.tables):
            return self._in_arrays(inputs, rows, None)
        return self._by_line(inputs, rows)

    def _by_line(self, inputs: Mapping[str, InputValues], rows: int) -> tuple[dict[str, Floats], Truths]:
        """Households with one line of the tables after those with another, so that what is in the line is the same for all."""
        import numpy as np

        lines = inputs[LINE].astype(np.int64)
        found = {name: np.empty(rows) for name in self.graph.wanted}
        doubtful = np.zeros(rows, dtype=bool)
        for line in np.unique(lines):
            where = np.flatnonzero(lines == line)
            some, close = self._in_arrays(inputs, len(where), where, int(line))
            doubtful[where] = close
            for name, values in some.items():
                found[name][where] = values
        return found, doubtful

    def _in_arrays(
        self, inputs: Mapping[str, InputValues], rows: int, where: Wholes | None, line: int | None = None
    ) -> tuple[dict[str, Floats], Truths]:
        book, most = self.graph.engine.book, self.graph.most
        made = {
            name: _ragged(inputs, name, book, line)
            if f"#{book.rules[name.lstrip('?')].each} from" in inputs and line is not None
            else _shaped(inputs[name], name, book, most, self._place(name, where, line))
            for name in self.inputs
        }
        masks = {}
        for entity, size in most.items():
            if size:
                counts = inputs[f"#{entity}"]
                if f"#{entity} from" in inputs and line is not None:
                    size = max(1, int(counts[line].max()))
                masks[entity] = _mask(counts, size, self._place(entity, where, line), book.owner(entity))
        assert isinstance(self.code, InArrays)
        return self.code.run(made, masks, rows, self.dates)

    def _place(self, name: str, where: Wholes | None, line: int | None) -> Place:
        """What to take of an array: some households, or a line of a table."""
        book = self.graph.engine.book
        each = name if name in book.entities else book.rules[name.lstrip("?")].each
        return ("line", line) if each in self.tables else ("rows", where)


def _shaped(
    values: InputValues, name: str, book: Rulebook, most: Mapping[str, int], place: Place
) -> InputValues | Wholes:
    """An input as arrays have it: households first, then the places of the entity, by owners if it has any."""
    import numpy as np

    rule = book.rules[name.lstrip("?")]
    kind, number = place
    if kind == "line":
        found: InputValues = values[number][None]
    else:
        found = values if number is None else values[..., number]
        found = np.moveaxis(found, -1, 0)
    owner = book.owner(rule.each)
    if owner is not None:
        found = found.reshape(len(found), most[owner], most[rule.each or ""])
    if name.startswith("?") or rule.value_type == "bool":
        truths: Truths = found != 0
        return truths
    return found.astype(np.int64) if rule.value_type in ("choice", "date") else found


def _ragged(inputs: Mapping[str, InputValues], name: str, book: Rulebook, line: int) -> InputValues | Wholes:
    """An input of an entity with owners, from the table in which the places of each owner stand one after the other."""
    import numpy as np

    rule = book.rules[name.lstrip("?")]
    begins, counts = (inputs[f"#{rule.each}{part}"][line].astype(np.int64) for part in (" from", ""))
    places = np.arange(max(1, int(counts.max())))
    found: InputValues = inputs[name][np.minimum(begins[:, None] + places, len(inputs[name]) - 1)][None]
    if name.startswith("?") or rule.value_type == "bool":
        truths: Truths = found != 0
        return truths
    return found.astype(np.int64) if rule.value_type in ("choice", "date") else found


def _mask(counts: InputValues, size: int, place: Place, owner: str | None) -> Truths:
    import numpy as np

    kind, number = place
    if kind == "line":
        found = np.atleast_1d(counts[number])[None]
        found = found if owner is not None else found[..., 0]
    else:
        found = counts if number is None else counts[..., number]
        found = np.moveaxis(found, -1, 0)
    return np.arange(size) < found[..., None]
