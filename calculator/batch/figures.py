"""The figures that can be asked for, by name: what a position or an option of a result shows, or any rule.

`now.` or `options.0.` says which position, and the rest what is wanted there: a line (`now.universal_credit`), a total (`now.left_over`), the
change (`options.0.change_per_month`), an end of a range (`options.0.change_range.low`), a limit (`options.0.limits.permitted_work.hours`) or a
rule by its own name (`now.universal_credit.standard_allowance`).
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from calculator.batch.errors import BatchError
from calculator.contract.values import MOST_OPTIONS
from calculator.month.statement import StatedBook
from calculator.rulebook import Rule

# How a figure comes about. `rule`: the value of a rule; `line`, `total`, `change`: one run of the rules for each position;
# `finances`: the same, with the taxes; `range`, `limit`: only a whole result has it.
What = Literal["line", "total", "change", "finances", "rule", "range", "limit"]
Holds = Literal["number", "true or false", "text"]

TOTALS = ("money_in", "money_out", "left_over_before_debts", "left_over")
CHANGES = ("change_per_month", "kept_per_pound", "better_off_per_hour")
FINANCES = ("benefits_saved", "tax_and_national_insurance", "employer_national_insurance", "total")
BODIES = ("uk_government", "scottish_government", "welsh_government", "council")
ENDS = ("low", "high")
DEFAULT = (
    "now.universal_credit",
    "now.left_over",
    "options.0.universal_credit",
    "options.0.left_over",
    "options.0.change_per_month",
)
_POSITION = re.compile(r"(?:now|options\.([0-9]{1,2}))\.(.+)")


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: its name, the option it is of (None for now), what it is, and by which name that is known there."""

    name: str
    option: int | None
    what: What
    of: str
    end: Literal["low", "high"] | None = None
    holds: Holds = "number"


def figures_of(book: StatedBook, names: Sequence[str]) -> list[Figure]:
    """The figures of these names. Raises BatchError with one message for each name that cannot be used."""
    found, problems = [], []
    for name in names:
        made = _figure(book, name)
        if isinstance(made, str):
            problems.append(made)
        else:
            found.append(made)
    problems += [
        f"the figure '{name}' is asked for more than once" for name in dict.fromkeys(names) if [*names].count(name) > 1
    ]
    if not names:
        problems.append("no figure is asked for: name at least one with --columns")
    if problems:
        raise BatchError(problems)
    return found


def _figure(book: StatedBook, name: str) -> Figure | str:
    """The figure of a name, or why there is none."""
    matched = _POSITION.fullmatch(name)
    if not matched:
        return f"the figure '{name}' does not say of which position it is: begin with 'now.' or 'options.0.'{_near(book, name)}"
    option, rest = None if matched[1] is None else int(matched[1]), matched[2]
    if option is not None and option >= MOST_OPTIONS:
        return f"the figure '{name}' is beyond the last option: a case has at most {MOST_OPTIONS}"
    parts = rest.split(".")
    lines = {line.id for line in book.statement.lines}
    if rest in lines:
        return Figure(name, option, "line", rest)
    if rest in TOTALS:
        return Figure(name, option, "total", rest)
    if parts[-1] == "low" or parts[-1] == "high":
        return _range_end(name, option, parts, lines) or _unknown(book, name, rest)
    if rest == "complete":
        return Figure(name, option, "total", rest, holds="true or false")
    if option is not None:
        if rest == "name":
            return Figure(name, option, "change", rest, holds="text")
        if rest in CHANGES:
            return Figure(name, option, "change", rest)
        if rest == "break_even_hours":
            return Figure(name, option, "limit", rest)
        if parts[0] == "limits" and len(parts) == 3 and parts[2] in ("hours", "pay_per_week"):
            limits = [limit.id for limit in book.statement.limits]
            return (
                Figure(name, option, "limit", rest)
                if parts[1] in limits
                else f"the figure '{name}' names no limit: the limits are {', '.join(limits)}"
            )
        if parts[0] == "public_finances" and (
            parts[1:2] in [[each] for each in FINANCES]
            or (parts[1:2] == ["by_body"] and parts[2:] in [[b] for b in BODIES])
        ):
            return Figure(name, option, "finances", ".".join(parts[1:]))
    return _rule(book, name, option, rest)


def _range_end(name: str, option: int | None, parts: list[str], lines: set[str]) -> Figure | None:
    of, end = ".".join(parts[:-1]), parts[-1]
    ranged = {"left_over_range", *(f"{line}.range" for line in lines), *(() if option is None else ("change_range",))}
    if of not in ranged:
        return None
    return Figure(name, option, "range", of, "low" if end == "low" else "high")


def _rule(book: StatedBook, name: str, option: int | None, rest: str) -> Figure | str:
    rule = book.rules.rules.get(rest)
    if rule is None or rule.hidden:
        return _unknown(book, name, rest)
    if rule.form != "scalar":
        return f"the figure '{name}' is a table of amounts and not one figure"
    holds = _holds(rule)
    if holds == "text" and rule.each is not None:
        return (
            f"the figure '{name}' is a choice for each {rule.each.replace('_', ' ')}, which does not fit into one cell"
        )
    if rule.value_type == "date":
        return f"the figure '{name}' is a date, which cannot be asked for"
    return Figure(name, option, "rule", rest, holds=holds)


def _holds(rule: Rule) -> Holds:
    return {"number": "number", "bool": "true or false"}.get(rule.value_type, "text")  # type: ignore[return-value]


def _unknown(book: StatedBook, name: str, rest: str) -> str:
    near = difflib.get_close_matches(rest, every_name(book), 1, 0.6)
    if not near:
        return f"the figure '{name}' is not known: see docs/batch.md for what can be asked for"
    position = name.removesuffix(rest)
    return f"the figure '{name}' is not known: did you mean {position}{near[0]}?"


def _near(book: StatedBook, name: str) -> str:
    return f", as in now.{name}" if name in every_name(book) else ""


def every_name(book: StatedBook) -> list[str]:
    """What can follow the position in a figure's name."""
    rules = [rule.name for rule in book.rules.rules.values() if not rule.hidden]
    ranges = ["left_over_range.low", "left_over_range.high", "change_range.low", "change_range.high"]
    limits = [f"limits.{limit.id}.{part}" for limit in book.statement.limits for part in ("hours", "pay_per_week")]
    finances = [f"public_finances.{each}" for each in (*FINANCES, *(f"by_body.{body}" for body in BODIES))]
    lines = [line.id for line in book.statement.lines]
    return [*lines, *TOTALS, "complete", *CHANGES, "name", "break_even_hours", *ranges, *limits, *finances, *rules]


def options_of(figures: Iterable[Figure]) -> list[int]:
    """The options that figures are of."""
    return sorted({figure.option for figure in figures if figure.option is not None})
