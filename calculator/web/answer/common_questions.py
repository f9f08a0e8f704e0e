"""What people ask before they try a job, each with what this answer says to it. What says it is named in common_questions.yaml."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from calculator.contract.result import Assumption, OptionResult
from calculator.yaml_text import read_plain

FILE = Path(__file__).with_name("common_questions.yaml")
_HELD: Any = read_plain(FILE.read_bytes(), FILE.name)
QUESTIONS: list[Any] = _HELD["questions"]


@dataclass(frozen=True, slots=True)
class CommonQuestion:
    """A question and where it is answered: texts of the rules by name and title, a part of the page, the year, the promise."""

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
    """The questions that this answer speaks to, in the order in which people ask them."""
    kinds: dict[str, list[Any]] = {"notices": [*option.notices], "lost": [*option.lost], "help": [*option.help]}
    found = []
    for each in QUESTIONS:
        texts = [
            (said.title, said.text or "")
            for kind, all_said in kinds.items()
            for said in all_said
            if said.id in each.get(kind, ())
        ]
        texts += [("", text) for text in dict.fromkeys(a.text for a in assumptions if a.id in each.get("assumed", ()))]
        texts += [
            ("", f"{title}: {most}.")
            for name, (title, most) in limits.items()
            if "limits" in each or name in each.get("limit", ())
        ]
        part = str(each.get("part", ""))
        year, privacy = "year" in each and option.change_per_month is not None, "privacy" in each
        if ("if_debts" in each and not debts) or ("if_line" in each and str(each["if_line"]) not in lines):
            continue
        if texts or year or privacy or (part and option.change_per_month is not None):
            found.append(CommonQuestion(str(each["id"]), str(each["title"]), texts, part, year, privacy))
    return found
