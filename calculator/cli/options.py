"""What commands share: the options that several have, and how they read a case, load the rules and write."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import click

from calculator.cli.errors import Refused
from calculator.command_line import Run
from calculator.contract.errors import CaseError, Problem

if TYPE_CHECKING:
    from calculator.calculator import Calculator
    from calculator.contract.case import Case


def with_output(*formats: str) -> Callable[[Run], Run]:
    """Give a command `--format`, the first by default, and `--output`; it gets them as `form: str` and `output: Path | None`."""

    def give(run: Run) -> Run:
        output = click.option(
            "--output", type=Path, metavar="FILE", help="Write to this file instead of standard output."
        )
        return with_format(*formats)(output(run))

    return give


def with_format(*formats: str) -> Callable[[Run], Run]:
    """Give a command `--format`, the first by default; it gets it as `form: str`."""
    return click.option(
        "--format", "form", type=click.Choice(formats), default=formats[0], show_default=True, help="What to print."
    )


def with_out(run: Run) -> Run:
    """Give a command `--output`, or `--out` for short; it gets it as `output: Path | None`."""
    return click.option(
        "--output", "--out", type=Path, metavar="FILE", help="Write to this file instead of standard output."
    )(run)


def load(rules: Path | None, amend: tuple[Path, ...]) -> Calculator:
    """The calculator with the rules that the command was told to use. Raises RuleError."""
    from calculator.calculator import Calculator

    return Calculator.load(rules, amend)


def read(name: str) -> str:
    """The text of a file, or of standard input for `-`. Raises Refused, and CaseError for what is not text."""
    try:
        content = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        return content.decode("utf-8-sig")
    except OSError as error:
        raise Refused(f"{name}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise CaseError([Problem("", "must be text in UTF-8")]) from None


def read_case(name: str) -> Case:
    """The one case in a file, which may also be a plan that the site saved. Raises Refused and CaseError."""
    from calculator.contract.reading import read_json

    return case_of(read_json(read(name)))


def case_of(data: object) -> Case:
    """The case that JSON holds, by itself or in a plan that the site saved. Raises CaseError."""
    if isinstance(data, dict) and "kind" in data:
        from calculator.contract.plan_file import opened

        return opened(data).case
    from calculator.contract import reading

    return reading.read_case(data)


def write(output: Path | None, parts: Iterable[str]) -> None:
    """Print parts, each with a line end, to a file (standard output if None). Raises Refused."""
    if output is None:
        _print(sys.stdout, parts)
        return
    try:
        with output.open("w", encoding="utf-8") as file:
            _print(file, parts)
    except OSError as error:
        raise Refused(f"{output}: cannot be written: {error.strerror}") from None


def write_bytes(output: Path | None, content: bytes) -> None:
    """Write bytes as they are to a file (standard output if None). Raises Refused."""
    if output is None:
        sys.stdout.buffer.write(content)
        return
    try:
        output.write_bytes(content)
    except OSError as error:
        raise Refused(f"{output}: cannot be written: {error.strerror}") from None


def _print(file: TextIO, parts: Iterable[str]) -> None:
    for part in parts:
        print(part, file=file)
