"""Amendments: a reform, next year's rates or one council's scheme laid over the rules, and the fingerprint that tells."""

from pathlib import Path
from typing import Any

import pytest
from small_rules import book, figure, file, rule

from calculator.resources import folder
from calculator.rulebook import load
from calculator.rulebook.errors import RuleError
from calculator.rulebook.language.resolve import resolve
from calculator.rulebook.look.check import check
from calculator.rulebook.read.files import fingerprint_of

RULES = file(
    rule("amount", "GBP", values={"2024-04-08": 10, "2026-04-06": 20}),
    rule("keyed", "GBP", values={"2024-04-08": {"small": 1, "large": 2}}),
    rule("twice", "GBP", formula="2 * amount"),
    rule("rate", "ratio", formula={"2024-04-08": "amount / amount", "2026-04-06": "amount / (2 * amount)"}),
    rule("chosen", "GBP", choose=[{"when": "renting", "give": "amount"}, {"otherwise": "0"}]),
    prefix="test",
)
REFORM = '{law: "A made-up reform"}'


def amended(name: str, day: str, *reforms: str, **given: Any) -> Any:
    return figure(book(RULES, amendments=reforms), f"test.{name}", day, **given)


def reform(name: str, source: str = f"source: {REFORM}", **parts: Any) -> str:
    lines = [f"    {key}: {value}" for key, value in parts.items()]
    return "\n".join(["prefix: test", "rules:", f"  {name}:", f"    {source}", *lines])


def test_dated_values_are_added_and_replaced_by_day() -> None:
    over = reform("amount", values="{2026-04-06: 25, 2027-04-05: 30}")
    assert [amended("twice", day, over) for day in ("2025-01-01", "2026-04-06", "2027-04-05")] == [20, 50, 60]


def test_a_value_between_two_others_holds_until_the_next() -> None:
    over = reform("amount", values="{2025-04-07: 15}")
    assert [amended("twice", day, over) for day in ("2025-04-06", "2025-04-07", "2026-04-05", "2026-04-06")] == [
        20,
        30,
        30,
        40,
    ]


def test_an_amendment_can_end_a_rule() -> None:
    over = reform("amount", values="{2027-01-01: ended}")
    assert amended("twice", "2026-12-31", over) == 40
    with pytest.raises(RuleError, match=r"has no value on 2027-01-01"):
        amended("twice", "2027-01-01", over)


def test_an_undated_formula_replaces_every_version() -> None:
    over = reform("rate", formula="amount / amount")
    assert [amended("rate", day, over) for day in ("2025-01-01", "2026-11-23")] == [1, 1]


def test_a_dated_formula_holds_from_its_day() -> None:
    over = reform("twice", formula='{2026-11-01: "amount"}')
    assert amended("twice", "2026-11-23", over) == 20


def test_a_dated_formula_laid_over_an_undated_leaves_it_in_force_until_then() -> None:
    over = reform("twice", formula='{2026-11-01: "amount"}')
    assert amended("twice", "2026-10-31", over) == 40


def test_branches_can_be_amended() -> None:
    over = reform("chosen", choose="[{when: not renting, give: amount}, {otherwise: 2 * amount}]")
    assert amended("chosen", "2026-11-23", over, renting=True) == 40


def test_an_amended_formula_may_name_parts_of_its_own() -> None:
    over = reform("twice", formula="half + half", let="{half: amount / 2}")
    assert amended("twice", "2026-11-23", over) == 20


def test_an_amendment_may_bring_rules_of_its_own() -> None:
    over = reform("twice", formula="amount + bonus") + "\n" + rule("bonus", "GBP", values={"2024-04-08": 7})
    assert amended("twice", "2026-11-23", over) == 27


def test_the_later_amendment_goes_over_the_earlier() -> None:
    first, second = reform("amount", values="{2026-04-06: 25}"), reform("amount", values="{2026-04-06: 26}")
    assert amended("twice", "2026-11-23", first, second) == 52
    assert amended("twice", "2026-11-23", second, first) == 50


def test_what_is_not_amended_stays() -> None:
    over = reform("amount", values="{2026-04-06: 25}")
    rules = book(RULES, amendments=[over]).rules
    assert (rules["test.amount"].title, rules["test.amount"].unit_text) == ("amount", "GBP")
    assert figure(book(RULES, amendments=[over]), "test.chosen", "2025-01-01", renting=True) == 10


