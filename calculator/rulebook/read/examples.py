"""Examples inside rules: what a rule gives for figures that are given."""

from __future__ import annotations

from calculator.rulebook.language.model import Example
from calculator.rulebook.read.entry import Entry
from calculator.rulebook.read.keys import EXAMPLE_KEYS
from calculator.yaml_text import Mapping, Sequence, YamlText, plain


def read_examples(entry: Entry, node: Mapping) -> list[Example]:
    """The examples of a rule's entry. Raises RuleError."""
    value = node.find("examples")
    if value is not None and not isinstance(value, Sequence):
        raise entry.wrong("examples: is a list of {given: {...}, gives: ...}", node)
    return [_example(entry, item) for item in value or ()]


def _example(entry: Entry, item: object) -> Example:
    if not isinstance(item, Mapping) or "gives" not in item:
        raise entry.wrong("an example is {given: {...}, gives: ...}")
    for key in item:
        if key not in EXAMPLE_KEYS:
            raise entry.wrong(f"'{key}' is not known in an example: use {', '.join(sorted(EXAMPLE_KEYS))}", key)
    date, to = item.find("date"), item.find("rounded_to")
    if date is not None and not isinstance(date, YamlText):
        raise entry.wrong("date: is one date", item)
    rounded_to = None if to is None else entry.number(to)
    if rounded_to is not None and rounded_to <= 0:
        raise entry.wrong("rounded_to: is the unit that gives: is rounded to, such as 0.01", item)
    return Example(
        given={str(name): plain(value) for name, value in entry.mapping(item, "given").items()},
        gives=plain(item[item.key("gives")]),
        date=None if date is None else entry.date(date),
        place=entry.place(item),
        rounded_to=rounded_to,
    )
