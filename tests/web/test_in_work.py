"""Somebody with a job ticks choices that stand ready, and gets what the same choices written by hand give."""

import html
import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from test_journey import faults, fits, follow
from test_walk import hidden

from calculator.contract import plan_file as case_file
from calculator.contract.plan_file import Opened
from calculator.contract.reading import read_case

if TYPE_CHECKING:
    from playwright.sync_api import Browser

WORK = {
    "now_hours": "37.5",
    "now_pay": "14.60",
    "now_pay_per": "hour",
    "now_paid": "month",
    "now_days": "5",
    "now_payday": "25",
    "now_costs": "70",
    "now_costs_per": "week",
}
SICK = {"now_sick": "5 10 2026", "now_ssp_weeks": "7", "now_average": "547.50", "now_average_per": "week"}
TICKED = {
    "change_stay": "yes",
    "change_fewer": "yes",
    "change_fewer_hours": "22.5",
    "change_fewer_days": "3",
    "change_phased": "yes",
    "change_phased_weeks": "6",
    "change_phased_hours": "15",
    "change_phased_days": "2",
    "change_leave": "yes",
    "change_starts": "30 11 2026",
}
HOME = {"tenure": "private", "rent": "1350", "rent_per": "month", "bedrooms": "2", "council_tax_band": "C"}
REST = {
    "age": {"age": "45"},
    "place": {"nation": "england", "council": "Oxford", **HOME},
    "home": HOME,
    "rent": {**HOME, "brma": "Oxford"},
    "who": {"topic_children": "yes"},
    "children": {"child1_age": "14"},
    "topics": {"topic_child_costs": "yes", "topic_money": "yes"},
    "child_benefit": {"claims_cb": "yes"},
    "universal_credit": {"claims_uc": "no", "each_claims_uc": "yes"},
    "savings": {"savings": "7200"},
}


def walk(client: FlaskClient, answers: dict[str, dict[str, str]], prefix: str = "") -> tuple[str, list[str]]:
    """Answer what is asked with what is given for the page, and go on without an answer elsewhere."""
    answers = {**answers}
    for given, pages in (("work_now", ("work_paid", "work_costs")), ("sick", ("sick_pay",))):
        answers |= {page: answers[given] for page in pages if given in answers}
    where = client.post(f"{prefix}/start", data={"route": "in_work"}).headers["Location"]
    asked = []
    while "/question/" in where:
        page = where.rsplit("/", 1)[1]
        asked.append(page)
        response = client.post(where, data=answers.get(page, {"not_sure": "1"}))
        assert response.status_code == 303, (page, re.findall(r'class="error".*?</p>', response.text))
        where = response.headers["Location"]
    return where.rsplit("/", 1)[0], asked


def kept(client: FlaskClient, journey: str) -> Opened:
    return case_file.read(client.post("/file", data=hidden(client.get(f"{journey}/check").text)).data)


def figures(app: Flask, case: Any) -> dict[str, Any]:
    found = app.extensions["calculator"].calculate(case).to_json()
    return {option["name"]: (option["position"]["lines"], option["change_per_month"]) for option in found["options"]}


def test_joannes_choices_ticked_are_joannes_choices_written_by_hand(app: Flask, client: FlaskClient) -> None:
    journey, asked = walk(client, {"work_now": WORK, "sick": SICK, "changes": TICKED, **REST})
    assert asked[:6] == ["work_now", "work_paid", "work_costs", "sick", "sick_pay", "changes"], (
        "no benefit is asked about first"
    )
    assert "job" not in asked, "what was ticked is not asked for again"
    by_hand = json.loads(json.dumps(app.extensions["examples"].cases["joanne"]))
    by_hand["adults"][0]["jobs"][0]["work_costs"] = [{"name": "costs", "amount": 70, "per": "week"}]
    names = {"Phased return, then full time": "Phased return", "Three days a week for good": "Fewer hours for good"}
    for option in by_hand["options"]:
        option["name"] = names.get(option["name"], "Leave the job" if option["name"] == "Leave" else option["name"])
        for cost in option.get("job", {}).get("work_costs", ()):
            cost["name"] = "costs"
    held = kept(client, journey)
    assert held.data["compare_with"] == "Stay on sick pay"
    ticked = held.case.model_copy(update={"views": ()})
    assert figures(app, ticked) == figures(app, read_case({**by_hand, "date": held.data.get("date", str(ticked.date))}))


@pytest.fixture
def off_sick(client: FlaskClient) -> str:
    """The answer for somebody off sick who gets no Universal Credit and may be able to."""
    home = {"tenure": "private", "rent": "1350", "rent_per": "month", "bedrooms": "2", "brma": "Oxford"}
    given = {"work_now": WORK, "sick": SICK, "changes": TICKED, "age": {"age": "45"}, "home": home, "rent": home}
    journey, _asked = walk(client, {**given, "area": home, "universal_credit": {"claims_uc": "no"}})
    return client.get(f"{journey}/answer").text


