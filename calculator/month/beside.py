"""An option beside another position: the change, what is kept of a pound, and what the change means for public money."""

from __future__ import annotations

from decimal import Decimal

from calculator.contract import result as out
from calculator.month.inputs import ZERO, Inputs
from calculator.month.open_questions import Answered, change_ends, moved_by
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
    ends = change_ends(answered, compared) if run.figures_given() else None
    if ends is None:
        return out.OptionResult(name, shown, None, notices=run.notices(today))
    if _without_award(run) or _without_award(base):
        return out.OptionResult(
            name, shown, None, ends, notices=run.notices(today), help=run.helps(today), lost=run.lost(today)
        )
    change = shown.left_over_before_debts - base_shown.left_over_before_debts
    pay = _of_kind(shown, "pay") - _of_kind(base_shown, "pay")
    costs = sum((_line(shown, line) - _line(base_shown, line) for line in ("work_costs", "childcare")), ZERO)
    hours = _paid_hours(run.inputs) - _paid_hours(base.inputs)
    return out.OptionResult(
        name=name,
        position=shown,
        change_per_month=change,
        change_range=ends if ends[0] != ends[1] else None,
        moved_by=[out.MovedBy(path, [*lines], low, high) for path, lines, low, high in moved_by(answered, compared)]
        if ends[0] != ends[1]
        else None,
        kept_per_pound=change / pay if pay > 0 else None,
        kept_per_pound_before_costs=(change + costs) / pay if pay > 0 else None,
        better_off_per_hour=change / hours if hours >= LEAST_HOURS else None,
        notices=run.notices(today),
        help=run.helps(today),
        lost=run.lost(today),
        public_finances=_public_finances(run, shown, base, base_shown),
    )


def _without_award(run: Run) -> bool:
    """Whether the award that most other lines hang on is not worked out in a position."""
    award = next(line.id for line in run.statement.lines if line.rule == run.statement.award)
    return any(award in lines for lines in run.missing_worth())


def _public_finances(run: Run, shown: out.Position, base: Run, base_shown: out.Position) -> out.PublicFinances:
    """What the change means for public money, in pounds a year: benefits that are not paid, and tax and contributions received."""
    nation = run.situation.case.nation
    bodies: dict[str, Decimal] = dict.fromkeys(
        ("uk_government", "scottish_government", "welsh_government", "council"), ZERO
    )
    saved = ZERO
    for line in run.statement.lines:
        body = line.body_in(nation)
        if body:
            less = (_line(base_shown, line.id) - _line(shown, line.id)) * 12
            saved += less
            bodies[body] += less
    public = run.statement.public_finances
    taxes = ZERO
    for part in public.tax:
        more = (pence(run.total(part.rule)) - pence(base.total(part.rule))) * 12
        taxes += more
        bodies[part.body_in(nation)] += more
    employer = (pence(run.total(public.employer)) - pence(base.total(public.employer))) * 12
    bodies["uk_government"] += employer
    return out.PublicFinances(saved, taxes, employer, saved + taxes + employer, dict(bodies))


def _line(position: out.Position, name: str) -> Decimal:
    return next((Decimal(line.per_month) for line in position.lines if line.id == name), ZERO)


def _of_kind(position: out.Position, kind: str) -> Decimal:
    return sum((Decimal(line.per_month) for line in position.lines if line.kind == kind), ZERO)


def _paid_hours(inputs: Inputs) -> Decimal:
    """The paid hours of all jobs in a typical month."""
    worked = zip(inputs.values["job.hours"], inputs.values["job.weeks_per_year"], strict=True)
    return sum((hours * weeks for hours, weeks in worked), ZERO) / 12
