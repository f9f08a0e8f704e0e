"""The contract's way in: a `Case`, read and checked.

Everything a surface hands in becomes a `Case` here, and only here is it decided what may be given. A fact left
out is None, so that "not given" is never taken for 0 or false; a list left out is empty.
"""

import datetime as dt
import difflib
import json
import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any, ClassVar, Literal, Self, TypeVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    ModelWrapValidatorHandler,
    Strict,
    TypeAdapter,
    ValidationError,
    ValidationInfo,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import CoreSchema, ErrorDetails, InitErrorDetails, PydanticCustomError, core_schema

from calculator.contract.errors import CaseError, Problem

CONTRACT = "1.0"
MOST_PROBLEMS = 200
MOST_TEXT = 200
MOST_FIELDS = 100  # in one object, known or not
MOST_VALUES = 10_000  # in one document: each field of an object and each item of a list is one
MOST_ITEMS = 1_000  # in one list, whatever it is of; those of a Case have bounds of their own far below
DEEPEST = 50
TOO_DEEP = "is nested too deeply"


# Kinds of value. Each checks kind and range in one, so that there is one message a value, saying all that is allowed.


def _refuse(allowed: str) -> PydanticCustomError:
    return PydanticCustomError("case", "{message}", {"message": allowed})


def _not_looked_at() -> PydanticCustomError:
    """What stands for all that is wrong beyond the problems that are shown."""
    return PydanticCustomError("more", "not looked at")


