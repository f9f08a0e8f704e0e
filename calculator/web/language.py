"""The language of the words on a page. English is what is written in code and templates; catalogues lie over it."""

from gettext import NullTranslations

translations = NullTranslations()
_ = translations.gettext
ngettext = translations.ngettext


def later(words: str) -> str:
    """Mark words for the catalogue that are translated only when they are shown."""
    return words
