"""The figures of a batch are those of `calculate`, whichever way a row is worked out."""

import datetime as dt
import json
import random
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from loaded import CALCULATOR
from strategies import MORE, cases, tries
from tables import cells_of, table_of

from calculator.batch.answer import Answerer, Asked
from calculator.batch.arrays import InColumns
from calculator.batch.cells import Cells
from calculator.batch.files import HouseholdFile
from calculator.batch.jobs import Jobs, table
from calculator.batch.lines import flat
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


def cases_with_lists(count: int, seed: int) -> Iterator[Json]:
    """Households with costs of work, other income, deductions, other adults and childcare child by child."""
    chance = random.Random(seed)

    def money(most: int) -> Json:
        return {"amount": chance.randint(1, most), "per": chance.choice(["week", "four_weeks", "month"])}

    def some(make: Callable[[], Json]) -> list[Json]:
        return [make() for _ in range(chance.choice([0, 1, 1, 2]))]

    for case in plain_cases(count, seed, (2026,)):
        case["deductions"] = some(
            lambda: {
                **money(60), "kind": chance.choice(["advance", "rent_arrears", "child_maintenance", "overpayment"]),
                **({"ends": f"2026-{chance.randint(4, 12):02}-15"} if chance.random() < 0.5 else {}),
            }
        )  # fmt: skip
        case["home"]["non_dependants"] = some(
            lambda: {"age": chance.randint(18, 60), **({"gross_pay": money(900)} if chance.random() < 0.5 else {})}
        )
        for adult in case["adults"]:
            adult["other_income"] = some(
                lambda: {
                    **money(150),
                    "kind": chance.choice(["occupational_pension", "maternity_allowance", "lodger", "other"]),
                }
            )
            adult["jobs"] = [{**job, "work_costs": some(lambda: {**money(20), "name": "Bus"})} for job in adult["jobs"]]
        case["options"][0]["job"]["work_costs"] = some(lambda: {**money(30), "name": "Train"})
        for where in (case, case["options"][0]):
            if case["children"] and chance.random() < 0.6:
                where["childcare"] = [
                    {
                        "child": chance.randint(1, len(case["children"])), "amount": chance.randint(5, 60), "per": per,
                        "hours_per_week": 20, "days_per_week": 3, "weeks_per_year": chance.choice([39, 52]),
                        "first_month_paid_by_jobcentre": chance.random() < 0.3,
                    }
                    for per in chance.sample(["hour", "day", "week", "month"], chance.randint(1, 2))
                ]  # fmt: skip
        yield case


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


@pytest.mark.parametrize("machine", [True, False])
def test_lists_of_objects_are_read_in_arrays_and_give_the_figures_of_single_cases(machine: bool) -> None:
    held = [*cases_with_lists(40 * MORE, 5)]
    answerer, rows = answered(held, machine)
    assert answerer.arrays is not None
    assert answerer.arrays.answer(table_of(held), DAY, False).done.mean() > 0.9
    assert [row for case, row in zip(held, rows, strict=True) if not same(row, one_by_one(answerer, case))] == []


def cases_that_start_later(count: int, seed: int) -> Iterator[Json]:
    """Households whose option starts up to a year after the case's date: over birthdays, new rates and the end of a scheme."""
    chance = random.Random(seed)
    lists = cases_with_lists(count, seed + 1)
    for number, case in enumerate(plain_cases(count, seed)):
        case = next(lists) if number % 2 else case
        day = dt.date.fromisoformat(case["date"])
        for person in (*case["adults"], *case["children"]):
            if chance.random() < 0.5:
                person["date_of_birth"] = (
                    day - dt.timedelta(days=366 * person.pop("age") + chance.randint(0, 300))
                ).isoformat()
        adult = case["adults"][0]
        if chance.random() < 0.3:
            adult["new_style_esa"] = {
                "group": "work_related",
                "from": (day - dt.timedelta(days=chance.randint(0, 360))).isoformat(),
            }
        elif chance.random() < 0.3:
            adult["medical_evidence_from"] = (day - dt.timedelta(days=chance.randint(0, 120))).isoformat()
            adult["uc_health"] = "lcwra"
        if chance.random() < 0.9:
            case["options"][0]["starts"] = (day + dt.timedelta(days=chance.randint(0, 365))).isoformat()
        yield case


