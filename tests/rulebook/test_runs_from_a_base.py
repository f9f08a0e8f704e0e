"""A run that starts from another run gives what a whole run gives, whichever inputs differ."""

import datetime as dt
from typing import Any

from hypothesis import event, given
from hypothesis import strategies as st
from loaded import CALCULATOR
from strategies import cases, tries

from calculator.contract.reading import read_case
from calculator.month.situation import now
from calculator.rulebook import Rule
from calculator.rulebook.language.model import CLOCKS

Json = dict[str, Any]
NUMBERS = st.decimals(min_value=0, max_value=2000, places=2)


@st.composite
def other_value(draw: Any, rule: Rule, value: Any) -> Any:
    """Another value of an input, for each entity if it has one for each."""
    if isinstance(value, list):
        return [draw(other_value(rule, each)) for each in value]
    if rule.value_type == "bool":
        return not value
    if rule.value_type == "choice":
        return draw(st.integers(0, len(rule.choices) - 1))
    if rule.value_type == "date":
        return value + draw(st.integers(-400, 400))
    return draw(NUMBERS)


@tries(25)
@given(cases(), st.data())
def test_a_run_from_a_base_equals_a_whole_run(case: Json, data: Any) -> None:
    rules = CALCULATOR.book.rules.rules
    base = CALCULATOR.run(now(read_case(case)))
    names = sorted(name for name in base.values.program.inputs if name.partition(".")[0] != "clock")
    inputs = dict(base.values.inputs)
    for name in data.draw(st.lists(st.sampled_from(names), min_size=1, max_size=6, unique=True)):
        inputs[name] = data.draw(other_value(rules[name], inputs[name]))
    for name in data.draw(st.lists(st.sampled_from(names), max_size=3, unique=True)):
        known = inputs["?" + name]
        inputs["?" + name] = [not each for each in known] if isinstance(known, list) else not known
    dates, structure = base.values.dates, base.inputs.structure
    engine = CALCULATOR.engine
    whole = engine.run(dates, inputs, structure)
    assert engine.run(dates, inputs, structure, base=base.values).results == whole.results
    event("a value differs" if whole.results != base.values.results else "no value differs")


@tries(25)
@given(cases(), st.dates(CALCULATOR.first, CALCULATOR.last))
def test_a_run_from_a_base_on_another_day_equals_a_whole_run(case: Json, day: dt.date) -> None:
    base = CALCULATOR.run(now(read_case(case)))
    dates, inputs = dict.fromkeys(CLOCKS, day.toordinal()), dict(base.values.inputs)
    for clock in CLOCKS:
        inputs[f"clock.{clock}"] = day.toordinal()
    structure, engine = base.inputs.structure, CALCULATOR.engine
    whole = engine.run(dates, inputs, structure)
    assert engine.run(dates, inputs, structure, base=base.values).results == whole.results
    event("the same rules with other amounts" if whole.program is base.values.program else "other rules")


def test_a_base_of_another_day_or_household_is_not_used() -> None:
    single: Json = {"date": "2026-11-23", "adults": [{"age": 40}], "options": []}
    earlier, couple = {**single, "date": "2025-11-23"}, {**single, "adults": [{"age": 40}, {"age": 41}]}
    now_, before, two = (CALCULATOR.run(now(read_case(case))) for case in (single, earlier, couple))
    for base in (before, two):
        again = CALCULATOR.engine.run(now_.values.dates, now_.values.inputs, now_.inputs.structure, base=base.values)
        assert again.results == now_.values.results
