"""How rules hang together: those that go round in a circle, and those that depend on the day."""

from __future__ import annotations

from collections.abc import Iterator

from calculator.rulebook.errors import Fault
from calculator.rulebook.language.typed import Resolved


def circles(resolved: Resolved) -> list[Fault]:
    """A rule that refers to itself, through whatever others and versions."""
    done: set[str] = set()
    faults: list[Fault] = []
    for start in resolved.refers:
        path: list[str] = []
        trail: list[tuple[str, Iterator[tuple[str, str | None]]]] = [
            (start, iter(sorted(resolved.refers[start], key=str)))
        ]
        if start in done:
            continue
        path.append(start)
        while trail:
            name, rest = trail[-1]
            step = next(rest, None)
            if step is None:
                trail.pop()
                path.pop()
                done.add(name)
            elif step[0] in path:
                circle = [*path[path.index(step[0]) :], step[0]]
                faults.append(
                    Fault(
                        resolved.book.rules[step[0]].place, step[0], "it goes round in a circle: " + " -> ".join(circle)
                    )
                )
            elif step[0] not in done:
                path.append(step[0])
                trail.append((step[0], iter(sorted(resolved.refers.get(step[0], ()), key=str))))
    return faults


def find_daily(resolved: Resolved) -> None:
    """Note which rules depend on the day's clock: those with versions by it, and all that use them."""
    users: dict[str, list[str]] = {}
    for name, refers in resolved.refers.items():
        for used, _ in refers:
            users.setdefault(used, []).append(name)
    waiting = [
        rule.name
        for rule in resolved.book.rules.values()
        if (rule.clock == "day" and len(rule.versions) > 1) or rule.name == "clock.day"
    ]
    while waiting:
        name = waiting.pop()
        if name not in resolved.daily:
            resolved.daily.add(name)
            waiting.extend(users.get(name, ()))
