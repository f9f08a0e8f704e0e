"""Running the site: ready with which rules, counted without anything of a person, limited, and read anew only when sound."""

import json
import re
import shutil
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.request import Request, urlopen

import pytest
from flask import Flask
from flask.testing import FlaskClient
from loaded import CALCULATOR
from running import Site, running, until

from calculator.resources import folder
from calculator.web.app import create_app
from calculator.web.http import operations
from calculator.web.http.address import Address, WrongAddress
from calculator.web.server.serve import Setup


def test_it_says_with_which_rules_it_is_ready(client: FlaskClient, app: Flask) -> None:
    assert client.get("/health").json == {"status": "ok"}
    found = client.get("/ready").json
    assert found["rules"]["fingerprint"] == app.extensions["calculator"].book.rules.fingerprint


def test_requests_are_counted_by_page_and_hold_nothing_of_a_person(client: FlaskClient, sam: dict[str, str]) -> None:
    client.post("/calculate", data={**sam, "job1_name": "Secretworks"})
    client.get("/example/dan?who=Secretworks")
    client.open("/calculate", method="SECRETWORKS")
    told = client.get("/metrics").text
    assert re.search(r'calculator_requests_total\{method="POST",page="pages.calculate",status="200"\} [1-9]', told)
    assert 'page="pages.example"' in told
    assert "Secretworks" not in told
    assert "SECRETWORKS" not in told
    assert "127.0.0.1" not in told


def test_a_client_that_asks_too_often_is_asked_to_wait_and_others_are_not() -> None:
    client = create_app(CALCULATOR, most_requests="3 per minute").test_client()
    found = [client.get("/about").status_code for _ in range(4)]
    # A minute may end in the midst of it.
    assert found[:3] == [200, 200, 200]
    reply = next(page for page in (client.get("/about") for _ in range(4)) if page.status_code == 429)
    assert int(reply.headers["Retry-After"]) <= 60
    assert "Please wait a minute" in reply.text
    assert client.get("/about", environ_overrides={"REMOTE_ADDR": "10.0.0.9"}).status_code == 200
    assert client.get("/accessibility").status_code == 429, "another page is no way around it"
    assert {client.get("/ready").status_code for _ in range(9)} == {200}
    refused = [client.post("/api/v1/calculate", json={}) for _ in range(5)][-1]
    assert (refused.status_code, refused.mimetype) == (429, "application/problem+json")


def test_with_the_store_of_counts_gone_the_site_stays_and_still_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(operations.STORE, "redis://127.0.0.1:1")
    client = create_app(CALCULATOR, most_requests="3 per minute").test_client()
    assert [client.get("/about").status_code for _ in range(5)][-1] == 429


def test_who_asks_is_not_what_a_client_says_of_itself() -> None:
    client = create_app(CALCULATOR, most_requests="3 per hour").test_client()
    found = [client.get("/about", headers={"X-Forwarded-For": f"10.0.0.{number}"}).status_code for number in range(8)]
    assert found[-1] == 429


def test_behind_a_proxy_the_last_address_it_names_is_who_asks() -> None:
    client = Setup("127.0.0.1", 0, proxies=1, most_requests="3 per hour").app().test_client()
    asked = [f"10.0.0.{number}, 10.9.9.9" for number in range(8)]
    assert [client.get("/about", headers={"X-Forwarded-For": each}).status_code for each in asked][-1] == 429
    assert client.get("/about", headers={"X-Forwarded-For": "10.9.9.9, 10.0.0.1"}).status_code == 200


EVIL = {
    "X-Forwarded-Host": "evil.example",
    "X-Forwarded-Port": "6666",
    "X-Forwarded-Prefix": "/evil",
    "X-Script-Name": "/evil",
    "Script-Name": "/evil",
    "Script_Name": "/evil",
    "Path_Info": "/evil",
    "X-Original-URL": "/evil",
    "Forwarded": "host=evil.example:6666;proto=gopher",
}
PLACES = ("/api/v1/openapi.json", "/api/v1/", "/widget/builder", "/", "/theme.css", "/nowhere")


