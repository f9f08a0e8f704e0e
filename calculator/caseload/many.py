"""Works out the households of a caseload, in order, in this process or in several, with few of them in memory at a time."""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from pathlib import Path

from calculator.calculator import Calculator
from calculator.caseload.assess import HOURS, Assessed, assess
from calculator.caseload.published import marginals
from calculator.caseload.reform import Compared, compare
from calculator.caseload.source import CaseloadRow
from calculator.contract.case import Case
from calculator.contract.errors import CaseError, Problem

_CHUNK = 25  # households that a process takes at a time
_AHEAD = 3  # chunks that wait for each process


@dataclass(frozen=True, slots=True)
class CaseloadQuestion:
    """What to work out for each household, with which rules. amend: the rules to compare with, laid over the others."""

    hours: tuple[int, ...] = HOURS
    rules: Path | None = None
    amend: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was found for a row of a caseload. Without a household, `problems` say why; a bare counselling record has neither."""

    row: CaseloadRow
    household: Assessed | None = None
    compared: Compared | None = None
    problems: tuple[Problem, ...] = ()


class Assessor:
    """Answers a question for one household after another."""

    def __init__(
        self, question: CaseloadQuestion, rules: Calculator | None = None, other: Calculator | None = None
    ) -> None:
        self.question = question
        self.rules = rules or Calculator.load(question.rules)
        self.other = other
        if other is None and question.amend:
            self.other = Calculator.load(question.rules, question.amend)

    def standard_pay(self, case: Case) -> Decimal:
        """Pay an hour of a case without a job in its options: the National Living Wage on its day."""
        day = min(max(case.date, self.rules.first), self.rules.last)
        return self.rules.amount(marginals()["pay"]["wage"], day)

    def __call__(self, row: CaseloadRow) -> Outcome:
        """What is found for a row. It raises nothing that a case can cause."""
        if row.case is None:
            return Outcome(row, problems=row.problems)
        bare = CaseloadRow(row.number, steps=row.steps)  # the case itself is not needed any more
        pay = self.standard_pay(row.case)
        try:
            if self.other is not None:
                found = compare(self.rules, self.other, row.number, row.case, self.question.hours, pay)
                return Outcome(bare, found.before, found)
            return Outcome(bare, assess(self.rules, row.number, row.case, self.question.hours, pay))
        except CaseError as error:
            return Outcome(bare, problems=tuple(error.problems))


def outcomes(question: CaseloadQuestion, rows: Iterable[CaseloadRow], processes: int = 1) -> Iterator[Outcome]:
    """What is found for each row, in the same order. processes: how many work at it; each loads the rules for itself."""
    if processes <= 1:
        yield from map(Assessor(question), rows)
        return
    remaining = iter(rows)
    # A process that is forked from one with threads can hang.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, context, _begin, (question,)) as pool:
        waiting: deque[Future[list[Outcome]]] = deque()
        try:
            while True:
                while len(waiting) < processes * _AHEAD and (chunk := list(islice(remaining, _CHUNK))):
                    waiting.append(pool.submit(_do, chunk))
                if not waiting:
                    return
                yield from waiting.popleft().result()
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


_assessor: Assessor | None = None


def _begin(question: CaseloadQuestion) -> None:
    global _assessor
    _assessor = Assessor(question)


def _do(rows: list[CaseloadRow]) -> list[Outcome]:
    assert _assessor is not None
    return [_assessor(row) for row in rows]
