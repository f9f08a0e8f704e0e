"""Two positions laid side by side, in the order of a Universal Credit statement and then the rest.

Pure functions on a Result: every difference that a page or a print shows is worked out here. What comes in counts
above nothing, what goes out below, so that a change above nothing always means more money left.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from calculator.contract.result import Confidence, Line, OptionResult, Position, Result

ZERO = Decimal(0)
Range = tuple[Decimal, Decimal]

# The statement's own order: what it is made of, then what is taken off. The id is the field and, after
# "universal_credit.", the rule.
MADE_OF = (
    "standard_allowance",
    "child_element",
    "disabled_child_addition",
    "housing_element",
    "lcw_element",
    "lcwra_element",
    "carer_element",
    "childcare_element",
    "transitional_element",
)
TAKEN_OFF = ("earned_income_deduction", "unearned_income_deduction", "benefit_cap_reduction")
ALWAYS_SHOWN = frozenset({"standard_allowance", "earned_income_deduction"})
# The answer left open that a part of the statement depends on, by the end of its pointer.
HANGS_ON = {"lcwra_element": "/lcwra_rate", "housing_element": "/brma"}
SURENESS: tuple[Confidence, ...] = ("settled", "depends", "ask")


@dataclass(slots=True)
class Row:
    """One line of both positions. `title` is None where the id says what it is; `ranges` are the least and the most of
    now and then, where they depend on something not known; `by_adult` is whose it is now and then, where it is somebody's."""

    id: str
    kind: Literal["line", "sum", "total"]
    now: Decimal
    then: Decimal
    title: str | None = None
    confidence: Confidence | None = None
    rule: str | None = None
    ranges: tuple[Range | None, Range | None] = (None, None)
    by_adult: tuple[list[Decimal], list[Decimal]] = field(default_factory=lambda: ([], []))

    @property
    def change(self) -> Decimal:
        return self.then - self.now

    @property
    def change_depends(self) -> bool:
        """Whether the change, too, depends on something not known: the ends of the ranges lie unequally far apart."""
        now, then = (
            between or (amount, amount) for between, amount in zip(self.ranges, (self.now, self.then), strict=True)
        )
        return len({_pence(then[end] - now[end]) for end in (0, 1)} | {_pence(self.change)}) > 1


@dataclass(slots=True)
class Group:
    id: Literal["universal_credit", "money_in", "money_out", "left"]
    rows: list[Row]


@dataclass(slots=True)
class Answer:
    """The three figures that a person is given: now, then and the difference a month. The difference is None where no figures can be given.

    `between` are the least and the most that the difference can be, by what is not known. `months` are the lowest and the highest month of
    the first year, and None unless the figures are averages of that year. `missing` are the lines without a figure.
    """

    now: Decimal
    then: Decimal
    change: Decimal | None
    between: Range | None
    months: Range | None = None
    missing: tuple[str, ...] = ()

    @property
    def direction(self) -> Literal["more", "less", "same"]:
        """Which way it goes in whole pounds."""
        if self.change is None or abs(self.change) < Decimal("0.5"):
            return "same"
        return "more" if self.change > 0 else "less"

    @property
    def show_pence(self) -> bool:
        """Whether the three figures, each in whole pounds, would not add up."""
        return self.change is not None and _whole(self.then) - _whole(self.now) != _whole(self.change)

    @property
    def either_way(self) -> bool:
        """Whether it may be more or may be less, by what is left open."""
        return self.between is not None and self.between[0] < 0 < self.between[1]

    @property
    def as_range(self) -> Range | None:
        """The range to give in place of one figure: if the answer may be more or less, or if a line is missing in it."""
        return self.between if self.either_way or self.missing else None

    @property
    def by_year(self) -> bool:
        """Whether the figures are averages of the first year, because its months are not alike."""
        return self.months is not None


def answer(result: Result, option: OptionResult) -> Answer:
    """The figures that stand for an option on every page and print. Nothing else decides which they are.

    They are those of a typical month, or the averages of the first year if its ordinary months are not alike.
    """
    before, after, uneven = compared_with(result), option.position, option.uneven_months
    missing = tuple(dict.fromkeys([*before.missing, *after.missing]))
    if uneven is not None:
        return Answer(
            uneven.left_over_now,
            uneven.left_over_then,
            uneven.change_per_month,
            uneven.change_range,
            (uneven.lowest, uneven.highest),
            missing,
        )
    return Answer(
        before.left_over_before_debts,
        after.left_over_before_debts,
        option.change_per_month,
        option.change_range,
        missing=missing,
    )


