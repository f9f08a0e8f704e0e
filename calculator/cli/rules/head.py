"""How a rule begins in what is printed of it, and how its source is told."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from calculator.rulebook import Citation, Rule

WIDTH = 100


def print_head(rule: Rule) -> None:
    """Print the name of a rule, its title, its unit, its clock and what it means."""
    print(f"{rule.name}: {rule.title}")
    each = f", one for each {rule.each.replace('_', ' ')}" if rule.each else ""
    print(f"{rule.unit_text}{each}; by the {rule.clock.replace('_', ' ')} ({rule.place})")
    if rule.explain:
        print(textwrap.fill(rule.explain, WIDTH))


def source_text(source: Citation, indent: int = 8) -> str:
    """A source on one line, or on two with its address below."""
    return source.law + (f"\n{' ' * indent}{source.url}" if source.url else "")
