"""The questions that a Case leaves open, and how each answer changes a position and the difference between two positions.

An answer applies everywhere at once: in both positions that are compared, and in "now" if an option takes something from there. A line
that is not covered has no figure, and one that is in doubt has no sure one, but there is a least and a most that it can be worth. All
three kinds of doubt widen a range.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from functools import cached_property

from calculator.month.inputs import AGES, ZERO, Unknown, with_answers
from calculator.month.run import MONEY_IN, Run
from calculator.month.statement import StatedBook
from calculator.rulebook import Cell, Scalar, Walker

# If there are more sets of answers than this, only some are tried: each question alone, and the sets that should lead furthest.
MOST_COMBINED = 32
# If an answer has more users than this, working out all rules is quicker than walking through its users.
FEW_USERS = 3
Key = tuple[str, str]
Answers = tuple[tuple[Unknown, Scalar], ...]


class OpenQuestions:
    """The open questions of a rulebook: the rules that use their inputs, and everything that those rules depend on."""

    def __init__(self, book: StatedBook) -> None:
        self.book, self.engine = book, book.engine
        self.carried = book.statement.carried
        self._users: dict[str, list[str]] = {}
        self._reached: dict[str, frozenset[str]] = {}
        notices = [each for each in book.rules.notices_of("notice") if each.missing or each.in_doubt]
        shown = [line.rule for line in book.statement.lines]
        shown += [rule for each in notices for rule in (each.when, each.worth_up_to) if rule]
        self._shown = self._hang_on([*shown, *self.carried.values()])

    def _hang_on(self, names: Iterable[str]) -> frozenset[str]:
        """These rules, and every rule and input that they depend on."""
        refers, seen, stack = self.book.resolved.refers, set[str](), list(names)
        while stack:
            name = stack.pop()
            if name not in seen:
                seen.add(name)
                stack.extend(used for used, _ in refers.get(name, ()))
        return frozenset(seen)

    def users(self, unknown: Unknown) -> list[str]:
        """The rules that use an answer directly, among those behind a figure."""
        found = self._users.get(unknown.input)
        if found is None:
            wanted = {(unknown.input, None), (AGES.get(unknown.input), None)}
            refers = self.book.resolved.refers
            found = [name for name in sorted(self._shown) if not wanted.isdisjoint(refers.get(name, ()))]
            self._users[unknown.input] = found
        return found

    def reached(self, unknown: Unknown) -> frozenset[str]:
        """Every rule and input that the users of an answer depend on."""
        found = self._reached.get(unknown.input)
        if found is None:
            found = self._reached[unknown.input] = self._hang_on(self.users(unknown))
        return found

    def outcomes(self, run: Run, unknown: Unknown) -> list[list[Cell]]:
        """The values of an answer's users for each answer, with everything else as in the run."""
        names = [name for name in self.users(unknown) if name in run.values.by_name]
        structure, dates, settled = run.inputs.structure, run.values.dates, run.values.by_name
        found = []
        for value in unknown.tries if names else ():
            inputs = with_answers(run.inputs, [(unknown, value)])
            if inputs == run.inputs.values:
                found.append([settled[name] for name in names])
            elif len(names) > FEW_USERS:
                values = self.engine.run(dates, inputs, structure, base=run.values).by_name
                found.append([values[name] for name in names])
            else:
                walker = Walker(self.engine, dates, inputs, structure, given=settled)
                found.append([self._value(walker, name, run) for name in names])
        return found or [[] for _ in unknown.tries]

    def _value(self, walker: Walker, name: str, run: Run) -> Cell:
        each = self.book.rules.rules[name].each
        tree = self.engine.tree(self.book.rules.rules[name], None, run.values.dates)
        if each is None:
            one: Scalar = walker.tree(tree, None, None).value
            return one
        return [walker.tree(tree, each, index).value for index in range(run.inputs.structure.counts[each])]


