"""The curve of an option over all numbers of hours at one rate of pay, made with the array functions of the same rules.

One run over a grid of tenths of an hour gives the whole hours that leave less than fewer hours would (`worse hours`), the fewest hours that
are no worse than now (`break-even`), and the most hours with which something is kept (`limits`). The hours view adds the slope at each
whole hour, and the exact hours at which a rule with a `step:` changes.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Literal

from calculator.contract.result import WorseHours
from calculator.month.inputs import ZERO, Inputs
from calculator.month.statement import StatementLine
from calculator.rulebook import Engine, Values

if TYPE_CHECKING:
    from numpy import bool_, float64, int_
    from numpy.typing import NDArray

    Floats = NDArray[float64]
    States = NDArray[int_] | NDArray[bool_]
    Shaped = float | Floats

MOST_HOURS = 45
# Rates outside this range come from near-zero hours or pay; a curve for them is meaningless.
LEAST_PER_HOUR, MOST_PER_HOUR = Decimal("0.001"), 100_000
STEPS = 10  # points an hour
VARYING = (
    "job.hours", "job.pay_given", "job.pay_per_hour", "job.pay_fixed", "job.take_home", "job.take_home_per_hour", "job.work_costs",
    "household.childcare",
)  # fmt: skip


@dataclass(slots=True)
class Curve:
    """Arrays over `hours`: what is left over before debts, in pounds a month, and the other outputs."""

    hours: Floats
    left_over: Floats
    values: Mapping[str, Floats]


@dataclass(slots=True)
class Uncovered:
    """Help that is not worked out at some numbers of hours. Arrays over the hours of a curve.

    `beside_fewer` is the most that it can be worth there, judging by fewer hours; it is zero if the help is not worked out at any of them,
    because both sides then leave it out. `beside_now` is the same against the position now.
    """

    unknown: NDArray[bool_]
    beside_fewer: Floats
    beside_now: Floats


class HoursCurve:
    """The curve of one option: its chosen job at any number of hours and the option's pay an hour."""

    def __init__(
        self,
        engine: Engine,
        values: Values,
        inputs: Inputs,
        lines: Sequence[StatementLine],
        watched: list[str],
        childcare_now: Decimal,
    ) -> None:
        self.engine, self.values, self.inputs, self.lines = engine, values, inputs, lines
        self.childcare_now = childcare_now
        job = inputs.chosen_job
        assert job is not None
        self.job = job
        pay, hours = self.given("job.pay_given"), inputs.values["job.hours"][job]
        weeks = inputs.values["job.weeks_per_year"][job]
        self.take_home = pay == "take_home"
        self.pay_per_hour: Decimal | None = None
        if pay == "hourly":
            self.pay_per_hour = inputs.values["job.pay_per_hour"][job]
        elif self.take_home and inputs.values["?job.take_home_per_hour"][job]:
            self.pay_per_hour = inputs.values["job.take_home_per_hour"][job]
        elif pay in ("fixed", "take_home") and hours and weeks:
            self.pay_per_hour = (
                inputs.values["job.pay_fixed" if pay == "fixed" else "job.take_home"][job] / hours / weeks
            )
        if self.pay_per_hour is not None and (not weeks or not LEAST_PER_HOUR <= self.pay_per_hour <= MOST_PER_HOUR):
            self.pay_per_hour = None
        outputs = [line.rule for line in lines if line.kind != "debt"]
        self.not_covered = [
            notice for notice in engine.book.notices_of("notice") if notice.missing and notice.worth_up_to
        ]
        doubts = [rule for notice in self.not_covered for rule in (notice.when, notice.worth_up_to or "")]
        self.slice = engine.slice(values, VARYING, [*dict.fromkeys([*outputs, *watched, *doubts])])
        self.prepared = engine.prepare(self.slice, values)

    def given(self, name: str) -> str:
        """The choice of an input of the job."""
        rule = self.engine.book.rules[name]
        choice: str = rule.choices[self.inputs.values[name][self.job]]
        return choice

    def at(self, hours: Floats, smooth: bool = False) -> Curve:
        """The curve at these hours (an array)."""
        import numpy as np

        assert self.pay_per_hour is not None
        inputs: dict[str, Floats] = {}
        place = self._place()
        choices = self.engine.book.rules["job.pay_given"].choices
        said = choices.index("take_home" if self.take_home else "hourly")
        per_hour = "job.take_home_per_hour" if self.take_home else "job.pay_per_hour"
        sets: dict[str, Shaped | States] = {
            "job.hours": hours,
            # No hours are no job.
            "job.pay_given": np.where(hours > 0, said, choices.index("none")),
            per_hour: float(self.pay_per_hour),
            "?" + per_hour: True,
            "job.work_costs": np.where(hours > 0, float(self.inputs.values["job.work_costs"][self.job]), 0.0),
        }
        fixed = self.prepared[0]
        for name in self.slice.inputs:
            if name in sets:
                spread = np.repeat(np.asarray(fixed[name])[None, ...], len(hours), axis=0)
                spread[(slice(None), *place)] = sets[name]
                inputs[name] = spread
            elif name == "household.childcare":
                inputs[name] = np.where(hours > 0, float(self.inputs.values[name]), float(self.childcare_now))
        values = self.engine.run_slice(self.slice, self.values, inputs, smooth, self.prepared)
        left_over: Shaped = 0.0
        for line in self.lines:
            sign = {"pay": 1, "benefit": 1, "deduction": -1, "cost": -1, "reduction": 0, "debt": 0}[line.kind]
            if sign:
                value = self._total(line.rule, values)
                left_over = left_over + sign * (value if smooth else np.floor(value * 100 + 0.5 + 1e-5) / 100)
        return Curve(hours, np.broadcast_to(left_over, hours.shape), values)

    def _place(self) -> tuple[int, int]:
        for adult, row in enumerate(self.values.structure.owned["job"]):
            if self.job in row:
                return adult, row.index(self.job)
        raise AssertionError(self.job)

    def _total(self, rule: str, values: Mapping[str, Floats]) -> Shaped:
        """A rule's value for the household at each point."""
        import numpy as np

        if rule not in values:
            exact = self.values[rule]
            return float(sum(exact, ZERO) if isinstance(exact, list) else exact)
        each = self.engine.book.rules[rule].each
        value = np.asarray(values[rule])
        axes = 0 if each is None else 2 if self.engine.book.owner(each) else 1
        return value.sum(axis=tuple(range(-axes, 0))) if axes else value

    def uncovered(self, curve: Curve, missing_now: Collection[tuple[str, ...]]) -> Uncovered:
        """The help that is not worked out along a curve. missing_now: the lines that are not worked out in the position now."""
        import numpy as np

        shape = curve.hours.shape
        found = Uncovered(np.zeros(shape, bool), np.zeros(shape), np.zeros(shape))
        for notice in self.not_covered:
            unknown = self.states(notice.when, curve) > 0
            if unknown.any():
                most = np.broadcast_to(self._total(notice.worth_up_to or "", curve.values), shape)
                amount = np.zeros(shape)
                for line in self.lines:
                    if line.id in notice.missing:
                        amount = amount + self._total(line.rule, curve.values)
                last_known = np.maximum.accumulate(np.where(unknown, -1, np.arange(len(curve.hours))))
                shown = np.minimum(most, amount[last_known]) if notice.falls_with_income else most
                found.unknown |= unknown
                found.beside_fewer += np.where(unknown & (last_known >= 0), shown, 0)
                if notice.missing not in missing_now:
                    found.beside_now += np.where(unknown, np.where(last_known >= 0, shown, most), 0)
        return found

    @property
    def adult(self) -> int:
        """The index of the adult whose hours these are."""
        return self._place()[0]

    def states(self, rule: str, curve: Curve, adult: int | None = None) -> States:
        """The state of a watched rule at each point: true or false, its choice, or whether an amount is above zero.

        adult: the adult to look at, if the rule has a value for each, so that what a partner keeps does not hide a loss.
        """
        import numpy as np

        shown = self.engine.book.rules[rule]
        if rule in curve.values:
            value = np.asarray(curve.values[rule])
        else:
            exact = self.values[rule]
            value = np.asarray([float(part) for part in exact] if isinstance(exact, list) else float(exact))
        state = value > 0.004 if shown.value_type == "number" else value.astype(int)
        each = shown.each
        axes = 0 if each is None else 2 if self.engine.book.owner(each) and rule in curve.values else 1
        if axes == 1 and each == "adult" and adult is not None:
            state = state[..., adult].astype(int)
        elif axes:
            state = state.sum(axis=tuple(range(-axes, 0)))
        return np.broadcast_to(state, curve.hours.shape)


