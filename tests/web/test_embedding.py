"""The widget in a page of another site, in a real browser: what works there, and what the site is told."""

import html
import json
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
from flask import Flask
from hosts import Host, provider_file, serving
from loaded import CALCULATOR
from test_journey import AXE, faults
from werkzeug.serving import make_server

from calculator.contract.reading import read_case
from calculator.web.app import create_app
from calculator.web.embed import embedding
from calculator.web.themes import load

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Frame, Page

pytestmark = pytest.mark.browser
# Notes every look at a place where a page could keep something.
WATCH = """
window.looked = [];
for (const [holder, name] of [[window, "localStorage"], [window, "sessionStorage"], [window, "indexedDB"], [window, "caches"],
                              [Document.prototype, "cookie"], [Navigator.prototype, "sendBeacon"]])
  Object.defineProperty(holder, name, { configurable: true, get() { window.looked.push(name); } });
"""
VACANCY = 'data-hours="16" data-pay="12.71" data-pay-per="hour" data-start="2026-12-07" data-title="Café assistant"'


@dataclass
class Place:
    """The calculator, a site that it lists, and one that it does not."""

    calculator: str
    app: Flask
    host: Host
    stranger: Host

    def script(self, more: str = VACANCY, provider: str = "northshire", name: str = "widget.js") -> str:
        return f'<script src="{self.calculator}/{name}" data-provider="{provider}" {more} async></script>'


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    # The two names make it another site to a browser, and not only another origin.
    with serving("localhost") as host, serving("localhost") as stranger:
        app = create_app(
            CALCULATOR, load(provider_file(tmp_path_factory.mktemp("providers"), host.origin), ["Sheffield"])
        )
        server = make_server("127.0.0.1", 0, app, threaded=True)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        address = f"http://127.0.0.1:{server.server_port}"
        for each in (host, stranger):
            each.policy = f"default-src 'none'; script-src {address} 'self'; frame-src {address}"
        yield Place(address, app, host, stranger)
        server.shutdown()
        thread.join()
        server.server_close()


@dataclass
class Visit:
    """One person's browser: its page, and everything it asked for or refused."""

    context: "BrowserContext"
    page: "Page"
    place: Place
    asked: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    def frame(self, number: int = 0) -> "Frame":
        # A frame further down is only fetched as it comes near.
        self.page.locator("iframe").nth(number).scroll_into_view_if_needed()
        handle = self.page.locator("iframe").nth(number).element_handle()
        assert handle
        found = handle.content_frame()
        assert found
        return found

    def widget(self, number: int = 0) -> Any:
        return self.page.frame_locator("iframe").nth(number)

    def messages(self) -> list[dict[str, Any]]:
        told: list[dict[str, Any]] = self.page.evaluate("window.told")
        assert {each["origin"] for each in told} <= {self.place.calculator}
        return [each["data"] for each in told]

    def fits(self, number: int = 0) -> None:
        """The frame is as tall as what is in it."""
        self.frame(number)
        self.widget(number).locator("main").wait_for()
        whole = "document.documentElement.getBoundingClientRect().height"
        tall = (
            "number => Math.abs(document.querySelectorAll('iframe')[number].getBoundingClientRect().height - %s) <= 1"
        )
        inside = self.frame(number).evaluate(whole)
        self.page.wait_for_function(tall % inside, arg=number)


def visits(chromium: "Browser", place: Place, **settings: Any) -> Iterator[Visit]:
    context = chromium.new_context(**{"viewport": {"width": 1000, "height": 800}, **settings})
    visit = Visit(context, context.new_page(), place)
    context.on("request", lambda sent: visit.asked.append(sent.url))
    visit.page.on("console", lambda said: visit.refused.append(said.text) if said.type == "error" else None)
    yield visit
    ours = (place.calculator, place.host.origin, place.stranger.origin, "data:")
    assert [each for each in visit.asked if not each.startswith(ours)] == []
    context.close()


@pytest.fixture
def visit(chromium: "Browser", place: Place) -> Iterator[Visit]:
    yield from visits(chromium, place)


