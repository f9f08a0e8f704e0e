"""What rules mean: entities, clocks, dates, look-ups, periods and rounding, each the same in every arithmetic.

`figure` works a household out with Decimals, Fractions, arrays and the walker, and fails where they differ.
"""

from decimal import Decimal
from typing import Any

import pytest
from small_rules import book, clocks, engine, figure, file, household, ordinal, rule

FIRST = "2024-04-08"


def one(unit: str, *others: str, prefix: str = "test", clock: str = "", **parts: Any) -> str:
    return file(rule("one", unit, **parts), *others, prefix=prefix, clock=clock)


def formula(text: str, unit: str = "GBP", **given: Any) -> Any:
    return figure(one(unit, formula=text), "test.one", **given)


# ---------------------------------------------------------------------- the language
@pytest.mark.parametrize(
    ("text", "unit", "gives"),
    [
        ("savings + 0", "GBP", 7),
        ("savings - savings / 2", "GBP", "3.5"),
        ("-savings", "GBP", -7),
        ("-1 * savings", "GBP", -7),
        ("savings * 25 / 100".replace("25", "2"), "GBP", "0.14"),
        ("2 * (savings + savings)", "GBP", 28),
        ("min(savings, 2 * savings, 0)", "GBP", 0),
        ("max(savings, 2 * savings, 0)", "GBP", 14),
        ("limit(savings, 0, savings / 2)", "GBP", "3.5"),
        ("limit(-savings, 0, savings)", "GBP", 0),
        ("savings if renting else 0", "GBP", 7),
        ("0 if renting else savings", "GBP", 0),
        ("savings > 0 and renting", "bool", True),
        ("savings < 0 or not renting", "bool", False),
        ("savings <= savings", "bool", True),
        ("savings >= 2 * savings", "bool", False),
        ("savings == savings", "bool", True),
        ("savings != savings", "bool", False),
        ("size == 'large'", "bool", True),
        ("'small' == size", "bool", False),
        ("size != 'large'", "bool", False),
        ("colour in ('red', 'blue')", "bool", True),
        ("colour not in ('red', 'blue')", "bool", False),
        ("colour in ('red', )", "bool", False),
        ("renting == True", "bool", True),
        ("renting == (savings > 0)", "bool", True),
    ],
)
def test_a_formula_means_what_it_says(text: str, unit: str, gives: Any) -> None:
    found = formula(text, unit, savings=7, renting=True, size="large", colour="blue")
    assert found == (gives if unit == "bool" else Decimal(str(gives)))


def test_the_first_branch_that_holds_is_taken() -> None:
    branches = [
        {"when": "savings > high", "give": "2 * savings"},
        {"when": "savings > low", "give": "savings"},
        {"otherwise": "0"},
    ]
    text = one("GBP", rule("high", "GBP", values={FIRST: 100}), rule("low", "GBP", values={FIRST: 10}), choose=branches)
    assert [figure(text, "test.one", savings=amount) for amount in (200, 100, 50, 10, 0)] == [400, 100, 50, 0, 0]


def test_a_branch_that_is_not_taken_is_free_to_divide_by_nothing() -> None:
    branches = [{"when": "savings == 0", "give": "0"}, {"otherwise": "rent / savings * savings"}]
    assert figure(one("GBP/month", choose=branches), "test.one", savings=0, rent=5) == 0


def test_a_rule_may_choose_a_word() -> None:
    branches = [{"when": "savings > rent_limit", "give": "large"}, {"otherwise": "size"}]
    text = one("choice", rule("rent_limit", "GBP", values={FIRST: 5}), choose=branches, choices=["small", "large"])
    assert figure(text, "test.one", savings=6, size="small") == "large"
    assert figure(text, "test.one", savings=5, size="small") == "small"


def test_a_part_named_with_let_is_seen_by_its_own_rule_alone() -> None:
    parts = {"half": "savings / 2", "quarter": "half / 2"}
    text = one("GBP", rule("two", "GBP", formula="one", let={"half": "savings"}), formula="half + quarter", let=parts)
    assert figure(text, "test.one", savings=8) == 6
    assert figure(text, "test.two", savings=8) == 6


