"""What comes out: a `Result`, and all the records that it is made of."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal

from calculator.contract.first_year import UnevenCause, UnevenMonths, WorstMonth, Year
from calculator.contract.position import (
    HousingBenefitStatement,
    Line,
    Position,
    Source,
    UniversalCreditHousing,
    UniversalCreditStatement,
    Working,
    WorkingEntry,
)
from calculator.contract.record import Confidence, Kind, Number, Record, says
from calculator.contract.timeline import AssessmentPeriod, Checkpoint, DayPoint, Event, Lowest, Month, Timeline

__all__ = [
    "AssessmentPeriod",
    "Assumption",
    "Checkpoint",
    "Confidence",
    "DayPoint",
    "Event",
    "Finding",
    "Help",
    "Hours",
    "HoursPoint",
    "HoursStep",
    "HousingBenefitStatement",
    "InputWarning",
    "Kind",
    "Limit",
    "Line",
    "Lost",
    "Lowest",
    "Month",
    "Notice",
    "Number",
    "OptionResult",
    "Position",
    "PublicFinances",
    "Record",
    "Result",
    "RulesUsed",
    "Source",
    "Timeline",
    "UnevenCause",
    "UnevenMonths",
    "UniversalCreditHousing",
    "UniversalCreditStatement",
    "Working",
    "WorkingEntry",
    "WorseHours",
    "WorstMonth",
    "Year",
]


@dataclass(slots=True)
class Notice(Record):
    """Something to know about a position."""

    id: str = field(metadata=says("The name of the notice.", "permitted_work_limit"))
    severity: Literal["information", "warning"] = field(metadata=says("Whether it warns or only informs.", "warning"))
    adult: int | None = field(
        metadata=says("The adult it is about, counted from 1. Null if it is about the household.", 1)
    )
    title: str = field(metadata=says("What it is about.", "Over the limit of permitted work"))
    text: str = field(metadata=says("What it says.", "New Style ESA would stop."))
    confidence: Confidence = field(
        metadata=says("How sure it is: settled, depends on something unknown, or ask.", "settled")
    )
    source: Source | None = field(metadata=says("The law behind it. Null if it rests on none."))


@dataclass(slots=True)
class Help(Record):
    """Help that somebody could get."""

    id: str = field(metadata=says("The name of the help.", "access_to_work"))
    title: str = field(metadata=says("What the help is.", "Access to Work"))
    text: str = field(
        metadata=says("What it gives and how to get it.", "A grant for what a health condition makes harder at work.")
    )
    value_per_year: Number | None = field(
        metadata=says("What it is worth. Null if that is not known.", 120.5, unit="pounds a year")
    )
    source: Source | None = field(metadata=says("The law or guidance behind it. Null if there is none."))
    confidence: Confidence = field(
        default="settled", metadata=says("How sure it is: settled, depends on something unknown, or ask.", "ask")
    )


@dataclass(slots=True)
class Lost(Record):
    """Something that an option ends."""

    id: str = field(metadata=says("The name of what is lost.", "nhs_prescriptions"))
    title: str = field(metadata=says("What is lost.", "Free NHS prescriptions"))
    value_per_year: Number | None = field(
        metadata=says("What it is worth. Null if that is not known.", 114.5, unit="pounds a year")
    )
    when: dt.date | None = field(
        metadata=says(
            "The first day without it. Null if it is lost as soon as the option starts, or the day is not known.",
            "2027-01-01",
        )
    )
    text: str = field(
        default="", metadata=says("What to do or to know about it.", "A prepayment certificate costs less.")
    )
    source: Source | None = field(default=None, metadata=says("The law behind it. Null if there is none."))
    confidence: Confidence = field(
        default="settled", metadata=says("How sure it is: settled, depends on something unknown, or ask.", "settled")
    )


@dataclass(slots=True)
class WorseHours(Record):
    """A range of hours that leaves less than now, or less than fewer hours."""

    from_: int = field(metadata=says("The fewest hours of the range.", 16, unit="hours a week"))
    to: int = field(metadata=says("The most hours of the range.", 28, unit="hours a week"))
    than: Literal["now", "fewer_hours"] = field(
        metadata=says("What these hours are worse than: now, or fewer hours of the same job.", "fewer_hours")
    )
    best_hours: int | None = field(
        metadata=says("The fewer hours that leave most. Null if the range is worse than now.", 15, unit="hours a week")
    )
    loss_per_month: Number = field(
        metadata=says("The most that is lost within the range.", 480.12, unit="pounds a month")
    )


@dataclass(slots=True)
class Limit(Record):
    """The most hours and pay with which something is kept."""

    id: str = field(metadata=says("What is kept.", "permitted_work"))
    hours: Number = field(metadata=says("The most hours.", 15.9, unit="hours a week"))
    pay_per_week: Number = field(metadata=says("The pay for these hours.", 203.5, unit="pounds a week"))
    title: str = field(metadata=says("What is kept, in words.", "New Style ESA is kept"))


@dataclass(slots=True)
class HoursPoint(Record):
    """The money left over with some hours of work."""

    hours: int = field(metadata=says("Hours of work.", 16, unit="hours a week"))
    left_over: Number = field(
        metadata=says("What is left over with these hours, before debts.", 1354.29, unit="pounds a month")
    )
    universal_credit: Number = field(
        metadata=says("Universal Credit with these hours.", 1086.96, unit="pounds a month")
    )
    kept_of_next_pound: Number | None = field(
        metadata=says(
            "The part of the next pound of pay that the household keeps. Null if it cannot be said.",
            0.45,
            unit="pounds",
        )
    )


@dataclass(slots=True)
class HoursStep(Record):
    """The hours at which something changes."""

    hours: Number = field(metadata=says("The exact hours at which something changes.", 7.75, unit="hours a week"))
    title: str = field(metadata=says("What changes.", "Universal Credit starts to go down"))


@dataclass(slots=True)
class Hours(Record):
    """What each number of hours at the same pay an hour brings."""

    pay_per_hour: Number = field(metadata=says("The pay an hour that the points use.", 12.71, unit="pounds an hour"))
    points: list[HoursPoint] = field(metadata=says("Every whole hour from 0 to 45."))
    steps: list[HoursStep] = field(metadata=says("Where something changes."))


@dataclass(slots=True)
class PublicFinances(Record):
    """What an option means for public money in a year. Effects elsewhere, such as on health, are not counted."""

    benefits_saved: Number = field(
        metadata=says("Benefits that are no longer paid, less those that are paid anew.", 2902.56, unit="pounds a year")
    )
    council_tax_reduction_saved: Number = field(
        metadata=says("The part of benefits_saved that is council tax reduction.", 0.0, unit="pounds a year")
    )
    childcare_paid: Number = field(
        metadata=says(
            "Help with childcare that is paid anew. It is counted in benefits_saved, which it lowers.",
            0.0,
            unit="pounds a year",
        )
    )
    tax_and_national_insurance: Number = field(
        metadata=says("The worker's tax and National Insurance.", 310.2, unit="pounds a year")
    )
    income_tax: Number = field(metadata=says("The part of that which is income tax.", 120.2, unit="pounds a year"))
    national_insurance: Number = field(
        metadata=says("The part of that which is National Insurance.", 190.0, unit="pounds a year")
    )
    employer_national_insurance: Number = field(
        metadata=says(
            "The employer's National Insurance, before the Employment Allowance.", 835.56, unit="pounds a year"
        )
    )
    total: Number = field(
        metadata=says(
            "benefits_saved, tax_and_national_insurance and employer_national_insurance together.",
            4048.32,
            unit="pounds a year",
        )
    )
    by_body: dict[str, Number] = field(
        metadata=says(
            "The sum split between those who gain or pay.",
            {"uk_government": 4048.32, "scottish_government": 0.0, "welsh_government": 0.0, "council": 0.0},
            unit="pounds a year",
        )
    )


@dataclass(slots=True)
class Finding(Record):
    """One figure of a payslip or statement, checked against the rules."""

    id: str = field(metadata=says("The figure that is checked.", "counted"))
    title: str = field(metadata=says("Its title.", "Earnings counted"))
    found: Number | None = field(
        metadata=says("What the payslip or statement shows. Null if it shows none.", 863.29, unit="pounds")
    )
    expected: Number | None = field(
        metadata=says("What the rules give. Null if they give none.", 866.78, unit="pounds")
    )
    agrees: bool = field(metadata=says("Whether the two agree.", False))
    text: str = field(metadata=says("The likely cause, and what to ask for.", "Ask which paydays were counted."))


@dataclass(slots=True)
class MovedBy(Record):
    """How far one thing that is not known can move the change of an option, with everything else as it is taken to be."""

    path: str = field(
        metadata=says(
            "A JSON pointer to the field of the case that is not given. Empty for lines that are not covered.",
            "/universal_credit/lcwra_rate",
        )
    )
    lines: list[str] = field(
        metadata=says("The lines that are not covered. Empty for a field.", ["council_tax_reduction"])
    )
    lowest: Number = field(metadata=says("The least that the change can be.", 221.27, unit="pounds a month"))
    highest: Number = field(metadata=says("The most that the change can be.", 341.27, unit="pounds a month"))


@dataclass(slots=True)
class OptionResult(Record):
    """One option, and how it compares."""

    with_view: ClassVar[frozenset[str]] = frozenset({"moved_by", "uneven_months", "year", "timeline", "hours"})

    name: str = field(metadata=says("The name of the option.", "Cafe, 16 hours"))
    position: Position = field(metadata=says("A typical month with this option."))
    change_per_month: Number | None = field(
        metadata=says(
            "What is left over before debts, compared with compare_with. Null if a figure would mislead.",
            341.27,
            unit="pounds a month",
        )
    )
    change_range: tuple[Number, Number] | None = field(
        default=None,
        metadata=says(
            "The least and the most that the change can be: over every answer to what is open, and over the ordinary months of the first "
            "year if an amount jumps between them, as with the benefit cap. Null if it is settled.",
            [221.27, 341.27],
            unit="pounds a month",
        ),
    )
    moved_by: list[MovedBy] | None = field(
        default=None,
        metadata=says(
            "What alone moves the change of a typical month, the furthest first. So it tells what to ask first. Absent if nothing does."
        ),
    )
    uneven_months: UnevenMonths | None = field(
        default=None,
        metadata=says(
            "What the first year brings a month, if its ordinary months are not alike. Then people are given this average and not "
            "change_per_month. Absent if they are alike."
        ),
    )
    kept_per_pound: Number | None = field(
        default=None,
        metadata=says("The change for each pound of pay gained. Null if pay does not rise.", 0.39, unit="pounds"),
    )
    kept_per_pound_before_costs: Number | None = field(
        default=None,
        metadata=says(
            "The same before costs of working and childcare. Null if pay does not rise.", 0.45, unit="pounds"
        ),
    )
    better_off_per_hour: Number | None = field(
        default=None,
        metadata=says("The change for each paid hour gained. Null if hours do not rise.", 4.92, unit="pounds an hour"),
    )
    break_even_hours: Number | None = field(
        default=None,
        metadata=says(
            "The fewest hours at this pay from which no longer week up to 45 hours is worse than now. Null if there are none.",
            12,
            unit="hours a week",
        ),
    )
    worse_hours: list[WorseHours] = field(
        default_factory=list, metadata=says("Ranges of hours that leave less than now or than fewer hours.")
    )
    limits: list[Limit] = field(
        default_factory=list, metadata=says("The most hours and pay with which something is kept.")
    )
    notices: list[Notice] = field(default_factory=list, metadata=says("What to know about this option."))
    help: list[Help] = field(default_factory=list, metadata=says("Help that this option opens."))
    lost: list[Lost] = field(default_factory=list, metadata=says("What this option ends."))
    public_finances: PublicFinances | None = field(
        default=None, metadata=says("What the option means for public money. Null if it cannot be said.")
    )
    year: Year | None = field(
        default=None, metadata=says("What the first year brings. Absent unless the view timeline is asked for.")
    )
    timeline: Timeline | None = field(
        default=None, metadata=says("The first year by day. Absent unless the view timeline is asked for.")
    )
    hours: Hours | None = field(
        default=None, metadata=says("Every number of hours at this pay. Absent unless the view hours is asked for.")
    )


@dataclass(slots=True)
class RulesUsed(Record):
    """The rules that a result was worked out with."""

    as_of: dt.date = field(metadata=says("The day whose rules are used.", "2026-11-23"))
    version: str = field(metadata=says("The version of the rules.", "2026.1"))
    fingerprint: str = field(metadata=says("A digest of the rules with their amendments.", "sha256:0ac739023d8d810c"))
    amendments: list[str] = field(
        default_factory=list, metadata=says("The amendments laid over the rules, in order.", ["higher-taper"])
    )


@dataclass(slots=True)
class Assumption(Record):
    """Something that is assumed because the case does not say it."""

    id: str = field(metadata=says("The name of the assumption.", "universal_credit_claimed"))
    path: str = field(
        metadata=says("A JSON pointer to the field of the case that is not given.", "/claims/universal_credit")
    )
    text: str = field(metadata=says("What is assumed.", "We took it that you get Universal Credit, or would claim it."))


@dataclass(slots=True)
class InputWarning(Record):
    """A value that hardly makes sense. Figures are worked out from it all the same."""

    with_view: ClassVar[frozenset[str]] = frozenset({"suggestion"})

    pointer: str = field(metadata=says("A JSON pointer to the value.", "/options/0/job/pay"))
    text: str = field(metadata=says("What is odd about it.", "A pay of £1,271 an hour is very high."))
    suggestion: object = field(
        default=None,
        metadata=says("What may have been meant. Absent if nothing suggests itself.", {"amount": 12.71, "per": "hour"}),
    )


@dataclass(slots=True)
class Result(Record):
    """The answer to a case."""

    as_given: ClassVar[frozenset[str]] = frozenset({"case"})

    rules: RulesUsed = field(metadata=says("The rules that were used."))
    case: dict[str, Any] = field(metadata=says("The case as it was worked out, with defaults filled in."))
    assumptions: list[Assumption] = field(metadata=says("What is assumed because the case does not say it."))
    now: Position = field(metadata=says("A typical month now."))
    options: list[OptionResult] = field(metadata=says("The options of the case, in the same order."))
    notices: list[Notice] = field(default_factory=list, metadata=says("What to know about the position now."))
    warnings: list[InputWarning] = field(
        default_factory=list,
        metadata=says("Values that hardly make sense. Figures are worked out from them all the same."),
    )
