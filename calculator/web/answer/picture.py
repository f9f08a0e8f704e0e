"""The picture of hours: what is left over each month at every number of hours, drawn, described in words and in a table.

Widths are in per cent and heights in pixels, so that the drawing fills any width and its words keep their size.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from calculator.contract.result import Hours
from calculator.web.answer.axis import MoneyAxis, anchor
from calculator.web.format import Formats
from calculator.web.language import _

# From the top of the drawing: the words about this job, the curve with room for pins, the hours.
HEIGHT, TOP, BOTTOM = 360, 92, 308
EDGE = 25  # per cent of the width in which words are aligned to the side
STEPS_OF_MONEY = (20, 50, 100, 200, 250, 500, 1000, 2500, 5000, 10_000, 25_000, 100_000, 1_000_000, 10_000_000)
STEM, FURTHER = 32, 23  # pixels from the curve to a pin, and on to the next place that is free
APART = 8  # per cent of the width at which pins do not touch on the narrowest screen
HIGHEST_PIN, LOWEST_PIN = 55, 318
TOGETHER = Decimal("0.1")  # hours; changes as close as this share a pin
TABLE_EVERY = 5


@dataclass(slots=True)
class GridLine:
    """A line across, with how much more or less it stands for. It is named at the side that the curve is further from."""

    y: float
    text: str
    at_left: bool


@dataclass(slots=True)
class Pin:
    """A numbered place on the curve where something changes."""

    number: int
    x: float
    y: float
    pin_y: float
    when: str
    what: list[str]


@dataclass(slots=True)
class Mark:
    """The place of this job."""

    x: float
    y: float
    anchor: str
    hours: str
    difference: str


@dataclass(slots=True)
class Picture:
    path: str
    zero: float
    zero_text: str
    rules: list[GridLine]
    ticks: list[tuple[float, str, str]]
    pins: list[Pin]
    mark: Mark | None
    described: str
    table: list[tuple[str, Decimal, Decimal, Decimal]]
    most: int
    height: int = HEIGHT


@dataclass(frozen=True, slots=True)
class This:
    """The job that the picture is about."""

    hours: Decimal
    left_over: Decimal
    universal_credit: Decimal


def picture(view: Hours, before: Decimal, this: This | None, than: str, formats: Formats) -> Picture:
    """The picture. `before` is what is left over in the position that `than` names."""
    most = view.points[-1].hours
    amounts = [point.left_over for point in view.points]
    if this is not None and this.hours > most:
        this = None
    lowest, highest = min([before, *amounts]), max([before, *amounts])
    if this is not None:
        lowest, highest = min(lowest, this.left_over), max(highest, this.left_over)
    axis = MoneyAxis(lowest, highest, TOP, BOTTOM)
    y = axis.y

    def x(hours: Decimal | int) -> float:
        return round(float(hours) * 100 / most, 2)

    def at(hours: Decimal) -> float:
        """The height of the curve, which is straight from one whole hour to the next."""
        below = min(int(hours), most - 1)
        share = hours - below
        return y(amounts[below] * (1 - share) + amounts[below + 1] * share)

    def more(amount: Decimal) -> str:
        return formats.more_or_less(amount - before, whole=True)

    points = (f"{point.hours} {y(point.left_over)}" for point in view.points)
    return Picture(
        path="M" + " L".join(points),
        zero=y(before),
        zero_text=_("the same as %(than)s: %(money)s") % {"than": than, "money": formats.whole_pounds(before)},
        rules=[
            GridLine(y(amount), more(amount), abs(amounts[0] - amount) >= abs(amounts[-1] - amount))
            for amount in axis.amounts(before, STEPS_OF_MONEY)
        ],
        ticks=[(x(hours), "start" if not hours else "middle", str(hours)) for hours in range(0, most - 9, 10)]
        + [(100.0, "end", formats.hours(most))],
        pins=_pins(view, x, at, formats),
        mark=None
        if this is None
        else Mark(
            x(this.hours),
            y(this.left_over),
            anchor(x(this.hours), EDGE),
            formats.hours(this.hours),
            more(this.left_over),
        ),
        described=_described(view, this, more, formats, than),
        table=_table(view, before, this, formats),
        most=most,
    )


def _pins(view: Hours, x: Callable[[Decimal], float], at: Callable[[Decimal], float], formats: Formats) -> list[Pin]:
    """The changes with their numbers, by turns above and below the curve, placed so that they do not touch."""
    found: list[tuple[Decimal, list[str]]] = []
    for step in view.steps:
        if found and step.hours - found[-1][0] <= TOGETHER:
            found[-1][1].append(_(step.title))
        else:
            found.append((step.hours, [_(step.title)]))
    pins: list[Pin] = []
    for number, (hours, titles) in enumerate(found, 1):
        height = at(hours)
        sides = (-1, 1) if number % 2 else (1, -1)
        places = [height + side * (STEM + more * FURTHER) for more in range(4) for side in sides]
        free = (each for each in places if LOWEST_PIN >= each >= HIGHEST_PIN and _is_free(x(hours), each, pins))
        when = formats.hours(hours) if hours >= TOGETHER else _("From the start")
        pins.append(Pin(number, x(hours), height, next(free, places[0]), when, titles))
    return pins


def _is_free(x: float, y: float, pins: Sequence[Pin]) -> bool:
    return all(abs(pin.x - x) >= APART or abs(pin.pin_y - y) >= FURTHER for pin in pins)


def _described(view: Hours, this: This | None, more: Callable[[Decimal], str], formats: Formats, than: str) -> str:
    """The curve in words, for people who cannot see it."""
    ends = {"no": more(view.points[0].left_over), "all": more(view.points[-1].left_over)}
    said = [
        _("Against %(than)s: with no hours, %(no)s; with %(most)s a week, %(all)s.")
        % {**ends, "than": than, "most": formats.hours(view.points[-1].hours)}
    ]
    if this is not None:
        given = {"hours": formats.hours(this.hours), "money": more(this.left_over)}
        said.append(_("This job, %(hours)s a week: %(money)s.") % given)
    return " ".join([*said, _("The table below has the same figures.")])


def _table(
    view: Hours, before: Decimal, this: This | None, formats: Formats
) -> list[tuple[str, Decimal, Decimal, Decimal]]:
    """A row for every fifth hour and for this job: hours, Universal Credit, left over and the difference."""
    rows = [
        (Decimal(point.hours), str(point.hours), point.universal_credit, point.left_over)
        for point in view.points
        if not point.hours % TABLE_EVERY and (this is None or point.hours != this.hours)
    ]
    if this is not None:
        title = _("%(hours)s (this job)") % {"hours": formats.number(this.hours)}
        rows.append((this.hours, title, this.universal_credit, this.left_over))
    return [
        (title, credit, left, left - before) for _hours, title, credit, left in sorted(rows, key=lambda row: row[0])
    ]
