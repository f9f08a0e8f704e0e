"""The page that says how the figures were checked. Its numbers are made by a run of the tests."""

from __future__ import annotations

from flask import Blueprint, render_template

from calculator.law.checked import checked
from calculator.web import site

blueprint = Blueprint("checked", __name__)


@blueprint.get("/checked")
def page() -> str:
    """How many published and other cases agree, and when that was found."""
    last = checked()
    return render_template(
        "law/checked.html", last=last, same=last.fingerprint == site.calculator().book.rules.fingerprint
    )
