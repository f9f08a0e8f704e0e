"""`calculator synth`: make a synthetic caseload."""

from __future__ import annotations

import json
from pathlib import Path

import click

from calculator.cli.errors import Refused
from calculator.cli.options import load, with_out, write
from calculator.command_line import with_rules

MOST = 10_000_000


@click.command()
@click.argument("number", metavar="NUMBER", type=click.IntRange(1, MOST))
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed makes the same cases.")
@click.option("--year", default="2026-27", show_default=True, metavar="YEAR", help="The tax year of the cases.")
@click.option(
    "--population",
    type=click.Choice(["service", "universal_credit"]),
    default="service",
    show_default=True,
    help="Whom the cases are like: people out of work whom a service supports, or all households on Universal Credit.",
)
@with_out
@with_rules
def synth(
    number: int,
    seed: int,
    year: str,
    population: str,
    output: Path | None,
    amend: tuple[Path, ...],
    rules: Path | None,
) -> None:
    """Make a synthetic caseload of NUMBER cases.

    They are written one a line (JSON Lines), or in columns if the name of the file ends in .parquet or .csv. The cases are drawn from published
    statistics. Nobody real is in them.
    """
    from calculator.caseload import synth as made
    from calculator.caseload.columns_file import in_columns, write_columns

    calculator = load(rules, amend)
    try:
        chosen = made.year_of(calculator, year)
    except ValueError as error:
        raise Refused(f"--year: {error}") from None
    people: made.Population = "service" if population == "service" else "universal_credit"
    if output is not None and in_columns(output):
        write_columns(output, lambda: made.households(number, seed, chosen, people))
        return
    write(output, (json.dumps(case) for case in made.households(number, seed, chosen, people)))
