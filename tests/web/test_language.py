"""Every page in the other language: nothing on it is left in English, and changing the language keeps the answers.

The words are put in brackets in place of being translated, so that what no catalogue can reach stands out.
"""

import functools
import re
from gettext import NullTranslations
from html.parser import HTMLParser

import pytest
from babel import Locale
from flask.testing import FlaskClient
from loaded import CALCULATOR
from test_pages import fields_of

from calculator.i18n import language
from calculator.resources import folder
from calculator.web.app import create_app
from calculator.web.pages.examples import Examples
from calculator.web.typed import words


class _Bracketed(NullTranslations):
    def gettext(self, message: str) -> str:
        return f"⟦{message}⟧"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return f"⟦{msgid1 if n == 1 else msgid2}⟧"


class _Words(HTMLParser):
    """What a page says: its text, and the attributes that are read out. Not what is in another language by its own mark,
    nor what a person typed."""

    SAID = ("aria-label", "alt", "title", "placeholder", "data-words", "data-keep")

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.hidden: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        not_words = tag in ("style", "script", "datalist", "textarea", "code") or {"source", "law"} & {
            *(given.get("class") or "").split()
        }
        if self.hidden or not_words or (given.get("lang") == "en" and tag != "html"):
            if not self.hidden or tag == self.hidden[-1]:
                self.hidden.append(tag)
            return
        self.found += [given[name] or "" for name in self.SAID if name in given]

    def handle_endtag(self, tag: str) -> None:
        if self.hidden and tag == self.hidden[-1]:
            self.hidden.pop()

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.found.append(data)


def names() -> list[str]:
    """What is not translated: the names of months and days, which Babel has, of the site, of households and jobs."""
    cy = Locale.parse("cy")
    dates = [
        name
        for kinds in (cy.months, cy.days)
        for widths in kinds.values()
        for wide in ("wide", "abbreviated")
        for name in widths[wide].values()
    ]
    own = [part for _, who, choices in Examples(folder("examples")).titles() for part in (who, *choices)]
    return sorted(
        {
            *dates,
            *own,
            "Ctrl",
            "Enter",
            "Samaritans",
            "SHOUT",
            *(spoken.name for spoken in language.LANGUAGES.values()),
            "OpenAPI",
            "curl",
            "Python",
            "JavaScript",
        },
        key=len,
        reverse=True,
    )


def left_over(page: str) -> list[str]:
    """What a page says outside brackets, but for numbers, law and names."""
    said = _Words()
    said.feed(page)
    whole = re.sub(r"\s+", " ", " | ".join(said.found))
    for name in names():
        whole = whole.replace(name, "")
    depth, kept = 0, []
    for mark in whole:
        depth += {"⟦": 1, "⟧": -1}.get(mark, 0)
        kept.append(mark if depth == 0 and mark != "⟧" else " ")
    return [part.strip() for part in "".join(kept).split(" | ") if re.search(r"[A-Za-z]{3}", part)]


def forget_typed_words(patch: pytest.MonkeyPatch) -> None:
    """Read the words that people type anew while a language is another one, and have those of before back afterwards."""
    patch.setattr(words, "_forms", functools.cache(words._forms.__wrapped__))
    patch.setattr(words, "months", functools.cache(language.months.__wrapped__))