def _decimal(value: object) -> Decimal | None:
    """The number as it was written: a float goes by its shortest form, so 12.71 stays 12.71."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return None
    try:
        as_float = float(value)
    except (OverflowError, ValueError):
        return None
    return Decimal(repr(as_float)) if math.isfinite(as_float) else None


@dataclass(frozen=True)
class Bounds:
    """A number that JSON writes as a number, from low to high."""

    low: int
    high: int
    whole: bool = False

    @property
    def allowed(self) -> str:
        return f"must be a {'whole ' * self.whole}number from {self.low:,} to {self.high:,}"

    def check(self, value: object) -> Decimal | int:
        number = _decimal(value)
        if number is None or not self.low <= number <= self.high or (self.whole and number % 1):
            raise _refuse(self.allowed)
        return int(number) if self.whole else number

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        as_number = core_schema.plain_serializer_function_ser_schema(float, when_used="json")
        return core_schema.no_info_plain_validator_function(self.check, serialization=None if self.whole else as_number)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"type": "integer" if self.whole else "number", "minimum": self.low, "maximum": self.high}


@dataclass(frozen=True)
class IsoDate:
    """A date written 2026-11-23."""

    first: ClassVar[dt.date] = dt.date(1900, 1, 1)
    last: ClassVar[dt.date] = dt.date(2100, 12, 31)

    def check(self, value: object) -> dt.date:
        if isinstance(value, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
            try:
                value = dt.date.fromisoformat(value)
            except ValueError:
                raise _refuse(f"there is no such day as {value}") from None
        if not isinstance(value, dt.date) or isinstance(value, dt.datetime):
            raise _refuse("must be a date written year-month-day, such as 2026-11-23")
        if not self.first <= value <= self.last:
            raise _refuse(f"must be a date from {self.first} to {self.last}")
        return value

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        as_text = core_schema.plain_serializer_function_ser_schema(dt.date.isoformat, when_used="json")
        return core_schema.no_info_plain_validator_function(self.check, serialization=as_text)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"type": "string", "format": "date"}


@dataclass(frozen=True)
class Words:
    """A short text on one line; with a pattern, one that fits it, and then `allowed` says which."""

    pattern: re.Pattern[str] | None = None
    allowed: str = f"must be text of 1 to {MOST_TEXT} characters on one line"

    def check(self, value: object) -> str:
        if not isinstance(value, str) or not 1 <= len(value) <= MOST_TEXT or not value.isprintable():
            raise _refuse(self.allowed)
        if self.pattern and not self.pattern.fullmatch(value):
            raise _refuse(self.allowed)
        return value

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(self.check)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        shape = {"type": "string", "minLength": 1, "maxLength": MOST_TEXT}
        return {**shape, "pattern": f"^({self.pattern.pattern})$"} if self.pattern else shape


@dataclass(frozen=True)
class Many:
    """A list with a bounded number of items. Its length is looked at first: what is in a hostile one is not."""

    most: int
    least: int = 0

    def check(self, value: object) -> object:
        if not isinstance(value, list | tuple):
            raise _refuse("must be a list")
        if not self.least <= len(value) <= self.most:
            raise _refuse(f"must be a list of {self.least} to {self.most}; it has {len(value):,}")
        return value

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_before_validator_function(self.check, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {**handler(schema), "minItems": self.least, "maxItems": self.most}


MOST_OPTIONS = 20
MOST_MONEY = 10_000_000
MOST_HOURS = 168

Date = Annotated[dt.date, IsoDate()]
Text = Annotated[str, Words()]
Pounds = Annotated[Decimal, Bounds(0, MOST_MONEY)]
Balance = Annotated[Decimal, Bounds(-MOST_MONEY, MOST_MONEY)]
HoursPerWeek = Annotated[Decimal, Bounds(0, MOST_HOURS)]
DaysPerWeek = Annotated[Decimal, Bounds(0, 7)]
WeeksPerYear = Annotated[Decimal, Bounds(0, 52)]
Percent = Annotated[Decimal, Bounds(0, 100)]
Flag = Annotated[bool, Strict()]
TaxCode = Annotated[
    str,
    Words(
        re.compile(r"(?i:[SC]?([0-9]{1,5}[LMNT]|K[0-9]{1,5}|0T|BR|D[0-8]|NT)( ?(W1|M1|X|W1/M1))?)"),
        "must be a tax code, such as 1257L, S1257L, BR or 1257L M1",
    ),
]

Nation = Literal["england", "scotland", "wales"]
Period = Literal["week", "two_weeks", "four_weeks", "month", "quarter", "year"]
PayPeriod = Literal["hour", "day", "week", "two_weeks", "four_weeks", "month", "quarter", "year"]
PayCycle = Literal["week", "two_weeks", "four_weeks", "month"]
View = Literal["timeline", "hours", "working"]

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_PAYDAYS = ("last working day", *(f"last {day}" for day in _WEEKDAYS))


def _payday(value: object) -> object:
    if value in _PAYDAYS and isinstance(value, str):
        return value
    number = _decimal(value)
    if number is not None and 1 <= number <= 31 and number % 1 == 0:
        return int(number)
    raise _refuse("must be a day of the month from 1 to 31, 'last working day', or such as 'last friday'")


def _pension(value: object) -> object:
    """'none' says the same as null: opted out."""
    return None if value == "none" else value


def _replaces(value: object) -> object:
    if value in ("all", "none") and isinstance(value, str):
        return value
    if isinstance(value, list | tuple) and len(value) <= 10 and all(isinstance(name, str) for name in value):
        return tuple(value)
    raise _refuse("must be 'all', 'none' or a list of names of jobs done now")


Payday = Annotated[
    int | str,
    BeforeValidator(_payday),
    WithJsonSchema({"anyOf": [{"type": "integer", "minimum": 1, "maximum": 31}, {"enum": list(_PAYDAYS)}]}),
]
Replaces = Annotated[
    Literal["all", "none"] | tuple[str, ...],
    BeforeValidator(_replaces),
    WithJsonSchema({"anyOf": [{"enum": ["all", "none"]}, {"type": "array", "items": {"type": "string"}}]}),
]
Who = Annotated[
    str,
    Words(re.compile(r"adult:[12]|child:[0-9]{1,2}|outside"), "must be 'adult:1', 'adult:2', 'child:1' or 'outside'"),
]
AdultNumber = Annotated[int, Bounds(1, 2, whole=True)]
ChildNumber = Annotated[int, Bounds(1, 20, whole=True)]
DayOfMonth = Annotated[int, Bounds(1, 31, whole=True)]


# Checks across fields. They look at what was handed in, not at finished models, so that they can report beside a
# field that is wrong in itself: all problems of a case come at once.

Where = tuple[str | int, ...]
Found = tuple[Where, str]


def _given(data: object, name: str) -> Any:
    """A field of what was handed in: a mapping, or a model made already. None where it is absent."""
    if isinstance(data, Mapping):
        return data.get(name)
    if isinstance(data, Model):
        return getattr(data, "from_" if name == "from" else name, None)
    return None


def _items(data: object, name: str) -> Sequence[Any]:
    value = _given(data, name)
    return value if isinstance(value, list | tuple) else ()


def _number(value: object) -> int | None:
    number = _decimal(value)
    return int(number) if number is not None and number % 1 == 0 else None


def _day(value: object) -> dt.date | None:
    try:
        return IsoDate().check(value)
    except PydanticCustomError:
        return None


def _in_order(data: object, first: str, then: str) -> Iterator[Found]:
    start, end = _day(_given(data, first)), _day(_given(data, then))
    if start and end and end < start:
        yield (then,), f"must not be before {first}, {start}"


def _one_of(data: object, *names: str, needed: bool = False) -> Iterator[Found]:
    given = [name for name in names if _given(data, name) is not None]
    if needed and not given:
        yield (names[0],), f"is needed, or {' or '.join(names[1:])} in its place"
    for name in given[1:]:
        yield (name,), f"give {given[0]} or {name}, not both"


def _unique(data: object, field: str, key: str) -> Iterator[Found]:
    seen: set[str] = set()
    for place, item in enumerate(_items(data, field)):
        value = _given(item, key)
        if isinstance(value, str):
            if value in seen:
                yield (field, place, key), f"must be different from the others: '{value}' is there already"
            seen.add(value)


@dataclass(slots=True)
class Tally:
    """How many problems a document has so far. Past those that are shown, no more is looked at."""

    problems: int = 0


class Model(BaseModel):
    """A part of a Case: unknown fields refused, nothing changed once made."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=False, serialize_by_alias=True)

    @classmethod
    def checks(cls, data: object) -> Iterable[Found]:
        """What is wrong between this model's fields in `data`: (where, what is allowed)."""
        del data
        return ()

    @model_validator(mode="wrap")
    @classmethod
    def _all_problems_at_once(cls, data: Any, handler: ModelWrapValidatorHandler[Self], info: ValidationInfo) -> Self:
        """The fields' own problems and those between fields together, not the second only once the first are mended."""
        if isinstance(data, cls):
            return data
        tally = info.context if isinstance(info.context, Tally) else Tally()
        before = tally.problems
        if before > MOST_PROBLEMS:
            raise _not_looked_at()
        made: Self | None = None
        found: list[tuple[Where, PydanticCustomError]] = []
        try:
            made = handler(data)
        except ValidationError as error:
            errors = error.errors(include_url=False, include_input=False)
            found = [(each["loc"], cls._refusal(each)) for each in errors if each["type"] != "more"]
        if isinstance(data, Mapping):
            found += [(where, _refuse(message)) for where, message in cls.checks(data)]
        tally.problems = before + len(found)
        if made is None and not found:
            raise _not_looked_at()
        if made is None or found:
            raise ValidationError.from_exception_data(
                cls.__name__, [InitErrorDetails(type=refusal, loc=where, input=None) for where, refusal in found]
            )
        return made

    @classmethod
    def _refusal(cls, error: ErrorDetails) -> PydanticCustomError:
        if error["type"] == "extra_forbidden" and len(error["loc"]) == 1:
            return PydanticCustomError("unknown", "no such field", {"model": cls})
        if error["type"] == "unknown":
            return PydanticCustomError("unknown", "no such field", error["ctx"])
        return _refuse(_plain(error))


