"""The year with one choice, payday by payday, as a page, and a calendar file of what to do and when."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from flask import Blueprint, abort, render_template, request
from werkzeug.wrappers import Response

from calculator import effort
from calculator.contract.case import Case, WhatIf
from calculator.contract.errors import CaseError
from calculator.contract.job import Payslip
from calculator.contract.reading import read_model
from calculator.contract.result import DayPoint, Event, Finding, Month, OptionResult, Timeline
from calculator.web import site
from calculator.web.answer.axis import MoneyAxis, anchor
from calculator.web.answer.names import line_names
from calculator.web.answer.words import Told
from calculator.web.form.fields import refused, why_no_day
from calculator.web.form.form import LONGEST_ANSWER
from calculator.web.form.problems import in_words
from calculator.web.format import Formats
from calculator.web.language import _, later
from calculator.web.pages import pages
from calculator.web.typed.days import as_date
from calculator.web.typed.quantities import as_counted, why_no_quantity
from calculator.year.calendar_file import calendar_file

blueprint = Blueprint("timeline", __name__)

# The fields of the payslip's form, with what each is called.
SLIP = {
    "date": later("Day it was paid"),
    "gross": later("Pay before deductions"),
    "tax": later("Income tax"),
    "national_insurance": later("National Insurance"),
    "pension": later("Pension"),
    "take_home": later("What reached the bank"),
    "counted": later("Pay on the Universal Credit statement (take-home pay)"),
    "award": later("Universal Credit on the statement, before debts are taken"),
}
WEEKS = (2, 6, 13, 26)
# What people ask most: what if it ends after six weeks, or six months?
ENDS = tuple(WhatIf(kind="ends", after_weeks=weeks) for weeks in (6, 26))
HEIGHT, TOP, BOTTOM = 240, 24, 196
EDGE = 10  # per cent of the width in which words are aligned to the side
STEPS_OF_MONEY = (50, 100, 200, 500, 1000, 2000, 5000, 10_000, 50_000, 1_000_000, 10_000_000)


@dataclass(frozen=True, slots=True)
class DaysPicture:
    """How far ahead of what it is compared with, or behind, day by day. Widths are in per cent and heights in pixels."""

    path: str
    zero: float
    rules: list[tuple[float, str]]
    ticks: list[tuple[float, str, str]]
    described: str
    height: int = HEIGHT


@blueprint.post("/timeline")
def timeline() -> str | tuple[str, int] | Response:
    answers = pages.answers_of(request.form, pages.form())
    if "edit" in request.form:
        return pages.form_page(answers)
    if "result" in request.form:
        return pages.answer(answers, pages.chosen(request.form.get("show", "")))
    with pages.case_of(answers) as case:
        return _shown(case, answers, pages.choice(case))


@blueprint.get("/example/<name>/timeline")
def example(name: str) -> str | Response:
    """The year of an example household's first choice."""
    case = pages.examples().cases.get(name)
    if case is None:
        abort(404)
    read = pages.form().read(pages.form().shown(case))
    if read.case is None:
        abort(404)
    return _shown(read.case, pages.form().shown(case), pages.choice(read.case))


def _shown(case: Case, answers: dict[str, str], number: int) -> str | Response:
    part = request.headers.get("X-Part") == "answer"
    asked = request.form.get("what_if", "ends:13") if request.form else "ends:13"
    what_ifs = ends(case, number) if part else tuple(_what_if(asked))
    result = site.calculator().calculate(with_year(case, number, what_ifs), [number])
    option = result.options[number]
    than = other_than_now(case)
    told = Told(result, case, number, site.formats())
    if part:
        return _part(told, number, than)
    if option.timeline is None:
        return render_template("pages/no_timeline.html", option=option, answers=answers, number=number)
    what_if = option.timeline.what_if[0] if option.timeline.what_if else None
    slip, slip_errors, findings = _slip(case, number)
    if "file" in request.form:
        dates = calendar_file(option.name, option.timeline, number, dt.datetime.now(dt.UTC))
        response = Response(dates, mimetype="text/calendar")
        response.headers["Content-Disposition"] = f'attachment; filename="{_file_name(option.name)}.ics"'
        return response
    formats = site.formats()
    return render_template(
        "pages/timeline.html",
        told=told,
        result=result,
        option=option,
        timeline=option.timeline,
        answers=answers,
        number=number,
        asked=asked,
        weeks=WEEKS,
        drawn=picture(option.timeline, formats),
        months=by_month(option.timeline.events),
        actions=actions(option.timeline),
        what_if=what_if,
        ended=actions(what_if, what_if.date or dt.date.min) if what_if else [],
        heading=heading(option, than, formats),
        than=than,
        month_name=lambda month: _month_name(month, formats),
        month_title=lambda month: month_title(month, formats),
        as_of=result.rules.as_of,
        line_names=line_names,
        slip=slip,
        slip_fields=SLIP,
        slip_errors=slip_errors,
        findings=findings,
    )


