"""What `rules check` refuses: each fault is told with its file, line and rule, and says what to do."""

import re

import pytest
from small_rules import ENTITIES, SOURCE, book, file, ordinal, refusal, rule

from calculator.rulebook.errors import RuleError
from calculator.rulebook.language.resolve import resolve
from calculator.rulebook.look.check import Report, check
from calculator.rulebook.read.load import build

FIRST = "2024-04-08"
AMOUNT = rule("amount", "GBP/month", values={FIRST: 10})


def report(*texts: str, outputs: tuple[str, ...] = ("test.one",), **tables: str) -> Report:
    return check(book(*texts, **tables), outputs, ordinal(FIRST))


def faults(*texts: str, outputs: tuple[str, ...] = ("test.one",)) -> str:
    return "\n".join(map(str, report(*texts, outputs=outputs).faults))


def one(unit: str, *others: str, **parts: object) -> str:
    """A file with rule test.one, on line 3, before any others."""
    return file(rule("one", unit, **parts), *others, prefix="test")


def test_rules_without_a_fault_pass_and_are_counted() -> None:
    found = report(one("GBP/month", AMOUNT, formula="amount + rent", examples=[{"given": {"rent": 5}, "gives": 15}]))
    assert found.faults == []
    assert (found.rules, found.values, found.sources, found.examples) == (2, 1, 1, 1)


# ---------------------------------------------------------------------- names
def test_an_unknown_name_is_told_with_the_nearest_there_is() -> None:
    assert refusal(one("GBP", formula="savigs")) == (
        "file0.yaml:3: test.one: 'savigs' is not a rule or an input: did you mean savings?"
    )


def test_a_name_that_needs_its_prefix_is_told_in_full() -> None:
    text = refusal(
        one("GBP/month", formula="elsewhere_amount"),
        file(rule("elsewhere_amount", "GBP/month", values={FIRST: 1}), prefix="other"),
    )
    assert "did you mean other.elsewhere_amount?" in text


def test_a_name_like_no_other_is_told_without_a_guess() -> None:
    assert refusal(one("GBP", formula="zzz")).endswith("'zzz' is not a rule or an input")


def test_every_unknown_name_is_told_at_once() -> None:
    text = refusal(one("GBP", rule("two", "GBP", formula="yyy"), formula="zzz"))
    assert "'zzz'" in text
    assert "'yyy'" in text


def test_rules_that_go_round_in_a_circle_are_told_with_the_way_round() -> None:
    text = refusal(one("GBP", rule("two", "GBP", formula="three"), rule("three", "GBP", formula="one"), formula="two"))
    assert "it goes round in a circle: " in text
    way = text.partition("circle: ")[2].split(" -> ")
    assert way[0] == way[-1]
    assert set(way) == {"test.one", "test.two", "test.three"}


def test_a_rule_that_names_itself_goes_round_in_a_circle() -> None:
    assert "circle: test.one -> test.one" in refusal(one("GBP", formula="one + savings"))


def test_a_circle_through_a_version_of_another_year_is_one_too() -> None:
    text = one("GBP", rule("two", "GBP", formula="one"), formula={FIRST: "two", "2026-04-06": "savings"})
    assert "it goes round in a circle" in refusal(text)


def test_parts_of_a_rule_that_go_round_in_a_circle_are_told() -> None:
    text = refusal(one("GBP", formula="a + savings", let={"a": "b", "b": "a"}))
    assert re.search("refers to itself|round in a circle", text), text


def test_a_name_that_could_be_two_entities_is_refused_with_both() -> None:
    text = refusal(one("GBP", rule("savings", "GBP", values={FIRST: 1}), formula="savings"))
    assert "'savings' could be test.savings or savings: rename one, or write the full name" in text


def test_a_part_of_a_rule_that_hides_an_input_is_refused() -> None:
    assert "'savings' could be" in refusal(one("GBP", formula="savings", let={"savings": "1"}))


def test_a_value_of_an_adult_that_hides_a_rule_beside_is_refused() -> None:
    text = one("year", rule("age", "year", values={FIRST: 60}), formula="age", each="adult")
    assert "'age' could be adult.age or test.age" in refusal(text)


