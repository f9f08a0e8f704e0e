"""Reads a caseload: cases one a line, an array of them, or a folder of plans and counselling records that the site saved."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from calculator.contract import plan_file
from calculator.contract.case import Case
from calculator.contract.errors import CaseError, Problem, problems_under
from calculator.contract.plan_file import Opened
from calculator.contract.reading import read_json

# The steps of benefits counselling in a record, in order (IPS fidelity, benefits counselling).
STEPS = ("offered", "done", "again", "given", "reporting")
COUNSELLING = "benefits counselling"
MOST_BYTES = 1_000_000  # of one line or file


@dataclass(frozen=True, slots=True)
class CaseloadRow:
    """One household of a caseload, counted from 1. `problems` say why there is no case.

    `steps` are the steps of benefits counselling that its record has, and None if it comes without a record.
    """

    number: int
    case: Case | None = None
    problems: tuple[Problem, ...] = ()
    steps: frozenset[str] | None = None


@dataclass(slots=True)
class Counselling:
    """How many records there are, and how many of them have each step."""

    records: int = 0
    steps: dict[str, int] = field(default_factory=lambda: dict.fromkeys(STEPS, 0))

    def add(self, steps: frozenset[str] | None) -> None:
        """Count one record."""
        if steps is not None:
            self.records += 1
            for step in steps:
                self.steps[step] += 1


def rows_of(data: Iterable[object]) -> Iterator[CaseloadRow]:
    """The households of parsed JSON, in which an error stands for what could not be parsed."""
    for number, each in enumerate(data, 1):
        yield _row(number, each)


def read_path(path: Path) -> Iterator[CaseloadRow]:
    """The households of a file of JSON Lines, a file (.json) of one case or an array, or a folder with a JSON file for each.

    JSON Lines are read line by line, so there may be any number of them. Raises OSError.
    """
    if path.is_dir():
        return rows_of(_parsed(file.read_bytes()) for file in sorted(path.rglob("*.json")))
    with path.open("rb") as file:
        first = file.read(1000).lstrip()
    if first.startswith(b"[") or path.suffix == ".json":
        held = _parsed(path.read_bytes(), None)
        return rows_of(held if isinstance(held, list) else [held])
    return rows_of(_lines(path))


def _lines(path: Path) -> Iterator[object]:
    with path.open("rb") as file:
        for line in file:
            if line.strip():
                yield _parsed(line)


def _parsed(content: bytes, most: int | None = MOST_BYTES) -> object:
    """The JSON in some bytes, or why it cannot be read."""
    if most is not None and len(content) > most:
        return CaseError([Problem("", f"must have at most {most:,} bytes")])
    try:
        return read_json(content)
    except CaseError as error:
        return error


def _row(number: int, data: object) -> CaseloadRow:
    if isinstance(data, CaseError):
        return CaseloadRow(number, problems=tuple(data.problems))
    if isinstance(data, Mapping) and data.get("record") == COUNSELLING:
        return CaseloadRow(number, steps=_steps(data.get("steps")))
    try:
        with problems_under(f"/{number - 1}"):
            held = plan_file.opened(data)
    except CaseError as error:
        return CaseloadRow(number, problems=tuple(error.problems))
    return CaseloadRow(number, held.case, steps=_steps(held.record) if _is_plan(held) else None)


def _is_plan(held: Opened) -> bool:
    return held.saved is not None


def _steps(record: object) -> frozenset[str]:
    held = record if isinstance(record, Mapping) else {}
    return frozenset(step for step in STEPS if held.get(step))
