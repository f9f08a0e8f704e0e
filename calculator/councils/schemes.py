"""What a council's own council tax reduction scheme says, from its file in rules/council_tax/data/, as inputs for the rules.

A file holds what one council has adopted, year by year; its keys are the names of the inputs in rules/case/scheme.yaml and
rules/case/band.yaml. Nothing here knows what they mean.
"""

from __future__ import annotations

import datetime as dt
import itertools
import re
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path
from typing import Any

from calculator.councils import register as places
from calculator.resources import folder
from calculator.rulebook import Location, Rulebook, RuleError, fault, not_yaml
from calculator.yaml_text import Mapping, Node, Sequence, YamlError, YamlText, read_yaml

DATA = "council_tax/data"
YEAR_KEYS = {"from", "to", "name", "source", "checked", "not_found", "at_most", "parts"}
GIVES = {"shares": "share", "pays": "pays"}
AT_MOST = "home.council_tax_at_most"
COUNCIL_KEYS = {"council", "code", "website", "years"}


@dataclass(frozen=True, slots=True)
class Scheme:
    """One council's scheme in one year: who says so, and its parts as values of the inputs `scheme.*` and `band.*`."""

    council: str
    code: str
    name: str
    law: str
    url: str
    starts: dt.date
    ends: dt.date
    not_found: tuple[str, ...]
    parts: tuple[dict[str, Any], ...]
    bands: tuple[tuple[dict[str, Any], ...], ...] = field(default=())
    # The most of the bill that it takes off for anyone of working age, where no more than that is known.
    at_most: Decimal | None = None


def files(rules: Path | None = None) -> list[Path]:
    """Every file of a council, or of a nation with one scheme for all its councils."""
    return sorted(((rules or folder("rules")) / DATA).glob("*.yaml"))


def slug(name: str) -> str:
    """A council's name as its file's: `Bristol, City of` is bristol-city-of."""
    return re.sub("[^a-z]+", "-", name.casefold()).strip("-")


def scheme_of(book: Rulebook, name: str, day: dt.date) -> Scheme | None:
    """The scheme of the council (or nation) of this name on a day; None where none is held.

    The last scheme that is held goes on until the next one is: councils adopt a new one each year, mostly with small changes.
    """
    held = schemes_of(book, name)
    return next(
        (each for each in held if each.starts <= day <= each.ends or (each is held[-1] and day > each.ends)), None
    )


def schemes_of(book: Rulebook, name: str) -> tuple[Scheme, ...]:
    """Every scheme that is held of the council (or nation) of this name, the earliest first."""
    path = folder("rules") / DATA / f"{slug(name)}.yaml"
    return read(book, path) if path.is_file() else ()


def read(book: Rulebook, path: Path) -> tuple[Scheme, ...]:
    """The years of one file. Raises RuleError with what is wrong in it."""
    return _read(_Names(book), path.name, path.read_bytes())


class _Names:
    """The inputs a file may fill; one for a rulebook, so that what is read can be kept."""

    def __init__(self, book: Rulebook) -> None:
        self.book = book

    def __hash__(self) -> int:
        return hash(self.book.fingerprint)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Names) and other.book.fingerprint == self.book.fingerprint


@cache
def _read(names: _Names, name: str, content: bytes) -> tuple[Scheme, ...]:
    reader = _Reader(names.book, name)
    try:
        root = reader.keys(read_yaml(content, name), COUNCIL_KEYS)
    except YamlError as error:
        raise not_yaml(error) from None
    return tuple(
        reader.year(reader.text(root, "council"), reader.text(root, "code"), year)
        for year in reader.items(root, "years")
    )