@pytest.fixture
def plain(chromium: "Browser", place: Place) -> Iterator[Visit]:
    """A browser that runs no scripts."""
    yield from visits(chromium, place, java_script_enabled=False)


def answered(visit: Visit, number: int = 0) -> str:
    """Press the button, and wait for the answer: its heading."""
    visit.widget(number).get_by_role("button", name=re.compile("See a rough range|Gweld")).click()
    heading = visit.widget(number).locator("#answer")
    heading.wait_for()
    return str(heading.inner_text())


def test_it_answers_in_a_page_with_a_strict_policy_and_leaves_nothing(visit: Visit, place: Place) -> None:
    visit.context.add_init_script(WATCH)
    visit.page.goto(place.host.put(place.script()))
    form = visit.widget()
    assert form.get_by_label("Hours a week").input_value() == "16"
    assert form.locator("#job1_pay").input_value() == "12.71"
    assert form.get_by_text("Café assistant").is_visible()
    visit.fits()
    form.locator("#rent").fill("450")
    assert "more a month" in answered(visit)
    visit.fits()
    assert visit.context.cookies() == []
    assert [frame.evaluate("window.looked") for frame in visit.page.frames] == [[], []]
    assert {(each["type"], *sorted(each)) for each in visit.messages()} == {("height", "calculator", "height", "type")}
    assert visit.refused == []


def test_its_figures_are_those_of_the_same_case_anywhere_else(visit: Visit, place: Place) -> None:
    visit.page.goto(place.host.put(place.script()))
    visit.widget().get_by_text("with extra money").click()
    visit.widget().locator("#rent").fill("450")
    heading = answered(visit)
    case = {
        "adults": [{"age": 30, "uc_health": "lcwra"}],
        "nation": "england",
        "home": {"tenure": "social", "rent": {"amount": 450, "per": "month"}, "bedrooms": 1},
        "options": [
            {
                "name": "Café assistant",
                "starts": "2026-12-07",
                "job": {"hours_per_week": 16, "pay": {"amount": 12.71, "per": "hour"}},
            }
        ],
    }
    result = place.app.extensions["calculator"].calculate(read_case(case))
    formats = place.app.extensions["formats"]
    change = formats.more_or_less(result.options[0].change_per_month, True)
    assert visit.widget().locator("tr.sum td").inner_text() == change
    assert change in heading, "the usual answer is an end of this range"


def test_the_height_follows_what_is_opened_and_shut(visit: Visit, place: Place) -> None:
    visit.page.goto(place.host.put(place.script()))
    answered(visit)
    visit.fits()
    shut = visit.messages()[-1]["height"]
    visit.widget().get_by_text("How we worked this out").click()
    visit.page.wait_for_function("shut => window.told.at(-1).data.height > shut", arg=shut)
    visit.fits()
    visit.widget().get_by_text("How we worked this out").click()
    visit.page.wait_for_function("shut => window.told.at(-1).data.height === shut", arg=shut)
    visit.fits()


POSTINGS = {
    "by the hour": (
        {
            "workHours": "16-20 hours a week",
            "baseSalary": {"currency": "GBP", "value": {"value": 12.71, "unitText": "HOUR"}},
        },
        ("16", "12.71", "hour"),
    ),
    "a range": (
        {
            "baseSalary": {"value": {"minValue": "22,000", "maxValue": "24,000", "unitText": "YEAR"}},
            "workHours": "37.5",
        },
        ("37.5", "22000", "year"),
    ),
    "in a graph": (
        {"baseSalary": [{"minValue": 500, "maxValue": 400, "unitText": "week"}], "workHours": "9am-5pm, 30 hrs"},
        ("30", "400", "week"),
    ),
    "by the day, hours of a day": (
        {"baseSalary": {"value": {"value": 100, "unitText": "DAY"}}, "workHours": "8 hours a day"},
        ("", "100", "day"),
    ),
    "a month in Welsh": (
        {"baseSalary": {"value": {"value": 1500, "unitText": "MONTH"}}, "workHours": "20 awr yr wythnos"},
        ("20", "1500", "month"),
    ),
    "in dollars": ({"baseSalary": {"currency": "USD", "value": {"value": 20, "unitText": "HOUR"}}}, ("", "", "hour")),
    "no unit": ({"baseSalary": 30000, "workHours": "full time"}, ("", "", "hour")),
}


