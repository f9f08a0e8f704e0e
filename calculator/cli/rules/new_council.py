"""`calculator rules new-council`: the file to fill in for a council's scheme."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from calculator.cli.errors import Refused
from calculator.command_line import date


@click.command("new-council")
@click.argument("name", metavar="COUNCIL")
@click.option(
    "--from", "starts", type=date, metavar="DATE", help="The first day of the scheme's year. 1 April by default."
)
@click.option("--rules", type=Path, metavar="FOLDER", help="The folder of rules to write in. [required]")
def new_council(name: str, starts: dt.date | None, rules: Path | None) -> None:
    """Write the file to fill in for a council's scheme.

    COUNCIL is its name or GSS code. A file that exists already is left alone.
    """
    from calculator.councils import schemes
    from calculator.councils.register import Register
    from calculator.law.data import NoSuchRule
    from calculator.rulebook import build, read_files

    if rules is None:
        raise Refused(
            "new-council writes into a folder of rules: name yours with --rules FOLDER (in a checkout, --rules rules)"
        )
    files = read_files(rules)
    register = Register(files)
    council = register.find(name)
    if council is None:
        raise NoSuchRule(f"{name}: {register.unknown(name)}")
    path = rules / schemes.DATA / f"{schemes.slug(council.name)}.yaml"
    if path.exists():
        raise Refused(f"{path} is there already: add a year to it")
    always = {
        rule.name.removeprefix("scheme."): rule.choices
        for rule in build(files).inputs
        if rule.name.startswith("scheme.") and rule.needed == {}
    }
    first_day = starts or _first_of_april(dt.date.today())
    content = schemes.blank(council.name, council.code, council.website, first_day, always)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as file:
            file.write(content)
    except OSError as error:
        raise Refused(f"{path}: cannot be written: {error.strerror}") from None
    print(f"{path}: fill in what the scheme's document says, then run `calculator rules check`")


def _first_of_april(today: dt.date) -> dt.date:
    """The first day of the council tax year that a day is in."""
    return dt.date(today.year if today.month > 3 else today.year - 1, 4, 1)
