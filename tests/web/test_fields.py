"""What people type, as a Case has it, and back."""

import datetime as dt
import json
import re
from decimal import Decimal
from typing import Any

import pytest

from calculator.i18n.language import gettext, speaking
from calculator.i18n.numbers import as_number
from calculator.web.form.fields import Several
from calculator.web.form.form import Form
from calculator.web.form.job_fields import PaydayField
from calculator.web.form.line_fields import ChildcareLines, ContractPay, DatedPays, LinesField, Schedule
from calculator.web.form.pointers import drop, find, put
from calculator.web.typed.days import as_date


@pytest.fixture(scope="module")
def form() -> Form:
    return Form(["Cambridge", "Sheffield"], ["Cambridge", "Sheffield"], dict)


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("12.71", "12.71"),
        ("£12.71", "12.71"),
        ("1,200", "1200"),
        ("£ 1 200.50", "1200.50"),
        ("-3", "-3"),
        ("16.", "16"),
        ("12,71", "12.71"),
        ("12,7", "12.70"),
        ("£12,71", "12.71"),
        ("1,250", "1250"),
        ("1,250.50", "1250.50"),
        ("1.250,50", "1250.50"),
        ("1250,50", "1250.50"),
        ("1,234,567", "1234567"),
        ("1\u00a0250", "1250"),
        ("-£1,250", "-1250"),
        ("£-12,50", "-12.50"),
    ],
)
def test_a_number_may_be_typed_as_people_do(typed: str, number: str) -> None:
    assert as_number(typed) == Decimal(number)


@pytest.mark.parametrize(
    "typed",
    [
        *("twelve", "12.7l", "1e5", "0x10", "NaN", "١٢", "1" * 30, "--1", "", ",", ".50,"),
        *("12 71", "1,25,000", "12,5,0", "0,125", "1,2345", "1,250,5", "£12£71", "12. 71", "1,250 5"),
    ],
)
def test_what_is_no_number_stays_as_it_was_typed(typed: str) -> None:
    assert as_number(typed) == typed


@pytest.mark.parametrize("typed", ["12 5 2022", "12/5/2022", "12.05.2022", "12 May 2022", "12 may 2022", "2022-05-12"])
def test_a_date_may_be_typed_as_people_do(typed: str) -> None:
    assert as_date(typed) == "2022-05-12"


@pytest.mark.parametrize("typed", ["May 2022", "12 5 222", "yesterday", "12 xyz 2022", "1 2 3 2022"])
def test_what_is_no_date_stays_as_it_was_typed(typed: str) -> None:
    assert as_date(typed) == typed


def test_places_in_a_case_are_made_found_and_taken_away() -> None:
    data: dict[str, Any] = {}
    put(data, "/adults/1/jobs/0/hours_per_week", 16)
    assert data == {"adults": [{}, {"jobs": [{"hours_per_week": 16}]}]}
    assert find(data, "/adults/1/jobs/0/hours_per_week") == 16
    assert find(data, "/adults/7/jobs") is None
    assert find(data, "/adults/x") is None
    drop(data, "/adults/1/jobs")
    drop(data, "/home/rent")
    assert data == {"adults": [{}, {}]}


def test_a_date_of_birth_may_stand_for_an_age(form: Form, sam: dict[str, str]) -> None:
    case = form.read({**sam, "age": "1 3 1992"}).case
    assert case is not None
    assert str(case.adults[0].date_of_birth) == "1992-03-01"
    assert case.adults[0].age is None


def test_a_partner_counts_only_where_there_is_one(form: Form, sam: dict[str, str]) -> None:
    for said, adults in (("yes", 2), ("no", 1), ("", 2)):
        case = form.read({**sam, "partner": said, "partner_age": "40"}).case
        assert case is not None
        assert len(case.adults) == adults
    assert [each.pointer for each in form.read({**sam, "partner": "yes"}).problems] == ["/adults/1/age"]


def test_other_money_may_have_a_first_and_a_last_day(form: Form, sam: dict[str, str]) -> None:
    money = {"income2": "194.32", "income2_per": "week", "income2_kind": "maternity_allowance"}
    read = form.read({**sam, **money, "income2_from": "11 January 2027", "income2_to": "26/9/2027"})
    assert read.case is not None, read.problems
    (income,) = read.case.adults[0].other_income
    assert (income.from_, income.to) == (dt.date(2027, 1, 11), dt.date(2027, 9, 26))
    shown = form.shown(json.loads(read.case.model_dump_json(by_alias=True, exclude_unset=True)))
    assert (shown["income1_from"], shown["income1_to"]) == ("11 1 2027", "26 9 2027")