def test_one_name_is_given_to_one_rule_alone() -> None:
    text = refusal(one("GBP", values={FIRST: 1}), one("GBP", values={FIRST: 2}))
    assert text == "file1.yaml:3: test.one: the rule stands already at file0.yaml:3: one amount, one rule"


# ---------------------------------------------------------------------- units and kinds
@pytest.mark.parametrize(
    ("unit", "formula", "told"),
    [
        ("GBP/month", "rent + savings", "'+' mixes GBP/month and GBP: convert one with monthly(), weekly() or yearly()"),
        ("GBP/week", "rent", "'rent' is in GBP/month, but the rule's unit is GBP/week: convert with"),
        ("GBP/month", "savings", "'savings' is in GBP, but the rule's unit is GBP/month"),
        ("GBP/month", "min(rent, savings)", "min() mixes GBP/month and GBP"),
        ("GBP/month", "limit(rent, 0, savings)", "limit() mixes GBP/month and GBP"),
        ("bool", "rent > savings", "'>' mixes GBP/month and GBP"),
        ("GBP/month", "rent if renting else savings", "both sides of if mixes GBP/month and GBP"),
        ("GBP/month", "rent * rent", "'rent * rent' is in GBP x GBP/month/month"),
        ("ratio", "rent / savings", "is in 1/month, but the rule's unit is ratio"),
        ("GBP", "monthly(savings)", "monthly() takes an amount for a period, not GBP"),
        ("GBP/month", "1", "'1' is in a plain number"),
        ("GBP/month", "rent + 1", "'+' mixes GBP/month and a plain number"),
        ("GBP/month", "rent + renting", "arithmetic needs a number, not a bool"),
        ("bool", "rent", "'rent' gives a number, but the rule's unit is bool"),
        ("GBP", "renting", "'renting' gives a bool, but the rule's unit is GBP"),
        ("bool", "not rent", "needs a bool, not a number"),
        ("bool", "renting and rent", "needs a bool, not a number"),
        ("bool", "rent == 'small'", "needs a choice, not a number"),
        ("bool", "size == 'medium'", "'medium' is not one of small, large"),
        ("bool", "size in ('small', 'medium')", "'medium' is not one of small, large"),
        ("bool", "size < 'large'", "choices compare only with == and !="),
        ("bool", "renting < renting", "a bool compares only with == and !="),
        ("bool", "size == colour", "mixes a choice and a choice"),
        ("bool", "'small' == 'small'", "only stands beside a choice"),
        ("GBP/month", "100 * rent / 100", "100 only stands in percentages"),
        ("bool", "rent > 100", "'>' mixes GBP/month and a plain number"),
        ("bool", "known(test.one)", "known() takes the name of an input"),
        ("GBP", "sum(savings)", "sum() takes values of entities that belong to the household"),
        ("year", "sum(sum(adult.age))", "sum() inside another reduction: give the inner one a rule of its own"),
        ("year", "adult.age", "a value of each adult is used where one of the household is wanted: use sum(), any(), count()"),
        ("bool", "any(adult.age)", "any() needs a bool, not a number"),
        ("year", "sum(adult.ill)", "sum() needs a number, not a bool"),
        ("GBP", "partner(savings)", "partner() takes a value of an adult, in a rule of each adult"),
        ("year", "age_on(clock.day)", "age_on() needs a rule of each entity that has a date of birth"),
        ("GBP", "bands(savings, savings)", "'savings' is not bands"),
        ("GBP", "savings[size]", "'savings' is not a keyed amount"),
        ("GBP", "in_assessment_period(savings + savings)", "in_assessment_period() takes a name"),
    ],
)  # fmt: skip
def test_units_and_kinds_do_not_mix(unit: str, formula: str, told: str) -> None:
    text = refusal(one(unit, formula=formula))
    assert text.startswith("file0.yaml:3: test.one: ")
    assert told in text


@pytest.mark.parametrize("unit", ["GBP/fortnight", "pounds", "gbp", "GBP per week", "%", "GBP/", "/week"])
def test_a_unit_is_built_from_known_parts(unit: str) -> None:
    text = refusal(one(f"'{unit}'", values={FIRST: 1}))
    assert f"test.one: unit '{unit}' is not known: build it from GBP, hour" in text


