"""The pages as a browser without scripts gets them, and the API."""

import html
import logging
import re
from itertools import pairwise
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from calculator.contract.errors import CaseError
from calculator.contract.reading import read_case
from calculator.web.form.form import Form

ROUTES = """
GET /
GET /.well-known/security.txt
GET /about
GET /accessibility
GET /api/v1/
GET /api/v1/openapi.json
GET /api/v1/rules
GET /api/v1/rules/<name>
GET /calculate
GET /checked
GET /cleared
GET /councils
GET /councils/<code>
GET /example/<name>
GET /example/<name>/timeline
GET /health
GET /journey/<name>/answer
GET /journey/<name>/check
GET /journey/<name>/question/<page>
GET /journey/<name>/tasks
GET /logo
GET /metrics
GET /open
GET /quick
GET /ready
GET /rules
GET /rules/<name>
GET /rules/changes
GET /specialist
GET /specialist/people
GET /statement
GET /static/<path:filename>
GET /theme.css
GET /widget
GET /widget-<version>.js
GET /widget.js
GET /widget/builder
GET /words
POST /api/v1/batch
POST /api/v1/calculate
POST /api/v1/caseload
POST /api/v1/statement
POST /calculate
POST /card
POST /clear
POST /councils
POST /file
POST /handover
POST /journey/<name>/answer
POST /journey/<name>/clear
POST /journey/<name>/language
POST /journey/<name>/question/<page>
POST /open
POST /plan
POST /plan/record.json
POST /quick
POST /specialist
POST /specialist/people
POST /start
POST /statement
POST /statement/start
POST /timeline
POST /widget
"""


def text_of(page: str) -> str:
    """What a page says, without its markup."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


def title_of(page: str) -> str:
    found = re.search("<title>(.*?)</title>", page)
    assert found
    return html.unescape(found[1])


def fields_of(page: str) -> dict[str, str]:
    """What a browser would post from the page's form, as far as the types of its fields here go."""
    sent = {}
    for tag in re.findall(r"<input [^>]*>", page):
        given = {name: html.unescape(value) for name, value in re.findall(r'(\w+)="([^"]*)"', tag)}
        if given.get("type") not in ("radio", "checkbox") or " checked" in tag:
            sent[given["name"]] = given.get("value", "")
    for name, inside in re.findall(r'<select id="\w+" name="(\w+)"[^>]*>(.*?)</select>', page, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', inside) or re.search(r'value="([^"]*)"', inside)
        assert chosen
        sent[name] = chosen[1]
    for name, inside in re.findall(r'<textarea [^>]*name="(\w+)"[^>]*>(.*?)</textarea>', page, re.DOTALL):
        sent[name] = html.unescape(inside)
    return sent


def test_every_route_is_one_we_mean_to_have(app: Flask) -> None:
    found = {f"{method} {rule}" for rule in app.url_map.iter_rules() for method in rule.methods or ()}
    assert sorted(each for each in found if not each.startswith(("HEAD", "OPTIONS"))) == ROUTES.split("\n")[1:-1]


@pytest.mark.parametrize(
    "address",
    ["/", "/about", "/checked", "/calculate", "/calculate?example=dan", "/example/dan", "/example/dan/timeline"],
)
def test_a_page_has_one_heading_a_title_and_its_parts(client: FlaskClient, address: str) -> None:
    page = client.get(address).text
    assert page.count("<h1") == 1
    assert title_of(page)
    assert 'href="#main"' in page
    assert "116&nbsp;123" in page
    assert "Stop and clear everything" in page
    levels = [int(level) for level in re.findall(r"<h([1-6])", page)]
    assert all(after <= before + 1 for before, after in pairwise(levels)), "a level is skipped"


@pytest.mark.parametrize("address", ["/", "/calculate", "/example/dan", "/nowhere", "/health"])
def test_a_page_runs_nothing_keeps_nothing_and_asks_nobody(client: FlaskClient, address: str) -> None:
    response = client.get(address)
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in response.headers["Content-Security-Policy"]
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert response.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in response.headers
    scripts = re.findall(r"<script[^>]*>", page) if (page := response.text) else []
    assert all(re.fullmatch(r'<script src="/static/\w+\.js\?v=[0-9.]+" defer>', each) for each in scripts)
    for forbidden in ("<script>", " style=", "<style", " onclick"):
        assert forbidden not in response.text
    assert not re.findall(r'(?:src|action)="(?:https?:)?//', response.text)