def test_what_a_choice_is_set_against_is_named_in_quotes(off_sick: str) -> None:
    assert "more than “Stay on sick pay”" in html.unescape(off_sick)


def test_that_universal_credit_may_be_had_as_things_are_is_told_at_the_top(off_sick: str) -> None:
    title = "You may be able to get Universal Credit as things are"
    assert off_sick.count(f">{title}<") == 1
    assert title in off_sick[off_sick.index("Watch for") : off_sick.index('id="choices"')]


def test_universal_credit_that_nobody_claims_does_not_go_down(off_sick: str) -> None:
    assert "Income tax starts" in off_sick
    assert "Universal Credit starts to go down" not in off_sick


def test_going_off_sick_and_leaving_are_as_by_hand(app: Flask, client: FlaskClient) -> None:
    ticks = {"change_sick": "yes", "change_leave": "yes", "change_another": "yes", "change_another_hours": "20"}
    ticks |= {"change_another_pay": "15", "change_another_pay_per": "hour", "change_starts": "7 12 2026"}
    journey, _asked = walk(client, {"work_now": WORK, "changes": ticks, "age": {"age": "45"}})
    found = kept(client, journey).data["options"]
    sick, leave, another = found
    assert sick["job"]["sick"] == {"from": "2026-12-07"}
    assert sick["job"]["pay"] == {"amount": 14.6, "per": "hour"}
    assert leave == {"name": "Leave the job", "work": "none", "starts": "2026-12-07"}
    assert another["job"]["hours_per_week"] == 20
    page = client.get(f"{journey}/answer").text
    assert "Statutory Sick Pay" in page
    assert "Please get advice before you leave a job" in client.get(f"{journey}/answer?show=1").text


def test_a_salary_survives_a_phased_return_and_the_form(app: Flask, client: FlaskClient) -> None:
    work = {**WORK, "now_pay": "30000", "now_pay_per": "year", "now_days": ""}
    ticks = {"change_phased": "yes", "change_phased_weeks": "3", "change_phased_hours": "7.5"}
    journey, _asked = walk(client, {"work_now": work, "changes": ticks, "age": {"age": "45"}})
    job = kept(client, journey).case.options[0].job
    assert job
    assert [(step.hours_per_week, step.pay.amount) for step in job.schedule if step.pay] == [
        (17.5, 14000),
        (27.5, 22000),
        (37.5, 30000),
    ]


def test_sick_pay_from_the_employer_is_counted(client: FlaskClient) -> None:
    sick = {"now_sick": "2 11 2026", "now_contract": "£300 a week until 1/3/2027"}
    journey, _asked = walk(client, {"work_now": WORK, "sick": sick, "age": {"age": "45"}})
    held = kept(client, journey)
    assert held.data["adults"][0]["jobs"][0]["sick"]["contract_pay"] == [
        {"amount": 300, "per": "week", "until": "2027-03-01"}
    ]
    answer = client.get(f"{journey}/answer").text
    assert "£1,300.00" in answer, "300 a week"
    assert "£534.08" in answer, "123.25 a week"


@pytest.mark.parametrize(
    ("work", "ticks", "field"),
    [
        (WORK, {"change_fewer": "yes"}, "change_fewer_hours"),
        (WORK, {"change_phased": "yes", "change_phased_hours": "15"}, "change_phased_weeks"),
        (WORK, {"change_leave": "yes", "change_starts": "soon"}, "change_starts"),
        ({"not_sure": "1"}, {"change_fewer": "yes", "change_fewer_hours": "20"}, "change_fewer"),
        ({**WORK, "now_pay_is": "take_home"}, {"change_fewer": "yes", "change_fewer_hours": "20"}, "change_fewer"),
        (WORK, dict.fromkeys([f"change_{x}" for x in ("stay", "fewer", "phased", "sick", "leave", "another")], "yes"),
         "change_stay"),
    ],
)  # fmt: skip
def test_what_is_missing_for_a_choice_is_said_beside_it(
    client: FlaskClient, work: dict[str, str], ticks: dict[str, str], field: str
) -> None:
    where = client.post("/start", data={"route": "in_work"}).headers["Location"]
    journey = where.rsplit("/", 1)[0]
    client.post(where, data=work)
    page = client.post(f"{journey}/changes", data=ticks)
    assert page.status_code == 422
    assert f'href="#{field}"' in page.text
    assert f'id="{field}-error"' in page.text
    for name, value in ticks.items():
        assert re.search(rf'name="{name}"[^>]*(checked|value="{re.escape(html.escape(value))}")', page.text)


