"""The `calculator` command, also as `python -m calculator`: the commands of every surface together."""

import sys
from collections.abc import Sequence

import click

from calculator.cli import main as cli
from calculator.command_line import Commands
from calculator.web.server import commands as site

PROGRAM = Commands(
    "calculator",
    commands=[*cli.COMMANDS, *site.COMMANDS],
    help="Work out what a job with given hours and pay would do to a household's money.",
    context_settings={"help_option_names": ["-h", "--help"]},
)
click.version_option(package_name="calculator", message="%(prog)s %(version)s")(PROGRAM)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command with these arguments (those of the process if None), and return its exit code."""
    return cli.run(PROGRAM, sys.argv[1:] if arguments is None else arguments)


if __name__ == "__main__":
    sys.exit(main())
