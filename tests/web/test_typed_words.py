"""One reader of what people type: one table of cases, then every surface with it, and what is said where it cannot be read."""

import datetime as dt
import json
import re
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from test_pages import fields_of
from test_sure import QUICK, begun, button, text
from timing import cpu_seconds

from calculator.i18n.language import speaking
from calculator.web.form.form import Form
from calculator.web.form.line_words import read_childcare, read_dated_pay, read_one_off, read_profit, read_step
from calculator.web.typed.days import as_birthday, as_date, why_no_date
from calculator.web.typed.quantities import COUNTS, Quantity, as_counted, as_years, read_quantity, why_no_quantity

MONDAY = dt.date(2026, 11, 30)
# What is typed, and the number, what it counts, for how long, and whether it is before or after tax.
QUANTITIES = """
16                          | 16
16 hours                    | 16      | hours
16h                         | 16      | hours
16 hrs a week               | 16      | hours   | week
16 awr yr wythnos           | 16      | hours   | week
37h30                       | 37.5    | hours
37 hours 30 minutes         | 37.5    | hours
37 awr 30 munud             | 37.5    | hours
7½ hours                    | 7.5     | hours
8 hours a day               | 8       | hours   | day
3 days                      | 3       | days
3 diwrnod                   | 3       | days
34 years                    | 34      | years
34 years old                | 34      | years
34 mlwydd oed               | 34      | years
6 months                    | 6       | months
6 mis                       | 6       | months
2 o blant                   | 2       | children
6 items a month             | 6       | items   | month
5%                          | 5       | per_cent
5 y cant                    | 5       | per_cent
14th                        | 14      | ordinal
the 14th of the month       | 14      | ordinal
14eg o'r mis                | 14      | ordinal
about 200                   | 200
tua 200                     | 200
200ish                      | 200
approx. £200 a week         | 200     | pounds  | week
1.5k                        | 1500
1,5k                        | 1500
£24k p.a.                   | 24000   | pounds  | year
24 mil y flwyddyn           | 24000   |         | year
12,71                       | 12.71
1.250,50                    | 1250.50
£12,71 an hour              | 12.71   | pounds  | hour
12.71ph                     | 12.71   |         | hour
12.71 p/h                   | 12.71   |         | hour
12.71/hr                    | 12.71   |         | hour
£12.71 yr awr               | 12.71   | pounds  | hour
650 pcm                     | 650     |         | month
650 p.c.m.                  | 650     |         | month
£650 per calendar month     | 650     | pounds  | month
650 y mis                   | 650     |         | month
150pw                       | 150     |         | week
150 weekly                  | 150     |         | week
150 yr wythnos              | 150     |         | week
300 a fortnight             | 300     |         | two_weeks
300 bob pythefnos           | 300     |         | two_weeks
300 every 4 weeks           | 300     |         | four_weeks
300 4-weekly                | 300     |         | four_weeks
300 bob pedair wythnos      | 300     |         | four_weeks
24,000 a year               | 24000   |         | year
1 200.50 a month            | 1200.50 |         | month
1,200 take-home a month     | 1200    |         | month     | take_home
12.71 an hour before tax    | 12.71   |         | hour      | pay
200 pounds                  | 200     | pounds
200 punt                    | 200     | pounds
95p                         | 0.95    | pounds
-£120                       | -120    | pounds
"""
UNREAD = {
    "twelve": "none", "": "none", "pounds": "none", "12 71": "unclear", "1,25,000": "unclear", ".50,": "unclear", "10-12": "several",
    "10 to 12": "several", "£12£71": "unclear", "12.71p": "words", "16 bananas": "words", "16 hours on Monday": "words", "1e5": "several",
    "12.7l": "words", "0x10": "several", "١٢": "none", "16 hours 3 days": "several",
}  # fmt: skip
# What is typed, the day ahead that it is on Monday 30 November 2026, and the day behind.
DAYS = """
7/12/26                      | 2026-12-07 | 2026-12-07
7.12.2026                    | 2026-12-07 | 2026-12-07
7-12-26                      | 2026-12-07 | 2026-12-07
7 12 26                      | 2026-12-07 | 2026-12-07
2026-12-07                   | 2026-12-07 | 2026-12-07
7 Dec                        | 2026-12-07 | 2025-12-07
7/12                         | 2026-12-07 | 2025-12-07
7 Dec 26                     | 2026-12-07 | 2026-12-07
Dec 7                        | 2026-12-07 | 2025-12-07
December 7, 2026             | 2026-12-07 | 2026-12-07
Monday 7th of December 2026  | 2026-12-07 | 2026-12-07
on Mon 7 Dec                 | 2026-12-07 | 2025-12-07
7 Rhagfyr                    | 2026-12-07 | 2025-12-07
7fed o Ragfyr 2026           | 2026-12-07 | 2026-12-07
dydd Llun 7 Rhagfyr          | 2026-12-07 | 2025-12-07
14th                         | 2026-12-14 | 2026-11-14
the 14th                     | 2026-12-14 | 2026-11-14
14eg                         | 2026-12-14 | 2026-11-14
30th                         | 2026-11-30 | 2026-11-30
16 Nov                       | 2026-11-16 | 2026-11-16
1 June                       | 2027-06-01 | 2026-06-01
29 Feb                       | 2028-02-29 | 2024-02-29
12/5/92                      | 2092-05-12 | 1992-05-12
31 February                  | 2026-02-31 | 2026-02-31
"""
NO_DAYS = {
    "31 February 2027": "There is no day 31 in February 2027. It has 28 days.", "29/2/27": "There is no day 29 in February 2027. It has 28 days.",
    "5/13/2026": "There is no month 13: a year has 12.", "May 2027": "“May 2027” is a month without a day.", "14": "“14” is a day without a month.",
    "next Monday": "“next Monday” is not a date that we can read.", "1 2 3 2022": "“1 2 3 2022” is not a date that we can read.",
    "0 5 2026": "There is no day 0 in May 2026. It has 31 days.",
}  # fmt: skip