@pytest.mark.parametrize("proxies", [0, 1, 2])
def test_no_header_of_a_client_says_where_the_site_is(proxies: int) -> None:
    client = Setup("127.0.0.1", 0, proxies=proxies).app().test_client()
    for address in PLACES:
        plain, other = client.get(address), client.get(address, headers=EVIL)
        assert other.text == plain.text
        assert other.headers.get("ETag") == plain.headers.get("ETag")
    begun = client.post("/start", data={}, headers=EVIL)
    assert begun.headers["Location"].startswith("/journey/")
    assert "Path=/journey/" in begun.headers["Set-Cookie"]
    assert "evil" not in str(begun.headers) + client.post("/clear", headers=EVIL).headers["Location"]


@pytest.mark.parametrize("proxies", [0, 1])
def test_with_an_address_of_its_own_the_site_believes_nobody_else(proxies: int) -> None:
    setup = Setup("127.0.0.1", 0, proxies=proxies, address="https://work.example.org/benefits/")
    client = setup.app().test_client()
    own = {"Host": "work.example.org", "X-Forwarded-Proto": "http", **EVIL}
    for path in ("", "/benefits"):
        assert "https://work.example.org/benefits/api/v1" in client.get(f"{path}/api/v1/", headers=own).text
        assert client.get(f"{path}/api/v1/openapi.json", headers=own).json["servers"] == [{"url": "/benefits/api/v1"}]
        assert "https://work.example.org/benefits/widget" in client.get(f"{path}/cy/widget/builder", headers=own).text
        begun = client.post(f"{path}/start", data={}, headers=own)
        assert begun.headers["Location"].startswith("/benefits/journey/")
        assert "Path=/benefits/journey/" in begun.headers["Set-Cookie"]
        assert "Secure" in begun.headers["Set-Cookie"]
    assert client.get("/", headers={"Host": "WORK.example.org:443"}).status_code == 200
    for host in ("evil.example", "work.example.org.evil.example", "work.example.org:666", "", "evil@work.example.org"):
        for address in PLACES:
            refused = client.get(address, headers={"Host": host})
            assert (refused.status_code, "evil" in refused.text) == (421, False), (host, address)
        assert client.get("/ready", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "written",
    [
        "",
        "work.example.org",
        "ftp://work.example.org",
        "https://",
        "https://a b",
        "https://a/?q=1",
        "https://u:p@a",
        "https://a/<b>",
    ],
)
def test_an_address_that_cannot_be_one_stops_the_start(written: str) -> None:
    with pytest.raises(WrongAddress, match="cannot be the address of a site"):
        Address.read(written)


def test_the_protocol_is_what_the_trusted_proxy_says() -> None:
    for proxies, said, secure in (
        (0, "https", False),
        (1, "https", True),
        (1, "http", False),
        (1, "https, http", False),
    ):
        client = Setup("127.0.0.1", 0, proxies=proxies).app().test_client()
        begun = client.post("/start", data={}, headers={"X-Forwarded-Proto": said})
        assert ("Secure" in begun.headers["Set-Cookie"]) == secure, (proxies, said)


