"""`needed:` of an input: when a file that fills the input in has to give it.

`needed: always`, or the other inputs that make it necessary: `needed: {method: [means_test], taper: given}`. All of them have to hold. The
rulebook only keeps what is said here; the reader of the files applies it with `needed_among`.
"""

from __future__ import annotations

from calculator.rulebook.errors import nearest
from calculator.rulebook.language.model import GIVEN
from calculator.rulebook.read.entry import Draft, Entry
from calculator.yaml_text import Mapping, Node, YamlText

ALWAYS = "always"


def read_needed(entry: Entry, node: Node) -> dict[str, tuple[str, ...]]:
    """The inputs that make an input necessary, each with the choices for which it does so; none of these if it just has to be given."""
    if isinstance(node, YamlText) and node == ALWAYS:
        return {}
    if not isinstance(node, Mapping) or not node:
        raise entry.wrong(
            f"needed: is '{ALWAYS}', or the inputs that make it necessary: {{method: [means_test]}}", node
        )
    prefix = entry.name.rpartition(".")[0]
    found: dict[str, tuple[str, ...]] = {}
    for key, value in node.items():
        name = str(key) if "." in key or not prefix else f"{prefix}.{key}"
        found[name] = (GIVEN,) if value == GIVEN else entry.lines(node, key)
        if not found[name]:
            raise entry.wrong(f"needed: '{key}' has no choices: list those that make the input necessary", key)
    return found


def check_needed(found: Draft) -> None:
    """Record a fault for each `needed:` that names no input, or a choice that its input does not have."""
    for rule in found.rules.values():
        entry = Entry(found, rule.place.file, rule.place.line, rule.name)
        for name, values in (rule.needed or {}).items():
            other = found.rules.get(name)
            if other is None or other.kind != "input":
                near = nearest(name, [each.name for each in found.rules.values() if each.kind == "input"])
                hint = f": did you mean {near}?" if near else ""
                found.faults.extend(entry.wrong(f"needed: '{name}' is not an input{hint}").faults)
                continue
            allowed = {GIVEN, *(("true", "false") if other.value_type == "bool" else other.choices)}
            for value in values:
                if value not in allowed:
                    wanted = ", ".join(sorted(allowed))
                    found.faults.extend(entry.wrong(f"needed: '{name}' is never '{value}': use {wanted}").faults)
