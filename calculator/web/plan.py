"""The better-off plan to keep: two sides to print, or a PDF, with what a benefits-counselling record needs.

Its parts stand in the order of the sheets that services use: the job, the answer, line by line, the first payments, what stays,
what could go wrong, what to tell whom by when, help with costs, questions for an adviser, what was entered, the other choices.
"""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import segno
from flask import Blueprint, Response, abort, current_app, render_template, request, url_for
from werkzeug.wrappers import Response as Answered

from calculator import case_file, compare
from calculator.case import Case
from calculator.errors import CaseError
from calculator.result import Event, Result
from calculator.web import entered, pages
from calculator.web.form import LONGEST_ANSWER
from calculator.web.language import current
from calculator.web.language import later as said_later
from calculator.web.timeline import actions, ends, with_year
from calculator.web.words import Told, row_title

blueprint = Blueprint("plan", __name__)

# The steps of benefits counselling that a service shows it has taken (IPS fidelity, benefits counselling).
STEPS = {
    "offered": said_later("Benefits counselling was offered"),
    "done": said_later("It was done before the job began"),
    "again": said_later("It was done again at a change of hours or pay"),
    "given": said_later("The information was given to keep"),
    "reporting": said_later("How to report pay and changes was explained"),
}
MOST_AGREED = 4
FIRST_DAYS = 92
REVIEW_AFTER = 91
MOST_FOR_CODE = 1_200  # characters of an address that a phone still reads from paper


@blueprint.post("/plan")
def plan() -> str | tuple[str, int] | Answered:
    """The plan for one choice, as a page to print or (`pdf`) as a PDF."""
    form = pages.form()
    answers = pages.answers_of(request.form, form)
    read = form.read(answers)
    if read.case is None:
        return pages.form_page(answers, form.placed(read.problems)), 422
    shown = request.form.get("show", "0")
    number = min(int(shown) if shown.isdecimal() and len(shown) < 3 else 0, len(read.case.options) - 1)
    if number < 0:
        abort(404)
    try:
        result: Result = current_app.extensions["calculator"].calculate(
            with_year(read.case, number, ends(read.case, number))
        )
    except CaseError as error:
        read.problems = form.asked(error.problems, read)
        return pages.form_page(answers, form.placed(read.problems)), 422
    page = _page(result, read.case, number, answers)
    return _pdf(page) if "pdf" in request.form else page


@blueprint.post("/plan/record.json")
def record() -> Response:
    """The counselling record without a name or a figure: which steps were taken when, and which way the answer went."""
    form = pages.form()
    read = form.read(pages.answers_of(request.form, form))
    if read.case is None:
        abort(422)
    try:
        result = current_app.extensions["calculator"].calculate(read.case)
    except CaseError:
        abort(422)
    held = {
        "record": "benefits counselling",
        "date": dt.date.today().isoformat(),
        "rules": {"version": result.rules.version, "fingerprint": result.rules.fingerprint},
        "steps": {step: _typed(f"step_{step}") or None for step in STEPS},
        "choices": [compare.answer(result, option).direction for option in result.options],
    }
    response = Response(json.dumps(held, ensure_ascii=False, indent=1), mimetype="application/json")
    response.headers["Content-Disposition"] = f'attachment; filename="record-{dt.date.today()}.json"'
    return response


def _page(result: Result, case: Case, number: int, answers: dict[str, str]) -> str:
    formats = current_app.extensions["formats"]
    told = Told(result, case, number, formats)
    timeline = told.option.timeline
    events: list[Event] = timeline.events if timeline else []
    first = events[0].date if events else dt.date.today()
    link = f"{request.host_url.rstrip('/')}{url_for('journey.open_form')}#{case_file.fragment(case)}"
    today = dt.date.today()
    return render_template(
        "plan/plan.html",
        told=told,
        result=result,
        option=told.option,
        answers=answers,
        number=number,
        row_title=row_title,
        today=today,
        payments=[
            each
            for each in events
            if each.amount is not None and each.kind != "cost" and (each.date - first).days <= FIRST_DAYS
        ],
        timeline=timeline,
        actions=actions(timeline) if timeline else [],
        to_ask=[each for each in told.option.notices if each.confidence != "settled"],
        entered=[
            (section.title, found)
            for section in pages.form().sections
            if (
                found := entered.said(
                    [
                        *section.fields,
                        *section.more,
                        *(field for row in section.rows for field in (*row.fields, *row.more)),
                    ],
                    answers,
                )
            )
        ],
        others=[(each.name, compare.answer(result, each)) for each in result.options],
        name=_typed("plan_name"),
        who=_typed("plan_who"),
        agreed=[tuple(_typed(f"agreed{n}_{part}") for part in ("what", "who", "when")) for n in range(MOST_AGREED)],
        review=_typed("plan_review") or formats.date(today + dt.timedelta(days=REVIEW_AFTER)),
        steps={step: (words, _typed(f"step_{step}")) for step, words in STEPS.items()},
        large="large" in request.form,
        code=segno.make(link, micro=False).svg_inline(scale=2, border=2, omitsize=False)
        if len(link) <= MOST_FOR_CODE
        else "",
        can_pdf=_weasyprint() is not None,
    )


def _typed(name: str) -> str:
    return request.form.get(name, "").strip()[:LONGEST_ANSWER]


def _weasyprint() -> Any:
    """The library that makes PDFs; None where it, or a library of the system that it needs, is not there."""
    try:
        import weasyprint  # type: ignore[import-untyped]
    except (ImportError, OSError):
        return None
    return weasyprint


def _pdf(page: str) -> Response:
    """The page as a PDF. Nothing is fetched but the site's own style sheets, from the disk."""
    weasyprint = _weasyprint()
    if weasyprint is None:
        abort(501)
    static = Path(str(current_app.static_folder))

    class Own(weasyprint.URLFetcher):  # type: ignore[misc,name-defined]
        def fetch(self, url: str, headers: Any = None) -> Any:
            del headers
            file = static / Path(urlsplit(url).path).name
            if file.suffix != ".css" or not file.is_file():
                raise ValueError("only the style sheets of the site are read")
            return weasyprint.urls.URLFetcherResponse(url, file.read_bytes(), {"Content-Type": "text/css"})

    made = weasyprint.HTML(string=page, base_url=request.host_url, url_fetcher=Own()).write_pdf(pdf_variant="pdf/ua-1")
    response = Response(made, mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="plan-{dt.date.today()}.pdf"'
    response.headers["Content-Language"] = current()
    return response