class _Reader:
    def __init__(self, book: Rulebook, name: str) -> None:
        self.book, self.name = book, name

    def wrong(self, node: Node, message: str) -> RuleError:
        return fault(Location(self.name, node.line), "", message)

    def keys(self, node: Node, known: set[str]) -> Mapping:
        if not isinstance(node, Mapping):
            raise self.wrong(node, "is a mapping of names")
        for key in node:
            if key not in known:
                raise self.wrong(key, f"'{key}' is not known here: use {', '.join(sorted(known))}")
        return node

    def items(self, node: Mapping, key: str) -> list[Node]:
        found = node.find(key)
        if not isinstance(found, Sequence):
            raise self.wrong(node, f"'{key}:' is a list")
        return list(found)

    def text(self, node: Mapping, key: str) -> str:
        found = node.find(key)
        if not isinstance(found, YamlText):
            raise self.wrong(node, f"'{key}:' is needed")
        return str(found)

    def day(self, node: Mapping, key: str) -> dt.date:
        try:
            return dt.date.fromisoformat(self.text(node, key))
        except ValueError:
            raise self.wrong(node, f"'{key}:' is a date, such as 2026-04-01") from None

    def year(self, council: str, code: str, node: Node) -> Scheme:
        year = self.keys(node, YEAR_KEYS)
        source = year.find("source")
        if not isinstance(source, Mapping):
            raise self.wrong(node, "'source:' holds law and url")
        self.day(year, "checked")
        gaps = tuple(str(each) for each in self.items(year, "not_found")) if "not_found" in year else ()
        parts, bands = [], []
        for part in self.items(year, "parts"):
            filled, lines = self.part(part)
            parts.append(filled)
            bands.append(lines)
        return Scheme(
            council, code, self.text(year, "name"), self.text(source, "law"), self.text(source, "url"),
            self.day(year, "from"), self.day(year, "to"), gaps, tuple(parts), tuple(bands),
            None if (most := year.find("at_most")) is None else self.value(AT_MOST, most),
        )  # fmt: skip

    def part(self, node: Node) -> tuple[dict[str, Any], tuple[dict[str, Any], ...]]:
        known = {name.partition(".")[2] for name in self.book.rules if name.startswith("scheme.")}
        part = self.keys(node, known | {"table", "note"})
        filled = {str(key): self.value(f"scheme.{key}", part[key]) for key in part if key not in ("table", "note")}
        table = part.find("table")
        return filled, () if table is None else self.table(table)

    def table(self, node: Node) -> tuple[dict[str, Any], ...]:
        """Lines of bands: for each household the incomes up to which each share is taken off (or each sum is left to pay)."""
        known = {name.partition(".")[2] for name in self.book.rules if name.startswith("band.")}
        table = self.keys(node, {"shares", "pays", "lines"})
        lines: list[dict[str, Any]] = []
        for line in self.items(table, "lines"):
            told = self.keys(line, known - {"share", "pays"} | {"up_to", "shares", "pays"})
            # A line may have shares, or sums left to pay, of its own.
            found = [(key, self.items(held, key)) for held in (told, table) for key in GIVES if key in held]
            if not found:
                raise self.wrong(line, "needs 'shares:' or 'pays:', here or for the whole table")
            gives, given = found[0]
            limits = self.items(told, "up_to")
            if len(limits) != len(given):
                raise self.wrong(line, f"has {len(limits)} incomes, and '{gives}:' has {len(given)} values")
            apart = {"up_to", *GIVES}
            rest = {str(key): self.value(f"band.{key}", told[key]) for key in told if key not in apart}
            for limit, value in zip(limits, given, strict=True):
                name = GIVES[gives]
                lines.append(rest | {"up_to": self.value("band.up_to", limit), name: self.value(f"band.{name}", value)})
        return tuple(lines)

    def value(self, name: str, node: Node) -> Any:
        """A number, choice or yes-or-no as the input wants it."""
        rule = self.book.rules[name]
        if not isinstance(node, YamlText):
            raise self.wrong(node, f"'{name}' is one value")
        if rule.value_type == "choice":
            if node not in rule.choices:
                raise self.wrong(node, f"'{node}' is not one of {', '.join(rule.choices)}")
            return str(node)
        if rule.value_type == "bool":
            if node not in ("true", "false"):
                raise self.wrong(node, f"'{name}' is true or false")
            return node == "true"
        try:
            number = Decimal(node)
        except InvalidOperation:
            raise self.wrong(node, f"'{node}' is not a number") from None
        low, high = rule.lowest, rule.highest
        if (low is not None and number < low) or (high is not None and number > high):
            raise self.wrong(node, f"'{name}' is from {low} to {high}")
        return number


# ---------------------------------------------------------------------- what is held, and a new file
NATIONS = {"Scotland", "Wales"}  # one scheme each for all their councils
UNIVERSAL_CREDIT = {"everyone", "universal_credit"}
OTHERS = {"everyone", "others"}


def faults(book: Rulebook, rules: Path) -> list[str]:
    """What is wrong in any file of a scheme, or still open."""
    found = []
    for path in files(rules):
        try:
            years = read(book, path)
        except RuleError as error:
            found += [str(each) for each in error.faults]
            continue
        council = years[0].council if years else ""
        if years and slug(council) != path.stem:
            found.append(f"{path.name}: a file is named by its council: {slug(council)}.yaml")
        known = places.find(council) if years else None
        if years and council not in NATIONS and (known is None or (known.name, known.code) != (council, years[0].code)):
            found.append(f"{path.name}: no council is called {council} with the code {years[0].code}")
        found += [
            f"{path.name}: {year.name}: no part says how it works"
            for year in years
            if not year.parts and year.at_most is None
        ]
        for earlier, later in itertools.pairwise(years):
            if later.starts <= earlier.ends:
                found.append(f"{path.name}: {later.name} begins before {earlier.name} ends")
    return found


def table(book: Rulebook) -> str:
    """The schemes held, as a table in Markdown: council, year, for whom, and what was not found."""
    rows = []
    for path in files():
        for year in read(book, path):
            people = {part.get("people") for part in year.parts}
            rows.append(
                f"| {year.council} | [{year.name}]({year.url}) | {_mark(people & UNIVERSAL_CREDIT, people)} "
                f"| {_mark(people & OTHERS, set())} | {'; '.join(year.not_found) or '-'} |"
            )
    head = ["| Council | Scheme | On Universal Credit | Others | Not found |", "| --- | --- | --- | --- | --- |"]
    return "\n".join([*head, *rows])


def _mark(found: set[Any], people: set[Any]) -> str:
    return "yes" if found else "without other income" if "only_universal_credit" in people else "not covered"


def blank(name: str, code: str, website: str, starts: dt.date) -> str:
    """A file to fill in for a council: every key it may need, to be kept or left out."""
    ends = starts.replace(year=starts.year + 1) - dt.timedelta(days=1)
    year = f"{starts.year}-{ends.year % 100:02}"
    return f"""# {name}: see docs/how-to-add-a-council.md for every key.
council: {name if "," not in name else f'"{name}"'}
code: {code}
website: "{website}"
years:
  - from: {starts}
    to: {ends}
    name: Council Tax Reduction Scheme {year}
    source: {{law: "{name}, Council Tax Reduction Scheme {year}, paragraph", url: "{website}"}}
    checked: {dt.date.today()}
    not_found:
      - How people on Universal Credit are treated
      - How others are treated
    parts: []
"""
