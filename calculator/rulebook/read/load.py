"""Rule files into a Rulebook: form is checked here (keys, dates, numbers, sources), meaning in resolve.py."""

from __future__ import annotations

import csv
import datetime
import io
import re
from decimal import Decimal
from typing import Any

from calculator.rulebook.errors import Fault, Place, RuleError, fault, not_yaml
from calculator.rulebook.language.expression import GrammarError, parse
from calculator.rulebook.language.model import (
    CLOCKS,
    ENDED,
    Bands,
    Branch,
    Entity,
    Example,
    Formula,
    Notice,
    Rule,
    Rulebook,
    Source,
    Table,
    Version,
)
from calculator.rulebook.language.units import WORDS, parse_unit
from calculator.rulebook.read.files import fingerprint_of, is_rules
from calculator.rulebook.read.keys import FILE_KEYS, INPUT_KEYS, KINDS, NOTICE_KEYS, RULE_KEYS
from calculator.yaml_text import Mapping, Node, Text, YamlError, plain, read_yaml
from calculator.yaml_text import Sequence as Items

ALWAYS = 1
_NUMBER = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,8})?\Z")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
_WORD = re.compile(r"[a-z][a-z0-9_]*\Z")


def build(files: dict[str, bytes]) -> Rulebook:
    """The Rulebook that the files hold; amendments (names beginning 'amendment:') are laid over in their order.

    Raises RuleError with every fault found.
    """
    reader = _Reader(files)
    roots: list[tuple[str, Mapping, bool]] = []
    for name, content in files.items():
        amending = name.startswith("amendment:")
        if is_rules(name) or amending:
            shown = name.split(":", 2)[2] if amending else name
            try:
                roots.append((shown, read_yaml(content, shown), amending))
            except YamlError as error:
                reader.faults.extend(not_yaml(error).faults)
    # Entities first: every other file may name them. Amendments keep their order, after the rules.
    for shown, root, amending in sorted(roots, key=lambda found: "entities" not in found[1]):
        try:
            reader.file(shown, root, amending)
        except RuleError as error:
            reader.faults.extend(error.faults)
    if reader.faults:
        raise RuleError(sorted(reader.faults, key=lambda found: (found.place.file, found.place.line)))
    return Rulebook(
        entities=reader.entities,
        rules=reader.rules,
        notices=reader.notices,
        statement=reader.statement,
        fingerprint=fingerprint_of(files),
        amendments=tuple(name.split(":", 2)[2] for name in files if name.startswith("amendment:")),
    )


