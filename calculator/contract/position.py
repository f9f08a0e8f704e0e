"""A typical month: its lines, its statements of Universal Credit and Housing Benefit, and its working."""

import datetime as dt
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal

from calculator.contract.record import NOTHING, Confidence, Kind, Number, Record, says


@dataclass(slots=True)
class Source(Record):
    """The law or guidance that a figure or a text rests on."""

    law: str = field(metadata=says("The law or guidance.", "UC Regs 2013 reg 22"))
    url: str | None = field(
        default=None,
        metadata=says(
            "Its address. Null if it has none.", "https://www.legislation.gov.uk/uksi/2013/376/regulation/22"
        ),
    )


@dataclass(slots=True)
class Line(Record):
    """One line of a typical month. Each line is the sum for the household."""

    id: str = field(metadata=says("The name of the line, which is unique in a position.", "universal_credit"))
    kind: Kind = field(metadata=says("How the line counts.", "benefit"))
    title: str = field(metadata=says("The title of the line, in the language asked for.", "Universal Credit"))
    per_month: Number = field(
        metadata=says(
            "The amount a month. It is positive; kind says which way it counts.", 1328.84, unit="pounds a month"
        )
    )
    per_week: Number = field(metadata=says("The same amount a week.", 306.66, unit="pounds a week"))
    per_year: Number = field(metadata=says("The same amount a year.", 15946.08, unit="pounds a year"))
    by_adult: list[Number] = field(
        metadata=says(
            "The amount split between the adults, in the order of the case; zeros if it belongs to the household.",
            [881.23, 0.0],
            unit="pounds a month",
        )
    )
    confidence: Confidence = field(
        default="settled",
        metadata=says(
            "How sure the figure is: settled, depends on something unknown, or ask whoever pays it.", "settled"
        ),
    )
    depends_on: list[str] = field(
        default_factory=list,
        metadata=says("JSON pointers to the fields of the case that the figure depends on.", ["/brma"]),
    )
    rule: str | None = field(
        default=None,
        metadata=says(
            "The rule that gives the figure, where its working starts. Null if no single rule does.",
            "universal_credit.award",
        ),
    )
    range: tuple[Number, Number] | None = field(
        default=None,
        metadata=says(
            "The least and the most that the figure can be. Null if it is settled.",
            [1208.84, 1328.84],
            unit="pounds a month",
        ),
    )
    scheme: Source | None = field(
        default=None,
        metadata=says("The local rules that the figure comes from, with their year. Null if there are none."),
    )


@dataclass(slots=True)
class UniversalCreditHousing(Record):
    """How the help with rent in Universal Credit is made up."""

    rent_counted: Number = field(
        default=NOTHING, metadata=says("The rent that counts, before reductions.", 600.0, unit="pounds a month")
    )
    lha_cap: Number | None = field(
        default=None,
        metadata=says(
            "The most that counts for a private rent. Null if there is no such limit.", 620.0, unit="pounds a month"
        ),
    )
    bedroom_reduction: Number = field(
        default=NOTHING, metadata=says("The reduction for spare bedrooms.", 0.0, unit="pounds a month")
    )
    non_dependant_contribution: Number = field(
        default=NOTHING,
        metadata=says("What other adults in the home are taken to contribute.", 0.0, unit="pounds a month"),
    )


