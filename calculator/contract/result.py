"""The contract's way out: a `Result`, as plain records that are quick to make, and the JSON of them.

Nothing is checked or worked out here. Amounts are pounds; money is rounded to the penny when JSON is made.
A trailing underscore only keeps a name clear of Python's own words: `from_` is "from" in JSON.
"""

import datetime as dt
import math
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, fields
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, ClassVar, Literal

Number = Decimal
_NOTHING = Decimal(0)
Kind = Literal["pay", "deduction", "benefit", "reduction", "cost", "debt"]
Confidence = Literal["settled", "depends", "ask"]


class Record:
    """What becomes a JSON object. `places` is how many decimals its numbers keep; `with_view` goes where it is None."""

    __slots__ = ()
    places: ClassVar[int] = 2
    with_view: ClassVar[frozenset[str]] = frozenset()

    def to_json(self) -> dict[str, Any]:
        made = {}
        for attribute, name in _names(type(self)):
            value = getattr(self, attribute)
            if value is not None or attribute not in self.with_view:
                made[name] = _json(value, self.places)
        return made


def _names(record: Any) -> tuple[tuple[str, str], ...]:
    """A record's attributes and their names in JSON, looked up once a kind of record."""
    if record not in _NAMES:
        _NAMES[record] = tuple((each.name, each.name.removesuffix("_")) for each in fields(record))
    return _NAMES[record]


_NAMES: dict[Any, tuple[tuple[str, str], ...]] = {}


_STEP = {places: Decimal(1).scaleb(-places) for places in range(7)}


def _json(value: Any, places: int) -> Any:
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, Decimal):
        return float(value.quantize(_STEP[places], ROUND_HALF_UP))
    if isinstance(value, float):
        return float(Decimal(repr(value)).quantize(_STEP[places], ROUND_HALF_UP)) if math.isfinite(value) else None
    if isinstance(value, Record):
        return value.to_json()
    if isinstance(value, list | tuple | Working):
        return [_json(each, places) for each in value]
    if isinstance(value, dict):
        return {name: _json(each, places) for name, each in value.items()}
    if isinstance(value, dt.date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no place in a Result")


@dataclass(slots=True)
class Source(Record):
    law: str
    url: str | None = None


@dataclass(slots=True)
class Line(Record):
    """One line of a typical month. `rule` is where its figure comes from, and so where its working starts.

    `range` is the least and the most a month, where the figure depends on something not known. `scheme` names the
    local rules that the figure comes from, with their year.
    """

    id: str
    kind: Kind
    title: str
    per_month: Number
    per_week: Number
    per_year: Number
    by_adult: list[Number]
    confidence: Confidence = "settled"
    depends_on: list[str] = field(default_factory=list)
    rule: str | None = None
    range: tuple[Number, Number] | None = None
    scheme: Source | None = None


@dataclass(slots=True)
class UniversalCreditHousing(Record):
    rent_counted: Number = _NOTHING
    lha_cap: Number | None = None
    bedroom_reduction: Number = _NOTHING
    non_dependant_contribution: Number = _NOTHING


@dataclass(slots=True)
class UniversalCreditStatement(Record):
    status: Literal["not_claimed", "in_payment", "nil_earnings", "not_entitled", "not_covered"] = "not_claimed"
    standard_allowance: Number = _NOTHING
    child_element: Number = _NOTHING
    disabled_child_addition: Number = _NOTHING
    housing_element: Number = _NOTHING
    lcw_element: Number = _NOTHING
    lcwra_element: Number = _NOTHING
    carer_element: Number = _NOTHING
    childcare_element: Number = _NOTHING
    transitional_element: Number = _NOTHING
    maximum_amount: Number = _NOTHING
    work_allowance: Number = _NOTHING
    earned_income: Number = _NOTHING
    earned_income_deduction: Number = _NOTHING
    unearned_income_deduction: Number = _NOTHING
    tariff_income: Number = _NOTHING
    benefit_cap_reduction: Number = _NOTHING
    award: Number = _NOTHING
    deductions: Number = _NOTHING
    paid: Number = _NOTHING
    housing: UniversalCreditHousing = field(default_factory=UniversalCreditHousing)
    cap_level: Number | None = None


@dataclass(slots=True)
class HousingBenefitStatement(Record):
    eligible_rent: Number = _NOTHING
    applicable_amount: Number = _NOTHING
    disregards: Number = _NOTHING
    income: Number = _NOTHING
    award: Number = _NOTHING
    passported: bool = False


@dataclass(slots=True)
class WorkingEntry(Record):
    """One rule as it was used. `names` says in words what each name of the formula is."""

    places: ClassVar[int] = 6

    rule: str
    title: str
    value: Any
    unit: str
    adult: int | None
    formula: str
    with_: dict[str, Any]
    source: Source | None
    in_force_from: dt.date | None
    explain: str | None = None
    names: dict[str, dict[str, str]] = field(default_factory=dict)
    branch: str | None = None


class Working(ABC):
    """The working of a position: an array in JSON, whose entries may be made when they are read."""

    @abstractmethod
    def __iter__(self) -> Iterator[WorkingEntry]: ...

    @abstractmethod
    def of(self, rule: str) -> list[WorkingEntry]:
        """The entries of one rule; none where it was not used."""

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: Any, handler: Callable[[Any], Any]) -> Any:
        return handler(list[WorkingEntry])


