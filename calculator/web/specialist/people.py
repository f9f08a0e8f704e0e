"""The saved plans of several people, worked out again: who gains or loses, why, and whose next date is near.

The files come from the specialist's own computer and stay there. The server reads them in memory and keeps nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from flask import Blueprint, Response, render_template, request
from werkzeug.datastructures import FileStorage

from calculator import effort
from calculator.recheck import Rechecked, as_csv, checked, read_kept
from calculator.web import site
from calculator.web.language import _
from calculator.web.specialist.specialist import MOST_FILE

blueprint = Blueprint("people", __name__)

MOST_FILES = 100
MOST_NAME = 80
# Those who lose come first, and those whose figures are as they were come last.
_ORDER = {"refused": 1, "changed": 2, "new": 3, "same": 4}


@dataclass(frozen=True, slots=True)
class ListedPlan:
    """A saved plan in the list. `kept` is what its file holds, to open it from the list."""

    checked: Rechecked
    kept: str
    soon: bool

    @property
    def name(self) -> str:
        """What the list calls the plan: the code of its case, or the name of its file."""
        return self.checked.code or self.checked.file

    @property
    def order(self) -> tuple[int, int, dt.date]:
        """Its place in the list: who loses, who cannot be worked out, who gains; the nearest date first."""
        loses = any(position.gain < 0 for position in self.checked.positions)
        coming = self.checked.next_date
        return 0 if loses else 1, _ORDER[self.checked.verdict], coming.date if coming else dt.date.max


@blueprint.get("/specialist/people")
def several() -> str:
    """The page before any file is chosen."""
    return render_template("specialist/people.html", people=[], left=[], errors={}, dense=True)


@blueprint.post("/specialist/people")
def check() -> str | tuple[str, int] | Response:
    """The list of the plans that were sent, as a page, as a table of values (`csv`), or one row of it (`X-Part: row`)."""
    files = [each for each in request.files.getlist("files") if each.filename]
    wrong = ""
    if not files:
        wrong = _("Choose one or more files that were saved here.")
    elif len(files) > MOST_FILES:
        wrong = _("Choose at most %(number)s files at a time.") % {"number": MOST_FILES}
    if wrong:
        return render_template("specialist/people.html", people=[], left=[], errors={"files": wrong}, dense=True), 422
    left: list[str] = []
    people = sorted(_checked(files, left), key=lambda each: each.order)
    if request.headers.get("X-Part") == "row":
        return render_template("specialist/people_rows.html", people=people)
    if "csv" in request.form:
        response = Response(as_csv(each.checked for each in people), mimetype="text/csv")
        response.headers["Content-Disposition"] = f'attachment; filename="people-{dt.date.today()}.csv"'
        return response
    return render_template("specialist/people.html", people=people, left=left, errors={}, dense=True)


def _checked(files: list[FileStorage], left: list[str]) -> Iterator[ListedPlan]:
    """Work out files one after another, as far as one request may. The names of the others are added to `left`."""
    calculator, today, spent = site.calculator(), dt.date.today(), 0
    for file in files:
        name = (file.filename or "")[-MOST_NAME:]
        content = file.read(MOST_FILE)
        kept = read_kept(name, content)
        if spent and spent + kept.work > effort.MOST:
            left.append(name)
            continue
        spent += kept.work
        found = checked(calculator, kept)
        yield ListedPlan(found, content.decode("utf-8", "replace"), found.soon(today))