def test_nothing_ticked_is_staying_as_now(client: FlaskClient) -> None:
    journey, _asked = walk(client, {"work_now": WORK, "age": {"age": "45"}})
    assert kept(client, journey).data["options"][0]["work"] == "as_now"
    assert "about the same" in client.get(f"{journey}/answer").text


def test_ticking_anew_takes_the_place_of_what_was_ticked(client: FlaskClient) -> None:
    journey, _asked = walk(client, {"work_now": WORK, "changes": TICKED, **REST})
    page = client.get(f"{journey}/question/changes").text
    assert "takes the place" in page
    assert re.search(r'id="change_phased" value="yes" checked', page)
    client.post(f"{journey}/question/changes", data={"change_leave": "yes", "change_stay": "yes"})
    found = kept(client, journey).data
    assert [each["name"] for each in found["options"]] == ["Leave the job", "Stay as now"]
    assert all(each["claims"]["universal_credit"] for each in found["options"]), "what was said of a claim still holds"


def test_somebody_out_of_work_can_set_no_change_and_training_beside_a_job(client: FlaskClient) -> None:
    where = client.post("/start", data={"route": "out_of_work"}).headers["Location"]
    journey = where.split("/question/")[0]
    client.post(where, data={"job1_hours": "16", "job1_pay": "13", "job1_pay_per": "hour"})
    assert "Training or volunteering first" in client.get(f"{journey}/question/beside").text
    client.post(f"{journey}/question/beside", data={"change_training": "yes", "change_stay": "yes"})
    client.post(f"{journey}/question/beside", data={"change_training": "yes"})
    client.post(f"{journey}/question/age", data={"age": "30"})
    found = kept(client, journey).data["options"]
    assert [(each["name"], each.get("work", "job")) for each in found] == [
        ("Job 1", "job"),
        ("Training or volunteering first", "none"),
        ("Stay as now", "as_now"),
    ]


def test_the_task_list_tells_not_started_from_something_missing(client: FlaskClient) -> None:
    where = client.post("/start", data={"route": "in_work"}).headers["Location"]
    journey = where.split("/question/")[0]

    def marks() -> dict[str, str]:
        page = client.get(f"{journey}/tasks").text
        return dict(re.findall(r'id="far-(\w+)"><span aria-hidden="true">.</span> ([^<]+)<', page))

    assert set(marks().values()) == {"Not started"}
    assert next(iter(marks())) == "work"
    client.post(where, data=WORK)
    assert marks()["work"] == "In progress, something missing"
    assert f"{journey}/question/work_paid" in client.get(f"{journey}/tasks").text
    for page in ("work_paid", "work_costs", "sick"):
        client.post(f"{journey}/question/{page}", data={"not_sure": "1"})
    assert marks()["work"] == "Done"
    assert "3 questions left open" in client.get(f"{journey}/tasks").text
    for page in ("work_now", "changes", "age", "savings"):
        assert f'href="{journey}/tasks"' in client.get(f"{journey}/question/{page}").text


@pytest.mark.browser
@pytest.mark.parametrize(("scripts", "width"), [(True, 1280), (False, 320)])
def test_it_is_sound_and_needs_no_mouse(chromium: "Browser", address: str, scripts: bool, width: int) -> None:
    context = chromium.new_context(viewport={"width": width, "height": 800}, java_script_enabled=scripts)
    page = context.new_page()

    def sound() -> None:
        assert not scripts or not faults(page)
        assert fits(page)

    page.goto(f"{address}/")
    follow(page, page.locator("button[name=route]").nth(1))
    page.locator("[name=now_hours]").fill("37.5")
    page.locator("[name=now_pay]").fill("14.60")
    page.keyboard.press("Enter")
    page.wait_for_url("**/question/work_paid")
    while not page.url.endswith("/changes"):
        follow(page, page.locator(".unsure button"))
    sound()
    assert not page.locator("[name=change_fewer_hours]").is_visible()
    page.locator("#change_fewer").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "change_fewer_hours"
    page.keyboard.type("lots")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    sound()
    assert page.locator("#change_fewer_hours").input_value() == "lots"
    page.locator("#change_fewer_hours").fill("20")
    follow(page, page.locator("form.one .row button"))
    follow(page, page.get_by_role("link", name="See the parts and what is left"))
    sound()
    assert page.locator("#far-choice").inner_text().endswith("Done")
    assert page.locator("#far-you").inner_text().endswith("Not started")
    link = page.locator(".tasklist a").nth(2)
    link.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.url.endswith("/question/age")
    context.close()
