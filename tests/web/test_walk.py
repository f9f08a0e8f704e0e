"""The six households walk the journey, question by question, and reach the answer that the command line gives them."""

import html
import re
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from flask import Flask
from flask.testing import FlaskClient
from test_journey import faults_by_width, fits, follow

from calculator import __main__ as cli
from calculator.calculator import Calculator
from calculator.contract import plan_file as case_file
from calculator.contract.reading import read_case
from calculator.web.form import questions as question_files
from calculator.web.form.form import Form
from calculator.web.form.questions import Page
from calculator.web.journey.questions import Questions, load
from calculator.web.seal import MINUTES, Seal
from calculator.yaml_text import WrongFile

if TYPE_CHECKING:
    from playwright.sync_api import Browser
    from playwright.sync_api import Page as Tab

HOUSEHOLDS = ["amina", "dan", "graham", "joanne", "kayleigh", "rhys-and-lorna"]
PARTS = ("_per", "_is", "_kind")


@pytest.fixture(scope="module")
def form(app: Flask) -> Form:
    found: Form = app.extensions["form"]
    return found


@pytest.fixture(scope="module")
def questions(app: Flask) -> Questions:
    found: Questions = app.extensions["questions"]
    return found


def wanted(app: Flask, name: str) -> dict[str, str]:
    """Every answer of a household, by the name of its input."""
    answers: dict[str, str] = app.extensions["form"].shown(app.extensions["examples"].cases[name])
    del answers["base"]
    return answers


def about(questions: Questions, topic: str) -> set[str]:
    """The fields on the pages that come if a topic is ticked, and on those of the topics that are ticked there."""
    found: set[str] = set()
    for page in questions.pages:
        if page.topic == topic:
            found |= {*page.fields}.union(*(about(questions, each.id) for each in page.topics))
    return found


def on_page(app: Flask, page: Page, answers: Mapping[str, str], names: set[str]) -> dict[str, str]:
    """What the household gives on one page."""
    form, questions = app.extensions["form"], app.extensions["questions"]
    given = {name: value for name, value in answers.items() if name in names}
    for topic in page.topics:
        fields = [form.fields[name] for name in about(questions, topic.id)]
        held = any(answers.get(name) for field in fields for name in field.names if not name.endswith(PARTS))
        if (answers.get(topic.answer) == "yes") or held:
            given[f"topic_{topic.id}"] = "yes"
    return given


def another(app: Flask, page: Page, answers: Mapping[str, str]) -> bool:
    """Whether the household has one more choice, child or adult to tell of, and this page is the first to offer it."""
    form, questions = app.extensions["form"], app.extensions["questions"]
    offers = [each for each in questions.pages if each.each == page.each and each.another]
    first = next((each.id for each in offers if each.row == page.row and (page.row > 1 or not each.several)), "")
    held = (form.fields[name].is_filled(answers) for each in offers if each.row == page.row + 1 for name in each.fields)
    return page.id == first and any(held)


def same_result(app: Flask, content: bytes, name: str) -> None:
    """A kept plan gives the figures of the household's own case, line by line."""
    calculator: Calculator = app.extensions["calculator"]
    example = read_case({**app.extensions["examples"].cases[name], "views": []})
    own, kept = (
        calculator.calculate(case).to_json()
        # A plan has no day of its own; what is left of sick pay hangs on the day.
        for case in (example, case_file.read(content).case.model_copy(update={"views": (), "date": example.date}))
    )
    for part in ("now", "options", "assumptions"):
        assert kept[part] == own[part]


def walk(client: FlaskClient, app: Flask, answers: Mapping[str, str]) -> tuple[str, list[str]]:
    """Answer every question that is asked; the address of the journey and the pages that came."""
    response = client.post("/start", data={"route": "out_of_work"})
    asked = []
    while "/question/" in response.headers["Location"]:
        where = response.headers["Location"]
        page = app.extensions["questions"].page(where.rsplit("/", 1)[1])
        asked.append(page.id)
        names = set(re.findall(r'name="([a-z0-9_]+)"', client.get(where).text))
        data = on_page(app, page, answers, names)
        response = client.post(where, data={**data, **({"another": "1"} if another(app, page, answers) else {})})
        assert response.status_code == 303, page.id
    return response.headers["Location"].rsplit("/", 1)[0], asked


