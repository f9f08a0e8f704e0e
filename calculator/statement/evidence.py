"""What is known while a statement is looked at: its lines, the amounts of the day, whether its lines add up, and the facts found so far."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from calculator.contract.account import AccountStatement
from calculator.contract.statement_reading import StatementFact, StatementLineNotUnderstood, Sureness
from calculator.i18n.language import gettext as _
from calculator.i18n.language import later
from calculator.i18n.numbers import pounds
from calculator.statement.amounts import Amounts

ZERO = Decimal(0)
TITLES = {
    "from": later("Assessment period"),
    "to": later("Assessment period"),
    "payments": later("Day of payment"),
    "standard_allowance": later("Standard allowance"),
    "housing": later("Housing"),
    "rent": later("Rent on the statement"),
    "children": later("Children"),
    "children_supported": later("Number of children"),
    "disabled_children": later("Disabled children"),
    "childcare": later("Childcare costs"),
    "health": later("Limited capability for work"),
    "carer": later("Carer"),
    "transitional_protection": later("Transitional protection"),
    "entitlement": later("Total before anything is taken off"),
    "take_home_pay": later("Take-home pay for this period"),
    "take_home_pay_by_adult": later("Take-home pay for this period"),
    "work_allowance": later("Pay that is kept in full (work allowance)"),
    "earnings_deduction": later("Taken off for take-home pay"),
    "surplus_earnings": later("Surplus earnings"),
    "other_income": later("Other benefits and income"),
    "savings": later("Taken off for savings"),
    "benefit_cap": later("Benefit cap"),
    "deductions": later("Advances and debts taken off"),
    "sanction": later("Sanction"),
    "taken_off": later("Total taken off"),
    "paid_to_landlord": later("Paid to your landlord"),
    "payment": later("What you get"),
    "esa_per_week": later("New Style ESA a week"),
    "pip_per_week": later("PIP or Adult Disability Payment a week"),
    "housing_benefit_per_week": later("Housing Benefit a week"),
    "council_tax_band": later("Council tax band"),
    "council_tax_bill": later("Council tax bill for the year"),
    "council_tax_reduction": later("Council tax reduction for the year"),
}
GIVEN = (
    "standard_allowance", "housing", "children", "disabled_children", "childcare", "health", "carer", "transitional_protection",
)  # fmt: skip
TAKEN = ("earnings_deduction", "savings", "benefit_cap", "sanction")
NOT_ADDED_UP = later("The lines that we read do not add up to this. A line may be missing, or we could not read it.")


def title(line: str) -> str:
    """What a line of a statement is called."""
    return _(TITLES[line.partition("/")[0]])


class Evidence:
    """The facts of one statement. `written` has each line as it stood in the text, if there was one."""

    def __init__(self, statement: AccountStatement, amounts: Amounts, written: Mapping[str, str]) -> None:
        self.statement, self.amounts, self.written = statement, amounts, written
        self.facts: list[StatementFact] = []
        self.children_counted = 0  # of the children in the household, those that there is an amount for
        self.strange: list[StatementLineNotUnderstood] = []
        self.given_in_full = self._adds_up_to_entitlement()
        self.taken_in_full = self._adds_up_to_payment()

    # ------------------------------------------------------------------ facts
    def fact(
        self,
        id_: str,
        said: tuple[str, str],
        place: tuple[str, object],
        lines: Sequence[str],
        sureness: Sureness = "settled",
        alternatives: Sequence[str] = (),
        why: str = "",
    ) -> None:
        """Note a fact.

        said: what it is about, and the fact in words. place: where it goes in a case, and its value there.
        """
        name, text = said
        pointer, value = place
        written = self.line(lines[0]) if lines else ""
        self.facts.append(
            StatementFact(id_, name, text, pointer, value, list(lines), written, sureness, list(alternatives), why)
        )

    def not_understood(self, line: str, why: str) -> None:
        """Note a line from which nothing follows."""
        self.strange.append(StatementLineNotUnderstood(line, self.line(line), why))

    def found(self, id_: str) -> StatementFact | None:
        """A fact that was found, by its name."""
        return next((fact for fact in self.facts if fact.id == id_), None)

    def value(self, id_: str) -> Any:
        """The value of a fact; None if it was not found."""
        fact = self.found(id_)
        return fact.value if fact else None

    def line(self, line: str) -> str:
        """A line as it was written, or else its name and amount."""
        if line in self.written:
            return self.written[line]
        value = getattr(self.statement, {"from": "from_"}.get(line, line), None)
        return f"{title(line)} {pounds(value)}" if isinstance(value, Decimal) else title(line)

    @property
    def couple(self) -> bool:
        """Whether the standard allowance is that of a couple."""
        return bool(self.value("adults") == 2)

    # ------------------------------------------------------------------ sums
    @property
    def total_given(self) -> Decimal:
        """The sum of what the statement gives before anything is taken off."""
        return sum((getattr(self.statement, name) or ZERO for name in GIVEN), ZERO)

    @property
    def total_taken(self) -> Decimal:
        """The sum of what the statement takes off, line by line."""
        alone: Decimal = sum((getattr(self.statement, name) or ZERO for name in TAKEN), ZERO)
        income = sum((row.amount for row in self.statement.other_income), ZERO)
        return alone + income + sum((row.amount for row in self.statement.deductions), ZERO)

    def _adds_up_to_entitlement(self) -> bool:
        """Whether the lines add up to the total before deductions. Only then does a line that is not there mean something."""
        stated = self.statement.entitlement
        if stated is None:
            return False
        if stated != self.total_given:
            self.not_understood("entitlement", _(NOT_ADDED_UP))
        return stated == self.total_given

    def _adds_up_to_payment(self) -> bool:
        """Whether what is taken off adds up to the stated total and leaves the payment."""
        stated, payment = self.statement.taken_off, self.statement.payment
        if stated is not None and stated != self.total_taken:
            self.not_understood("taken_off", _(NOT_ADDED_UP))
            return False
        if payment is None or not self.given_in_full:
            return stated is not None
        if payment != max(ZERO, self.total_given - self.total_taken):
            self.not_understood("payment", _(NOT_ADDED_UP))
            return False
        return True
