"""The dividend: what work means for public money over the time that it lasts, against what a programme costs.

Only money is counted: benefits, taxes and contributions. `NOT_COUNTED` says what is not, and every result repeats it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, fields
from decimal import Decimal

from calculator.contract.record import Number, Record, says
from calculator.contract.result import PublicFinances
from calculator.i18n.language import gettext, later
from calculator.month.public_money import BODIES

Combine = Callable[[Decimal, Decimal], Decimal]
WEEKS = Decimal(52)
MOST_COST = 1_000_000
POINTS = (6, 13, 26, 52)
ZERO, ONE = Decimal(0), Decimal(1)
NOT_COUNTED = (
    later("Health and wellbeing, and what the NHS and social care spend."),
    later("What the person gains: pay, and whatever else work brings or costs."),
    later("What would have happened without the programme: some people would have found work by themselves."),
    later("The Employment Allowance, which many small employers set against their National Insurance."),
    later("Grants between governments that follow from devolved taxes and benefits."),
)
TRIALS = later(
    "The trials of such support in Sheffield and the West Midlands (2018 to 2020) found no effect on the employment of people out of work in "
    "Sheffield and an effect in the West Midlands, and only modest financial benefits. Measured in public money alone, they cost more than they "
    "returned. They found gains in health and wellbeing, which are not counted here."
)
TRIALS_SOURCE = (
    "Health-led Employment Trials evaluation, Department for Work and Pensions research reports 1025 and 1036 (2023)",
    "https://www.gov.uk/government/publications/health-led-employment-trials-evaluation",
)


class WrongSetting(ValueError):
    """A setting of a report that cannot be used: its name, and what is allowed."""

    def __init__(self, name: str, detail: str) -> None:
        self.name, self.detail = name, detail
        super().__init__(f"{name}: {detail}")


@dataclass(frozen=True, slots=True)
class Programme:
    """What a programme costs and how long the work lasts.

    cost: pounds for each participant. start: the share of participants who start work. weeks: weeks in work in the first year of those who start. Instead
    of weeks, `staying` gives the shares of them who are still in work after 6, 13, 26 and 52 weeks.
    """

    cost: Decimal = ZERO
    start: Decimal = ONE
    weeks: Decimal | None = None
    staying: tuple[Decimal, ...] = ()

    def __post_init__(self) -> None:
        numbers = {
            "cost": (self.cost,),
            "start": (self.start,),
            "weeks": (self.weeks or ZERO,),
            "staying": self.staying,
        }
        for name, held in numbers.items():
            if not all(each.is_finite() for each in held):
                raise WrongSetting(name, "must be a number")
        if not 0 <= self.cost <= MOST_COST:
            raise WrongSetting("cost", f"must be from 0 to {MOST_COST:,} pounds")
        if not 0 <= self.start <= 1:
            raise WrongSetting("start", "must be a share from 0 to 1")
        if self.weeks is not None and self.staying:
            raise WrongSetting("staying", "must be left out if weeks is given")
        if self.weeks is not None and not 0 <= self.weeks <= WEEKS:
            raise WrongSetting("weeks", "must be from 0 to 52")
        if self.staying and len(self.staying) != len(POINTS):
            raise WrongSetting("staying", "must have four shares: after 6, 13, 26 and 52 weeks")
        if any(not 0 <= after <= before for before, after in zip((ONE, *self.staying), self.staying, strict=False)):
            raise WrongSetting("staying", "must be shares from 0 to 1 that do not rise")

    @property
    def weeks_in_work(self) -> Decimal:
        """Weeks in work in the first year, of those who start. Between two points people leave evenly."""
        if self.weeks is not None:
            return self.weeks
        if not self.staying:
            return WEEKS
        shares, points = (ONE, *self.staying), (0, *POINTS)
        spans = zip(points, points[1:], shares, shares[1:], strict=False)
        return sum((Decimal(end - begin) * (before + after) / 2 for begin, end, before, after in spans), ZERO)

    @property
    def part_of_year(self) -> Decimal:
        """The part of a year in work of an average participant, of whom some do not start."""
        return self.start * self.weeks_in_work / WEEKS


@dataclass(slots=True)
class Dividend(Record):
    """What a programme returns to public money in a year for all participants together, against its cost."""

    participants: int = field(metadata=says("The participants who are counted.", 40))
    weeks_in_work: Number = field(
        metadata=says("Weeks in work in the first year, of those who start.", 38.3, unit="weeks")
    )
    returned: PublicFinances = field(metadata=says("What is returned, over the time in work."))
    cost: Number = field(metadata=says("What the programme costs.", 60000.0, unit="pounds"))
    net: Number = field(
        metadata=says("What is returned less the cost. Below zero, it costs more.", -4120.5, unit="pounds")
    )
    break_even_weeks: Number | None = field(
        metadata=says(
            "Weeks in work that would return the cost. Null if no cost is given, or if even a year does not.",
            44.2,
            unit="weeks",
        )
    )
    text: str = field(metadata=says("What this comes to, in words.", "The programme costs more than it returns."))
    not_counted: list[str] = field(metadata=says("What is not counted.", ["Health and wellbeing."]))

    @property
    def costs_more(self) -> bool:
        """Whether the programme costs more than it returns."""
        return self.net < 0


def added(parts: Iterable[PublicFinances]) -> PublicFinances:
    """Several households' public money together."""
    total = none()
    for part in parts:
        total = _each(total, part, lambda one, other: one + other)
    return total


