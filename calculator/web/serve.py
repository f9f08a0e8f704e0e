"""The site on this machine: one process that reads the rules once, a few threads, and no log of what is asked."""

from __future__ import annotations

import socket
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]
from gunicorn.workers.gthread import ThreadWorker  # type: ignore[import-untyped]

from calculator.calculate import Calculator
from calculator.errors import CalculatorError
from calculator.web import create_app
from calculator.web.themes import load

THREADS = 16
PATIENCE = 10  # seconds that a thread waits for the next part of what is posted


class _Worker(ThreadWorker):  # type: ignore[misc]
    """Threads that do not wait for ever for a sender that has stopped."""

    def handle_request(self, req: Any, conn: Any) -> Any:
        conn.sock.settimeout(PATIENCE)
        return super().handle_request(req, conn)


class _Site(BaseApplication):  # type: ignore[misc]
    """Gunicorn around one application, set up here and not from files or the command line."""

    def __init__(self, app: Flask, settings: dict[str, Any]) -> None:
        self.app, self.settings = app, settings
        super().__init__()

    def load_config(self) -> None:
        for name, value in self.settings.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        return self.app


class CannotServe(CalculatorError):
    """The address cannot be served at."""


def serve(
    host: str,
    port: int,
    rules: Path | None,
    amendments: Sequence[Path],
    providers: Path | None = None,
    own: str | None = None,
) -> None:
    """Serve until stopped, with the providers of a folder. Raises RuleError where the rules cannot be used, ProviderError
    where a provider's file cannot, CannotServe where the address is taken."""
    try:
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind((host, port))
    except OSError as error:
        raise CannotServe(f"cannot serve at {host} port {port}: {error.strerror}; choose another with --port") from None
    app = create_app(Calculator.load(rules, amendments), load(providers) if providers else {}, own)
    print(f"The calculator is at http://{host}:{port} (stop it with Ctrl-C)", flush=True)
    _Site(
        app,
        {
            "bind": f"{host}:{port}",
            "worker_class": _Worker,
            "threads": THREADS,
            "preload_app": True,
            "accesslog": None,
            # A warning quotes a request that cannot be read, which may be the middle of what a person posted.
            "loglevel": "error",
        },
    ).run()
