"""The language of the words on a page. English is what is written in code and templates; catalogues lie over it."""

from gettext import NullTranslations

translations = NullTranslations()
_ = translations.gettext
ngettext = translations.ngettext


def later(words: str) -> str:
    """Mark words for the catalogue that are translated only when they are shown."""
    return words


def in_template(words: str, **given: object) -> str:
    """What `_` is in a template: the translation with its %(names)s filled. The template escapes the whole."""
    said = _(words)
    return said % given if given else said