@dataclass(slots=True)
class UniversalCreditStatement(Record):
    """How Universal Credit is made up, as on a statement. Amounts are zero if there is none."""

    with_view: ClassVar[frozenset[str]] = frozenset({"ranges"})

    status: Literal["not_claimed", "in_payment", "nil_earnings", "not_entitled", "not_covered"] = field(
        default="not_claimed", metadata=says("Whether there is an award, and if not, why.", "in_payment")
    )
    standard_allowance: Number = field(
        default=NOTHING, metadata=says("The standard allowance.", 424.9, unit="pounds a month")
    )
    child_element: Number = field(
        default=NOTHING, metadata=says("The elements for children.", 303.94, unit="pounds a month")
    )
    disabled_child_addition: Number = field(
        default=NOTHING, metadata=says("The additions for disabled children.", 0.0, unit="pounds a month")
    )
    housing_element: Number = field(default=NOTHING, metadata=says("The help with rent.", 600.0, unit="pounds a month"))
    lcw_element: Number = field(
        default=NOTHING, metadata=says("The element for limited capability for work.", 0.0, unit="pounds a month")
    )
    lcwra_element: Number = field(
        default=NOTHING,
        metadata=says("The element for limited capability for work-related activity.", 0.0, unit="pounds a month"),
    )
    carer_element: Number = field(default=NOTHING, metadata=says("The element for carers.", 0.0, unit="pounds a month"))
    childcare_element: Number = field(
        default=NOTHING, metadata=says("The part of childcare costs that is paid back.", 0.0, unit="pounds a month")
    )
    transitional_element: Number = field(
        default=NOTHING, metadata=says("The transitional element.", 0.0, unit="pounds a month")
    )
    maximum_amount: Number = field(
        default=NOTHING,
        metadata=says("The sum of the elements, before anything is taken off.", 1328.84, unit="pounds a month"),
    )
    work_allowance: Number = field(
        default=NOTHING, metadata=says("The earnings that reduce nothing.", 427.0, unit="pounds a month")
    )
    earned_income: Number = field(
        default=NOTHING,
        metadata=says(
            "The earnings that are counted, after tax, National Insurance and pension.", 866.78, unit="pounds a month"
        ),
    )
    earned_income_deduction: Number = field(
        default=NOTHING, metadata=says("What is taken off for earnings.", 241.88, unit="pounds a month")
    )
    unearned_income_deduction: Number = field(
        default=NOTHING,
        metadata=says("What is taken off for other income, with tariff_income.", 0.0, unit="pounds a month"),
    )
    tariff_income: Number = field(
        default=NOTHING, metadata=says("The part that is taken off for savings.", 0.0, unit="pounds a month")
    )
    benefit_cap_reduction: Number = field(
        default=NOTHING, metadata=says("What the benefit cap takes off.", 0.0, unit="pounds a month")
    )
    award: Number = field(
        default=NOTHING, metadata=says("The award before deductions for debts.", 1086.96, unit="pounds a month")
    )
    deductions: Number = field(
        default=NOTHING, metadata=says("The repayments that are taken from the award.", 0.0, unit="pounds a month")
    )
    paid: Number = field(
        default=NOTHING, metadata=says("What is paid: award less deductions.", 1086.96, unit="pounds a month")
    )
    housing: UniversalCreditHousing = field(
        default_factory=UniversalCreditHousing, metadata=says("How the help with rent is made up.")
    )
    cap_level: Number | None = field(
        default=None,
        metadata=says("The benefit cap for this household. Null if it does not apply.", 1835.0, unit="pounds a month"),
    )
    ranges: dict[str, tuple[Number, Number]] | None = field(
        default=None,
        metadata=says(
            "The least and the most of each of these amounts that depends on something unknown. Absent if none does.",
            {"housing_element": [500.0, 620.0]},
            unit="pounds a month",
        ),
    )


@dataclass(slots=True)
class HousingBenefitStatement(Record):
    """How Housing Benefit is made up. Amounts are zero if there is none."""

    eligible_rent: Number = field(default=NOTHING, metadata=says("The rent that counts.", 520.0, unit="pounds a month"))
    applicable_amount: Number = field(
        default=NOTHING, metadata=says("The income that the household is taken to need.", 640.5, unit="pounds a month")
    )
    disregards: Number = field(
        default=NOTHING, metadata=says("The earnings and other income that are left out.", 120.0, unit="pounds a month")
    )
    income: Number = field(default=NOTHING, metadata=says("The income that is counted.", 710.25, unit="pounds a month"))
    award: Number = field(default=NOTHING, metadata=says("The Housing Benefit paid.", 475.0, unit="pounds a month"))
    passported: bool = field(
        default=False, metadata=says("Whether another benefit gives the full amount without a count of income.", False)
    )


