"""Keys for the API: who may post, how a key is made and kept, and that it is written nowhere."""

import datetime as dt
import re
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from loaded import CALCULATOR
from running import running, until

from calculator.web.api import keys
from calculator.web.app import create_app

CASE: dict[str, Any] = {"date": "2026-11-23", "adults": [{"age": 34}]}
TODAY = dt.date.today()
DAY = dt.timedelta(days=1)
OPEN, _line = keys.new("open")
OLD, _old = keys.new("old")
HELD = {
    "open": keys.Key(hash=keys.hash_of(OPEN), created=TODAY),
    "old": keys.Key(hash=keys.hash_of(OLD), created=TODAY - DAY, expires=TODAY),
}


def bearer(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


def test_a_key_lets_in_and_everything_else_is_refused_as_a_problem() -> None:
    client = create_app(CALCULATOR, api_keys=HELD).test_client()
    for held in (bearer(OPEN), {"X-API-Key": OPEN}, {"Authorization": f"bearer  {OPEN}"}):
        assert client.post("/api/v1/calculate", json=CASE, headers=held).status_code == 200
    for address in ("/api/v1/calculate", "/api/v1/batch", "/cy/api/v1/calculate"):
        refused = client.post(address, json=CASE)
        assert (refused.status_code, refused.mimetype) == (401, "application/problem+json")
        assert refused.headers["WWW-Authenticate"] == 'Bearer realm="calculator"'
    both = {**bearer("another"), "X-API-Key": OPEN}
    assert client.post("/api/v1/calculate", json=CASE, headers=both).status_code == 200
    for wrong in (bearer(OLD), bearer(OPEN[:-1]), bearer(OPEN + "x"), bearer(keys.hash_of(OPEN)), {"X-API-Key": "é"}):
        refused = client.post("/api/v1/calculate", json=CASE, headers=wrong)
        assert refused.status_code == 401
        assert 'error="invalid_token"' in refused.headers["WWW-Authenticate"]
    basic = client.post("/api/v1/calculate", json=CASE, headers={"Authorization": f"Basic {OPEN}"})
    assert basic.status_code == 401


def test_the_pages_and_the_rules_are_open_without_a_key(sam: dict[str, str]) -> None:
    client = create_app(CALCULATOR, api_keys=HELD).test_client()
    assert client.post("/calculate", data=sam).status_code == 200
    for address in ("/api/v1/rules", "/api/v1/rules/minimum_wage.rate_21", "/api/v1/openapi.json", "/api/v1/", "/"):
        assert client.get(address).status_code == 200


def test_without_a_file_of_keys_none_is_asked_for() -> None:
    client = create_app(CALCULATOR).test_client()
    assert client.post("/api/v1/calculate", json=CASE).status_code == 200
    assert "securitySchemes" not in client.get("/api/v1/openapi.json").json["components"]
    assert "key" not in client.get("/api/v1/").text


def test_a_key_holds_until_the_day_it_expires() -> None:
    key = keys.Key(hash=keys.hash_of(OPEN), created=TODAY, expires=TODAY)
    assert key.holds_on(TODAY - DAY)
    assert not key.holds_on(TODAY)


def test_a_key_can_have_a_limit_of_its_own_that_no_address_shares() -> None:
    often, _ = keys.new("often")
    held = {**HELD, "often": keys.Key(hash=keys.hash_of(often), created=TODAY, most_requests="3 per hour")}
    client = create_app(CALCULATOR, most_requests="5 per hour", api_keys=held).test_client()

    def ask(headers: dict[str, str], address: str = "10.0.0.1") -> int:
        asked = client.post("/api/v1/calculate", json=CASE, headers=headers, environ_overrides={"REMOTE_ADDR": address})
        return asked.status_code

    # The hour may end in the midst of it, but hardly twice.
    assert [ask(bearer(often), f"10.0.0.{number}") for number in range(1, 9)][-1] == 429
    assert [ask(bearer(OPEN)) for _ in range(5)] == [200] * 5
    assert [ask(bearer("wrong"), "10.0.0.77") for _ in range(11)][-1] == 429


def test_the_description_of_the_api_says_so_and_its_page_too() -> None:
    client = create_app(CALCULATOR, api_keys=HELD).test_client()
    described = client.get("/api/v1/openapi.json").json
    assert described["components"]["securitySchemes"]["header"]["name"] == "X-API-Key"
    for methods in described["paths"].values():
        assert ("post" in methods) == any("401" in each["responses"] for each in methods.values())
    assert "X-API-Key" in client.get("/api/v1/").text


guarded = schemathesis.openapi.from_wsgi(
    "/api/v1/openapi.json",
    create_app(CALCULATOR, api_keys=HELD),
    config=schemathesis.Config.from_dict(
        {
            "headers": {"X-API-Key": OPEN},
            # Every field is tried with every kind of wrong value in test_api.py.
            "phases": {"coverage": {"enabled": False}},
            "checks": {
                "positive_data_acceptance": {"expected-statuses": ["2xx", 404, 422]},
                "negative_data_rejection": {"expected-statuses": [200, 400, 401, 405, 415, 422]},
                # It sends a false Authorization beside the true X-API-Key, which is enough. Wrong keys have tests of their own above.
                "ignored_auth": {"enabled": False},
            },
        }
    ),
)


@guarded.include(path="/calculate").parametrize()
@settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
def test_what_is_sent_with_and_without_a_key_is_answered_as_described(case: schemathesis.Case) -> None:
    case.call_and_validate()


# ---------------------------------------------------------------------- the file
def test_a_new_key_is_long_and_random_and_its_line_holds_only_a_hash(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "calculator", "keys", "new", "north-shire", "--expires", "2030-01-01"]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    (key,) = re.findall(r"(?m)^calc_[\w-]{43}$", told)
    line = told.strip().splitlines()[-1]
    assert key not in line
    file = tmp_path / "keys.yaml"
    file.write_text(f"# who may ask\n{line}\n")
    held = keys.load(file)
    assert held["north-shire"].hash == keys.hash_of(key)
    assert held["north-shire"].expires == dt.date(2030, 1, 1)
    assert keys.new("north-shire")[0] != key


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("", "holds no key"),
        ("# none yet", "holds no key"),
        ("north: {hash: abc, created: 2026-01-01}", "hash"),
        ("north: {hash: 'KEY', created: 2026-01-01}", "hash"),
        ("north: {hash: 'HASH'}", "created"),
        ("north: {hash: 'HASH', created: soon}", "created"),
        ("north: {hash: 'HASH', created: 2026-01-01, most_requests: often}", "most_requests"),
        ("north: {hash: 'HASH', created: 2026-01-01, admin: yes}", "admin"),
        ("North Shire: {}", "calculator keys new"),
        ("north: x", "calculator keys new"),
        ("north: {}\nnorth: {}", "stands twice"),
        ("north: [", "not valid YAML"),
    ],
)
def test_a_file_that_cannot_be_used_says_where_and_never_holds_back(tmp_path: Path, line: str, told: str) -> None:
    file = tmp_path / "keys.yaml"
    file.write_text(line.replace("KEY", OPEN).replace("HASH", keys.hash_of(OPEN)))
    with pytest.raises(keys.KeysRefused, match=told):
        keys.load(file)