@pytest.mark.parametrize("name", POSTINGS)
def test_it_begins_with_what_the_page_says_of_the_job(visit: Visit, place: Place, name: str) -> None:
    said, (hours, pay, per) = POSTINGS[name]
    job: Any = {"@type": "JobPosting", "title": "Library assistant", "jobStartDate": "2026-12-07T09:00", **said}
    if name == "in a graph":
        job = {"@graph": [{"@type": "Organization"}, {**job, "@type": ["https://schema.org/JobPosting"]}]}
    data = "".join(
        f'<script type="application/ld+json">{each}</script>'
        for each in ("{broken", json.dumps({"@type": "Thing"}), json.dumps([job]))
    )
    visit.page.goto(place.host.put(place.script("") + data))
    form = visit.widget()
    form.get_by_text("Library assistant").wait_for()
    assert form.locator("#job1_hours").input_value() == hours
    assert form.locator("#job1_pay").input_value() == pay
    assert form.locator("#job1_pay_per").input_value() == per
    assert form.locator("[name=job1_starts]").input_value() == "2026-12-07"
    assert form.locator("#job1_days").is_visible() == (per == "day")


def test_a_list_of_jobs_fills_nothing_in(visit: Visit, place: Place) -> None:
    jobs = [{"@type": "JobPosting", "title": title, "workHours": "16"} for title in ("One", "Two")]
    data = f'<script type="application/ld+json">{json.dumps(jobs)}</script>'
    visit.page.goto(place.host.put(place.script("") + data))
    assert visit.widget().locator("#job1_hours").input_value() == ""


def test_two_on_one_page_each_go_their_own_way(visit: Visit, place: Place) -> None:
    other = place.script('data-hours="30" data-pay="2000" data-pay-per="month" data-language="cy"')
    visit.page.goto(place.host.put(place.script() + "<p>and</p>" + other))
    assert visit.widget(1).locator("#job1_hours").input_value() == "30"
    assert visit.widget(1).locator("#job1_pay_per").input_value() == "month"
    answered(visit, 0)
    assert visit.widget(1).locator("#answer").count() == 0
    visit.fits(0)
    visit.fits(1)
    answered(visit, 1)
    assert visit.frame(1).evaluate("document.documentElement.lang") == "cy"
    assert visit.widget(0).locator("#answer").count() == 1


@pytest.mark.parametrize(
    "markup",
    [
        '<p><script src="{site}/widget.js?provider=northshire&amp;hours=16&amp;pay=12.71"></script></p>',
        '<div class="field--item"><p>&nbsp;<script src="{site}/widget.js" data-provider="northshire" data-hours="16"></script><br></p></div>',
        '<script type="module">import "{site}/widget.js"</script><script src="{site}/widget.js?provider=northshire&amp;hours=16" defer></script>',
        '<script src="{site}/widget-{version}.js" integrity="{integrity}" crossorigin="anonymous" data-provider="northshire" data-hours="16"></script>',
    ],
)
def test_it_works_in_what_other_systems_make_of_its_markup(visit: Visit, place: Place, markup: str) -> None:
    whole = markup.format(site=place.calculator, version=embedding.VERSION, integrity=embedding.INTEGRITY)
    visit.page.goto(place.host.put(whole))
    assert visit.widget().locator("#job1_hours").input_value() == "16"
    assert visit.page.locator("iframe").count() == 1
    visit.fits()


def test_a_script_moved_into_the_head_still_shows_it(visit: Visit, place: Place) -> None:
    visit.page.goto(place.host.put("", head=place.script()))
    assert visit.widget().locator("#job1_hours").input_value() == "16"
    assert visit.page.locator("body iframe").count() == 1


def test_a_script_that_was_changed_is_not_run(visit: Visit, place: Place) -> None:
    wrong = f'integrity="sha384-{"A" * 64}" crossorigin="anonymous"'
    visit.page.goto(place.host.put(place.script(wrong, name=f"widget-{embedding.VERSION}.js")))
    assert visit.page.locator("iframe").count() == 0
    assert any("integrity" in each for each in visit.refused)