def _advice(model: type[Model], name: str) -> str:
    """What may have been meant by a field that there is not. It takes long to find out, so it is done only for what is shown."""
    known = [field.alias or field_name for field_name, field in model.model_fields.items()]
    near = difflib.get_close_matches(name[:MOST_TEXT], known, n=1)
    return f"no such field; did you mean {near[0]}?" if near else f"no such field; known are {', '.join(known)}"


def _plain(error: ErrorDetails) -> str:
    """A message of pydantic's own in our words; ours pass as they are."""
    context = error.get("ctx", {})
    match error["type"]:
        case "case":
            return str(context["message"])
        case "unknown":
            return _advice(context["model"], str(error["loc"][-1]))
        case "missing":
            return "is needed"
        case "literal_error":
            return f"must be {context['expected']}"
        case "bool_type":
            return "must be true or false"
        case "model_type" | "model_attributes_type" | "dict_type":
            return "must be an object, with its fields in {}"
        case "extra_forbidden":
            return "no such field"
        case _:
            return error["msg"]


class Money(Model):
    amount: Pounds
    per: Period


class PayMoney(Model):
    amount: Pounds
    per: PayPeriod


class NamedMoney(Money):
    name: Text


class PensionContribution(Model):
    employee_percent: Percent | None = None
    basis: Literal["qualifying", "all_pay"] | None = None
    method: Literal["relief_at_source", "net_pay", "salary_sacrifice"] | None = None
    from_: Date | None = Field(None, alias="from")


