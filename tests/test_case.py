"""A Case: what may be given, and that all that is wrong with one is said at once, where it is."""

import datetime as dt
import json
from collections.abc import Sequence
from contextlib import suppress
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from timing import within

from calculator.contract.case import Case, Option
from calculator.contract.errors import CaseError, Problem, problems_under
from calculator.contract.job import Job
from calculator.contract.model import Model
from calculator.contract.reading import MOST_FIELDS, pointer, problems, read_case, read_json

SIXTEEN_HOURS = {"hours_per_week": 16, "pay": {"amount": 12.71, "per": "hour"}}


def told(data: object) -> dict[str, str]:
    """The problems of a case that is refused, by pointer."""
    with pytest.raises(CaseError) as caught:
        read_case(data)
    return {problem.pointer: problem.detail for problem in caught.value.problems}


def adult(**fields: Any) -> dict[str, Any]:
    return {"adults": [{"age": 34, **fields}]}


def option(**fields: Any) -> dict[str, Any]:
    return {"adults": [{"age": 34}], "options": [{"name": "A job", **fields}]}


# Reading


def test_an_age_is_all_that_is_needed() -> None:
    case = read_case({"adults": [{"age": 34}]})
    assert (case.contract, case.date, case.compare_with) == ("1.1", dt.date.today(), "now")
    assert case.adults[0].age == 34
    assert case.savings is None, "a fact left out is not 0"


def test_a_number_is_the_decimal_that_was_written() -> None:
    case = read_case(option(job=SIXTEEN_HOURS))
    job = case.options[0].job
    assert job is not None
    assert job.pay is not None
    assert job.pay.amount == Decimal("12.71")


def test_the_contracts_own_words_are_read_and_written() -> None:
    data = option(
        job={
            **SIXTEEN_HOURS,
            "pension": {"employee_percent": 5, "from": "2027-03-01"},
            "payday": "last working day",
            "unpaid_periods": [{"from": "2027-04-01", "to": "2027-04-05"}],
        },
        childcare=[{"child": 1, "amount": 62, "per": "day", "days_per_week": 3}],
    ) | {"children": [{"date_of_birth": "2022-01-31", "care": "middle"}], "date": "2026-11-23"}
    case = read_case(data)
    assert case.model_dump(exclude_unset=True, mode="json") == data


@pytest.mark.parametrize(
    ("fields", "work"),
    [
        ({"job": SIXTEEN_HOURS}, "job"),
        ({"job": None}, "none"),
        ({}, "as_now"),
        ({"job": None, "work": "as_now"}, "as_now"),
    ],
)
def test_what_an_option_leaves_out_says_what_work_is_meant(fields: dict[str, Any], work: str) -> None:
    assert Option.model_validate({"name": "x", **fields}).work_done == work


@pytest.mark.parametrize(
    ("pension", "choice"), [({}, "automatic"), ({"pension": None}, "none"), ({"pension": "none"}, "none")]
)
def test_no_word_of_a_pension_is_not_opting_out(pension: dict[str, Any], choice: str) -> None:
    assert Job.model_validate(SIXTEEN_HOURS | pension).pension_choice == choice


def test_a_json_schema_is_made() -> None:
    schema = Case.model_json_schema()
    assert schema["required"] == ["adults"]
    savings = schema["properties"]["savings"]["anyOf"][0]
    assert savings == {"type": "number", "minimum": 0, "maximum": 10_000_000, "x-unit": "pounds"}
    assert schema["properties"]["adults"]["maxItems"] == 2


# Round trip

