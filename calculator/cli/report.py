"""`calculator report`: what work would mean for a caseload, as one HTML file or as JSON."""

from __future__ import annotations

import datetime as dt
import json
import os
import sys
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import click

from calculator.cli.errors import Refused
from calculator.cli.options import load, with_format, with_out, write
from calculator.command_line import with_rules

if TYPE_CHECKING:
    from calculator.caseload.findings import Settings


class DecimalNumber(click.ParamType[Decimal]):
    """A number, read without going through binary."""

    name = "number"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Decimal:
        try:
            found = Decimal(str(value))
        except ArithmeticError:
            self.fail(f"{value!r} is not a number", param, ctx)
        return found


NUMBER = DecimalNumber()


@click.command()
@click.argument("caseload", metavar="CASELOAD", type=click.Path(exists=True, path_type=Path))
@click.option("--language", type=click.Choice(["en", "cy"]), default="en", show_default=True, help="The language.")
@click.option("--hours", "hours_of", default="8,16,24,37", show_default=True, help="Hours a week to work out.")
@click.option("--main-hours", type=int, default=16, show_default=True, help="The hours at which groups are compared.")
@click.option("--cost", type=NUMBER, default="0", help="What the programme costs for each participant, in pounds.")
@click.option("--start", type=NUMBER, default="1", show_default=True, help="The share of participants who start work.")
@click.option("--weeks", type=NUMBER, help="Weeks in work in the first year, of those who start.")
@click.option("--staying", help="In place of --weeks, the shares still in work after 6, 13, 26 and 52 weeks.")
@click.option("--least", type=int, default=5, show_default=True, help="The smallest count that is shown.")
@click.option("--households", type=int, help="How many real households the caseload stands for.")
@click.option("--processes", type=click.IntRange(1, 256), help="How many processes work. By default, one a processor.")
@with_format("html", "json")
@with_out
@with_rules
def report(
    caseload: Path,
    language: str,
    hours_of: str,
    main_hours: int,
    cost: Decimal,
    start: Decimal,
    weeks: Decimal | None,
    staying: str | None,
    least: int,
    households: int | None,
    processes: int | None,
    form: str,
    output: Path | None,
    amend: tuple[Path, ...],
    rules: Path | None,
) -> None:
    """Make a report of a caseload.

    CASELOAD is a file with one case a line (JSON Lines) or an array of cases, or a folder of plans and counselling records that the site saved. With
    --amend it also compares the rules in force with those.
    """
    from calculator.caseload.charts import ChartsMissing
    from calculator.caseload.findings import findings
    from calculator.caseload.many import Question, outcomes
    from calculator.caseload.report import html
    from calculator.caseload.source import read_path
    from calculator.caseload.tally import Tally
    from calculator.i18n.language import speaking

    settings = _settings(hours_of, main_hours, cost, start, weeks, staying, least, households)
    calculator = load(rules, ())
    question = Question(settings.hours, rules, amend)
    tally = Tally(settings.hours, settings.main)
    with click.progressbar(read_path(caseload), label="Households", file=sys.stderr) as bar:
        tally.add_all(outcomes(question, bar, processes or os.cpu_count() or 1))
    if not tally.rows:
        raise Refused(f"{caseload}: holds no case")
    reform = ", ".join(path.stem for path in amend) or None
    with speaking(language):
        found = findings(tally, calculator, settings, reform)
        if form == "json":
            write(output, [json.dumps(found.to_json(), ensure_ascii=False, indent=1)])
            return
        try:
            write(output, [html(found, settings, dt.date.today())])
        except ChartsMissing as error:
            raise Refused(f"calculator report: {error}") from None


def _settings(
    hours_of: str,
    main: int,
    cost: Decimal,
    start: Decimal,
    weeks: Decimal | None,
    staying: str | None,
    least: int,
    households: int | None,
) -> Settings:
    from calculator.caseload.finances import Programme
    from calculator.caseload.findings import Settings

    try:
        hours = tuple(int(each) for each in hours_of.split(","))
    except ValueError:
        raise Refused(f"--hours: '{hours_of}' must be whole numbers with commas between them, such as 8,16") from None
    try:
        shares = tuple(Decimal(each) for each in staying.split(",")) if staying else ()
    except ArithmeticError:
        raise Refused(f"--staying: '{staying}' must be four shares with commas between them, such as 0.9,0.8") from None
    try:
        return Settings(hours, main, least, Programme(cost, start, weeks, shares), households)
    except ValueError as error:
        raise Refused(f"calculator report: {error}") from None