def compared_with(result: Result) -> Position:
    """The position that options are set against: now, or the option the case names."""
    name = result.case.get("compare_with", "now")
    return next((each.position for each in result.options if each.name == name and name != "now"), result.now)


def groups(before: Position, after: Position) -> list[Group]:
    """Every line of both positions, grouped as a page shows them."""
    made = [
        Group("universal_credit", _statement(before, after)),
        Group("money_in", _money_in(before, after)),
        Group("money_out", _lines(before, after, {"cost": -1})),
        Group("left", _left(before, after)),
    ]
    return [group for group in made if group.rows]


def kept(before: Position, after: Position) -> list[Row]:
    """The benefits, and the parts of Universal Credit, that a person has now and would have unchanged. PIP, which most
    people ask about, comes first."""
    parts = _parts(before, after, ("lcw_element", "lcwra_element", "housing_element", "carer_element"), 1)
    lines = [row for row in _lines(before, after, {"benefit": 1}) if row.id != "universal_credit"]
    found = [row for row in (*parts, *lines) if row.then and not row.change]
    return sorted(found, key=lambda row: row.id != "pip")


def in_short(before: Position, after: Position) -> list[Row]:
    """The few rows whose changes make up the whole change: take-home pay, Universal Credit, other benefits, costs."""
    pay = _lines(before, after, {"pay": 1})
    taken = _lines(before, after, {"deduction": -1})
    now, then = sum((row.now for row in pay + taken), ZERO), sum((row.then for row in pay + taken), ZERO)
    first = [Row("take_home_pay", "sum", now, then)] if taken else pay
    rest = _lines(before, after, {"benefit": 1}) + _lines(before, after, {"cost": -1})
    return [row for row in (*first, *rest) if row.change]


def costs(after: Position) -> list[Line]:
    return [line for line in after.lines if line.kind == "cost"]


def universal_credit_change(before: Position, after: Position) -> Decimal:
    return after.universal_credit.award - before.universal_credit.award


def _statement(before: Position, after: Position) -> list[Row]:
    now, then = before.universal_credit, after.universal_credit
    if not now.award and not then.award:
        return []  # a statement that comes to nothing both times is one line
    rows = _parts(before, after, MADE_OF, 1)
    most = _signed_range(before, "maximum_amount", 1), _signed_range(after, "maximum_amount", 1)
    rows.append(Row("maximum_amount", "sum", now.maximum_amount, then.maximum_amount, ranges=most))
    rows += _parts(before, after, TAKEN_OFF, -1)
    award = next((row for row in _lines(before, after, {"benefit": 1}) if row.id == "universal_credit"), None)
    rows.append(
        Row(
            "award",
            "sum",
            now.award,
            then.award,
            None,
            award.confidence if award else "settled",
            "universal_credit.award",
            award.ranges if award else (None, None),
        )
    )
    if now.deductions or then.deductions:
        rows += _parts(before, after, ("deductions",), -1)
        paid = _signed_range(before, "paid", 1), _signed_range(after, "paid", 1)
        rows.append(Row("paid", "sum", now.paid, then.paid, ranges=paid))
    return rows


def _parts(before: Position, after: Position, fields: Iterable[str], sign: int) -> list[Row]:
    rows = []
    for part in fields:
        now = getattr(before.universal_credit, part) * sign
        then = getattr(after.universal_credit, part) * sign
        ranges = _signed_range(before, part, sign), _signed_range(after, part, sign)
        if now or then or any(ranges) or part in ALWAYS_SHOWN:
            sure: Confidence = "depends" if any(ranges) else "settled"
            rows.append(Row(part, "line", now, then, None, sure, f"universal_credit.{part}", ranges))
    return rows


def _signed_range(position: Position, part: str, sign: int) -> Range | None:
    """The least and the most of a part of the statement, as it counts; None if it depends on nothing."""
    found = (position.universal_credit.ranges or {}).get(part)
    if found is None or sign > 0:
        return found
    return -found[1], -found[0]


