"""What a person entered, in the words of the form."""

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal

from calculator.i18n.language import day_said
from calculator.web.form.choices import KINDS_OF_INCOME, WAYS_OF_PAY
from calculator.web.form.fields import Amount, Answers, Day, Field
from calculator.web.format import MINUS
from calculator.web.language import _
from calculator.web.typed.quantities import Quantity, read_quantity

IN_POUNDS = ("pounds", "amount", "income", "taken", "pay")


def said(fields: Iterable[Field], answers: Answers) -> list[tuple[str, str]]:
    """Each question that has an answer, with the answer in the words of the form."""
    found = []
    for field in fields:
        given = [answers[name] for name in field.names if answers.get(name)]
        if not field.is_filled(answers) or not given:
            continue
        if field.look == "boxes":
            pairs = zip(field.choices.values(), field.names, strict=True)
            named = [_(words) for words, name in pairs if answers.get(name)]
        else:
            words = {**WAYS_OF_PAY, **KINDS_OF_INCOME, **field.choices}
            named = [_(words.get(value, value.replace("_", " "))) for value in given]
            if field.look in IN_POUNDS and not (isinstance(field, Amount) and field.clash(answers)):
                named[0] = _money(named[0])
            elif isinstance(field, Day):
                named = [_day(field.read_day(value, dt.date.today())) for value in given]
        found.append((_(field.label), ", ".join(named)))
    return found


def _money(typed: str) -> str:
    """The amount that was understood: £380, £118.50, £12.71. What is not an amount stays as it was typed."""
    read = read_quantity(typed)
    if not isinstance(read, Quantity):
        return typed
    amount = read.number
    figures = f"{abs(amount):,.2f}" if amount == amount.quantize(Decimal("0.01")) else f"{abs(amount):,f}"
    return f"{MINUS if amount < 0 else ''}£{figures.removesuffix('.00')}"


def _day(typed: str) -> str:
    """12 May 2022, of 2022-05-12. What is not a date stays as it was typed."""
    try:
        return day_said(dt.date.fromisoformat(typed))
    except ValueError:
        return typed
