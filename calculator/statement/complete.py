"""Puts the facts of a statement into a case, and says what is left to ask.

A fact never takes the place of what the person entered. For the check alone, what is still to be asked is stood in for: ages within what the
statement settles, and the first alternative of what is open.
"""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any

from calculator.contract.reading import read_case
from calculator.contract.statement_reading import StatementFact, StatementQuestion
from calculator.i18n.language import gettext as _
from calculator.statement.amounts import Amounts
from calculator.statement.evidence import Evidence

Data = dict[str, Any]
# Facts that say something of a place in a case, but are not what is entered there.
NOT_ENTERED = frozenset(
    {"adults", "age", "children", "first_child", "spare_bedrooms", "other_adults", "less_than_rent", "nation"}
)
YEARS_ALONE = 30  # the age of an adult that stands in while the rest of a case is checked
YEARS_FROM_THE_LIMIT = 5  # how far from the age of the full amount a stand-in for an age is


def given_case(data: Data, today: dt.date) -> Data:
    """What a person gave of a case, checked as a case is, but for its adults, which may be left out. Raises CaseError."""
    alone = {} if data.get("adults") else {"adults": [{"age": YEARS_ALONE}]}
    case = read_case({"date": today.isoformat(), **data, **alone})
    left_out = {"adults"} if alone else set()
    return case.model_dump(mode="json", by_alias=True, exclude_unset=True, exclude=left_out | ({"date"} - {*data}))


def with_facts(data: Data, facts: Iterable[StatementFact]) -> Data:
    """The case with every fact in it that is settled or likely and that it does not have yet."""
    return _filled(data, (fact for fact in facts if fact.sureness != "open"))


def stood_in(data: Data, evidence: Evidence) -> Data | None:
    """The case for the check, with stand-ins for what is still to be asked. None if it is not known who is in the household."""
    if not data.get("adults") and not evidence.found("adults"):
        return None
    made = _filled(data, evidence.facts)
    account = made.setdefault("universal_credit", {})
    made["date"] = evidence.amounts.day.isoformat()
    account.setdefault("assessment_period_day", evidence.amounts.day.day)
    made["claims"] = {**(made.get("claims") or {}), "universal_credit": True}
    for name in ("options", "views", "compare_with", "money"):
        made.pop(name, None)
    home = made.setdefault("home", {})
    if home.get("tenure") == "temporary" and home.get("rent") is None:
        home["rent"] = {"amount": 1, "per": "week"}  # any rent at all, as only that there is one matters
    if evidence.statement.childcare:
        # It is paid only beside work, so whoever has no pay on the statement has work all the same, or is excused from it.
        for adult in made["adults"]:
            adult["jobs"] = adult.get("jobs") or [{"take_home": {"amount": 0, "per": "month"}}]
    _stand_in_for_adults(made, evidence)
    _stand_in_for_children(made, evidence)
    if surplus := evidence.statement.surplus_earnings:
        # Earlier pay that counts again is treated as pay of this period.
        jobs = made["adults"][0].setdefault("jobs", [])
        jobs.append({"name": "surplus", "take_home": {"amount": float(surplus), "per": "month"}})
    return made


def _filled(data: Data, facts: Iterable[StatementFact]) -> Data:
    made = copy.deepcopy(data)
    given = frozenset(_leaves(data, ""))
    for fact in facts:
        if fact.id == "adults" and not data.get("adults"):
            made["adults"] = [{} for _adult in range(int(fact.value))]
        elif fact.id == "children" and "children" not in data:
            made["children"] = [{} for _child in range(int(fact.value))]
        elif fact.id == "disabled_children":
            if "children" not in data:
                for child, rate in zip(made.get("children", ()), fact.value, strict=False):
                    child["disability"] = rate
        elif (
            fact.pointer
            and fact.id not in NOT_ENTERED
            and fact.value is not None
            and not _is_given(fact.pointer, given)
        ):
            _put(made, fact.pointer, fact.value)
    return made