@pytest.mark.parametrize("machine", [True, False])
def test_options_that_start_later_are_read_in_arrays_and_give_the_figures_of_single_cases(machine: bool) -> None:
    held = [*cases_that_start_later(40 * MORE, 12)]
    answerer, rows = answered(held, machine)
    assert answerer.arrays is not None
    assert answerer.arrays.answer(table_of(held), DAY, False).done.mean() > 0.6
    wrong = [(case, row) for case, row in zip(held, rows, strict=True) if not same(row, one_by_one(answerer, case))]
    assert wrong == []


def test_an_age_goes_up_on_the_day_a_year_later() -> None:
    """Somebody of 21 is 22 by a start 365 days later, and so in a workplace pension; a child of 15 is 16."""
    job = {"hours_per_week": 15, "pay": {"amount": 29.58, "per": "hour"}}
    held = [
        {
            "date": "2024-09-25",
            "adults": [{"age": 21}],
            "children": [{"age": 15}, *others],
            "options": [{"name": "Job", "job": job, "starts": starts}],
        }
        for starts in ("2025-09-24", "2025-09-25")
        for others in ([], [{"date_of_birth": "2020-01-01"}])
    ]
    for batch in (held[::2], held):
        answerer, rows = answered(batch, machine=False)
        assert answerer.arrays is not None
        assert answerer.arrays.answer(table_of(batch), DAY, False).done.all()
        assert rows == [one_by_one(answerer, case) for case in batch]
        pensions = [row["options.0.pension_contribution"] for row in rows]
        assert [pension > 0 for pension in pensions] == [case["options"][0]["starts"] == "2025-09-25" for case in batch]


def test_a_list_may_have_a_column_for_each_field_of_each_item() -> None:
    held = [*cases_with_lists(25, 6)]
    whole = table_of(held)
    apart = flattened(whole)
    assert not any(pa.types.is_list(field.type) for field in apart.schema)
    answerers = [Answerer(Asked(FIGURES, date=DAY), batch.schema, CALCULATOR, False) for batch in (whole, apart)]
    found = [answerer.answer(batch) for answerer, batch in zip(answerers, (whole, apart), strict=True)]
    assert found[0].figures.to_pylist() == found[1].figures.to_pylist()
    assert found[1].one_by_one < 5


def flattened(batch: pa.RecordBatch) -> pa.RecordBatch:
    """The same table with its lists of structs as columns of their own."""
    columns: dict[str, list[Any]] = {}
    for row, cells in enumerate(batch.to_pylist()):
        for name, value in cells.items():
            for part, held in parts_of(name, value):
                columns.setdefault(part, [None] * batch.num_rows)[row] = held
    return pa.RecordBatch.from_arrays([pa.array(values) for values in columns.values()], [*columns])


def parts_of(name: str, value: Any) -> Iterator[tuple[str, Any]]:
    """A value by the names of its columns, down to what is no list and no object."""
    below = enumerate(value) if isinstance(value, list) else value.items() if isinstance(value, dict) else ()
    for part, held in below:
        yield from parts_of(f"{name}.{part}", held)
    if value is not None and not isinstance(value, list | dict):
        yield name, value


def test_json_lines_and_lists_in_cells_of_csv_are_read_in_arrays_too(tmp_path: Path) -> None:
    held = [*cases_with_lists(25, 9)]
    file = tmp_path / "cases.jsonl"
    file.write_text("".join(json.dumps(case) + "\n" for case in held))
    (found,) = HouseholdFile(file).parts(None)
    (rows,) = found.read()
    answerer = Answerer(Asked(FIGURES, date=DAY, typed=True), rows.batch.schema, CALCULATOR, False)
    answered_rows = answerer.answer(rows.batch)
    assert answered_rows.one_by_one < 5
    figures = answered_rows.figures.to_pylist()
    assert [row for case, row in zip(held, figures, strict=True) if not same(row, one_by_one(answerer, case))] == []


