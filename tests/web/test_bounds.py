"""The bound of every route is in the documents and in the description of the API, and is what the site does."""

import re
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

from calculator import effort
from calculator.web.bounds import MOST_BATCH_BYTES, MOST_BYTES, MOST_CASES
from calculator.web.plan.plan import PDF_WORK
from calculator.web.specialist.desk import MOST_CELLS
from calculator.web.turns import DEADLINE, PATIENCE

TOLD = (Path(__file__).parents[2] / "docs" / "operations.md").read_text()
TABLE = TOLD.split("## Bounds of every route")[1].split("\n## ")[0]
ROWS = [[cell.strip() for cell in line.strip("|").split("|")] for line in TABLE.splitlines() if line.startswith("| `")]


def routes(row: list[str]) -> list[str]:
    return re.findall(r"`((?:GET|POST) [^`]+)`", row[0])


def test_every_route_that_is_posted_to_has_its_bound_in_the_documents(app: Flask) -> None:
    posted = {f"POST {rule.rule}" for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())}
    assert posted == {route for row in ROWS for route in routes(row) if route.startswith("POST")}
    known = {f"GET {rule.rule}" for rule in app.url_map.iter_rules()}
    assert {route for row in ROWS for route in routes(row) if route.startswith("GET")} <= known


def test_the_bounds_in_the_documents_are_those_of_the_code() -> None:
    for row in ROWS:
        is_batch = routes(row) == ["POST /api/v1/batch", "POST /api/v1/caseload"]
        reads = any(route.startswith("POST") for route in routes(row))
        assert row[1] == (f"{MOST_BATCH_BYTES if is_batch else MOST_BYTES:,}" if reads else "none is read")
        assert row[2] in (f"{effort.MOST:,}" + (" each" if is_batch else ""), "none")
    assert f"({MOST_CASES:,} cases)" in TABLE
    assert f"at most\n{MOST_CELLS**2} units for the grid" in TABLE
    assert f"A PDF counts as {PDF_WORK} units" in TABLE
    assert f"wait for up to {PATIENCE} seconds" in TOLD
    assert f"ended after {DEADLINE} seconds" in TOLD


def test_every_operation_of_the_api_says_its_bounds(client: FlaskClient) -> None:
    paths = client.get("/api/v1/openapi.json").json["paths"]
    for path, methods in paths.items():
        for method, described in methods.items():
            bounds = {name: described[f"x-most-{name}"] for name in ("bytes", "work", "seconds")}
            if method == "get":
                assert bounds == {"bytes": 0, "work": 0, "seconds": 0}, path
                continue
            most = MOST_BATCH_BYTES if path in ("/batch", "/caseload") else MOST_BYTES
            assert bounds == {"bytes": most, "work": effort.MOST, "seconds": PATIENCE + DEADLINE}, path
            assert {"413", "429", "503"} <= described["responses"].keys()
    assert paths["/batch"]["post"]["x-most-cases"] == MOST_CASES