@dataclass(slots=True)
class Position(Record):
    """A typical month. `left_over_range` is the least and the most left over before debts, where something not known
    moves it: lines that depend on the same thing move together, so it is not the sum of their ranges."""

    with_view: ClassVar[frozenset[str]] = frozenset({"working", "left_over_range"})

    lines: list[Line]
    complete: bool
    missing: list[str]
    money_in: Number
    money_out: Number
    left_over_before_debts: Number
    left_over: Number
    universal_credit: UniversalCreditStatement = field(default_factory=UniversalCreditStatement)
    housing_benefit: HousingBenefitStatement = field(default_factory=HousingBenefitStatement)
    working: Working | None = None
    left_over_range: tuple[Number, Number] | None = None


@dataclass(slots=True)
class Notice(Record):
    id: str
    severity: Literal["information", "warning"]
    adult: int | None
    title: str
    text: str
    confidence: Confidence
    source: Source | None


@dataclass(slots=True)
class Help(Record):
    id: str
    title: str
    text: str
    value_per_year: Number | None
    source: Source | None
    confidence: Confidence = "settled"


@dataclass(slots=True)
class Lost(Record):
    id: str
    title: str
    value_per_year: Number | None
    when: dt.date | None
    text: str = ""
    source: Source | None = None
    confidence: Confidence = "settled"


@dataclass(slots=True)
class WorseHours(Record):
    from_: int
    to: int
    than: Literal["now", "fewer_hours"]
    best_hours: int | None
    loss_per_month: Number


@dataclass(slots=True)
class Limit(Record):
    """The most hours and pay with which something is kept."""

    id: str
    hours: Number
    pay_per_week: Number
    title: str


@dataclass(slots=True)
class HoursPoint(Record):
    hours: int
    left_over: Number
    universal_credit: Number
    kept_of_next_pound: Number | None


@dataclass(slots=True)
class HoursStep(Record):
    hours: Number
    title: str


@dataclass(slots=True)
class Hours(Record):
    pay_per_hour: Number
    points: list[HoursPoint]
    steps: list[HoursStep]


@dataclass(slots=True)
class WorstMonth(Record):
    month: str
    difference: Number


@dataclass(slots=True)
class Year(Record):
    change: Number
    worst_month: WorstMonth | None
    months_with_no_universal_credit: int


@dataclass(slots=True)
class PublicFinances(Record):
    """A year, before anything saved or spent elsewhere because of it."""

    benefits_saved: Number
    tax_and_national_insurance: Number
    employer_national_insurance: Number
    total: Number
    by_body: dict[str, Number]


@dataclass(slots=True)
class AssessmentPeriod(Record):
    starts: dt.date
    ends: dt.date
    paid_on: dt.date
    earnings_counted: Number
    award: Number
    deductions: Number
    paid: Number
    status: str
    capped: bool


