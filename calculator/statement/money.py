"""What a statement tells of money: pay and the work allowance, other benefits, savings, repayments, childcare and transitional protection."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

from calculator.contract.statement_reading import Sureness
from calculator.i18n.language import gettext as _
from calculator.i18n.language import later
from calculator.i18n.numbers import pounds
from calculator.month.run import pence
from calculator.statement.evidence import ZERO, Evidence
from calculator.statement.household import NO_SUCH_AMOUNT, PARTNER, WHOSE

WEEKS, MONTHS = Decimal(52), Decimal(12)
PENNY = Decimal("0.01")
ABOUT_A_MONTH = dt.timedelta(days=30)
INCOME: dict[str, str] = {
    "new_style_esa": later("New Style ESA"),
    "new_style_jsa": later("New Style JSA"),
    "carers_allowance": later("Carer's Allowance"),
    "maternity_allowance": later("Maternity Allowance"),
    "industrial_injuries": later("Industrial Injuries benefit"),
    "occupational_pension": later("Pension"),
    "state_pension": later("State Pension"),
    "spousal_maintenance": later("Maintenance from a former partner"),
    "income_protection": later("Insurance for lost income"),
    "student_finance": later("Student finance"),
    "other": later("Other benefit or income"),
}
REPAID: dict[str, str] = {
    "advance": later("An advance"),
    "budgeting": later("A budgeting advance"),
    "rent_arrears": later("Rent arrears"),
    "council_tax": later("Council tax arrears"),
    "overpayment": later("An overpayment"),
    "fine": later("A fine"),
    "child_maintenance": later("Child maintenance"),
    "other": later("Something else"),
}
BEYOND_LIMIT = "child_maintenance"  # comes on top of the limit of deductions
ESA_GROUPS = {
    "support": later("Support group"),
    "work_related": later("Work-related activity group"),
    "assessment": later("Before a decision (assessment phase)"),
}
NOT_FROM_PAY = later("The amounts of pay and of what is taken off for it do not go together under any work allowance.")
NOT_AN_ALLOWANCE = later("It is not a work allowance that the rules have for this day.")


def _monthly(amount: Decimal) -> str:
    return _("%(amount)s a month") % {"amount": pounds(amount)}


def _weekly(amount: Decimal) -> str:
    return _("%(amount)s a week") % {"amount": pounds(amount)}


def _money(amount: Decimal, per: str = "month") -> dict[str, object]:
    return {"amount": float(amount), "per": per}


# ---------------------------------------------------------------------- pay
class _Pay:
    """The pay that was counted, from what is stated, what was taken off, and the work allowances of the day."""

    def __init__(self, evidence: Evidence) -> None:
        self.evidence, self.statement = evidence, evidence.statement
        self.rate = evidence.amounts.one("universal_credit.taper_rate")
        self.allowances = {"none": ZERO, **evidence.amounts.table("universal_credit.work_allowance_amounts")}
        stated = self.statement.take_home_pay
        if stated is None and self.statement.take_home_pay_by_adult:
            stated = sum(self.statement.take_home_pay_by_adult, ZERO)
        self.counted = stated
        self.taken = self.statement.earnings_deduction
        if self.taken is None and evidence.taken_in_full:
            self.taken = ZERO

    def deduction(self, pay: Decimal, allowance: Decimal) -> Decimal:
        """What is taken off for so much pay."""
        earned = pay + (self.statement.surplus_earnings or ZERO)
        return pence(self.rate * max(ZERO, earned - allowance))

    def by_the_household(self) -> list[str]:
        """The work allowances that the other lines leave possible, the likeliest first."""
        evidence = self.evidence
        lower = bool(self.statement.housing)
        usual = "lower" if lower else "higher"
        if evidence.value("children") or evidence.found("health"):
            return [usual]
        if not evidence.given_in_full:
            return ["none", "lower", "higher"]
        # A decision of LCW brings a work allowance and no line of its own.
        return ["none", usual]

    def allowance(self) -> list[str]:
        """The work allowances that fit what was taken off, the likeliest first. Empty if none does."""
        possible = list(self.allowances)
        if self.statement.work_allowance is not None:
            possible = [name for name, held in self.allowances.items() if held == self.statement.work_allowance]
            if not possible:
                self.evidence.not_understood("work_allowance", _(NOT_AN_ALLOWANCE))
                return []
        usual = [name for name in self.by_the_household() if name in possible]
        if self.counted is None or self.taken is None:
            return usual or possible
        fitting = [name for name in possible if self.deduction(self.counted, self.allowances[name]) == self.taken]
        if not fitting:
            self.evidence.not_understood("earnings_deduction" if self.taken else "take_home_pay", _(NOT_FROM_PAY))
        return sorted(fitting, key=lambda name: name not in usual)

    def pay(self, allowance: str) -> Decimal | None:
        """The pay for which exactly this is taken off under a work allowance, to the penny; None if it cannot be told."""
        if self.counted is not None:
            return self.counted
        if not self.taken:
            return None
        surplus = self.statement.surplus_earnings or ZERO
        about = pence(self.taken / self.rate + self.allowances[allowance] - surplus)
        near = [about, about - PENNY, about + PENNY]
        return next((pay for pay in near if self.deduction(pay, self.allowances[allowance]) == self.taken), None)


def pay_facts(evidence: Evidence) -> None:
    """The pay that was counted, the work allowance behind it, and what that says of health."""
    pay = _Pay(evidence)
    fitting = pay.allowance()
    if not fitting:
        return
    if pay.taken or pay.counted or pay.statement.work_allowance is not None:
        _note_allowance(evidence, pay, fitting)
        if pay.taken is not None and ("none" not in fitting or len(fitting) == 1):
            _health_without_a_line(evidence, fitting[0])
            _home_without_a_line(evidence, fitting)
    _note_pay(evidence, pay, fitting)


def _note_allowance(evidence: Evidence, pay: _Pay, fitting: list[str]) -> None:
    words = {"none": _("None"), "lower": _("The lower one"), "higher": _("The higher one")}
    said = words[fitting[0]]
    if fitting[0] != "none":
        said += f" ({pounds(pay.allowances[fitting[0]])})"
    line = "earnings_deduction" if pay.statement.earnings_deduction is not None else "take_home_pay"
    line = "work_allowance" if pay.statement.work_allowance is not None else line
    others = [words[name] for name in fitting[1:]]
    sure: Sureness = "open" if others else "settled"
    evidence.fact("work_allowance", (_("Work allowance"), said), ("", fitting[0]), [line], sure, others)


def _health_without_a_line(evidence: Evidence, allowance: str) -> None:
    """A work allowance with no child comes of a health decision; with none there is neither."""
    if evidence.value("children") is None or evidence.value("children") or evidence.found("health"):
        return
    name = _("Health decision")
    if allowance == "none":
        why = _("With a health decision there would be a work allowance.")
        evidence.fact("health", (name, _("None")), ("/adults/0/uc_health", "none"), ["earnings_deduction"], why=why)
        return
    why = _("There is a work allowance and no child, and the extra money for LCWRA is not paid.")
    sure: Sureness = "open" if evidence.couple else "likely"
    others = [_(PARTNER)] if evidence.couple else [_("LCWRA, in the three months before the extra money begins")]
    said = _("Limited capability for work (LCW)")
    evidence.fact("health", (name, said), ("/adults/0/uc_health", "lcw"), ["earnings_deduction"], sure, others, why)


def _home_without_a_line(evidence: Evidence, fitting: list[str]) -> None:
    """The lower work allowance with no help with housing is that of Housing Benefit in a temporary home (SI 2014/1230 reg 5A)."""
    if fitting != ["lower"] or evidence.statement.housing or not evidence.given_in_full:
        return
    why = _("There is the lower work allowance, and no help with housing in Universal Credit.")
    lines, home = ["earnings_deduction"], _("Temporary accommodation from the council")
    evidence.fact("tenure", (_("Home"), home), ("/home/tenure", "temporary"), lines, "likely", why=why)
    evidence.fact(
        "housing_benefit", (_("Housing Benefit"), _("Yes")), ("/claims/housing_benefit", True), lines, "likely", why=why
    )


def _note_pay(evidence: Evidence, pay: _Pay, fitting: list[str]) -> None:
    counted = pay.pay(fitting[0])
    name = _("Take-home pay that was counted")
    lines = ["take_home_pay" if pay.counted is not None else "earnings_deduction"]
    if lines == ["take_home_pay"] and pay.statement.take_home_pay is None:
        lines = ["take_home_pay_by_adult/0"]
    if pay.counted is None and not pay.taken:
        if pay.taken is not None:
            why = _("Nothing was taken off for pay. There was none, or less than the work allowance.")
            evidence.fact("pay", (name, _("None")), ("/adults/0/jobs", []), ["taken_off"], "likely", why=why)
        return
    if counted is None:
        evidence.not_understood("earnings_deduction", _(NOT_FROM_PAY))
    elif not counted:
        evidence.fact("pay", (name, _("None")), ("/adults/0/jobs", []), lines)
    elif evidence.couple:
        _note_pay_of_two(evidence, pay, name, lines, counted)
    else:
        open_ = pay.counted is None and len(fitting) > 1
        sure: Sureness = "settled" if pay.counted is not None else "open" if open_ else "likely"
        others = [_monthly(other) for rest in fitting[1:] if open_ and (other := pay.pay(rest)) is not None]
        why = (
            ""
            if pay.counted is not None
            else _("It is the pay for which exactly this is taken off. A penny more or less may be the same.")
        )
        evidence.fact(
            "pay", (name, _monthly(counted)), ("/adults/0/jobs/0/take_home", _money(counted)), lines, sure, others, why
        )


def _note_pay_of_two(evidence: Evidence, pay: _Pay, name: str, lines: list[str], counted: Decimal) -> None:
    """Pay of a couple. Who earns it is open; an amount for each that is stated stays as it is."""
    parts = list(pay.statement.take_home_pay_by_adult)
    whole = len(parts) == 2 and sum(parts, ZERO) == counted
    first, second = parts if whole else (counted, ZERO)
    for number, (id_, amount) in enumerate((("pay", first), ("partner_pay", second))):
        if amount:
            place = (f"/adults/{number}/jobs/0/take_home", _money(amount))
            evidence.fact(id_, (name, _monthly(amount)), place, lines, "open", [_(PARTNER)], _(WHOSE))


def surplus_facts(evidence: Evidence) -> None:
    """Earlier pay that counted again in this period. What is carried on from a period is worked out in the check."""
    surplus = evidence.statement.surplus_earnings
    if surplus:
        said = _("%(amount)s of earlier pay counted in this period") % {"amount": pounds(surplus)}
        evidence.fact("surplus", (_("Surplus earnings"), said), ("", float(surplus)), ["surplus_earnings"])


# ---------------------------------------------------------------------- other income and savings
def income_facts(evidence: Evidence) -> None:
    """Other benefits and income, with the amount a week of those that are paid by the week, and the group of ESA that it fits."""
    for number, row in enumerate(evidence.statement.other_income):
        line, name = f"other_income/{number}", _(INCOME[row.kind])
        if row.kind == "new_style_esa":
            esa_facts(evidence, line, _by_the_week(row.amount))
        elif row.kind == "new_style_jsa":
            weekly = _by_the_week(row.amount)
            _of_either(
                evidence,
                "new_style_jsa",
                line,
                name,
                _weekly(weekly),
                "new_style_jsa",
                {"amount": _money(weekly, "week")},
            )
        elif row.kind == "carers_allowance":
            weekly = _by_the_week(row.amount)
            rates = [evidence.amounts.one("carers_allowance.rate"), _later_rate(evidence, "carers_allowance.rate")]
            if weekly in rates:
                _of_either(evidence, "carers_allowance", line, name, _weekly(weekly), "carers_allowance", True)
            else:
                evidence.not_understood(line, _(NO_SUCH_AMOUNT))
        elif row.kind == "other":
            evidence.not_understood(line, _("Say which benefit or income it is, as each counts in its own way."))
        else:
            # Student finance counts less an amount that is ignored.
            ignored = (
                evidence.amounts.one("universal_credit.student_income_ignored")
                if row.kind == "student_finance"
                else ZERO
            )
            value = {"kind": row.kind, **_money(row.amount + ignored)}
            _of_either(evidence, row.kind, line, name, _monthly(row.amount + ignored), "other_income/-", value)
    if evidence.taken_in_full and not any(row.kind == "new_style_esa" for row in evidence.statement.other_income):
        why = _("Nothing was taken off for it.")
        evidence.fact("esa", (_("New Style ESA"), _("None")), ("/adults/0/new_style_esa", None), ["taken_off"], why=why)


def _later_rate(evidence: Evidence, rule: str) -> Decimal:
    """The rate at the end of the period, which is another one in April."""
    return evidence.amounts.on(evidence.amounts.day + ABOUT_A_MONTH).one(rule)


def _by_the_week(amount: Decimal) -> Decimal:
    """The weekly amount, in whole pence, that comes to so much in an assessment period."""
    return pence(amount * MONTHS / WEEKS)


def _of_either(evidence: Evidence, id_: str, line: str, name: str, said: str, place: str, value: object) -> None:
    """A fact about one adult. In a couple it is open whose it is."""
    sure: Sureness = "open" if evidence.couple else "settled"
    others, why = ([_(PARTNER)], _(WHOSE)) if evidence.couple else ([], "")
    evidence.fact(id_, (name, said), (f"/adults/0/{place}", value), [line], sure, others, why)


def esa_facts(evidence: Evidence, line: str, weekly: Decimal) -> None:
    """New Style ESA of so much a week, and the group whose rate it is."""
    groups = list(esa_groups(evidence, weekly))
    amount = {"amount": _money(weekly, "week")}
    said = _weekly(weekly)
    if not groups:
        why = _("The amount is not the full rate of a group. A pension can lower it.")
        place = ("/adults/0/new_style_esa", {"group": "assessment", **amount})
        evidence.fact(
            "esa", (_("New Style ESA"), said), place, [line], "open", [_(each) for each in ESA_GROUPS.values()], why
        )
        return
    others = [_(ESA_GROUPS[each]) for each in groups[1:]]
    sure: Sureness = "open" if others or evidence.couple else "settled"
    place = ("/adults/0/new_style_esa", {"group": groups[0], **amount})
    evidence.fact("esa", (_("New Style ESA"), f"{said}, {_(ESA_GROUPS[groups[0]])}"), place, [line], sure, others)


def esa_groups(evidence: Evidence, weekly: Decimal) -> Iterator[str]:
    """The groups of New Style ESA whose full rate is this amount a week, at the rates of the period's start or of a month later."""
    found: dict[str, None] = {}
    for amounts in (evidence.amounts, evidence.amounts.on(evidence.amounts.day + ABOUT_A_MONTH)):
        basic, support = amounts.one("esa.basic"), amounts.one("esa.support_component")
        full = {
            "support": (basic + support,),
            "work_related": (basic, basic + amounts.one("esa.work_related_component")),
            "assessment": (basic, amounts.one("esa.basic_under_25")),
        }
        found.update(dict.fromkeys(group for group, rates in full.items() if weekly in rates))
    yield from found


