"""Changes that a specialist can try on a choice without typing it again, from what_if.yaml."""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from calculator.contract.case import Case
from calculator.web.form.household_changes import PatchValue
from calculator.web.form.pointers import Data, find, put, text_at
from calculator.yaml_text import read_model

_FILE = Path(__file__).with_name("what_if.yaml")
_MORE, _EVIDENCE = "{more}", "{evidence}"
# Longer than the three months of waiting, in any assessment period.
_LONG_AGO = dt.timedelta(days=183)


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


class TriedOperation(_ChangePart):
    """An operation of JSON Patch. The value `{more}` is what stands at the place now and `add` together.

    `{evidence}` is a day half a year before the case's date.
    """

    op: Literal["add", "replace", "remove"]
    path: str
    value: PatchValue = None
    add: int = 0

    def made(self, data: Data) -> Data:
        """The change of a case that it makes."""
        held, value = find(data, self.path), self.value
        if value == _MORE and isinstance(held, int | float | Decimal):
            value = float(held) + self.add
        elif value == _EVIDENCE:
            today = dt.date.fromisoformat(text_at(data, "/date")) if text_at(data, "/date") else dt.date.today()
            value = str(today - _LONG_AGO)
        made: Data = {"op": self.op, "path": self.path}
        return made if self.op == "remove" else {**made, "value": value}


class TriedChange(_ChangePart):
    """A change that can be tried: of the household, or of the hours of the choice's job."""

    id: str
    title: str
    only: Annotated[
        tuple[Condition, ...], BeforeValidator(lambda given: given if isinstance(given, list) else [given])
    ] = ()
    hours: Decimal = Decimal(0)
    operations: tuple[TriedOperation, ...] = ()

    def make(self, data: Data, number: int) -> bool:
        """Change the choice of this number. False means that there is nothing to change."""
        if not all(each.holds(data) for each in self.only):
            return False
        if self.hours:
            where = f"/options/{number}/job/hours_per_week"
            held = find(data, where)
            if held is None:
                return False
            put(data, where, max(Decimal(0), Decimal(str(held)) + self.hours))
        if self.operations:
            where = f"/options/{number}/changes"
            before = find(data, where)
            put(
                data,
                where,
                [*(before if isinstance(before, list) else ()), *(each.made(data) for each in self.operations)],
            )
        return True


class _Changes(_ChangePart):
    changes: tuple[TriedChange, ...]


CHANGES = read_model(_FILE, _Changes).changes


def fits(case: Case, change: TriedChange, number: int) -> bool:
    """Whether a change can be made to a case and its choice of this number."""
    return with_changes(case, [change], number) is not None


def with_changes(case: Case, changes: Sequence[TriedChange], number: int) -> Data | None:
    """The case with changes made and only the choice of this number; None if one of the changes does not fit."""
    data: Data = {**case.model_dump(mode="json", by_alias=True, exclude_unset=True), "views": [], "compare_with": "now"}
    data = copy.deepcopy(data)
    if not all(change.make(data, number) for change in changes):
        return None
    return {**data, "options": [find(data, f"/options/{number}")]}
