"""Notices: texts that are shown when a condition holds. Each expression in one becomes a hidden rule."""

from __future__ import annotations

import re
from typing import TypeVar

from calculator.rulebook.language.model import ALWAYS, Branch, Confidence, Formula, NoticeRule, Rule, Severity, Version
from calculator.rulebook.read.entry import Entry
from calculator.rulebook.read.keys import NOTICE_KEYS
from calculator.yaml_text import Mapping, Node

KINDS = ("notice", "help", "lost", "assumption")
SEVERITIES: tuple[Severity, ...] = ("information", "warning")
CONFIDENCES: tuple[Confidence, ...] = ("settled", "depends", "ask")
Word = TypeVar("Word", bound=str)


def read_notice(entry: Entry, prefix: str, node: Node) -> NoticeRule:
    """Read one notice, and put its hidden rules among the others. prefix: the file's, in which its names are looked up.

    Raises RuleError.
    """
    node, kind = _checked(entry, node)
    each = entry.each(node)

    def hide(label: str, value: Node | None) -> str | None:
        """Give an expression a hidden rule, and return the rule's name."""
        if value is None:
            return None
        name = f"notice.{entry.name}.{label}"
        hidden = Rule(name, entry.name, "formula", "", entry.place(), value_type="inferred", each=each, hidden=True)
        hidden.looks_in = prefix
        hidden.versions = [Version(ALWAYS, Formula((Branch("", entry.expression(value)),)))]
        entry.found.rules[name] = hidden
        return name

    get = node.find
    fills = {str(label): hide(f"with.{label}", value) or "" for label, value in entry.mapping(node, "with").items()}
    title, text = entry.words(node, "title") or "", entry.words(node, "text") or ""
    for braced in re.findall(r"\{(\w*)\}", f"{text} {title}"):
        if braced not in fills:
            raise entry.wrong(f"{{{braced}}} in the text is not filled: add it to with:")
    return NoticeRule(
        name=entry.name,
        shown_as=entry.words(node, "id") or entry.name,
        kind=kind,
        place=entry.place(),
        title=title,
        text=text,
        severity=_one_of(entry, node, "severity", SEVERITIES),
        confidence=_one_of(entry, node, "confidence", CONFIDENCES),
        source=entry.source(node),
        each=each,
        only_option=entry.yes(node, "only_option"),
        path=entry.words(node, "path"),
        missing=entry.lines(node, "missing"),
        in_doubt=entry.lines(node, "in_doubt"),
        when=hide("when", get("when")) or "",
        unless_now=hide("unless_now", get("unless_now")),
        fills=fills,
        value_per_year=hide("value_per_year", get("value_per_year")),
        worth_up_to=hide("worth_up_to", get("worth_up_to")),
        falls_with_income=entry.yes(node, "falls_with_income"),
        depends=entry.lines(node, "depends"),
    )


def _checked(entry: Entry, node: Node) -> tuple[Mapping, str]:
    """The notice as a mapping, and its kind, once its keys are known to be right."""
    if not isinstance(node, Mapping):
        raise entry.wrong("a notice is a mapping with kind, when, title, text")
    for key in node:
        if key not in NOTICE_KEYS:
            raise entry.wrong(f"'{key}' is not known in a notice: use {', '.join(sorted(NOTICE_KEYS))}", key)
    if entry.name in entry.found.notices:
        raise entry.wrong(f"the notice stands already at {entry.found.notices[entry.name].place}")
    kind = _one_of(entry, node, "kind", KINDS)
    for needed in ("when", "text") if kind == "assumption" else ("when", "title", "text"):
        if needed not in node:
            raise entry.wrong(f"{needed}: is missing")
    return node, kind


def _one_of(entry: Entry, node: Mapping, key: str, words: tuple[Word, ...]) -> Word:
    """The word under a key, which is the first of these if there is none. Raises RuleError for any other word."""
    written = entry.words(node, key) or words[0]
    for word in words:
        if word == written:
            return word
    raise entry.wrong(f"{key}: is {', '.join(words[:-1])} or {words[-1]}")