def savings_facts(evidence: Evidence) -> None:
    """The band of savings for which so much is taken off."""
    amount, name = evidence.statement.savings, _("Savings")
    ignored = evidence.amounts.one("universal_credit.capital_ignored")
    if amount is None:
        if evidence.taken_in_full:
            said = _("No more than %(amount)s") % {"amount": pounds(ignored)}
            evidence.fact(
                "savings", (name, said), ("/savings", None), ["taken_off"], why=_("Nothing was taken off for savings.")
            )
        return
    each, step = (
        evidence.amounts.one("universal_credit.tariff_per_step"),
        evidence.amounts.one("universal_credit.tariff_step"),
    )
    steps = amount / each
    if steps % 1 or not 1 <= steps <= (evidence.amounts.one("universal_credit.capital_limit") - ignored) / step:
        evidence.not_understood("savings", _(NO_SUCH_AMOUNT))
        return
    most = ignored + steps * step
    said = _("Over %(least)s and up to %(most)s") % {"least": pounds(most - step), "most": pounds(most)}
    why = _("Any amount in this band counts the same.")
    evidence.fact("savings", (name, said), ("/savings", float(most)), ["savings"], "likely", why=why)


# ---------------------------------------------------------------------- the rest
def deduction_facts(evidence: Evidence) -> None:
    """What is repaid, and how it stands to the most that may be taken."""
    rows = evidence.statement.deductions
    if not rows and evidence.taken_in_full:
        evidence.fact("deductions", (_("Advances and debts taken off"), _("None")), ("/deductions", []), ["taken_off"])
    for number, row in enumerate(rows):
        value = {"kind": row.kind, **_money(row.amount)}
        evidence.fact(
            f"deduction_{number + 1}",
            (_(REPAID[row.kind]), _monthly(row.amount)),
            (f"/deductions/{number}", value),
            [f"deductions/{number}"],
        )
    allowance = evidence.statement.standard_allowance
    if not rows or allowance is None or not evidence.found("adults"):
        return
    limit = pence(evidence.amounts.one("universal_credit.deductions_share") * allowance)
    limited = sum((row.amount for row in rows if row.kind != BEYOND_LIMIT), ZERO)
    said = _("%(most)s a month for most debts; %(taken)s is taken") % {"most": pounds(limit), "taken": pounds(limited)}
    why = (
        _(
            "It is more than the usual limit. Ask in your journal what each deduction is for and whether less can be taken."
        )
        if limited > limit
        else ""
    )
    evidence.fact(
        "deductions_limit", (_("Limit on what is taken"), said), ("", float(limit)), ["deductions/0"], why=why
    )