@pytest.mark.slow
@pytest.mark.parametrize("proxies", ["0", "1"])
def test_the_server_believes_nobody_from_this_machine(tmp_path: Path, proxies: str) -> None:
    def answer(site: Site, method: str, path: str, headers: dict[str, str]) -> str:
        lines = [f"{method} {path} HTTP/1.1", "Host: x", "Connection: close", "Content-Length: 0"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        with site.connect("\r\n".join([*lines, "", ""]).encode()) as made:
            return made.makefile("rb").read().decode()

    with running(tmp_path, "--proxies", proxies) as site:
        headers = {name: value for name, value in EVIL.items() if "_" not in name}
        for more in (
            {},
            {"SCRIPT_NAME": "/evil"},
            {"PATH_INFO": "/evil"},
            {"X-Forwarded-Ssl": "on"},
            {"X-Forwarded-Protocol": "ssl"},
        ):
            begun = answer(site, "POST", "/start", {**headers, **more})
            assert "Location: /journey/" in begun
            assert "evil" not in begun
            assert "Secure" not in begun
        assert '"url": "/api/v1"' in answer(site, "GET", "/api/v1/openapi.json", {**headers, "SCRIPT_NAME": "/evil"})


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[Site, Path]]:
    """A site in a process of its own, with rules that can be changed."""
    rules = tmp_path / "rules"
    shutil.copytree(folder("rules"), rules)
    with running(tmp_path, "--rules", rules, "--workers", "2") as site:
        yield site, rules


@pytest.mark.slow
def test_new_rules_are_taken_up_and_broken_ones_never(served: tuple[Site, Path]) -> None:
    site, rules = served
    before = site.get("/ready")
    file = rules / "work" / "minimum_wage.yaml"
    sound = file.read_text()
    file.write_text(sound.replace("12.71", "12.99"))
    site.process.send_signal(signal.SIGHUP)
    until(lambda: site.get("/ready") not in ("", before))
    until(lambda: "12.99" in site.get("/api/v1/rules/minimum_wage.rate_21?date=2026-11-23"))
    # Until the last of the old processes has gone.
    until(lambda: len(site.workers()) == 2 and len({site.get("/ready") for _ in range(8)}) == 1)
    after = site.get("/ready")

    file.write_text("rules: [broken")
    site.process.send_signal(signal.SIGHUP)
    end = time.monotonic() + 4
    while time.monotonic() < end:
        assert site.get("/ready") == after
        assert "£" in site.get("/example/dan")
        time.sleep(0.2)
    assert site.process.poll() is None
    assert "cannot be used" in site.said()


@pytest.mark.slow
def test_a_council_s_scheme_is_taken_up_on_hup_and_not_before(served: tuple[Site, Path]) -> None:
    site, rules = served
    before = site.get("/ready")
    case = {
        "date": "2026-11-23",
        "council": "Stevenage",
        "adults": [{"age": 40}],
        "home": {
            "tenure": "social",
            "rent": {"amount": 450, "per": "month"},
            "council_tax": {"amount": 1400, "per": "year"},
        },
    }

    def reduction() -> float:
        asked = Request(
            f"{site.address}/api/v1/calculate", json.dumps(case).encode(), {"Content-Type": "application/json"}
        )
        with urlopen(asked, timeout=60) as reply:
            result = json.loads(reply.read())
        return next(
            float(line["per_month"]) for line in result["now"]["lines"] if line["id"] == "council_tax_reduction"
        )

    assert reduction() == 106.75
    file = rules / "council_tax" / "data" / "stevenage.yaml"
    sound = file.read_text()
    file.write_text(sound.replace("maximum: 0.915", "maximum: 0.1"))
    assert reduction() == 106.75, "a changed file has no effect before it is asked for"
    site.process.send_signal(signal.SIGHUP)
    until(lambda: site.get("/ready") not in ("", before))
    until(lambda: len(site.workers()) == 2 and len({site.get("/ready") for _ in range(8)}) == 1)
    assert reduction() == 11.67
    after = site.get("/ready")

    file.write_text(sound.replace("        taper:", "        tapper:"))
    site.process.send_signal(signal.SIGHUP)
    until(lambda: "did you mean 'taper'?" in site.said())
    assert site.get("/ready") == after
    assert reduction() == 11.67


def test_the_rules_are_compiled_before_the_processes_start_so_that_they_share_them() -> None:
    engine = Setup("127.0.0.1", 0).app().extensions["calculator"].engine
    assert any("exact" in program._functions for program in engine.programs.values())
