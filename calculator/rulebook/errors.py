"""What can be wrong with a rule file, said to the person who can mend it."""

from __future__ import annotations

from dataclasses import dataclass

from calculator.yaml_text import YamlError


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the rule files something stands; line counts from 1."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault: where, in which rule, what is wrong and what to do."""

    place: Place
    rule: str
    message: str

    def __str__(self) -> str:
        return f"{self.place}: {self.rule}: {self.message}" if self.rule else f"{self.place}: {self.message}"


class RuleError(Exception):
    """The rules cannot be used. Carries every fault that was found, not the first alone."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = faults
        super().__init__("\n".join(str(fault) for fault in faults))


def fault(place: Place, rule: str, message: str) -> RuleError:
    return RuleError([Fault(place, rule, message)])


def not_yaml(error: YamlError) -> RuleError:
    """The same fault as the strict YAML reader found, as one of the rules."""
    return fault(Place(error.file, error.line), "", error.message)
