"""A JSON Schema of rule files, so that an editor can complete and check them while they are written."""

from __future__ import annotations

from calculator.rulebook.language.model import CLOCKS
from calculator.rulebook.read.keys import KINDS, NOTICE_KEYS, RULE_KEYS

_TEXT = {"type": "string"}
_EXPRESSION = {"type": ["string", "number", "boolean"]}
_DATED = {"type": "object", "propertyNames": {"pattern": r"^\d{4}-\d{2}-\d{2}$"}}
_SOURCE = {
    "type": "object",
    "properties": {"law": _TEXT, "url": {"type": "string", "format": "uri"}},
    "required": ["law"],
    "additionalProperties": False,
}


def schema() -> dict[str, object]:
    """The schema of one rule file."""
    known: dict[str, object] = {
        "title": _TEXT, "unit": _TEXT, "each": _TEXT, "explain": _TEXT, "note": _TEXT, "step": _TEXT, "column": _TEXT,
        "clock": {"enum": list(CLOCKS)}, "source": _SOURCE, "values": _DATED, "let": {"type": "object", "additionalProperties": _EXPRESSION},
        "formula": {"anyOf": [_EXPRESSION, _DATED]}, "choose": {"type": ["array", "object"]}, "table": {"anyOf": [_TEXT, _DATED]},
        "by": {"type": "array", "items": _TEXT}, "choices": {"type": ["array", "object"]}, "input": {"type": "object"},
        "examples": {"type": "array", "items": {"type": "object", "required": ["gives"]}},
    }  # fmt: skip
    rule = {
        "type": "object",
        "properties": {key: known[key] for key in sorted(RULE_KEYS)},
        "required": ["title", "unit"],
        "oneOf": [{"required": [kind]} for kind in KINDS],
        "additionalProperties": False,
    }
    notice = {
        "type": "object",
        "properties": {
            key: {"enum": ["notice", "help", "lost", "assumption"]} if key == "kind" else {}
            for key in sorted(NOTICE_KEYS)
        },
        "required": ["when", "text"],
        "additionalProperties": False,
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A rule file",
        "type": "object",
        "properties": {
            "prefix": _TEXT,
            "clock": {"enum": list(CLOCKS)},
            "note": _TEXT,
            "entities": {"type": "object"},
            "statement": {"type": "object"},
            "rules": {"type": "object", "additionalProperties": rule},
            "notices": {"type": "object", "additionalProperties": notice},
        },
        "additionalProperties": False,
    }
