"""The `calculator` command, also as `python -m calculator`: the commands of every surface together."""

import atexit
import gc
import sys
from collections.abc import Sequence

import click

from calculator.cli import main as cli
from calculator.command_line import Commands

SITE = {name: f"calculator.web.server.commands:{name}" for name in ("keys", "serve")}
PROGRAM = Commands(
    "calculator",
    places=cli.COMMANDS | SITE,
    about="Work out what a job with given hours and pay would do to a household's money.",
    context_settings={"help_option_names": ["-h", "--help"]},
)
click.version_option(package_name="calculator", message="%(prog)s %(version)s")(PROGRAM)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command with these arguments (those of the process if None), and return its exit code."""
    atexit.register(gc.freeze)  # A process that ends need not search for garbage.
    return cli.run(PROGRAM, sys.argv[1:] if arguments is None else arguments)


if __name__ == "__main__":
    sys.exit(main())
