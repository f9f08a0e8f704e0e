"""What can be wrong with what a person or a program hands in, as types with a message for the one who can mend it."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace


class CalculatorError(Exception):
    """Anything the calculator refuses for a reason it can say."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with a case: where (a JSON pointer, RFC 6901) and what is allowed there.

    `for_people` marks a detail that a page can show beside the field, in the language in use.
    """

    pointer: str
    detail: str
    for_people: bool = False

    def __str__(self) -> str:
        """As a terminal may show it: a name that somebody gave cannot move its cursor or clear it."""
        told = f"{self.pointer or '/'}: {self.detail}"
        return (
            told if told.isprintable() else "".join(each if each.isprintable() else ascii(each)[1:-1] for each in told)
        )


class CaseError(CalculatorError):
    """A case that cannot be worked out, with every problem found in it."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


@contextmanager
def problems_under(pointer: str) -> Iterator[None]:
    """Say of the problems found inside that they lie under this pointer."""
    try:
        yield
    except CaseError as error:
        raise CaseError(replace(each, pointer=pointer + each.pointer) for each in error.problems) from None