class PayStep(Model):
    """A change of hours or pay within a job, such as a step of a phased return."""

    from_: Date = Field(alias="from")
    hours_per_week: HoursPerWeek | None = None
    days_per_week: DaysPerWeek | None = None
    pay: PayMoney | None = None


class SinglePay(Model):
    """One payday that is known."""

    date: Date
    gross: Pounds | None = None
    take_home: Pounds | None = None
    hours: Annotated[Decimal, Bounds(0, 9000)] | None = None

    @classmethod
    def checks(cls, data: object) -> Iterable[Found]:
        yield from _one_of(data, "gross", "take_home", needed=True)


class Payslip(Model):
    """A real payslip, and what the Universal Credit statement for it says."""

    date: Date
    gross: Pounds
    tax: Balance | None = None
    national_insurance: Pounds | None = None
    pension: Pounds | None = None
    take_home: Pounds | None = None
    counted: Pounds | None = None
    award: Pounds | None = None


class UnpaidPeriod(Model):
    from_: Date = Field(alias="from")
    to: Date

    @classmethod
    def checks(cls, data: object) -> Iterable[Found]:
        yield from _in_order(data, "from", "to")


class ContractSickPay(Money):
    until: Date


class Sick(Model):
    from_: Date = Field(alias="from")
    ssp_weeks_used: Annotated[Decimal, Bounds(0, 28)] | None = None
    average_weekly_earnings: Money | None = None
    contract_pay: Annotated[tuple[ContractSickPay, ...], Many(10)] = ()


class Job(Model):
    name: Text | None = None
    hours_per_week: HoursPerWeek | None = None
    days_per_week: DaysPerWeek | None = None
    weeks_per_year: WeeksPerYear | None = None
    pay: PayMoney | None = None
    take_home: PayMoney | None = None
    profit: Money | None = None
    gainful: Flag | None = None
    trading_from: Date | None = None
    schedule: Annotated[tuple[PayStep, ...], Many(60)] = ()
    pays: Annotated[tuple[SinglePay, ...], Many(120)] = ()
    unpaid_periods: Annotated[tuple[UnpaidPeriod, ...], Many(20)] = ()
    paid: PayCycle | None = None
    first_payday: Date | None = None
    payday: Payday | None = None
    pension: Annotated[PensionContribution | None, BeforeValidator(_pension)] = None
    tax_code: TaxCode | None = None
    starter_statement: Literal["A", "B", "C"] | None = None
    apprentice: Flag | None = None
    work_costs: Annotated[tuple[NamedMoney, ...], Many(20)] = ()
    sick: Sick | None = None

    @property
    def settled(self) -> "Job":
        """The job as it is once its schedule of changes has run: its last step laid over it."""
        if not self.schedule:
            return self
        last = max(self.schedule, key=lambda step: step.from_)
        changes = {"hours_per_week": last.hours_per_week, "days_per_week": last.days_per_week, "pay": last.pay}
        changed: dict[str, Any] = {name: value for name, value in changes.items() if value is not None}
        if "pay" in changed:
            changed["take_home"] = None
        return self.model_copy(update=changed)

    @property
    def pension_choice(self) -> Literal["automatic", "none", "given"]:
        """Absent is by the automatic-enrolment rules; null is opted out."""
        if self.pension is not None:
            return "given"
        return "none" if "pension" in self.model_fields_set else "automatic"

    @classmethod
    def checks(cls, data: object) -> Iterable[Found]:
        steps = _items(data, "schedule")
        paid_otherwise = (
            _given(data, "sick") is not None
            or bool(_items(data, "pays"))
            or (bool(steps) and all(_given(step, "pay") is not None for step in steps))
        )
        yield from _one_of(data, "pay", "take_home", "profit", needed=not paid_otherwise)
        for pay in ("pay", "take_home"):
            per = _given(_given(data, pay), "per")
            if per == "hour" and _given(data, "hours_per_week") is None and not steps:
                yield ("hours_per_week",), f"is needed where {pay} is by the hour"
            if per == "day" and _given(data, "days_per_week") is None and not steps:
                yield ("days_per_week",), f"is needed where {pay} is by the day"


class NewStyleESA(Model):
    group: Literal["assessment", "work_related", "support"]
    from_: Date | None = Field(None, alias="from")
    amount: Money | None = None
    next_payday: Date | None = None
    days_counted: Annotated[int, Bounds(0, 366, whole=True)] | None = None


class NewStyleJSA(Model):
    from_: Date | None = Field(None, alias="from")
    amount: Money | None = None
    next_payday: Date | None = None


