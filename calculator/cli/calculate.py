"""`calculator calculate`: work out one case or several."""

from __future__ import annotations

import gc
import json
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias

import click

from calculator.cli.options import case_of, load, read, with_output, write
from calculator.command_line import with_rules
from calculator.contract.errors import CaseError, problems_under

if TYPE_CHECKING:
    from calculator.calculator import Calculator
    from calculator.contract.result import Result

Layout: TypeAlias = Literal["one", "array", "lines"]
SOME_REFUSED = 2


@click.command()
@click.argument("case", metavar="CASE")
@with_output("text", "json")
@with_rules
def calculate(case: str, form: str, output: Path | None, amend: tuple[Path, ...], rules: Path | None) -> None:
    """Work out a case, or several.

    CASE is a file with one case in JSON, an array of cases, or one case a line (JSON Lines). - is standard input.
    """
    # Loading, and one case, make next to nothing that can be thrown away, so a search for garbage would only take time.
    gc.disable()
    with ExitStack() as at_end:
        try:
            layout, cases = _cases(read(case))
            calculator = load(rules, amend)
            at_end.callback(calculator.book.keep)
            if layout == "one":
                result = calculator.calculate(case_of(cases[0]))
                write(output, [_json(result, indent=2) if form == "json" else _text(result)])
                return
            gc.freeze()
        finally:
            gc.enable()
        results = [_answer(calculator, number, data) for number, data in enumerate(cases)]
        write(output, _together(results, form, layout))
    if any(isinstance(each, CaseError) for each in results):
        raise click.exceptions.Exit(SOME_REFUSED)


def _cases(text: str) -> tuple[Layout, Sequence[object]]:
    """How the cases are laid out, and the data of each. In JSON Lines a line that is not JSON is a CaseError in its place."""
    from calculator.contract.reading import read_json

    try:
        data = read_json(text)
        return ("array", data) if isinstance(data, list) else ("one", [data])
    except CaseError as error:
        lines = [line for line in text.splitlines() if line.strip()]
        if len(lines) < 2 or not lines[0].lstrip().startswith("{") or not lines[0].rstrip().endswith("}"):
            raise error from None
    found: list[object] = []
    for number, line in enumerate(lines):
        try:
            with problems_under(f"/{number}"):
                found.append(read_json(line))
        except CaseError as error:
            found.append(error)
    return "lines", found


def _answer(calculator: Calculator, number: int, data: object) -> Result | CaseError:
    """The result of one case among several, or why it cannot be worked out."""
    if isinstance(data, CaseError):
        return data
    try:
        with problems_under(f"/{number}"):
            return calculator.calculate(case_of(data))
    except CaseError as error:
        return error


def _together(results: Sequence[Result | CaseError], form: str, layout: Layout) -> list[str]:
    """Several results, in the layout that their cases had."""
    if form == "text":
        return ["\n\n".join(_text(each) for each in results)]
    if layout == "lines":
        return [_json(each) for each in results]
    return ["[", ",\n".join(_json(each) for each in results), "]"] if results else ["[]"]


def _json(result: Result | CaseError, indent: int | None = None) -> str:
    if isinstance(result, CaseError):
        errors = [{"pointer": each.pointer, "detail": each.detail} for each in result.problems]
        return json.dumps({"error": "the case cannot be worked out", "errors": errors}, ensure_ascii=False)
    return json.dumps(result.to_json(), ensure_ascii=False, indent=indent)


def _text(result: Result | CaseError) -> str:
    from calculator.cli.tables import table

    if isinstance(result, CaseError):
        return "This case cannot be worked out:\n" + "\n".join(f"  {problem}" for problem in result.problems)
    return table(result)
