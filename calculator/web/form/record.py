"""What a plan holds besides the figures: the record of benefits counselling, and who agreed to do what.

It is typed on the plan page, kept in the file, and shown again from there. Whose plan it is and who was there are kept only if the
person asks for it.
"""

from __future__ import annotations

from collections.abc import Mapping

from flask import request

from calculator.contract import plan_file
from calculator.contract.plan_file import CODE, Before
from calculator.web.form.form import LONGEST_ANSWER
from calculator.web.language import later

# The steps of benefits counselling that a service shows it has taken (IPS fidelity, benefits counselling).
STEPS = {
    "offered": later("Benefits counselling was offered"),
    "done": later("It was done before the job began"),
    "again": later("It was done again at a change of hours or pay"),
    "given": later("The information was given to keep"),
    "reporting": later("How to report pay and changes was explained"),
}
MOST_AGREED = 4
AGREED = ("what", "who", "when")
NAMES = ("plan_name", "plan_who")
KEEP_NAMES = "keep_names"
CODE_INPUT = "plan_code"  # also on the specialist's page
MARK = "plan_name"  # it is among what is posted wherever the record is
# Each input of the plan page, and what it is called in a file.
INPUTS: Mapping[str, str] = {
    CODE_INPUT: CODE,
    "plan_name": "name",
    "plan_who": "who_was_there",
    "plan_review": "review",
    **{f"step_{step}": step for step in STEPS},
    **{f"initials_{step}": f"{step}_initials" for step in STEPS},
    **{f"agreed{n}_{part}": f"agreed_{n + 1}_{part}" for n in range(MOST_AGREED) for part in AGREED},
}


def typed(before: Before | None) -> dict[str, str]:
    """The inputs of the plan page: what was posted or, at first, what was in the file."""
    if MARK in request.form or before is None:
        return {name: request.form.get(name, "").strip()[:LONGEST_ANSWER] for name in INPUTS}
    return {name: before.record.get(held, "") for name, held in INPUTS.items()} | _code()


def _code() -> dict[str, str]:
    """The code of the case, if the page that was posted has a box for it."""
    return {name: request.form[name].strip()[:LONGEST_ANSWER] for name in (CODE_INPUT,) if name in request.form}


def file_name(before: Before | None, ending: str, kind: str = "plan") -> str:
    """The name of a file that is made now: with the code of the case, and how often it will have been kept."""
    return plan_file.file_name(typed(before)[CODE_INPUT], visit(before), ending, kind)


def visit(before: Before | None) -> int:
    """How often the plan will have been kept if it is kept now."""
    return before.visit + 1 if before else 1


def posted(before: Before | None) -> dict[str, str]:
    """The record for the file. From a page that does not show it, it stays as it was."""
    if MARK not in request.form:
        held = dict(before.record) if before else {}
        return {
            name: value
            for name, value in (held | {INPUTS[name]: code for name, code in _code().items()}).items()
            if value
        }
    left_out = () if KEEP_NAMES in request.form else NAMES
    found = {held: value for name, held in INPUTS.items() if (value := typed(before)[name]) and name not in left_out}
    others = {name: value for name, value in (before.record if before else {}).items() if name not in INPUTS.values()}
    return {**others, **found}