def test_the_stylesheet_may_be_kept(client: FlaskClient) -> None:
    with client.get("/static/site.css") as response:
        assert response.status_code == 200
        assert "max-age" in response.headers["Cache-Control"]
        assert "url(" not in response.text, "no picture or type from elsewhere"


# The form


def test_sixteen_hours_at_12_71_are_answered_to_the_penny(client: FlaskClient, sam: dict[str, str]) -> None:
    page = client.post("/calculate", data=sam)
    said = text_of(page.text)
    assert page.status_code == 200
    assert "With this job you would have about £" in said
    # 16 x 12.71 x 52 / 12 is 881.23, under the limits of tax and National Insurance but for the part over 427.
    assert "£881.23" in said
    assert "£427.00" in said
    assert "55%" in said
    assert "UC Regs 2013 reg" in said
    assert 'href="https://www.legislation.gov.uk/uksi/2013/376/regulation/22"' in page.text


def test_every_line_but_the_sums_opens_to_its_working(client: FlaskClient) -> None:
    page = client.get("/example/dan").text
    for row in re.findall(r'<tr class="line[^"]*".*?</tr>', page, re.DOTALL):
        assert 'class="line opens"' in row, text_of(row)


def test_the_statement_stands_in_its_own_order(client: FlaskClient) -> None:
    page = client.get("/example/rhys-and-lorna").text
    rows = [text_of(row) for row in re.findall(r'<th [^>]*role="rowheader">(.*?)(?:<span|</th>)', page)]
    assert rows[:8] == [
        "Your Universal Credit statement",
        "Standard allowance",
        "Children",
        "Disabled child",
        "Housing",
        "Extra money for health",
        "Carer",
        "Total before anything is taken off",
    ]
    assert (
        rows.index("Taken off for take-home pay") < rows.index("Universal Credit paid to you") < rows.index("Money in")
    )
    assert rows.index("Pay before deductions") < rows.index("Money out") < rows.index("Rent")
    assert rows[-1] == "Left over each month"


def test_an_empty_form_asks_for_what_is_needed_and_no_more(client: FlaskClient) -> None:
    page = client.post("/calculate", data={"job1_pay_per": "hour"})
    assert page.status_code == 422
    assert title_of(page.text).startswith("Error: ")
    assert re.findall(r'<li><a href="#(\w+)">', page.text) == ["job1_hours", "job1_pay", "age"]


def test_each_problem_links_to_its_field_and_is_said_there_in_the_same_words(
    client: FlaskClient, sam: dict[str, str]
) -> None:
    wrong = {"age": "thirty", "job1_pay": "12.7l", "rent": "-3", "child2_age": "40", "period_day": "32"}
    page = client.post("/calculate", data={**sam, **wrong}).text
    listed = dict(re.findall(r'<li><a href="#(\w+)">(.*?)</a>', page))
    assert set(listed) == set(wrong)
    for name, words in listed.items():
        field = re.search(rf'<input[^>]* id="{name}"[^>]*>', page)
        assert field
        assert 'aria-invalid="true"' in field[0]
        assert f'value="{wrong[name]}"' in field[0], "what was typed stays"
        beside = re.search(rf'<p class="error" id="{name}-error">.*?</p>', page)
        assert beside
        assert words in beside[0]
        assert f"{name}-error" in field[0]


def test_what_was_typed_outlives_an_error_and_an_answer(client: FlaskClient, sam: dict[str, str]) -> None:
    wrong = fields_of(client.post("/calculate", data={**sam, "age": "x"}).text)
    assert {name: wrong[name] for name in sam} == {**sam, "age": "x"}
    answered = client.post("/calculate", data=sam).text
    carried = fields_of(answered)
    back = fields_of(client.post("/calculate", data={**carried, "edit": "1"}).text)
    assert {name: back[name] for name in sam} == sam


