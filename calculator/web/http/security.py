"""Security headers: only our own scripts and frames, no third parties, and nothing stored in caches.

The sites that a provider's file names as `origins` may do two things: show the widget in a frame, and use the API from a browser.
"""

from flask import Flask, Response, request

from calculator.web import themes
from calculator.web.http.weight import keep_for

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self' data:; form-action 'self'; "
        "frame-ancestors 'none'; base-uri 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


# Answers that hold nothing of a person and say themselves how long they may be kept.
OF_THE_RULES = ("api.rules", "api.rule", "api.openapi", "law.rules", "law.rule", "law.changes")


# The script that puts the widget into other sites' pages: anybody may have it, and says so for Subresource Integrity.
LOADERS = ("embedding.loader", "embedding.pinned")
MAY_ASK = {
    "Access-Control-Allow-Methods": "GET, POST, OPTIONS",
    "Access-Control-Allow-Headers": "Content-Type, Accept-Language, Authorization, X-API-Key",
    "Access-Control-Max-Age": "600",
}


def protect(app: Flask) -> None:
    @app.after_request
    def headers(response: Response) -> Response:
        response.headers.update(HEADERS)
        if request.blueprint == "widget":
            _in_a_frame(response)
        elif request.endpoint == "embedding.builder":
            _policy(response, "default-src 'none'", "default-src 'none'; frame-src 'self'")
        elif request.endpoint in LOADERS:
            response.headers["Access-Control-Allow-Origin"] = "*"
            response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        if request.path.startswith("/api/"):
            _to_browsers(response)
        if response.status_code >= 400:
            response.headers["Cache-Control"] = "no-store"
        elif request.endpoint in ("static", "theme_css", "logo"):
            response.headers["Cache-Control"] = keep_for(request.endpoint, str(app.jinja_env.globals["static_version"]))
        elif request.endpoint not in (*OF_THE_RULES, *LOADERS):
            response.headers["Cache-Control"] = "no-store"
        return response


def _in_a_frame(response: Response) -> None:
    """Let only the provider's sites, and our own page that shows the widget, put it into a frame."""
    allowed = " ".join(["'self'", *themes.origins()])
    _policy(response, "frame-ancestors 'none'", f"frame-ancestors {allowed}")
    # It can name one site at most, and where there is a policy no browser heeds it.
    del response.headers["X-Frame-Options"]
    # For a site around it that takes in only what agrees to that.
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.headers["Cross-Origin-Embedder-Policy"] = "require-corp"


def _policy(response: Response, old: str, new: str) -> None:
    response.headers["Content-Security-Policy"] = HEADERS["Content-Security-Policy"].replace(old, new)


def _to_browsers(response: Response) -> None:
    """Let the pages of providers' sites read the answer, without cookies. Pages of other sites cannot."""
    response.vary.add("Origin")
    origin = request.headers.get("Origin", "")
    if origin not in themes.all_origins():
        return
    response.headers["Access-Control-Allow-Origin"] = origin
    response.headers["Access-Control-Expose-Headers"] = "ETag, Retry-After"
    if request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers:
        response.headers.update(MAY_ASK)
