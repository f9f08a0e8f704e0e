"""What is wrong with a case, in the language of the page."""

import re
from html import unescape
from pathlib import Path

import pytest
from flask.testing import FlaskClient

import calculator
from calculator.contract.errors import Problem
from calculator.i18n.language import speaking
from calculator.web.form.problems import SENTENCES, in_words


@pytest.mark.parametrize(
    ("base", "welsh"),
    [
        ('{"universal_credit": {"surplus_earnings": "x"}}', "rhaid iddo fod yn rhif o 0 i 10,000,000"),
        ('{"universal_credit": {"surplus_earning": 1}}', "nid oes maes o'r fath; ai surplus_earnings oedd gennych mewn golwg?"),
        ('{"date": "2026-02-31"}', "nid oes diwrnod o'r fath â 2026-02-31"),
        ('{"date": "2001-02-03"}', "neu'n ddiweddarach: mae'r rheolau sydd yma yn dechrau ar y diwrnod hwnnw"),
        ('{"home": {"other_joint_tenants": 1.5}}', "rhaid iddo fod yn rhif cyfan o 0 i 10"),
        ("[", "Ni ellir darllen"),
    ],
)  # fmt: skip
def test_what_is_wrong_where_the_form_has_no_field_is_said_in_welsh(
    client: FlaskClient, sam: dict[str, str], base: str, welsh: str
) -> None:
    page = client.post("/cy/calculate", data={**sam, "base": base})
    assert page.status_code == 422
    assert welsh in unescape(page.text)
    assert not re.search(r"\b(must be|is needed|no such|there is no)\b", page.text)


def test_every_sentence_of_a_problem_has_its_welsh_with_what_is_filled_in() -> None:
    given = dict.fromkeys(re.findall(r"%\((\w+)\)s", " ".join(SENTENCES)), "7")
    with speaking("cy"):
        for words in SENTENCES:
            detail = words % given if "%(" in words else words
            assert in_words(Problem("/x", detail)) != detail
            assert "%(" not in in_words(Problem("/x", detail))


def test_what_the_contract_can_say_is_known_to_the_pages() -> None:
    """Every fixed sentence in the contract that begins as a problem does is one that the pages can translate."""
    found = set()
    for file in (Path(calculator.__file__).parent / "contract").glob("*.py"):
        found |= set(re.findall(r'(?<!f)"((?:must|is needed|there is no) [^"{]*)"', file.read_text()))
    assert len(found) > 12
    with speaking("cy"):
        assert [words for words in found if in_words(Problem("", words)) == words] == []
