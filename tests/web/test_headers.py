"""A scan of the headers that keep a page to itself, over every address there is."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from test_pages import ROUTES

from calculator.web.security import HEADERS

PARTS = {"name": "dan", "page": "job", "path:filename": "site.css"}
ADDRESSES = [
    (method, re.sub(r"<([^>]+)>", lambda part: PARTS[part[1]], path))
    for method, path in (line.split(" ") for line in ROUTES.strip().split("\n"))
]


@pytest.mark.parametrize(("method", "address"), ADDRESSES)
def test_every_answer_has_them(client: FlaskClient, method: str, address: str) -> None:
    reply = client.open(address, method=method, buffered=True)
    assert reply.status_code < 500
    assert {name: reply.headers.get(name) for name in HEADERS} == HEADERS
    assert reply.headers["Cache-Control"]
    assert "Server" not in reply.headers or "Python" not in reply.headers["Server"]
    if address.startswith("/api/"):
        assert "Set-Cookie" not in reply.headers


def test_the_policy_lets_in_nothing_inline_and_nothing_of_others(app: Flask) -> None:
    policy = dict(part.split(" ", 1) for part in HEADERS["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert policy["frame-ancestors"] == "'none'"
    assert all(words in ("'none'", "'self'", "'self' data:") for words in policy.values())
    pages = [
        app.test_client().get(address).text for address in ("/", "/calculate", "/example/dan", "/quick", "/api/v1/")
    ]
    assert not [page for page in pages if re.search(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)", page)]
