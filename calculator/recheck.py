"""Kept plans worked out again: what has changed in each since it was kept, and which date comes next."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from calculator import effort
from calculator.calculator import Calculator
from calculator.contract import plan_file
from calculator.contract.case import Case
from calculator.contract.errors import CaseError, Problem
from calculator.contract.plan_file import Difference, Opened
from calculator.contract.reading import read_case
from calculator.contract.result import OptionResult, Result, RulesUsed

MOST_BYTES = 1_000_000  # of one file; a plan with every field filled has a tenth of that
SOON = 31  # days; a date within a month is worth a call
FORMULA = ("=", "+", "-", "@", "\t", "\r")
COLUMNS = (
    "file", "code", "verdict", "saved", "visit", "rules_then", "rules_now", "position", "left_over_then", "left_over_now",
    "change_then", "change_now", "next_date", "next_to_do", "next_option", "problems",
)  # fmt: skip
Verdict = Literal["changed", "same", "new", "refused"]


@dataclass(frozen=True, slots=True)
class NextDate:
    """The next day on which somebody has to be told or something has to be done, in the option that it belongs to."""

    date: dt.date
    title: str
    option: str


@dataclass(frozen=True, slots=True)
class ChangedLine:
    """A line that differs, in pounds a month."""

    title: str
    then: Decimal
    now: Decimal


@dataclass(frozen=True, slots=True)
class ChangedPosition:
    """A position whose figures differ: `name` is empty for the position now. What is left over is before debts, in pounds a month."""

    name: str
    left_over: tuple[Decimal, Decimal]
    change: tuple[Decimal | None, Decimal | None]
    lines: tuple[ChangedLine, ...]

    @property
    def gain(self) -> Decimal:
        """How much more is left over than when the plan was kept."""
        return self.left_over[1] - self.left_over[0]

    def to_json(self) -> dict[str, object]:
        """The position as JSON, with amounts in pounds a month."""
        return {
            "name": self.name or None,
            "left_over_then": float(self.left_over[0]),
            "left_over_now": float(self.left_over[1]),
            "change_then": None if self.change[0] is None else float(self.change[0]),
            "change_now": None if self.change[1] is None else float(self.change[1]),
            "lines": [{"title": line.title, "then": float(line.then), "now": float(line.now)} for line in self.lines],
        }


@dataclass(frozen=True, slots=True)
class KeptPlan:
    """A file that was read, with the case to work out. Without a case, `problems` say why there is none.

    `date` is the day that was asked for, if one was.
    """

    file: str
    date: dt.date | None = None
    opened: Opened | None = None
    case: Case | None = None
    problems: tuple[Problem, ...] = ()

    @property
    def work(self) -> int:
        """How much work it is to check the plan, as effort.estimate counts it. Without a case it is none."""
        return effort.estimate(self.case).total if self.case else 0


@dataclass(frozen=True, slots=True)
class Rechecked:
    """One kept plan, worked out again. Without a result, `problems` say why there are no figures today."""

    kept: KeptPlan
    rules: RulesUsed | None = None
    positions: tuple[ChangedPosition, ...] = ()
    next_date: NextDate | None = None
    problems: tuple[Problem, ...] = ()

    @property
    def file(self) -> str:
        """The name of the file."""
        return self.kept.file

    @property
    def verdict(self) -> Verdict:
        """What was found: `new` is a case without earlier figures, `refused` one that gives no figures today."""
        if self.rules is None:
            return "refused"
        return "new" if self.saved is None else "changed" if self.positions else "same"

    @property
    def code(self) -> str:
        """The code of the case; empty if it has none."""
        return self.kept.opened.code if self.kept.opened else ""

    @property
    def saved(self) -> dt.date | None:
        """The day on which the plan was kept; None if the file holds only a case."""
        return self.kept.opened.saved if self.kept.opened else None

    @property
    def visit(self) -> int:
        """How often the plan was kept."""
        return self.kept.opened.visit if self.kept.opened else 1

    @property
    def rules_then(self) -> str:
        """The version of the rules by which it was kept; empty if the file does not say."""
        return self.kept.opened.rules_version if self.kept.opened else ""

    @property
    def same_rules(self) -> bool:
        """Whether the rules are the same as when it was kept."""
        opened = self.kept.opened
        return opened is not None and self.rules is not None and self.rules.fingerprint == opened.fingerprint

    def soon(self, today: dt.date) -> bool:
        """Whether the next date is within a month."""
        return self.next_date is not None and (self.next_date.date - today).days <= SOON

    def _about(self) -> dict[str, object]:
        """What JSON and a table of values say alike."""
        return {
            "file": self.file,
            "code": self.code or None,
            "verdict": self.verdict,
            "saved": self.saved.isoformat() if self.saved else None,
            "visit": self.visit,
            "rules_then": self.rules_then or None,
            "rules_now": self.rules.version if self.rules else None,
        }

    def to_json(self) -> dict[str, object]:
        """The plan as JSON. It holds the code of the case and no name."""
        coming = self.next_date
        return self._about() | {
            "positions": [changed.to_json() for changed in self.positions],
            "next_date": {"date": coming.date.isoformat(), "title": coming.title, "option": coming.option}
            if coming
            else None,
            "problems": [{"pointer": problem.pointer, "detail": problem.detail} for problem in self.problems],
        }

    def rows(self) -> Iterator[dict[str, object]]:
        """The plan in a table of values: a row for each position that has changed, or one row if none has."""
        coming = self.next_date
        plan = self._about() | {
            "next_date": coming.date if coming else None,
            "next_to_do": coming.title if coming else None,
            "next_option": coming.option if coming else None,
            "problems": "; ".join(str(problem) for problem in self.problems),
        }
        for changed in self.positions:
            yield plan | {
                "position": changed.name or "now",
                "left_over_then": changed.left_over[0],
                "left_over_now": changed.left_over[1],
                "change_then": changed.change[0],
                "change_now": changed.change[1],
            }
        if not self.positions:
            yield plan


def as_csv(found: Iterable[Rechecked]) -> str:
    """Plans as a table of values, with the names of its columns in the first row."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: _harmless(value) for name, value in row.items()} for each in found for row in each.rows())
    return text.getvalue()


