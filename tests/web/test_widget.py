"""The widget as it is asked for and answers: what an address fills in, whom its headers let in, and the builder's markup."""

import html
import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hosts import provider_file
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_pages import fields_of, text_of
from test_walk import hidden
from werkzeug.test import TestResponse

from calculator.calculator import Calculator
from calculator.web.app import create_app
from calculator.web.embed import embedding
from calculator.web.themes import ProviderError, load

SITE = "https://www.northshire.example"
ASKED = {
    "job1_hours": "16",
    "job1_pay": "12.71",
    "job1_pay_per": "hour",
    "rent": "450",
    "rent_per": "month",
    "partner": "no",
}
PREFLIGHT = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"}


@pytest.fixture(scope="module")
def site(calculator: Calculator, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    folder = provider_file(tmp_path_factory.mktemp("providers"), SITE, "https://jobs.northshire.example:8443")
    (folder / "southshire.yaml").write_text(
        'name: {en: Southshire}\ncouncil: Glasgow City\norigins: ["https://south.example"]\n'
    )
    return create_app(calculator, load(folder, calculator.councils.register.names))


@pytest.fixture
def client(site: Flask) -> FlaskClient:
    return site.test_client()


# What an address fills in


def test_a_vacancy_fills_the_form_and_can_be_changed(client: FlaskClient) -> None:
    page = client.get(
        "/p/northshire/widget?hours=16&pay=£12.71&pay-per=hour&start=2026-12-07&title=Café+assistant"
    ).text
    sent = fields_of(page)
    assert sent["job1_hours"] == "16"
    assert sent["job1_pay"] == "£12.71"
    assert sent["job1_starts"] == "2026-12-07"
    assert "Café assistant" in text_of(page)
    answer = client.post("/p/northshire/widget", data={**sent, "rent": "450"})
    assert answer.status_code == 200
    assert "more a month" in text_of(answer.text)


@pytest.mark.parametrize(
    "query",
    [
        "hours=lots&pay=-3&pay-per=fortnight&start=soon&title=" + "x" * 400,
        "hours=1e9&pay=NaN&pay-per=hour&start=2026-02-30",
        "hours=999&pay=" + "9" * 40 + "&pay-per=year&start=99999-01-01",
        "hours=%00&pay=%ff&pay-per=&start=&title=%0d%0a",
        "hours=16&hours=20&pay-per=quarter&tell-finished=perhaps&unknown=1",
    ],
)
def test_what_cannot_be_used_is_left_out_calmly(client: FlaskClient, query: str) -> None:
    page = client.get(f"/widget?{query}")
    assert page.status_code == 200
    sent = fields_of(page.text)
    assert sent["job1_hours"] in ("", "16")
    assert sent["job1_pay"] == ""
    assert "job1_starts" not in sent
    assert 'class="error"' not in page.text


def test_markup_in_an_address_is_shown_as_text(client: FlaskClient) -> None:
    evil = {"title": '"><script>alert(1)</script>', "hours": '"><b>'}
    for address in ("/widget", "/widget/builder"):
        page = client.get(address, query_string=evil).text
        assert "<script>alert" not in page
        assert '"><b>' not in page
    assert "<script>alert" not in client.post("/widget", data={**ASKED, "job1_name": evil["title"]}).text


def test_pay_by_the_day_asks_how_many_days(client: FlaskClient) -> None:
    day = {**ASKED, "job1_pay": "100", "job1_pay_per": "day"}
    asked = client.post("/widget", data=day)
    assert asked.status_code == 422
    assert 'href="#job1_days"' in asked.text
    assert client.post("/widget", data={**day, "job1_days": "2"}).status_code == 200


def test_what_a_person_cannot_see_to_mend_never_stands_in_the_way(client: FlaskClient) -> None:
    for unseen in ({"job1_starts": "never"}, {"job1_name": "x" * 1000}, {"children": "many"}, {"partner": "perhaps"}):
        assert client.post("/widget", data={**ASKED, **unseen}).status_code == 200


# The state travels in what is posted


def test_change_an_answer_brings_the_form_back_as_it_was(client: FlaskClient) -> None:
    typed = {**ASKED, "children": "2", "uc_health": "lcwra", "job1_name": "Café", "job1_starts": "2026-12-07"}
    answer = client.post("/widget", data=typed).text
    back = re.search(r'<form class="after".*?</form>', answer, re.DOTALL)
    assert back
    form = fields_of(client.post("/widget", data={**hidden(back[0]), "edit": "1"}).text)
    assert {name: form[name] for name in typed} == typed


def test_no_answer_sets_a_cookie(client: FlaskClient) -> None:
    for reply in (
        client.get("/widget"),
        client.post("/widget", data=ASKED),
        client.post("/widget", data={}),
        client.get("/widget.js"),
    ):
        assert "Set-Cookie" not in reply.headers


def test_it_gives_the_same_range_as_the_quick_look(client: FlaskClient) -> None:
    heading = re.compile(r'<h[12] id="answer"[^>]*>\s*(.*?)\s*</h[12]>', re.DOTALL)
    said = {heading.findall(client.post(address, data=ASKED).text)[0] for address in ("/quick", "/widget")}
    assert len(said) == 1
    assert "from about £" in said.pop()


def test_the_nation_is_that_of_the_providers_council(client: FlaskClient) -> None:
    assert "live in Scotland" in client.post("/p/southshire/widget", data=ASKED).text
    assert "live in Scotland" in client.post("/p/southshire/quick", data=ASKED).text
    assert "live in England" in client.post("/p/northshire/widget", data=ASKED).text


def test_it_says_who_runs_it_and_what_the_site_around_it_sees(client: FlaskClient) -> None:
    said = text_of(client.get("/p/northshire/widget").text)
    assert "Run by Northshire Individual Placement and Support. Ring 01632 960 001." in said
    assert "Nothing you enter is kept, and the site around this cannot see it." in said
    assert "We are not part of DWP." in said


ODD = st.one_of(
    st.text(max_size=40),
    st.from_regex(r"-?[0-9]{1,9}(\.[0-9]{1,3})?", fullmatch=True),
    st.sampled_from(["hour", "day", "yes"]),
)
NAMES = [
    "job1_hours",
    "job1_pay",
    "job1_pay_per",
    "job1_days",
    "job1_starts",
    "job1_name",
    "uc_health",
    "rent",
    "rent_per",
    "partner",
]


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.dictionaries(st.sampled_from([*NAMES, "children", "asks", "agree", "edit"]), ODD),
    st.dictionaries(st.sampled_from(["hours", "pay", "pay-per", "start", "title", "tell-finished"]), ODD),
)
def test_whatever_is_sent_gets_a_page(client: FlaskClient, posted: dict[str, str], asked: dict[str, str]) -> None:
    assert client.get("/widget", query_string=asked).status_code == 200
    assert client.get("/widget/builder", query_string=asked).status_code == 200
    answer = client.post("/widget", data=posted)
    assert answer.status_code == (422 if "There is a problem" in answer.text else 200)


