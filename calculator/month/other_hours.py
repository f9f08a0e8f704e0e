"""What an option would come to with other hours: break-even, worse hours, limits, and the hours view."""

from __future__ import annotations

from calculator.contract import result as out
from calculator.i18n.language import gettext
from calculator.month.hours import (
    MOST_HOURS,
    STEPS,
    Curve,
    HoursCurve,
    break_even,
    decimal,
    exact_steps,
    grid,
    kept_of_next_pound,
    most_hours_kept,
    worse_hours,
)
from calculator.month.inputs import ZERO, childcare_of
from calculator.month.run import Run, pence, title_of
from calculator.month.statement import StatedBook


def add_other_hours(book: StatedBook, run: Run, today: Run, found: out.OptionResult, with_view: bool) -> None:
    """Add to an option's result what other hours at its pay an hour would do.

    run: the option's position. today: the position now. found: the result to add to. with_view: add the points and steps of the curve too.
    """
    limits = book.statement.limits
    watched = [each.keeps for each in limits] + (_steps(book) if with_view else [])
    childcare = childcare_of(today.situation.childcare)
    hours = HoursCurve(book.engine, run.values, run.inputs, book.statement.lines, watched, childcare)
    if not hours.pay_per_hour:
        return
    curve = hours.at(grid())
    before, missing = float(today.left_over()), today.missing_worth
    uncovered = hours.uncovered(curve, missing)
    more = float(sum((most for most, _ in missing.values() if most is not None), ZERO))
    found.break_even_hours = break_even(curve, uncovered, before, more)
    found.worse_hours = worse_hours(curve, uncovered, before)
    for each in limits:
        if each.if_ is not None and not run.held(each.if_, hours.adult):
            continue
        most = most_hours_kept(hours.states(each.keeps, curve, hours.adult), curve)
        if most is not None:
            at_law = pence(run.total(each.pay_limit)) if each.pay_limit else None
            pay = at_law if at_law is not None else pence(hours.pay_per_hour * most)
            found.limits.append(out.Limit(each.id, most, pay, title_of(each, run.situation.case.nation)))
    if with_view:
        found.hours = _view(book, run, hours, curve)


def _view(book: StatedBook, run: Run, hours: HoursCurve, curve: Curve) -> out.Hours:
    """The hours view: every whole hour of the curve, and the exact hours at which something changes."""
    import numpy as np

    whole = np.arange(MOST_HOURS + 1, dtype=float)
    every = slice(None, None, STEPS)
    rule = book.statement.award
    award = np.broadcast_to(curve.values.get(rule, float(run.total(rule))), curve.hours.shape)
    slopes = kept_of_next_pound(hours, whole)
    points = [
        out.HoursPoint(int(at), decimal(left), decimal(paid), decimal(kept))
        for at, left, paid, kept in zip(whole, curve.left_over[every], award[every], slopes, strict=True)
    ]
    assert hours.pay_per_hour
    return out.Hours(hours.pay_per_hour, points, _turns(book, hours, curve))


def _steps(book: StatedBook) -> list[str]:
    return [rule.name for rule in book.rules.rules.values() if rule.step]


def _turns(book: StatedBook, hours: HoursCurve, curve: Curve) -> list[out.HoursStep]:
    """The hours at which a rule with a `step:` changes. The step is written `when it begins | when it ends`."""
    import numpy as np

    turns, titles = [], []
    for name in _steps(book):
        if name not in curve.values:
            continue
        states = hours.states(name, curve).astype(int)
        begins, _, ends = book.rules.rules[name].step.partition(" | ")
        for turn in np.nonzero(np.diff(states))[0]:
            turns.append((name, float(curve.hours[turn]), float(curve.hours[turn + 1])))
            titles.append(gettext(begins if states[turn + 1] > states[turn] or not ends else ends))
    if not turns:
        return []
    steps = [out.HoursStep(at, title) for at, title in zip(exact_steps(hours, turns), titles, strict=True)]
    return sorted(steps, key=lambda step: step.hours)
