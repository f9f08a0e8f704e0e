"""Finds figures and days in a case that look like mistakes, and those that are impossible.

The limits are in rules/sense.yaml. A value outside them is used all the same, and people are asked whether it is right. Only a contradiction,
such as a payday before the job begins, is refused.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from typing import Any, TypedDict

from calculator.contract.benefits import Paydays
from calculator.contract.case import Case
from calculator.contract.errors import Problem
from calculator.contract.money import Money, PayMoney
from calculator.councils.register import NATIONS, Register
from calculator.councils.spelling import either
from calculator.frozen import frozen
from calculator.i18n.language import day_said, later
from calculator.i18n.language import gettext as _
from calculator.month.inputs import PER_YEAR, years_before
from calculator.month.sense_statement import DayLimit, MoneyLimit, NumberLimit, SenseLimits

ZERO, HUNDRED = Decimal(0), Decimal(100)
# In the order in which another period is tried as what was meant.
PERIODS = {
    "year": later("a year"),
    "month": later("a month"),
    "week": later("a week"),
    "hour": later("an hour"),
    "four_weeks": later("every four weeks"),
    "two_weeks": later("every two weeks"),
    "quarter": later("a quarter"),
    "day": later("a day"),
}
_WHOLE_POUNDS = 10  # an amount that this divides is not one whose decimal point is missing


class AmountMeant(TypedDict):
    """An amount that may have been meant, in pounds for a period."""

    amount: Decimal
    per: str


@frozen
class Doubt:
    """One thing to ask about. `given` is the value alone; `entered` says it in words, and `why` what is odd about it.

    `suggestion` is what may have been meant, and `meant` the same in words.
    """

    pointer: str
    given: str
    entered: str
    why: str
    suggestion: AmountMeant | Decimal | str | None = None
    meant: str = ""

    @property
    def text(self) -> str:
        return f"{self.entered} {self.why}"


@frozen
class _Found:
    """A value of a case, the pointer to it, and everything that contains it, from the case down."""

    pointer: str
    value: Any
    above: tuple[object, ...]


def doubts(limits: SenseLimits, register: Register, case: Case) -> list[Doubt]:
    """What to ask about a case: at most one question for each place."""
    return list(_Sense(limits, register, case).doubts())


def problems(limits: SenseLimits, register: Register, case: Case) -> list[Problem]:
    """What is impossible in a case, in words for people."""
    return list(_Sense(limits, register, case).problems())


class _Sense:
    def __init__(self, limits: SenseLimits, register: Register, case: Case) -> None:
        self.limits, self.register, self.case = limits, register, case

    def doubts(self) -> Iterator[Doubt]:
        found: dict[str, Doubt] = {}
        for doubt in (
            *self._money(),
            *self._numbers(),
            *self._days(),
            *self._hours_a_day(),
            *self._paydays(),
            *self._places(),
        ):
            found.setdefault(doubt.pointer, doubt)
        yield from found.values()

    def problems(self) -> Iterator[Problem]:
        yield from self._days_refused()

    # ------------------------------------------------------------------ amounts
    def _money(self) -> Iterator[Doubt]:
        for limit in self.limits.money:
            if not self._applies(limit):
                continue
            for found in self._at(limit.at):
                if getattr(found.value, "amount", ZERO):
                    yield from self._about_money(limit, found)

    def _applies(self, limit: MoneyLimit) -> bool:
        return all(_value(self.case, at) in values for at, values in limit.only.items()) and not any(
            _value(self.case, at) in values for at, values in limit.unless.items()
        )

    def _about_money(self, limit: MoneyLimit, found: _Found) -> Iterator[Doubt]:
        measured = _measured(found, limit.per)
        amount, per = found.value.amount, found.value.per
        worth = measured(amount, per)
        if worth is not None and not limit.least <= worth <= limit.most:
            low = worth < limit.least
            bound, why = (limit.least, limit.words.low) if low else (limit.most, limit.words.high)
            meant = _amount_meant(limit, found.value, measured)
            yield Doubt(
                found.pointer,
                f"{amount} {per}",
                _entered(money_said(amount, per), limit.title),
                _why(why, pounds(bound)),
                meant,
                money_said(meant["amount"], meant["per"]) if meant else "",
            )

    # ------------------------------------------------------------------ numbers
    def _numbers(self) -> Iterator[Doubt]:
        for limit in self.limits.numbers:
            say = _SAY[limit.unit]
            for found in self._at(limit.at):
                if found.value is None or not (number := Decimal(found.value)) or limit.least <= number <= limit.most:
                    continue
                low = number < limit.least
                bound, why = (limit.least, limit.words.low) if low else (limit.most, limit.words.high)
                meant = _number_meant(limit, number)
                yield Doubt(
                    found.pointer,
                    str(number),
                    _entered(say(number), limit.title),
                    _why(why, say(abs(bound))),
                    meant,
                    "" if meant is None else say(meant),
                )

    def _hours_a_day(self) -> Iterator[Doubt]:
        most = self.limits.most_hours_a_day
        if most is None:
            return
        jobs = ["/adults/*/jobs/*", "/options/*/job", "/options/*/also/*/job"]
        for found in self._at([*jobs, *(f"{each}/schedule/*" for each in jobs)]):
            hours, days = found.value.hours_per_week, found.value.days_per_week
            if hours and days and hours / days > most:
                said = _("%(hours)s hours on %(days)s days") % {"hours": _plain(hours), "days": _plain(days)}
                why = _("That is more than %(most)s hours a day.") % {"most": _plain(most)}
                yield Doubt(
                    f"{found.pointer}/days_per_week", f"{hours} {days}", _entered(said, later("days a week")), why
                )

    # ------------------------------------------------------------------ days
    def _days(self) -> Iterator[Doubt]:
        for limit in self.limits.days:
            if limit.refused:
                continue
            first, last = self._window(limit)
            for found in self._at(limit.at):
                early = bool(first and found.value < first)
                if early or (last and found.value > last):
                    why = limit.words.early if early else limit.words.late
                    bound = day_said(first) if first and early else ""
                    yield Doubt(
                        found.pointer,
                        str(found.value),
                        _entered(day_said(found.value), limit.title),
                        _why(why, bound),
                    )

    def _days_refused(self) -> Iterator[Problem]:
        for limit in self.limits.days:
            if not limit.refused:
                continue
            first, last = self._window(limit)
            for found in self._at(limit.at):
                if first and last and not first <= found.value <= last:
                    words = _("must be a day from %(first)s to %(last)s")
                    given = {"first": day_said(first), "last": day_said(last)}
                    yield Problem(found.pointer, words % given, for_people=True)

    def _window(self, limit: DayLimit) -> tuple[dt.date | None, dt.date | None]:
        date = self.case.date
        first = None if limit.years_before is None else years_before(date, limit.years_before)
        last = None if limit.years_after is None else years_before(date, -limit.years_after)
        return limit.not_before or first, last

    def _payday_early(self, number: int) -> bool:
        option = self.case.options[number]
        first = option.job.first_payday if option.job is not None else None
        return first is not None and first < (option.starts or self.case.date)

    def _paydays(self) -> Iterator[Doubt]:
        """First paydays before the day on which the option starts, if the job may be one that continues."""
        for number, option in enumerate(self.case.options):
            job = option.job
            if job is None or job.first_payday is None or not self._payday_early(number):
                continue
            held = [each.first_payday for each in self.case.adults[option.adult - 1].jobs]
            if job.first_payday not in held:
                yield Doubt(
                    f"/options/{number}/job/first_payday",
                    str(job.first_payday),
                    _entered(day_said(job.first_payday), later("first payday")),
                    _("That is before %(day)s, when this would start.")
                    % {"day": day_said(option.starts or self.case.date)},
                )

    # ------------------------------------------------------------------ where it is
    def _places(self) -> Iterator[Doubt]:
        """A rental market area that the council does not lie in."""
        council, area = self.register.of(self.case), self.case.brma
        nation = self.case.nation or (council.nation if council else None)
        if area is None:
            return
        here = self.register.nation_of_area(area)
        if council is not None and council.brmas and area.casefold() not in {each.casefold() for each in council.brmas}:
            only = council.brmas[0] if len(council.brmas) == 1 else None
            why = _("%(council)s is in %(areas)s.") % {"council": council.name, "areas": either(council.brmas)}
            yield Doubt("/brma", area, _entered(area, later("rental market area")), why, only, only or "")
        elif nation and here and nation != here:
            why = _("That area is in %(nation)s.") % {"nation": _(NATIONS[here])}
            yield Doubt("/brma", area, _entered(area, later("rental market area")), why)

    # ------------------------------------------------------------------ finding
    def _at(self, patterns: Iterable[str]) -> Iterator[_Found]:
        for pattern in patterns:
            yield from _matches(self.case, pattern.split("/")[1:], "", ())


def _matches(data: object, steps: list[str], pointer: str, above: tuple[object, ...]) -> Iterator[_Found]:
    """The values at a pattern, in which * is every place of a list or every field of an object."""
    if not steps:
        if data is not None:
            yield _Found(pointer, data, above)
        return
    step, rest = steps[0], steps[1:]
    parts: Iterable[tuple[int | str, object]] = ()
    if isinstance(data, tuple):
        parts = enumerate(data) if step == "*" else ()
    elif isinstance(data, Paydays):
        parts = data
    elif data is not None and step != "*":
        parts = [(step, getattr(data, "from_" if step == "from" else step))]
    for name, part in parts:
        yield from _matches(part, rest, f"{pointer}/{name}", (*above, data))


def _value(data: object, pointer: str) -> object:
    return next((found.value for found in _matches(data, pointer.split("/")[1:], "", ())), None)


# ---------------------------------------------------------------------- what was meant
Measure = Callable[[Decimal, str], Decimal | None]


def _measured(found: _Found, unit: str) -> Measure:
    """A function that converts amounts at this place to a unit. Pay by the hour or day is converted with the hours and days of its job."""
    holders = (found.value, *reversed(found.above))
    hours, days = (
        next((given for each in holders if (given := getattr(each, name, None))), None)
        for name in ("hours_per_week", "days_per_week")
    )

    def measure(amount: Decimal, per: str) -> Decimal | None:
        if per == unit:
            return amount
        weekly = {"hour": hours, "day": days}[per] if per in ("hour", "day") else PER_YEAR[per] / PER_YEAR["week"]
        if weekly is None:
            return None
        a_week: Decimal = amount * weekly
        if unit == "hour":
            return a_week / hours if hours else None
        return a_week * PER_YEAR["week"] / PER_YEAR[unit]

    return measure


def _amount_meant(limit: MoneyLimit, given: Money | PayMoney, measured: Measure) -> AmountMeant | None:
    """The amount that may have been meant: the same for another period, or with its decimal point. None if neither is usual."""
    low, high = limit.usual
    amount = given.amount
    periods: list[tuple[Decimal, str]] = [
        (amount, per) for per in PERIODS if per in PER_YEAR or isinstance(given, PayMoney)
    ]
    point: list[tuple[Decimal, str]] = [(amount / HUNDRED, given.per)] if amount >= HUNDRED else []
    tried = periods + point if amount % _WHOLE_POUNDS == 0 else point + periods
    for other, per in tried:
        worth = measured(other, per)
        if worth is not None and low <= worth <= high:
            return {"amount": other, "per": per}
    return None


def _number_meant(limit: NumberLimit, number: Decimal) -> Decimal | None:
    if limit.times is None or not limit.usual:
        return None
    low, high = limit.usual
    meant = number * limit.times
    return meant if low <= meant <= high else None


# ---------------------------------------------------------------------- words
def _entered(value: str, title: str) -> str:
    return _("You entered %(value)s for “%(what)s”.") % {"value": value, "what": _(title)}


def _why(words: str, bound: str) -> str:
    """What is odd, in the words that a limit has for it."""
    return _(words).format(limit=bound)


def money_said(amount: Decimal, per: str) -> str:
    """An amount for a period in words: £24,000 an hour."""
    return f"{pounds(amount)} {_(PERIODS[per])}"


def pounds(amount: Decimal) -> str:
    text = f"{abs(amount):,.2f}" if amount == amount.quantize(Decimal("0.01")) else f"{abs(amount):,f}"
    return f"{'−' if amount < 0 else ''}£{text.removesuffix('.00')}"


def _plain(number: Decimal) -> str:
    return f"{number.normalize():,f}"


def _percent(number: Decimal) -> str:
    return f"{_plain(number)}%"


_SAY: dict[str, Callable[[Decimal], str]] = {"pounds": pounds, "percent": _percent, "number": _plain}
