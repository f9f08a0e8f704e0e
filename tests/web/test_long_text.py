"""Long awkward text anywhere in a request costs next to nothing: every field, query, header and file, in every place that takes one."""

import functools
import json
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest
from flask import Flask
from flask.testing import FlaskClient
from timing import cpu_seconds, within
from werkzeug.test import TestResponse

from calculator.web.form.record import INPUTS
from calculator.web.statement.boxes import EVERY as BOXES
from calculator.web.year.year import SLIP

pytestmark = pytest.mark.slow
MOST = 0.1  # seconds of CPU beyond what the same request takes with short text
BODY = 200_000  # bytes: a body of the greatest size allowed takes this long to be decoded alone
# What patterns begin to read, and then what goes on and on.
STARTS = ("", "1/1/2027 5", "5 a week until", "child 1 5 a day 3 days", "1257L", "last ")
GOES_ON = (
    " ", "\t", "\n", "\u00a0", "5", "5 ", "1/", "a", "a ", "a.", "st ", "and ", ".", ",", "/", "-", "£", "(", "[", "{", '{"a":', "<&\"'", "=", ";", "%",
    "\\", "\u0130", "\u0661", "\u202e", "a\x00", "🏴",
)  # fmt: skip
ADDRESSES = (
    "/calculate", "/timeline", "/plan", "/plan/record.json", "/card", "/handover", "/file", "/start", "/specialist", "/specialist/people", "/quick", "/widget",
    "/open", "/statement", "/statement/start",
)  # fmt: skip
FORM = "application/x-www-form-urlencoded"
HEADERS = (
    "Accept", "Accept-Language", "Accept-Encoding", "Authorization", "Content-Type", "Cookie", "Forwarded", "Host", "If-Match", "If-Modified-Since",
    "If-None-Match", "Origin", "Range", "Referer", "User-Agent", "X-API-Key", "X-Forwarded-For", "X-Forwarded-Host",
    "X-Forwarded-Proto", "X-Part",
)  # fmt: skip
BEGINS = {
    "Accept": "text/html;q=", "Accept-Language": "cy;q=", "Authorization": "Bearer ", "Content-Type": "multipart/form-data; boundary=",
    "Cookie": "journey=", "Range": "bytes=",
}  # fmt: skip
QUERIES = {
    "/calculate": ("example",),
    "/specialist": ("example",),
    "/widget": ("hours", "pay", "pay-per", "start", "title", "tell-finished"),
    "/widget/builder": ("hours", "pay", "pay-per", "start", "title", "tell-finished", "provider", "language"),
    "/api/v1/rules": ("amendments",),
    "/api/v1/rules/minimum_wage.rate_21": ("date", "amendments"),
}
Ask = Callable[[], TestResponse]