money = st.integers(0, 10**9).map(lambda pence: pence / 100)
dates = st.dates(dt.date(2024, 4, 1), dt.date(2028, 1, 1)).map(str)
names = st.text(st.characters(categories=("L", "Nd")), min_size=1, max_size=30)
a_month = st.fixed_dictionaries({"amount": money, "per": st.sampled_from(["week", "four_weeks", "month", "year"])})
jobs = st.fixed_dictionaries(
    {"hours_per_week": st.integers(0, 1680).map(lambda tenths: tenths / 10), "pay": a_month},
    optional={
        "pension": st.sampled_from([None, {"employee_percent": 5}]),
        "payday": st.sampled_from([1, 31, "last friday"]),
        # A first payday before the job starts is refused, and a job may start on any of `dates`.
        "first_payday": st.dates(dt.date(2028, 1, 1), dt.date(2029, 1, 1)).map(str),
        "tax_code": st.sampled_from(["1257L", "S1257L", "BR", "K475", "1257L M1"]),
        "sick": st.fixed_dictionaries({"from": dates}),
    },
)
adults = st.fixed_dictionaries(
    {"age": st.integers(16, 120)},
    optional={
        "name": names,
        "uc_health": st.sampled_from([None, "none", "lcw", "lcwra"]),
        "cares_35_hours": st.booleans(),
        "new_style_esa": st.fixed_dictionaries({"group": st.just("support")}, optional={"amount": a_month}),
        "jobs": st.lists(jobs, max_size=2),
    },
)
cases = st.fixed_dictionaries(
    {"adults": st.lists(adults, min_size=1, max_size=2), "date": dates},
    optional={
        "savings": st.none() | money,
        "children": st.lists(st.fixed_dictionaries({"age": st.integers(0, 19)}), max_size=3),
        "home": st.fixed_dictionaries({}, optional={"rent": a_month, "bedrooms": st.integers(0, 20)}),
        "childcare": a_month,
        "paydays": st.fixed_dictionaries({"rent": st.fixed_dictionaries({"next": dates, "every": st.just("week")})}),
        "options": st.lists(
            st.fixed_dictionaries(
                {"name": names.filter(lambda name: name != "now")}, optional={"job": st.none() | jobs}
            ),
            max_size=3,
            unique_by=lambda option: option["name"],
        ),
    },
)


@given(cases)
def test_a_case_dumped_and_read_again_is_the_same_case(data: dict[str, Any]) -> None:
    case = read_case(data)
    text = json.dumps(case.model_dump(exclude_unset=True, mode="json"))
    again = read_case(read_json(text))
    assert again == case
    assert again.model_dump(exclude_unset=True) == case.model_dump(exclude_unset=True)


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(), lambda x: st.lists(x) | st.dictionaries(st.text(), x)
    )
)
def test_whatever_is_handed_in_is_read_or_refused_with_reasons(data: object) -> None:
    for handed_in in (
        data,
        {"adults": data, "options": data},
        {"adults": [data], "options": [data], "childcare": [data]},
    ):
        with suppress(CaseError):
            read_case(handed_in)


# Refusals


def test_every_problem_is_told_at_once() -> None:
    data = {
        "contract": "2.0",
        "adults": [
            {"age": "34", "jobs": [{"pay": {"amount": -1, "per": "hour"}, "take_home": {"amount": 9, "per": "week"}}]}
        ],
        "savings": True,
        "compare_with": "B",
        "options": [{"name": "A", "adult": 2}, {"name": "A", "job": {}}],
    }
    assert list(told(data)) == [
        "/contract",
        "/adults/0/age",
        "/adults/0/jobs/0/pay/amount",
        "/adults/0/jobs/0/take_home",
        "/adults/0/jobs/0/hours_per_week",
        "/savings",
        "/options/1/job/pay",
        "/options/1/name",
        "/compare_with",
        "/options/0/adult",
    ]


@pytest.mark.parametrize("value", [True, "34", None, float("nan"), float("inf"), 10**400, 15, 121, 34.5, [34], {}])
def test_only_a_whole_number_in_range_is_an_age(value: object) -> None:
    where = "/adults/0/age"
    assert told({"adults": [{"age": value}]})[where] in (
        "must be a whole number from 16 to 120",
        "is needed, unless date_of_birth is given",
    )


@pytest.mark.parametrize("value", [True, "5", float("nan"), float("-inf"), -0.01, 10_000_000.01])
def test_only_a_number_in_range_is_money(value: object) -> None:
    assert told({**adult(), "savings": value}) == {"/savings": "must be a number from 0 to 10,000,000"}


