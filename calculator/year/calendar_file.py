"""The dated actions and payments of a timeline as an iCalendar file (RFC 5545), for a phone's or a desk's calendar."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import TYPE_CHECKING

from calculator.contract.result import Event, Timeline

if TYPE_CHECKING:
    import icalendar

_ACTIONS = ("tell", "deadline", "change")


def calendar_file(name: str, timeline: Timeline, payments: bool = False) -> bytes:
    """What to do and when, all-day; with `payments` each payment as well. `name` is what the calendar is called."""
    import icalendar  # read on first use: most commands and pages make no such file

    made = icalendar.Calendar()
    made.add("prodid", "-//Benefits-to-work transition calculator//EN")
    made.add("version", "2.0")
    made.add("x-wr-calname", name)
    for event in timeline.events:
        if event.kind in _ACTIONS or payments:
            made.add_component(_entry(name, event))
    return bytes(made.to_ical())


def _entry(name: str, event: Event) -> icalendar.Event:
    import icalendar

    entry = icalendar.Event()
    title = event.title if event.amount is None else f"{event.title}: £{event.amount:,.2f}"
    entry.add("summary", title)
    entry.add("dtstart", event.date)
    entry.add("dtend", event.date + dt.timedelta(days=1))
    entry.add("dtstamp", dt.datetime.combine(event.date, dt.time(), dt.UTC))
    # The same event has the same identity each time the file is made, so that a calendar replaces it.
    said = f"{name}|{event.date}|{event.kind}|{event.line}|{event.title}"
    entry.add("uid", hashlib.sha256(said.encode()).hexdigest()[:32])
    entry.add("transp", "TRANSPARENT")
    if event.note:
        entry.add("description", f"{event.note}\n\n“{event.say}”" if event.say else event.note)
    if event.kind in ("tell", "deadline"):
        alarm = icalendar.Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", title)
        alarm.add("trigger", dt.timedelta(hours=9))
        entry.add_component(alarm)
    return entry