def test_the_script_is_not_counted_and_too_many_answers_are_refused_in_the_frame(calculator: Calculator) -> None:
    few = create_app(calculator, most_requests="20 per minute").test_client()
    assert {few.get("/widget.js").status_code for _time in range(25)} == {200}
    # A range takes several sums, which count as further requests.
    answered = [few.post("/widget", data=ASKED).status_code for _time in range(21)]
    assert (answered[0], answered[-1]) == (200, 429)
    assert answered == sorted(answered)
    refused = few.post("/widget", data=ASKED)
    assert 'class="frame"' in refused.text
    assert "Nothing you entered was kept." in refused.text


def test_an_error_is_said_in_the_frames_own_page(client: FlaskClient) -> None:
    refused = client.post("/widget", data={"job1_hours": "x" * 2_000_000})
    assert refused.status_code == 413
    assert 'class="frame"' in refused.text
    assert f"frame-ancestors 'self' {SITE}" not in refused.headers["Content-Security-Policy"]
    assert SITE in refused.headers["Content-Security-Policy"]


# Whom the headers let in


def ancestors(reply: TestResponse) -> str:
    found = re.search(r"frame-ancestors ([^;]+)", reply.headers["Content-Security-Policy"])
    assert found
    return found[1]


def test_only_a_providers_own_sites_may_frame_its_widget(client: FlaskClient) -> None:
    own = f"'self' {SITE} https://jobs.northshire.example:8443"
    for reply in (
        client.get("/p/northshire/widget"),
        client.get("/p/northshire/cy/widget"),
        client.post("/p/northshire/widget", data=ASKED),
    ):
        assert ancestors(reply) == own
        assert "X-Frame-Options" not in reply.headers
    assert ancestors(client.get("/p/southshire/widget")) == "'self' https://south.example"
    assert set(ancestors(client.get("/widget")).split()) == {*own.split(), "https://south.example"}
    for address in ("/", "/p/northshire/", "/p/northshire/quick", "/p/northshire/widget/builder", "/widget.js"):
        assert ancestors(client.get(address)) == "'none'"
        assert client.get(address).headers["X-Frame-Options"] == "DENY"


