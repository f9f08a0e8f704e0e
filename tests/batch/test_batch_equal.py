"""The figures of a batch are those of `calculate`, whichever way a row is worked out."""

import datetime as dt
import random
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from loaded import CALCULATOR
from strategies import MORE, cases, tries
from tables import cells_of, table_of

from calculator.batch.answer import Answerer, Asked
from calculator.batch.arrays import InColumns
from calculator.batch.cells import Cells
from calculator.batch.inputs import HouseholdColumns
from calculator.batch.jobs import Jobs, table
from calculator.contract.reading import read_case

Json = dict[str, Any]
DAY = dt.date(2026, 11, 23)
FIGURES = (
    "now.universal_credit", "now.child_benefit", "now.council_tax_reduction", "now.left_over", "now.money_in", "now.money_out", "now.complete",
    "now.universal_credit.maximum_amount", "options.0.universal_credit", "options.0.income_tax", "options.0.national_insurance",
    "options.0.pension_contribution", "options.0.left_over_before_debts", "options.0.change_per_month", "options.0.kept_per_pound",
    "options.0.public_finances.total", "options.0.public_finances.by_body.council", "options.0.public_finances.by_body.scottish_government",
    "options.0.name", "options.0.universal_credit.status",
)  # fmt: skip
COUNCILS = ("Sheffield", "Leeds", "Camden", "Glasgow City", "Cardiff", "Stroud", "Birmingham", "Cornwall")


def collected(strategy: Any, count: int) -> list[Json]:
    """So many cases of a strategy, the same ones each time."""
    found: list[Json] = []

    @tries(count)
    @given(strategy)
    def collect(case: Json) -> None:
        found.append(case)

    collect()
    return found


def plain_cases(count: int, seed: int, years: tuple[int, ...] = (2024, 2025, 2026)) -> Iterator[Json]:
    """Households of several years, three nations and several councils, as most caseloads have them."""
    chance = random.Random(seed)
    for number in range(count):
        tenure = chance.choice(["social", "private", "owner"])
        home: Json = {"tenure": tenure, "council_tax_band": chance.choice("ABCD")}
        if tenure != "owner":
            home["rent"] = {"amount": chance.randint(60, 260), "per": "week"}
        job = {
            "hours_per_week": chance.randint(1, 42),
            "pay": {"amount": chance.randint(1000, 3000) / 100, "per": "hour"},
        }
        yield {
            "date": dt.date(years[number % len(years)], 5 + chance.randint(0, 7), chance.randint(1, 28)).isoformat(),
            "council": chance.choice(COUNCILS),
            "adults": [
                {
                    "age": chance.randint(18, 70),
                    "uc_health": chance.choice(["none", "lcwra"]),
                    "jobs": [job] * chance.randint(0, 1),
                }
                for _ in range(chance.choice([1, 1, 2]))
            ],
            "children": [{"age": chance.randint(0, 17)} for _ in range(chance.choice([0, 0, 1, 2, 3]))],
            "home": home,
            "savings": chance.choice([0, 5999.99, 6000.01, 9000, 16000.01]),
            "options": [{"name": "Job", "job": {**job, "hours_per_week": chance.randint(1, 42)}}],
        }


def answered(cases: list[Json], machine: bool, figures: tuple[str, ...] = FIGURES) -> tuple[Answerer, list[Json]]:
    batch = table_of(cases)
    answerer = Answerer(Asked(figures, date=DAY), batch.schema, CALCULATOR, machine)
    return answerer, answerer.answer(batch).figures.to_pylist()


def same(found: Json, exact: Json) -> bool:
    """Whether two rows have the same figures; the value of a rule is rounded to six places."""
    return found.keys() == exact.keys() and all(
        abs(found[name] - value) < 2e-6
        if isinstance(value, float) and found[name] is not None
        else found[name] == value
        for name, value in exact.items()
    )


def one_by_one(answerer: Answerer, case: Json) -> Json:
    values = answerer.exact.answer(read_case(case))
    return dict(zip((figure.name for figure in answerer.figures), values, strict=True))


# Each year of rules has machine code of its own, which takes seconds to compile.
@pytest.mark.parametrize(("machine", "years"), [(True, (2026,)), (False, (2024, 2025, 2026))])
def test_arrays_give_the_figures_of_single_cases(machine: bool, years: tuple[int, ...]) -> None:
    """In machine code and in NumPy's arithmetic: three years, three nations, several councils."""
    held = [*plain_cases(45 * MORE, 7 + MORE, (2024, 2025, 2026) if MORE > 1 else years)]
    answerer, rows = answered(held, machine)
    assert answerer.arrays is not None
    done = answerer.arrays.answer(table_of(held), DAY, False).done
    assert done.mean() > 0.9
    wrong = [
        (case, row, exact)
        for case, row in zip(held, rows, strict=True)
        if not same(row, exact := one_by_one(answerer, case))
    ]
    assert wrong == []


