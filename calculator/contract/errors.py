"""Errors in what a person or a program gives, each with a message for whoever can correct it."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace

from calculator.frozen import frozen


class CalculatorError(Exception):
    """An input that the calculator refuses, with a reason."""


@frozen
class Problem:
    """One thing wrong with a case: where (a JSON pointer, RFC 6901) and what is allowed there.

    `for_people` marks a detail that a page can show beside the field, in the language in use.
    """

    pointer: str
    detail: str
    for_people: bool = False

    def __str__(self) -> str:
        """The problem in a form that is safe to print: control characters in a name cannot affect a terminal."""
        told = f"{self.pointer or '/'}: {self.detail}"
        return (
            told if told.isprintable() else "".join(each if each.isprintable() else ascii(each)[1:-1] for each in told)
        )


class CaseError(CalculatorError):
    """A case that cannot be worked out. It holds every problem that was found."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


@contextmanager
def problems_under(pointer: str) -> Iterator[None]:
    """Add this pointer in front of the pointers of all problems that are raised inside."""
    try:
        yield
    except CaseError as error:
        raise CaseError(replace(each, pointer=pointer + each.pointer) for each in error.problems) from None
