"""The commands together, their exit codes, and how an error becomes a message."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Sequence

import click

from calculator.cli.errors import Refused
from calculator.contract.errors import CalculatorError

DONE = 0
RULES_UNUSABLE = 1
USED_WRONGLY = 2

_NAMES = ("batch", "calculate", "payslip", "places", "recheck", "report", "rules", "statement", "synth", "timeline")
COMMANDS = {name: f"calculator.cli.{name}:{name}" for name in _NAMES}


def run(program: click.Command, arguments: Sequence[str]) -> int:
    """Run a command, print what went wrong to standard error, and return the exit code.

    0: done. 1: the rules, or the files of words of the site, cannot be used. 2: the command line or the case cannot be used.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal without a pound sign gets a question mark, not a crash
    try:
        code = _exit_code(program, arguments)
        sys.stdout.flush()
        return code
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (CalculatorError, Refused) as error:
        print(error, file=sys.stderr)
        return USED_WRONGLY
    except BrokenPipeError:
        # The reader has gone. Python flushes standard output once more as it exits, which must not fail again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except Exception as error:
        # The rulebook takes long to import. Only a command that has imported it already can raise its error.
        from calculator.rulebook import RuleError
        from calculator.yaml_text import WrongFile, YamlError

        if not isinstance(error, (RuleError, WrongFile, YamlError)):
            raise
        print(error, file=sys.stderr)
        return RULES_UNUSABLE


def _exit_code(program: click.Command, arguments: Sequence[str]) -> int:
    """Run a command. `--help`, `--version` and a command that is not content leave with Exit."""
    try:
        with program.make_context(program.name, list(arguments)) as context:
            program.invoke(context)
    except click.exceptions.Exit as left:
        return left.exit_code
    return DONE
