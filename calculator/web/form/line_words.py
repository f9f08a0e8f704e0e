"""Reading one line that a person types, such as `14/12/2026 22.5 hours 3 days 1423.50 a month`, as a part of a case.

The days, numbers and words are read by `calculator.web.typed`, so a line takes what a box takes. Here is only what each kind of line is made
of. A line that cannot be read comes back as it was typed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from calculator.web.form.pointers import Data, Json
from calculator.web.typed.days import dated, day_at, leading, month_at
from calculator.web.typed.quantities import Quantity, quantity_at
from calculator.web.typed.words import Piece, pieces, word_at

_BETWEEN = (",", ";", ":")
_FAR = 40  # pieces of a line among which the number of the child is looked for
_MOST = 4  # numbers that a line of any kind has


@dataclass(slots=True)
class LineRead:
    """What stands in a line, in order: days, quantities and words by their group. `left` says whether there is anything else."""

    days: list[str] = field(default_factory=list)
    quantities: list[Quantity] = field(default_factory=list)
    words: list[tuple[str, str]] = field(default_factory=list)
    left: bool = False

    def said(self, group: str) -> str:
        """What the first word of a group means; empty if there is none."""
        return next((meaning for name, meaning in self.words if name == group), "")

    def holds(self, days: int, quantities: Sequence[int], words: Sequence[str] = ()) -> bool:
        """Whether the line has so many days, one of these numbers of quantities, only words of these groups once each, and nothing else."""
        groups = [group for group, _meaning in self.words]
        return (
            not self.left
            and len(self.days) == days
            and len(self.quantities) in quantities
            and len({*groups}) == len(groups)
            and {*groups} <= {*words}
        )


def _read(
    line: str, today: dt.date | None, *, groups: Sequence[str] = (), days: int = 1, month: bool = False
) -> LineRead:
    """Everything in a line: at most so many days, or one month, and words of these groups."""
    cut, at, found = pieces(line), 0, LineRead()
    while at < len(cut) and len(found.quantities) <= _MOST:
        if cut[at].text in _BETWEEN:
            at += 1
            continue
        at = _day(cut, at, found, today or dt.date.today(), month=month) if len(found.days) < days else at
        if at >= len(cut):
            break
        quantity = quantity_at(cut, at)
        if isinstance(quantity, Quantity):
            found.quantities.append(quantity)
            at = quantity.place
            continue
        word = _word(cut, at, groups)
        if word is None:
            found.left = found.left or quantity == "unclear" or cut[at].text not in _BETWEEN
            at += 1
            continue
        found.words.append((word[0], word[1]))
        at = word[2]
    return found


def _day(cut: Sequence[Piece], at: int, found: LineRead, today: dt.date, *, month: bool) -> int:
    """The place after the day or month that stands here; the same place if none does."""
    if month:
        named = month_at(cut, at)
        if named:
            found.days.append(named[0])
        return named[1] if named else at
    start = leading(cut[at:]) + at
    day = day_at(cut, start)
    if day is None:
        return at
    found.days.append(dated(day, today))
    return day.end


def _word(cut: Sequence[Piece], at: int, groups: Sequence[str]) -> tuple[str, str, int] | None:
    """The word of one of these groups at a place. A name such as `around.until` means one word of a group."""
    for name in groups:
        group, _dot, meaning = name.partition(".")
        if word := word_at(cut, at, group, *((meaning,) if meaning else ())):
            return name, word[0], word[1]
    return None


def _counted(quantity: Quantity, unit: str, per: str = "") -> bool:
    """Whether a quantity can be a number of these, with or without its unit."""
    return quantity.unit in ("", unit) and quantity.per in ("", per)


def _money(quantity: Quantity, *, per: bool = False) -> bool:
    return quantity.unit in ("", "pounds") and bool(quantity.per) == per and not quantity.way


def read_dated_pay(line: str, today: dt.date | None = None) -> Json:
    """Read `12/2/2027 381.30 30 hours`: the pay of one payday."""
    found = _read(line, today)
    if not found.holds(1, (1, 2)):
        return line
    gross, *hours = found.quantities
    if not _money(gross) or not all(_counted(each, "hours") for each in hours):
        return line
    made: Data = {"date": found.days[0], "gross": gross.number}
    return {**made, "hours": hours[0].number} if hours else made


def read_step(line: str, today: dt.date | None = None) -> Json:
    """Read `14/12/2026 22.5 hours 3 days 1423.50 a month`: hours that change on a day, and the pay if it changes too."""
    found = _read(line, today)
    if not found.holds(1, (1, 2, 3)):
        return line
    hours, *rest = found.quantities
    pay = rest.pop() if rest and _money(rest[-1], per=True) else None
    if (
        len(rest) > 1
        or not _counted(hours, "hours", "week")
        or not all(_counted(each, "days", "week") for each in rest)
    ):
        return line
    made: Data = {"from": found.days[0], "hours_per_week": hours.number}
    if rest:
        made["days_per_week"] = rest[0].number
    return {**made, "pay": {"amount": pay.number, "per": pay.per}} if pay else made


def read_contract_pay(line: str, today: dt.date | None = None) -> Json:
    """Read `300 a week until 1/3/2027`: what an employer pays during sickness, and until when."""
    found = _read(line, today, groups=("around.until",))
    if not found.holds(1, (1,), ("around.until",)) or not found.words or not _money(found.quantities[0], per=True):
        return line
    (amount,) = found.quantities
    return {"amount": amount.number, "per": amount.per, "until": found.days[0]}


def read_childcare(line: str, today: dt.date | None = None) -> Json:
    """Read `child 2, 62 a day, 3 days, 52 weeks, first month paid`: the childcare of one child. Words such as the nursery's name may stand in it."""
    found = _read(line, today, groups=("around.first_month", "around.child"), days=0)
    child = _after_child(line)
    costs = [each for each in found.quantities if _money(each, per=True)]
    others = [each for each in found.quantities if each not in costs]
    numbers = [each for each in others if each.unit in ("", "ordinal")]
    days, weeks = ([each for each in others if each.unit == unit] for unit in ("days", "weeks"))
    if len(costs) != 1 or len(days) > 1 or len(weeks) > 1 or len(numbers) != (child is not None):
        return line
    if len(numbers) + len(days) + len(weeks) != len(others):
        return line
    made: Data = {"amount": costs[0].number, "per": costs[0].per}
    if child is not None:
        made["child"] = child
    if days:
        made["days_per_week"] = days[0].number
    if weeks:
        made["weeks_per_year"] = weeks[0].number
    if found.said("around.first_month"):
        made["first_month_paid_by_jobcentre"] = True
    return made