def test_what_was_typed_is_shown_as_text_and_not_as_markup(client: FlaskClient, sam: dict[str, str]) -> None:
    evil = '"><script>alert(1)</script>'
    for page in (
        client.post("/calculate", data={**sam, "job1_name": evil, "age": evil}),
        client.post("/calculate", data={**sam, "job1_name": evil, "council": evil}),
        client.post("/calculate", data={**sam, "base": '{"' + evil.replace('"', "") + '": 1}'}),
    ):
        assert "<script>" not in page.text


@pytest.mark.parametrize(
    "base", ["[", "[]", '{"options": [[]], "children": [1, {}]}', "[" * 100_000, '{"a": NaN}', '{"adults": 7, "x": 1}']
)
def test_a_page_sent_back_with_its_hidden_part_broken_is_refused(
    client: FlaskClient, sam: dict[str, str], base: str
) -> None:
    assert client.post("/calculate", data={**sam, "base": base}).status_code == 422


def test_a_hidden_part_that_the_fields_fill_is_not_missed(client: FlaskClient, sam: dict[str, str]) -> None:
    page = client.post("/calculate", data={**sam, "base": '{"adults": 7, "options": "x"}'})
    assert page.status_code == 200


def test_too_much_is_refused(client: FlaskClient) -> None:
    assert client.post("/calculate", data={"base": "x" * 2_000_000}).status_code == 413


def test_each_choice_has_its_own_answer_on_the_same_page(client: FlaskClient, app: Flask) -> None:
    form: Form = app.extensions["form"]
    answers = form.shown(app.extensions["examples"].cases["dan"])
    page = client.post("/calculate", data={**answers, "show": "2"}).text
    assert "Library, 30 hours" in page[page.index('aria-current="true"') :][:60]
    assert client.post("/calculate", data={**answers, "show": "99"}).status_code == 200