def test_a_choice_has_its_choices_and_nothing_else_has() -> None:
    assert "unit: choice and choices: [..] go together" in refusal(one("choice", formula="size"))
    assert "unit: choice and choices: [..] go together" in refusal(one("GBP", formula="savings", choices=["a", "b"]))
    assert "choices: is a list of different words" in refusal(one("choice", formula="size", choices=["small", "small"]))


def test_a_rule_gives_only_choices_of_its_own() -> None:
    text = refusal(one("choice", formula="colour", choices=["small", "large"]))
    assert "chooses among red, green, blue, but the rule among small, large" in text


# ---------------------------------------------------------------------- form
def test_a_rule_has_exactly_one_source_of_its_value() -> None:
    assert "exactly one of values, table, formula, choose, input; this has none" in refusal(one("GBP"))
    assert "this has values, formula" in refusal(one("GBP", values={FIRST: 1}, formula="savings"))


@pytest.mark.parametrize(
    ("part", "told"),
    [
        ("title", "title: is missing: say in plain words"),
        ("unit", "unit: is missing, such as GBP/month"),
        ("source", "source: is missing: {law:"),
    ],
)
def test_a_rule_has_a_title_a_unit_and_a_source(part: str, told: str) -> None:
    text = "".join(
        line + "\n" for line in one("GBP", values={FIRST: 1}).splitlines() if not line.strip().startswith(f"{part}:")
    )
    assert f"file0.yaml:3: test.one: {told}" in refusal(text)


@pytest.mark.parametrize(
    "source",
    ["a law", "{url: 'https://example.org'}", "{law: Act, url: example.org}", "{law: Act, url: 'javascript:alert(1)'}"],
)
def test_a_source_names_a_law_and_a_web_address(source: str) -> None:
    text = one("GBP", values={FIRST: 1}).replace(SOURCE, source)
    assert "source" in refusal(text)


def test_a_misspelt_key_of_a_rule_is_told_with_those_there_are() -> None:
    assert "file0.yaml:7: test.one: 'formulas' is not known in a rule: use by, choices, " in refusal(
        one("GBP", formulas="savings")
    )


def test_a_choose_without_otherwise_is_refused() -> None:
    text = refusal(one("GBP", choose=[{"when": "renting", "give": "savings"}]))
    assert "test.one: the last branch is {otherwise: ...}, so that every case has an answer" in text


def test_a_branch_after_otherwise_is_refused() -> None:
    text = refusal(
        one("GBP", choose=[{"otherwise": "savings"}, {"when": "renting", "give": "savings"}, {"otherwise": "0"}])
    )
    assert "a branch is {when: ..., give: ...}" in text


def test_the_keys_of_an_amount_are_the_choices_it_is_looked_up_by() -> None:
    text = refusal(one("GBP", rule("amounts", "GBP", values={FIRST: {"small": 1, "huge": 2}}), formula="amounts[size]"))
    assert "the keys of test.amounts (small, huge) are not the choices it is looked up by (small, large)" in text


def test_a_key_that_an_amount_does_not_have_is_told_with_those_it_has() -> None:
    text = refusal(one("GBP", rule("amounts", "GBP", values={FIRST: {"small": 1, "large": 2}}), formula="amounts.huge"))
    assert "test.amounts has no key 'huge': it has small, large" in text


def test_a_keyed_amount_stands_nowhere_without_its_key() -> None:
    text = refusal(
        one("GBP", rule("amounts", "GBP", values={FIRST: {"small": 1, "large": 2}}), formula="amounts + savings")
    )
    assert "look a keyed amount up by name[choice] or name.key" in text


def test_every_version_of_a_keyed_amount_has_the_same_keys() -> None:
    text = refusal(one("GBP", values={FIRST: {"a": 1, "b": 2}, "2025-04-07": {"a": 1}}))
    assert "every version of a keyed amount has the same keys" in text
    assert "every version of an amount has the same form" in refusal(
        one("GBP", values={FIRST: {"a": 1}, "2025-04-07": 1})
    )


