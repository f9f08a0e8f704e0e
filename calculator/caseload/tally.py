"""Adds up a caseload, household by household. What it keeps does not grow with the caseload, except for three numbers a household of a reform."""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from calculator.caseload.assess import Assessed, Verdict
from calculator.caseload.finances import added, none
from calculator.caseload.groups import GROUPS
from calculator.caseload.many import Outcome
from calculator.caseload.reform import Compared, Effect, effect_of
from calculator.caseload.source import Counselling
from calculator.contract.result import PublicFinances

ZERO = Decimal(0)
VERDICTS: tuple[Verdict, ...] = ("better", "same", "worse", "open")
EFFECTS: tuple[Effect, ...] = ("gains", "same", "loses")
# The upper ends of the bands of rates, in percent. A rate above 100% is a loss.
BANDS = (0, 20, 40, 60, 70, 80, 100)


@dataclass(slots=True)
class PublicSums:
    """Public money of some households together."""

    households: int = 0
    public: PublicFinances = field(default_factory=none)

    def add(self, money: PublicFinances) -> None:
        """Count one household."""
        self.households += 1
        self.public = added([self.public, money])


@dataclass(slots=True)
class Falls:
    """The cliffs behind which one rule is."""

    households: int = 0
    loss: Decimal = ZERO
    hours: Decimal = ZERO
    line: str = ""


@dataclass(slots=True)
class Effects:
    """What other rules do to some households: how many gain and lose, and what it comes to in pounds a month."""

    counts: Counter[Effect] = field(default_factory=Counter)
    gain: Decimal = ZERO
    public: Decimal = ZERO

    @property
    def households(self) -> int:
        return self.counts.total()

    def add(self, effect: Effect, gain: Decimal, public: Decimal) -> None:
        """Count one household."""
        self.counts[effect] += 1
        self.gain += gain
        self.public += public


class CaseloadTally:
    """The sums of a caseload. main: the hours at which groups are compared."""

    def __init__(self, hours: Sequence[int], main: int) -> None:
        self.hours, self.main = tuple(hours), main
        self.rows = self.households = self.refused = self.without_hours = 0
        self.verdicts: dict[int, Counter[Verdict]] = {each: Counter() for each in hours}
        self.changes: dict[int, Decimal] = dict.fromkeys(hours, ZERO)
        self.by_group: dict[str, dict[str, Counter[Verdict]]] = {name: defaultdict(Counter) for name in GROUPS}
        self.money: dict[int, PublicSums] = {each: PublicSums() for each in hours}
        self.by_council: dict[str, PublicSums] = defaultdict(PublicSums)
        self.cliffs: dict[str, Falls] = defaultdict(Falls)
        self.marginal: dict[int, Counter[int]] = {each: Counter() for each in hours}
        self.participation: dict[int, Counter[int]] = {each: Counter() for each in hours}
        self.councils_missing: Counter[str] = Counter()
        self.counselling = Counselling()
        self.effects = Effects()
        self.effects_by_group: dict[str, dict[str, Effects]] = {name: defaultdict(Effects) for name in GROUPS}
        self.public_change = none()
        self.marginal_after: dict[int, Counter[int]] = {each: Counter() for each in hours}
        self.participation_after: dict[int, Counter[int]] = {each: Counter() for each in hours}
        self._incomes, self._gains, self._costs = array("d"), array("d"), array("d")

    def add_all(self, outcomes: Iterable[Outcome]) -> CaseloadTally:
        """Count every outcome."""
        for outcome in outcomes:
            self.add(outcome)
        return self

    def add(self, outcome: Outcome) -> None:
        """Count one row of the caseload."""
        self.rows += 1
        self.counselling.add(outcome.row.steps)
        if outcome.household is None:
            self.refused += bool(outcome.problems)
            return
        self._add_household(outcome.household)
        if outcome.compared is not None:
            self._add_compared(outcome.compared)

    def _add_household(self, household: Assessed) -> None:
        self.households += 1
        if "council_tax_reduction" in household.missing:
            self.councils_missing[household.groups.council] += 1
        if not household.hours:
            self.without_hours += 1
            return
        for at in household.hours:
            self.verdicts[at.hours][at.verdict] += 1
            self.changes[at.hours] += at.change
            self.money[at.hours].add(at.public)
        _add_rates(household, self.marginal, self.participation)
        main = household.at(self.main)
        assert main is not None
        for name in GROUPS:
            self.by_group[name][getattr(household.groups, name)][main.verdict] += 1
        self.by_council[household.groups.council].add(main.public)
        if cliff := household.cliff:
            falls = self.cliffs[cliff.rule]
            falls.households += 1
            falls.loss += cliff.loss
            falls.hours += cliff.hours
            falls.line = cliff.line

    def _add_compared(self, found: Compared) -> None:
        cost = -found.public.total
        self.effects.add(found.effect, found.gain, cost)
        self.public_change = added([self.public_change, found.public])
        for name in GROUPS:
            self.effects_by_group[name][getattr(found.before.groups, name)].add(found.effect, found.gain, cost)
        _add_rates(found.after, self.marginal_after, self.participation_after)
        self._incomes.append(float(found.before.income / found.before.groups.size))
        self._gains.append(float(found.gain))
        self._costs.append(float(cost))

    def tenths(self) -> list[Effects]:
        """What other rules do to each tenth of the caseload by income, from the lowest. Income is made comparable by the size of the household."""
        order = sorted(range(len(self._incomes)), key=self._incomes.__getitem__)
        found = [Effects() for _ in range(10)]
        for place, number in enumerate(order):
            gain = Decimal(repr(round(self._gains[number], 2)))
            cost = Decimal(repr(round(self._costs[number], 2)))
            found[place * 10 // len(order)].add(effect_of(gain), gain, cost)
        return found


def _add_rates(household: Assessed, marginal: dict[int, Counter[int]], participation: dict[int, Counter[int]]) -> None:
    for at in household.hours:
        marginal[at.hours][band_of(at.marginal)] += 1
        if at.participation is not None:
            participation[at.hours][band_of(at.participation)] += 1


def band_of(rate: float) -> int:
    """The place of the band that a rate falls into."""
    percent = round(rate * 100, 4)
    return next((place for place, upto in enumerate(BANDS) if percent <= upto), len(BANDS))
