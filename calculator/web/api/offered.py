"""Amendments that whoever asks the API may have laid over the rules, by name: a reform, or rates that are only announced.

Which there are is up to whoever runs the site: a folder with a file each. All are read when the site starts, so that one that
cannot be used is refused then.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from calculator.calculator import Calculator
from calculator.contract.errors import CalculatorError, CaseError, Problem

MOST_HELD = 8  # sets of two or more amendments whose rules are held ready
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
        self._reading = threading.Lock()
        self._files, self._load = files, load
        self._held: dict[tuple[str, ...], Calculator] = {(): usual}
        for name in files:
            self._made((name,))

    def of(self, asked: str) -> Calculator:
        """The rules with these amendments (`one,another`), laid over in the order of their names however they are asked for.

        Raises CaseError if one is not offered.
        """
        return self._made(self._names(asked))

    def is_held(self, asked: str) -> bool:
        """Whether the rules with these amendments are ready, so that none have to be read. Raises CaseError as `of` does."""
        return self._names(asked) in self._held

    def _names(self, asked: str) -> tuple[str, ...]:
        wanted = {*filter(None, (name.strip() for name in asked.split(",")))}
        if len(wanted) > MOST_NAMES or not wanted <= {*self.names}:
            told = f"up to {MOST_NAMES} of {', '.join(self.names)}, with commas between" if self.names else "left out"
            raise CaseError([Problem("/amendments", f"must be {told}")])
        return tuple(sorted(wanted))

    def _made(self, names: tuple[str, ...]) -> Calculator:
        with self._reading:
            if names not in self._held:
                # The oldest that was read for a request goes. The rules without an amendment and with one stay.
                if len(self._held) >= 1 + len(self.names) + MOST_HELD:
                    del self._held[next(each for each in self._held if len(each) > 1)]
                self._held[names] = self._load([self._files[name] for name in names])
            return self._held[names]


def files(folder: Path) -> dict[str, Path]:
    """The amendments of a folder, by the names of their files. Raises CannotOffer."""
    if not folder.is_dir():
        raise CannotOffer(f"{folder}: is not a folder of amendments")
    found = {file.stem: file for file in sorted(folder.glob("*.yaml"))}
    wrong = [name for name in found if not re.fullmatch("[a-z0-9-]{1,40}", name)]
    if wrong:
        raise CannotOffer(f"{found[wrong[0]]}: the file's name is asked for by: use a to z, 0 to 9 and -")
    return found
