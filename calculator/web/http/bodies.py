"""Reads the whole body of a request, or refuses it, before any page or the API looks at it.

Werkzeug stops at its limit without an error if a body comes in chunks, and takes a body that was cut short for a whole one. A page
would then answer something that nobody sent.
"""

from __future__ import annotations

from functools import cached_property
from io import BytesIO
from typing import IO
from wsgiref.types import WSGIEnvironment

from flask import Flask, Request, request
from werkzeug.exceptions import ClientDisconnected, RequestEntityTooLarge

from calculator.web.bounds import MOST_BATCH_BYTES, MOST_BYTES

PART = 65_536


class ReadRequest(Request):
    """A request whose body and files stay in memory, so that nothing a person sends is written to a disk."""

    @cached_property
    def stream(self) -> IO[bytes]:
        """The body. Raises RequestEntityTooLarge (413) if it is over the limit, and ClientDisconnected (400) if it was cut short."""
        return BytesIO(_whole(self.environ, self.content_length, self.max_content_length or MOST_BYTES))

    def _get_file_stream(self, *about: object, **more: object) -> IO[bytes]:
        del about, more
        return BytesIO()


def read_all(app: Flask) -> None:
    """Read the body of every request that posts one, so that each address refuses the same bodies."""
    app.config.update(MAX_CONTENT_LENGTH=MOST_BYTES, MAX_FORM_MEMORY_SIZE=MOST_BYTES, MAX_FORM_PARTS=1000)

    @app.before_request
    def read() -> None:
        if request.method == "POST" and request.url_rule is not None:
            if request.endpoint in ("api.batch", "api.caseload"):
                request.max_content_length = MOST_BATCH_BYTES
            _ = request.stream


def _whole(environ: WSGIEnvironment, length: int | None, most: int) -> bytes:
    if length is None and not environ.get("wsgi.input_terminated"):
        return b""
    if length is not None and length > most:
        raise RequestEntityTooLarge
    wanted = most + 1 if length is None else length
    body = bytearray()
    try:
        while len(body) < wanted and (part := environ["wsgi.input"].read(min(PART, wanted - len(body)))):
            body += part
    except Exception:  # servers have errors of their own for a connection that ends or a chunk that is none
        raise ClientDisconnected from None
    if length is None and len(body) > most:
        raise RequestEntityTooLarge
    if length is not None and len(body) < length:
        raise ClientDisconnected
    return bytes(body)
