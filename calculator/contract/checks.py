"""Checks across the fields of a Case.

They look at the raw input and not at finished models. A check can therefore report its problem together with the
problems of single fields, and a person sees all problems of a case at once.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence

from pydantic import BaseModel
from pydantic_core import PydanticCustomError

from calculator.contract.values import IsoDate, age_on, as_decimal

Where = tuple[str | int, ...]  # the path to a field
Found = tuple[Where, str]  # a problem: its path and what is allowed there


def given(data: object, name: str) -> object:
    """The value of a field in a mapping or in a finished model; None if it is absent."""
    if isinstance(data, Mapping):
        return data.get(name)
    if isinstance(data, BaseModel):
        return getattr(data, "from_" if name == "from" else name, None)
    return None


def items(data: object, name: str) -> Sequence[object]:
    """The items of a list field; empty if the field is absent or is not a list."""
    value = given(data, name)
    return value if isinstance(value, list | tuple) else ()


def whole_number(value: object) -> int | None:
    """The value as an integer; None if it is not a whole number."""
    number = as_decimal(value)
    return int(number) if number is not None and number % 1 == 0 else None


def day(value: object) -> dt.date | None:
    """The value as a date; None if it is not a valid one."""
    try:
        return IsoDate().check(value)
    except PydanticCustomError:
        return None


def in_order(data: object, first: str, then: str) -> Iterator[Found]:
    """Two dates must not be in the wrong order."""
    start, end = day(given(data, first)), day(given(data, then))
    if start and end and end < start:
        yield (then,), f"must not be before {first}, {start}"


def one_of(data: object, *names: str, needed: bool = False) -> Iterator[Found]:
    """At most one of these fields may be given; with `needed`, exactly one."""
    present = [name for name in names if given(data, name) is not None]
    if needed and not present:
        yield (names[0],), f"is needed, unless {' or '.join(names[1:])} is given"
    for name in present[1:]:
        yield (name,), f"give {present[0]} or {name}, not both"


def unique(data: object, field: str, key: str) -> Iterator[Found]:
    """No two items of a list may have the same value in `key`."""
    seen: set[str] = set()
    for place, item in enumerate(items(data, field)):
        value = given(item, key)
        if isinstance(value, str):
            if value in seen:
                yield (field, place, key), f"must be unique: '{value}' is used more than once"
            seen.add(value)


def ages(data: object) -> Iterator[Found]:
    """A date of birth must give an age that the age field would accept, on the case's date."""
    date = day(given(data, "date")) or dt.date.today()
    for field, lowest, highest in (("adults", 16, 120), ("children", 0, 19)):
        for place, person in enumerate(items(data, field)):
            born = day(given(person, "date_of_birth"))
            if born and not lowest <= age_on(born, date) <= highest:
                yield (field, place, "date_of_birth"), f"must give an age from {lowest} to {highest} on {date}"


def days_of_options(data: object) -> Iterator[Found]:
    """No work of an option may start before the case's date, end before it starts, or pay before it starts.

    A case without a date is for today. Then work may have started already, because a plan that was kept is opened again later.
    """
    date = day(given(data, "date"))
    adults = items(data, "adults")
    for place, option in enumerate(items(data, "options")):
        begins = day(given(option, "starts")) or date
        works = [((), option), *((("also", n), also) for n, also in enumerate(items(option, "also")))]
        for where, work in works:
            own = day(given(work, "starts"))
            for name, message in _days_of_work(work, own, own or begins, date, adults):
                yield ("options", place, *where, *name), message
        for field, of_day in (("changes", "from"), ("money", "date")):
            yield from (
                (("options", place, field, n, of_day), message) for n, message in _before(option, field, of_day, date)
            )
    yield from ((("money", n, "date"), message) for n, message in _before(data, "money", "date", date))


def _before(data: object, field: str, of_day: str, date: dt.date | None) -> Iterator[tuple[int, str]]:
    """The items of a list whose day is before the case's date."""
    for n, item in enumerate(items(data, field)):
        own = day(given(item, of_day))
        if own and date and own < date:
            yield n, f"must not be before date, {date}"


def _days_of_work(
    work: object, own: dt.date | None, begins: dt.date | None, date: dt.date | None, adults: Sequence[object]
) -> Iterator[Found]:
    """`own` is the day on which the work says that it starts; without one it starts on the day that it `begins`."""
    if own and date and own < date:
        yield ("starts",), f"must not be before date, {date}"
    ends, first = day(given(work, "ends")), day(given(given(work, "job"), "first_payday"))
    if own is None and begins and ends and ends < begins:
        yield ("ends",), f"must not be before starts, {begins}"
    if begins and first and first < begins and not _may_go_on(work, adults):
        yield ("job", "first_payday"), f"must not be before starts, {begins}"


def _may_go_on(work: object, adults: Sequence[object]) -> bool:
    """Whether the work can be a job of now with other hours or pay, whose paydays go on: the adult has a job that it replaces."""
    number = whole_number(given(work, "adult") or 1)
    there = number is not None and 1 <= number <= len(adults)
    return there and bool(items(adults[(number or 1) - 1], "jobs")) and given(work, "replaces") not in ("none", [], ())


