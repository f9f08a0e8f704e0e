"""How much goes over the wire: text is compressed, and the style sheets and scripts are kept for good under the hash of what is in them."""

from __future__ import annotations

import gzip
import hashlib
from functools import lru_cache
from pathlib import Path

from flask import Flask, Response, request

LEAST = 1000  # bytes: below this, compressing saves nothing
LEVEL = 6
_TEXT = ("text/", "application/json", "application/problem+json", "application/javascript", "image/svg+xml")
SHORT, LONG = "public, max-age=86400", "public, max-age=31536000, immutable"


def hash_of(folder: Path) -> str:
    """The hash of all files of a folder, by their names and contents, in digits."""
    found = hashlib.sha256()
    for file in sorted(each for each in folder.rglob("*") if each.is_file()):
        found.update(str(file.relative_to(folder)).encode() + b"\0" + file.read_bytes())
    return str(int.from_bytes(found.digest()[:6]))


def keep_for(endpoint: str | None, version: str) -> str:
    """How long browsers may keep a file of the site: for good if its address has the hash of what is served now."""
    return LONG if endpoint == "static" and request.args.get("v") == version else SHORT


def lighten(app: Flask) -> None:
    """Compress what is text, for clients that ask for it."""

    @app.after_request
    def compress(response: Response) -> Response:
        if not _may_be_smaller(response):
            return response
        response.vary.add("Accept-Encoding")
        if request.accept_encodings["gzip"] <= 0:
            return response
        # A style sheet or script comes as an open file, and is small.
        response.direct_passthrough = False
        data = response.get_data()
        if len(data) < LEAST:
            return response
        response.set_data(_of_a_file(data) if request.endpoint == "static" else gzip.compress(data, LEVEL, mtime=0))
        response.headers["Content-Encoding"] = "gzip"
        etag, weak = response.get_etag()
        if etag and not weak:
            response.set_etag(etag, weak=True)
        return response


def _may_be_smaller(response: Response) -> bool:
    """Whether it is whole, in one piece, and text. What is sent bit by bit goes as it comes.

    So does the API, because a program may ask for what is packed and not unpack it.
    """
    return (
        not request.path.startswith("/api/v1/")
        and response.status_code in (200, 422)
        and "Content-Encoding" not in response.headers
        and (response.is_sequence or request.endpoint == "static")
        and (response.mimetype or "").startswith(_TEXT)
    )


@lru_cache(maxsize=32)  # the files of the site, and nothing that a person entered
def _of_a_file(data: bytes) -> bytes:
    return gzip.compress(data, 9, mtime=0)
