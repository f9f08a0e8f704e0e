"""The statement of the rules: what a result shows, which rule gives each figure, and the words that go with it.

It is written in rules/result.yaml, rules/sense.yaml and rules/coverage.yaml, and docs/result-statement.md describes every key.
`statement_file.py` reads and checks it, so the rest of the package can rely on every name in it.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import ClassVar, Literal, TypeVar

from calculator.contract.result import Kind
from calculator.contract.values import Nation, OneOffKind
from calculator.i18n.language import gettext
from calculator.rulebook import AmountName, Book, InputName, NoticeName, RuleName, ValueName

Body = Literal["uk_government", "scottish_government", "welsh_government", "council"]
Status = Literal["not_claimed", "in_payment", "nil_earnings", "not_entitled", "not_covered"]
Every = Literal["week", "two_weeks", "four_weeks", "month", "quarter", "year"]
Pointer = str  # a JSON pointer into a Case, in which * is every place of a list or every field of an object


WordKey = TypeVar("WordKey", bound=str)


def in_language(texts: dict[WordKey, str]) -> dict[WordKey, str]:
    """Texts of the statement, in the language in use."""
    return {name: gettext(text) for name, text in texts.items()}


# ---------------------------------------------------------------------- a month
@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True)
class ActionLaw:
    """The law behind something that is said, and its address."""

    law: str
    url: str


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True)
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


# ---------------------------------------------------------------------- a year
Amount = Literal[
    "england_wales", "scotland", "allowance", "block", "free_pay", "each", "more", "most_of_pay", "work_allowances", "health_amounts",
    "transitional_periods", "instalments",
    "instalment_step", "instalment_least", "payment_days", "second_half_days", "sick_pay_days", "extended_weeks", "extended_after_weeks",
    "extended_work_weeks", "jsa_linked_weeks", "jsa_waiting_days", "old_p45_days", "sick_pay_linked_weeks",
]  # fmt: skip
Word = Literal[
    "payday", "payday_unnamed", "profit", "loss", "universal_credit", "universal_credit_half", "part",
    "more_days", "sick", "refund", "taken", "after_p45", "several", "landlord",
    "none", "counted", "surplus", "capped", "nil", "nil_late", "nothing", "new_rates", "no_free_prescriptions", "less", "more", "stops", "begins", "goes_down",
    "goes_up", "rent_met_less", "rent_met_more", "rates",
    "rates_note", "rates_unknown", "per_hour", "per_day", "per_week", "per_two_weeks", "per_four_weeks", "per_month", "per_quarter", "per_year",
]  # fmt: skip
# The word for each period that an amount of money is for.
PER_WORDS: dict[str, Word] = {
    "hour": "per_hour", "day": "per_day", "week": "per_week", "two_weeks": "per_two_weeks", "four_weeks": "per_four_weeks",
    "month": "per_month", "quarter": "per_quarter", "year": "per_year",
}  # fmt: skip
YearAssumption = Literal[
    "assessment_period_day", "payment_days", "one_answer", "everyday_spending", "bank_balance", "first_payday", "payday_near_a_period",
    "payday_moved", "council_tax_scheme", "council_changes", "option_childcare", "tax_so_far", "starter_statement", "same_employer",
    "pay_after_p45", "tax_code",
]  # fmt: skip
Checked = Literal["date", "gross", "tax", "national_insurance", "pension", "take_home", "counted", "award"]
Anchor = Literal[
    "starts", "new_employer", "childcare_bill",
    "first_payday", "two_paydays", "claim", "ends", "award_last_day", "award_too_late", "esa_last_day", "esa_too_late", "esa_stops_at_start",
    "esa_stops_later", "jsa_too_late", "permitted_work",
    "cap_grace_ends", "claim_again", "extended_from", "extended_to", "reduction_extended_from", "new_bill", "sick_from", "sick_pay_ends",
    "week_over_carer_limit", "week_over_permitted_limit", "week_over_permitted_hours",
]  # fmt: skip

WeeklyLimit = Literal["week_over_carer_limit", "week_over_permitted_limit"]
WeeklyHours = Literal["week_over_permitted_hours"]


@dataclass(frozen=True, slots=True)
class Action:
    """What to do and when: `days` after the day that `anchor` names, if the law holds by then (`from_`).

    `if_now` must be above nothing or true in the position now, `if_` in the option; `unless` must not be so in the option. `wording` is a
    message ready to send, which is left out if something in it is not known.
    """

    id: str
    kind: Literal["tell", "deadline"]
    from_: dt.date
    source: ActionLaw
    anchor: Anchor
    title: str
    text: str
    days: int = 0
    if_now: ValueName | None = None
    if_: ValueName | None = None
    unless: ValueName | None = None
    wording: str | None = None


@dataclass(frozen=True, slots=True)
class PayslipWords:
    """What is said of a real payslip and statement beside the rules: titles of the figures, and a text for each cause of a difference."""

    titles: dict[Checked, str]
    agrees: str
    other_date: str
    hours_short: str
    days_short: str
    weeks_short: str
    hours_more: str
    part_pay_short: str
    last_pay_short: str
    gross_unknown: str
    emergency: str
    basic: str
    no_code: str
    other_nation: str
    cumulative: str
    tax_unknown: str
    insurance_unknown: str
    no_insurance: str
    no_pension: str
    pension_unknown: str
    take_home_unknown: str
    other_loan: str
    two_paydays: str
    one_payday: str
    before_deductions: str
    pension_left_in: str
    counted_unknown: str
    no_work_allowance: str
    pay_not_counted: str
    no_health: str
    other_work_allowance: str
    other_health_rate: str
    no_housing: str
    after_deductions: str
    award_unknown: str

    def in_language(self) -> dict[str, str]:
        """The text of each cause, in the language in use."""
        return {
            each.name: gettext(getattr(self, each.name)) for each in dataclasses.fields(self) if each.name != "titles"
        }


@dataclass(frozen=True, slots=True)
class TimelineStatement:
    """What the year needs of the rules: amounts by the names that the code asks for, the rules of its figures, and its words.

    `by_day` has the weekly rule of each benefit that an assessment period counts by the day, by the first part of its inputs' names.
    `weekly_limits` has the benefit that is lost with pay above a limit in one week, and the limit, by the anchor of the action. `weekly_hours` has
    the benefit that is lost with so many hours in one week, those hours, and the pay a week up to which they do not matter.
    `reduction_weeks` has the weeks for which council tax reduction goes on where work ends New Style ESA.
    `payments` says how often a line is paid if the case does not say.
    """

    amounts: dict[Amount, AmountName]
    carried_on: tuple[RuleName, ...]
    by_day: dict[str, RuleName]
    weekly_limits: dict[WeeklyLimit, tuple[RuleName, RuleName]]
    weekly_hours: dict[WeeklyHours, tuple[RuleName, RuleName, RuleName]]
    payments: dict[str, Every]
    free_prescriptions: RuleName
    reduction_weeks: RuleName
    with_universal_credit: tuple[str, ...]
    while_paid: tuple[str, ...]
    by_monday: tuple[str, ...]
    words: dict[Word, str]
    assumptions: dict[YearAssumption, str]
    actions: tuple[Action, ...]
    checks: PayslipWords


# ---------------------------------------------------------------------- what makes sense
@dataclass(frozen=True, slots=True)
class BoundWords:
    """What is said of a figure or day beyond a limit, on either side. `{limit}` is filled with the limit."""

    low: str = ""
    high: str = ""
    early: str = ""
    late: str = ""


@dataclass(frozen=True, slots=True)
class MoneyLimit:
    """Amounts of money outside `least` and `most`, a `per`, are asked about. A likely reading of one is looked for within `usual`."""

    named_by: ClassVar = "title"
    at: tuple[Pointer, ...]
    title: str
    per: Literal["hour", "week", "month", "year"]
    least: Decimal
    most: Decimal
    usual: tuple[Decimal, ...]
    words: BoundWords
    only: dict[Pointer, tuple[str, ...]] = field(default_factory=dict)
    unless: dict[Pointer, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NumberLimit:
    """Numbers outside `least` and `most` are asked about. One that is `usual` once multiplied by `times` was perhaps meant so."""

    named_by: ClassVar = "title"
    at: tuple[Pointer, ...]
    title: str
    unit: Literal["number", "percent", "pounds"]
    least: Decimal
    most: Decimal
    words: BoundWords
    usual: tuple[Decimal, ...] = ()
    times: Decimal | None = None


@dataclass(frozen=True, slots=True)
class DayLimit:
    """Days outside so many years of the case's date, or before a day, are asked about; if `refused` is true, they cannot be used."""

    named_by: ClassVar = "title"
    at: tuple[Pointer, ...]
    title: str
    years_before: int | None = None
    years_after: int | None = None
    not_before: dt.date | None = None
    refused: bool = False
    words: BoundWords = BoundWords()


