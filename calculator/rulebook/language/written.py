"""How files write a day and a number: each in one way alone, so that nothing is read as something else than was meant."""

from __future__ import annotations

import datetime
import re
from decimal import Decimal

_NUMBER = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,8})?\Z")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")


def written_date(text: str) -> datetime.date | None:
    """The day that a text such as 2026-04-06 means; None if it is written otherwise or there is no such day."""
    try:
        return datetime.date.fromisoformat(text) if _DATE.match(text) else None
    except ValueError:
        return None


def written_number(text: str) -> Decimal | None:
    """The number that a text such as 427 or 0.55 means; None for exponents, separators, NaN and anything else."""
    return Decimal(text) if _NUMBER.match(text) else None