def _is_given(pointer: str, given: frozenset[str]) -> bool:
    """Whether a case has this place, something in it, or a list that it would be added to."""
    whole = pointer.partition("/jobs/")[0] + "/jobs" if "/jobs/" in pointer else pointer
    whole = whole.rpartition("/")[0] if whole.startswith("/deductions/") or whole.endswith("/-") else whole
    return any(each == whole or each.startswith(whole + "/") for each in given)


def _leaves(data: object, pointer: str) -> Iterator[str]:
    if isinstance(data, dict) and data:
        for name, part in data.items():
            yield from _leaves(part, f"{pointer}/{name}")
    elif isinstance(data, list) and data:
        for place, part in enumerate(data):
            yield from _leaves(part, f"{pointer}/{place}")
    elif data is not None:
        yield pointer


def _put(data: Data, pointer: str, value: object) -> None:
    """Put a value in a case, and make what it stands in."""
    *path, last = pointer.split("/")[1:]
    node: Any = data
    for step, after in zip(path, [*path, last][1:], strict=True):
        made: object = [] if after.isdigit() or after == "-" else {}
        node = _part(node, step, made)
    if isinstance(node, list):
        node.append(value)
    else:
        node[last] = value


def _part(node: Any, step: str, made: object) -> Any:
    if isinstance(node, list):
        while len(node) <= int(step):
            node.append({})
        return node[int(step)]
    if node.get(step) is None:
        node[step] = made
    return node[step]


def _stand_in_for_adults(made: Data, evidence: Evidence) -> None:
    limit = int(evidence.amounts.one("universal_credit.adult_rate_age"))
    age = evidence.value("age")
    usual = limit - YEARS_FROM_THE_LIMIT if isinstance(age, dict) and "under" in age else limit + YEARS_FROM_THE_LIMIT
    for adult in made["adults"]:
        if adult.get("age") is None and adult.get("date_of_birth") is None:
            adult["age"] = usual


def _stand_in_for_children(made: Data, evidence: Evidence) -> None:
    """Days of birth on either side of the day that the higher amount turns on. More children than the limit have an exception."""
    amounts: Amounts = evidence.amounts
    turn = amounts.date("universal_credit.first_child_date")
    limit = amounts.limit("universal_credit.child_limit")
    before = evidence.found("first_child") is not None
    for number, child in enumerate(made.get("children") or ()):
        if child.get("age") is None and child.get("date_of_birth") is None:
            counted = number < evidence.children_counted
            day = turn - dt.timedelta(days=1) if before and counted else turn
            child["date_of_birth"] = day.isoformat()
            if limit is not None and number >= limit and counted and not before:
                child["two_child_exception"] = True


# ---------------------------------------------------------------------- what is left to ask
def left_to_ask(data: Data, evidence: Evidence) -> list[StatementQuestion]:
    """What the statement leaves open of the household that it is about. data: the case with the facts in it."""
    asked: dict[str, str] = {}
    for number, adult in enumerate(data.get("adults") or [{}]):
        if adult.get("age") is None and adult.get("date_of_birth") is None:
            asked[f"/adults/{number}/age"] = _("Your partner’s age") if number else _("Your age")
    for number, child in enumerate(data.get("children") or ()):
        if child.get("age") is None and child.get("date_of_birth") is None:
            asked[f"/children/{number}/age"] = _("Age of child %(number)s") % {"number": number + 1}
    home = data.get("home") or {}
    if evidence.statement.housing:
        for name, said in (("tenure", _("Home")), ("rent", _("Rent"))):
            if home.get(name) is None:
                asked[f"/home/{name}"] = said
    for number, adult in enumerate(data.get("adults") or ()):
        for job, held in enumerate(adult.get("jobs") or ()):
            if held.get("hours_per_week") is None:
                asked[f"/adults/{number}/jobs/{job}/hours_per_week"] = _("Hours a week in the job")
    for fact in evidence.facts:
        if fact.sureness == "open" and fact.pointer:
            asked.setdefault(fact.pointer, fact.title)
    return [StatementQuestion(pointer, said) for pointer, said in asked.items()]
