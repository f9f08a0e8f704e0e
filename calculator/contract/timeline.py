"""The first year of an option, day by day."""

import datetime as dt
from dataclasses import dataclass, field
from typing import ClassVar, Literal

from calculator.contract.position import Source
from calculator.contract.record import Number, Record, says


@dataclass(slots=True)
class AssessmentPeriod(Record):
    """One assessment period of Universal Credit."""

    starts: dt.date = field(metadata=says("The first day.", "2026-12-14"))
    ends: dt.date = field(metadata=says("The last day.", "2027-01-13"))
    paid_on: dt.date = field(metadata=says("The payday.", "2027-01-20"))
    earnings_counted: Number = field(metadata=says("Earnings that are counted.", 866.78, unit="pounds"))
    award: Number = field(metadata=says("The award before deductions for debts.", 1086.96, unit="pounds"))
    deductions: Number = field(metadata=says("Repayments taken from the award.", 30.0, unit="pounds"))
    paid: Number = field(metadata=says("What is paid.", 1056.96, unit="pounds"))
    status: str = field(metadata=says("Whether there is an award, and if not, why.", "in_payment"))
    capped: bool = field(metadata=says("Whether the benefit cap reduces it.", False))


@dataclass(slots=True)
class Event(Record):
    """A payment, or something to do, on a day."""

    with_view: ClassVar[frozenset[str]] = frozenset({"say", "job", "source"})

    date: dt.date = field(metadata=says("The day.", "2026-12-31"))
    kind: Literal[
        "payday", "universal_credit", "new_style_esa", "other_benefit", "cost", "tell", "deadline", "change"
    ] = field(metadata=says("The kind of event.", "payday"))
    line: str | None = field(
        metadata=says("The line of the result that a payment belongs to. Null if it is not a payment.", "pay")
    )
    adult: int | None = field(
        metadata=says("The adult it is about, counted from 1. Null if it is about the household.", 1)
    )
    title: str = field(metadata=says("What happens.", "Pay"))
    amount: Number | None = field(
        metadata=says(
            "The payment, which is positive; kind and line say which way it goes. Null if no money moves.",
            727.97,
            unit="pounds",
        )
    )
    note: str | None = field(
        metadata=says("More about it. Null if there is nothing to add.", "It is for a part of a full pay.")
    )
    say: str | None = field(
        default=None,
        metadata=says(
            "Wording to copy for whoever is to be told. Absent if nobody is.", "I start work on 7 December 2026."
        ),
    )
    job: str | None = field(
        default=None,
        metadata=says("A JSON pointer to the job that a payday belongs to. Absent for other events.", "/options/0/job"),
    )
    source: Source | None = field(
        default=None, metadata=says("The law behind something to do. Absent if there is nothing to do.")
    )

    @property
    def is_to_do(self) -> bool:
        """Whether it is something to tell somebody or to do by its day."""
        return self.kind in ("tell", "deadline")


@dataclass(slots=True)
class Month(Record):
    """A calendar month."""

    with_view: ClassVar[frozenset[str]] = frozenset({"part_until"})

    month: str = field(metadata=says("The month.", "2026-12"))
    money_in: Number = field(metadata=says("Money that comes in.", 2070.96, unit="pounds"))
    money_out: Number = field(metadata=says("Money that goes out.", 716.67, unit="pounds"))
    as_now: Number = field(
        metadata=says(
            "What the month would bring in compare_with (as now by default), in less out.", 729.39, unit="pounds"
        )
    )
    difference: Number = field(metadata=says("money_in less money_out less as_now.", 624.9, unit="pounds"))
    running_difference: Number = field(metadata=says("The sum of the differences so far.", 624.9, unit="pounds"))
    part_until: dt.date | None = field(
        default=None,
        metadata=says(
            "The last day that is counted, if the year ends within the month. Absent for a whole month.", "2027-11-22"
        ),
    )


@dataclass(slots=True)
class Checkpoint(Record):
    """How far ahead or behind the option is some weeks after it starts."""

    weeks: int = field(metadata=says("Weeks from the start of the option.", 6, unit="weeks"))
    difference: Number = field(metadata=says("Money so far compared with compare_with.", 727.97, unit="pounds"))


@dataclass(slots=True)
class Lowest(Record):
    """The day on which the bank balance is lowest."""

    date: dt.date = field(metadata=says("The day.", "2026-12-28"))
    balance: Number = field(metadata=says("The balance on that day.", -86.89, unit="pounds"))
    relative: bool = field(
        metadata=says("Whether the balance starts from 0 because the case gives no bank balance.", True)
    )


@dataclass(slots=True)
class DayPoint(Record):
    """The balance at the end of a day with a payment."""

    date: dt.date = field(metadata=says("The day.", "2026-11-30"))
    balance: Number = field(
        metadata=says("The balance at the end of the day, starting as in lowest.", -83.64, unit="pounds")
    )
    difference: Number = field(metadata=says("Money so far compared with compare_with.", 0.0, unit="pounds"))


@dataclass(slots=True)
class Timeline(Record):
    """The first year of an option, or of something that might happen in it."""

    with_view: ClassVar[frozenset[str]] = frozenset({"kind", "date"})

    assessment_periods: list[AssessmentPeriod] = field(metadata=says("Universal Credit by assessment period."))
    events: list[Event] = field(metadata=says("Payments and things to do, by day."))
    months: list[Month] = field(metadata=says("Calendar months."))
    checkpoints: list[Checkpoint] = field(metadata=says("How far ahead or behind the option is after some weeks."))
    lowest: Lowest | None = field(metadata=says("The lowest balance. Null if there are no payments."))
    first_better_off_month: str | None = field(
        metadata=says(
            "The first month in which the option brings more than compare_with. Null if there is none.", "2026-12"
        )
    )
    days: list[DayPoint] = field(default_factory=list, metadata=says("The balance on each day with a payment."))
    what_if: list["Timeline"] = field(default_factory=list, metadata=says("The timelines of what might happen."))
    kind: str | None = field(
        default=None, metadata=says("What happens, in a timeline that is itself a what-if. Absent otherwise.", "ends")
    )
    date: dt.date | None = field(
        default=None,
        metadata=says("When it happens, in a timeline that is itself a what-if. Absent otherwise.", "2027-01-18"),
    )