@pytest.mark.parametrize(
    ("name", "dates", "words"),
    [
        ("income1_from", {"income1_from": "soon"}, "Enter the date as day, month and year"),
        ("income1_to", {"income1_to": "31 2 2027"}, "day"),
        ("income1_to", {"income1_from": "11 1 2027", "income1_to": "10 1 2027"}, "must not be before the first day"),
    ],
)
def test_a_day_of_other_money_that_cannot_be_is_told_at_its_box(
    form: Form, sam: dict[str, str], name: str, dates: dict[str, str], words: str
) -> None:
    read = form.read({**sam, "income1": "70", **dates})
    assert [(field, words in said) for field, said in form.placed(read.problems)] == [(name, True)]


def test_a_problem_in_a_later_row_is_told_at_that_row(form: Form, sam: dict[str, str]) -> None:
    read = form.read({**sam, "child3_age": "40", "taken2": "x", "job3_hours": "900"})
    assert [name for name, _ in form.placed(read.problems)] == ["job3_hours", "job3_pay", "child3_age", "taken2"]


def test_a_problem_where_the_form_has_no_field_is_told_all_the_same(form: Form, sam: dict[str, str]) -> None:
    read = form.read({**sam, "base": '{"universal_credit": {"surplus_earnings": "x"}}'})
    assert form.placed(read.problems) == [
        ("", "universal credit › surplus earnings: must be a number from 0 to 10,000,000. ")
    ]


def test_choices_without_a_name_are_numbered(form: Form, sam: dict[str, str]) -> None:
    case = form.read({**sam, "job1_name": "", "job2_hours": "20", "job2_pay": "13", "job4_kind": "none"}).case
    assert case is not None
    assert [option.name for option in case.options] == ["Job 1", "Job 2", "No paid work"]
    assert [option.work_done for option in case.options] == ["job", "job", "none"]


@pytest.mark.parametrize(
    ("typed", "choice"),
    [
        ({}, "automatic"),
        ({"job1_pension": "none"}, "none"),
        ({"job1_pension": "percent", "job1_pension_percent": "5"}, "given"),
        ({"job1_pension_percent": "5"}, "given"),
    ],
)
def test_a_pension_not_known_is_left_to_the_usual_rules(
    form: Form, sam: dict[str, str], typed: dict[str, str], choice: str
) -> None:
    case = form.read({**sam, **typed}).case
    assert case is not None
    job = case.options[0].job
    assert job is not None
    assert job.pension_choice == choice


def test_whoever_knows_the_percentage_is_asked_for_it(form: Form, sam: dict[str, str]) -> None:
    read = form.read({**sam, "job1_pension": "percent"})
    assert [name for name, _ in form.placed(read.problems)] == ["job1_pension"]
    held = (
        '{"options": [{"name": "Café", "job": {"pay": {"amount": 9, "per": "week"}, "pension": {"basis": "all_pay"}}}]}'
    )
    kept = form.read({**sam, "base": held, "job1_pension": "percent"}).case
    assert kept is not None
    assert kept.options[0].job is not None
    assert kept.options[0].job.pension is not None, "a pension without its percentage that came with a file is kept"


@pytest.mark.parametrize(
    ("field", "line", "amount"),
    [
        (DatedPays, "12/2/2027 381,30 30 hours", "381.30"),
        (DatedPays, "12/2/2027 1,250.50", "1250.50"),
        (DatedPays, "12/2/2027 1,250.50, 30 hours", "1250.50"),
        (Schedule, "14/12/2026 22,5 hours 3 days 1.423,50 a month", "1423.50"),
        (ContractPay, "1,300 a week until 1/3/2027", "1300"),
        (ContractPay, "300,50 yr wythnos tan 1/3/2027", "300.50"),
        (ChildcareLines, "child 2, 62,50 a day, 3 days", "62.50"),
        (ChildcareLines, "plentyn 1, £1,100 y mis", "1100"),
    ],
)
def test_a_comma_in_a_line_is_read_as_in_a_box(field: type[LinesField], line: str, amount: str) -> None:
    made = field("name", "/at", "", "").entry(line)
    assert isinstance(made, dict), line
    money = made.get("pay", made)
    assert money.get("gross", money.get("amount")) == Decimal(amount)


