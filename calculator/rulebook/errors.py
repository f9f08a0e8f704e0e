"""What can be wrong with a rule file, said to the person who can mend it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from calculator.frozen import frozen
from calculator.yaml_text import YamlError


@frozen
class Location:
    """Where in the rule files something stands; line counts from 1."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@frozen
class Fault:
    """One fault: where, in which rule, what is wrong and what to do."""

    place: Location
    rule: str
    message: str

    def __str__(self) -> str:
        return f"{self.place}: {self.rule}: {self.message}" if self.rule else f"{self.place}: {self.message}"


class RuleError(Exception):
    """The rules cannot be used. Carries every fault that was found, not the first alone."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = faults
        super().__init__("\n".join(str(fault) for fault in faults))


def fault(place: Location, rule: str, message: str) -> RuleError:
    return RuleError([Fault(place, rule, message)])


def nearest(name: str, names: Iterable[str]) -> str | None:
    """The one of these names that may have been meant: its last part is nearly that of `name`. None if none is near."""
    by_last: dict[str, list[str]] = {}
    for each in names:
        by_last.setdefault(each.rpartition(".")[2], []).append(each)
    near = difflib.get_close_matches(name.rpartition(".")[2], by_last, 1, 0.75)
    return difflib.get_close_matches(name, by_last[near[0]], 1, 0)[0] if near else None


def not_yaml(error: YamlError) -> RuleError:
    """The same fault as the strict YAML reader found, as one of the rules."""
    return fault(Location(error.file, error.line), "", error.message)
