"""Days on which money moves: weekends and bank holidays, nation by nation."""

from __future__ import annotations

import datetime as dt
import functools

from calculator.contract.values import Nation

_PARTS = {"england": "ENG", "scotland": "SCT", "wales": "WLS"}
_SATURDAY = 5
_DAY = dt.timedelta(days=1)


@functools.cache
def _holidays(nation: Nation | None, year: int) -> frozenset[dt.date]:
    import holidays  # read on first use: a result without a timeline needs none of it

    return frozenset(holidays.country_holidays("GB", subdiv=_PARTS[nation or "england"], years=year))


def is_banking_day(day: dt.date, nation: Nation | None) -> bool:
    """Whether money can be paid into a bank on a day: no weekend, no bank holiday (England's where no nation is given)."""
    return day.weekday() < _SATURDAY and day not in _holidays(nation, day.year)


def paid_by(day: dt.date, nation: Nation | None) -> dt.date:
    """The day itself, or the last banking day before it: benefits and wages are moved back, not on."""
    while not is_banking_day(day, nation):
        day -= _DAY
    return day
