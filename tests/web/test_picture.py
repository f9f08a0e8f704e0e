"""The hours picture and its words say the same, and what stands in it can be read."""

import html
import itertools
import re
from decimal import Decimal

import pytest
from flask import Flask
from flask.testing import FlaskClient

from calculator.contract.reading import read_case
from calculator.contract.result import Hours, HoursPoint, HoursStep
from calculator.web.answer.picture import APART, BOTTOM, FURTHER, HIGHEST_PIN, LOWEST_PIN, TOP, This, picture
from calculator.web.format import Formats

FORMATS = Formats()


def view(left_over: list[int], steps: list[tuple[str, str]]) -> Hours:
    points = [HoursPoint(hours, Decimal(left), Decimal(0), None) for hours, left in enumerate(left_over)]
    return Hours(Decimal("12.71"), points, [HoursStep(Decimal(at), title) for at, title in steps])


def test_the_line_fills_its_room_and_this_job_stands_on_it() -> None:
    drawn = picture(
        view([100 + 10 * hours for hours in range(46)], []),
        Decimal(100),
        This(Decimal(45), Decimal(550), Decimal(0)),
        "now",
        FORMATS,
    )
    assert drawn.path.startswith(f"M0 {BOTTOM}.0 L1 ")
    assert drawn.path.endswith(f" L45 {TOP}.0")
    assert drawn.zero == BOTTOM
    assert drawn.mark is not None
    assert (drawn.mark.x, drawn.mark.y, drawn.mark.anchor) == (100, TOP, "end")
    assert [rule.text for rule in drawn.rules] == ["£100 more", "£200 more", "£300 more", "£400 more"]


def test_a_line_that_is_level_is_drawn_too() -> None:
    drawn = picture(view([500] * 46, []), Decimal(500), None, "now", FORMATS)
    assert drawn.mark is None
    assert drawn.rules == []
    assert "with no hours, no change" in drawn.described


def test_steps_at_one_place_share_a_pin_and_pins_do_not_lie_over_one_another() -> None:
    at = ["15.1", "16", "16.04", "16.5", "17", "17.5", "30"]
    drawn = picture(
        view([hours * 20 for hours in range(46)], [(each, each) for each in at]), Decimal(0), None, "now", FORMATS
    )
    assert [pin.what for pin in drawn.pins] == [["15.1"], ["16", "16.04"], ["16.5"], ["17"], ["17.5"], ["30"]]
    for one, other in itertools.combinations(drawn.pins, 2):
        assert abs(one.x - other.x) >= APART or abs(one.pin_y - other.pin_y) >= FURTHER
    assert all(HIGHEST_PIN <= pin.pin_y <= LOWEST_PIN for pin in drawn.pins)


def test_hours_are_said_in_hours_and_minutes() -> None:
    assert FORMATS.hours(Decimal("7.75")) == "7 hours 45 minutes"
    assert FORMATS.hours(1) == "1 hour"
    assert FORMATS.hours(Decimal("0.02")) == "1 minute"
    assert FORMATS.hours(Decimal("15.999")) == "16 hours"
    assert FORMATS.hours(0) == "0 hours"


@pytest.mark.parametrize("name", ["dan", "graham", "kayleigh", "joanne"])
def test_the_picture_has_its_words_its_steps_and_its_table(app: Flask, client: FlaskClient, name: str) -> None:
    page = client.get(f"/example/{name}").text
    section = page[page.index('<section aria-labelledby="hours">') : page.index('<section aria-labelledby="help">')]
    assert re.search(r'<svg height="\d+" role="img" aria-labelledby="hours-title hours-words"', section)
    assert "This job" in html.unescape(section)
    assert len(re.findall('class="pin"', section)) == len(re.findall('class="no"', section)) > 1
    hours = re.findall(r'<tr><th scope="row">(\d+)', section)
    assert {str(each) for each in range(0, 46, 5)} <= set(hours)
    change = (
        app.extensions["calculator"]
        .calculate(read_case(app.extensions["examples"].cases[name]))
        .to_json()["options"][0]["change_per_month"]
    )
    difference = f"£{abs(change):,.0f} {'more' if change > 0 else 'less'}"
    assert f'<td class="n">{difference}</td>' in section, "the row of this job has the figure of the typical month"


def test_without_a_job_there_is_no_picture(client: FlaskClient, sam: dict[str, str]) -> None:
    page = client.post("/calculate", data={**sam, "job1_kind": "none"}).text
    assert 'class="pic"' not in page
