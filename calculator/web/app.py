"""The Flask application, put together from the parts of the site."""

from collections.abc import Mapping
from pathlib import Path
from types import TracebackType

from flask import Flask
from flask_limiter.util import get_remote_address
from jinja2 import FileSystemLoader

from calculator import effort
from calculator.calculator import Calculator
from calculator.councils.held import HeldCouncils
from calculator.resources import folder
from calculator.web import journey
from calculator.web.api import api, keys
from calculator.web.api.keys import Key
from calculator.web.api.offered import Offered
from calculator.web.embed import embedding, widget
from calculator.web.form import areas
from calculator.web.form.choices import KINDS_OF_INCOME, WAYS_OF_PAY
from calculator.web.form.form import Form
from calculator.web.format import Formats
from calculator.web.http import bodies, operations, security, weight
from calculator.web.language import speak
from calculator.web.law import checked, councils, glossary_page
from calculator.web.law import pages as law
from calculator.web.logs import log_error, log_requests
from calculator.web.pages import pages
from calculator.web.pages.examples import Examples
from calculator.web.plan import card, handover, plan
from calculator.web.quick import quick
from calculator.web.specialist import people, specialist
from calculator.web.statement import statement
from calculator.web.themes import Provider, dress
from calculator.web.turns import Turns
from calculator.web.year import year

AREA = "home.brma"


class _Site(Flask):
    """Flask with another log of errors. It records the kind of an error and its place in the code, but not its message or values,
    because these may contain what a person entered."""

    request_class = bodies.ReadRequest

    def log_exception(self, exc_info: tuple[type, BaseException, TracebackType] | tuple[None, None, None]) -> None:
        if exc_info[1] is not None:
            log_error(self, exc_info[1])


# The pages of the site, each room's in one blueprint.
PAGES = (
    pages.blueprint,
    year.blueprint,
    journey.blueprint,
    statement.blueprint,
    plan.blueprint,
    handover.blueprint,
    card.blueprint,
    quick.blueprint,
    widget.blueprint,
    embedding.blueprint,
    specialist.blueprint,
    people.blueprint,
    law.blueprint,
    councils.blueprint,
    checked.blueprint,
    glossary_page.blueprint,
    api.blueprint,
    operations.blueprint,
)


def create_app(
    calculator: Calculator | None = None,
    providers: Mapping[str, Provider] | None = None,
    own: str | None = None,
    most_requests: str | None = None,
    api_keys: Mapping[str, Key] | None = None,
    log: bool = False,
    offered: Offered | None = None,
) -> Flask:
    """Make the application.

    Args:
        calculator: the rules; they are read here if it is not given.
        providers: the providers whose pages can be shown, by name.
        own: the provider of pages whose address names none.
        most_requests: how often one client may ask, such as `600 per minute`.
        api_keys: the keys that may post to the API; None means that no key is needed.
        log: whether to write a line of JSON for each request.
        offered: the amendments that a request to the API can ask for.
    """
    app = _Site(__name__, static_folder="../static", template_folder=None)
    turns = app.extensions["turns"] = Turns(lambda: keys.who(get_remote_address()))
    calculator = (calculator or Calculator.load()).bounded(effort.MOST, turns.take)
    app.extensions["calculator"] = calculator
    app.extensions["offered"] = offered or Offered(calculator, {}, lambda _: calculator)
    register = calculator.councils.register
    app.extensions["form"] = Form(sorted(calculator.book.rules.rules[AREA].choices), register.names, register.settled)
    app.extensions["held_councils"] = HeldCouncils(calculator.councils)
    app.extensions["examples"] = Examples(folder("examples"))
    app.extensions["formats"] = formats = Formats()

    app.jinja_loader = FileSystemLoader(folder("templates"))
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    app.jinja_env.globals.update(
        formats=formats,
        areas_for=areas.groups,
        static_version=weight.hash_of(Path(app.static_folder or "")),
        kinds_of_income=KINDS_OF_INCOME,
        ways_of_pay=WAYS_OF_PAY,
    )

    if log:
        log_requests(app)
    operations.count(app)
    speak(app)
    dress(app, providers or {}, own)
    for page in PAGES:
        app.register_blueprint(page)
    journey.set_up(app)
    if most_requests:
        turns.charge = operations.limit(app, most_requests)
    if api_keys is not None:
        keys.guard(app, api_keys)
    bodies.read_all(app)
    # What is registered last is done first: the headers are there before the answer is compressed.
    weight.lighten(app)
    security.protect(app)
    return app
