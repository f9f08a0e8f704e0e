"""How much the journey asks: pages, fields and taps, counted for one household, and what the answers so far make pointless."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest
from flask import Flask
from flask.testing import FlaskClient

# Out of work, with LCWRA, in a home rented from a private landlord, with one child.
HOUSEHOLD = {
    "job1_hours": "16",
    "job1_pay": "13",
    "age": "34",
    "topic_children": "yes",
    "child1_age": "6",
    "claims_uc": "yes",
    "uc_health": "lcwra",
    "lcwra_from": "12 5 2022",
    "council": "Leeds",
    "council_tax_band": "B",
    "tenure": "private",
    "rent": "700",
    "brma": "Leeds",
}
MOST_PAGES, MOST_FIELDS, MOST_TAPS = 12, 30, 20
_CONTROL = re.compile(r"<(input|select|textarea)\b([^>]*)>")


@dataclass
class Walked:
    """What came on the way to the answer. A tap is a press on a button, a box or a radio button; a list takes two."""

    pages: list[str] = field(default_factory=list)
    fields: int = 0
    taps: int = 1  # the start
    said: list[str] = field(default_factory=list)  # how far each page says it is
    end: str = ""


def controls(page: str) -> dict[str, str]:
    """The kind of each named control of a page."""
    main = page[page.index("<main") : page.index("</main")]
    found = {}
    for kind, attributes in _CONTROL.findall(main):
        name, given = re.search(r'name="([^"]+)"', attributes), re.search(r'type="([^"]+)"', attributes)
        if name and not (given and given[1] == "hidden"):
            found[name[1]] = given[1] if given else kind
    return found


def walked(client: FlaskClient, answers: Mapping[str, str], **start: str) -> Walked:
    """Answer what is asked with what is known, and leave the rest blank."""
    found = Walked()
    where = client.post("/start", data={"route": "out_of_work", **start}).headers["Location"]
    while "/question/" in where:
        page = client.get(where).text
        here = controls(page)
        given = {name: value for name, value in answers.items() if name in here}
        found.pages.append(where.rsplit("/", 1)[1])
        found.fields += len(here)
        found.taps += 1 + sum({"radio": 1, "checkbox": 1, "select": 2}.get(here[name], 0) for name in given)
        found.said += re.findall(r"Question (\d+ of about \d+)", page)
        response = client.post(where, data=given)
        assert response.status_code == 303, found.pages[-1]
        where = response.headers["Location"]
    found.end = where
    return found


@pytest.fixture(scope="module")
def counted(app: Flask) -> Walked:
    return walked(app.test_client(), HOUSEHOLD)


def test_a_usual_household_is_asked_little(counted: Walked) -> None:
    assert len(counted.pages) <= MOST_PAGES, counted.pages
    assert counted.fields <= MOST_FIELDS
    assert counted.taps <= MOST_TAPS
    assert counted.end.endswith("/answer")


def test_the_progress_is_true(counted: Walked) -> None:
    numbers = [tuple(map(int, each.split(" of about "))) for each in counted.said]
    assert [number for number, _of in numbers] == list(range(1, len(counted.pages) + 1))
    assert numbers[-1][1] == len(counted.pages)
    assert all(abs(of - len(counted.pages)) <= 3 for _number, of in numbers), "about means within three"


def test_the_start_says_how_much_will_be_asked(client: FlaskClient, counted: Walked) -> None:
    assert client.get("/").text.count("About 10 questions, 5 minutes.") == 2
    assert abs(len(counted.pages) - 10) <= 2


def test_only_what_is_open_is_asked_where_much_is_known(app: Flask) -> None:
    known = {name: value for name, value in HOUSEHOLD.items() if not name.startswith(("job", "topic", "council_tax"))}
    found = walked(app.test_client(), HOUSEHOLD, **known, partner="no", lcwra_rate="protected")
    assert found.pages == ["job", "council_tax", "topics"]


@pytest.mark.parametrize(
    ("given", "pointless"),
    [
        ({"tenure": "owner"}, {"rent", "housing_benefit"}),
        ({"tenure": "living_with_others"}, {"rent"}),
        ({"claims_uc": "no"}, {"health", "lcwra_from", "lcwra_rate"}),
        ({"uc_health": "none"}, {"lcwra_from", "lcwra_rate"}),
        ({"council": "Leeds"}, {"nation"}),
        ({"child1_age": "6"}, {"children_2", "partner_age", "others"}),
        ({}, {"children", "others", "partner_age", "partner_topics", "kind", "kind_2", "job_2", "compare"}),
    ],
)
def test_what_the_answers_make_pointless_is_not_asked(
    client: FlaskClient, given: dict[str, str], pointless: set[str]
) -> None:
    answers = {
        **{name: value for name, value in HOUSEHOLD.items() if "child" not in name or "child1_age" in given},
        **given,
    }
    assert not pointless & {*walked(client, answers).pages}


def ticks(client: FlaskClient, answers: Mapping[str, str]) -> set[str]:
    """What can be ticked on the last page."""
    journey = walked(client, answers).end.rsplit("/", 1)[0]
    return {name for name in controls(client.get(f"{journey}/question/topics").text) if name.startswith("topic_")}


def test_a_tick_that_cannot_apply_is_not_offered(client: FlaskClient) -> None:
    assert {"topic_child_costs", "topic_statement"} <= ticks(client, HOUSEHOLD)
    alone = {name: value for name, value in HOUSEHOLD.items() if "child" not in name}
    assert not {"topic_child_costs", "topic_statement"} & ticks(client, {**alone, "claims_uc": "no"})


def test_a_rented_home_is_asked_about_bedrooms_or_the_area_but_not_both(client: FlaskClient) -> None:
    journey = walked(client, HOUSEHOLD).end.rsplit("/", 1)[0]
    assert {"brma"} == {"brma", "bedrooms"} & controls(client.get(f"{journey}/question/rent").text).keys()
    social = {name: value for name, value in HOUSEHOLD.items() if name != "brma"}
    journey = walked(client, {**social, "tenure": "social"}).end.rsplit("/", 1)[0]
    assert {"bedrooms"} == {"brma", "bedrooms"} & controls(client.get(f"{journey}/question/rent").text).keys()


def test_children_come_one_after_another_each_by_name(client: FlaskClient) -> None:
    where = client.post("/start", data={"route": "out_of_work"}).headers["Location"].rsplit("/", 1)[0]
    after = client.post(f"{where}/who", data={"topic_children": "yes"}).headers["Location"]
    assert after == f"{where}/children"
    assert "How old is your first child?" in client.get(after).text
    second = client.post(after, data={"child1_age": "6", "another": "1"}).headers["Location"]
    assert second == f"{where}/children_2"
    page = client.get(second).text
    assert "How old is your second child?" in page
    assert "child1_age" not in page
    client.post(second, data={"child2_age": ""})
    client.post(f"{where}/topics", data={"topic_child_costs": "yes"})
    asked = []
    at = client.post(f"{where}/child_costs", data={"childcare": ""}).headers["Location"]
    while "/question/" in at:
        asked.append(at.rsplit("/", 1)[1])
        if asked[-1] == "children_disabled":
            assert "Your first child, 6" in client.get(at).text
        at = client.post(at, data={"not_sure": "1"}).headers["Location"]
    assert "children_disabled" in asked
    assert "children_disabled_2" not in asked, "the second was left blank"


def test_what_is_no_longer_ticked_no_longer_counts(client: FlaskClient) -> None:
    journey = walked(client, {**HOUSEHOLD, "topic_money": "yes", "savings": "17000"}).end.rsplit("/", 1)[0]
    assert "£17,000" in client.get(f"{journey}/check").text
    client.post(f"{journey}/question/topics", data={})
    assert "£17,000" not in client.get(f"{journey}/check").text
    client.post(f"{journey}/question/who", data={})
    assert "How old is your first child?" not in client.get(f"{journey}/check").text


@pytest.mark.parametrize(
    ("since", "asked"),
    [
        ("12 5 2022", False),
        ("5 April 2026", False),
        ("6 April 2026", True),
        ("1 September 2026", True),
        ("1 Sep", True),
        ("", True),
    ],
)
def test_the_rate_is_asked_where_the_date_does_not_settle_it(app: Flask, since: str, asked: bool) -> None:
    """A start from 6 April 2026 can still be at the protected rate: severe conditions, terminal illness (UC Regs 2013 Sch 5A)."""
    client = app.test_client()
    found = walked(client, {**HOUSEHOLD, "lcwra_from": since, "lcwra_rate": "protected"})
    assert ("lcwra_rate" in found.pages) is asked
    if asked:
        assert found.pages.index("lcwra_rate") == found.pages.index("lcwra_from") + 1