def test_a_table_has_a_row_for_every_choice_and_the_column_named() -> None:
    def told(table: str, column: str = "amount") -> str:
        return refusal(one("GBP", table="t.csv", by=["size", "colour"], column=column), t=table)

    row = "size,colour,amount\nsmall,red,1\n"
    assert "t.csv has no row for small, green (5 are missing)" in told(row)
    assert "t.csv has no column 'cost'" in told(row, "cost")
    assert "there is no table none.csv among the rules" in refusal(
        one("GBP", table="none.csv", by=["size"], column="amount")
    )
    assert "by: savings is not a choice" in refusal(
        one("GBP", table="t.csv", by=["savings"], column="amount"), t="savings,amount\n1,1\n"
    )


def test_every_version_of_a_table_has_a_row_for_every_choice() -> None:
    tables = {FIRST: "old.csv", "2026-04-06": "new.csv"}
    whole, lacking = "size,amount\nsmall,1\nlarge,2\n", "size,amount\nsmall,1\n"
    text = one("GBP", table=tables, by=["size"], column="amount")
    assert (
        refusal(text, old=whole, new=lacking) == "file0.yaml:3: test.one: new.csv has no row for large (1 are missing)"
    )
    assert "old.csv has no row for large" in refusal(text, old=lacking, new=whole)


def test_a_table_has_one_row_for_a_choice() -> None:
    text = one("GBP", table="t.csv", by=["size"], column="amount")
    assert "t.csv has two rows for small: keep one" in refusal(text, t="size,amount\nsmall,1\nlarge,2\nsmall,3\n")


# ---------------------------------------------------------------------- dates
def test_an_amount_that_begins_too_late_is_told_with_the_day_it_is_missing() -> None:
    told = faults(one("GBP/month", rule("amount", "GBP/month", values={"2025-04-07": 10}), formula="amount"))
    assert told == "file0.yaml:8: test.amount: has no value on 2024-04-08, but something refers to it"


def test_an_amount_that_has_ended_is_told_where_something_still_needs_it() -> None:
    told = faults(
        one("GBP/month", rule("amount", "GBP/month", values={FIRST: 10, "2026-07-01": "ended"}), formula="amount")
    )
    assert told == "file0.yaml:8: test.amount: has no value on 2026-07-01, but something refers to it"


def test_a_formula_that_is_not_in_force_is_told_where_something_needs_it() -> None:
    told = faults(one("GBP/month", rule("two", "GBP/month", formula={"2025-04-07": "rent"}), formula="two"))
    assert told == "file0.yaml:8: test.two: has no formula in force on 2024-04-08, but something refers to it"


def test_an_amount_that_ends_with_the_formula_that_needs_it_is_no_fault() -> None:
    ending = rule("amount", "GBP/month", values={FIRST: 10, "2026-07-01": "ended"})
    assert faults(one("GBP/month", ending, formula={FIRST: "amount + rent", "2026-07-01": "rent"})) == ""


def test_a_rule_cannot_end_before_it_began() -> None:
    assert "a rule cannot end before it began" in refusal(one("GBP", values={FIRST: "ended", "2025-04-07": 1}))


def test_a_rule_that_holds_nothing_is_refused() -> None:
    assert "values: holds nothing" in refusal(one("GBP", values={}))


def test_one_day_does_not_begin_two_versions() -> None:
    text = one("GBP").replace(
        f"source: {SOURCE}\n", f"source: {SOURCE}\n    values: {{2026-04-06: 1, '2026-04-06': 2}}\n"
    )
    assert "the key '2026-04-06' stands twice: keep one" in refusal(text)


def test_one_day_written_in_two_ways_does_not_begin_two_versions() -> None:
    refusal(one("GBP", values={"2026-04-06": 1, "20260406": 2}))


# ---------------------------------------------------------------------- use
def test_a_rule_that_nothing_uses_is_a_fault_and_an_input_that_nothing_uses_a_warning() -> None:
    found = report(one("GBP/month", AMOUNT, formula="rent"))
    assert [str(fault) for fault in found.faults] == [
        "file0.yaml:8: test.amount: nothing uses the rule: remove it, or use it in another rule, a notice or the statement (result.yaml)"
    ]
    unused = {fault.rule for fault in found.warnings}
    assert "savings" in unused
    assert "rent" not in unused


