"""The tables of rules/places/ as rows, with every fault of form in words."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Mapping, Sequence
from decimal import Decimal

from calculator.frozen import frozen
from calculator.rulebook import Fault, Location, RuleError, fault, nearest, written_date, written_number

FOLDER = "places"


@frozen
class TableRow:
    """One row of a table: its cells by column, and where it is written."""

    cells: dict[str, str]
    place: Location

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    def wrong(self, message: str) -> RuleError:
        """A fault of this row, to be raised."""
        return fault(self.place, "", message)


def day(row: TableRow, column: str) -> dt.date:
    found = written_date(row[column])
    if found is None:
        raise row.wrong(f"'{column}' is a date such as 2026-04-01, not '{row[column]}'")
    return found


def amount(row: TableRow, column: str) -> Decimal:
    found = written_number(row[column])
    if found is None or found <= 0:
        raise row.wrong(f"'{column}' is an amount in pounds such as 1528.44, not '{row[column]}'")
    return found


def share(row: TableRow, column: str) -> Decimal:
    """The share from 0 to 1 in a cell. Raises RuleError."""
    found = written_number(row[column])
    if found is None or not 0 < found <= 1:
        raise row.wrong(f"'{column}' is a share such as 0.8, not '{row[column]}'")
    return found


def several(text: str) -> tuple[str, ...]:
    """The things that a cell lists, with | between them."""
    return tuple(filter(None, text.split("|")))


def rows(
    files: Mapping[str, bytes], name: str, columns: Sequence[str], key: Sequence[str], optional: Sequence[str] = ()
) -> list[TableRow]:
    """The rows of a table in rules/places/.

    columns: all that it has; cells may be empty only in those that are `optional`. key: the columns that no two rows have alike.
    Raises RuleError with every fault.
    """
    path = f"{FOLDER}/{name}"
    if path not in files:
        raise fault(Location(path, 1), "", "the table is missing")
    try:
        text = files[path].decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = files[path][: error.start].count(b"\n") + 1
        raise fault(Location(path, line), "", "not UTF-8 text: save the file as UTF-8") from None
    try:
        read = csv.reader(io.StringIO(text, newline=""), strict=True)
        lines = [(read.line_num, cells) for cells in read if cells]
    except csv.Error as error:
        raise fault(Location(path, read.line_num), "", f"not a table of commas: {error}") from None
    heading = lines[0][1] if lines else []
    faults = [Fault(Location(path, 1), "", message) for message in _about_heading(heading, columns)]
    if faults:
        raise RuleError(faults)
    found, seen = [], dict[tuple[str, ...], int]()
    needed = [at for at, column in enumerate(heading) if column not in optional]
    named_by = [heading.index(column) for column in key]
    for line, cells in lines[1:]:
        place = Location(path, line)
        faults += [Fault(place, "", message) for message in _about_row(line, cells, heading, needed, named_by, seen)]
        found.append(TableRow(dict(zip(heading, cells, strict=False)), place))
    if faults:
        raise RuleError(faults)
    return found


def _about_heading(heading: list[str], columns: Sequence[str]) -> list[str]:
    """What is wrong with the first line of a table."""
    messages = []
    for column in columns:
        if heading.count(column) != 1:
            what = "stands twice" if column in heading else "is missing"
            messages.append(f"the column '{column}' {what}: the columns are {', '.join(columns)}")
    for column in heading:
        if column not in columns:
            near = nearest(column, columns)
            messages.append(f"the column '{column}' is not known{f': did you mean {near}?' if near else ''}")
    return messages


def _about_row(
    line: int,
    cells: list[str],
    heading: list[str],
    needed: list[int],
    named_by: list[int],
    seen: dict[tuple[str, ...], int],
) -> list[str]:
    """What is wrong with one row. `seen` are the lines of the keys so far, to which its own is added.

    needed: the places of the cells that must not be empty; named_by: those of the key. Every row of every table comes here, so this goes by
    place and not by name.
    """
    if len(cells) != len(heading):
        return [f"the row has {len(cells)} cells, and the table has {len(heading)} columns"]
    empty = [f"'{heading[at]}' is empty" for at in needed if not cells[at] or cells[at].isspace()]
    if empty:
        return empty
    named = tuple([cells[at].casefold() for at in named_by])
    earlier = seen.setdefault(named, line)
    if earlier != line:
        return [f"the row for {', '.join([cells[at] for at in named_by])} stands already on line {earlier}: keep one"]
    return []