def long(start: str, goes_on: str, length: int) -> str:
    return start + goes_on * ((length - len(start)) // len(goes_on)) + "x"


def answered(ask: Ask) -> None:
    assert ask().status_code < 500


def is_quick(ask: Ask, usually: float = 0) -> bool:
    """Whether it takes no longer than it may."""
    return within(1.5 * usually + MOST, lambda: answered(ask))


@pytest.fixture(scope="module")
def usual(app: Flask) -> Callable[[str, Ask], float]:
    """What a request takes with short text, found out once for each place."""
    found: dict[str, float] = {}

    def usually(place: str, ask: Ask) -> float:
        if place not in found:
            ask()
            found[place] = min(cpu_seconds(lambda: answered(ask)) for _ in range(3))
        return found[place]

    return usually


def fields(app: Flask) -> list[str]:
    """Every name that a page posts."""
    names = [*app.extensions["form"].names, *INPUTS, *(f"slip_{name}" for name in SLIP)]
    names += [
        "slip",
        "show",
        "compare",
        "what_if",
        "notes",
        "under_25",
        "children",
        "asks",
        "again",
        "route",
        "to",
        "case",
        "keep_names",
    ]
    names += ["text", *(box.name for box in BOXES), *(f"{box.name}_kind" for box in BOXES if box.kinds)]
    return names + [f"grid_{axis}_{part}" for axis in ("hours", "pay") for part in ("from", "to", "step")]


def room(goes_on: str, fields: int = 1) -> int:
    """How many of these characters each of so many fields can hold in a body of a fixed size."""
    return BODY // fields // len(urlencode({"": goes_on})) * len(goes_on)


def form(given: dict[str, str]) -> bytes:
    return urlencode(given, errors="surrogatepass").encode()


@pytest.mark.parametrize("address", ADDRESSES)
def test_long_text_in_every_field_at_once(
    app: Flask, client: FlaskClient, sam: dict[str, str], usual: Any, address: str
) -> None:
    names = fields(app)
    least = usual(address, lambda: client.post(address, data=form(sam), content_type=FORM))
    for goes_on in GOES_ON[::2] if address == "/calculate" else GOES_ON[::8]:
        body = form(
            {
                name: long(STARTS[place % len(STARTS)], goes_on, room(goes_on, len(names)))
                for place, name in enumerate(names)
            }
        )
        assert is_quick(lambda body=body: client.post(address, data=body, content_type=FORM), least), ascii(goes_on)


@pytest.mark.parametrize(
    "name", ["base", "before", "council", "job1_name", "job1_schedule", "job1_pays", "now_contract", "job1_childcare"]
)
def test_very_long_text_in_one_field(client: FlaskClient, sam: dict[str, str], usual: Any, name: str) -> None:
    least = usual("/calculate", lambda: client.post("/calculate", data=form(sam), content_type=FORM))
    work = {"now_hours": "16", "now_pay": "13", "now_sick": "1/11/2026"}
    for number, goes_on in enumerate(GOES_ON):
        start = STARTS[number % 4]
        body = form({**sam, **work, name: long(start, goes_on, room(goes_on))})
        ask = functools.partial(client.post, "/calculate", data=body, content_type=FORM)
        assert is_quick(ask, least), (start, ascii(goes_on))


def test_two_kilobytes_in_the_hours_that_change_do_not_stop_the_site(client: FlaskClient, sam: dict[str, str]) -> None:
    body = form({**sam, "job1_schedule": "1/1/2027 5" + " " * 1000 + "x"})
    assert is_quick(lambda: client.post("/calculate", data=body, content_type=FORM))


@pytest.mark.parametrize(("address", "name"), [(address, name) for address, names in QUERIES.items() for name in names])
def test_long_text_in_a_query(client: FlaskClient, usual: Any, address: str, name: str) -> None:
    least = usual(f"GET {address}", lambda: client.get(address))
    for goes_on in GOES_ON[::3]:
        asked = f"{address}?{urlencode({name: long('', goes_on, 4000)})}"
        assert is_quick(lambda asked=asked: client.get(asked), least), ascii(goes_on)


@pytest.mark.parametrize("name", HEADERS)
def test_long_text_in_a_header(client: FlaskClient, usual: Any, name: str) -> None:
    case = json.dumps({"date": "2026-11-23", "adults": [{"age": 34}]})
    asks: dict[str, Callable[..., TestResponse]] = {
        "GET /": lambda **more: client.get("/", **more),
        "GET /api/v1/rules": lambda **more: client.get("/api/v1/rules", **more),
        "POST /api/v1/calculate": lambda **more: client.post("/api/v1/calculate", data=case, **more),
    }
    for place, ask in asks.items():
        least = usual(place, ask)
        for goes_on in (each for each in GOES_ON if each.isascii() and each.isprintable()):
            text = long(BEGINS.get(name, ""), goes_on, 8000)
            assert is_quick(lambda text=text, ask=ask: ask(headers={name: text}), least), (place, goes_on)


@pytest.mark.parametrize("address", ["/open", "/specialist"])
def test_long_text_in_a_file(client: FlaskClient, usual: Any, address: str) -> None:
    head = b'--B\r\nContent-Disposition: form-data; name="file"; filename="plan.json"\r\n\r\n'

    def send(content: str) -> Ask:
        body = head + content.encode() + b"\r\n--B--\r\n"
        return lambda: client.post(address, data=body, content_type="multipart/form-data; boundary=B")

    case: dict[str, Any] = {"adults": [{"age": 34}], "date": "2026-11-23"}
    plan = {
        "kind": "benefits-and-work plan",
        "version": 1,
        "saved": "2026-01-01",
        "rules_version": "1",
        "fingerprint": "1",
        "figures": [],
        "case": case,
    }
    least = usual(f"file {address}", send(json.dumps(case)))
    for goes_on in GOES_ON[::2] if address == "/open" else GOES_ON[::30]:
        text = long("", goes_on, 190_000)
        for content in (
            text,
            json.dumps({**case, "council": text[:60_000]}),
            json.dumps({**case, "options": [{"name": text[:60_000]}]}),
            json.dumps({**plan, "notes": text[:60_000], "record": {text[:300]: text[:300]}}),
        ):
            assert is_quick(send(content), least), ascii(goes_on)


def test_long_text_in_every_field_of_a_case(client: FlaskClient, usual: Any) -> None:
    case: dict[str, Any] = {
        "contract": "1.0",
        "date": "2026-11-23",
        "council": "Leeds",
        "brma": "Leeds",
        "compare_with": "A",
        "adults": [
            {
                "name": "A",
                "age": 34,
                "tax_code": "1257L",
                "cares_for": "outside",
                "jobs": [{"name": "B", "payday": "last friday"}],
            }
        ],
        "options": [
            {"name": "A", "replaces": "all", "job": {"name": "C", "tax_code": "BR", "first_payday": "2026-12-01"}}
        ],
    }

    def ask(given: Any) -> Ask:
        body = json.dumps(given)
        return lambda: client.post("/api/v1/calculate", data=body)

    least = usual("case", ask(case))
    for goes_on in GOES_ON:
        for length in (200, 30_000):
            assert is_quick(ask(_with_text(case, long("", goes_on, length))), least), ascii(goes_on)


def _with_text(data: Any, text: str) -> Any:
    """The same with a text in the place of each of its own, and as a name besides."""
    if isinstance(data, dict):
        return {**{name: _with_text(each, text) for name, each in data.items()}, text: text}
    return [_with_text(each, text) for each in data] if isinstance(data, list) else text


def test_long_text_in_every_page_of_the_journey(app: Flask) -> None:
    client = app.test_client()
    where = client.post("/start", data={}).headers["Location"].rpartition("/question/")[0]
    names = fields(app)
    bodies = [form(dict.fromkeys(names, long("1/1/2027 5", each, 2000))) for each in (" ", "5 ", "a ", "1/")]
    for page in app.extensions["questions"].pages:
        ask = functools.partial(client.post, f"{where}/question/{page.id}", content_type=FORM)
        least = min(cpu_seconds(functools.partial(answered, functools.partial(ask, data=b""))) for _ in range(2))
        for body in bodies:
            assert is_quick(functools.partial(ask, data=body), least), page.id