def test_without_providers_nobody_but_the_site_itself_may_frame_it(calculator: Calculator) -> None:
    bare = create_app(calculator).test_client()
    assert ancestors(bare.get("/widget")) == "'self'"
    assert "Access-Control-Allow-Origin" not in bare.get("/api/v1/openapi.json", headers={"Origin": SITE}).headers


def test_the_api_answers_browsers_of_listed_sites_and_no_others(client: FlaskClient) -> None:
    for method, address in (("GET", "/api/v1/openapi.json"), ("POST", "/api/v1/calculate"), ("GET", "/api/v1/nowhere")):
        reply = client.open(address, method=method, headers={"Origin": SITE})
        assert reply.headers["Access-Control-Allow-Origin"] == SITE
        assert "Access-Control-Allow-Credentials" not in reply.headers
        assert "Origin" in reply.headers["Vary"]
    asked = client.options("/api/v1/calculate", headers={"Origin": "https://south.example", **PREFLIGHT})
    assert asked.status_code == 200
    assert asked.headers["Access-Control-Allow-Origin"] == "https://south.example"
    assert "POST" in asked.headers["Access-Control-Allow-Methods"]
    assert asked.headers["Access-Control-Allow-Headers"] == "Content-Type, Accept-Language, Authorization, X-API-Key"
    for stranger in ("https://evil.example", "null", f"{SITE}.evil.example", SITE.upper(), ""):
        reply = client.options("/api/v1/calculate", headers={"Origin": stranger, **PREFLIGHT})
        assert not [name for name, _value in reply.headers if name.startswith("Access-Control")]
        assert "Origin" in reply.headers["Vary"]
    assert "Access-Control-Allow-Origin" not in client.get("/calculate", headers={"Origin": SITE}).headers


@pytest.mark.parametrize(
    ("origin", "kept"),
    [
        ("https://Www.Example.org", "https://www.example.org"),
        ("https://example.org:443", "https://example.org"),
        ("https://example.org:8443", "https://example.org:8443"),
        ("http://localhost:3000", "http://localhost:3000"),
        ("http://127.0.0.1", "http://127.0.0.1"),
    ],
)
def test_an_origin_is_kept_as_browsers_write_it(tmp_path: Path, origin: str, kept: str) -> None:
    assert load(provider_file(tmp_path, origin), ["Sheffield"])["northshire"].origins == [kept]


