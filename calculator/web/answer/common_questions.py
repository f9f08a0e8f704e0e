"""What people often ask before they try a job, with what this answer says about it. common_questions.yaml names the texts."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from calculator.contract.result import Assumption, OptionResult
from calculator.yaml_text import read_model

FILE = Path(__file__).with_name("common_questions.yaml")


class _Entry(BaseModel):
    """One question of the file. Its head says what each key means."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    title: str
    part: str = ""
    year: bool = False
    privacy: bool = False
    limits: bool = False
    if_debts: bool = False
    if_line: str = ""
    notices: tuple[str, ...] = ()
    assumed: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    help: tuple[str, ...] = ()
    limit: tuple[str, ...] = ()


class _Entries(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    questions: tuple[_Entry, ...]


QUESTIONS = read_model(FILE, _Entries).questions


@dataclass(frozen=True, slots=True)
class CommonQuestion:
    """A question and what answers it: texts of the rules, a part of the page, the dates of the year, or the promise of privacy."""

    id: str
    title: str
    texts: list[tuple[str, str]]  # title, which may be empty, and text
    part: str
    year: bool
    privacy: bool


def asked(
    option: OptionResult,
    limits: Mapping[str, tuple[str, str]],
    debts: bool,
    assumptions: Sequence[Assumption],
    lines: Container[str],
) -> list[CommonQuestion]:
    """The questions that this answer has something to say about, in the order of the file."""
    found = []
    for each in QUESTIONS:
        if (each.if_debts and not debts) or (each.if_line and each.if_line not in lines):
            continue
        texts = [(told.title, told.text or "") for told in option.notices if told.id in each.notices]
        texts += [(lost.title, lost.text or "") for lost in option.lost if lost.id in each.lost]
        texts += [(aid.title, aid.text or "") for aid in option.help if aid.id in each.help]
        texts += [("", text) for text in dict.fromkeys(a.text for a in assumptions if a.id in each.assumed)]
        texts += [
            ("", f"{title}: {most}.") for name, (title, most) in limits.items() if each.limits or name in each.limit
        ]
        figure = option.change_per_month is not None
        if texts or each.privacy or ((each.year or each.part) and figure):
            year = each.year and figure
            found.append(CommonQuestion(each.id, each.title, texts, each.part, year, each.privacy))
    return found
