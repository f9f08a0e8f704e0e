"""The rental market areas that a home can be in, as far as the answers say, with the local housing allowance of each."""

from __future__ import annotations

from collections.abc import Mapping

from calculator.councils.register import Register
from calculator.i18n.numbers import pounds
from calculator.web import site
from calculator.web.language import _, later

LABEL = later(
    "%(area)s: room %(shared)s, 1 bedroom %(one)s, 2 bedrooms %(two)s, 3 bedrooms %(three)s, 4 bedrooms %(four)s"
)
Groups = list[tuple[str, dict[str, str]]]


def groups(answers: Mapping[str, str]) -> Groups:
    """The areas to choose from, in groups with a heading (the first has none), as values and words.

    If all areas of the council are known, only these. If some are known, these first, then the others of the nation.
    """
    register = site.calculator().councils.register
    council = register.find(answers.get("council", ""))
    unsure: Groups = [("", {"": _("Not sure")})]
    if council is not None and council.brmas:
        return [("", {"": _("Not sure"), **_words(register, council.brmas)})]
    nation = council.nation if council else answers.get("nation") or None
    known = council.some_brmas if council else ()
    others = [area for area, its in register.facts.areas_with_nations if area not in known and nation in (None, its)]
    if council is None or not known:
        return [*unsure, (_("Areas"), {area: _(area) for area in others})]
    return [
        *unsure,
        (_("Areas that %(council)s is known to be in") % {"council": council.name}, _words(register, known)),
        (_("Another area"), {area: _(area) for area in others}),
    ]


def _words(register: Register, areas: tuple[str, ...]) -> dict[str, str]:
    """Areas with the most that counts of a private rent there, a month."""
    return {area: _(LABEL) % {"area": area, **_rates(register, area)} for area in areas}


def _rates(register: Register, area: str) -> dict[str, str]:
    return {size: pounds(amount) for size, amount in register.facts.local_rates(area).items()}
