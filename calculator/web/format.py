"""Writes amounts, dates and numbers for people, with Babel's data.

Patterns and signs are read from Babel only once, because a page has a few hundred figures.
"""

import datetime as dt
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from typing import TypeAlias

from babel.dates import format_date
from babel.numbers import get_currency_symbol, get_decimal_symbol, get_group_symbol

from calculator.compare import Answer
from calculator.i18n.language import day_said, locale, month_said
from calculator.web.language import _, ngettext

MINUS = "−"
Number: TypeAlias = Decimal | float
Value: TypeAlias = "Number | bool | str | dt.date | list[Value] | None"


class Formats:
    """The formats of the language in use."""

    def __init__(self) -> None:
        # Pounds and decimals are written alike in both languages; what is not is asked for by `locale()`.
        english = locale()
        before, after = (
            english.currency_formats["standard"].prefix[0],
            english.currency_formats["standard"].suffix[0],
        )
        symbol = get_currency_symbol("GBP", english)
        self._before, self._after = before.replace("¤", symbol), after.replace("¤", symbol)
        self._signs = str.maketrans({",": get_group_symbol(english), ".": get_decimal_symbol(english)})

    def pounds(self, amount: Number) -> str:
        """£1,157.07, with a minus in front if it is negative."""
        return self._money(_exact(amount), "0.01")

    def whole_pounds(self, amount: Number) -> str:
        return self._money(_exact(amount), "1")

    def more_or_less(self, amount: Number, whole: bool = False) -> str:
        """A change in what is left: £400 more, £128.66 less, the same. "Less" always means less money left."""
        exact = _exact(amount)
        if not exact.quantize(Decimal("1" if whole else "0.01"), ROUND_HALF_UP):
            return _("no change") if whole else _("same")
        money = self.whole_pounds(abs(exact)) if whole else self.pounds(abs(exact))
        return (_("%(money)s more") if exact > 0 else _("%(money)s less")) % {"money": money}

    def answer(self, found: Answer, whole: bool = True) -> str:
        """The difference that an answer gives: one figure, a range, or that there are no figures."""
        if found.change is None:
            return _("no figures")
        low, high = found.as_range or (found.change, found.change)
        if low == high:
            return self.more_or_less(low, whole)
        return _("%(low)s to %(high)s") % {"low": self.more_or_less(low, whole), "high": self.more_or_less(high, whole)}

    def pence_of_a_pound(self, share: Number) -> str:
        return _("%(pence)sp") % {"pence": self.number(_exact(share) * 100, "1")}

    def number(self, number: Number, step: str = "0.01") -> str:
        """A number with as many decimals as it needs."""
        text = f"{_exact(number).quantize(Decimal(step), ROUND_HALF_UP):,f}"
        return (text.rstrip("0").rstrip(".") if "." in text else text).replace("-", MINUS).translate(self._signs)

    def month(self, day: dt.date) -> str:
        """December 2026."""
        return month_said(day)

    def short_month(self, day: dt.date) -> str:
        """Dec."""
        return format_date(day, "LLL", locale())

    def day(self, day: dt.date) -> str:
        """Thu 31, for use beside the name of the month."""
        return format_date(day, "EEE d", locale())

    def hours(self, hours: Number) -> str:
        """12 hours, 7 hours 45 minutes: to the nearest minute."""
        whole, minutes = divmod(int((_exact(hours) * 60).quantize(Decimal(1), ROUND_HALF_UP)), 60)
        said = []
        if whole or not minutes:
            said.append(ngettext("%(number)s hour", "%(number)s hours", whole) % {"number": whole})
        if minutes:
            said.append(ngettext("%(number)s minute", "%(number)s minutes", minutes) % {"number": minutes})
        return " ".join(said)

    def percent(self, share: Number) -> str:
        return f"{self.number(_exact(share) * 100)}%"

    def date(self, date: dt.date | str) -> str:
        day = dt.date.fromisoformat(date) if isinstance(date, str) else date
        return day_said(day)

    def _money(self, exact: Decimal, step: str) -> str:
        rounded = exact.quantize(Decimal(step), ROUND_HALF_UP)
        figures = f"{abs(rounded):,}".translate(self._signs)
        return f"{MINUS if rounded < 0 else ''}{self._before}{figures}{self._after}"

    def value(self, value: Value, unit: str) -> str:
        """A value of a rule, by its unit."""
        if value is None:
            return _("none")
        if isinstance(value, list):
            return ", ".join(self.value(each, unit) for each in value)
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        if isinstance(value, dt.date) or (unit == "date" and isinstance(value, str)):
            return self.date(value)
        if isinstance(value, str):
            return _(value.replace("_", " "))
        if unit == "ratio":
            return self.percent(value)
        if unit.startswith("GBP"):
            return self.pounds(value) + _PER.get(unit.partition("/")[2], str)()
        return self.number(value) + _OF.get(unit, str)()


_PER: dict[str, Callable[[], str]] = {
    "hour": lambda: _(" an hour"),
    "week": lambda: _(" a week"),
    "month": lambda: _(" a month"),
    "year": lambda: _(" a year"),
    "pay_period": lambda: _(" each payday"),
}
_OF: dict[str, Callable[[], str]] = {
    "hour/week": lambda: _(" hours a week"),
    "week/year": lambda: _(" weeks a year"),
    "hour/year": lambda: _(" hours a year"),
    "year": lambda: _(" years"),
}


def _exact(amount: Number) -> Decimal:
    return amount if isinstance(amount, Decimal) else Decimal(repr(amount))
