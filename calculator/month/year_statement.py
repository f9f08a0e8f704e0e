"""The part of the statement of the rules that the year needs: its amounts, its words, its actions, and the check of a payslip."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Literal

from calculator.frozen import frozen
from calculator.i18n.language import gettext
from calculator.rulebook import AmountName, RuleName, ValueName

Every = Literal["week", "two_weeks", "four_weeks", "month", "quarter", "year"]
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


@frozen
class ActionLaw:
    """The law behind something that is said, and its address."""

    law: str
    url: str


@frozen
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


@frozen
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


@frozen
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
