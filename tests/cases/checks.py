"""Checks that a result must pass, written as data. `faults` tells which of them it fails.

A path is made of names with dots between them. Brackets after a list choose from it:

- `[0]` takes an item by its position;
- `[key=x]` keeps the items for which `key` is `x`; `[key>=x]` and `[key<=x]` compare as text, which is right for dates; `[key~x]` keeps
  the items that have `x` somewhere in `key`. Several in a row must all hold, and the first item that is left is taken.

A check has a `path` and one of these:

- `value` and `within`: the figure is at most that far from the value;
- `value` alone: the same value;
- `exists`: whether there is anything at the path.

A number that is absent counts as 0.
"""

import re
from decimal import Decimal
from typing import Any

from calculator.contract.result import Record

STEP = re.compile(r"\.?(?P<name>\w+)|\[(?P<place>\d+)\]|\[(?P<key>\w+)(?P<sign>>=|<=|=|~)(?P<text>[^\]]+)\]")
SIGNS = {
    "=": lambda found, text: found == text,
    ">=": lambda found, text: found >= text,
    "<=": lambda found, text: found <= text,
    "~": lambda found, text: text in found,
}
# Fields that a result leaves out when they hold nothing. Any other name that it does not have is a mistake in the path.
LEFT_OUT = frozenset[str]().union(*(record.with_view for record in Record.__subclasses__()))


class Chosen(list[Any]):
    """The items of a list that the brackets read so far have kept."""


def at(result: Any, path: str) -> Any:
    """What the result has at the path; None if it has nothing there."""
    found, end = result, 0
    while end < len(path):
        step = STEP.match(path, end)
        if step is None:
            raise ValueError(f"{path}: cannot be read from character {end}")
        end = step.end()
        if step["name"]:
            found = _field(_first(found), step["name"], path)
        elif found is not None and step["place"]:
            place = int(step["place"])
            found = found[place] if place < len(found) else None
        elif found is not None:
            holds, key = SIGNS[step["sign"]], step["key"]
            found = Chosen(item for item in found if item.get(key) is not None and holds(str(item[key]), step["text"]))
    return _first(found)


def _first(found: Any) -> Any:
    return (found[0] if found else None) if isinstance(found, Chosen) else found


def _field(found: Any, name: str, path: str) -> Any:
    if found is None:
        return None
    if name not in found and name not in LEFT_OUT:
        raise ValueError(f"{path}: a result has no {name} there")
    return found.get(name)


def fault(result: dict[str, Any], check: dict[str, Any]) -> str | None:
    """What is wrong with the result by one check, in a sentence; None if it holds."""
    found = at(result, check["path"])
    if "exists" in check:
        holds = (found is not None) == check["exists"]
    elif "within" in check:
        # Decimal, so that a difference of exactly a penny is not lost to binary fractions.
        holds = abs(Decimal(str(found or 0)) - Decimal(str(check["value"]))) <= Decimal(str(check["within"]))
    else:
        number = isinstance(check["value"], int | float) and not isinstance(check["value"], bool)
        holds = (0 if found is None and number else found) == check["value"]
    return None if holds else f"{check} but it is {found}"


def faults(result: dict[str, Any], right: list[dict[str, Any]]) -> list[str]:
    """What is wrong with a result, one sentence for each check that it fails."""
    return [found for check in right if (found := fault(result, check))]