@pytest.mark.parametrize(
    ("origin", "said"),
    [
        ("http://www.example.org", "must begin with https://"),
        ("https://www.example.org/", "no path, no slash at its end"),
        ("https://*.example.org", "must be the origin of a site"),
        ("www.example.org", "must be the origin of a site"),
        ("https://example.org:99999", "must have a port from 1 to 65535"),
        ("https://example.org; script-src *", "must be the origin of a site"),
        ("*", "must be the origin of a site"),
    ],
)
def test_an_origin_that_would_let_in_more_is_refused(tmp_path: Path, origin: str, said: str) -> None:
    with pytest.raises(ProviderError, match="origins") as refused:
        load(provider_file(tmp_path, origin), ["Sheffield"])
    assert said in str(refused.value)


# The script and its markup


def test_the_script_may_be_had_by_anybody_and_kept_by_its_version(client: FlaskClient) -> None:
    plain, pinned = client.get("/widget.js"), client.get(f"/p/northshire/widget-{embedding.VERSION}.js")
    assert plain.data == pinned.data
    assert plain.headers["Cache-Control"] == "public, max-age=300"
    assert pinned.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    for reply in (plain, pinned):
        assert reply.headers["Access-Control-Allow-Origin"] == "*"
        assert reply.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
        assert reply.mimetype == "text/javascript"
    assert client.get("/widget.js", headers={"If-None-Match": plain.headers["ETag"]}).status_code == 304


def test_an_unknown_version_says_what_to_do(client: FlaskClient) -> None:
    gone = client.get("/widget-000000000000.js")
    assert gone.status_code == 404
    assert gone.mimetype == "text/plain"
    assert "Copy the markup anew from http://localhost/widget/builder" in gone.text
    assert gone.headers["Cache-Control"] == "no-store"


def test_the_builder_makes_markup_for_what_was_chosen(client: FlaskClient) -> None:
    query = {
        "provider": "northshire",
        "language": "cy",
        "hours": "16",
        "pay": "12.71",
        "pay-per": "hour",
        "title": 'A "big" <job>',
    }
    page = client.get("/p/southshire/cy/widget/builder", query_string=query).text
    script, held, address, frame, policy = (
        html.unescape(each) for each in re.findall(r"<code>(.*?)</code></pre>", page, re.DOTALL)
    )
    assert script.startswith(
        '<script src="http://localhost/widget.js" data-provider="northshire" data-language="cy" data-hours="16"'
    )
    assert 'data-title="A &#34;big&#34; &lt;job&gt;"' in script
    assert f'integrity="{embedding.INTEGRITY}" crossorigin="anonymous"' in held
    assert f"/widget-{embedding.VERSION}.js" in held
    assert address.startswith(
        '<script src="http://localhost/widget.js?provider=northshire&amp;language=cy&amp;hours=16'
    )
    assert frame.startswith('<iframe src="http://localhost/p/northshire/cy/widget?hours=16')
    assert 'title="Beth fyddai' in frame
    assert policy.split("\n") == ["script-src http://localhost", "frame-src http://localhost"]
    assert held in page, "what is copied is what is shown"
    assert "Rheolau fel yr oeddent ar" in page


def test_the_builder_says_what_it_leaves_out(client: FlaskClient) -> None:
    page = client.get("/widget/builder?provider=nobody&language=fr&hours=lots&pay=13&pay-per=hour").text
    assert page.count("This cannot be used, so it is left out") == 1
    assert 'id="hours" name="hours" value="lots"' in page
    assert "data-hours" not in page
    assert "data-provider" not in page


def test_the_loader_says_the_title_as_the_widget_does(client: FlaskClient) -> None:
    script = client.get("/widget.js").text
    for language, page in (("en", "/widget"), ("cy", "/cy/widget")):
        title = re.search(rf'{language}: "([^"]+)"', script)
        heading = re.search(r"<h1>(.*?)</h1>", client.get(page).text)
        assert title
        assert heading
        assert title[1] == html.unescape(heading[1])
