"""The specialist's view: the whole case and its answer on one page, recalculated as it is edited.

Every part of it is the same Case through the same calculation: options in columns, hours by pay, and what-ifs.
"""

from __future__ import annotations

import copy
import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from flask import Blueprint, current_app, render_template, request

from calculator import case_file, compare
from calculator.case import Case, read_case
from calculator.errors import CaseError
from calculator.result import Result
from calculator.rulebook.read_yaml import read_yaml
from calculator.web import pages
from calculator.web.fields import drop, find, number_shown, put
from calculator.web.form import BEFORE
from calculator.web.language import _
from calculator.web.words import Told, row_title

blueprint = Blueprint("specialist", __name__)

WHAT_IF: Any = read_yaml((Path(__file__).with_name("what_if.yaml")).read_bytes(), "what_if.yaml")
MOST_CELLS = 12
MOST_FILE = 200_000
# Hours across and pay down the grid, where nothing else is asked for. Pay begins at the minimum wage.
HOURS, PAYS = (4, 40, 4), (0, 4, 1)


@dataclass(frozen=True, slots=True)
class Axis:
    """Numbers from one to another, as they were typed into their boxes."""

    name: str
    start: Decimal
    end: Decimal
    step: Decimal

    @property
    def values(self) -> list[Decimal]:
        """At most a dozen, so that the table stays a table."""
        if self.step <= 0 or self.end < self.start:
            return [self.start]
        count = min(int((self.end - self.start) / self.step) + 1, MOST_CELLS)
        return [self.start + self.step * place for place in range(count)]


@dataclass(frozen=True, slots=True)
class Across:
    """A line of the statement in every choice."""

    title: str
    now: Decimal
    amounts: list[Decimal]
    confidence: str | None
    differs: bool


@dataclass(frozen=True, slots=True)
class Found:
    """What stands beside the form."""

    result: Result
    told: list[Told]
    rows: list[Across]
    number: int
    employer: list[str]
    axes: tuple[Axis, Axis]
    cells: list[tuple[Decimal, list[tuple[Decimal, Decimal, bool]]]]
    what_ifs: list[tuple[str, Decimal | None]]


@blueprint.post("/specialist")
def specialist() -> str | tuple[str, int]:
    """The page again with its answer, or (`X-Part: answer`) the answer alone; with a plan's file, the case it holds."""
    form = pages.form()
    posted = request.files.get("file")
    notes = request.form.get("notes", "")[: case_file.MOST_NOTES]
    changed: list[case_file.Difference] = []
    if posted and posted.filename:
        try:
            opened = case_file.read(posted.read(MOST_FILE))
            result = current_app.extensions["calculator"].calculate(opened.case)
        except CaseError:
            answers = pages.answers_of(request.form, form)
            told = _("This file is not a plan that this site kept. Choose another file.")
            return pages.form_page(answers, [("file", told)], notes=notes), 422
        answers, notes = {**form.shown(opened.data), BEFORE: opened.before}, opened.notes
        changed = case_file.differences(opened, result)
    else:
        answers = pages.answers_of(request.form, form)
    read = form.read(answers)
    part = request.headers.get("X-Part") == "answer"
    if read.case is not None:
        try:
            found = _found(read.case)
        except CaseError as error:
            read.problems = form.asked(error.problems, read)
        else:
            if part:
                return render_template("specialist/answer.html", found=found, row_title=row_title, changed=changed)
            return pages.form_page(answers, found=found, notes=notes, changed=changed)
    placed = form.placed(read.problems)
    if part:
        return render_template("specialist/problems.html", errors=dict(placed)), 422
    return pages.form_page(answers, placed, notes=notes), 422