@pytest.mark.parametrize(
    ("data", "where", "detail"),
    [
        (adult(agee=3), "/adults/0/agee", "no such field; did you mean age?"),
        ({**adult(), "zzz": 3}, "/zzz", "no such field; the fields are contract, date, nation"),
        (adult(date_of_birth="1992-03-01"), "/adults/0/date_of_birth", "give age or date_of_birth, not both"),
        ({"adults": []}, "/adults", "must be a list of 1 to 2; it has 0"),
        ({"adults": [{"age": 30}] * 3}, "/adults", "must be a list of 1 to 2; it has 3"),
        ({"adults": {"age": 30}}, "/adults", "must be a list"),
        ({}, "/adults", "is needed"),
        ([], "", "must be an object"),
        ("", "", "must be an object"),
        (adult(cares_35_hours=1), "/adults/0/cares_35_hours", "must be true or false"),
        (adult(uc_health="ill"), "/adults/0/uc_health", "must be 'none', 'lcw' or 'lcwra'"),
        (adult(name="a\nb"), "/adults/0/name", "must be text of 1 to 200 characters on one line"),
        (adult(name="\ud800"), "/adults/0/name", "must be text of 1 to 200 characters on one line"),
        (adult(name="x" * 201), "/adults/0/name", "must be text of 1 to 200 characters on one line"),
        (adult(tax_code="12L57"), "/adults/0/tax_code", "must be a tax code, such as 1257L"),
        (adult(lcwra_from="2026-02-30"), "/adults/0/lcwra_from", "there is no such day as 2026-02-30"),
        (adult(lcwra_from=20260203), "/adults/0/lcwra_from", "must be a date written year-month-day"),
        (adult(lcwra_from="0026-02-03"), "/adults/0/lcwra_from", "must be a date from 1900-01-01 to 2100-12-31"),
        (adult(cares_for="adult:1"), "/adults/0/cares_for", "must be another person in the case: outside"),
        (adult(cares_for="child:1"), "/adults/0/cares_for", "must be another person in the case: outside"),
        (
            adult(jobs=[{"name": "a", **SIXTEEN_HOURS}] * 2),
            "/adults/0/jobs/1/name",
            "must be unique",
        ),
        (adult(jobs=[SIXTEEN_HOURS] * 11), "/adults/0/jobs", "must be a list of 0 to 10; it has 11"),
        ({**adult(), "children": [{}]}, "/children/0/age", "is needed, unless date_of_birth is given"),
        (
            {**adult(), "children": [{"date_of_birth": "2001-01-01"}]},
            "/children/0/date_of_birth",
            "must give an age from 0 to 19",
        ),
        ({**adult(), "home": {"rent": {"amount": 1, "per": "hour"}}}, "/home/rent/per", "must be 'week', 'two_weeks'"),
        ({**adult(), "childcare": {"amount": 1, "per": "day"}}, "/childcare/per", "must be 'week', 'two_weeks'"),
        (
            {**adult(), "childcare": [{"child": 1, "amount": 1, "per": "month"}]},
            "/childcare/0/child",
            "there is no child 1",
        ),
        ({**adult(), "paydays": {"wages": {}}}, "/paydays/wages", "no such field"),
        (option(adult=2), "/options/0/adult", "there is no adult 2 in this case"),
        (option(also=[{"adult": 2}]), "/options/0/also/0/adult", "there is no adult 2 in this case"),
        (
            option(replaces=["x"]),
            "/options/0/replaces/0",
            "must be the name of a job that adult 1 does now: none has a name",
        ),
        (option(replaces="some"), "/options/0/replaces", "must be 'all', 'none' or a list of names"),
        (option(work="job"), "/options/0/job", "is needed if work is 'job'"),
        (option(work="none", job=SIXTEEN_HOURS), "/options/0/work", "must be 'job' or absent if a job is given"),
        (option(starts="2026-12-02", ends="2026-12-01"), "/options/0/ends", "must not be before starts, 2026-12-02"),
        (
            {**option(starts="2026-12-01"), "date": "2026-12-02"},
            "/options/0/starts",
            "must not be before date, 2026-12-02",
        ),
        (
            {**option(also=[{"adult": 1, "starts": "2026-12-01"}]), "date": "2026-12-02"},
            "/options/0/also/0/starts",
            "must not be before date, 2026-12-02",
        ),
        (
            {**option(ends="2026-12-01"), "date": "2026-12-02"},
            "/options/0/ends",
            "must not be before starts, 2026-12-02",
        ),
        (
            option(starts="2026-12-02", also=[{"adult": 1, "ends": "2026-12-01"}]),
            "/options/0/also/0/ends",
            "must not be before starts, 2026-12-02",
        ),
        (
            option(starts="2026-12-02", job={**SIXTEEN_HOURS, "first_payday": "2026-12-01"}),
            "/options/0/job/first_payday",
            "must not be before starts, 2026-12-02",
        ),
        (
            {**option(job={**SIXTEEN_HOURS, "first_payday": "2026-12-01"}), "date": "2026-12-02"},
            "/options/0/job/first_payday",
            "must not be before starts, 2026-12-02",
        ),
        (
            option(
                starts="2026-12-02",
                also=[{"adult": 1, "job": {**SIXTEEN_HOURS, "first_payday": "2026-12-01"}, "replaces": "none"}],
            ),
            "/options/0/also/0/job/first_payday",
            "must not be before starts, 2026-12-02",
        ),
        (
            option(job={"pay": {"amount": 90, "per": "day"}}),
            "/options/0/job/days_per_week",
            "is needed if pay is by the day",
        ),
        (option(job={"hours_per_week": 3}), "/options/0/job/pay", "is needed, unless take_home or profit is given"),
        (
            option(job={**SIXTEEN_HOURS, "payday": 32}),
            "/options/0/job/payday",
            "must be a day of the month from 1 to 31",
        ),
        (option(what_if=[{"kind": "ends"}]), "/options/0/what_if/0/after_weeks", "is needed, unless date is given"),
        ({**option(), "compare_with": "B"}, "/compare_with", "must be 'now' or the name of an option"),
        (
            {**adult(), "contract": "2.0"},
            "/contract",
            "this case is for a newer calculator: it says 2.0, and this calculator reads 1.1",
        ),
        ({**adult(), "contract": 1.0}, "/contract", "must be a version in quotes"),
        ({**adult(), "views": ["hour"]}, "/views/0", "must be 'timeline', 'hours' or 'working'"),
    ],
)
def test_what_is_refused_says_where_and_what_is_allowed(data: object, where: str, detail: str) -> None:
    found = told(data)
    assert list(found) == [where]
    assert found[where].startswith(detail)