def test_a_rule_used_in_one_year_alone_is_used() -> None:
    assert faults(one("GBP/month", AMOUNT, formula={FIRST: "amount", "2025-04-07": "rent"})) == ""


def test_an_output_that_is_no_rule_is_told() -> None:
    assert "test.two: a result shows it, but there is no such rule" in faults(
        one("GBP", formula="savings"), outputs=("test.two",)
    )


def test_a_branch_that_nobody_takes_is_a_warning() -> None:
    branches = [{"when": "renting and not renting", "give": "savings"}, {"otherwise": "0"}]
    found = report(one("GBP", choose=branches))
    assert "no example or random household takes the branch 'renting and not renting': add an example" in "\n".join(
        map(str, found.warnings)
    )


# ---------------------------------------------------------------------- examples
def example(gives: object, unit: str = "GBP/month", formula: str = "amount + rent", **given: object) -> str:
    return faults(one(unit, AMOUNT, formula=formula, examples=[{"given": given, "gives": gives}]))


def test_an_example_that_comes_out_is_no_fault_and_one_that_does_not_says_what_it_comes_to() -> None:
    assert example(15.5, rent=5.5) == ""
    assert example(15.51, rent=5.5) == "file0.yaml:8: test.one: the example gives 15.51, but the rule comes to 15.5"


def test_an_example_takes_another_rules_place() -> None:
    assert example(7, amount=2, rent=5) == ""


def test_a_name_in_an_example_that_could_be_two_rules_is_a_fault_and_no_traceback() -> None:
    examples = [{"given": {"age": 5}, "gives": 15}]
    age = rule("age", "year", values={FIRST: 10})
    assert "the example gives a name that is not clear: 'age' could be" in faults(
        one("year", age, each="child", formula="child.age + test.age", examples=examples)
    )


def test_an_example_holds_to_the_decimals_it_gives() -> None:
    def told(gives: str, **more: object) -> str:
        examples = [{"given": {"rent": 10, "amount": 3}, "gives": gives, **more}]
        return faults(one("ratio", AMOUNT, formula="rent / amount", examples=examples))

    assert told("3.33", rounded_to=0.01) == ""
    assert told("3.3333", rounded_to=0.0001) == ""
    assert "comes to 3.3333" in told("3.34", rounded_to=0.01)
    assert "say how exact the example is with rounded_to: 0.01" in told("3.33")
    assert "rounded_to: is the unit that gives: is rounded to" in refusal(
        one("GBP", formula="savings", examples=[{"given": {}, "gives": 0, "rounded_to": 0}])
    )


def test_an_example_fails_when_a_rounding_is_lost() -> None:
    examples = [{"given": {"rent": 100.005}, "gives": 100.01}]
    assert faults(one("GBP/month", formula="round_penny(rent)", examples=examples)) == ""
    assert "the example gives 100.01, but the rule comes to 100.005" in faults(
        one("GBP/month", formula="rent", examples=examples)
    )


@pytest.mark.parametrize(
    ("examples", "told"),
    [
        ([{"given": {}, "gives": "much"}], "the example gives much: a number is wanted"),
        ([{"given": {}, "gives": [1, 2]}], "one value is wanted"),
        ([{"given": {}}], "an example is {given: {...}, gives: ...}"),
        ([{"given": {}, "gives": 1, "about": 2}], "'about' is not known in an example: use date, given, gives, rounded_to"),
        ({"given": {}, "gives": 1}, "examples: is a list of {given: {...}, gives: ...}"),
        ([{"given": {}, "gives": 1, "date": ["2026-04-06"]}], "date: is one date"),
    ],
)  # fmt: skip
def test_an_example_that_cannot_be_read_is_told(examples: object, told: str) -> None:
    text = one("GBP", formula="savings", examples=examples)
    try:
        found = faults(text)
    except RuleError as error:
        found = str(error)
    assert told in found


def test_an_example_gives_only_what_the_rule_can_see() -> None:
    assert "the example gives 'height', which the rule cannot see" in example(1, height=2)
    assert "the example gives rent as tall: a number is wanted" in example(1, rent="tall")


def test_an_example_that_divides_by_nothing_is_told_and_does_not_stop_the_check() -> None:
    told = example(1, "ratio", "rent / amount", rent=1, amount=0)
    assert told.startswith("file0.yaml:8: test.one: the example ")


