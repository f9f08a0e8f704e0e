"""Notices: texts that are shown when a condition holds. Each expression in one becomes a hidden rule."""

from __future__ import annotations

import re

from calculator.rulebook.language.model import ALWAYS, Branch, Formula, NoticeRule, Rule, Version
from calculator.rulebook.read.entry import Entry
from calculator.rulebook.read.keys import NOTICE_KEYS
from calculator.yaml_text import Mapping, Node

KINDS = ("notice", "help", "lost", "assumption")
SEVERITIES = ("information", "warning")
CONFIDENCES = ("settled", "depends", "ask")


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
        severity=entry.words(node, "severity") or SEVERITIES[0],
        confidence=entry.words(node, "confidence") or CONFIDENCES[0],
        source=entry.source(node),
        each=each,
        only_option=entry.yes(node, "only_option"),
        path=entry.words(node, "path"),
        missing=entry.lines(node, "missing"),
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
    kind = entry.words(node, "kind") or KINDS[0]
    if kind not in KINDS:
        raise entry.wrong("kind: is notice, help, lost or assumption")
    for needed in ("when", "text") if kind == "assumption" else ("when", "title", "text"):
        if needed not in node:
            raise entry.wrong(f"{needed}: is missing")
    if (entry.words(node, "severity") or SEVERITIES[0]) not in SEVERITIES or (
        entry.words(node, "confidence") or CONFIDENCES[0]
    ) not in CONFIDENCES:
        raise entry.wrong("severity: is information or warning; confidence: is settled, depends or ask")
    return node, kind