def hidden(page: str) -> dict[str, str]:
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page)
    return {name: html.unescape(value) for name, value in found}


@pytest.mark.parametrize("name", HOUSEHOLDS)
def test_a_household_reaches_its_own_answer(app: Flask, name: str) -> None:
    client = app.test_client()
    journey, _asked = walk(client, app, wanted(app, name))
    page = client.get(f"{journey}/answer")
    assert page.status_code == 200
    kept = client.post("/file", data=hidden(client.get(f"{journey}/check").text))
    same_result(app, kept.data, name)
    example = client.get(f"/example/{name}").text
    heading = re.compile(r'<h1 id="answer">(.*?)</h1>')
    assert heading.findall(page.text) == heading.findall(example)


def test_only_what_can_change_a_figure_is_asked(app: Flask) -> None:
    _journey, dan = walk(app.test_client(), app, wanted(app, "dan"))
    _journey, amina = walk(app.test_client(), app, wanted(app, "amina"))
    assert "rent" in dan
    assert "children_2" in amina
    assert "lcwra_from" in dan
    assert "lcwra_rate" not in dan, "the day settles the amount"
    _journey, nobody = walk(app.test_client(), app, {"job1_hours": "16", "job1_pay": "13", "age": "30"})
    assert not {"lcwra_from", "lcwra_rate"} & {*nobody}, "without LCWRA there is no amount to ask for"
    assert "partner_age" not in nobody


def test_not_sure_is_an_answer_on_every_page(client: FlaskClient, questions: Questions) -> None:
    response = client.post("/start", data={"route": "in_work"})
    asked = 0
    while "/question/" in response.headers["Location"]:
        where = response.headers["Location"]
        page = client.get(where).text
        assert "Not sure, or would rather not say?" in page
        response = client.post(where, data={"not_sure": "1"})
        assert response.status_code == 303
        asked += 1
    assert asked > 10
    journey = response.headers["Location"].rsplit("/", 1)[0]
    answer = client.get(f"{journey}/answer")
    assert answer.status_code == 200
    assert "a month" in answer.text


def begun(client: FlaskClient) -> str:
    """A journey whose first question is answered."""
    where = client.post("/start", data={}).headers["Location"]
    client.post(where, data={"job1_hours": "16", "job1_pay": "13", "job1_pay_per": "hour"})
    return where.split("/question/")[0]


def test_a_wrong_answer_stays_and_is_named(client: FlaskClient) -> None:
    where = client.post("/start", data={}).headers["Location"]
    page = client.post(where, data={"job1_hours": "lots", "job1_pay": "13"})
    assert page.status_code == 422
    assert "<title>Error:" in page.text
    assert 'value="lots"' in page.text
    assert 'href="#job1_hours"' in page.text


def test_back_and_change_lose_nothing(client: FlaskClient) -> None:
    journey = begun(client)
    first = client.get(f"{journey}/question/job").text
    assert 'value="16"' in first
    changed = client.post(f"{journey}/question/job", data={"job1_hours": "20", "job1_pay": "13", "back": "check"})
    assert changed.headers["Location"].endswith("/check")
    assert re.search(r'class="said">20<', client.get(f"{journey}/check").text)


def test_two_tabs_do_not_mix(client: FlaskClient) -> None:
    one, other = begun(client), begun(client)
    assert one != other
    client.post(f"{other}/question/job", data={"job1_hours": "30", "job1_pay": "13"})
    assert 'value="16"' in client.get(f"{one}/question/job").text
    assert 'value="30"' in client.get(f"{other}/question/job").text


