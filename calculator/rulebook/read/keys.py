"""The keys that rule files may have, for load.py to check them by and schema.py to tell an editor of."""

from __future__ import annotations

FILE_KEYS = {"prefix", "clock", "rules", "notices", "entities", "statement", "note"}
INPUT_KEYS = ("from", "min", "max", "default", "needed")
SOURCED_KEYS = {"value", "law", "url"}  # of one dated value with a law of its own
EXAMPLE_KEYS = {"given", "gives", "date", "rounded_to"}
ENTITY_KEYS = {"slots", "of", "title", "order", "period"}
RULE_KEYS = {
    "title", "unit", "source", "each", "explain", "note", "let", "choices", "examples", "clock", "step",
    "values", "table", "by", "column", "formula", "choose", "input",
}  # fmt: skip
KINDS = ("values", "table", "formula", "choose", "input")
NOTICE_KEYS = {
    "kind", "severity", "each", "when", "unless_now", "only_option", "title", "text", "with", "confidence", "source",
    "path", "missing", "value_per_year", "note", "in_doubt", "worth_up_to", "falls_with_income", "depends", "id",
}  # fmt: skip
