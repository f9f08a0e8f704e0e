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
        if any(_long_enough(ledger, course, adult, turn) for adult in _ended(ledger, before, since)):
            yield turn


def work_ends_esa(ledger: Ledger, course: Course) -> Iterator[tuple[dt.date, int]]:
    """Each day from which work leaves an adult without New Style ESA, with the adult's place in the case. It can be the case's date."""
    households = ledger.rules.households(course.option)
    if not any(adult.new_style_esa for household in households for adult in household.case.adults):
        return
    before = ledger.rules.now
    for turn in (ledger.case.date, *course.turns):
        since = ledger.stretches.on(course, turn)
        yield from ((turn, adult) for adult in _ended(ledger, before, since))
        before = since


def _ended(ledger: Ledger, before: Run, since: Run) -> list[int]:
    """The adults who have New Style ESA before, and because of their work not since."""
    award = ledger.rules.plan.by_day["adult.esa"]
    return [
        adult
        for adult in range(min(len(run.situation.case.adults) for run in (before, since)))
        if before.values[award][adult] > 0
        and not since.values[award][adult] > 0
        and not since.values["esa.permitted_work_kept"][adult]
    ]


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