def test_a_site_that_is_not_listed_cannot_frame_it(visit: Visit, place: Place) -> None:
    with visit.page.expect_console_message(lambda said: "frame-ancestors" in said.text):
        visit.page.goto(place.stranger.put(place.script()))
    visit.page.locator("iframe").wait_for()
    assert any("frame-ancestors" in each for each in visit.refused)
    assert visit.widget().locator("main").count() == 0
    assert visit.page.evaluate("window.told.length") == 0


def test_a_page_that_is_not_listed_gets_no_answer_to_its_greeting(visit: Visit, place: Place) -> None:
    # As a browser without frame-ancestors would have it: the list in the page is held to as well.
    visit.page.goto(place.host.put(place.script()))
    visit.fits()
    visit.frame().evaluate("document.body.dataset.origins = ''")
    before = len(visit.messages())
    strange = "event = new MessageEvent('message', {data: {calculator: 1, type: 'hello'}, origin: 'https://evil.example', source: window.parent})"
    visit.frame().evaluate(f"window.dispatchEvent({strange})")
    assert len(visit.messages()) == before


def test_the_loader_heeds_no_message_but_that_of_its_own_frame(visit: Visit, place: Place) -> None:
    visit.page.goto(place.host.put(place.script()))
    visit.fits()
    tall = visit.page.locator("iframe").evaluate("each => each.style.height")
    visit.page.evaluate("window.postMessage({calculator: 1, type: 'height', height: 5}, '*')")
    visit.page.evaluate(
        "origin => window.dispatchEvent(new MessageEvent('message', {data: {calculator: 1, type: 'height', height: 6}, origin, source: window}))",
        place.calculator,
    )
    for height in ("'9'.repeat(9)", "-4", "1e9", "NaN", "{}"):
        visit.page.evaluate(
            "([origin, height]) => window.dispatchEvent(new MessageEvent('message', {data: {calculator: 1, type: 'height', height},"
            " origin, source: document.querySelector('iframe').contentWindow}))",
            [place.calculator, height],
        )
    assert visit.page.locator("iframe").evaluate("each => each.style.height") == tall


def test_the_site_hears_of_an_answer_only_where_it_asks_and_the_person_agrees(visit: Visit, place: Place) -> None:
    visit.page.goto(place.host.put(place.script()))
    assert visit.widget().locator("#agree").count() == 0

    visit.page.goto(place.host.put(place.script(f"{VACANCY} data-tell-finished")))
    agree = visit.widget().locator("#agree")
    assert not agree.is_checked()
    answered(visit)
    visit.fits()
    assert visit.page.evaluate("window.done") == 0
    assert all(each["type"] == "height" for each in visit.messages())

    visit.widget().get_by_role("button", name="Change an answer").click()
    visit.widget().get_by_text("Tell the site around this").click()
    assert agree.is_checked()
    answered(visit)
    visit.page.wait_for_function("window.done === 1")
    assert [each for each in visit.messages() if each["type"] != "height"] == [{"calculator": 1, "type": "finished"}]


def test_the_answers_go_on_to_the_full_version_where_third_party_cookies_are_blocked(
    visit: Visit, place: Place
) -> None:
    visit.page.goto(place.host.put(place.script()))
    visit.widget().locator("#rent").fill("450")
    answered(visit)
    tried = "document.cookie = 'a=1; SameSite=None; Secure'; document.cookie"
    assert visit.frame().evaluate(tried) == "", "this browser blocks them"
    with visit.context.expect_page() as opened:
        visit.widget().get_by_role("button", name="Go on, and keep these answers").click()
    full = opened.value
    full.wait_for_load_state()
    assert "/p/northshire/journey/" in full.url
    assert full.evaluate("window.opener") is None
    full.goto(re.sub(r"/question/.*", "/check", full.url))
    said = full.locator(".said").all_inner_texts()
    assert "16" in said
    assert any("450" in each for each in said)
    assert "30" not in said, "what was only taken to be so is not an answer"