def test_cases_of_every_kind_give_the_figures_of_single_cases() -> None:
    """Households with anything that the strategies make; what arrays cannot do goes one by one."""
    held = collected(cases(), 40)
    answerer, rows = answered(held, machine=False)
    wrong = [
        (case, row, exact)
        for case, row in zip(held, rows, strict=True)
        if not same(row, exact := one_by_one(answerer, case))
    ]
    assert wrong == []


def test_one_run_of_each_position_gives_the_figures_of_a_result() -> None:
    """What is worked out one by one is what `calculate` shows."""
    held = [*plain_cases(6, 11)]
    _, rows = answered(held, machine=False)
    for case, row in zip(held, rows, strict=True):
        found = CALCULATOR.calculate(read_case(case), [])
        lines = {line.id: float(line.per_month) for line in found.options[0].position.lines}
        assert row["options.0.universal_credit"] == pytest.approx(lines.get("universal_credit", 0.0))
        assert row["now.left_over"] == pytest.approx(float(found.now.left_over), abs=1e-9)
        change = found.options[0].change_per_month
        assert row["options.0.change_per_month"] == (None if change is None else pytest.approx(float(change), abs=1e-9))
        money = found.options[0].public_finances
        assert row["options.0.public_finances.total"] == (
            None if money is None else pytest.approx(float(money.total), abs=1e-9)
        )


def test_ranges_and_limits_are_those_of_the_result() -> None:
    case = {
        "date": "2026-11-23", "adults": [{"age": 34, "uc_health": "lcwra"}], "home": {"tenure": "private", "rent": {"amount": 150, "per": "week"}},
        "options": [{"name": "Job", "job": {"hours_per_week": 16, "pay": {"amount": 12.71, "per": "hour"}}}],
    }  # fmt: skip
    names = (
        "options.0.change_range.low",
        "options.0.change_range.high",
        "now.universal_credit.range.low",
        "options.0.break_even_hours",
    )
    answerer, (row,) = answered([case], False, names)
    assert answerer.arrays is None
    found = CALCULATOR.calculate(read_case(case))
    option = found.options[0]
    line = next(line for line in found.now.lines if line.id == "universal_credit")
    assert option.change_range is not None
    assert line.range is not None
    assert [row[name] for name in names[:3]] == [
        float(option.change_range[0]),
        float(option.change_range[1]),
        float(line.range[0]),
    ]
    assert row[names[3]] == (None if option.break_even_hours is None else float(option.break_even_hours))


def position_inputs(
    answerer: Answerer, held: list[Json]
) -> tuple[Cells, dict[int | None, Callable[[str], Any]], InColumns]:
    """The inputs that arrays make of some cases: the cells, and by position what gives an input by its name."""
    arrays = answerer.arrays
    assert arrays is not None
    cells = Cells(table_of(held), answerer.columns, False)
    household = HouseholdColumns(cells, CALCULATOR.book.rules, arrays.shape, arrays.places, DAY.toordinal())
    jobs = Jobs(household)
    tables = {None: table(household, jobs, None), 0: table(household, jobs, 0)}
    cells.unread()
    usual = {position: arrays._usual(position) for position in tables}

    def reader(position: int | None) -> Callable[[str], Any]:
        facts = tables[position].facts
        return lambda name: facts[name]() if name in facts else usual[position].get(name, 0)

    return cells, {position: reader(position) for position in tables}, arrays


def test_inputs_from_columns_are_those_of_each_case() -> None:
    held = [*plain_cases(25, 3), *collected(cases(), 40)]
    answerer, _ = answered(held[:1], False)
    answerer = Answerer(Asked(FIGURES, date=DAY), table_of(held).schema, CALCULATOR, False)
    cells, readers, arrays = position_inputs(answerer, held)
    assert cells.fine.sum() > 25
    left_out = {*CALCULATOR.statement.carried, "household.more_with_other_childcare_help"}
    wrong = []
    for row in np.flatnonzero(cells.fine):
        for position, run in zip((None, 0), CALCULATOR.runs(read_case(held[row])), strict=True):
            width = arrays.shape.most(position, {})["job"]
            owned = run.inputs.structure.owned["job"]
            places = [adult * width + n for adult, jobs in enumerate(owned) for n in range(len(jobs))]
            for name, value in run.inputs.values.items():
                rule = CALCULATOR.book.rules.rules[name.lstrip("?")]
                if rule.each in ("scheme", "band") or rule.name in left_out:
                    continue
                made = np.asarray(readers[position](name), dtype=float)
                exact = np.asarray(value, dtype=float).ravel()
                if made.ndim == 0:
                    made = np.full(exact.shape, made)
                elif made.ndim == 1:
                    made = made[row : row + 1]
                else:
                    made = made[places if rule.each == "job" else np.arange(len(exact)), row]
                if not np.allclose(made, exact, rtol=0, atol=1e-9):
                    wrong.append((name, position, made, exact, cells_of(held[row])))
    assert wrong == []
