"""The commands together, their exit codes, and how an error becomes a message."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Sequence

import click

from calculator.cli.batch import batch
from calculator.cli.calculate import calculate
from calculator.cli.errors import Refused
from calculator.cli.payslip import payslip
from calculator.cli.places import places
from calculator.cli.recheck import recheck
from calculator.cli.report import report
from calculator.cli.rules import rules
from calculator.cli.statement import statement
from calculator.cli.synth import synth
from calculator.cli.timeline import timeline
from calculator.contract.errors import CalculatorError

DONE = 0
RULES_UNUSABLE = 1
USED_WRONGLY = 2

COMMANDS = (batch, calculate, payslip, places, recheck, report, rules, statement, synth, timeline)


def run(program: click.Command, arguments: Sequence[str]) -> int:
    """Run a command, print what went wrong to standard error, and return the exit code.

    0: done. 1: the rules cannot be used. 2: the command line or the case cannot be used.
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

        if not isinstance(error, RuleError):
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
