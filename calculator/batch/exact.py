"""The figures of one case at a time, in exact arithmetic.

Lines, totals, changes and rules come from one run of the rules for each position, with the usual answers to what is open. That is what
`calculate` shows in them. Ranges and limits need the whole result, which takes many runs.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from calculator.batch.figures import Figure
from calculator.calculator import Calculator
from calculator.contract import result as out
from calculator.contract.case import Case
from calculator.month.beside import set_beside
from calculator.month.inputs import AGES
from calculator.month.run import Run

Value = float | bool | str | None
RULE_PLACES = Decimal("0.000001")  # of the value of a rule, as in a working
PENNY = Decimal("0.01")


class OneByOne:
    """Answers cases one at a time. figures: what is asked for, in the order of the answers."""

    def __init__(self, calculator: Calculator, figures: Sequence[Figure]) -> None:
        self.calculator, self.figures = calculator, figures
        unsettled = any(figure.what in ("change", "finances") for figure in figures) and not change_is_settled(
            calculator
        )
        self.whole = unsettled or any(figure.what in ("range", "limit") for figure in figures)
        self.closely = sorted({figure.option or 0 for figure in figures if figure.what == "limit"})
        self.rules = tuple(dict.fromkeys(figure.of for figure in figures if figure.what == "rule"))

    def answer(self, case: Case) -> list[Value]:
        """The value of each figure; None where there is none. Raises CaseError with every problem if no figures can be given."""
        case = case.model_copy(update={"views": ()})
        runs = self.calculator.runs(case)
        if self.whole:
            found = self.calculator.calculate(case, [n for n in self.closely if n < len(case.options)])
            now, options = found.now, found.options
        else:
            now = runs[0].position(False)
            options = _options(case, runs, now)
        return [self._value(figure, runs, now, options) for figure in self.figures]

    def _value(
        self, figure: Figure, runs: Sequence[Run], now: out.Position, options: Sequence[out.OptionResult]
    ) -> Value:
        """One figure. There is none of an option that the case does not have, nor of a position without figures."""
        if figure.option is not None and figure.option >= len(options):
            return None
        run = runs[0] if figure.option is None else runs[figure.option + 1]
        option = None if figure.option is None else options[figure.option]
        position = option.position if option else now
        if option is not None and figure.of == "name":
            return option.name
        if figure.of == "complete":
            return position.complete
        if not run.figures_given():
            return None
        match figure.what:
            case "line":
                return _rounded(_line(position, figure.of))
            case "total":
                return _rounded(getattr(position, figure.of))
            case "rule":
                return self._rule(run, figure)
            case "range":
                return _rounded(_end(figure, position, option))
        assert option is not None
        if figure.what == "limit":
            return _limit(figure.of, option)
        if figure.what == "finances":
            return _finances(figure.of, option.public_finances)
        return _rounded(getattr(option, figure.of))

    def _rule(self, run: Run, figure: Figure) -> Value:
        """The value of a rule: the sum if it is a number for each of an entity, and whether any holds if it is true or false."""
        values, name = run.values, figure.of
        if name not in values.by_name and self.calculator.book.rules.rules[name].kind == "formula":
            values = self.calculator.engine.run(values.dates, values.inputs, values.structure, only=self.rules)
        value = values[name]
        if figure.holds == "text":
            choice: str = self.calculator.book.rules.rules[name].choices[value]
            return choice
        if figure.holds == "true or false":
            return any(value) if isinstance(value, list) else bool(value)
        return _rounded(sum(value, Decimal(0)) if isinstance(value, list) else Decimal(value), RULE_PLACES)


def change_is_settled(calculator: Calculator) -> bool:
    """Whether no answer to what is open decides if an option has a change at all.

    An option has no change if a line could be worth any amount, which a notice without `worth_up_to` says.
    """
    asked = {question.input for question in calculator.statement.open_questions} | {*AGES, *AGES.values()}
    unlimited = [n.when for n in calculator.book.rules.notices_of("notice") if n.missing and n.worth_up_to is None]
    return all(asked.isdisjoint(calculator.depends_on(name)) for name in unlimited)


def _options(case: Case, runs: Sequence[Run], now: out.Position) -> list[out.OptionResult]:
    """The options with their changes, as far as one run of each position gives them."""
    shown = [run.position(False) for run in runs[1:]]
    base_number = next((n for n, each in enumerate(case.options) if each.name == case.compare_with), None)
    base, base_shown = (runs[0], now) if base_number is None else (runs[base_number + 1], shown[base_number])
    found = []
    for option, run, position in zip(case.options, runs[1:], shown, strict=True):
        made = out.OptionResult(option.name, position, None)
        if run.figures_given() and not any(
            most is None for each in (run, base) for most, _ in each.missing_worth.values()
        ):
            set_beside(made, run, base, base_shown)
        found.append(made)
    return found


def _line(position: out.Position, name: str) -> Decimal:
    return next((line.per_month for line in position.lines if line.id == name), Decimal(0))


def _end(figure: Figure, position: out.Position, option: out.OptionResult | None) -> Decimal | None:
    """An end of a range. What is settled has one figure for both ends."""
    if figure.of == "left_over_range":
        ends, settled = position.left_over_range, position.left_over_before_debts
    elif figure.of == "change_range":
        assert option is not None
        if option.change_range is None and option.change_per_month is None:
            return None
        ends, settled = option.change_range, option.change_per_month or Decimal(0)
    else:
        name = figure.of.removesuffix(".range")
        line = next((line for line in position.lines if line.id == name), None)
        ends, settled = (line.range, line.per_month) if line else (None, Decimal(0))
    low, high = ends or (settled, settled)
    return low if figure.end == "low" else high


def _limit(of: str, option: out.OptionResult) -> Value:
    if of == "break_even_hours":
        return _rounded(option.break_even_hours)
    _, name, part = of.split(".")
    return next((_rounded(getattr(limit, part)) for limit in option.limits if limit.id == name), None)


def _finances(of: str, finances: out.PublicFinances | None) -> Value:
    if finances is None:
        return None
    body = of.removeprefix("by_body.")
    return _rounded(finances.by_body[body] if body != of else getattr(finances, of))


def _rounded(value: Decimal | None, to: Decimal = PENNY) -> float | None:
    return None if value is None else float(Decimal(value).quantize(to, ROUND_HALF_UP))
