"""Checks a statement, line by line, against what the rules give for the case that it tells of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal

from calculator.contract.account import AccountStatement
from calculator.contract.statement_reading import StatementCheck, StatementCheckLine
from calculator.i18n.language import day_said, later
from calculator.i18n.language import gettext as _
from calculator.month.award_causes import award_causes
from calculator.month.run import Run
from calculator.statement.evidence import ZERO, Evidence, title
from calculator.year.periods import period_after

NEAR = Decimal("0.01")  # a penny, by which amounts that were worked back from a share can be out
# The usual reasons for a difference, by line.
WHY = {
    "standard_allowance": later("It goes by age and by whether you claim with a partner. A change counts from the first day of the period that it is in."),
    "children": later("A child may not be in the claim yet, or may count no longer. A disabled child addition may be missing."),
    "housing": later("Proof of the rent may be missing. Spare bedrooms, other adults or the rental area may be held differently from what you told us."),
    "childcare": later("Costs count once they are paid and reported with proof, up to a limit, and only beside paid work."),
    "health": later("The decision may be new, the three months of waiting may go on, or the other rate may apply."),
    "carer": later("It is not paid together with LCWRA for the same person. It has to be reported before it is paid."),
    "transitional_protection": later("It goes down when another amount goes up, and ends after a change of household or some months of low pay."),
    "entitlement": later("It is the sum of the lines above. Look at the line that differs."),
    "earnings_deduction": later("Other pay may have been counted, or another work allowance."),
    "other_income": later("Another benefit may have changed its amount, or been paid for other days."),
    "savings": later("Universal Credit may hold another amount of savings."),
    "benefit_cap": later("Child Benefit and other benefits count for the cap too. High enough pay and some benefits lift it."),
    "deductions": later("There may be other debts, and there is a limit on what may be taken for them."),
    "payment": later("It follows from the lines above. Look at the line that differs."),
}  # fmt: skip
ONLY_PAYMENT = later("Every other line agrees. Something may be added or taken off that has no line here.")
ASK = later(
    "My statement for %(from)s to %(to)s says %(found)s for “%(line)s”. By the rules I expected %(expected)s. Please tell me how you worked it out, "
    "and put it right if it is wrong."
)
ASK_MISSING = later(
    "My statement for %(from)s to %(to)s has nothing for “%(line)s”. By the rules I expected %(expected)s. Please tell me why it is not there, "
    "and put it right if it is wrong."
)


def check(
    evidence: Evidence, every: Iterable[Run], without_pay: Callable[[Run], Decimal]
) -> tuple[StatementCheck, Run]:
    """The check, and the run that it rests on.

    every: the position worked out for each answer to what is open; the one that fits the statement best is taken. without_pay: gives the award
    of a position with no pay counted.
    """
    run, lines = min(
        ((run, list(_lines(evidence, run))) for run in every),
        key=lambda each: sum(not line.agrees for line in each[1]),
    )
    paid = _paid(evidence, run)
    found = evidence.statement.payment
    wrong = [line for line in lines if not line.agrees]
    agrees = not wrong
    if [line.id for line in wrong] == ["payment"]:
        wrong[0].why = _(ONLY_PAYMENT)
    cause = "" if agrees else _cause(evidence, run, without_pay)
    said = {"ours": f"£{paid:,.2f}", "theirs": f"£{found:,.2f}" if found is not None else ""}
    if found is None:
        text = _("With what you told us our rules give %(ours)s. We found no payment on your statement.") % said
    else:
        text = _("With what you told us our rules give %(ours)s. Your statement says %(theirs)s.") % said
    return StatementCheck(text, found, paid, agrees, cause, lines), run


def carried_on(evidence: Evidence, run: Run) -> None:
    """Note the pay of this period that would count again in a claim made soon after."""
    made = run.total("universal_credit.surplus_made")
    if made:
        said = _("£%(amount)s would count again in a claim made soon after") % {"amount": f"{made:,.2f}"}
        place = ("/universal_credit/surplus_earnings", float(made))
        evidence.fact("surplus_carried", (_("Surplus earnings"), said), place, ["take_home_pay"], "likely")


def _paid(evidence: Evidence, run: Run) -> Decimal:
    """What is paid by the rules, less a sanction as the statement has it."""
    return max(ZERO, _ours(run, "paid") - (evidence.statement.sanction or ZERO))


def _ours(run: Run, name: str) -> Decimal:
    """A figure of our own statement."""
    return run.total(run.statement.universal_credit[name])


def _lines(evidence: Evidence, run: Run) -> Iterator[StatementCheckLine]:
    """The lines that either side has, in the order of the statement."""
    for name, found, expected in _pairs(evidence, run):
        if found is None and (not expected or not _means_nothing(evidence, name)):
            continue
        agrees = abs((found or ZERO) - expected) <= NEAR
        yield StatementCheckLine(
            name,
            title(name),
            found,
            expected,
            agrees,
            "" if agrees else _(WHY[name]),
            "" if agrees else _words_to_ask(evidence, name, found, expected),
        )


def _means_nothing(evidence: Evidence, name: str) -> bool:
    """Whether a line that is not there is one of nothing: only where the lines add up to the total that they are part of."""
    if name in ("entitlement", "payment"):
        return False
    taken = ("earnings_deduction", "other_income", "savings", "benefit_cap", "deductions")
    return evidence.taken_in_full if name in taken else evidence.given_in_full


def _pairs(evidence: Evidence, run: Run) -> Iterator[tuple[str, Decimal | None, Decimal]]:
    """Each line with what the statement says and what the rules give."""
    statement: AccountStatement = evidence.statement

    def rows(held: Iterable[Decimal]) -> Decimal | None:
        found = list(held)
        return sum(found, ZERO) if found else None

    children = statement.children
    if statement.disabled_children is not None:
        children = (children or ZERO) + statement.disabled_children
    yield "standard_allowance", statement.standard_allowance, _ours(run, "standard_allowance")
    yield "housing", statement.housing, _ours(run, "housing_element")
    yield "children", children, _ours(run, "child_element") + _ours(run, "disabled_child_addition")
    yield "childcare", statement.childcare, _ours(run, "childcare_element")
    yield "health", statement.health, _ours(run, "lcw_element") + _ours(run, "lcwra_element")
    yield "carer", statement.carer, _ours(run, "carer_element")
    yield "transitional_protection", statement.transitional_protection, _ours(run, "transitional_element")
    yield "entitlement", statement.entitlement, _ours(run, "maximum_amount")
    yield "earnings_deduction", statement.earnings_deduction, _ours(run, "earned_income_deduction")
    tariff = _ours(run, "tariff_income")
    yield (
        "other_income",
        rows(row.amount for row in statement.other_income),
        _ours(run, "unearned_income_deduction") - tariff,
    )
    yield "savings", statement.savings, tariff
    yield "benefit_cap", statement.benefit_cap, _ours(run, "benefit_cap_reduction")
    yield "deductions", rows(row.amount for row in statement.deductions), _ours(run, "deductions")
    yield "payment", statement.payment, _paid(evidence, run)


def _words_to_ask(evidence: Evidence, name: str, found: Decimal | None, expected: Decimal) -> str:
    first = evidence.amounts.day
    last = evidence.statement.to or period_after(first, evidence.value("period_day") or first.day) - dt.timedelta(
        days=1
    )
    said = {
        "from": day_said(first),
        "to": day_said(last),
        "line": title(name),
        "found": f"£{found or ZERO:,.2f}",
        "expected": f"£{expected:,.2f}",
    }
    return _(ASK if found is not None else ASK_MISSING) % said


def _cause(evidence: Evidence, run: Run, without_pay: Callable[[Run], Decimal]) -> str:
    """What the award behind the stated payment would fit, in words; nothing if it is none of the usual causes."""
    statement = evidence.statement
    if statement.payment is None:
        return ""
    found = statement.payment + sum((row.amount for row in statement.deductions), ZERO) + (statement.sanction or ZERO)
    tables = (
        evidence.amounts.table("universal_credit.work_allowance_amounts"),
        evidence.amounts.table("universal_credit.lcwra_amounts"),
    )
    words = run.statement.timeline.checks.in_language()
    causes = award_causes(
        run.values, _ours(run, "award"), _ours(run, "earned_income"), tables, lambda: without_pay(run)
    )
    name = next((name for name, amount in causes if abs(max(ZERO, amount) - found) <= NEAR), None)
    return words[name] if name and name != "agrees" else ""
