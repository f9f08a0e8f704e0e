"""The settings of a report, and how they are read from text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from calculator.caseload.assess import HOURS
from calculator.caseload.finances import Programme, WrongSetting
from calculator.caseload.suppress import LEAST
from calculator.month.hours import MOST_HOURS

MAIN = 16
MOST_COLUMNS = 10
WHOLE = re.compile(r"-?[0-9]{1,9}")
DECIMAL = re.compile(r"-?[0-9]{1,9}(\.[0-9]{1,6})?")


@dataclass(frozen=True, slots=True)
class Settings:
    """How a report is made. least: the smallest count that is shown. households: how many real ones the caseload stands for."""

    hours: tuple[int, ...] = HOURS
    main: int = MAIN
    least: int = LEAST
    programme: Programme = field(default_factory=Programme)
    households: int | None = None

    def __post_init__(self) -> None:
        if (
            not self.hours
            or any(not 1 <= each <= MOST_HOURS for each in self.hours)
            or len(set(self.hours)) < len(self.hours)
        ):
            raise WrongSetting("hours", f"must be different whole numbers from 1 to {MOST_HOURS}")
        if len(self.hours) > MOST_COLUMNS:
            raise WrongSetting("hours", f"must be at most {MOST_COLUMNS} numbers")
        if self.main not in self.hours:
            raise WrongSetting("main_hours", f"must be one of the hours: {', '.join(map(str, self.hours))}")
        if not 2 <= self.least <= 1000:
            raise WrongSetting("least", "must be from 2 to 1,000")
        if self.households is not None and not 1 <= self.households <= 100_000_000:
            raise WrongSetting("households", "must be from 1 to 100,000,000")


def read_settings(given: Mapping[str, str | None]) -> Settings:
    """The settings that are given as text, by name; what is not given is as usual. Raises WrongSetting."""
    hours = (
        tuple(
            int(each) for each in _parts(given, "hours", WHOLE, "whole numbers with commas between them, such as 8,16")
        )
        or HOURS
    )
    staying = tuple(
        map(Decimal, _parts(given, "staying", DECIMAL, "four shares with commas between them, such as 0.9,0.8,0.7,0.6"))
    )
    weeks = _number(given, "weeks", DECIMAL)
    programme = Programme(
        Decimal(_number(given, "cost", DECIMAL) or 0),
        Decimal(_number(given, "start", DECIMAL) or 1),
        Decimal(weeks) if weeks else None,
        staying,
    )
    main, least = _number(given, "main_hours", WHOLE), _number(given, "least", WHOLE)
    households = _number(given, "households", WHOLE)
    usual = MAIN if MAIN in hours else hours[0]
    return Settings(hours, int(main or usual), int(least or LEAST), programme, int(households) if households else None)


def _number(given: Mapping[str, str | None], name: str, form: re.Pattern[str]) -> str | None:
    text = given.get(name)
    if text is None:
        return None
    if not form.fullmatch(text):
        raise WrongSetting(name, "must be a whole number" if form is WHOLE else "must be a number")
    return text


def _parts(given: Mapping[str, str | None], name: str, form: re.Pattern[str], allowed: str) -> list[str]:
    text = given.get(name)
    parts = text.split(",") if text else []
    if not all(form.fullmatch(each.strip()) for each in parts):
        raise WrongSetting(name, f"must be {allowed}")
    return [each.strip() for each in parts]
