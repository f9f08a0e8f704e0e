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
# What the same household copies from its account.
STATEMENT = """Your payment this month is £1,858.64
This payment is for 1 November to 30 November 2026
Standard allowance £424.90
Housing £700.00
You told us your rent is £700.00 a month
Children £303.94
You get support for 1 child
Limited capability for work and work-related activity £429.80
Total entitlement before deductions £1,858.64
Total deductions £0.00"""
MOST_PAGES_AFTER_STATEMENT, MOST_FIELDS_AFTER_STATEMENT = 6, 15
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
    return followed(client, answers, client.post("/start", data={"route": "out_of_work", **start}).headers["Location"])


def followed(client: FlaskClient, answers: Mapping[str, str], where: str) -> Walked:
    """Answer every page from this one on."""
    found = Walked()
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


def test_a_statement_leaves_six_pages(client: FlaskClient) -> None:
    first = client.post("/statement/start", data={"text": STATEMENT})
    found = followed(client, HOUSEHOLD, first.headers["Location"])
    assert len(found.pages) <= MOST_PAGES_AFTER_STATEMENT, found.pages
    assert found.fields <= MOST_FIELDS_AFTER_STATEMENT
    assert gain(client, found.end) == gain(client, walked(client, HOUSEHOLD).end), "the same household, the same answer"


def gain(client: FlaskClient, end: str) -> str:
    """The headline of the answer."""
    found = re.search(r"<h1[^>]*>(.*?)</h1>", client.get(end).text, re.DOTALL)
    assert found
    return found[1]


def test_the_list_comes_after_a_statement_only_for_whom_it_applies(client: FlaskClient) -> None:
    """Everything that could be ticked is said before. Other adults, whom the usual journey asks about at its start, are among it."""
    where = client.post("/statement/start", data={"text": STATEMENT}).headers["Location"].rsplit("/", 1)[0]
    before = client.get(f"{where}/anything").text
    assert client.post(f"{where}/anything", data={"topic_something": "yes"}).headers["Location"] == f"{where}/topics"
    listed = client.get(f"{where}/topics").text
    titles = re.findall(r'<label for="topic_\w+">(.*?)</label>', listed)
    assert len(titles) > 9
    assert re.findall(r"<li>(.*?)</li>", before[before.index("<main") : before.index("</main")]) == titles
    assert "topic_others" in listed
    client.post(f"{where}/topics", data={"topic_others": "yes"})
    assert "Who is the first of the other adults?" in client.get(f"{where}/others").text
    client.post(f"{where}/anything", data={})
    assert "Who is the first of the other adults?" not in client.get(f"{where.removesuffix('/question')}/check").text


def test_children_on_a_statement_are_asked_about_one_by_one(client: FlaskClient) -> None:
    two = STATEMENT.replace("303.94", "607.88").replace("1 child", "2 children").replace("1,858.64", "2,162.58")
    found = followed(client, HOUSEHOLD, client.post("/statement/start", data={"text": two}).headers["Location"])
    assert {"children", "children_2"} <= {*found.pages}
    assert "who" not in found.pages


def is_true_of(found: Walked) -> None:
    numbers = [tuple(map(int, each.split(" of about "))) for each in found.said]
    assert [number for number, _of in numbers] == list(range(1, len(found.pages) + 1))
    assert numbers[-1][1] == len(found.pages)
    assert all(abs(of - len(found.pages)) <= 3 for _number, of in numbers), "about means within three"


def test_the_progress_is_true(client: FlaskClient, counted: Walked) -> None:
    is_true_of(counted)
    first = client.post("/statement/start", data={"text": STATEMENT})
    is_true_of(followed(client, HOUSEHOLD, first.headers["Location"]))


def test_the_start_says_how_much_will_be_asked(client: FlaskClient, counted: Walked) -> None:
    assert client.get("/").text.count("About 10 questions, 5 minutes.") == 2
    assert abs(len(counted.pages) - 10) <= 2


def test_only_what_is_open_is_asked_where_much_is_known(app: Flask) -> None:
    known = {name: value for name, value in HOUSEHOLD.items() if not name.startswith(("job", "topic", "council_tax"))}
    found = walked(app.test_client(), HOUSEHOLD, **known, partner="no", lcwra_rate="protected")
    assert found.pages == ["job", "place", "topics"]


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
