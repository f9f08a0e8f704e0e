"""Amendments: a reform, next year's rates or one council's scheme laid over the rules, and the fingerprint that tells."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from loaded import CALCULATOR
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
    assert (amount.title, amount.explain) == ("New amount", "It would be more.")


def laws(name: str, *reforms: str) -> list[str]:
    """The law behind each version of a rule."""
    amended = book(RULES, amendments=reforms).rules[f"test.{name}"]
    return [getattr(amended.source_of(version), "law", "") for version in amended.versions]


def test_the_source_of_an_amendment_is_that_of_its_own_versions_alone() -> None:
    act, law = "Made-up Act 2026 s 1", "A made-up reform"
    assert laws("amount", reform("amount", values="{2026-04-06: 25, 2027-04-05: 30}")) == [act, law, law]
    assert laws("amount", reform("amount", values="{2025-04-07: 15}")) == [act, law, act]
    assert laws("twice", reform("twice", formula="amount")) == [law]
    own = "{2026-04-06: {value: 25, law: An order}, 2027-04-05: 30}"
    assert laws("amount", reform("amount", values=own)) == [act, "An order", law]


@pytest.mark.parametrize(
    ("parts", "told"),
    [
        ({"unit": "GBP/month"}, "unit: is GBP in the rule that this amends, and an amendment cannot change it: leave it out"),
        ({"each": "adult"}, "each: is not in the rule that this amends"),
        ({"clock": "payday"}, "clock: is day in the rule that this amends"),
        ({"choices": "[a, b]"}, "choices: is not in the rule that this amends"),
    ],
)  # fmt: skip
def test_an_amendment_does_not_change_what_a_rule_is(parts: dict[str, str], told: str) -> None:
    with pytest.raises(RuleError) as refused:
        book(RULES, amendments=[reform("amount", values="{2026-04-06: 25}", **parts)])
    assert str(refused.value).startswith("reform.yaml:6: test.amount: ")
    assert told in str(refused.value)


def test_an_amendment_may_repeat_what_a_rule_is() -> None:
    over = reform("amount", values="{2026-04-06: 25}", unit="GBP", clock="day")
    assert amended("twice", "2026-11-23", over) == 50


def test_a_table_is_amended_by_the_same_choices() -> None:
    tabled = file(rule("tabled", "GBP", table="t.csv", by=["size"], column="amount"), prefix="test")
    tables = {"t": "size,amount\nsmall,1\nlarge,2\n", "c": "colour,amount\nred,1\ngreen,2\nblue,3\n"}
    over = reform("tabled", table="{2026-04-06: t.csv}", by="[size]", column="amount")
    assert len(book(RULES, tabled, amendments=[over], **tables).rules["test.tabled"].versions) == 2
    over = reform("tabled", table="{2026-04-06: c.csv}", by="[colour]", column="amount")
    with pytest.raises(RuleError, match="by: is size in the rule that this amends"):
        book(RULES, tabled, amendments=[over], **tables)


def test_an_amendment_may_change_what_an_input_allows() -> None:
    over = "rules:\n  rent: {input: {max: 1500, default: 10}}"
    rent = book(RULES, amendments=[over]).rules["rent"]
    assert (rent.lowest, rent.highest, rent.default) == (0, 1500, 10)


def test_a_part_that_older_versions_use_keeps_its_meaning() -> None:
    parts = file(rule("halves", "GBP", let={"half": "amount / 2"}, formula="half + half"), prefix="test")
    dated = reform("halves", formula='{2026-11-01: "half"}', let="{half: amount}")
    with pytest.raises(
        RuleError, match=r"reform\.yaml:6: test\.halves: let: 'half' means something else in the rule's older"
    ):
        book(RULES, parts, amendments=[dated])
    undated = reform("halves", formula="half", let="{half: amount}")
    assert figure(book(RULES, parts, amendments=[undated]), "test.halves", "2026-11-23") == 20


def test_the_examples_of_an_amendment_are_checked() -> None:
    over = reform("twice", formula="2 * amount", examples="[{given: {amount: 5}, gives: 11}]")
    rules = book(RULES, amendments=[over])
    told = [str(fault) for fault in check(rules, ["test.twice"], rules.rules["test.amount"].versions[0].start).faults]
    assert "reform.yaml:6: test.twice: the example gives 11, but the rule comes to 10" in told


def test_an_entity_is_not_replaced_by_an_amendment() -> None:
    with pytest.raises(RuleError, match=r"reform\.yaml:2: adult: the entity stands already"):
        book(RULES, amendments=["entities:\n  adult: {slots: 3}"])


# ---------------------------------------------------------------------- misspelt names, and days that are not covered
def opened(tmp_path: Path, text: str) -> Any:
    from calculator.calculator import Calculator

    (tmp_path / "reform.yaml").write_text(text)
    return Calculator.load(amendments=[tmp_path / "reform.yaml"])


def test_a_misspelt_name_is_told_with_the_rule_that_may_be_meant(tmp_path: Path) -> None:
    with pytest.raises(RuleError, match=r"no rule of this name to amend: did you mean universal_credit\.taper_rate\?"):
        opened(tmp_path, REAL.replace("taper_rate", "taper_rat"))


def test_a_misspelt_name_of_a_whole_rule_is_told_too(tmp_path: Path) -> None:
    whole = REAL.replace("taper_rate:", "taper_rat:\n    title: Taper\n    unit: ratio")
    told = r"universal_credit\.taper_rat: the amendment adds this rule, and nothing uses it: did you mean universal_credit\.taper_rate\?"
    with pytest.raises(RuleError, match=told):
        opened(tmp_path, whole)
    other = REAL.replace("taper_rate:", "quite_new:\n    title: New\n    unit: ratio")
    with pytest.raises(RuleError, match="nothing uses it: use it in another rule, or remove it"):
        opened(tmp_path, other)


def test_rules_that_amendments_bring_and_use_are_no_fault(tmp_path: Path) -> None:
    law = "    source: {law: L}\n"
    text = (
        "prefix: universal_credit\nrules:\n  taper_rate_part:\n    title: Part\n    unit: ratio\n"
        f"{law}    values: {{2024-04-08: 0.5}}\n  work_allowance:\n{law}    formula: work_allowance_amounts.higher * taper_rate_part\n"
    )
    assert opened(tmp_path, text).book.rules.added == ("universal_credit.taper_rate_part",)


def test_an_amendment_beyond_the_days_covered_says_until_when_it_covers_them(tmp_path: Path) -> None:
    last = CALCULATOR.last
    after, next_last = last + dt.timedelta(days=1), last + dt.timedelta(days=364)
    late = REAL.replace("2026-04-06", str(after))
    told = (
        rf"reform\.yaml:3: it holds from {after}, and the rules say that they cover the days to {last}: add 'statement"
    )
    with pytest.raises(RuleError, match=told):
        opened(tmp_path, late)
    calculator = opened(tmp_path, late + f"statement: {{covers_to: {next_last}}}\n")
    assert calculator.last == next_last


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
    from calculator.month.statement_file import read_statement

    (tmp_path / "reform.yaml").write_text(REAL)
    rules = load(folder("rules"), [tmp_path / "reform.yaml"])
    statement = read_statement(rules)
    shown = statement.outputs() + statement.amounts_read()
    shown += [name for each in rules.notices.values() for name in each.parts()]
    day = rules.rules["universal_credit.standard_allowances"].versions[0].start
    report = check(rules, shown, day, thorough=False, unamended=load(folder("rules")))
    # The examples inside rules hold to the law as it is: what the reform changes is told, and is no fault.
    assert report.faults == []
    assert {fault.rule for fault in report.warnings} >= {"universal_credit.earned_income_deduction"}
    assert all(
        "changed by an amendment: the example gives" in fault.message
        for fault in report.warnings
        if "input" not in fault.message
    )