def test_nothing_that_is_typed_is_logged(
    client: FlaskClient, sam: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        client.post("/calculate", data={**sam, "council": "Nowhereshire"})
        client.post("/calculate", data={**sam, "council": "Nowhereshire", "age": "x"})
        client.post("/api/v1/calculate", json={"adults": [{"age": 3, "name": "Nowhereshire"}]})
    assert "Nowhereshire" not in caplog.text


def test_a_fault_of_ours_is_said_plainly_and_logged_without_what_was_entered(
    app: Flask, sam: dict[str, str], caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(case: Any) -> None:
        try:
            raise KeyError(case.council)
        except KeyError as error:
            raise ValueError(f"no such council: {case.council}") from error

    monkeypatch.setattr(app.extensions["calculator"], "calculate", fail)
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    for page in (
        app.test_client().post("/calculate", data={**sam, "council": "Nowhereshire"}),
        app.test_client().post("/api/v1/calculate", json={"adults": [{"age": 30}], "council": "Nowhereshire"}),
    ):
        assert page.status_code == 500
        assert "Nowhereshire" not in page.text
        assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    assert "Nowhereshire" not in caplog.text
    assert "ValueError at " in caplog.text


def test_half_a_character_in_what_a_page_carried_is_refused(client: FlaskClient, sam: dict[str, str]) -> None:
    for base in ('{"\\ud800": 1}', '{"x": ["\\udfff"]}'):
        page = client.post("/calculate", data={**sam, "base": base})
        assert page.status_code == 422
        assert "Please start again" in page.text
        assert client.post("/calculate", data={**sam, "base": base, "edit": "1"}).status_code == 200


# Examples


def test_an_example_fills_the_form_and_loses_nothing(client: FlaskClient, app: Flask) -> None:
    form: Form = app.extensions["form"]
    for name, example in app.extensions["examples"].cases.items():
        sent = fields_of(client.get(f"/calculate?example={name}").text)
        read = form.read(sent)
        assert read.case is not None, read.problems
        wanted = read_case({**example, "views": ["working", "hours"]})
        assert read.case == wanted, name


def test_every_example_has_an_answer_for_each_choice(client: FlaskClient, app: Flask) -> None:
    form: Form = app.extensions["form"]
    for example in app.extensions["examples"].cases.values():
        answers = form.shown(example)
        for number in range(len(example["options"])):
            page = client.post("/calculate", data={**answers, "show": str(number)})
            assert page.status_code == 200
            assert title_of(page.text).startswith("Your answer")
            assert "£" not in title_of(page.text), "titles stay in the browser's history"


def test_what_a_form_does_not_ask_is_said(client: FlaskClient) -> None:
    base = '{"adults": [{"age": 34, "expected_hours": 20}]}'
    page = text_of(client.post("/calculate", data={"base": base, "edit": "1"}).text)
    assert "This example holds more than the form asks" in page
    assert "expected hours: 20" in page


@pytest.mark.parametrize("address", ["/calculate?example=nobody", "/example/nobody", "/nowhere"])
def test_what_is_not_there_is_said_plainly(client: FlaskClient, address: str) -> None:
    page = client.get(address)
    assert page.status_code == 404
    assert "There is no page at this address" in page.text


def test_stopping_leads_to_a_fresh_start(client: FlaskClient) -> None:
    response = client.post("/clear")
    assert (response.status_code, response.location) == (303, "/cleared")
    assert response.headers["Clear-Site-Data"] == '"cache", "storage"'
    done = client.get(response.location).text
    for said in (
        "Everything is cleared",
        "On a shared computer, close every window",
        "browser’s history",
        "Start again",
    ):
        assert said in done


def test_health_says_that_it_is_up(client: FlaskClient) -> None:
    assert client.get("/health").json == {"status": "ok"}


# What only some have


def test_what_only_some_have_reaches_the_sums(client: FlaskClient, app: Flask, sam: dict[str, str]) -> None:
    form: Form = app.extensions["form"]
    given = {
        "cares": "yes",
        "carers_allowance": "yes",
        "income1": "70",
        "income1_per": "week",
        "income1_kind": "occupational_pension",
        "other2_age": "25",
        "other2_pay": "250",
        "other2_pay_per": "week",
        "now_hours": "20",
        "now_pay": "13",
        "now_pay_per": "hour",
        "now_sick": "2 11 2026",
        "claims_uc": "no",
    }
    read = form.read({**sam, **given})
    assert read.case is not None, read.problems
    adult = read.case.adults[0]
    assert adult.cares_35_hours
    assert adult.carers_allowance
    assert adult.other_income[0].kind == "occupational_pension"
    assert adult.jobs[0].sick is not None
    assert read.case.home is not None
    assert [each.age for each in read.case.home.non_dependants] == [25]
    assert read.case.claims is not None
    assert read.case.claims.universal_credit is False
    page = text_of(client.post("/calculate", data={**sam, **given}).text)
    assert "Statutory Sick Pay" in page
    assert "Carer's Allowance" in page


def test_profit_by_the_hour_is_asked_for_by_the_week_or_month(client: FlaskClient, sam: dict[str, str]) -> None:
    profit = {"job1_pay": "900", "job1_pay_is": "profit"}
    asked = text_of(client.post("/calculate", data={**sam, **profit, "job1_pay_per": "hour"}).text)
    assert "Choose a week, a month or a year for the profit" in asked
    answered = client.post("/calculate", data={**sam, **profit, "job1_pay_per": "month"})
    assert answered.status_code == 200
    assert "Profit from self-employment" in text_of(answered.text)


# "banana" is a name there, is none of the choices and so means the usual answer, or is about work that nobody has.
BANANA_IS_TAKEN = re.compile(r"job1_(name|replaces)|job[1-5]_pension|(partner_)?(ended|now_paid)")
NONSENSE = ("-1", "1e9", "99999999999", "0x10", "٣", "\u202e12", "12.7.1", "31 2 2026", "☃" * 300)


def test_nonsense_in_a_field_is_said_at_that_field(client: FlaskClient, app: Flask, sam: dict[str, str]) -> None:
    """Whatever is typed where, each field says what it wants, and none falls over."""
    form: Form = app.extensions["form"]
    carries = {"other1_pay": {"other1_age": "30"}, "now_sick": {"now_pay": "12.71", "now_hours": "20"}}
    for each in form.fields.values():
        usual = {**sam, "partner": "yes", "partner_age": "30", **carries.get(each.name, {})}
        page = client.post("/calculate", data={**usual, each.name: "banana"})
        assert page.status_code == (200 if BANANA_IS_TAKEN.fullmatch(each.name) else 422), each.name
        if page.status_code == 422:
            named = re.findall(r'<li><a href="#(\w+)">', page.text)
            assert named, each.name
            assert f'id="{named[0]}"' in page.text
        # The page is that of what is read; the rest is read without it.
        for nonsense in NONSENSE:
            read = form.read({**usual, each.name: nonsense})
            if read.case is not None:
                try:
                    app.extensions["calculator"].calculate(read.case.model_copy(update={"views": ()}))
                    continue
                except CaseError as error:
                    read.problems = form.asked(error.problems, read)
            named = [name for name, _ in form.placed(read.problems)]
            assert named, (each.name, nonsense)
            assert named[0] in form.names, (each.name, nonsense)


# Help and losses


def test_three_kinds_of_help_stand_open_and_the_rest_is_folded_away(client: FlaskClient) -> None:
    page = client.get("/example/dan").text
    section = page[page.index('id="help"') : page.index('id="sure"')]
    open_, *folded = section.split('<details class="fold">')
    assert open_.count("<h3>") == 3
    assert folded
    for each in folded:
        told = re.search(r"<summary>.*\((\d+)\)</summary>", each)
        assert told
        assert each.count("<h3>") == int(told[1])
    assert "An adviser can tell you." in text_of(open_)


def test_what_would_stop_says_why(client: FlaskClient) -> None:
    page = client.post("/calculate", data=sam_in_full_time_work()).text
    section = text_of(page[page.index('<h2 id="lost"') : page.index('id="help"')])
    assert "Free prescriptions, dental treatment and eye tests" in section
    assert "With Universal Credit these are free while take-home pay is £935 a month or less." in section


def test_a_figure_that_hangs_on_an_answer_says_on_which(client: FlaskClient) -> None:
    answers = sam_in_full_time_work()
    del answers["lcwra_from"]
    said = text_of(client.post("/calculate", data=answers).text)
    assert "Depends on which amount for health (LCWRA) applies" in said


def sam_in_full_time_work() -> dict[str, str]:
    return {
        "job1_name": "Warehouse",
        "job1_hours": "35",
        "job1_pay": "12.71",
        "job1_pay_per": "hour",
        "job1_pay_is": "pay",
        "age": "34",
        "nation": "england",
        "uc_health": "lcwra",
        "lcwra_from": "12 May 2022",
        "partner": "no",
    }


def test_a_council_that_is_not_one_is_said_at_the_field_with_what_was_meant(
    client: FlaskClient, sam: dict[str, str]
) -> None:
    page = client.post("/calculate", data={**sam, "council": "Shefield"})
    assert page.status_code == 422
    said = "This is not a council we know: did you mean Sheffield"
    assert f'<a href="#council">{said}' in page.text
    assert re.search(rf'id="council-error">.*{said}', page.text)
    page = client.post("/calculate", data={**sam, "council": "Allerdale"})
    assert "Allerdale became part of Cumberland on 1 April 2023: give that council." in page.text


def test_the_councils_can_be_picked_from(client: FlaskClient, sam: dict[str, str]) -> None:
    form = client.get("/calculate").text
    assert 'list="council-names"' in form
    assert form.count("<option", form.index('<datalist id="council-names">'), form.index("</datalist>")) == 350
    assert client.post("/calculate", data={**sam, "council": "King's Lynn and West Norfolk"}).status_code == 200


def test_in_a_couple_each_line_says_whose_it_is(client: FlaskClient) -> None:
    page = client.get("/example/rhys-and-lorna").text
    rows = {
        found[1]: found[2]
        for found in re.finditer(r'<th scope="row" role="rowheader">([^<]+?) (<.*?)</th>', page, re.DOTALL)
    }
    assert "Yours" in rows["Pay before deductions"]
    assert "Your partner’s" in rows["Carer Support Payment"]
    assert "One payment for you both" in rows["Universal Credit"]
    assert "Yours" not in rows["Rent"]
    assert "Yours" not in client.get("/example/dan").text


def test_the_about_page_counts_rules_as_the_check_does(client: FlaskClient) -> None:
    """Not named parts of rules, conditions of notices or inputs, which are held as rules too."""
    rules = client.application.extensions["calculator"].book.rules
    count = len(rules.shown)
    assert 400 < count < 0.6 * len(rules.rules)
    assert f"There are {count:,} of them" in client.get("/about").text
