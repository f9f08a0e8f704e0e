"""One box takes a postcode wherever a place is asked, and nothing that a page gives has the postcode afterwards."""

from __future__ import annotations

import html
import re
import zlib
from base64 import urlsafe_b64decode

import pytest
from flask.testing import FlaskClient

MARK = "LS29 8HL"  # in Bradford; LS29 alone crosses councils
PAGES = ("/calculate", "/quick", "/widget", "/specialist")


def shown(page: str) -> str:
    """The page without what it quotes as an example of a postcode."""
    return html.unescape(page)


@pytest.mark.parametrize("path", PAGES)
def test_each_way_in_has_the_box(client: FlaskClient, path: str) -> None:
    page = shown(client.get(path).get_data(as_text=True))
    assert re.search(r'<label for="council">Your postcode or council', page)


@pytest.mark.parametrize("path", PAGES)
def test_no_page_gives_the_postcode_back(client: FlaskClient, sam: dict[str, str], path: str) -> None:
    answer = client.post(path, data={**sam, "council": MARK.lower()})
    page = shown(answer.get_data(as_text=True))
    assert answer.status_code == 200
    assert not re.search("ls29|8hl", page, re.IGNORECASE)
    assert "Bradford" in page


@pytest.mark.parametrize("path", PAGES)
def test_each_way_in_asks_which_where_a_first_part_crosses_councils(
    client: FlaskClient, sam: dict[str, str], path: str
) -> None:
    answer = client.post(path, data={**sam, "council": "LS29"})
    assert answer.status_code == 422
    assert "which is Bradford, Leeds or North Yorkshire" in shown(answer.get_data(as_text=True))


def test_a_plan_and_its_link_hold_only_the_council(client: FlaskClient, sam: dict[str, str]) -> None:
    kept = client.post("/file", data={**sam, "council": MARK}).get_data(as_text=True)
    assert '"council": "Bradford"' in kept
    assert "8HL" not in kept
    plan = client.post("/plan", data={**sam, "council": MARK}).get_data(as_text=True)
    assert "8HL" not in plan
    place = client.post("/start", data={**sam, "council": MARK, "to": "check"}).headers["Location"]
    checked = client.get(place).get_data(as_text=True)
    packed = re.search(r"#1\.([\w-]+)", checked) or re.search(r"1\.([\w-]{40,})", checked)
    assert packed is not None
    case = zlib.decompress(urlsafe_b64decode(packed[1] + "=" * (-len(packed[1]) % 4))).decode()
    assert "Bradford" in case
    assert "8HL" not in case + checked


def test_the_journey_keeps_the_council(client: FlaskClient) -> None:
    begun = client.post("/start", data={"route": "out_of_work"}).headers["Location"].rsplit("/", 1)[0]
    assert client.post(f"{begun}/place", data={"council": MARK, "nation": ""}).status_code in (302, 303)
    again = shown(client.get(f"{begun}/place").get_data(as_text=True))
    assert 'value="Bradford"' in again
    assert "8HL" not in again


def test_a_carried_case_loses_its_postcode_as_well(client: FlaskClient, sam: dict[str, str]) -> None:
    base = '{"home": {"postcode": "LS29 8HL", "tenure": "social"}}'
    page = shown(client.post("/calculate", data={**sam, "base": base, "edit": "1"}).get_data(as_text=True))
    answer = shown(client.post("/calculate", data={**sam, "base": base}).get_data(as_text=True))
    assert "Bradford" in page + answer
    assert "8HL" not in page + answer


def test_a_postcode_in_wales_settles_the_quick_look(client: FlaskClient) -> None:
    page = shown(
        client.post("/quick", data={"job1_hours": "16", "job1_pay": "13", "council": "CF10 4UW"}).get_data(as_text=True)
    )
    assert "We took it that you live in" not in page
    assert "whether you live in" not in page


@pytest.mark.parametrize("postcode", ["BT1 1AA", "JE2 3AB", "BFPO 12", "ZZ9 9ZZ"])
def test_the_api_says_why_a_postcode_cannot_be_used_without_repeating_it(client: FlaskClient, postcode: str) -> None:
    answer = client.post("/api/v1/calculate", json={"adults": [{"age": 40}], "home": {"postcode": postcode}})
    assert answer.status_code == 422
    (error,) = answer.get_json()["errors"]
    assert error["pointer"] == "/home/postcode"
    assert postcode not in answer.get_data(as_text=True)


def test_the_api_gives_the_council_and_not_the_postcode(client: FlaskClient) -> None:
    answer = client.post("/api/v1/calculate", json={"adults": [{"age": 40}], "home": {"postcode": MARK}})
    assert answer.get_json()["case"]["council"] == "Bradford"
    assert "8HL" not in answer.get_data(as_text=True)