@pytest.mark.parametrize("typed", [True, False])
def test_an_empty_list_says_something_where_its_absence_says_something_else(typed: bool) -> None:
    """An option that replaces none of the jobs, and one without childcare. Neither is as if nothing was said."""
    base = next(case for case in plain_cases(50, 4, (2026,)) if case["children"] and case["adults"][0]["jobs"])
    base["adults"][0]["jobs"][0]["name"] = "Now"
    base["childcare"] = [{"child": 1, "amount": 60, "per": "week"}]
    option = base["options"][0]
    held = [
        base,
        {**base, "options": [{**option, "replaces": [], "childcare": []}]},
        {
            **base,
            "options": [{**option, "replaces": ["Now"], "childcare": [{"child": 1, "amount": 90, "per": "week"}]}],
        },
    ]
    rows = [flat(case) for case in held]
    text = pa.schema([(name, pa.string()) for name in sorted({*rows[0], *rows[1], *rows[2]})])
    batch = pa.RecordBatch.from_pylist(rows, schema=text) if typed else table_of(held)
    if not typed:
        kept = {
            "options.0.replaces": [None, [], ["Now"]],
            "options.0.childcare": [None, [], held[2]["options"][0]["childcare"]],
        }
        for name, values in kept.items():
            batch = batch.drop_columns([name]).append_column(name, pa.array(values))
    answerer = Answerer(
        Asked(("options.0.pay", "options.0.childcare"), date=DAY, typed=typed), batch.schema, CALCULATOR, False
    )
    figures = answerer.answer(batch).figures.to_pylist()
    assert figures == [one_by_one(answerer, case) for case in held]
    assert figures[0]["options.0.pay"] < figures[1]["options.0.pay"]
    assert [row["options.0.childcare"] for row in figures] == [260.0, 0.0, 390.0]


@pytest.mark.parametrize(
    ("broken", "told"),
    [
        ({"deductions": [{"amount": 5, "per": "month"}]}, "/deductions/0/kind"),
        ({"home": {"non_dependants": [{"age": 3}]}}, "/home/non_dependants/0/age"),
        ({"childcare": [{"child": 2, "amount": 5, "per": "week"}], "children": [{"age": 3}]}, "/childcare/0/child"),
        (
            {"childcare": [{"child": 1, "amount": 5, "per": "hour"}], "children": [{"age": 3}]},
            "/childcare/0/hours_per_week",
        ),
        (
            {"adults": [{"age": 30, "other_income": [{"kind": "lodger", "per": "week"}]}]},
            "/adults/0/other_income/0/amount",
        ),
    ],
)
def test_a_broken_item_of_a_list_is_rejected_with_its_place(broken: Json, told: str) -> None:
    fine = next(cases_with_lists(1, 8))
    cases_held = [{**fine, **broken}, fine]
    batch = table_of(cases_held)
    found = Answerer(Asked(FIGURES, date=DAY), batch.schema, CALCULATOR, False).answer(batch)
    assert [problem.pointer for problem in found.rejects[0]] == [told]
    assert 1 not in found.rejects


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
    assert line.range is not None
    low, high = option.change_range or (option.change_per_month, option.change_per_month)
    assert [row[name] for name in names[:3]] == [pytest.approx(float(each)) for each in (low, high, line.range[0])]
    assert row[names[3]] == (None if option.break_even_hours is None else float(option.break_even_hours))


def position_inputs(
    answerer: Answerer, held: list[Json]
) -> tuple[Cells, dict[int | None, Callable[[str], Any]], InColumns]:
    """The inputs that arrays make of some cases: the cells, and by position what gives an input by its name."""
    arrays = answerer.arrays
    assert arrays is not None
    cells = Cells(table_of(held), answerer.columns, False)
    tables = {
        option: table(household, Jobs(household), option)
        for option, household in arrays._households(cells, DAY).items()
    }
    cells.unread()
    usual = {position: arrays._usual(position) for position in tables}

    def reader(position: int | None) -> Callable[[str], Any]:
        facts = tables[position].facts
        return lambda name: facts[name]() if name in facts else usual[position].get(name, 0)

    return cells, {position: reader(position) for position in tables}, arrays


@pytest.mark.parametrize(
    "make",
    [
        lambda: plain_cases(25, 3),
        lambda: cases_with_lists(40, 4),
        lambda: cases_that_start_later(40, 5),
        lambda: collected(cases(), 40),
    ],
)
def test_inputs_from_columns_are_those_of_each_case(make: Callable[[], Iterable[Json]]) -> None:
    held = [*make()]
    answerer, _ = answered(held[:1], False)
    answerer = Answerer(Asked(FIGURES, date=DAY), table_of(held).schema, CALCULATOR, False)
    cells, readers, arrays = position_inputs(answerer, held)
    assert cells.fine.sum() > 5
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
