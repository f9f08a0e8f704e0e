"""Notices: texts that are shown when a condition holds. Each expression in one becomes a hidden rule."""

from __future__ import annotations

import re

from calculator.rulebook.language.model import ALWAYS, Branch, Formula, Notice, Rule, Version
from calculator.rulebook.read.keys import NOTICE_KEYS
from calculator.rulebook.read.part import Part
from calculator.yaml_text import Mapping, Node

KINDS = ("notice", "help", "lost", "assumption")
SEVERITIES = ("information", "warning")
CONFIDENCES = ("settled", "depends", "ask")


def read_notice(part: Part, prefix: str, node: Node) -> Notice:
    """Read one notice, and put its hidden rules among the others. prefix: the file's, in which its names are looked up.

    Raises RuleError.
    """
    node, kind = _checked(part, node)
    each = part.each(node)

    def hide(label: str, value: Node | None) -> str | None:
        """Give an expression a hidden rule, and return the rule's name."""
        if value is None:
            return None
        name = f"notice.{part.name}.{label}"
        hidden = Rule(name, part.name, "formula", "", part.place(), value_type="inferred", each=each, hidden=True)
        hidden.looks_in = prefix
        hidden.versions = [Version(ALWAYS, Formula((Branch("", part.expression(value)),)))]
        part.found.rules[name] = hidden
        return name

    get = node.find
    fills = {str(label): hide(f"with.{label}", value) or "" for label, value in part.mapping(node, "with").items()}
    title, text = part.words(node, "title") or "", part.words(node, "text") or ""
    for braced in re.findall(r"\{(\w*)\}", f"{text} {title}"):
        if braced not in fills:
            raise part.wrong(f"{{{braced}}} in the text is not filled: add it to with:")
    return Notice(
        name=part.name,
        kind=kind,
        place=part.place(),
        title=title,
        text=text,
        severity=part.words(node, "severity") or SEVERITIES[0],
        confidence=part.words(node, "confidence") or CONFIDENCES[0],
        source=part.source(node),
        each=each,
        only_option=part.yes(node, "only_option"),
        path=part.words(node, "path"),
        missing=part.lines(node, "missing"),
        when=hide("when", get("when")) or "",
        unless_now=hide("unless_now", get("unless_now")),
        fills=fills,
        value_per_year=hide("value_per_year", get("value_per_year")),
        worth_up_to=hide("worth_up_to", get("worth_up_to")),
        falls_with_income=part.yes(node, "falls_with_income"),
        depends=part.lines(node, "depends"),
    )


def _checked(part: Part, node: Node) -> tuple[Mapping, str]:
    """The notice as a mapping, and its kind, once its keys are known to be right."""
    if not isinstance(node, Mapping):
        raise part.wrong("a notice is a mapping with kind, when, title, text")
    for key in node:
        if key not in NOTICE_KEYS:
            raise part.wrong(f"'{key}' is not known in a notice: use {', '.join(sorted(NOTICE_KEYS))}", key)
    if part.name in part.found.notices:
        raise part.wrong(f"the notice stands already at {part.found.notices[part.name].place}")
    kind = part.words(node, "kind") or KINDS[0]
    if kind not in KINDS:
        raise part.wrong("kind: is notice, help, lost or assumption")
    for needed in ("when", "text") if kind == "assumption" else ("when", "title", "text"):
        if needed not in node:
            raise part.wrong(f"{needed}: is missing")
    if (part.words(node, "severity") or SEVERITIES[0]) not in SEVERITIES or (
        part.words(node, "confidence") or CONFIDENCES[0]
    ) not in CONFIDENCES:
        raise part.wrong("severity: is information or warning; confidence: is settled, depends or ask")
    return node, kind
