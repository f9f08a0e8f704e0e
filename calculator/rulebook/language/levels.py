"""Levels: the entity that a value belongs to. A value of an owner is lifted to what it owns; the other way needs a reduction."""

from __future__ import annotations

from calculator.rulebook.language.model import Rulebook
from calculator.rulebook.language.typed import MeaningError, Type, Typed


class Levels:
    """Brings typed trees to one level."""

    def __init__(self, book: Rulebook) -> None:
        self.book = book

    def above(self, level: str | None) -> list[str | None]:
        """The owners of a level, nearest first, ending with the household."""
        found: list[str | None] = []
        while level is not None:
            level = self.book.entities[level].of
            found.append(level)
        return found

    def together(self, parts: list[tuple[Typed, Type]]) -> tuple[list[Typed], str | None]:
        """Trees lifted to the deepest level among them, and that level."""
        deepest: str | None = None
        for _, kind in parts:
            if kind.level is not None and (deepest is None or deepest in self.above(kind.level)):
                deepest = kind.level
        return [self.lift(typed, kind, deepest) for typed, kind in parts], deepest

    def lift(self, typed: Typed, kind: Type, level: str | None) -> Typed:
        """A tree lifted from its own level to one below it. Raises MeaningError if that is not below."""
        if kind.level == level or typed[0] in ("number", "truth", "code"):
            return typed
        if level is None or kind.level not in self.above(level):
            raise MeaningError(
                f"a value of each {kind.level} is used where one of {'the ' + level if level else 'the household'} is wanted: "
                f"use sum(), any(), count(), highest() or lowest()"
            )
        typed = self.lift(typed, kind, self.book.entities[level].of)
        return ("lift", level, typed)
