"""The names of the lines of a statement, and lists of names as people write them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from calculator.compare import Row
from calculator.web.format import Formats
from calculator.web.language import _

# The lines of a statement by their ids: what the statement calls them, and what we say beside it.
GROUPS: dict[str, Callable[[], str]] = {
    "universal_credit": lambda: _("Your Universal Credit statement"),
    "money_in": lambda: _("Money in"),
    "money_out": lambda: _("Money out"),
    "left": lambda: _("What is left"),
}
ROWS: dict[str, Callable[[], tuple[str, str]]] = {
    "standard_allowance": lambda: (_("Standard allowance"), ""),
    "child_element": lambda: (_("Children"), _("Extra money for children")),
    "disabled_child_addition": lambda: (_("Disabled child"), _("Extra money for a disabled child")),
    "housing_element": lambda: (_("Housing"), _("Your help with rent")),
    "lcw_element": lambda: (_("Extra money for health"), _("Your statement says “limited capability for work” (LCW)")),
    "lcwra_element": lambda: (
        _("Extra money for health"),
        _("Your statement says “limited capability for work and work-related activity” (LCWRA)"),
    ),
    "carer_element": lambda: (_("Carer"), _("Extra money for caring")),
    "childcare_element": lambda: (_("Childcare"), _("What comes back of what you pay")),
    "transitional_element": lambda: (_("Transitional protection"), _("Kept from an older benefit")),
    "maximum_amount": lambda: (_("Total before anything is taken off"), ""),
    "earned_income_deduction": lambda: (_("Taken off for take-home pay"), ""),
    "unearned_income_deduction": lambda: (_("Taken off for savings and other income"), ""),
    "benefit_cap_reduction": lambda: (_("Taken off by the benefit cap"), ""),
    "award": lambda: (_("Universal Credit"), _("Before debts and advances")),
    "deductions": lambda: (_("Debts and advances you are paying back"), _("You told us this")),
    "paid": lambda: (_("Universal Credit paid to you"), ""),
    "take_home_pay": lambda: (_("Take-home pay"), _("Pay after tax and other amounts are taken off")),
    "left_over_before_debts": lambda: (_("Left over before debts"), ""),
    "left_over": lambda: (_("Left over each month"), ""),
}
LINES: dict[str, Callable[[], str]] = {
    "pay": lambda: _("pay"),
    "rent": lambda: _("rent"),
    "council_tax": lambda: _("council tax"),
    "childcare": lambda: _("childcare"),
    "work_costs": lambda: _("the costs of going to work"),
    "council_tax_reduction": lambda: _("council tax reduction"),
    "universal_credit": lambda: _("Universal Credit"),
    "self_employed_profit": lambda: _("profit from self-employment"),
    "statutory_sick_pay": lambda: _("sick pay"),
    "housing_benefit": lambda: _("Housing Benefit"),
}
# What a figure depends on if an answer was left open, by the end of the answer's pointer.
OPEN_ANSWERS: dict[str, Callable[[], str]] = {
    "lcwra_rate": lambda: _("which amount for health (LCWRA) applies"),
    "brma": lambda: _("the rental market area"),
    "children": lambda: _("which children could share a bedroom"),
    "tax_code": lambda: _("which income your tax-free amount is used on"),
    "new_style_esa": lambda: _("how DWP counts weeks over the limits"),
    "benefit_cap_grace_ends": lambda: _("whether the benefit cap waits nine months"),
    "childcare": lambda: _("whose work the childcare is for"),
    "council": lambda: _("what the council takes off council tax"),
    "council_tax": lambda: _("the council tax on your own bill"),
    "carers_allowance": lambda: _("whether weeks with more pay stop Carer’s Allowance"),
    "date_of_birth": lambda: _("whose birthday comes first"),
    "other_income": lambda: _("what your insurer pays once you work"),
}


def row_title(row: Row) -> tuple[str, str]:
    """The name of a line, and the words below it."""
    return (_(row.title), "") if row.title else ROWS[row.id]()


def row_ranges(row: Row, columns: Sequence[str], formats: Formats) -> list[str]:
    """The least and the most of a figure that depends on something that is not known."""
    return [
        _("%(when)s: from %(low)s to %(high)s")
        % {"when": when, "low": formats.pounds(low), "high": formats.pounds(high)}
        for when, (low, high) in ((when, each) for when, each in zip(columns, row.ranges, strict=True) if each)
    ]


def line_names(ids: Iterable[str]) -> list[str]:
    return [LINES[each]() if each in LINES else _(each.replace("_", " ")) for each in ids]


def listed(words: Sequence[str]) -> str:
    """rent, council tax and fares."""
    if len(words) < 2:
        return "".join(words)
    return _("%(these)s and %(this)s") % {"these": ", ".join(words[:-1]), "this": words[-1]}
