"""A card of A6 to hold in the hand when hours are discussed with an employer: what each number of hours at this pay would bring."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from flask import Blueprint, render_template, request

from calculator.contract.result import Hours
from calculator.web import site
from calculator.web.answer.names import line_names
from calculator.web.answer.words import Told
from calculator.web.pages import pages
from calculator.web.plan.plan import code_of

blueprint = Blueprint("card", __name__)
SHOWN = (4, 8, 12, 16, 20, 24, 30, 37)  # hours a week that jobs often have


@blueprint.post("/card")
def card() -> str:
    """The card for one choice. Without a script it is the same page to print."""
    answers = pages.answers_of(request.form, pages.form())
    with pages.case_of(answers) as case:
        number = pages.choice(case)
        asked = case.model_copy(update={"views": ("hours",)})
        result = site.calculator().calculate(asked, [number])
    told = Told(result, case, number, site.formats())
    view = told.option.hours if told.answer.change is not None else None
    before = told.before.left_over_before_debts
    own = told.job.hours_per_week if told.job else None
    return render_template(
        "plan/card.html",
        told=told,
        result=result,
        answers=answers,
        number=number,
        today=dt.date.today(),
        rows=_rows(view, before, own) if view else [],
        own=own,
        code=code_of(case),
        line_names=line_names,
    )


def _rows(view: Hours, before: Decimal, own: Decimal | None) -> list[tuple[int, Decimal]]:
    """Hours a week with what they bring a month against the position that is compared with. The job's own hours are among them."""
    wanted = {*SHOWN, *([int(own)] if own is not None and own == int(own) else [])}
    return [(point.hours, Decimal(point.left_over) - before) for point in view.points if point.hours in wanted]