def test_names_are_found_beside_in_the_prefix_and_in_full() -> None:
    others = file(rule("share", "ratio", values={FIRST: 0.5}), prefix="other.deeper")
    text = one("GBP", rule("two", "GBP", formula="savings * other.deeper.share"), formula="two + test.two")
    assert figure(book(text, others), "test.one", savings=8) == 8


@pytest.mark.parametrize(
    ("function", "amount", "gives"),
    [
        ("round_penny", "1.005", "1.01"),
        ("round_penny", "1.00499", "1.00"),
        ("round_penny", "-1.005", "-1.01"),
        ("round_penny", "0.004", "0"),
        ("floor", "1.99", 1),
        ("floor", "-1.01", -2),
        ("floor_pound", "2.00", 2),
        ("ceil", "1.01", 2),
        ("ceil", "1.00", 1),
        ("ceil", "-1.99", -1),
    ],
)
def test_amounts_are_rounded_as_the_function_says(function: str, amount: str, gives: Any) -> None:
    assert formula(f"{function}(savings)", savings=amount) == Decimal(str(gives))


@pytest.mark.parametrize(
    ("function", "amount", "gives"),
    [
        ("ceil_to", 6001, 6250),
        ("ceil_to", 6250, 6250),
        ("ceil_to", 0, 0),
        ("floor_to", 6249, 6000),
        ("floor_to", 6250, 6250),
    ],
)
def test_amounts_go_to_a_whole_multiple_of_a_step(function: str, amount: int, gives: int) -> None:
    text = one("GBP", rule("step", "GBP", values={FIRST: 250}), formula=f"{function}(savings, step)")
    assert figure(text, "test.one", savings=amount) == gives


def test_no_half_penny_is_lost_where_weeks_become_months() -> None:
    """3 x 52 / 12 is 13 exactly, and 0.0150 x 52 / 12 is 6.5 pence: thirds must not tip the rounding."""
    text = one("GBP/month", rule("week", "GBP/week", formula="weekly(rent)"), formula="round_penny(monthly(week))")
    for pence in range(1, 120):
        rent = Decimal(pence) / 200
        expected = (rent * 100).to_integral_value("ROUND_HALF_UP") / 100
        assert figure(text, "test.one", rent=rent) == expected


def test_a_limit_is_not_missed_by_a_third_of_a_penny() -> None:
    """A third of an amount, three times, is that amount again: a test for `less than` must not say otherwise."""
    text = one("bool", rule("third", "GBP", formula="savings / (1 + 2)"), formula="third + third + third < savings")
    assert not any(figure(text, "test.one", savings=amount) for amount in (1, 10, 100, "0.01", "99999.99"))


# ---------------------------------------------------------------------- periods
@pytest.mark.parametrize(
    ("unit", "text", "gives"),
    [
        ("GBP/week", "weekly(rent)", Decimal(1200) / 52),
        ("GBP/year", "yearly(rent)", 1200),
        ("GBP/month", "monthly(rent)", 100),
        ("GBP/month", "monthly(weekly(yearly(rent)))", 100),
        ("GBP/year", "yearly(0)", 0),
    ],
)
def test_a_year_is_52_weeks_and_12_months(unit: str, text: str, gives: Any) -> None:
    assert formula(text, unit, rent=100) == pytest.approx(Decimal(gives), abs=Decimal("1e-20"))


def test_a_pay_period_is_as_long_as_the_job_is_paid() -> None:
    jobs = {"job__hours": [10] * 4, "job__pay": [12] * 4, "job__paid": ["week", "two_weeks", "four_weeks", "month"]}
    text = one("GBP/pay_period", each="job", formula="per_period(hours * pay)")
    assert figure(text, "test.one", jobs=[[0, 1, 2, 3]], **jobs) == [120, 240, 480, 520]
    back = one("GBP/week", each="job", formula="weekly(per_period(yearly(hours * pay)))")
    assert figure(back, "test.one", jobs=[[0, 1, 2], [3]], counts={"adult": 2}, **jobs) == [120, 120, 120, 120]


# ---------------------------------------------------------------------- entities
TWO = {"counts": {"adult": 2}, "jobs": [[0, 1], [2]], "job__hours": [10, 20, 30], "job__pay": [12, 13, 14]}


