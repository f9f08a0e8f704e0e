"""A part of a rule file that is being read: where it is, and the small things that every reader asks of it."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field
from decimal import Decimal

from calculator.rulebook.errors import Fault, Location, RuleError, fault
from calculator.rulebook.language.expression import GrammarError, parse
from calculator.rulebook.language.model import CLOCKS, Citation, Entity, NoticeRule, Rule, Scalar, StatementPart
from calculator.rulebook.language.written import written_date, written_number
from calculator.yaml_text import Mapping, Node, Sequence, YamlText


@dataclass(slots=True)
class Draft:
    """What the files read so far hold, and every fault in them. `tables` are the bytes of all files, by path."""

    tables: dict[str, bytes]
    entities: dict[str, Entity] = field(default_factory=dict)
    rules: dict[str, Rule] = field(default_factory=dict)
    notices: dict[str, NoticeRule] = field(default_factory=dict)
    statement: dict[str, StatementPart] = field(default_factory=dict)
    added: list[str] = field(default_factory=list)  # the rules that amendments bring
    latest: dict[int, Location] = field(
        default_factory=dict
    )  # the days from which amendments hold, and where they say so
    faults: list[Fault] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a file: a rule, a notice or an entity. `name` is for messages; "" for the file as a whole."""

    found: Draft
    file: str
    line: int
    name: str = ""

    # ------------------------------------------------------------------ faults
    def place(self, node: Node | None = None) -> Location:
        """Where a node is written; where the part begins if none is given."""
        return Location(self.file, self.line if node is None else node.line)

    def wrong(self, message: str, node: Node | None = None) -> RuleError:
        """A fault of this part, to be raised."""
        return fault(self.place(node), self.name, message)

    # ------------------------------------------------------------------ parts of a mapping
    def mapping(self, node: Mapping, key: str) -> Mapping:
        """The mapping under a key; an empty one if there is none. Raises RuleError for anything else."""
        value = node.find(key)
        if value is None:
            return Mapping(0)
        if not isinstance(value, Mapping):
            raise self.wrong(f"'{key}:' holds a mapping of names", node)
        return value

    def words(self, node: Mapping, key: str) -> str | None:
        """The text under a key, None if there is none. Raises RuleError for anything else."""
        value = node.find(key)
        if value is None:
            return None
        if not isinstance(value, YamlText):
            raise self.wrong(f"'{key}:' is one piece of text", node)
        return str(value)

    def yes(self, node: Mapping, key: str) -> bool:
        """Whether a key holds `true`; a key that is left out does not. Raises RuleError for anything else."""
        value = self.words(node, key) or "false"
        if value not in ("true", "false"):
            raise self.wrong(f"'{key}:' is true or false, not '{value}'", node)
        return value == "true"

    def lines(self, node: Mapping, key: str) -> tuple[str, ...]:
        """The list of texts under a key. Raises RuleError for anything else."""
        value = node.find(key)
        if value is None:
            return ()
        if not isinstance(value, Sequence) or not all(isinstance(item, YamlText) for item in value):
            raise self.wrong(f"'{key}:' is a list of names: [one, two]", node)
        return tuple(str(item) for item in value)

    def clock(self, node: Mapping, default: str) -> str:
        """The clock that is named, or else the default. Raises RuleError if there is no such clock."""
        clock = self.words(node, "clock") or default
        if clock not in CLOCKS:
            raise self.wrong(f"clock '{clock}' is not one of {', '.join(CLOCKS)}", node)
        return clock

    def each(self, node: Mapping) -> str | None:
        """The entity that is named under `each:`. Raises RuleError if there is no such entity."""
        each = self.words(node, "each")
        if each is not None and each not in self.found.entities:
            known = ", ".join(self.found.entities) or "entities.yaml comes first"
            raise self.wrong(f"each: '{each}' is not an entity: {known}", node)
        return each

    def source(self, node: Mapping) -> Citation | None:
        """The law under `source:`. Raises RuleError if it names no law, or an address that is none."""
        value = node.find("source")
        if value is None:
            return None
        if not isinstance(value, Mapping):
            raise self.wrong("source: is a mapping with law: and, where there is one, url:", node)
        return self.law(value)

    def law(self, node: Mapping) -> Citation:
        """The law and its address that a mapping names."""
        law = self.words(node, "law")
        if not law:
            raise self.wrong("source: is a mapping with law: and, where there is one, url:", node)
        url = self.words(node, "url")
        if url is not None and not url.startswith(("https://", "http://")):
            raise self.wrong(f"source url '{url}' is not a web address", node)
        return Citation(law, url)

    # ------------------------------------------------------------------ single values
    def expression(self, node: Node) -> str:
        """The text of an expression, once it is known to be in the language."""
        if not isinstance(node, YamlText):
            raise self.wrong("a formula is one piece of text", node)
        try:
            parse(str(node))
        except GrammarError as error:
            raise self.wrong(str(error), node) from None
        return str(node)

    def date(self, text: YamlText) -> int:
        """A date as a proleptic ordinal."""
        day = written_date(text)
        if day is None:
            raise self.wrong(f"'{text}' is not a date such as 2026-04-06", text)
        return day.toordinal()

    def number(self, node: Node) -> Decimal:
        """A number as it is written, without exponents or signs for thousands."""
        number = written_number(node) if isinstance(node, YamlText) else None
        if number is None:
            raise self.wrong(f"'{str(node)[:40]}' is not a number such as 427 or 0.55", node)
        return number

    def scalar(self, rule: Rule, node: Node) -> Scalar | str:
        """A value of the kind that the rule's unit asks for: a number, true or false, a date, or one of its choices."""
        if rule.value_type == "number":
            return self.number(node)
        if not isinstance(node, YamlText):
            raise self.wrong("one value is wanted here", node)
        if rule.value_type == "bool":
            if node not in ("true", "false"):
                raise self.wrong(f"'{node}' is not true or false", node)
            return node == "true"
        if rule.value_type == "date":
            return self.date(node)
        if node not in rule.choices:
            raise self.wrong(f"'{node}' is not one of {', '.join(rule.choices)}", node)
        return str(node)

    def csv(self, path: str, node: Node) -> list[dict[str, str]]:
        """The rows of a CSV file among the rules, by column. Raises RuleError if it is missing, empty or no CSV."""
        if path not in self.found.tables:
            raise self.wrong(f"there is no table {path} among the rules", node)
        try:
            rows = list(csv.DictReader(io.StringIO(self.found.tables[path].decode("utf-8"))))
        except (UnicodeDecodeError, csv.Error):
            raise fault(Location(path, 1), self.name, "the table cannot be read: save it as CSV in UTF-8") from None
        if not rows:
            raise fault(Location(path, 1), self.name, "the table is empty")
        return rows
