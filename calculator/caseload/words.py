"""The words of a report: what its groups, rows and columns are called."""

from __future__ import annotations

from decimal import Decimal

from calculator.caseload.tables import ALL, OTHER
from calculator.caseload.tally import BANDS
from calculator.i18n.language import gettext, later, ngettext

GROUP_TITLES = {
    "family": later("By family"),
    "health": later("By health"),
    "tenure": later("By kind of home"),
    "work": later("By work now"),
    "nation": later("By nation"),
    "council": later("By council"),
}
GROUP_HEADS = {
    "family": later("Family"),
    "health": later("Health decision"),
    "tenure": later("Home"),
    "work": later("Work now"),
    "nation": later("Nation"),
    "council": later("Council"),
}
NAMES = {
    ALL: later("All"),
    OTHER: later("All others"),
    "": later("Not known"),
    "single": later("Single, no children"),
    "lone_parent": later("Single, with children"),
    "couple": later("Couple, no children"),
    "couple_with_children": later("Couple, with children"),
    "lcwra": later("LCWRA"),
    "lcw": later("LCW"),
    "none": later("No decision"),
    "social": later("Social rent"),
    "private": later("Private rent"),
    "owner": later("Own home"),
    "shared_ownership": later("Shared ownership"),
    "living_with_others": later("Living with others"),
    "supported": later("Supported housing"),
    "temporary": later("Temporary home"),
    "in_work": later("In work"),
    "out_of_work": later("Out of work"),
    "england": later("England"),
    "scotland": later("Scotland"),
    "wales": later("Wales"),
    "better": later("Better off"),
    "same": later("About the same"),
    "worse": later("Worse off"),
    "open": later("It depends"),
    "gains": later("Gain"),
    "loses": later("Lose"),
    "uk_government": later("UK government (Treasury and DWP)"),
    "scottish_government": later("Scottish Government"),
    "welsh_government": later("Welsh Government"),
    "offered": later("Benefits counselling was offered"),
    "done": later("It was done before the job began"),
    "again": later("It was done again at a change of hours or pay"),
    "given": later("The information was given to keep"),
    "reporting": later("How to report pay and changes was explained"),
    "benefits_saved": later("Benefits saved"),
    "council_tax_reduction_saved": later("of which council tax reduction"),
    "childcare_paid": later("Help with childcare paid, already taken off"),
    "income_tax": later("Income tax"),
    "national_insurance": later("National Insurance of the worker"),
    "employer_national_insurance": later("National Insurance of the employer"),
    "total": later("Back to public money"),
}
COUNCILS = later("Councils")


def name(key: str) -> str:
    """What a group is called."""
    return gettext(NAMES[key])


def hours_said(hours: int) -> str:
    """A number of hours."""
    return ngettext("%(hours)s hour", "%(hours)s hours", hours) % {"hours": hours}


def band(place: int) -> str:
    """A band of rates."""
    if place == 0:
        return gettext("0% or less")
    if place == len(BANDS):
        return gettext("Over %(upto)s%%") % {"upto": BANDS[-1]}
    return gettext("Over %(over)s%% to %(upto)s%%") % {"over": BANDS[place - 1], "upto": BANDS[place]}


def whole_pounds(amount: Decimal) -> str:
    """Pounds without pence, with millions and billions in short."""
    size = abs(amount)
    sign = "-" if round(amount) < 0 else ""
    if size >= 1_000_000_000:
        return gettext("%(sign)s£%(number)s billion") % {"sign": sign, "number": f"{size / 1_000_000_000:,.2f}"}
    if size >= 1_000_000:
        return gettext("%(sign)s£%(number)s million") % {"sign": sign, "number": f"{size / 1_000_000:,.1f}"}
    return f"{sign}£{round(size):,}"