@pytest.mark.parametrize(
    ("field", "line"),
    [
        (DatedPays, "12/2/2027 381,30 hours"),
        (DatedPays, "12/2/2027 1,25,000"),
        (ContractPay, "12 71 a week until 1/3/2027"),
        (ChildcareLines, "child 2,62 a day"),
    ],
)
def test_a_line_that_can_be_read_in_two_ways_is_refused(field: type[LinesField], line: str) -> None:
    """A part of a number never stands for the whole of it."""
    made = field("name", "/at", "", "").entry(line)
    if isinstance(made, dict):
        assert (
            "child" not in made if field is ChildcareLines else isinstance(made.get("gross", made.get("amount")), str)
        )


def test_what_a_field_takes_away_goes_and_what_no_field_shows_stays(form: Form, sam: dict[str, str]) -> None:
    base = (
        '{"savings": 900, "adults": [{"age": 34, "expected_hours": 20, "uc_health": "lcw"}], "children": [{"age": 3}]}'
    )
    case = form.read({**sam, "base": base}).case
    assert case is not None
    assert case.savings is None
    assert case.children == ()
    assert case.adults[0].expected_hours == 20
    assert case.adults[0].uc_health == "lcwra"


def test_any_number_of_ended_benefits_may_be_ticked(form: Form, sam: dict[str, str]) -> None:
    case = form.read({**sam, "ended_income_support": "yes", "ended_work_choice": "yes"}).case
    assert case is not None
    assert case.adults[0].ended_benefits == ("income_support", "work_choice")


def test_a_ticked_benefit_that_is_cleared_is_gone_and_one_the_form_does_not_know_stays() -> None:
    several = Several("ended", "/held", "", "", choices={"a": "A", "b": "B"})
    data: dict[str, Any] = {"held": ["a", "x"]}
    assert dict(several.shown(data)) == {"ended_a": "yes", "ended_b": ""}
    several.store(data, {"ended_b": "yes"})
    assert data == {"held": ["b", "x"]}
    several.store(data, {})
    assert data == {"held": ["x"]}


@pytest.mark.parametrize(
    ("typed", "date"),
    [
        ("3 Rhagfyr 2026", "2026-12-03"),
        ("1af Ionawr 2027", "2027-01-01"),
        ("3ydd Mai 2026", "2026-05-03"),
        ("12 Mehefin 2026", "2026-06-12"),
        ("2 Awst 2026", "2026-08-02"),
        ("30 Medi 2026", "2026-09-30"),
        ("3rd December 2026", "2026-12-03"),
        ("5 sept 2026", "2026-09-05"),
        ("2026-12-03", "2026-12-03"),
        ("3 Rhywbryd 2026", "3 Rhywbryd 2026"),
    ],
)
def test_months_are_read_as_words_of_either_language(typed: str, date: str) -> None:
    assert as_date(typed) == date


LINES: list[tuple[LinesField, str, str, dict[str, Any]]] = [
    (
        Schedule("x", "/x", "", ""),
        "14/12/2026 22.5 hours 3 days 1423.5 a month",
        "14 Rhagfyr 2026 22.5 awr 3 diwrnod 1423.5 y mis",
        {
            "from": "2026-12-14",
            "hours_per_week": Decimal("22.5"),
            "days_per_week": 3,
            "pay": {"amount": Decimal("1423.5"), "per": "month"},
        },
    ),
    (
        DatedPays("x", "/x", "", ""),
        "12/2/2027 381.30 30 hours",
        "12 Chwefror 2027 381.30 30 awr",
        {"date": "2027-02-12", "gross": Decimal("381.30"), "hours": 30},
    ),
    (
        ContractPay("x", "/x", "", ""),
        "300 a week until 1/3/2027",
        "£300 yr wythnos tan 1 Mawrth 2027",
        {"amount": 300, "per": "week", "until": "2027-03-01"},
    ),
    (
        ChildcareLines("x", "/x", "", ""),
        "child 2, 62 a day, 3 days, 52 weeks, first month paid",
        "plentyn 2, 62 y diwrnod, 3 diwrnod, 52 wythnos, talu'r mis cyntaf",
        {
            "child": 2,
            "amount": 62,
            "per": "day",
            "days_per_week": 3,
            "weeks_per_year": 52,
            "first_month_paid_by_jobcentre": True,
        },
    ),
]