def test_answers_are_cleared_after_half_an_hour_and_not_before(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    seal: Seal = app.extensions["seal"]
    client = app.test_client()
    now = seal.clock()
    monkeypatch.setattr(seal, "clock", lambda: now)
    journey = begun(client)
    monkeypatch.setattr(seal, "clock", lambda: now + MINUTES * 60 - 5)
    assert client.get(f"{journey}/check").status_code == 200  # looking again keeps them
    monkeypatch.setattr(seal, "clock", lambda: now + 2 * MINUTES * 60 - 10)
    assert client.get(f"{journey}/check").status_code == 200
    monkeypatch.setattr(seal, "clock", lambda: now + 4 * MINUTES * 60)
    gone = client.get(f"{journey}/check")
    assert gone.status_code == 410
    assert "We cleared your answers after 30 minutes" in gone.text


@pytest.mark.parametrize("sealed", ["", "nonsense", "é", "gAAAAAB" + "A" * 200])
def test_a_cookie_that_is_not_ours_opens_nothing(app: Flask, sealed: str) -> None:
    assert app.extensions["seal"].open(sealed) is None


def test_clearing_takes_the_cookie_away(client: FlaskClient) -> None:
    journey = begun(client)
    assert client.get_cookie("journey", path=journey)
    client.post(f"{journey}/clear")
    assert client.get_cookie("journey", path=journey) is None
    assert client.get(f"{journey}/check").status_code == 410


def test_too_many_answers_go_on_by_file(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    journey = begun(client)
    monkeypatch.setattr("calculator.web.journey.state.MOST_BYTES", 100)
    page = client.post(f"{journey}/question/job", data={"job1_hours": "17", "job1_pay": "13"})
    assert page.status_code == 413
    assert "Nothing is lost" in page.text
    assert hidden(page.text)["job1_hours"] == "17"
    kept = client.post("/file", data={**hidden(page.text), "age": "30"})
    job = case_file.read(kept.data).case.options[0].job
    assert job
    assert job.hours_per_week == 17


@pytest.mark.parametrize("name", HOUSEHOLDS)
def test_a_kept_plan_opens_again(app: Flask, name: str) -> None:
    client = app.test_client()
    journey, _asked = walk(client, app, wanted(app, name))
    content = client.post("/file", data=hidden(client.get(f"{journey}/check").text)).data
    opened = client.post("/open", data={"case": content.decode()})
    assert opened.headers["Location"].endswith("/tasks")
    again = opened.headers["Location"].removesuffix("/tasks")
    same_result(app, client.post("/file", data=hidden(client.get(f"{again}/check").text)).data, name)


def test_what_changed_since_a_plan_was_kept_is_said(app: Flask, client: FlaskClient) -> None:
    journey, _asked = walk(client, app, wanted(app, "dan"))
    content = client.post("/file", data=hidden(client.get(f"{journey}/check").text)).data
    older = re.sub(rb'"left_over": "[0-9.]+"', b'"left_over": "1000.00"', content, count=1)
    assert older != content
    page = client.post("/open", data={"case": older.decode()}).text
    assert "The figures have changed since you kept this" in page
    assert "£1,000.00" in page


@pytest.mark.parametrize("content", ["", "{", '{"kind": "other"}', '{"adults": []}'])
def test_a_file_that_is_no_plan_is_refused_plainly(client: FlaskClient, content: str) -> None:
    page = client.post("/open", data={"case": content})
    assert page.status_code == 422
    assert "There is a problem" in page.text


def test_the_other_language_keeps_the_answers(client: FlaskClient) -> None:
    journey = begun(client)
    there = client.post(f"{journey}/language", data={"page": "question/job"})
    assert there.headers["Location"] == f"/cy{journey}/question/job"
    assert 'value="16"' in client.get(there.headers["Location"]).text
    back = client.post(f"/cy{journey}/language", data={"page": "check"})
    assert back.headers["Location"] == f"{journey}/check"
    assert client.get(back.headers["Location"]).status_code == 200


@pytest.mark.parametrize(
    ("part", "old", "new", "said"),
    [
        ("benefits", "uc_health: adult.uc_health", "uc_health: adult.nothing", "input adult.nothing"),
        ("more", "needs: children", "needs: child", "topic child"),
        ("family", "answer: partner", "answer: partners", "field partners"),
        ("home", "only_if: {tenure", "only_if: {tenures", "field tenures"),
        ("benefits", "universal_credit.lcwra_change_date", "universal_credit.nothing", "rule universal_credit.nothing"),
        ("you", "fields: [age]", "fields: [aged]", "field aged"),
        ("you", "fields: [age]", "fields: [age, tenure]", "field tenure on two pages"),
        ("home", "fields: [tenure]", "fields: []", "field tenure on no page"),
        ("work", "topic: in_work", "topic: in_works", "topic in_works"),
        ("work", "title: Your work now", "titel: Your work now", r"work\.yaml: titel: Extra inputs"),
    ],
)
def test_a_page_that_names_what_is_not_there_is_refused(
    form: Form, app: Flask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, part: str, old: str, new: str, said: str
) -> None:
    inputs = [rule.name for rule in app.extensions["calculator"].book.rules.inputs]
    folder = _changed(tmp_path, part, old, new)
    monkeypatch.setattr(question_files, "files", lambda: question_files.read_files(folder))
    with pytest.raises(WrongFile, match=said):
        load(form, inputs, app.extensions["calculator"].book.rules.rules)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("council_tax, ", "", "sections.yaml: field council_tax in no section\n"),
        ("id: you", "idd: you", "sections.yaml: sections.1.id: Field required\n"),
        ("- id: you", "  - id: you", "sections.yaml:"),
    ],
)
def test_a_site_whose_questions_do_not_fit_says_so_in_a_line(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str], old: str, new: str, said: str
) -> None:
    text = question_files.SECTIONS.read_text(encoding="utf-8")
    file = tmp_path / "sections.yaml"
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    monkeypatch.setattr(question_files, "SECTIONS", file)
    assert cli.main(["serve", "--port", "8791"]) == 1
    told = capsys.readouterr().err
    assert said in told
    assert "Traceback" not in told


