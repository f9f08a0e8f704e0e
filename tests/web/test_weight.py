"""What goes over the wire: compressed, kept under a hash, small enough for a slow line, and readable in the dark."""

import gzip
import re
from typing import TYPE_CHECKING

import pytest
from flask import Flask
from flask.testing import FlaskClient
from test_journey import faults_by_width, fits
from test_pages import fields_of

if TYPE_CHECKING:
    from playwright.sync_api import Browser

GZIP = {"Accept-Encoding": "gzip"}
MOST = 60_000  # bytes as sent: about 1.2 seconds on a slow 3G line
EXAMPLES = ["amina", "dan", "graham", "joanne", "kayleigh", "rhys-and-lorna"]


@pytest.mark.parametrize(
    "address",
    ["/", "/cy/", "/example/joanne", "/rules", "/static/site.css", "/static/site.js", "/nowhere"],
)
def test_text_is_compressed_for_whoever_can_read_it(client: FlaskClient, address: str) -> None:
    plain, packed = client.get(address), client.get(address, headers=GZIP)
    assert plain.status_code == packed.status_code
    assert "Content-Encoding" not in plain.headers
    if len(plain.data) < 1000 or plain.status_code == 404:
        assert "Content-Encoding" not in packed.headers
        return
    assert packed.headers["Content-Encoding"] == "gzip"
    assert int(packed.headers["Content-Length"]) == len(packed.data) < 0.6 * len(plain.data)
    assert "Accept-Encoding" in plain.headers["Vary"]
    assert "Accept-Encoding" in packed.headers["Vary"]
    if address != "/rules":  # how long it took stands on no page, but the order of a set might
        assert gzip.decompress(packed.data) == plain.data
    assert "Content-Encoding" not in client.get(address, headers={"Accept-Encoding": "gzip;q=0"}).headers


def test_what_has_not_changed_is_not_sent_again(client: FlaskClient) -> None:
    for address in ("/api/v1/rules", "/static/site.css", "/widget.js"):
        for headers in ({}, GZIP):
            first = client.get(address, headers=headers)
            again = client.get(address, headers={**headers, "If-None-Match": first.headers["ETag"]})
            assert again.status_code == 304, address
            assert again.data == b""


def test_what_is_sent_bit_by_bit_or_is_no_text_goes_as_it_is(client: FlaskClient, sam: dict[str, str]) -> None:
    assert "Content-Encoding" not in client.head("/nowhere", headers=GZIP).headers
    line = b'{"date": "2026-11-23", "adults": [{"age": 34}]}\n'
    batch = client.post("/api/v1/batch", data=line * 3, headers=GZIP)
    assert batch.status_code == 200
    assert "Content-Encoding" not in batch.headers or gzip.decompress(batch.data)


def test_style_sheets_and_scripts_are_kept_for_good_under_their_hash(client: FlaskClient, app: Flask) -> None:
    page = client.get("/").text
    linked = re.findall(r'(?:href|src)="(/static/[^"]+)"', page)
    assert linked
    for address in linked:
        kept = client.get(address).headers["Cache-Control"]
        assert "immutable" in kept
        assert "max-age=31536000" in kept
        for other in (address.partition("?")[0], re.sub("v=.*", "v=0", address)):
            assert "immutable" not in client.get(other).headers["Cache-Control"], (
                "an old address must not keep new content"
            )
    assert re.search(r"\?v=[0-9]+$", linked[0])
    assert client.get("/").headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("name", EXAMPLES)
def test_nothing_is_heavier_than_a_slow_line_carries(client: FlaskClient, name: str) -> None:
    answers = fields_of(client.get(f"/calculate?example={name}").text)
    sent = {
        f"{address} {more}": len(client.post(address, data={**answers, **more}, headers={**GZIP, **head}).data)
        for address, more, head in (
            ("/calculate", {}, {}), ("/calculate", {"edit": "1"}, {}), ("/calculate", {"easy": "0"}, {}), ("/timeline", {"show": "0"}, {}),
            ("/timeline", {"show": "0"}, {"X-Part": "answer"}), ("/plan", {"show": "0"}, {}), ("/specialist", {}, {}),
        )
    }  # fmt: skip
    assert {each: size for each, size in sent.items() if size > MOST} == {}


def test_no_other_page_or_file_is_heavier(client: FlaskClient, app: Flask) -> None:
    addresses = [
        rule.rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ()) and "<" not in rule.rule
    ]
    addresses += re.findall(r'"(/static/[^"?]+)', client.get("/specialist").text + client.get("/widget").text)
    addresses = [each for each in addresses if not each.startswith(("/api/", "/metrics"))]
    sent = {each: len(client.get(each, headers=GZIP).data) for each in addresses}
    assert {each: size for each, size in sent.items() if size > MOST} == {}


@pytest.mark.browser
@pytest.mark.parametrize("width", [320, 1280])
def test_every_kind_of_page_is_readable_in_the_dark(chromium: "Browser", address: str, width: int) -> None:
    context = chromium.new_context(color_scheme="dark", viewport={"width": width, "height": 800})
    page = context.new_page()
    for path in (
        "/",
        "/calculate?example=dan",
        "/example/joanne",
        "/example/dan/timeline",
        "/quick",
        "/specialist?example=dan",
        "/statement",
        "/widget",
        "/cleared",
    ):
        page.goto(address + path)
        dark = page.evaluate("getComputedStyle(document.body).backgroundColor.match(/[0-9]+/g).map(Number)")
        assert max(dark[:3]) < 60, path
        assert not faults_by_width(page), path
        assert fits(page), path
    page.emulate_media(media="print")
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor.match(/[0-9]+/g).map(Number)")
    assert min(paper[:3]) > 240, "paper is white"
    context.close()
