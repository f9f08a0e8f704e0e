"""Every page, print and text gives the same figures for a choice, and a range wherever the answer is one."""

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from test_one_answer import CAPPED, INDEBTED, OPEN_RENT, SOCIAL, case, words

from calculator.calculator import Calculator
from calculator.compare import award_range
from calculator.web import site
from calculator.web.answer.words import Told

EXAMPLES = ["amina", "dan", "graham", "joanne", "kayleigh", "rhys-and-lorna"]
# Neither the amount for health nor the rental area is known.
BOTH_OPEN = case(
    "month",
    "week",
    council="Leeds",
    adults=[{"age": 34, "uc_health": "lcwra"}],
    home={"tenure": "private", "rent": {"amount": 650, "per": "month"}, "bedrooms": 1},
)
OPEN_RATE = case("month", "month", adults=[{"age": 40, "uc_health": "lcwra"}], home=SOCIAL)
CASES = {"capped": CAPPED, "open rent": OPEN_RENT, "open rate": OPEN_RATE, "both open": BOTH_OPEN, "settled": INDEBTED}
Surfaces = dict[str, str]


def answers_of(app: Flask, name: str) -> dict[str, str]:
    given: Any = CASES.get(name) or app.extensions["examples"].cases[name]
    return {key: value for key, value in app.extensions["form"].shown(given).items() if value}


def told_of(app: Flask, answers: dict[str, str]) -> Told:
    """What the calculator itself says about the first choice."""
    read = app.extensions["form"].read(answers)
    assert read.case is not None
    calculator: Calculator = app.extensions["calculator"]
    return Told(calculator.calculate(read.case, [0]), read.case, 0, site.formats())


def surfaces(client: FlaskClient, answers: dict[str, str]) -> Surfaces:
    where = client.post("/start", data={**answers, "to": "check"}).headers["Location"].rsplit("/", 1)[0]
    part = {"X-Part": "answer"}
    posts: dict[str, tuple[str, dict[str, str], dict[str, str]]] = {
        "answer": ("/calculate", {}, {}),
        "easy": ("/calculate", {"easy": "0"}, {}),
        "plan": ("/plan", {"show": "0"}, {}),
        "notes": ("/handover", {"show": "0"}, {}),
        "desk": ("/specialist", {}, part),
        "dates": ("/timeline", {"show": "0"}, part),
        "year": ("/timeline", {"show": "0"}, {}),
    }
    found = {
        name: words(client.post(to, data={**answers, **more}, headers=head).text)
        for name, (to, more, head) in posts.items()
    }
    return {**found, "journey": words(client.get(f"{where}/answer").text)}


@pytest.mark.parametrize("name", [*EXAMPLES, *CASES])
def test_every_surface_has_the_figures_of_the_calculator(client: FlaskClient, app: Flask, name: str) -> None:
    answers = answers_of(app, name)
    found = surfaces(client, answers)
    with app.test_request_context():
        told = told_of(app, answers)
        formats = told.formats
        for place in ("answer", "easy", "plan", "notes", "desk", "journey"):
            assert told.heading in found[place], place
        now, then, difference = told.figures
        for place in ("answer", "plan", "journey"):
            assert all(figure in found[place] for figure in (now, then, difference)), place
        assert then in found["easy"]
        rows = [row for group in told.groups for row in group.rows]
        for row in rows:
            for amount, between in ((row.now, row.ranges[0]), (row.then, row.ranges[1])):
                for place in ("answer", "plan", "notes", "desk", "journey"):
                    assert told.span(amount, between) in found[place], (place, row.id)
        award = next((row for row in rows if row.id == "award"), None)
        if award is not None:
            assert told.amount(award.then, award.ranges[1], whole=True) in found["easy"]
        for title, money in told.stays:
            for place in ("answer", "plan"):
                assert f"{title} : {money}" in found[place].replace(f"{title}:", f"{title} :"), place
            assert f"{title}, {money}" in found["easy"]
        year = told_year(found["year"])
        assert year in found["dates"]
        assert formats.answer(told.answer) in found["plan"]


