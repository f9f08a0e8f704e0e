"""`calculator timeline`: the first year of each option, day by day."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from calculator.cli.errors import Refused
from calculator.cli.options import load, read_case, with_output, write, write_bytes
from calculator.command_line import with_rules
from calculator.contract.errors import CaseError, Problem

if TYPE_CHECKING:
    from calculator.contract.result import OptionResult


@click.command()
@click.argument("case", metavar="CASE")
@with_output("text", "json", "ics")
@click.option("--option", metavar="NAME", help="Show this option only. A calendar file (ics) has the first by default.")
@click.option("--payments", is_flag=True, help="Put every payment in the calendar file as well.")
@with_rules
def timeline(
    case: str,
    form: str,
    output: Path | None,
    option: str | None,
    payments: bool,
    amend: tuple[Path, ...],
    rules: Path | None,
) -> None:
    """Show the first year of each option.

    It has every payday, every payment and everything to do, by date. CASE is a JSON file with one case. - is standard input. The format ics is a calendar file.
    """
    from calculator.cli.calendar import calendar

    given = read_case(case)
    if not given.options:
        raise CaseError([Problem("/options", "a timeline is of an option: give one with a job that starts")])
    views = tuple(dict.fromkeys((*given.views, "timeline")))
    result = load(rules, amend).calculate(given.model_copy(update={"views": views}))
    if option is not None:
        result.options = [each for each in result.options if each.name == option]
        if not result.options:
            names = ", ".join(each.name for each in given.options)
            raise Refused(f"--option: must be the name of an option: {names}")
    if form == "ics":
        chosen = result.options[0]
        number = [each.name for each in given.options].index(chosen.name)
        write_bytes(output, _calendar_file(chosen, number, payments))
    elif form == "json":
        write(output, [json.dumps(result.to_json(), ensure_ascii=False, indent=2)])
    else:
        write(output, [calendar(result)])


def _calendar_file(option: OptionResult, number: int, payments: bool) -> bytes:
    from calculator.year.calendar_file import calendar_file

    if option.timeline is None:
        raise Refused(f"{option.name}: no dates can be given, as it cannot be worked out")
    return calendar_file(option.name, option.timeline, number, dt.datetime.now(dt.UTC), payments)
