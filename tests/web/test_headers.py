"""A scan of the headers that keep a page to itself, over every address there is."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from test_pages import ROUTES

from calculator.web.http.security import HEADERS

# What other sites may hold or take in, and how its headers differ for that; test_widget.py says for whom.
WIDGET = {
    "Content-Security-Policy": HEADERS["Content-Security-Policy"].replace(
        "frame-ancestors 'none'", "frame-ancestors 'self'"
    ),
    "Cross-Origin-Resource-Policy": "cross-origin",
    "X-Frame-Options": None,
}
LOADER = {"Cross-Origin-Resource-Policy": "cross-origin"}
BUILDER = {
    "Content-Security-Policy": HEADERS["Content-Security-Policy"].replace(
        "default-src 'none'", "default-src 'none'; frame-src 'self'"
    )
}
OTHERWISE: dict[str, dict[str, str | None]] = {
    "/widget": WIDGET,
    "/widget.js": LOADER,
    "/widget-000000000000.js": LOADER,
    "/widget/builder": BUILDER,
}
PARTS = {"version": "000000000000", "name": "dan", "page": "job", "path:filename": "site.css", "code": "E07000178"}
ADDRESSES = [
    (method, re.sub(r"<([^>]+)>", lambda part: PARTS[part[1]], path))
    for method, path in (line.split(" ") for line in ROUTES.strip().split("\n"))
]


@pytest.mark.parametrize(("method", "address"), ADDRESSES)
def test_every_answer_has_them(client: FlaskClient, method: str, address: str) -> None:
    reply = client.open(address, method=method)
    assert reply.status_code < 500
    assert {name: reply.headers.get(name) for name in HEADERS} == HEADERS | OTHERWISE.get(address, {})
    assert reply.headers["Cache-Control"]
    assert "Server" not in reply.headers or "Python" not in reply.headers["Server"]
    if address.startswith(("/api/", "/widget")):
        assert "Set-Cookie" not in reply.headers


def test_the_policy_lets_in_nothing_inline_and_nothing_of_others(app: Flask) -> None:
    policy = dict(part.split(" ", 1) for part in HEADERS["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert policy["frame-ancestors"] == "'none'"
    assert all(words in ("'none'", "'self'", "'self' data:") for words in policy.values())
    pages = [
        app.test_client().get(address).text
        for address in ("/", "/calculate", "/example/dan", "/quick", "/api/v1/", "/widget", "/widget/builder")
    ]
    assert not [page for page in pages if re.search(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)", page)]
