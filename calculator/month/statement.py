"""The statement of the rules: what a result shows, which rule gives each figure, and the words that go with it.

It is written in rules/result.yaml, rules/sense.yaml and rules/coverage.yaml, and docs/result-statement.md describes every key.
The parts for the year, for figures that look like mistakes and for coverage stand in modules of their own. `statement_file.py` reads
and checks all of it, so the rest of the package can rely on every name in it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import field
from typing import Literal, TypeVar

from calculator.contract.result import Kind
from calculator.contract.values import Nation, OneOffKind
from calculator.frozen import frozen
from calculator.i18n.language import gettext
from calculator.month.sense_statement import CoveredBenefit, Pointer, SenseLimits
from calculator.month.year_statement import ActionLaw, TimelineStatement
from calculator.rulebook import Book, InputName, NoticeName, RuleName, ValueName

Body = Literal["uk_government", "scottish_government", "welsh_government", "council"]
Status = Literal["not_claimed", "in_payment", "nil_earnings", "not_entitled", "not_covered"]


WordKey = TypeVar("WordKey", bound=str)


def in_language(texts: dict[WordKey, str]) -> dict[WordKey, str]:
    """Texts of the statement, in the language in use."""
    return {name: gettext(text) for name, text in texts.items()}


@frozen
class StatementLine:
    """A line of a position. `body` pays it, or `scotland` in Scotland; `scheme` marks a line that a council's own scheme gives."""

    id: str
    kind: Kind
    title: str
    rule: RuleName
    titles: dict[Nation, str] = field(default_factory=dict)
    body: Body | None = None
    scotland: Body | None = None
    scheme: bool = False

    def body_in(self, nation: str | None) -> Body | None:
        """Who pays the line in a nation; None if it is no public money."""
        return (self.scotland if nation == "scotland" else None) or self.body


@frozen
class KeptLimit:
    """The most hours with which something is kept: while the value `keeps` is true or above nothing.

    `if_` must be true for the limit to be shown. `pay_limit` is the weekly pay that the law sets as the limit.
    """

    id: str
    title: str
    keeps: ValueName
    titles: dict[Nation, str] = field(default_factory=dict)
    if_: ValueName | None = None
    pay_limit: RuleName | None = None


@frozen
class OpenQuestion:
    """An input that is tried with every answer if a case leaves it open.

    `tries` are its answers, the usual one first, or the name of a list that the case settles. The question is one for households for
    whom each input in `if_` has the choice that is named, unless the input `unless` is given.
    """

    input: InputName
    path: Pointer
    tries: tuple[str, ...] | Literal["areas_of_council"]
    if_: dict[InputName, str] = field(default_factory=dict)
    unless: InputName | None = None


@frozen
class UnevenKind:
    """Something that can differ between the ordinary months of a year: whether `rule` is true or above nothing, or how much it is (`amounts`).

    `text` tells in how many months it is so or, if `without`, is not so. `in_place_of` are the notices about a usual month that this one replaces.
    If there is `no_jump`, money does not jump where it begins or stops, so it widens no range.
    """

    id: str
    rule: ValueName
    text: str
    without: bool = False
    amounts: bool = False
    no_jump: bool = False
    in_place_of: tuple[NoticeName, ...] = ()


@frozen
class UnevenWords:
    """The notice that the ordinary months of a year are not alike, and what can cause that. `now` stands before a cause that is there already."""

    title: str
    text: str
    source: ActionLaw
    now: str
    causes: tuple[UnevenKind, ...]
    in_place_of: tuple[NoticeName, ...] = ()


ChangeWord = Literal[
    "partner_joins", "partner_leaves", "partner_other", "child_joins", "child_leaves", "child_other", "is", "of_partner", "of_child", "nothing",
    "yes", "no", "when", "period",
]  # fmt: skip


@frozen
class ChangeWords:
    """What is said of the changes of an option: those that the typical month has in it, those that come later, and of a couple.

    `titles` names places of a Case that no input of the rules names, such as `home.paid_to_landlord`.
    """

    title: str
    text: str
    later_title: str
    later_text: str
    source: ActionLaw
    couple_title: str
    couple_text: str
    couple_source: ActionLaw
    words: dict[ChangeWord, str]
    titles: dict[str, str]


