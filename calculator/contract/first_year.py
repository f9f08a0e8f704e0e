"""What the first year of an option brings in all, and a month on average."""

import datetime as dt
from dataclasses import dataclass, field

from calculator.contract.record import Number, Record, says


@dataclass(slots=True)
class WorstMonth(Record):
    """The month that compares worst with compare_with."""

    month: str = field(metadata=says("The month.", "2027-04"))
    difference: Number = field(metadata=says("Money compared with compare_with.", -52.1, unit="pounds"))


@dataclass(slots=True)
class UnevenCause(Record):
    """Something that is not so in every ordinary month of the first year."""

    id: str = field(metadata=says("What differs.", "benefit_cap"))
    now: bool = field(metadata=says("Whether it differs with nothing changed too, and not only in the option.", False))
    count: int = field(metadata=says("In how many of the months it is as the text says.", 8, unit="months"))
    months: int = field(metadata=says("How many ordinary months were looked at.", 12, unit="months"))
    first: dt.date = field(metadata=says("The first day of the first month in which it is so.", "2026-11-23"))
    text: str = field(metadata=says("What it means.", "The benefit cap takes something off in 8 of 12 months."))


@dataclass(slots=True)
class UnevenMonths(Record):
    """What the first twelve assessment periods bring, if ordinary months differ so much that no one month stands for all.

    A month with a start or an end in it, or a single payment, is not ordinary.
    """

    left_over_now: Number = field(
        metadata=says("What compare_with leaves over before debts, a month on average.", 1096.1, unit="pounds a month")
    )
    left_over_then: Number = field(metadata=says("The same with this option.", 1421.1, unit="pounds a month"))
    change_per_month: Number = field(
        metadata=says("The difference of the two: the figure to give people.", 325.0, unit="pounds a month")
    )
    change_range: tuple[Number, Number] | None = field(
        metadata=says(
            "The least and the most that this average can be. Null if it is settled.",
            [325.0, 537.54],
            unit="pounds a month",
        )
    )
    lowest: Number = field(metadata=says("The change in the month that compares worst.", -52.1, unit="pounds"))
    highest: Number = field(metadata=says("The change in the one that compares best.", 402.77, unit="pounds"))
    causes: list[UnevenCause] = field(metadata=says("What differs between the months."))


@dataclass(slots=True)
class Year(Record):
    """What the first year of an option brings."""

    change: Number = field(
        metadata=says("What the first year brings compared with compare_with.", 3900.1, unit="pounds a year")
    )
    change_per_month: Number = field(
        metadata=says(
            "What the first twelve assessment periods bring compared with compare_with, a month on average.",
            325.0,
            unit="pounds a month",
        )
    )
    worst_month: WorstMonth | None = field(
        metadata=says("The month that compares worst. Null if there is no whole month.")
    )
    months_with_no_universal_credit: int = field(
        metadata=says("Assessment periods without an award that compare_with has one for.", 2, unit="months")
    )
