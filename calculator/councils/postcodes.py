"""Which councils a postcode can lie in, from the packed table rules/places/postcodes.csv.gz.

The table is unpacked when a postcode is first looked up. A postcode is only ever looked up: nothing here keeps or repeats one.
"""

from __future__ import annotations

import re
import unicodedata
import zlib
from collections import Counter
from collections.abc import Iterator
from functools import cached_property
from typing import Literal

from calculator.councils.tables import FOLDER
from calculator.frozen import frozen
from calculator.i18n.language import gettext
from calculator.i18n.language import later as _
from calculator.rulebook import Location, RuleError, fault

FILE = f"{FOLDER}/postcodes.csv.gz"
_MOST_UNPACKED = 10_000_000
_MOST_TYPED = 30
# A postcode, or its beginning: the first part, then nothing, a digit, or the digit and two letters. NPT was Newport until 1984.
_POSTCODE = re.compile(r"([A-Z]{1,2}[0-9][0-9A-HJKMNP-Y]?|NPT)(?: ?([0-9])([A-Z]{2})| ([0-9])|)")
_LETTERS, _DIGITS = str.maketrans("01", "OI"), str.maketrans("OIL", "011")
_LINE = re.compile(r"[A-Z0-9]{2,4} [0-9],[EWS][0-9]{8},(?:[EWS][0-9]{8}:(?:[A-Z]{2})+(?: |$))*")
_LAST_LETTERS = "ABCDEFGHJKMNPRSTUVWXY"  # those that can end a first part
_ISLANDS, _NORTHERN_IRELAND, _FORCES = ("GY", "JE", "IM"), "BT", "BF"

NOT_A_POSTCODE = _("is not a postcode such as LS6 2AB, or the first part of one, such as LS6")
_SEVERAL = _(
    "is the beginning of postcodes in more than one council: give the whole postcode, or the council, which is %(names)s"
)

Wrong = Literal["", "northern_ireland", "islands", "forces", "no_such_end", "unknown"]


@frozen
class Written:
    """A postcode or the beginning of one, by its parts. `digit` and `letters` are empty if they were not given."""

    first: str
    digit: str
    letters: str


@frozen
class PostcodeResult:
    """The codes of the councils that a postcode can lie in, the likeliest first, and why it cannot be used.

    If only its end is wrong, the councils are those of all postcodes that begin like it.
    """

    codes: tuple[str, ...]
    wrong: Wrong = ""


_WORDS: dict[Wrong, str] = {
    "northern_ireland": _("is a postcode in Northern Ireland. This calculator covers England, Scotland and Wales"),
    "islands": _(
        "is a postcode in Jersey, Guernsey or the Isle of Man, which have taxes and benefits of their own. "
        "This calculator covers England, Scotland and Wales"
    ),
    "forces": _(
        "is a British Forces address (BFPO), which belongs to no council: give the council that sends the council tax bill, if one does"
    ),
    "no_such_end": _(
        "is not a postcode we know, but those that begin like it are in %(names)s: check it, or give only the first part or the council"
    ),
    "unknown": _("is not a postcode we know in England, Scotland or Wales: check it, or give the council’s name"),
}


def told(found: PostcodeResult, names: str) -> str:
    """Why one council does not follow from a postcode, in words that do not repeat it; empty if one does. names: those of the councils."""
    if not found.wrong and len(found.codes) == 1:
        return ""
    words = _WORDS[found.wrong] if found.wrong else _SEVERAL
    return gettext(words) % {"names": names}


def written(text: str) -> Written | None:
    """The postcode that a text is, in any spacing and case; None if it is not one.

    O and 0, and I, L and 1, are told apart by their place if the text is no postcode otherwise.
    """
    if len(text) > _MOST_TYPED:
        return None
    letters = unicodedata.normalize("NFKC", text).upper()
    spaced = " ".join("".join(mark if mark.isalnum() else " " for mark in letters).split())
    if re.fullmatch("BFPO ?[0-9]{1,4}", spaced):
        return Written(_FORCES, "", "")
    compact = spaced.replace(" ", "")
    first, rest = compact[:-3], compact[-3:]
    likely = first[:1].translate(_LETTERS) + first[1:-1] + first[1:][-1:].translate(_DIGITS)
    mended = f"{likely} {rest[:1].translate(_DIGITS)}{rest[1:].translate(_LETTERS)}"
    candidates = (spaced, compact, mended)
    for match in filter(None, map(_POSTCODE.fullmatch, candidates)):
        return Written(match[1], match[2] or match[4] or "", match[3] or "")
    return None


