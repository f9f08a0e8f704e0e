"""Who is in the household by the amounts that a statement gives: one or two adults, children, health, caring, and help with housing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from calculator.contract.statement_reading import Sureness
from calculator.i18n.language import day_said, later
from calculator.i18n.language import gettext as _
from calculator.i18n.numbers import pounds
from calculator.month.run import pence
from calculator.statement.evidence import ZERO, Evidence

MOST_CHILDREN = 12
MOST_DISABLED = 4
MOST_CONTRIBUTORS = 4
NO_SUCH_AMOUNT = later("It is not an amount that the rules have for this day.")
NOT_KNOWN_YET = later("The amounts for this day are not known yet.")
OTHER_YEAR = later("It is an amount of the year from %(day)s. Check the days of the assessment period.")
PARTNER, BOTH = later("Your partner"), later("Both of you")
ONLY_TENANTS = later("Only tenants of a council or housing association have this reduction.")
NOT_IN_TOTAL = later("The total has no help with housing in it.")
WHOSE = later("The statement does not say which of the two of you it is for.")


def strange_amount(evidence: Evidence, line: str, rule: str, amount: Decimal) -> None:
    """Note that an amount fits nothing, and the year that it is from if it is one of another year."""
    year = evidence.amounts.year_of(rule, amount)
    if year:
        evidence.not_understood(line, _(OTHER_YEAR) % {"day": day_said(year)})
    else:
        evidence.not_understood(line, _(NO_SUCH_AMOUNT if evidence.amounts.known else NOT_KNOWN_YET))


# ---------------------------------------------------------------------- adults
def adult_facts(evidence: Evidence) -> None:
    """One adult or two, and on which side of the age of the full amount."""
    amount = evidence.statement.standard_allowance
    if amount is None:
        return
    rule = "universal_credit.standard_allowances"
    table = evidence.amounts.table(rule)
    name = next((name for name, held in table.items() if held == amount), None)
    if name is None:
        strange_amount(evidence, "standard_allowance", rule, amount)
        return
    couple, young = name.startswith("couple"), name.endswith("under_25")
    age = int(evidence.amounts.one("universal_credit.adult_rate_age"))
    line = ["standard_allowance"]
    evidence.fact(
        "adults",
        (_("Adults in the claim"), _("Two: you and your partner") if couple else _("You alone")),
        ("/adults", 2 if couple else 1),
        line,
    )
    if young:
        said = _("You are both under %(age)s") if couple else _("You are under %(age)s")
        evidence.fact("age", (_("Age"), said % {"age": age}), ("/adults/0/age", {"under": age}), line)
    elif couple:
        said = _("At least one of you is %(age)s or over") % {"age": age}
        evidence.fact("age", (_("Age"), said), ("/adults/0/age", {"one_at_least": age}), line)
    else:
        evidence.fact(
            "age", (_("Age"), _("You are %(age)s or over") % {"age": age}), ("/adults/0/age", {"at_least": age}), line
        )


# ---------------------------------------------------------------------- children
@dataclass(frozen=True, slots=True)
class Mix:
    """Children that an amount can be for: how many, whether the first has the higher amount, and how many have each disabled child addition."""

    children: int
    first: bool
    lower: int
    higher: int

    @property
    def in_words(self) -> str:
        said = [
            _("No children")
            if not self.children
            else _("1 child")
            if self.children == 1
            else _("%(count)s children") % {"count": self.children}
        ]
        if self.first:
            said.append(_("the eldest born before April 2017"))
        if self.lower:
            said.append(_("%(count)s with the lower disabled child addition") % {"count": self.lower})
        if self.higher:
            said.append(_("%(count)s with the higher disabled child addition") % {"count": self.higher})
        return ", ".join(said)


def child_facts(evidence: Evidence) -> None:
    """The children counted, whether the eldest has the higher amount, and the disabled child additions."""
    statement = evidence.statement
    apart = statement.disabled_children
    if statement.children is None and apart is None:
        if evidence.given_in_full:
            said = _("No children in the claim")
            evidence.fact(
                "children",
                (_("Children"), said),
                ("/children", 0),
                ["entitlement"],
                why=_("The total has no amount for children in it."),
            )
        return
    line = "children" if statement.children is not None else "disabled_children"
    mixes = sorted(_mixes(evidence), key=lambda mix: (mix.lower + mix.higher, mix.children))
    if statement.children_supported is not None:
        mixes = [mix for mix in mixes if mix.children == statement.children_supported]
    if not mixes:
        strange_amount(evidence, line, "universal_credit.child_amounts", statement.children or apart or ZERO)
        return
    _note_children(evidence, line, mixes)


def _mixes(evidence: Evidence) -> Iterator[Mix]:
    """Every set of children that gives the amounts."""
    statement, amounts = evidence.statement, evidence.amounts
    each = amounts.table("universal_credit.child_amounts")
    added = amounts.table("universal_credit.disabled_child_amounts")
    apart = statement.disabled_children
    extras = [
        (lower, higher, lower * added["lower"] + higher * added["higher"])
        for lower in range(MOST_DISABLED + 1)
        for higher in range(MOST_DISABLED + 1)
    ]
    for count in range(MOST_CHILDREN + 1):
        for first in (False, True) if count else (False,):
            basic = count * each["other"] + first * (each["born_before_april_2017"] - each["other"])
            for lower, higher, extra in extras:
                if lower + higher > max(count, 0 if apart is None else MOST_DISABLED):
                    continue
                together = (basic, extra) == (statement.children or ZERO, apart)
                if together if apart is not None else basic + extra == statement.children:
                    yield Mix(count, first, lower, higher)


def _note_children(evidence: Evidence, line: str, mixes: list[Mix]) -> None:
    mix = mixes[0]
    lines = [name for name in ("children", "disabled_children") if getattr(evidence.statement, name) is not None]
    evidence.children_counted = mix.children
    # There is an addition for a disabled child even if the two-child limit leaves the child out (UC Regs 2013 reg 24(2)).
    children = max(mix.children, mix.lower + mix.higher)
    limited = _limit_may_hide(evidence, children)
    sure: Sureness = "open" if len(mixes) > 1 else "likely" if limited else "settled"
    why = _("There was a two-child limit then, so there may be more children than are counted.") if limited else ""
    others = [other.in_words for other in mixes[1:4]]
    evidence.fact("children", (_("Children"), mix.in_words), ("/children", children), lines, sure, others, why)
    certain: Sureness = "open" if len(mixes) > 1 else "settled"
    if mix.first:
        day = evidence.amounts.date("universal_credit.first_child_date")
        said = _("Born before %(day)s") % {"day": day_said(day)}
        place = ("/children/0/date_of_birth", {"before": day.isoformat()})
        evidence.fact("first_child", (_("Eldest child"), said), place, [line], certain)
    if mix.lower or mix.higher:
        said = mix.in_words.partition(", ")[2] or mix.in_words
        value = ["higher"] * mix.higher + ["lower"] * mix.lower
        one = children == 1 and certain == "settled"
        evidence.fact(
            "disabled_children", (_("Disabled child addition"), said), ("/children/0/disability", value), lines[-1:], "settled" if one else "open",
            why="" if one else _("The statement does not say which child it is for."),
        )  # fmt: skip


def _limit_may_hide(evidence: Evidence, count: int) -> bool:
    """Whether the two-child limit of the day could leave children out of the amount."""
    limit = evidence.amounts.limit("universal_credit.child_limit")
    return limit is not None and count >= limit


# ---------------------------------------------------------------------- health and caring
def health_facts(evidence: Evidence) -> None:
    """Which health decision the amount is for, and at which rate."""
    amount = evidence.statement.health
    if amount is None:
        return
    rates = evidence.amounts.table("universal_credit.lcwra_amounts")
    fitting = [rate for rate, held in rates.items() if held == amount]
    saved = evidence.amounts.one("universal_credit.lcw_amount")
    whose, why = ([_(PARTNER), _(BOTH)], _(WHOSE)) if evidence.couple else ([], "")
    sure: Sureness = "open" if evidence.couple else "settled"
    name = _("Health decision")
    if fitting:
        said = _("Limited capability for work and work-related activity (LCWRA)")
        evidence.fact("health", (name, said), ("/adults/0/uc_health", "lcwra"), ["health"], sure, whose, why)
        # Whoever had it before there were two rates keeps the higher one.
        rate = fitting[0] if len(fitting) == 1 else "protected"
        words = {
            "protected": _("The higher, protected amount"),
            "new": _("The lower amount for claims from April 2026"),
        }
        evidence.fact(
            "lcwra_rate", (_("Rate of the extra money for health"), words[rate]), ("/adults/0/lcwra_rate", rate), ["health"], sure,
            why="" if len(fitting) == 1 else _("There was one amount then. Whoever had it before April 2026 keeps the higher one."),
        )  # fmt: skip
    elif amount == saved:
        said = _("Limited capability for work (LCW), with extra money from before April 2017")
        evidence.fact("health", (name, said), ("/adults/0/uc_health", "lcw"), ["health"], sure, whose, why)
        evidence.fact(
            "lcw_element", (_("Extra money for LCW"), _("Yes")), ("/adults/0/lcw_element", True), ["health"], sure
        )
    else:
        strange_amount(evidence, "health", "universal_credit.lcwra_amounts", amount)


def carer_facts(evidence: Evidence) -> None:
    """For how many carers the amount is."""
    amount, name = evidence.statement.carer, _("Caring for a disabled person, 35 hours a week or more")
    if amount is None:
        if evidence.given_in_full and not evidence.couple and evidence.value("health") != "lcwra":
            place = ("/adults/0/cares_35_hours", False)
            evidence.fact(
                "carer", (name, _("No")), place, ["entitlement"], why=_("The total has no amount for caring in it.")
            )
        return
    rule = "universal_credit.carer_amount"
    each = evidence.amounts.one(rule)
    # Of the money for health and for caring, one person has only one (UC Regs 2013 reg 29(4)).
    taken = evidence.value("health") == "lcwra" or evidence.found("lcw_element") is not None
    if amount not in (each, 2 * each) or (amount != each and not evidence.couple):
        strange_amount(evidence, "carer", rule, amount)
    elif taken and (amount != each or not evidence.couple):
        evidence.not_understood("carer", _("One person cannot have both this and the extra money for health."))
    elif amount != each:
        evidence.fact("carer", (name, _(BOTH)), ("/adults/0/cares_35_hours", True), ["carer"])
        evidence.fact("partner_carer", (name, _(BOTH)), ("/adults/1/cares_35_hours", True), ["carer"])
    elif evidence.couple:
        whose = 1 if taken else 0
        said, others = (_(PARTNER), [_("You")]) if taken else (_("You"), [_(PARTNER)])
        place = (f"/adults/{whose}/cares_35_hours", True)
        evidence.fact("carer", (name, said), place, ["carer"], "open", others, _(WHOSE))
    else:
        evidence.fact("carer", (name, _("Yes")), ("/adults/0/cares_35_hours", True), ["carer"])


# ---------------------------------------------------------------------- housing
def housing_facts(evidence: Evidence) -> None:
    """The help with housing and, if the statement has the rent, why the help is less."""
    help_, rent = evidence.statement.housing, evidence.statement.rent
    if help_ is None:
        if evidence.given_in_full:
            place = ("/home/housing_help_on_statement", {"amount": 0, "per": "month"})
            evidence.fact(
                "housing",
                (_("Help with housing"), _("None in Universal Credit")),
                place,
                ["entitlement"],
                why=_(NOT_IN_TOTAL),
            )
        return
    said = _("%(amount)s a month") % {"amount": pounds(help_)}
    evidence.fact(
        "housing", (_("Help with housing"), said), ("/home/housing_help_on_statement", _a_month(help_)), ["housing"]
    )
    if evidence.statement.paid_to_landlord:
        told = (_("Who gets the help with rent"), _("Your landlord"))
        evidence.fact("paid_to_landlord", told, ("/home/paid_to_landlord", True), ["paid_to_landlord"])
    if rent is None:
        return
    evidence.fact(
        "rent",
        (_("Rent"), _("%(amount)s a month") % {"amount": pounds(rent)}),
        ("/home/rent", _a_month(rent)),
        ["rent"],
    )
    if help_ < rent:
        _why_less_than_the_rent(evidence, help_, rent)


def _why_less_than_the_rent(evidence: Evidence, help_: Decimal, rent: Decimal) -> None:
    """The reduction for spare bedrooms or for other adults that gives exactly this help; or else that the reason is open."""
    shares = evidence.amounts.table("universal_credit.bedroom_reduction_shares")
    each = evidence.amounts.one("universal_credit.contribution_amount")
    words = {"one": _("One spare bedroom"), "two_or_more": _("Two or more spare bedrooms"), "": _("No spare bedroom")}
    fitting = [
        (spare, adults)
        for spare, share in {"": ZERO, **shares}.items()
        for adults in range(MOST_CONTRIBUTORS + 1)
        if (spare or adults) and rent - pence(rent * share) - adults * each == help_
    ]
    lines = ["housing", "rent"]
    if len(fitting) != 1:
        evidence.fact(
            "less_than_rent", (_("Why the help is less than the rent"), _("Not known")), ("/home/tenure", None), lines, "open",
            [_("A private rent above the local housing allowance"), _("A part of the rent that does not count")],
        )  # fmt: skip
        return
    spare, adults = fitting[0]
    if spare:
        why = _("The help is the rent less exactly this reduction.")
        evidence.fact(
            "spare_bedrooms", (_("Spare bedrooms"), words[spare]), ("/home/bedrooms", spare), lines, "likely", why=why
        )
        evidence.fact(
            "tenure",
            (_("Home"), _("Rented from a council or housing association")),
            ("/home/tenure", "social"),
            lines,
            "likely",
            why=_(ONLY_TENANTS),
        )
    if adults:
        said = _("%(count)s who pay towards the rent") % {"count": adults}
        evidence.fact(
            "other_adults", (_("Other adults at home"), said), ("/home/non_dependants", adults), lines, "likely"
        )


def _a_month(amount: Decimal) -> dict[str, object]:
    return {"amount": float(amount), "per": "month"}
