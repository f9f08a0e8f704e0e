"""`calculator rules explain`: what a rule depends on, and what depends on it."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from pathlib import Path

import click

from calculator.cli.options import load, read_case
from calculator.cli.rules.head import WIDTH, print_head
from calculator.command_line import with_rules


@click.command()
@click.argument("name", metavar="RULE")
@click.option("--case", metavar="CASE", help="Show its figure for the case in this JSON file. - is standard input.")
@with_rules
def explain(name: str, case: str | None, amend: tuple[Path, ...], rules: Path | None) -> None:
    """Show what a rule depends on, and what depends on it.

    With a case, also show its figure, and which missing answers could still change it.
    """
    from calculator.law.data import find, used_by, uses

    given = read_case(case) if case else None
    calculator = load(rules, amend)
    rule = find(calculator, name)
    print_head(rule)
    inputs = calculator.depends_on(rule.name)
    print("\nUses: " + _names([each.name for each in uses(calculator, rule)]))
    print("Used by: " + _names([each.name for each in used_by(calculator, rule)]))
    print(f"Hangs on {len(inputs)} answers: " + _names(inputs))
    if given is not None:
        found = calculator.still_open(given, rule.name)
        for each in found.values:
            print(f"\n{'Now' if each.index is None else f'Now, {rule.each} {each.index + 1}'}: {each.text}")
        print("Not given: " + _names(found.missing))
        print("Can still change the figure: " + _names(found.open))


def _names(names: Sequence[str]) -> str:
    return textwrap.fill(", ".join(names) or "nothing", WIDTH, initial_indent="", subsequent_indent="  ")