@pytest.mark.parametrize(("field", "english", "welsh", "entry"), LINES, ids=lambda each: getattr(each, "name", None))
def test_a_line_is_read_in_either_language_and_shown_in_the_one_in_use(
    field: LinesField, english: str, welsh: str, entry: dict[str, Any]
) -> None:
    for language in ("en", "cy"):
        with speaking(language):
            assert field.entry(english) == field.entry(welsh) == entry
            assert field.entry(field.line(entry)) == entry
    with speaking("cy"):
        assert not re.search(r"hours|days|week|child|until|month", field.line(entry))


@pytest.mark.parametrize(
    ("typed", "payday"),
    [
        ("last working day", "last working day"),
        ("Diwrnod gwaith olaf", "last working day"),
        ("y diwrnod gwaith olaf", "last working day"),
        ("dydd Gwener olaf", "last friday"),
        ("Last Friday", "last friday"),
        ("25", 25),
        ("rhywbryd", "rhywbryd"),
    ],
)
def test_a_payday_in_words_is_read_in_either_language(typed: str, payday: Any) -> None:
    field = PaydayField("payday", "/payday", "", "")
    data: dict[str, Any] = {}
    field.store(data, {"payday": typed})
    assert data == {"payday": payday}
    with speaking("cy"):
        again: dict[str, Any] = {}
        field.store(again, dict(field.shown(data)))
        assert again == data


def test_the_examples_on_welsh_pages_are_ones_that_are_understood() -> None:
    with speaking("cy"):
        for field, english, pattern in (
            (Schedule("x", "/x", "", ""), "Write each change on a line of its own, such as 14/12/2026 22.5 hours 3 days", r"fel (.*)"),
            (ChildcareLines("x", "/x", "", ""), "Write each on a line of its own, such as child 2, 62 a day, 3 days, 52 weeks", r"fel (.*)"),
            (ContractPay("x", "/x", "", ""), "Write each amount on a line of its own, such as 300 a week until 1/3/2027", r"fel (.*)"),
        ):  # fmt: skip
            example = re.search(pattern, gettext(english))
            assert example
            assert isinstance(field.entry(example[1]), dict), example[1]


def test_lines_are_read_with_any_blanks_between_their_words(form: Form, sam: dict[str, str]) -> None:
    case = form.read({**sam, "job1_schedule": " 14/12/2026 \t 22.5  hours,  3 days \n\n 1/2/2027   30"}).case
    assert case is not None
    assert case.options[0].job is not None
    steps = case.options[0].job.schedule
    assert [(str(each.from_), each.hours_per_week, each.days_per_week) for each in steps] == [
        ("2026-12-14", Decimal("22.5"), 3),
        ("2027-02-01", 30, None),
    ]


@pytest.mark.parametrize("name", ["job1_schedule", "job1_pays", "now_contract", "job1_childcare"])
def test_more_lines_than_a_case_takes_are_refused_by_their_number(form: Form, sam: dict[str, str], name: str) -> None:
    line = {
        "job1_schedule": "1/1/2027 20",
        "job1_pays": "1/1/2027 300",
        "now_contract": "300 a week until 1/3/2027",
        "job1_childcare": "child 1, 300 a month",
    }[name]
    given = {**sam, "now_hours": "10", "now_pay": "12", "now_sick": "1 11 2026", "child1_age": "3"}
    most = form.fields[name].most
    assert form.read({**given, name: "\n".join([line] * most)}).problems == []
    problems = form.read({**given, name: "\n".join([line] * (most + 1))}).problems
    assert form.placed(problems) == [(name, f"Write no more than {most} lines here")]


def test_a_line_too_long_is_not_read(form: Form, sam: dict[str, str]) -> None:
    problems = form.read({**sam, "job1_schedule": "1/1/2027 20" + "0" * 200}).problems
    assert [name for name, _ in form.placed(problems)] == ["job1_schedule"]
