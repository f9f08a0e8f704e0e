"""Reading one line that a person types, such as `14/12/2026 22.5 hours 3 days 1423.50 a month`, as a part of a case.

The words come from choices.yaml and its translations, and those of every language are understood on every page. A line that
cannot be read comes back as it was typed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from calculator.i18n.language import said_in_any
from calculator.i18n.numbers import as_number
from calculator.web.form.choices import TYPED_MONEY, TYPED_PERIODS, TYPED_WORDS
from calculator.web.form.pointers import Data
from calculator.web.form.typed import as_date
from calculator.web.language import later

# A number includes its commas: `381,30` is never 381 and 30. Quantifiers are possessive (`++`, `?+`) and groups of words are
# atomic, so that a line that does not fit is given up at once.
_NUMBER = r"£?+ ?+(?<![0-9.,])([0-9]++(?:[.,][0-9]++)*+)(?![0-9])"
_DATE = r"([0-9]{1,2}+\w{0,3}+[\s/.-]++\w++[\s/.-]++[0-9]{4}|[^\s,:]++)"
FIRST_MONTH = later("first month paid")


@dataclass(frozen=True, slots=True)
class Patterns:
    """The patterns of all kinds of line, with the words of every language in them."""

    dated_pay: re.Pattern[str]
    step: re.Pattern[str]
    contract_pay: re.Pattern[str]
    childcare: re.Pattern[str]
    of_childcare: dict[str, re.Pattern[str]]
    one_off: re.Pattern[str]
    profit: re.Pattern[str]

    def every(self) -> list[re.Pattern[str]]:
        """All of them."""
        return [
            self.dated_pay,
            self.step,
            self.contract_pay,
            self.childcare,
            *self.of_childcare.values(),
            self.one_off,
            self.profit,
        ]


def _forms(listed: str) -> set[str]:
    """All forms of a list of words, in every language and in small letters."""
    return {form.strip().lower() for words in said_in_any(listed) for form in words.split("|")}


def _any_of(forms: Iterable[str]) -> str:
    """A pattern for one of these words. The longest is tried first, because a group that has matched is not tried again."""
    return f"(?>{'|'.join(sorted(map(re.escape, forms), key=lambda form: (-len(form), form)))})"


@cache
def patterns() -> Patterns:
    """The patterns, made on first use, because the translations are read for them."""
    words = {name: _any_of(_forms(listed)) for name, listed in TYPED_WORDS.items()}
    periods = _any_of(form for listed in TYPED_PERIODS.values() for form in _forms(listed))
    money = _any_of(form for listed in TYPED_MONEY.values() for form in _forms(listed))
    per = rf"{words['each']} ({periods})\b"

    def pattern(text: str) -> re.Pattern[str]:
        return re.compile(text, re.IGNORECASE)

    return Patterns(
        # There is a space between two numbers. A comma without one belongs to the number.
        dated_pay=pattern(rf"{_DATE}[ ,:]++{_NUMBER}(?:,?+ {_NUMBER}(?: ?{words['hours']})?+)?+"),
        # The days are left out if possible, because a second number with a period after it is pay.
        step=pattern(
            rf"{_DATE}[ ,:]++{_NUMBER}(?: ?{words['hours']})?+(?:,?+ {_NUMBER}(?: ?{words['days']})?+)??(?:,?+ {_NUMBER} {per})?+"
        ),
        contract_pay=pattern(rf"{_NUMBER} {per}[ ,]++{words['until']} {_DATE}"),
        childcare=pattern(rf"{_NUMBER} {per}"),
        of_childcare={
            "child": pattern(rf"{words['child']} ([0-9]++)(?![.,][0-9])"),
            "days_per_week": pattern(rf"{_NUMBER} {words['days']}\b"),
            "weeks_per_year": pattern(rf"{_NUMBER} {words['weeks']}\b"),
        },
        profit=pattern(r"(\w++)[\s/.-]++([0-9]{4})[ ,:]++(-?+ ?+£?+ ?+[0-9][0-9., ]*+)"),
        one_off=pattern(
            rf"{_DATE}[ ,:]++{_NUMBER} ({money})(?:,?+ {_NUMBER} {words['weeks']})?+(,?+ {words['partner']})?+(?: ?: ?(.++))?+"
        ),
    )


def _period(word: str) -> str:
    return next(period for period, listed in TYPED_PERIODS.items() if word.lower() in _forms(listed))


def read_dated_pay(line: str) -> Data | str:
    """Read `12/2/2027 381.30 30 hours`: the pay of one payday."""
    found = patterns().dated_pay.fullmatch(line)
    if not found:
        return line
    day, gross, hours = found.groups()
    return {"date": as_date(day), "gross": as_number(gross), **({"hours": as_number(hours)} if hours else {})}


def read_step(line: str) -> Data | str:
    """Read `14/12/2026 22.5 hours 3 days 1423.50 a month`: hours that change on a day, and the pay if it changes too."""
    found = patterns().step.fullmatch(line)
    if not found:
        return line
    day, hours, days, amount, per = found.groups()
    made: Data = {"from": as_date(day), "hours_per_week": as_number(hours)}
    if days:
        made["days_per_week"] = as_number(days)
    if amount:
        made["pay"] = {"amount": as_number(amount), "per": _period(per)}
    return made


def read_contract_pay(line: str) -> Data | str:
    """Read `300 a week until 1/3/2027`: what an employer pays during sickness, and until when."""
    found = patterns().contract_pay.fullmatch(line)
    if not found:
        return line
    amount, per, day = found.groups()
    return {"amount": as_number(amount), "per": _period(per), "until": as_date(day)}


def read_childcare(line: str) -> Data | str:
    """Read `child 2, 62 a day, 3 days, 52 weeks, first month paid`: the childcare of one child."""
    money = patterns().childcare.search(line)
    if not money:
        return line
    made: Data = {"amount": as_number(money[1]), "per": _period(money[2])}
    for name, pattern in patterns().of_childcare.items():
        if found := pattern.search(line):
            made[name] = as_number(found[1])
    if any(words.lower() in line.lower() for words in said_in_any(FIRST_MONTH)):
        made["first_month_paid_by_jobcentre"] = True
    return made


def read_one_off(line: str) -> Data | str:
    """Read `20/1/2027 520 bonus, 52 weeks, my partner: For 2026`: money that comes once."""
    found = patterns().one_off.fullmatch(line)
    if not found:
        return line
    day, amount, kind, weeks, partner, name = found.groups()
    kinds = (each for each, listed in TYPED_MONEY.items() if kind.lower() in _forms(listed))
    made: Data = {"date": as_date(day), "amount": as_number(amount), "kind": next(kinds)}
    if weeks:
        made["weeks"] = as_number(weeks)
    if partner:
        made["adult"] = 2
    return {**made, "name": name} if name else made


def read_profit(line: str) -> Data | str:
    """Read `1/2027 -120` or `January 2027 1,150`: the profit or loss of a month."""
    found = patterns().profit.fullmatch(line)
    if not found:
        return line
    month, year, amount = found.groups()
    return {"month": as_date(f"1/{month}/{year}").removesuffix("-01"), "amount": as_number(amount)}
