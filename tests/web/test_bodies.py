"""A body that is too long, or that does not come to its end, is refused at every address that one can be posted to."""

import io
import socket
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from loaded import CALCULATOR
from running import Site, running

from calculator.web.app import create_app
from calculator.web.bounds import MOST_BATCH_BYTES, MOST_BYTES

POSTS = sorted(
    rule.rule.replace("<name>", "abcdefgh").replace("<page>", "age")
    for rule in create_app(CALCULATOR).url_map.iter_rules()
    if "POST" in (rule.methods or ())
)
KINDS = (
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=B",
    "application/json",
    "application/x-ndjson",
)
# As the server hands on a body that came in chunks.
CHUNKED = {"HTTP_TRANSFER_ENCODING": "chunked", "CONTENT_LENGTH": "", "wsgi.input_terminated": True}


def most(address: str) -> int:
    return MOST_BATCH_BYTES if address in ("/api/v1/batch", "/api/v1/caseload") else MOST_BYTES


def body(kind: str, size: int) -> bytes:
    """One that is whole up to a place before its end, so that whoever read so far would take it for all."""
    begin = {
        "application/x-www-form-urlencoded": b"age=30&a=",
        "multipart/form-data; boundary=B": b'--B\r\nContent-Disposition: form-data; name="age"\r\n\r\n30\r\n--B--\r\n',
        "application/json": b'{"adults": [{"age": 30}]}',
        "application/x-ndjson": b'{"adults": [{"age": 30}]}\n',
    }[kind]
    return begin + (b"a" if "urlencoded" in kind else b"\n") * (size - len(begin))


def test_every_address_that_takes_a_body_is_tried() -> None:
    assert {"/calculate", "/specialist", "/open", "/start", "/clear", "/api/v1/calculate", "/api/v1/batch"} <= {*POSTS}
    assert not [address for address in POSTS if "<" in address]


@pytest.mark.parametrize("address", POSTS)
def test_a_body_in_chunks_over_the_limit_is_refused_and_never_cut(client: FlaskClient, address: str) -> None:
    for kind in KINDS:
        for size, refused in ((most(address) + 1, True), (most(address) * 2, True), (most(address), False)):
            reply = client.post(
                address,
                input_stream=io.BytesIO(body(kind, size)),
                content_type=kind,
                environ_overrides=CHUNKED,
            )
            assert (reply.status_code == 413) == refused, (kind, size)


@pytest.mark.parametrize("address", POSTS)
def test_a_body_that_is_cut_short_is_refused(client: FlaskClient, address: str) -> None:
    for kind in KINDS:
        for terminated in (True, False):
            reply = client.post(
                address,
                input_stream=io.BytesIO(body(kind, 800)),
                content_type=kind,
                environ_overrides={"CONTENT_LENGTH": "900", **({"wsgi.input_terminated": True} if terminated else {})},
            )
            assert reply.status_code == 400, kind


@pytest.mark.parametrize("address", POSTS)
def test_a_connection_that_fails_in_a_body_is_a_body_cut_short(app: Flask, address: str) -> None:
    class Broken(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            raise ConnectionResetError(size)

    reply = app.test_client().post(address, input_stream=Broken(), environ_overrides=CHUNKED)
    assert reply.status_code == 400


def test_a_whole_body_in_chunks_is_read(client: FlaskClient) -> None:
    cases = b'{"date": "2026-11-23", "adults": [{"age": 34}]}\n' * 20
    given = {"input_stream": io.BytesIO(cases), "content_type": "application/x-ndjson"}
    reply = client.post("/api/v1/batch", environ_overrides=CHUNKED, **given)
    assert len(reply.text.splitlines()) == 20


# ---------------------------------------------------------------------- over the network
@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with running(tmp_path_factory.mktemp("site"), "--most-requests", "9000 per minute") as made:
        yield made


def answer(site: Site, sent: bytes) -> bytes:
    """The first line of what comes back to a request whose sender then sends no more."""
    with site.connect() as made:
        try:
            made.sendall(sent)
            made.shutdown(socket.SHUT_WR)
        except OSError:
            pass  # it was refused before it was sent whole
        return made.makefile("rb").readline()


@pytest.mark.slow
@pytest.mark.parametrize("address", POSTS)
def test_the_server_refuses_bodies_that_are_too_long_or_cut_short(site: Site, address: str) -> None:
    head = f"POST {address} HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n".encode()
    chunked = head + b"Transfer-Encoding: chunked\r\n\r\n"
    chunk = b"%x\r\n" % 50_000 + b"a" * 50_000 + b"\r\n"
    assert b" 413 " in answer(site, chunked + chunk * (most(address) // 50_000 + 1) + b"0\r\n\r\n")
    assert b" 400 " in answer(site, chunked + b"age=30\r\n")
    # The sender has gone before the body was whole, so the page never sees it and the connection is closed without an answer.
    assert answer(site, head + b"Content-Length: 900\r\n\r\nage=30") == b""
    assert answer(site, chunked + b"6\r\nage=30\r\n") == b""
    assert answer(site, chunked + b"9\r\nage=30") == b""