class _Reader:
    def __init__(self, files: dict[str, bytes]) -> None:
        self.files = files
        self.entities: dict[str, Entity] = {}
        self.rules: dict[str, Rule] = {}
        self.notices: dict[str, Notice] = {}
        self.statement: dict[str, Any] = {}
        self.faults: list[Fault] = []
        self.name = ""

    # ------------------------------------------------------------------ files
    def file(self, name: str, root: Mapping, amending: bool) -> None:
        self.name = name
        for key in root:
            if key not in FILE_KEYS:
                self.wrong(
                    key.line, "", f"'{key}' is not known at the top of a rule file: use {', '.join(sorted(FILE_KEYS))}"
                )
        prefix = self.words(root, "prefix") or ""
        clock = self.clock(root, "", "day")
        for key, node in self.mapping(root, "entities").items():
            self.attempt(lambda key=key, node=node: self.entity(key, node))
        for key, node in self.mapping(root, "rules").items():
            self.attempt(lambda key=key, node=node: self.rule(prefix, clock, key, node, amending))
        for key, node in self.mapping(root, "notices").items():
            self.attempt(lambda key=key, node=node: self.notice(prefix, key, node))
        if "statement" in root:
            self.statement.update(plain(root[root.key("statement")]))

    def attempt(self, read: Any) -> None:
        try:
            read()
        except RuleError as error:
            self.faults.extend(error.faults)

    def place(self, line: int) -> Place:
        return Place(self.name, line)

    def wrong(self, line: int, rule: str, message: str) -> None:
        self.faults.append(Fault(self.place(line), rule, message))

    def mapping(self, root: Mapping, key: str) -> Mapping:
        node = root.find(key)
        if node is None:
            return Mapping(0)
        if not isinstance(node, Mapping):
            raise fault(self.place(root.line), "", f"'{key}:' holds a mapping of names")
        return node

    def words(self, node: Mapping, key: str, rule: str = "") -> str | None:
        value = node.find(key)
        if value is None:
            return None
        if not isinstance(value, Text):
            raise fault(self.place(node.line), rule, f"'{key}:' is one piece of text")
        return str(value)

    def clock(self, node: Mapping, rule: str, default: str) -> str:
        clock = self.words(node, "clock", rule) or default
        if clock not in CLOCKS:
            raise fault(self.place(node.line), rule, f"clock '{clock}' is not one of {', '.join(CLOCKS)}")
        return clock

    # ------------------------------------------------------------------ entities
    def entity(self, key: Text, node: Node) -> None:
        if not isinstance(node, Mapping):
            raise fault(self.place(key.line), key, "an entity is a mapping: {slots: 2}")
        slots = self.words(node, "slots", key) or ""
        if not slots.isdigit() or not 1 <= int(slots) <= 20:
            raise fault(self.place(key.line), key, "slots: is a whole number from 1 to 20")
        owner = self.words(node, "of", key)
        if owner is not None and owner not in self.entities:
            raise fault(self.place(key.line), key, f"of: '{owner}' is not an entity named before this one")
        period = node.find("period")
        per_year: dict[str, int] = {}
        by = None
        if isinstance(period, Mapping):
            by = self.words(period, "by", key)
            for name, count in self.mapping(period, "per_year").items():
                per_year[str(name)] = int(self.number(count, key))
        self.entities[str(key)] = Entity(
            str(key),
            self.words(node, "title", key) or str(key),
            int(slots),
            owner,
            self.words(node, "order", key),
            by,
            per_year,
        )

    # ------------------------------------------------------------------ rules
    def rule(self, prefix: str, file_clock: str, key: Text, node: Node, amending: bool) -> None:
        name = f"{prefix}.{key}" if prefix else str(key)
        if not _WORD.match(key):
            raise fault(self.place(key.line), name, "a rule's name is lower-case words joined by _")
        if not isinstance(node, Mapping):
            raise fault(
                self.place(key.line),
                name,
                "a rule is a mapping with title, unit, source and one of " + ", ".join(KINDS),
            )
        for part in node:
            if part not in RULE_KEYS:
                raise fault(
                    self.place(part.line), name, f"'{part}' is not known in a rule: use {', '.join(sorted(RULE_KEYS))}"
                )
        older = self.rules.get(name)
        if older is not None and not amending:
            raise fault(self.place(key.line), name, f"the rule stands already at {older.place}: one amount, one rule")
        kinds = [kind for kind in KINDS if kind in node]
        if len(kinds) != 1:
            raise fault(
                self.place(key.line),
                name,
                f"a rule has exactly one of {', '.join(KINDS)}; this has {', '.join(kinds) or 'none'}",
            )
        if older is not None:
            self.amend(older, key, node, kinds[0])
            return
        made = self.new_rule(name, file_clock, key, node, kinds[0])
        self.content(made, node, kinds[0])
        self.versions_agree(made)
        self.rules[name] = made

    def new_rule(self, name: str, file_clock: str, key: Text, node: Mapping, kind: str) -> Rule:
        title = self.words(node, "title", name)
        if not title:
            raise fault(self.place(key.line), name, "title: is missing: say in plain words what the figure is")
        unit_text = self.words(node, "unit", name)
        if not unit_text:
            raise fault(self.place(key.line), name, "unit: is missing, such as GBP/month, ratio, bool, choice, date")
        made = Rule(name, title, "formula" if kind == "choose" else kind, unit_text, self.place(key.line))
        unit = parse_unit(unit_text)
        if unit_text in WORDS:
            made.value_type = unit_text
        elif unit is None:
            raise fault(
                self.place(key.line),
                name,
                f"unit '{unit_text}' is not known: build it from GBP, hour, day, week, month, year, pay_period",
            )
        else:
            made.unit = unit
        made.clock = self.clock(node, name, file_clock)
        made.each = self.each(node, name)
        made.source = self.source(node, name)
        if made.source is None and kind != "input":
            raise fault(
                self.place(key.line), name, 'source: is missing: {law: "UC Regs 2013 reg 22", url: "https://..."}'
            )
        made.explain = self.words(node, "explain", name) or ""
        made.note = self.words(node, "note", name) or ""
        made.step = self.words(node, "step", name) or ""
        made.choices = self.choices(node, name)
        if (made.value_type == "choice") != bool(made.choices):
            raise fault(self.place(key.line), name, "unit: choice and choices: [..] go together")
        for part, expression in self.mapping(node, "let").items():
            if not _WORD.match(part):
                raise fault(self.place(part.line), name, "a let: name is lower-case words joined by _")
            made.let[str(part)] = self.expression(expression, name)
        made.examples = self.examples(node, name)
        return made

    def each(self, node: Mapping, rule: str) -> str | None:
        each = self.words(node, "each", rule)
        if each is not None and each not in self.entities:
            raise fault(
                self.place(node.line),
                rule,
                f"each: '{each}' is not an entity: {', '.join(self.entities) or 'entities.yaml comes first'}",
            )
        return each

    def source(self, node: Mapping, rule: str) -> Source | None:
        value = node.find("source")
        if value is None:
            return None
        if not isinstance(value, Mapping) or not self.words(value, "law", rule):
            raise fault(self.place(node.line), rule, "source: is a mapping with law: and, where there is one, url:")
        url = self.words(value, "url", rule)
        if url is not None and not url.startswith(("https://", "http://")):
            raise fault(self.place(node.line), rule, f"source url '{url}' is not a web address")
        return Source(self.words(value, "law", rule) or "", url)

    def choices(self, node: Mapping, rule: str) -> tuple[str, ...]:
        value = node.find("choices")
        if value is None:
            return ()
        if isinstance(value, Items):
            found = tuple(str(item) for item in value if isinstance(item, Text))
        elif isinstance(value, Mapping):
            rows = self.csv(self.words(value, "file", rule) or "", value.line, rule, beside=False)
            column = self.words(value, "column", rule) or ""
            if column not in rows[0]:
                raise fault(self.place(value.line), rule, f"the table has no column '{column}'")
            found = tuple(dict.fromkeys(row[column] for row in rows))
        else:
            found = ()
        if not found or len(set(found)) != len(found):
            raise fault(self.place(node.line), rule, "choices: is a list of different words")
        return found

    def content(self, rule: Rule, node: Mapping, kind: str) -> None:
        value = node[node.key(kind)]
        if kind == "input":
            self.input(rule, value)
        elif kind == "values":
            self.values(rule, value)
        elif kind == "table":
            self.table(rule, node, value)
        elif kind == "formula":
            self.dated(rule, value, self.formula)
        else:
            self.dated(rule, value, self.choose)
        if kind != "input" and not rule.versions:
            raise fault(rule.place, rule.name, f"{kind}: holds nothing")
        rule.versions.sort(key=lambda version: version.start)

    def versions_agree(self, rule: Rule) -> None:
        """Whether the versions of a rule can follow one another."""
        contents = [version.content for version in rule.versions if version.content != ENDED]
        if rule.versions and rule.versions[0].content == ENDED:
            raise fault(rule.place, rule.name, "a rule cannot end before it began")
        if len({type(content) for content in contents}) > 1:
            raise fault(rule.place, rule.name, "every version of an amount has the same form")
        if len({tuple(sorted(content)) for content in contents if isinstance(content, dict)}) > 1:
            raise fault(rule.place, rule.name, "every version of a keyed amount has the same keys")

    def amend(self, rule: Rule, key: Text, node: Mapping, kind: str) -> None:
        """Lay an amendment over a rule: dated versions are added or replaced, an undated one replaces all."""
        same = rule.kind == ("formula" if kind == "choose" else kind)
        if not same:
            raise fault(self.place(key.line), rule.name, f"the rule it amends is of kind {rule.kind}, not {kind}")
        source = self.source(node, rule.name)
        if source is None:
            raise fault(
                self.place(key.line), rule.name, "source: is missing: an amendment says where its figure comes from"
            )
        fresh = Rule(
            rule.name,
            rule.title,
            rule.kind,
            rule.unit_text,
            self.place(key.line),
            rule.unit,
            rule.value_type,
            rule.form,
        )
        fresh.each, fresh.choices, fresh.by = rule.each, rule.choices, rule.by
        self.content(fresh, node, kind)
        if fresh.versions[0].start == ALWAYS:
            rule.versions = fresh.versions
        else:
            merged = {version.start: version for version in rule.versions} | {
                version.start: version for version in fresh.versions
            }
            rule.versions = [merged[start] for start in sorted(merged)]
        rule.source, rule.place = source, fresh.place
        self.versions_agree(rule)
        for part, expression in self.mapping(node, "let").items():
            rule.let[str(part)] = self.expression(expression, rule.name)
        for field in ("title", "explain", "note", "step"):
            if text := self.words(node, field, rule.name):
                setattr(rule, field, text)

    def input(self, rule: Rule, value: Node) -> None:
        if not isinstance(value, Mapping):
            raise fault(rule.place, rule.name, "input: is a mapping, {} where nothing more is to be said")
        for part in value:
            if part not in INPUT_KEYS:
                raise fault(
                    self.place(part.line), rule.name, f"'{part}' is not known in input: use {', '.join(INPUT_KEYS)}"
                )
        rule.supplied_from = self.words(value, "from", rule.name)
        low, high, default = (value.find(part) for part in ("min", "max", "default"))
        rule.lowest = self.number(low, rule.name) if low is not None else None
        rule.highest = self.number(high, rule.name) if high is not None else None
        if default is not None:
            rule.default = self.scalar(rule, default)

    def values(self, rule: Rule, value: Node) -> None:
        if not isinstance(value, Mapping):
            raise fault(rule.place, rule.name, "values: is a mapping of dates: {2026-04-06: 427}")
        forms = set()
        for key, content in value.items():
            start = self.date(key, rule.name)
            if isinstance(content, Text) and content == ENDED:
                rule.versions.append(Version(start, ENDED))
                continue
            if isinstance(content, Text):
                forms.add("scalar")
                rule.versions.append(Version(start, self.scalar(rule, content)))
            elif isinstance(content, Mapping) and "bands" in content:
                forms.add("bands")
                rule.versions.append(Version(start, self.bands(rule, content)))
            elif isinstance(content, Mapping):
                forms.add("keyed")
                rule.versions.append(
                    Version(start, {str(name): self.number(item, rule.name) for name, item in content.items()})
                )
            else:
                raise fault(self.place(key.line), rule.name, "an amount is a number, a mapping of numbers, or bands")
        rule.form = forms.pop() if forms else "scalar"

    def bands(self, rule: Rule, content: Mapping) -> Bands:
        rows: list[tuple[Decimal, Decimal]] = []
        items = content[content.key("bands")]
        for item in items if isinstance(items, Items) else []:
            if not isinstance(item, Items) or len(item) != 2:
                raise fault(self.place(content.line), rule.name, "a band is [from, rate]")
            rows.append((self.number(item[0], rule.name), self.number(item[1], rule.name)))
        if not rows or [row[0] for row in rows] != sorted({row[0] for row in rows}):
            raise fault(self.place(content.line), rule.name, "bands: is a list of [from, rate] with rising 'from'")
        return Bands(tuple(rows))

    def table(self, rule: Rule, node: Mapping, value: Node) -> None:
        by = node.find("by")
        column = self.words(node, "column", rule.name)
        if not isinstance(by, Items) or not by or not column:
            raise fault(rule.place, rule.name, "a table rule has by: [choices] and column:")
        rule.by = tuple(str(name) for name in by)
        rule.form, rule.kind = "table", "values"
        dated = value if isinstance(value, Mapping) else {Text("", rule.place.line): value}
        for key, file in dated.items():
            start = self.date(key, rule.name) if key else ALWAYS
            if not isinstance(file, Text):
                raise fault(rule.place, rule.name, "table: names a CSV file beside the rule file")
            if file == ENDED:
                rule.versions.append(Version(start, ENDED))
                continue
            cells: dict[tuple[str, ...], Decimal] = {}
            keys = [name.rpartition(".")[2] for name in rule.by]
            for row in self.csv(file, key.line, rule.name):
                try:
                    cells[tuple(row[part] for part in keys)] = self.number(Text(row[column], key.line), rule.name)
                except KeyError as error:
                    raise fault(self.place(rule.place.line), rule.name, f"{file} has no column {error}") from None
            rule.versions.append(Version(start, Table(str(file), cells)))

    def csv(self, file: str, line: int, rule: str, beside: bool = True) -> list[dict[str, str]]:
        path = f"{self.name.rpartition('/')[0]}/{file}".lstrip("/") if beside else file
        if path not in self.files:
            raise fault(self.place(line), rule, f"there is no table {path} among the rules")
        try:
            rows = list(csv.DictReader(io.StringIO(self.files[path].decode("utf-8"))))
        except (UnicodeDecodeError, csv.Error):
            raise fault(Place(path, 1), rule, "the table cannot be read: save it as CSV in UTF-8") from None
        if not rows:
            raise fault(Place(path, 1), rule, "the table is empty")
        return rows

    def dated(self, rule: Rule, value: Node, read: Any) -> None:
        if isinstance(value, Mapping):
            for key, content in value.items():
                start = self.date(key, rule.name)
                ended = isinstance(content, Text) and content == ENDED
                rule.versions.append(Version(start, ENDED if ended else read(rule, content)))
        else:
            rule.versions.append(Version(ALWAYS, read(rule, value)))

    def formula(self, rule: Rule, value: Node) -> Formula:
        return Formula((Branch("", self.expression(value, rule.name)),))

    def choose(self, rule: Rule, value: Node) -> Formula:
        if not isinstance(value, Items) or not value:
            raise fault(rule.place, rule.name, "choose: is a list of {when: ..., give: ...}, last {otherwise: ...}")
        branches: list[Branch] = []
        for position, item in enumerate(value):
            last = position == len(value) - 1
            expected = {"otherwise"} if last else {"when", "give"}
            if not isinstance(item, Mapping) or set(item) != expected:
                wanted = "the last branch is {otherwise: ...}" if last else "a branch is {when: ..., give: ...}"
                raise fault(self.place(value.line + position), rule.name, f"{wanted}, so that every case has an answer")
            when = "" if last else self.expression(item[item.key("when")], rule.name)
            branches.append(Branch(when, self.expression(item[item.key("otherwise" if last else "give")], rule.name)))
        return Formula(tuple(branches))

    def examples(self, node: Mapping, rule: str) -> list[Example]:
        value = node.find("examples")
        found = []
        for item in value if isinstance(value, Items) else []:
            if not isinstance(item, Mapping) or "gives" not in item:
                raise fault(self.place(node.line), rule, "an example is {given: {...}, gives: ...}")
            given = {str(name): plain(part) for name, part in self.mapping(item, "given").items()}
            date = item.find("date")
            found.append(
                Example(
                    given,
                    plain(item[item.key("gives")]),
                    self.date(date, rule) if isinstance(date, Text) else None,
                    self.place(item.line),
                )
            )
        return found

    # ------------------------------------------------------------------ notices
    def notice(self, prefix: str, key: Text, node: Node) -> None:
        name = str(key)
        if not isinstance(node, Mapping):
            raise fault(self.place(key.line), name, "a notice is a mapping with kind, when, title, text")
        for part in node:
            if part not in NOTICE_KEYS:
                raise fault(
                    self.place(part.line),
                    name,
                    f"'{part}' is not known in a notice: use {', '.join(sorted(NOTICE_KEYS))}",
                )
        if name in self.notices:
            raise fault(self.place(key.line), name, f"the notice stands already at {self.notices[name].place}")
        kind = self.words(node, "kind", name) or "notice"
        if kind not in ("notice", "help", "lost", "assumption"):
            raise fault(self.place(key.line), name, "kind: is notice, help, lost or assumption")
        for needed in ("when", "text") if kind == "assumption" else ("when", "title", "text"):
            if needed not in node:
                raise fault(self.place(key.line), name, f"{needed}: is missing")
        each = self.each(node, name)
        place = self.place(key.line)

        def hide(label: str, value: Node | None) -> str | None:
            if value is None:
                return None
            hidden = Rule(
                f"notice.{name}.{label}", name, "formula", "", place, value_type="inferred", each=each, hidden=True
            )
            hidden.note = prefix  # names resolve as in this prefix
            hidden.versions = [Version(ALWAYS, self.formula(hidden, value))]
            self.rules[hidden.name] = hidden
            return hidden.name

        get = node.find
        missing, depends = get("missing"), get("depends")
        severity = self.words(node, "severity", name) or "information"
        confidence = self.words(node, "confidence", name) or "settled"
        if severity not in ("information", "warning") or confidence not in ("settled", "depends", "ask"):
            raise fault(place, name, "severity: is information or warning; confidence: is settled, depends or ask")
        fills = {str(label): hide(f"with.{label}", value) or "" for label, value in self.mapping(node, "with").items()}
        text = self.words(node, "text", name) or ""
        for braced in re.findall(r"\{(\w*)\}", f"{text} {self.words(node, 'title', name) or ''}"):
            if braced not in fills:
                raise fault(place, name, f"{{{braced}}} in the text is not filled: add it to with:")
        self.notices[name] = Notice(
            name, kind, place, self.words(node, "title", name) or "", text, severity, confidence, self.source(node, name), each,
            self.words(node, "only_option", name) == "true", self.words(node, "path", name),
            tuple(str(line) for line in missing) if isinstance(missing, Items) else (),
            hide("when", get("when")) or "", hide("unless_now", get("unless_now")), fills,
            hide("value_per_year", get("value_per_year")), hide("worth_up_to", get("worth_up_to")),
            self.words(node, "falls_with_income", name) == "true",
            tuple(str(line) for line in depends) if isinstance(depends, Items) else (),
        )  # fmt: skip

    # ------------------------------------------------------------------ scalars
    def expression(self, node: Node, rule: str) -> str:
        """The text of an expression, once it is known to be in the language."""
        if not isinstance(node, Text):
            raise fault(self.place(node.line), rule, "a formula is one piece of text")
        try:
            parse(str(node))
        except GrammarError as error:
            raise fault(self.place(node.line), rule, str(error)) from None
        return str(node)

    def date(self, text: Text, rule: str) -> int:
        try:
            if not _DATE.match(text):
                raise ValueError
            return datetime.date.fromisoformat(text).toordinal()
        except ValueError:
            raise fault(self.place(text.line), rule, f"'{text}' is not a date such as 2026-04-06") from None

    def number(self, node: Node, rule: str) -> Decimal:
        if not isinstance(node, Text) or not _NUMBER.match(node):
            raise fault(self.place(node.line), rule, f"'{str(node)[:40]}' is not a number such as 427 or 0.55")
        return Decimal(node)

    def scalar(self, rule: Rule, node: Node) -> Any:
        if rule.value_type == "number":
            return self.number(node, rule.name)
        if not isinstance(node, Text):
            raise fault(self.place(node.line), rule.name, "one value is wanted here")
        if rule.value_type == "bool":
            if node not in ("true", "false"):
                raise fault(self.place(node.line), rule.name, f"'{node}' is not true or false")
            return node == "true"
        if rule.value_type == "date":
            return self.date(node, rule.name)
        if node not in rule.choices:
            raise fault(self.place(node.line), rule.name, f"'{node}' is not one of {', '.join(rule.choices)}")
        return str(node)
