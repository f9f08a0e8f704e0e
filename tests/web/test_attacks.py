"""What hostile or broken requests get: an answer in plain words, no cookie, nothing of theirs run or shown as markup."""

import io
import json

import pytest
from flask.testing import FlaskClient
from timing import cpu_seconds, within

EVIL = ['"><script>alert(1)</script>', "{{7*7777}}", "{% for x in y %}", "\r\nSet-Cookie: a=1", "A\x00B", "%s%(x)s"]
NAMES = [
    "job1_name", "council", "age", "nation", "tenure", "brma", "uc_health", "job1_pay_per", "job1_pay_is", "partner",
    "income1_kind", "taken1_kind", "show", "job1_pension", "job1_kind", "job1_adult", "esa", "claims_uc",
]  # fmt: skip


# What is typed there is any text, or means the usual answer if it is none of the choices.
TAKEN = ("job1_name", "job1_pay_is", "partner", "show", "job1_pension")


@pytest.mark.parametrize("evil", EVIL)
def test_what_is_typed_is_neither_markup_nor_template_nor_header(
    client: FlaskClient, sam: dict[str, str], evil: str
) -> None:
    for name in NAMES:
        page = client.post("/calculate", data={**sam, "income1": "5", "taken1": "5", name: evil})
        taken = name in TAKEN and not (name == "job1_name" and "\x00" in evil)
        assert page.status_code == (200 if taken else 422), name
        assert "<script>" not in page.text
        assert str(7 * 7777) not in page.text
        assert "Set-Cookie" not in page.headers


@pytest.mark.parametrize(
    "address",
    [
        "/example/../../etc/passwd",
        "/example/..%2f..%2fetc%2fpasswd",
        "/example/%00",
        "/example/dan%0d%0aX-Evil:%201",
        "/static/%2e%2e/web/api.py",
        "/static/",
        "/calculate?example=../dan",
        "/%ff%fe",
    ],
)
def test_no_address_leads_outside(client: FlaskClient, address: str) -> None:
    page = client.get(address)
    assert page.status_code == 404
    assert "There is no page at this address" in page.text
    assert "X-Evil" not in page.headers


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "ODD"])
def test_other_methods_are_refused_in_the_layout_of_the_site(client: FlaskClient, method: str) -> None:
    page = client.open("/calculate", method=method)
    assert page.status_code == 405
    assert "This page cannot be opened that way" in page.text
    assert "Stop and clear everything" in page.text


# A field of the form that fills the place makes good what is wrong there; the rest is refused.
MADE_GOOD = (
    '{"home": []}', '{"home": 5}', '{"options": {}}', '{"options": [null]}', '{"adults": [null, null, null]}',
    '{"adults": [{"jobs": [null]}]}', '{"adults": [{"other_income": [5]}]}', '{"deductions": [5]}',
)  # fmt: skip
REFUSED = (
    '{"adults": [{"jobs": 5}]}', '{"home": {"non_dependants": "x"}}', '{"children": {"a": 1}}', "null", "5",
    '{"claims": 5}', '{"options": [{"job": {"pension": 5}, "also": [{}]}]}', '{"views": 5, "date": "x"}',
    '{"a":' * 900 + "1" + "}" * 900, json.dumps({"options": [{}] * 20_000}),
)  # fmt: skip


@pytest.mark.parametrize(("base", "status"), [*((base, 200) for base in MADE_GOOD), *((base, 422) for base in REFUSED)])
def test_a_hidden_part_of_any_shape_is_answered_or_refused(
    client: FlaskClient, sam: dict[str, str], base: str, status: int
) -> None:
    assert client.post("/calculate", data={**sam, "base": base}).status_code == status
    assert client.post("/calculate", data={**sam, "base": base, "edit": "1"}).status_code == 200


def test_bodies_of_other_kinds_are_an_empty_form(client: FlaskClient) -> None:
    parts = b"".join(b'--B\r\nContent-Disposition: form-data; name="a%d"\r\n\r\n1\r\n' % n for n in range(2000))
    for body, kind, code in (
        (b"age=3", "text/plain", 422),
        (b"{}", "application/json", 422),
        (b"--B\r\nbroken", "multipart/form-data; boundary=B", 422),
        (b"age=%ff%fe&job1_name=\xff", "application/x-www-form-urlencoded", 422),
        (b"&".join(b"a%d=1" % n for n in range(50_000)), "application/x-www-form-urlencoded", 422),
        (parts + b"--B--\r\n", "multipart/form-data; boundary=B", 413),
    ):
        page = client.post("/calculate", data=body, content_type=kind)
        assert page.status_code == code, kind
        assert "Set-Cookie" not in page.headers


@pytest.mark.parametrize("chosen", ["²", "٣", "-1", "9" * 300])
def test_a_choice_to_compare_with_that_is_no_number_is_refused_in_words(
    client: FlaskClient, sam: dict[str, str], chosen: str
) -> None:
    assert client.post("/calculate", data={**sam, "compare_with": chosen}).status_code == 422


@pytest.mark.parametrize("figure", ["1e30", "-1e30", '"1e400000"', '"NaN"', "true"])
def test_a_kept_figure_that_no_case_comes_to_is_no_plan(client: FlaskClient, figure: str) -> None:
    kept = (
        '{"kind": "benefits-and-work plan", "version": 1, "saved": "2026-01-01", "rules_version": "1", "fingerprint": "1",'
        f' "figures": [{{"name": "", "universal_credit": 1, "left_over": {figure}}}], "case": {{"adults": [{{"age": 30}}]}}}}'
    )
    page = client.post("/open", data={"file": (io.BytesIO(kept.encode()), "plan.json")})
    assert page.status_code == 422
    assert "This file is not a plan that this site kept" in page.text


@pytest.mark.parametrize("address", ["/static/none.css", "/static/..%2fcli.py"])
def test_that_a_file_is_not_there_is_kept_by_no_cache(client: FlaskClient, address: str) -> None:
    missing = client.get(address)
    assert missing.status_code == 404
    assert missing.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("host", ["a" * 300, "a..b", "x" * 8000])
@pytest.mark.parametrize("address", ["/", "/api/v1/rules", "/calculate"])
def test_a_host_that_cannot_be_one_is_refused_in_words(client: FlaskClient, host: str, address: str) -> None:
    page = client.get(address, headers={"Host": host})
    assert page.status_code == 400
    assert page.text == "What was sent here cannot be read"


@pytest.mark.parametrize("edit", ["", "1"])
@pytest.mark.parametrize(
    "base",
    [
        json.dumps({f"a{number}": 0 for number in range(20_000)}),
        json.dumps({"home": {f"a{number}": 0 for number in range(20_000)}}),
        json.dumps({"options": [[0] * 999] * 60}),
        json.dumps({"options": [0] * 60_000}),
    ],
)
def test_a_hidden_part_with_very_many_values_is_soon_refused(
    client: FlaskClient, sam: dict[str, str], base: str, edit: str
) -> None:
    usual = min(cpu_seconds(lambda: _post(client, {**sam, "edit": "1"}, 200)) for _ in range(3))
    asked = {**sam, "base": base, **({"edit": "1"} if edit else {})}
    assert within(usual + 0.3, lambda: _post(client, asked, 200 if edit else 422))


def _post(client: FlaskClient, answers: dict[str, str], status: int) -> None:
    assert client.post("/calculate", data=answers).status_code == status