class Postcodes:
    """The table of postcodes. packed: the bytes of the file; None if the rules have no such file."""

    def __init__(self, packed: bytes | None) -> None:
        self._packed = packed

    @cached_property
    def _text(self) -> str:
        """The table, with a line break before and after each line."""
        place = Location(FILE, 1)
        if self._packed is None:
            raise fault(place, "", "the table is missing: make it with tools/postcodes")
        unpacker = zlib.decompressobj(wbits=31)
        try:
            text = unpacker.decompress(self._packed, _MOST_UNPACKED).decode("ascii")
        except (zlib.error, UnicodeDecodeError):
            raise fault(place, "", "cannot be unpacked: make it again with tools/postcodes") from None
        if not unpacker.eof:
            raise fault(place, "", "is cut off or too large: make it again with tools/postcodes")
        return f"\n{text}\n"

    def faults(self, codes: frozenset[str]) -> Iterator[RuleError]:
        """What is wrong with the table. codes: those of all councils."""
        try:
            lines = self._text.splitlines()
        except RuleError as error:
            yield error
            return
        seen = 0
        for number, line in enumerate(lines):
            if not line or line.startswith("#"):
                continue
            seen += 1
            if not _LINE.fullmatch(line):
                yield fault(Location(FILE, number), "", "is not a sector, its council and the exceptions")
                return
            if not codes.issuperset(re.findall("[EWS][0-9]{8}", line)):
                yield fault(Location(FILE, number), "", "has the code of a council that councils.csv does not have")
                return
        if not seen:
            yield fault(Location(FILE, 1), "", "has no postcodes")

    def find(self, postcode: Written) -> PostcodeResult:
        """The councils that a postcode, or all postcodes that begin so, can lie in."""
        area = re.match("[A-Z]+", postcode.first)
        if area is None or area[0] == _NORTHERN_IRELAND:
            return PostcodeResult((), "northern_ireland" if area else "unknown")
        if area[0] in _ISLANDS:
            return PostcodeResult((), "islands")
        if area[0] == _FORCES:
            return PostcodeResult((), "forces")
        if not postcode.digit:
            return self._of_lines(self._lines_of(postcode.first))
        line = next(self._lines(f"{postcode.first} {postcode.digit},"), None)
        if line is None:
            near = self._of_lines(self._lines_of(postcode.first))
            return PostcodeResult(near.codes, "no_such_end" if near.codes else "unknown")
        return PostcodeResult((_council(line, postcode.letters),)) if postcode.letters else self._of_lines([line])

    def _lines_of(self, first: str) -> list[list[str]]:
        """The sectors of a first part. `W1` also stands for W1A, W1B and so on, as people in central London leave the letter out."""
        lettered = (f"{first}{letter} " for letter in _LAST_LETTERS) if first[-1:].isdigit() else ()
        return [line for begins in (f"{first} ", *lettered) for line in self._lines(begins)]

    def _lines(self, begins: str) -> Iterator[list[str]]:
        """The lines of the table that begin so, as cells."""
        at = self._text.find(f"\n{begins}")
        while at >= 0:
            end = self._text.find("\n", at + 1)
            yield self._text[at + 1 : end].split(",")
            at = self._text.find(f"\n{begins}", end)

    @staticmethod
    def _of_lines(lines: list[list[str]]) -> PostcodeResult:
        """The councils of whole sectors: first those that most sectors lie in, then those with most postcodes."""
        most, some = Counter[str](), Counter[str]()
        for _sector, main, exceptions in lines:
            most[main] += 1
            for code, ends in (part.split(":") for part in exceptions.split()):
                some[code] += len(ends)
        codes = sorted(most.keys() | some.keys(), key=lambda code: (-most[code], -some[code], code))
        return PostcodeResult(tuple(codes), "" if codes else "unknown")


def _council(line: list[str], letters: str) -> str:
    """The council of one postcode in a sector."""
    for part in line[2].split():
        code, _, ends = part.partition(":")
        if letters in (ends[at : at + 2] for at in range(0, len(ends), 2)):
            return code
    return line[1]
