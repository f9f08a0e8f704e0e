"""Writing a date, a number or a payday as people would type it, and cutting a text into its lines. `calculator.web.typed` reads them."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal

from calculator.i18n.language import gettext, said_in_any
from calculator.web.form.choices import PAYDAYS
from calculator.web.form.pointers import Json


def as_payday(typed: str) -> str | None:
    """The payday that words such as `last working day` or `y diwrnod gwaith olaf` mean, or None if they mean none."""
    plain = re.sub(r"^(the|y|yr)\s+", "", typed.strip().lower())
    known = (day for day, words in PAYDAYS.items() if plain in [each.lower() for each in said_in_any(words)])
    return next(known, None)


def number_shown(value: object) -> str:
    """A number as it is typed, without zeros at its end; an empty text for anything else."""
    return f"{Decimal(str(value)).normalize():f}" if isinstance(value, int | float | Decimal) else ""


def date_shown(value: Json) -> str:
    """12 5 2022 for 2022-05-12; an empty text for anything that is not a date."""
    try:
        day = dt.date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return ""
    return f"{day.day} {day.month} {day.year}" if day else ""


def payday_shown(value: Json) -> str:
    """A payday in the language in use: a day of the month, or words."""
    return gettext(PAYDAYS.get(value, value)) if isinstance(value, str) else number_shown(value)


def lines_of(text: str) -> list[str]:
    """The lines of a text that are not blank, with single spaces between their words."""
    return [line for each in text.splitlines() if (line := " ".join(each.split()))]