class OtherIncome(Money):
    kind: Literal[
        "child_maintenance",
        "spousal_maintenance",
        "occupational_pension",
        "income_protection",
        "maternity_allowance",
        "industrial_injuries",
        "bereavement",
        "lodger",
        "rental",
        "student_finance",
        "state_pension",
        "other",
    ]


class TaxThisYear(Model):
    pay: Pounds
    tax: Pounds


# Benefits and programmes that are no more, but that people may still be told about.
EndedBenefit = Literal[
    "incapacity_benefit",
    "severe_disablement_allowance",
    "income_related_esa",
    "income_support",
    "income_based_jsa",
    "child_tax_credit",
    "working_tax_credit",
    "housing_benefit",
    "work_programme",
    "work_choice",
]


class Adult(Model):
    name: Text | None = None
    age: Annotated[int, Bounds(16, 120, whole=True)] | None = None
    date_of_birth: Date | None = None
    uc_health: Literal["none", "lcw", "lcwra"] | None = None
    lcw_element: Flag | None = None
    lcwra_rate: Literal["protected", "new"] | None = None
    lcwra_from: Date | None = None
    medical_evidence_from: Date | None = None
    pip_daily_living: Literal["none", "standard", "enhanced"] | None = None
    pip_mobility: Literal["none", "standard", "enhanced"] | None = None
    cares_35_hours: Flag | None = None
    cares_for: Who | None = None
    carers_allowance: Flag | None = None
    carer_paid_for_them: Flag | None = None
    new_style_esa: NewStyleESA | None = None
    new_style_jsa: NewStyleJSA | None = None
    student_loans: Annotated[tuple[Literal["plan_1", "plan_2", "plan_4", "plan_5", "postgraduate"], ...], Many(5)] = ()
    tax_code: TaxCode | None = None
    tax_this_year: TaxThisYear | None = None
    jobs: Annotated[tuple[Job, ...], Many(10)] = ()
    other_income: Annotated[tuple[OtherIncome, ...], Many(20)] = ()
    start_up_period_ends: Date | None = None
    expected_hours: HoursPerWeek | None = None
    care_leaver: Flag | None = None
    shared_rate_exempt: Flag | None = None
    full_time_student: Flag | None = None
    no_public_funds: Flag | None = None
    prescription_items_per_month: Annotated[int, Bounds(0, 100, whole=True)] | None = None
    ended_benefits: Annotated[tuple[EndedBenefit, ...], Many(10)] = ()

    @classmethod
    def checks(cls, data: object) -> Iterable[Found]:
        yield from _one_of(data, "age", "date_of_birth", needed=True)
        yield from _unique(data, "jobs", "name")


class Child(Model):
    age: Annotated[int, Bounds(0, 19, whole=True)] | None = None
    date_of_birth: Date | None = None
    disability: Literal["none", "lower", "higher"] | None = None
    care: Literal["none", "lowest", "middle", "highest"] | None = None
    mobility: Literal["none", "lower", "higher"] | None = None
    sex: Literal["female", "male"] | None = None
    in_education: Flag | None = None
    two_child_exception: Flag | None = None

    @classmethod
    def checks(cls, data: object) -> Iterable[Found]:
        yield from _one_of(data, "age", "date_of_birth", needed=True)
        yield from _one_of(data, "disability", "care")
        yield from _one_of(data, "disability", "mobility")


class NonDependant(Model):
    age: Annotated[int, Bounds(16, 120, whole=True)] | None = None
    gross_pay: Money | None = None
    exempt: Flag | None = None


class Home(Model):
    tenure: Literal["social", "private", "owner", "living_with_others", "supported", "temporary"] | None = None
    rent: Money | None = None
    ineligible_charges: Money | None = None
    rent_free_weeks: Annotated[int, Bounds(0, 26, whole=True)] | None = None
    other_joint_tenants: Annotated[int, Bounds(0, 10, whole=True)] | None = None
    bedrooms: Annotated[int, Bounds(0, 20, whole=True)] | None = None
    extra_bedrooms: Annotated[int, Bounds(0, 4, whole=True)] | None = None
    paid_to_landlord: Flag | None = None
    council_tax: Money | None = None
    council_tax_band: Literal["A", "B", "C", "D", "E", "F", "G", "H", "I"] | None = None
    non_dependants: Annotated[tuple[NonDependant, ...], Many(10)] = ()