def test_it_works_without_scripts(plain: Visit, place: Place) -> None:
    made = place.app.test_client().get(
        "/widget/builder?provider=northshire&hours=16&pay=12.71", base_url=place.calculator
    )
    snippets = re.findall(r"<pre[^>]*><code>(.*?)</code></pre>", made.text, re.DOTALL)
    for code in (html.unescape(snippets[0]), html.unescape(snippets[3])):
        plain.page.goto(place.host.put(code))
        assert plain.widget().locator("#job1_hours").get_attribute("value") == "16"
        assert plain.page.get_by_role("link").get_attribute("href") == f"{place.calculator}/p/northshire/quick"
        assert "more a month" in answered(plain)
        plain.widget().get_by_role("button", name="Change an answer").click()
        assert plain.widget().locator("#job1_hours").get_attribute("value") == "16"


def test_it_speaks_welsh_where_the_page_does_and_changes_language_keeping_answers(visit: Visit, place: Place) -> None:
    visit.page.goto(place.host.put(place.script(), lang="cy"))
    assert visit.frame().evaluate("document.documentElement.lang") == "cy"
    title = visit.page.locator("iframe").get_attribute("title")
    assert title == visit.widget().locator("h1").inner_text()
    visit.widget().locator("#rent").fill("321")
    visit.widget().get_by_role("button", name="English").click()
    visit.widget().get_by_role("heading", name="What would this job change for you?").wait_for()
    assert visit.widget().locator("#rent").input_value() == "321"
    answered(visit)
    visit.widget().get_by_role("button", name="Cymraeg").click()
    visit.widget().get_by_text("Gyda'r swydd hon").first.wait_for()
    assert visit.widget().get_by_text("Lleoliad a Chymorth Unigol Northshire").count() == 1


def test_the_keyboard_is_enough(visit: Visit, place: Place) -> None:
    visit.page.goto(place.host.put(f"<a href='#'>before</a>{place.script()}<a href='#'>after</a>"))
    visit.fits()
    visit.page.get_by_role("link", name="before").focus()
    keys = visit.page.keyboard
    keys.press("Tab")
    focused = "document.activeElement.id || document.activeElement.name"
    assert visit.frame().evaluate(focused) == "job1_hours"
    keys.type("16")
    keys.press("Enter")
    visit.widget().locator("#answer").wait_for()
    visit.page.wait_for_function("document.activeElement.tagName === 'IFRAME'")
    assert visit.frame().evaluate(focused) == "answer", "the answer is read out"
    reached = []
    for _press in range(30):
        keys.press("Tab")
        if visit.page.evaluate("document.activeElement.textContent") == "after":
            break
        reached.append(visit.frame().evaluate("document.activeElement.textContent.trim()"))
    else:
        pytest.fail("the focus does not leave the frame")
    assert any("Go on, and keep these answers" in each for each in reached)
    assert "Change an answer" in reached


def test_what_is_wrong_is_named_and_read_out(visit: Visit, place: Place) -> None:
    visit.page.goto(place.host.put(place.script("")))
    visit.widget().locator("#job1_hours").fill("lots")
    visit.widget().get_by_role("button", name="See a rough range").click()
    visit.widget().locator(".problem").wait_for()
    visit.fits()
    assert visit.frame().evaluate("document.activeElement.className") == "problem"
    visit.widget().get_by_role("link", name=re.compile("Enter the hours a week")).click()
    assert visit.frame().evaluate("document.activeElement.id") == "job1_hours"
    assert visit.widget().locator("#job1_hours").input_value() == "lots"
    assert faults(visit.page) == []


@pytest.mark.parametrize("width", [280, 320, 1280])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(chromium: "Browser", place: Place, width: int) -> None:
    sideways = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    # The checking script is put into the page, which a strict policy would refuse.
    for visit in visits(chromium, place, viewport={"width": width, "height": 700}, bypass_csp=True):
        for language in ("en", "cy"):
            visit.page.goto(place.host.put(place.script(f'{VACANCY} data-tell-finished data-language="{language}"')))
            for step in ("form", "answer"):
                if step == "answer":
                    answered(visit)
                    visit.widget().locator("details").evaluate("each => { each.open = true; }")
                visit.fits()
                assert not visit.page.evaluate(sideways), (language, step)
                assert not visit.frame().evaluate(sideways), (language, step)
                assert faults_inside(visit, colours=width == 280) == [], (language, step)


