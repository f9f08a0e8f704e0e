"""The rules and inputs that Python asks for by name, so that a renamed one is told when rules are loaded (see `statement_file`).

A name that stands in the code stands here as well: tests/test_names.py compares the two. Names in the statement of the rules are checked
where they stand.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import get_args

from pydantic import BaseModel

from calculator.contract.case import Case
from calculator.contract.home import NonDependant
from calculator.contract.job import Job
from calculator.contract.people import Adult, Child, EndedBenefit, IncomeKind, StudentLoan
from calculator.month.case_paths import types_below
from calculator.month.inputs.people import INCOME
from calculator.rulebook import Fault, Location, Rulebook, nearest

RULES = (
    # The year
    "carers_allowance.counted_week",
    "council_tax.reduction", "council_tax.yearly_bill", "esa.linking_weeks", "esa.most_days", "esa.permitted_work_kept",
    "housing_benefit.claimed", "jsa.most_days",
    "national_insurance.contribution",
    "national_insurance.main_part", "national_insurance.upper_part", "pay.net_week", "pay.usual_year", "pension.before_tax", "pension.contribution",
    "pension.enrolled", "state_pension.from_months", "state_pension.months_later",
    "self_employment.earned_income", "self_employment.losses_left", "self_employment.net_profit", "self_employment.profit_month",
    "sick_pay.most_weeks", "sick_pay.reform_date", "sick_pay.statutory_week", "sick_pay.waiting_days",
    "student_loan.contribution", "tax.taxable_benefits", "tax_free_childcare.award", "tax_free_childcare.parents_qualify",
    "universal_credit.award", "universal_credit.below_administrative_threshold",
    "universal_credit.benefit_cap_reduction", "universal_credit.claim_again_months", "universal_credit.deductions",
    "universal_credit.earned_income", "universal_credit.start_up_months", "universal_credit.surplus_made",
    "universal_credit.transitional_gap", "universal_credit.wait_months",
    # A payslip beside the rules
    "universal_credit.lcwra_element", "universal_credit.taper_rate", "universal_credit.work_allowance",
    # A Universal Credit statement
    "carers_allowance.rate", "esa.basic", "esa.basic_under_25", "esa.support_component", "esa.work_related_component", "pip.daily_living",
    "pip.mobility", "universal_credit.adult_rate_age", "universal_credit.bedroom_reduction_shares", "universal_credit.capital_ignored",
    "universal_credit.capital_limit", "universal_credit.carer_amount", "universal_credit.child_amounts", "universal_credit.child_limit",
    "universal_credit.childcare_amounts", "universal_credit.childcare_rate", "universal_credit.contribution_amount",
    "universal_credit.deductions_share", "universal_credit.disabled_child_amounts", "universal_credit.first_child_date", "universal_credit.is_paid",
    "universal_credit.lcw_amount", "universal_credit.lcwra_amounts", "universal_credit.payment_days", "universal_credit.standard_allowances",
    "universal_credit.student_income_ignored", "universal_credit.tariff_per_step", "universal_credit.tariff_step",
    "universal_credit.work_allowance_amounts",
    "universal_credit.second_half_days",
    # Two positions side by side
    "universal_credit.carer_element", "universal_credit.child_element", "universal_credit.childcare_element",
    "universal_credit.disabled_child_addition", "universal_credit.earned_income_deduction", "universal_credit.housing_element",
    "universal_credit.lcw_element", "universal_credit.standard_allowance", "universal_credit.transitional_element",
    "universal_credit.unearned_income_deduction",
    # A grid of hours and pay, and a council's scheme by hours
    "minimum_wage.rate_21",
)  # fmt: skip
INPUTS = (
    # Hours and pay along a curve
    "household.childcare", "household.more_with_other_childcare_help",
    "job.hours", "job.pay_fixed", "job.pay_given", "job.pay_per_hour", "job.take_home", "job.take_home_per_hour",
    "job.weeks_per_year", "job.work_costs",
    # Assessment periods
    "adult.esa_days_counted", "adult.esa_link_lost", "adult.carer_week_over",
    "adult.carer_week_within", "adult.losses_brought", "adult.one_off_week", "adult.profit_received",
    "adult.pay_received", "adult.work_ended_lately", "adult.work_offered",
    "child.childcare", "household.award_ended", "household.award_ended_months",
    "household.claimed_anew_months", "household.surplus_brought", "household.surplus_earnings", "household.transitional_ended",
    "household.universal_credit_paid", "job.is_member",
    # What is left open, and where the household lives
    "adult.age", "adult.born", "child.age", "child.born", "home.areas_possible", "home.band_d", "home.band_d_highest", "home.band_d_lowest",
    "home.bill_published", "home.brma", "home.council_tax_at_most", "home.council_tax_usual_most",
    "home.in_london", "home.rent_is_weekly", "home.scheme_carried_on", "home.scheme_earlier", "home.scheme_ended",
    "home.scheme_second_hand", "household.childcare_lets_carer_work",
    # The household
    "household.answers_date", "household.claim_from", "household.claims_child_benefit", "household.claims_council_tax_reduction",
    "household.claims_housing_benefit",
    "household.claims_universal_credit", "household.deduction_child_maintenance", "household.deduction_rent_arrears", "household.deductions",
    # Many households at once
    "adult.cares_for", "home.council_tax_band", "home.nation", "home.tenure",
    # The lines of a scheme's table
    "band.by_month", "band.under", "band.up_to", "band.up_to_month",
)  # fmt: skip
# By entity, what `inputs/` tells the rules of each: the last part of the inputs' names.
FACTS = {
    "adult": (
        "age", "born", "esa_days_counted", "esa_group", "evidence_months", "has_jsa", "job_over", "jsa_days_had", "months",
        *(INCOME.get(kind, kind) for kind in get_args(IncomeKind)), *(f"student_loan_{plan}" for plan in get_args(StudentLoan)),
        *(f"ended_{benefit}" for benefit in get_args(EndedBenefit)),
    ),
    "child": ("age", "age_told", "born", "childcare", "first_bill_paid"),
    "job": (
        "changes", "contract_sick_pay", "days_since_esa", "fullest_week_hours", "fullest_week_pay", "off_sick", "pay_fixed", "pay_given",
        "pay_is_even", "pay_per_hour", "pension", "pension_basis", "pension_method", "pension_percent", "profit", "profits_vary", "take_home",
        "take_home_per_hour",
        "ssp_weeks_used", "taken_up", "trade_is_new", "trading_months", "work_costs",
    ),
}  # fmt: skip
_MODELS: dict[str, type[BaseModel]] = {"adult": Adult, "child": Child, "job": Job, "non_dependant": NonDependant}


def faults(book: Rulebook) -> Iterator[Fault]:
    """The names in the code that the rules do not have, and the inputs that are to be filled from a part of a Case that there is not."""
    inputs = [*INPUTS, *(f"{entity}.{fact}" for entity, facts in FACTS.items() for fact in facts)]
    for kind, names in (("rule", RULES), ("input", inputs)):
        known = [
            rule.name for rule in book.rules.values() if not rule.hidden and (rule.kind == "input") == (kind == "input")
        ]
        for name in sorted(set(names) - set(known)):
            near = nearest(name, known)
            place = book.rules[near].place if near else Location("calculator/month/names.py", 1)
            hint = f": was {near} called so?" if near else ""
            yield Fault(place, "", f"the code asks for the {kind} {name}, and the rules have none of that name{hint}")
    for rule in book.inputs:
        model = _MODELS.get(rule.each) if rule.each else Case
        if rule.supplied_from and model and not _has(model, rule.supplied_from):
            yield Fault(rule.place, rule.name, f"from: a case has no {rule.supplied_from} there")


def _has(model: type[BaseModel], path: str) -> bool:
    """Whether a model has a field or property at a path such as `home.rent`."""
    found: list[object] = [model]
    for step in path.split("."):
        found = [below for kind in found for below in types_below(kind, step)]
    return bool(found)