def test_a_job_with_other_hours_keeps_its_name_and_its_paydays() -> None:
    held = {"name": "a", "first_payday": "2026-11-27", **SIXTEEN_HOURS}
    changed = {"name": "More hours", "starts": "2026-12-07", "job": {**held, "hours_per_week": 20}, "replaces": ["a"]}
    read_case({"date": "2026-11-23", **adult(jobs=[held]), "options": [changed]})


def test_a_job_off_sick_from_needs_no_pay_of_its_own() -> None:
    read_case(adult(jobs=[{"sick": {"from": "2026-11-09", "average_weekly_earnings": {"amount": 400, "per": "week"}}}]))


def test_problems_come_of_a_plain_validation_error_too() -> None:
    with pytest.raises(ValidationError) as caught:
        Case(adults=({"age": 3},))  # type: ignore[arg-type]
    assert problems(caught.value) == [Problem("/adults/0/age", "must be a whole number from 16 to 120")]


def test_what_was_handed_in_is_not_in_the_error() -> None:
    with pytest.raises(ValidationError) as caught:
        Case.model_validate(adult(name="x" * 199 + "\n\n"))
    assert "xxx" not in str(caught.value)


def test_a_pointer_escapes_what_rfc_6901_says() -> None:
    assert pointer(("a/b", 0, "c~d")) == "/a~1b/0/c~0d"
    pointer(("\ud800",)).encode()


def test_problems_are_placed_under_where_a_case_stands_among_others() -> None:
    with pytest.raises(CaseError) as caught, problems_under("/3"):
        read_case({"adults": [{"age": 3}]})
    assert str(caught.value) == "/3/adults/0/age: must be a whole number from 16 to 120"


MANY = {f"x{n}": 1 for n in range(75_000)}
FEW = {name: 1 for name, _ in zip(MANY, range(7), strict=False)}
JOB: dict[str, Any] = {"hours_per_week": 16, "pay": {"amount": 12, "per": "hour"}}


def options(**more: Any) -> dict[str, Any]:
    """A case with as many options as there can be."""
    return {**adult(), "options": [{"name": str(number), **more} for number in range(20)]}


