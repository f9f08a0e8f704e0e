"""The days of a statement: its assessment period, the day of payment, and how often it is paid."""

from __future__ import annotations

import datetime as dt

from calculator.contract.account import AccountStatement
from calculator.i18n.language import day_said, later
from calculator.i18n.language import gettext as _
from calculator.statement.amounts import Amounts
from calculator.statement.evidence import Evidence
from calculator.year.periods import period_after, start_in

DAY = dt.timedelta(days=1)
MOST_EARLY = 5  # days before the usual one on which weekends and bank holidays can bring a payment
NOT_A_MONTH = later("These days are not an assessment period, which is always a month.")
NOT_THE_DAY = later("This is not the usual day of payment, which is %(day)s or up to a few days before it.")


def first_day(statement: AccountStatement, amounts: Amounts) -> dt.date | None:
    """The first day of the period, as given or as it follows from the last day or the first payment. None if no day is given."""
    if statement.from_:
        return statement.from_
    last = statement.to
    if last is None and statement.payments:
        days = int(amounts.one("universal_credit.payment_days"))
        last = min(payment.date for payment in statement.payments) - days * DAY
    if last is None:
        return None
    after = last + DAY
    return _month_before(after)


def _month_before(day: dt.date) -> dt.date:
    year, month = (day.year, day.month - 1) if day.month > 1 else (day.year - 1, 12)
    return start_in(year, month, day.day if day.day < 29 else 31)


def period_facts(evidence: Evidence) -> None:
    """The day on which the period starts, the day of payment, and how often it is paid."""
    statement = evidence.statement
    starts = first_day(statement, evidence.amounts)
    if starts is None:
        return
    days = [day for day in range(1, 32) if start_in(starts.year, starts.month, day) == starts]
    if statement.to:
        days = [day for day in days if period_after(starts, day) == statement.to + DAY]
    name = _("Day on which your assessment period starts")
    if not days:
        evidence.not_understood("from", _(NOT_A_MONTH))
        return
    sure = bool(statement.from_ or statement.to)
    evidence.fact(
        "period_day",
        (name, _("Day %(day)s of the month") % {"day": days[0]}),
        ("/universal_credit/assessment_period_day", days[0]),
        ["from" if sure else "payments"],
        "open" if len(days) > 1 else "settled" if sure else "likely",
        [_("Day %(day)s of the month") % {"day": day} for day in days[1:]],
        "" if sure else _("It is counted back from the day of payment, which a weekend or bank holiday can move."),
    )
    _payment_facts(evidence, period_after(starts, days[0]) - DAY)


def _payment_facts(evidence: Evidence, last: dt.date) -> None:
    payments = sorted(evidence.statement.payments, key=lambda payment: payment.date)
    usual = last + int(evidence.amounts.one("universal_credit.payment_days")) * DAY
    if not payments:
        evidence.fact(
            "payment_day",
            (_("Day of payment"), day_said(usual)),
            ("", usual.isoformat()),
            ["from"],
            "likely",
            why=_("It is the usual day, or the last working day before it if it is no working day."),
        )
        return
    first = payments[0].date
    if usual - MOST_EARLY * DAY <= first <= usual:
        evidence.fact("payment_day", (_("Day of payment"), day_said(first)), ("", first.isoformat()), ["payments"])
    else:
        evidence.not_understood("payments", _(NOT_THE_DAY) % {"day": day_said(usual)})
    if len(payments) == 2:
        apart = int(evidence.amounts.one("universal_credit.second_half_days")) * DAY
        if abs(payments[1].date - first - apart) > MOST_EARLY * DAY:
            evidence.not_understood("payments", _("The two days of payment are not half a month apart."))
            return
        evidence.fact(
            "paid",
            (_("How often it is paid"), _("Twice a month")),
            ("/universal_credit/paid", "twice_monthly"),
            ["payments"],
        )
        evidence.fact(
            "nation",
            (_("Where you live"), _("Scotland")),
            ("/nation", "scotland"),
            ["payments"],
            "open",
            [_("England or Wales, where the Jobcentre can agree to pay twice a month")],
        )
    elif payments[0].amount is None or payments[0].amount == evidence.statement.payment:
        sure = payments[0].amount is not None
        evidence.fact(
            "paid",
            (_("How often it is paid"), _("Once a month")),
            ("/universal_credit/paid", "monthly"),
            ["payments"],
            "settled" if sure else "likely",
        )
