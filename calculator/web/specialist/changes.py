"""Changes that a specialist can try on a case without typing it again, from what_if.yaml."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from calculator.contract.case import Case
from calculator.web.form.pointers import Data, drop, find, put
from calculator.yaml_text import read_plain

_FILE = Path(__file__).with_name("what_if.yaml")


class _ChangePart(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Condition(_ChangePart):
    """What a change asks of the case: that a place has a value, or that it has another. `given` is any value."""

    at: str
    is_: Annotated[str | None, Field(alias="is")] = None
    not_: Annotated[str | None, Field(alias="not")] = None

    def holds(self, data: Data) -> bool:
        held = find(data, self.at)
        wanted = self.is_ if self.is_ is not None else self.not_
        same = held is not None if wanted == "given" else held == wanted
        return same == (self.is_ is not None)


class Edit(_ChangePart):
    """One change at a place, where `*` stands for the number of the choice: set a value, add to a number, or drop what is there."""

    at: str
    set: str | None = None
    add: Decimal | None = None
    drop: bool = False

    def make(self, data: Data, number: int) -> bool:
        """Change the case. False means that there is nothing to change."""
        where = self.at.replace("*", str(number))
        if self.drop:
            above, _slash, last = where.rpartition("/")
            holder = find(data, above)
            if isinstance(holder, list):
                del holder[int(last)]
            else:
                drop(data, where)
        elif self.add is not None:
            held = find(data, where)
            if held is None:
                return False
            put(data, where, max(Decimal(0), Decimal(str(held)) + self.add))
        elif self.set is not None:
            put(data, where, int(self.set) if self.set.isdigit() else self.set)
        return True


class TriedChange(_ChangePart):
    """A change that can be tried."""

    id: str
    title: str
    only: Annotated[
        tuple[Condition, ...], BeforeValidator(lambda given: given if isinstance(given, list) else [given])
    ] = ()
    edits: tuple[Edit, ...]


class _Changes(_ChangePart):
    changes: tuple[TriedChange, ...]


CHANGES = _Changes.model_validate(read_plain(_FILE.read_bytes(), _FILE.name)).changes


def fits(case: Case, change: TriedChange, number: int) -> bool:
    """Whether a change can be made to a case and its choice of this number."""
    return with_changes(case, [change], number) is not None


def with_changes(case: Case, changes: Sequence[TriedChange], number: int) -> Data | None:
    """The case with changes made and only the choice of this number; None if one of the changes does not fit."""
    data: Data = {**case.model_dump(mode="json", by_alias=True, exclude_unset=True), "views": [], "compare_with": "now"}
    data = copy.deepcopy(data)
    for change in changes:
        if not all(each.holds(data) for each in change.only):
            return None
        if not all(edit.make(data, number) for edit in change.edits):
            return None
    return {**data, "options": [find(data, f"/options/{number}")]}