def grid() -> Floats:
    """The hours of a curve: every tenth of an hour from none to the most."""
    import numpy as np

    return np.arange(MOST_HOURS * STEPS + 1) / STEPS


def decimal(number: float | float64) -> Decimal:
    """A NumPy number as a Decimal, rounded to six places to remove binary noise."""
    return Decimal(repr(round(float(number), 6)))


def break_even(curve: Curve, uncovered: Uncovered, now: float, more_now: float) -> Decimal | None:
    """The fewest hours from which every longer week, up to 45 hours, is no worse than now.

    now: what is left over now, in pounds a month. more_now: the most that help which is not worked out can add to that. None if there are no
    such hours, or if they depend on help that is not worked out.
    """
    surely = _no_worse(curve, curve.left_over, now + more_now)
    possibly = _no_worse(curve, curve.left_over + uncovered.beside_now, now)
    return surely if surely == possibly else None


def _no_worse(curve: Curve, left_over: Floats, now: float) -> Decimal | None:
    import numpy as np

    worse = np.nonzero(left_over < now - 0.005)[0]
    if len(worse) == 0:
        return ZERO
    after = int(worse[-1]) + 1
    return None if after >= len(curve.hours) else decimal(curve.hours[after])


def worse_hours(curve: Curve, uncovered: Uncovered, now: float) -> list[WorseHours]:
    """Ranges of whole hours that leave less than fewer hours would, or less than now, with the largest loss in each.

    A loss of less than a pound a month is not shown, nor one that help which is not worked out could make good.
    """
    import numpy as np

    whole = slice(None, None, STEPS)
    hours, left_over, unknown = curve.hours[whole], curve.left_over[whole], uncovered.unknown[whole]
    most = left_over + uncovered.beside_fewer[whole]
    best = np.where(unknown, np.maximum.accumulate(most), np.maximum.accumulate(left_over))
    found: list[WorseHours] = []
    references: tuple[tuple[Literal["fewer_hours", "now"], Floats, Floats], ...] = (
        ("fewer_hours", best, most),
        ("now", np.full_like(best, now), left_over + uncovered.beside_now[whole]),
    )
    for than, reference, left in references:
        below = (left < reference - 1.0) & (hours > 0)
        edges = np.nonzero(np.diff(np.concatenate([[0], below.view(np.int8), [0]])))[0]
        for start, end in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
            first, last = int(hours[start]), int(hours[end - 1])
            if than == "now" and any(each.from_ <= first and each.to >= last for each in found):
                continue
            loss = decimal(np.max(reference[start:end] - left[start:end]))
            top = int(hours[int(np.argmax(left[: start + 1]))]) if than == "fewer_hours" else None
            found.append(WorseHours(first, last, than, top, loss))
    return sorted(found, key=lambda each: each.from_)


