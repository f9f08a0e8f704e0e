"""The wording of a statement, from wording.yaml: which label, sentence or heading belongs to which line."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict

from calculator.yaml_text import read_model

_FILE = Path(__file__).with_name("wording.yaml")


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class LineWords(_Part):
    """What a line is called, and parts of sentences that hold its amount."""

    labels: tuple[str, ...] = ()
    sentences: tuple[str, ...] = ()


class Headings(_Part):
    on: tuple[str, ...]
    off: tuple[str, ...]


class Wording(_Part):
    """Everything that wording.yaml holds, which says what each key means."""

    lines: dict[str, LineWords]
    income: dict[str, tuple[str, ...]]
    deductions: dict[str, tuple[str, ...]]
    work_allowance: tuple[str, ...]
    period: tuple[str, ...]
    paid: tuple[str, ...]
    children_supported: tuple[str, ...]
    headings: Headings
    notes: tuple[str, ...]


WORDING = read_model(_FILE, Wording)
LABELS = {label: name for name, words in WORDING.lines.items() for label in words.labels}
SENTENCES = tuple((part, name) for name, words in WORDING.lines.items() for part in words.sentences)
# Kinds of income and deduction, each as the list of the contract that it goes in and its kind.
TAKEN_OFF = {
    label: (where, kind)
    for where, kinds in (("other_income", WORDING.income), ("deductions", WORDING.deductions))
    for kind, labels in kinds.items()
    for label in labels
}
