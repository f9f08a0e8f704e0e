"""`calculator rules`: the law as a specialist reads it, and whether the rules can be used. One module a command."""

import click

from calculator.cli.rules.check import check
from calculator.cli.rules.diff import diff
from calculator.cli.rules.explain import explain
from calculator.cli.rules.list import list_rules
from calculator.cli.rules.new_council import new_council
from calculator.cli.rules.show import show
from calculator.command_line import Commands


@click.group(cls=Commands, commands=[check, diff, explain, list_rules, new_council, show])
def rules() -> None:
    """Check, list, show, compare and explain the rules."""
