"""The file in which a person keeps a plan: the case, its figures on that day, and notes.

The file is JSON. It holds the whole Case, and the figures that the rules gave on that day, so that the program can say later
what has changed. A file that holds only a Case can be opened too.
"""

from __future__ import annotations

import base64
import datetime as dt
import json
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import Field

from calculator.contract.case import Case
from calculator.contract.errors import CaseError, Problem, problems_under
from calculator.contract.model import Model
from calculator.contract.reading import read_case, read_json, read_model
from calculator.contract.result import Result
from calculator.contract.values import MOST_OPTIONS, Many

KIND: Literal["benefits-and-work plan"] = "benefits-and-work plan"
MOST_NOTES = 20_000
MOST_LINES = 200
ZERO = Decimal(0)
MOST_VISITS = 9999
CODE = "code"  # in the record: what a service calls a case instead of by name
MOST_FIGURE = 10**15  # pounds; more than any case can give
Short = Annotated[str, Field(max_length=500)]
Figure = Annotated[Decimal, Field(ge=-MOST_FIGURE, le=MOST_FIGURE)]


class Figures(Model):
    """The figures of one position, in pounds a month. `name` is empty for the position now.

    `lines` are the amounts by the id of their line. A file of an earlier version has none.
    """

    name: Short
    universal_credit: Figure
    left_over: Figure
    change: Figure | None = None
    lines: Annotated[dict[Short, Figure], Field(max_length=MOST_LINES)] = Field(default_factory=dict)


class Before(Model):
    """What a file holds besides its case: earlier figures and the rules behind them, notes, and the record of the counselling.

    `visit` counts how often the plan was kept.
    """

    saved: dt.date
    rules_version: Short
    fingerprint: Short
    figures: Annotated[list[Figures], Many(MOST_OPTIONS + 1)]  # and of the position now
    notes: Annotated[str, Field(max_length=MOST_NOTES)] = ""
    record: dict[Short, Short] = Field(default_factory=dict)
    visit: Annotated[int, Field(ge=1, le=MOST_VISITS)] = 1


class _File(Before):
    kind: Literal["benefits-and-work plan"]
    version: Literal[1]
    case: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Opened:
    """The content of a file. `data` is the case as JSON; `saved` is None if the file held only a Case."""

    case: Case
    data: dict[str, Any]
    saved: dt.date | None = None
    rules_version: str = ""
    fingerprint: str = ""
    figures: tuple[Figures, ...] = ()
    notes: str = ""
    record: dict[str, str] = field(default_factory=dict)
    visit: int = 1

    @property
    def code(self) -> str:
        """The code of the case, which says whose plan it is to those who know; empty if it has none."""
        return self.record.get(CODE, "")

    @property
    def before(self) -> str:
        """The earlier figures and notes as text, to keep while the case is edited; empty if the file held only a Case.

        The amounts of lines stay out, because a journey has to keep this text in a cookie.
        """
        if self.saved is None:
            return ""
        parts = {name: getattr(self, name) for name in Before.model_fields}
        parts["figures"] = [figures.model_copy(update={"lines": {}}) for figures in self.figures]
        return Before.model_validate(parts).model_dump_json(exclude_defaults=True)


def before(text: str) -> Before | None:
    """Read the text of `Opened.before`. None if it is empty or cannot be read."""
    try:
        return read_model(Before, read_json(text)) if text else None
    except CaseError:
        return None


@dataclass(frozen=True, slots=True)
class Difference:
    """The figures of one position in the file (`then`) and with the rules of today (`now`), in pounds a month."""

    name: str
    then: Figures
    now: Figures

    @property
    def moved(self) -> bool:
        """Whether a figure that the file has is another now."""
        then, now = self.then, self.now
        told = (then.universal_credit, then.left_over, then.change) != (now.universal_credit, now.left_over, now.change)
        return told or bool(self.lines)

    @property
    def lines(self) -> dict[str, tuple[Decimal, Decimal]]:
        """The lines that differ, by id, as they were and as they are; none if the file does not have them."""
        then, now = self.then.lines, self.now.lines
        if not then:
            return {}
        both = {name: (then.get(name, ZERO), now.get(name, ZERO)) for name in {**then, **now}}
        return {name: amounts for name, amounts in both.items() if amounts[0] != amounts[1]}