@pytest.mark.parametrize(
    ("part", "old", "new", "said"),
    [
        ("home", "  bedrooms:", "  rooms:", "no question bedrooms; field rooms in no section"),
        ("home", "kind: number", "kind: numeral", "bedrooms: no kind of field numeral"),
        ("benefits", "choices: yes_no", "choices: yes_or_no", "no list of choices yes_or_no"),
        ("family", "  claims_cb:", "  claims_uc:", "field claims_uc twice"),
    ],
)
def test_a_question_that_does_not_fit_the_form_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, part: str, old: str, new: str, said: str
) -> None:
    made = question_files.read_files(_changed(tmp_path, part, old, new))
    monkeypatch.setattr(question_files, "files", lambda: made)
    with pytest.raises(WrongFile, match=said):
        Form([], [], dict)


def _changed(folder: Path, part: str, old: str, new: str) -> Path:
    """A copy of the files of questions, with the first place of some words in one of them changed."""
    shutil.copytree(question_files.FOLDER, folder, dirs_exist_ok=True)
    file = folder / f"{part}.yaml"
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new, 1))
    return folder


# ---------------------------------------------------------------------- in a browser
MODES = [("", True, 1280), ("/cy", False, 320)]


@pytest.fixture(params=MODES, ids=["en-scripts-desktop", "cy-bare-phone"])
def tab(request: pytest.FixtureRequest, chromium: "Browser") -> Iterator[tuple["Tab", str]]:
    prefix, scripts, width = request.param
    context = chromium.new_context(viewport={"width": width, "height": 800}, java_script_enabled=scripts)
    elsewhere: list[str] = []
    made = context.new_page()
    made.on(
        "request",
        lambda sent: elsewhere.append(sent.url) if "127.0.0.1" not in sent.url and "data:" not in sent.url else None,
    )
    yield made, prefix
    context.close()
    assert not elsewhere, "a page asked something of another site"