def test_a_household_sums_over_all_and_an_adult_over_their_own() -> None:
    assert figure(one("hour/week", formula="sum(job.hours)"), "test.one", **TWO) == 60
    assert figure(one("hour/week", each="adult", formula="sum(job.hours)"), "test.one", **TWO) == [30, 30]
    assert figure(one("GBP/week", each="adult", formula="sum(job.hours * job.pay)"), "test.one", **TWO) == [380, 420]


def test_a_household_reaches_jobs_through_a_value_of_their_adults() -> None:
    by_adult = rule("of_adult", "hour/week", each="adult", formula="sum(job.hours)")
    assert figure(one("hour/week", by_adult, formula="highest(of_adult)"), "test.one", **TWO) == 30


def test_a_jobs_rule_uses_its_own_adults_values_and_the_households() -> None:
    text = one("GBP/month", each="job", formula="adult.income + rent")
    assert figure(text, "test.one", adult__income=[5, 7], rent=1, **TWO) == [6, 6, 8]


def test_a_sum_over_jobs_may_hold_a_value_of_the_adult() -> None:
    text = one("count", each="adult", formula="count(job.hours > 0 and adult.ill)")
    assert figure(text, "test.one", adult__ill=[True, False], **TWO) == [2, 0]
    whole = one("count", formula="count(job.hours > 0 and adult.ill)")
    assert figure(whole, "test.one", adult__ill=[False, True], **TWO) == 1


@pytest.mark.parametrize(
    ("text", "unit", "gives"),
    [
        ("sum(child.age)", "year", 18),
        ("highest(child.age)", "year", 11),
        ("lowest(child.age)", "year", 2),
        ("any(child.age > nine)", "bool", True),
        ("all(child.age > nine)", "bool", False),
        ("count(child.age < nine)", "count", 2),
        ("sum(child.age if child.age > nine else 0)", "year", 11),
    ],
)  # fmt: skip
def test_a_reduction_takes_all_there_are(text: str, unit: str, gives: Any) -> None:
    rules = one(unit, rule("nine", "year", values={FIRST: 9}), formula=text)
    assert figure(rules, "test.one", counts={"child": 3}, child__age=[11, 5, 2]) == gives


@pytest.mark.parametrize(
    ("text", "unit", "gives"),
    [
        ("sum(child.age)", "year", 0),
        ("highest(child.age)", "year", 0),
        ("lowest(child.age)", "year", 0),
        ("any(child.age >= 0)", "bool", False),
        ("all(child.age > child.age)", "bool", True),
        ("count(child.age >= 0)", "count", 0),
    ],
)  # fmt: skip
def test_what_is_not_there_is_nothing(text: str, unit: str, gives: Any) -> None:
    assert figure(one(unit, formula=text), "test.one") == gives


def test_an_adult_without_jobs_counts_nothing_beside_one_with_three() -> None:
    jobs = {"jobs": [[], [0, 1, 2]], "job__hours": [10, 20, 30], "job__pay": [12, 13, 14], "counts": {"adult": 2}}
    assert figure(one("hour/week", each="adult", formula="sum(job.hours)"), "test.one", **jobs) == [0, 60]
    assert figure(one("hour/week", each="adult", formula="lowest(job.hours)"), "test.one", **jobs) == [0, 10]
    assert figure(one("hour/week", formula="lowest(job.hours)"), "test.one", **jobs) == 10
    assert figure(one("bool", each="adult", formula="all(job.hours > 0)"), "test.one", **jobs) == [True, True]
    assert figure(one("count", formula="count(job.hours >= 0)"), "test.one", **jobs) == 3


def test_a_constant_given_to_each_job_counts_only_the_jobs_there_are() -> None:
    flat = rule("flat", "GBP/week", values={FIRST: 5})
    given = rule("given", "GBP/week", each="job", formula="flat")
    text = one("GBP/week", flat, given, formula="sum(given)")
    assert figure(text, "test.one", **TWO) == 15
    assert figure(text, "test.one") == 0


def test_the_lowest_of_some_below_nothing_is_below_nothing() -> None:
    text = one("GBP/week", rule("lost", "GBP/week", each="job", formula="-hours * pay"), formula="highest(lost)")
    assert figure(text, "test.one", **TWO) == -120