class ChildCare(Model):
    """What one child's registered childcare costs."""

    child: ChildNumber
    amount: Pounds
    per: PayPeriod
    hours_per_week: HoursPerWeek | None = None
    days_per_week: DaysPerWeek | None = None
    weeks_per_year: WeeksPerYear | None = None
    first_month_paid_by_jobcentre: Flag | None = None

    @classmethod
    def checks(cls, data: object) -> Iterable[Found]:
        for per, needed in (("hour", "hours_per_week"), ("day", "days_per_week")):
            if _given(data, "per") == per and _given(data, needed) is None:
                yield (needed,), f"is needed where childcare is by the {per}"


_CHILD_CARE = TypeAdapter(Annotated[tuple[ChildCare, ...], Many(20)])


def _childcare(value: object) -> object:
    """Taken by shape, so that a problem is told of the form that was meant and not of both."""
    if isinstance(value, list | tuple):
        return _CHILD_CARE.validate_python(value)
    return value if value is None else Money.model_validate(value)


ChildCareCosts = Annotated[Money | tuple[ChildCare, ...], BeforeValidator(_childcare)]


class Claims(Model):
    universal_credit: Flag | None = None
    council_tax_reduction: Flag | None = None
    child_benefit: Flag | None = None
    housing_benefit: Flag | None = None


class UniversalCreditAccount(Model):
    """Facts from the person's own Universal Credit account."""

    assessment_period_day: Annotated[int, Bounds(1, 31, whole=True)] | None = None
    paid: Literal["monthly", "twice_monthly"] | None = None
    transitional_element: Pounds | None = None
    transitional_first_period_over_threshold: Flag | None = None
    surplus_earnings: Pounds | None = None
    benefit_cap_grace_ends: Date | None = None
    award_ended: Date | None = None


class Deduction(Money):
    kind: Literal[
        "advance", "budgeting", "rent_arrears", "council_tax", "overpayment", "fine", "child_maintenance", "other"
    ]
    ends: Date | None = None


class PaydayOf(Model):
    next: Date
    every: Period


class Paydays(Model):
    """When other money comes in and goes out, by line of the result."""

    new_style_esa: PaydayOf | None = None
    new_style_jsa: PaydayOf | None = None
    housing_benefit: PaydayOf | None = None
    carers_allowance: PaydayOf | None = None
    child_benefit: PaydayOf | None = None
    pip: PaydayOf | None = None
    child_disability: PaydayOf | None = None
    scottish_child_payment: PaydayOf | None = None
    tax_free_childcare: PaydayOf | None = None
    maintenance: PaydayOf | None = None
    other_income: PaydayOf | None = None
    rent: PaydayOf | None = None
    council_tax: PaydayOf | None = None
    childcare: PaydayOf | None = None
    work_costs: PaydayOf | None = None


class WhatIf(Model):
    kind: Literal["ends", "hours", "sick", "payday"]
    after_weeks: Annotated[int, Bounds(0, 520, whole=True)] | None = None
    date: Date | None = None
    hours: HoursPerWeek | None = None
    weeks: Annotated[int, Bounds(0, 520, whole=True)] | None = None

    @classmethod
    def checks(cls, data: object) -> Iterable[Found]:
        yield from _one_of(data, "after_weeks", "date", needed=True)
        if _given(data, "kind") == "hours" and _given(data, "hours") is None:
            yield ("hours",), "is needed where the kind is hours"


class Work(Model):
    """What one adult would do: a job, no job, or as now."""

    work: Literal["job", "none", "as_now"] | None = None
    job: Job | None = None
    replaces: Replaces = "all"
    starts: Date | None = None
    ends: Date | None = None

    @property
    def work_done(self) -> Literal["job", "none", "as_now"]:
        """Where `work` is absent the job says it: given, null (no job), or absent (as now)."""
        if self.work is not None:
            return self.work
        if self.job is not None:
            return "job"
        return "none" if "job" in self.model_fields_set else "as_now"

    @classmethod
    def checks(cls, data: object) -> Iterable[Found]:
        yield from _in_order(data, "starts", "ends")
        work, job = _given(data, "work"), _given(data, "job")
        if work == "job" and job is None:
            yield ("job",), "is needed where work is 'job'"
        if work in ("none", "as_now") and job is not None:
            yield ("work",), "must be 'job', or absent, where a job is given"


class AlsoWork(Work):
    adult: AdultNumber


