"""Money that an employer owes, in one sum or in monthly parts: what the year of an option leaves with each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal

from calculator.contract.case import Case
from calculator.contract.money import OneOffMoney
from calculator.month.run import Run
from calculator.month.statement import OneOffWords
from calculator.year.dated_rules import DatedRules
from calculator.year.dates import DAY, WEEK, add_months
from calculator.year.ledger import Ledger
from calculator.year.payments import CourseYear

PARTS = (3, 6)
_WEEKS = 52
# What the last part changes has been paid by then.
_AFTERWARDS = 9 * WEEK


@dataclass(frozen=True, slots=True)
class InParts:
    """How much more the year leaves if some money comes in so many monthly parts and not in one sum."""

    money: OneOffMoney
    parts: int
    each: Decimal
    more: Decimal


def owed(said: OneOffWords, case: Case, number: int) -> OneOffMoney | None:
    """The largest sum of an option, or of the case, that an employer might pay in parts; None if there is none."""
    last = case.start_of(case.options[number]) + _WEEKS * WEEK - DAY
    found = [
        each
        for each in (*case.options[number].money, *case.money)
        if said.of(each.kind).may_come_in_parts
        and each.amount
        and add_months(each.date, PARTS[0] - 1) + _AFTERWARDS <= last
    ]
    return max(found, key=lambda each: each.amount, default=None)


def in_parts(rules: DatedRules, number: int, before: Run) -> Iterator[InParts]:
    """What each number of parts would make of the largest such sum in the year of an option."""
    case = rules.case
    money = owed(rules.statement.one_off_money, case, number)
    if money is None:
        return
    starts = case.start_of(case.options[number])
    last = starts + _WEEKS * WEEK - DAY
    lump = _left_over(rules, case, number, before, starts, last)
    for parts in PARTS:
        if add_months(money.date, parts - 1) + _AFTERWARDS <= last:
            payments = _split(money, parts)
            other = _with(case, number, money, payments)
            more = _left_over(rules, other, number, before, starts, last) - lump
            yield InParts(money, parts, payments[0].amount, more)


def _left_over(rules: DatedRules, case: Case, number: int, before: Run, starts: dt.date, last: dt.date) -> Decimal:
    ledger = Ledger(DatedRules(rules.stated, rules.councils, case, before))
    return CourseYear(ledger, ledger.courses.claiming(number), starts, last).net(starts, last)


def _split(money: OneOffMoney, parts: int) -> list[OneOffMoney]:
    """The same money in equal parts, a month apart. The last one has what rounding leaves."""
    each = (money.amount / parts).quantize(Decimal("0.01"), ROUND_DOWN)
    amounts = [each] * (parts - 1) + [money.amount - each * (parts - 1)]
    return [
        money.model_copy(update={"date": add_months(money.date, n), "amount": amount})
        for n, amount in enumerate(amounts)
    ]


def _with(case: Case, number: int, money: OneOffMoney, payments: list[OneOffMoney]) -> Case:
    """The case with some payments in place of one."""

    def changed(held: tuple[OneOffMoney, ...]) -> tuple[OneOffMoney, ...]:
        return tuple(part for each in held for part in (payments if each is money else [each]))

    options = tuple(
        each.model_copy(update={"money": changed(each.money)}) if n == number else each
        for n, each in enumerate(case.options)
    )
    return case.model_copy(update={"money": changed(case.money), "options": options})
