"""Pages of the councils: what is held of each, found by its name or by a postcode.

A search is posted, so that what was typed is in no address. Only the code of the council that it leads to is.
"""

from __future__ import annotations

import datetime as dt
from itertools import groupby

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from calculator.councils.council import Council
from calculator.councils.held import GRADES, HeldCouncils, totals
from calculator.councils.register import NATIONS, Register
from calculator.web import site
from calculator.web.language import _

blueprint = Blueprint("councils", __name__, url_prefix="/councils")
LONGEST = 100  # characters of a search
_HELD = "held_councils"


@blueprint.get("")
def councils() -> str:
    """The search, what is held in all, and every council by its letter."""
    return _list()


@blueprint.post("")
def search() -> Response | tuple[str, int]:
    """The council that a name or a postcode means, or why none."""
    typed = request.form.get("place", "").strip()[:LONGEST]
    if "edit" in request.form:
        return _list(typed=typed), 200
    found = _register().meant(typed) if typed else _("Enter the name of a council, or a postcode")
    if isinstance(found, Council):
        return redirect(url_for(".council", code=found.code or found.name), 303)
    return _list(found), 422


@blueprint.get("/<code>")
def council(code: str) -> str:
    """What is held of one council."""
    register = _register()
    found = register.find(code)
    if found is None:
        abort(404)
    day = dt.date.today()
    change = register.changes.get(found.code)
    return render_template(
        "law/council.html",
        council=found,
        nation=_(NATIONS[found.nation]),
        held=_held().of(found, day),
        grades=GRADES,
        bill=register.bills.of(found.code, day, day),
        rates={area: register.facts.local_rates(area) for area in (*found.brmas, *found.some_brmas)},
        most=register.facts.most_support(found.code, day),
        change=change if change is not None and day <= change.ends else None,
    )


def _list(wrong: str = "", typed: str = "") -> str:
    held = _held().all(_this_year())
    everywhere = sorted(_register().councils, key=lambda each: each.name)
    return render_template(
        "law/councils.html",
        wrong=wrong,
        typed=typed,
        totals=totals(held),
        grades=GRADES,
        count=len(held),
        listed=[(letter, list(own)) for letter, own in groupby(everywhere, lambda each: each.name[0])],
    )


def _this_year() -> dt.date:
    """The first day of the last council tax year that the rules cover."""
    return dt.date(site.calculator().last.year - 1, 4, 1)


def _held() -> HeldCouncils:
    return site.part(_HELD, HeldCouncils)


def _register() -> Register:
    return site.calculator().councils.register
