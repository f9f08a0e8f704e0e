"""The rules as plain data: all of them in short, and one with its value or formula on a day, its source and its history."""

from __future__ import annotations

import datetime as dt
import difflib
from decimal import Decimal
from typing import Any, NotRequired, TypedDict

from calculator.calculator import Calculator
from calculator.contract.errors import CalculatorError
from calculator.i18n.language import gettext
from calculator.rulebook import ENDED, Bands, Citation, Formula, Rule, Table, Version
from calculator.yaml_text import read_plain


class NoSuchRule(CalculatorError):
    """There is no rule with this name."""


class WrittenExample(TypedDict):
    """An example of a rule as its file has it: texts, or lists of them."""

    given: dict[str, str | list[str]]
    gives: str | list[str]
    date: NotRequired[str]


def visible(calculator: Calculator) -> list[Rule]:
    """The rules that have a name of their own, in the order of the files."""
    return [rule for rule in calculator.book.rules.rules.values() if not rule.hidden]


def find(calculator: Calculator, name: str) -> Rule:
    """The rule of a name. Raises NoSuchRule with names that may have been meant."""
    rules = {rule.name: rule for rule in visible(calculator)}
    if name in rules:
        return rules[name]
    near = difflib.get_close_matches(name, rules, 3, 0.5) or [full for full in rules if full.endswith(f".{name}")]
    raise NoSuchRule(f"there is no rule '{name}'{': did you mean ' + ' or '.join(near) + '?' if near else ''}")


def search(calculator: Calculator, words: str) -> list[Rule]:
    """The rules in which all these words stand: in the name, the title, what it means, or a law. In the order of the files."""
    wanted = words.casefold().split()
    return [rule for rule in visible(calculator) if all(word in _text(rule) for word in wanted)]


def _text(rule: Rule) -> str:
    laws = [source.law for source in (rule.source, *(version.source for version in rule.versions)) if source]
    said = (rule.title, gettext(rule.title), rule.explain and gettext(rule.explain))
    return " ".join((rule.name, *said, *laws)).casefold()


def subject(calculator: Calculator, prefix: str) -> str:
    """What the rules of a prefix are about."""
    title: str = calculator.statement.subjects.get(prefix, prefix.replace("_", " ").capitalize())
    return gettext(title)


def uses(calculator: Calculator, rule: Rule) -> list[Rule]:
    """The rules that a rule's formula names, by name."""
    parts = (rule.name, *(f"{rule.name}:{part}" for part in rule.let))
    names = {used for part in parts for used, _ in calculator.book.resolved.refers.get(part, ())}
    return _by_name(calculator, names - {rule.name})


def used_by(calculator: Calculator, rule: Rule) -> list[Rule]:
    """The rules whose formula names a rule, by name."""
    refers = calculator.book.resolved.refers
    names = {other.partition(":")[0] for other, used in refers.items() if any(each == rule.name for each, _ in used)}
    return _by_name(calculator, names - {rule.name})


def _by_name(calculator: Calculator, names: set[str]) -> list[Rule]:
    rules = calculator.book.rules.rules
    return [rules[name] for name in sorted(names) if not rules[name].hidden]


def examples(calculator: Calculator, rule: Rule) -> list[WrittenExample]:
    """The examples of a rule as its file has them: `given`, `gives`, and `date` if it is not of the present version."""
    content = calculator.book.files.get(rule.place.file)
    written = read_plain(content, rule.place.file) if content else {}
    prefix = f"{written['prefix']}." if "prefix" in written else ""
    own = written.get("rules", {}).get(rule.name.removeprefix(prefix), {})
    found: list[WrittenExample] = own.get("examples", [])
    return found


def listed(calculator: Calculator) -> dict[str, object]:
    """Every rule in short, with the version and fingerprint of the rulebook."""
    held = calculator.book.rules
    return {
        "version": calculator.statement.version,
        "fingerprint": held.fingerprint,
        "amendments": list(held.amendments),
        "covers": {"from": calculator.first.isoformat(), "to": calculator.last.isoformat()},
        "rules": [_head(rule) for rule in visible(calculator)],
    }


def shown(calculator: Calculator, name: str, day: dt.date) -> dict[str, Any]:
    """One rule on a day, and every version that it has had. `now` is None if it is not in force on that day.

    Raises NoSuchRule.
    """
    rule = find(calculator, name)
    at = rule.version_at(day.toordinal())
    return {
        **_head(rule),
        "explain": gettext(rule.explain) or None,
        "clock": rule.clock,
        "choices": list(rule.choices),
        "date": day.isoformat(),
        "now": None if at < 0 or rule.versions[at].content == ENDED else _version(rule, rule.versions[at]),
        "where": dict(rule.let),
        "source": _source(rule.source if at < 0 else rule.source_of(rule.versions[at])),
        "note": rule.note or None,
        "hangs_on": [] if rule.kind == "input" else calculator.depends_on(rule.name),
        "history": [
            {**_version(rule, version), "source": _source(rule.source_of(version))} for version in rule.versions
        ],
    }


def _head(rule: Rule) -> dict[str, object]:
    return {
        "name": rule.name,
        "title": gettext(rule.title),
        "kind": rule.kind,
        "unit": rule.unit_text or rule.value_type,
        "each": rule.each,
    }


def _source(source: Citation | None) -> dict[str, str | None] | None:
    return None if source is None else {"law": source.law, "url": source.url}


def _version(rule: Rule, version: Version) -> dict[str, object]:
    """One version: from which day (None for always), and one of value, formula, bands, amounts and ended."""
    starts = dt.date.fromordinal(version.start).isoformat() if version.start > 1 else None
    content = version.content
    if content == ENDED:
        return {"from": starts, "ended": True}
    if isinstance(content, Formula):
        return {"from": starts, "formula": content.text}
    if isinstance(content, Bands):
        return {"from": starts, "bands": [{"from": _plain(rule, a), "rate": float(rate)} for a, rate in content.rows]}
    if isinstance(content, Table):
        cells = [{"by": dict(zip(rule.by, key, strict=True)), "value": float(v)} for key, v in content.cells.items()]
        return {"from": starts, "amounts": cells}
    if isinstance(content, dict):
        return {"from": starts, "value": {str(key): _plain(rule, value) for key, value in content.items()}}
    return {"from": starts, "value": _plain(rule, content)}


def _plain(rule: Rule, value: object) -> object:
    if rule.value_type == "date" and isinstance(value, int) and not isinstance(value, bool):
        return dt.date.fromordinal(value).isoformat()
    return float(value) if isinstance(value, Decimal) else value