def references(data: object) -> Iterator[Found]:
    """Every reference to an adult, a child, a job or an option must name one in the case."""
    adults, children, options = items(data, "adults"), items(data, "children"), items(data, "options")
    there = {
        "outside",
        *(f"adult:{n + 1}" for n in range(len(adults))),
        *(f"child:{n + 1}" for n in range(len(children))),
    }
    for place, adult in enumerate(adults):
        cared_for = given(adult, "cares_for")
        if isinstance(cared_for, str) and (cared_for not in there or cared_for == f"adult:{place + 1}"):
            allowed = ", ".join(sorted(there - {f"adult:{place + 1}"}))
            yield ("adults", place, "cares_for"), f"must be another person in the case: {allowed}"

    names = [name for option in options if isinstance(name := given(option, "name"), str)]
    compared = given(data, "compare_with")
    if isinstance(compared, str) and compared != "now" and compared not in names:
        yield ("compare_with",), "must be 'now' or the name of an option"
    yield from _children_cared_for(data, (), len(children))
    yield from _whose_money(data, (), len(adults))
    for place, option in enumerate(options):
        if given(option, "name") == "now":
            yield ("options", place, "name"), "must not be 'now', which names the position now"
        # Whether somebody whom the option itself adds is there on the day is looked at when the change is made.
        works = [((), option), *((("also", n), also) for n, also in enumerate(items(option, "also")))]
        for where, work in works:
            if not (whole_number(given(work, "adult")) == 2 and may_add(option, "adults")):
                yield from _work_of(work, ("options", place, *where), adults)
        if not may_add(option, "adults"):
            yield from _whose_money(option, ("options", place), len(adults))
        if not may_add(option, "children"):
            yield from _children_cared_for(option, ("options", place), len(children))


def _work_of(work: object, where: Where, adults: Sequence[object]) -> Iterator[Found]:
    """The adult and the jobs that an option names must exist."""
    number = whole_number(given(work, "adult") or 1)
    if number is None or not 1 <= number <= 2:
        return  # the field's own check reports this
    if number > len(adults):
        yield (*where, "adult"), f"there is no adult {number} in this case"
        return
    done = {name for job in items(adults[number - 1], "jobs") if isinstance(name := given(job, "name"), str)}
    for place, name in enumerate(items(work, "replaces")):
        if isinstance(name, str) and name not in done:
            allowed = ", ".join(sorted(done)) or "none has a name"
            yield (*where, "replaces", place), f"must be the name of a job that adult {number} does now: {allowed}"


def _whose_money(data: object, where: Where, adults: int) -> Iterator[Found]:
    """Money that comes once must come to an adult of the case."""
    for place, money in enumerate(items(data, "money")):
        number = whole_number(given(money, "adult") or 1)
        if number == 2 > adults:
            yield (*where, "money", place, "adult"), "there is no adult 2 in this case"


def _children_cared_for(data: object, where: Where, children: int) -> Iterator[Found]:
    """Each childcare cost must be for a child in the case."""
    for place, cost in enumerate(items(data, "childcare")):
        number = whole_number(given(cost, "child"))
        if number is not None and number > children:
            yield (*where, "childcare", place, "child"), f"there is no child {number} in this case"


# What a change of an option may not touch, and why: "*" is one step, and "**" the place itself and anything below. The first that fits is
# told. What has no reason may change.
_UNCHANGEABLE = (
    ("/contract/**", "is about the sum and not about the household"),
    ("/options/**", "is about the sum and not about the household"),
    ("/compare_with/**", "is about the sum and not about the household"),
    ("/views/**", "is about the sum and not about the household"),
    ("/date", "must stay: a change has a day of its own in from"),
    ("/nation", "must stay: other benefits and taxes apply in another nation, so make a case of its own for the move"),
    ("/bank_balance", "must stay: the balance is that of the case's date"),
    ("/money/**", "must stay: use money of the option"),
    ("/paydays/**", "must stay: the days on which money comes are those of the whole year"),
    ("/universal_credit/**", "must stay: these are facts from the account as it is now"),
    ("/claims", "must stay: use claims or universal_credit_from of the option"),
    ("/claims/universal_credit", "must stay: use claims or universal_credit_from of the option"),
    ("/home/postcode", "must stay: use /council"),
    ("/adults", "must stay: the first adult is the person who asks"),
    ("/adults/0", "must stay: the first adult is the person who asks"),
    ("/adults/*/jobs/*/pension/**", ""),
    ("/adults/*/jobs/*/work_costs/**", ""),
    ("/adults/*/jobs/**", "must stay: use job, replaces or also of the option, or schedule of the job"),
    ("/adults/*/tax_code/**", "must stay: the year works out what tax codes do"),
    ("/adults/*/tax_this_year/**", "must stay: the year works out what tax codes do"),
)


def _lies_at(path: str, place: str) -> bool:
    """Whether a pointer is one of those that a place of _UNCHANGEABLE stands for."""
    wanted, steps = place.split("/"), path.split("/")
    if wanted[-1] == "**":
        wanted.pop()
        steps = steps[: len(wanted)]
    return len(steps) == len(wanted) and all(want in ("*", step) for want, step in zip(wanted, steps, strict=True))


def unchangeable(change: object) -> Iterator[Found]:
    """A change of an option must be about the household, and about something that the option does not say itself."""
    path, value = given(change, "path"), given(change, "value")
    if not isinstance(path, str):
        return
    why = next((why for place, why in _UNCHANGEABLE if _lies_at(path, place)), "")
    if why:
        yield ("path",), why
        return
    if path == "/home" and given(value, "postcode") is not None:
        yield ("value", "postcode"), "must be absent: use another change of /council"


def may_add(option: object, field: str) -> bool:
    """Whether a change of an option may add somebody to the adults or the children of the case."""
    changes = [each for each in items(option, "changes") if given(each, "op") == "add"]
    return any(isinstance(path := given(each, "path"), str) and path.startswith(f"/{field}") for each in changes)
