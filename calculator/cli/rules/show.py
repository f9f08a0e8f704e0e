"""`calculator rules show`: one rule with its versions and its sources."""

from __future__ import annotations

import datetime as dt
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING

import click

from calculator.cli.options import load
from calculator.cli.rules.head import WIDTH, print_head, source_text
from calculator.command_line import date as day_typed
from calculator.command_line import with_rules

if TYPE_CHECKING:
    from calculator.rulebook import Rule, Version


@click.command()
@click.argument("name", metavar="RULE")
@click.option("--date", type=day_typed, metavar="DATE", help="Show the rule on this day. Today by default.")
@with_rules
def show(name: str, date: dt.date | None, amend: tuple[Path, ...], rules: Path | None) -> None:
    """Show one rule on a day, its other versions, and its source."""
    from calculator.law.data import find
    from calculator.rulebook import ENDED

    rule = find(load(rules, amend), name)
    day = (date or dt.date.today()).toordinal()
    print_head(rule)
    if rule.kind == "input":
        print(f"An answer of the person{f', from {rule.supplied_from}' if rule.supplied_from else ''}.")
        return
    at = rule.version_at(day)
    if at < 0 or rule.versions[at].content == ENDED:
        print(f"Not in force on {dt.date.fromordinal(day)}.")
    else:
        print(f"On {dt.date.fromordinal(day)}{_since(rule.versions[at])}:")
        _print_version(rule, rule.versions[at])
    for number, version in enumerate(rule.versions):
        if number != at:
            print(f"{_since(version).strip(', ').capitalize() or 'Always'}:")
            _print_version(rule, version)
    if rule.source:
        print(f"Source: {source_text(rule.source)}")
    if rule.note:
        print(textwrap.fill(f"Note: {rule.note}", WIDTH))


def _print_version(rule: Rule, version: Version) -> None:
    """Print what a version holds, and its own source if it has one."""
    from calculator.law.words import content

    print(textwrap.indent(content(rule, version), "  "))
    if version.source:
        print(f"  Source: {source_text(version.source, indent=10)}")


def _since(version: Version) -> str:
    return f", in force from {dt.date.fromordinal(version.start)}" if version.start > 1 else ""
