"""The questions that people ask have their answer on the page of every household that they are about."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from test_walk import HOUSEHOLDS

from calculator.web.answer.common_questions import QUESTIONS

ALWAYS = {
    "better_off",
    "first_pay",
    "weekly",
    "how_many_hours",
    "job_ends",
    "who_to_tell",
    "seen",
    "sick",
    "try_unpaid",
}
ALSO = {
    "amina": {"travel", "debts", "council_tax", "rent", "reassessed", "health_rate", "prescriptions"},
    "dan": {"prescriptions", "pip", "reassessed", "health_rate", "debts"},
    "graham": {"reassessed"},
    "joanne": {"council_tax", "rent", "prescriptions"},
    "kayleigh": {"rent", "travel"},
    "rhys-and-lorna": {"reassessed", "pip", "debts", "prescriptions", "rent"},
}


def questions(page: str) -> dict[str, str]:
    section = page[page.index('<h2 id="asked">') :]
    found = re.findall(r"<summary>(.*?)</summary>(.*?)</details>", section[: section.index("</section>")], re.DOTALL)
    names = {each.title: each.id for each in QUESTIONS}
    return {names[title]: inside for title, inside in found}


def test_every_text_that_a_question_names_is_one_of_the_rules(app: Flask) -> None:
    rules = app.extensions["calculator"].book.rules
    for kind, of in (("notices", "notice"), ("lost", "lost"), ("help", "help"), ("assumed", "assumption")):
        known = {notice.name for notice in rules.notices_of(of)}
        assert not [name for each in QUESTIONS for name in getattr(each, kind) if name not in known]
    assert len(QUESTIONS) == 19


@pytest.mark.parametrize("name", HOUSEHOLDS)
def test_a_households_questions_are_answered(client: FlaskClient, name: str) -> None:
    page = client.get(f"/example/{name}").text
    found = questions(page)
    assert found.keys() >= ALSO[name] | (ALWAYS - {"how_many_hours"})
    for inside in found.values():
        assert re.search(r"<p>.*\w", inside)
        for anchor in re.findall(r'href="#(\w+)"', inside):
            assert f'id="{anchor}"' in page


def test_an_owner_is_not_told_about_rent(client: FlaskClient) -> None:
    assert "rent" not in questions(client.get("/example/graham").text)


@pytest.mark.parametrize(
    ("name", "question", "words"),
    [
        ("dan", "try_unpaid", ["You can volunteer and keep Universal Credit", "more than a day", "half of that time"]),
        ("graham", "try_unpaid", ["You can volunteer and keep New Style ESA", "fair for the work to be unpaid"]),
        ("dan", "sick", ["first day", "80%", "£123.25 a week", "no least pay"]),
        ("rhys-and-lorna", "prescriptions", ["free for everyone where you live"]),
        ("joanne", "prescriptions", ["up to 15 hours a week"]),
        ("kayleigh", "rent", ["65p for each pound"]),
        ("dan", "pip", ["PIP"]),
        ("amina", "health_rate", ["lower (new) rate"]),
    ],
)
def test_an_answer_holds_what_people_need_of_it(
    client: FlaskClient, name: str, question: str, words: list[str]
) -> None:
    found = questions(client.get(f"/example/{name}").text)[question]
    assert not [each for each in words if each not in found]


def test_without_paid_work_the_answer_says_what_training_may_change(client: FlaskClient) -> None:
    training = {"job1_kind": "none", "job1_name": "Training or volunteering first", "age": "30"}
    page = client.post("/calculate", data=training).text
    assert "Training can go with benefits, but ask first" in questions(page)["try_unpaid"]
