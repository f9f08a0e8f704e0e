"""The rules that amendments bring: one that nothing uses is most often a misspelt name of a rule that it was to change."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from calculator.rulebook.errors import Fault, RuleError, nearest
from calculator.rulebook.language.typed import Resolved
from calculator.rulebook.run.compile import Engine


def refuse_idle_additions(resolved: Resolved, engine: Engine) -> None:
    """Raise RuleError if an amendment brings a rule that no figure depends on and that the statement does not name."""
    book = resolved.book
    if not book.added:
        return
    used: set[str] = set()
    waiting = [name for name, _ in engine.outputs] + [name for name in _texts(book.statement) if name in book.rules]
    while waiting:
        name = waiting.pop()
        if name not in used:
            used.add(name)
            waiting.extend(other for other, _ in resolved.refers.get(name, ()))
    older = [name for name, rule in book.rules.items() if not rule.hidden and name not in book.added]
    faults = []
    for name in book.added:
        if name not in used:
            near = nearest(name, older)
            hint = f": did you mean {near}?" if near else ": use it in another rule, or remove it"
            faults.append(
                Fault(book.rules[name].place, name, f"the amendment adds this rule, and nothing uses it{hint}")
            )
    if faults:
        raise RuleError(faults)


def _texts(data: Any) -> Iterator[str]:
    """Every text in plain data."""
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict):
        for part in data.values():
            yield from _texts(part)
    elif isinstance(data, list):
        for part in data:
            yield from _texts(part)
