"""`calculator rules diff`: what changed in the law between two days."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import click

from calculator.cli.options import load
from calculator.command_line import date, with_rules

if TYPE_CHECKING:
    from calculator.law.differences import RuleChange


@click.command()
@click.argument("first", type=date, metavar="DATE")
@click.argument("second", type=date, metavar="DATE")
@with_rules
def diff(first: dt.date, second: dt.date, amend: tuple[Path, ...], rules: Path | None) -> None:
    """Show what changed in the law between two days."""
    from calculator.law.data import subject
    from calculator.law.differences import changes

    calculator = load(rules, amend)
    found = list(changes(calculator, first, second))
    prefix = ""
    for change in found:
        if change.rule.prefix != prefix:
            prefix = change.rule.prefix
            print("\n" + subject(calculator, prefix))
        _print_change(change)
    print(f"\n{len(found)} {'rule differs' if len(found) == 1 else 'rules differ'} between {first} and {second}.")


def _print_change(change: RuleChange) -> None:
    """Print what changed in one rule, from which day, and by which law."""
    print(f"  {change.rule.title} ({change.rule.name})")
    for line in change.lines:
        print(f"    {line}")
    if change.since:
        by_period = change.rule.clock == "assessment_period"
        periods = " (for assessment periods that start then or later)" if by_period else ""
        print(f"    from {change.since}{periods}")
    if change.source:
        print(f"    {change.source.law}")
