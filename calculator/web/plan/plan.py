"""The better-off plan to keep: a few sides to print, or a PDF, with what a benefits-counselling record needs.

Its parts are in the order of the sheets that services use: the job, the answer, line by line, the first payments, what stays,
what could go wrong, what to tell whom by when, help with costs, questions for an adviser, what was entered, the other choices.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import functools
import io
import json
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import segno
from flask import Blueprint, Response, abort, current_app, render_template, request, url_for
from werkzeug.wrappers import Response as Answered

from calculator import compare
from calculator.contract import plan_file as case_file
from calculator.contract.case import Case
from calculator.contract.errors import CaseError
from calculator.contract.result import Event, Result
from calculator.web import site
from calculator.web.answer.names import row_title
from calculator.web.answer.words import Told
from calculator.web.form import entered, record
from calculator.web.form.form import BEFORE
from calculator.web.language import current
from calculator.web.pages import pages
from calculator.web.turns import Turns
from calculator.web.year.year import actions, ends, other_than_now, with_year

if TYPE_CHECKING:
    from types import ModuleType

blueprint = Blueprint("plan", __name__)

FIRST_DAYS = 92
REVIEW_AFTER = 91
PDF_WORK = 300  # what making a PDF takes, in the units of work of a case
MOST_FOR_CODE = 1_200  # characters of an address that a phone still reads from paper


@blueprint.post("/plan")
def plan() -> str | Answered:
    """The plan for one choice, as a page to print or (`pdf`) as a PDF."""
    answers = pages.answers_of(request.form, pages.form())
    with pages.case_of(answers) as case:
        number = pages.choice(case)
        result = site.calculator().calculate(with_year(case, number, ends(case, number)), [number])
    page = _page(result, case, number, answers)
    if "pdf" not in request.form:
        return page
    with site.part("turns", Turns).take(PDF_WORK):
        return _pdf(page, record.file_name(case_file.before(answers.get(BEFORE, "")), "pdf"))


@blueprint.post("/plan/record.json")
def counselling() -> Response:
    """The counselling record without a name or a figure: which steps were taken when, and which way the answer went."""
    form = pages.form()
    read = form.read(pages.answers_of(request.form, form))
    if read.case is None:
        abort(422)
    try:
        result = site.calculator().calculate(read.case, ())
    except CaseError:
        abort(422)
    given = record.typed(None)
    held = {
        "record": "benefits counselling",
        "date": dt.date.today().isoformat(),
        "rules": {"version": result.rules.version, "fingerprint": result.rules.fingerprint},
        "steps": {step: given[f"step_{step}"] or None for step in record.STEPS},
        "choices": [compare.answer(result, option).direction for option in result.options],
    }
    response = Response(json.dumps(held, ensure_ascii=False, indent=1), mimetype="application/json")
    name = record.file_name(case_file.before(request.form.get(BEFORE, "")), "json", "record")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _page(result: Result, case: Case, number: int, answers: dict[str, str]) -> str:
    formats = site.formats()
    told = Told(result, case, number, formats)
    timeline = told.option.timeline
    events: list[Event] = timeline.events if timeline else []
    first = events[0].date if events else dt.date.today()
    today = dt.date.today()
    before = case_file.before(answers.get(BEFORE, ""))
    given = record.typed(before)
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
        than=other_than_now(case),
        actions=actions(timeline) if timeline else [],
        to_ask=[each for each in told.notices if each.confidence != "settled"],
        entered=entered_by_section(answers),
        others=[(each.name, compare.answer(result, each)) for each in result.options],
        name=given["plan_name"],
        code_of_case=given["plan_code"],
        who=given["plan_who"],
        keep_names=record.KEEP_NAMES in request.form or (record.MARK not in request.form and bool(given["plan_name"])),
        agreed=[tuple(given[f"agreed{n}_{part}"] for part in record.AGREED) for n in range(record.MOST_AGREED)],
        review=given["plan_review"] or formats.date(today + dt.timedelta(days=REVIEW_AFTER)),
        steps={step: (words, given[f"step_{step}"], given[f"initials_{step}"]) for step, words in record.STEPS.items()},
        recorded=any(value for name, value in given.items() if name != "plan_review"),
        before=before,
        last_and_now=case_file.then_and_now(before, result) if before else [],
        large="large" in request.form,
        code=code_of(case),
        can_pdf=can_make_pdf(),
    )


def code_of(case: Case) -> str:
    """A QR code, as SVG, with a link that opens the answers of a case; empty if a phone could not read so much from paper."""
    link = f"{request.host_url.rstrip('/')}{url_for('journey.open_form')}#{case_file.fragment(case)}"
    if len(link) > MOST_FOR_CODE:
        return ""
    drawn: str = segno.make(link, micro=False).svg_inline(scale=2, border=2, omitsize=False)
    return drawn


def entered_by_section(answers: dict[str, str]) -> list[tuple[str, list[tuple[str, str]]]]:
    """What was entered: the title of each part of the form, with its questions and answers."""
    found = []
    for section in pages.form().sections:
        rows = [field for row in section.rows for field in (*row.fields, *row.more)]
        if said := entered.said([*section.fields, *section.more, *rows], answers):
            found.append((section.title, said))
    return found


@functools.cache
def _weasyprint() -> ModuleType | None:
    """The library that makes PDFs, or None if it or a system library that it needs is not installed. It is looked for once."""
    try:
        # It prints advice on how to install what is missing.
        with contextlib.redirect_stdout(io.StringIO()):
            import weasyprint
    except (ImportError, OSError):
        return None
    found: ModuleType = weasyprint
    return found


def can_make_pdf() -> bool:
    """Whether a plan can be made into a PDF on this machine."""
    return _weasyprint() is not None


def _pdf(page: str, name: str) -> Response:
    """The page as a PDF in a file of this name. Nothing is fetched but the site's own style sheets, from the disk."""
    weasyprint = _weasyprint()
    if weasyprint is None:
        abort(501)
    static = Path(str(current_app.static_folder))
    answer = weasyprint.urls.URLFetcherResponse

    class Own(weasyprint.URLFetcher):  # type: ignore[misc,name-defined]
        def fetch(self, url: str, headers: object = None) -> object:
            del headers
            file = static / Path(urlsplit(url).path).name
            if file.suffix != ".css" or not file.is_file():
                raise ValueError("only the style sheets of the site are read")
            return answer(url, file.read_bytes(), {"Content-Type": "text/css"})

    made = weasyprint.HTML(string=page, base_url=request.host_url, url_fetcher=Own()).write_pdf(pdf_variant="pdf/ua-1")
    response = Response(made, mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Content-Language"] = current()
    return response