@pytest.fixture
def other(monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    real = language.catalogue
    monkeypatch.setattr(language, "catalogue", lambda code: _Bracketed() if code == "cy" else real(code))
    forget_typed_words(monkeypatch)
    return create_app(CALCULATOR).test_client()


PAGES = [
    "/cy/",
    "/cy/about",
    "/cy/accessibility",
    "/cy/calculate",
    "/cy/api/v1/",
    "/cy/quick",
    "/cy/specialist",
    "/cy/specialist/people",
    "/cy/open",
    "/cy/widget",
    "/cy/widget?pay=100&pay-per=day&title=123&tell-finished=yes",
    "/cy/widget/builder?hours=lots",
    "/cy/nowhere",
]


@pytest.mark.parametrize("address", PAGES)
def test_a_page_says_nothing_in_english_only(other: FlaskClient, address: str) -> None:
    page = other.get(address).get_data(as_text=True)
    assert left_over(page) == []


HOUSEHOLDS = ["amina", "dan", "first-look", "graham", "joanne", "kayleigh", "rhys-and-lorna"]


@pytest.mark.parametrize("name", HOUSEHOLDS)
def test_an_answer_says_nothing_in_english_only(other: FlaskClient, name: str) -> None:
    for kind in ("", "/timeline"):
        page = other.get(f"/cy/example/{name}{kind}").get_data(as_text=True)
        assert left_over(page) == []


@pytest.mark.parametrize("name", HOUSEHOLDS)
def test_what_is_posted_is_answered_in_one_language(other: FlaskClient, name: str) -> None:
    answers = fields_of(other.get(f"/cy/calculate?example={name}").get_data(as_text=True))
    for address in ("/cy/calculate", "/cy/specialist", "/cy/plan", "/cy/timeline"):
        page = other.post(address, data=answers).get_data(as_text=True)
        assert left_over(page) == [], address
    assert left_over(other.post("/cy/calculate", data={**answers, "easy": "0"}).get_data(as_text=True)) == []
    wrong = {**answers, "council": "Kent", "age": "many", "job1_hours": "lots", "rent": "much"}
    assert left_over(other.post("/cy/calculate", data=wrong).get_data(as_text=True)) == []
    quick = {"partner": "yes", "children": "2", "rent": "400", "job1_hours": "20", "job1_pay": "13"}
    for address in ("/cy/quick", "/cy/widget"):
        assert left_over(other.post(address, data=quick).get_data(as_text=True)) == []


def test_every_question_of_the_journey_is_in_one_language(other: FlaskClient) -> None:
    began = other.post("/cy/start", data={"route": "in_work"})
    journey = began.location.rsplit("/question/", 1)[0]
    for page in other.application.extensions["questions"].pages:
        found = other.get(f"{journey}/question/{page.id}")
        assert found.status_code == 200
        assert left_over(found.get_data(as_text=True)) == [], page.id
        wrong = other.post(
            f"{journey}/question/{page.id}", data=dict.fromkeys(found_names(found.get_data(as_text=True)), "?")
        )
        assert wrong.status_code == 303 or left_over(wrong.get_data(as_text=True)) == [], page.id
    assert left_over(other.get(f"{journey}/check").get_data(as_text=True)) == []


def found_names(page: str) -> list[str]:
    return re.findall(r'<input type="text"[^>]* name="([^"]+)"', page)


@pytest.mark.parametrize("address", ["/calculate", "/specialist", "/plan", "/timeline"])
def test_changing_the_language_keeps_the_answers(other: FlaskClient, address: str) -> None:
    shown = fields_of(other.get("/calculate?example=dan").get_data(as_text=True))
    answers = {name: value for name, value in shown.items() if value and name != "file"}
    page = other.post(address, data=answers).get_data(as_text=True)
    button = re.search(
        r'<button class="plain" form="([^"]+)" formaction="([^"]+)" name="([^"]+)" value="([^"]+)" lang="cy">', page
    )
    assert button
    found = other.post(button[2], data={**answers, button[3]: button[4]})
    assert found.status_code == 200
    said = found.get_data(as_text=True)
    assert '<html lang="cy">' in said
    assert {name: value for name, value in fields_of(said).items() if name in answers} == answers


def test_the_row_of_a_table_of_amounts_is_named_in_welsh(client: FlaskClient) -> None:
    page = client.get("/cy/example/dan").text
    assert "Lwfansau safonol (person sengl)" in page
    assert "(single)" not in page


@pytest.mark.parametrize(
    ("address", "other"),
    [
        ("/rules?q=earnings+disregard", "/cy/rules?q=earnings+disregard"),
        ("/cy/rules/universal_credit.taper?date=2025-05-01", "/rules/universal_credit.taper?date=2025-05-01"),
        # What a client adds is only ever part of the query.
        ("/rules?_scheme=javascript&_external=1&name=x", "/cy/rules?_scheme=javascript&amp;_external=1&amp;name=x"),
    ],
)
def test_the_link_to_the_other_language_leads_to_the_same_page(client: FlaskClient, address: str, other: str) -> None:
    assert f'<a href="{other}"' in client.get(address).text
