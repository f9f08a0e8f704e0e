"""How much the columns of a table can hold at most: adults, children, jobs, other adults, and which options."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from calculator.batch import listed

MOST_CHILDREN, MOST_JOBS = 8, 3
OTHERS = "home.non_dependants"
_ADULT, _CHILD, _OPTION = (
    re.compile(r"adults\.(\d+)\."),
    re.compile(r"children\.(\d+)\."),
    re.compile(r"options\.(\d+)\."),
)
_JOB = re.compile(r"adults\.\d+\.jobs\.(\d+)\.")
_OTHER = re.compile(r"home\.non_dependants\.(\d+)\.")


@dataclass(frozen=True, slots=True)
class Shape:
    """How many adults, children, jobs and other adults the columns of a table can hold at most, and which options."""

    adults: int
    children: int
    jobs: int
    others: int
    options: tuple[int, ...]

    @classmethod
    def of(cls, names: Sequence[str]) -> Shape:
        def most(pattern: re.Pattern[str]) -> int:
            return max((int(found[1]) + 1 for name in names if (found := pattern.match(name))), default=0)

        options = sorted({int(found[1]) for name in names if (found := _OPTION.match(name))})
        others = listed.MOST_ITEMS if OTHERS in names else min(listed.MOST_ITEMS, most(_OTHER))
        return cls(
            min(2, most(_ADULT)),
            min(MOST_CHILDREN, most(_CHILD)),
            min(MOST_JOBS, most(_JOB)),
            others,
            tuple(options),
        )

    def most(self, option: int | None, tables: Mapping[str, int]) -> dict[str, int]:
        """How many of each entity there can be, in the position now or in an option; jobs for each adult."""
        jobs = self.jobs if option is None else min(MOST_JOBS, self.jobs + 1)
        return {"adult": self.adults, "child": self.children, "job": jobs, "non_dependant": self.others, **tables}
