"""The boxes of the page, one for each line of a statement, laid out as the statement is; and what was typed as a statement."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeAlias

from calculator.contract.account import AccountStatement, Letters
from calculator.contract.values import MOST_MONEY
from calculator.statement.evidence import TITLES
from calculator.statement.money import INCOME, REPAID
from calculator.web.form.fields import refused, why_no_day
from calculator.web.form.written import date_shown, number_shown
from calculator.web.language import later as _
from calculator.web.typed.days import as_date
from calculator.web.typed.quantities import as_counted, why_no_quantity

Figure: TypeAlias = "str | int | Decimal"  # what a box holds
Rows: TypeAlias = "list[dict[str, Figure]]"

LONGEST = 60
AHEAD = dt.timedelta(days=62)  # a statement names no day later than this
COUNTED = {"money": "money_a_month", "count": "children"}
ROWS = {"other_income": 3, "deductions": 4}
KINDS: dict[str, Mapping[str, str]] = {"other_income": INCOME, "deductions": REPAID}
DAYS = {"from": _("First day of the assessment period"), "to": _("Last day of the assessment period")}
PAID = (_("Day of payment"), _("Second day of payment, if it is paid twice a month"))
GIVEN = (
    "standard_allowance", "housing", "rent", "children", "children_supported", "disabled_children", "childcare", "health", "carer",
    "transitional_protection", "entitlement",
)  # fmt: skip
TAKEN = (
    "take_home_pay",
    "work_allowance",
    "earnings_deduction",
    "surplus_earnings",
    "savings",
    "benefit_cap",
    "sanction",
    "taken_off",
    "payment",
    "paid_to_landlord",
)
BANDS = "ABCDEFGHI"
MOST_CHILDREN = 20
PROBLEMS = {
    "money": _("Enter the amount as a number, such as 424.90"),
    "day": _("Enter the date as day, month and year, such as 14 10 2026"),
    "count": _("Enter the number of children as a whole number from 0 to 20"),
    "band": _("Enter the band as a letter from A to I"),
}


@dataclass(frozen=True, slots=True)
class Box:
    """One box: its name, its label, what it takes (money, day, count or band), and the choices of the list beside it."""

    name: str
    label: str
    takes: str = "money"
    kinds: Mapping[str, str] = field(default_factory=dict)
    number: int = 0  # among those with the same label, counting from 1


def _rows(where: str) -> list[Box]:
    return [Box(f"{where}{row}", TITLES[where], kinds=KINDS[where], number=row) for row in range(1, ROWS[where] + 1)]


FIRST = (
    *(Box(name, label, "day") for name, label in DAYS.items()),
    *(Box(f"paid{n}", label, "day") for n, label in enumerate(PAID, 1)),
)
ON = tuple(Box(name, TITLES[name], "count" if name == "children_supported" else "money") for name in GIVEN)
OFF = (
    *(Box(name, TITLES[name]) for name in TAKEN[:4]), *_rows("other_income"), *(Box(name, TITLES[name]) for name in TAKEN[4:7]), *_rows("deductions"),
    *(Box(name, TITLES[name]) for name in TAKEN[7:]),
)  # fmt: skip
LETTERS = tuple(
    Box(name, TITLES[name], "band" if name == "council_tax_band" else "money") for name in Letters.model_fields
)
EVERY = (*FIRST, *ON, *OFF, *LETTERS)


@dataclass(slots=True)
class Typed:
    """What is in the boxes, what is wrong with it by box, and the lines and the figures of letters that it makes."""

    values: dict[str, str]
    errors: dict[str, str] = field(default_factory=dict)
    lines: dict[str, Figure | Rows] = field(default_factory=dict)
    letters: dict[str, Figure | Rows] = field(default_factory=dict)


def typed(posted: Mapping[str, str]) -> Typed:
    """What was typed into the boxes."""
    names = [name for box in EVERY for name in ((box.name, f"{box.name}_kind") if box.kinds else (box.name,))]
    found = Typed({name: value for name in names if (value := posted.get(name, "").strip()[:LONGEST])})
    payments: Rows = []
    rows: dict[str, Rows] = {}
    for box in EVERY:
        value = found.values.get(box.name, "")
        if not value:
            continue
        made = _read(box, value)
        if made is None:
            found.errors[box.name] = _why(box, value) or PROBLEMS[box.takes]
        elif box.kinds:
            kind = found.values.get(f"{box.name}_kind", "")
            where = box.name.rstrip("0123456789")
            found.lines[where] = held = rows.setdefault(where, [])
            held.append({"kind": kind if kind in box.kinds else "other", "amount": made})
        elif box.name.startswith("paid"):
            payments.append({"date": made})
        else:
            (found.letters if box in LETTERS else found.lines)[box.name] = made
    if payments:
        found.lines["payments"] = payments
    return found


def shown(statement: AccountStatement) -> dict[str, str]:
    """What the boxes hold for a statement."""
    return {name: value for name, value in _shown(statement) if value}


def _shown(statement: AccountStatement) -> Iterator[tuple[str, str]]:
    yield "from", date_shown(statement.from_.isoformat()) if statement.from_ else ""
    yield "to", date_shown(statement.to.isoformat()) if statement.to else ""
    for number, payment in enumerate(statement.payments, 1):
        yield f"paid{number}", date_shown(payment.date.isoformat())
    for name in (*GIVEN, *TAKEN):
        amount = getattr(statement, name)
        if name == "take_home_pay" and amount is None and statement.take_home_pay_by_adult:
            amount = sum(statement.take_home_pay_by_adult, Decimal(0))
        yield name, number_shown(amount) if amount is not None else ""
    for where in ROWS:
        for number, row in enumerate(getattr(statement, where)[: ROWS[where]], 1):
            yield f"{where}{number}", number_shown(row.amount)
            yield f"{where}{number}_kind", row.kind


def _read(box: Box, value: str) -> Figure | None:
    """What was typed into a box; None if it cannot be read."""
    if box.takes == "day":
        try:
            return dt.date.fromisoformat(as_date(value, dt.date.today() + AHEAD, past=True)).isoformat()
        except ValueError:
            return None
    if box.takes == "band":
        return value.upper() if value.upper() in BANDS else None
    amount = as_counted(value, COUNTED[box.takes])
    if not isinstance(amount, Decimal) or abs(amount) > MOST_MONEY:
        return None
    if box.takes == "count":
        return int(amount) if amount in range(MOST_CHILDREN + 1) else None
    return abs(amount)


def _why(box: Box, value: str) -> str:
    """Why what was typed into a box cannot be read; empty if it is out of bounds or no letter of a band."""
    if box.takes == "day":
        return why_no_day(value, dt.date.today() + AHEAD, PROBLEMS["day"], past=True)
    return refused(why_no_quantity(value, COUNTED[box.takes]), PROBLEMS[box.takes]) if box.takes in COUNTED else ""