def faults_inside(visit: Visit, colours: bool) -> list[Any]:
    """What axe finds in the frame and around it. Without `colours` it does not look at their contrast, which a width does not change."""
    found = visit.page.frames
    assert len(found) == 2
    from axe_playwright_python.sync_playwright import Axe

    told = []
    options = {**AXE, "rules": {"color-contrast": {"enabled": colours}}}
    for frame in found:
        frame.evaluate(Axe().axe_script)
        result = frame.evaluate("options => axe.run(document, options)", options)
        told += [(each["id"], [node["html"] for node in each["nodes"]][:3]) for each in result["violations"]]
    return told


def test_the_first_load_is_light(visit: Visit, place: Place) -> None:
    sizes: dict[str, int] = {}
    visit.context.on("requestfinished", lambda sent: sizes.update({sent.url: weigh(sent)}))
    visit.page.goto(place.host.put(place.script()))
    visit.fits()
    visit.frame().wait_for_load_state()
    # A frame is told of before its last requests are: they have been once the page has answered again.
    visit.page.evaluate("document.readyState")
    ours = {url: size for url, size in sizes.items() if url.startswith(place.calculator)}
    assert len(ours) == 6, sorted(ours)  # the loader, the page, two style sheets, the colours, the script
    assert sum(ours.values()) <= 100_000, ours


def weigh(sent: Any) -> int:
    weights = sent.sizes()
    return int(weights["responseBodySize"] + weights["responseHeadersSize"])


def test_the_builder_shows_its_own_markup_live(visit: Visit, place: Place) -> None:
    visit.page.goto(f"{place.calculator}/widget/builder?provider=northshire&hours=16&pay=12.71&pay-per=hour")
    assert visit.widget().locator("#job1_hours").input_value() == "16"
    visit.fits()
    answered(visit)
    visit.fits()
    assert visit.refused == []


@pytest.mark.parametrize("width", [320, 1280])
def test_the_builder_is_sound(chromium: "Browser", place: Place, width: int) -> None:
    for visit in visits(chromium, place, viewport={"width": width, "height": 700}, bypass_csp=True):
        visit.page.goto(f"{place.calculator}/widget/builder?provider=northshire&hours=lots&pay=12.71")
        visit.fits()
        assert faults_inside(visit, colours=True) == []
        assert visit.page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_a_page_of_a_listed_site_may_ask_the_api_and_another_may_not(visit: Visit, place: Place) -> None:
    ask = """async (address) => {
        const reply = await fetch(address, {method: "POST", headers: {"Content-Type": "application/json", "Accept-Language": "cy"},
            body: JSON.stringify({adults: [{age: 34}]})});
        return [reply.status, Object.keys(await reply.json()).includes("now")];
    }"""
    place.host.policy, kept = place.host.policy + f"; connect-src {place.calculator}", place.host.policy
    try:
        visit.page.goto(place.host.put(""))
        assert visit.page.evaluate(ask, f"{place.calculator}/api/v1/calculate") == [200, True]
    finally:
        place.host.policy = kept
    place.stranger.policy, kept = place.stranger.policy + f"; connect-src {place.calculator}", place.stranger.policy
    try:
        visit.page.goto(place.stranger.put(""))
        refused = visit.page.evaluate(
            f"address => ({ask})(address).catch((error) => error.name)", f"{place.calculator}/api/v1/calculate"
        )
        assert refused == "TypeError"
    finally:
        place.stranger.policy = kept


def test_a_site_that_takes_in_only_what_agrees_to_it_can_hold_it(visit: Visit, place: Place) -> None:
    place.host.headers = {"Cross-Origin-Embedder-Policy": "require-corp"}
    try:
        visit.page.goto(place.host.put(place.script()))
        assert visit.widget().locator("#job1_hours").input_value() == "16"
        visit.fits()
    finally:
        place.host.headers = {}
