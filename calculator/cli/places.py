"""`calculator places`: what follows from a postcode, or from the name of a council."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from calculator.cli.errors import Refused
from calculator.cli.options import with_format
from calculator.command_line import with_rules

if TYPE_CHECKING:
    from calculator.councils.council import Council
    from calculator.councils.register import Register


@click.command()
@click.argument("place", nargs=-1, required=True)
@with_format("text", "json")
@with_rules
def places(place: tuple[str, ...], form: str, amend: tuple[Path, ...], rules: Path | None) -> None:
    """Show what follows from a place: council, nation, rental market areas and council tax.

    PLACE is a postcode such as LS6 2AB, the first part of one, or a council's name or code.
    """
    from calculator.councils.register import Register
    from calculator.resources import folder
    from calculator.rulebook import read_sources

    register = Register(read_sources(rules or folder("rules"), amend))
    council = register.meant(" ".join(place))
    if isinstance(council, str):
        raise Refused(council)
    found = _facts(register, council, dt.date.today())
    if form == "json":
        print(json.dumps(found, ensure_ascii=False, indent=2))
    else:
        print("\n".join(f"{name.replace('_', ' '):<22} {_said(value)}" for name, value in found.items()))


def _facts(register: Register, council: Council, day: dt.date) -> dict[str, object]:
    bill = register.bills.of(council.code, day, day)
    return {
        "council": council.name,
        "code": council.code,
        "nation": council.nation,
        "in_london": council.in_london,
        "rental_market_areas": list(council.brmas or council.some_brmas),
        "these_are_all_areas": bool(council.brmas),
        "council_tax_band_d": str(bill.band_d) if bill else None,
        "council_tax_band_d_from_to": [str(bill.low), str(bill.high)] if bill else [],
        "council_tax_help": council.scheme_page,
    }


def _said(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(value) or "not known"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value or "not known")