def write(
    case: Case,
    result: Result,
    notes: str = "",
    record: Mapping[str, str] | None = None,
    visit: int = 1,
    *,
    lines: bool = True,
) -> bytes:
    """Make the file for a case and its result. Fields that the case leaves out are left out of the file.

    visit: how often the plan has been kept, this time included. lines: whether the file holds the amount of each line.
    """
    held = _File(
        kind=KIND,
        version=1,
        saved=dt.date.today(),
        rules_version=result.rules.version,
        fingerprint=result.rules.fingerprint,
        figures=list(figures(result, lines)),
        case=case.model_dump(mode="json", by_alias=True, exclude_unset=True),
        notes=notes,
        record=dict(record or {}),
        visit=min(visit, MOST_VISITS),
    )
    return json.dumps(held.model_dump(mode="json"), ensure_ascii=False, indent=1).encode()


def file_name(code: str, visit: int, ending: str, kind: str = "plan") -> str:
    """The name of a file for a case: its code, how often it was kept and the day, or the minute if the case has no code."""
    letters = "".join(each if each.isascii() and each.isalnum() else "-" for each in code).strip("-")[:40]
    if not letters:
        return f"{kind}-{dt.datetime.now():%Y-%m-%d-%H%M}.{ending}"
    return f"{letters}-{kind}-v{visit}-{dt.date.today()}.{ending}"


def read(content: bytes) -> Opened:
    """Read a file, or a bare Case.

    Raises:
        CaseError: the file cannot be read; the pointers of its problems lead into the file.
    """
    return opened(read_json(content))


def opened(data: object) -> Opened:
    """As `read`, for parsed JSON."""
    if not isinstance(data, dict) or "kind" not in data:
        return Opened(read_case(data), data if isinstance(data, dict) else {})
    if data["kind"] != KIND:
        raise CaseError([Problem("/kind", f"must be '{KIND}': this is another kind of file")])
    if data.get("version") != 1:
        raise CaseError([Problem("/version", "must be 1: a newer calculator kept this file; open it there")])
    held = read_model(_File, data)
    with problems_under("/case"):
        case = read_case(held.case)
    return Opened(
        case, held.case, held.saved, held.rules_version, held.fingerprint, tuple(held.figures), held.notes, held.record,
        held.visit,
    )  # fmt: skip


def fragment(case: Case, result: Result | None = None) -> str:
    """The part of a link after the #, which a browser never sends: the case as compressed JSON (zlib) in base64url.

    With a result, it holds a whole plan file, so that the program can say later what has changed.
    """
    if result is None:
        text = json.dumps(
            case.model_dump(mode="json", by_alias=True, exclude_unset=True), separators=(",", ":")
        ).encode()
    else:
        text = write(case, result, lines=False)
    return "1." + base64.urlsafe_b64encode(zlib.compress(text, 9)).decode().rstrip("=")


def figures(result: Result, lines: bool = True) -> Iterator[Figures]:
    """The figures of each position of a result: now, then each option. `lines` asks for those of each line too."""
    for name, position, change in (
        ("", result.now, None),
        *((option.name, option.position, option.change_per_month) for option in result.options),
    ):
        yield Figures(
            name=name,
            universal_credit=position.universal_credit.award,
            left_over=position.left_over_before_debts,
            change=change,
            lines={line.id: line.per_month for line in position.lines if line.per_month} if lines else {},
        )


def differences(file: Opened | Before, result: Result) -> list[Difference]:
    """The positions whose figures differ between the file and this result."""
    return [each for each in then_and_now(file, result) if each.moved]


def then_and_now(file: Opened | Before, result: Result) -> list[Difference]:
    """The positions that the file and this result both have."""
    held = {each.name: each for each in file.figures}
    return [Difference(each.name, held[each.name], each) for each in figures(result) if each.name in held]