OneOffWord = Literal[
    "esa", "carer", "council_tax", "parts_title", "parts", "parts_more", "parts_less", "parts_same", "parts_ask",
]  # fmt: skip


@frozen
class OneOff:
    """A kind of money that comes once: what Universal Credit counts it as, the law, and what is said of it.

    `pay_for_work` tells whether the weekly limits of other benefits count it as pay, and `may_come_in_parts` whether an employer might pay it in
    parts.
    """

    kind: OneOffKind
    title: str
    counts: Literal["earnings", "capital", "nothing"]
    text: str
    source: ActionLaw
    pay_for_work: bool = False
    may_come_in_parts: bool = False


@frozen
class OneOffWords:
    """The kinds of money that come once, and the notice about them. `line` is about one amount in it.

    The words `esa` and `carer` say how the weekly limits of these benefits count pay, and `council_tax` how a council tax reduction does.
    """

    title: str
    text: str
    line: str
    words: dict[OneOffWord, str]
    parts_source: ActionLaw
    kinds: tuple[OneOff, ...]

    def of(self, kind: OneOffKind) -> OneOff:
        """The entry of a kind."""
        return next(each for each in self.kinds if each.kind == kind)


@frozen
class TaxPart:
    """A rule that is a tax or contribution; `scotland` is who gets it there if that is not the UK government.

    `welsh_part` is the rule of what the Welsh Government gets of it.
    """

    kind: Literal["income_tax", "national_insurance"]
    rule: RuleName
    scotland: Body | None = None
    welsh_part: RuleName | None = None

    def body_in(self, nation: str | None) -> Body:
        """Who gets the tax in a nation."""
        return (self.scotland if nation == "scotland" else None) or "uk_government"


@frozen
class PublicMoney:
    """What a change means for public money: taxes and contributions, the rule of what the employer pays, and those of help with childcare."""

    tax: tuple[TaxPart, ...]
    employer: RuleName
    childcare: tuple[RuleName, ...]

    def rules(self) -> Iterator[str]:
        """Every rule that is named here."""
        for part in self.tax:
            yield part.rule
            if part.welsh_part:
                yield part.welsh_part
        yield self.employer
        yield from self.childcare


# ---------------------------------------------------------------------- the whole
@frozen
class Statement:
    """Everything under `statement:` in the rules."""

    covers_from: dt.date
    covers_to: dt.date
    version: str
    figures: RuleName
    award: RuleName
    scheme_law: str
    council_page_of: NoticeName
    carried: dict[InputName, RuleName]
    lines: tuple[StatementLine, ...]
    no_statement_when: tuple[Status, ...]
    universal_credit: dict[str, RuleName]
    housing_benefit: dict[str, RuleName]
    public_finances: PublicMoney
    limits: tuple[KeptLimit, ...]
    timeline: TimelineStatement
    uneven_months: UnevenWords
    changes: ChangeWords
    one_off_money: OneOffWords
    open_questions: tuple[OpenQuestion, ...] = ()
    subjects: dict[str, str] = field(default_factory=dict)
    sense: SenseLimits = SenseLimits()
    coverage: tuple[CoveredBenefit, ...] = ()

    def outputs(self) -> list[str]:
        """The rules that a result shows, for which the rules are compiled."""
        names = [line.rule for line in self.lines]
        names += [*self.carried.values(), *self.universal_credit.values(), *self.housing_benefit.values()]
        names += [*self.public_finances.rules(), self.figures]
        for limit in self.limits:
            names += [name for name in (limit.keeps, limit.if_, limit.pay_limit) if name]
        names += [*self.timeline.by_day.values(), *self.timeline.carried_on, self.timeline.reduction_weeks]
        names += [cause.rule for cause in self.uneven_months.causes]
        return list(dict.fromkeys(names))

    def amounts_read(self) -> list[str]:
        """The amounts that are read as they stand, for the sums of a payday."""
        return list(self.timeline.amounts.values())


# Rules that are ready to run, with the statement of what a result shows of them.
StatedBook = Book[Statement]