def most_hours_kept(states: States, curve: Curve) -> Decimal | None:
    """The longest week, in tenths of an hour, up to which something is always kept; None if it is never or always kept."""
    import numpy as np

    kept = states > 0
    # Skip 0 hours: nothing is kept or lost until some work is done.
    lost = np.nonzero(~kept[1:])[0]
    if len(lost) == 0 or lost[0] == 0:
        return None
    return decimal(curve.hours[int(lost[0])])


def exact_steps(hours: HoursCurve, turns: list[tuple[str, float, float]]) -> list[Decimal]:
    """The hours, to a hundredth, at which the state of each rule changes. turns: each rule with the hours between which it does.

    All turns are found in one run.
    """
    import numpy as np

    size = 101
    points = np.concatenate([np.linspace(low, high, size) for _, low, high in turns])
    curve = hours.at(points)
    found = []
    for number, (rule, _, _) in enumerate(turns):
        part = slice(number * size, (number + 1) * size)
        states = hours.states(rule, curve)[part]
        turn = int(np.nonzero(states != states[0])[0][0])
        found.append(decimal(points[part][turn]).quantize(Decimal("0.01"), ROUND_HALF_UP))
    return found


def kept_of_next_pound(hours: HoursCurve, whole: Floats) -> Floats:
    """How much of one more pound of pay a month is kept at each number of whole hours, without rounding to the penny."""
    import numpy as np

    assert hours.pay_per_hour is not None
    weeks = float(hours.inputs.values["job.weeks_per_year"][hours.job])
    more = 12 / (float(hours.pay_per_hour) * weeks)
    # The slope at 0 hours is that of a job already begun: fares are not part of the next pound.
    base = np.where(whole > 0, whole, 1e-6)
    left_over = hours.at(np.concatenate([base + more, base]), smooth=True).left_over
    return left_over[: len(base)] - left_over[len(base) :]
