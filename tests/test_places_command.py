"""`calculator places`: what it prints of a postcode or a council, and what it says of a place that is none."""

from __future__ import annotations

import json

import pytest

from calculator import __main__ as cli

Captured = pytest.CaptureFixture[str]


def printed(capsys: Captured, *place: str) -> dict[str, object]:
    assert cli.main(["places", *place, "--format", "json"]) == 0
    found: dict[str, object] = json.loads(capsys.readouterr().out)
    return found


@pytest.mark.parametrize(
    "place", [["LS6", "2AB"], ["LS6 2AB"], ["ls62ab"], ["LS6"], ["Leeds", "City", "Council"], ["E08000035"]]
)
def test_a_place_is_found_however_it_is_written(capsys: Captured, place: list[str]) -> None:
    found = printed(capsys, *place)
    assert (found["council"], found["code"], found["nation"], found["in_london"]) == (
        "Leeds",
        "E08000035",
        "england",
        False,
    )


def test_one_amount_everywhere_is_a_range_of_one_amount(capsys: Captured) -> None:
    harrow = printed(capsys, "Harrow")
    assert harrow["council_tax_band_d_from_to"] == [harrow["council_tax_band_d"]] * 2
    assert printed(capsys, "East Surrey")["council_tax_band_d_from_to"] == []


@pytest.mark.parametrize(
    ("place", "says"),
    [
        ("Leds", "This is not a council we know: did you mean Leeds?"),
        ("Harrogate", "Harrogate became part of North Yorkshire on 1 April 2023: give that council."),
        ("BT1", "This is a postcode in Northern Ireland. This calculator covers England, Scotland and Wales."),
        ("SW1A", "give the whole postcode, or the council, which is Westminster or Wandsworth."),
    ],
)  # fmt: skip
def test_a_place_that_is_no_council_is_explained_in_a_sentence(capsys: Captured, place: str, says: str) -> None:
    assert cli.main(["places", place]) == 2
    said = capsys.readouterr().err.strip()
    assert says in said
    assert not said.endswith("?.")
