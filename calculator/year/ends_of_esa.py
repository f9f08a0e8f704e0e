"""The days on which work ends New Style ESA that was paid for long enough: help with rent and council tax then goes on for some weeks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

from calculator.month.run import Run
from calculator.year.dates import DAY, WEEK
from calculator.year.employments import Course
from calculator.year.ledger import Ledger


def ends_of_esa(ledger: Ledger, course: Course, run_on: Callable[[dt.date], Run]) -> Iterator[dt.date]:
    """Each day from which work leaves an adult without New Style ESA. The ESA was paid for 26 weeks, and the work is to last for five.

    `run_on` gives the typical month of a day. Law: HB Regs 2006 reg 73; the schemes for council tax have the same conditions.
    """
    for turn in course.turns:
        before, since = run_on(turn - DAY), run_on(turn)
        adults = range(min(len(run.situation.case.adults) for run in (before, since)))
        if any(_ended(ledger, adult, before, since) and _long_enough(ledger, course, adult, turn) for adult in adults):
            yield turn


def _ended(ledger: Ledger, adult: int, before: Run, since: Run) -> bool:
    award = ledger.rules.plan.by_day["adult.esa"]
    ended = before.values[award][adult] > 0 and not since.values[award][adult] > 0
    return ended and not since.values["esa.permitted_work_kept"][adult]


def _long_enough(ledger: Ledger, course: Course, adult: int, turn: dt.date) -> bool:
    """Whether New Style ESA was paid for long enough before a day, and the work that ends it is to last for long enough."""
    stretches, case = ledger.stretches, ledger.case
    esa = stretches.on(course, turn - DAY).situation.case.adults[adult].new_style_esa
    starts = [gap.returns for gap in stretches.esa_gaps(course) if gap.adult == adult and gap.returns < turn]
    since = max(starts) if starts else esa.from_ if esa else None
    if since is None or turn - since < int(ledger.rules.content("extended_after_weeks", turn)) * WEEK:
        return False
    chosen = case.options[course.option] if course.option is not None else None
    ends = chosen.ends if chosen and chosen.adult == adult + 1 else None
    return ends is None or ends + DAY - turn >= int(ledger.rules.content("extended_work_weeks", turn)) * WEEK
