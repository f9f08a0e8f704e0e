"""The rules that amendments bring: one that nothing uses is most often a misspelt name of a rule that it was to change."""

from __future__ import annotations

from collections.abc import Iterator

from calculator.rulebook.errors import Fault, RuleError, nearest
from calculator.rulebook.language.typed import Resolved
from calculator.rulebook.run.compile import Engine
from calculator.yaml_text import Mapping, Node, YamlText


def refuse_idle_additions(resolved: Resolved, engine: Engine) -> None:
    """Raise RuleError if an amendment brings a rule that no figure depends on and that the statement does not name."""
    book = resolved.book
    if not book.added:
        return
    used: set[str] = set()
    stated = [text for part in book.statement.values() for text in _texts(part.node)]
    waiting = [name for name, _ in engine.outputs] + [name for name in stated if name in book.rules]
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


def _texts(node: Node) -> Iterator[str]:
    """Every text in a part of a file, but for the keys of mappings."""
    if isinstance(node, YamlText):
        yield str(node)
        return
    for part in node.values() if isinstance(node, Mapping) else node:
        yield from _texts(part)