def rows(table: str) -> list[list[str]]:
    return [[part.strip() for part in line.split("|")] for line in table.strip().splitlines()]


@pytest.fixture(scope="module")
def form(app: Flask) -> Form:
    made: Form = app.extensions["form"]
    return made


@pytest.mark.parametrize("row", rows(QUANTITIES), ids=lambda row: row[0])
def test_a_quantity_is_read_in_either_language_on_every_page(row: list[str]) -> None:
    typed, number, unit, per, way = [*row, "", "", "", ""][:5]
    for language in ("en", "cy"):
        with speaking(language):
            found = read_quantity(typed)
            assert isinstance(found, Quantity), found
            assert (found.number, found.unit, found.per, found.way) == (Decimal(number), unit, per, way)


@pytest.mark.parametrize(("typed", "fault"), UNREAD.items())
def test_what_is_no_quantity_is_left_with_the_reason(typed: str, fault: str) -> None:
    found = read_quantity(typed)
    assert not isinstance(found, Quantity), found
    assert found.fault == fault
    assert as_counted(typed, "number") == typed


@pytest.mark.parametrize("row", rows(DAYS), ids=lambda row: row[0])
def test_a_day_is_read_with_the_year_that_fits(row: list[str]) -> None:
    typed, ahead, behind = row
    for language in ("en", "cy"):
        with speaking(language):
            assert as_date(typed, MONDAY) == ahead
            assert as_date(typed, MONDAY, past=True) == behind


@pytest.mark.parametrize(("typed", "said"), NO_DAYS.items())
def test_what_is_no_day_is_told_so(typed: str, said: str) -> None:
    assert why_no_date(typed, MONDAY) == said
    with speaking("cy"):
        assert why_no_date(typed, MONDAY) not in ("", said)


def test_an_age_is_years_or_a_day_of_birth() -> None:
    ages = {
        "34": 34,
        "34 years": 34,
        "34 oed": 34,
        "aged 34": 34,
        "6 months": 0,
        "18 months": 1,
        "6 weeks": 0,
        "14th": "14th",
    }
    assert {typed: as_years(typed) for typed in ages} == ages
    assert as_birthday("1/3/92", MONDAY) == "1992-03-01"
    assert as_birthday("7 Dec", MONDAY) is None


