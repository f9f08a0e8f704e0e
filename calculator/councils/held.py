"""What is held of each council's help with council tax: how much of its scheme, from which document, read when and by how many."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from calculator.councils.council import Council
from calculator.councils.councils import Councils
from calculator.councils.schemes import OTHERS, UNIVERSAL_CREDIT, Scheme, in_force
from calculator.i18n.language import later as _

Grade = Literal["whole", "universal_credit", "part", "earlier", "at_most", "not_held"]
# What each grade means, for people. The first is the most.
GRADES: dict[Grade, str] = {
    "whole": _("worked out"),
    "universal_credit": _("worked out for people on Universal Credit"),
    "part": _("worked out for some people"),
    "earlier": _("worked out from the scheme of an earlier year"),
    "at_most": _("only the most that it takes off is known"),
    "not_held": _("not known"),
}
NATIONAL = ("scotland", "wales")  # one scheme serves all their councils


@dataclass(frozen=True, slots=True)
class Held:
    """What is held of one council on a day. `spending` is what it spends a year on the help, in pounds, if that is known."""

    council: Council
    grade: Grade
    scheme: Scheme | None
    most: Decimal | None
    spending: Decimal | None

    @property
    def gaps(self) -> tuple[str, ...]:
        """What nobody has found."""
        return self.scheme.not_found if self.scheme else ()


class HeldCouncils:
    """What is held of every council of one set of rules."""

    def __init__(self, councils: Councils) -> None:
        self.councils, self.register = councils, councils.register
        self._all: dict[tuple[dt.date, str], list[Held]] = {}

    def of(self, council: Council, day: dt.date) -> Held:
        """What is held of a council's scheme on a day."""
        own = council.name if council.nation not in NATIONAL else council.nation.title()
        scheme = in_force(self.councils.schemes(own), day)
        most = self.register.facts.most_support(council.code, day)
        known = [scheme.at_most if scheme else None, most.share if most else None]
        share = min((each for each in known if each is not None), default=None)
        return Held(
            council,
            _grade(scheme, share, day),
            scheme,
            share,
            self.register.facts.spending.get(council.code),
        )

    def all(self, day: dt.date, nation: str = "england") -> list[Held]:
        """Every council of a nation, by name."""
        if (day, nation) not in self._all:
            own = (each for each in self.register.councils if each.nation == nation)
            self._all[day, nation] = sorted((self.of(each, day) for each in own), key=lambda held: held.council.name)
        return self._all[day, nation]

    def ended(self, day: dt.date) -> list[Scheme]:
        """The last scheme of each council (or nation) that has one, if its year has ended by a day."""
        last = {each.council: each for each in self.councils.all_schemes()}
        return [each for each in last.values() if each.ends < day]

    def renewals(self, today: dt.date) -> Iterator[str]:
        """What has to be renewed, in words for whoever keeps the rules: first what is overdue, then what is due next April."""
        for scheme in self.ended(today):
            yield f"warning: {scheme.council}: the year of the scheme held ended on {scheme.ends}: add the next one"
        april = dt.date(today.year + (today >= dt.date(today.year, 4, 1)), 4, 1)
        due = [each.council for each in self.ended(april) if each.ends >= today]
        bills = {each.code for each in self.register.bills.years if each.ends >= april}
        without = sum(1 for each in self.register.councils if each.code not in bills)
        shares = sum(1 for each in self.register.facts.most_supports if today <= each.ends < april)
        if due:
            yield f"to renew for April {april.year}: the schemes of {len(due)} councils and nations: {', '.join(due)}"
        if without:
            yield f"to renew for April {april.year}: the bills of {without} councils (places/council_tax.csv)"
        if shares:
            yield f"to renew for April {april.year}: the most that {shares} schemes take off (places/most_support.csv)"
        for change in self.register.changes.values():
            if today <= change.ends < april:
                yield f"to renew for April {april.year}: {change.name} becomes {change.becomes.name}"


def _grade(scheme: Scheme | None, most: Decimal | None, day: dt.date) -> Grade:
    people = {part.get("people") for part in scheme.parts} if scheme else set()
    if scheme is not None and people and scheme.ends < day:
        return "earlier"
    if people & UNIVERSAL_CREDIT:
        return "whole" if people & OTHERS else "universal_credit"
    if people:
        return "part"
    return "at_most" if most is not None and most < 1 else "not_held"


@dataclass(frozen=True, slots=True)
class GradeTotal:
    """How many councils have a grade, what they spend on the help, and which share that is of what all of them spend."""

    grade: Grade
    councils: int
    spending: Decimal
    share: Decimal


def totals(held: list[Held]) -> list[GradeTotal]:
    """The totals of each grade, the most first."""
    every = _spent(held)
    found = []
    for grade in GRADES:
        own = [each for each in held if each.grade == grade]
        spending = _spent(own)
        found.append(GradeTotal(grade, len(own), spending, spending / every if every else Decimal(0)))
    return found


def _spent(held: list[Held]) -> Decimal:
    return sum((each.spending for each in held if each.spending is not None), Decimal(0))


# ---------------------------------------------------------------------- as a document
def table(held: list[Held]) -> str:
    """Every council of a nation in Markdown: first the grades, then what is held of each."""
    parts = [
        "| How much of the scheme | Councils | Their spending, £m | Share of all spending |",
        "| --- | --- | --- | --- |",
        *(
            f"| {GRADES[each.grade]} | {each.councils} | {_millions(each.spending)} | {each.share:.1%} |"
            for each in totals(held)
        ),
    ]
    parts += [
        "",
        "| Council | How much | Document | Read | Spending, £m | Not found |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    return "\n".join([*parts, *map(_row, held)])


def _row(held: Held) -> str:
    scheme = held.scheme
    document = f"[{scheme.name}]({scheme.url})" if scheme else f"[its page]({held.council.scheme_page})"
    much = (
        f"{GRADES[held.grade]}: {held.most:.0%}"
        if held.grade == "at_most" and held.most is not None
        else GRADES[held.grade]
    )
    return (
        f"| {held.council.name} | {much} | {document} | {_read(scheme)} | "
        f"{_millions(held.spending) if held.spending is not None else '-'} | {'; '.join(held.gaps) or '-'} |"
    )


def _read(scheme: Scheme | None) -> str:
    """When the document was read, and by how many."""
    if scheme is None:
        return "-"
    if scheme.second_hand:
        return f"{scheme.checked}, through {scheme.second_hand}"
    return f"{scheme.checked}, by {scheme.readers}"


def _millions(pounds: Decimal) -> str:
    return f"{pounds / 1_000_000:.1f}"
