"""Text to hand over: a summary for notes or an e-mail, and a referral for a benefits adviser.

Both are plain text in the language of the page. They hold the code of the case and no name.
"""

from __future__ import annotations

import datetime as dt
from itertools import chain

from flask import Blueprint, render_template, request

from calculator import compare
from calculator.contract import plan_file
from calculator.contract.timeline import Event
from calculator.web import site
from calculator.web.answer.names import row_title
from calculator.web.answer.words import Told
from calculator.web.form import record
from calculator.web.form.form import BEFORE
from calculator.web.pages import pages
from calculator.web.plan.plan import entered_by_section
from calculator.web.year.year import actions, ends, with_year

blueprint = Blueprint("handover", __name__)


@blueprint.post("/handover")
def handover() -> str:
    """The two texts for one choice. `line` names the lines whose working the summary has."""
    answers = pages.answers_of(request.form, pages.form())
    with pages.case_of(answers) as case:
        number = pages.choice(case)
        dated = with_year(case, number, ends(case, number))
        dated = dated.model_copy(update={"views": (*dated.views, "working")})
        result = site.calculator().calculate(dated, [number])
    told = Told(result, case, number, site.formats())
    rows = [row for row in chain.from_iterable(group.rows for group in told.groups) if row.kind == "line"]
    with_working = [row for row in rows if told.steps(row)]
    timeline = told.option.timeline
    to_do: list[Event] = actions(timeline) if timeline else []
    given = {
        "told": told,
        "result": result,
        "row_title": row_title,
        "code": record.typed(plan_file.before(answers.get(BEFORE, "")))[record.CODE_INPUT],
        "today": dt.date.today(),
        "actions": to_do,
        "entered": entered_by_section(answers),
        "open": [each for each in told.notices if each.confidence != "settled"],
        "others": [(each.name, compare.answer(result, each)) for each in result.options],
        "asked": [row for row in with_working if row.id in request.form.getlist("line")],
    }
    return render_template(
        "plan/handover.html",
        answers=answers,
        number=number,
        lines=with_working,
        ticked=request.form.getlist("line"),
        row_title=row_title,
        summary=render_template("plan/summary.txt", **given).strip(),
        referral=render_template("plan/referral.txt", **given).strip(),
    )
