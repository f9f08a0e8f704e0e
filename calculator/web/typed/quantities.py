"""Reading numbers with what they count and for how long: 16 hours, £12.71 an hour, 650 pcm, about 1.5k, 34 years, and the same in Welsh."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_DOWN, Decimal
from typing import Literal

from calculator.i18n.language import gettext
from calculator.i18n.numbers import as_number
from calculator.web.language import later as _
from calculator.web.typed import days
from calculator.web.typed.words import LONGEST, Piece, pieces, word_at

_CENT = Decimal("0.01")
_MINUTES = 60
Fault = Literal["none", "several", "unclear", "words"]


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number as it was read. `unit` is what it counts (hours, days, pounds, ordinal …), `per` for how long, `way` before or after tax.

    `place` is the place after it.
    """

    number: Decimal
    unit: str = ""
    per: str = ""
    way: str = ""
    place: int = 0


@dataclass(frozen=True, slots=True)
class Unread:
    """A text that is no quantity, and why: it has no figures, several, some that can be read in two ways, or words that mean nothing here."""

    typed: str
    fault: Fault


@dataclass(frozen=True, slots=True)
class Counts:
    """What a field takes: units and periods that may be named, and what that is called."""

    units: tuple[str, ...]
    pers: tuple[str, ...]
    title: str


# By the names that a question gives. An empty period is none; "*" is any, for fields that have a box for it.
COUNTS = {
    "hours_a_week": Counts(("hours",), ("", "week"), _("hours a week")),
    "days_a_week": Counts(("days",), ("", "week"), _("days a week")),
    "weeks_a_year": Counts(("weeks",), ("", "year"), _("weeks a year")),
    "weeks": Counts(("weeks",), ("",), _("a number of weeks")),
    "items_a_month": Counts(("items",), ("", "month"), _("items a month")),
    "bedrooms": Counts(("bedrooms",), ("",), _("a number of bedrooms")),
    "children": Counts(("children",), ("",), _("a number of children")),
    "years": Counts(("years",), ("",), _("an age in years")),
    "age": Counts(("years", "months", "weeks", "days"), ("",), _("an age")),
    "per_cent": Counts(("per_cent",), ("",), _("a percentage")),
    "day_of_month": Counts(("ordinal",), ("",), _("a day of the month")),
    "place": Counts(("ordinal",), ("",), _("the number of a child, counted from 1")),
    "money": Counts(("pounds",), ("",), _("an amount of money")),
    "money_a_month": Counts(("pounds",), ("", "month"), _("an amount a month")),
    "money_an_hour": Counts(("pounds",), ("", "hour"), _("an amount an hour")),
    "money_for": Counts(("pounds",), ("*",), _("an amount of money")),
    "number": Counts((), ("",), _("a number alone")),
}


def read_quantity(typed: str) -> Quantity | Unread:
    """The quantity that a whole text is, or why it is none."""
    if len(typed) > LONGEST:
        return Unread(typed, "unclear")
    number = as_number(typed)
    if isinstance(number, Decimal):
        return Quantity(number, "pounds" if "£" in typed else "")
    cut = list(_joined(pieces(typed)))
    if not any(each.is_number for each in cut):
        return Unread(typed, "none")
    start = _after_fillers(cut, 0)
    found = quantity_at(cut, start)
    if isinstance(found, Quantity):
        end = _after_fillers(cut, found.place)
        if end == len(cut):
            return found
        found = "several" if any(each.is_number for each in cut[end:]) else "words"
    figures = all(each.is_number or each.text in "£-.," for each in cut)
    in_two_ways = figures and not any(each.text == "-" for each in cut[1:])
    return Unread(typed, "unclear" if in_two_ways else found)


def as_counted(typed: str, counts: str) -> Decimal | str:
    """The number that a text is for a field of this kind; the text itself if it is none, or counts something else."""
    if counts == "day_of_month":
        return _day_of_month(typed)
    found = read_quantity(typed)
    return found.number if isinstance(found, Quantity) and fits(found, counts) else typed


def fits(found: Quantity, counts: str) -> bool:
    """Whether a quantity counts what a field asks for."""
    wanted = COUNTS[counts]
    money = wanted.units == ("pounds",)
    return (
        found.unit in ("", *wanted.units)
        and (found.per in wanted.pers or "*" in wanted.pers)
        and (not found.way or (money and "*" in wanted.pers))
    )


def as_years(typed: str) -> Decimal | str:
    """An age in whole years: 34, 34 years old, aged 34, and 0 for 6 months. Anything else stays as it was typed."""
    found = read_quantity(typed)
    if not isinstance(found, Quantity) or not fits(found, "age"):
        return typed
    in_a_year = {"months": 12, "weeks": 52, "days": 365}.get(found.unit)
    return (found.number / in_a_year).to_integral_value(ROUND_DOWN) if in_a_year else found.number


def _day_of_month(typed: str) -> Decimal | str:
    """The day of the month that a text names: 14, the 14th, 14th of the month, or the day of a whole date."""
    found_number = read_quantity(typed)
    if isinstance(found_number, Quantity) and fits(found_number, "day_of_month"):
        return found_number.number
    cut = pieces(typed[:LONGEST])
    found = days.day_at(cut, days.leading(cut), alone=True)
    return Decimal(found.day) if found and found.end == len(cut) else typed


