"""The parts of the statement of the rules that say which figures look like mistakes, and what is covered."""

from __future__ import annotations

import datetime as dt
from dataclasses import field
from decimal import Decimal
from typing import ClassVar, Literal

from calculator.contract.values import Nation
from calculator.frozen import frozen
from calculator.rulebook import NoticeName, RuleName

Pointer = str  # a JSON pointer into a Case, in which * is every place of a list or every field of an object


@frozen
class BoundWords:
    """What is said of a figure or day beyond a limit, on either side. `{limit}` is filled with the limit."""

    low: str = ""
    high: str = ""
    early: str = ""
    late: str = ""


@frozen
class MoneyLimit:
    """Amounts of money outside `least` and `most`, a `per`, are asked about. A likely reading of one is looked for within `usual`."""

    named_by: ClassVar = "title"
    at: tuple[Pointer, ...]
    title: str
    per: Literal["hour", "week", "month", "year"]
    least: Decimal
    most: Decimal
    usual: tuple[Decimal, ...]
    words: BoundWords
    only: dict[Pointer, tuple[str, ...]] = field(default_factory=dict)
    unless: dict[Pointer, tuple[str, ...]] = field(default_factory=dict)


@frozen
class NumberLimit:
    """Numbers outside `least` and `most` are asked about. One that is `usual` once multiplied by `times` was perhaps meant so."""

    named_by: ClassVar = "title"
    at: tuple[Pointer, ...]
    title: str
    unit: Literal["number", "percent", "pounds"]
    least: Decimal
    most: Decimal
    words: BoundWords
    usual: tuple[Decimal, ...] = ()
    times: Decimal | None = None


@frozen
class DayLimit:
    """Days outside so many years of the case's date, or before a day, are asked about; if `refused` is true, they cannot be used."""

    named_by: ClassVar = "title"
    at: tuple[Pointer, ...]
    title: str
    years_before: int | None = None
    years_after: int | None = None
    not_before: dt.date | None = None
    refused: bool = False
    words: BoundWords = BoundWords()


@frozen
class SenseLimits:
    """Which figures and days are asked about because they look like mistakes."""

    money: tuple[MoneyLimit, ...] = ()
    numbers: tuple[NumberLimit, ...] = ()
    days: tuple[DayLimit, ...] = ()
    most_hours_a_day: Decimal | None = None


# ---------------------------------------------------------------------- coverage
@frozen
class Gap:
    """Something that is left out, in some nations and years; everywhere and always if it names none."""

    written_alone: ClassVar = "say"
    say: str
    nations: tuple[Nation, ...] = ()
    years: tuple[str, ...] = ()


@frozen
class Absent:
    """Nations and years in which a benefit is not covered at all."""

    nations: tuple[Nation, ...] = ()
    years: tuple[str, ...] = ()


@frozen
class CoveredBenefit:
    """A row of the table of coverage: the lines, rules and notices that the benefit stands on, and what is left out."""

    named_by: ClassVar = "benefit"
    benefit: str
    titles: dict[Nation, str] = field(default_factory=dict)
    lines: tuple[str, ...] = ()
    rules: tuple[RuleName, ...] = ()
    notices: tuple[NoticeName, ...] = ()
    nations: tuple[Nation, ...] = ("england", "scotland", "wales")
    not_: tuple[Gap, ...] = ()
    absent: tuple[Absent, ...] = ()
