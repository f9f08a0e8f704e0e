"""What a council's scheme gives a few typical households, from no hours of work to full time.

The table is for authors of schemes to check, and for the tests. It contains no law: it works out ordinary cases.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from decimal import Decimal

from calculator.calculator import Calculator
from calculator.contract.case import Case
from calculator.contract.reading import read_case
from calculator.contract.values import MOST_OPTIONS
from calculator.councils.council import Council
from calculator.month.situation import now, option

BILL = 1400
LINE = "council_tax_reduction"

HOURS = range(41)
_LCWRA = {"age": 40, "uc_health": "lcwra", "lcwra_rate": "protected"}
_ESA = {"age": 40, "new_style_esa": {"group": "support"}}
HOUSEHOLDS: dict[str, dict[str, object]] = {
    "single": {"adults": [{"age": 40}]},
    "single, LCWRA": {"adults": [_LCWRA]},
    "LCWRA and PIP": {"adults": [{**_LCWRA, "pip_daily_living": "standard"}]},
    "one parent, child 3": {"adults": [{"age": 40}], "children": [{"age": 3}]},
    "couple, children 4, 9": {"adults": [{"age": 40}, {"age": 38}], "children": [{"age": 4}, {"age": 9}]},
    "ESA, no UC": {"adults": [_ESA], "claims": {"universal_credit": False}},
}


def pay(calculator: Calculator, day: dt.date) -> Decimal:
    """The National Living Wage on a day."""
    rule = calculator.book.rules.rules["minimum_wage.rate_21"]
    wage: Decimal = rule.versions[rule.version_at(day.toordinal())].content
    return wage


def table(
    calculator: Calculator, council: Council, day: dt.date, hours: Sequence[int] = HOURS
) -> dict[str, list[Decimal | None]]:
    """For each household, the reduction a month at each number of hours; None if the scheme does not cover the household."""
    wage = pay(calculator, day)
    return {
        name: [
            reduction
            for start in range(0, len(hours), MOST_OPTIONS)
            for reduction in _reductions(
                calculator, _case(council, day, facts, wage, hours[start : start + MOST_OPTIONS])
            )
        ]
        for name, facts in HOUSEHOLDS.items()
    }


def _case(council: Council, day: dt.date, facts: dict[str, object], wage: Decimal, hours: Sequence[int]) -> Case:
    pay_an_hour = {"amount": float(wage), "per": "hour"}
    return read_case(
        {
            "date": day.isoformat(),
            "nation": council.nation,
            "council": council.code,
            "home": {
                "tenure": "social",
                "rent": {"amount": 450, "per": "month"},
                "bedrooms": 2 if "children" in facts else 1,
                "council_tax": {"amount": BILL, "per": "year"},
            },
            "options": [
                {"name": str(each), "job": {"hours_per_week": each, "pay": pay_an_hour} if each else None}
                for each in hours
            ],
            **facts,
        }
    )


def _reductions(calculator: Calculator, case: Case) -> Iterator[Decimal | None]:
    before = calculator.run(now(case))
    for number in range(len(case.options)):
        run = calculator.run(option(case, number), before)
        missing = any(LINE in notice.missing for notice, _ in run.showing("notice"))
        yield None if missing else next((line.per_month for line in run.lines() if line.id == LINE), Decimal(0))
