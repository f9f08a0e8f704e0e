"""`calculator recheck`: work out a folder of kept plans again, and say what has changed."""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from calculator.cli.errors import Refused
from calculator.cli.options import load, with_output, write
from calculator.command_line import with_rules

if TYPE_CHECKING:
    from calculator.recheck import Rechecked

CHANGED = 3
SOME_REFUSED = 2
_VERDICTS = {
    "changed": "changed",
    "same": "as it was",
    "new": "no earlier figures",
    "refused": "cannot be worked out",
}


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
    """What a file holds, as far as it shows that it is too long for a plan. Raises Refused."""
    from calculator.recheck import MOST_BYTES

    try:
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except OSError as error:
        raise Refused(f"{path}: cannot be read: {error.strerror}") from None


def _said(found: Sequence[Rechecked], form: str, today: dt.date) -> Iterator[str]:
    from calculator.recheck import as_csv

    if form == "json":
        yield json.dumps([each.to_json() for each in found], ensure_ascii=False, indent=2)
    elif form == "csv":
        yield as_csv(found).rstrip("\n")
    else:
        yield from _table(found, today)


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
