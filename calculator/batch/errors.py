"""What stops a batch before any row is worked out, and the extras that it needs."""

from __future__ import annotations

import importlib
from collections.abc import Iterable
from types import ModuleType

from calculator.contract.errors import CalculatorError


class BatchError(CalculatorError):
    """A batch cannot begin. `problems` has one message for each thing that is wrong."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = list(problems)
        super().__init__("\n".join(self.problems))


def needs(module: str, extra: str, purpose: str) -> ModuleType:
    """A module of an extra. Raises BatchError if it is not installed."""
    try:
        return importlib.import_module(module)
    except ImportError:
        raise BatchError(
            [f"{purpose} needs the extra '{extra}', which is not installed: pip install 'calculator[{extra}]'"]
        ) from None