def refused_soon(case: dict[str, Any]) -> Sequence[Problem]:
    """What is wrong with the case. It must be said without much work."""

    def read() -> None:
        with pytest.raises(CaseError) as caught:
            read_case(case)
        problems[:] = caught.value.problems

    problems: list[Problem] = []
    assert within(0.3, read)
    return problems


@pytest.mark.parametrize(
    "case",
    [
        options(job={**JOB, "schedule": [FEW] * 60}),
        options(job={**JOB, "pays": [{}] * 120}),
        options(also=[{"adult": 1, "job": {**JOB, "schedule": [{"x": 1}] * 20}}] * 10),
        options(**FEW, what_if=[{"kind": "ends"}] * 10),
        {"adults": [{**FEW, "jobs": [{**JOB, **FEW}] * 10}] * 2, "children": [FEW] * 20, "deductions": [FEW] * 20},
    ],
)
def test_a_case_with_thousands_of_problems_lists_the_first_of_them_and_is_soon_refused(case: dict[str, Any]) -> None:
    caught = refused_soon(case)
    assert len(caught) == 201
    assert caught[-1] == Problem("", "has more problems than these 200")
    assert len({each.pointer for each in caught}) > 150


def test_as_many_problems_as_are_listed_are_all_listed() -> None:
    case = {**adult(), **dict.fromkeys(list(MANY)[:98], 1)}
    with pytest.raises(CaseError) as caught:
        read_case(case)
    assert [each.pointer for each in caught.value.problems] == [f"/x{number}" for number in range(98)]
    assert "the fields are contract, date" in caught.value.problems[0].detail


@pytest.mark.parametrize(
    ("case", "pointer"),
    [
        ({**adult(), **MANY}, ""),
        (adult(**MANY), "/adults/0"),
        ({**adult(), "home": MANY}, "/home"),
        ({**adult(), "options": [{"name": "A", "job": {"pays": [MANY]}}]}, "/options/0/job/pays/0"),
        ({**adult(), "nowhere": {"deep": [MANY]}}, "/nowhere/deep/0"),
        ({**adult(), "adults": MANY}, "/adults"),
    ],
)
def test_an_object_with_too_many_fields_is_refused_in_one_message(case: dict[str, Any], pointer: str) -> None:
    (problem,) = refused_soon(case)
    assert problem.pointer == pointer
    assert "must have at most 100 fields; it has 75," in problem.detail


def test_a_document_with_too_many_values_in_all_is_refused_in_one_message() -> None:
    with pytest.raises(CaseError) as caught:
        read_case(options(job={**JOB, "pays": [{"date": "2027-01-01", "gross": 1, "hours": 2}] * 130}))
    assert caught.value.problems == (Problem("", "must hold at most 10,000 fields and items in all"),)


def test_no_part_of_a_case_has_as_many_fields_as_an_object_may_have() -> None:
    parts = [Model]
    for part in parts:
        parts += part.__subclasses__()
    assert len(parts) > 25
    assert max(len(part.model_fields) for part in parts) < MOST_FIELDS / 2


# JSON


@pytest.mark.parametrize(
    ("text", "detail"),
    [
        ("[" * 200_000, "is nested too deeply"),
        ('{"a":' * 200_000, "is nested too deeply"),
        ("{", "is not JSON: "),
        ("", "is not JSON: "),
        (b"\xff", "must be text in UTF-8"),
        ('{"age": NaN}', "holds NaN, which is not a number in JSON"),
        ('{"age": -Infinity}', "holds -Infinity"),
        ('{"age": ' + "9" * 5000 + "}", "holds a number with too many digits"),
        ('{"age": 1, "age": 2}', "gives the field 'age' twice in one object"),
    ],
)
def test_hostile_or_broken_json_is_refused_with_a_reason(text: str | bytes, detail: str) -> None:
    with pytest.raises(CaseError) as caught:
        read_json(text)
    assert caught.value.problems[0].detail.startswith(detail)


def test_a_case_nested_deeper_than_any_is_refused() -> None:
    deep: object = 1
    for _ in range(100_000):
        deep = [deep]
    assert told({**adult(), "children": deep}) == {"/children": "is nested too deeply"}
    while isinstance(deep, list):  # taken apart gently: freeing it at once would recurse
        deep = deep[0]
