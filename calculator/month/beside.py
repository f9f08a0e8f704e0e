"""An option beside another position: the change, what is kept of a pound, and what the change means for public money."""

from __future__ import annotations

from decimal import Decimal

from calculator.contract import result as out
from calculator.month.inputs import ZERO, Inputs
from calculator.month.open_questions import Answered, change_ends, moved_by
from calculator.month.public_money import public_finances
from calculator.month.run import Run, pence

# With fewer paid hours more a month than this, a figure for each hour is meaningless.
LEAST_HOURS = Decimal("0.01")


def option_result(
    name: str,
    answered: Answered,
    shown: out.Position,
    compared: Answered,
    base_shown: out.Position,
    today: Run,
) -> out.OptionResult:
    """The result of an option beside another position, `compared`. today: the position now, to which notices and help refer.

    If something that is not worked out could be worth any amount, the result has no change, because a difference would mislead. If Universal
    Credit is not worked out, the result has a range and no change.
    """
    run, base = answered.usual, compared.usual
    found = out.OptionResult(name, shown, None, notices=run.notices(today))
    ends = change_ends(answered, compared) if run.figures_given() else None
    if ends is None:
        return found
    found.help, found.lost = run.helps(today), run.lost(today)
    if ends[0] != ends[1] or without_award(run) or without_award(base):
        found.change_range = ends
    set_beside(found, run, base, base_shown)
    if ends[0] != ends[1] and found.change_per_month is not None:
        found.moved_by = [out.MovedBy(path, [*lines], *ends) for path, lines, *ends in moved_by(answered, compared)]
    return found


def set_beside(found: out.OptionResult, run: Run, base: Run, base_shown: out.Position) -> None:
    """Fill in the change of an option beside another position, and what follows from it; nothing if one of the two has no award worked out."""
    if without_award(run) or without_award(base):
        return
    shown = found.position
    change = shown.left_over_before_debts - base_shown.left_over_before_debts
    pay = _of_kind(shown, "pay") - _of_kind(base_shown, "pay")
    costs = sum((_line(shown, line) - _line(base_shown, line) for line in ("work_costs", "childcare")), ZERO)
    hours = _paid_hours(run.inputs) - _paid_hours(base.inputs)
    found.change_per_month = change
    found.kept_per_pound = change / pay if pay > 0 else None
    found.kept_per_pound_before_costs = (change + costs) / pay if pay > 0 else None
    found.better_off_per_hour = change / hours if hours >= LEAST_HOURS else None
    found.public_finances = _public_finances(run, shown, base, base_shown)


def without_award(run: Run) -> bool:
    """Whether the award that most other lines hang on is not worked out in a position."""
    award = next(line.id for line in run.statement.lines if line.rule == run.statement.award)
    return any(award in lines for lines in run.missing_worth)


def _public_finances(run: Run, shown: out.Position, base: Run, base_shown: out.Position) -> out.PublicFinances:
    """What the change means for public money, in pounds a year."""
    return public_finances(
        run.statement,
        run.situation.case.nation,
        lambda line: _line(shown, line.id) - _line(base_shown, line.id),
        lambda rule: pence(run.total(rule)) - pence(base.total(rule)),
    )


def _line(position: out.Position, name: str) -> Decimal:
    return next((Decimal(line.per_month) for line in position.lines if line.id == name), ZERO)


def _of_kind(position: out.Position, kind: str) -> Decimal:
    return sum((Decimal(line.per_month) for line in position.lines if line.kind == kind), ZERO)


def _paid_hours(inputs: Inputs) -> Decimal:
    """The paid hours of all jobs in a typical month."""
    worked = zip(inputs.values["job.hours"], inputs.values["job.weeks_per_year"], strict=True)
    return sum((hours * weeks for hours, weeks in worked), ZERO) / 12
