"""The parts that the application holds for every page: the calculator and the formats. Each is checked to be what it should be."""

from __future__ import annotations

from typing import TypeVar

from flask import current_app

from calculator.calculator import Calculator
from calculator.web.format import Formats

_Part = TypeVar("_Part")


def part(name: str, kind: type[_Part]) -> _Part:
    """A part of the running application by its name. Raises TypeError if it is not of this kind."""
    found = current_app.extensions[name]
    if not isinstance(found, kind):
        raise TypeError(f"{name} is {type(found).__name__}, not {kind.__name__}")
    return found


def calculator() -> Calculator:
    """The rules, and what works out cases by them."""
    return part("calculator", Calculator)


def formats() -> Formats:
    """How amounts, dates and numbers are written."""
    return part("formats", Formats)
