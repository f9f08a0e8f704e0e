"""`calculator report`: what work would mean for a caseload, as one HTML file or as JSON."""

from __future__ import annotations

import datetime as dt
import json
import os
import sys
from pathlib import Path

import click

from calculator.cli.errors import Refused
from calculator.cli.options import load, with_format, with_out, write
from calculator.command_line import with_rules


@click.command()
@click.argument("caseload", metavar="CASELOAD", type=click.Path(exists=True, path_type=Path))
@click.option("--language", type=click.Choice(["en", "cy"]), default="en", show_default=True, help="The language.")
@click.option("--hours", help="Hours a week to work out.  [default: 8,16,24,37]")
@click.option("--main-hours", help="The hours at which groups are compared.  [default: 16]")
@click.option("--cost", help="What the programme costs for each participant, in pounds.  [default: 0]")
@click.option("--start", help="The share of participants who start work.  [default: 1]")
@click.option("--weeks", help="Weeks in work in the first year, of those who start.  [default: 52]")
@click.option("--staying", help="In place of --weeks, the shares still in work after 6, 13, 26 and 52 weeks.")
@click.option("--least", help="The smallest count that is shown.  [default: 5]")
@click.option("--households", help="How many real households the caseload stands for.")
@click.option(
    "--processes", type=click.IntRange(1, 256), help="How many processes to use. By default, one for each processor."
)
@with_format("html", "json")
@with_out
@with_rules
def report(
    caseload: Path,
    language: str,
    processes: int | None,
    form: str,
    output: Path | None,
    amend: tuple[Path, ...],
    rules: Path | None,
    **settings_given: str | None,
) -> None:
    """Make a report of a caseload.

    CASELOAD is a file with one case a line (JSON Lines), an array of cases, or columns (.parquet or .csv). It can also be a folder of plans and
    counselling records that the site saved. With --amend it also compares the rules in force with those.
    """
    from calculator.caseload.charts import ChartsMissing
    from calculator.caseload.columns_file import in_columns, read_columns
    from calculator.caseload.finances import WrongSetting
    from calculator.caseload.findings import findings
    from calculator.caseload.many import CaseloadQuestion, outcomes
    from calculator.caseload.report import html
    from calculator.caseload.settings import read_settings
    from calculator.caseload.source import read_path
    from calculator.caseload.tally import CaseloadTally
    from calculator.i18n.language import speaking

    try:
        settings = read_settings(settings_given)
    except WrongSetting as error:
        raise Refused(f"--{error.name.replace('_', '-')}: {error.detail}") from None
    calculator = load(rules, ())
    question = CaseloadQuestion(settings.hours, rules, amend)
    tally = CaseloadTally(settings.hours, settings.main)
    rows = read_columns(caseload, dt.date.today()) if in_columns(caseload) else read_path(caseload)
    with click.progressbar(rows, label="Households", file=sys.stderr) as bar:
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
