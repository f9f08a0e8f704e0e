"""Reading dates and lines that people type, and writing a date or a number as they would type it.

Numbers are read by `calculator.i18n.numbers`. What cannot be read is handed on as it was typed, and the case says what is
wrong with it.
"""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal

from calculator.i18n.language import gettext, months, said_in_any
from calculator.web.form.choices import PAYDAYS
from calculator.web.form.pointers import Json


def as_date(typed: str) -> str:
    """Read 12 5 2022, 12/5/2022, 12 May 2022 or 12 Mai 2022 as 2022-05-12. Anything else comes back as it was typed."""
    parts = re.split(r"[\s/.-]+", typed.strip().lower())
    if len(parts) != 3:
        return typed
    if re.fullmatch("[0-9]{4}", parts[0]):
        parts.reverse()
    day, month, year = parts
    day = re.sub(r"(?<=[0-9])(st|nd|rd|th|af|il|ydd|ed|fed|eg|ain)$", "", day)
    if len(month) >= 3:
        month = next((str(number) for name, number in months() if name.startswith(month)), month)
    if not (day.isdecimal() and month.isdecimal() and re.fullmatch("[0-9]{4}", year)):
        return typed
    return f"{year}-{int(month):02}-{int(day):02}"


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
