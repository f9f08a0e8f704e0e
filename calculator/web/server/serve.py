"""The site on this machine: processes that share the rules as read once, a few threads each, and no log of what is asked.

SIGHUP reads the rules and providers anew, for a new set of processes; the old ones first finish what they are at. What cannot
be used never takes the place of what works.
"""

from __future__ import annotations

import gc
import os
import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]
from gunicorn.arbiter import Arbiter  # type: ignore[import-untyped]
from werkzeug.middleware.proxy_fix import ProxyFix

from calculator.calculator import Calculator
from calculator.contract.errors import CalculatorError
from calculator.web.api import keys, offered, signing
from calculator.web.api.offered import Offered
from calculator.web.app import create_app
from calculator.web.server.worker import JsonServerLog, ServerLog, Worker
from calculator.web.themes import load

THREADS = 16
YOUNG = 20_000  # objects made, less those let go, before the young ones are looked through: about one page
BEATS = Path("/dev/shm")  # where a process shows that it lives, which needs no disk that can be written


class _Server(BaseApplication):  # type: ignore[misc]
    """Gunicorn around one application, set up here and not from files or the command line."""

    def __init__(self, make: Callable[[], Flask], settings: dict[str, Any]) -> None:
        self.make, self.settings = make, settings
        # Made before the processes are, so that they share it.
        self.app = make()
        super().__init__()

    def load_config(self) -> None:
        for name, value in self.settings.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        return self.app

    def run(self) -> None:
        _Processes(self).run()

    def renewed(self) -> bool:
        """Read everything anew. Where it cannot be used, say why and keep to what there is."""
        try:
            self.app = self.make()
        except Exception as error:  # whatever is wrong with what was read, what works stays
            print(f"Nothing was read anew, as it cannot be used:\n{error}", file=sys.stderr, flush=True)
            return False
        self.callable = None
        print("The rules were read anew", flush=True)
        return True


class _Processes(Arbiter):  # type: ignore[misc]
    """The processes of the site, which are replaced only by others that can do the work."""

    def reload(self) -> None:
        if self.app.renewed():
            super().reload()


class CannotServe(CalculatorError):
    """The address cannot be served at."""


@dataclass(frozen=True, slots=True)
class Setup:
    """How the site is run. `rules` None are those of the package; `most_requests` is how often one client may ask;
    `proxies` is how many trusted ones stand in front and say who asks; `offer` is a folder of amendments that the API can be asked for."""

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

    def app(self) -> Flask:
        """The application, with everything it reads. Raises RuleError, ProviderError, CannotOffer."""
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
        if self.proxies:
            # The host, port and prefix of an address are never taken from a header that a client could send as well: they go into
            # redirects, cookies and documents that are kept.
            made.wsgi_app = ProxyFix(made.wsgi_app, self.proxies, self.proxies, 0, 0, 0)  # type: ignore[method-assign]
        # The rules stay: looking through them for what can be let go would cost each page, and each process its own copy of them.
        gc.collect()
        gc.freeze()
        gc.set_threshold(YOUNG)
        return made


def serve(setup: Setup) -> None:
    """Serve until stopped. Raises RuleError where the rules cannot be used, ProviderError where a provider's file cannot,
    CannotServe where the address is taken."""
    host, port = setup.host, setup.port
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
            # ProxyFix reads what proxies say, by their number. The server itself would believe whoever connects from this machine.
            "forwarded_allow_ips": "",
            "accesslog": None,
            "logger_class": JsonServerLog if setup.log else ServerLog,
            # A warning quotes a request that cannot be read, which may be the middle of what a person posted.
            "loglevel": "error",
        },
    )
    if signing.is_made():
        print(
            f"The key that seals answers on their way was made for this start: {signing.KEY} and {signing.FILE} are not set",
            flush=True,
        )
    print(f"The calculator is at http://{host}:{port} (stop it with Ctrl-C)", flush=True)
    site.run()