class Option(Work):
    name: Text
    adult: AdultNumber = 1
    also: Annotated[tuple[AlsoWork, ...], Many(10)] = ()
    claims: Claims | None = None
    universal_credit_from: Date | None = None
    childcare: ChildCareCosts | None = None
    what_if: Annotated[tuple[WhatIf, ...], Many(10)] = ()

    @property
    def claims_made(self) -> Claims | None:
        """What would be claimed: a day from which Universal Credit is claimed says that it is, where `claims` does not say."""
        if self.universal_credit_from is None or (self.claims is not None and self.claims.universal_credit is not None):
            return self.claims
        return (self.claims or Claims()).model_copy(update={"universal_credit": True})


def _contract(value: object) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"[0-9]{1,3}\.[0-9]{1,3}", value):
        raise _refuse(f'must be a version in quotes, such as "{CONTRACT}"')
    major, known = int(value.split(".")[0]), int(CONTRACT.split(".")[0])
    if major > known:
        raise _refuse(f"this case is for a newer calculator: {value} is given, {CONTRACT} is read here")
    if major < known:
        raise _refuse(f"there is no contract {value}: {CONTRACT} is read here")
    return value


class Case(Model):
    contract: Annotated[str, BeforeValidator(_contract)] = CONTRACT
    date: Date = Field(default_factory=dt.date.today)
    nation: Nation | None = None
    council: Text | None = None
    brma: Text | None = None
    adults: Annotated[tuple[Adult, ...], Many(2, least=1)]
    children: Annotated[tuple[Child, ...], Many(20)] = ()
    home: Home | None = None
    savings: Pounds | None = None
    childcare: ChildCareCosts | None = None
    claims: Claims | None = None
    universal_credit: UniversalCreditAccount | None = None
    deductions: Annotated[tuple[Deduction, ...], Many(20)] = ()
    bank_balance: Balance | None = None
    everyday_spending: Money | None = None
    paydays: Paydays | None = None
    compare_with: Text = "now"
    options: Annotated[tuple[Option, ...], Many(MOST_OPTIONS)] = ()
    views: Annotated[tuple[View, ...], Many(10)] = ()

    @classmethod
    def checks(cls, data: object) -> Iterable[Found]:
        yield from _unique(data, "options", "name")
        yield from _ages(data)
        yield from _references(data)


def _ages(data: object) -> Iterator[Found]:
    """A date of birth gives an age on the case's date that could have been given itself."""
    date = _day(_given(data, "date")) or dt.date.today()
    for field, lowest, highest in (("adults", 16, 120), ("children", 0, 19)):
        for place, person in enumerate(_items(data, field)):
            born = _day(_given(person, "date_of_birth"))
            if born and not lowest <= age_on(born, date) <= highest:
                yield (field, place, "date_of_birth"), f"must give an age from {lowest} to {highest} on {date}"


def age_on(born: dt.date, date: dt.date) -> int:
    """Whole years; a person born on 29 February is a year older on 1 March."""
    return date.year - born.year - ((date.month, date.day) < (born.month, born.day))


def _references(data: object) -> Iterator[Found]:
    """Whatever names an adult, a child, a job or an option names one that is there."""
    adults, children, options = _items(data, "adults"), _items(data, "children"), _items(data, "options")
    there = {
        "outside",
        *(f"adult:{n + 1}" for n in range(len(adults))),
        *(f"child:{n + 1}" for n in range(len(children))),
    }
    for place, adult in enumerate(adults):
        cared_for = _given(adult, "cares_for")
        if isinstance(cared_for, str) and (cared_for not in there or cared_for == f"adult:{place + 1}"):
            allowed = ", ".join(sorted(there - {f"adult:{place + 1}"}))
            yield ("adults", place, "cares_for"), f"must be somebody else who is there: {allowed}"

    names = [name for option in options if isinstance(name := _given(option, "name"), str)]
    compared = _given(data, "compare_with")
    if isinstance(compared, str) and compared != "now" and compared not in names:
        yield ("compare_with",), "must be 'now' or the name of an option"
    yield from _children_cared_for(data, (), len(children))
    for place, option in enumerate(options):
        if _given(option, "name") == "now":
            yield ("options", place, "name"), "must not be 'now', which is what options are compared with"
        yield from _work_of(option, ("options", place), adults)
        for other, also in enumerate(_items(option, "also")):
            yield from _work_of(also, ("options", place, "also", other), adults)
        yield from _children_cared_for(option, ("options", place), len(children))


