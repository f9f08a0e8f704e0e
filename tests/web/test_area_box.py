"""The box of rental market areas offers those of the council, with the amounts beside the names."""

from __future__ import annotations

import html
import re

from flask.testing import FlaskClient


def offered(client: FlaskClient, **answers: str) -> list[tuple[str, ...]]:
    page = html.unescape(client.post("/calculate", data={"edit": "1", **answers}).get_data(as_text=True))
    box = re.search(r'<select id="brma".*?</select>', page, re.DOTALL)
    assert box is not None
    return re.findall(r'<option value="([^"]*)"[^>]*>([^<]*)<|<optgroup label="([^"]*)">', box[0])


def values(found: list[tuple[str, ...]]) -> list[str]:
    return [each[0] for each in found if not each[2:][0]]


def test_a_council_whose_areas_are_all_known_offers_only_these_with_their_amounts(client: FlaskClient) -> None:
    found = offered(client, council="Bury")
    assert values(found) == ["", "Bolton and Bury", "Central Greater Manchester"]
    (_, bolton, *_) = found[1]
    assert bolton.startswith("Bolton and Bury: room £")
    assert "2 bedrooms £" in bolton


def test_a_council_of_which_some_are_known_offers_them_first_and_then_the_others_of_its_nation(
    client: FlaskClient,
) -> None:
    found = offered(client, council="Milton Keynes")
    assert values(found)[:2] == ["", "Milton Keynes"]
    assert "Another area" in [each[2] for each in found]
    assert "Sheffield" in values(found)
    assert "Cardiff" not in values(found)
    assert values(found).count("Milton Keynes") == 1


def test_without_a_council_the_nation_limits_the_areas(client: FlaskClient) -> None:
    assert len(values(offered(client, nation="wales"))) < 30
    assert len(values(offered(client))) > 190


def test_an_area_that_was_given_stays_though_the_council_does_not_lie_in_it(client: FlaskClient) -> None:
    assert values(offered(client, council="Bury", brma="Sheffield"))[-1] == "Sheffield"


def test_the_specialist_sees_the_same(client: FlaskClient) -> None:
    page = client.post("/specialist", data={"council": "BL9 0SW"}).get_data(as_text=True)
    assert "Bolton and Bury: room" in page
