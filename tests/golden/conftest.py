"""`pytest tests/golden --golden` writes the kept figures anew in place of comparing with them."""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--golden", action="store_true", help="write the kept figures of the examples anew")


@pytest.fixture
def write_anew(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("golden", default=False))
