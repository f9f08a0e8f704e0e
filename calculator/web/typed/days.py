"""Reading days: 7/12/26, 7 Dec, Monday 7th of December 2026, 2026-12-07, 14th, and the same in Welsh."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from calculator.i18n.language import gettext, month_said
from calculator.web.language import later as _
from calculator.web.typed.words import LONGEST, Piece, pieces, word_at

_SIGNS = ("/", "-", ".", ",")
# A day without a year may be this long ago. One that is longer ago is the same day of the next year.
_JUST_NOW = dt.timedelta(days=60)
_YEARS = 9  # far enough on for 29 February to come


@dataclass(frozen=True, slots=True)
class DayRead:
    """A day as it was read, which there may not be, and the place after it. Without a year or a month, the text gave none."""

    day: int
    month: int | None
    year: int | None
    end: int


def as_date(typed: str, today: dt.date | None = None, *, past: bool = False) -> str:
    """A day as 2026-12-07; anything else as it was typed. A year or month that is left out is the nearest that fits: before `today` if `past`.

    A day that there is not, such as 31 February, is written in the same way, so that the case can say so.
    """
    found = _whole(typed)
    return found if isinstance(found, str) else dated(found, today or dt.date.today(), past=past)


def as_birthday(typed: str, today: dt.date) -> str | None:
    """A day of birth as 2026-12-07; None for anything else, and for a day without its year."""
    found = _whole(typed)
    return None if isinstance(found, str) or found.year is None else dated(found, today, past=True)


def _whole(typed: str) -> DayRead | str:
    """The day that a whole text is; the text if it is none."""
    cut = pieces(typed) if len(typed) <= LONGEST else []
    start = leading(cut)
    found = day_at(cut, start, alone=True)
    return found if found and found.end == len(cut) else typed


def leading(cut: Sequence[Piece]) -> int:
    """The place after words such as `on the` and the name of a day of the week."""
    at = 0
    while found := word_at(cut, at, "around", "the") or word_at(cut, at, "weekdays"):
        at = _after_signs(cut, found[1])
    return at


def dated(read: DayRead, today: dt.date, *, past: bool = False) -> str:
    """A day that was read as year-month-day."""
    year, month = read.year, read.month
    if month is None:
        return next((f"{each:%Y-%m}-{read.day:02}" for each in _months(today, past, read.day)), "")
    if year is not None and year < 100:
        year += 2000
        if past and year > today.year:
            year -= 100
    return f"{year if year is not None else _year(read.day, month, today, past):04}-{month:02}-{read.day:02}"


def _months(today: dt.date, past: bool, day: int) -> list[dt.date]:
    """The first day of the nearest month in which a day of the month falls before `today`, or else on it or after it."""
    steps = range(0, -4, -1) if past else range(4)
    found = []
    for step in steps:
        year, month = divmod(today.year * 12 + today.month - 1 + step, 12)
        first = dt.date(year, month + 1, 1)
        if 1 <= day <= calendar.monthrange(year, month + 1)[1]:
            own = first.replace(day=day)
            if (own <= today) if past else (own >= today):
                found.append(first)
    return found or [today]


def _year(day: int, month: int, today: dt.date, past: bool) -> int:
    """The year of a day that was given without one."""
    years = range(today.year, today.year - _YEARS, -1) if past else range(today.year - 1, today.year + _YEARS)
    for year in years:
        if 1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]:
            own = dt.date(year, month, day)
            if (own <= today) if past else (own >= today - _JUST_NOW):
                return year
    return today.year


def day_at(cut: Sequence[Piece], at: int, *, alone: bool = False) -> DayRead | None:
    """The day at a place of a text. Only one that stands `alone` may be 7 12 26, 7 12 or 14th."""
    return _named(cut, at, alone) or _numbers(cut, at, alone)


def _named(cut: Sequence[Piece], at: int, alone: bool) -> DayRead | None:
    """7 December 2026, 7fed o Ragfyr 2026, December 7, 2026, and the same without the year."""
    if first := _number(cut, at, 2):
        month = word_at(cut, after := _after_signs(cut, _after_ordinal(cut, at + 1)), "months")
        if month is None and (of := word_at(cut, after, "of")):
            month = word_at(cut, of[1], "months")
        if month is None:
            return None
        day, end = first, month[1]
    else:
        month = word_at(cut, at, "months")
        if month is None or not (day := _number(cut, after := _after_signs(cut, month[1]), 2)):
            return None
        end = _after_ordinal(cut, after + 1)
    place = _after_signs(cut, end)
    if year := _number(cut, place, 4):
        return DayRead(day, int(month[0]), year, place + 1)
    if (alone or place > end) and (year := _number(cut, place, 2)) and len(cut[place].text) == 2:
        return DayRead(day, int(month[0]), year, place + 1)
    return DayRead(day, int(month[0]), None, end)


def _numbers(cut: Sequence[Piece], at: int, alone: bool) -> DayRead | None:
    """7/12/2026, 7.12.26, 7 12 2026, 2026-12-07, 7/12 and 14th."""
    if at >= len(cut) or not cut[at].is_number:
        return None
    dotted = cut[at].text.split(".")
    if len(dotted) == 3 and all(map(str.isdecimal, dotted)):
        return _in_order(dotted, at + 1, signs=True)
    places, signs = [at], 0
    while len(places) < 3:
        next_at = _after_signs(cut, places[-1] + 1)
        if next_at >= len(cut) or not cut[next_at].text.isdecimal():
            break
        signs += next_at > places[-1] + 1
        places.append(next_at)
    texts = [cut[each].text for each in places]
    if len(texts) == 3 and (found := _in_order(texts, places[-1] + 1, signs=alone or signs == 2)):
        return found
    if len(texts) >= 2 and all(len(each) <= 2 for each in texts[:2]) and texts[0].isdecimal():
        slash = cut[places[0] + 1].text == "/"
        if slash or (alone and len(texts) == 2):
            return DayRead(int(texts[0]), int(texts[1]), None, places[1] + 1)
    end = _after_ordinal(cut, at + 1)
    if alone and len(texts) == 1 and (day := _number(cut, at, 2)) and end > at + 1:
        of = word_at(cut, end, "around", "of_month")
        return DayRead(day, None, None, of[1] if of else end)
    return None


def _in_order(texts: Sequence[str], end: int, *, signs: bool) -> DayRead | None:
    """Three numbers as a day: the year stands last, or first if it has four digits. A year of two digits needs signs between them."""
    if len(texts[0]) == 4:
        texts = texts[::-1]
    day, month, year = texts
    if len(day) > 2 or len(month) > 2 or not day.isdecimal() or len(year) not in ((2, 4) if signs else (4,)):
        return None
    return DayRead(int(day), int(month), int(year), end)


def month_at(cut: Sequence[Piece], at: int) -> tuple[str, int] | None:
    """A month such as 1/2027 or January 2027, as 2027-01, and the place after it."""
    named = word_at(cut, at, "months")
    if named:
        month, place = int(named[0]), _after_signs(cut, named[1])
    elif number := _number(cut, at, 2):
        month, place = number, _after_signs(cut, at + 1)
    else:
        return None
    year = _number(cut, place, 4)
    return (f"{year}-{month:02}", place + 1) if year and len(cut[place].text) == 4 else None


def _number(cut: Sequence[Piece], at: int, digits: int) -> int:
    """The whole number of at most so many digits at a place; 0 if there is none. A year has exactly four."""
    if at < 0 or at >= len(cut) or not cut[at].text.isdecimal() or not cut[at].is_number:
        return 0
    length = len(cut[at].text)
    return int(cut[at].text) if (length == 4 if digits == 4 else length <= digits) else 0


def _after_ordinal(cut: Sequence[Piece], at: int) -> int:
    found = word_at(cut, at, "ordinals")
    return found[1] if found and cut[at].start == cut[at - 1].end else at


def _after_signs(cut: Sequence[Piece], at: int) -> int:
    while at < len(cut) and cut[at].text in _SIGNS:
        at += 1
    return at


# ---------------------------------------------------------------------- what is wrong
NO_DAY = _("“%(typed)s” is a month without a day.")
NO_YEAR = _("“%(typed)s” is a day without a year. Add the year of birth.")
NO_MONTH = _("“%(typed)s” is a day without a month.")
NOT_A_DAY = _("“%(typed)s” is not a date that we can read.")


def why_no_date(typed: str, today: dt.date | None = None, *, past: bool = False) -> str:
    """What is wrong with a text that is to be a day, in a sentence; empty if nothing is."""
    found = _whole(typed)
    if not isinstance(found, str):
        return no_such_day(dated(found, today or dt.date.today(), past=past))
    cut = pieces(typed[:LONGEST])
    start = leading(cut)
    month = month_at(cut, start) or word_at(cut, start, "months")
    if month and month[1] == len(cut):
        return gettext(NO_DAY) % {"typed": typed}
    if len(cut) == 1 and _number(cut, 0, 2):
        return gettext(NO_MONTH) % {"typed": typed}
    return gettext(NOT_A_DAY) % {"typed": typed}


def why_no_birthday(typed: str, today: dt.date) -> str:
    """What is wrong with a text that looks like a day of birth, in a sentence; empty if it does not look like one, or nothing is."""
    found = _whole(typed)
    if isinstance(found, str):
        return ""
    return (
        no_such_day(as_birthday(typed, today) or "") if found.year is not None else gettext(NO_YEAR) % {"typed": typed}
    )


def no_such_day(date: str) -> str:
    """Say that there is no such day as 2027-02-31; empty if there is one, or if this is no date at all."""
    parts = date.split("-")
    if len(parts) != 3 or not all(map(str.isdecimal, parts)) or int(parts[0]) < 1:
        return ""
    year, month, day = map(int, parts)
    if not 1 <= month <= 12:
        return gettext("There is no month %(number)s: a year has 12.") % {"number": month}
    most = calendar.monthrange(year, month)[1]
    if 1 <= day <= most:
        return ""
    name = month_said(dt.date(year, month, 1))
    return gettext("There is no day %(day)s in %(month)s. It has %(most)s days.") % {
        "day": day,
        "month": name,
        "most": most,
    }
