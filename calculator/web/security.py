"""Headers that keep a page to itself: no script or frame but our own, no third party, nothing kept."""

from flask import Flask, Response, request

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


# What holds nothing of a person, and says itself how long it may be kept.
OF_THE_RULES = ("api.rules", "api.rule", "api.openapi")


def protect(app: Flask) -> None:
    @app.after_request
    def headers(response: Response) -> Response:
        response.headers.update(HEADERS)
        if request.endpoint in ("static", "theme_css", "logo"):
            response.headers["Cache-Control"] = "public, max-age=86400"
        elif request.endpoint not in OF_THE_RULES or response.status_code >= 400:
            response.headers["Cache-Control"] = "no-store"
        return response
