"""Calendar files: two libraries read them back, and their entries keep their identity."""

import datetime as dt
import io
import json
import warnings
from typing import Any

import icalendar

from calculator.__main__ import main
from calculator.calculator import Calculator
from calculator.contract.reading import read_case
from calculator.contract.result import Timeline
from calculator.i18n.language import speaking
from calculator.resources import folder
from calculator.year.calendar_file import calendar_file

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)
    import vobject

MADE = dt.datetime(2026, 11, 30, 9, 15, tzinfo=dt.UTC)
NAME = "Caffi Môr & Ynys; 16 hours, 4 days"


def timeline(calculator: Calculator, date: str = "2026-11-23") -> Timeline:
    case: dict[str, Any] = json.loads((folder("examples") / "first-look.json").read_text("utf-8"))
    case |= {"date": date, "views": ["timeline"]}
    case["options"][0]["name"] = NAME
    found = calculator.calculate(read_case(case)).options[0].timeline
    assert found is not None
    return found


def entries(content: bytes) -> dict[str, icalendar.Event]:
    return {str(event["UID"]): event for event in icalendar.Calendar.from_ical(content).walk("VEVENT")}


def test_two_libraries_read_the_same_days_and_texts(calculator: Calculator) -> None:
    year = timeline(calculator)
    content = calendar_file(NAME, year, 0, MADE, payments=True)
    mine = {uid: (event["DTSTART"].dt, str(event["SUMMARY"])) for uid, event in entries(content).items()}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        other = vobject.readOne(io.StringIO(content.decode()))
    theirs = {event.uid.value: (event.dtstart.value, event.summary.value) for event in other.vevent_list}
    assert mine == theirs
    assert len(mine) == len(year.events)
    assert {start for start, _ in mine.values()} == {event.date for event in year.events}


def test_an_entry_tells_when_it_was_made_and_a_later_file_takes_its_place(calculator: Calculator) -> None:
    year = timeline(calculator)
    first = entries(calendar_file(NAME, year, 0, MADE))
    later = entries(calendar_file(NAME, year, 0, MADE + dt.timedelta(minutes=2)))
    assert first.keys() == later.keys()
    for uid, event in first.items():
        assert event["DTSTAMP"].dt == MADE
        assert int(later[uid]["SEQUENCE"]) == int(event["SEQUENCE"]) + 2
        assert later[uid]["DTSTAMP"].dt > MADE


def test_identities_hold_nothing_typed_and_stay_over_date_and_language(calculator: Calculator) -> None:
    content = calendar_file(NAME, timeline(calculator), 0, MADE, payments=True)
    with speaking("cy"):
        welsh = calendar_file("Arall", timeline(calculator, "2026-11-24"), 0, MADE, payments=True)
    ours, theirs = entries(content), entries(welsh)
    paid = {uid for uid, event in ours.items() if "-payday-" in uid}
    assert paid
    assert paid <= theirs.keys()
    assert not any(word in uid for uid in ours for word in ("Caff", "Cafe", "Sam"))
    assert {uid for uid in ours if uid.startswith("option1-")} == set(ours)
    assert not entries(calendar_file(NAME, timeline(calculator), 1, MADE)).keys() & ours.keys()


def test_the_command_writes_the_line_ends_of_the_standard(tmp_path: Any) -> None:
    file = tmp_path / "year.ics"
    assert main(["timeline", str(folder("examples") / "dan.json"), "--format", "ics", "--output", str(file)]) == 0
    content = file.read_bytes()
    assert content.count(b"\n") == content.count(b"\r\n") > 20
    assert content.endswith(b"END:VCALENDAR\r\n")
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
