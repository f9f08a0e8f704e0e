"""The kinds of value in a Case, as annotated types.

Each kind checks type and range together, so a wrong value gets one message that says everything that is allowed.
"""

import datetime as dt
import math
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, ClassVar, Literal

from pydantic import BeforeValidator, GetCoreSchemaHandler, GetJsonSchemaHandler, Strict, WithJsonSchema
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

MOST_TEXT = 200
MOST_OPTIONS = 20
MOST_CHANGES = 20
MOST_ONE_OFF = 20
MOST_MONEY = 10_000_000
MOST_HOURS = 168


def refusal(allowed: str) -> PydanticCustomError:
    """An error whose message is `allowed`, exactly as given."""
    return PydanticCustomError("case", "{message}", {"message": allowed})


def as_decimal(value: object) -> Decimal | None:
    """The number as it was written, so that the float 12.71 becomes exactly 12.71; None if it is not a finite number."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return None
    try:
        as_float = float(value)
    except (OverflowError, ValueError):
        return None
    return Decimal(repr(as_float)) if math.isfinite(as_float) else None


@dataclass(frozen=True)
class Bounds:
    """A number from low to high. JSON must give it as a number and not as text."""

    low: int
    high: int
    whole: bool = False
    unit: str = ""

    @property
    def allowed(self) -> str:
        return f"must be a {'whole ' * self.whole}number from {self.low:,} to {self.high:,}"

    def check(self, value: object) -> Decimal | int:
        number = as_decimal(value)
        if number is None or not self.low <= number <= self.high or (self.whole and number % 1):
            raise refusal(self.allowed)
        return int(number) if self.whole else number

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        as_number = core_schema.plain_serializer_function_ser_schema(float, when_used="json")
        return core_schema.no_info_plain_validator_function(self.check, serialization=None if self.whole else as_number)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        shape = {"type": "integer" if self.whole else "number", "minimum": self.low, "maximum": self.high}
        return {**shape, "x-unit": self.unit} if self.unit else shape


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
                raise refusal(f"there is no such day as {value}") from None
        if not isinstance(value, dt.date) or isinstance(value, dt.datetime):
            raise refusal("must be a date written year-month-day, such as 2026-11-23")
        if not self.first <= value <= self.last:
            raise refusal(f"must be a date from {self.first} to {self.last}")
        return value

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        as_text = core_schema.plain_serializer_function_ser_schema(dt.date.isoformat, when_used="json")
        return core_schema.no_info_plain_validator_function(self.check, serialization=as_text)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {"type": "string", "format": "date"}


@dataclass(frozen=True)
class Words:
    """A short text on one line. If there is a pattern, the text must match it, and `allowed` describes it."""

    pattern: re.Pattern[str] | None = None
    allowed: str = f"must be text of 1 to {MOST_TEXT} characters on one line"

    def check(self, value: object) -> str:
        if not isinstance(value, str) or not 1 <= len(value) <= MOST_TEXT or not value.isprintable():
            raise refusal(self.allowed)
        if self.pattern and not self.pattern.fullmatch(value):
            raise refusal(self.allowed)
        return value

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(self.check)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        shape = {"type": "string", "minLength": 1, "maxLength": MOST_TEXT}
        return {**shape, "pattern": f"^({self.pattern.pattern})$"} if self.pattern else shape


@dataclass(frozen=True)
class Many:
    """A list with a bounded number of items. The length is checked first, so the items of a hostile list are never read."""

    most: int
    least: int = 0

    def check(self, value: object) -> object:
        if not isinstance(value, list | tuple):
            raise refusal("must be a list")
        if not self.least <= len(value) <= self.most:
            raise refusal(f"must be a list of {self.least} to {self.most}; it has {len(value):,}")
        return value

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_before_validator_function(self.check, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {**handler(schema), "minItems": self.least, "maxItems": self.most}


Date = Annotated[dt.date, IsoDate()]
Text = Annotated[str, Words()]
Pointer = Annotated[
    str,
    Words(
        re.compile(r"(/([^/~]|~[01])+)+"),
        "must be a JSON pointer (RFC 6901) to a place in the case, such as /home/rent or /children/-",
    ),
]
Pounds = Annotated[Decimal, Bounds(0, MOST_MONEY, unit="pounds")]
Balance = Annotated[Decimal, Bounds(-MOST_MONEY, MOST_MONEY, unit="pounds")]
HoursPerWeek = Annotated[Decimal, Bounds(0, MOST_HOURS, unit="hours a week")]
DaysPerWeek = Annotated[Decimal, Bounds(0, 7, unit="days a week")]
WeeksPerYear = Annotated[Decimal, Bounds(0, 52, unit="weeks a year")]
Percent = Annotated[Decimal, Bounds(0, 100, unit="per cent")]
AdultAge = Annotated[int, Bounds(16, 120, whole=True, unit="years")]
Flag = Annotated[bool, Strict()]
TaxCode = Annotated[
    str,
    Words(
        re.compile(r"(?i:[SC]?([0-9]{1,5}[LMNT]|K[0-9]{1,5}|0T|BR|D[0-8]|NT)( ?(W1|M1|X|W1/M1))?)"),
        "must be a tax code, such as 1257L, S1257L, BR or 1257L M1",
    ),
]

Month = Annotated[
    str, Words(re.compile(r"[12][0-9]{3}-(0[1-9]|1[0-2])"), "must be a month written year-month, such as 2027-01")
]

Nation = Literal["england", "scotland", "wales"]
Period = Literal["week", "two_weeks", "four_weeks", "month", "quarter", "year"]
PayPeriod = Literal["hour", "day", "week", "two_weeks", "four_weeks", "month", "quarter", "year"]
OneOffKind = Literal[
    "tax_refund", "back_pay", "holiday_pay_on_leaving", "redundancy", "bonus", "grant", "compensation", "gift", "sale", "other",
]  # fmt: skip
PayCycle = Literal["week", "two_weeks", "four_weeks", "month"]
View = Literal["timeline", "hours", "working"]

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_PAYDAYS = ("last working day", *(f"last {day}" for day in _WEEKDAYS))


def _payday(value: object) -> object:
    if value in _PAYDAYS and isinstance(value, str):
        return value
    number = as_decimal(value)
    if number is not None and 1 <= number <= 31 and number % 1 == 0:
        return int(number)
    raise refusal("must be a day of the month from 1 to 31, 'last working day' or, for example, 'last friday'")


def _replaces(value: object) -> object:
    if value in ("all", "none") and isinstance(value, str):
        return value
    if isinstance(value, list | tuple) and len(value) <= 10 and all(isinstance(name, str) for name in value):
        return tuple(value)
    raise refusal("must be 'all', 'none' or a list of names of jobs done now")


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


def age_on(born: dt.date, date: dt.date) -> int:
    """Age in whole years. In other years, a person born on 29 February has a birthday on 1 March."""
    return date.year - born.year - ((date.month, date.day) < (born.month, born.day))
