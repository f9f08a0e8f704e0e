"""Values in the sentences of notices, written by the unit of the rule that they come from."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from calculator.i18n.language import day_said, gettext
from calculator.i18n.numbers import pounds
from calculator.rulebook import Rule, Scalar


def say(rule: Rule, value: Scalar) -> str:
    """A value in words: pounds and pence, a percentage, a date, a choice, yes or no, or a plain number."""
    if rule.value_type == "date":
        return day_said(dt.date.fromordinal(int(value)))
    if rule.value_type == "choice":
        chosen: str = rule.choices[int(value)]
        return gettext(chosen.replace("_", " "))
    if rule.value_type == "bool":
        return gettext("yes") if value else gettext("no")
    number = Decimal(value)
    if rule.unit[0] == 1:
        return pounds(number)
    if rule.unit_text == "ratio":
        return f"{(number * 100).normalize():f}%"
    return f"{number.quantize(Decimal('0.01')).normalize():f}"
