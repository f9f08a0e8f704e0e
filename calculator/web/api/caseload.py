"""A caseload through the API: its findings as JSON, for up to a thousand cases. Nothing of it is kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from flask import g, json, request
from werkzeug.exceptions import ClientDisconnected, TooManyRequests

from calculator import effort
from calculator.calculator import Calculator
from calculator.caseload.assess import with_a_job
from calculator.caseload.finances import WrongSetting
from calculator.caseload.findings import findings
from calculator.caseload.many import Assessor, CaseloadQuestion, Outcome
from calculator.caseload.settings import Settings, read_settings
from calculator.caseload.source import CaseloadRow, rows_of
from calculator.caseload.tally import CaseloadTally
from calculator.contract.errors import CaseError, Problem
from calculator.i18n import language
from calculator.web.api.offered import Offered
from calculator.web.turns import Busy, Turns

PARAMETERS = ("hours", "main_hours", "cost", "start", "weeks", "staying", "least", "households")
COMPARE = "compare"


class CaseloadJob:
    """The findings of one request."""

    def __init__(self, calculator: Calculator, settings: Settings, other: Calculator | None, turns: Turns) -> None:
        self.calculator, self.settings, self.turns = calculator, settings, turns
        self.assessor = Assessor(CaseloadQuestion(settings.hours), calculator, other)
        self.tally = CaseloadTally(settings.hours, settings.main)

    @classmethod
    def asked(cls, offered: Offered, turns: Turns) -> CaseloadJob:
        """What the request asks for. Raises CaseError with what is wrong in its query."""
        try:
            settings = read_settings({name: request.args.get(name) for name in PARAMETERS})
        except WrongSetting as error:
            raise CaseError([Problem(f"/{error.name}", error.detail)]) from None
        return cls(g.calculator, settings, _others(offered, turns), turns)

    def answer(self, cases: Sequence[object]) -> Iterator[str]:
        """The findings as JSON, after a line end for each household, so that whoever waits sees that work goes on.

        Raises Busy and TooManyRequests if there is no place for the first household.
        """
        spoken, reform = language.current(), request.args.get(COMPARE)
        rows = rows_of(cases)
        self.turns.in_parts(begun=False)
        self.tally.add(self._outcome(next(rows), refuse=True))
        self.turns.in_parts(begun=True)
        return self._rest(rows, spoken, reform)

    def _rest(self, rows: Iterable[CaseloadRow], spoken: str, reform: str | None) -> Iterator[str]:
        yield "\n"
        for row in rows:
            try:
                self.tally.add(self._outcome(row))
            except ClientDisconnected:
                return
            yield "\n"
        with language.speaking(spoken):
            found = findings(self.tally, self.calculator, self.settings, reform)
            yield json.dumps(found.to_json(), ensure_ascii=False, allow_nan=False)

    def _outcome(self, row: CaseloadRow, refuse: bool = False) -> Outcome:
        """What is found for a household in a turn of its own. One that is too much work, or runs out of time, counts as refused."""
        if row.case is None:
            return self.assessor(row)
        try:
            units = effort.check(with_a_job(row.case, self.assessor.standard_pay(row.case)), None, effort.MOST)
            with self.turns.take(units * (2 if self.assessor.other else 1)):
                return self.assessor(row)
        except CaseError as error:
            return Outcome(row, problems=tuple(error.problems))
        except (Busy, TooManyRequests) as error:
            if refuse:
                raise
            return Outcome(row, problems=(Problem("", error.name),))


def _others(offered: Offered, turns: Turns) -> Calculator | None:
    """The rules to compare with: those that the request asks for anyhow, and one more amendment. Raises CaseError."""
    name = request.args.get(COMPARE)
    if not name:
        return None
    asked = ",".join(filter(None, (request.args.get("amendments"), name)))
    try:
        with turns.take(0 if offered.is_held(asked) else effort.MOST):
            return offered.of(asked)
    except CaseError as error:
        raise CaseError([Problem(f"/{COMPARE}", problem.detail) for problem in error.problems]) from None
