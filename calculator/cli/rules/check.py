"""`calculator rules check`: whether the rules can be used."""

from __future__ import annotations

import datetime as dt
import json
import sys
from pathlib import Path

import click

from calculator.command_line import with_rules

FAULTY = 1


@click.command()
@click.option(
    "--schema", "schema_file", type=Path, metavar="FILE", help="Also write a JSON Schema of rule files, for editors."
)
@with_rules
def check(schema_file: Path | None, amend: tuple[Path, ...], rules: Path | None) -> None:
    """Check that the rules can be used, and count them.

    The exit code is 1 if they have a fault. A warning is no fault.
    """
    from calculator.councils.councils import COMPANIONS, Councils
    from calculator.councils.held import HeldCouncils
    from calculator.law import coverage
    from calculator.month.statement_file import read_statement
    from calculator.resources import folder
    from calculator.rulebook import build, load, read_sources, schema
    from calculator.rulebook import check as check_book

    files = read_sources(rules or folder("rules"), amend)
    book = build(files, COMPANIONS.key)
    unamended = load(rules or folder("rules")) if amend else None
    statement = read_statement(book)
    first, last = statement.covers_from, statement.covers_to
    shown = statement.outputs() + statement.amounts_read()
    shown += [name for notice in book.notices.values() for name in notice.parts()]
    report = check_book(book, shown, first.toordinal(), unamended=unamended)
    for warning in report.warnings:
        print(f"warning: {warning}", file=sys.stderr)
    faults = list(
        dict.fromkeys(
            [*map(str, report.faults), *coverage.faults(book, statement), *map(str, COMPANIONS.read(book, files)[0])]
        )
    )
    for fault in faults:
        print(f"fault: {fault}", file=sys.stderr)
    years = ", ".join(f"{year}-{(year + 1) % 100:02}" for year in range(first.year, last.year))
    print(
        f"{report.rules:,} rules, {report.values:,} values, {report.sources:,} sources, {report.examples:,} examples, {report.notices:,} notices, "
        f"{len(report.days):,} days on which something changes; years {years}"
    )
    if schema_file is not None:
        schema_file.write_text(json.dumps(schema(), indent=2) + "\n", encoding="utf-8")
    overdue = 0
    if not faults:
        for line in HeldCouncils(Councils(book, files)).renewals(dt.date.today()):
            overdue += line.startswith("warning")
            print(line, file=sys.stderr if line.startswith("warning") else sys.stdout)
    print(f"{_count(len(faults), 'fault')}, {_count(len(report.warnings) + overdue, 'warning')}")
    if faults:
        raise click.exceptions.Exit(FAULTY)


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
