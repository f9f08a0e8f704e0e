"""The law on the site: from a line of the answer to its rule, the rules listed and searched, and what changes between two days."""

import html
import re
from decimal import Decimal

import pytest
from flask import Flask
from flask.testing import FlaskClient
from test_pages import text_of, title_of

from calculator.law import data
from calculator.rulebook import ENDED, Formula, Names
from calculator.web.law.words import Teller


def main_of(client: FlaskClient, address: str, status: int = 200) -> str:
    """What the page says between its header and its footer."""
    reply = client.get(address)
    assert reply.status_code == status, address
    found = re.search(r"<main.*?</main>", reply.text, re.DOTALL)
    assert found
    return found[0]


def said(client: FlaskClient, address: str, status: int = 200) -> str:
    return text_of(main_of(client, address, status))


# From an answer to its rules


@pytest.mark.parametrize("name", ["dan", "rhys-and-lorna"])
def test_each_step_of_an_answer_links_to_its_rule_on_the_day_of_the_answer(client: FlaskClient, name: str) -> None:
    page = client.get(f"/example/{name}").text
    steps = re.findall(r'<div class="step">(.*?)</div>', page, re.DOTALL)
    links = [re.search(r'href="(/rules/([a-z0-9_.]+)\?date=[0-9-]{10})"', step) for step in steps]
    assert len(steps) > 8
    assert all(links)
    for address, rule in {(link[1], link[2]) for link in links if link}:
        assert rule in main_of(client, address)


def test_a_figure_that_the_law_sets_is_the_same_on_the_answer_and_on_the_page_of_its_rule(client: FlaskClient) -> None:
    page = client.get("/example/dan").text
    for step in re.findall(r'<div class="step">(.*?)</div>', page, re.DOTALL):
        if "universal_credit.standard_allowance?" in step:
            shown = re.findall(r'<dd class="eq">(.*?)</dd>', step)[0]
            assert "424.90" in shown
            assert "£424.90" in said(client, "/rules/universal_credit.standard_allowances?date=2026-11-23")
            return
    pytest.fail("the answer has no standard allowance")


def test_the_frame_on_other_sites_has_no_such_links(client: FlaskClient) -> None:
    assert "/rules/" not in client.get("/widget").text


# One rule


@pytest.mark.parametrize(
    ("day", "amount"), [("2024-05-01", "£81.90"), ("2025-05-01", "£83.30"), ("2026-05-01", "£86.45")]
)
def test_a_rule_shows_the_amount_of_the_day_with_its_law(client: FlaskClient, day: str, amount: str) -> None:
    page = main_of(client, f"/rules/carers_allowance.rate?date={day}")
    figure = re.search(r'<p class="figure">(.*?)</p>', page, re.DOTALL)
    assert figure
    assert text_of(figure[1]) == f"{amount} a week"
    assert 'href="https://www.legislation.gov.uk/ukpga/1992/4/section/70"' in page
    # All three years stand below, and what uses it is one link away.
    assert all(each in page for each in ("£81.90", "£83.30", "£86.45"))
    assert 'href="/rules/carers_allowance.award_week"' in page


def test_a_formula_is_said_in_words_with_the_titles_of_the_rules_in_it(client: FlaskClient) -> None:
    page = said(client, "/rules/universal_credit.work_allowance?date=2026-11-23")
    assert (
        "If “Help with rent brings the lower work allowance”: “Work allowances (lower)” Otherwise: “Work allowances (higher)”"
        in page
    )
    assert "work_allowance_amounts.lower when rent_lowers_allowance" in page, "and as it is written"
    assert "What uses it Taken off because of your pay" in page


def test_the_examples_of_a_rule_are_told_with_titles_and_units(client: FlaskClient) -> None:
    page = said(client, "/rules/carers_allowance.child_who_counts")
    assert "Age: 17 years, 15 years; so it is yes" in page


def test_an_answer_of_the_person_has_no_date_and_no_law(client: FlaskClient) -> None:
    page = main_of(client, "/rules/adult.age")
    assert "An answer of the person" in page
    assert 'name="date"' not in page


def test_every_rule_can_be_told_in_words(app: Flask) -> None:
    calculator = app.extensions["calculator"]
    teller = Teller(Names(calculator.book.rules), app.extensions["formats"])
    examples = 0
    for rule in data.visible(calculator):
        for version in rule.versions:
            if version.content != ENDED and isinstance(version.content, Formula):
                ways = teller.ways(rule, version.content)
                assert all(way.gives and "what applies" not in way.gives + way.when for way in ways), rule.name
                assert teller.parts(rule) or not rule.let
    for rule in data.visible(calculator)[::9]:
        examples += len(list(teller.examples(rule, data.examples(calculator, rule))))
    assert examples > 50


@pytest.mark.parametrize("start", ["", "/cy"])
def test_the_pages_of_many_kinds_of_rule_open(client: FlaskClient, app: Flask, start: str) -> None:
    for rule in data.visible(app.extensions["calculator"])[::40]:
        assert rule.name in main_of(client, f"{start}/rules/{rule.name}")