def test_a_name_that_could_be_anything_else_is_refused() -> None:
    for name in ("", "North", "-north", "a b", "a: b", "x" * 41):
        with pytest.raises(keys.KeysRefused):
            keys.new(name)


@pytest.mark.slow
def test_keys_are_read_anew_and_written_nowhere(tmp_path: Path) -> None:
    first, line = keys.new("first")
    second, other = keys.new("second")
    file = tmp_path / "keys.yaml"
    file.write_text(line)

    def ask(key: str) -> int:
        command = ["curl", "-s", "-o", "/dev/null", "-w", "%{http_code}", "-H", f"Authorization: Bearer {key}"]
        asked = subprocess.run(
            [*command, "-d", '{"adults": [{"age": 34}]}', f"{site.address}/api/v1/calculate"],
            capture_output=True,
            check=True,
        )
        return int(asked.stdout)

    with running(tmp_path, "--keys", file, "--workers", "2", "--log", "json") as site:
        assert (ask(first), ask(second)) == (200, 401)
        file.write_text(other)
        site.process.send_signal(signal.SIGHUP)
        until(lambda: ask(second) == 200 and ask(first) == 401)
        file.write_text("broken: [")
        site.process.send_signal(signal.SIGHUP)
        until(lambda: "cannot be used" in site.said())
        assert (ask(first), ask(second)) == (401, 200)
    assert first not in site.said()
    assert second not in site.said()