def test_a_partners_value_is_the_other_adults_and_nothing_where_there_is_none() -> None:
    income = one("GBP/month", each="adult", formula="partner(income)")
    assert figure(income, "test.one", counts={"adult": 2}, adult__income=[5, 7]) == [7, 5]
    assert figure(income, "test.one", counts={"adult": 1}, adult__income=[5]) == [0]
    ill = one("bool", each="adult", formula="partner(ill or income > 0)")
    assert figure(ill, "test.one", counts={"adult": 2}, adult__ill=[True, False]) == [False, True]
    assert figure(ill, "test.one", counts={"adult": 1}, adult__ill=[True]) == [False]


def test_a_partners_jobs_are_reached_through_a_value_of_the_adult() -> None:
    worked = rule("worked", "hour/week", each="adult", formula="sum(job.hours)")
    text = one("hour/week", worked, each="adult", formula="partner(worked)")
    assert figure(text, "test.one", counts={"adult": 2}, jobs=[[0, 1], []], job__hours=[10, 20]) == [0, 30]


def test_the_eldest_child_is_the_first() -> None:
    assert figure(one("count", each="child", formula="child.order"), "test.one", counts={"child": 3}) == [1, 2, 3]
    text = one("year", formula="sum(child.age if child.order == 1 else 0)")
    assert figure(text, "test.one", counts={"child": 3}, child__age=[11, 5, 2]) == 11


def test_a_value_of_a_child_does_not_mix_with_one_of_an_adult() -> None:
    from small_rules import refusal

    assert "a value of each" in refusal(one("year", each="child", formula="child.age + adult.age"))
    assert "a value of each" in refusal(one("year", formula="sum(child.age + adult.age)"))


# ---------------------------------------------------------------------- dates and clocks
def test_an_amount_changes_on_its_day() -> None:
    text = one("GBP", values={FIRST: 1, "2025-04-07": 2, "2026-04-06": 3})
    doubled = file(rule("two", "GBP", formula="2 * test.one"))
    found = [
        figure(book(text, doubled), "two", day)
        for day in ("2025-04-06", "2025-04-07", "2026-04-05", "2026-04-06", "2099-01-01")
    ]
    assert found == [2, 4, 4, 6, 6]


def test_a_formula_changes_on_its_day() -> None:
    text = one("GBP", formula={FIRST: "savings", "2026-04-06": "2 * savings"})
    assert [figure(text, "test.one", day, savings=5) for day in ("2026-04-05", "2026-04-06")] == [5, 10]


def test_branches_change_on_their_day() -> None:
    old = [{"when": "renting", "give": "savings"}, {"otherwise": "0"}]
    new = [{"when": "not renting", "give": "savings"}, {"otherwise": "0"}]
    text = one("GBP", choose={FIRST: old, "2026-04-06": new})
    assert [figure(text, "test.one", day, savings=5, renting=True) for day in ("2026-04-05", "2026-04-06")] == [5, 0]


def test_dates_compare_and_come_from_the_clocks() -> None:
    limit = rule("limit_day", "date", values={FIRST: "2017-04-06"})
    text = one("count", limit, formula="count(child.born < limit_day)")
    assert figure(text, "test.one", counts={"child": 2}, child__born=["2017-04-05", "2017-04-06"]) == 1
    late = one("bool", formula="clock.day > clock.assessment_period")
    assert figure(late, "test.one", clocks("2026-04-06", assessment_period="2026-03-20"))
    assert not figure(late, "test.one", clocks("2026-04-06"))


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [
        ("2000-11-23", "2026-11-22", 25),
        ("2000-11-23", "2026-11-23", 26),
        ("2004-02-29", "2025-02-28", 20),
        ("2004-02-29", "2025-03-01", 21),
        ("2026-11-24", "2026-11-23", 0),
    ],
)  # fmt: skip
def test_an_age_is_whole_years_on_the_day(born: str, day: str, age: int) -> None:
    text = one("year", each="adult", formula="age_on(clock.day)")
    assert figure(text, "test.one", day, adult__born=[born]) == [age]


