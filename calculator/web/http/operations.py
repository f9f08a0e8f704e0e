"""What is needed to run the site: whether it is ready, counts and times without personal data, and a limit on requests.

Requests are counted by page, never by address or by who asked. The limit applies to the address that a request comes from. The
address stays in memory for the minute that is counted, and is not written anywhere.
"""

from __future__ import annotations

import datetime as dt
import os
import time
from collections.abc import Callable

from flask import Blueprint, Flask, Response, abort, current_app, g, url_for
from flask_limiter import ExemptionScope, Limiter
from flask_limiter.util import get_remote_address
from limits import parse
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest
from werkzeug.exceptions import TooManyRequests

from calculator.web import site
from calculator.web.api import keys
from calculator.web.logs import method, page

blueprint = Blueprint("operations", __name__)
# Where counts of requests are shared between copies of the site, such as redis://host:6379; in memory where none is named.
STORE = "CALCULATOR_LIMITS"
ALL_PAGES = "global"  # under this name Flask-Limiter counts the requests of a client to the whole site
CONTACT = "security_contact"
VALID = dt.timedelta(days=180)  # how long what security.txt says may be believed
COME_BACK = (429, 503)  # the answers that say with Retry-After when to ask again


@blueprint.get("/health")
def health() -> dict[str, str]:
    """The process answers."""
    return {"status": "ok"}


@blueprint.get("/ready")
def ready() -> dict[str, object]:
    """The rules are read and can be worked with: which ones."""
    calculator = site.calculator()
    return {
        "status": "ready",
        "rules": {"version": calculator.statement.version, "fingerprint": calculator.book.rules.fingerprint},
    }


@blueprint.get("/metrics")
def metrics() -> Response:
    """Counts and times of this process, in the text form of Prometheus."""
    registry: CollectorRegistry = current_app.extensions["metrics"]
    return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


@blueprint.get("/.well-known/security.txt")
def security() -> Response:
    """Whom to tell of a fault of this site (RFC 9116), if whoever runs it has said so."""
    contact = current_app.extensions.get(CONTACT)
    if contact is None:
        abort(404)
    expires = dt.datetime.now(dt.UTC).date() + VALID
    here = url_for("operations.security", _external=True)
    lines = [
        f"Contact: {contact}",
        f"Expires: {expires}T00:00:00Z",
        "Preferred-Languages: en, cy",
        f"Canonical: {here}",
    ]
    return Response("\n".join([*lines, ""]), mimetype="text/plain")


def count(app: Flask) -> None:
    """Count and time every request by its page, method and status."""
    registry = app.extensions["metrics"] = CollectorRegistry()
    answered = Counter("requests", "Requests answered", ["page", "method", "status"], "calculator", registry=registry)
    took = Histogram("seconds", "Seconds to answer", ["page"], "calculator", registry=registry)

    @app.before_request
    def begin() -> None:
        g.began = time.perf_counter()

    @app.after_request
    def end(response: Response) -> Response:
        answered.labels(page(), method(), response.status_code).inc()
        if "began" in g:
            took.labels(page()).observe(time.perf_counter() - g.began)
        return response


def limit(app: Flask, most: str) -> Callable[[int], None]:
    """Limit how often one client may ask, such as `600 per minute`. Without the shared store of counts, each process counts alone.

    A client is an address, or a key of the API with a limit of its own. Gives a function that counts the work of a request as further
    requests of its client, and raises TooManyRequests if those are too many.
    """

    @app.after_request
    def only_where_refused(response: Response) -> Response:
        # Flask-Limiter says with every answer when the count begins anew.
        if response.status_code not in COME_BACK:
            response.headers.pop("Retry-After", None)
        return response

    limiter = Limiter(
        lambda: keys.who(get_remote_address()),
        app=app,
        # Of the whole site, so that going from page to page is no way around it.
        application_limits=[lambda: keys.how_often(most)],
        storage_uri=os.environ.get(STORE, "memory://"),
        strategy="fixed-window",
        in_memory_fallback_enabled=True,
        # Of several requests that find the store gone at one moment, the first turns to memory; the others pass uncounted.
        swallow_errors=True,
        headers_enabled=True,
    )
    for name in (
        "operations.health",
        "operations.ready",
        "operations.metrics",
        "static",
        "embedding.loader",
        "embedding.pinned",
    ):
        limiter.exempt(app.view_functions[name], flags=ExemptionScope.APPLICATION)

    def charge(requests: int) -> None:
        if not requests:
            return
        allowed, who = parse(keys.how_often(most)), keys.who(get_remote_address())
        try:
            within = limiter.limiter.hit(allowed, who, ALL_PAGES, cost=requests)
        except Exception:  # the store is gone, and Flask-Limiter turns to memory at the next request
            return
        if not within:
            raise TooManyRequests(retry_after=allowed.get_expiry())

    return charge