@pytest.mark.parametrize(
    ("typed", "counts"),
    [("8 hours a day", "hours_a_week"), ("2 days", "hours_a_week"), ("16 hours", "money_for"), ("6000 a month", "money"), ("5 weeks", "years")],
)  # fmt: skip
def test_a_number_of_something_else_is_not_taken(typed: str, counts: str) -> None:
    assert as_counted(typed, counts) == typed
    assert typed in why_no_quantity(typed, counts)
    with speaking("cy"):
        assert typed in why_no_quantity(typed, counts)


def test_whatever_a_field_counts_is_read_with_its_own_unit(form: Form) -> None:
    typed = {
        "hours": "16 hours",
        "days": "3 days",
        "weeks": "7 weeks",
        "items": "6 items",
        "bedrooms": "2 bedrooms",
        "years": "34 years",
    }
    for field in form.fields.values():
        if field.counts and (unit := COUNTS[field.counts].units[0]) in typed:
            data: Any = {}
            field.store(data, {field.name: typed[unit]})
            assert typed[unit] not in json.dumps(data, default=float), field.name


def test_lines_take_what_boxes_take() -> None:
    assert read_dated_pay("12/2/27 £381.30 30h", MONDAY) == {
        "date": "2027-02-12",
        "gross": Decimal("381.30"),
        "hours": 30,
    }
    assert read_dated_pay("12 Feb 1.5k", MONDAY) == {"date": "2027-02-12", "gross": 1500}
    step = read_step("Mon 14 Dec 22½ hours a week, 3 days, £12.71ph", MONDAY)
    assert step == {
        "from": "2026-12-14", "hours_per_week": Decimal("22.5"), "days_per_week": 3, "pay": {"amount": Decimal("12.71"), "per": "hour"},
    }  # fmt: skip
    assert read_childcare("2nd child at Acorns, 62 a day, 3 days", MONDAY) == {
        "child": 2, "amount": 62, "per": "day", "days_per_week": 3,
    }  # fmt: skip
    assert read_one_off("20 Jan £520 bonus", MONDAY) == {"date": "2027-01-20", "amount": 520, "kind": "bonus"}
    assert read_profit("Jan 2027: -£120", MONDAY) == {"month": "2027-01", "amount": -120}
    for line in ("12/2/2027 16 hours 381", "12/2/2027", "12/2/2027 381.30 30 days", "31 381.30"):
        assert read_dated_pay(line, MONDAY) == line


# ---------------------------------------------------------------------- on the pages
def case_of(form: Form, answers: dict[str, str]) -> Any:
    case = form.read(answers).case
    assert case is not None
    return case


def test_words_typed_into_the_form_reach_the_case(form: Form, sam: dict[str, str]) -> None:
    said = {"job1_hours": "16 awr", "job1_pay": "£12.71 an hour", "rent": "650 pcm", "age": "34 years", "child1_age": "6 months",
            "job1_starts": "7 Dec", "job1_payday": "14th", "period_day": "the 14th", "savings": "about 1.5k", "job1_pension": "percent",
            "job1_pension_percent": "5%", "bedrooms": "2 bedrooms", "taken1": "£30 a month", "now_hours": "10h", "now_pay": "12,71"}  # fmt: skip
    plain = {"job1_hours": "16", "job1_pay": "12.71", "rent": "650", "age": "34", "child1_age": "0", "job1_starts": "7 12 2026",
             "job1_payday": "14", "period_day": "14", "savings": "1500", "job1_pension": "percent", "job1_pension_percent": "5",
             "bedrooms": "2", "taken1": "30", "now_hours": "10", "now_pay": "12.71"}  # fmt: skip
    assert case_of(form, {**sam, **said}) == case_of(form, {**sam, **plain})


