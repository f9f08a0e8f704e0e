"""`calculator rules`: the law as a specialist reads it, and whether the rules can be used. One module a command."""

from calculator.command_line import Commands

_PLACES = {
    "check": "check:check",
    "diff": "diff:diff",
    "explain": "explain:explain",
    "list": "list:list_rules",
    "new-council": "new_council:new_council",
    "show": "show:show",
}
rules = Commands(
    "rules",
    places={name: f"calculator.cli.rules.{place}" for name, place in _PLACES.items()},
    about="Check, list, show, compare and explain the rules.",
)
