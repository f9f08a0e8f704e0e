"""What an award would be for each likely cause of a difference, for checks of a statement against the rules."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal

from calculator.month.inputs import ZERO
from calculator.rulebook import Values


def award_causes(
    values: Values,
    expected: Decimal,
    received: Decimal,
    tables: tuple[Mapping[str, Decimal], Mapping[str, Decimal]],
    without_pay: Callable[[], Decimal],
) -> Iterator[tuple[str, Decimal]]:
    """Names of causes, the likeliest first, each with the award that it would lead to.

    values: those of the rules for the period. expected: the award. received: the pay that was counted. tables: the work allowances, and the
    rates of the extra money for health. without_pay: gives the award with no pay counted.
    """
    allowances, rates = tables
    allowance: Decimal = values["universal_credit.work_allowance"]
    rate: Decimal = values["universal_credit.taper_rate"]
    housing: Decimal = values["universal_credit.housing_element"]
    health: Decimal = values["universal_credit.lcwra_element"]

    def kept(other: Decimal) -> Decimal:
        """What another work allowance would change."""
        return rate * (min(other, received) - min(allowance, received))

    yield "agrees", expected
    yield "no_work_allowance", expected + kept(ZERO)
    if allowance:
        yield from (("other_work_allowance", expected + kept(other)) for other in allowances.values())
    yield "pay_not_counted", without_pay()
    if health:
        yield "no_health", expected - health
        yield from (("other_health_rate", expected - health + other) for other in rates.values())
    if housing:
        yield "no_housing", expected - housing
        yield "no_housing", expected - housing + (kept(allowances["higher"]) if allowance else ZERO)
    yield "after_deductions", expected - values["universal_credit.deductions"]
