"""The specialist's view: the whole case and its answer on one page, recalculated as it is edited.

No answer is required. For a missing answer without which nothing can be worked out, it takes what the journey would, and says so.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence

from flask import Blueprint, abort, current_app, render_template, request

from calculator.contract import plan_file as case_file
from calculator.contract.case import Case
from calculator.contract.errors import CaseError
from calculator.web import site
from calculator.web.answer.names import line_names, row_title
from calculator.web.answer.words import Told
from calculator.web.form import entered, record, sure
from calculator.web.form.form import BEFORE
from calculator.web.form.sections import Section
from calculator.web.language import _
from calculator.web.pages import pages
from calculator.web.seal import Seal
from calculator.web.specialist.desk import PANELS, Found, Panel, find_all

blueprint = Blueprint("specialist", __name__)

MOST_FILE = 200_000
MOST_SAID = 4  # answers that a part of the case is summed up by
FIRST = "job1_"
Answer = tuple[str, int]  # a page or a part of it, and its status


@blueprint.get("/specialist")
def desk() -> Answer:
    """The page with an example, or with an empty case."""
    name = request.args.get("example")
    if name is None:
        return _page(pages.blank())
    example = pages.examples().cases.get(name)
    if example is None:
        abort(404)
    return _page(pages.form().shown(example))


@blueprint.post("/specialist")
def specialist() -> Answer:
    """The page with its answer, or only the answer (`X-Part: answer`) or its first figure (`first`). If a plan's file was sent, the case in it."""
    form = pages.form()
    if "sealed" in request.form:
        return _again(request.form["sealed"])
    notes = request.form.get("notes", "")[: case_file.MOST_NOTES]
    content = _content()
    if content is None:
        answers = sure.settled(pages.typed_in(request.form, form), request.form)
        return _page(_copied(answers) if "copy" in request.form else answers, notes)
    try:
        opened = case_file.read(content)
        result = site.calculator().calculate(opened.case, ())
    except CaseError:
        told = _("This file is not a plan that this site kept. Choose another file.")
        return _page(pages.typed_in(request.form, form), notes, [("file", told)])
    return _page(
        {**form.shown(opened.data), BEFORE: opened.before}, opened.notes, changed=case_file.differences(opened, result)
    )


def _again(sealed: str) -> Answer:
    """The page as it was before it was loaded again, if that is not too long ago."""
    text = site.part("seal", Seal).open(sealed)
    if text is None:
        return _page(pages.blank(), errors=[("", _("What you had entered was cleared after half an hour."))])
    answers, notes, code = json.loads(text)
    return _page(pages.typed_in(answers, pages.form()), notes, code=code)


def _content() -> bytes | None:
    """The file that was sent: chosen on this page, or opened from the list of several people. None if none was."""
    if "kept" in request.form:
        return request.form["kept"].encode()
    posted = request.files.get("file")
    return posted.read(MOST_FILE) if posted and posted.filename else None


def _page(
    answers: dict[str, str],
    notes: str = "",
    errors: Sequence[tuple[str, str]] = (),
    changed: Sequence[case_file.Difference] = (),
    code: str | None = None,
) -> Answer:
    form = pages.form()
    blank = pages.blank()
    is_empty = not any(value and value != blank.get(name) for name, value in answers.items())
    stand_in = current_app.extensions["stand_in"](answers)
    read = form.read({**answers, **stand_in})
    if request.headers.get("X-Part") == "first":
        return _first(None if is_empty else read.case)
    found: Found | None = None
    wrong = list(errors)
    if read.case is not None and not is_empty:
        try:
            found = find_all(read.case, request.form, _opened_panels())
        except CaseError as error:
            read.problems = form.asked(error.problems, read)
    if found is None and not is_empty:
        wrong += form.placed(read.problems)
    if code is None:
        code = record.typed(case_file.before(answers.get(BEFORE, "")))[record.CODE_INPUT]
    # An empty page has nothing to keep. What was typed before is forgotten with it.
    sealed = "" if is_empty else site.part("seal", Seal).close(json.dumps([answers, notes, code]))
    shown = {
        "sealed": sealed,
        "found": found,
        "queries": {each.name: each for each in sure.questions(answers, read)} if found else {},
        "row_title": row_title,
        "line_names": line_names,
        "changed": changed,
        "taken": entered.said(form.fields.values(), stand_in),
        "sums": {section.id: _summed_up(section, answers) for section in form.sections},
    }
    if request.headers.get("X-Part") == "answer":
        if wrong:
            return render_template("specialist/problems.html", errors=dict(wrong), sealed=sealed), 422
        return render_template("specialist/empty.html" if is_empty else "specialist/answer.html", **shown), 200
    page = render_template(
        "specialist/desk.html",
        form=form,
        answers=answers,
        errors=dict(wrong),
        examples=pages.examples().titles(),
        unseen=form.unseen(answers),
        notes=notes,
        code_of_case=code,
        is_empty=is_empty,
        given=request.form,
        dense=True,
        **shown,
    )
    return page, 422 if wrong else 200


def _opened_panels() -> Collection[Panel]:
    """The panels that are open on the page, which the script tells. A whole page has all of them open, because it has no script to open them."""
    if request.headers.get("X-Part") != "answer":
        return PANELS
    told = request.headers.get("X-Open", "").split(",")
    return [panel for panel in PANELS if panel in told]


def _first(case: Case | None) -> Answer:
    """The answer of the choice that is looked at in a line, which is there long before the tables. Empty if there is no answer."""
    if case is None or not case.options:
        return "", 200
    number = min(pages.chosen(request.form.get("show", "")), len(case.options) - 1)
    try:
        told = Told(site.calculator().calculate(case, ()), case, number, site.formats())
    except CaseError:
        return "", 200
    return render_template("specialist/first.html", told=told), 200


def _summed_up(section: Section, answers: Mapping[str, str]) -> str:
    """A summary of one part of the case, in a line."""
    if section.rows:
        rows = [entered.said(row.fields, answers) for row in section.rows]
        return "; ".join(", ".join(value for _label, value in said[:MOST_SAID]) for said in rows if said)
    said = entered.said([*section.fields, *section.more], answers)
    more = ["…"] if len(said) > MOST_SAID else []
    return "; ".join([value for _label, value in said[:MOST_SAID]] + more)


def _copied(answers: dict[str, str]) -> dict[str, str]:
    """The answers with a copy of the first choice in the first place that is free."""
    first = {name.removeprefix(FIRST): value for name, value in answers.items() if name.startswith(FIRST)}
    for number in range(2, len(pages.form().section("job").rows) + 1):
        if not any(answers.get(f"job{number}_{part}") for part in ("name", "hours", "pay")):
            name = _("%(name)s (copy)") % {"name": first.get("name") or _("The first choice")}
            return {
                **answers,
                **{f"job{number}_{part}": value for part, value in first.items()},
                f"job{number}_name": name,
            }
    return answers
