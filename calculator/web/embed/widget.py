"""The widget: the quick look as one form, in a frame on another site. Its state is only in what is posted.

The hours, pay, first day and title of a vacancy come in the address and fill the form. There is no cookie and no storage. The page
around it is told how tall the widget is. If it asks and the person agrees, it is also told that an answer was given, but no figure.
"""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, render_template, request

from calculator import compare
from calculator.web import site, themes
from calculator.web.answer.names import row_title
from calculator.web.answer.words import Told
from calculator.web.form.choices import ALL_PERIODS
from calculator.web.pages import pages
from calculator.web.quick.quick import ASK_AGAIN, MOST_CHILDREN, Look, looked, read, wrong

blueprint = Blueprint("widget", __name__)

# What a vacancy says, by its name in the address and the field it fills.
PREFILLS = {
    "hours": "job1_hours",
    "pay": "job1_pay",
    "pay-per": "job1_pay_per",
    "start": "job1_starts",
    "title": "job1_name",
}
# What is carried along and has no field of its own.
UNSEEN = ("job1_starts", "job1_name")
ALSO = ("job1_days", *UNSEEN)
TELL = "tell-finished"


@blueprint.get("/widget")
def widget() -> str:
    return _page(Look(prefilled(request.args)), asks=request.args.get(TELL) in ("", "yes", "true", "1"))


@blueprint.post("/widget")
def answer() -> str | tuple[str, int]:
    asks = request.form.get("asks") == "yes"
    posted = _usable(request.form)
    if "edit" in request.form:
        return _page(read(posted, ALSO), asks)
    found = looked(posted, ALSO)
    return (_page(found, asks), 422) if found.errors else _page(found, asks)


def prefilled(given: Mapping[str, str]) -> dict[str, str]:
    """The fields that a vacancy fills. Values that cannot be used are left out."""
    typed = read({field: given.get(name, "") for name, field in PREFILLS.items()}, ALSO).typed
    if typed.get("job1_pay_per") not in ALL_PERIODS:
        # An amount for an unknown time says nothing.
        typed = {name: value for name, value in typed.items() if "pay" not in name or "job1_pay_per" not in typed}
    bad = wrong({"job1_hours": "1", "job1_pay": "1", "job1_days": "1", **typed}, tuple(PREFILLS.values()))
    return {name: value for name, value in typed.items() if name not in bad}


def _usable(posted: Mapping[str, str]) -> dict[str, str]:
    """What was posted, without wrong values in fields that the person cannot see and correct."""
    unseen = {name: posted[name] for name in UNSEEN if posted.get(name)}
    bad = wrong({"job1_hours": "1", "job1_pay": "1", **unseen}, UNSEEN)
    return {name: value for name, value in posted.items() if name not in bad}


def _page(found: Look, asks: bool) -> str:
    formats = site.formats()
    told = Told(found.usual, found.case, 0, formats) if found.usual and found.case else None
    return render_template(
        "widget/widget.html",
        found=found,
        fields=pages.form().fields,
        periods=ALL_PERIODS,
        most_children=MOST_CHILDREN,
        ask_again=ASK_AGAIN,
        told=told,
        rows=compare.in_short(told.before, told.option.position) if told else [],
        row_title=row_title,
        asks=asks,
        agreed="agree" in request.form,
        finished=bool(told) and asks and "agree" in request.form and "language" not in request.form,
        origins=themes.origins(),
    )