def _slip(case: Case, number: int) -> tuple[dict[str, str], dict[str, str], list[Finding]]:
    """The payslip as it was typed, what is wrong with it, and what comparing it with the rules shows."""
    typed = (
        {name: request.form.get(f"slip_{name}", "").strip()[:LONGEST_ANSWER] for name in SLIP} if request.form else {}
    )
    if "slip" not in request.form:
        return typed, {}, []
    errors: dict[str, str] = {}
    given: dict[str, object] = {}
    for name, text in typed.items():
        if name == "date":
            if why := why_no_day(text, case.date, _("Enter the date as day, month and year, such as 7 12 2026")):
                errors[name] = why
            given[name] = as_date(text, case.date)
        elif text:
            amount = as_counted(text, "money")
            if isinstance(amount, Decimal):
                given[name] = amount
            else:
                errors[name] = refused(
                    why_no_quantity(text, "money"), _("Enter the amount as a number, such as 881.23")
                )
    for name in ("date", "gross"):
        if not typed.get(name):
            errors[name] = _("This is needed to check a payslip")
    if errors:
        return typed, errors, []
    try:
        found = site.calculator().check_payslip(case, number, read_model(Payslip, given))
    except CaseError as error:
        for problem in error.problems:
            name, detail = problem.pointer.strip("/"), in_words(problem)
            errors[name if name in SLIP else "date"] = detail[0].upper() + detail[1:]
        return typed, errors, []
    return typed, {}, found


def with_year(case: Case, number: int, what_ifs: Sequence[WhatIf]) -> Case:
    """The case with its year. The choice that is shown gets these what-ifs if it has none of its own.

    If that were more work than is allowed, as with hours that change every week, it gets only the first of them, or none.
    """
    dated = case.model_copy(update={"views": (*case.views, "timeline")})
    option = case.options[number]
    if option.what_if:
        return dated
    for count in range(len(what_ifs), 0, -1):
        asking = option.model_copy(update={"what_if": tuple(what_ifs[:count])})
        options = tuple(asking if n == number else each for n, each in enumerate(case.options))
        made = dated.model_copy(update={"options": options})
        if effort.estimate(made, [number]).total <= effort.MOST:
            return made
    return dated


def ends(case: Case, number: int) -> Sequence[WhatIf]:
    """The what-ifs of a job that ends. There are none for a choice without a job, or with a last day already."""
    option = case.options[number]
    return ENDS if option.work_done == "job" and option.ends is None else ()


def _what_if(asked: str) -> Iterator[WhatIf]:
    """What the page's list of what-ifs can ask for."""
    found = re.fullmatch(r"(ends|sick):(2|6|13|26)", asked)
    if found:
        weeks = int(found[2])
        if found[1] == "ends":
            yield WhatIf(kind="ends", after_weeks=weeks)
        else:
            yield WhatIf(kind="sick", after_weeks=weeks, weeks=4)


def _part(told: Told, number: int, than: str) -> str:
    """The dates alone, for the page of the answer, which is shown before they are worked out."""
    option, formats = told.option, told.formats
    timeline = option.timeline
    if timeline is None:
        return ""
    pay = first_pay(timeline)
    awards = [each for each in timeline.events if each.kind == "universal_credit" and pay and each.date > pay]
    return render_template(
        "timeline/part.html",
        told=told,
        option=option,
        timeline=timeline,
        first_pay=pay,
        first_award=awards[0] if awards else None,
        behind=min(timeline.days, key=lambda day: day.difference, default=None),
        drawn=picture(timeline, formats),
        actions=actions(timeline),
        heading=heading(option, than, formats),
        than=than,
        months=[(month, month_title(month, formats)) for month in timeline.months],
        ended=[actions(each, each.date or dt.date.min) for each in timeline.what_if],
        number=number,
    )


