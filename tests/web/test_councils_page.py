"""The page of the councils: found by name or postcode, and what is held of each."""

from __future__ import annotations

import html
import re

import pytest
from flask.testing import FlaskClient


def text(page: str) -> str:
    found = re.search(r"<main.*?</main>", page, re.DOTALL)
    assert found
    return " ".join(html.unescape(re.sub("<[^>]+>", " ", found[0])).split())


@pytest.mark.parametrize("typed", ["Leeds", "leeds city council", "LS6 2AB", "ls6", "E08000035"])
def test_a_council_is_found_by_name_or_postcode_and_only_its_code_is_in_the_address(
    client: FlaskClient, typed: str
) -> None:
    answer = client.post("/councils", data={"place": typed})
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/councils/E08000035"


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "Enter the name of a council, or a postcode"),
        ("Leads", "did you mean Leeds"),
        ("Kettering", "Kettering became part of North Northamptonshire"),
        ("LS29", "Bradford, Leeds or North Yorkshire"),
        ("BT1 1AA", "This is a postcode in Northern Ireland"),
        ("<script>alert(1)</script>", "not a council we know"),
    ],
)
def test_what_is_no_council_is_explained(client: FlaskClient, typed: str, says: str) -> None:
    answer = client.post("/councils", data={"place": typed})
    assert answer.status_code == 422
    assert says in text(answer.get_data(as_text=True))
    assert not typed or typed not in answer.get_data(as_text=True).partition("<main")[2].replace("Kettering became", "")


def test_the_list_has_every_council_and_the_grades(client: FlaskClient) -> None:
    page = client.get("/councils").get_data(as_text=True)
    assert len(set(re.findall(r'href="/councils/([EWS]\d{8})"', page))) == 350
    assert "Worked out for people on Universal Credit" in text(page)


def test_a_council_whose_scheme_is_held_says_from_which_document_and_who_read_it(client: FlaskClient) -> None:
    page = client.get("/councils/E06000023").get_data(as_text=True)
    shown = text(page)
    assert "Worked out." in shown
    assert "Council Tax Reduction Scheme 2026-27" in shown
    assert "Readers, each by themselves: 1" in shown
    assert "Second adult reduction" in shown  # what was not found
    assert "Is something wrong or missing?" in shown


def test_a_council_of_which_only_the_most_is_known_says_so(client: FlaskClient) -> None:
    shown = text(client.get("/councils/E08000028").get_data(as_text=True))
    assert "Only the most that it takes off is known: 85%" in shown
    assert "Ask the council" in shown


def test_bills_and_areas_are_shown_with_their_sources(client: FlaskClient) -> None:
    cornwall, harrow = (
        text(client.get(f"/councils/{code}").get_data(as_text=True)) for code in ("E06000052", "E09000015")
    )
    assert "Band D is £2,590.93 on average. Parishes make it differ, from about £2,389.56 to £3,024.15." in cornwall
    assert "Open Government Licence v3.0" in cornwall
    assert "there may be others" in cornwall
    assert "Band D is £2,511.07 in all of the council." in harrow


def test_a_council_that_will_end_says_what_follows(client: FlaskClient) -> None:
    assert "Woking ends on 31 March 2027" in text(client.get("/councils/E07000217").get_data(as_text=True))
    assert client.get("/councils/West Surrey").status_code == 200


def test_there_is_no_page_for_a_council_that_there_is_not(client: FlaskClient) -> None:
    assert client.get("/councils/E99999999").status_code == 404
    assert client.get("/councils/LS6").status_code == 404


def test_the_page_is_in_welsh_too(client: FlaskClient) -> None:
    assert client.get("/cy/councils/W06000015").status_code == 200