def test_an_amendment_may_change_the_words() -> None:
    over = reform("amount", values="{2026-04-06: 25}", title="New amount", explain="It would be more.")
    amount = book(RULES, amendments=[over]).rules["test.amount"]
    assert (amount.title, amount.explain, amount.source.law if amount.source else "") == (
        "New amount",
        "It would be more.",
        "A made-up reform",
    )


@pytest.mark.parametrize(
    ("over", "told"),
    [
        (reform("amount", source="title: More", values="{2026-04-06: 25}"), "source: is missing: an amendment says where its figure comes from"),
        (reform("amount", formula="savings"), "the rule it amends is of kind values, not formula"),
        (reform("twice", values="{2026-04-06: 25}"), "the rule it amends is of kind formula, not values"),
        (reform("amount"), "this has none"),
        (reform("amount", values="{2026-04-06: much}"), "is not a number"),
        (reform("twice", formula="__import__('os')"), "there is no function '__import__'"),
        (reform("amonut", values="{2026-04-06: 25}"), "title: is missing"),
    ],
)  # fmt: skip
def test_a_faulty_amendment_is_refused_by_its_own_name_and_line(over: str, told: str) -> None:
    with pytest.raises(RuleError) as refused:
        resolve(book(RULES, amendments=[over]))
    assert str(refused.value).startswith("reform.yaml:3: test.") or str(refused.value).startswith(
        "reform.yaml:5: test."
    )
    assert told in str(refused.value)


def test_an_amendment_in_other_units_than_its_rule_is_refused() -> None:
    with pytest.raises(RuleError, match="is in GBP/month, but the rule's unit is GBP"):
        resolve(book(RULES, amendments=[reform("twice", formula="rent")]))


def test_keys_of_an_amended_amount_stay_those_of_the_choices() -> None:
    used = file(rule("looked", "GBP", formula="test.keyed[size]"))
    over = reform("keyed", values="{2026-04-06: {small: 1, huge: 2}}")
    with pytest.raises(RuleError):
        resolve(book(RULES, used, amendments=[over]))


def test_every_version_of_an_amended_amount_keeps_the_form_of_the_rule() -> None:
    with pytest.raises(RuleError):
        resolve(book(RULES, amendments=[reform("amount", values="{2026-04-06: {small: 1, large: 2}}")]))


# ---------------------------------------------------------------------- fingerprint
def test_the_fingerprint_is_the_same_for_the_same_rules_and_different_for_any_other() -> None:
    files = {"a.yaml": b"rules: {}", "b.csv": b"x,y"}
    assert fingerprint_of(files) == fingerprint_of(dict(reversed(files.items())))
    others = [
        {"a.yaml": b"rules: {} ", "b.csv": b"x,y"},
        {"a.yaml": b"rules: {}", "c.csv": b"x,y"},
        {"a.yaml": b"rules: {}"},
        {"a.yaml": b"rules: {}b.csv", "b.csv": b"x,y"},
        {"a.yaml": b"x,y", "b.csv": b"rules: {}"},
    ]
    assert len({fingerprint_of(each) for each in [files, *others]}) == len(others) + 1


def test_the_fingerprint_covers_amendments_and_their_order(tmp_path: Path) -> None:
    for name, amount in (("one", 25), ("two", 26)):
        (tmp_path / f"{name}.yaml").write_text(REAL.replace("25", str(amount)))
    one, two = tmp_path / "one.yaml", tmp_path / "two.yaml"
    prints = [load(folder("rules"), each).fingerprint for each in ([], [one], [two], [one, two], [two, one])]
    assert len(set(prints)) == len(prints)
    assert load(folder("rules"), [one]).amendments == ("one.yaml",)


REAL = """\
prefix: universal_credit
rules:
  taper_rate:
    source: {law: "A made-up reform"}
    values: {2026-04-06: 0.25}
"""


def test_an_amendment_of_the_real_rules_passes_their_check(tmp_path: Path) -> None:
    from calculator.calculate import outputs_of, read_of

    (tmp_path / "reform.yaml").write_text(REAL)
    rules = load(folder("rules"), [tmp_path / "reform.yaml"])
    shown = outputs_of(rules.statement) + read_of(rules.statement)
    shown += [name for each in rules.notices.values() for name in each.parts()]
    day = rules.rules["universal_credit.standard_allowances"].versions[0].start
    faults = [str(fault) for fault in check(rules, shown, day, thorough=False).faults]
    # The examples inside rules hold to the law as it is; nothing else may be wrong.
    assert all("the example gives" in fault for fault in faults), faults