def scaled(money: PublicFinances, by: Decimal) -> PublicFinances:
    """Public money times a factor."""
    return _each(money, money, lambda one, _other: one * by)


def none() -> PublicFinances:
    """No public money."""
    return PublicFinances(
        **{each.name: ZERO for each in fields(PublicFinances) if each.name != "by_body"},
        by_body=dict.fromkeys(BODIES, ZERO),
    )


def _each(one: PublicFinances, other: PublicFinances, combine: Combine) -> PublicFinances:
    found = {
        each.name: combine(getattr(one, each.name), getattr(other, each.name))
        for each in fields(PublicFinances)
        if each.name != "by_body"
    }
    return PublicFinances(
        **found, by_body={body: combine(one.by_body[body], other.by_body[body]) for body in one.by_body}
    )


def dividend(yearly: PublicFinances, participants: int, programme: Programme) -> Dividend:
    """The dividend of a programme. yearly: what a full year in work of every participant would return, all together."""
    returned = scaled(yearly, programme.part_of_year)
    cost = programme.cost * participants
    net = returned.total - cost
    a_year = yearly.total * programme.start
    weeks = cost / a_year * WEEKS if a_year > 0 and cost > 0 else None
    return Dividend(
        participants,
        programme.weeks_in_work,
        returned,
        cost,
        net,
        weeks if weeks is not None and weeks <= WEEKS else None,
        _said(returned.total, cost, net),
        [gettext(each) for each in NOT_COUNTED],
    )


def _said(returned: Decimal, cost: Decimal, net: Decimal) -> str:
    if cost == 0:
        return gettext("No cost is given. In the first year %(returned)s comes back to public money.") % {
            "returned": _pounds(returned)
        }
    words = {"returned": _pounds(returned), "cost": _pounds(cost), "net": _pounds(abs(net))}
    if net < 0:
        return (
            gettext(
                "The programme costs more than it returns: %(cost)s against %(returned)s in the first year, which is %(net)s short."
            )
            % words
        )
    return (
        gettext(
            "The programme returns more than it costs: %(returned)s against %(cost)s in the first year, which is %(net)s more."
        )
        % words
    )


def _pounds(amount: Decimal) -> str:
    whole = round(amount)
    return f"-£{-whole:,}" if whole < 0 else f"£{whole:,}"