# ---------------------------------------------------------------------- reading
def quantity_at(cut: Sequence[Piece], at: int) -> Quantity | Fault:
    """The quantity at a place of a text, with the words that follow it and belong to it."""
    place, below, pounds = at, False, False
    while place < len(cut) and cut[place].text in ("-", "£"):
        below, pounds = below or cut[place].text == "-", pounds or cut[place].text == "£"
        place += 1
    if place >= len(cut) or not cut[place].is_number or place - at > 2:
        return "words"
    number = as_number(cut[place].text)
    if not isinstance(number, Decimal):
        return "unclear"
    return _with_words(cut, Quantity(-number if below else number, "pounds" if pounds else "", place=place + 1))


def _with_words(cut: Sequence[Piece], found: Quantity) -> Quantity:
    """The quantity with its unit and period. Each is taken once."""
    number = found.place - 1
    if thousand := word_at(cut, found.place, "around", "thousand"):
        found = replace(found, number=found.number * 1000, place=thousand[1])
    ordinal = word_at(cut, found.place, "ordinals")
    if ordinal and not found.unit and cut[number].end == cut[number + 1].start:
        of = word_at(cut, ordinal[1], "around", "of_month")
        return replace(found, unit="ordinal", place=of[1] if of else ordinal[1])
    while (then := _next(cut, found)) is not None:
        found = then
    return found


def _next(cut: Sequence[Piece], found: Quantity) -> Quantity | None:
    """The quantity with the next words added; None if the words at its end do not belong to it."""
    at = found.place
    if not found.per and (period := _period(cut, at)):
        return replace(found, per=period[0], place=period[1])
    if not found.way and (way := word_at(cut, at, "ways")):
        return replace(found, way=way[0], place=way[1])
    if found.unit == "hours" and not found.per and (minutes := _minutes(cut, at)):
        return replace(found, number=found.number + minutes[0], place=minutes[1])
    if found.per or found.unit not in ("", "pounds"):
        return _old(cut, found)
    for name, unit in (("pounds", "pounds"), ("per_cent", "per_cent")):
        if word := word_at(cut, at, "around", name):
            return replace(found, unit=unit, place=word[1])
    if found.unit:
        return None
    if (old := _old(cut, found)) is not None:
        return old
    if unit_word := word_at(cut, at, "units"):
        return replace(found, unit=unit_word[0], place=unit_word[1])
    if found.number % 1 == 0 and (pence := word_at(cut, at, "around", "pence")):
        return replace(found, number=found.number / 100, unit="pounds", place=pence[1])
    return None


def _period(cut: Sequence[Piece], at: int) -> tuple[str, int] | None:
    """The period at a place: a week, per calendar month, /hour, weekly, pcm."""
    if alone := word_at(cut, at, "alone"):
        return alone
    place = at
    while word := word_at(cut, place, "around", "each"):
        place = word[1]
    return word_at(cut, place, "periods") if place > at else None


def _old(cut: Sequence[Piece], found: Quantity) -> Quantity | None:
    """34 years old, 6 months old."""
    word = (
        word_at(cut, found.place, "around", "old") if found.unit in ("", "years", "months", "weeks", "days") else None
    )
    return replace(found, unit=found.unit or "years", place=word[1]) if word and not found.per else None


def _minutes(cut: Sequence[Piece], at: int) -> tuple[Decimal, int] | None:
    """The minutes after hours, as a part of an hour: 37 hours 30 minutes, 37h30."""
    if at >= len(cut) or not cut[at].text.isdecimal() or not cut[at].is_number or int(cut[at].text) >= _MINUTES:
        return None
    word = word_at(cut, at + 1, "units", "minutes")
    attached = cut[at].start == cut[at - 1].end and len(cut[at].text) == 2
    if not word and not attached:
        return None
    part = (Decimal(cut[at].text) / _MINUTES).quantize(_CENT)
    return part, word[1] if word else at + 1


def _after_fillers(cut: Sequence[Piece], at: int) -> int:
    """The place after words that add nothing, such as `about`."""
    while at < len(cut):
        word = word_at(cut, at, "around", "about", "the")
        if word:
            at = word[1]
        elif cut[at].text in ("~", "+", ",", "?"):
            at += 1
        else:
            break
    return at


def _joined(cut: Sequence[Piece]) -> Iterator[Piece]:
    """The pieces with the groups of a number such as 1 200.50 put together. A space before any other figure is left."""
    at = 0
    while at < len(cut):
        piece, end = cut[at], at + 1
        while end < len(cut) and cut[end].is_number and cut[end - 1].is_number and piece.is_number:
            end += 1
        text = " ".join(each.text for each in cut[at:end])
        if end > at + 1 and isinstance(as_number(text), Decimal):
            yield Piece(text, piece.start, cut[end - 1].end)
            at = end
        else:
            yield piece
            at += 1


# ---------------------------------------------------------------------- what is wrong
FAULTS: dict[Fault, str] = {
    "none": _("“%(typed)s” has no figures in it."),
    "several": _("“%(typed)s” has more than one number in it."),
    "unclear": _("“%(typed)s” can be read in more than one way."),
    "words": _("We do not understand all of “%(typed)s”."),
}
_OTHER = _("“%(typed)s” does not fit here, because we ask for %(what)s.")


def why_no_quantity(typed: str, counts: str) -> str:
    """What is wrong with a text in a field of this kind, in a sentence; empty if it is read."""
    found = read_quantity(typed)
    if isinstance(found, Unread):
        return gettext(FAULTS[found.fault]) % {"typed": typed[:LONGEST]}
    return "" if fits(found, counts) else gettext(_OTHER) % {"typed": typed, "what": gettext(COUNTS[counts].title)}
