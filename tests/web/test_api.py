"""The API: what it gives, what it refuses, and that it is as its own description says."""

import json
import os
import re
import subprocess
import sys
from html import unescape
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, settings
from jsonschema_rs import Draft202012Validator
from loaded import CALCULATOR

from calculator.contract import result as out
from calculator.contract.case import Case
from calculator.rulebook import RuleError
from calculator.web.api.offered import CannotOffer
from calculator.web.api.openapi import schemas
from calculator.web.app import create_app
from calculator.web.server.serve import Setup

JOB = {"hours_per_week": 16, "pay": {"amount": 12.71, "per": "hour"}}
CASE: dict[str, Any] = {
    "date": "2026-11-23",
    "adults": [{"age": 34, "uc_health": "lcwra"}],
    "options": [{"name": "A", "job": JOB}],
}


def test_the_api_gives_a_result_for_a_case(client: FlaskClient) -> None:
    job = {"hours_per_week": 16, "pay": {"amount": 12.71, "per": "hour"}}
    case: dict[str, Any] = {"date": "2026-11-23", "adults": [{"age": 34}], "options": [{"name": "A", "job": job}]}
    response = client.post("/api/v1/calculate", json=case)
    assert response.status_code == 200
    lines = {line["id"]: line["per_month"] for line in response.json["options"][0]["position"]["lines"]}
    assert lines["pay"] == 881.23


def test_the_api_tells_every_problem_by_its_pointer(client: FlaskClient) -> None:
    response = client.post("/api/v1/calculate", json={"adults": [{"age": 3}], "savings": "x"})
    assert response.status_code == 422
    assert response.mimetype == "application/problem+json"
    assert [each["pointer"] for each in response.json["errors"]] == ["/adults/0/age", "/savings"]


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b"[" * 100_000, b'{"savings": NaN}'])
def test_the_api_refuses_what_is_not_json(client: FlaskClient, body: bytes) -> None:
    response = client.post("/api/v1/calculate", data=body)
    assert response.status_code == 400
    assert response.json["errors"][0]["detail"]


def test_the_api_refuses_other_ways_in_as_problems_too(client: FlaskClient) -> None:
    assert client.get("/api/v1/calculate").mimetype == "application/problem+json"
    assert client.get("/api/v1/nowhere").mimetype == "application/problem+json"
    assert client.post("/api/v1/calculate", data=b" " * 2_000_000).status_code == 413


# Several at once


def test_a_batch_answers_each_case_on_its_own_line_in_order(client: FlaskClient) -> None:
    lines = [
        json.dumps(CASE),
        "not json",
        json.dumps({"adults": [{"age": 3}]}),
        json.dumps({**CASE, "date": "2025-11-23"}),
    ]
    reply = client.post("/api/v1/batch", data="\n".join(lines), content_type="application/x-ndjson")
    assert reply.status_code == 200
    assert reply.mimetype == "application/x-ndjson"
    first, second, third, last = map(json.loads, reply.text.splitlines())
    alone = client.post("/api/v1/calculate", json=CASE).json
    assert first == alone
    assert second["errors"][0]["pointer"] == "/1"
    assert third["errors"][0]["pointer"] == "/adults/0/age"
    assert last["rules"]["as_of"] == "2025-11-23"
    as_array = client.post("/api/v1/batch", json=[CASE, CASE])
    assert [json.loads(line) for line in as_array.text.splitlines()] == [alone, alone]


def test_a_batch_has_its_own_limits(client: FlaskClient) -> None:
    wrong: dict[str, Any] = {"adults": []}  # what is wrong with each stands on its line, and none is worked out
    assert len(client.post("/api/v1/batch", json=[wrong] * 1000).text.splitlines()) == 1000
    assert client.post("/api/v1/batch", json=[wrong] * 1001).status_code == 400
    assert client.post("/api/v1/batch", json=[]).status_code == 400
    assert client.post("/api/v1/batch", data=b" " * 6_000_000).status_code == 413


# The rules


