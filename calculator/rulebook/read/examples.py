"""Examples inside rules: what a rule gives for figures that are given."""

from __future__ import annotations

from calculator.rulebook.language.model import Example
from calculator.rulebook.read.keys import EXAMPLE_KEYS
from calculator.rulebook.read.part import Part
from calculator.yaml_text import Mapping, Sequence, Text, plain


def read_examples(part: Part, node: Mapping) -> list[Example]:
    """The examples of a rule's entry. Raises RuleError."""
    value = node.find("examples")
    if value is not None and not isinstance(value, Sequence):
        raise part.wrong("examples: is a list of {given: {...}, gives: ...}", node)
    return [_example(part, item) for item in value or ()]


def _example(part: Part, item: object) -> Example:
    if not isinstance(item, Mapping) or "gives" not in item:
        raise part.wrong("an example is {given: {...}, gives: ...}")
    for key in item:
        if key not in EXAMPLE_KEYS:
            raise part.wrong(f"'{key}' is not known in an example: use {', '.join(sorted(EXAMPLE_KEYS))}", key)
    date, to = item.find("date"), item.find("rounded_to")
    if date is not None and not isinstance(date, Text):
        raise part.wrong("date: is one date", item)
    rounded_to = None if to is None else part.number(to)
    if rounded_to is not None and rounded_to <= 0:
        raise part.wrong("rounded_to: is the unit that gives: is rounded to, such as 0.01", item)
    return Example(
        given={str(name): plain(value) for name, value in part.mapping(item, "given").items()},
        gives=plain(item[item.key("gives")]),
        date=None if date is None else part.date(date),
        place=part.place(item),
        rounded_to=rounded_to,
    )