def _found(case: Case) -> Found:
    calculator = current_app.extensions["calculator"]
    formats = current_app.extensions["formats"]
    result: Result = calculator.calculate(case)
    shown = request.form.get("show", "0")
    number = min(int(shown) if shown.isdecimal() and len(shown) < 3 else 0, len(case.options) - 1)
    told = [Told(result, case, each, formats) for each in range(len(case.options))]
    least = calculator.amount("minimum_wage.rate_21", min(dt.date.today(), calculator.last))
    hours = _axis("grid_hours", *(Decimal(each) for each in HOURS))
    pays = _axis("grid_pay", least + PAYS[0], least + PAYS[1], Decimal(PAYS[2]))
    cells = []
    if calculator.has_grid(case, number):
        for pay, row in zip(pays.values, calculator.grid(case, number, hours.values, pays.values), strict=True):
            best: Decimal | None = None
            line = []
            for at, change in zip(hours.values, row, strict=True):
                line.append((at, change, best is not None and change < best))
                best = change if best is None else max(best, change)
            cells.append((pay, line))
    return Found(
        result,
        told,
        _across(told),
        number,
        told[number].hours,
        (hours, pays),
        cells,
        list(_what_ifs(case, number, result)),
    )


def _across(told: list[Told]) -> list[Across]:
    """The lines of every choice, in the statement's order; what a choice lacks is nothing in it."""
    rows = [{(group.id, row.id): row for group in each.groups for row in group.rows} for each in told]
    names = list(dict.fromkeys(name for each in rows for name in each))
    order = max(rows, key=len)
    names.sort(key=lambda name: list(order).index(name) if name in order else len(order))
    found = []
    for name in names:
        held = [each.get(name) for each in rows]
        first = next(row for row in held if row)
        amounts = [row.then if row else Decimal(0) for row in held]
        sure = next((row.confidence for row in held if row and row.confidence in ("depends", "ask")), None)
        found.append(Across(row_title(first)[0], first.now, amounts, sure, len(set(amounts)) > 1))
    return found


def _axis(name: str, start: Decimal, end: Decimal, step: Decimal) -> Axis:
    """An axis as its three boxes say; as it usually is where one of them holds no number."""
    given = []
    for part, usual in (("from", start), ("to", end), ("step", step)):
        typed = request.form.get(f"{name}_{part}", "").replace("£", "").strip()
        given.append(Decimal(typed) if re.fullmatch(r"[0-9]{1,3}(\.[0-9]{1,2})?", typed) else usual)
    return Axis(name, *given)


def _what_ifs(case: Case, number: int, result: Result) -> Iterator[tuple[str, Decimal | None]]:
    """What would come of each change, against the answer: more or less left over a month. None where it cannot be worked out."""
    data = case.model_dump(mode="json", by_alias=True, exclude_unset=True)
    data["views"] = []
    base = result.options[number]
    if base.change_per_month is None:
        return
    for change in WHAT_IF["changes"]:
        if not _holds(data, change.get("only")):
            continue
        other = copy.deepcopy(data)
        for edit in change["edits"]:
            if not _edit(other, edit, number):
                break
        else:
            try:
                found = current_app.extensions["calculator"].calculate(read_case(other)).options[number]
            except CaseError:
                continue
            known = found.change_per_month is not None
            yield (
                str(change["title"]),
                compare.apart(base.position, found.position) if known else None,
            )


def _holds(data: dict[str, Any], only: Any) -> bool:
    if not only:
        return True
    held = find(data, str(only["at"]))
    wanted = str(only.get("is", only.get("not")))
    same = held is not None if wanted == "given" else held == wanted
    return same if "is" in only else not same


def _edit(data: dict[str, Any], edit: Any, number: int) -> bool:
    """Make one change; False where there is nothing to change."""
    where = str(edit["at"]).replace("*", str(number))
    if "drop" in edit:
        above, _slash, last = where.rpartition("/")
        holder = find(data, above)
        if isinstance(holder, list):
            del holder[int(last)]
        else:
            drop(data, where)
        return True
    if "add" in edit:
        held = find(data, where)
        if held is None:
            return False
        put(data, where, number_shown(max(Decimal(0), Decimal(str(held)) + Decimal(str(edit["add"])))))
        return True
    value = str(edit["set"])
    put(data, where, int(value) if value.isdigit() else value)
    return True
