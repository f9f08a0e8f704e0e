"""From the facts of a Universal Credit statement to the answers of the form, so that only what is open is asked."""

from __future__ import annotations

import copy
from collections.abc import Iterable
from dataclasses import dataclass

from calculator.contract.statement_reading import StatementFact, StatementReading
from calculator.web.form.fields import Field
from calculator.web.form.form import Form
from calculator.web.form.pointers import Data, put

# Facts about a place in a case that do not answer its question.
NOT_ANSWERED = frozenset(
    {"age", "first_child", "disabled_children", "spare_bedrooms", "less_than_rent", "other_adults"}
)


@dataclass(frozen=True, slots=True)
class FilledIn:
    """The answers that follow from a statement, and the places in a case about which it leaves nothing to ask.

    `children` is their number; None if the statement leaves it open.
    """

    answers: dict[str, str]
    known: frozenset[str]
    children: int | None = None

    def settles(self, fields: Iterable[Field]) -> bool:
        """Whether some fields need not be asked, because the statement says something of every place that they fill."""
        pointers = [pointer for field in fields for pointer in field.pointers]
        return bool(pointers) and all(self._is_known(pointer) for pointer in pointers)

    def _is_known(self, pointer: str) -> bool:
        return any(pointer == known or pointer.startswith(known + "/") for known in self.known)


def filled_in(form: Form, reading: StatementReading) -> FilledIn:
    """The answers of the form for what a statement settles or makes likely. What is open is left blank."""
    data: Data = copy.deepcopy(reading.case)
    put(data, "/claims/universal_credit", True)
    answers = form.shown(data)
    if not form.unseen(answers):
        del answers["base"]
    known = {fact.pointer for fact in reading.facts if _answers(fact)}
    if "/home/housing_help_on_statement" in known:
        known.add("/brma")  # the amount has the limit of the rental area in it
    children = next((f.value for f in reading.facts if f.id == "children" and f.sureness != "open"), None)
    return FilledIn(
        {name: value for name, value in answers.items() if value},
        frozenset(known),
        children if isinstance(children, int) else None,
    )


def _answers(fact: StatementFact) -> bool:
    if fact.sureness == "open" or not fact.pointer or fact.id in NOT_ANSWERED:
        return False
    # The number of children is known, but not their ages; a claim for two people is not about what they are.
    return fact.id not in ("adults", "children") or (fact.id == "children" and fact.value == 0)
