"""Pages of the law: the rules listed and searched, one rule, and what changes between two days.

A name or a word in an address is only looked up in the rulebook. Nothing of a person is in these pages, so they may be kept.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Callable
from itertools import groupby
from typing import Any

from flask import Blueprint, Response, abort, current_app, make_response, render_template, request

from calculator.calculator import Calculator
from calculator.law import data
from calculator.law.differences import changes as changes_between
from calculator.rulebook import ENDED, Formula, Names
from calculator.web.api.api import KEPT
from calculator.web.language import _
from calculator.web.law.words import Teller

blueprint = Blueprint("law", __name__, url_prefix="/rules")
LONGEST = 100  # characters of a search
_KINDS: dict[str, Callable[[], str]] = {
    "values": lambda: _("an amount that the law sets"),
    "formula": lambda: _("worked out"),
    "input": lambda: _("an answer of the person"),
}
_CLOCKS: dict[str, Callable[[], str]] = {
    "day": lambda: _("the day itself"),
    "payday": lambda: _("the payday"),
    "assessment_period": lambda: _("the first day of the assessment period"),
}


@blueprint.get("")
def rules() -> Response:
    """The subjects of the rules, the rules of one subject, or the rules in which some words stand."""
    calculator, words, prefix = (
        _calculator(),
        request.args.get("q", "").strip()[:LONGEST],
        request.args.get("about", ""),
    )
    counts = Counter(rule.prefix for rule in data.visible(calculator))
    if prefix and prefix not in counts:
        abort(404)
    found = data.search(calculator, words) if words else data.visible(calculator) if prefix else []
    return _kept(
        "law/rules.html",
        words=words,
        about=data.subject(calculator, prefix) if prefix else "",
        found=[rule for rule in found if not prefix or rule.prefix == prefix],
        subject=lambda each: data.subject(calculator, each),
        subjects=sorted((data.subject(calculator, name), name, count) for name, count in counts.items()),
    )


@blueprint.get("/<name>")
def rule(name: str) -> Response:
    """One rule on a day."""
    calculator = _calculator()
    day, wrong = _day("date", dt.date.today())
    try:
        found = data.find(calculator, name)
    except data.NoSuchRule:
        abort(404)
    shown = data.shown(calculator, name, day)
    teller = Teller(Names(calculator.book.rules), current_app.extensions["formats"])
    at = found.version_at(day.toordinal())
    version = found.versions[at] if at >= 0 and found.versions[at].content != ENDED else None
    formula = version.content if version and isinstance(version.content, Formula) else None
    return _kept(
        "law/rule.html",
        422 if wrong else 200,
        rule=found,
        shown=shown,
        day=day,
        wrong=wrong,
        ways=teller.ways(found, formula) if formula else [],
        parts=teller.parts(found) if formula else [],
        choices=[_(choice.replace("_", " ")) for choice in found.choices],
        kind=_KINDS[found.kind](),
        clock=_CLOCKS[found.clock](),
        subject=data.subject(calculator, found.prefix),
        laws=_laws(shown),
        uses=data.uses(calculator, found),
        used_by=data.used_by(calculator, found),
        answers=[each for each in map(calculator.book.rules.rules.get, shown["hangs_on"]) if each and not each.hidden],
        examples=list(teller.examples(found, data.examples(calculator, found))),
    )


@blueprint.get("/changes")
def changes() -> Response:
    """What changes between two days: without any, since the day before the tax year began."""
    calculator, today = _calculator(), dt.date.today()
    first, wrong_first = _day("from", dt.date(today.year - (today < dt.date(today.year, 4, 6)), 4, 5))
    second, wrong_second = _day("to", today)
    wrong = {name: text for name, text in (("from", wrong_first), ("to", wrong_second)) if text}
    found = [] if wrong else list(changes_between(calculator, first, second))
    return _kept(
        "law/changes.html",
        422 if wrong else 200,
        first=first,
        second=second,
        wrong=wrong,
        count=len(found),
        subjects=[
            (data.subject(calculator, prefix), list(each))
            for prefix, each in groupby(found, lambda one: one.rule.prefix)
        ],
    )


def _calculator() -> Calculator:
    calculator: Calculator = current_app.extensions["calculator"]
    return calculator


def _day(name: str, usual: dt.date) -> tuple[dt.date, str]:
    """The day that the address gives under a name, or the usual one; and what is wrong with it."""
    given = request.args.get(name, "").strip()
    try:
        return (dt.date.fromisoformat(given) if given else usual), ""
    except ValueError:
        return usual, _("Write the date as year-month-day, such as 2026-11-23")


def _laws(shown: dict[str, Any]) -> list[str]:
    """Each law that is named as the source of a rule or of one of its versions, once."""
    sources = (shown["source"], *(version["source"] for version in shown["history"]))
    return list(dict.fromkeys(law for source in sources if source for law in re.split(r";\s*", source["law"])))


def _kept(template: str, status: int = 200, **given: object) -> Response:
    """A page that whoever asked may keep, and ask after by its tag."""
    response = make_response(render_template(template, **given), status)
    if status == 200:
        response.headers["Cache-Control"] = KEPT
        response.add_etag()
        response.make_conditional(request)
    return response