def _harmless(value: object) -> object:
    """A value for a table. A spreadsheet would run text that begins as a formula does."""
    return f"'{value}" if isinstance(value, str) and value[:1] in FORMULA else value


def read_kept(file: str, content: bytes, date: dt.date | None = None) -> KeptPlan:
    """Read a file.

    Args:
        file: the name of the file, which stands in the answer.
        content: what the file holds.
        date: the day to work it out for. By default that of the case, or today if the case has none.
    """
    if len(content) > MOST_BYTES:
        return KeptPlan(file, date, problems=(Problem("", f"must have at most {MOST_BYTES:,} bytes: this is no plan"),))
    opened: Opened | None = None
    try:
        opened = plan_file.read(content)
        case = opened.case if date is None else read_case({**opened.data, "date": date.isoformat()})
    except CaseError as error:
        return KeptPlan(file, date, opened, None, tuple(error.problems))
    return KeptPlan(file, date, opened, _with_year(case))


def recheck(calculator: Calculator, file: str, content: bytes, date: dt.date | None = None) -> Rechecked:
    """Read one kept plan and work it out again; the arguments are those of `read_kept`."""
    return checked(calculator, read_kept(file, content, date))


def checked(calculator: Calculator, kept: KeptPlan) -> Rechecked:
    """Work out a plan by the rules of the calculator. One that gives no figures gives its problems and raises nothing."""
    if kept.opened is None or kept.case is None:
        return Rechecked(kept, problems=kept.problems)
    try:
        result = calculator.calculate(kept.case)
    except CaseError as error:
        return Rechecked(kept, problems=tuple(error.problems))
    positions = tuple(_changed(each, result) for each in plan_file.differences(kept.opened, result))
    today = kept.date or max(kept.case.date, dt.date.today())
    return Rechecked(kept, result.rules, positions, _next_date(result.options, today))


def _with_year(case: Case) -> Case:
    """The case with its year, which holds the dates. A case that is too large for that goes without."""
    dated = case.model_copy(update={"views": ("timeline",) if case.options else ()})
    return dated if effort.estimate(dated).total <= effort.MOST else case.model_copy(update={"views": ()})


def _changed(found: Difference, result: Result) -> ChangedPosition:
    positions = [result.now, *(option.position for option in result.options)]
    titles = {line.id: line.title for position in positions for line in position.lines}
    lines = (ChangedLine(titles.get(name, name.replace("_", " ")), *amounts) for name, amounts in found.lines.items())
    return ChangedPosition(
        found.name,
        (found.then.left_over, found.now.left_over),
        (found.then.change, found.now.change),
        tuple(lines),
    )


def _next_date(options: Iterable[OptionResult], today: dt.date) -> NextDate | None:
    """The first day from today on with something to tell or to do, in any option."""
    dates = [
        NextDate(event.date, event.title, option.name)
        for option in options
        for event in (option.timeline.events if option.timeline else ())
        if event.is_to_do and event.date >= today
    ]
    return min(dates, key=lambda each: each.date, default=None)
