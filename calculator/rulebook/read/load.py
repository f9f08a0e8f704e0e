"""Makes a Rulebook from rule files. Their form (keys, dates, numbers, sources) is checked here, their meaning in language/resolve.py."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial

from calculator.rulebook.errors import Location, RuleError, fault, not_yaml
from calculator.rulebook.language.model import Entity, Rule, Rulebook, StatementPart, iso
from calculator.rulebook.language.units import WORDS, parse_unit
from calculator.rulebook.language.written import written_date
from calculator.rulebook.read.amend import amend, meant
from calculator.rulebook.read.content import check_versions, read_content
from calculator.rulebook.read.entry import Draft, Entry
from calculator.rulebook.read.examples import read_examples
from calculator.rulebook.read.files import AMENDMENT, fingerprint_of, is_rules
from calculator.rulebook.read.keys import ENTITY_KEYS, FILE_KEYS, KINDS, RULE_KEYS
from calculator.rulebook.read.needed import check_needed
from calculator.rulebook.read.notices import read_notice
from calculator.yaml_text import Mapping, Node, Sequence, YamlError, YamlText, read_yaml

_WORD = re.compile(r"[a-z][a-z0-9_]*\Z")


def build(files: dict[str, bytes], companion_key: str | None = None) -> Rulebook:
    """The Rulebook that the files hold, with amendments (names beginning 'amendment:') laid over it in their order.

    files: the bytes of each file, by its path among the rules. companion_key: an amendment with this key at its top has no rules and is
    skipped here. Raises RuleError with every fault found.
    """
    found = Draft(files)
    roots: list[tuple[str, Mapping, bool]] = []
    amendments: list[str] = []
    for name, content in files.items():
        amending = name.startswith(AMENDMENT)
        shown = name.split(":", 2)[2] if amending else name
        if amending:
            amendments.append(shown)
        if is_rules(name) or amending:
            try:
                root = read_yaml(content, shown)
            except YamlError as error:
                found.faults.extend(not_yaml(error).faults)
                continue
            if not (amending and companion_key in root):
                roots.append((shown, root, amending))
    # Entities come first, because every other file may name them. Amendments keep their order and come after the rules.
    for shown, root, amending in sorted(roots, key=lambda each: "entities" not in each[1]):
        _attempt(found, partial(_file, found, shown, root, amending))
    _attempt(found, partial(_covered, found))
    check_needed(found)
    if found.faults:
        raise RuleError(sorted(found.faults, key=lambda each: (each.place.file, each.place.line)))
    return Rulebook(
        entities=found.entities,
        rules=found.rules,
        notices=found.notices,
        statement=found.statement,
        fingerprint=fingerprint_of(files),
        amendments=tuple(amendments),
        added=tuple(found.added),
    )


def _attempt(found: Draft, read: Callable[[], None]) -> None:
    """Read one part. Its faults are recorded, and reading goes on."""
    try:
        read()
    except RuleError as error:
        found.faults.extend(error.faults)


def _covered(found: Draft) -> None:
    """Raise RuleError if an amendment applies from a day after the last that the rules say they cover."""
    last = found.statement.get("covers_to")
    day = written_date(last.node) if last and isinstance(last.node, YamlText) else None
    if day is None:
        return
    end = day.toordinal()
    late = min((start for start in found.latest if start > end), default=None)
    if late is not None:
        raise fault(
            found.latest[late],
            "",
            f"it holds from {iso(late)}, and the rules say that they cover the days to {day}: "
            "add 'statement: {covers_to: ...}' with the last day for which the amounts are then known",
        )


# ---------------------------------------------------------------------- files
def _file(found: Draft, name: str, root: Mapping, amending: bool) -> None:
    top = Entry(found, name, root.line)
    for key in root:
        if key not in FILE_KEYS:
            wanted = ", ".join(sorted(FILE_KEYS))
            found.faults.extend(top.wrong(f"'{key}' is not known at the top of a rule file: use {wanted}", key).faults)
    prefix = top.words(root, "prefix") or ""
    clock = top.clock(root, "day")
    for key, node in top.mapping(root, "entities").items():
        entry = Entry(found, name, key.line, str(key))
        _attempt(found, partial(_entity, entry, node))
    for key, node in top.mapping(root, "rules").items():
        entry = Entry(found, name, key.line, f"{prefix}.{key}" if prefix else str(key))
        _attempt(found, partial(_rule, entry, key, node, clock, amending))
    for key, node in top.mapping(root, "notices").items():
        entry = Entry(found, name, key.line, str(key))
        _attempt(found, partial(_notice, entry, prefix, node))
    for key, node in top.mapping(root, "statement").items():
        found.statement[str(key)] = StatementPart(Location(name, key.line), node)


def _notice(entry: Entry, prefix: str, node: Node) -> None:
    entry.found.notices[entry.name] = read_notice(entry, prefix, node)


def _entity(entry: Entry, node: Node) -> None:
    if not isinstance(node, Mapping):
        raise entry.wrong("an entity is a mapping: {slots: 2}")
    for key in node:
        if key not in ENTITY_KEYS:
            raise entry.wrong(f"'{key}' is not known in an entity: use {', '.join(sorted(ENTITY_KEYS))}", key)
    entities = entry.found.entities
    if entry.name in entities:
        raise entry.wrong("the entity stands already in another file")
    slots = entry.words(node, "slots") or ""
    if not slots.isdigit() or not 1 <= int(slots) <= 20:
        raise entry.wrong("slots: is a whole number from 1 to 20")
    owner = entry.words(node, "of")
    if owner is not None and owner not in entities:
        raise entry.wrong(f"of: '{owner}' is not an entity named before this one")
    period = entry.mapping(node, "period")
    per_year = {str(name): int(entry.number(count)) for name, count in entry.mapping(period, "per_year").items()}
    title = entry.words(node, "title") or entry.name
    order, by = entry.words(node, "order"), entry.words(period, "by")
    entities[entry.name] = Entity(entry.name, title, int(slots), owner, order, by, per_year)


# ---------------------------------------------------------------------- rules
def _rule(entry: Entry, key: YamlText, node: Node, clock: str, amending: bool) -> None:
    if not _WORD.match(key):
        raise entry.wrong("a rule's name is lower-case words joined by _")
    if not isinstance(node, Mapping):
        raise entry.wrong(f"a rule is a mapping with title, unit, source and one of {', '.join(KINDS)}")
    for each in node:
        if each not in RULE_KEYS:
            raise entry.wrong(f"'{each}' is not known in a rule: use {', '.join(sorted(RULE_KEYS))}", each)
    older = entry.found.rules.get(entry.name)
    if older is not None and not amending:
        raise entry.wrong(f"the rule stands already at {older.place}: one amount, one rule")
    kinds = [kind for kind in KINDS if kind in node]
    if len(kinds) != 1:
        raise entry.wrong(f"a rule has exactly one of {', '.join(KINDS)}; this has {', '.join(kinds) or 'none'}")
    if older is not None:
        amend(entry, older, node, kinds[0])
        return
    if amending and "title" not in node:
        raise entry.wrong(f"{meant(entry)} For a rule of its own, title: is missing")
    made = _new_rule(entry, node, kinds[0], clock)
    read_content(entry, made, node, kinds[0])
    check_versions(entry, made)
    entry.found.rules[entry.name] = made
    if amending:
        entry.found.added.append(entry.name)
        for version in made.versions:
            entry.found.latest.setdefault(version.start, entry.place())


def _new_rule(entry: Entry, node: Mapping, kind: str, clock: str) -> Rule:
    """A rule with everything but its content."""
    title, unit = entry.words(node, "title"), entry.words(node, "unit")
    if not title:
        raise entry.wrong("title: is missing: say in plain words what the figure is")
    if not unit:
        raise entry.wrong("unit: is missing, such as GBP/month, ratio, bool, choice, date")
    made = Rule(entry.name, title, "formula" if kind == "choose" else kind, unit, entry.place())
    exponents = parse_unit(unit)
    if unit in WORDS:
        made.value_type = unit
    elif exponents is None:
        raise entry.wrong(f"unit '{unit}' is not known: build it from GBP, hour, day, week, month, year, pay_period")
    else:
        made.unit = exponents
    made.clock, made.each, made.source = entry.clock(node, clock), entry.each(node), entry.source(node)
    if made.source is None and kind != "input":
        raise entry.wrong('source: is missing: {law: "UC Regs 2013 reg 22", url: "https://..."}')
    made.explain = entry.words(node, "explain") or ""
    made.note = entry.words(node, "note") or ""
    made.step = entry.words(node, "step") or ""
    made.choices = _choices(entry, node)
    if (made.value_type == "choice") != bool(made.choices):
        raise entry.wrong("unit: choice and choices: [..] go together")
    for name, expression in entry.mapping(node, "let").items():
        if not _WORD.match(name):
            raise entry.wrong("a let: name is lower-case words joined by _", name)
        made.let[str(name)] = entry.expression(expression)
    made.examples = read_examples(entry, node)
    return made


def _choices(entry: Entry, node: Mapping) -> tuple[str, ...]:
    """The choices of a rule: a list, or the values of a column of a CSV file."""
    value = node.find("choices")
    if value is None:
        return ()
    found: tuple[str, ...] = ()
    if isinstance(value, Sequence):
        found = tuple(str(item) for item in value if isinstance(item, YamlText))
    elif isinstance(value, Mapping):
        rows = entry.csv(entry.words(value, "file") or "", value)
        column = entry.words(value, "column") or ""
        if column not in rows[0]:
            raise entry.wrong(f"the table has no column '{column}'", value)
        found = tuple(dict.fromkeys(row[column] for row in rows))
    if not found or len(set(found)) != len(found):
        raise entry.wrong("choices: is a list of different words", node)
    return found
