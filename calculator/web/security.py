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


def protect(app: Flask) -> None:
    @app.after_request
    def headers(response: Response) -> Response:
        response.headers.update(HEADERS)
        kept = "public, max-age=86400" if request.endpoint in ("static", "theme_css", "logo") else "no-store"
        response.headers["Cache-Control"] = kept
        return response