def told_year(text: str) -> str:
    """What the year comes to, as its page says it."""
    said = re.search(
        r"After a year, this choice would (?:have brought about £[0-9,]+ (?:more|less)|come to the same)", text
    )
    assert said
    return said[0]


@pytest.mark.parametrize("name", ["open rent", "open rate", "both open"])
def test_no_surface_gives_one_end_of_a_range_as_the_figure(client: FlaskClient, app: Flask, name: str) -> None:
    answers = answers_of(app, name)
    found = surfaces(client, answers)
    with app.test_request_context():
        told = told_of(app, answers)
        between = award_range(told.option.position)
        assert between
        assert between[0] != between[1]
        low, high = map(told.formats.pounds, between)
        for place in ("answer", "plan", "notes", "desk", "journey"):
            text = found[place]
            # The dated parts of a page give single payments, and say on what they rest.
            for end in re.findall(
                rf"Universal Credit Depends[^£]*(?:£[0-9,.]+ – £[0-9,.]+ )?{re.escape(low)}(?! – )", text
            ):
                pytest.fail(f"{place}: {end}")
            assert f"{low} – {high}" in text, place
        shown = " – ".join(map(told.formats.whole_pounds, between))
        assert told.award_of(told.option.position) == shown
        if len(told.result.options) > 1:
            assert shown in found["answer"], "beside the other choices"
        for place in ("dates", "year", "plan", "desk"):
            assert told.dated in found[place], place


def test_a_settled_answer_has_no_words_about_what_is_not_known(client: FlaskClient, app: Flask) -> None:
    found = surfaces(client, answers_of(app, "settled"))
    assert not [place for place, text in found.items() if "follow one possible answer" in text]


@pytest.mark.parametrize("name", ["dan", "both open"])
def test_what_a_date_rests_on_stands_on_its_page(client: FlaskClient, app: Flask, name: str) -> None:
    """Beside dates and scripts, and not only on the page of the year."""
    answers = answers_of(app, name)
    found = surfaces(client, answers)
    assumed = "You did not say when the first pay comes." if name == "both open" else "You did not give the tax code"
    for place in ("dates", "year", "plan", "desk", "notes"):
        assert assumed in found[place], place


@pytest.mark.parametrize("name", [*EXAMPLES, *CASES])
def test_every_sum_and_total_opens_to_what_it_adds_up(app: Flask, client: FlaskClient, name: str) -> None:
    answers = answers_of(app, name)
    with app.test_request_context():
        told = told_of(app, answers)
        text = words(client.post("/calculate", data=answers).text)
        totals = [row for group in told.groups for row in group.rows if row.kind != "line"]
        assert totals
        for row in totals:
            parts = told.adds_up(row)
            assert parts or told.steps(row) or row.now == row.then == 0 or sole(told, row), row.id
            if parts:
                assert abs(sum(each.then for each in parts) - row.then) < 0.005
                assert abs(sum(each.now for each in parts) - row.now) < 0.005
        last = totals[-1]
        if told.adds_up(last) and not last.change_depends:
            money = told.formats.pounds
            assert f"{money(last.then)} − {money(last.now)} = {money(last.change)}" in text


def sole(told: Told, row: Any) -> bool:
    """Whether a total has one line above it, which it repeats."""
    lines = [each for group in told.groups for each in group.rows if each is not row and each.then == row.then]
    return bool(lines)


@pytest.mark.parametrize("path", ["/quick", "/widget"])
def test_the_short_ways_in_widen_for_council_tax_and_name_it(client: FlaskClient, path: str) -> None:
    given = {
        "job1_hours": "16",
        "job1_pay": "12.71",
        "rent": "450",
        "rent_per": "month",
        "uc_health": "lcwra",
        "claims_uc": "yes",
        "nation": "england",
    }
    text = words(client.post(path, data=given).text)
    found = re.search(r"from about £(\d+) (more|less) to £(\d+) more", text)
    assert found, "council tax and fares make it a range"
    assert "council tax" in text.lower()
    assert "£1,800 a year" in text
    assert "how much council tax is charged for your home" in text
