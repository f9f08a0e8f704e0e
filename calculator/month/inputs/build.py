"""A position of a Case as the rules' inputs: the one place where the Case's shape meets the names in rules/case/.

Money with a period becomes the period of the input's unit (weeks by x 52 / 12, as the contract says). What the Case leaves open and a
figure could depend on comes back as unknowns, each with the values to try.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from calculator.contract.errors import Problem
from calculator.contract.values import age_on
from calculator.councils.council import Council
from calculator.councils.councils import Councils
from calculator.councils.register import Register
from calculator.councils.schemes import Scheme
from calculator.month.inputs.amounts import Fact
from calculator.month.inputs.home import area_problems, household_facts, whose_scheme
from calculator.month.inputs.jobs import job_facts, job_problems
from calculator.month.inputs.open_questions import QuestionFinder, Unknown
from calculator.month.inputs.people import AGES, adult_facts, born_on, child_facts
from calculator.month.inputs.plan import GivenParts, plan_of
from calculator.month.situation import Place, Situation
from calculator.month.statement import StatedBook
from calculator.rulebook import Dates, Rulebook, Scalar, Structure


@dataclass(slots=True)
class Inputs:
    """Values by input name (and '?name': whether given), how many of each entity there are, and what is open."""

    values: dict[str, Any]
    structure: Structure
    unknown: list[Unknown]
    children: list[int]  # the Case's position of each child, eldest first
    jobs: list[Place]  # in the order of the rules' jobs
    chosen_job: int | None
    scheme: Scheme | None  # the council tax reduction scheme that filled in `scheme.*` and `band.*`
    council: Council | None  # the one that the case names
    aged: dt.date  # the day whose ages count


def with_answers(inputs: Inputs, answers: Iterable[tuple[Unknown, Scalar]]) -> dict[str, Any]:
    """The values of a position's inputs with these answers to what is open. An age follows from a date of birth."""
    made = dict(inputs.values)
    for unknown, value in answers:
        if unknown.index is None:
            made[unknown.input] = value
            continue
        given = [(unknown.input, value)]
        if unknown.input in AGES:
            given.append((AGES[unknown.input], age_on(dt.date.fromordinal(int(value)), inputs.aged)))
        for name, one in given:
            row = list(made[name])
            row[unknown.index] = one
            made[name] = row
    return made


def input_problems(book: Rulebook, register: Register, situation: Situation) -> list[Problem]:
    """What is missing or impossible in one position, so that it cannot be worked out."""
    found = register.problems(situation.case)
    for held in situation.jobs:
        for place in held:
            found += job_problems(place)
    return found + area_problems(book, situation.case)


def build_inputs(
    stated: StatedBook, councils: Councils, situation: Situation, dates: Dates, parts: GivenParts | None = None
) -> Inputs:
    """The inputs of one position, in which `input_problems` has found none.

    dates: the day that picks the rules on each clock, as an ordinal. parts: what has been read of the parts of the case already.
    """
    case = situation.case
    told = [person.told for person in situation.household.children]
    children = sorted(range(len(case.children)), key=lambda n: born_on(case.children[n], told[n]))
    jobs = [place for held in situation.jobs for place in held]
    scheme = _scheme(councils, situation)
    values = _values(
        stated, councils.register, situation, children, scheme, dates, parts or GivenParts(plan_of(stated.engine))
    )
    unknown = QuestionFinder(stated, councils.register, situation, children, values).find()
    chosen = next((n for n, place in enumerate(jobs) if place is situation.chosen), None)
    return Inputs(
        values,
        _structure(situation, scheme),
        unknown,
        children,
        jobs,
        chosen,
        scheme,
        councils.register.of(case),
        situation.aged or situation.date,
    )


def _structure(situation: Situation, scheme: Scheme | None) -> Structure:
    """How many of each entity there are, and who owns which."""
    case = situation.case
    others = case.home.non_dependants if case.home else ()
    parts, tables = (scheme.parts, scheme.bands) if scheme else ((), ())
    counts = {
        "adult": len(case.adults),
        "child": len(case.children),
        "non_dependant": len(others),
        "scheme": len(parts),
    }
    structure = Structure(counts)
    _own(structure, "job", [len(held) for held in situation.jobs])
    _own(structure, "band", [len(lines) for lines in tables])
    return structure


def _own(structure: Structure, thing: str, sizes: list[int]) -> None:
    """Record how many of an entity each of its owners has, in order."""
    starts = [sum(sizes[:n]) for n in range(len(sizes))]
    structure.counts[thing] = sum(sizes)
    structure.owner[thing] = [number for number, size in enumerate(sizes) for _ in range(size)]
    structure.owned[thing] = [list(range(start, start + size)) for start, size in zip(starts, sizes, strict=True)]
    if len(set(sizes)) > 1:
        import numpy as np

        structure.mask[thing] = np.array([[slot < size for slot in range(max(sizes))] for size in sizes])


def _scheme(councils: Councils, situation: Situation) -> Scheme | None:
    """The council tax reduction scheme of a situation's household on its day."""
    named = whose_scheme(councils.register, situation.case)
    return councils.scheme(named, situation.date) if named else None


def _values(
    stated: StatedBook,
    register: Register,
    situation: Situation,
    children: list[int],
    scheme: Scheme | None,
    dates: Dates,
    parts: GivenParts,
) -> dict[str, Any]:
    """Every input by name, and '?name' for whether it is given."""
    case, plan = situation.case, plan_of(stated.engine)
    jobs = [place for held in situation.jobs for place in held]
    facts: dict[str, Sequence[Mapping[str, Fact]]] = {
        "adult": [adult_facts(n, situation, dates["assessment_period"]) for n in range(len(case.adults))],
        "child": [child_facts(n, situation) for n in children],
        "job": [job_facts(place, situation) for place in jobs],
    }
    models: dict[str, Sequence[object]] = {
        "adult": case.adults,
        "child": [case.children[n] for n in children],
        "non_dependant": case.home.non_dependants if case.home else (),
        "job": [place.job.settled for place in jobs],
    }
    values: dict[str, Any] = dict(plan.rows(scheme))
    for clock in plan.clocks:
        values[clock.name], values[clock.known] = dates[clock.last], True
    of_household, is_given = parts.read(None, case)
    values.update(zip(plan.names[None], of_household, strict=True))
    values.update(zip(plan.known[None], is_given, strict=True))
    for name, fact in household_facts(stated.rules, register, situation, scheme).items():
        if name in plan.by_name:
            planned = plan.by_name[name]
            values[name], values[planned.known] = planned.value(fact), fact is not None
    for each, of_each in models.items():
        read = parts.read_once if each == "job" else parts.read
        rows = [read(each, model) for model in of_each]
        for names, of_each_one in (
            (plan.names[each], [row for row, _ in rows]),
            (plan.known[each], [given for _, given in rows]),
        ):
            columns = zip(*of_each_one, strict=True) if rows else [()] * len(names)
            values.update(zip(names, map(list, columns), strict=True))
        for number, said in enumerate(facts.get(each, ())):
            for last, fact in said.items():
                if last in plan.of[each]:
                    planned = plan.of[each][last]
                    values[planned.name][number], values[planned.known][number] = planned.value(fact), fact is not None
        if "order" in plan.of[each]:
            planned = plan.of[each]["order"]
            values[planned.name] = [Decimal(order) for order in range(1, len(rows) + 1)]
            values[planned.known] = [True] * len(rows)
    return values