def test_each_clock_picks_its_own_rules_version() -> None:
    dates = clocks("2026-05-01", payday="2026-04-01", assessment_period="2026-03-20")
    values = {FIRST: 1, "2026-03-25": 2, "2026-04-06": 3}
    found = [
        figure(one("GBP", rule("two", "GBP", formula="one"), clock=clock, values=values), "test.two", dates)
        for clock in ("day", "payday", "assessment_period")
    ]
    assert found == [3, 2, 1]


def test_a_rules_own_clock_goes_before_its_files() -> None:
    dates = clocks("2026-05-01", payday="2026-04-01")
    text = one("GBP", rule("two", "GBP", formula="one"), clock="day", values={FIRST: 1, "2026-04-06": 2})
    text = text.replace("    unit: GBP\n", "    unit: GBP\n    clock: payday\n", 1)
    assert figure(text, "test.two", dates) == 1


def test_an_amount_counted_in_the_assessment_period_is_that_of_its_first_day() -> None:
    """Contributory benefits are paid at the new rate at once, and counted at the old until the next period."""
    rate = rule("rate", "GBP/month", values={FIRST: 100, "2026-04-06": 110})
    paid = rule("paid", "GBP/month", formula="rate + monthly(rent)")
    counted = rule("counted", "GBP/month", formula="in_assessment_period(paid)")
    text = file(rate, paid, counted, prefix="test")
    dates = clocks("2026-04-10", assessment_period="2026-03-20")
    assert figure(text, "test.paid", dates, rent=1) == 111
    assert figure(text, "test.counted", dates, rent=1) == 101
    both = one("GBP/month", rate, paid, counted, formula="paid - counted")
    assert figure(both, "test.one", dates, rent=1) == 10


def test_formulas_and_look_ups_counted_in_the_period_are_of_its_day_too() -> None:
    rates = rule("rates", "GBP", values={FIRST: {"small": 1, "large": 2}, "2026-04-06": {"small": 3, "large": 4}})
    chosen = rule("chosen", "GBP", formula={FIRST: "rates[size]", "2026-04-06": "2 * rates[size]"})
    text = one("GBP", rates, chosen, formula="in_assessment_period(chosen)")
    dates = clocks("2026-04-10", assessment_period="2026-03-20")
    assert figure(text, "test.one", dates, size="large") == 2
    assert figure(text, "test.one", "2026-04-10", size="large") == 8
    direct = one("GBP", rates, formula="in_assessment_period(rates[size])")
    assert figure(direct, "test.one", dates, size="small") == 1


def test_bands_counted_in_the_period_are_of_its_day_too() -> None:
    table = rule("table", "GBP", values={FIRST: {"bands": [[0, 0.1]]}, "2026-04-06": {"bands": [[0, 0.2]]}})
    taxed = rule("taxed", "GBP", formula="bands(savings, table)")
    text = one("GBP", table, taxed, formula="in_assessment_period(taxed)")
    assert figure(text, "test.one", clocks("2026-04-10", assessment_period="2026-03-20"), savings=100) == 10


def test_a_value_on_another_clock_is_not_moved_to_the_assessment_period() -> None:
    rate = rule("rate", "GBP", clock="payday", values={FIRST: 100, "2026-04-06": 110})
    text = one("GBP", rate, formula="in_assessment_period(rate)")
    dates = clocks("2026-04-10", payday="2026-04-10", assessment_period="2026-03-20")
    assert figure(text, "test.one", dates) == 110


# ---------------------------------------------------------------------- amounts of every form
def test_an_amount_is_looked_up_by_key_or_by_choice() -> None:
    amounts = rule("amounts", "GBP", values={FIRST: {"large": 2, "small": 1}})
    assert figure(one("GBP", amounts, formula="amounts.large"), "test.one") == 2
    text = one("GBP", amounts, formula="amounts[size]")
    assert [figure(text, "test.one", size=size) for size in ("small", "large")] == [1, 2]
    each = one(
        "GBP/year",
        rule("by_paid", "GBP/year", values={FIRST: {"week": 1, "two_weeks": 2, "four_weeks": 3, "month": 4}}),
        each="job",
        formula="by_paid[paid]",
    )
    assert figure(
        each, "test.one", jobs=[[0], [1, 2]], counts={"adult": 2}, job__paid=["month", "week", "two_weeks"]
    ) == [4, 1, 2]


