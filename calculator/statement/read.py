"""A Universal Credit statement as a whole: what it tells, what it leaves to ask, and how it compares with the rules."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from decimal import Decimal

from calculator.contract.account import AccountStatement, Letters
from calculator.contract.case import Case
from calculator.contract.errors import CaseError, Problem
from calculator.contract.reading import read_case
from calculator.contract.statement_reading import StatementLineNotUnderstood, StatementReading
from calculator.i18n.language import gettext
from calculator.month.run import Run
from calculator.month.statement import StatedBook
from calculator.statement.amounts import Amounts
from calculator.statement.check import carried_on, check
from calculator.statement.complete import given_case, left_to_ask, stood_in, with_facts
from calculator.statement.infer import infer
from calculator.statement.period import first_day
from calculator.statement.reading import ReadText

# Gives the position of a case for every set of answers to what is open, and what the award would be with no job.
RunsOf = Callable[[Case], tuple[Iterable[Run], Callable[[Run], Decimal]]]


def read(
    book: StatedBook,
    statement: AccountStatement,
    today: dt.date,
    data: dict[str, object] | None,
    text: ReadText | None,
    letters: Letters | None,
    runs_of: RunsOf,
) -> StatementReading:
    """Read a statement. The arguments are those of Calculator.read_statement, with what works a case out (`runs_of`)."""
    first, starts = book.statement.covers_from, first_day(statement, Amounts(book, today))
    if (starts or today) < first:
        said = gettext("must be %(day)s or later: the rules held begin on that day") % {"day": first}
        raise CaseError([Problem("/from" if statement.from_ else "/payments", said)])
    evidence = infer(book, statement, today, text.places if text else None, letters)
    given = given_case(data or {}, today)
    case = with_facts(given, evidence.facts)
    made = stood_in(given, evidence)
    checked = None
    if made:
        # The answers that fit the statement best are those that it is checked against.
        every, without_jobs = runs_of(read_case(made))
        checked, run = check(evidence, every, without_jobs)
        carried_on(evidence, run)
    unread = [StatementLineNotUnderstood("", each.text, gettext(each.why)) for each in text.unread] if text else []
    return StatementReading(
        statement.model_dump(mode="json", by_alias=True, exclude_none=True, exclude_defaults=True),
        evidence.amounts.day,
        evidence.facts,
        [*evidence.strange, *unread],
        left_to_ask(case, evidence),
        case,
        checked,
    )
