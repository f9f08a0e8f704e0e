"""`calculator payslip`: check a real payslip, and the Universal Credit statement for it."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import click

from calculator.cli.errors import Refused
from calculator.cli.options import load, read_case, with_output, write
from calculator.command_line import Run, with_rules
from calculator.contract.errors import CaseError, Problem

FIGURES = {
    "gross": "Pay before deductions.",
    "tax": "Income tax. Below zero if tax was paid back.",
    "national-insurance": "National Insurance.",
    "pension": "Pension payment.",
    "take-home": "What reached the bank.",
    "counted": "The pay on the Universal Credit statement.",
    "award": "Universal Credit on the statement, before deductions for debts.",
}


def _pounds(typed: str) -> Decimal:
    from calculator.i18n.numbers import as_number

    amount = as_number(typed)
    if isinstance(amount, str):
        raise click.BadParameter(f"'{typed}' is not a number such as 881.23.")
    return amount


def _with_figures(run: Run) -> Run:
    for name, text in reversed(FIGURES.items()):
        run = click.option(f"--{name}", type=_pounds, required=name == "gross", metavar="POUNDS", help=text)(run)
    return run


@click.command()
@click.argument("case", metavar="CASE")
@click.option("--option", metavar="NAME", help="The option whose job the payslip is from. The first by default.")
@click.option("--date", required=True, metavar="DATE", help="The day of payment, such as 2026-12-31.")
@_with_figures
@with_output("text", "json")
@with_rules
def payslip(
    case: str,
    option: str | None,
    form: str,
    output: Path | None,
    amend: tuple[Path, ...],
    rules: Path | None,
    **figures: str | Decimal | None,
) -> None:
    """Check a real payslip against the rules.

    Give figures from the Universal Credit statement to check those too. CASE is a JSON file with one case. - is standard input.
    """
    from calculator.cli.tables import findings
    from calculator.contract.job import Payslip
    from calculator.contract.reading import read_model

    given = read_case(case)
    names = [each.name for each in given.options]
    if option is not None and option not in names:
        raise Refused(f"--option: must be the name of an option: {', '.join(names)}")
    if not names:
        raise CaseError([Problem("/options", "a payslip is of an option's job: give one")])
    slip = read_model(Payslip, {name: value for name, value in figures.items() if value is not None})
    found = load(rules, amend).check_payslip(given, names.index(option) if option else 0, slip)
    if form == "json":
        write(output, [json.dumps([each.to_json() for each in found], ensure_ascii=False, indent=2)])
    else:
        write(output, [findings(found)])
