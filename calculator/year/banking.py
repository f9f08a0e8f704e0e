"""Days on which money moves. The United Kingdom's benefits and bank transfers keep England's bank holidays in every nation.

In Scotland only the holidays at the new year are kept besides: mygov.scot's payment dates move 2 January and England's Easter Monday and
late August holiday, but neither the first Monday in August nor St Andrew's Day.
"""

from __future__ import annotations

import datetime as dt
import functools

from calculator.contract.values import Nation

_SATURDAY = 5
_JANUARY = 1
_DAY = dt.timedelta(days=1)


@functools.cache
def _holidays(nation: Nation | None, year: int) -> frozenset[dt.date]:
    import holidays  # read on first use: a result without a timeline needs none of it

    days = set(holidays.country_holidays("GB", subdiv="ENG", years=year))
    if nation == "scotland":
        scottish = holidays.country_holidays("GB", subdiv="SCT", years=year)
        days |= {day for day in scottish if day.month == _JANUARY}
    return frozenset(days)


def is_banking_day(day: dt.date, nation: Nation | None) -> bool:
    """Whether money can be paid into a bank on a day: no weekend, and no bank holiday that payments keep in a nation."""
    return day.weekday() < _SATURDAY and day not in _holidays(nation, day.year)


def paid_by(day: dt.date, nation: Nation | None) -> dt.date:
    """The day itself, or the last banking day before it: benefits and wages are moved back, not on."""
    while not is_banking_day(day, nation):
        day -= _DAY
    return day
