"""`calculator rules diff`: what changed in the law between two days."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import click

from calculator.cli.options import load
from calculator.command_line import date, with_rules

if TYPE_CHECKING:
    from calculator.rulebook import Rule


@click.command()
@click.argument("first", type=date, metavar="DATE")
@click.argument("second", type=date, metavar="DATE")
@with_rules
def diff(first: dt.date, second: dt.date, amend: tuple[Path, ...], rules: Path | None) -> None:
    """Show what changed in the law between two days."""
    from calculator.law.data import visible
    from calculator.law.differences import differences

    calculator = load(rules, amend)
    changes = 0
    subject = ""
    for rule in visible(calculator):
        lines = list(differences(rule, first.toordinal(), second.toordinal()))
        if not lines:
            continue
        if rule.prefix != subject:
            subject = rule.prefix
            print("\n" + calculator.statement.subjects.get(subject, subject.replace("_", " ").capitalize()))
        _print_change(rule, lines, second)
        changes += 1
    print(f"\n{changes} {'rule differs' if changes == 1 else 'rules differ'} between {first} and {second}.")


def _print_change(rule: Rule, lines: list[str], second: dt.date) -> None:
    """Print what changed in one rule, from which day, and by which law."""
    print(f"  {rule.title} ({rule.name})")
    for line in lines:
        print(f"    {line}")
    at = rule.version_at(second.toordinal())
    if at >= 0 and rule.versions[at].start > 1:
        periods = " (for assessment periods that start then or later)" if rule.clock == "assessment_period" else ""
        print(f"    from {dt.date.fromordinal(rule.versions[at].start)}{periods}")
    source = rule.source_of(rule.versions[at]) if at >= 0 else rule.source
    if source:
        print(f"    {source.law}")
