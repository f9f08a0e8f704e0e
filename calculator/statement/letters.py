"""What the figures of other letters tell: New Style ESA, PIP, Housing Benefit and council tax."""

from __future__ import annotations

from decimal import Decimal

from calculator.contract.account import Letters
from calculator.contract.statement_reading import Sureness
from calculator.i18n.language import gettext as _
from calculator.i18n.language import later
from calculator.i18n.numbers import pounds
from calculator.statement.evidence import Evidence, title
from calculator.statement.household import NO_SUCH_AMOUNT
from calculator.statement.money import esa_facts

PIP_RATES = {"none": later("none"), "standard": later("standard"), "enhanced": later("enhanced")}


def written(letters: Letters) -> dict[str, str]:
    """Each figure that is given, with its name."""
    found = {}
    for name, value in letters:
        if value is not None:
            found[name] = f"{title(name)} {pounds(value) if isinstance(value, Decimal) else value}"
    return found


def letter_facts(evidence: Evidence, letters: Letters) -> None:
    """Note what the letters tell. What the statement tells of New Style ESA comes first."""
    if letters.esa_per_week is not None:
        known = evidence.found("esa")
        if known is None:
            esa_facts(evidence, "esa_per_week", letters.esa_per_week)
        elif known.value is None:
            evidence.not_understood(
                "esa_per_week",
                _("The statement takes nothing off for New Style ESA. Ask whether Universal Credit knows of it."),
            )
    if letters.pip_per_week is not None:
        _pip_facts(evidence, letters.pip_per_week)
    if letters.housing_benefit_per_week:
        said = _("%(amount)s a week") % {"amount": pounds(letters.housing_benefit_per_week)}
        why = _("With Universal Credit it is for supported or temporary homes.")
        evidence.fact(
            "housing_benefit",
            (_("Housing Benefit"), said),
            ("/claims/housing_benefit", True),
            ["housing_benefit_per_week"],
            why=why,
        )
        kinds = [_("Supported housing"), _("Temporary accommodation from the council")]
        evidence.fact(
            "tenure",
            (_("Home"), kinds[0]),
            ("/home/tenure", "supported"),
            ["housing_benefit_per_week"],
            "open",
            kinds[1:],
            why,
        )
    _council_tax_facts(evidence, letters)


def _pip_facts(evidence: Evidence, weekly: Decimal) -> None:
    """The rates of the two parts that come to so much a week."""
    living = evidence.amounts.table("pip.daily_living")
    mobility = evidence.amounts.table("pip.mobility")
    fitting = [(one, other) for one in living for other in mobility if living[one] + mobility[other] == weekly]
    if not fitting:
        evidence.not_understood("pip_per_week", _(NO_SUCH_AMOUNT))
        return
    sure: Sureness = "settled" if len(fitting) == 1 and not evidence.couple else "open"
    for place, name, number in (
        ("pip_daily_living", _("PIP: daily living"), 0),
        ("pip_mobility", _("PIP: mobility"), 1),
    ):
        said, *others = dict.fromkeys(_(PIP_RATES[pair[number]]) for pair in fitting)
        evidence.fact(place, (name, said), (f"/adults/0/{place}", fitting[0][number]), ["pip_per_week"], sure, others)


def _council_tax_facts(evidence: Evidence, letters: Letters) -> None:
    yearly = _("%(amount)s a year")
    if letters.council_tax_band:
        said: tuple[str, str] = (_("Council tax band"), letters.council_tax_band)
        evidence.fact(
            "council_tax_band", said, ("/home/council_tax_band", letters.council_tax_band), ["council_tax_band"]
        )
    if bill := letters.council_tax_bill:
        value = {"amount": float(bill), "per": "year"}
        said = (_("Council tax bill"), yearly % {"amount": pounds(bill)})
        evidence.fact("council_tax", said, ("/home/council_tax", value), ["council_tax_bill"])
    if reduction := letters.council_tax_reduction:
        said = (_("Council tax reduction"), yearly % {"amount": pounds(reduction)})
        evidence.fact("council_tax_reduction", said, ("/claims/council_tax_reduction", True), ["council_tax_reduction"])