@dataclass(slots=True)
class WorkingEntry(Record):
    """One rule as it was used."""

    places: ClassVar[int] = 6

    rule: str = field(metadata=says("The name of the rule.", "universal_credit.standard_allowance"))
    title: str = field(metadata=says("Its title.", "Standard allowance"))
    value: Any = field(metadata=says("What it comes to.", 424.9))
    unit: str = field(metadata=says("The unit of the value.", "GBP/month"))
    adult: int | None = field(
        metadata=says("The adult it is about, counted from 1. Null if it is about the household.", 1)
    )
    formula: str = field(metadata=says("The formula that was used.", "standard_allowances.single"))
    with_: dict[str, Any] = field(
        metadata=says("The values of the names in the formula.", {"standard_allowances.single": 424.9})
    )
    source: Source | None = field(metadata=says("The law behind the rule. Null if it has none of its own."))
    in_force_from: dt.date | None = field(
        metadata=says("The first day of this version of the rule. Null if it has no dated versions.", "2026-04-06")
    )
    explain: str | None = field(
        default=None,
        metadata=says(
            "What the rule is for, in words. Null if its title says enough.",
            "The eldest child brings a higher amount if born before 6 April 2017.",
        ),
    )
    names: dict[str, dict[str, str]] = field(
        default_factory=dict,
        metadata=says(
            "For each name of the formula, its title and unit.",
            {"standard_allowances.single": {"title": "Standard allowances", "unit": "GBP/month"}},
        ),
    )
    branch: str | None = field(
        default=None, metadata=says("The condition that chose the formula. Null if there is only one.", "someone_25")
    )


class Working(ABC):
    """The working of a position. It is an array in JSON, and its entries may be made only when they are read."""

    @abstractmethod
    def __iter__(self) -> Iterator[WorkingEntry]: ...

    @abstractmethod
    def of(self, rule: str) -> list[WorkingEntry]:
        """The entries of one rule; empty if it was not used."""

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: object, handler: Callable[[object], object]) -> object:
        return handler(list[WorkingEntry])


@dataclass(slots=True)
class Position(Record):
    """A typical month."""

    with_view: ClassVar[frozenset[str]] = frozenset({"working", "left_over_range"})

    lines: list[Line] = field(metadata=says("The lines, in the order of a Universal Credit statement, then the rest."))
    complete: bool = field(metadata=says("Whether everything that could matter is worked out.", True))
    missing: list[str] = field(metadata=says("What is not worked out.", ["council_tax_reduction"]))
    money_in: Number = field(metadata=says("Pay less deductions, and benefits.", 1834.5, unit="pounds a month"))
    money_out: Number = field(
        metadata=says(
            "Rent, council tax after any reduction, childcare and costs of working.", 512.0, unit="pounds a month"
        )
    )
    left_over_before_debts: Number = field(metadata=says("money_in less money_out.", 1352.5, unit="pounds a month"))
    left_over: Number = field(
        metadata=says("The same after repayments that are taken from Universal Credit.", 1322.5, unit="pounds a month")
    )
    universal_credit: UniversalCreditStatement = field(
        default_factory=UniversalCreditStatement,
        metadata=says("How Universal Credit is made up; zeros if there is none."),
    )
    housing_benefit: HousingBenefitStatement = field(
        default_factory=HousingBenefitStatement,
        metadata=says("How Housing Benefit is made up; zeros if there is none."),
    )
    working: Working | None = field(
        default=None, metadata=says("Every rule that was used, in order. Absent unless the view working is asked for.")
    )
    left_over_range: tuple[Number, Number] | None = field(
        default=None,
        metadata=says(
            "The least and the most left over before debts. It is not the sum of the ranges of the lines. Absent if the figure is settled.",
            [1232.5, 1352.5],
            unit="pounds a month",
        ),
    )
