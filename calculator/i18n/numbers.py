"""Numbers as people type them, read alike on every surface, and pounds as they are written in a sentence."""

from __future__ import annotations

import re
from decimal import Decimal

# A comma or a space groups three digits. Any other comma can only be a decimal point.
_GROUPED = re.compile(r"(-?)([1-9][0-9]{0,2}(?:[, ][0-9]{3}){1,3})(\.[0-9]{0,6})?")
_PLAIN = re.compile(r"(-?[0-9]{1,12})(?:[.,]([0-9]{1,2})|\.([0-9]{0,6}))?")
_CONTINENTAL = re.compile(r"(-?)([1-9][0-9]{0,2}(?:\.[0-9]{3}){1,3}),([0-9]{1,2})")
LONGEST = 40


def as_number(typed: str) -> Decimal | str:
    """£1,250.50, 12.71 and 12,71 are numbers; what cannot be read in one way only stays as it was typed.

    A comma before one or two last digits is a decimal point, so 12,71 is 12.71. A comma before three is for thousands, so
    1,250 is 1250. Anything else, such as 12 71 or 1,25,000, is left for the person to put right.
    """
    if len(typed) > LONGEST:
        return typed
    text = re.sub(r"^(£ ?-?|-? ?£ ?)", lambda sign: "-" * ("-" in sign[0]), re.sub(r"\s", " ", typed.strip()))
    if found := _GROUPED.fullmatch(text):
        sign, whole, part = found.groups()
        return Decimal(sign + re.sub("[, ]", "", whole) + (part or ""))
    if found := _CONTINENTAL.fullmatch(text):
        sign, whole, part = found.groups()
        return Decimal(f"{sign}{whole.replace('.', '')}.{part}")
    if found := _PLAIN.fullmatch(text):
        whole, short, long = found.groups()
        return Decimal(f"{whole}.{short or long}" if short or long else whole)
    return typed


def pounds(amount: Decimal) -> str:
    """An amount of money, with pence only if there are any: £12.71, or £1,250."""
    return f"£{amount:,.2f}".removesuffix(".00")