@dataclass(slots=True)
class Event(Record):
    """Something dated.

    `say` is ready wording for whoever is to be told, to copy and change. `job` points to the job that a payday is of. `source` is the law
    behind something to do.
    """

    with_view: ClassVar[frozenset[str]] = frozenset({"say", "job", "source"})

    date: dt.date
    kind: Literal["payday", "universal_credit", "new_style_esa", "other_benefit", "cost", "tell", "deadline", "change"]
    line: str | None
    adult: int | None
    title: str
    amount: Number | None
    note: str | None
    say: str | None = None
    job: str | None = None
    source: Source | None = None


@dataclass(slots=True)
class Month(Record):
    """A calendar month. `part_until` is the last day that is shown, where the year ends before the month does."""

    with_view: ClassVar[frozenset[str]] = frozenset({"part_until"})

    month: str
    money_in: Number
    money_out: Number
    as_now: Number
    difference: Number
    running_difference: Number
    part_until: dt.date | None = None


@dataclass(slots=True)
class Checkpoint(Record):
    weeks: int
    difference: Number


@dataclass(slots=True)
class Lowest(Record):
    date: dt.date
    balance: Number
    relative: bool


@dataclass(slots=True)
class DayPoint(Record):
    """Where things stand at the end of a day with a payment: `balance` as in Lowest, `difference` from staying as now."""

    date: dt.date
    balance: Number
    difference: Number


@dataclass(slots=True)
class Timeline(Record):
    with_view: ClassVar[frozenset[str]] = frozenset({"kind", "date"})

    assessment_periods: list[AssessmentPeriod]
    events: list[Event]
    months: list[Month]
    checkpoints: list[Checkpoint]
    lowest: Lowest | None
    first_better_off_month: str | None
    days: list[DayPoint] = field(default_factory=list)
    what_if: list["Timeline"] = field(default_factory=list)
    # Of a timeline that is itself a what-if: which, and from when.
    kind: str | None = None
    date: dt.date | None = None


@dataclass(slots=True)
class Finding(Record):
    """One figure of a payslip or statement beside what the rules give; `text` is the likely cause and what to ask for."""

    id: str
    title: str
    found: Number | None
    expected: Number | None
    agrees: bool
    text: str


@dataclass(slots=True)
class OptionResult(Record):
    """One option beside what it is compared with. A change is None where a figure would mislead."""

    with_view: ClassVar[frozenset[str]] = frozenset({"year", "timeline", "hours"})

    name: str
    position: Position
    change_per_month: Number | None
    change_range: tuple[Number, Number] | None = None
    kept_per_pound: Number | None = None
    kept_per_pound_before_costs: Number | None = None
    better_off_per_hour: Number | None = None
    break_even_hours: Number | None = None
    worse_hours: list[WorseHours] = field(default_factory=list)
    limits: list[Limit] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    help: list[Help] = field(default_factory=list)
    lost: list[Lost] = field(default_factory=list)
    public_finances: PublicFinances | None = None
    year: Year | None = None
    timeline: Timeline | None = None
    hours: Hours | None = None


@dataclass(slots=True)
class RulesUsed(Record):
    as_of: dt.date
    version: str
    fingerprint: str
    amendments: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Assumption(Record):
    id: str
    path: str
    text: str


@dataclass(slots=True)
class InputWarning(Record):
    """A figure or a day that is worked out as it was given, but hardly makes sense. `suggestion` is what may have been meant."""

    with_view: ClassVar[frozenset[str]] = frozenset({"suggestion"})

    pointer: str
    text: str
    suggestion: Any = None


@dataclass(slots=True)
class Result(Record):
    """`notices` are about the position now; each option has its own."""

    rules: RulesUsed
    case: dict[str, Any]
    assumptions: list[Assumption]
    now: Position
    options: list[OptionResult]
    notices: list[Notice] = field(default_factory=list)
    warnings: list[InputWarning] = field(default_factory=list)
