"""The quick look: a range that holds the full answer, and the way on with what was entered."""

import re
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from flask.testing import FlaskClient
from test_journey import faults_by_width, fits, press
from test_walk import hidden

if TYPE_CHECKING:
    from playwright.sync_api import Browser

TYPED = {
    "job1_hours": "16",
    "job1_pay": "13",
    "job1_pay_per": "hour",
    "rent": "450",
    "rent_per": "month",
    "partner": "no",
}


def ends(page: str) -> tuple[str, ...]:
    """The two ends of the range, as the heading says them; one where they are the same."""
    heading = re.search(r'<h2 id="answer">(.*?)</h2>', page)
    assert heading
    return tuple(re.findall(r"£[0-9,]+ (?:more|less)|no change", heading[1]))


@pytest.mark.parametrize(
    "said",
    [{}, {"under_25": "yes"}, {"nation": "scotland", "children": "2"}, {"partner": "yes", "uc_health": "lcwra"}],
    ids=str,
)
def test_a_range_holds_the_answer_of_anybody_it_stands_for(client: FlaskClient, said: dict[str, str]) -> None:
    low, high = map(worth, ends(client.post("/quick", data={**TYPED, **said}).text))
    assert low < high
    people = {
        "job1_kind": "job",
        "job1_name": "This job",
        "age": "22" if said.get("under_25") == "yes" else "41",
        "tenure": "social",
        "bedrooms": "1",
        "nation": "wales",
        **{f"child{n}_age": "17" for n in range(1, int(said.get("children", "0")) + 1)},
        **TYPED,
        **{name: value for name, value in said.items() if name not in ("under_25", "children")},
        **({"partner_age": "41", "partner_now_hours": "30", "partner_now_pay": "13"} if "partner" in said else {}),
    }
    page = client.post("/calculate", data=people).text
    exact = re.search(r'class="diff".*?<dd>([^<]+) <small>', page)
    assert exact
    assert low - 1 <= worth(exact[1]) <= high + 1


@pytest.mark.parametrize(
    "said",
    [
        {"nation": "wales", "uc_health": "lcwra", "children": "1"},
        {"nation": "wales"},
        {"nation": "scotland"},
        {"nation": "england", "council": "Newham"},
        {"nation": "england", "council": "Trafford"},
    ],
    ids=str,
)
def test_a_range_holds_the_fall_of_help_with_council_tax(client: FlaskClient, said: dict[str, str]) -> None:
    """With a bill of 1,500 a year, help with it can fall by as much as 125 a month once there is pay."""
    asked = {name: value for name, value in said.items() if name != "council"}
    page = client.post("/quick", data={**TYPED, **asked}).text
    low, high = map(worth, ends(page))
    assert "how much council tax" in page
    household = {"job1_name": "Job", "age": "34", "tenure": "social", "bedrooms": "1", "child1_age": "8"}
    if "children" not in said:
        household.pop("child1_age")
    billed = {**household, **TYPED, **said, "council_tax": "1500", "council_tax_per": "year"}
    billed.pop("children", None)
    page = client.post("/calculate", data=billed).text
    for exact in re.findall(r"£[0-9,.]+ (?:more|less)", re.findall(r'class="diff".*?<dd>(.*?)</dd>', page)[0]):
        assert low - 1 <= worth(exact) <= high + 1


def worth(words: str) -> Decimal:
    found = re.search(r"£([0-9,.]+) (more|less)", words)
    return Decimal(found[1].replace(",", "")) * (1 if found[2] == "more" else -1) if found else Decimal(0)


def test_saying_more_narrows_the_range_or_leaves_it(client: FlaskClient) -> None:
    def width(said: dict[str, str]) -> Decimal:
        found = [worth(each) for each in ends(client.post("/quick", data={**TYPED, **said}).text)]
        return found[-1] - found[0]

    for said in ({"under_25": "no"}, {"nation": "england"}, {"uc_health": "none"}):
        assert width(said) <= width({})


@pytest.mark.parametrize(
    ("said", "before", "answer"),
    [
        ("whether you are under 25", {"job1_hours": "40"}, {"under_25": "no"}),
        ("whether there is a health decision", {}, {"uc_health": "none"}),
        ("what your partner earns", {"partner": "yes"}, {"partner": "no"}),
        ("how old your partner is", {"partner": "yes", "job1_hours": "40", "rent": "100"}, {"partner": "no"}),
    ],
)
def test_what_would_narrow_it_is_named_until_it_is_answered(
    client: FlaskClient, said: str, before: dict[str, str], answer: dict[str, str]
) -> None:
    assert client.post("/quick", data={**TYPED, **before}).text.count(said) == 1
    assert said not in client.post("/quick", data={**TYPED, **before, **answer}).text


def test_it_is_five_questions(client: FlaskClient) -> None:
    assert re.findall(r"<legend><h2>(\d)\.", client.get("/quick").text) == ["1", "2", "3", "4", "5"]


def test_what_was_said_is_not_asked_for_to_narrow_it(client: FlaskClient) -> None:
    page = client.post("/quick", data={**TYPED, "uc_health": "lcwra", "children": "2"}).text
    assert "whether there is a health decision" not in page
    assert hidden(page)["child2_age"] == "8"


def test_the_answers_go_on_into_the_journey(client: FlaskClient) -> None:
    sent = hidden(client.post("/quick", data=TYPED).text)
    where = client.post("/start", data=sent).headers["Location"]
    journey = where.split("/question/")[0]
    page = client.get(f"{journey}/check").text
    assert 'class="said">16<' in page
    assert not {"tenure", "age", "nation"} & sent.keys(), "what was only assumed is asked"


def test_everything_that_was_said_goes_on_and_what_is_only_about_right_is_asked_again(client: FlaskClient) -> None:
    said = {"under_25": "yes", "nation": "wales", "children": "2", "partner": "yes", "uc_health": "lcw"}
    page = client.post("/quick", data={**TYPED, **said}).text
    sent = {**hidden(page), "again": re.findall(r'name="again" value="(\w+)"', page)}
    where = client.post("/start", data=sent).headers["Location"]
    journey = where.split("/question/")[0]
    filled = client.get(f"{journey}/check").text
    for words in ("Wales", "Limited capability for work (LCW)", "£450, a month", "£13, an hour"):
        assert f'class="said">{words}<' in filled
    asked = []
    while "/question/" in where:
        asked.append(where.rsplit("/", 1)[1])
        where = client.post(where, data={"not_sure": "1"}).headers["Location"]
    assert {"age", "partner_age", "children"} <= {*asked}
    assert not {"job", "health", "who", "nation", "rent"} & {*asked}


def test_a_number_that_is_none_is_named_and_stays(client: FlaskClient) -> None:
    page = client.post("/quick", data={**TYPED, "job1_hours": "lots"})
    assert page.status_code == 422
    assert 'value="lots"' in page.text
    assert "There is a problem" in page.text


@pytest.mark.browser
@pytest.mark.parametrize("width", [320, 1280])
def test_it_is_sound(chromium: "Browser", address: str, width: int) -> None:
    context = chromium.new_context(viewport={"width": width, "height": 900})
    page = context.new_page()
    page.goto(f"{address}/quick")
    assert not faults_by_width(page)
    page.get_by_label("Hours a week").fill("16")
    page.locator("[name=job1_pay]").fill("13")
    press(page, "button", "Show the range")
    assert page.locator("#answer").count() == 1
    assert not faults_by_width(page)
    assert fits(page)
    context.close()