class Answered:
    """One position for every set of answers. `usual` has the first answer to each question.

    `live` holds the questions whose answers change something, each with the answers that differ.
    """

    def __init__(self, questions: OpenQuestions, usual: Run, before: Answered | None) -> None:
        self.questions, self.usual, self.before = questions, usual, before
        self.asked = {unknown.key: unknown for unknown in usual.inputs.unknown}
        self.live: dict[Key, Unknown] = dict(before.live) if before else {}
        self._runs: dict[Answers, Run] = {(): usual}
        self._find_live()

    def _find_live(self) -> None:
        """Find the questions whose answers change something.

        Some answers matter only together with other answers. So each question is tried again with the others answered differently: one at
        a time and all together, or only all together if many rules use its answer.
        """
        outcomes = {unknown.key: self.questions.outcomes(self.usual, unknown) for unknown in self.usual.inputs.unknown}
        looked_at: set[Answers] = {()}
        while True:
            found = [_differing(unknown, outcomes[unknown.key]) for unknown in self.usual.inputs.unknown]
            live = merged(self.live.values(), (unknown for unknown in found if len(unknown.tries) > 1))
            self.live = live
            new = [answers for answers in _in_turn(live.values()) if answers not in looked_at]
            if not new:
                return
            for answers in new:
                self._look_under(answers, outcomes)
            looked_at |= set(new)

    def _look_under(self, answers: Answers, outcomes: dict[Key, list[list[Cell]]]) -> None:
        """Add the outcomes of each question that is not live yet, for some answers to the other questions."""
        run, moved = self.under(answers), {unknown.input for unknown, _ in answers}
        for unknown in self.usual.inputs.unknown:
            known, questions = self.live.get(unknown.key), self.questions
            settled = known is not None and len(known.tries) >= len(unknown.tries)
            wanted = len(answers) == len(self.live) or len(questions.users(unknown)) <= FEW_USERS
            if wanted and not settled and moved & questions.reached(unknown):
                for before, new in zip(outcomes[unknown.key], self.questions.outcomes(run, unknown), strict=True):
                    before += new

    def under(self, answers: Answers) -> Run:
        """The position with these answers. Answers that cannot change it are ignored."""
        own = tuple((each, value) for each, value in answers if each.key in self.live and value != each.tries[0])
        run = self._runs.get(own)
        if run is None:
            usual, questions = self.usual, self.questions
            values = with_answers(
                usual.inputs, [(self.asked[each.key], value) for each, value in own if each.key in self.asked]
            )
            if self.before is not None:
                now = self.before.under(own)
                values |= {name: now.total(rule) for name, rule in questions.carried.items()}
            result = questions.engine.run(usual.values.dates, values, usual.inputs.structure, base=usual.values)
            run = Run(questions.book, usual.situation, replace(usual.inputs, values=values), result)
            self._runs[own] = run
        return run

    def every(self) -> Iterator[tuple[Answers, Run]]:
        """The position for every set of answers, the usual set first."""
        for answers in self._sets:
            yield answers, self.under(answers)

    @cached_property
    def _sets(self) -> list[Answers]:
        return combinations(self.live.values(), lambda answers: _amounts(self.under(answers)))


def _differing(unknown: Unknown, outcomes: list[list[Cell]]) -> Unknown:
    """The question with only one answer for each outcome."""
    tries = tuple(value for number, value in enumerate(unknown.tries) if outcomes[number] not in outcomes[:number])
    return replace(unknown, tries=tries)


def merged(*questions: Iterable[Unknown]) -> dict[Key, Unknown]:
    """Questions from several positions, each once and with the answers that differ in any of them."""
    found: dict[Key, Unknown] = {}
    for unknown in itertools.chain(*questions):
        known = found.get(unknown.key, unknown)
        found[unknown.key] = replace(known, tries=tuple(dict.fromkeys((*known.tries, *unknown.tries))))
    return found


def combinations(questions: Iterable[Unknown], measured: Callable[[Answers], Mapping[str, Decimal]]) -> list[Answers]:
    """Every set of answers, the usual one first.

    If there are too many, each question is tried alone. For each amount that is measured, the answers that lower it most and those that
    raise it most are then tried together.

    Args:
        questions: the questions whose answers differ.
        measured: the amounts, by name, that a set of answers leads to.
    """
    asked = list(questions)
    pairs = [[(unknown, value) for value in unknown.tries] for unknown in asked]
    if math.prod(map(len, pairs)) <= MOST_COMBINED:
        return list(itertools.product(*pairs))
    alone = [[(pair, measured((pair,))) for pair in answers] for answers in pairs]
    furthest = [
        tuple(end(answers, key=lambda each: each[1].get(name, ZERO))[0] for answers in alone)
        for name in dict.fromkeys(name for answers in alone for _pair, amounts in answers for name in amounts)
        for end in (min, max)
    ]
    return [(), *_in_turn(asked), *dict.fromkeys(furthest)]


def _amounts(run: Run) -> dict[str, Decimal]:
    """The amounts of a position that people see: each line, what is left over, and those of the Universal Credit statement."""
    lines = {line.id: per_month for line, _amount, per_month in run.amounts}
    statement = {
        name: Decimal(run.total(rule)) for name, rule in run.statement.universal_credit.items() if name != "status"
    }
    return {**statement, **lines, "left_over": run.left_over()}


