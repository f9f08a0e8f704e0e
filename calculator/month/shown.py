"""A position as people see it: the figures for the usual answers, with the range that other answers to open questions give."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from calculator.contract import result as out
from calculator.month.inputs import ZERO
from calculator.month.open_questions import Answered, differing
from calculator.month.run import Run


def position_shown(answered: Answered, with_working: bool) -> out.Position:
    """The position for the usual answers. A line that another answer changes has a range, and says which answers it depends on."""
    run = answered.usual
    position = run.position(with_working)
    shown = {line.id: line for line in position.lines}
    left = [variant.left_over() for _, variant in answered.every()]
    if min(left) != max(left):
        position.left_over_range = min(left), max(left)
    for answers, variant in answered.every():
        for name, line in variant.lines_by_id().items():
            if name not in shown:
                # The line is zero for the usual answers and not for others.
                nobody = [ZERO] * len(line.by_adult)
                shown[name] = replace(line, per_month=ZERO, per_week=ZERO, per_year=ZERO, by_adult=nobody)
        for name, amount in variant.per_month(shown).items():
            low, high = shown[name].range or (shown[name].per_month, shown[name].per_month)
            if low != min(low, amount) or high != max(high, amount):
                shown[name].confidence, shown[name].range = "depends", (min(low, amount), max(high, amount))
        for unknown in differing(answers):
            without = answered.under(tuple(pair for pair in answers if pair[0] is not unknown)).per_month(shown)
            for name, amount in variant.per_month(shown).items():
                if amount != without[name]:
                    shown[name].depends_on = sorted({*shown[name].depends_on, unknown.pointer})
    position.universal_credit.ranges = _ranges(answered)
    position.lines = [shown[each.id] for each in run.statement.lines if each.id in shown]
    _widen(run, shown)
    _mark(run, shown)
    return position


def _ranges(answered: Answered) -> dict[str, tuple[Decimal, Decimal]] | None:
    """The least and the most of each amount of the Universal Credit statement that other answers change; None if they change none."""
    statements = [variant.universal_credit() for _, variant in answered.every() if variant.figures_given()]
    found = {}
    for field in answered.usual.statement.universal_credit:
        # A limit that does not apply by some answer is None there, and is no amount. Parts of the help with rent are in the help with rent.
        amounts = [getattr(each, field, None) for each in statements if field != "status"]
        known = [each for each in amounts if each is not None]
        if known and len(known) == len(amounts) and min(known) != max(known):
            found[field] = (min(known), max(known))
    return found or None


def _widen(run: Run, shown: dict[str, out.Line]) -> None:
    """Give a line that is in doubt the range from nothing to the most that it can be worth, and the cost that it lowers the range that follows."""
    worth = run.doubtful_worth
    for notice, _index in run.showing("notice"):
        most = worth[notice.in_doubt][0] if notice.in_doubt else None
        if most is None:
            continue
        known = sum((shown[name].per_month for name in notice.in_doubt if name in shown), ZERO)
        for line in (shown[name] for name in notice.depends if name in shown):
            if line.id in notice.in_doubt:
                low, high = ZERO, most
            else:
                low, high = line.per_month + known - most, line.per_month + known
            line.range = min(low, *(line.range or [low])), max(high, *(line.range or [high]))


def _mark(run: Run, shown: dict[str, out.Line]) -> None:
    """Mark the lines that a notice is about. A notice about an open question is left out if none of its lines depend on the answer."""
    asked = {unknown.pointer for unknown in run.inputs.unknown}
    for notice, index in run.showing("notice"):
        where = {run.path_of(notice, index)} if notice.path else set()
        about = [shown[name] for name in notice.depends if name in shown]
        hangs = any(where & {*line.depends_on} for line in about)
        if notice.depends and where & asked and not notice.missing and not hangs:
            run.left_out.add((notice.name, index))
            continue
        for line in about:
            line.confidence = notice.confidence
            line.depends_on = sorted({*line.depends_on, *where})
