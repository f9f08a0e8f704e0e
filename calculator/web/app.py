"""The Flask application, put together from the parts of the site."""

from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from flask import Flask
from jinja2 import FileSystemLoader

from calculator import effort
from calculator.calculator import Calculator
from calculator.resources import folder
from calculator.web import journey
from calculator.web.api import api, keys
from calculator.web.api.keys import Key
from calculator.web.api.offered import Offered
from calculator.web.embed import embedding, widget
from calculator.web.form.fields import KINDS_OF_INCOME, WAYS_OF_PAY
from calculator.web.form.form import Form
from calculator.web.format import Formats
from calculator.web.http import bodies, operations, security
from calculator.web.language import speak
from calculator.web.law import pages as law
from calculator.web.logs import log_error, log_requests
from calculator.web.pages import pages
from calculator.web.pages.examples import Examples
from calculator.web.plan import plan
from calculator.web.quick import quick
from calculator.web.specialist import specialist
from calculator.web.themes import Provider, dress
from calculator.web.year import year as timeline

AREA = "home.brma"


class _Site(Flask):
    """Flask, but for its log of what went wrong: only the kind of error and where in the code, as its message and the
    values behind it may hold what a person entered."""

    request_class = bodies.ReadRequest

    def log_exception(self, exc_info: Any) -> None:
        if isinstance(exc_info, tuple) and exc_info[1] is not None:
            log_error(self, exc_info[1])


def create_app(
    calculator: Calculator | None = None,
    providers: Mapping[str, Provider] | None = None,
    own: str | None = None,
    most_requests: str | None = None,
    api_keys: Mapping[str, Key] | None = None,
    log: bool = False,
    offered: Offered | None = None,
) -> Flask:
    """The application. `calculator` holds the rules (read here if none is given), `providers` whose pages it can show, and `own`
    the one whose name is on pages that name none. `most_requests` is how often one client may ask, such as `600 per minute`.
    `api_keys` are those without which nobody may post to the API; None where none is asked for.
    `log` is whether a line of JSON is written for each request; `offered` are amendments that the API can be asked to lay over."""
    app = _Site(__name__, static_folder="../static", template_folder=None)
    calculator = (calculator or Calculator.load()).bounded(effort.MOST)
    app.extensions["calculator"] = calculator
    app.extensions["offered"] = offered or Offered(calculator, {}, lambda _: calculator)
    app.extensions["form"] = Form(sorted(calculator.book.rules.rules[AREA].choices), calculator.councils.register.names)
    app.extensions["examples"] = Examples(folder("examples"))
    app.extensions["formats"] = formats = Formats()

    app.jinja_loader = FileSystemLoader(folder("templates"))
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    app.jinja_env.globals.update(
        formats=formats,
        static_version=_version(),
        kinds_of_income=KINDS_OF_INCOME,
        ways_of_pay=WAYS_OF_PAY,
    )

    if log:
        log_requests(app)
    operations.count(app)
    speak(app)
    dress(app, providers or {}, own)
    app.register_blueprint(pages.blueprint)
    app.register_blueprint(timeline.blueprint)
    app.register_blueprint(journey.blueprint)
    journey.set_up(app)
    app.register_blueprint(plan.blueprint)
    app.register_blueprint(quick.blueprint)
    app.register_blueprint(widget.blueprint)
    app.register_blueprint(embedding.blueprint)
    app.register_blueprint(specialist.blueprint)
    app.register_blueprint(law.blueprint)
    app.register_blueprint(api.blueprint)
    app.register_blueprint(operations.blueprint)
    if most_requests:
        operations.limit(app, most_requests)
    if api_keys is not None:
        keys.guard(app, api_keys)
    bodies.read_all(app)
    security.protect(app)
    return app


def _version() -> str:
    """Part of a stylesheet's address, so that a new release is not shown with an old look."""
    try:
        return version("calculator")
    except PackageNotFoundError:
        return "0"