def test_a_rule_is_given_as_it_stands_on_a_day_with_its_source_and_history(client: FlaskClient) -> None:
    found = client.get("/api/v1/rules/minimum_wage.rate_21?date=2025-11-23").json
    assert found["now"] == {"from": "2025-04-01", "value": 12.21}
    assert found["source"]["law"] == "NMW Regs 2015 reg 4"
    assert [each["value"] for each in found["history"]][:3] == [11.44, 12.21, 12.71]
    assert client.get("/api/v1/rules/minimum_wage.rate_21?date=2020-01-01").json["now"] is None


def test_every_rule_that_is_listed_can_be_asked_for(client: FlaskClient) -> None:
    held = client.get("/api/v1/rules").json
    assert len(held["rules"]) > 500
    for each in held["rules"]:
        found = client.get(f"/api/v1/rules/{each['name']}").json
        assert each.items() <= found.items()
        assert found["kind"] == "input" or found["history"]


def test_a_rule_that_is_not_there_or_a_day_that_is_none_is_said(client: FlaskClient) -> None:
    missing = client.get("/api/v1/rules/minimum_wage.rate_2")
    assert missing.status_code == 404
    assert "did you mean minimum_wage.rate_21" in missing.json["errors"][0]["detail"]
    assert client.get("/api/v1/rules/minimum_wage.rate_21?date=never").status_code == 422


def test_what_holds_for_everybody_may_be_kept_and_is_asked_after_by_its_tag(client: FlaskClient) -> None:
    for address in ("/api/v1/rules", "/api/v1/rules/minimum_wage.rate_21?date=2026-11-23", "/api/v1/openapi.json"):
        first = client.get(address)
        assert "max-age" in first.headers["Cache-Control"]
        again = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")
    assert client.post("/api/v1/calculate", json=CASE).headers["Cache-Control"] == "no-store"


def test_words_come_in_the_language_asked_for(client: FlaskClient) -> None:
    welsh = {"Accept-Language": "cy, en;q=0.5"}
    reply = client.post("/api/v1/calculate", json=CASE, headers=welsh)
    assert reply.headers["Content-Language"] == "cy"
    assert "Accept-Language" in reply.headers["Vary"]
    titles = {line["id"]: line["title"] for line in reply.json["now"]["lines"]}
    assert titles["universal_credit"] == "Credyd Cynhwysol"
    many = client.post("/api/v1/batch", json=[CASE], headers=welsh)
    assert json.loads(many.text) == reply.json
    assert client.get("/api/v1/rules", headers=welsh).headers["ETag"] != client.get("/api/v1/rules").headers["ETag"]
    assert (
        client.post("/api/v1/calculate", json=CASE, headers={"Accept-Language": "fr"}).headers["Content-Language"]
        == "en"
    )


# Its own description


def test_no_record_of_the_answer_has_the_name_of_a_part_of_the_case() -> None:
    given = Case.model_json_schema()["$defs"]
    assert not {name for name in given if hasattr(out, name)}


def test_every_answer_is_as_the_description_says(client: FlaskClient, app: Flask) -> None:
    check = Draft202012Validator({"$ref": "#/components/schemas/Result", "components": {"schemas": schemas()}})
    given = Draft202012Validator({"$ref": "#/components/schemas/Case", "components": {"schemas": schemas()}})
    for case in app.extensions["examples"].cases.values():
        data = {**case, "views": ["working", "hours", "timeline"]}
        assert [error.message for error in given.iter_errors(data)] == []
        found = client.post("/api/v1/calculate", json=data).json
        assert [f"{error.instance_path}: {error.message}" for error in check.iter_errors(found)] == []


@schemathesis.serializer("application/x-ndjson")
def as_lines(_context: Any, value: Any) -> bytes:
    """JSON Lines: what is sent, twice."""
    return b"\n".join([json.dumps(value).encode()] * 2)


# A schema cannot say all that is asked of a case (one of two fields, a name that another part has), and a batch answers a
# wrong case on its line. A caseload counts it.
CHECKS = {
    "checks": {"positive_data_acceptance": {"expected-statuses": ["2xx", 404, 422]}},
    "operations": [
        {
            "include-name": name,
            # Its cases are those of /calculate, where every field is tried with every kind of wrong value.
            "phases": {"coverage": {"enabled": False}},
            "checks": {"negative_data_rejection": {"expected-statuses": [200, 400, 405, 415, 422]}},
        }
        for name in ("POST /batch", "POST /caseload")
    ],
}
described = schemathesis.openapi.from_wsgi(
    "/api/v1/openapi.json", create_app(CALCULATOR), config=schemathesis.Config.from_dict(CHECKS)
)


