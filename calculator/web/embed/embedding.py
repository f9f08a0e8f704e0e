"""How other sites include the widget: the script that puts it into their page, and the page that makes the markup for them.

Besides its plain address, the script has one that depends on its content, for pages that check it with a hash (Subresource Integrity).
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from flask import Blueprint, Response, current_app, render_template, request
from markupsafe import Markup

from calculator.i18n.language import ENGLISH, LANGUAGES, current, gettext, speaking
from calculator.web import site, themes
from calculator.web.embed.widget import PREFILLS, TELL, prefilled
from calculator.web.form.choices import ALL_PERIODS
from calculator.web.language import later, prefix, root

blueprint = Blueprint("embedding", __name__)

LOADER = Path(__file__).with_name("embed.js").read_bytes()
VERSION = hashlib.sha256(LOADER).hexdigest()[:12]
INTEGRITY = f"sha384-{base64.b64encode(hashlib.sha384(LOADER).digest()).decode()}"
SHORT, LONG = "public, max-age=300", "public, max-age=31536000, immutable"
TITLE = later("What would this job change for you?")
HEIGHT = 900  # of a frame that does not size itself


@blueprint.get("/widget.js")
def loader() -> Response:
    return _script(SHORT)


@blueprint.get("/widget-<version>.js")
def pinned(version: str) -> Response:
    """The script of one version, which stays as it is for ever."""
    if version != VERSION:
        told = f"This version of the widget's script is not served here. Copy the markup anew from {_site()}/widget/builder\n"
        return Response(told, 404, mimetype="text/plain")
    return _script(LONG)


def _script(keep: str) -> Response:
    response = Response(LOADER, mimetype="text/javascript")
    response.headers["Cache-Control"] = keep
    response.add_etag()
    response.make_conditional(request)
    return response


@dataclass(slots=True)
class Snippets:
    """The markup for one site: the script, the script with its hash, and a plain frame. `given` holds the settings that were chosen."""

    given: dict[str, str]
    provider: str
    language: str

    @property
    def address(self) -> str:
        """Where the widget is, as this provider's and in this language."""
        place = f"/p/{self.provider}" if self.provider else ""
        return f"{_site()}{place}{prefix(self.language)}"

    @property
    def frame(self) -> Markup:
        query = f"?{urlencode(self.given)}" if self.given else ""
        return Markup(
            '<iframe src="{}/widget{}" title="{}" loading="lazy" referrerpolicy="no-referrer" width="100%" height="{}"></iframe>'
        ).format(self.address, query, self._said(TITLE), HEIGHT)

    @property
    def link(self) -> Markup:
        said = self._said(later("Work out what this job would change for you"))
        return Markup('<a href="{}/quick">{}</a>').format(self.address, said)

    @property
    def plain(self) -> Markup:
        return Markup("{}\n<noscript>{}</noscript>").format(self.frame, self.link)

    @property
    def script(self) -> Markup:
        return self._script(f"{_site()}/widget.js", Markup(""))

    @property
    def held(self) -> Markup:
        integrity = Markup(' integrity="{}" crossorigin="anonymous"').format(INTEGRITY)
        return self._script(f"{_site()}/widget-{VERSION}.js", integrity)

    @property
    def one_address(self) -> Markup:
        """For systems that keep no attribute but `src`."""
        given = {"provider": self.provider, "language": self.language, **self.given}
        return Markup('<script src="{}/widget.js?{}"></script>').format(_site(), urlencode(given))

    def _script(self, address: str, more: Markup) -> Markup:
        given = {"provider": self.provider, "language": self.language, **self.given}
        data = Markup("").join(Markup(' data-{}="{}"').format(name, value) for name, value in given.items() if value)
        inside = Markup("{}\n  {}").format(self.frame, self.link)
        return Markup('<script src="{}"{}{} async></script>\n<noscript>\n  {}\n</noscript>').format(
            address, more, data, inside
        )

    def _said(self, words: str) -> str:
        with speaking(self.language):
            return gettext(words)


@blueprint.get("/widget/builder")
def builder() -> str:
    """Make the markup for the settings that are chosen, and show the widget with them."""
    providers: dict[str, themes.Provider] = current_app.extensions["providers"]
    own = themes.chosen()
    chosen = request.args.get("provider", own.id if own else "")
    language = request.args.get("language", current())
    usable = prefilled(request.args)
    given = {name: request.args[name].strip() for name, field in PREFILLS.items() if field in usable}
    if "pay" not in given:
        given.pop("pay-per", None)
    if request.args.get(TELL) == "yes":
        given[TELL] = "yes"
    provider = chosen if chosen in providers else ""
    return render_template(
        "widget/builder.html",
        made=Snippets(given, provider, language if language in LANGUAGES else ENGLISH),
        asked=request.args,
        ignored=[name for name in PREFILLS if request.args.get(name, "").strip() and name not in given],
        providers=providers,
        origins=providers[provider].origins if provider else sorted(themes.all_origins()),
        periods=ALL_PERIODS,
        site=request.host_url.rstrip("/"),
        version=VERSION,
        today=dt.date.today(),
        rules=site.calculator().statement.version,
    )


def _site() -> str:
    """Where the site begins, whichever provider's pages and language these are."""
    provider = themes.chosen()
    above = root().removesuffix(f"/p/{provider.id}") if provider else root()
    return request.host_url.rstrip("/") + above