def test_a_table_is_looked_up_by_several_choices() -> None:
    rows = "".join(
        f"{size},{colour},{number}\n"
        for number, (size, colour) in enumerate((s, c) for s in ("small", "large") for c in ("red", "green", "blue"))
    )
    rules = book(one("GBP", table="t.csv", by=["size", "colour"], column="amount"), t="size,colour,amount\n" + rows)
    assert figure(rules, "test.one", size="large", colour="blue") == 5
    rules = book(one("GBP", table="t.csv", by=["size", "colour"], column="amount"), t="size,colour,amount\n" + rows)
    assert figure(rules, "test.one", size="small", colour="green") == 1


def test_a_table_changes_on_its_day() -> None:
    tables = {"old": "size,amount\nsmall,1\nlarge,2\n", "new": "size,amount\nlarge,4\nsmall,3\n"}
    text = one("GBP", table={FIRST: "old.csv", "2026-04-06": "new.csv"}, by=["size"], column="amount")
    assert [figure(book(text, **tables), "test.one", day, size="small") for day in ("2026-04-05", "2026-04-06")] == [
        1,
        3,
    ]


@pytest.mark.parametrize(("amount", "gives"), [(0, 0), (100, 10), (150, 20), (200, 30), (300, 60)])
def test_bands_take_each_slice_at_its_own_rate(amount: int, gives: int) -> None:
    table = rule("table", "GBP", values={FIRST: {"bands": [[0, 0.1], [100, 0.2], [200, 0.3]]}})
    assert figure(one("GBP", table, formula="bands(savings, table)"), "test.one", savings=amount) == gives


def test_bands_leave_out_what_lies_below_the_first() -> None:
    table = rule("table", "GBP", values={FIRST: {"bands": [[100, 0.2]]}})
    text = one("GBP", table, formula="bands(savings - 2 * savings / 2 - savings, table) + bands(savings, table)")
    assert figure(text, "test.one", savings=50) == 0


def test_truths_and_dates_may_be_dated_values() -> None:
    text = one(
        "bool", rule("limited", "bool", values={FIRST: True, "2026-04-06": False}), formula="limited and renting"
    )
    assert [figure(text, "test.one", day, renting=True) for day in ("2026-04-05", "2026-04-06")] == [True, False]


def test_whether_an_answer_was_given_is_known() -> None:
    text = one("bool", formula="known(rent)")
    assert figure(text, "test.one", rent=0)
    assert not figure(text, "test.one")
    each = one("bool", each="adult", formula="known(adult.income)")
    assert figure(each, "test.one", adult__income=[0]) == [True]


def test_an_answer_not_given_takes_its_default() -> None:
    assert figure(one("choice", formula="colour", choices=["red", "green", "blue"]), "test.one") == "green"
    assert figure(one("choice", formula="size", choices=["small", "large"]), "test.one") == "small"


# ---------------------------------------------------------------------- outputs
def test_only_what_the_outputs_need_is_worked_out() -> None:
    rules = book(file(rule("one", "GBP", formula="savings"), rule("two", "GBP/month", formula="rent"), prefix="test"))
    made = engine(rules, "test.one")
    dates = clocks("2026-11-23")
    values = made.run(dates, *household(rules, dates, {"savings": 5}))
    assert set(values.results) == {("test.one", None)}
    assert values.program.inputs == ["savings"]


def test_days_that_change_amounts_alone_share_one_compiled_function() -> None:
    rules = book(
        one(
            "GBP",
            rule("two", "GBP", values={FIRST: 1, "2025-04-07": 2}),
            formula={FIRST: "two", "2026-04-06": "2 * two"},
        )
    )
    made = engine(rules, "test.one")
    programs = [made.program(clocks(day)) for day in (FIRST, "2025-04-07", "2026-04-06")]
    assert programs[0] is programs[1]
    assert programs[0] is not programs[2]


def test_a_date_is_held_as_a_day_number() -> None:
    assert ordinal("2026-11-23") - ordinal("2026-11-22") == 1
