"""`calculator rules list`: every rule, what the rules cover, and councils' schemes."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import click

from calculator.cli.options import load, with_format
from calculator.command_line import with_rules

if TYPE_CHECKING:
    from calculator.calculator import Calculator


@click.command("list")
@click.argument("prefix", default="")
@click.option("--coverage", is_flag=True, help="Show what the rules cover instead, by benefit, nation and year.")
@click.option("--councils", is_flag=True, help="Show the councils whose schemes are in the rules instead.")
@click.option("--hours", metavar="COUNCIL", help="Show the reduction in one council by hours of work instead.")
@with_format("text", "markdown")
@with_rules
def list_rules(
    prefix: str,
    coverage: bool,
    councils: bool,
    hours: str | None,
    form: str,
    amend: tuple[Path, ...],
    rules: Path | None,
) -> None:
    """List the rules with name, unit and title.

    With PREFIX, list only the rules whose names begin with it. --format is for the table of --coverage.
    """
    from calculator.councils import schemes
    from calculator.law import coverage as covered

    calculator = load(rules, amend)
    if coverage:
        print(covered.table(calculator.book, form))
    elif councils:
        print(schemes.table(calculator.councils.all_schemes()))
    elif hours:
        _print_hours(calculator, hours, dt.date.today())
    else:
        _print_rules(calculator, prefix)


def _print_rules(calculator: Calculator, prefix: str) -> None:
    from calculator.law.data import NoSuchRule, visible

    rules = [rule for rule in visible(calculator) if rule.name.startswith(prefix)]
    if not rules:
        raise NoSuchRule(f"no rule's name begins with '{prefix}'")
    for rule in rules:
        print(f"{rule.name:<56} {rule.unit_text:<14} {rule.title}")


def _print_hours(calculator: Calculator, name: str, day: dt.date) -> None:
    """Print what a council's scheme takes off the bill at each number of hours, for a few usual households."""
    from calculator.law import council_by_hours as sanity
    from calculator.law.data import NoSuchRule

    register = calculator.councils.register
    council = register.find(name)
    if council is None:
        raise NoSuchRule(f"{name}: {register.unknown(name)}")
    found = sanity.table(calculator, council, day)
    print(
        f"{council.name}, {day}: council tax reduction a month, of a bill of {sanity.BILL:,} a year, at {sanity.pay(calculator, day)} an hour"
    )
    print("  ".join(["hours", *(f"{each:>20}" for each in found)]))
    for hours in sanity.HOURS:
        cells = (reductions[hours] for reductions in found.values())
        print(
            "  ".join([f"{hours:>5}", *(f"{'not covered' if cell is None else f'{cell:,.2f}':>20}" for cell in cells)])
        )