def test_an_example_of_another_year_has_that_years_amounts() -> None:
    yearly = rule("amount", "GBP/month", values={FIRST: 10, "2026-04-06": 20})
    examples = [{"date": "2025-05-01", "given": {}, "gives": 10}, {"given": {}, "gives": 20}]
    assert faults(one("GBP/month", yearly, formula="amount", examples=examples)) == ""


def test_examples_of_truths_choices_dates_and_lists_come_out() -> None:
    assert faults(one("bool", formula="renting", examples=[{"given": {"renting": "true"}, "gives": "true"}])) == ""
    assert "but the rule comes to large" in faults(
        one(
            "choice",
            choices=["small", "large"],
            formula="size",
            examples=[{"given": {"size": "large"}, "gives": "small"}],
        )
    )
    assert (
        faults(one("date", formula="clock.day", examples=[{"date": "2026-05-01", "given": {}, "gives": "2026-05-01"}]))
        == ""
    )
    assert (
        faults(one("count", formula="count(child.age > 0)", examples=[{"given": {"child.age": [0, 4, 5]}, "gives": 2}]))
        == ""
    )
    pay = [{"given": {"job.hours": [10, 16], "job.pay": [12, 20], "weeks": 50}, "gives": 22000}]
    weeks = rule("weeks", "week/year", values={FIRST: 52})
    assert faults(one("GBP/year", weeks, formula="sum(job.hours * job.pay * weeks)", examples=pay)) == ""


# ---------------------------------------------------------------------- notices and entities
def notice(*lines: str) -> str:
    return "\n".join(["prefix: test", "notices:", "  told:", *(f"    {line}" for line in lines)])


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (("title: T", "text: T"), "when: is missing"),
        (("when: renting", "text: T"), "title: is missing"),
        (("when: renting", "title: T"), "text: is missing"),
        (("when: rent", "title: T", "text: T"), ""),
        (("when: renting", "title: T", "text: 'You pay {rent}.'"), "{rent} in the text is not filled: add it to with:"),
        (("when: renting", "title: T", "text: T", "kind: warning"), "kind: is notice, help, lost or assumption"),
        (("when: renting", "title: T", "text: T", "severity: high"), "severity: is information or warning"),
        (("when: renting", "title: T", "text: T", "whenever: now"), "'whenever' is not known in a notice"),
        (("when: tall", "title: T", "text: T"), "'tall' is not a rule or an input"),
    ],
)  # fmt: skip
def test_a_notice_says_when_it_shows_and_fills_what_it_names(lines: tuple[str, ...], told: str) -> None:
    text = refusal(notice(*lines))
    assert re.match(r"file0\.yaml:\d+: (notice\.)?told", text)
    assert told in text


@pytest.mark.parametrize(
    ("entities", "told"),
    [
        ("adult: 2", "an entity is a mapping: {slots: 2}"),
        ("adult: {}", "slots: is a whole number from 1 to 20"),
        ("adult: {slots: 0}", "slots: is a whole number from 1 to 20"),
        ("adult: {slots: 99999999999999999999}", "slots: is a whole number from 1 to 20"),
        ("job: {of: adult, slots: 2}", "of: 'adult' is not an entity named before this one"),
    ],
)
def test_an_entity_has_slots_and_an_owner_that_is_there(entities: str, told: str) -> None:
    with pytest.raises(RuleError, match=re.escape(told)):
        resolve(build({"entities.yaml": f"entities:\n  {entities}\n".encode()}))


def test_each_names_a_thing() -> None:
    assert "each: 'dog' is not an entity: adult, job, child" in refusal(one("GBP", formula="savings", each="dog"))


def test_a_clock_is_one_of_three() -> None:
    assert "clock 'night' is not one of day, payday, assessment_period" in refusal(
        one("GBP", formula="savings", clock="night")
    )


def test_entities_may_stand_in_a_file_that_sorts_last() -> None:
    files = {
        "a.yaml": "prefix: adult\nrules:\n  age: {title: Age, each: adult, unit: year, input: {}}",
        "z.yaml": ENTITIES,
    }
    assert "adult.age" in build({name: text.encode() for name, text in files.items()}).rules
