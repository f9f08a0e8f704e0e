"""How names of councils are written: capitals, kinds of council around the name, and slips."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable

from calculator.i18n.language import gettext as _

MOST_SUGGESTIONS = 3
_CLEARLY_LESS = 0.1  # of difflib's measure of likeness, from 0 to 1
# Words that stand before and after a council's name and say nothing of which council it is.
_BEFORE = re.compile(
    r"^(the |cyngor )*(((royal|london|metropolitan|city|county|borough|district|council|and) )+of (the )?)?"
)
_AFTER = re.compile(
    r"( (city|county|borough|district|metropolitan|unitary|council|corporation|authority|and|mbc|cbc|bc|dc))+$"
)


def alike(name: str, known: Iterable[str]) -> list[str]:
    """The known names most like one, the likeliest first, without those that are clearly less like it."""
    near = difflib.get_close_matches(name, known, MOST_SUGGESTIONS)
    likeness = [difflib.SequenceMatcher(None, each, name).ratio() for each in near]
    return [each for each, ratio in zip(near, likeness, strict=True) if ratio > max(likeness) - _CLEARLY_LESS]


def plain(text: str) -> str:
    """A name without capitals, accents and punctuation, with `and` for `&`."""
    letters = unicodedata.normalize("NFKD", text.casefold().replace("&", " and "))
    kept = "".join(" " if mark in "-–,/" else mark for mark in letters if mark.isalnum() or mark in " -–,/")
    return re.sub(r"\bsaint\b", "st", " ".join(kept.split()))


def without_kind(name: str) -> str:
    """A plain name without the words after it that say what kind of council it is."""
    return _AFTER.sub("", name)


def bare(text: str) -> str:
    """A name without `council`, `city of`, `london borough of` and the like; the name itself where nothing would be left."""
    name = plain(text)
    return _BEFORE.sub("", without_kind(name)) or name


def either(names: list[str] | tuple[str, ...]) -> str:
    if len(names) < 2:
        return "".join(names)
    return _("%(these)s or %(this)s") % {"these": ", ".join(names[:-1]), "this": names[-1]}