@dataclass(frozen=True, slots=True)
class SenseLimits:
    """Which figures and days are asked about because they look like mistakes."""

    money: tuple[MoneyLimit, ...] = ()
    numbers: tuple[NumberLimit, ...] = ()
    days: tuple[DayLimit, ...] = ()
    most_hours_a_day: Decimal | None = None


# ---------------------------------------------------------------------- coverage
@dataclass(frozen=True, slots=True)
class Gap:
    """Something that is left out, in some nations and years; everywhere and always if it names none."""

    written_alone: ClassVar = "say"
    say: str
    nations: tuple[Nation, ...] = ()
    years: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Absent:
    """Nations and years in which a benefit is not covered at all."""

    nations: tuple[Nation, ...] = ()
    years: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CoveredBenefit:
    """A row of the table of coverage: the lines, rules and notices that the benefit stands on, and what is left out."""

    named_by: ClassVar = "benefit"
    benefit: str
    titles: dict[Nation, str] = field(default_factory=dict)
    lines: tuple[str, ...] = ()
    rules: tuple[RuleName, ...] = ()
    notices: tuple[NoticeName, ...] = ()
    nations: tuple[Nation, ...] = ("england", "scotland", "wales")
    not_: tuple[Gap, ...] = ()
    absent: tuple[Absent, ...] = ()


# ---------------------------------------------------------------------- the whole
@dataclass(frozen=True, slots=True)
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
RECORDS = (
    StatementLine, KeptLimit, OpenQuestion, UnevenKind, UnevenWords, ChangeWords, OneOff, OneOffWords,
    TaxPart, PublicMoney, ActionLaw, Action, PayslipWords, TimelineStatement, BoundWords, MoneyLimit,
    NumberLimit, DayLimit, SenseLimits, Gap, Absent, CoveredBenefit, Statement,
)  # fmt: skip
