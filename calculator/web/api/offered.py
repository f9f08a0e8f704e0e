"""Amendments that whoever asks the API may have laid over the rules, by name: a reform, or rates that are only announced.

Which there are is up to whoever runs the site: a folder with a file each. All are read when the site starts, so that one that
cannot be used is refused then.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from calculator.calculator import Calculator
from calculator.contract.errors import CalculatorError, CaseError, Problem

MOST_HELD = 8  # sets of amendments whose rules are held ready
MOST_NAMES = 4


class CannotOffer(CalculatorError):
    """A folder of amendments cannot be used."""


class Offered:
    """The rules as they usually are, and with what is asked for. `load` makes them with further amendments laid over."""

    def __init__(
        self, usual: Calculator, files: Mapping[str, Path], load: Callable[[Sequence[Path]], Calculator]
    ) -> None:
        """Raises RuleError where one of the files cannot be used."""
        self.names = tuple(files)

        @lru_cache(MOST_HELD)
        def made(names: tuple[str, ...]) -> Calculator:
            return load([files[name] for name in names]) if names else usual

        self._made = made
        for name in files:
            made((name,))

    def of(self, asked: str) -> Calculator:
        """The rules with these amendments (`one,another`), laid over in the order of their names however they are asked for.

        Raises CaseError if one is not offered.
        """
        wanted = {*filter(None, (name.strip() for name in asked.split(",")))}
        if len(wanted) > MOST_NAMES or not wanted <= {*self.names}:
            told = f"up to {MOST_NAMES} of {', '.join(self.names)}, with commas between" if self.names else "left out"
            raise CaseError([Problem("/amendments", f"must be {told}")])
        return self._made(tuple(sorted(wanted)))


def files(folder: Path) -> dict[str, Path]:
    """The amendments of a folder, by the names of their files. Raises CannotOffer."""
    if not folder.is_dir():
        raise CannotOffer(f"{folder}: is not a folder of amendments")
    found = {file.stem: file for file in sorted(folder.glob("*.yaml"))}
    wrong = [name for name in found if not re.fullmatch("[a-z0-9-]{1,40}", name)]
    if wrong:
        raise CannotOffer(f"{found[wrong[0]]}: the file's name is asked for by: use a to z, 0 to 9 and -")
    return found
