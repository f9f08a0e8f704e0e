"""Reads the file of a council's schemes, and finds every fault of form in it."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable, Iterable
from dataclasses import replace
from decimal import Decimal
from typing import TypeVar

from calculator.councils.schemes import Scheme, SchemePart, SchemeValue
from calculator.frozen import frozen
from calculator.rulebook import (
    Fault,
    Location,
    Rulebook,
    RuleError,
    fault,
    nearest,
    not_yaml,
    written_date,
    written_number,
)
from calculator.yaml_text import Mapping, Node, Sequence, YamlError, YamlText, read_yaml

YEAR_KEYS = {"from", "to", "name", "source", "checked", "not_found", "at_most", "second_hand", "parts"}
GIVES = {"shares": "share", "pays": "pays"}
EDGES = ("up_to", "under")
PERIODS = {
    "week": "up_to",
    "month": "up_to_month",
}  # the period of a table's incomes, and the input that its limits fill in
MOST_LISTED = 20  # a longer list of keys is left to the guide
AT_MOST = "home.council_tax_at_most"
READERS = "readers"
ORDER = "order"
COUNCIL_KEYS = {"council", "code", "website", "years"}
SOURCE_KEYS = {"law", "url"}
_Read = TypeVar("_Read")


@frozen
class SchemeFile:
    """One file: the council it is about as the file names it, and its schemes in the order of the file."""

    place: Location
    council: str
    code: str
    schemes: tuple[Scheme, ...]


def read_scheme_file(book: Rulebook, name: str, content: bytes) -> SchemeFile:
    """Read one file.

    book: the rules whose inputs it fills in; name: the file's name, for messages. Raises RuleError with every fault found.
    """
    reader = _Reader(book, name)
    try:
        node = read_yaml(content, name)
    except YamlError as error:
        raise not_yaml(error) from None
    root = reader.keys(node, COUNCIL_KEYS)
    council, code = reader.text(root, "council"), reader.text(root, "code")
    reader.text(root, "website")
    years = reader.each(reader.items(root, "years"), lambda year: reader.read_year(council, code, year))
    return SchemeFile(Location(name, root.line), council, code, years)


class _Reader:
    def __init__(self, book: Rulebook, name: str) -> None:
        self.book, self.name = book, name
        inputs = [rule.name.partition(".") for rule in book.inputs]
        # `order` is the place of a part or line in its list, which nobody writes.
        self.scheme_keys = {last for head, _, last in inputs if head == "scheme"} - {ORDER}
        self.band_keys = {last for head, _, last in inputs if head == "band"} - {ORDER}

    # ------------------------------------------------------------------ small parts
    def wrong(self, node: Node, message: str) -> RuleError:
        return fault(Location(self.name, node.line), "", message)

    def each(self, nodes: Iterable[Node], read: Callable[[Node], _Read]) -> tuple[_Read, ...]:
        """Read every node of a list. Raises RuleError with the faults of all of them."""
        found: list[_Read] = []
        faults: list[Fault] = []
        for node in nodes:
            try:
                found.append(read(node))
            except RuleError as error:
                faults += error.faults
        if faults:
            raise RuleError(faults)
        return tuple(found)

    def keys(self, node: Node, known: set[str]) -> Mapping:
        if not isinstance(node, Mapping):
            raise self.wrong(node, "is a mapping of names")
        self.each([key for key in node if key not in known], lambda key: self.unknown_key(key, known))
        return node

    def unknown_key(self, key: Node, known: set[str]) -> None:
        near = nearest(str(key), known)
        meant = [near] if near else sorted(each for each in known if each.startswith(str(key)))
        if meant:
            told = f"did you mean {' or '.join(map(repr, meant))}?"
        elif len(known) > MOST_LISTED:
            told = "docs/how-to-add-a-council.md lists every key"
        else:
            told = f"use {', '.join(sorted(known))}"
        raise self.wrong(key, f"'{key}' is not known here: {told}")

    def items(self, node: Mapping, key: str) -> list[Node]:
        found = node.find(key)
        if not isinstance(found, Sequence):
            raise self.wrong(node, f"'{key}:' is a list")
        return list(found)

    def text(self, node: Mapping, key: str) -> str:
        found = node.find(key)
        if not isinstance(found, YamlText) or not found.strip():
            raise self.wrong(node, f"'{key}:' is needed")
        return str(found)

    def day(self, node: Mapping, key: str) -> dt.date:
        day = written_date(self.text(node, key))
        if day is None:
            raise self.wrong(node, f"'{key}:' is a date, such as 2026-04-01")
        return day

    # ------------------------------------------------------------------ a year and its parts
    def read_year(self, council: str, code: str, node: Node) -> Scheme:
        """One year, with who read its document and when."""
        year = self.keys(node, YEAR_KEYS | {READERS})
        read = replace(self.year(council, code, node), checked=self.day(year, "checked"))
        return replace(read, readers=self.readers(year))

    def year(self, council: str, code: str, node: Node) -> Scheme:
        year = self.keys(node, YEAR_KEYS | {READERS})
        source = year.find("source")
        if not isinstance(source, Mapping):
            raise self.wrong(node, "'source:' holds law and url")
        self.keys(source, SOURCE_KEYS)
        starts, ends = self.day(year, "from"), self.day(year, "to")
        if starts > ends:
            raise self.wrong(node, f"'from:' {starts} is later than 'to:' {ends}")
        self.day(year, "checked")
        gaps = tuple(str(each) for each in self.items(year, "not_found")) if "not_found" in year else ()
        parts = self.each(self.items(year, "parts"), self.part)
        most = year.find("at_most")
        return Scheme(
            council, code, self.text(year, "name"), self.text(source, "law"), self.text(source, "url"), starts, ends, gaps,
            tuple(filled for filled, _ in parts), tuple(lines for _, lines in parts),
            None if most is None else self.number(AT_MOST, most), self.text(year, "second_hand") if "second_hand" in year else "",
        )  # fmt: skip

    def readers(self, year: Mapping) -> int:
        """How many people have read the document. One, if the file does not say."""
        if READERS not in year:
            return 1
        count = written_number(self.text(year, READERS))
        if count is None or count < 1 or count % 1:
            raise self.wrong(year, f"'{READERS}:' is a whole number of people, such as 2")
        return int(count)

    def part(self, node: Node) -> tuple[SchemePart, tuple[SchemePart, ...]]:
        """One part: its values by the names of the inputs, and the lines of its table."""
        part = self.keys(node, self.scheme_keys | {"table", "note"})
        keys = [key for key in part if key not in ("table", "note")]
        filled = dict(self.each(keys, lambda key: self.key_and_value(str(key), part)))
        given = {f"scheme.{key}": str(value) for key, value in part.items() if key in filled}
        needed = self.book.needed_with(given)
        self.each(
            [YamlText(name, part.line) for name in needed if name.startswith("scheme.") and name not in given],
            lambda name: self.missing(name, given),
        )
        columns = [name for name in needed if name.startswith("band.")]
        table = part.find("table")
        if table is None:
            if columns:
                raise self.wrong(part, f"'table:' is needed{self.because(columns[0], given)}")
            return filled, ()
        if not columns:
            raise self.wrong(part.key("table"), f"'table:' is not used by the method {filled['method']}: remove it")
        return filled, self.table(table, columns)

    def key_and_value(self, key: str, part: Mapping) -> tuple[str, SchemeValue]:
        return key, self.value(f"scheme.{key}", part[part.key(key)])

    def missing(self, name: Node, given: dict[str, str]) -> None:
        raise self.wrong(name, f"'{str(name).partition('.')[2]}:' is needed{self.because(str(name), given)}")

    def because(self, name: str, given: dict[str, str]) -> str:
        """What makes an input necessary, in words that follow `is needed`."""
        others = [f"{other.partition('.')[2]}: {given[other]}" for other in self.book.rules[name].needed or ()]
        return f" with {', '.join(others)}" if others else ""

    def table(self, node: Node, columns: list[str]) -> tuple[SchemePart, ...]:
        """Lines of bands: for each household the incomes up to which each share is taken off (or each sum is left to pay).

        columns: the inputs of a line that the part's method needs.
        """
        table = self.keys(node, {"shares", "pays", "per", "lines"})
        if "per" in table and str(table.find("per")) not in PERIODS:
            raise self.wrong(table.key("per"), f"'per:' is {' or '.join(PERIODS)}")
        lines = self.each(self.items(table, "lines"), lambda line: self.line(line, table, columns))
        return tuple(band for bands in lines for band in bands)

    def line(self, node: Node, table: Mapping, columns: list[str]) -> list[SchemePart]:
        told = self.keys(node, self.band_keys - {"share", "by_month", "up_to_month"} | {"shares"})
        # A line may have shares, or sums left to pay, of its own.
        found = [(key, self.items(held, key)) for held in (told, table) for key in GIVES if key in held]
        wanted = [key for key, column in GIVES.items() if f"band.{column}" in columns]
        if not found or found[0][0] not in wanted:
            keys = " or ".join(f"'{key}:'" for key in wanted)
            raise self.wrong(node, f"needs {keys}, here or for the whole table")
        gives, given = found[0]
        edge = "under" if "under" in told else "up_to"
        if edge == "under" and "up_to" in told:
            raise self.wrong(node, "has 'up_to:' or 'under:', not both")
        limits = self.items(told, edge)
        if len(limits) != len(given):
            raise self.wrong(node, f"has {len(limits)} incomes, and '{gives}:' has {len(given)} values")
        apart = {*EDGES, *GIVES}
        rest = {str(key): self.value(f"band.{key}", told[key]) for key in told if key not in apart}
        rest |= {"under": True} if edge == "under" else {}
        rest |= {"by_month": True} if table.find("per") == "month" else {}
        name, limit_name = GIVES[gives], PERIODS[str(table.find("per") or "week")]
        incomes = [self.number(f"band.{limit_name}", limit) for limit in limits]
        bands = [
            rest | {limit_name: income, name: self.value(f"band.{name}", value)}
            for income, value in zip(incomes, given, strict=True)
        ]
        if any(later <= earlier for earlier, later in itertools.pairwise(incomes)):
            raise self.wrong(node, f"'{edge}:' has to rise from one income to the next")
        return bands

    def number(self, name: str, node: Node) -> Decimal:
        """A number as the input wants it."""
        value = self.value(name, node)
        if not isinstance(value, Decimal):
            raise self.wrong(node, f"'{name}' is a number")
        return value

    def value(self, name: str, node: Node) -> SchemeValue:
        """A number, choice or yes-or-no as the input wants it."""
        rule = self.book.rules[name]
        if not isinstance(node, YamlText):
            raise self.wrong(node, f"'{name}' is one value")
        if not node:
            raise self.wrong(node, f"'{name.partition('.')[2]}:' is empty: fill it in")
        if rule.value_type == "choice":
            if node not in rule.choices:
                near = nearest(str(node), rule.choices)
                told = f": did you mean {near}?" if near else ""
                raise self.wrong(node, f"'{node}' is not one of {', '.join(rule.choices)}{told}")
            return str(node)
        if rule.value_type == "bool":
            if node not in ("true", "false"):
                raise self.wrong(node, f"'{name}' is true or false")
            return node == "true"
        number = written_number(node)
        if number is None:
            raise self.wrong(node, f"'{node}' is not a number")
        low, high = rule.lowest, rule.highest
        if (low is not None and number < low) or (high is not None and number > high):
            raise self.wrong(node, f"'{name}' is from {low} to {high}")
        return number
