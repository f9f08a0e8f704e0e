"""The application, its forms' usual answers, and a server for the browser."""

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from loaded import CALCULATOR
from werkzeug.serving import make_server

from calculator.web.app import create_app


class WholeAnswers(FlaskClient):
    """A client that reads every answer to its end, as a server does. A stream left open would end in the middle of another test."""

    def open(self, *args: Any, buffered: bool = True, **given: Any) -> Any:
        return super().open(*args, buffered=buffered, **given)


Flask.test_client_class = WholeAnswers


@pytest.fixture(scope="session")
def app() -> Flask:
    return create_app(CALCULATOR)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture(scope="session")
def address(app: Flask) -> Iterator[str]:
    """Where the application is served for a browser."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def sam() -> dict[str, str]:
    """What a person types who gets Universal Credit with a health element, and thinks of 16 hours in a café."""
    return {
        "job1_name": "Café, 16 hours",
        "job1_hours": "16",
        "job1_pay": "£12.71",
        "job1_pay_per": "hour",
        "job1_pay_is": "pay",
        "age": "34",
        "nation": "england",
        "uc_health": "lcwra",
        "lcwra_from": "12 May 2022",
        "partner": "no",
        "tenure": "social",
        "rent": "450",
        "rent_per": "month",
        "bedrooms": "1",
    }
