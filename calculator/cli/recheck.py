"""`calculator recheck`: work out a folder of kept plans again, and say what has changed."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from calculator.cli.errors import Refused
from calculator.cli.options import load, with_output, write
from calculator.command_line import with_rules

if TYPE_CHECKING:
    from calculator.recheck import ChangedPosition, Rechecked

CHANGED = 3
SOME_REFUSED = 2
MOST_BYTES = 1_000_000  # of one file; a plan with every field filled has a tenth of that
_VERDICTS = {
    "changed": "changed",
    "same": "as it was",
    "new": "no earlier figures",
    "refused": "cannot be worked out",
}
_COLUMNS = (
    "file", "code", "verdict", "saved", "visit", "rules_then", "rules_now", "position", "left_over_then", "left_over_now",
    "change_then", "change_now", "next_date", "next_to_do", "next_option", "problems",
)  # fmt: skip


@click.command()
@click.argument("folder", metavar="FOLDER", type=click.Path(exists=True, file_okay=False, path_type=Path))
@with_output("text", "json", "csv")
@click.option("--date", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="Work every plan out for this day.")
@with_rules
def recheck(
    folder: Path, form: str, output: Path | None, date: dt.datetime | None, amend: tuple[Path, ...], rules: Path | None
) -> None:
    """Work out every kept plan in a folder again.

    It says which figures have changed since each plan was kept, line by line, and what has to be done next. FOLDER holds the files that
    the site saved (.json), also in folders inside it. Without --date, a plan is worked out for the date in its case, or for today. The
    exit code is 3 if something has changed, and 2 if nothing has but a file cannot be worked out.
    """
    files = sorted(path for path in folder.rglob("*.json") if path.is_file())
    if not files:
        raise Refused(f"{folder}: holds no .json file")
    calculator = load(rules, amend)
    from calculator.recheck import recheck as again

    day = date.date() if date else None
    with click.progressbar(files, label="Plans", file=sys.stderr) as bar:
        found = [again(calculator, str(path.relative_to(folder)), _content(path), day) for path in bar]
    calculator.book.keep()
    write(output, _said(found, form, day or dt.date.today()))
    verdicts = {each.verdict for each in found}
    if "changed" in verdicts:
        raise click.exceptions.Exit(CHANGED)
    if "refused" in verdicts:
        raise click.exceptions.Exit(SOME_REFUSED)


def _content(path: Path) -> bytes:
    """What a file holds; nothing if it is too long to be a plan. Raises Refused."""
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise Refused(f"{path}: cannot be read: {error.strerror}") from None
    return content if len(content) <= MOST_BYTES else b""


def _said(found: Sequence[Rechecked], form: str, today: dt.date) -> Iterator[str]:
    if form == "json":
        yield json.dumps([_as_json(each) for each in found], ensure_ascii=False, indent=2)
    elif form == "csv":
        text = io.StringIO()
        writer = csv.DictWriter(text, _COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(row for each in found for row in _rows(each))
        yield text.getvalue().rstrip("\n")
    else:
        yield from _table(found, today)


def _as_json(each: Rechecked) -> dict[str, Any]:
    return {
        "file": each.file,
        "code": each.code or None,
        "verdict": each.verdict,
        "saved": each.saved.isoformat() if each.saved else None,
        "visit": each.visit,
        "rules_then": each.rules_then or None,
        "rules_now": each.rules_now or None,
        "positions": [_position(changed) for changed in each.positions],
        "next_date": {
            "date": each.next_date.date.isoformat(),
            "title": each.next_date.title,
            "option": each.next_date.option,
        }
        if each.next_date
        else None,
        "problems": [{"pointer": problem.pointer, "detail": problem.detail} for problem in each.problems],
    }


def _position(changed: ChangedPosition) -> dict[str, Any]:
    return {
        "name": changed.name or None,
        "left_over_then": float(changed.left_over[0]),
        "left_over_now": float(changed.left_over[1]),
        "change_then": None if changed.change[0] is None else float(changed.change[0]),
        "change_now": None if changed.change[1] is None else float(changed.change[1]),
        "lines": [{"title": line.title, "then": float(line.then), "now": float(line.now)} for line in changed.lines],
    }


def _rows(each: Rechecked) -> Iterator[dict[str, Any]]:
    """The rows of a plan in a table of values: one for each position that has changed, or one if none has."""
    plan = {
        "file": each.file,
        "code": each.code,
        "verdict": each.verdict,
        "saved": each.saved,
        "visit": each.visit,
        "rules_then": each.rules_then,
        "rules_now": each.rules_now,
        "next_date": each.next_date.date if each.next_date else None,
        "next_to_do": each.next_date.title if each.next_date else None,
        "next_option": each.next_date.option if each.next_date else None,
        "problems": "; ".join(str(problem) for problem in each.problems),
    }
    for changed in each.positions:
        yield plan | {
            "position": changed.name or "now",
            "left_over_then": changed.left_over[0],
            "left_over_now": changed.left_over[1],
            "change_then": changed.change[0],
            "change_now": changed.change[1],
        }
    if not each.positions:
        yield plan


def _table(found: Sequence[Rechecked], today: dt.date) -> Iterator[str]:
    from calculator.cli.tables import difference, pounds, wrapped

    for each in found:
        code = f" ({each.code})" if each.code else ""
        kept = f", kept on {each.saved}" if each.saved else ""
        yield f"{each.file}{code}: {_VERDICTS[each.verdict]}{kept}"
        for changed in each.positions:
            then, now = changed.left_over
            name = changed.name or "Now"
            yield wrapped(f"{name}: left over {pounds(then)} then, {pounds(now)} now: {difference(changed.gain)}", 4)
            for line in changed.lines:
                yield wrapped(f"{line.title}: {pounds(line.then)} then, {pounds(line.now)} now", 6)
        if each.next_date:
            mark = "! " if each.soon(today) else ""
            yield wrapped(f"{mark}Next: {each.next_date.date} {each.next_date.title} ({each.next_date.option})", 4)
        for problem in each.problems:
            yield wrapped(str(problem), 4)
    changed_, soon = sum(each.verdict == "changed" for each in found), sum(each.soon(today) for each in found)
    refused = sum(each.verdict == "refused" for each in found)
    yield ""
    yield f"{len(found)} plans: {changed_} changed, {soon} with a date within a month, {refused} cannot be worked out."