def _work_of(work: object, where: Where, adults: Sequence[object]) -> Iterator[Found]:
    number = _number(_given(work, "adult") or 1)
    if number is None or not 1 <= number <= 2:
        return  # said of the field itself
    if number > len(adults):
        yield (*where, "adult"), f"there is no adult {number} in this case"
        return
    done = {name for job in _items(adults[number - 1], "jobs") if isinstance(name := _given(job, "name"), str)}
    for place, name in enumerate(_items(work, "replaces")):
        if isinstance(name, str) and name not in done:
            allowed = ", ".join(sorted(done)) or "none has a name"
            yield (*where, "replaces", place), f"must be the name of a job that adult {number} does now: {allowed}"


def _children_cared_for(data: object, where: Where, children: int) -> Iterator[Found]:
    for place, cost in enumerate(_items(data, "childcare")):
        number = _number(_given(cost, "child"))
        if number is not None and number > children:
            yield (*where, "childcare", place, "child"), f"there is no child {number} in this case"


# Reading

_Kind = TypeVar("_Kind", bound=Model)


def problems(error: ValidationError) -> list[Problem]:
    """Every problem of a validation error, as JSON pointers and plain messages."""
    found = error.errors(include_url=False, include_input=False)
    told = [Problem(pointer(each["loc"]), _plain(each)) for each in found[:MOST_PROBLEMS]]
    if len(found) > MOST_PROBLEMS:
        told.append(Problem("", f"has more problems than these {MOST_PROBLEMS}"))
    return told


def pointer(where: Where) -> str:
    """The JSON pointer (RFC 6901) to a place, fit to be printed whatever the keys are."""
    parts = (str(part)[:MOST_TEXT].replace("~", "~0").replace("/", "~1") for part in where)
    return "".join(f"/{part}" for part in parts).encode("utf-8", "backslashreplace").decode()


def read_case(data: object) -> Case:
    """A Case from what JSON gives; `CaseError` with every problem where it cannot be one."""
    return read_model(Case, data)


def bounded(data: object) -> None:
    """Raise CaseError, with one problem, where a document is larger than any that could be read.

    It is looked at first, because each field of a document costs more to refuse than to count.
    """
    waiting: list[tuple[Where, object]] = [((), data)]
    values = 0
    while waiting:
        where, value = waiting.pop()
        if isinstance(value, Mapping):
            most, parts = MOST_FIELDS, list(value.items())
        elif isinstance(value, list | tuple):
            most, parts = MOST_ITEMS, list(enumerate(value))
        else:
            continue
        values += len(value)
        if len(value) > most:
            told = f"must have at most {most:,} {'fields' if most == MOST_FIELDS else 'items'}; it has {len(value):,}"
            raise CaseError([Problem(pointer(where), told)])
        if len(where) > DEEPEST:
            raise CaseError([Problem(pointer(where[:1]), TOO_DEEP)])
        if values > MOST_VALUES:
            raise CaseError([Problem("", f"must hold at most {MOST_VALUES:,} fields and items in all")])
        waiting += [((*where, name), part) for name, part in parts]


def read_model(kind: type[_Kind], data: object) -> _Kind:
    """A part of the contract from what JSON gives, refused as a Case is."""
    bounded(data)
    try:
        return kind.model_validate(data, context=Tally())
    except ValidationError as error:
        raise CaseError(problems(error)) from None
    except RecursionError:
        raise CaseError([Problem("", TOO_DEEP)]) from None


def read_json(text: str | bytes) -> object:
    """What a JSON text says. Refused with a reason: what is not JSON, a field given twice, NaN, hostile nesting."""
    try:
        if isinstance(text, bytes):
            text = text.decode("utf-8-sig")
        return json.loads(text, parse_constant=_no_constant, object_pairs_hook=_each_once)
    except RecursionError:
        raise CaseError([Problem("", TOO_DEEP)]) from None
    except UnicodeDecodeError:
        raise CaseError([Problem("", "must be text in UTF-8")]) from None
    except json.JSONDecodeError as error:
        detail = f"is not JSON: {error.msg} at line {error.lineno}, column {error.colno}"
        raise CaseError([Problem("", detail)]) from None
    except ValueError:  # Python's own limit on the digits of a whole number
        raise CaseError([Problem("", "holds a number with too many digits")]) from None


def _no_constant(word: str) -> None:
    raise CaseError([Problem("", f"holds {word}, which is not a number in JSON")])


def _each_once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    made: dict[str, object] = {}
    for name, value in pairs:
        if name in made:
            raise CaseError([Problem("", f"gives the field '{pointer((name,))[1:]}' twice in one object")])
        made[name] = value
    return made