@pytest.mark.browser
@pytest.mark.parametrize("name", HOUSEHOLDS)
def test_a_household_walks_in_a_browser(tab: tuple["Tab", str], app: Flask, address: str, name: str) -> None:
    page, prefix = tab
    answers = wanted(app, name)
    page.goto(f"{address}{prefix}/")
    follow(page, page.locator("button[name=route]").first)
    while "/question/" in page.url:
        asked = app.extensions["questions"].page(page.url.rsplit("/", 1)[1])
        names = set(page.locator("main [name]").evaluate_all("all => all.map(each => each.name)"))
        for field, value in on_page(app, asked, answers, names).items():
            control = page.locator(f"main [name={field}]").first
            kind = control.evaluate("each => each.type")
            if kind == "radio":
                page.locator(f"main [name={field}][value='{value}'] + label").click()
            elif kind == "checkbox":
                page.locator(f"main [name={field}] + label").click()
            elif kind == "select-one":
                control.select_option(value)
            else:
                control.fill(value)
        more = another(app, asked, answers)
        follow(page, page.locator("form.one .row button[name=another]" if more else "form.one .row button:not([name])"))
    assert page.url.endswith("/answer")
    assert page.locator("h1#answer").count() == 1
    page.goto(page.url.replace("/answer", "/check"))
    with page.expect_download() as download:
        page.locator("#keep ~ form button").click()
    same_result(app, download.value.path().read_bytes(), name)


@pytest.mark.browser
def test_each_kind_of_page_is_sound(chromium: "Browser", address: str) -> None:
    for width in (320, 1280):
        context = chromium.new_context(viewport={"width": width, "height": 800})
        page = context.new_page()
        page.goto(f"{address}/open")
        assert not faults_by_width(page)
        page.goto(f"{address}/")
        assert not faults_by_width(page)
        follow(page, page.locator("button[name=route]").first)
        seen = 0
        while "/question/" in page.url:
            seen += 1
            if seen < 40 and page.url.rsplit("/", 1)[1] in ("job", "who", "topics", "place"):
                assert not faults_by_width(page), page.url
                assert fits(page), page.url
            follow(page, page.locator(".unsure button"))
        page.goto(page.url.replace("/answer", "/check"))
        assert not faults_by_width(page)
        assert fits(page)
        page.goto(page.url.replace("/check", "/question/job"))
        page.get_by_label("Hours a week").fill("lots")
        follow(page, page.get_by_role("button", name="Continue", exact=True))
        assert page.locator(".problem").evaluate("each => each === document.activeElement")
        assert not faults_by_width(page)
        context.close()


@pytest.mark.browser
def test_a_private_link_opens_without_telling_the_server(chromium: "Browser", address: str) -> None:
    context = chromium.new_context()
    page = context.new_page()
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url))
    page.goto(f"{address}/")
    follow(page, page.locator("button[name=route]").first)
    page.get_by_label("Hours a week").fill("17")
    page.get_by_label("Pay", exact=False).first.fill("13")
    follow(page, page.locator("form.one .row button").first)
    page.goto(page.url.split("/question/")[0] + "/question/age")
    page.locator("main [name=age]").fill("41")
    follow(page, page.locator("form.one .row button").first)
    page.goto(page.url.split("/question/")[0] + "/check")
    link = page.locator("#link").input_value()
    assert "#1." in link
    other = context.new_page()
    other.on("request", lambda request: sent.append(request.url))
    other.goto(link)
    other.wait_for_url("**/tasks")
    follow(other, other.get_by_role("link", name="See, change or keep all my answers"))
    assert other.locator(".said", has_text="41").count() == 1
    assert not [url for url in sent if link.split("#1.")[1] in url]
    context.close()
