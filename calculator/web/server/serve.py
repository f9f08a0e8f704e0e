"""The site on this machine: processes that share the rules as read once, with a few threads each.

SIGHUP reads the rules, providers and keys again, for a new set of processes. The old ones first finish their requests. If something
cannot be used, the site goes on with what it has.
"""

from __future__ import annotations

import gc
import os
import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from gunicorn.app.base import BaseApplication
from werkzeug.middleware.proxy_fix import ProxyFix

from calculator.calculator import Calculator
from calculator.contract.errors import CalculatorError, CaseError
from calculator.contract.reading import read_case
from calculator.rulebook import RuleError
from calculator.web import site
from calculator.web.api import keys, offered, signing
from calculator.web.api.offered import Offered
from calculator.web.app import create_app
from calculator.web.http import operations
from calculator.web.http.address import Address, stand_at
from calculator.web.logs import errors_only
from calculator.web.plan import plan
from calculator.web.server.dumps import no_dumps
from calculator.web.server.say import say
from calculator.web.server.worker import Worker
from calculator.web.themes import load

THREADS = 44  # more than can wait for heavy work (`turns`), so that some are always left for pages
WARM = "first-look"  # the example with which the rules are compiled
YOUNG = 20_000  # new objects before the garbage collector looks at them: about as many as one page makes
BEATS = Path("/dev/shm")  # where a process shows that it is alive: it is no disk, so it can always be written


class _Server(BaseApplication):  # type: ignore[misc]
    """Gunicorn around the application. The settings come from here, not from files or the command line."""

    def __init__(self, make: Callable[[], Flask], settings: dict[str, object]) -> None:
        self.make, self.settings = make, settings
        # The application is made before the processes start, so that they share it.
        self.app = make()
        super().__init__()

    def load_config(self) -> None:
        for name, value in self.settings.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        return self.app

    def reload(self) -> None:
        """Make the application again for the new processes that Gunicorn starts on SIGHUP. If that fails, they get the present one."""
        try:
            self.app = self.make()
        except Exception as error:  # whatever is wrong with the files, the site goes on
            say(f"Nothing was read again, because it cannot be used:\n{error}", sys.stderr)
        else:
            say("The rules were read again")
        self.callable = None
        super().reload()


class CannotServe(CalculatorError):
    """The site cannot listen on the address that was given."""


@dataclass(frozen=True, slots=True)
class Setup:
    """How the site is run.

    Without `rules`, it uses those of the package. `most_requests` is how often one client may ask, such as "600 per minute". `proxies` is
    how many trusted proxies stand in front. `offer` is a folder of amendments that users of the API can ask for. `address` is where people
    find the site; without it, that is what each request's Host header says. `security` is whom security.txt says to tell of a fault."""

    host: str
    port: int
    rules: Path | None = None
    amendments: tuple[Path, ...] = ()
    providers: Path | None = None
    own: str | None = None
    workers: int = 1
    most_requests: str = "1200 per minute"
    proxies: int = 0
    keys: Path | None = None
    log: bool = False
    offer: Path | None = None
    address: str | None = None
    security: str | None = None

    def app(self) -> Flask:
        """Make the application with everything that it reads. Raises RuleError, ProviderError, CannotOffer, WrongAddress."""
        address = Address.read(self.address) if self.address else None
        usual = Calculator.load(self.rules, self.amendments)
        made = create_app(
            usual,
            load(self.providers, usual.councils.register.names) if self.providers else {},
            self.own,
            self.most_requests,
            keys.load(self.keys) if self.keys else None,
            self.log,
            Offered(
                usual,
                offered.files(self.offer) if self.offer else {},
                lambda more: Calculator.load(self.rules, (*self.amendments, *more)),
            ),
        )
        if self.security:
            made.extensions[operations.CONTACT] = self.security
        if address:
            stand_at(made, address)
        if self.proxies:
            # The host, port and prefix are never taken from a header, because a client could send it as well, and they go into
            # redirects, cookies and saved documents.
            made.wsgi_app = ProxyFix(made.wsgi_app, self.proxies, self.proxies, 0, 0, 0)  # type: ignore[method-assign]
        warm_up(made)
        # The library for PDFs looks for pango on the machine, which takes a while, so that is done before the processes start.
        plan.can_make_pdf()
        # The rules stay until the process ends. If the garbage collector looked at them, each page would take longer, and each process
        # would get a copy of the memory that they share.
        gc.collect()
        gc.freeze()
        gc.set_threshold(YOUNG)
        return made


def warm_up(app: Flask) -> None:
    """Work out one case, so that the rules are compiled once, before the processes start, and the processes share what that takes.

    Otherwise all first requests of each process would compile the same rules at the same time. Somebody's own rules may not fit
    the case, and then they are compiled when they are first used.
    """
    case = app.extensions["examples"].cases[WARM]
    with app.app_context(), suppress(CaseError, RuleError):
        site.calculator().calculate(read_case({**case, "views": ("timeline", "hours")}))


def serve(setup: Setup) -> None:
    """Serve until stopped.

    Raises RuleError if the rules cannot be used, ProviderError if a provider's file cannot, CannotServe if the address is taken."""
    host, port = setup.host, setup.port
    no_dumps()
    try:
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind((host, port))
    except OSError as error:
        raise CannotServe(f"cannot serve at {host} port {port}: {error.strerror}; choose another with --port") from None
    site = _Server(
        setup.app,
        {
            "bind": f"{host}:{port}",
            "worker_class": Worker,
            "workers": setup.workers,
            "threads": THREADS,
            "worker_tmp_dir": str(BEATS) if os.access(BEATS, os.W_OK) else None,
            "control_socket_disable": True,
            "logconfig_dict": errors_only(("gunicorn.error", "waitress"), setup.log),
        },
    )
    if signing.is_made():
        say(
            f"The key that seals answers on their way was made for this start: {signing.KEY} and {signing.FILE} are not set"
        )
    if setup.proxies and not setup.address:
        say(
            "No --address is given, so links in saved plans and in the widget use the Host header that each client sends"
        )
    say(f"The calculator is at http://{host}:{port} (stop it with Ctrl-C)")
    site.run()