@described.parametrize()
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
def test_whatever_is_sent_it_answers_as_it_says(case: schemathesis.Case) -> None:
    case.call_and_validate()


# The examples of its page


def test_the_examples_on_its_page_run_as_they_stand(address: str) -> None:
    import urllib.request

    with urllib.request.urlopen(f"{address}/api/v1/") as reply:
        page = reply.read().decode()
    curl, python, script = (unescape(each) for each in re.findall(r"<code>(.*?)</code>", page, re.DOTALL))
    clean = {"PATH": os.environ["PATH"]}
    told = subprocess.run([sys.executable, "-c", python], capture_output=True, text=True, check=True, env=clean).stdout
    assert float(told) > 0
    command = re.search(r"-d '(.*)'", curl, re.DOTALL)
    assert command
    assert json.loads(command[1])["options"][0]["job"] == JOB
    assert f"{address}/api/v1/calculate" in curl
    assert f"{address}/api/v1/rules/minimum_wage.rate_21" in script


# Amendments to choose from
TAPER = """
prefix: universal_credit
rules:
  taper_rate:
    source: {law: A proposal}
    values: {2026-04-06: %s}
"""


@pytest.fixture(scope="module")
def choosing(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    folder = tmp_path_factory.mktemp("offered")
    (folder / "lower-taper.yaml").write_text(TAPER % "0.5")
    (folder / "higher-taper.yaml").write_text(TAPER % "0.6")
    return Setup("127.0.0.1", 0, offer=folder).app().test_client()


def taken_off(client: FlaskClient, amendments: str) -> float:
    found = client.post(f"/api/v1/calculate?amendments={amendments}", json=CASE).json
    deduction: float = found["options"][0]["position"]["universal_credit"]["earned_income_deduction"]
    return deduction


def test_amendments_that_are_offered_can_be_asked_for_by_name(choosing: FlaskClient) -> None:
    usual = taken_off(choosing, "")
    assert taken_off(choosing, "lower-taper") == pytest.approx(usual / 0.55 * 0.5, abs=0.01)
    # They are laid over in the order of their names, however they are asked for, and the last one holds.
    both = taken_off(choosing, "lower-taper,higher-taper")
    assert both == pytest.approx(usual / 0.55 * 0.5, abs=0.01)
    assert taken_off(choosing, " higher-taper, lower-taper,lower-taper") == both
    assert taken_off(choosing, "") == usual
    lines = choosing.post("/api/v1/batch?amendments=lower-taper", json=[CASE]).text
    assert json.loads(lines)["rules"]["amendments"]
    assert choosing.get("/api/v1/rules").json["amendments_offered"] == ["higher-taper", "lower-taper"]
    described = choosing.get("/api/v1/openapi.json").json["paths"]["/calculate"]["post"]["parameters"][0]
    assert re.fullmatch(described["schema"]["pattern"], "lower-taper,higher-taper")
    assert choosing.get("/api/v1/rules/universal_credit.taper_rate?amendments=lower-taper").json["now"]["value"] == 0.5


def test_an_amendment_that_is_not_offered_is_refused(client: FlaskClient, choosing: FlaskClient) -> None:
    for asked in (client, choosing):
        refused = asked.post("/api/v1/calculate?amendments=../secret", json=CASE)
        assert (refused.status_code, refused.json["errors"][0]["pointer"]) == (422, "/amendments")
    assert "lower-taper" in choosing.get("/api/v1/rules?amendments=x").json["errors"][0]["detail"]


def test_an_amendment_that_cannot_be_used_is_refused_at_the_start(tmp_path: Path) -> None:
    (tmp_path / "broken.yaml").write_text("prefix: universal_credit\nrules: {nothing: {}}\n")
    with pytest.raises(RuleError):
        Setup("127.0.0.1", 0, offer=tmp_path).app()
    (tmp_path / "broken.yaml").rename(tmp_path / "No name.yaml")
    with pytest.raises(CannotOffer):
        Setup("127.0.0.1", 0, offer=tmp_path).app()
