"""The content of a rule in words: an amount with its unit, a formula, bands or a table."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from calculator.rulebook import ENDED, Bands, Formula, Rule, Table, Version

Value = Decimal | int | str


def content(rule: Rule, version: Version) -> str:
    """The content of a version of a rule, on one line or several."""
    held = version.content
    if held == ENDED:
        return "ended"
    if isinstance(held, Formula):
        return _formula(rule, held)
    if isinstance(held, Table):
        return f"{held.file}: {len(held.cells):,} amounts by {', '.join(rule.by)}"
    if isinstance(held, Bands):
        return "\n".join(band(rule, start, rate) for start, rate in held.rows)
    if isinstance(held, dict):
        return "\n".join(f"{key}: {value(rule, each)}" for key, each in held.items())
    return value(rule, held)


def _formula(rule: Rule, held: Formula) -> str:
    lines = []
    for branch in held.branches:
        if branch.when_text:
            lines.append(f"{branch.give_text}\n    when {branch.when_text}")
        else:
            lines.append(branch.give_text if len(held.branches) == 1 else f"{branch.give_text}\n    otherwise")
    lines += [f"where {name} = {text}" for name, text in rule.let.items()]
    return "\n".join(lines)


def value(rule: Rule, held: Value) -> str:
    """A single value with its unit: £424.90 a month, 55%, 16 hours, yes, 2026-04-06."""
    if rule.value_type == "bool":
        return "yes" if held else "no"
    if rule.value_type == "choice" or isinstance(held, str):
        return str(held)
    if rule.value_type == "date":
        return str(dt.date.fromordinal(int(held)))
    if rule.unit_text == "ratio":
        return f"{amount(held * 100)}%"
    if rule.unit_text.startswith("GBP"):
        per = rule.unit_text.removeprefix("GBP").replace("/", " a ").replace("_", " ")
        return f"£{held:,.2f}{per}"
    return f"{amount(held)} {rule.unit_text}".removesuffix(" count").removesuffix(" ratio")


def band(rule: Rule, start: Value, rate: Decimal) -> str:
    """One band: 20% from £12,570.00 a year."""
    return f"{amount(rate * 100)}% from {value(rule, start)}"


def amount(number: Decimal | int) -> str:
    """A number without trailing zeros: 427, 0.55, 12.71."""
    return f"{Decimal(number).normalize():,f}"