@pytest.mark.parametrize(
    "name",
    [
        "nonsense",
        "..%2f..%2frules%2fresult.yaml",
        "<script>alert(1)</script>",
        "__class__.__init__",
        "notice.funded_childcare_hours.when",
        "tax_free_childcare.counts:up_to",
        "a" * 5000,
    ],
)
def test_a_name_in_the_address_is_only_looked_up_among_the_rules(client: FlaskClient, name: str) -> None:
    reply = client.get(f"/rules/{name}")
    assert reply.status_code == 404
    assert "<script>alert" not in reply.text
    assert reply.headers["Cache-Control"] == "no-store"


# All of them


def test_the_list_begins_with_subjects_and_each_leads_to_its_rules(client: FlaskClient, app: Flask) -> None:
    page = main_of(client, "/rules")
    counts = [int(each) for each in re.findall(r'<span class="small soft">(\d+)</span>', page)]
    assert sum(counts) == len(data.visible(app.extensions["calculator"]))
    about = said(client, "/rules?about=minimum_wage")
    assert "Minimum wage: 11 rules" in about


def test_a_subject_that_no_rule_has_is_no_page(client: FlaskClient) -> None:
    assert client.get("/rules?about=<script>").status_code == 404


@pytest.mark.parametrize(
    ("address", "names"),
    [
        ("/rules?q=lwfans+gwaith", []),
        ("/cy/rules?q=lwfans+gwaith", ["universal_credit.work_allowance"]),
        ("/rules?q=WORK+allowances", ["universal_credit.work_allowance_amounts"]),
        ("/rules?q=SI+2026/218", ["carers_allowance.earnings_limit"]),
        ("/rules?q=%3Cscript%3E", []),
    ],
)
def test_rules_are_found_by_word_and_by_law(client: FlaskClient, address: str, names: list[str]) -> None:
    page = main_of(client, address)
    found = re.findall(r'href="(?:/cy)?/rules/([a-z0-9_]+\.[a-z0-9_.]+)"', page)
    assert set(names) <= set(found)
    assert bool(found) == bool(names)
    assert "<script>" not in page


def test_from_one_rule_to_the_others_of_the_same_law(client: FlaskClient) -> None:
    page = main_of(client, "/rules/carers_allowance.earnings_limit")
    link = re.search(r'href="(/rules\?q=SI[^"]*218[^"]*)"', page)
    assert link
    assert "carers_allowance.earnings_limit" in main_of(client, html.unescape(link[1]))


# What changes


def test_what_changes_between_two_days_is_what_the_command_shows(
    client: FlaskClient, capsys: pytest.CaptureFixture[str]
) -> None:
    from calculator.__main__ import main

    main(["rules", "diff", "2026-04-01", "2026-04-10"])
    told = capsys.readouterr().out
    page = said(client, "/rules/changes?from=2026-04-01&to=2026-04-10")
    names = re.findall(r"\(([a-z0-9_]+\.[a-z0-9_.]+)\)", told)
    shown = re.findall(r'href="/rules/([a-z0-9_.]+)"', main_of(client, "/rules/changes?from=2026-04-01&to=2026-04-10"))
    assert names == shown
    assert f"{len(names)} rules differ" in page
    # Carer's Allowance from 7 April 2025 and 6 April 2026 (SI 2025/295, SI 2026/148).
    assert "£83.30 a week -> £86.45 a week (+3.8%)" in page
    assert Decimal("86.45") / Decimal("83.30") - 1 < Decimal("0.0385")


def test_two_days_alike_differ_in_nothing_and_none_at_all_means_this_tax_year(client: FlaskClient) -> None:
    assert "0 rules differ" in said(client, "/rules/changes?from=2026-11-01&to=2026-11-01")
    assert "rules differ" in said(client, "/rules/changes")


@pytest.mark.parametrize(
    "address", ["/rules/tax.personal_allowance?date=yesterday", "/rules/changes?from=2026-02-30", "/rules/changes?to=x"]
)
def test_a_date_that_is_none_is_asked_for_again(client: FlaskClient, address: str) -> None:
    page = main_of(client, address, 422)
    assert 'aria-invalid="true"' in page
    assert "Write the date as year-month-day" in page
    assert title_of(client.get(address).text).startswith("Error: ")


# As the API


@pytest.mark.parametrize("address", ["/rules", "/rules/carers_allowance.rate?date=2026-11-23", "/cy/rules/changes"])
def test_pages_of_the_law_are_kept_by_their_tag(client: FlaskClient, address: str) -> None:
    reply = client.get(address)
    assert reply.headers["Cache-Control"] == "public, max-age=3600"
    assert "Set-Cookie" not in reply.headers
    again = client.get(address, headers={"If-None-Match": reply.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_the_tag_is_another_in_another_language_and_on_another_day(client: FlaskClient) -> None:
    addresses = ("/rules/carers_allowance.rate?date=2026-11-23", "/cy/rules/carers_allowance.rate?date=2026-11-23")
    tags = {client.get(each).headers["ETag"] for each in (*addresses, "/rules/carers_allowance.rate?date=2025-11-23")}
    assert len(tags) == 3
