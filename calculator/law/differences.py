"""What changes in the law between two days, in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from calculator.calculator import Calculator
from calculator.law.data import visible
from calculator.law.words import Value, band, content, value
from calculator.rulebook import ENDED, Bands, Citation, Formula, Rule, Table


@dataclass(frozen=True, slots=True)
class RuleChange:
    """A rule that differs between two days: how, and for the later day since when and by which law."""

    rule: Rule
    lines: list[str]
    since: dt.date | None
    source: Citation | None


def changes(calculator: Calculator, first: dt.date, second: dt.date) -> Iterator[RuleChange]:
    """Every rule that differs between two days, in the order of the files."""
    for rule in visible(calculator):
        lines = list(differences(rule, first.toordinal(), second.toordinal()))
        if lines:
            at = rule.version_at(second.toordinal())
            version = rule.versions[at] if at >= 0 else None
            since = dt.date.fromordinal(version.start) if version and version.start > 1 else None
            yield RuleChange(rule, lines, since, rule.source_of(version) if version else rule.source)


def differences(rule: Rule, first: int, second: int) -> Iterator[str]:
    """What differs between the versions in force on two days (proleptic ordinals). Nothing if the rule is the same."""
    before, after = (rule.version_at(day) for day in (first, second))
    if before == after:
        return
    old = rule.versions[before].content if before >= 0 else ENDED
    new = rule.versions[after].content if after >= 0 else ENDED
    if old == ENDED or new == ENDED:
        if old != new:
            there = rule.versions[after if old == ENDED else before]
            yield f"{'begins' if old == ENDED else 'ends'}: {content(rule, there)}"
    elif isinstance(old, Formula) and isinstance(new, Formula):
        if old.text != new.text:
            yield f"was: {old.text}"
            yield f"now: {new.text}"
    elif isinstance(old, dict) and isinstance(new, dict):
        for key in new:
            if old.get(key) != new[key]:
                yield f"{key.replace('_', ' ')}: {_step(rule, old.get(key), new[key])}"
    elif isinstance(old, Table) and isinstance(new, Table):
        moved = [key for key in new.cells if old.cells.get(key) != new.cells[key]]
        if moved:
            yield f"{len(moved):,} of {len(new.cells):,} amounts differ"
    elif isinstance(old, Bands) and isinstance(new, Bands):
        if old.rows != new.rows:
            yield "was: " + "; ".join(band(rule, start, rate) for start, rate in old.rows)
            yield "now: " + "; ".join(band(rule, start, rate) for start, rate in new.rows)
    elif old != new:
        yield _step(rule, old, new)


def _step(rule: Rule, old: Value | None, new: Value) -> str:
    """From one value to another, with the change as a percentage."""
    if old is None:
        return f"begins at {value(rule, new)}"
    text = f"{value(rule, old)} -> {value(rule, new)}"
    if rule.value_type == "number" and isinstance(old, Decimal) and isinstance(new, Decimal) and old:
        share = (new - old) / old * 100
        text += f" ({'+' if share >= 0 else '−'}{abs(share):.1f}%)"
    return text