def childcare_facts(evidence: Evidence) -> None:
    """The childcare costs that so much is a share of."""
    amount, name = evidence.statement.childcare, _("Childcare that was paid for")
    if amount is None:
        return
    most = evidence.amounts.table("universal_credit.childcare_amounts")
    rate = evidence.amounts.one("universal_credit.childcare_rate")
    costs = pence(amount / rate)
    if amount > max(most.values()):
        evidence.not_understood("childcare", _("It is more than the most that is paid back for childcare."))
    elif amount in most.values():
        said = _("%(amount)s a month or more") % {"amount": pounds(costs)}
        why = _("It is the most that is paid back, so the costs may be higher.")
        evidence.fact("childcare", (name, said), ("/childcare", _money(costs)), ["childcare"], "open", why=why)
    else:
        why = _("It is the amount of which this share is paid back. A penny more or less may be the same.")
        evidence.fact(
            "childcare", (name, _monthly(costs)), ("/childcare", _money(costs)), ["childcare"], "likely", why=why
        )


def protection_facts(evidence: Evidence) -> None:
    """The transitional element, the benefit cap and a sanction."""
    statement = evidence.statement
    amount = statement.transitional_protection
    if amount is not None or evidence.given_in_full:
        said = _monthly(amount) if amount else _("None")
        place = ("/universal_credit/transitional_element", float(amount or 0))
        evidence.fact(
            "transitional",
            (_("Transitional element"), said),
            place,
            ["transitional_protection" if amount else "entitlement"],
        )
    if statement.benefit_cap:
        said = _("It takes off %(amount)s") % {"amount": pounds(statement.benefit_cap)}
        evidence.fact("benefit_cap", (_("Benefit cap"), said), ("", float(statement.benefit_cap)), ["benefit_cap"])
    elif evidence.taken_in_full:
        evidence.fact("benefit_cap", (_("Benefit cap"), _("It takes nothing off")), ("", 0), ["taken_off"])
    if statement.sanction:
        why = _("A sanction is not in our figures. We take it off as the statement does.")
        evidence.fact(
            "sanction",
            (_("Sanction"), _monthly(statement.sanction)),
            ("", float(statement.sanction)),
            ["sanction"],
            why=why,
        )
