"""The address of the site, where whoever runs it has given one. Then no client can say another.

The address goes into saved plans and their QR codes, the widget's markup, redirects and the paths of cookies. Without a setting it is what the
Host header says, and any client can write that.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit
from wsgiref.types import StartResponse, WSGIEnvironment

from flask import Flask, abort, request

from calculator.contract.errors import CalculatorError

HOST = re.compile(r"[a-z0-9](?:[a-z0-9.-]*+)(?::[0-9]{1,5}+)?+|\[[0-9a-f:.]++\](?::[0-9]{1,5}+)?+")
PREFIX = re.compile(r"(?:/[A-Za-z0-9._~-]++)*+")
PORTS = {"http": ":80", "https": ":443"}
# Whoever watches the site asks each copy by an address of its own.
WATCHED = ("/health", "/ready", "/metrics")
UNKNOWN = "calculator.unknown_host"


class WrongAddress(CalculatorError):
    """The address that was given for the site cannot be one."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where people find the site, such as https://work.example.org/benefits."""

    scheme: str
    host: str
    prefix: str

    @classmethod
    def read(cls, written: str) -> Address:
        """The address as it is given to `calculator serve`. Raises WrongAddress."""
        parts = urlsplit(written)
        host, prefix = parts.netloc.lower(), parts.path.rstrip("/")
        known = parts.scheme in PORTS and HOST.fullmatch(host) and PREFIX.fullmatch(prefix)
        if not known or parts.query or parts.fragment:
            raise WrongAddress(
                f"{written!r} cannot be the address of a site: write it as https://work.example.org, with a path behind it if it has one"
            )
        return cls(parts.scheme, host.removesuffix(PORTS[parts.scheme]), prefix)

    def is_host(self, header: str) -> bool:
        """Whether a Host header names this site."""
        return header.lower().removesuffix(PORTS[self.scheme]) == self.host


def stand_at(app: Flask, address: Address) -> None:
    """Make every address on the site from this one, and refuse what was sent to another host."""
    inner: Callable[[WSGIEnvironment, StartResponse], Iterable[bytes]] = app.wsgi_app

    def at(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if address.prefix and (path == address.prefix or path.startswith(f"{address.prefix}/")):
            path = environ["PATH_INFO"] = path[len(address.prefix) :] or "/"
        environ[UNKNOWN] = path not in WATCHED and not address.is_host(environ.get("HTTP_HOST", ""))
        environ["HTTP_HOST"], environ["wsgi.url_scheme"] = address.host, address.scheme
        environ["SCRIPT_NAME"] = address.prefix
        return inner(environ, start)

    app.wsgi_app = at  # type: ignore[method-assign,assignment]

    @app.before_request
    def refuse() -> None:
        if request.environ[UNKNOWN]:
            abort(421)
