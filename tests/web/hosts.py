"""Another site, at an origin of its own: pages with the widget in them, each with the policy of a strict host."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

PROVIDER = """\
name: {en: Northshire Individual Placement and Support, cy: Lleoliad a Chymorth Unigol Northshire}
colours: {brand: "#5b2a6f", brand_ink: "#ffffff", brand_soft: "#f3ebf5"}
contact: {en: Ring 01632 960 001., cy: Ffoniwch 01632 960 001.}
"""
# What the page of the host notes of what it is told.
NOTES = """
window.told = [];
window.addEventListener("message", (event) => window.told.push({origin: event.origin, data: event.data}));
window.done = 0;
document.addEventListener("calculator:finished", () => window.done++);
"""


class Host:
    """A site that answers with what is put in `pages`. Its script `/notes.js` keeps every message that its page gets."""

    def __init__(self, server: ThreadingHTTPServer, name: str) -> None:
        self.origin = f"http://{name}:{server.server_port}"
        self.pages: dict[str, str] = {}
        self.policy = ""
        self.headers: dict[str, str] = {}

    def put(self, body: str, lang: str = "en", head: str = "") -> str:
        """Make a page of it, and say where it is."""
        path = f"/{len(self.pages)}"
        self.pages[path] = (
            f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>Jobs</title>'
            f'<meta name="viewport" content="width=device-width, initial-scale=1"><script src="/notes.js"></script>{head}</head>'
            f"<body><main><h1>Jobs</h1>{body}</main></body></html>"
        )
        return self.origin + path


@contextmanager
def serving(name: str) -> Iterator[Host]:
    class Pages(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            held = NOTES if self.path == "/notes.js" else host.pages.get(self.path)
            self.send_response(200 if held else 404)
            self.send_header(
                "Content-Type", "text/javascript" if self.path.endswith(".js") else "text/html; charset=utf-8"
            )
            for header, value in {"Content-Security-Policy": host.policy, **host.headers}.items():
                self.send_header(header, value)
            self.end_headers()
            self.wfile.write((held or "").encode())

        def log_message(self, *args: object) -> None:
            """Nothing is printed."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    host = Host(server, name)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield host
    server.shutdown()
    thread.join()
    server.server_close()


def provider_file(folder: Path, *origins: str) -> Path:
    """A folder with one provider, whose sites these are."""
    listed = ", ".join(f'"{origin}"' for origin in origins)
    (folder / "northshire.yaml").write_text(f"{PROVIDER}origins: [{listed}]\n")
    return folder