def _in_turn(questions: Iterable[Unknown]) -> list[Answers]:
    """Sets of answers in which each question alone is answered differently, and one in which all are."""
    asked = list(questions)
    alone: list[Answers] = [((unknown, value),) for unknown in asked for value in unknown.tries[1:]]
    return [*alone, tuple((unknown, unknown.tries[-1]) for unknown in asked)] if len(asked) > 1 else alone


def differing(answers: Answers) -> list[Unknown]:
    """The questions that are not answered as usual."""
    return [unknown for unknown, value in answers if value != unknown.tries[0]]


# ---------------------------------------------------------------------- the change between two positions
def change_ends(after: Answered, before: Answered) -> tuple[Decimal, Decimal] | None:
    """The lowest and highest change from one position to another over all answers; None if a line could be worth any amount."""
    ends: list[Decimal] = []
    for answers in both_answered(after, before):
        found = bounds(after.under(answers), before.under(answers))
        if found is None:
            return None
        ends += found
    return min(ends), max(ends)


def moved_by(after: Answered, before: Answered) -> list[tuple[str, tuple[str, ...], Decimal, Decimal]]:
    """What alone moves the change between two positions, the furthest first.

    Each is the pointer of a question, or the lines that are not covered, with the least and the most that the change can then be. With an answer
    to a question, lines that are not covered count as nothing, as in the change that people see.
    """
    usual = bounds(after.under(()), before.under(()))
    if usual is None:
        return []
    found: list[tuple[str, tuple[str, ...], Decimal, Decimal]] = []
    for unknown in merged(before.live.values(), after.live.values()).values():
        answers: list[Answers] = [((unknown, value),) for value in unknown.tries]
        changes = [after.under(each).left_over() - before.under(each).left_over() for each in answers]
        if min(changes) != max(changes):
            found.append((unknown.pointer, (), min(changes), max(changes)))
    if usual[0] != usual[1]:
        lines = {line for run in (after.under(()), before.under(())) for each in run.missing_worth for line in each}
        found.append(("", tuple(sorted(lines)), *usual))
    return sorted(found, key=lambda each: each[2] - each[3])


def both_answered(after: Answered, before: Answered) -> list[Answers]:
    """The sets of answers that can move the change between two positions, or either of them, the usual set first."""

    def measured(answers: Answers) -> dict[str, Decimal]:
        one, other = after.under(answers), before.under(answers)
        low, high = bounds(one, other) or (ZERO, ZERO)
        return {"low": low, "high": high, "after": one.left_over(), "before": other.left_over()}

    return combinations(merged(before.live.values(), after.live.values()).values(), measured)


def bounds(after: Run, before: Run) -> tuple[Decimal, Decimal] | None:
    """The change for one set of answers, from the least to the most that lines which are not covered or in doubt can be worth.

    The change that people see counts a line that is not covered as zero, and lies in the range. Help that falls as income rises is at most
    as much as before if there is more money, and at least as much if there is less.
    """
    open_after = after.doubtful_worth | after.missing_worth
    open_before = before.doubtful_worth | before.missing_worth
    change = low = high = after.left_over() - before.left_over()
    for lines in {**open_after, **open_before}:
        known_after, known_before = _worth(after, lines), _worth(before, lines)
        most_after, falls_after = open_after.get(lines, (known_after, False))
        most_before, falls_before = open_before.get(lines, (known_before, False))
        if most_after is None or most_before is None:
            return None
        least_after = ZERO if lines in open_after else known_after
        least_before = ZERO if lines in open_before else known_before
        lowest, highest = least_after - most_before, most_after - least_before
        if falls_after or falls_before:
            if _income(after, lines) >= _income(before, lines):
                highest = min(highest, ZERO)
            else:
                lowest = max(lowest, ZERO)
        low, high = low + lowest - (known_after - known_before), high + highest - (known_after - known_before)
    return min(low, change), max(high, change)


def _worth(run: Run, lines: tuple[str, ...]) -> Decimal:
    return sum((per_month for line, _amount, per_month in run.amounts if line.id in lines), ZERO)


def _income(run: Run, without: tuple[str, ...]) -> Decimal:
    """The money coming in a month, without some lines."""
    return sum(
        (
            MONEY_IN[line.kind] * per_month
            for line, _amount, per_month in run.amounts
            if line.kind in MONEY_IN and line.id not in without
        ),
        ZERO,
    )