def first_pay(timeline: Timeline) -> dt.date | None:
    """The first payday of an option's job or, if it has none, of another job that starts with it."""
    own = [event for event in timeline.events if event.job and event.job.startswith("/options/")]
    chosen = [event for event in own if "/also/" not in (event.job or "")]
    return next((event.date for event in chosen or own), None)


def actions(timeline: Timeline, since: dt.date = dt.date.min) -> list[Event]:
    """What to tell somebody or to do by a day."""
    return [event for event in timeline.events if event.is_to_do and event.date >= since]


def _file_name(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9]+", "-", name).strip("-").lower()[:60] or "timeline"


def other_than_now(case: Case) -> str:
    """The name of the choice that the case compares with. Empty if that is staying as now."""
    return "" if case.compare_with == "now" else case.compare_with


def heading(option: OptionResult, than: str, formats: Formats) -> str:
    """The year's answer in a sentence, the same shape for more, less and no change. `than` is what `other_than_now` gives."""
    assert option.year is not None
    change = formats.more_or_less(option.year.change, whole=True)
    if not option.year.change:
        if than:
            return _("After a year, this choice would come to the same as “%(than)s”") % {"than": than}
        return _("After a year, this choice would come to the same as now")
    if than:
        given = {"change": change, "than": than}
        return _("After a year, this choice would have brought about %(change)s than “%(than)s”") % given
    return _("After a year, this choice would have brought about %(change)s than staying as now") % {"change": change}


def _month_name(month: str, formats: Formats) -> str:
    """October 2027, of 2027-10."""
    return formats.month(dt.date.fromisoformat(f"{month}-01"))


def month_title(month: Month, formats: Formats) -> str:
    """The name of a month, with its last day if the year ends before the month does."""
    name = _month_name(month.month, formats)
    if month.part_until is None:
        return name
    return _("%(month)s (to %(day)s only)") % {"month": name, "day": formats.date(month.part_until)}


def by_month(events: Sequence[Event]) -> list[tuple[str, list[Event]]]:
    return [(month, list(found)) for month, found in groupby(events, key=lambda event: f"{event.date:%Y-%m}")]


def picture(timeline: Timeline, formats: Formats) -> DaysPicture | None:
    """The picture of how far ahead of what it is compared with, or behind it, each payment leaves. None if nothing is paid."""
    days: list[DayPoint] = timeline.days
    if not days:
        return None
    first, last = days[0].date, days[-1].date
    span = max(1, (last - first).days)
    amounts = [Decimal(0), *(Decimal(day.difference) for day in days)]
    axis = MoneyAxis(min(amounts), max(amounts), TOP, BOTTOM)
    y = axis.y

    def x(day: dt.date) -> float:
        return round((day - first).days * 100 / span, 2)

    path, height = f"M0 {y(Decimal(0))}", y(Decimal(0))
    for day in days:
        path += f" L{x(day.date)} {height}"
        height = y(Decimal(day.difference))
        path += f" L{x(day.date)} {height}"
    rules = [
        (y(amount), formats.more_or_less(amount, whole=True)) for amount in axis.amounts(Decimal(0), STEPS_OF_MONEY)
    ]
    months: list[Month] = timeline.months
    starts = [dt.date.fromisoformat(f"{month.month}-01") for month in months[1::3]]
    ticks = [(x(day), anchor(x(day), EDGE), formats.short_month(day)) for day in starts if first <= day <= last]
    said = [
        _("After %(weeks)s weeks: %(change)s.")
        % {"weeks": each.weeks, "change": formats.more_or_less(each.difference, whole=True)}
        for each in timeline.checkpoints
    ]
    return DaysPicture(
        path, y(Decimal(0)), rules, ticks, " ".join([*said, _("The table below has it month by month.")])
    )
