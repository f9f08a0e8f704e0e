"""The questions that people ask have their answer on the page of every household that they are about."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from test_walk import HOUSEHOLDS

from calculator.web.common_questions import QUESTIONS

ALWAYS = {"better_off", "first_pay", "weekly", "how_many_hours", "job_ends", "who_to_tell", "seen", "sick"}
ALSO = {
    "amina": {"travel", "debts", "council_tax", "rent", "reassessed", "health_rate"},
    "dan": {"prescriptions", "pip", "reassessed", "health_rate", "debts"},
    "graham": {"reassessed"},
    "joanne": {"council_tax"},
    "kayleigh": {"rent", "travel"},
    "rhys-and-lorna": {"reassessed", "pip", "debts"},
}


def questions(page: str) -> dict[str, str]:
    section = page[page.index('<h2 id="asked">') :]
    found = re.findall(r"<summary>(.*?)</summary>(.*?)</details>", section[: section.index("</section>")], re.DOTALL)
    names = {str(each["title"]): str(each["id"]) for each in QUESTIONS}
    return {names[title]: inside for title, inside in found}


def test_every_text_that_a_question_names_is_one_of_the_rules(app: Flask) -> None:
    rules = app.extensions["calculator"].book.rules
    for kind, of in (("notices", "notice"), ("lost", "lost"), ("help", "help"), ("assumed", "assumption")):
        known = {notice.name for notice in rules.notices_of(of)}
        assert not [name for each in QUESTIONS for name in each.get(kind, ()) if name not in known]
    assert len(QUESTIONS) == 18


@pytest.mark.parametrize("name", HOUSEHOLDS)
def test_a_households_questions_are_answered(client: FlaskClient, name: str) -> None:
    page = client.get(f"/example/{name}").text
    found = questions(page)
    assert found.keys() >= ALSO[name] | (ALWAYS - {"how_many_hours"})
    for inside in found.values():
        assert re.search(r"<p>.*\w", inside)
        for anchor in re.findall(r'href="#(\w+)"', inside):
            assert f'id="{anchor}"' in page
