"""The nodes of a graph in groups that machine code works out in one loop each."""

from __future__ import annotations

from collections.abc import Iterator

from calculator.rulebook.language.typed import Typed
from calculator.rulebook.run.codegen import NodeKey
from calculator.rulebook.run.columns import Graph


def groups(graph: Graph) -> Iterator[tuple[str | None, list[NodeKey]]]:
    """The nodes in groups, each of one entity, in an order in which they can be worked out.

    Nodes of one group share a loop, so none of them may need another of them for all of the entity or for the partner.
    """
    rules, engine = graph.engine.book.rules, graph.engine
    uses = {key: [used for used in engine.uses(graph.trees[key]) if used in graph.trees] for key in graph.order}
    across = {key: set(_elsewhere(graph.trees[key], graph)) for key in graph.order}
    done: set[NodeKey] = set()
    left = list(graph.order)
    while left:
        each = rules[left[0][0]].each
        group: dict[NodeKey, None] = {}
        for key in left:
            if rules[key[0]].each != each or not all(used in done or used in group for used in uses[key]):
                continue
            if each is None or across[key].isdisjoint(group):
                group[key] = None
        yield each, list(group)
        done |= group.keys()
        left = [key for key in left if key not in group]


def _elsewhere(tree: Typed, graph: Graph) -> Iterator[NodeKey]:
    """The nodes that a tree needs for other places than its own."""
    stack: list[object] = [tree]
    while stack:
        part = stack.pop()
        if not isinstance(part, tuple) or not part:
            continue
        if part[0] in ("reduce", "partner"):
            yield from graph.engine.uses(part)
        else:
            stack.extend(part)