def _money_in(before: Position, after: Position) -> list[Row]:
    """Pay, what is taken off it, what is left of it, and then each benefit besides Universal Credit."""
    pay = _lines(before, after, {"pay": 1})
    taken = _lines(before, after, {"deduction": -1})
    rows = pay + taken
    if rows:
        now, then = sum((row.now for row in rows), ZERO), sum((row.then for row in rows), ZERO)
        rows.append(Row("take_home_pay", "sum", now, then))
    statement_shown = bool(_statement(before, after))
    benefits = _lines(before, after, {"benefit": 1})
    return rows + [row for row in benefits if row.id != "universal_credit" or not statement_shown]


def _left(before: Position, after: Position) -> list[Row]:
    now, then = before.left_over_before_debts, after.left_over_before_debts
    ranges = (before.left_over_range, after.left_over_range)
    debts = _lines(before, after, {"debt": -1})
    if not debts:
        return [Row("left_over", "total", now, then, ranges=ranges)]
    return [
        Row("left_over_before_debts", "sum", now, then, ranges=ranges),
        *debts,
        Row("left_over", "total", before.left_over, after.left_over, ranges=(_less_debts(before), _less_debts(after))),
    ]


def _less_debts(position: Position) -> Range | None:
    """The least and the most that is left over after debts, if the debts themselves are settled."""
    if position.left_over_range is None or any(line.range for line in position.lines if line.kind == "debt"):
        return None
    debts = position.left_over_before_debts - position.left_over
    low, high = position.left_over_range
    return low - debts, high - debts


def _lines(before: Position, after: Position, signs: dict[str, int]) -> list[Row]:
    """The lines of these kinds that either position has, in the order they stand in."""
    now = {line.id: line for line in before.lines if line.kind in signs}
    then = {line.id: line for line in after.lines if line.kind in signs}
    rows = []
    for name, line in {**now, **then}.items():
        sign = signs[line.kind]
        was, would_be = now.get(name), then.get(name)
        rows.append(
            Row(
                name,
                "line",
                was.per_month * sign if was else ZERO,
                would_be.per_month * sign if would_be else ZERO,
                line.title,
                _sureness(each for each in (was, would_be) if each),
                line.rule,
                (_range(was, sign), _range(would_be, sign)),
                (was.by_adult if was else [], would_be.by_adult if would_be else []),
            )
        )
    return rows


def _sureness(lines: Iterable[Line]) -> Confidence:
    return max((line.confidence for line in lines), key=SURENESS.index, default="settled")


def _range(line: Line | None, sign: int) -> Range | None:
    if line is None or line.range is None:
        return None
    low, high = line.range
    return (low, high) if sign > 0 else (-high, -low)


def _pence(amount: Decimal) -> Decimal:
    return amount.quantize(Decimal("0.01"), ROUND_HALF_UP)


def award_range(position: Position) -> Range | None:
    """The least and the most of the Universal Credit of a position; None if it is settled."""
    return next((_range(line, 1) for line in position.lines if line.id == "universal_credit"), None)


def addends(shown: Iterable[Group], total: Row) -> list[Row]:
    """The lines that a sum or a total adds up, as they are shown above it. Empty if they do not make it in both positions."""
    above: list[Row] = []
    for group in shown:
        if total in group.rows:
            beside = group.rows[: group.rows.index(total)]
            made = beside[_place(beside, "award") :] if beside else above
            now, then = sum((each.now for each in made), ZERO), sum((each.then for each in made), ZERO)
            right = (_pence(now), _pence(then)) == (_pence(total.now), _pence(total.then))
            return made if right and len(made) > 1 else []
        if group.id == "universal_credit":
            above += [row for row in group.rows if row.id == "award"]
        else:
            above += group.rows[_place(group.rows, "take_home_pay") :]
    return []


def _place(rows: list[Row], name: str) -> int:
    """The place of a row that adds up those before it; the first place if there is none."""
    return next((place for place, row in enumerate(rows) if row.id == name), 0)


def _whole(amount: Decimal) -> Decimal:
    return amount.quantize(Decimal(1), ROUND_HALF_UP)


def worth_least(option: OptionResult) -> tuple[int, Decimal] | None:
    """The hours a week at which one more hour is worth least, and what is kept of its pay; None where all are worth the same."""
    if option.hours is None:
        return None
    kept = {
        point.hours: point.kept_of_next_pound
        for point in option.hours.points[1:-1]
        if point.kept_of_next_pound is not None
    }
    if len(set(kept.values())) < 2:
        return None
    least = min(kept, key=lambda hours: (kept[hours], hours))
    return least, kept[least]
