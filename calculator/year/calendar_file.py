"""The dated actions and payments of a timeline as an iCalendar file (RFC 5545), for a phone's or a desk's calendar."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import TYPE_CHECKING

from calculator.contract.result import Event, Timeline

if TYPE_CHECKING:
    import icalendar

_ACTIONS = ("tell", "deadline", "change")
# Revisions of an entry are counted in minutes from here, so that a file made later takes the place of an earlier one.
_FIRST_REVISION = dt.datetime(2024, 1, 1, tzinfo=dt.UTC)


def calendar_file(name: str, timeline: Timeline, number: int, made: dt.datetime, payments: bool = False) -> bytes:
    """What to do and when, all-day; with `payments` each payment as well.

    name: what the calendar is called, the only text in it that somebody has typed. number: the option's place in the case. made: the time of
    making, with its time zone. The lines end in CRLF.
    """
    import icalendar  # read on first use: most commands and pages make no such file

    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Benefits-to-work transition calculator//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", name)
    seen: Counter[str] = Counter()
    for event in timeline.events:
        identity = _identity(event, number)
        seen[identity] += 1
        if event.kind in _ACTIONS or payments:
            calendar.add_component(_entry(event, f"{identity}-{seen[identity]}", made))
    return bytes(calendar.to_ical())


def _identity(event: Event, number: int) -> str:
    """What an event is about: the option, the person, the job or line, and the day. It holds nothing that was typed, and no language.

    Events that agree in all of these are told apart by their order.
    """
    job = (event.job or "").strip("/").replace("/", ".")
    parts = (f"option{number + 1}", f"adult{event.adult}" if event.adult else "", event.kind, event.line or "", job)
    return "-".join([*filter(None, parts), event.date.isoformat()])


def _entry(event: Event, identity: str, made: dt.datetime) -> icalendar.Event:
    import icalendar

    entry = icalendar.Event()
    title = event.title if event.amount is None else f"{event.title}: £{event.amount:,.2f}"
    entry.add("summary", title)
    entry.add("dtstart", event.date)
    entry.add("dtend", event.date + dt.timedelta(days=1))
    entry.add("dtstamp", made)
    entry.add("uid", f"{identity}@benefits-to-work")
    entry.add("sequence", (made - _FIRST_REVISION) // dt.timedelta(minutes=1))
    entry.add("transp", "TRANSPARENT")
    if event.note:
        entry.add("description", f"{event.note}\n\n“{event.say}”" if event.say else event.note)
    if event.is_to_do:
        alarm = icalendar.Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", title)
        alarm.add("trigger", dt.timedelta(hours=9))
        entry.add_component(alarm)
    return entry