def test_a_unit_is_taken_where_its_box_agrees_or_is_untouched(
    client: FlaskClient, form: Form, sam: dict[str, str]
) -> None:
    yearly = case_of(form, {**sam, "job1_pay": "24000", "job1_pay_per": "year"})
    for per in ({"job1_pay_per": "year"}, {"job1_pay_per": ""}, {}):
        bare = {name: value for name, value in sam.items() if name != "job1_pay_per"}
        typed = {**bare, "job1_pay": "24,000 a year", **per}
        assert case_of(form, typed) == yearly
        page = client.post("/calculate", data=typed).text
        assert 'id="answer"' in page
        assert (fields_of(page)["job1_pay"], fields_of(page)["job1_pay_per"]) == ("24000", "year")


@pytest.mark.parametrize("prefix", ["", "/cy"])
def test_a_unit_that_the_box_contradicts_is_asked_about(client: FlaskClient, sam: dict[str, str], prefix: str) -> None:
    typed = {**sam, "job1_pay": "24,000 a year", "job1_pay_per": "hour"}
    page = client.post(f"{prefix}/calculate", data=typed).text
    assert 'id="answer"' not in page
    assert "24,000 a year" in text(page)
    year = client.post(f"{prefix}/calculate", data={**fields_of(page), **button(page, "meant")}).text
    assert 'id="answer"' in year
    assert (fields_of(year)["job1_pay"], fields_of(year)["job1_pay_per"]) == ("24000", "year")
    hour = client.post(f"{prefix}/calculate", data={**fields_of(page), **button(page, "right")}).text
    assert 'id="answer"' not in hour, "£24,000 an hour is asked about in its turn"
    change = client.post(f"{prefix}/calculate", data={**fields_of(page), **button(page, "change")}).text
    assert fields_of(change)["job1_pay"] == "24,000 a year"


def test_each_amount_with_a_box_is_asked_about(form: Form, client: FlaskClient, sam: dict[str, str]) -> None:
    for name, more in (
        ("rent", {}),
        ("council_tax", {}),
        ("job1_costs", {}),
        ("income1", {}),
        ("childcare", {"child1_age": "3"}),
    ):
        page = text(client.post("/calculate", data={**sam, **more, name: "150pw", f"{name}_per": "month"}).text)
        assert "You entered “150pw”" in page, name
        assert "I meant £150 a week" in page, name
        assert "I meant £150 a month" in page, name
    page = text(
        client.post("/calculate", data={**sam, "job1_pay": "200 take-home a week", "job1_pay_per": "week"}).text
    )
    assert "I meant £200 take-home, after tax" in page


@pytest.mark.parametrize("path", ["/quick", "/widget", "/specialist"])
def test_the_other_ways_in_read_and_ask_alike(client: FlaskClient, sam: dict[str, str], path: str) -> None:
    given = sam if path == "/specialist" else QUICK
    words = {**given, "job1_hours": "16 hours", "job1_pay": "£12.71 an hour", "job1_pay_per": "hour", "rent": "650 pcm"}
    plain = {**words, "job1_hours": "16", "job1_pay": "12.71", "rent": "650"}
    one, other = (client.post(path, data=each, headers={"X-Part": "answer"}).text for each in (words, plain))
    figures = re.compile(r"£[0-9,.]++")
    assert figures.findall(text(one)) == figures.findall(text(other))
    asked = text(
        client.post(path, data={**given, "job1_hours": "37", "job1_pay": "24,000 a year", "job1_pay_per": "hour"}).text
    )
    assert "You entered “24,000 a year” for “Pay”, and “an hour” beside it. Which is right?" in asked


def test_the_journey_reads_and_asks(client: FlaskClient) -> None:
    journey = begun(client)
    client.post(
        f"{journey}/question/job", data={"job1_hours": "37 hours", "job1_pay": "24,000 a year", "job1_pay_per": "hour"}
    )
    client.post(f"{journey}/question/age", data={"age": "34 years"})
    page = client.get(f"{journey}/answer").text
    assert "Which is right?" in text(page)
    assert "24,000 a year, an hour" in text(client.get(f"{journey}/check").text), "it is said as it was typed"
    sent = client.post(f"{journey}/answer", data=button(page, "meant"))
    assert 'id="answer"' in client.get(sent.headers["Location"]).text
    assert "£24,000, a year" in text(client.get(f"{journey}/check").text)


