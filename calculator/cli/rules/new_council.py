"""`calculator rules new-council`: the file to fill in for a council's scheme."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from calculator.command_line import date, rules_folder


@click.command("new-council")
@click.argument("name", metavar="COUNCIL")
@click.option(
    "--from", "starts", type=date, metavar="DATE", help="The first day of the scheme's year. 1 April by default."
)
@rules_folder
def new_council(name: str, starts: dt.date | None, rules: Path | None) -> None:
    """Write the file to fill in for a council's scheme.

    COUNCIL is its name or GSS code. A file that exists already is left alone.
    """
    from calculator.councils import register as places
    from calculator.councils import schemes
    from calculator.law.data import NoSuchRule
    from calculator.resources import folder

    council = places.find(name)
    if council is None:
        raise NoSuchRule(places.unknown(name))
    path = (rules or folder("rules")) / schemes.DATA / f"{schemes.slug(council.name)}.yaml"
    if path.exists():
        raise NoSuchRule(f"{path.name} is there already: add a year to it")
    content = schemes.blank(council.name, council.code, council.website, starts or _first_of_april(dt.date.today()))
    path.write_text(content, encoding="utf-8")
    print(f"{path}: fill in what the scheme's document says, then run `calculator rules check`")


def _first_of_april(today: dt.date) -> dt.date:
    """The first day of the council tax year that a day is in."""
    return dt.date(today.year if today.month > 3 else today.year - 1, 4, 1)
