"""The language that words are said in.

English is what code, templates and rules are written in; catalogues (calculator/translations/) lie over it. One English
sentence has one translation wherever it stands. What is asked for holds for one request or command at a time.

Babel is imported where it is used, because a case at the command line mostly needs none of it.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from calculator.frozen import frozen

if TYPE_CHECKING:
    from babel import Locale

ENGLISH, WELSH = "en", "cy"


@frozen
class Spoken:
    """A language: Babel's name for how it writes dates and numbers, its own name for itself, and which way it is written."""

    locale: str
    name: str
    direction: Literal["ltr", "rtl"] = "ltr"


# The one list of languages. English comes first, because everything is written in it.
LANGUAGES: dict[str, Spoken] = {ENGLISH: Spoken("en_GB", "English"), WELSH: Spoken("cy_GB", "Cymraeg")}
TRANSLATIONS = Path(__file__).resolve().parent / "translations"

_current: ContextVar[str] = ContextVar("language", default=ENGLISH)


def current() -> str:
    """The language in use: `en`, `cy` or another of LANGUAGES."""
    return _current.get()


def locale() -> Locale:
    """How the language in use writes dates and numbers."""
    return _locale(_current.get())


@cache
def _locale(language: str) -> Locale:
    from babel import Locale

    return Locale.parse(LANGUAGES[language].locale)


def use(language: str) -> None:
    """Speak a language from here on, in this request or command. Raises KeyError for one there is none of."""
    LANGUAGES[language]
    _current.set(language)


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Speak a language for a while."""
    before = _current.get()
    use(language)
    try:
        yield
    finally:
        _current.set(before)


@cache
def catalogue(language: str) -> NullTranslations:
    """The translations of a language, read once. Of English there are none."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    files = sorted((TRANSLATIONS / language).glob("*.po"))
    found: NullTranslations = NullTranslations()
    for file in files:
        with file.open("rb") as text, io.BytesIO() as compiled:
            write_mo(compiled, read_po(text, locale=language))
            compiled.seek(0)
            part = GNUTranslations(compiled)
        part.add_fallback(found)
        found = part
    return found


def is_translated(language: str) -> bool:
    """Whether there are translations into a language at all."""
    return language == ENGLISH or bool(catalogue(language).gettext("Back") != "Back")


def gettext(words: str) -> str:
    """The words in the language in use; as they are where it has none for them."""
    language = _current.get()
    # Nothing is looked up for nothing: a catalogue answers it with its own heading.
    return words if language == ENGLISH or not words else catalogue(language).gettext(words)


def ngettext(one: str, several: str, number: int) -> str:
    """The form of the words for a number of things."""
    return catalogue(_current.get()).ngettext(one, several, number)


def later(words: str) -> str:
    """Mark words for the catalogue that are translated only when they are shown."""
    return words


def day_said(date: dt.date) -> str:
    """5 April 2026, in the language in use."""
    from babel.dates import format_date

    return str(format_date(date, "d MMMM y", locale()))


def month_said(date: dt.date) -> str:
    """April 2026, in the language in use."""
    from babel.dates import format_date

    return str(format_date(date, "LLLL y", locale()))


@cache
def months() -> tuple[tuple[str, int], ...]:
    """The names of the months in every language, in small letters, with their numbers."""
    held = (_locale(each).months["format"]["wide"] for each in LANGUAGES)
    return tuple((name.lower(), number) for names in held for number, name in names.items())


def said_in_any(words: str) -> tuple[str, ...]:
    """Some words as each language has them, the one in use first."""
    others = [each for each in LANGUAGES if each != _current.get()]
    return tuple(dict.fromkeys(catalogue(each).gettext(words) for each in (_current.get(), *others)))
