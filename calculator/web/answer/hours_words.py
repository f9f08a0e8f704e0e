"""What a page says in sentences about other numbers of hours at the same pay."""

from calculator import compare
from calculator.contract.result import OptionResult, WorseHours
from calculator.web.format import Formats
from calculator.web.language import _


def other_hours(option: OptionResult, formats: Formats) -> list[str]:
    """The hours from which an option leaves as much as now, those that leave less, and the hour that is worth least."""
    said = []
    if option.break_even_hours:
        hours = formats.hours(option.break_even_hours)
        said.append(_("From %(hours)s a week at this pay, you would have as much as now, or more.") % {"hours": hours})
    elif option.break_even_hours is not None:
        said.append(_("No number of hours up to 45 a week at this pay would leave you with less than now."))
    elif any(worse.than == "now" for worse in option.worse_hours):
        said.append(_("At this pay, some weeks of up to 45 hours would leave you with less than now."))
    said += [_worse(worse, formats) for worse in option.worse_hours]
    if least := compare.worth_least(option):
        at, kept = formats.hours(least[0]), least[1]
        if kept < 0:
            said.append(_("Beyond %(hours)s one more hour would leave you with less.") % {"hours": at})
        else:
            given = {"hours": at, "kept": formats.pence_of_a_pound(kept)}
            said.append(
                _("One more hour is worth least at %(hours)s: about %(kept)s of each pound of it is kept.") % given
            )
    return said


def _worse(worse: WorseHours, formats: Formats) -> str:
    """A range of hours that leaves less money, and what it is compared with."""
    number = formats.number
    given = {
        "hours": _("%(from)s to %(to)s hours") % {"from": number(worse.from_), "to": number(worse.to)}
        if worse.from_ != worse.to
        else formats.hours(worse.to),
        "loss": formats.whole_pounds(worse.loss_per_month),
        "best": formats.hours(worse.best_hours or 0),
    }
    if worse.from_ != worse.to:
        given["loss"] = _("up to %(loss)s") % given
    if worse.than == "now":
        return _("%(hours)s a week would leave you with %(loss)s a month less than now.") % given
    if not worse.best_hours:
        return _("%(hours)s a week would leave you with %(loss)s a month less than no hours.") % given
    return _("%(hours)s a week would leave you with %(loss)s a month less than %(best)s.") % given


def limits(option: OptionResult, formats: Formats) -> list[tuple[str, str]]:
    """What is kept up to so many hours a week, each with those hours and the pay for them."""
    return [
        (
            _(limit.title),
            _("up to %(hours)s a week at this pay (%(pay)s a week)")
            % {"hours": formats.hours(limit.hours), "pay": formats.pounds(limit.pay_per_week)},
        )
        for limit in option.limits
    ]
