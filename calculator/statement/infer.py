"""From the lines of a statement to facts. A pure function: it reads the amounts of the rules, and takes nothing but what they settle."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from calculator.contract.account import AccountStatement, Letters
from calculator.i18n.language import day_said
from calculator.i18n.language import gettext as _
from calculator.month.statement import StatedBook
from calculator.statement import household, money
from calculator.statement import letters as of_letters
from calculator.statement.amounts import Amounts
from calculator.statement.evidence import Evidence
from calculator.statement.period import first_day, period_facts


def infer(
    book: StatedBook,
    statement: AccountStatement,
    today: dt.date,
    written: Mapping[str, str] | None = None,
    letters: Letters | None = None,
) -> Evidence:
    """Everything that follows from a statement.

    today: the day whose amounts are used if the statement has no days; every fact that rests on an amount is then no more than likely.
    written: each line as it stood in a text, by its name. letters: figures of other letters.
    """
    starts = first_day(statement, Amounts(book, today))
    amounts = Amounts(book, starts or today)
    others = letters or Letters()
    evidence = Evidence(statement, amounts, {**(written or {}), **of_letters.written(others)})
    period_facts(evidence)
    household.adult_facts(evidence)
    household.child_facts(evidence)
    household.health_facts(evidence)
    household.carer_facts(evidence)
    household.housing_facts(evidence)
    money.childcare_facts(evidence)
    money.protection_facts(evidence)
    money.pay_facts(evidence)
    money.surplus_facts(evidence)
    money.income_facts(evidence)
    money.savings_facts(evidence)
    money.deduction_facts(evidence)
    of_letters.letter_facts(evidence, others)
    if starts is None:
        why = _("The statement gives no days, so we used the amounts of %(day)s.") % {"day": day_said(today)}
        for fact in evidence.facts:
            fact.sureness = "likely" if fact.sureness == "settled" else fact.sureness
            fact.why = f"{fact.why} {why}".strip()
    return evidence