def _after_child(line: str) -> Decimal | None:
    """The number of the child: `child 2`, or `2nd child`."""
    cut = pieces(line)
    for at in range(min(len(cut), _FAR)):
        word = word_at(cut, at, "around", "child")
        after = quantity_at(cut, word[1]) if word else None
        if isinstance(after, Quantity) and after.unit == "":
            return after.number
        number = quantity_at(cut, at)
        if isinstance(number, Quantity) and number.unit == "ordinal" and word_at(cut, number.place, "around", "child"):
            return number.number
    return None


def read_one_off(line: str, today: dt.date | None = None) -> Json:
    """Read `20/1/2027 520 bonus, 52 weeks, my partner: For 2026`: money that comes once. There may be a colon after the day too."""
    first, *more = line.split(":", 2)
    named = [(":".join([first, *more[:count]]), ":".join(more[count:]).strip()) for count in range(len(more) + 1)]
    for told, name in named:
        if made := _one_off(told, today):
            return {**made, "name": name} if name else made
    return line


def _one_off(told: str, today: dt.date | None) -> Data | None:
    found = _read(told, today, groups=("money", "around.partner"))
    if not found.holds(1, (1, 2), ("money", "around.partner")) or not found.said("money"):
        return None
    amount, *weeks = found.quantities
    if not _money(amount) or any(each.unit != "weeks" or each.per for each in weeks):
        return None
    made: Data = {"date": found.days[0], "amount": amount.number, "kind": found.said("money")}
    if weeks:
        made["weeks"] = weeks[0].number
    if found.said("around.partner"):
        made["adult"] = 2
    return made


def read_profit(line: str, today: dt.date | None = None) -> Json:
    """Read `1/2027 -120` or `January 2027 1,150`: the profit or loss of a month."""
    found = _read(line, today, month=True)
    if not found.holds(1, (1,)) or not _money(found.quantities[0]):
        return line
    return {"month": found.days[0], "amount": found.quantities[0].number}
