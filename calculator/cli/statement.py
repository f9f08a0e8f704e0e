"""`calculator statement`: what a Universal Credit statement tells, and how it compares with the rules."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import click

from calculator.cli.options import load, read, with_output, write
from calculator.command_line import with_rules


@click.command()
@click.argument("file", metavar="FILE")
@with_output("text", "json")
@with_rules
def statement(file: str, form: str, output: Path | None, amend: tuple[Path, ...], rules: Path | None) -> None:
    """Read a Universal Credit statement and check it against the rules.

    FILE is the text as it is copied from the account, or its lines in JSON, as in universal_credit.statement of a case. - is standard input.
    """
    from calculator.cli import tables
    from calculator.contract.account import AccountStatement
    from calculator.contract.reading import read_json, read_model
    from calculator.statement.reading import read_text

    content = read(file)
    text = None if content.lstrip().startswith("{") else read_text(content)
    lines = read_model(AccountStatement, text.lines if text else read_json(content))
    found = load(rules, amend).read_statement(lines, dt.date.today(), None, text)
    if form == "json":
        write(output, [json.dumps(found.to_json(), ensure_ascii=False, indent=2)])
    else:
        write(output, [tables.statement(found)])