def test_the_statement_and_the_payslip_read_alike(client: FlaskClient, sam: dict[str, str]) -> None:
    words = {
        "standard_allowance": "£424.90 a month",
        "from": "14 Oct",
        "to": "13th Nov",
        "children_supported": "2 children",
    }
    plain = {"standard_allowance": "424.90", "from": "14 10 2026", "to": "13 11 2026", "children_supported": "2"}
    one, other = (fields_of(client.post("/statement", data=each).text) for each in (words, plain))
    assert one == other
    page = client.post("/statement", data={"from": "31 February 2026", "standard_allowance": "lots"})
    assert page.status_code == 422
    assert "There is no day 31 in February 2026" in text(page.text)
    assert "“lots” has no figures in it." in text(page.text)
    slip = {**sam, "job1_starts": "7 12 2026", "show": "0", "slip": "1"}
    one, other = (
        text(client.post("/timeline", data={**slip, "slip_date": day, "slip_gross": gross}).text)
        for day, gross in (("31 Dec", "£881.23"), ("2026-12-31", "881.23"))
    )
    figures = re.compile(r"£[0-9,.]++")
    assert figures.findall(one) == figures.findall(other)


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"job1_starts": "31 February 2027"}, "job1_starts", "There is no day 31 in February 2027. It has 28 days."),
        ({"job1_starts": "7 12 2026", "job1_ends": "4 Dec 2026"}, "job1_ends", "must not be before the first day"),
        ({"lcwra_from": "May 2022"}, "lcwra_from", "“May 2022” is a month without a day."),
        ({"age": "7 Dec"}, "age", "is a day without a year"),
        ({"age": "thirty"}, "age", "“thirty” has no figures in it. Enter your age"),
        ({"job1_hours": "8 hours a day"}, "job1_hours", "does not fit here, because we ask for hours a week. Enter the hours"),
        ({"job1_hours": "10-12"}, "job1_hours", "“10-12” has more than one number in it. Enter the hours"),
        ({"job1_pay": "12 71"}, "job1_pay", "“12 71” can be read in more than one way. Enter the pay"),
        ({"job1_pay": "16 hours"}, "job1_pay", "does not fit here, because we ask for an amount of money"),
        ({"savings": "6000 a month"}, "savings", "does not fit here, because we ask for an amount of money"),
        ({"job1_schedule": "1/1/2027 20\n1/2/2027 lots"}, "job1_schedule", "Line 2 cannot be read: “1/2/2027 lots”."),
        ({"job1_schedule": "31/2/2027 20"}, "job1_schedule", "There is no day 31 in February 2027."),
        ({"job1_changes": "rent", "job1_changes_figure": "lots"}, "job1_changes", "“lots” has no figures in it. Enter the new rent"),
        ({"job1_changes": "baby", "job1_changes_from": "31 Feb 2027"}, "job1_changes", "There is no day 31 in February 2027."),
        ({"job1_pension": "percent", "job1_pension_percent": "£5"}, "job1_pension", "because we ask for a percentage"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_told_what_is_wrong_with_it(
    client: FlaskClient, sam: dict[str, str], typed: dict[str, str], field: str, words: str
) -> None:
    page = client.post("/calculate", data={**sam, **typed})
    assert page.status_code == 422
    found = re.search(rf'id="{field}-error">(.*?)</p>', page.text)
    assert found
    assert words in text(found[1])
    assert ".." not in text(found[1])
    assert typed.items() <= fields_of(page.text).items()
    welsh = re.search(rf'id="{field}-error">(.*?)</p>', client.post("/cy/calculate", data={**sam, **typed}).text)
    assert welsh
    assert words not in text(welsh[1])


def test_long_text_is_given_up_at_once() -> None:
    for typed in ("5 " * 5000, "£" * 10_000, "1/" * 5000, "a " * 5000, "5k" * 5000, ":" * 10_000):

        def both(typed: str = typed) -> None:
            assert not isinstance(read_quantity(typed), Quantity)
            assert as_date(typed, MONDAY) == typed

        assert cpu_seconds(both) < 0.5, typed[:4]
